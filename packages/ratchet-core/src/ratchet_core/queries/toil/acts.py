"""What people did about alerts and questions: who acted when, on which matter, and where the message stands."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from attrs import frozen

from ratchet_core.basis.instants import LATEST, Instant
from ratchet_core.domain import Alert, HelpRequest, IncidentKey, Message, MessageRef
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.requests import WholeRequest, together
from ratchet_core.queries.paging import recent
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.toil.span import Scope, Span
from ratchet_core.rules.owning import holder_of, owner_of_either


class MatterKind(StrEnum):
    """What a matter is: an alert or a question."""

    ALERT = "alert"
    QUESTION = "question"


@frozen(order=True)
class Matter:
    """What somebody acts on: an alert in a channel, by its fingerprint, or a question, by its message's timestamp."""

    kind: MatterKind
    channel: str
    key: str


@frozen(order=True)
class Act:
    """A message or a deed of a person on a matter; `message` is where it stands, or what it was about."""

    person: str
    at: Instant
    matter: Matter
    message: MessageRef


@frozen
class Known:
    """What is known of matters: the alerts, and the requests by the message of each of their parts."""

    directory: Directory
    alerts: Mapping[str, Alert]
    requests: Mapping[MessageRef, HelpRequest]

    def owner_of(self, matter: Matter, at: Instant, scope: Scope) -> str | None:
        """Return the team whose matter it is, then or now."""
        moment = LATEST if scope.as_of_now else at
        if matter.kind is MatterKind.ALERT:
            alert = self.alerts.get(matter.key)
            service = None if alert is None else alert.service
            return owner_of_either(self.directory, matter.channel, service, moment)
        request = self.requests.get(MessageRef(matter.channel, matter.key))
        if request is None:
            return owner_of_either(self.directory, matter.channel, None, moment)
        return holder_of(self.directory, request, moment)

    def is_in(self, scope: Scope, matter: Matter, at: Instant) -> bool:
        """Say whether a matter belongs to what a report is about."""
        if matter.channel in scope.hidden:
            return False
        if scope.channels is not None and matter.channel not in scope.channels:
            return False
        return scope.teams is None or self.owner_of(matter, at, scope) in scope.teams


def known_in(reader: Reader, whole: Iterable[WholeRequest]) -> Known:
    """Return what is known of matters; `whole` are the requests that may be acted on."""
    parts = {part.root: one.request for one in whole for part in one.parts}
    return Known(reader.directory(), {one.fingerprint: one for one in reader.alerts()}, parts)


def requests_since(reader: Reader, since: Instant) -> list[WholeRequest]:
    """Return the requests that were asked since a moment, with their parts."""
    return together({one.root: one for one in recent(reader.requests, lambda one: one.asked_at, since)})


def matter_of(message: Message, known: Known) -> Matter | None:
    """Return which matter a message of a person is about, or None where it is about none."""
    if message.alert is not None:
        return Matter(MatterKind.ALERT, message.ref.channel, message.alert)
    request = known.requests.get(MessageRef(message.ref.channel, message.thread or message.ref.ts))
    return None if request is None else Matter(MatterKind.QUESTION, request.root.channel, request.root.ts)


def acts_in(reader: Reader, span: Span, said: Iterable[Message], known: Known) -> list[Act]:
    """Return what people did in a stretch of time, in order; an asker's own words on their question are no act."""
    found = [*_written(said, known), *_decided(reader, known), *_handled(known)]
    bots = {one.id for one in known.directory.people.values() if one.bot}
    return sorted(one for one in found if span.covers(one.at) and one.person and one.person not in bots)


def _written(said: Iterable[Message], known: Known) -> Iterator[Act]:
    for one in said:
        matter = matter_of(one, known)
        if matter is None or one.gone:
            continue
        if matter.kind is MatterKind.QUESTION and _is_asker(one.person, matter, known):
            continue
        yield Act(one.person, one.at, matter, one.ref)


def _is_asker(person: str, matter: Matter, known: Known) -> bool:
    request = known.requests.get(MessageRef(matter.channel, matter.key))
    return request is not None and request.asker == person


def _decided(reader: Reader, known: Known) -> Iterator[Act]:
    """Return the verdicts that people gave on incidents, and the mutes that they set in a channel."""
    for one in reader.marks():
        incident = reader.incident(IncidentKey(one.channel, one.alert, one.number))
        if incident is not None:
            root = MessageRef(one.channel, incident.root_ts)
            yield Act(one.person, one.at, Matter(MatterKind.ALERT, one.channel, one.alert), root)
    for mute in reader.mutes():
        if mute.channel is not None and mute.alert in known.alerts:
            matter = Matter(MatterKind.ALERT, mute.channel, mute.alert)
            yield Act(mute.person, mute.during.since, matter, MessageRef(mute.channel, mute.id))


def _handled(known: Known) -> Iterator[Act]:
    """Return the hand-offs of questions and what people said of their ends, but for what the asker did."""
    for request in {one.root: one for one in known.requests.values()}.values():
        matter = Matter(MatterKind.QUESTION, request.root.channel, request.root.ts)
        settled = () if request.settlement is None else (request.settlement,)
        for one in (*request.handed, *settled):
            if one.person != request.asker:
                yield Act(one.person, one.at, matter, request.root)
