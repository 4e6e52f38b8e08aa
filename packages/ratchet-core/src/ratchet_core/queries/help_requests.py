"""Help requests: whom they wait for, who answered, and which incident they were about.

Questions that continue each other are one request.
"""

from collections import Counter
from collections.abc import Iterable

from attrs import frozen

from ratchet_core.domain import HelpRequest, HelpState, Incident, MessageRef, Settlement, ThreadNote
from ratchet_core.domain.requests import as_one, head_of, incidents_asked_about, joined, whole_requests
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.owning import holder_of


def requests(reader: Reader, channel: str | None = None) -> list[HelpRequest]:
    """Return the help requests, in the order of asking."""
    return whole_requests(_by_root(reader.requests(channel)))


def _by_root(questions: Iterable[HelpRequest]) -> dict[MessageRef, HelpRequest]:
    return {one.root: one for one in questions}


def requests_that(
    reader: Reader,
    *,
    state: HelpState | None = None,
    channel: str | None = None,
    teams: frozenset[str] | None = None,
) -> list[HelpRequest]:
    """Return the help requests that are so, the latest first.

    With `teams`, only those that one of them holds now; without a state, the resolved ones wait for nobody.
    """
    directory = reader.directory()
    chosen = (one for one in requests(reader, channel) if _is_so(one, state, waiting=teams is not None))
    held = (one for one in chosen if teams is None or holder_of(directory, one) in teams)
    return sorted(held, key=lambda one: (-one.asked_at, one.root))


def _is_so(request: HelpRequest, state: HelpState | None, *, waiting: bool) -> bool:
    if state is not None:
        return request.state is state
    return not waiting or request.state is not HelpState.RESOLVED


def head_request(reader: Reader, question: HelpRequest) -> HelpRequest:
    """Return the question that a request begins with, as a row of its own."""
    return head_of(question, _near(reader, question))


def whole_request(reader: Reader, question: HelpRequest) -> HelpRequest:
    """Return the request that a question is part of, with all that continues it."""
    return as_one(parts_of(reader, question))


def parts_of(reader: Reader, question: HelpRequest) -> tuple[HelpRequest, ...]:
    """Return the questions that the request of a question consists of, in the order of asking."""
    near = _near(reader, question)
    root = head_of(question, near).root
    parts = (one for one in near.values() if head_of(one, near).root == root)
    return tuple(sorted(parts, key=lambda one: (one.asked_at, one.root)))


def question_of(reader: Reader, request: HelpRequest) -> str:
    """Return what was asked in a request, with all that continues it."""
    return joined(reader.words(part.root) for part in parts_of(reader, request))


def _near(reader: Reader, question: HelpRequest) -> dict[MessageRef, HelpRequest]:
    """Return the questions among which are those that continue one: of the same person, in the same channel."""
    return _by_root(reader.requests(question.root.channel, question.asker))


def linked(reader: Reader, asked: Iterable[HelpRequest]) -> dict[MessageRef, Incident]:
    """Return which incidents help requests were about, by the message of each request."""
    alerts = {one.fingerprint: one for one in reader.alerts()}
    directory = reader.directory()
    within = directory.policy.asked_before
    return incidents_asked_about(asked, reader.incidents(), alerts, directory.services, within)


def settlement_of(request: HelpRequest) -> Settlement | None:
    """Return what a person said of a request's end, where that is why it counts as resolved."""
    said = request.settlement
    return said if said is not None and said.resolution is request.resolution else None


@frozen
class RequestDetails:
    """A help request with all that is known of it.

    Attributes:
        request: As a whole.
        parts: The questions that it consists of, in the order of asking.
        holder: The team that it waits for now.
        incident: Which one it was about; `request.incident` says whether a person linked it.
        replies: Those that are kept, in the order of time.
        first_responders: Who may have given the first response; more than one where it is not known which of them.
    """

    request: HelpRequest
    parts: tuple[HelpRequest, ...]
    holder: str | None
    incident: Incident | None
    replies: tuple[ThreadNote, ...]
    first_responders: tuple[str, ...]


def request_details(reader: Reader, question: HelpRequest) -> RequestDetails:
    """Return all that there is to say of the request that a question is part of."""
    parts, directory = parts_of(reader, question), reader.directory()
    request = as_one(parts)
    replies = tuple(sorted(note for part in parts for note in reader.replies(part.root)))
    return RequestDetails(
        request=request,
        parts=parts,
        holder=holder_of(directory, request),
        incident=linked(reader, [request]).get(request.root),
        replies=replies,
        first_responders=_first_responders(request, replies),
    )


def _first_responders(request: HelpRequest, replies: Iterable[ThreadNote]) -> tuple[str, ...]:
    if request.first_response_at is None:
        return ()
    return tuple(one.person for one in replies if one.at == request.first_response_at) or request.responders


@frozen
class RequestCounts:
    """How many help requests there were, and what became of them."""

    opened: int
    answered: int
    resolved: int
    unanswered: int
    resolved_without_answer: int


def counted_requests(asked: Iterable[HelpRequest]) -> RequestCounts:
    """Count help requests by what became of them."""
    counts = Counter((one.state, one.first_response_at is not None) for one in asked)
    return RequestCounts(
        opened=counts.total(),
        answered=sum(count for (_, answered), count in counts.items() if answered),
        resolved=counts[HelpState.RESOLVED, True] + counts[HelpState.RESOLVED, False],
        unanswered=counts[HelpState.OPEN, True] + counts[HelpState.OPEN, False],
        resolved_without_answer=counts[HelpState.RESOLVED, False],
    )


def unanswered(asked: Iterable[HelpRequest]) -> list[HelpRequest]:
    """Return the help requests that still wait for a first response, the latest first."""
    return sorted((one for one in asked if one.state is HelpState.OPEN), key=lambda one: -one.asked_at)
