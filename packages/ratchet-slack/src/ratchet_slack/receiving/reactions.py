"""The emoji that people put on messages and take off again; Slack does not say in which thread the message stands."""

from ratchet_core.basis.instants import Instant
from ratchet_core.vocabulary.events import ReactionAdded, ReactionRemoved

from ratchet_slack.receiving.heard import (
    Heard,
    Identity,
    NoNews,
    Payload,
    Reading,
    heard_at,
    moment_in,
    name_in,
    object_in,
    ts_in,
)


def reaction(event: Payload, us: Identity, now: Instant) -> Reading:
    """Return that somebody put an emoji on a message, or took it off.

    It is told apart by its own moment, for a person may put the same emoji there again.
    """
    item, kind = object_in(event, "item"), name_in(event, "type")
    if item.get("type", "message") != "message":
        return NoNews(kind, "on something that is no message")
    channel, ts = name_in(item, "channel"), ts_in(item, "ts")
    person, name = name_in(event, "user"), name_in(event, "reaction")
    if person == us.user:
        return NoNews(kind, "ratchet's own")
    at = moment_in(event, now, "event_ts")
    key = f"{channel}/{ts}/{name}/{person}"
    if kind == "reaction_removed":
        return Heard((ReactionRemoved(f"{key}/removed/{at}", at, channel, ts, None, person, name),))
    return Heard((ReactionAdded(f"{key}/{at}", at, channel, ts, None, person, name, heard_at(at, now)),))
