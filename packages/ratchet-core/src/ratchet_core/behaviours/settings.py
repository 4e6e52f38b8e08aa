"""Remembers what people say that ratchet may do in a channel; it holds in the place of the policy file.

In a channel that is shared with another company it speaks once a person with a right to the channel has agreed.
"""

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import ChannelSettings, OwnedKind
from ratchet_core.domain.policy import MOST_POSTS
from ratchet_core.rules.ownership import impossible, owner_at, refusal, why_not
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import DropActions, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ChannelConfigured, SharingAgreed

NAME = "settings"


def configured(snapshot: Snapshot, event: ChannelConfigured) -> Decision:
    """Take a person's word on what ratchet may do in a channel; the later word holds."""
    if snapshot.channel is None:
        return impossible(
            NAME, f"there is no channel {event.channel}; `ratchet channel list` shows those that there are"
        )
    not_allowed = why_not_by(snapshot, event.by, event.at)
    if not_allowed is not None:
        return refusal(NAME, not_allowed)
    if not 1 <= event.place.posts_per_minute <= MOST_POSTS:
        return impossible(
            NAME, f"a channel has from 1 to {MOST_POSTS} posts a minute, not {event.place.posts_per_minute}"
        )
    known = snapshot.directory.settings.get(event.channel)
    if known is not None and known.at > event.at:
        return because(NAME, Why.NOTHING_TO_DO, f"{known.person} said later what holds here")
    told = ChannelSettings(event.channel, event.place, event.by, event.at)
    return Decision((Put(told),), (), (Reason(NAME, Why.REMEMBERED),))


def why_not_by(snapshot: Snapshot, person: str, at: Instant) -> str | None:
    """Return why a person may not say what ratchet may do in the channel, or None where they may."""
    return why_not(snapshot, person, owner_at(snapshot, at, OwnedKind.CHANNEL), at)


def agreed(snapshot: Snapshot, event: SharingAgreed) -> Decision:
    """Take a person's word on whether ratchet speaks where people of another company hear it."""
    channel = snapshot.channel
    if channel is None or not channel.shared:
        name = event.channel if channel is None else f"#{channel.name}"
        return impossible(NAME, f"{name} is shared with no other company, so there is nothing to agree to")
    not_allowed = why_not(snapshot, event.by, owner_at(snapshot, event.at, OwnedKind.CHANNEL), event.at)
    if not_allowed is not None:
        return refusal(NAME, not_allowed)
    if event.agreed is not channel.is_hushed:
        return because(NAME, Why.NOTHING_TO_DO, "it was so already")
    if event.agreed:
        spoken_for = evolve(channel, agreed_by=event.by, stay=channel.stay + 1)
        return Decision((Put(spoken_for),), (), (Reason(NAME, Why.SHARING_AGREED),))
    hushed = Put(evolve(channel, agreed_by=None))
    return Decision((hushed, DropActions(channel.id)), (), (Reason(NAME, Why.SHARED),))


def decided(snapshot: Snapshot, event: ChannelConfigured | SharingAgreed) -> Decision:
    """Take a person's word on a channel."""
    return agreed(snapshot, event) if isinstance(event, SharingAgreed) else configured(snapshot, event)


BEHAVIOUR = Behaviour(NAME, {ChannelConfigured: (), SharingAgreed: ()}, decided)
