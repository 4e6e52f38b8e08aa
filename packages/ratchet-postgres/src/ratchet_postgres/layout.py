"""How each kind of record stands in its table: the columns of its key, and of its indexes.

A table is called as its kind, with `_record` behind it. Its columns are made of the record by PostgreSQL, but for
those that take a rule: whether a record is in an index that not all are in, and where it stands there if that is no
field. These the core works out (`records.KINDS`), and they are written beside the record.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from attrs import field, frozen
from ratchet_core.domain.records import KINDS, NAMES, Key, Kind

NUMBERS: Final = frozenset({"asked_at", "at", "ending_at", "number", "opened_at", "since", "version", "written_at"})
"""The columns of keys and orders that are whole numbers; all others are text."""

_LEAST_NUMBER, _MOST_NUMBER = -(2**63), 2**63 - 1
_LEAST_TEXT, _MOST_TEXT = "", "\U0010ffff"
"""Nothing comes before, and nothing that is kept comes after: no id or name begins with the last code point."""

Written = Callable[[Any], object]


@frozen
class Place:
    """How an index stands in a table: the columns of its groups, of its order, and whether a record is in it at all.

    `flag` is None where a record is in it that has all columns of the group.
    """

    group: tuple[str, ...]
    order: tuple[str, ...]
    flag: str | None = None


@frozen
class Layout:
    """How a kind stands in its table.

    `written` are the columns that are written beside the record, with what each is worked out by; `names` is what
    the records are called together where queries are named.
    """

    names: str
    key: tuple[str, ...]
    places: Mapping[str, Place] = field(factory=dict)
    written: Mapping[str, Written] = field(factory=dict)


def _flag(kind: str, index: str) -> Written:
    group = NAMES[kind].indexes[index].group
    return lambda record: group(record) is not None


def _first(kind: str, index: str) -> Written:
    order = NAMES[kind].indexes[index].order
    return lambda record: order(record)[0]


def _group(kind: str, index: str) -> Written:
    group = NAMES[kind].indexes[index].group
    return lambda record: (group(record) or (None,))[0]


def _flagged(kind: str, names: str, key: tuple[str, ...], written: Mapping[str, Written], **places: Place) -> Layout:
    flags = {place.flag: _flag(kind, index) for index, place in places.items() if place.flag is not None}
    return Layout(names, key, places, {**flags, **written})


_MOMENT: Final = ("at", "ts")

LAYOUTS: Final[Mapping[str, Layout]] = {
    "installation": Layout("installations", ("workspace",)),
    "channel": Layout("channels", ("id",)),
    "channel_settings": Layout("settings_of_channels", ("channel",)),
    "channel_erasure": Layout("channel_erasures", ("channel",)),
    "lesson": Layout("lessons", ("bot", "skeleton")),
    "trace": Layout("traces", ("channel", "alert")),
    "person": Layout("people", ("id",)),
    "erasure": Layout("erasures", ("person",)),
    "group": Layout("groups", ("id",)),
    "team_name": Layout("team_names", ("team", "since")),
    "merge": Layout("merges", ("kind", "part", "since")),
    "ownership": Layout("ownerships", ("kind", "owned", "since")),
    "membership": Layout("memberships", ("team", "person", "since")),
    "service": Layout("services", ("key",)),
    "service_alias": Layout("service_aliases", ("key",)),
    "reading": Layout("readings", ("channel",)),
    "caught_up": Layout("caught_up_channels", ("channel",)),
    "digest": Layout("digests", ("channel",)),
    "budget": Layout("budgets", ("channel",)),
    "alert": Layout("alerts", ("fingerprint",)),
    "alert_track": _flagged(
        "alert_track",
        "alert_tracks",
        ("channel", "alert"),
        {"folded_name": _first("alert_track", "in_channel")},
        of_alert=Place(("alert",), ("channel",)),
        in_channel=Place(("channel",), ("folded_name", "alert")),
    ),
    "incident": Layout(
        "incidents",
        ("channel", "alert", "number"),
        {
            "in_state": Place(("channel", "state"), ("opened_at", "alert", "number")),
            "in_channel": Place(("channel",), ("alert", "number")),
        },
    ),
    "help_request": _flagged(
        "help_request",
        "help_requests",
        ("channel", "ts"),
        {"state": lambda one: one.state.value},
        asked_by=Place(("channel", "asker"), ("asked_at", "ts")),
        about_service=Place(("service",), ("asked_at", "channel", "ts")),
        in_channel=Place(("channel",), ("asked_at", "ts")),
        waiting=Place(("channel",), ("asked_at", "ts"), "waiting"),
    ),
    "held_reply": _flagged(
        "held_reply",
        "held_replies",
        ("channel", "thread", "ts", "person"),
        {},
        in_thread=Place(("channel", "thread"), ("at", "ts", "person")),
    ),
    "notification": _flagged(
        "notification",
        "notifications",
        ("channel", "ts"),
        {},
        deploys=Place(("service",), ("at", "channel", "ts"), "deploy"),
        in_channel=Place(("channel",), ("ts",)),
    ),
    "runbook_version": _flagged(
        "runbook_version",
        "runbook_versions",
        ("alert", "number"),
        {"source": _group("runbook_version", "citing")},
        of_alert=Place(("alert",), ("number",)),
        active=Place(("alert",), ("number",), "active"),
        of_person=Place(("author",), ("alert", "number"), "erasable"),
        citing=Place(("source",), ("written_at", "alert", "number")),
        in_state=Place(("state",), ("written_at", "alert", "number")),
    ),
    "runbook_vote": Layout(
        "runbook_votes",
        ("alert", "version", "person"),
        {"of_version": Place(("alert", "version"), ("at", "person"))},
    ),
    "mute": _flagged(
        "mute",
        "mutes",
        ("alert", "id"),
        {"ending_at": _first("mute", "ending"), "scope": _group("mute", "in_channel")},
        ending=Place(("alert",), ("ending_at", "id")),
        in_channel=Place(("scope",), ("ending_at", "alert", "id")),
        of_person=Place(("person",), ("alert", "id"), "reasoned"),
    ),
    "incident_mark": _flagged(
        "incident_mark",
        "incident_marks",
        ("channel", "alert", "number"),
        {},
        of_person=Place(("person",), ("channel", "alert", "number"), "reasoned"),
        in_channel=Place(("channel",), ("alert", "number")),
    ),
    "tick": _flagged(
        "tick",
        "ticks",
        ("channel", "ts", "person", "name"),
        {},
        in_thread=Place(("root_channel", "root_ts"), ("at", "ts", "person", "name"), "counts"),
    ),
    "look": _flagged(
        "look",
        "looks",
        ("channel", "ts", "person"),
        {},
        of_alert=Place(("channel", "alert"), ("at", "ts", "person"), "counts"),
    ),
    "assistance": Layout("assistances", ("channel", "ts")),
    "handover": Layout("handovers", ("channel",)),
    "given_answer": Layout("given_answers", ("channel", "ts")),
    "model_spending": Layout("model_spendings", ("whom", "since")),
    "bot_template": Layout(
        "bot_templates", ("bot", "skeleton"), {"in_channel": Place(("channel",), ("bot", "skeleton"))}
    ),
    "citation": Layout(
        "citations",
        ("channel", "ts", "alert", "request_channel", "request_ts"),
        {
            "of_message": Place(("channel", "ts"), ("alert", "request_channel", "request_ts")),
            "in_channel": Place(("channel",), ("ts", "alert", "request_channel", "request_ts")),
        },
    ),
    "alert_thread": Layout("alert_threads", ("channel", "ts"), {"in_channel": Place(("channel",), ("ts",))}),
    "message": _flagged(
        "message",
        "messages",
        ("channel", "ts"),
        {},
        asked_by=Place(("channel", "person"), _MOMENT, "is_question"),
        answers=Place(("channel", "thread"), _MOMENT, "is_answer"),
        notes=Place(("channel", "alert"), _MOMENT, "is_note"),
        held=Place(("channel", "thread"), _MOMENT, "is_held"),
        of_person=Place(("person",), ("channel", "ts"), "has_words"),
        in_channel=Place(("channel",), _MOMENT, "has_words"),
    ),
}
"""How every kind stands in its table, by its name."""


def table_of(kind: str) -> str:
    """Return the table of a kind."""
    return f"{kind}_record"


def type_of(column: str) -> str:
    """Return the type of a column of a key or an order."""
    return "bigint" if column in NUMBERS else "text"


def lowest(order: tuple[str, ...], low: Key | None) -> Key:
    """Return a lower bound as long as an order: what begins so, and all after it."""
    given = low or ()
    rest = (_LEAST_NUMBER if one in NUMBERS else _LEAST_TEXT for one in order[len(given) :])
    return (*given, *rest)


def beyond(order: tuple[str, ...], high: Key | None) -> Key:
    """Return what comes right after all orders that begin with an upper bound, as long as an order.

    Raises:
        TypeError: If the bound ends with no whole number.
    """
    if high is None:
        return tuple(_MOST_NUMBER if one in NUMBERS else _MOST_TEXT for one in order)
    *others, last = high
    if not isinstance(last, int):
        raise TypeError(f"The upper bound {high!r} ends with no whole number; bound a range by a moment or a count.")
    return lowest(order, (*others, last + 1))


def directory_kinds() -> Iterator[Kind]:
    """Return the kinds that whoever decides holds in memory."""
    return (kind for kind in KINDS.values() if kind.directory)
