"""Erasing a channel takes every word that was said there, leaves ids and figures, and touches no other channel."""

from collections.abc import Iterable

import attrs
import pytest
from histories import POLICY, START, replayed, said
from hypothesis import given, settings
from ratchet_core.basis.instants import DAY, HOUR
from ratchet_core.behaviours import channel_erasure
from ratchet_core.domain import ChannelErasure, Incident, Lesson, Track
from ratchet_core.domain.records import KINDS
from ratchet_core.domain.storms import Budget
from ratchet_core.domain.traces import Trace
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.forgetting import without_the_erased
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.codec import event_to_json, record_to_json
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    ChannelErased,
    ChannelJoined,
    ChannelReadmitted,
    ChannelReplaced,
    Event,
    MessageSeen,
)
from ratchet_core.vocabulary.writing import writer_of
from ratchet_core.wants import erasure as wants_of_erasure
from said_in_channels import BEGINNING, ERASED, late, left_in, spoken


def written(store: MemoryStore) -> dict[tuple[str, object], str]:
    """Return every record as JSON, under its kind and key."""
    records = ((KINDS[type(one)], one) for one in store.records())
    return {(kind.name, kind.key(one)): writer_of(kind.record)(one) for kind, one in records}


def without_cards(store: MemoryStore) -> dict[tuple[str, object], str]:
    """Return the same without what cards said last: one that quotes the erased channel is edited anywhere."""
    courses = {("alert_track", KINDS[Track].key(one)): attrs.evolve(one, card=None) for one in store.of_kind(Track)}
    return written(store) | {key: repr(one) for key, one in courses.items()}


def everything(store: MemoryStore) -> str:
    """Return all that is kept and still to be done, as text."""
    actions = map(writer_of(Action), store.outbox.actions.values())
    return "\n".join((*written(store).values(), *actions))


def after(history: Iterable[Event]) -> MemoryStore:
    store = MemoryStore(POLICY)
    replayed(store, [*BEGINNING, *history])
    return store


@settings(max_examples=40, deadline=None)
@given(history=spoken())
def test_no_word_is_left_of_what_was_said_there_and_none_comes_back(history: list[Event]) -> None:
    store = after(history)
    held = len(left_in(everything(store)))
    replayed(store, [ERASED])
    left = left_in(everything(store))
    replayed(store, late())
    assert (held > 0, left, left_in(everything(store))) == (True, [], [])


@settings(max_examples=40, deadline=None)
@given(history=spoken())
def test_everything_about_other_channels_is_as_it_was(history: list[Event]) -> None:
    store = after([*history, said(ERASED.at - 1, "C3", "U1", "good morning")])
    before = {key: text for key, text in without_cards(store).items() if "C1" not in text}
    replayed(store, [ERASED])
    now = without_cards(store)
    assert {key: text for key, text in before.items() if now.get(key) != text} == {}


@settings(max_examples=40, deadline=None)
@given(history=spoken())
def test_ids_and_figures_stay(history: list[Event]) -> None:
    def figures(store: MemoryStore) -> tuple[set[object], list[object]]:
        known = [one for one in store.records() if not isinstance(one, (Lesson, Trace, Budget, ChannelErasure))]
        incidents = [attrs.evolve(one, members=(), seen_members=()) for one in store.of_kind(Incident)]
        return {(type(one), KINDS[type(one)].key(one)) for one in known}, sorted(incidents, key=repr)

    store = after([*history, said(ERASED.at - 1, "C3", "U1", "good morning")])
    before = figures(store)
    replayed(store, [ERASED])
    assert figures(store) == before


@settings(max_examples=20, deadline=None)
@given(history=spoken())
def test_no_word_is_left_where_an_erasure_takes_many_steps(history: list[Event]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (wants_of_erasure, channel_erasure):
            patch.setattr(module, "MOST_ERASED", 1)
        store = after([*history, ERASED])
    assert left_in(everything(store)) == []


@settings(max_examples=20, deadline=None)
@given(history=spoken())
def test_the_log_of_a_state_has_no_word_of_it_and_keeps_what_tells_of_others(history: list[Event]) -> None:
    def told(event: Event, decision: Decision) -> str:
        return event_to_json(event) + record_to_json(event, decision)

    store = MemoryStore(POLICY)
    log = replayed(store, [*BEGINNING, *history])
    left = without_the_erased(MemoryReader(store), ERASED)([*log, *replayed(store, [ERASED])])
    text = "\n".join(told(*one) for one in left)
    others = [one for one in log if isinstance(one[0], MessageSeen) and "C1" not in told(*one)]
    assert (left_in(text), [event.id for event, _ in others if event.id not in text]) == ([], [])


ASKED = said(START, "C1", "U2", "how do I rotate the PlughC1 ledger key?")
LATER = said(START + 5 * DAY, "C1", "U2", "how do I rotate the PlughC1 ledger key again?")


def why(*events: Event) -> Why:
    return replayed(MemoryStore(POLICY), [*BEGINNING, *events])[-1][1].reasons[0].why


@pytest.mark.parametrize(
    ("by", "expected"), [("BOSS", Why.ERASED), ("U1", Why.NOT_ALLOWED), ("nobody", Why.NOT_ALLOWED), (None, Why.ERASED)]
)
def test_an_admin_erases_a_channel_and_whoever_keeps_the_state(by: str | None, expected: Why) -> None:
    assert why(ASKED, attrs.evolve(ERASED, by=by)) is expected


def test_what_is_said_in_an_erased_channel_is_not_taken_until_it_is_readmitted() -> None:
    back = ChannelReadmitted("back", START + 4 * DAY, "C1", "BOSS")
    assert (why(ERASED, LATER), why(ERASED, back, LATER)) == (Why.ERASED_CHANNEL, Why.REQUEST_OPENED)


def test_a_channel_that_was_never_erased_need_not_be_readmitted() -> None:
    assert why(ChannelReadmitted("back", START + 4 * DAY, "C1", "BOSS")) is Why.NOTHING_TO_DO


def test_a_channel_that_goes_on_under_another_id_is_erased_there_too() -> None:
    goes_on = ChannelReplaced("new", START + 4 * DAY, "C1", "C9")
    assert why(ERASED, goes_on, attrs.evolve(LATER, id="C9/1", channel="C9")) is Why.ERASED_CHANNEL


def test_nothing_is_said_in_an_erased_channel_also_where_ratchet_comes_back() -> None:
    store = after([ASKED, ERASED])
    heard = replayed(store, [ChannelJoined("again", START + 4 * DAY, "C1", live=True)])
    assert [action for _, decision in heard for action in (*decision.actions, *decision.withheld)] == []


def test_an_erasure_that_is_wanted_again_changes_nothing_more() -> None:
    store = after([ASKED, ERASED])
    before = written(store)
    replayed(store, [ChannelErased("erase/C1/again", ERASED.at + HOUR, "C1")])
    left_out = ("channel", ("C1",))
    assert {key for key, text in written(store).items() if before.get(key) != text} == {left_out}
