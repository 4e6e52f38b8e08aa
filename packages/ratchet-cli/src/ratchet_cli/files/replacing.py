"""Puts a file in another's place whole: written beside it under a name that nobody can guess, synced, then renamed.

While it writes, a process holds a lock on its temporary file; so what a killed one left behind is told from what is
being written, and removed by the next writer in the folder.
"""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import TextIO

if sys.platform != "win32":
    import fcntl

_PREFIX, _SUFFIX = ".ratchet-", ".new"
_SURELY_BEGUN = 60  # seconds; a writer that has just made its file may not hold its lock yet
_BLOCK = 4_096
_LOOK = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def replacing(target: Path) -> Iterator[TextIO]:
    """Open a file that takes the place of a target when the block has ended well, with the target's mode and owner.

    Raises:
        OSError: If it cannot be written; the target is as it was.
    """
    descriptor, fresh = _made_in(target.parent)
    try:
        with _held(fresh):
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
                _remove_left_over(target.parent, os.fstat(descriptor).st_mtime)
                yield file
                file.flush()
                _liken(descriptor, fresh, target)
                os.fsync(descriptor)
            fresh.replace(target)
        _sync(target.parent)
    finally:
        fresh.unlink(missing_ok=True)


def try_folder(folder: Path) -> None:
    """Make a file in a folder, of one block, and remove it.

    Raises:
        OSError: If that cannot be done.
    """
    descriptor, fresh = _made_in(folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(_BLOCK))
    finally:
        fresh.unlink(missing_ok=True)


def _made_in(folder: Path) -> tuple[int, Path]:
    """Make a file that only its owner may read, under a new name, never through a link."""
    descriptor, name = mkstemp(dir=folder, prefix=_PREFIX, suffix=_SUFFIX)
    return descriptor, Path(name)


@contextmanager
def _held(fresh: Path) -> Iterator[None]:
    """Hold the lock of a temporary file, where the system and the disk have such locks."""
    if sys.platform == "win32":  # where a file that is open cannot be renamed
        yield
        return
    descriptor = os.open(fresh, _LOOK)
    try:
        _locks(descriptor)
        yield
    finally:
        os.close(descriptor)


def _locks(descriptor: int) -> bool:
    """Lock an open file unless somebody has; the lock ends with the process, or when the file is closed."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_left_over(folder: Path, now: float) -> None:
    """Remove the temporary files in a folder that no process writes any more."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
                with suppress(OSError):
                    _remove_if_left(Path(entry.path), now)


def _remove_if_left(fresh: Path, now: float) -> None:
    found = fresh.lstat()
    if not stat.S_ISREG(found.st_mode) or now - found.st_mtime < _SURELY_BEGUN:
        return
    descriptor = os.open(fresh, _LOOK)
    try:
        if _locks(descriptor):
            fresh.unlink()
    finally:
        os.close(descriptor)


def _liken(descriptor: int, fresh: Path, target: Path) -> None:
    """Give a new file the mode and the owner of the one that it replaces, or what any new file of this process has."""
    which: int | Path = descriptor if os.chmod in os.supports_fd else fresh
    if not target.exists():
        mask = os.umask(0o077)
        os.umask(mask)
        os.chmod(which, 0o666 & ~mask)  # noqa: PTH101 - by descriptor, so that no link is followed
        return
    model = target.stat()
    if hasattr(os, "fchown"):
        with suppress(OSError):  # only a few may give a file away; its content matters more
            os.fchown(descriptor, model.st_uid, model.st_gid)
    os.chmod(which, stat.S_IMODE(model.st_mode) & 0o777)  # noqa: PTH101 - as above


def _sync(folder: Path) -> None:
    """Let the disk keep a rename, too; some systems know no such thing of a folder."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
