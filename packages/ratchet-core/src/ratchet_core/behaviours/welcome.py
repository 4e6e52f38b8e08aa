"""One short message where ratchet joins a channel that nobody has set up: it says what it does, and has a button.

It has no mode of its own: whoever invited ratchet asked for it. In a channel that was set up before, that is shared
with another company, or in which ratchet was already, it says nothing.
"""

from typing import TypeAlias

from ratchet_core.behaviour import Behaviour
from ratchet_core.rules.explaining import line
from ratchet_core.rules.outcome import posted_or_failed
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutChannel, Body, Button, PostMessage, Press
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import ActionFailed, ChannelJoined, MessagePosted
from ratchet_core.wants.table import BUDGET

NAME = "welcome"
Heard: TypeAlias = ChannelJoined | MessagePosted | ActionFailed


def joined(snapshot: Snapshot, event: ChannelJoined) -> Decision | None:
    """Say what ratchet does in a channel that it comes into, where somebody is there to hear it now."""
    if not event.live or not _is_new(snapshot, event):
        return None
    about = AboutChannel(event.channel)
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, event.channel, None, welcome_body(event.channel), about)
    return Decision((), (post,), (Reason(NAME, Why.WELCOMED),))


def _is_new(snapshot: Snapshot, event: ChannelJoined) -> bool:
    channel, policy = snapshot.channel, snapshot.policy
    if event.channel in snapshot.directory.settings or event.channel in policy.channels:
        return False
    if channel is None:
        return True
    known = channel.joined or channel.archived or channel.shared or channel.told.joined > event.at
    return not known and channel.name not in policy.channels


def welcome_body(channel: str) -> Body:
    """Return what ratchet says where it comes in."""
    lines = (
        line("I read along: I follow alerts and questions, and say nothing until somebody sets me up."),
        line("Choose what I may do here, and see what I would have said. /ratchet help lists what else I can do."),
    )
    return Body("Hello, I am ratchet", lines, (Button("Set up", Press.SET_UP, AboutChannel(channel)),))


def decided(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Take that ratchet joined a channel, or what became of the message about it."""
    return joined(snapshot, event) if isinstance(event, ChannelJoined) else posted_or_failed(NAME, event)


BEHAVIOUR = Behaviour(NAME, {ChannelJoined: (BUDGET,), MessagePosted: (), ActionFailed: ()}, decided)
