"""Has what stands in other channels said anew once a channel that it quotes may not be read by everybody any more.

That are answers, cards and a model's sentences; each says then what may still be said where it stands, or that it is
gone. It is an alarm, by which the directory knows what the channel has become.
"""

from typing import TypeAlias

from ratchet_core.basis.instants import HOUR, Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours.erasure import said_anew
from ratchet_core.domain.records import KINDS
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutSaid, WakeMe
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ChannelErased, ChannelReplaced, ChannelSeen, TimePassed
from ratchet_core.wants.limits import MOST_CITING
from ratchet_core.wants.table import CITED, CITED_IN, TRACKS_CITING

NAME = "privacy"
_CITATIONS = "citation"
Heard: TypeAlias = ChannelSeen | ChannelReplaced | ChannelErased | TimePassed


def decided(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Look at what quotes a channel, at once where it becomes private or is erased.

    A channel that goes on under another id is private until that one is described, which it soon is.
    """
    match event:
        case TimePassed():
            return _looked_at(snapshot, event)
        case ChannelSeen(private=False):
            return None
        case ChannelReplaced():
            return _closed(snapshot, event, event.at + HOUR)
        case ChannelSeen() | ChannelErased():
            return _closed(snapshot, event, event.at)


def _closed(snapshot: Snapshot, event: ChannelSeen | ChannelReplaced | ChannelErased, at: Instant) -> Decision | None:
    quoted = dict.fromkeys(one.message.channel for one in snapshot.cited)
    alarms = tuple(_alarm(f"{event.id}/{NAME}/{number}", one, at) for number, one in enumerate(quoted))
    return Decision((), alarms, (Reason(NAME, Why.REMEMBERED),)) if alarms else None


def _alarm(key: str, channel: str, at: Instant, after: tuple[str | int, ...] = ()) -> WakeMe:
    return WakeMe(key, NAME, "", at, AboutSaid(channel, _CITATIONS, after))


def _looked_at(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Have said anew what quotes a channel, so much of it at once; there itself only where it is erased."""
    about, directory = event.action.about, snapshot.directory
    if not isinstance(about, AboutSaid):
        return because(NAME, Why.NOTHING_TO_DO)
    channel = about.channel
    is_erased = directory.is_channel_erased(channel)
    if not (directory.is_private(channel) or is_erased):
        return because(NAME, Why.NOTHING_TO_DO, "everybody may read it")
    more: tuple[WakeMe, ...] = ()
    if len(snapshot.cited) >= MOST_CITING:
        order = KINDS[type(snapshot.cited[-1])].indexes["in_channel"].order
        more = (_alarm(f"{event.id}/{NAME}/more", channel, event.at, order(snapshot.cited[-1])),)
    answers = (one for one in snapshot.cited if is_erased or one.request is None or one.request.channel != channel)
    cards = (one for one in snapshot.tracks_citing if is_erased or one.channel != channel)
    again = said_anew(answers, cards, f"{event.id}/{NAME}", event.at)
    return Decision((), (*again, *more), (Reason(NAME, Why.REMEMBERED),))


BEHAVIOUR = Behaviour(
    NAME,
    {
        **dict.fromkeys((ChannelSeen, ChannelReplaced, ChannelErased), (CITED_IN,)),
        TimePassed: (CITED, TRACKS_CITING),
    },
    decided,
)
