"""Slack's message payloads become events of the core; what is no news to the core becomes nothing, with a reason."""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from ratchet_core.events import MessageDeleted, MessageEdited, MessageSeen, ReactionAdded
from ratchet_core.instants import Instant, instant_of

from ratchet_slack.content import bot_of, content_of, plain_text

SPOKEN = frozenset({None, "bot_message", "file_share", "thread_broadcast", "me_message"})
"""The subtypes that are somebody saying something; all others are Slack's own notes."""


class Ignored(StrEnum):
    """Why a payload is no event."""

    SUBTYPE = "subtype"
    NOT_A_MESSAGE = "not a message"
    PREVIEW = "only a preview was added"


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
    ts, text, root = message.get("ts"), message.get("text"), message.get("thread_ts")
    at = moment(ts)
    if at is None or not isinstance(ts, str):
        return Ignored.NOT_A_MESSAGE
    thread = root if isinstance(root, str) and root != ts else None
    if "bot_id" in message or "attachments" in message or "subtype" in message or message.get("user") == "USLACKBOT":
        bot = bot_of(message)
        if bot is not None:
            content = content_of(message)
            own = bool(ours) and (bot.id in ours or bot.app in ours)
            return MessageSeen(f"{channel}/{ts}", at, channel, ts, thread, None, content.text, bot, content, own)
    person = message.get("user")
    said = plain_text(text) if isinstance(text, str) else ""
    return MessageSeen(f"{channel}/{ts}", at, channel, ts, thread, person if isinstance(person, str) else "", said)


def reactions_of(channel: str, message: Mapping[str, object]) -> Iterator[ReactionAdded]:
    """Return the reactions that an exported message carries.

    An export gives no times for them; they are taken to have come with the thread's latest reply.
    """
    reactions, ts, root = message.get("reactions"), message.get("ts"), message.get("thread_ts")
    at = moment(message.get("latest_reply")) or moment(ts)
    if not isinstance(reactions, list) or not isinstance(ts, str) or at is None:
        return
    thread = root if isinstance(root, str) and root != ts else None
    for reaction in reactions:
        if isinstance(reaction, dict) and isinstance(name := reaction.get("name"), str):
            users = reaction.get("users")
            for person in users if isinstance(users, list) else ():
                if isinstance(person, str):
                    yield ReactionAdded(f"{channel}/{ts}/{name}/{person}", at, channel, ts, thread, person, name)


def moment(ts: object) -> Instant | None:
    """Return the moment of a Slack timestamp, or None if it is none."""
    if not isinstance(ts, str):
        return None
    try:
        return instant_of(ts)
    except ValueError:
        return None


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
    if seen.bot is None and (stamp is None or (isinstance(before, dict) and before.get("text") == message.get("text"))):
        return Ignored.PREVIEW
    at = moment(stamp) or moment(payload.get("ts")) or seen.at
    key = f"{seen.id}/edited/{at}"
    return MessageEdited(
        key, at, channel, seen.ts, seen.thread, seen.person, seen.text, seen.bot, seen.content, seen.ours
    )


def _deleted(channel: str, payload: Mapping[str, object]) -> MessageDeleted | Ignored:
    ts = payload.get("deleted_ts")
    at = moment(payload.get("ts")) or moment(ts)
    if not isinstance(ts, str) or at is None:
        return Ignored.NOT_A_MESSAGE
    return MessageDeleted(f"{channel}/{ts}/deleted", at, channel, ts)
