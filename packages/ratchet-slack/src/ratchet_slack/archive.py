"""A zip or a folder as names and bytes: never extracted, and refused as a whole when a name or a size is hostile."""

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MAX_FILES = 500_000
"""Five hundred channels, a thousand days each; a list of a million names already takes half a gigabyte of memory."""

MAX_FILE_BYTES = 256 * 2**20
"""One file is in memory at a time, parsed; the largest real day files are a few megabytes."""

MAX_TOTAL_BYTES = 16 * 2**30
"""Thirty million messages; a million are about half a gigabyte."""

MAX_RATIO = 250
"""Exports shrink about twelve times and repeated alerts about a hundred; deflate's bombs reach a thousand."""

RATIO_FROM_BYTES = 2**20
"""Below this size a file is harmless at any ratio."""

ENCRYPTED = 0x1 | 0x40 | 0x2000

DRIVE = re.compile(r"[A-Za-z]:")
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

ADVICE = (
    "A Slack export is a .zip (or the folder unpacked from it) with channels.json and one folder per channel: "
    "download it in Slack under Settings > Workspace settings > Import/Export Data, and give its path."
)


class ExportError(Exception):
    """What was given is no usable export at all; the text names the thing and says what to do next."""


class Unreadable(Exception):  # noqa: N818 - it is said of one file, and the run goes on
    """One file inside cannot be read; the text says why."""


class Archive(Protocol):
    """A closed set of files that can be read one at a time."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """The declared bytes of each file, by its name with forward slashes."""

    def read(self, name: str) -> bytes:
        """Return a file's bytes; raise `Unreadable` if it is damaged or longer than it may be."""

    def close(self) -> None:
        """Let go of the file."""


def open_archive(path: Path) -> Archive:
    """Open a zip or a folder; raise `ExportError` if it is neither, or hostile."""
    if str(path) == ".":
        raise ExportError(f"An empty path, or the folder that you are in, was given as the export. {ADVICE}")
    try:
        return FolderArchive(path) if path.is_dir() else ZipArchive(path)
    except FileNotFoundError:
        raise ExportError(f"{path} does not exist. Check the path. {ADVICE}") from None
    except OSError as error:
        raise ExportError(f"{path} cannot be opened: {error.strerror}. Check that you may read it.") from error


class ZipArchive:
    """A zip's members, read as streams and never extracted."""

    def __init__(self, path: Path) -> None:
        """Open and check every member's name and declared size; raise `ExportError` if one is not acceptable."""
        self._zip = _open_zip(path)
        try:
            self._members = _members(path, self._zip.infolist())
        except ExportError:
            self._zip.close()
            raise
        self.sizes: Mapping[str, int] = {name: info.file_size for name, info in self._members.items()}

    def read(self, name: str) -> bytes:
        """Return a member's bytes, never more than it declares."""
        info = self._members[name]
        try:
            with self._zip.open(info) as member:
                return member.read(
                    info.file_size + 1
                )  # a bare read() would inflate up to 2 GB before it looks at the size
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
            raise Unreadable("damaged inside the zip") from error

    def close(self) -> None:
        """Close the zip."""
        self._zip.close()


class FolderArchive:
    """The regular files below a folder; links are never followed."""

    def __init__(self, path: Path) -> None:
        """List the folder; raise `ExportError` if a name, a link or a size is not acceptable."""
        self._path = path
        sizes: dict[str, int] = {}
        for name, size in _walk(path):
            _refuse_name(path, name)
            sizes[name] = size
            _refuse_count(path, len(sizes))
        _refuse_sizes(path, sizes)
        self.sizes: Mapping[str, int] = sizes

    def read(self, name: str) -> bytes:
        """Return a file's bytes, never more than one file may have."""
        try:
            descriptor = os.open(self._path / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(descriptor, "rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise Unreadable(f"cannot be opened ({error.strerror})") from error
        if len(data) > MAX_FILE_BYTES:
            raise Unreadable("larger than a file may be")
        return data

    def close(self) -> None:
        """Nothing stays open between reads."""


def _open_zip(path: Path) -> ZipFile:
    if not path.is_file() and path.exists():
        raise ExportError(f"{path} is neither a file nor a folder. {ADVICE}")
    try:
        return ZipFile(path)
    except (BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise ExportError(_not_a_zip(path)) from error


def _not_a_zip(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return f"{path} is empty. Download it again. {ADVICE}"
    if start.startswith(b"PK"):
        return (
            f"{path} is a damaged or cut-off zip. Download it again, and compare its size with the original. {ADVICE}"
        )
    if start.startswith((b"[", b"{")):
        return f"{path} is a single JSON file. Give the whole export, not one file of it. {ADVICE}"
    return f"{path} is not a zip. {ADVICE}"


def _members(path: Path, infos: list[ZipInfo]) -> dict[str, ZipInfo]:
    _refuse_count(path, len(infos))
    members: dict[str, ZipInfo] = {}
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename.removesuffix("/").removeprefix("./")
        if name == ".":
            continue  # the folder itself, as `zip -r export.zip ./` names it
        _refuse_name(path, name)
        _refuse_member(path, name, info)
        if name in seen:
            raise _refusal(path, f"holds {name!r} twice")
        seen.add(name)
        if not info.is_dir():
            members[name] = info
    _refuse_sizes(path, {name: info.file_size for name, info in members.items()})
    return members


def _refuse_member(path: Path, name: str, info: ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise _refusal(path, f"holds a link, {name!r}")
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise _refusal(path, f"holds {name!r}, which is neither a file nor a folder")
    if info.flag_bits & ENCRYPTED:
        raise ExportError(f"{path} is encrypted ({name!r}). Unpack it with its password and give the folder.")
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise ExportError(f"{path} is packed in an uncommon way ({name!r}). Unpack it and give the folder.")
    if info.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * info.compress_size):
        raise _refusal(path, f"holds {name!r}, which unpacks to more than {MAX_RATIO} times its size")


def _walk(path: Path) -> Iterator[tuple[str, int]]:
    folders = [""]
    while folders:
        folder = folders.pop()
        with os.scandir(path / folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                name = f"{folder}{entry.name}"
                if entry.is_symlink():
                    raise _refusal(path, f"holds a link, {name!r}")
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{name}/")
                elif entry.is_file(follow_symlinks=False):
                    yield name, entry.stat(follow_symlinks=False).st_size
                else:
                    raise _refusal(path, f"holds {name!r}, which is neither a file nor a folder")


def _refuse_name(path: Path, name: str) -> None:
    if name.startswith("/") or DRIVE.match(name):
        raise _refusal(path, f"holds an absolute path, {name!r}")
    if "\\" in name or CONTROL.search(name):
        raise _refusal(path, f"holds a name with a backslash or a control character, {name!r}")
    if not {"", ".", ".."}.isdisjoint(name.split("/")):
        raise _refusal(path, f"holds a path that leaves its place, {name!r}")


def _refuse_count(path: Path, count: int) -> None:
    if count > MAX_FILES:
        raise ExportError(
            f"{path} holds more than {MAX_FILES:,} files. Give one export, or export a shorter span of time."
        )


def _refuse_sizes(path: Path, sizes: Mapping[str, int]) -> None:
    for name, size in sizes.items():
        if size > MAX_FILE_BYTES:
            raise _refusal(
                path, f"holds {name!r} of {size:,} bytes, more than the {MAX_FILE_BYTES:,} that one file may have"
            )
    if sum(sizes.values()) > MAX_TOTAL_BYTES:
        raise ExportError(f"{path} unpacks to more than {MAX_TOTAL_BYTES:,} bytes. Export a shorter span of time.")


def _refusal(path: Path, what: str) -> ExportError:
    return ExportError(f"{path} {what}; Slack writes no such export, so nothing of it was read. {ADVICE}")
