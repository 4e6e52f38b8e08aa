"""The port of the read side: rows of what is remembered, found by their keys; it knows no rule."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol, TypeVar

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import (
    Alert,
    HelpRequest,
    Incident,
    IncidentKey,
    Inquiry,
    Mark,
    Message,
    MessageRef,
    ModelSpending,
    Mute,
    Notification,
    RunbookVersion,
    ThreadNote,
    Track,
    Vote,
)
from ratchet_core.domain.directory import Directory
from ratchet_core.recognise.recognised import Kind

T = TypeVar("T")


class Reader(Protocol):
    """Rows of what is remembered.

    A key that is left out narrows nothing. Rows come in any order, except that those of one thing that changes over
    time (versions, notes, replies) come in the order of time.

    Of what grows with every message the latest can be asked for: with `most`, so many rows from before a moment
    (`before`), the latest of them, and all others of the moment of the last one. So pages can be read one after the
    other, and none is cut within a moment.
    """

    def now(self) -> Instant:
        """Return the latest moment of which anything was heard."""
        ...

    def directory(self) -> Directory:
        """Return channels, people, teams, services, who owned what and who belonged where, and the policy."""
        ...

    def alerts(
        self, services: Collection[str] | None = None, fingerprints: Collection[str] | None = None
    ) -> Sequence[Alert]:
        """Return the alerts, or those of some services, or under some fingerprints."""
        ...

    def alert(self, fingerprint: str) -> Alert | None:
        """Return one alert."""
        ...

    def tracks(self, alert: str | None = None) -> Sequence[Track]:
        """Return the courses of an alert, one for each channel in which it was heard."""
        ...

    def incidents(
        self,
        channel: str | None = None,
        alert: str | None = None,
        *,
        before: Instant | None = None,
        most: int | None = None,
    ) -> Sequence[Incident]:
        """Return the incidents in a channel, of an alert; the latest are those that opened last."""
        ...

    def incidents_had(self) -> Mapping[str, int]:
        """Return how many incidents each alert had, by its fingerprint."""
        ...

    def incident(self, key: IncidentKey) -> Incident | None:
        """Return one incident."""
        ...

    def marks(self, alert: str | None = None) -> Sequence[Mark]:
        """Return people's verdicts on the incidents of an alert."""
        ...

    def notes(self, channel: str, alert: str) -> Sequence[ThreadNote]:
        """Return what people wrote in the threads of an alert in a channel."""
        ...

    def versions(self, alert: str | None = None) -> Sequence[RunbookVersion]:
        """Return the versions of an alert's runbook."""
        ...

    def votes(self, alert: str) -> Sequence[Vote]:
        """Return whether people found the versions of an alert's runbook helpful."""
        ...

    def mutes(self, alert: str | None = None) -> Sequence[Mute]:
        """Return the mutes of an alert."""
        ...

    def spendings(self, whom: str, since: Instant = 0) -> Sequence[ModelSpending]:
        """Return what was spent on a model for a person, or in the workspace, from a moment on."""
        ...

    def requests(
        self,
        channel: str | None = None,
        asker: str | None = None,
        *,
        before: Instant | None = None,
        most: int | None = None,
    ) -> Sequence[HelpRequest]:
        """Return the questions of a person in a channel; those that continue each other are rows of their own."""
        ...

    def request(self, root: MessageRef) -> HelpRequest | None:
        """Return one question."""
        ...

    def inquiry(self, asked: MessageRef) -> Inquiry | None:
        """Return what came of what ratchet was asked in a message, where a model looked into that."""
        ...

    def words(self, message: MessageRef) -> str:
        """Return what a message of a person says, as far as its words are kept."""
        ...

    def words_of(self, messages: Collection[MessageRef]) -> Mapping[MessageRef, str]:
        """Return what messages of people say, those of which words are kept."""
        ...

    def gone(self, messages: Collection[MessageRef]) -> Collection[MessageRef]:
        """Return those of some messages that are known to have been deleted."""
        ...

    def replies(self, root: MessageRef) -> Sequence[ThreadNote]:
        """Return the replies to a question that are kept."""
        ...

    def notifications(
        self,
        channel: str | None = None,
        kind: Kind | None = None,
        services: Collection[str] | None = None,
        *,
        before: Instant | None = None,
        most: int | None = None,
    ) -> Sequence[Notification]:
        """Return the notices in a channel, of a kind, about some services."""
        ...

    def notification(self, message: MessageRef) -> Notification | None:
        """Return one notice."""
        ...

    def said(self, since: Instant, until: Instant) -> Sequence[Message]:
        """Return the messages of people from a moment on, up to but without another, in the order of time."""
        ...

    def messages_of(self, person: str) -> Sequence[MessageRef]:
        """Return the messages of a person of which words are kept."""
        ...


class Readings(Protocol):
    """Runs pure functions over a `Reader`, somewhere where it may block."""

    async def read(self, query: Callable[[Reader], T]) -> T:
        """Return what a query says of one consistent state.

        Raises:
            OutOfReachError: If that cannot be read now.
        """
        ...
