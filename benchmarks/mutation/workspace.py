"""Copies of the project in which mutants are tried, so that the working tree is never touched."""

import contextlib
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from attrs import field, frozen

from benchmarks.mutation.mutants import Mutant

_MEMORY = 4 * 1024**3
_DECISIVE = ("packages/", "tests/", "examples/", "docs/", "pyproject.toml", "README.md")
_later = count(100)


@frozen
class Ran:
    """How a command ended: its exit code (None where its time was over) and what it printed."""

    code: int | None
    output: str
    seconds: float


@frozen
class Workspace:
    """A copy of the project; commands run in it import the packages from it."""

    root: Path
    environment: Mapping[str, str] = field(factory=dict)

    def run(self, command: Sequence[str], seconds: float | None, **more: str) -> Ran:
        """Run Python with some arguments, and end it and all that it started when its time is over."""
        environment = {**self.environment, **more}
        begun = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, *command],
            cwd=self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process:
            if sys.platform == "linux":
                resource.prlimit(process.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            output, code = _ended(process, seconds)
        return Ran(code, output.decode(errors="replace"), time.perf_counter() - begun)

    @contextlib.contextmanager
    def with_mutant(self, mutant: Mutant) -> Iterator[None]:
        """Put a mutant in its place, with a time of its own so that no compiled file is taken for it."""
        path = self.root / mutant.file
        text, was = path.read_bytes(), path.stat()
        path.write_bytes(mutant.applied(text))
        os.utime(path, (was.st_atime, int(was.st_mtime) + next(_later)))
        try:
            yield
        finally:
            path.write_bytes(text)
            os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))

    def digest(self) -> str:
        """Return a digest of all that decides which test executes which line."""
        hashed = hashlib.sha256()
        for path in sorted(path for path in self.root.rglob("*") if path.is_file()):
            name = path.relative_to(self.root).as_posix()
            if name.startswith(_DECISIVE) and "__pycache__" not in name:
                hashed.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
        return hashed.hexdigest()[:16]


def _ended(process: subprocess.Popen[bytes], seconds: float | None) -> tuple[bytes, int | None]:
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.communicate()[0], None
    return output, process.returncode


def copied(project: Path, root: Path) -> Workspace:
    """Copy what git knows or would know of the project, as it is in the working tree."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git there is
        cwd=project,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (project / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(project / name, root / name)
    return Workspace(root, _environment(root))


def twin_of(workspace: Workspace, root: Path) -> Workspace:
    """Copy a workspace, so that both have the same code whatever happens to the working tree."""
    shutil.copytree(workspace.root, root, ignore=shutil.ignore_patterns(".tmp"))
    return Workspace(root, _environment(root))


def _environment(root: Path) -> dict[str, str]:
    (root / ".tmp").mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE", "PYTEST_"))}
    packages = sorted(str(path) for path in root.glob("packages/*/src"))
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join([*packages, str(root)]),
        "TMPDIR": str(root / ".tmp"),
        "CI": "true",  # Hypothesis then makes up the same examples each time and remembers none
    }
