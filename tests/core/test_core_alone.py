"""The core stands alone: its own tests pass where nothing but the core and the test tools is installed."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALLOWED = {"attr", "attrs", "cattr", "cattrs", "typing_extensions", "ratchet_core"}
LOADED = """
import pkgutil, sys, sysconfig
before = set(sys.modules)
import ratchet_core
for module in pkgutil.walk_packages(ratchet_core.__path__, "ratchet_core."):
    __import__(module.name)
tops = {name.partition(".")[0] for name in set(sys.modules) - before}
print(" ".join(sorted(tops - sys.stdlib_module_names)))
"""


def test_importing_the_whole_core_loads_attrs_and_cattrs_and_nothing_else() -> None:
    run = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) <= ALLOWED


def test_the_cores_own_tests_pass_with_only_the_core_installed(tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    python = str(alone / "bin" / "python")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE"))}
    for command in (
        ["uv", "venv", "-q", "--python", sys.executable, str(alone)],
        ["uv", "pip", "install", "-q", "--python", python, "packages/ratchet-core", "pytest", "hypothesis"],
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/core", "--ignore", str(Path(__file__))],
    ):
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
