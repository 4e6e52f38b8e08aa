"""Nothing that ratchet's own user does is news, whatever it is: every event that names a person is in one table."""

from enum import Enum
from typing import Any, get_args, get_type_hints

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, POLICY, START, replayed
from ratchet_core.deciding import OWN_DOING
from ratchet_core.domain.policy import ChannelPolicy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.rules.own import DOERS
from ratchet_core.vocabulary.actions import AboutPerson
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    Event,
    Installed,
    MemberJoined,
    MemberLeft,
    MessageEdited,
    MessageSeen,
    PersonErased,
    PersonReadmitted,
    PersonSeen,
    TeamNamed,
)

OURS = "U0"
INSTALLED = Installed("install", 0, "T1", OURS, "B0")
NAMING = ("by", "person")
TELLING = {
    PersonSeen: ("person",),
    PersonErased: ("person",),
    PersonReadmitted: ("person",),
    MemberLeft: ("person",),
}
"""The events that tell of a person who need not have done anything: they may tell of ratchet's own user."""
MESSAGES = (MessageSeen, MessageEdited)
"""Whose own messages are filtered by their bot too: `test_installation.py` has those."""
VALUES = {str: "C1", int: 1, bool: False, ChannelPolicy: EVERYTHING}


def fields_of(kind: type) -> dict[str, Any]:
    """Return a value for each field of an event that must have one."""
    hints = get_type_hints(kind)
    return {one.name: value_of(one.name, hints[one.name]) for one in attrs.fields(kind) if one.default is attrs.NOTHING}


def value_of(name: str, kind: Any) -> Any:  # noqa: ANN401 - any type
    if name == "about":
        return AboutPerson("U1")
    enums = [one for one in (kind, *get_args(kind)) if isinstance(one, type) and issubclass(one, Enum)]
    if enums:
        return next(iter(enums[0]))
    return VALUES.get(kind, () if str(kind).startswith("tuple") else "C1")


def decided(*events: Event) -> Decision:
    return replayed(MemoryStore(POLICY), [*INTRODUCTIONS, INSTALLED, *events])[-1][1]


NAMED = [
    (kind, name)
    for kind in get_args(Event)
    if kind not in MESSAGES
    for name in NAMING
    if name in attrs.fields_dict(kind)
]


def test_every_event_that_names_a_person_is_in_the_table() -> None:
    told = {(kind, name) for kinds in (DOERS, TELLING) for kind, names in kinds.items() for name in names}
    assert set(NAMED) == told


@pytest.mark.parametrize(
    ("kind", "name"), [pytest.param(kind, name, id=f"{kind.__name__}, {name}") for kind, name in NAMED]
)
def test_what_our_own_user_does_is_no_news(kind: type, name: str) -> None:
    event: Event = kind(**{**fields_of(kind), "id": "own", "at": START, name: OURS})
    assert (decided(event) == OWN_DOING) is (name in DOERS.get(kind, ()))


@pytest.mark.parametrize(
    ("kind", "name"), [pytest.param(kind, name, id=f"{kind.__name__}, {name}") for kind, name in NAMED]
)
def test_what_somebody_else_does_is_heard(kind: type, name: str) -> None:
    event: Event = kind(**{**fields_of(kind), "id": "other", "at": START, name: "U1"})
    assert decided(event) != OWN_DOING


def test_ratchet_joins_no_team_and_can_leave_one_that_it_was_put_into_before_it_was_installed() -> None:
    store = MemoryStore(POLICY)
    joined, left = MemberJoined("in", 1, OURS, "a"), MemberLeft("out", START, OURS, "a")
    replayed(store, [*INTRODUCTIONS, TeamNamed("t", 0, "a", "Ants"), joined, INSTALLED, left])
    again = attrs.evolve(joined, id="again", at=START + 1)
    assert replayed(store, [again])[-1][1] == OWN_DOING
    assert [one.during.until for one in store.directory.memberships(OURS)] == [START]
