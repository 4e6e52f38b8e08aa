"""Reads a `MemoryStore`: the only module that looks into one to show what it remembers."""

from collections.abc import Collection, Sequence
from typing import Any

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import (
    Alert,
    HelpRequest,
    Incident,
    IncidentKey,
    Mark,
    Message,
    MessageRef,
    Mute,
    Notification,
    RunbookVersion,
    ThreadNote,
    Track,
    Vote,
    note_of,
)
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.records import Get, Key, Range
from ratchet_core.memory import MemoryStore
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Kind

_ALL = 1_000_000_000


class MemoryReader(Reader):
    """A `Reader` of a store in memory; it sees each change as soon as that is committed."""

    def __init__(self, store: MemoryStore) -> None:
        """Read a store."""
        self._store = store

    def _get(self, kind: type, *key: str | int) -> Any:  # noqa: ANN401 - a record of the kind, or None
        return self._store.rows.get(Get(kind, key))

    def _range(self, kind: type, index: str, group: Key) -> tuple[Any, ...]:
        return self._store.rows.range(Range(kind, index, group, _ALL))

    def now(self) -> Instant:
        return self._store.now

    def directory(self) -> Directory:
        return self._store.directory

    def alerts(self, services: Collection[str] | None = None) -> Sequence[Alert]:
        return [one for one in self._store.of_kind(Alert) if services is None or one.service in services]

    def alert(self, fingerprint: str) -> Alert | None:
        found: Alert | None = self._get(Alert, fingerprint)
        return found

    def tracks(self, alert: str | None = None) -> Sequence[Track]:
        return self._store.of_kind(Track) if alert is None else self._range(Track, "of_alert", (alert,))

    def incidents(self, channel: str | None = None, alert: str | None = None) -> Sequence[Incident]:
        known: Sequence[Incident] = self._store.of_kind(Incident)
        return [one for one in known if alert in (None, one.alert) and channel in (None, one.channel)]

    def incident(self, key: IncidentKey) -> Incident | None:
        found: Incident | None = self._get(Incident, key.channel, key.alert, key.number)
        return found

    def marks(self, alert: str | None = None) -> Sequence[Mark]:
        return [one for one in self._store.of_kind(Mark) if alert in (None, one.alert)]

    def notes(self, channel: str, alert: str) -> Sequence[ThreadNote]:
        return list(map(note_of, self._range(Message, "notes", (channel, alert))))

    def versions(self, alert: str | None = None) -> Sequence[RunbookVersion]:
        if alert is not None:
            return self._range(RunbookVersion, "of_alert", (alert,))
        return sorted(self._store.of_kind(RunbookVersion), key=lambda one: (one.alert, one.number))

    def votes(self, alert: str) -> Sequence[Vote]:
        return [one for one in self._store.of_kind(Vote) if one.alert == alert]

    def mutes(self, alert: str | None = None) -> Sequence[Mute]:
        known = (one for one in self._store.of_kind(Mute) if alert in (None, one.alert))
        return sorted(known, key=lambda one: (one.during.since, one.id))

    def requests(self, channel: str | None = None, asker: str | None = None) -> Sequence[HelpRequest]:
        if channel is not None and asker is not None:
            return self._range(HelpRequest, "asked_by", (channel, asker))
        known: Sequence[HelpRequest] = self._store.of_kind(HelpRequest)
        return [one for one in known if channel in (None, one.root.channel) and asker in (None, one.asker)]

    def request(self, root: MessageRef) -> HelpRequest | None:
        found: HelpRequest | None = self._get(HelpRequest, root.channel, root.ts)
        return found

    def replies(self, root: MessageRef) -> Sequence[ThreadNote]:
        return list(map(note_of, self._range(Message, "answers", (root.channel, root.ts))))

    def notifications(
        self, channel: str | None = None, kind: Kind | None = None, services: Collection[str] | None = None
    ) -> Sequence[Notification]:
        of_channel = (one for one in self._store.of_kind(Notification) if channel in (None, one.message.channel))
        of_kind = (one for one in of_channel if kind in (None, one.kind))
        return [one for one in of_kind if services is None or one.service in services]

    def notification(self, message: MessageRef) -> Notification | None:
        found: Notification | None = self._get(Notification, message.channel, message.ts)
        return found

    def words(self, message: MessageRef) -> str:
        found: Message | None = self._get(Message, message.channel, message.ts)
        return "" if found is None else found.text

    def messages_of(self, person: str) -> Sequence[MessageRef]:
        return [one.ref for one in self._range(Message, "of_person", (person,))]
