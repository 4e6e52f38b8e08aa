"""What people say of services: their names, and which are one."""

from attrs import frozen

from ratchet_core.basis.instants import Instant


@frozen
class ServiceNamed:
    """A service came to be, or is called something else now; its key stays."""

    id: str
    at: Instant
    service: str
    name: str
    by: str | None = None


@frozen
class ServiceAliased:
    """A service is also known under another name."""

    id: str
    at: Instant
    service: str
    alias: str
    by: str | None = None


@frozen
class ServicesMerged:
    """A service became part of another."""

    id: str
    at: Instant
    service: str
    into: str
    by: str | None = None


@frozen
class ServiceSplit:
    """A service that was merged into another is a service of its own again."""

    id: str
    at: Instant
    service: str
    by: str | None = None
