"""Reads a policy from TOML, and writes it as TOML that says what each line is for."""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias, TypeVar

import attrs

from ratchet_core.domain.policy import MOST_POSTS, NEW_CHANNEL, ChannelPolicy, Mode, Policy, Purpose
from ratchet_core.settings.toml_lines import DEBRIS, NotTomlError, in_key, known_keys, parsed, said_at, shown

VERSION = 1


class PolicyError(Exception):
    """A policy cannot be used; the message names the line, the key and what to write instead."""


FIGURES = tuple(field.name for field in attrs.fields(Policy) if field.type is int)
FLAGS = tuple(field.name for field in attrs.fields(Policy) if field.type is bool)
_BOUNDS = {
    "work_begins_hour": (0, 23),
    "work_ends_hour": (1, 24),
    "utc_offset_minutes": (-840, 840),
    "flapping_times": (1, 1_000),
    "history_days": (1, 400),
    "posts_per_minute": (1, MOST_POSTS),
}  # what is kept of an alert's past grows with these
_TOP_KEYS = ("version", "admins", "default", "channels", *FIGURES, *FLAGS)
_PLACE_KEYS = tuple(field.name for field in attrs.fields(ChannelPolicy))
_PLACES: Mapping[str, str] = {
    **dict.fromkeys(("version", "admins", *FIGURES, *FLAGS), " here; write it above the first table."),
    **dict.fromkeys(_PLACE_KEYS, " here; write it below `[default]` or `[channels.NAME]`."),
}
"""What is said of a key that stands in the wrong place."""
_Choice = TypeVar("_Choice", Mode, Purpose)
_Key: TypeAlias = str | tuple[str, ...]
"""A key of the whole policy, or those that lead to one in a table."""


def policy_of(text: str) -> Policy:
    """Read a policy from TOML.

    Raises:
        PolicyError: If it is not TOML, or has a key or a value that means nothing; names the line and the key.
    """
    try:
        data = parsed(text)
    except NotTomlError as error:
        raise PolicyError(str(error)) from error
    _refuse_unknown(data, _TOP_KEYS, "", text)
    if shown(data.get("version", VERSION)) != str(VERSION):
        message = f"Version {shown(data['version'])} is not known; write `version = {VERSION}`."
        raise PolicyError(_at(text, "version", message))
    figures = {name: _figure(data[name], name, text) for name in FIGURES if name in data}
    flags = {name: _flag(data[name], name, text) for name in FLAGS if name in data}
    places = _table(data.get("channels", {}), "channels", text)
    default = _place(_table(data.get("default", {}), "default", text), "default", text, NEW_CHANNEL)
    channels: dict[str, ChannelPolicy] = {}
    for written_name, entry in places.items():
        name, key = written_name.removeprefix("#"), ("channels", written_name)
        _refuse_debris(name, key, text)
        if name in channels:
            raise PolicyError(_at(text, key, "This channel is written twice; take one of them out."))
        channels[name] = _place(_table(entry, key, text), key, text, default)
    begins, ends = figures.get("work_begins_hour", 9), figures.get("work_ends_hour", 17)
    if begins >= ends:
        wrong, other = ("ends", "a later") if "work_ends_hour" in figures else ("begins", "an earlier")
        message = f"the working day would begin at {begins} and end at {ends}; write {other} hour."
        raise PolicyError(_at(text, f"work_{wrong}_hour", message))
    plain: dict[str, Any] = {**figures, **flags, "admins": _names(data.get("admins", []), "admins", text)}
    return Policy(**plain, default=default, channels=channels)


def _place(entry: Mapping[str, object], where: _Key, text: str, otherwise: ChannelPolicy) -> ChannelPolicy:
    """Read what holds in one place; what is not written there is as `otherwise`."""
    _refuse_unknown(entry, _PLACE_KEYS, where, text)

    def mode(behaviour: str) -> Mode:
        return _choice(Mode, entry.get(behaviour, getattr(otherwise, behaviour)), (*_path(where), behaviour), text)

    def name(key: str) -> str | None:
        found: str | None = getattr(otherwise, key)
        return _name(entry[key], (*_path(where), key), text) if key in entry else found

    return ChannelPolicy(
        purpose=_choice(Purpose, entry.get("purpose", otherwise.purpose), (*_path(where), "purpose"), text),
        incidents=mode("incidents"),
        cards=mode("cards"),
        notifications=mode("notifications"),
        help_requests=mode("help_requests"),
        answers=mode("answers"),
        reminders=mode("reminders"),
        drafts=mode("drafts"),
        service=name("service"),
        team=name("team"),
        posts_per_minute=_figure(
            entry.get("posts_per_minute", otherwise.posts_per_minute), (*_path(where), "posts_per_minute"), text
        ),
    )


def _choice(kind: type[_Choice], value: object, key: _Key, text: str) -> _Choice:
    try:
        return kind(value if isinstance(value, str) else "")
    except ValueError:
        known = ", ".join(f'"{choice.value}"' for choice in kind)
        raise PolicyError(_at(text, key, f"{shown(value)} is not one of {known}.")) from None


def _figure(value: object, key: _Key, text: str) -> int:
    least, most = _BOUNDS.get(key if isinstance(key, str) else key[-1], (0, 1_000_000))
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise PolicyError(_at(text, key, f"{shown(value)} is not a whole number from {least} to {most}."))
    return value


def _flag(value: object, key: _Key, text: str) -> bool:
    if not isinstance(value, bool):
        message = f"{shown(value)} is not true or false; write one of them without quotation marks."
        raise PolicyError(_at(text, key, message))
    return value


def _name(value: object, key: _Key, text: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PolicyError(_at(text, key, f"{shown(value)} is not a name; write it in quotation marks."))
    _refuse_debris(value, key, text)
    return value


def _names(value: object, key: str, text: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        message = f'{shown(value)} is not a list; write people by their ids, as `["U05LARSHV"]`.'
        raise PolicyError(_at(text, key, message))
    return tuple(dict.fromkeys(_name(one, key, text) for one in value))


def _refuse_debris(name: str, key: _Key, text: str) -> None:
    if DEBRIS.search(name):
        message = f"{shown(name)} holds characters that cannot be seen; write it without them."
        raise PolicyError(_at(text, key, message))


def _table(value: object, key: _Key, text: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        table = ".".join(map(in_key, _path(key)))
        raise PolicyError(_at(text, key, f"{shown(value)} is not a table; write `[{table}]` and its keys below it."))
    return value


def _refuse_unknown(entry: Mapping[str, object], known: tuple[str, ...], where: _Key, text: str) -> None:
    for key in entry:
        if key not in known:
            message = f"This key is not known{_PLACES.get(key) or f'; {known_keys(key, known, _PLACES)}'}"
            raise PolicyError(_at(text, (*_path(where), key), message))


def _at(text: str, key: _Key, message: str) -> str:
    return said_at(text, _path(key), message)


def _path(key: _Key) -> tuple[str, ...]:
    return key if isinstance(key, tuple) else (key,) if key else ()


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
    lines += [f"{name} = {getattr(policy, name)}  # {FIGURE_NOTES[name]}" for name in FIGURES]
    lines += [f"{name} = {str(getattr(policy, name)).lower()}  # {FIGURE_NOTES[name]}" for name in FLAGS]
    lines += [f"admins = [{', '.join(map(_quoted, policy.admins))}]  # {FIGURE_NOTES['admins']}"]
    lines += ["", "# What holds in every channel that is not named below.", "[default]", *_place_lines(policy.default)]
    for name, place in sorted(policy.channels.items()):
        lines += ["", f"# {notes[name]}"] if name in notes else [""]
        lines += [f"[channels.{_quoted(name)}]", *_place_lines(place)]
    return "\n".join(lines) + "\n"


FIGURE_NOTES = {
    "edit_seconds": "a card is edited at most this often on average; five edits may come at once",
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
    "work_begins_hour": "a working day, Monday to Friday, begins at this hour ...",
    "work_ends_hour": "... and ends at this one, ...",
    "utc_offset_minutes": "... by a clock that is this far ahead of UTC (no summer time)",
    "answer_seconds": "a question waits this long for a person before an earlier answer is looked for",
    "draft_minutes": "this long after an incident's end its thread is read for a draft of a runbook",
    "reorder_seconds": "how late a message may arrive and still be put in its place",
}


def _place_lines(place: ChannelPolicy) -> list[str]:
    values = attrs.asdict(place)
    return [f"{name} = {_value(value)}" for name, value in values.items() if value is not None]


def _value(value: object) -> str:
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
