"""The answer to "what is this message?", the same for every tool."""

from enum import StrEnum
from typing import Final

from attrs import frozen


class Kind(StrEnum):
    """What a message is taken for."""

    HUMAN = "human"
    ALERT_FIRING = "alert_firing"
    ALERT_RESOLVED = "alert_resolved"
    ALERT_UPDATE = "alert_update"
    DEPLOY = "notification_deploy"
    CI = "notification_ci"
    PULL_REQUEST = "notification_pr"
    TICKET = "notification_ticket"
    REPORT = "notification_report"
    OTHER = "notification_other"


ALERT_KINDS = frozenset({Kind.ALERT_FIRING, Kind.ALERT_RESOLVED, Kind.ALERT_UPDATE})


class Severity(StrEnum):
    """How bad an alert says it is, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    WARNING = "warning"
    LOW = "low"
    INFO = "info"


@frozen
class Location:
    """Where something is wrong, as far as a message says.

    Attributes:
        environment: What the environment is called; empty for production, and where the message does not say.
        parts: The cluster, the region and the namespace, those that are said, in lower case.
    """

    environment: str = ""
    parts: tuple[str, ...] = ()


NOWHERE: Final = Location()


@frozen
class Recognised:
    """What one message was taken for.

    Attributes:
        kind: What the message is.
        alert: The alert's name as its tool writes it, without the parts that vary; None for anything but an alert.
        service: What the message is about, as its tool writes it; None when it does not say.
        severity: How bad the tool says it is; None when it does not say.
        fingerprint: The identity of what was recognised: for an alert the same from firing to resolved, whatever
            its severity, host, pod, number or time; for a notice the same for every notice of its template.
        title: One line that a person would recognise the message by.
        members: The varying parts (hosts, pods, instances) that this message says are affected, sorted.
        reader: Which reader recognised it: a tool's name, or `generic`.
        location: Where an alert says that something is wrong.
    """

    kind: Kind
    alert: str | None = None
    service: str | None = None
    severity: Severity | None = None
    fingerprint: str = ""
    title: str = ""
    members: tuple[str, ...] = ()
    reader: str = "generic"
    location: Location = NOWHERE

    @property
    def key(self) -> str:
        """The identity of what was recognised, where it fires: in staging it is another than in production."""
        environment = self.location.environment
        return f"{self.fingerprint}-{environment}" if environment else self.fingerprint

    @property
    def called(self) -> str:
        """What an alert is called, with its environment where that is not production."""
        name, environment = self.alert or self.title, self.location.environment
        return f"{name} ({environment})" if environment else name

    def read_by(self, reader: str) -> "Recognised":
        """Return the same, recognised by the named reader; written out, for `evolve` costs several times as much."""
        return Recognised(
            self.kind,
            self.alert,
            self.service,
            self.severity,
            self.fingerprint,
            self.title,
            self.members,
            reader,
            self.location,
        )


HUMAN = Recognised(kind=Kind.HUMAN, reader="person")
