"""Reads a policy from TOML, and writes it as TOML that says what each line is for."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

import attrs
from attrs import define

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.zones import Zone, Zones, utc_alone
from ratchet_core.domain.hours import WEEKDAYS, WorkingHours
from ratchet_core.domain.policy import MODES, MOST_POSTS, NEW_CHANNEL, ChannelPolicy, DigestOf, Mode, Policy, Purpose
from ratchet_core.settings.toml_lines import DEBRIS, NotTomlError, in_key, known_keys, parsed, shown
from ratchet_core.settings.toml_values import Key, TomlValues, path_of

VERSION = 1


class PolicyError(Exception):
    """A policy cannot be used; the message names the line, the key and what to write instead.

    `wrong` has a message for every mistake in it, in the order of the lines.
    """

    def __init__(self, wrong: Sequence[str]) -> None:
        """Remember what is wrong; the first of it is the message."""
        super().__init__(wrong[0])
        self.wrong = tuple(wrong)


FIGURES = tuple(field.name for field in attrs.fields(Policy) if field.type is int and field.name != "digest_day")
FLAGS = tuple(field.name for field in attrs.fields(Policy) if field.type is bool)
_BOUNDS = {
    "work_begins_hour": (0, 23),
    "work_ends_hour": (1, 24),
    "digest_hour": (0, 23),
    "utc_offset_minutes": (-840, 840),
    "flapping_times": (1, 1_000),
    "history_days": (1, 400),
    "posts_per_minute": (1, MOST_POSTS),
}  # what is kept of an alert's past grows with these
_CLOCK_KEYS = ("time_zone", "working_days", "work_begins_hour", "work_ends_hour")
"""What can be said of a team's hours; all of it can be said for everybody too."""

_TABLES = ("default", "channels", "teams")
_TOP_KEYS = ("version", "admins", *_TABLES, "time_zone", "working_days", "digest_day", *FIGURES, *FLAGS)
_PLACE_KEYS = tuple(field.name for field in attrs.fields(ChannelPolicy))
_PLACES: Mapping[str, str] = {
    **dict.fromkeys(
        ("version", "admins", "time_zone", "working_days", "digest_day", *FIGURES, *FLAGS),
        " here; write it above the first table.",
    ),
    **dict.fromkeys(_PLACE_KEYS, " here; write it below `[default]` or `[channels.NAME]`."),
}
"""What is said of a key that stands in the wrong place."""
_Choice = TypeVar("_Choice", Mode, Purpose, DigestOf)


def policy_of(text: str, zones: Zones = utc_alone) -> Policy:
    """Read a policy from TOML; `zones` looks up the time zones that it names.

    Raises:
        PolicyError: If it is not TOML, or has a key or a value that means nothing; names the lines and the keys.
    """
    try:
        data = parsed(text)
    except NotTomlError as error:
        raise PolicyError((str(error),)) from error
    reading = _Reading(text, zones)
    policy = reading.policy(data)
    if reading.wrong:
        raise PolicyError(reading.mistakes)
    return policy


def bounds_of(figure: str) -> tuple[int, int]:
    """Return the least and the greatest value of a figure."""
    return _BOUNDS.get(figure, (0, 1_000_000))


@define
class _Reading(TomlValues):
    """Reads the tables of a policy; what means nothing is noted, and left as it is by default."""

    zones: Zones

    def policy(self, data: Mapping[str, object]) -> Policy:
        self.refuse_unknown(data, _TOP_KEYS, "")
        if shown(data.get("version", VERSION)) != str(VERSION):
            self.fail("version", f"Version {shown(data['version'])} is not known; write `version = {VERSION}`.")
        plain: dict[str, Any] = {
            name: self.bounded(data, name, getattr(Policy(), name)) for name in FIGURES if name not in _CLOCK_KEYS
        }
        plain |= {name: self.flag(data[name], name) for name in FLAGS if name in data}
        hours = self.hours(data, "", Policy().working_hours)
        if hours.zone is not None and data.get("utc_offset_minutes"):
            self.fail("utc_offset_minutes", "the time zone says this already, with summer time; take one of them out.")
        default = self.place(self.table(data.get("default", {}), "default"), "default", NEW_CHANNEL)
        return Policy(
            **plain,
            work_begins_hour=hours.begins_hour,
            work_ends_hour=hours.ends_hour,
            admins=self.names(data.get("admins", []), "admins"),
            digest_day=self.day(data.get("digest_day", WEEKDAYS[0]), "digest_day"),
            default=default,
            channels=self.channels(data, default),
            time_zone=hours.zone,
            working_days=hours.days,
            teams=self.teams(data, evolve(hours, offset_minutes=plain["utc_offset_minutes"])),
        )

    def channels(self, data: Mapping[str, object], default: ChannelPolicy) -> dict[str, ChannelPolicy]:
        found: dict[str, ChannelPolicy] = {}
        for written_name, entry in self.table(data.get("channels", {}), "channels").items():
            name, key = written_name.removeprefix("#"), ("channels", written_name)
            self.refuse_debris(name, key)
            if name in found:
                self.fail(key, "This channel is written twice; take one of them out.")
            found[name] = self.place(self.table(entry, key), key, default)
        return found

    def teams(self, data: Mapping[str, object], otherwise: WorkingHours) -> dict[str, WorkingHours]:
        found: dict[str, WorkingHours] = {}
        for name, entry in self.table(data.get("teams", {}), "teams").items():
            key = ("teams", name)
            self.refuse_debris(name, key)
            told = self.table(entry, key)
            self.refuse_unknown(told, _CLOCK_KEYS, key)
            found[name] = self.hours(told, key, otherwise)
        return found

    def hours(self, entry: Mapping[str, object], where: Key, otherwise: WorkingHours) -> WorkingHours:
        """Read when somebody works; what is not written there is as `otherwise`."""
        path = path_of(where)
        begins = self.bounded(entry, (*path, "work_begins_hour"), otherwise.begins_hour)
        ends = self.bounded(entry, (*path, "work_ends_hour"), otherwise.ends_hour)
        if begins >= ends:
            wrong, other = ("ends", "a later") if "work_ends_hour" in entry else ("begins", "an earlier")
            message = f"the working day would begin at {begins} and end at {ends}; write {other} hour."
            self.fail((*path, f"work_{wrong}_hour"), message)
            begins, ends = otherwise.begins_hour, otherwise.ends_hour
        zone = self.zone(entry["time_zone"], (*path, "time_zone")) if "time_zone" in entry else otherwise.zone
        days = self.days(entry["working_days"], (*path, "working_days")) if "working_days" in entry else otherwise.days
        return WorkingHours(begins, ends, days, zone, 0 if zone is not None else otherwise.offset_minutes)

    def zone(self, value: object, key: Key) -> Zone | None:
        name = self.name(value, key)
        found = self.zones(name) if name else None
        if name and found is None:
            self.fail(key, f'{shown(value)} is not a time zone; write one by its IANA name, such as "Europe/Berlin".')
        return found

    def days(self, value: object, key: Key) -> tuple[int, ...]:
        named = [str(one).casefold() for one in value] if isinstance(value, list) else []
        if not named or any(one not in WEEKDAYS for one in named):
            known = ", ".join(f'"{one}"' for one in WEEKDAYS)
            self.fail(key, f"{shown(value)} does not name days; write a list of {known}.")
            return ()
        return tuple(sorted({WEEKDAYS.index(one) for one in named}))

    def day(self, value: object, key: Key) -> int:
        if not isinstance(value, str) or value.casefold() not in WEEKDAYS:
            known = ", ".join(f'"{one}"' for one in WEEKDAYS)
            self.fail(key, f"{shown(value)} is not a day; write one of {known}.")
            return 0
        return WEEKDAYS.index(value.casefold())

    def place(self, entry: Mapping[str, object], where: Key, otherwise: ChannelPolicy) -> ChannelPolicy:
        """Read what holds in one place; what is not written there is as `otherwise`."""
        self.refuse_unknown(entry, _PLACE_KEYS, where)
        path = path_of(where)

        def mode(behaviour: str) -> Mode:
            return self.choice(Mode, entry.get(behaviour, getattr(otherwise, behaviour)), (*path, behaviour))

        def name(key: str) -> str | None:
            found: str | None = getattr(otherwise, key)
            return (self.name(entry[key], (*path, key)) or None) if key in entry else found

        modes: dict[str, Any] = {behaviour: mode(behaviour) for behaviour in MODES}
        return ChannelPolicy(
            purpose=self.choice(Purpose, entry.get("purpose", otherwise.purpose), (*path, "purpose")),
            **modes,
            service=name("service"),
            team=name("team"),
            posts_per_minute=self.bounded(entry, (*path, "posts_per_minute"), otherwise.posts_per_minute),
            digest_of=self.choice(DigestOf, entry.get("digest_of", otherwise.digest_of), (*path, "digest_of")),
        )

    def choice(self, kind: type[_Choice], value: object, key: Key) -> _Choice:
        try:
            return kind(value if isinstance(value, str) else "")
        except ValueError:
            known = ", ".join(f'"{choice.value}"' for choice in kind)
            self.fail(key, f"{shown(value)} is not one of {known}.")
            return next(iter(kind))

    def bounded(self, entry: Mapping[str, object], key: Key, otherwise: int) -> int:
        return self.figure(entry, key, bounds_of(str(path_of(key)[-1])), otherwise)

    def name(self, value: object, key: Key) -> str:
        if not isinstance(value, str) or not value.strip():
            self.fail(key, f"{shown(value)} is not a name; write it in quotation marks.")
            return ""
        self.refuse_debris(value, key)
        return value

    def names(self, value: object, key: str) -> tuple[str, ...]:
        if not isinstance(value, list):
            self.fail(key, f'{shown(value)} is not a list; write people by their ids, as `["U05LARSHV"]`.')
            return ()
        return tuple(dict.fromkeys(self.name(one, key) for one in value))

    def refuse_debris(self, name: str, key: Key) -> None:
        if DEBRIS.search(name):
            self.fail(key, f"{shown(name)} holds characters that cannot be seen; write it without them.")

    def table(self, value: object, key: Key) -> Mapping[str, object]:
        if not isinstance(value, dict):
            table = ".".join(in_key(str(one)) for one in path_of(key))
            self.fail(key, f"{shown(value)} is not a table; write `[{table}]` and its keys below it.")
            return {}
        return value

    def instead_of(self, key: str, known: Collection[str]) -> str:
        return _PLACES.get(key) or f"; {known_keys(key, known, _PLACES)}"


def written(policy: Policy, notes: Mapping[str, str]) -> str:
    """Return a policy as commented TOML that `policy_of` reads; `notes` says by channel why its entry is as it is."""
    lines = [
        "# What ratchet may do in which channel, and after how long.",
        '# A behaviour is "off", "shadow" (it decides and records, but does not speak) or "live".',
        "# What a channel's entry leaves out is as in [default].",
        "# Over `posts_per_minute` (1 to 60) in a channel, cards and reminders wait, and one message counts the cards.",
        "# Critical alerts and what a person asked for do not wait.",
        "",
        f"version = {VERSION}",
        "",
    ]
    lines += [f"{name} = {value}  # {FIGURE_NOTES[name]}" for name, value in plain_values(policy).items()]
    if policy.time_zone is None:
        lines += [f'# time_zone = "Europe/Berlin"  # {FIGURE_NOTES["time_zone"]}']
    lines += ["", "# What holds in every channel that is not named below.", "[default]", *_place_lines(policy.default)]
    for name, place in sorted(policy.channels.items()):
        lines += ["", f"# {notes[name]}"] if name in notes else [""]
        lines += [f"[channels.{_quoted(name)}]", *_place_lines(place)]
    for name, hours in sorted(policy.teams.items()):
        lines += ["", f"[teams.{_quoted(name)}]", *(f"{key} = {value}" for key, value in hours_values(hours).items())]
    return "\n".join(lines) + "\n"


def plain_values(policy: Policy) -> dict[str, str]:
    """Return what stands above the first table, by key, as it is written in TOML."""
    figures = {name: str(getattr(policy, name)) for name in FIGURES}
    flags = {name: str(getattr(policy, name)).lower() for name in FLAGS}
    hours = {name: value for name, value in hours_values(policy.working_hours).items() if name not in figures}
    day = {"digest_day": _quoted(WEEKDAYS[policy.digest_day])}
    return {**figures, **hours, **day, **flags, "admins": f"[{', '.join(map(_quoted, policy.admins))}]"}


def place_values(place: ChannelPolicy) -> dict[str, str]:
    """Return what stands in the table of a channel, by key, as it is written in TOML."""
    return {name: _value(value) for name, value in attrs.asdict(place).items() if value is not None}


def hours_values(hours: WorkingHours) -> dict[str, str]:
    """Return what stands in the table of a team, by key, as it is written in TOML."""
    zone = {} if hours.zone is None else {"time_zone": _quoted(hours.zone.name)}
    return {
        **zone,
        "working_days": f"[{', '.join(_quoted(WEEKDAYS[day]) for day in hours.days)}]",
        "work_begins_hour": str(hours.begins_hour),
        "work_ends_hour": str(hours.ends_hour),
    }


FIGURE_NOTES = {
    "edit_seconds": "a card is edited at most this often on average; five edits may come at once",
    "model_cents_per_answer": "what one answer of a model's may cost at most, in cents of a dollar",
    "model_cents_per_person_hour": "what the answers to one person may cost within an hour",
    "model_cents_per_day": "what all answers may cost within a day, by UTC",
    "flapping_edit_minutes": "the card of a flapping alert is edited at most this often",
    "hold_seconds": "how long the card of a non-critical incident waits, in case it resolves by itself",
    "stale_hours": "an open incident is closed as stale after this long without news",
    "flapping_times": "this many incidents of one alert ...",
    "flapping_minutes": "... within this time are called flapping",
    "same_conversation_minutes": "a recurrence this soon after the end stays in the same conversation",
    "deploy_minutes": "deploys this long before an incident are shown on its card",
    "history_days": "a card counts over this many days",
    "same_request_seconds": "another question by the same person this soon belongs to the same request",
    "asked_before_minutes": "a question about a service this long before its incident is shown on the card",
    "remind_minutes": "after this long its owners are reminded of an unanswered question, within working hours",
    "card_buttons": "whether cards have buttons",
    "answer_externals": "whether other companies' people, and channels shared with them, are told what was said inside",
    "four_eyes": "whether nobody may approve a runbook that they wrote themself",
    "admins": "ids of people who may do what nobody else has the right to, beside the workspace's own admins",
    "late_minutes": "what is heard later than this after it happened is remembered, and not answered",
    "work_begins_hour": "a working day begins at this hour ...",
    "work_ends_hour": "... and ends at this one, ...",
    "utc_offset_minutes": "... by a clock that is this far ahead of UTC (no summer time), where no time zone is named",
    "time_zone": "the clock by which people work and moments are told, with its summer time",
    "working_days": "on these days people work",
    "answer_seconds": "a question waits this long for a person before an earlier answer is looked for",
    "draft_minutes": "this long after an incident's end its thread is read for a draft of a runbook",
    "digest_day": "weekly digests are told on this day ...",
    "digest_hour": "... at this hour, by the clock of the team that owns the channel",
    "digest_only_changes": "whether a digest leaves out what the one before said too",
    "reorder_seconds": "how late a message may arrive and still be put in its place",
}


def _place_lines(place: ChannelPolicy) -> list[str]:
    return [f"{name} = {value}" for name, value in place_values(place).items()]


def _value(value: object) -> str:
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
