"""Remembers what people say that ratchet may do in a channel; it holds in the place of the policy file.

In a channel that is shared with another company it speaks once a person with a right to the channel has agreed.
"""

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import ChannelSettings
from ratchet_core.domain.placing import newer_settings
from ratchet_core.domain.policy import MOST_POSTS
from ratchet_core.rules.ownership import impossible, no_team
from ratchet_core.rules.owning import team_named
from ratchet_core.rules.rights import not_there, refused, why_not_allowed
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import DropActions, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ChannelConfigured, SharingAgreed

NAME = "settings"


def configured(snapshot: Snapshot, event: ChannelConfigured) -> Decision:
    """Take a person's word on what ratchet may do in a channel; the later word holds."""
    if snapshot.channel is None:
        missing = f"there is no channel {event.channel}; `ratchet channel list` shows those that there are"
        return not_there(snapshot, event, NAME, impossible(NAME, missing))
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    if not 1 <= event.place.posts_per_minute <= MOST_POSTS:
        return impossible(
            NAME, f"a channel has from 1 to {MOST_POSTS} posts a minute, not {event.place.posts_per_minute}"
        )
    unknown = _why_no_team(snapshot, event)
    if unknown is not None:
        return unknown
    told = ChannelSettings(event.channel, event.place, event.by, event.at)
    known = snapshot.directory.settings.get(event.channel)
    if known is not None and newer_settings(known, told) == known:
        return because(NAME, Why.NOTHING_TO_DO, f"{known.person} said later what holds here")
    heirs = snapshot.directory.heirs(event.channel, event.at)
    return Decision(
        (Put(told), *(_handed_on(snapshot, told, one) for one in heirs)), (), (Reason(NAME, Why.REMEMBERED),)
    )


def _why_no_team(snapshot: Snapshot, event: ChannelConfigured) -> Decision | None:
    """Return the refusal of a channel's team that is none; what was written in the policy file may stay as it is."""
    team = event.place.team
    if team is None or team == snapshot.directory.place(event.channel).team:
        return None
    return None if team_named(snapshot.directory, team) is not None else no_team(snapshot, NAME, team)


def _handed_on(snapshot: Snapshot, told: ChannelSettings, heir: str) -> Put:
    return Put(newer_settings(snapshot.directory.settings.get(heir), evolve(told, channel=heir)))


def why_not_by(snapshot: Snapshot, person: str, at: Instant) -> str | None:
    """Return why a person may not say what ratchet may do in the channel, or None where they may."""
    channel = snapshot.focus.channel or ""
    return why_not_allowed(snapshot, ChannelConfigured("", at, channel, snapshot.directory.place(channel), person))


def agreed(snapshot: Snapshot, event: SharingAgreed) -> Decision:
    """Take a person's word on whether ratchet speaks where people of another company hear it."""
    channel = snapshot.channel
    if channel is None or not channel.shared:
        name = event.channel if channel is None else f"#{channel.name}"
        missing = f"{name} is shared with no other company, so there is nothing to agree to"
        return not_there(snapshot, event, NAME, impossible(NAME, missing))
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    if event.at < channel.told.agreed:
        return because(NAME, Why.NOTHING_TO_DO, "somebody said later what holds here")
    told = evolve(channel.told, agreed=event.at)
    if event.agreed is not channel.is_hushed:
        return because(NAME, Why.NOTHING_TO_DO, "it was so already")
    if event.agreed:
        spoken_for = evolve(channel, agreed_by=event.by, stay=channel.stay + 1, told=told)
        return Decision((Put(spoken_for),), (), (Reason(NAME, Why.SHARING_AGREED),))
    hushed = Put(evolve(channel, agreed_by=None, told=told))
    return Decision((hushed, DropActions(channel.id)), (), (Reason(NAME, Why.SHARED),))


def decided(snapshot: Snapshot, event: ChannelConfigured | SharingAgreed) -> Decision:
    """Take a person's word on a channel."""
    return agreed(snapshot, event) if isinstance(event, SharingAgreed) else configured(snapshot, event)


BEHAVIOUR = Behaviour(NAME, {ChannelConfigured: (), SharingAgreed: ()}, decided)
