"""Where ratchet is: channels are described, joined and left, and it is known since when it reads in each."""

import asyncio

import attrs
import pytest
from histories import INTRODUCTIONS, POLICY, START, firing, posted, replayed, said
from ratchet_core.basis.instants import DAY, MINUTE
from ratchet_core.contract.playbook import Playbook, does, passes, silence
from ratchet_core.domain import Channel, MessageRef, Reading, Told
from ratchet_core.memory import MemoryStore
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import AboutRequest, Body, PostMessage, WakeMe
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import ChannelJoined, ChannelLeft, ChannelSeen, Event

JOINED, LEFT = ChannelJoined("in", 1, "C1"), ChannelLeft("out", 2, "C1")
BACK, TWICE = ChannelJoined("in/2", 3, "C1"), ChannelJoined("in/3", 4, "C1")
SEEN = ChannelSeen("seen", 5, "C1", "alerts", private=False)
ABOUT = AboutRequest(MessageRef("C1", "1.0"))
HELLO, EARLIER = said(START, "C1", "U1", "nice work"), said(START - DAY, "C1", "U1", "nice work")


def after(*events: Event) -> MemoryStore:
    store = MemoryStore(POLICY)
    replayed(store, events)
    return store


UNSEEN = Channel("C1", "C1", private=True)
STAYS: list[tuple[list[Event], Channel]] = [
    ([JOINED], attrs.evolve(UNSEEN, joined=True, stay=1)),
    ([JOINED, TWICE], attrs.evolve(UNSEEN, joined=True, stay=1)),
    ([JOINED, LEFT], attrs.evolve(UNSEEN, joined=False, stay=1)),
    ([JOINED, LEFT, BACK, TWICE], attrs.evolve(UNSEEN, joined=True, stay=2)),
    ([JOINED, SEEN], Channel("C1", "alerts", private=False, joined=True, stay=1)),
    ([SEEN, attrs.evolve(SEEN, id="2", private=True)], Channel("C1", "alerts", private=True)),
    ([SEEN, attrs.evolve(SEEN, id="2", archived=True)], Channel("C1", "alerts", private=False, archived=True)),
    ([SEEN, attrs.evolve(SEEN, id="2", name="pager")], Channel("C1", "pager", private=False)),
]


@pytest.mark.parametrize(("events", "channel"), STAYS)
def test_a_channel_is_what_was_last_heard_of_it_and_private_until_somebody_describes_it(
    events: list[Event], channel: Channel
) -> None:
    assert [attrs.evolve(one, told=Told()) for one in after(*events).of_kind(Channel)] == [channel]


@pytest.mark.parametrize("events", [(HELLO, EARLIER), (EARLIER, HELLO), (EARLIER, attrs.evolve(EARLIER, id="2"))])
def test_ratchet_reads_a_channel_since_its_earliest_message(events: tuple[Event, ...]) -> None:
    assert after(*events).of_kind(Reading) == [Reading("C1", min(one.at for one in events))]


def test_no_later_message_says_anew_since_when_a_channel_is_read() -> None:
    changes = [decision.changes for _, decision in replayed(MemoryStore(POLICY), [HELLO, attrs.evolve(HELLO, id="2")])]
    assert changes == [(Put(Reading("C1", START)),), ()]


def test_what_was_still_to_be_said_is_given_up_in_the_channel_that_is_left_alone() -> None:
    asked = [PostMessage(f"k/{one}", "cards", one, None, Body("Firing"), ABOUT) for one in ("C1", "C2")]
    store = after(*INTRODUCTIONS)
    store.ask(asked)
    asyncio.run(take_turn(store, LEFT))
    assert list(store.outbox.actions) == ["k/C2"]


FIRES = posted(START, "C1", firing("HighErrorRate checkout-api", "warning"))


def test_a_card_is_not_posted_in_a_channel_that_was_left_while_it_was_held() -> None:
    assert (
        Playbook(POLICY, INTRODUCTIONS)
        >> FIRES
        << does(WakeMe)
        << does(WakeMe)
        >> ChannelLeft("out", START + MINUTE, "C1")
        << silence
        >> passes(minutes=2)
        << silence(Why.NOT_JOINED, by="cards")
    )
