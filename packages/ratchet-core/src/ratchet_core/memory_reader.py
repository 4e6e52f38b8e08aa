"""Reads a `MemoryStore`: the only module that looks into one to show what it remembers."""

from collections.abc import Collection, Sequence

from ratchet_core.domain import (
    Alert,
    Channel,
    HelpRequest,
    Incident,
    IncidentKey,
    Mark,
    Membership,
    MessageRef,
    Mute,
    Notification,
    Ownership,
    Person,
    RunbookVersion,
    Service,
    Team,
    ThreadNote,
    Track,
    Vote,
)
from ratchet_core.instants import Instant
from ratchet_core.memory import MemoryStore, written_by
from ratchet_core.policy import Policy
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Kind


class MemoryReader(Reader):
    """A `Reader` of a store in memory; it sees each change as soon as that is committed."""

    def __init__(self, store: MemoryStore) -> None:
        """Read a store."""
        self._store = store

    def now(self) -> Instant:
        return self._store.now

    def policy(self) -> Policy:
        return self._store.policy

    def channels(self) -> Sequence[Channel]:
        return list(self._store.world.channels.values())

    def people(self) -> Sequence[Person]:
        return list(self._store.world.people.values())

    def teams(self) -> Sequence[Team]:
        return list(self._store.world.teams.values())

    def services(self) -> Sequence[Service]:
        return list(self._store.world.services.values())

    def owners(self) -> Sequence[Ownership]:
        return [one for each in self._store.world.owners.values() for one in each]

    def memberships(self) -> Sequence[Membership]:
        return [one for each in self._store.world.memberships.values() for one in each]

    def alerts(self, services: Collection[str] | None = None) -> Sequence[Alert]:
        return [one for one in self._store.world.alerts.values() if services is None or one.service in services]

    def alert(self, fingerprint: str) -> Alert | None:
        return self._store.world.alerts.get(fingerprint)

    def tracks(self, alert: str | None = None) -> Sequence[Track]:
        return [one for one in self._store.world.tracks.values() if alert in (None, one.alert)]

    def incidents(self, channel: str | None = None, alert: str | None = None) -> Sequence[Incident]:
        known = self._store.world.incidents.values()
        return [one for one in known if alert in (None, one.alert) and channel in (None, one.channel)]

    def incident(self, key: IncidentKey) -> Incident | None:
        return self._store.world.incidents.get((key.channel, key.alert, key.number))

    def marks(self, alert: str | None = None) -> Sequence[Mark]:
        return [one for one in self._store.world.marks.values() if alert in (None, one.alert)]

    def notes(self, channel: str, alert: str) -> Sequence[ThreadNote]:
        return self._store.world.notes.get((channel, alert), ())

    def versions(self, alert: str | None = None) -> Sequence[RunbookVersion]:
        known = self._store.world.runbooks
        return [one for each in known.values() for one in each] if alert is None else known.get(alert, ())

    def votes(self, alert: str) -> Sequence[Vote]:
        return [one for one in self._store.world.votes.values() if one.alert == alert]

    def mutes(self, alert: str | None = None) -> Sequence[Mute]:
        known = self._store.world.mutes
        return [one for each in known.values() for one in each] if alert is None else known.get(alert, ())

    def requests(self, channel: str | None = None, asker: str | None = None) -> Sequence[HelpRequest]:
        known = self._store.world.requests.values()
        return [one for one in known if channel in (None, one.root.channel) and asker in (None, one.asker)]

    def request(self, root: MessageRef) -> HelpRequest | None:
        return self._store.world.requests.get(root)

    def replies(self, root: MessageRef) -> Sequence[ThreadNote]:
        return self._store.world.replies.get(root, ())

    def notifications(
        self, channel: str | None = None, kind: Kind | None = None, services: Collection[str] | None = None
    ) -> Sequence[Notification]:
        of_channel = (one for one in self._store.world.notifications.values() if channel in (None, one.message.channel))
        of_kind = (one for one in of_channel if kind in (None, one.kind))
        return [one for one in of_kind if services is None or one.service in services]

    def notification(self, message: MessageRef) -> Notification | None:
        return self._store.world.notifications.get(message)

    def messages_of(self, person: str) -> Sequence[MessageRef]:
        return written_by(self._store.world, person)
