"""Help requests: whom they wait for, who answered, and which incident they were about.

Questions that continue each other are one request.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice

from attrs import frozen

from ratchet_core.domain import HelpRequest, HelpState, Incident, MessageRef, Settlement, ThreadNote
from ratchet_core.domain.requests import (
    WholeRequest,
    as_one,
    head_of,
    incidents_asked_about,
    joined,
    together,
    whole_requests,
)
from ratchet_core.queries.paging import pages
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.owning import holder_of


def requests(reader: Reader, channel: str | None = None) -> list[HelpRequest]:
    """Return the help requests, in the order of asking."""
    return whole_requests(_by_root(reader.requests(channel)))


def _by_root(questions: Iterable[HelpRequest]) -> dict[MessageRef, HelpRequest]:
    return {one.root: one for one in questions}


@frozen
class RequestEntry:
    """A help request as a list tells of it: with what was asked in it and in all that continues it."""

    request: HelpRequest
    question: str


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
    return [one.request for one in _chosen(reader, state, channel, teams, None)]


def request_entries(
    reader: Reader,
    *,
    state: HelpState | None = None,
    channel: str | None = None,
    teams: frozenset[str] | None = None,
    limit: int | None = None,
) -> list[RequestEntry]:
    """Return the help requests that are so, the latest first, as a list tells of them; see `requests_that`."""
    return entries_of(reader, list(islice(_chosen(reader, state, channel, teams, limit), limit)))


def _chosen(
    reader: Reader, state: HelpState | None, channel: str | None, teams: frozenset[str] | None, limit: int | None
) -> Iterator[WholeRequest]:
    directory = reader.directory()
    for one in _latest(reader, channel, limit):
        is_held = teams is None or holder_of(directory, one.request) in teams
        if is_held and _is_so(one.request, state, waiting=teams is not None):
            yield one


def entries_of(reader: Reader, chosen: Collection[WholeRequest]) -> list[RequestEntry]:
    """Return help requests as a list tells of them, in the order in which they are given."""
    words = reader.words_of([part.question for one in chosen for part in one.parts])
    return [RequestEntry(one.request, joined(words.get(part.question, "") for part in one.parts)) for one in chosen]


def request_entry(reader: Reader, question: HelpRequest) -> RequestEntry:
    """Return the request that a question is part of, as a list tells of it."""
    parts = parts_of(reader, question)
    return entries_of(reader, [WholeRequest(as_one(parts), parts)])[0]


def _latest(reader: Reader, channel: str | None, limit: int | None) -> Iterator[WholeRequest]:
    """Return the help requests, the latest first.

    A question that continues an earlier one waits for that, which may stand on a later page.
    """
    waiting: list[HelpRequest] = []
    for page in pages(partial(reader.requests, channel), lambda one: one.asked_at, limit):
        known = _by_root([*waiting, *page])
        heads = {root: head_of(one, known) for root, one in known.items()}
        early = {one.root for one in heads.values() if _continues_earlier(reader, one, known)}
        waiting = [one for root, one in known.items() if heads[root].root in early]
        whole = together({root: one for root, one in known.items() if heads[root].root not in early})
        yield from sorted(whole, key=lambda one: (-one.request.asked_at, one.request.root))


def _continues_earlier(reader: Reader, head: HelpRequest, known: Mapping[MessageRef, HelpRequest]) -> bool:
    """Say whether what begins a request, as far as is known, continues a question that was not read yet."""
    if head.continues is None or (ref := MessageRef(head.root.channel, head.continues)) in known:
        return False
    before = reader.request(ref)
    return before is not None and before.asked_at <= head.asked_at


def _is_so(request: HelpRequest, state: HelpState | None, *, waiting: bool) -> bool:
    if state is not None:
        return request.state is state
    return not waiting or request.state is not HelpState.RESOLVED


def head_request(reader: Reader, question: HelpRequest) -> HelpRequest:
    """Return the question that a request begins with, as a row of its own."""
    return head_of(question, _near(reader, question))


def parts_of(reader: Reader, question: HelpRequest) -> tuple[HelpRequest, ...]:
    """Return the questions that the request of a question consists of, in the order of asking."""
    near = _near(reader, question)
    root = head_of(question, near).root
    parts = (one for one in near.values() if head_of(one, near).root == root)
    return tuple(sorted(parts, key=lambda one: (one.asked_at, one.root)))


def question_of(reader: Reader, request: HelpRequest) -> str:
    """Return what was asked in a request, with all that continues it."""
    return joined(reader.words(part.question) for part in parts_of(reader, request))


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
    """How many help requests there were, and what became of them; see `HelpState` for what is an answer."""

    opened: int
    answered: int
    resolved: int
    unanswered: int
    resolved_without_answer: int


def counted_requests(asked: Iterable[HelpRequest]) -> RequestCounts:
    """Count help requests by what became of them."""
    counts = Counter((one.state, one.first_answer_at is not None) for one in asked)
    return RequestCounts(
        opened=counts.total(),
        answered=sum(count for (_, answered), count in counts.items() if answered),
        resolved=counts[HelpState.RESOLVED, True] + counts[HelpState.RESOLVED, False],
        unanswered=counts[HelpState.OPEN, True] + counts[HelpState.OPEN, False],
        resolved_without_answer=counts[HelpState.RESOLVED, False],
    )


def unanswered(asked: Iterable[HelpRequest]) -> list[HelpRequest]:
    """Return the help requests that nobody has answered, the latest first."""
    return sorted((one for one in asked if one.state is HelpState.OPEN), key=lambda one: -one.asked_at)
