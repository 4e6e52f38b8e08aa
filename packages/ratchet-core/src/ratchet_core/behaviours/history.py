"""Reads what was written in a channel before ratchet was there, page after page; it is remembered, and not answered.

The cursor of each page stands in the action that asks for the next one, so reading goes on where it was broken off.
"""

from typing import TypeAlias

from ratchet_core.behaviour import Behaviour
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutChannel, ReadHistory
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, ChannelJoined, HistoryRead

NAME = "history"
Heard: TypeAlias = ChannelJoined | HistoryRead | ActionFailed


def joined(snapshot: Snapshot, event: ChannelJoined) -> Decision | None:
    """Ask for what was written lately in a channel that ratchet was added to."""
    if not event.live:
        return None
    since, key = max(event.at - snapshot.policy.history, 0), f"{event.id}/{NAME}/0"
    first = ReadHistory(key, NAME, event.channel, None, since, event.at, None, AboutChannel(event.channel))
    return Decision((), (first,), (Reason(NAME, Why.HISTORY_ASKED),))


def read(snapshot: Snapshot, event: HistoryRead) -> Decision:
    """Ask for the next page, while ratchet is in the channel and there is one that the last one did not begin too."""
    action, channel = event.action, snapshot.channel
    read_so_far = f"{event.messages} messages"
    if event.cursor is None or event.cursor == action.cursor:
        return because(NAME, Why.HISTORY_READ, read_so_far)
    if channel is None or not channel.joined:
        return because(NAME, Why.NOT_JOINED, read_so_far)
    key = f"{event.id}/{NAME}/0"
    more = ReadHistory(key, NAME, action.channel, action.thread, action.since, action.until, event.cursor, action.about)
    return Decision((), (more,), (Reason(NAME, Why.HISTORY_ASKED, read_so_far),))


def decided(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Take that ratchet joined a channel, or what became of reading its history."""
    match event:
        case ChannelJoined():
            return joined(snapshot, event)
        case HistoryRead():
            return read(snapshot, event)
        case ActionFailed():
            return because(NAME, Why.FAILED, event.why)


BEHAVIOUR = Behaviour(NAME, {ChannelJoined: (), HistoryRead: (), ActionFailed: ()}, decided)
