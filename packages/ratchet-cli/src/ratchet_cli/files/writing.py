"""Writes the files that people ask for: whole or not at all, and never over what they gave to be read."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from errno import EACCES, EDQUOT, EFBIG, EIO, ELOOP, ENAMETOOLONG, ENOENT, ENOSPC, ENOTDIR, EPERM, EROFS
from pathlib import Path
from typing import TextIO

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.files.replacing import replacing, try_folder


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """Open a file to be written, which takes its place only when the block has ended well.

    What stands under the path stays as it is until then. A link is followed and stays: whoever keeps a file behind a
    link wants that file written, and not a second one in the link's place. A pipe or a device is written to directly.

    Raises:
        UnusableInputError: If it cannot be written.
    """
    check_writable(path)
    try:
        direct = path.exists() and not path.is_file()  # what /dev/stdout links to may have no path of its own
        with _opened(path) if direct else replacing(path.resolve()) as file:
            yield file
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def _opened(target: Path) -> Iterator[TextIO]:
    with target.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        yield file


def check_writable(path: Path) -> None:
    """Refuse a path that cannot be written, before any work is done for it; a file is made beside it to find out.

    Raises:
        UnusableInputError: If the path is empty, a folder or read-only, or nothing can be written in its folder.
    """
    if str(path) == "-":
        raise UnusableInputError("-: this is not the name of a file; write one, or /dev/stdout.")
    if not path.name:
        raise UnusableInputError("An empty path or a folder was given where a file is to be written; write its name.")
    try:
        target = path.resolve()
        if target.is_dir():
            raise UnusableInputError(f"{path}: this is a folder; write the name of a file.")
        stands = path.exists()
        if stands and not (path.stat().st_mode & _WRITABLE and os.access(path, os.W_OK)):
            raise UnusableInputError(f"{path}: this file is read-only; make it writable, or name another.")
        if not stands or path.is_file():
            try_folder(target.parent)
    except (OSError, RuntimeError) as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError | RuntimeError) -> UnusableInputError:
    """Return the error that says why a file cannot be written, and what to do."""
    number = error.errno if isinstance(error, OSError) else ELOOP  # older Pythons say so of links in a circle
    why, remedy = _REMEDIES.get(number or 0, (os.strerror(number or EIO), "name a file elsewhere"))
    if number == ENOENT and path.parent.is_dir():
        why, remedy = "nothing can be made in its folder", "name a file elsewhere"
    return UnusableInputError(f"{path}: this file cannot be written ({why}); {remedy}.")


def check_same(path: Path, text: str) -> None:
    """Refuse to replace a file that holds anything but what would be written to it: somebody may have edited it.

    Raises:
        UnusableInputError: If something else stands there.
    """
    wanted = text.encode("utf-8", "backslashreplace")
    if _beginning(path, len(wanted) + 1) not in {b"", wanted}:
        raise UnusableInputError(f"{path}: this file holds something else and is left as it is; give another name.")


def check_begins_as(path: Path, begins: Callable[[str], bool], what: str) -> None:
    """Refuse to replace a file that does not begin as what would be written to it does.

    Raises:
        UnusableInputError: If something else stands there; says what it is not.
    """
    first = _beginning(path, _FIRST_LINE).decode("utf-8", "replace")
    if first and not begins(first):
        raise UnusableInputError(f"{path}: this file is not a {what}, so it is left as it is; give another name.")


def _beginning(path: Path, most: int) -> bytes:
    """Return the first bytes of a file; none where there is no file, or where it is a pipe or a device."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        lost = "so nobody knows what would be lost; give another name"
        raise UnusableInputError(f"{path}: this file cannot be read ({error.strerror}), {lost}.") from error


def is_decision(line: str) -> bool:
    """Say whether a line begins as those of a file of decisions do."""
    return re.match(r'\{"id": ?"(?:[^"\\]|\\.)*", ?"v": ?[0-9]+, ?"decision": ?\{', line) is not None


def text_of(path: Path, what: str, remedy: str) -> str:
    """Return the text of a file that a person wrote, without a mark of byte order.

    Raises:
        UnusableInputError: If it cannot be read; where there is none, the message ends in the remedy.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LONGEST_TEXT + 1)
        if len(data) <= _LONGEST_TEXT:
            return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        raise UnusableInputError(f"{path}: {what} cannot be read, for there is no such file; {remedy}.") from None
    except UnicodeDecodeError as error:
        why = f"it is not UTF-8 text: byte {error.start + 1} is {data[error.start]:#04x}"
        raise UnusableInputError(f"{path}: {what} cannot be read ({why}); save it as UTF-8.") from error
    except OSError as error:
        raise UnusableInputError(f"{path}: {what} cannot be read ({error.strerror}); give a file.") from error
    raise UnusableInputError(f"{path}: {what} has more than {_LONGEST_TEXT:,} bytes; give the right file.")


def check_apart(read: Mapping[str, Path | None], written: Mapping[str, Path | None]) -> None:
    """Refuse to write over a file that is read, or two outputs to one file; both are given by what asks for them.

    Raises:
        UnusableInputError: If two of the paths are the same file, which is named.
    """
    known = {os.path.realpath(path): name for name, path in read.items() if path is not None}
    for name, path in written.items():
        if path is None:
            continue
        other = known.setdefault(os.path.realpath(path), name)
        if other != name:
            raise UnusableInputError(f"{name} {path}: this is the file of {other} too; name another.")


_WRITABLE = 0o222
_REMEDIES = {
    ENOENT: ("its folder does not exist", "make the folder, or name a file elsewhere"),
    ENOTDIR: ("its folder is a file", "name a file elsewhere"),
    EACCES: ("you may not write in its folder", "ask for the right to, or name a file elsewhere"),
    EPERM: ("you may not write in its folder", "ask for the right to, or name a file elsewhere"),
    EROFS: ("its disk is read-only", "name a file elsewhere"),
    ENOSPC: ("its disk is full", "make room, or name a file elsewhere"),
    EDQUOT: ("your share of its disk is used up", "make room, or name a file elsewhere"),
    EFBIG: ("it would be larger than a file may be", "raise the limit, or name a file elsewhere"),
    ENAMETOOLONG: ("its name is too long", "give it a shorter one"),
    ELOOP: ("its links go round in a circle", "name the file itself"),
}
_FIRST_LINE = 2_000
_LONGEST_TEXT = 16 * 2**20
