"""A company's organisation with its dates, read from TOML as the events that made it so.

Nothing is guessed: whatever contradicts itself is refused, with the line, the key and what to write instead.
"""

import hashlib
import re
from calendar import monthrange, timegm
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.instants import DAY, MINUTE, SECOND, Instant
from ratchet_core.domain import OwnedKind, service_key
from ratchet_core.rules.ownership import LONGEST_NAME, why_no_name
from ratchet_core.settings.toml_lines import DEBRIS, NotTomlError, Path, in_key, known_keys, parsed, said_at, shown
from ratchet_core.vocabulary.events import (
    Event,
    MemberJoined,
    MemberLeft,
    OwnerChanged,
    PersonSeen,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)

VERSION: Final = 1


class OrganisationError(Exception):
    """An organisation's file cannot be used; the message names the line, the key and what to write instead.

    Entries of a list are counted from 1: `members[2]` is the second member.
    """


def organisation_of(text: str) -> tuple[Event, ...]:
    """Read an organisation from TOML, as events in order of time, of whoever installed ratchet.

    What has no `since` holds since its team began, and a team without one since the beginning of time. What ends in
    2200 or later, such as on `9999-12-31`, has no end. What happens at the same moment comes in the order people,
    teams, merges, members, channels, services. A day begins at 00:00 UTC.

    Raises:
        OrganisationError: If it is not TOML, has a key or a value that means nothing, or contradicts itself.
    """
    root = _Spot(text, (), _parsed(text)).table("version", "people", "teams", "channels", "services")
    if "version" in root and shown(root["version"].value) != str(VERSION):
        raise root["version"].wrong(f"this version is not known; write `version = {VERSION}`")
    teams = _entries(root, "teams", "name", "since", "renamed", "merged", "members")
    services = _entries(root, "services", "name", "renamed", "aliases", "owner", "owners", "merged")
    channels = _entries(root, "channels", "owner", "owners")
    begins = {team: entry["since"].moment() if "since" in entry else 0 for team, entry in teams.items()}
    events: list[Event] = [
        *_people(_entries(root, "people", "external", "name")),
        *(event for team, entry in teams.items() for event in _names(team, entry, begins[team])),
        *_team_merges(teams, begins),
        *(event for team, entry in teams.items() for event in _members(team, entry, begins)),
        *(event for name, entry in channels.items() for event in _owners(OwnedKind.CHANNEL, name, entry, begins)),
        *_services(services, begins),
    ]
    events.sort(key=lambda event: event.at)
    last = {event.team: event.name for event in events if isinstance(event, TeamNamed)}
    called = [*((team, team) for team in last), *((name, team) for team, name in last.items())]
    _refuse_namesakes(text, "teams", [(name.casefold(), team) for name, team in called])
    _refuse_namesakes(text, "services", [(service_key(service), service) for service in services])
    return tuple(events)


def _parsed(text: str) -> object:
    try:
        return parsed(text)
    except NotTomlError as error:
        raise OrganisationError(str(error)) from error


def said_of(event: Event, text: str, message: str) -> str:
    """Return a message about an event of an organisation, behind the line and the key that it came from."""
    return said_at(text, _path_of(event), message)


def _path_of(event: Event) -> Path:
    """Return the table that an event was read from."""
    match event:
        case OwnerChanged(kind=kind, owned=owned):
            return (f"{kind.value}s", owned)
        case MemberJoined(team=team) | MemberLeft(team=team):
            return ("teams", team, "members")
        case TeamNamed(team=team) | TeamsMerged(team=team) | TeamMergeUndone(team=team):
            return ("teams", team)
        case ServiceNamed() | ServiceAliased() | ServicesMerged() | ServiceSplit():
            return ("services", event.service)
        case PersonSeen(person=person):
            return ("people", person)
        case _:
            return ()


# What the tables mean.


def _people(people: "_Entries") -> Iterator[Event]:
    for person, entry in people.items():
        name = entry["name"].word() if "name" in entry else person
        if "name" in entry and "external" not in entry:
            raise entry["name"].wrong("only people of other companies are named here; write `external = true` too")
        if "external" in entry and entry["external"].flag():
            yield PersonSeen(_id("person", _somebody(person), "external"), 0, person, name, external=True)


def _refuse_namesakes(text: str, kind: str, called: Iterable[tuple[str, str]]) -> None:
    """Refuse two entries that one name stands for at last, in any case: a command could name neither."""
    meant: dict[str, str] = {}
    for name, key in called:
        other = meant.setdefault(name, key)
        if other != key:
            message = f"{name!r} stands for {other!r} too; give one of them another name, or take one out."
            raise OrganisationError(said_at(text, (kind, key), message))


def _names(team: str, entry: "_Entry", begins: Instant) -> Iterator[Event]:
    name = entry["name"].name() if "name" in entry else team
    for at, called in [(begins, name), *_renames(team, entry, begins)]:
        yield TeamNamed(_id("team", team, "named", _day(at), called), at, team, called)


def _team_merges(teams: "_Entries", begins: Mapping[str, Instant]) -> Iterator[Event]:
    for part in _parts("teams", teams, begins, "undone"):
        merged = _id("team", part.one, "merged", _day(part.since), part.to)
        yield TeamsMerged(merged, part.since, part.one, part.to)
        if part.until is not None:
            undone = _id("team", part.one, "merge-undone", _day(part.until), part.to)
            yield TeamMergeUndone(undone, part.until, part.one)


def _members(team: str, entry: "_Entry", begins: Mapping[str, Instant]) -> Iterator[Event]:
    stays = [_stay(team, item, begins) for item in _items(entry, "members")]
    for stay in _apart(stays, "is already a member then; give the earlier entry an `until`, or take one out"):
        joined = _id("team", team, "joined", _day(stay.since), _somebody(stay.one))
        yield MemberJoined(joined, stay.since, stay.one, team)
        if stay.until is not None:
            left = _id("team", team, "left", _day(stay.until), _somebody(stay.one))
            yield MemberLeft(left, stay.until, stay.one, team)


def _stay(team: str, item: "_Spot", begins: Mapping[str, Instant]) -> "_Span":
    if isinstance(item.value, str):
        return _Span(item, item.word(), team, begins[team])
    fields = item.table("person", "since", "until")
    return _span(item, (item.needed(fields, "person").word(), team), fields, "since", "until", begins)


def _owners(kind: OwnedKind, owned: str, entry: "_Entry", begins: Mapping[str, Instant]) -> Iterator[Event]:
    if "owner" in entry and "owners" in entry:
        raise entry["owner"].wrong("`owners` is written too; write only one of `owner` and `owners`")
    spans = [_owner(owned, item, begins) for item in _items(entry, "owners")]
    if "owner" in entry:
        team = entry["owner"].known(begins, "teams")
        spans = [_Span(entry["owner"], owned, team, begins[team])]
    spans.sort(key=lambda span: span.since)
    for earlier, later in pairwise(spans):
        if later.since == earlier.since or (earlier.until or 0) > later.since:
            when = f"on {_day(later.since)}" if later.since else "from the start"
            message = f"{owned!r} has two owners {when}; write another `since`, or take one out"
            raise later.spot.wrong(message)
    starts = {span.since for span in spans}
    for span in spans:
        changes: list[tuple[Instant, str | None]] = [(span.since, span.to)]
        if span.until is not None and span.until not in starts:
            changes.append((span.until, None))
        for at, team_then in changes:
            name = _id(kind.value, owned, "owner", _day(at), *([] if team_then is None else [team_then]))
            yield OwnerChanged(name, at, kind, owned, team_then)


def _owner(owned: str, item: "_Spot", begins: Mapping[str, Instant]) -> "_Span":
    fields = item.table("team", "since", "until")
    team = item.needed(fields, "team").known(begins, "teams")
    return _span(item, (owned, team), fields, "since", "until", begins)


def _renames(named: str, entry: "_Entry", begins: Instant) -> list[tuple[Instant, str]]:
    """Return what a team or a service was called later, and from when on, in the order of time."""
    names: dict[Instant, str] = {}
    for item in _items(entry, "renamed"):
        fields = item.table("on", "to")
        on, to = item.needed(fields, "on").moment(), item.needed(fields, "to").name()
        if on <= begins:
            raise fields["on"].wrong(f"{named!r} begins on {_day(begins)} under its first name; write a later date")
        if on in names:
            raise fields["on"].wrong(f"{named!r} is renamed on {_day(on)} twice; write another date, or take one out")
        names[on] = to
    return sorted(names.items())


def _services(services: "_Entries", begins: Mapping[str, Instant]) -> Iterator[Event]:
    meant: dict[str, str] = {}
    keys = {service_key(service): service for service in services}
    for service, entry in services.items():
        name = entry["name"].name() if "name" in entry else service
        yield ServiceNamed(_id("service", service, "named", name), 0, service, name)
        for on, to in _renames(service, entry, 0):
            yield ServiceNamed(_id("service", service, "named", _day(on), to), on, service, to)
        for item in _items(entry, "aliases"):
            alias = item.name()
            if alias in meant:
                raise item.wrong(f"{alias!r} is an alias of {meant[alias]!r} already; write it only once")
            if keys.get(service_key(alias), service) != service:
                raise item.wrong(f"{alias!r} is a service of this file; take the alias out, or write it as `merged`")
            meant[alias] = service
            yield ServiceAliased(_id("service", service, "alias", alias), 0, service, alias)
    for service, entry in services.items():
        yield from _owners(OwnedKind.SERVICE, service, entry, begins)
    for part in _parts("services", services, dict.fromkeys(services, 0), "split"):
        merged = _id("service", part.one, "merged", _day(part.since), part.to)
        yield ServicesMerged(merged, part.since, part.one, part.to)
        if part.until is not None:
            split = _id("service", part.one, "split", _day(part.until), part.to)
            yield ServiceSplit(split, part.until, part.one)


def _parts(kind: str, entries: "_Entries", begins: Mapping[str, Instant], end: str) -> list["_Span"]:
    """Return what was part of what and when, by day; nothing is ever part of itself."""
    parts = []
    for key, entry in entries.items():
        for item in _items(entry, "merged"):
            fields = item.table("into", "on", end)
            into = item.needed(fields, "into").known(begins, kind)
            item.needed(fields, "on")
            parts.append(_span(item, (key, into), fields, "on", end, begins))
    parts = _apart(parts, f"is already merged then; give the earlier merge `{end}`, or take one out")
    of: dict[str, list[_Span]] = {}
    for part in parts:
        of.setdefault(part.one, []).append(part)
        _refuse_cycle(part, of)
    return parts


def _refuse_cycle(last: "_Span", of: Mapping[str, list["_Span"]]) -> None:
    """Refuse a merge that leads back to itself at the moment it begins; earlier merges are in `of`."""
    chain = [last.one, last.to]
    while chain[-1] != last.one:
        # What begins later is not known yet, so only the latest merge of each can still hold.
        latest = of[chain[-1]][-1] if chain[-1] in of else None
        if latest is None or (latest.until is not None and latest.until <= last.since):
            return
        chain.append(latest.to)
    if len(chain) > _SHOWN_LINKS:
        chain[_SHOWN_LINKS - 2 : -2] = ["..."]
    raise last.spot.wrong(f"this merge goes round in a circle: {' -> '.join(chain)}; take one of them out")


@frozen
class _Span:
    """For a while one thing belonged to another: a person or an owned thing to a team, or a merged thing to another."""

    spot: "_Spot"
    one: str
    to: str
    since: Instant
    until: Instant | None = None


def _span(  # noqa: PLR0913, PLR0917 - the two keys differ by what is told
    item: "_Spot", pair: tuple[str, str], fields: "_Entry", start: str, end: str, begins: Mapping[str, Instant]
) -> _Span:
    one, to = pair
    first = max(begins[to], begins.get(one, 0)) if start == "on" else begins[to]
    since = fields[start].moment() if start in fields else first
    until = fields[end].end() if end in fields else None
    if since < first:
        raise fields[start].wrong(f"this is before {_day(first)}, when the team begins; write that day or a later one")
    if until is not None and until <= since:
        raise fields[end].wrong(f"`{end}` is not after `{start}`, {_day(since)}; write a later date")
    return _Span(item, one, to, since, until)


def _apart(spans: list[_Span], message: str) -> list[_Span]:
    """Return spans in order of time; those of the same thing may not overlap."""
    ordered = sorted(spans, key=lambda span: span.since)
    last: dict[str, _Span] = {}
    for span in ordered:
        before = last.get(span.one)
        if before is not None and (before.until is None or before.until > span.since):
            raise span.spot.wrong(f"{span.one!r} {message}")
        last[span.one] = span
    return ordered


def _somebody(name: str) -> str:
    """Return what stands for a person in an event's id: ids outlive an erasure, so they carry no names of people."""
    return hashlib.blake2s(name.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _id(*parts: str) -> str:
    return "/".join(("organisation", *(part.replace("%", "%25").replace("/", "%2F") for part in parts)))


# What can be written as a value.


@frozen
class _Spot:
    """A value of the file and where it stands, so that what is wrong with it can be said there."""

    text: str
    path: Path
    value: object

    def wrong(self, message: str) -> OrganisationError:
        """Return the error that says what is wrong here."""
        return OrganisationError(said_at(self.text, self.path, f"{message}."))

    def table(self, *known: str) -> "_Entry":
        """Return the values of a table by key; none is known by name where every key will do."""
        if not isinstance(self.value, dict):
            keys = "".join(f"{key} = ..., " for key in known[:2])
            raise self.wrong(f"{shown(self.value)} is not a table; write `{{ {keys}... }}`")
        spots = {key: _Spot(self.text, (*self.path, key), value) for key, value in self.value.items()}
        for key, spot in spots.items():
            if known and key not in known:
                message = f"this key is not known; {known_keys(key, known)}"
                raise OrganisationError(said_at(self.text, spot.path, message))
            if not key.strip():
                raise spot.wrong("this key is empty; write a name or an id")
            if not known and why_no_name(key) is not None:
                raise spot.wrong(f"this key is no name and no id; {_NAMES}")
        return spots

    def needed(self, fields: "_Entry", key: str) -> "_Spot":
        """Return a value of this table that cannot be left out."""
        if key not in fields:
            raise self.wrong(f"`{key}` is missing; write `{key} = ...`")
        return fields[key]

    def items(self) -> list["_Spot"]:
        """Return the values of a list."""
        if not isinstance(self.value, list):
            raise self.wrong(f"{shown(self.value)} is not a list; write `[...]`")
        return [_Spot(self.text, (*self.path, index), value) for index, value in enumerate(self.value)]

    def word(self) -> str:
        """Return a name or an id."""
        word = self._text()
        if DEBRIS.search(word):
            raise self.wrong(f"{shown(word)} holds characters that cannot be seen; write it without them")
        return word

    def name(self) -> str:
        """Return what something is to be called."""
        called = self._text()
        if why_no_name(called) is not None:
            raise self.wrong(f"{shown(called)} is not a name; {_NAMES}")
        return called

    def _text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong(f'{shown(self.value)} is not a name; write it in quotation marks, "like this"')
        return self.value

    def known(self, names: Collection[str], kind: str) -> str:
        """Return the name of something that has a table of its own."""
        name = self.word()
        if name not in names:
            known = ", ".join(sorted(names)[:_SHOWN_NAMES]) or "none"
            raise self.wrong(
                f"{shown(name)} is not one of the {kind} ({known}); write one, or add `[{kind}.{in_key(name)}]`"
            )
        return name

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            raise self.wrong(f"{shown(self.value)} is not true or false; write one of them without quotation marks")
        return self.value

    def moment(self) -> Instant:
        """Return the moment of a date, with or without a time; without an offset it is UTC."""
        at = self._at()
        if at >= _FOR_EVER:
            raise self.wrong(f"{shown(self.value)} lies too far ahead; write a day before {_day(_FOR_EVER)}")
        return at

    def end(self) -> Instant | None:
        """Return the moment at which something ends; None for a day so far ahead that it means never."""
        at = self._at()
        return at if at < _FOR_EVER else None

    def _at(self) -> Instant:
        form = None if isinstance(self.value, int | float | list | dict) else _MOMENT.fullmatch(str(self.value))
        at = None if form is None else _instant(form)
        if at is None:
            raise self.wrong(f"{shown(self.value)} is not a date since 1970; write it like `2026-01-31`")
        return at


_Entry: TypeAlias = Mapping[str, _Spot]
_Entries: TypeAlias = Mapping[str, _Entry]

_NAMES = f"write 1 to {LONGEST_NAME} visible characters, on one line"
_SHOWN_NAMES = 12
_SHOWN_LINKS = 12
_FOR_EVER: Final = timegm((2200, 1, 1, 0, 0, 0)) * SECOND  # people write 9999-12-31 for what has no end
_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))?)?"
)


def _entries(root: _Entry, key: str, *known: str) -> _Entries:
    return {name: spot.table(*known) for name, spot in root[key].table().items()} if key in root else {}


def _items(entry: _Entry, key: str) -> list[_Spot]:
    return entry[key].items() if key in entry else []


def _instant(form: re.Match[str]) -> Instant | None:
    """Return the moment that a date stands for, or None if there is no such day or time, or it is before 1970."""
    year, month, day, hour, minute, second = (int(part or 0) for part in form.group(1, 2, 3, 4, 5, 6))
    sign, hours, minutes = form[8], int(form[9] or 0), int(form[10] or 0)
    if not (1 <= month <= 12 and day >= 1 and max(hour, hours) < 24 and max(minute, second, minutes) < 60):  # noqa: PLR2004 - the calendar and the clock
        return None
    if year < 1970 or day > monthrange(year, month)[1]:  # noqa: PLR2004 - the beginning of time
        return None
    local = timegm((year, month, day, hour, minute, second)) * SECOND + int((form[7] or "0").ljust(6, "0"))
    offset = (hours * 60 + minutes) * MINUTE
    at = local + offset if sign == "-" else local - offset
    return at if at >= 0 else None


def _day(at: Instant) -> str:
    """Return a moment as it can be written in the file, and `always` for the beginning of time."""
    if at == 0:
        return "always"
    days, rest = divmod(at, DAY)
    year = 1970 + days // 366
    while timegm((year + 1, 1, 1, 0, 0, 0)) * SECOND <= at:
        year += 1
    month = max(m for m in range(1, 13) if timegm((year, m, 1, 0, 0, 0)) * SECOND <= at)
    date = f"{year:04d}-{month:02d}-{days - timegm((year, month, 1, 0, 0, 0)) * SECOND // DAY + 1:02d}"
    seconds, fraction = divmod(rest, SECOND)
    clock = f"T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return date + (clock + (f".{fraction:06d}" if fraction else "") + "Z" if rest else "")
