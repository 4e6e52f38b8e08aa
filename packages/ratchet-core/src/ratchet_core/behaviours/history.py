"""Reads what was written while ratchet was not there, page after page; only what was missed lately is answered.

Up to when a channel was heard stands in a record of its own (`CaughtUp`), told anew at most once in `_STEP`. What came
after that moment is asked for where ratchet is invited, where a channel is opened again, and at each start. The cursor
of each page stands in the action that asks for the next one, so reading goes on where it was broken off; and while a
gap is open, what is heard after it does not close it. What is known of the time of a page and does not stand on it is
looked at again, for it may have been edited or deleted meanwhile.

What was missed lately, while ratchet was in the channel, is answered as if it had been delivered: a restart takes
seconds, and Slack may deliver what it read already, or never. All else is remembered as old.
"""

from collections.abc import Iterable
from typing import Final, TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import HOUR, Duration, Instant, moment_of
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import CaughtUp, Channel
from ratchet_core.domain.course import course_of
from ratchet_core.rules.overtaken import is_overtaken
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutChannel, InThread, ReadHistory, WakeMe
from ratchet_core.vocabulary.changes import Change, Drop, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    ChannelArchived,
    ChannelJoined,
    ChannelLeft,
    ChannelReplaced,
    ChannelSeen,
    ChannelUnarchived,
    HistoryRead,
    Installed,
    MessageSeen,
    TimePassed,
)
from ratchet_core.wants.table import PAGE_OF_HISTORY

NAME = "history"
Closed: TypeAlias = ChannelLeft | ChannelArchived
Opened: TypeAlias = ChannelUnarchived | ChannelSeen
Heard: TypeAlias = (
    MessageSeen
    | ChannelJoined
    | Closed
    | Opened
    | ChannelReplaced
    | Installed
    | TimePassed
    | HistoryRead
    | ActionFailed
)
MOST_AT_ONCE: Final = 50
"""How many channels are asked for in one turn at a start; the others follow in turns of their own."""

_STEP: Final[Duration] = HOUR


def heard(snapshot: Snapshot, event: MessageSeen) -> Decision | None:
    """Note that a channel is heard up to a moment, seldom, and never past a gap; only where ratchet runs live."""
    directory = snapshot.directory
    if event.old or directory.installation is None:
        return None
    known = directory.caught_up.get(event.channel)
    if known is not None and (known.asked is not None or event.at - known.until < _STEP):
        return None
    return Decision((Put(CaughtUp(event.channel, event.at)),))


def _asked_in(
    snapshot: Snapshot, channels: Iterable[str], at: Instant, cause: str, *, is_missed: bool
) -> tuple[tuple[Change, ...], tuple[ReadHistory, ...]]:
    """Return what asks for all that was written in channels since they were last heard, and within the policy's days.

    Where an earlier gap is being read already, only what came after that is asked for. What was missed is answered
    where it is not late yet.
    """
    changes: list[Change] = []
    actions: list[ReadHistory] = []
    for channel in channels:
        since = _since(snapshot, channel, at)
        if since < at:
            known = snapshot.directory.caught_up.get(channel)
            is_open = known is not None and known.asked is not None and known.asked >= since
            until = known.until if known is not None and is_open else since
            key, about = f"{cause}/{NAME}/{len(actions)}", AboutChannel(channel)
            answered = _answered_since(snapshot, channel, since, at) if is_missed else None
            changes.append(Put(CaughtUp(channel, until, at)))
            actions.append(ReadHistory(key, NAME, channel, None, since, at, None, about, (), answered))
    return tuple(changes), tuple(actions)


def _since(snapshot: Snapshot, channel: str, at: Instant) -> Instant:
    known, earliest = snapshot.directory.caught_up.get(channel), max(at - snapshot.policy.history, 0)
    if known is None:
        return earliest
    return max(earliest, known.until if known.asked is None else known.asked)


def _answered_since(snapshot: Snapshot, channel: str, since: Instant, at: Instant) -> Instant | None:
    """Return from when on what was missed is still answered: never what was said before ratchet came, or was heard."""
    here, directory = snapshot.directory.channels.get(channel), snapshot.directory
    if here is None or channel not in directory.caught_up:
        return None
    earliest = max(since, here.told.joined, at - snapshot.policy.late)
    return earliest if earliest < at else None


def _asked(snapshot: Snapshot, channel: str, at: Instant, cause: str, *, is_missed: bool) -> Decision:
    changes, actions = _asked_in(snapshot, (channel,), at, cause, is_missed=is_missed)
    return Decision(changes, actions, (Reason(NAME, Why.HISTORY_ASKED if actions else Why.NOTHING_MISSED),))


def joined(snapshot: Snapshot, event: ChannelJoined) -> Decision | None:
    """Ask for what was written lately in a channel that ratchet was added to, or since it was last there."""
    return _asked(snapshot, event.channel, event.at, event.id, is_missed=False) if event.live else None


def closed(snapshot: Snapshot, channel: str) -> Decision | None:
    """Leave a gap open that was being read: what is asked for is given up with the channel."""
    known = snapshot.directory.caught_up.get(channel)
    if known is None or known.asked is None:
        return None
    return Decision((Put(evolve(known, asked=known.until)),))


def opened(snapshot: Snapshot, event: Opened) -> Decision | None:
    """Ask for what was written in a channel that is open again, since it was last heard."""
    channel = snapshot.channel
    if isinstance(event, ChannelSeen) and (event.archived or channel is None or not channel.archived):
        return closed(snapshot, event.channel) if event.archived else None
    if channel is None or not channel.joined:
        return because(NAME, Why.NOT_JOINED)
    if snapshot.directory.installation is None:
        return because(NAME, Why.NOT_LIVE)
    if not channel.archived:
        return because(NAME, Why.NOTHING_MISSED)
    return _asked(snapshot, event.channel, event.at, event.id, is_missed=True)


def replaced(snapshot: Snapshot, event: ChannelReplaced) -> Decision | None:
    """Let a channel's successor go on where it was last heard."""
    known = snapshot.directory.caught_up.get(event.channel)
    if known is None:
        return None
    asked = None if known.asked is None else known.until
    moved = CaughtUp(event.successor, known.until, asked)
    return Decision((Drop("caught_up", (event.channel,)), Put(moved)))


def started(snapshot: Snapshot, event: Installed) -> Decision | None:
    """Ask for what was written while ratchet did not run, in every channel that it is in."""
    known = snapshot.directory.installation
    if known is not None and known.workspace != event.workspace:
        return None
    return _asked_after(snapshot, "", event.at, event.id)


def _asked_after(snapshot: Snapshot, last: str, at: Instant, cause: str) -> Decision:
    """Ask for the history of some channels behind one, in the order of their ids, and go on with the next ones."""
    channels = sorted(one.id for one in snapshot.directory.channels.values() if _is_read(one) and one.id > last)
    now = channels[:MOST_AT_ONCE]
    changes, actions = _asked_in(snapshot, now, at, cause, is_missed=True)
    later = len(channels) > len(now)
    more = (WakeMe(f"{cause}/{NAME}/next", NAME, "", at, AboutChannel(now[-1])),) if later else ()
    if not actions:
        return Decision((), more, (Reason(NAME, Why.NOTHING_MISSED),))
    return Decision(changes, (*actions, *more), (Reason(NAME, Why.HISTORY_ASKED, f"{len(actions)} channels"),))


def _is_read(channel: Channel) -> bool:
    return channel.joined and not channel.archived


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Go on with the channels that a start left for later."""
    about = event.action.about
    if not isinstance(about, AboutChannel):
        return because(NAME, Why.NOTHING_TO_DO)
    return _asked_after(snapshot, about.channel, event.at, event.id)


def read(snapshot: Snapshot, event: HistoryRead) -> Decision:
    """Ask for the next page, while ratchet is in the channel and there is one that the last one did not begin too."""
    action, channel = event.action, snapshot.channel
    read_so_far = f"{event.messages} messages"
    if action.again:
        return _looked_again(event)
    again = _again(snapshot, event)
    decision = _gone_on(snapshot, event, read_so_far)
    if not again or channel is None or not channel.joined:
        return decision
    key, about = f"{event.id}/{NAME}/again", AboutChannel(action.channel)
    look = ReadHistory(key, NAME, action.channel, None, action.since, action.until, None, about, again)
    return evolve(decision, actions=(*decision.actions, look))


def _again(snapshot: Snapshot, event: HistoryRead) -> tuple[InThread, ...]:
    """Return what is known of the time of a page and does not stand on it: it may be gone, or say something else.

    A page does not show what stands in threads; nor does it, for some seconds, what was written just before. So what is
    missing on it is looked at by itself before it counts as gone.
    """
    if event.covered is None:
        return ()
    low, high = event.covered
    shown = frozenset(event.shown)
    latest = (course_of(one).latest for one in snapshot.tracks_here)
    alerts = (InThread(one.root_ts, one.root_ts) for one in latest if one is not None and one.ended_at is None)
    words = (InThread(one.thread or one.ref.ts, one.ref.ts) for one in snapshot.known_in_page if not one.gone)
    found = {one for one in (*alerts, *words) if one.ts not in shown and low <= moment_of(one.ts, 0) <= high}
    return tuple(sorted(found, key=lambda one: (one.root, one.ts)))


def _looked_again(event: HistoryRead) -> Decision:
    """Go on with the messages that are looked at again; nothing is caught up with by that."""
    action = event.action
    if event.cursor is None or event.cursor == action.cursor:
        return because(NAME, Why.HISTORY_READ, f"{len(action.again)} messages looked at again")
    more = evolve(action, key=f"{event.id}/{NAME}/0", cursor=event.cursor)
    return Decision((), (more,), (Reason(NAME, Why.HISTORY_ASKED, "more messages to look at again"),))


def _gone_on(snapshot: Snapshot, event: HistoryRead, read_so_far: str) -> Decision:
    action, channel = event.action, snapshot.channel
    if event.cursor is None or event.cursor == action.cursor:
        return Decision(_caught_up(snapshot, action), (), (Reason(NAME, Why.HISTORY_READ, read_so_far),))
    if channel is None or not channel.joined:
        return because(NAME, Why.NOT_JOINED, read_so_far)
    key = f"{event.id}/{NAME}/0"
    more = evolve(action, key=key, cursor=event.cursor)
    return Decision((), (more,), (Reason(NAME, Why.HISTORY_ASKED, read_so_far),))


def _caught_up(snapshot: Snapshot, action: ReadHistory) -> tuple[Change, ...]:
    """Return that a channel is heard up to where it was read, unless something before that was never read."""
    known = snapshot.directory.caught_up.get(action.channel)
    if known is None or known.asked is None or action.thread is not None or action.since > known.until:
        return ()
    until = max(known.until, action.until)
    return (Put(CaughtUp(action.channel, until, None if until >= known.asked else known.asked)),)


def failed(snapshot: Snapshot, event: ActionFailed) -> Decision:
    """Leave the gap open that could not be read: all of it is asked for the next time."""
    reasons = (Reason(NAME, Why.FAILED, event.why),)
    action = event.action
    gap = closed(snapshot, action.channel) if isinstance(action, ReadHistory) and not action.again else None
    return Decision(() if gap is None else gap.changes, (), reasons)


def decided(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Take what tells of a gap in what was heard, or what became of reading it; nothing follows from stale news."""
    stale = snapshot.channel is not None and is_overtaken(snapshot.channel, event)
    return None if stale else _decided(snapshot, event)


def _decided(snapshot: Snapshot, event: Heard) -> Decision | None:  # noqa: PLR0911 - one case for each
    match event:
        case MessageSeen():
            return heard(snapshot, event)
        case ChannelJoined():
            return joined(snapshot, event)
        case ChannelLeft() | ChannelArchived():
            return closed(snapshot, event.channel)
        case ChannelUnarchived() | ChannelSeen():
            return opened(snapshot, event)
        case ChannelReplaced():
            return replaced(snapshot, event)
        case Installed():
            return started(snapshot, event)
        case TimePassed():
            return time_passed(snapshot, event)
        case HistoryRead():
            return read(snapshot, event)
        case ActionFailed():
            return failed(snapshot, event)


_HEARD = (
    MessageSeen,
    ChannelJoined,
    ChannelLeft,
    ChannelArchived,
    ChannelUnarchived,
    ChannelSeen,
    ChannelReplaced,
    Installed,
    TimePassed,
    HistoryRead,
    ActionFailed,
)
BEHAVIOUR = Behaviour(NAME, {**dict.fromkeys(_HEARD, ()), HistoryRead: PAGE_OF_HISTORY}, decided)
