"""What people say of alerts, their incidents and their mutes, and of bots' other messages."""

from attrs import field, frozen
from attrs.validators import optional

from ratchet_core.basis.instants import Instant
from ratchet_core.basis.kinds import checked
from ratchet_core.domain import Verdict
from ratchet_core.recognise.recognised import Kind


@frozen
class MessageCorrected:
    """A person said what a bot's message is, and all messages of that bot with the same `skeleton`.

    Where `kind` is None, what was said of them before is taken back.
    """

    id: str
    at: Instant
    channel: str
    ts: str
    bot: str
    skeleton: str
    kind: Kind | None = field(validator=optional(checked(Kind)))
    by: str


@frozen
class AlertTied:
    """A person said which service an alert belongs to; that holds whatever its messages say."""

    id: str
    at: Instant
    alert: str
    service: str
    by: str


@frozen
class NotificationTied:
    """A person said which service a bot's notice is about."""

    id: str
    at: Instant
    channel: str
    ts: str
    service: str
    by: str


@frozen
class AlertMuted:
    """A person silences an alert's cards until a moment, in one channel or, where that is None, everywhere."""

    id: str
    at: Instant
    alert: str
    channel: str | None
    until: Instant
    reason: str
    by: str


@frozen
class MuteEnded:
    """A person ended the mutes of an alert before their time."""

    id: str
    at: Instant
    alert: str
    by: str


@frozen
class IncidentResolved:
    """A person said that an incident is over, for everybody whom it affects."""

    id: str
    at: Instant
    channel: str
    alert: str
    number: int
    by: str


@frozen
class IncidentMarked:
    """A person said what an incident was worth, and why, if they did."""

    id: str
    at: Instant
    channel: str
    alert: str
    number: int
    verdict: Verdict = field(validator=checked(Verdict))
    by: str
    reason: str = ""
