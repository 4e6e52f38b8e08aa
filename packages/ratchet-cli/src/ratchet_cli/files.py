"""Writes the files that people ask for: whole or not at all, and never over what they gave to be read."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ratchet_cli.errors import UnusableInputError


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """Open a file to be written, which takes its place only when the block has ended well.

    What stands under the path stays as it is until then. A link is followed; a pipe or a device is written to directly.

    Raises:
        UnusableInputError: If it cannot be written.
    """
    check_writable(path)
    target = path.resolve()
    direct = target.exists() and not target.is_file()
    fresh = target if direct else target.with_name(f".{target.name}.new")
    try:
        with fresh.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
            file.flush()
            if not direct:
                os.fsync(file.fileno())
        if not direct:
            fresh.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
            fresh.replace(target)
    except OSError as error:
        raise UnusableInputError(f"{path}: this file cannot be written ({error.strerror}).") from error
    finally:
        if not direct:
            fresh.unlink(missing_ok=True)


def check_writable(path: Path) -> None:
    """Refuse a path that cannot be written, before any work is done for it.

    Raises:
        UnusableInputError: If the path is empty, a folder or read-only, or its folder is missing or read-only.
    """
    if not path.name:
        raise UnusableInputError("An empty path or a folder was given where a file is to be written; write its name.")
    try:
        target = path.resolve()
        if target.is_dir():
            raise UnusableInputError(f"{path}: this is a folder; write the name of a file.")
        if target.exists() and not target.stat().st_mode & _WRITABLE:
            raise UnusableInputError(f"{path}: this file is read-only; make it writable, or name another.")
        if not target.parent.is_dir():
            raise UnusableInputError(f"{path}: this file cannot be written (its folder does not exist).")
        if not os.access(target.parent if not target.exists() else target, os.W_OK):
            raise UnusableInputError(f"{path}: this file cannot be written (it may not be by you).")
    except (OSError, RuntimeError) as error:
        raise UnusableInputError(f"{path}: this file cannot be written ({error}).") from error


def check_same(path: Path, text: str) -> None:
    """Refuse to replace a file that holds anything but what would be written to it: somebody may have edited it.

    Raises:
        UnusableInputError: If something else stands there.
    """
    if _stands(path) and path.read_bytes() != text.encode("utf-8", "backslashreplace"):
        raise UnusableInputError(f"{path}: this file holds something else and is left as it is; give another name.")


def check_begins_as(path: Path, begins: Callable[[str], bool], what: str) -> None:
    """Refuse to replace a file that does not begin as what would be written to it does.

    Raises:
        UnusableInputError: If something else stands there; says what it is not.
    """
    if not _stands(path):
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        first = file.readline(_FIRST_LINE)
    if not begins(first):
        raise UnusableInputError(f"{path}: this file is no {what} and is left as it is; give another name.")


def is_decision(line: str) -> bool:
    """Say whether a line begins as those of a file of decisions do."""
    return re.match(r'\{"id": ?"(?:[^"\\]|\\.)*", ?"v": ?[0-9]+, ?"decision": ?\{', line) is not None


def _stands(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def text_of(path: Path, what: str, remedy: str) -> str:
    """Return the text of a file that a person wrote, without a mark of byte order.

    Raises:
        UnusableInputError: If it cannot be read; where there is none, the message ends in the remedy.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UnusableInputError(f"{path}: {what} cannot be read, for there is no such file; {remedy}.") from None
    except UnicodeDecodeError as error:
        raise UnusableInputError(f"{path}: {what} cannot be read (it is no text in UTF-8).") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UnusableInputError(f"{path}: {what} cannot be read ({why}).") from error


def check_apart(read: Mapping[str, Path | None], written: Mapping[str, Path | None]) -> None:
    """Refuse to write over a file that is read, or two outputs to one file; both are given by what asks for them.

    Raises:
        UnusableInputError: If two of the paths are the same file, which is named.
    """
    known = {path.resolve(): name for name, path in read.items() if path is not None}
    for name, path in written.items():
        if path is None:
            continue
        other = known.setdefault(path.resolve(), name)
        if other != name:
            raise UnusableInputError(f"{name} {path}: this is the file of {other} too; name another.")


_WRITABLE = 0o222
_FIRST_LINE = 2_000
