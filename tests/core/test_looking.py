"""What is looked up for an event is looked up once, and lines that behaviours add to cards stand there."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, firing, posted, said
from ratchet_core import assembling
from ratchet_core.basis.instants import DAY
from ratchet_core.domain import Channel, HelpRequest, Incident, Kept, Message, MessageRef, RunbookVersion, digest_of
from ratchet_core.domain.course import Course
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.records import Lookup, Range
from ratchet_core.memory import MemoryStore
from ratchet_core.snapshot import Focus, Snapshot
from ratchet_core.turn import take_turn, take_turns
from ratchet_core.vocabulary.actions import Line, Plain, PostMessage
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import Event, MemberJoined, PersonErased, PersonSeen, TeamNamed
from ratchet_core.wants import runbooks, table

ASKED = said(START, "C1", "U1", "how do I rotate the ledger key?")
FIRES = posted(START, "C1", firing(ALERTS[0]))


class Looking(MemoryStore):
    """Counts how often it is asked."""

    looks = 0

    async def find(self, lookups: Sequence[Lookup]) -> list[Any]:
        self.looks += 1
        return await super().find(lookups)


def looks(*events: Event) -> int:
    """Return how often a store is asked about the last of some events."""
    store = Looking(POLICY)

    async def taken() -> int:
        for event in [*INTRODUCTIONS, *events[:-1]]:
            await take_turn(store, event)
        store.looks = 0
        await take_turn(store, events[-1])
        return store.looks

    return asyncio.run(taken())


@pytest.mark.parametrize(("events", "count"), [([ASKED], 2), ([ASKED, ASKED], 1), ([FIRES], 2), ([FIRES, FIRES], 1)])
def test_a_store_is_asked_twice_at_most_and_of_a_duplicate_once(events: list[Event], count: int) -> None:
    assert looks(*events) == count


def test_a_duplicate_in_a_batch_is_decided_once() -> None:
    store = MemoryStore(POLICY)
    decisions = asyncio.run(take_turns(store, [*INTRODUCTIONS, ASKED, ASKED]))
    assert [len(one.changes) > 0 for one in decisions[-2:]] == [True, False]


def test_what_an_event_of_a_batch_takes_out_of_the_directory_is_gone_for_the_next_one() -> None:
    store = MemoryStore(POLICY)
    gone = PersonSeen("p", 0, "U9", "Ida", external=False)
    names = [TeamNamed(f"t/{at}", at, "a", f"Ants {at}", "U9") for at in (1, 2)]
    team: list[Event] = [TeamNamed("t", 0, "a", "Ants"), MemberJoined("in", 0, "U9", "a")]
    decisions = asyncio.run(take_turns(store, [gone, *team, names[0], PersonErased("e", 2, "U9"), names[1]]))
    assert [decisions[at].reasons[0].why for at in (3, 5)] == [Why.REMEMBERED, Why.NOT_ALLOWED]


def test_a_range_ends_right_at_its_upper_bound() -> None:
    store = MemoryStore(POLICY)
    for number in range(1, 5):
        store.put(RunbookVersion("a", number, str(number), digest_of(str(number)), "U2", START))
    (found,) = asyncio.run(store.find([Range(RunbookVersion, "of_alert", ("a",), 9, (2,), (3,))]))
    assert [one.number for one in found] == [2, 3]


def test_a_store_knows_the_latest_moment_that_it_heard_of() -> None:
    store = MemoryStore(POLICY)
    asyncio.run(take_turns(store, [ASKED, said(START - DAY, "C1", "U1", "good morning")]))
    assert store.now == START


def greeting(snapshot: Snapshot, course: Course, incident: Incident) -> tuple[Line, ...]:
    assert snapshot.track is None
    return (Line((Plain(f"{course.track.name} #{incident.number}: hello"),)),)


def test_a_line_that_a_behaviour_adds_stands_at_the_end_of_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembling, "CARD_LINES", (greeting,))
    store = MemoryStore(POLICY)
    card = next(
        one
        for decision in asyncio.run(take_turns(store, [*INTRODUCTIONS, FIRES]))
        for one in decision.actions
        if isinstance(one, PostMessage)
    )
    assert card.body.lines[-1] == Line((Plain("HighErrorRate #1: hello"),))


def test_of_long_questions_six_hundred_characters_are_looked_at() -> None:
    refs = [MessageRef("C1", f"{number}.0") for number in range(5)]
    words = tuple(Message(one, "U1", START, None, "x" * 300, Kept.QUESTION) for one in refs)
    snapshot = Snapshot(Directory(POLICY), Focus("e", START)).with_known(questions=words)
    assert len(snapshot.asked_in([HelpRequest(one, "U1", START) for one in refs])) == 600


def test_of_too_many_private_channels_the_first_by_their_ids_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runbooks, "MOST_CHANNELS", 2)
    directory = Directory(POLICY)
    for channel in ("C3", "C1", "C2", "C4"):
        directory = directory.with_record(Channel(channel, channel, private=channel != "C4"))
    lookups = table.CITING.keys(Snapshot(directory, Focus("e", START)), FIRES)
    assert [one.group for one in lookups if isinstance(one, Range)] == [("C1",), ("C2",)]
