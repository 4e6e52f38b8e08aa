"""An archive is read without extracting, and a hostile one is refused as a whole."""

import os
import stat
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest
from ratchet_slack import archive
from ratchet_slack.archive import ExportError, Unreadable, open_archive


def zipped(path: Path, files: Mapping[str, bytes]) -> Path:
    with ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return path


def refused(path: Path) -> str:
    with pytest.raises(ExportError) as error:
        open_archive(path)
    return str(error.value).replace(str(path), "IT").removesuffix(archive.ADVICE).strip()


def odd(what: str) -> str:
    return f"IT holds {what}; Slack writes no such export, so nothing of it was read."


def test_a_zip_is_its_files_without_its_folders(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"general/": b"", "general/a.json": b"[1]"})
    opened = open_archive(path)
    assert (opened.sizes, opened.read("general/a.json")) == ({"general/a.json": 3}, b"[1]")
    opened.close()


def test_a_folder_is_its_files(tmp_path: Path) -> None:
    (tmp_path / "general").mkdir()
    (tmp_path / "general" / "a.json").write_bytes(b"[1]")
    opened = open_archive(tmp_path)
    assert (opened.sizes, opened.read("general/a.json")) == ({"general/a.json": 3}, b"[1]")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("../a.json", "a path that leaves its place, '../a.json'"),
        ("general/../../a.json", "a path that leaves its place, 'general/../../a.json'"),
        ("a//b.json", "a path that leaves its place, 'a//b.json'"),
        ("/etc/passwd", "an absolute path, '/etc/passwd'"),
        ("C:/a.json", "an absolute path, 'C:/a.json'"),
        ("general\\a.json", "a name with a backslash or a control character, 'general\\\\a.json'"),
        ("a\nb.json", "a name with a backslash or a control character, 'a\\nb.json'"),
    ],
)
def test_a_hostile_name_refuses_the_zip(tmp_path: Path, name: str, what: str) -> None:
    assert refused(zipped(tmp_path / "a.zip", {"channels.json": b"[]", name: b"[]"})) == odd(what)


@pytest.mark.parametrize(
    ("mode", "what"),
    [
        (stat.S_IFLNK, "a link, 'a.json'"),
        (stat.S_IFIFO, "'a.json', which is neither a file nor a folder"),
    ],
)
def test_a_link_or_a_device_refuses_the_zip(tmp_path: Path, mode: int, what: str) -> None:
    info = ZipInfo("a.json")
    info.external_attr = (mode | 0o777) << 16
    with ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr(info, "/etc/passwd")
    assert refused(tmp_path / "a.zip") == odd(what)


def test_a_name_that_comes_twice_refuses_the_zip(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.writestr("a.json", "[]")
        file.writestr("a.json", "[1]")
    assert refused(tmp_path / "a.zip") == odd("'a.json' twice")


def test_an_encrypted_member_refuses_the_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.json": b"[]"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert refused(path) == "IT is encrypted ('a.json'). Unpack it with its password and give the folder."


def test_a_method_that_inflates_without_bounds_refuses_the_zip(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_BZIP2) as file:
        file.writestr("a.json", "[]")
    assert refused(tmp_path / "a.zip") == "IT is packed in an uncommon way ('a.json'). Unpack it and give the folder."


def test_a_bomb_refuses_the_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.json": b" " * 2**22})
    assert refused(path) == odd("'a.json', which unpacks to more than 250 times its size")


def test_a_member_that_declares_too_little_is_damaged_and_not_inflated(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.json": b" " * 2**22})
    data = bytearray(path.read_bytes())
    size_at = data.index(b"PK\x01\x02") + 24
    data[size_at : size_at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    opened = open_archive(path)
    with pytest.raises(Unreadable) as error:
        opened.read("a.json")
    opened.close()
    assert str(error.value) == "damaged inside the zip"


@pytest.mark.parametrize("folder", [False, True])
@pytest.mark.parametrize(
    ("limit", "why"),
    [
        ("MAX_FILES", "IT holds more than 1 files. Give one export, or export a shorter span of time."),
        ("MAX_FILE_BYTES", odd("'a.json' of 2 bytes, more than the 1 that one file may have")),
        ("MAX_TOTAL_BYTES", "IT unpacks to more than 1 bytes. Export a shorter span of time."),
    ],
)
def test_too_much_refuses_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, why: str, *, folder: bool
) -> None:
    monkeypatch.setattr(archive, limit, 1)
    path = tmp_path / "export"
    if folder:
        path.mkdir()
        for name in ("a.json", "b.json"):
            (path / name).write_bytes(b"[]")
    else:
        zipped(path, {"a.json": b"[]", "b.json": b"[]"})
    assert refused(path) == why


def test_a_link_refuses_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.json").symlink_to("/etc/passwd")
    assert refused(tmp_path) == odd("a link, 'a.json'")


def test_a_pipe_refuses_the_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.json")
    assert refused(tmp_path) == odd("'a.json', which is neither a file nor a folder")


def test_a_file_that_grew_after_it_was_listed_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_bytes(b"[]")
    opened = open_archive(tmp_path)
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 1)
    with pytest.raises(Unreadable) as error:
        opened.read("a.json")
    assert str(error.value) == "larger than a file may be"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "IT is empty. Download it again."),
        (
            b"PK\x03\x04 and no end",
            "IT is a damaged or cut-off zip. Download it again, and compare its size with the original.",
        ),
        (b'\xef\xbb\xbf[{"ts": "1"}]', "IT is a single JSON file. Give the whole export, not one file of it."),
        (b"hello", "IT is not a zip."),
    ],
)
def test_what_is_no_zip_is_told_apart(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    assert refused(tmp_path / "a.zip") == why


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.zip") == "IT does not exist. Check the path."


def test_a_zip_whose_names_begin_with_a_dot_is_read_as_if_they_did_not(tmp_path: Path) -> None:
    path = tmp_path / "dotted.zip"
    with ZipFile(path, "w") as packed:
        packed.writestr("./", "")
        packed.writestr("./channels.json", "[]")
    assert list(open_archive(path).sizes) == ["channels.json"]
