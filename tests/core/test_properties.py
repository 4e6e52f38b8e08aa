"""What must hold for every history; each property is shown to bite by a store or a decision that breaks it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from histories import (
    INTRODUCTIONS,
    POLICY,
    START,
    firing,
    histories,
    introduced,
    messages,
    posted,
    replayed,
    resolved,
    said,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ratchet_core.actions import SPEAKING, Action
from ratchet_core.codec import decision_from_json, decision_to_json, event_from_json, event_to_json
from ratchet_core.course import with_signal
from ratchet_core.decide import decide
from ratchet_core.decision import Decision
from ratchet_core.domain import Channel, Signal, SignalKind, Track
from ratchet_core.events import ChannelLeft, Event
from ratchet_core.instants import HOUR, MINUTE, SECOND
from ratchet_core.memory import MemoryStore
from ratchet_core.snapshot import Needs, Snapshot, needs
from ratchet_core.turn import take_turn

CHECKED = settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
Stores = Callable[[], MemoryStore]
LAST = said(START + 3 * HOUR, "C1", "U3", "the end")


def sound() -> MemoryStore:
    return MemoryStore(POLICY)


class Forgetful(MemoryStore):
    """Broken on purpose: does not know what it has seen."""

    def snapshot(self, keys: Needs) -> Snapshot:
        return attrs.evolve(super().snapshot(keys), seen=False)

    def remember(self, event: Event, keys: Needs, decision: Decision) -> None:
        self._seen.clear()
        super().remember(event, keys, decision)


class Everywhere(MemoryStore):
    """Broken on purpose: takes ratchet to be in every channel."""

    def snapshot(self, keys: Needs) -> Snapshot:
        found = super().snapshot(keys)
        joined = attrs.evolve(found.channel or Channel(keys.channel or "", ""), joined=True)
        return attrs.evolve(found, channel=joined)


class Hasty(MemoryStore):
    """Broken on purpose: settles every signal at once, so that one which is late finds its place taken."""

    def snapshot(self, keys: Needs) -> Snapshot:
        return attrs.evolve(super().snapshot(keys), policy=attrs.evolve(POLICY, reorder_seconds=0))


class Unsteady(MemoryStore):
    """Broken on purpose: makes the keys of actions from a number that no event carries."""

    serial = 0

    def remember(self, event: Event, keys: Needs, decision: Decision) -> None:
        Unsteady.serial += 1
        actions = tuple(attrs.evolve(action, key=f"{Unsteady.serial}") for action in decision.actions)
        super().remember(event, keys, attrs.evolve(decision, actions=actions))


def ledger(store: MemoryStore) -> tuple[object, ...]:
    world = store.world
    return world.incidents, world.requests, world.notifications, world.early


def check_duplicates_are_no_ops(stores: Stores, events: list[Event]) -> None:
    once, twice = stores(), stores()
    replayed(once, [*INTRODUCTIONS, *events])
    replayed(twice, [event for event in [*INTRODUCTIONS, *events] for _ in range(2)])
    assert (twice.world, twice.actions, twice._seen) == (once.world, once.actions, once._seen)


def check_any_order_gives_the_same_ledger(stores: Stores, events: list[Event], order: list[Event]) -> None:
    in_order, shuffled = stores(), stores()
    replayed(in_order, [*INTRODUCTIONS, *events])
    replayed(shuffled, [*INTRODUCTIONS, *order])
    assert ledger(shuffled) == ledger(in_order)


def check_replay_is_identical(stores: Stores, events: list[Event]) -> None:
    def lines() -> list[str]:
        return [decision_to_json(decision) for _, decision in replayed(stores(), [*INTRODUCTIONS, *events, LAST])]

    assert lines() == lines()


def check_nothing_is_said_where_ratchet_is_not(stores: Stores, events: list[Event]) -> None:
    outside = [*introduced("C1", joined=False), *introduced("C2"), ChannelLeft("left", START - 1, "C2")]
    heard = replayed(stores(), [*outside, *events, LAST])
    assert [action for _, decision in heard for action in decision.actions if isinstance(action, SPEAKING)] == []


def check_leaving_cancels_what_is_pending(stores: Stores) -> None:
    store = stores()

    async def due_after_leaving() -> list[Action]:
        fires = posted(START, "C1", firing("QueueStuck ledger"))
        for event in [*INTRODUCTIONS, fires, ChannelLeft("left", START + 1, "C1")]:
            await take_turn(store, event)
        return await store.due(START + 1)

    assert asyncio.run(due_after_leaving()) == []


def keys_of(stores: Stores, events: list[Event]) -> list[str]:
    store = stores()
    heard = replayed(store, [*INTRODUCTIONS, *events, LAST])
    settled = [event.action for event, _ in heard if hasattr(event, "action")]
    return [action.key for action in [*settled, *store.actions.values()] if isinstance(action, Action)]


def check_keys_are_functions_of_their_causes(stores: Stores, events: list[Event]) -> None:
    first = keys_of(stores, events)
    assert (keys_of(stores, events), len(set(first))) == (first, len(first))


@CHECKED
@given(histories())
def test_the_core_never_raises_and_every_event_and_decision_survives_json(events: list[Event]) -> None:
    heard = replayed(sound(), [*INTRODUCTIONS, *events, LAST])
    assert [
        (event_from_json(event_to_json(one)), decision_from_json(decision_to_json(two))) for one, two in heard
    ] == heard


@CHECKED
@given(st.data(), histories())
def test_the_core_never_raises_when_it_knows_nothing(data: st.DataObject, events: list[Event]) -> None:
    event = data.draw(st.sampled_from(events))
    assert isinstance(decide(Snapshot(needs(event), POLICY), event), Decision)


@CHECKED
@given(histories())
def test_a_duplicate_changes_nothing(events: list[Event]) -> None:
    check_duplicates_are_no_ops(sound, events)


@CHECKED
@given(st.data(), messages())
def test_any_order_of_arrival_within_the_window_gives_the_same_ledger(data: st.DataObject, events: list[Event]) -> None:
    check_any_order_gives_the_same_ledger(sound, events, data.draw(st.permutations(events)))


@CHECKED
@given(histories())
def test_replaying_a_history_gives_the_same_decisions_byte_for_byte(events: list[Event]) -> None:
    check_replay_is_identical(sound, events)


@CHECKED
@given(histories())
def test_nothing_is_said_in_a_channel_that_ratchet_is_not_in(events: list[Event]) -> None:
    check_nothing_is_said_where_ratchet_is_not(sound, events)


def test_leaving_a_channel_cancels_what_is_pending() -> None:
    check_leaving_cancels_what_is_pending(sound)


@CHECKED
@given(histories())
def test_keys_of_actions_are_functions_of_their_causes(events: list[Event]) -> None:
    check_keys_are_functions_of_their_causes(sound, events)


ONE_INCIDENT: list[Event] = [
    posted(START, "C1", firing("HighErrorRate checkout-api")),
    posted(START + MINUTE // 4, "C1", resolved("HighErrorRate checkout-api")),
]

TWO_INCIDENTS: list[Event] = [
    posted(START, "C1", firing("HighErrorRate checkout-api")),
    posted(START + 10 * SECOND, "C1", firing("HighErrorRate checkout-api")),
    posted(START + 15 * SECOND, "C1", resolved("HighErrorRate checkout-api")),
    posted(START + 20 * SECOND, "C1", firing("HighErrorRate checkout-api")),
]


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(
            lambda: check_duplicates_are_no_ops(_forgetful, ONE_INCIDENT), id="a store that forgets what it has seen"
        ),
        pytest.param(
            lambda: check_any_order_gives_the_same_ledger(
                _hasty, TWO_INCIDENTS, [*TWO_INCIDENTS[::2], *TWO_INCIDENTS[3:], TWO_INCIDENTS[1]]
            ),
            id="a core that takes signals as they arrive",
        ),
        pytest.param(
            lambda: check_replay_is_identical(_unsteady_decisions, ONE_INCIDENT),
            id="a core whose keys come from a counter",
        ),
        pytest.param(
            lambda: check_nothing_is_said_where_ratchet_is_not(_everywhere, ONE_INCIDENT),
            id="a core that speaks everywhere",
        ),
        pytest.param(lambda: check_leaving_cancels_what_is_pending(_lingering), id="a core that speaks after leaving"),
        pytest.param(
            lambda: check_keys_are_functions_of_their_causes(_unsteady, ONE_INCIDENT),
            id="keys that are no function of their cause",
        ),
    ],
)
def test_each_property_catches_a_core_that_breaks_it(check: Callable[[], None]) -> None:
    with pytest.raises(AssertionError):
        check()


def _forgetful() -> MemoryStore:
    return Forgetful(POLICY)


def _hasty() -> MemoryStore:
    return Hasty(POLICY)


def _everywhere() -> MemoryStore:
    return Everywhere(POLICY)


def _unsteady() -> MemoryStore:
    return Unsteady(POLICY)


def _unsteady_decisions() -> MemoryStore:
    return Wandering(POLICY)


def _lingering() -> MemoryStore:
    return Lingering(POLICY)


class Wandering(MemoryStore):
    """Broken on purpose: what it remembers of an alert differs from run to run."""

    serial = 0

    def snapshot(self, keys: Needs) -> Snapshot:
        Wandering.serial += 1
        found = super().snapshot(keys)
        return attrs.evolve(found, track=found.track and attrs.evolve(found.track, name=f"{Wandering.serial}"))


class Lingering(MemoryStore):
    """Broken on purpose: leaving a channel gives nothing up."""

    def _drop(self, channel: str) -> None:
        """Give nothing up."""


HASH_SEEDS = ("0", "1", "2")
SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from histories import *
from ratchet_core.codec import decision_to_json
from ratchet_core.instants import HOUR
said_by = (firing, firing, resolved)
events = [posted(START + n * 40 * SECOND, CHANNELS[n % 2], said_by[n % 3](ALERTS[n % 2])) for n in range(60)]
links = ("https://git.example/pull/1", "https://tickets.example/browse/A-1", "https://ci.example/build/1")
for n in range(9):
    notice = Content(text=f"note {n}", title=f"note {n}", links=links[n % 3:] + links[:n % 3])
    events.append(posted(START + HOUR + n * MINUTE, "C1", notice))
for event, decision in replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events]):
    print(event.id, decision_to_json(decision))
"""


def test_decisions_do_not_depend_on_the_hash_seed() -> None:
    folder = str(Path(__file__).parent)
    runs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, folder],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in HASH_SEEDS
    ]
    assert (len(set(runs)), all(runs)) == (1, True)


@CHECKED
@given(st.lists(st.tuples(st.integers(0, 10**7), st.sampled_from(SignalKind)), max_size=12))
def test_signals_are_kept_in_the_order_of_time(signals: list[tuple[int, SignalKind]]) -> None:
    track = Track("f", "C1", "Alert", None)
    for number, (at, kind) in enumerate(signals):
        track = with_signal(track, Signal(START + at, f"{number}", kind), POLICY)
    assert [one.at for one in track.recent] == sorted(one.at for one in track.recent)
