"""What people say of questions."""

from attrs import field, frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.basis.kinds import checked
from ratchet_core.domain import Resolution


@frozen
class HelpRequestTied:
    """A person said which service a question is about."""

    id: str
    at: Instant
    channel: str
    ts: str
    service: str
    by: str


@frozen
class HelpRequestHandedOff:
    """A person passed a question to the team that can answer it."""

    id: str
    at: Instant
    channel: str
    ts: str
    team: str
    by: str


@frozen
class HelpRequestResolved:
    """A person said that a question is resolved, and why."""

    id: str
    at: Instant
    channel: str
    ts: str
    resolution: Resolution = field(validator=checked(Resolution))
    by: str


@frozen
class HelpRequestReopened:
    """A person took back that a question is resolved."""

    id: str
    at: Instant
    channel: str
    ts: str
    by: str


@frozen
class HelpRequestLinked:
    """A person said which incident a question was about: the `number` of the `alert` in the channel `incident_in`."""

    id: str
    at: Instant
    channel: str
    ts: str
    incident_in: str
    alert: str
    number: int
    by: str
