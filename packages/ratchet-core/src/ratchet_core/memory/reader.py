"""Reads a `MemoryStore`: the only module that looks into one to show what it remembers."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import (
    Alert,
    Assistance,
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
    note_of,
)
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.records import Get, Key, Range
from ratchet_core.memory import MemoryStore
from ratchet_core.queries.reader import Reader, T
from ratchet_core.recognise.recognised import Kind

_ALL = 1_000_000_000
_Row = TypeVar("_Row")


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

    def alerts(
        self, services: Collection[str] | None = None, fingerprints: Collection[str] | None = None
    ) -> Sequence[Alert]:
        of_services = (one for one in self._store.of_kind(Alert) if services is None or one.service in services)
        return [one for one in of_services if fingerprints is None or one.fingerprint in fingerprints]

    def alert(self, fingerprint: str) -> Alert | None:
        found: Alert | None = self._get(Alert, fingerprint)
        return found

    def tracks(self, alert: str | None = None) -> Sequence[Track]:
        return self._store.of_kind(Track) if alert is None else self._range(Track, "of_alert", (alert,))

    def incidents(
        self,
        channel: str | None = None,
        alert: str | None = None,
        *,
        before: Instant | None = None,
        most: int | None = None,
    ) -> Sequence[Incident]:
        known: Sequence[Incident] = self._store.of_kind(Incident)
        found = [one for one in known if alert in (None, one.alert) and channel in (None, one.channel)]
        return _latest(found, lambda one: one.opened_at, before, most)

    def incidents_had(self) -> Mapping[str, int]:
        return Counter(one.alert for one in self._store.of_kind(Incident))

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

    def spendings(self, whom: str, since: Instant = 0) -> Sequence[ModelSpending]:
        known = (one for one in self._store.of_kind(ModelSpending) if one.whom == whom and one.since >= since)
        return sorted(known, key=lambda one: one.since)

    def requests(
        self,
        channel: str | None = None,
        asker: str | None = None,
        *,
        before: Instant | None = None,
        most: int | None = None,
    ) -> Sequence[HelpRequest]:
        return _latest(self._requests(channel, asker), lambda one: one.asked_at, before, most)

    def _requests(self, channel: str | None, asker: str | None) -> Sequence[HelpRequest]:
        if channel is not None and asker is not None:
            return self._range(HelpRequest, "asked_by", (channel, asker))
        known: Sequence[HelpRequest] = self._store.of_kind(HelpRequest)
        return [one for one in known if channel in (None, one.root.channel) and asker in (None, one.asker)]

    def request(self, root: MessageRef) -> HelpRequest | None:
        found: HelpRequest | None = self._get(HelpRequest, root.channel, root.ts)
        return found

    def inquiry(self, asked: MessageRef) -> Inquiry | None:
        found: Assistance | None = self._get(Assistance, asked.channel, asked.ts)
        return None if found is None else found.inquiry

    def gone(self, messages: Collection[MessageRef]) -> Collection[MessageRef]:
        known = ((one, self._get(Message, one.channel, one.ts)) for one in messages)
        return {one for one, message in known if message is not None and message.gone}

    def replies(self, root: MessageRef) -> Sequence[ThreadNote]:
        return list(map(note_of, self._range(Message, "answers", (root.channel, root.ts))))

    def notifications(
        self,
        channel: str | None = None,
        kind: Kind | None = None,
        services: Collection[str] | None = None,
        *,
        before: Instant | None = None,
        most: int | None = None,
    ) -> Sequence[Notification]:
        of_channel = (one for one in self._store.of_kind(Notification) if channel in (None, one.message.channel))
        of_kind = (one for one in of_channel if kind in (None, one.kind))
        found = [one for one in of_kind if services is None or one.service in services]
        return _latest(found, lambda one: one.at, before, most)

    def notification(self, message: MessageRef) -> Notification | None:
        found: Notification | None = self._get(Notification, message.channel, message.ts)
        return found

    def words(self, message: MessageRef) -> str:
        found: Message | None = self._get(Message, message.channel, message.ts)
        return "" if found is None else found.text

    def words_of(self, messages: Collection[MessageRef]) -> Mapping[MessageRef, str]:
        said = {one: self.words(one) for one in messages}
        return {one: words for one, words in said.items() if words}

    def said(self, since: Instant, until: Instant) -> Sequence[Message]:
        known: Sequence[Message] = self._store.of_kind(Message)
        found = [one for one in known if since <= one.at < until and one.person]
        return sorted(found, key=lambda one: (one.at, one.ref))

    def messages_of(self, person: str) -> Sequence[MessageRef]:
        return [one.ref for one in self._range(Message, "of_person", (person,))]


def _latest(
    found: Sequence[_Row], moment_of: Callable[[_Row], Instant], before: Instant | None, most: int | None
) -> Sequence[_Row]:
    """Return the latest of some rows from before a moment, with all of the moment of the last one."""
    known = found if before is None else [one for one in found if moment_of(one) < before]
    if most is None or len(known) <= most:
        return known
    latest = sorted(known, key=moment_of, reverse=True)
    last = moment_of(latest[most - 1])
    return [one for one in latest if moment_of(one) >= last]


class MemoryReadings:
    """`Readings` of what is in memory: nothing blocks there."""

    def __init__(self, reader: Reader) -> None:
        """Read by a reader."""
        self._reader = reader

    async def read(self, query: Callable[[Reader], T]) -> T:
        """Return what a query says."""
        return query(self._reader)
