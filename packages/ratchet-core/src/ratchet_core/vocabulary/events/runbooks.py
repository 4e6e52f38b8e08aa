"""What people do with the versions of an alert's runbook."""

from attrs import frozen

from ratchet_core.basis.instants import Instant


@frozen
class RunbookWritten:
    """A person wrote the next version of an alert's runbook; it is a proposal until it is approved."""

    id: str
    at: Instant
    alert: str
    text: str
    by: str


@frozen
class RunbookApproved:
    """A person approved exactly the text that the digest names; `assumed` when only a simulation supposes so."""

    id: str
    at: Instant
    alert: str
    number: int
    digest: str
    by: str
    assumed: bool = False


@frozen
class RunbookRejected:
    """A person rejected a proposed version."""

    id: str
    at: Instant
    alert: str
    number: int
    by: str


@frozen
class RunbookActivated:
    """A person made an approved version the active one again."""

    id: str
    at: Instant
    alert: str
    number: int
    by: str


@frozen
class RunbookVoted:
    """A person said whether a version helped."""

    id: str
    at: Instant
    alert: str
    number: int
    helpful: bool
    by: str
