"""What becomes of channels: renamed, archived, replaced and shared, as conversations."""

import attrs
import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, firing, posted, replayed
from ratchet_core.basis.instants import MINUTE
from ratchet_core.domain import Channel, OwnedKind, OwnershipStart, Reading, Told
from ratchet_core.memory.store import MemoryStore
from ratchet_core.vocabulary.actions import PostMessage
from ratchet_core.vocabulary.changes import Change, DropActions, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    ChannelArchived,
    ChannelRenamed,
    ChannelReplaced,
    ChannelSeen,
    ChannelShared,
    ChannelUnarchived,
    ChannelUnshared,
    Event,
    OwnerChanged,
    TeamNamed,
)

C1 = Channel("C1", "c1", private=False, joined=True, stay=1)
FIRED = posted(START, "C1", firing(ALERTS[0]))
FIRED_AGAIN = posted(START + MINUTE, "C1", firing(ALERTS[0]))
REMEMBERED = (Reason("presence", Why.REMEMBERED),)
ARCHIVED = ChannelArchived("C1/archived", START, "C1")


def last(*events: Event) -> Decision:
    decision = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events])[-1][1]
    return attrs.evolve(decision, changes=tuple(map(undated, decision.changes)))


def undated(change: Change) -> Change:
    """Return a change to a channel without the moments as of which it is known."""
    match change:
        case Put(Channel() as channel):
            return Put(attrs.evolve(channel, told=Told()))
        case _:
            return change


def posts(*events: Event) -> list[str]:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events])
    return [action.channel for _, one in heard for action in one.actions if isinstance(action, PostMessage)]


@pytest.mark.parametrize(
    ("event", "channel"),
    [
        (ChannelRenamed("e", START, "C1", "pay"), attrs.evolve(C1, name="pay")),
        (ChannelUnshared("e", START, "C1"), C1),
    ],
)
def test_what_becomes_of_a_channel_is_remembered(event: Event, channel: Channel) -> None:
    assert last(event) == Decision((Put(channel),), (), REMEMBERED)


def test_in_a_channel_that_is_shared_what_was_to_be_said_is_given_up() -> None:
    shared = Put(attrs.evolve(C1, shared=True))
    assert last(ChannelShared("e", START, "C1")) == Decision((shared, DropActions("C1")), (), REMEMBERED)


def test_a_channel_that_is_open_already_stays_as_it_is() -> None:
    assert last(ChannelUnarchived("e", START, "C1")).changes == (Put(C1),)


def test_a_rename_of_a_private_channel_leaves_it_private() -> None:
    private = ChannelSeen("C1/private", 0, "C1", "c1", private=True)
    renamed = attrs.evolve(C1, name="pay", private=True)
    assert last(private, ChannelRenamed("e", START, "C1", "pay")) == Decision((Put(renamed),), (), REMEMBERED)


def test_a_channel_of_which_only_a_rename_is_heard_is_private() -> None:
    unknown = Channel("C9", "pay", private=True)
    assert last(ChannelRenamed("e", START, "C9", "pay")) == Decision((Put(unknown),), (), REMEMBERED)


@pytest.mark.parametrize("event", [ARCHIVED, ChannelSeen("e", START, "C1", "c1", private=False, archived=True)])
def test_what_was_to_be_said_in_an_archived_channel_is_given_up(event: Event) -> None:
    closed = Put(attrs.evolve(C1, archived=True))
    assert last(event) == Decision((closed, DropActions("C1")), (), REMEMBERED)


def test_nothing_is_said_in_an_archived_channel() -> None:
    assert last(ARCHIVED, FIRED).reasons[-1] == Reason("cards", Why.ARCHIVED)


def test_an_incident_that_is_open_when_a_channel_is_opened_again_gets_its_card_at_the_next_news() -> None:
    assert posts(ARCHIVED, FIRED, ChannelUnarchived("C1/open", START + 1, "C1"), FIRED_AGAIN) == ["C1"]


def test_a_channel_goes_on_under_another_id_with_its_owner_and_since_when_it_is_read() -> None:
    owned: list[Event] = [TeamNamed("t", 0, "a", "A"), OwnerChanged("o", 1, OwnedKind.CHANNEL, "C1", "a")]
    decision = last(*owned, FIRED, ChannelReplaced("e", START + 1, "C1", "G1"))
    assert decision == Decision(
        (
            Put(attrs.evolve(C1, joined=False, archived=True, private=True)),
            DropActions("C1"),
            Put(attrs.evolve(C1, id="G1", private=True)),
            Put(OwnershipStart(OwnedKind.CHANNEL, "G1", 1, "a")),
            Put(Reading("G1", START)),
        ),
        (),
        REMEMBERED,
    )


def test_the_spelling_of_a_word_is_not_the_word() -> None:
    with pytest.raises(TypeError, match=r"OwnerChanged.kind is 'channel', which is no OwnedKind"):
        OwnerChanged("o", 0, "channel", "C1", "a")  # type: ignore[arg-type]
