"""Invariant 24: facts about the organisation come to the same directory, in whatever order they arrive."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from invariants.cast import POLICY
from invariants.checks import must
from ratchet_core.behaviours import organisation, presence, services
from ratchet_core.domain import CaughtUp, Channel, ChannelSettings, OwnedKind, Person
from ratchet_core.domain import directory as held
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.placing import Start
from ratchet_core.domain.policy import ChannelPolicy, Mode
from ratchet_core.memory.store import MemoryStore
from ratchet_core.recognise.recognised import Kind
from ratchet_core.snapshot import Snapshot
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    ChannelArchived,
    ChannelConfigured,
    ChannelJoined,
    ChannelLeft,
    ChannelRenamed,
    ChannelReplaced,
    ChannelSeen,
    ChannelShared,
    ChannelUnarchived,
    ChannelUnshared,
    Event,
    GroupSeen,
    Installed,
    MemberJoined,
    MemberLeft,
    MessageCorrected,
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

CHECKED = settings(max_examples=300, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
INTRODUCED: list[Event] = [
    ChannelSeen("C0/seen", 0, "C0", "zero", private=False),
    PersonSeen("U0/seen", 0, "U0", "Ann", external=False),
]
"""Whoever says something of C0, which nobody owns, is known to begin with: rights are asked for on arrival."""
LAST = 6
MOMENTS = st.integers(1, LAST)
TEAMS = st.sampled_from(("a", "b", "c"))
SERVICES = st.sampled_from(("cart", "shop", "till"))
PEOPLE = st.sampled_from(("U1", "U2"))
CHANNELS = st.sampled_from(("C1", "C2"))
NAMES = st.sampled_from(("Ants", "Bees"))
ID = st.just("")
PLACES = st.builds(ChannelPolicy, cards=st.sampled_from(Mode))
OF_SERVICES: st.SearchStrategy[Event] = st.one_of(
    st.builds(OwnerChanged, ID, MOMENTS, st.just(OwnedKind.SERVICE), SERVICES | st.just("basket"), st.none() | TEAMS),
    st.builds(ServiceNamed, ID, MOMENTS, SERVICES, NAMES),
    st.builds(ServiceAliased, ID, MOMENTS, SERVICES, st.sampled_from(("basket", "Basket", "purse"))),
    st.builds(ServicesMerged, ID, MOMENTS, SERVICES, SERVICES),
    st.builds(ServicesMerged, ID, MOMENTS, SERVICES | st.just("basket"), SERVICES),
    st.builds(ServiceSplit, ID, MOMENTS, SERVICES | st.just("basket")),
)
FACTS: st.SearchStrategy[Event] = st.one_of(
    OF_SERVICES,
    st.builds(ChannelSeen, ID, MOMENTS, CHANNELS, NAMES, st.booleans(), st.booleans()),
    st.builds(ChannelJoined, ID, MOMENTS, CHANNELS),
    st.builds(ChannelLeft, ID, MOMENTS, CHANNELS),
    st.builds(ChannelRenamed, ID, MOMENTS, CHANNELS, NAMES),
    st.builds(ChannelArchived, ID, MOMENTS, CHANNELS),
    st.builds(ChannelUnarchived, ID, MOMENTS, CHANNELS),
    st.builds(ChannelShared, ID, MOMENTS, CHANNELS),
    st.builds(ChannelUnshared, ID, MOMENTS, CHANNELS),
    st.builds(Installed, ID, MOMENTS, st.just("T1"), st.sampled_from(("U8", "U9")), st.just("B0")),
    st.builds(PersonSeen, ID, MOMENTS, PEOPLE, NAMES, *[st.booleans()] * 5),
    st.builds(GroupSeen, ID, MOMENTS, st.just("S1"), NAMES, st.lists(PEOPLE, max_size=2).map(tuple)),
    st.builds(TeamNamed, ID, MOMENTS, TEAMS, NAMES),
    st.builds(TeamsMerged, ID, MOMENTS, TEAMS, TEAMS),
    st.builds(TeamsMerged, ID, MOMENTS, TEAMS, TEAMS),
    st.builds(TeamMergeUndone, ID, MOMENTS, TEAMS),
    st.builds(MemberJoined, ID, MOMENTS, PEOPLE, TEAMS),
    st.builds(MemberLeft, ID, MOMENTS, PEOPLE, TEAMS),
    st.builds(OwnerChanged, ID, MOMENTS, st.just(OwnedKind.CHANNEL), CHANNELS, st.none() | TEAMS),
    st.builds(ChannelConfigured, ID, MOMENTS, st.just("C0"), PLACES, st.just("U0")),
    st.builds(
        MessageCorrected,
        ID,
        MOMENTS,
        st.just("C0"),
        st.just("1.0"),
        st.just("B1"),
        st.just("skeleton"),
        st.sampled_from((Kind.OTHER, Kind.DEPLOY)),
        st.just("U0"),
    ),
)
TEAMS_NAMED: list[Event] = [TeamNamed(f"{one}/named", 0, one, one) for one in ("a", "b", "c")]
SERVICES_NAMED: list[Event] = [ServiceNamed(f"{one}/named", 0, one, one) for one in ("cart", "shop", "till")]


@st.composite
def facts(draw: st.DrawFn, kinds: st.SearchStrategy[Event] = FACTS) -> list[Event]:
    """Return facts of all kinds, each with an id of its own, about few things at few moments.

    Nothing is told of a channel after it was replaced: then it is spoken of under its new id.
    """
    told = draw(st.lists(kinds, min_size=2, max_size=12))
    known = draw(st.sampled_from(([], TEAMS_NAMED, [*TEAMS_NAMED, *SERVICES_NAMED])))
    replaced = draw(st.sampled_from(([], [ChannelReplaced("", LAST, "C1", "C2")])))
    return [*known, *(attrs.evolve(one, id=f"fact-{number}") for number, one in enumerate([*told, *replaced]))]


def told(events: Iterable[Event]) -> Directory:
    store = MemoryStore(POLICY)

    async def feed() -> None:
        for event in [*INTRODUCED, *events]:
            await take_turn(store, event)

    asyncio.run(feed())
    return store.directory


def known_in(directory: Directory) -> Mapping[str, Any]:
    """Return all that a directory tells; how often ratchet came, and what it read of a channel, is its own affair."""
    return {
        "channels": {one.id: attrs.evolve(one, stay=0) for one in directory.channels.values()},
        "installations": dict(directory.installations),
        "people": dict(directory.people),
        "groups": dict(directory.groups),
        "teams": dict(directory.teams),
        "services": dict(directory.services),
        "aliases": dict(directory.aliases),
        "settings": dict(directory.settings),
        "lessons": {key: dict(value) for key, value in directory.lessons.items()},
        "owners": {of: intervals for of in directory.owners if (intervals := directory.ownerships(*of))},
        "members": {person: directory.memberships(person) for person in directory.teams_of},
        "parts": dict(directory.parts),
        "records": sorted(repr(_without_stay(one)) for one in directory.records() if not isinstance(one, CaughtUp)),
    }


def _without_stay(record: object) -> object:
    return attrs.evolve(record, stay=0) if isinstance(record, Channel) else record


def check_arrival(events: list[Event], order: list[Event]) -> None:
    one, other = known_in(told(events)), known_in(told(order))
    for name, known in one.items():
        must(24, f"{name} differ: {known} and {other[name]}", hold=known == other[name])


@CHECKED
@given(st.data(), facts())
def test_any_order_of_arrival_comes_to_the_same_directory(data: st.DataObject, events: list[Event]) -> None:
    check_arrival(events, data.draw(st.permutations(events)))


@CHECKED
@given(facts())
def test_what_is_told_twice_is_told_once(events: list[Event]) -> None:
    again = [attrs.evolve(one, id=f"{one.id}/again") for one in events]
    check_arrival(events, [*events, *again])


@CHECKED
@given(st.data(), facts())
def test_a_directory_is_what_its_records_make_in_any_order(data: st.DataObject, events: list[Event]) -> None:
    directory = told(events)
    made = Directory(POLICY)
    for one in data.draw(st.permutations(list(directory.records()))):
        made = made.with_record(one)
    must(24, "records make another directory", hold=known_in(made) == known_in(directory))


def latest_person(_known: Person | None, told: Person) -> Person:
    """Take the latest to arrive."""
    return told


def latest_presence(channel: Channel, at: int, *, joined: bool) -> Channel:
    """Take the latest to arrive."""
    return attrs.evolve(channel, joined=joined, told=attrs.evolve(channel.told, joined=at))


def latest_privacy(channel: Channel, at: int, *, private: bool) -> Channel:
    """Take the latest to arrive."""
    return attrs.evolve(channel, private=private, told=attrs.evolve(channel.told, described=at))


def latest_settings(_known: ChannelSettings | None, told: ChannelSettings) -> ChannelSettings:
    """Take the latest to arrive."""
    return told


def forgetful(snapshot: Snapshot, start: Start, of: Callable[[Directory], object], why: str) -> Decision:
    """Keep only what changes something at once."""
    decision = _KEPT(snapshot, start, of, why)
    has_none = any(one.why is Why.WITHOUT_EFFECT for one in decision.reasons)
    return attrs.evolve(decision, changes=()) if has_none else decision


_KEPT = organisation._kept
BROKEN: list[tuple[str, Any, str, Any]] = [
    ("the latest of a moment to arrive stands", organisation, "stands", lambda *_: True),
    ("the latest of a moment to arrive stands for services", services, "stands", lambda *_: True),
    ("the latest news of a person to arrive holds", organisation, "newer_person", latest_person),
    ("the latest to arrive joins or leaves", presence, "with_presence", latest_presence),
    ("stale news makes a channel public", presence, "with_privacy", latest_privacy),
    ("a channel that was replaced hands nothing on", Directory, "heirs", lambda *_: ()),
    ("what changes nothing yet is forgotten", organisation, "_kept", forgetful),
    ("services stay under a name that turned out to be an alias", held, "_with_names_resolved", lambda known, _: known),
]


@pytest.mark.parametrize("number", range(len(BROKEN)), ids=[one[0] for one in BROKEN])
def test_a_core_in_which_the_order_of_arrival_matters_is_caught(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    how, *patch = BROKEN[number]
    monkeypatch.setattr(*patch)
    kinds = OF_SERVICES if how.startswith("services") else FACTS

    @settings(CHECKED, max_examples=1_500, phases=(Phase.generate,), database=None)
    @given(st.data(), facts(kinds))
    def orders(data: st.DataObject, events: list[Event]) -> None:
        check_arrival(events, data.draw(st.permutations(events)))

    with pytest.raises(AssertionError, match=r"^invariant 24: "):
        orders()
