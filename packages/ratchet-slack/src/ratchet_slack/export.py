"""A Slack export as channels, people and one stream of messages in order of time; what is bad is skipped and named."""

import json
import re
from bisect import bisect_left
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Self

from attrs import field, frozen, mutable

from ratchet_slack.archive import ADVICE, Archive, ExportError, Unreadable, open_archive
from ratchet_slack.cleaning import LAST_SECOND, clean_name, stamp_of

__all__ = ["Export", "ExportChannel", "ExportError", "ExportPerson", "Skipped", "open_export"]

KINDS = {"channels.json": "channel", "groups.json": "group", "dms.json": "dm", "mpims.json": "mpim"}
PEOPLE = frozenset({"users.json", "org_users.json"})

DAY_FILE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.json")
USUAL_TS = re.compile(r"[0-9]{10}\.[0-9]{6}")

DAY_SECONDS = 86_400
EPOCH = date(1970, 1, 1).toordinal()

JSON = json.JSONDecoder(parse_constant=lambda _: None)
"""NaN and Infinity, which are not JSON, are read as nothing."""


@frozen
class ExportChannel:
    """A conversation of the export; `kind` is "channel", "group", "dm" or "mpim".

    A folder that no index lists has its name as its id, and counts as private: nobody said that it is not.
    """

    id: str
    name: str
    private: bool
    archived: bool
    members: tuple[str, ...]
    kind: str


@frozen
class ExportPerson:
    """Somebody in the export, with the name that they show; `external` are guests and people of other workspaces.

    An `admin` is an administrator or an owner of the workspace.
    """

    id: str
    name: str
    bot: bool
    deleted: bool
    external: bool
    admin: bool = False
    time_zone: str = ""


@frozen
class Skipped:
    """What was left out of a file or of a channel, why, and how many times (1 for a whole file)."""

    file: str
    why: str
    count: int


Pair = tuple[ExportChannel, dict[str, object]]
Row = tuple[tuple[str, str], Pair]
"""A message behind what orders it: its time as sortable text, then the id of its channel."""

ORDER: Callable[[Row], tuple[str, ...]] = itemgetter(0)


@frozen
class DayFile:
    """The messages of one channel on one day; `day` is an ordinal."""

    day: int
    channel: ExportChannel
    name: str
    size: int


@frozen
class Place:
    """Where a file stands: the folder of its workspace ("" outside Enterprise), and its path below it."""

    team: str
    parts: tuple[str, ...]
    name: str


@frozen
class Span:
    """The times that are wanted, from `first` and before `end`, as sortable text; and the days as ordinals."""

    first_day: int
    last_day: int
    first: str
    end: str

    def may_hold(self, day: int) -> bool:
        """Whether a day's file can hold wanted messages: it may be off by a day."""
        return self.first_day - 1 <= day <= self.last_day + 1

    def of(self, rows: list[Row]) -> list[Row]:
        """Return the rows of this span; they come sorted."""
        return rows[_before(rows, self.first) : _before(rows, self.end)]


@mutable
class Reading:
    """What one pass over the messages has met so far."""

    total_bytes: int = 0
    read_bytes: int = 0
    late: int = 0
    skipped: Counter[tuple[str, str]] = field(factory=Counter)


def open_export(path: Path) -> "Export":
    """Open an export, a zip or a folder, as a context manager; raise `ExportError` if it is not a usable one."""
    archive = open_archive(path)
    try:
        return Export(path, archive)
    except ExportError:
        archive.close()
        raise


class Export:
    """An open export.

    `skipped`, `late`, `total_bytes` and `read_bytes` tell of the latest call of `messages`, and grow while it is read.
    """

    def __init__(self, path: Path, archive: Archive) -> None:
        """Read the indexes and list the day files; raise `ExportError` if there is neither."""
        self._archive = archive
        self._reading = Reading()
        places = _places(archive.sizes)
        if not any(_day_of(place) or place.parts == ("channels.json",) for place in places):
            raise ExportError(f"{path} holds neither channels.json nor days of messages. {ADVICE}")
        folders = self._folders(places)
        self.people: tuple[ExportPerson, ...] = tuple(self._people(places))
        self._files = sorted(_day_files(places, folders, archive.sizes), key=lambda file: (file.day, file.name))
        known: dict[str, ExportChannel] = {}
        for channel in (*folders.values(), *(file.channel for file in self._files)):
            known.setdefault(channel.id, channel)
        self.channels: tuple[ExportChannel, ...] = tuple(known.values())
        self._indexes = self._reading.skipped
        self._begin(self._files)

    def __enter__(self) -> Self:
        """Enter the export, which is open already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the archive."""
        self._archive.close()

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was left out so far, by file."""
        found = sorted((self._indexes + self._reading.skipped).items())
        return tuple(Skipped(file, why, count) for (file, why), count in found)

    @property
    def days(self) -> tuple[str, str] | None:
        """The first and the last day of which there is a file, as YYYY-MM-DD; None where there is none."""
        days = [file.day for file in self._files]
        return (date.fromordinal(min(days)).isoformat(), date.fromordinal(max(days)).isoformat()) if days else None

    @property
    def late(self) -> int:
        """How many messages stood more than a day away from their file's day; they come, but near that day."""
        return self._reading.late

    @property
    def total_bytes(self) -> int:
        """The bytes of the day files that `messages` reads."""
        return self._reading.total_bytes

    @property
    def read_bytes(self) -> int:
        """The bytes of the day files read so far."""
        return self._reading.read_bytes

    def messages(
        self, channels: Collection[str] | None = None, since: str | None = None, until: str | None = None
    ) -> Iterator[Pair]:
        """Return the messages of these channel ids in order of `ts`, raw, holding only about three days in memory.

        `since` and `until` are days in UTC, YYYY-MM-DD, both included; `ValueError` if one is not a day.
        """
        span = _span(since, until)
        files = [
            file
            for file in self._files
            if (channels is None or file.channel.id in channels) and span.may_hold(file.day)
        ]
        return self._in_order(files, span, self._begin(files))

    def _begin(self, files: list[DayFile]) -> Reading:
        self._reading = Reading(total_bytes=sum(file.size for file in files))
        return self._reading

    def _in_order(self, files: list[DayFile], span: Span, reading: Reading) -> Iterator[Pair]:
        waiting: list[Row] = []
        for index, file in enumerate(files):
            if index and files[index - 1].day != file.day:
                waiting.sort(key=ORDER)
                ready = _before(waiting, _earliest(file.day))
                yield from _once(waiting[:ready], reading)
                del waiting[:ready]
            waiting += self._rows(file, span, reading)
        waiting.sort(key=ORDER)
        yield from _once(waiting, reading)

    def _rows(self, file: DayFile, span: Span, reading: Reading) -> list[Row]:
        rows: list[Row] = []
        for message in self._list(file.name, reading):
            if not isinstance(message, dict):
                reading.skipped[file.name, "a message that is not an object"] += 1
            elif (key := _key(message)) is None:
                reading.skipped[file.name, "a message without a valid ts"] += 1
            else:
                rows.append(((key, file.channel.id), (file.channel, message)))
        reading.read_bytes += file.size
        rows.sort(key=ORDER)
        return _near(file.day, span.of(rows), reading)

    def _list(self, name: str, reading: Reading) -> list[object]:
        try:
            return _parsed(self._archive.read(name))
        except Unreadable as error:
            reading.skipped[name, str(error)] += 1
            return []

    def _entries(self, place: Place) -> Iterator[Mapping[str, object]]:
        for entry in self._list(place.name, self._reading):
            if isinstance(entry, dict) and clean_name(entry.get("id")):
                yield entry
            else:
                self._reading.skipped[place.name, "an entry without an id"] += 1

    def _folders(self, places: list[Place]) -> dict[tuple[str, str], ExportChannel]:
        found: dict[tuple[str, str], ExportChannel] = {}
        for index, kind in KINDS.items():
            for place in places:
                if place.parts == (index,):
                    for entry in self._entries(place):
                        channel = _channel(entry, kind)
                        found.setdefault((place.team, channel.id), channel)
                        found.setdefault((place.team, channel.name), channel)
        return found

    def _people(self, places: list[Place]) -> list[ExportPerson]:
        indexes = [place for place in places if len(place.parts) == 1 and place.parts[0] in PEOPLE]
        entries = {clean_name(entry["id"]): entry for place in indexes for entry in self._entries(place)}
        teams = Counter(team for entry in entries.values() if (team := clean_name(entry.get("team_id"))))
        home = teams.most_common(1)[0][0] if teams else ""
        return [_person(entry, home) for entry in entries.values()]


def _places(names: Iterable[str]) -> list[Place]:
    wanted = [name for name in names if not name.startswith("__MACOSX/")]
    places = [_place(name, "") for name in wanted]
    tops = {name.split("/", 1)[0] for name in wanted if "/" in name}
    if len(tops) == 1 and not any(_is_part_of_an_export(place) for place in places):
        top = f"{tops.pop()}/"
        return [_place(name, top) for name in wanted if name.startswith(top)]
    return places


def _place(name: str, top: str) -> Place:
    match name.removeprefix(top).split("/"):
        case ["teams", team, file, *more]:
            return Place(f"teams/{team}", (file, *more), name)
        case parts:
            return Place("", tuple(parts), name)


def _is_part_of_an_export(place: Place) -> bool:
    return place.parts[0] in KINDS or _day_of(place) is not None


def _day_of(place: Place) -> int | None:
    match = DAY_FILE.fullmatch(place.parts[1]) if len(place.parts) == 2 else None  # noqa: PLR2004 - folder and file
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1]).toordinal()
    except ValueError:
        return None


def _day_files(
    places: list[Place], folders: Mapping[tuple[str, str], ExportChannel], sizes: Mapping[str, int]
) -> Iterator[DayFile]:
    for place in places:
        day = _day_of(place)
        if day is not None:
            folder = place.parts[0]
            channel = folders.get((place.team, folder)) or folders.get(("", folder)) or _unlisted(folder)
            yield DayFile(day, channel, place.name, sizes[place.name])


def _unlisted(folder: str) -> ExportChannel:
    return ExportChannel(folder, folder.lstrip("#") or folder, private=True, archived=False, members=(), kind="channel")


def _channel(entry: Mapping[str, object], kind: str) -> ExportChannel:
    members = entry.get("members")
    return ExportChannel(
        id=clean_name(entry["id"]),
        name=clean_name(entry.get("name")).lstrip("#") or clean_name(entry["id"]),
        private=kind != "channel" or entry.get("is_private") is True,
        archived=entry.get("is_archived") is True,
        members=tuple(filter(None, map(clean_name, members))) if isinstance(members, list) else (),
        kind=kind,
    )


def _person(entry: Mapping[str, object], home: str) -> ExportPerson:
    found = entry.get("profile")
    profile: Mapping[str, object] = found if isinstance(found, dict) else {}
    names = (
        profile.get("display_name"),
        entry.get("real_name"),
        profile.get("real_name"),
        entry.get("name"),
        entry["id"],
    )
    guest = any(entry.get(mark) is True for mark in ("is_stranger", "is_restricted", "is_ultra_restricted"))
    return ExportPerson(
        id=clean_name(entry["id"]),
        name=next(filter(None, map(clean_name, names))),
        bot=entry.get("is_bot") is True or entry["id"] == "USLACKBOT",
        deleted=entry.get("deleted") is True,
        external=guest or clean_name(entry.get("team_id")) not in {"", home},
        admin=any(entry.get(mark) is True for mark in ("is_admin", "is_owner", "is_primary_owner")),
        time_zone=clean_name(entry.get("tz")),
    )


def _parsed(data: bytes) -> list[object]:
    try:
        found = JSON.decode(data.removeprefix(BOM_UTF8).decode())
    except UnicodeDecodeError as error:
        raise Unreadable("not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise Unreadable("not valid JSON") from error
    except ValueError as error:
        raise Unreadable("a number that is too long") from error
    except RecursionError as error:
        raise Unreadable("nested too deeply") from error
    if not isinstance(found, list):
        raise Unreadable("not a list")
    return found


def _key(message: dict[str, object]) -> str | None:
    """Return a message's time as text that sorts, None if it has none; a `ts` that is a number becomes text."""
    ts = message.get("ts")
    if isinstance(ts, str) and USUAL_TS.fullmatch(ts):
        return ts
    stamp = stamp_of(ts)
    if stamp is None:
        return None
    message["ts"] = stamp
    seconds, _, fraction = stamp.partition(".")
    return f"{seconds:0>10}.{fraction:0<6}"


def _near(day: int, rows: list[Row], reading: Reading) -> list[Row]:
    """Move what is further than a day away from its file's day to the edge, so that it need not be waited for."""
    low, high = _earliest(day), _start(day + 2)
    if not rows or (rows[0][0][0] >= low and rows[-1][0][0] < high):
        return rows
    reading.late += sum(not low <= key < high for (key, _), _ in rows)
    return [((min(max(key, low), high), channel), pair) for (key, channel), pair in rows]


def _once(rows: list[Row], reading: Reading) -> Iterator[Pair]:
    """Return each message once; of two with one `ts` in one channel the first counts, and the other is named."""
    last: tuple[str, object] | None = None
    for (_, channel), pair in rows:
        ref = channel, pair[1]["ts"]
        if ref == last:
            reading.skipped[pair[0].name, "a message with the ts of another"] += 1
        else:
            yield pair
        last = ref


def _before(rows: list[Row], time: str) -> int:
    """Return how many of the sorted rows stand before a moment."""
    first: tuple[str, ...] = (time,)
    return bisect_left(rows, first, key=ORDER)


def _earliest(day: int) -> str:
    return _start(day - 1)


def _start(day: int) -> str:
    seconds = (day - EPOCH) * DAY_SECONDS
    return f"{min(max(seconds, 0), LAST_SECOND):010d}.000000"


def _span(since: str | None, until: str | None) -> Span:
    first = date.fromisoformat(since).toordinal() if since else date.min.toordinal()
    last = date.fromisoformat(until).toordinal() if until else date.max.toordinal()
    return Span(first, last, _start(first), _start(last + 1) if until else "~")
