"""What is said in channels and to ratchet alone, edited and deleted; and that it was called in a message."""

from collections.abc import Iterator

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.vocabulary.events import (
    DirectMessageSeen,
    Mentioned,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
)

from ratchet_slack.cleaning import clean_name
from ratchet_slack.events import Ignored, event_of
from ratchet_slack.receiving.heard import Heard, Identity, NoNews, NotThere, Payload, Reading, heard_at, name_in

_TURNED_PRIVATE = frozenset({"channel_convert_to_private", "channel_convert_to_public"})


def message(event: Payload, us: Identity, now: Instant) -> Reading:
    """Return what a `message` event tells of, whatever its subtype."""
    channel = name_in(event, "channel")
    if clean_name(event.get("subtype")) in _TURNED_PRIVATE:
        return Heard(channels=(channel,))  # the message does not say what the channel is called
    found = event_of(channel, event, us.ours)
    if found is Ignored.NOT_A_MESSAGE:
        raise NotThere("no ts")
    if isinstance(found, Ignored):
        return NoNews("message", found.value)
    if isinstance(found, MessageDeleted):
        return Heard((found,))
    if found.ours or found.person == us.user:
        return NoNews("message", "ratchet's own")
    if _is_direct(event, channel):
        return _direct(found, now)
    late = heard_at(found.at, now)
    news = found if late is None else evolve(found, heard_at=late)
    return Heard((news, *calls(news, event, us)))


def app_mention(event: Payload, us: Identity, now: Instant) -> Reading:
    """Return that ratchet was called; the message itself is heard as `message`, which tells of the call as well."""
    channel = name_in(event, "channel")
    found = event_of(channel, event, us.ours)
    if isinstance(found, Ignored):
        raise NotThere("no ts")
    if not isinstance(found, MessageSeen) or not found.person or found.person == us.user:
        return NoNews("app_mention", "a bot's")
    if _is_direct(event, channel):
        return NoNews("app_mention", "in a direct conversation, where everything is said to ratchet")
    return Heard((_mentioned(found, heard_at(found.at, now)),))


def _is_direct(event: Payload, channel: str) -> bool:
    return event.get("channel_type") == "im" or channel.startswith("D")


def _direct(found: MessageSeen | MessageEdited, now: Instant) -> Reading:
    if not isinstance(found, MessageSeen) or not found.person:
        return NoNews("message", "a bot or an edit in a direct conversation")
    late = heard_at(found.at, now)
    told = DirectMessageSeen(
        found.id, found.at, found.channel, found.ts, found.thread, found.person, found.text, heard_at=late
    )
    return Heard((told,))


def calls(found: MessageSeen | MessageEdited, event: Payload, us: Identity) -> Iterator[Mentioned]:
    """Return that a person calls ratchet in what they wrote; Slack's own event of that has the same id."""
    said = event.get("message") if isinstance(found, MessageEdited) else event
    text = said.get("text") if isinstance(said, dict) else None
    if found.person and isinstance(text, str) and (f"<@{us.user}>" in text or f"<@{us.user}|" in text):
        yield _mentioned(found, found.heard_at)


def _mentioned(found: MessageSeen | MessageEdited, late: Instant | None) -> Mentioned:
    key = f"{found.channel}/{found.ts}/mentioned"
    person = found.person or ""
    return Mentioned(key, found.at, found.channel, found.ts, found.thread, person, found.text, heard_at=late)
