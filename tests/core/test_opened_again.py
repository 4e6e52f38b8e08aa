"""Cards stay true where ratchet could say nothing for a while: it left, the channel was archived, or shared."""

import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, firing, posted, replayed, resolved, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.domain import OwnedKind
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import PostMessage, UpdateMessage
from ratchet_core.vocabulary.events import (
    ChannelArchived,
    ChannelJoined,
    ChannelLeft,
    ChannelShared,
    ChannelUnarchived,
    ChannelUnshared,
    Event,
    MemberJoined,
    MessageSeen,
    OwnerChanged,
    SharingAgreed,
    TeamNamed,
)
from ratchet_core.vocabulary.rendering import plain_text

GIVEN: list[Event] = [
    *INTRODUCTIONS,
    TeamNamed("t", 0, "a", "A"),
    MemberJoined("m", 0, "U1", "a"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "a"),
]
CLOSED, OPENED = START + MINUTE, START + 10 * MINUTE
AWAY = [
    pytest.param(ChannelLeft("no", CLOSED, "C1"), ChannelJoined("yes", OPENED, "C1"), id="left"),
    pytest.param(ChannelArchived("no", CLOSED, "C1"), ChannelUnarchived("yes", OPENED, "C1"), id="archived"),
    pytest.param(ChannelShared("no", CLOSED, "C1"), ChannelUnshared("yes", OPENED, "C1"), id="shared"),
    pytest.param(ChannelShared("no", CLOSED, "C1"), SharingAgreed("yes", OPENED, "C1", "U1"), id="agreed"),
]


def fires(at: Instant, severity: str = "critical") -> MessageSeen:
    return posted(START + at, "C1", firing(ALERTS[0], severity))


def ends(at: Instant) -> MessageSeen:
    return posted(START + at, "C1", resolved(ALERTS[0]))


def spoken(*events: Event) -> list[tuple[str, Instant, str]]:
    heard = replayed(MemoryStore(POLICY), [*GIVEN, *events, said(START + DAY, "C2", "U1", "good morning")])
    return [
        ("edit" if isinstance(one, UpdateMessage) else "post", event.at - START, plain_text(one.body).split("\n")[1])
        for event, each in heard
        for one in each.actions
        if isinstance(one, PostMessage | UpdateMessage)
    ]


SHOWN = ("post", 0, "Firing.")


@pytest.mark.parametrize(("closed", "opened"), AWAY)
def test_a_card_says_once_it_can_that_its_incident_ended_meanwhile(closed: Event, opened: Event) -> None:
    told = spoken(fires(0), closed, ends(5 * MINUTE), opened)
    assert told == [SHOWN, ("edit", 10 * MINUTE, "Resolved after 5 min.")]


@pytest.mark.parametrize(("closed", "opened"), AWAY)
def test_what_began_meanwhile_stays_in_the_conversation_that_there_is(closed: Event, opened: Event) -> None:
    later = fires(15 * MINUTE)
    told = spoken(fires(0), closed, ends(5 * MINUTE), fires(6 * MINUTE), opened, later)
    assert [kind for kind, *_ in told if kind == "post"] == ["post"]


@pytest.mark.parametrize(("closed", "opened"), AWAY)
def test_a_card_of_long_ago_is_not_edited_anew(closed: Event, opened: Event) -> None:
    over = posted(START - HOUR + MINUTE, "C1", resolved(ALERTS[0]))
    before = spoken(fires(-HOUR), over)
    assert spoken(fires(-HOUR), over, closed, opened) == before
