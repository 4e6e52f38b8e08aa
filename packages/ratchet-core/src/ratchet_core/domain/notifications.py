"""What bots post about services."""

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import Instant
from ratchet_core.domain.services import Tie
from ratchet_core.recognise.recognised import Kind


@frozen
class Notification:
    """What a bot posted about a service, kept under its kind; `tie` says whence the service is known."""

    at: Instant
    message: MessageRef
    kind: Kind
    service: str | None
    title: str
    fingerprint: str
    tie: Tie | None = None
