"""An export is one stream of messages in order of time; what is bad in it is skipped, counted and named."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from ratchet_slack.archive import ADVICE
from ratchet_slack.export import ExportChannel, ExportError, ExportPerson, Skipped, open_export

NOON = 1704110400  # 2024-01-01 12:00 UTC
DAY = 86_400
GENERAL = {"id": "C1", "name": "general", "members": ["U1"]}
RANDOM = {"id": "C2", "name": "random", "is_archived": True}
INDEXES: dict[str, object] = {"channels.json": [GENERAL, RANDOM]}
BAD_DAY = "general/2024-01-01.json"


def ts(seconds: int) -> str:
    return f"{NOON + seconds}.000000"


def said(*seconds: int) -> list[dict[str, str]]:
    return [{"ts": ts(second)} for second in seconds]


def write(folder: Path, files: Mapping[str, object], top: str = "") -> Path:
    path = folder / "export.zip"
    with ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(top + name, content if isinstance(content, bytes) else json.dumps(content))
    return path


def stream(path: Path, since: str | None = None, until: str | None = None) -> list[tuple[str, object]]:
    with open_export(path) as export:
        return [(channel.id, message["ts"]) for channel, message in export.messages(since=since, until=until)]


def skipped(path: Path) -> tuple[int, tuple[Skipped, ...]]:
    with open_export(path) as export:
        return len(list(export.messages())), export.skipped


def test_messages_come_in_order_of_time_across_channels_and_ties_by_channel(tmp_path: Path) -> None:
    days = {"random/2024-01-01.json": said(0, 2), "general/2024-01-01.json": said(2, 1)}
    assert stream(write(tmp_path, INDEXES | days)) == [("C2", ts(0)), ("C1", ts(1)), ("C1", ts(2)), ("C2", ts(2))]


def test_a_message_in_the_file_of_the_day_before_or_after_is_in_order(tmp_path: Path) -> None:
    days = {
        "general/2024-01-01.json": said(0, DAY + 5),
        "random/2024-01-02.json": said(-5, DAY),
        "general/2024-01-03.json": said(2 * DAY),
    }
    expected = [("C2", ts(-5)), ("C1", ts(0)), ("C2", ts(DAY)), ("C1", ts(DAY + 5)), ("C1", ts(2 * DAY))]
    assert stream(write(tmp_path, INDEXES | days)) == expected


def test_a_message_far_from_its_day_is_delivered_and_counted(tmp_path: Path) -> None:
    days = {"general/2024-01-01.json": said(0, 90 * DAY), "general/2024-01-09.json": said(-90 * DAY, 8 * DAY)}
    with open_export(write(tmp_path, INDEXES | days)) as export:
        found = [message["ts"] for _, message in export.messages()]
        assert (found, export.late) == ([ts(0), ts(90 * DAY), ts(-90 * DAY), ts(8 * DAY)], 2)


def test_a_span_holds_its_first_and_last_day(tmp_path: Path) -> None:
    days = {f"general/2024-01-0{n + 1}.json": said(n * DAY) for n in range(5)}
    found = stream(write(tmp_path, INDEXES | days), since="2024-01-02", until="2024-01-03")
    assert found == [("C1", ts(DAY)), ("C1", ts(2 * DAY))]


def test_a_day_that_is_none_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with open_export(write(tmp_path, INDEXES)) as export, pytest.raises(ValueError, match="yesterday"):
        export.messages(since="yesterday")


def test_progress_counts_the_bytes_of_the_files_that_are_wanted(tmp_path: Path) -> None:
    days = {"general/2024-01-01.json": said(0), "random/2024-01-01.json": said(1, 2)}
    with open_export(write(tmp_path, INDEXES | days)) as export:
        found = [message["ts"] for _, message in export.messages(channels=["C1"])]
        size = len(json.dumps(said(0)))
        assert (found, export.total_bytes, export.read_bytes) == ([ts(0)], size, size)


def test_channels_are_read_from_every_index_and_from_unlisted_folders(tmp_path: Path) -> None:
    files = INDEXES | {
        "groups.json": [{"id": "G1", "name": "secret"}],
        "dms.json": [{"id": "D1", "members": ["U1", "U2"]}],
        "mpims.json": [{"id": "G2", "name": "mpdm-a--b-1"}],
        "found/2024-01-01.json": said(0),
        "D1/2024-01-01.json": said(0),
    }
    with open_export(write(tmp_path, files)) as export:
        assert export.channels == (
            ExportChannel("C1", "general", private=False, archived=False, members=("U1",), kind="channel"),
            ExportChannel("C2", "random", private=False, archived=True, members=(), kind="channel"),
            ExportChannel("G1", "secret", private=True, archived=False, members=(), kind="group"),
            ExportChannel("D1", "D1", private=True, archived=False, members=("U1", "U2"), kind="dm"),
            ExportChannel("G2", "mpdm-a--b-1", private=True, archived=False, members=(), kind="mpim"),
            ExportChannel("found", "found", private=True, archived=False, members=(), kind="channel"),
        )


def test_people_show_a_name_and_whether_they_belong(tmp_path: Path) -> None:
    users = [
        {"id": "U1", "team_id": "T1", "name": "ann", "real_name": "Ann", "profile": {"display_name": "annie"}},
        {"id": "U2", "team_id": "T1", "name": "bob", "real_name": "Bob", "deleted": True},
        {"id": "U3", "team_id": "T2", "name": "cat"},
        {"id": "U4", "team_id": "T1", "name": "dan", "is_ultra_restricted": True, "is_bot": True},
    ]
    with open_export(write(tmp_path, INDEXES | {"users.json": users})) as export:
        assert export.people == (
            ExportPerson("U1", "annie", bot=False, deleted=False, external=False),
            ExportPerson("U2", "Bob", bot=False, deleted=True, external=False),
            ExportPerson("U3", "cat", bot=False, deleted=False, external=True),
            ExportPerson("U4", "dan", bot=True, deleted=False, external=True),
        )


@pytest.mark.parametrize("top", ["", "My export/"])
def test_an_export_may_lie_below_one_folder(tmp_path: Path, top: str) -> None:
    path = write(tmp_path, INDEXES | {"general/2024-01-01.json": said(0)}, top)
    with ZipFile(path, "a") as file:
        file.writestr(f"__MACOSX/{top}general/._2024-01-01.json", b"\0")
    assert stream(path) == [("C1", ts(0))]


def test_an_unpacked_folder_reads_like_its_zip(tmp_path: Path) -> None:
    path = write(tmp_path, INDEXES | {"general/2024-01-01.json": said(0)})
    with ZipFile(path) as file:
        file.extractall(tmp_path / "unpacked")
    assert stream(tmp_path / "unpacked") == stream(path)


def test_an_enterprise_export_has_a_folder_for_each_team(tmp_path: Path) -> None:
    files = {
        "channels.json": [RANDOM],
        "teams/T1/channels.json": [GENERAL],
        "teams/T1/general/2024-01-01.json": said(0),
    }
    assert stream(write(tmp_path, files | {"teams/T1/random/2024-01-01.json": said(1)})) == [
        ("C1", ts(0)),
        ("C2", ts(1)),
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"[{", "not valid JSON"),
        (b"", "not valid JSON"),
        (b"{}", "not a list"),
        (b'["\xff"]', "not UTF-8 text"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" + b"9" * 5_000 + b"]", "a number that is too long"),
    ],
)
def test_a_bad_day_is_skipped_and_named_and_the_rest_is_read(tmp_path: Path, data: bytes, why: str) -> None:
    path = write(tmp_path, INDEXES | {BAD_DAY: data, "random/2024-01-01.json": said(0)})
    assert skipped(path) == (1, (Skipped(BAD_DAY, why, 1),))


def test_a_day_whose_bytes_were_changed_is_skipped_and_named(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with ZipFile(path, "w") as file:
        file.writestr("random/2024-01-01.json", json.dumps(said(0)))
        file.writestr(BAD_DAY, '[{"ts": "marker"}]')
    path.write_bytes(path.read_bytes().replace(b"marker", b"broken"))
    assert skipped(path) == (1, (Skipped(BAD_DAY, "damaged inside the zip", 1),))


def test_bad_messages_are_counted_by_file_and_reason(tmp_path: Path) -> None:
    bad = [None, "text", {}, {"ts": "soon"}, {"ts": True}, {"ts": -1}, {"ts": 10**400}, *said(0)]
    expected = (
        Skipped(BAD_DAY, "a message that is not an object", 2),
        Skipped(BAD_DAY, "a message without a valid ts", 5),
    )
    assert skipped(write(tmp_path, INDEXES | {BAD_DAY: bad})) == (1, expected)


def test_reading_twice_does_not_count_twice(tmp_path: Path) -> None:
    with open_export(write(tmp_path, INDEXES | {BAD_DAY: [None]})) as export:
        assert (list(export.messages()), list(export.messages()), export.skipped) == (
            [],
            [],
            (Skipped(BAD_DAY, "a message that is not an object", 1),),
        )


def test_a_ts_that_is_a_number_becomes_text(tmp_path: Path) -> None:
    path = write(tmp_path, INDEXES | {BAD_DAY: [{"ts": NOON + 0.5}, {"ts": NOON}]})
    assert stream(path) == [("C1", f"{NOON}.000000"), ("C1", f"{NOON}.500000")]


def test_a_byte_order_mark_is_read_and_nan_is_nothing(tmp_path: Path) -> None:
    day = b'\xef\xbb\xbf[{"ts": "1704110400.000000", "x": NaN}]'
    with open_export(write(tmp_path, INDEXES | {BAD_DAY: day})) as export:
        assert [message for _, message in export.messages()] == [{"ts": ts(0), "x": None}]


def test_files_that_are_no_day_are_left_alone(tmp_path: Path) -> None:
    other = {"general/canvas.json": b"?", "general/2024-02-30.json": b"?", "general/a/2024-01-01.json": b"?"}
    assert skipped(write(tmp_path, INDEXES | other)) == (0, ())


def test_bad_indexes_are_skipped_and_named_and_the_days_are_read(tmp_path: Path) -> None:
    files = {"channels.json": b"[", "users.json": [{"name": "no id"}, 1], "general/2024-01-01.json": said(0)}
    expected = (Skipped("channels.json", "not valid JSON", 1), Skipped("users.json", "an entry without an id", 2))
    assert skipped(write(tmp_path, files)) == (1, expected)


@pytest.mark.parametrize("files", [{}, {"readme.txt": b"hello"}, {"a/channels.json": [], "b/channels.json": []}])
@pytest.mark.parametrize("folder", [False, True])
def test_what_is_no_export_says_what_one_is(tmp_path: Path, files: Mapping[str, object], *, folder: bool) -> None:
    path = write(tmp_path, files)
    if folder:
        with ZipFile(path) as file:
            path = tmp_path / "unpacked"
            path.mkdir()
            file.extractall(path)
    with pytest.raises(ExportError) as error:
        open_export(path)
    assert str(error.value) == f"{path} holds neither channels.json nor days of messages. {ADVICE}"


def test_a_zip_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole = write(tmp_path, INDEXES).read_bytes()
    path = tmp_path / "cut.zip"
    path.write_bytes(whole[:-30])
    with pytest.raises(ExportError, match="damaged or cut-off zip"):
        open_export(path)


def test_of_two_messages_with_one_ts_in_one_channel_the_first_counts_and_the_other_is_named(tmp_path: Path) -> None:
    twice = [{"ts": ts(0), "text": "a"}, {"ts": ts(0), "text": "b", "thread_ts": ts(-9)}]
    path = write(tmp_path, INDEXES | {"general/2024-01-01.json": twice, "random/2024-01-01.json": said(0)})
    assert skipped(path) == (2, (Skipped("general", "a message with the ts of another", 1),))


def test_late_messages_are_not_taken_for_one(tmp_path: Path) -> None:
    days = {"general/2024-01-01.json": said(90 * DAY, 91 * DAY, 91 * DAY)}
    assert stream(write(tmp_path, INDEXES | days)) == [("C1", ts(90 * DAY)), ("C1", ts(91 * DAY))]
