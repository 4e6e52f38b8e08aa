"""Remembers what people say that ratchet may do in a channel; it holds in the place of the policy file."""

from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import ChannelSettings, OwnedKind
from ratchet_core.rules.ownership import impossible, owner_at, refusal, why_not
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ChannelConfigured

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
    known = snapshot.directory.settings.get(event.channel)
    if known is not None and known.at > event.at:
        return because(NAME, Why.NOTHING_TO_DO, f"{known.person} said later what holds here")
    told = ChannelSettings(event.channel, event.place, event.by, event.at)
    return Decision((Put(told),), (), (Reason(NAME, Why.REMEMBERED),))


def why_not_by(snapshot: Snapshot, person: str, at: Instant) -> str | None:
    """Return why a person may not say what ratchet may do in the channel, or None where they may."""
    return why_not(snapshot, person, owner_at(snapshot, at, OwnedKind.CHANNEL), at)


BEHAVIOUR = Behaviour(NAME, {ChannelConfigured: ()}, configured)
