"""Slack's message payloads become events of the core; what is no news to the core becomes nothing, with a reason."""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from ratchet_core.basis.instants import Instant, instant_of
from ratchet_core.vocabulary.events import MessageDeleted, MessageEdited, MessageSeen, ReactionAdded

from ratchet_slack.cleaning import MAX_TEXT, clean_name, stamp_of
from ratchet_slack.content import bot_of, content_of, plain_text

SPOKEN = frozenset({None, "bot_message", "file_share", "thread_broadcast", "me_message"})
"""The subtypes that are somebody saying something; all others are Slack's own notes."""


class Ignored(StrEnum):
    """Why a payload is no event."""

    SUBTYPE = "subtype"
    NOT_A_MESSAGE = "not a message"
    PREVIEW = "only a preview was added"
    REACTION = "a reaction without a name or a person"


def event_of(
    channel: str, payload: Mapping[str, object], ours: Collection[str] = ()
) -> MessageSeen | MessageEdited | MessageDeleted | Ignored:
    """Return the event that a message payload of a channel tells of; `ours` are ratchet's own app and bot ids."""
    subtype = payload.get("subtype")
    if subtype is not None:  # most messages have none
        if subtype == "message_changed":
            return _edited(channel, payload, ours)
        if subtype == "message_deleted":
            return _deleted(channel, payload)
        if not _is_spoken(subtype):
            return Ignored.SUBTYPE
    return message_seen(channel, payload, ours)


def _is_spoken(subtype: object) -> bool:
    return subtype is None or (isinstance(subtype, str) and subtype in SPOKEN)


def message_seen(channel: str, message: Mapping[str, object], ours: Collection[str] = ()) -> MessageSeen | Ignored:
    """Return the event that somebody posted a message; the message as Slack exports or delivers it."""
    ts, text = stamp_of(message.get("ts")), message.get("text")
    if ts is None:
        return Ignored.NOT_A_MESSAGE
    at, thread = instant_of(ts), _thread(message, ts)
    if "bot_id" in message or "attachments" in message or "subtype" in message or message.get("user") == "USLACKBOT":
        bot = bot_of(message)
        if bot is not None:
            content = content_of(message)
            own = bool(ours) and (bot.id in ours or bot.app in ours)
            told = (channel, ts, thread, None, content.text, bot, content, own)
            return MessageSeen(f"{channel}/{ts}", at, *told, edited_at=_edited_at(message, at))
    said = plain_text(text[:MAX_TEXT]) if isinstance(text, str) else ""
    return MessageSeen(f"{channel}/{ts}", at, channel, ts, thread, clean_name(message.get("user")), said)


def _edited_at(message: Mapping[str, object], at: Instant) -> Instant | None:
    """Return when a message was edited, if it was after it was posted."""
    edited = message.get("edited")
    told = moment(edited.get("ts")) if isinstance(edited, dict) else None
    return told if told is not None and told > at else None


def _thread(message: Mapping[str, object], ts: str) -> str | None:
    """Return the root of the thread that a message stands in; None where it is a root itself, or names no message."""
    if "thread_ts" not in message:
        return None
    root = stamp_of(message["thread_ts"])
    return root if root != ts else None


def reactions_of(channel: str, message: Mapping[str, object]) -> Iterator[ReactionAdded | Ignored]:
    """Return the reactions that an exported message carries, and for each that cannot be read, why.

    An export gives no times for them; they are taken to have come with the thread's latest reply.
    """
    ts, reactions = stamp_of(message.get("ts")), message.get("reactions")
    if ts is None or not isinstance(reactions, list):
        return
    at, thread = max(moment(message.get("latest_reply")) or 0, instant_of(ts)), _thread(message, ts)
    for name, person in _reacted(reactions):
        if name and person:
            yield ReactionAdded(f"{channel}/{ts}/{name}/{person}", at, channel, ts, thread, person, name)
        else:
            yield Ignored.REACTION


def _reacted(reactions: list[object]) -> Iterator[tuple[str, str]]:
    """Return each reaction's name with each person who gave it; "" for what is not there."""
    for reaction in reactions:
        told: Mapping[str, object] = reaction if isinstance(reaction, dict) else {}
        name, users = clean_name(told.get("name")), told.get("users")
        yield from ((name, clean_name(one)) for one in (users if isinstance(users, list) else ("",)))


def moment(ts: object) -> Instant | None:
    """Return the moment of a Slack timestamp, or None if it is none."""
    stamp = stamp_of(ts)
    return None if stamp is None else instant_of(stamp)


def _edited(
    channel: str, payload: Mapping[str, object], ours: Collection[str]
) -> MessageEdited | MessageDeleted | Ignored:
    message, before = payload.get("message"), payload.get("previous_message")
    if not isinstance(message, dict):
        return Ignored.NOT_A_MESSAGE
    subtype = message.get("subtype")
    if subtype == "tombstone":  # what is left of a message that was deleted while it had replies
        return _deleted(channel, {**payload, "deleted_ts": message.get("ts")})
    if not _is_spoken(subtype):
        return Ignored.SUBTYPE
    seen = message_seen(channel, message, ours)
    if isinstance(seen, Ignored):
        return seen
    edited = message.get("edited")
    stamp = edited.get("ts") if isinstance(edited, dict) else None
    if _says_the_same(seen, message, before) or (seen.bot is None and stamp is None):
        return Ignored.PREVIEW
    at = moment(stamp) or moment(payload.get("ts")) or seen.at
    key = f"{seen.id}/edited/{at}"
    return MessageEdited(
        key, at, channel, seen.ts, seen.thread, seen.person, seen.text, seen.bot, seen.content, seen.ours
    )


def _says_the_same(seen: MessageSeen, message: Mapping[str, object], before: object) -> bool:
    """Say whether a message says what it said before: previews, and replies to it, are told of as changes too."""
    if not isinstance(before, dict):
        return False
    return message.get("text") == before.get("text") if seen.bot is None else seen.content == content_of(before)


def _deleted(channel: str, payload: Mapping[str, object]) -> MessageDeleted | Ignored:
    ts = stamp_of(payload.get("deleted_ts"))
    if ts is None:
        return Ignored.NOT_A_MESSAGE
    at = moment(payload.get("ts")) or instant_of(ts)
    return MessageDeleted(f"{channel}/{ts}/deleted", at, channel, ts)
