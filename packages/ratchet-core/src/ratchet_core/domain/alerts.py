"""Alerts, the threads that they began, the mutes that silence them, and what people taught about bots' messages."""

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import Instant
from ratchet_core.basis.intervals import Interval
from ratchet_core.domain.services import Tie
from ratchet_core.recognise.recognised import Kind


@frozen
class Lesson:
    """What a person said that a bot's messages with a skeleton are; it holds whatever they are taken for otherwise."""

    bot: str
    skeleton: str
    kind: Kind
    person: str
    at: Instant


@frozen
class Alert:
    """One alert of one service, identified by its fingerprint; it carries the runbook.

    `tie` says by what the service is known.
    """

    fingerprint: str
    name: str
    service: str | None = None
    tie: Tie | None = None


@frozen
class Mute:
    """A person silenced an alert's cards for a time, in one channel or, where `channel` is None, everywhere.

    `ended_by` names who ended it early; None while it lasts and when it ended by itself.
    """

    id: str
    alert: str
    channel: str | None
    during: Interval
    reason: str
    person: str
    ended_by: str | None = None


@frozen
class Look:
    """A reaction by which a person says that they look at an alert, or the word that they took it back."""

    message: MessageRef
    person: str
    alert: str
    at: Instant
    taken_back: bool = False


@frozen
class Thread:
    """A message that began a thread by saying that an alert fires, with its bot and its skeleton."""

    root: MessageRef
    alert: str
    bot: str = ""
    skeleton: str = ""
