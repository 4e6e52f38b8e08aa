"""Alerts, the threads that they began, the mutes that silence them, and what people taught about bots' messages."""

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import Instant, moment_of
from ratchet_core.basis.intervals import Interval
from ratchet_core.domain.incidents import Signal, SignalKind
from ratchet_core.domain.services import Tie
from ratchet_core.recognise.recognised import Kind, Severity


@frozen
class Lesson:
    """What a person said that a bot's messages with a skeleton are; it holds whatever they are taken for otherwise.

    `channel` is where they said so; empty where that was not noted.
    """

    bot: str
    skeleton: str
    kind: Kind
    person: str
    at: Instant
    channel: str = ""


@frozen
class Template:
    """What a bot posts with one skeleton, in red and in green, while that is kept as notices.

    Attributes:
        skeleton: A digest of it, so that no words are kept.
        channel: Where it was seen first; elsewhere it is not looked at.
        red: The latest message in red; empty where there was none.
        green: The latest message in green.
        asked: Whether a model was asked what they are, which is done once.
    """

    bot: str
    skeleton: str
    channel: str
    red: str = ""
    green: str = ""
    asked: bool = False


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

    `ended_by` names who ended it early; None while it lasts, when it ended by itself, and when it ended because its
    alert `turned_critical`. A mute of an alert that was `critical` already lasts through that.
    """

    id: str
    alert: str
    channel: str | None
    during: Interval
    reason: str
    person: str
    ended_by: str | None = None
    critical: bool = False
    turned_critical: bool = False


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
    """The message of an alert, with its bot and its skeleton.

    Attributes:
        severity: How bad the message said it is, when it was posted.
        members: Those whom it said are affected then.
        fired: Whether it ever said that the alert fires, so that what people write under it is about that.
        edits: Once it was edited, all that it said, as far as the order of that may still change, and the last before.
        others: The other alerts that the message says fire, where it tells of several; its thread is that of the first.
    """

    root: MessageRef
    alert: str
    bot: str = ""
    skeleton: str = ""
    severity: Severity | None = None
    members: tuple[str, ...] = ()
    fired: bool = True
    edits: tuple[Signal, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[Signal, ...]:
        """What the message said, in order."""
        kind = SignalKind.FIRING if self.fired else SignalKind.UPDATE
        ts = self.root.ts
        return self.edits or (Signal(moment_of(ts, 0), ts, kind, self.severity, self.members),)
