"""Whoever calls ratchet by its name is told what it can do, once in a thread, as conversations."""

import attrs
import pytest
from histories import INTRODUCTIONS, POLICY, START, replayed, said
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.domain import Assistance, HelpRequest, MessageRef
from ratchet_core.domain.storms import Budget
from ratchet_core.memory.store import MemoryStore
from ratchet_core.rules.summaries import help_body
from ratchet_core.vocabulary.actions import AboutRequest, PostMessage
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    ActionFailed,
    ChannelArchived,
    ChannelLeft,
    DirectMessageSeen,
    Event,
    Mentioned,
    PersonSeen,
)

ASKED = said(START, "C1", "U1", "@ratchet how do I rotate the ledger key?")
CALLED = Mentioned("call", START, "C1", ASKED.ts, None, "U1", ASKED.text)
DIRECT = DirectMessageSeen("direct", START, "D1", ASKED.ts, None, "U1", "hello")


def last(*events: Event) -> Decision:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events])
    return next(decision for event, decision in heard if event == events[-1])


@pytest.mark.parametrize("event", [CALLED, DIRECT])
def test_a_person_who_calls_is_answered_in_the_thread(event: Mentioned | DirectMessageSeen) -> None:
    root = MessageRef(event.channel, event.ts)
    post = PostMessage(
        f"{event.id}/assistance/0", "assistance", event.channel, event.ts, help_body(), AboutRequest(root)
    )
    reasons = (Reason("assistance", Why.ASSISTED),)
    counted = Budget(event.channel, START // MINUTE, 1)
    assert last(event) == Decision(
        (Put(Assistance(root, "U1", START, stay=1 if event.channel == "C1" else 0)), Put(counted)), (post,), reasons
    )


@pytest.mark.parametrize(
    ("before", "event", "why"),
    [
        ([CALLED], attrs.evolve(CALLED, id="again", ts="9.0", thread=CALLED.ts), Why.NOTHING_TO_DO),
        ([], attrs.evolve(CALLED, old=True), Why.OLD_MESSAGE),
        ([], attrs.evolve(CALLED, heard_at=START + 2 * HOUR), Why.HEARD_LATE),
        ([], attrs.evolve(DIRECT, heard_at=START + 2 * HOUR), Why.HEARD_LATE),
        ([ChannelLeft("left", START, "C1")], CALLED, Why.NOT_JOINED),
        ([ChannelArchived("archived", START, "C1")], CALLED, Why.ARCHIVED),
        ([], attrs.evolve(CALLED, channel="C7"), Why.NOT_JOINED),
        ([PersonSeen("b", 0, "U1", "a bot", external=False, bot=True)], CALLED, Why.BOT_REPLY),
        ([], attrs.evolve(CALLED, person=""), Why.BOT_REPLY),
    ],
)
def test_nobody_else_is_answered(before: list[Event], event: Event, why: Why) -> None:
    assert last(*before, event) == Decision((), (), (Reason("assistance", why),))


def test_a_mention_counts_as_one_question() -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, ASKED, CALLED])
    assert [(one.root.ts, one.replies) for one in store.of_kind(HelpRequest)] == [(ASKED.ts, 0)]


def test_an_answer_that_could_not_be_given_is_owed_still() -> None:
    post = last(CALLED).actions[0]
    again = attrs.evolve(CALLED, id="again")
    failed = ActionFailed("f", START, post, "channel is full")
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, CALLED, failed])
    assert store.of_kind(Assistance) == []
    assert last(CALLED, failed, again).reasons == (Reason("assistance", Why.ASSISTED),)
