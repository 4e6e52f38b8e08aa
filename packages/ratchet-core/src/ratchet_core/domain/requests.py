"""Help requests as people see them: the parts of one as a whole, and the incidents that they turned out to be about."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import Duration, Instant
from ratchet_core.domain.alerts import Alert
from ratchet_core.domain.help_requests import HelpRequest, HelpState
from ratchet_core.domain.incidents import Incident, IncidentKey
from ratchet_core.domain.merging import whole_of
from ratchet_core.domain.services import Service, Tie


def as_one(parts: Sequence[HelpRequest]) -> HelpRequest:
    """Return questions that continue each other as one request, under the first of them."""
    if len(parts) == 1:
        return parts[0]
    head, *rest = sorted(parts, key=lambda one: (one.asked_at, one.root))
    known = (head, *rest)
    told = next((one for one in known if one.service is not None), head)
    return evolve(
        head,
        responders=tuple(sorted({person for one in known for person in one.responders})),
        replies=sum(one.replies for one in known) + len(rest),
        first_response_at=min(_said(one.first_response_at for one in known), default=None),
        last_response_at=_latest(one.last_response_at for one in known),
        first_answer_at=min(_said(one.first_answer_at for one in known), default=None),
        asked_back_at=_latest(one.asked_back_at for one in known),
        asker_said_at=_latest((*(one.asker_said_at for one in known), *(one.asked_at for one in rest))),
        said=tuple(sorted(words for one in known for words in one.said)),
        reopened_at=_latest(one.reopened_at for one in known),
        ticked_at=_latest(one.ticked_at for one in known),
        service=told.service,
        tie=told.tie,
        handed=tuple(sorted((one for each in known for one in each.handed), key=lambda one: one.at)),
        settlement=max((one.settlement for one in known if one.settlement), key=lambda one: one.at, default=None),
        incident=next((one.incident for one in known if one.incident is not None), None),
    )


_LONGEST_QUESTION = 600


def joined(questions: Iterable[str]) -> str:
    """Return what was asked in the questions of one request, as one text."""
    return "\n".join(questions)[:_LONGEST_QUESTION]


def _said(moments: Iterable[Instant | None]) -> list[Instant]:
    return [one for one in moments if one is not None]


def _latest(moments: Iterable[Instant | None]) -> Instant | None:
    return max(_said(moments), default=None)


@frozen
class WholeRequest:
    """A request, with the questions that it consists of, in the order of asking."""

    request: HelpRequest
    parts: tuple[HelpRequest, ...]


def together(requests: Mapping[MessageRef, HelpRequest]) -> list[WholeRequest]:
    """Return every request once, with the questions that continue it, in the order of asking."""
    parts: dict[MessageRef, list[HelpRequest]] = {}
    for one in requests.values():
        parts.setdefault(head_of(one, requests).root, []).append(one)
    ordered = (tuple(sorted(known, key=lambda one: (one.asked_at, one.root))) for known in parts.values())
    found = (WholeRequest(as_one(known), known) for known in ordered)
    return sorted(found, key=lambda one: (one.request.asked_at, one.request.root))


def whole_requests(requests: Mapping[MessageRef, HelpRequest]) -> list[HelpRequest]:
    """Return every request once, as one with the questions that continue it, in the order of asking."""
    return [one.request for one in together(requests)]


def waiting_among(requests: Iterable[HelpRequest]) -> list[HelpRequest]:
    """Return the requests that wait, in the order of asking: no reply that may help stands below any of their parts.

    This is what counts as a question that waits, wherever such are listed or counted.
    """
    whole = whole_requests({one.root: one for one in requests})
    return [one for one in whole if one.state is HelpState.OPEN]


def head_of(request: HelpRequest, requests: Mapping[MessageRef, HelpRequest]) -> HelpRequest:
    """Return the question that a request begins with."""
    while request.continues is not None:
        before = requests.get(MessageRef(request.root.channel, request.continues))
        if before is None or before.asked_at > request.asked_at:
            return request
        request = before
    return request


def parts_after(root: MessageRef, siblings: Iterable[HelpRequest]) -> tuple[HelpRequest, ...]:
    """Return the questions that continue one, in order, among its asker's questions."""
    following = {one.continues: one for one in siblings if one.continues is not None}
    found: list[HelpRequest] = []
    current: HelpRequest | None = following.get(root.ts)
    while current is not None and current not in found:
        found.append(current)
        current = following.get(current.root.ts)
    return tuple(found)


def waits_since(request: HelpRequest) -> Instant:
    """Return since when a question has waited for the team that it waits for."""
    return request.handed[-1].at if request.handed else request.asked_at


def is_reminded(request: HelpRequest, since: Instant | None, stay: int) -> bool:
    """Say whether a team was reminded of a question that waits since then, or is about to be, in this stay."""
    return request.reminded_of == since or (since is not None and request.reminding == (since, stay))


def key_of_incident(incident: Incident) -> IncidentKey:
    """Return what names an incident."""
    return IncidentKey(incident.channel, incident.alert, incident.number)


def incidents_asked_about(
    requests: Iterable[HelpRequest],
    incidents: Collection[Incident],
    alerts: Mapping[str, Alert],
    services: Mapping[str, Service],
    within: Duration,
) -> dict[MessageRef, Incident]:
    """Return, for the requests that turned out to be about an incident, which one.

    It is the one that a person linked; or else the first on the service that the question names, if it opened soon
    after the question and before anything had resolved that. A service known from the channel alone links nothing, and
    services that were merged then are one.
    """
    merges = {key: one.merges for key, one in services.items() if one.merges}
    by_key = {key_of_incident(one): one for one in incidents}
    on_service: dict[str, list[Incident]] = {}
    for one in sorted(incidents, key=lambda one: (one.opened_at, one.channel, one.alert)):
        alert = alerts.get(one.alert)
        if alert is not None and alert.service is not None:
            on_service.setdefault(whole_of(merges, alert.service, one.opened_at), []).append(one)
    found: dict[MessageRef, Incident] = {}
    for request in requests:
        linked = by_key.get(request.incident) if request.incident is not None else None
        whole = whole_of(merges, request.service or "", request.asked_at)
        about = linked or _soon_after(request, on_service.get(whole, ()), within)
        if about is not None:
            found[request.root] = about
    return found


def _soon_after(request: HelpRequest, incidents: Iterable[Incident], within: Duration) -> Incident | None:
    if request.tie not in (Tie.WORDS, Tie.PERSON):
        return None
    said_at = request.settlement.at if request.settlement is not None else None
    ended = min(_said((request.closed_at, request.ticked_at, said_at)), default=None)
    return next((one for one in incidents if _is_soon_after(request.asked_at, ended, one.opened_at, within)), None)


def _is_soon_after(asked: Instant, ended: Instant | None, opened: Instant, within: Duration) -> bool:
    return asked <= opened <= asked + within and (ended is None or opened < ended)
