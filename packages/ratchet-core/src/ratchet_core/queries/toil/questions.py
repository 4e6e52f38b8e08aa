"""How questions fared in a stretch of time: first response and answer, what nobody answered, what was asked again.

First response is Plain's: from the first message of the asker to the first reply of a person, which bots do not stop,
told by the date of the reply. Where a team owns the channel, it is its members who reply.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.domain import HelpRequest, HelpState, Resolution
from ratchet_core.domain.requests import WholeRequest
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.toil.acts import Known, Matter, MatterKind
from ratchet_core.queries.toil.span import Scope, Span
from ratchet_core.queries.toil.survival import Seen, Times, times_of
from ratchet_core.reading.terms import is_faint, terms_of
from ratchet_core.rules.earlier_replies import best_reply, is_proven

_FEWEST_TELLING = 3
_SAME_TENTHS = 7


@frozen
class Repeated:
    """A question that was asked before in the same channel, in nearly the same words.

    Where it is `quotable`, the earlier one has an answer that would be quoted unasked.
    """

    request: MessageRef
    earlier: MessageRef
    quotable: bool = False


@frozen
class QuestionFigures:
    """What the questions came to.

    Attributes:
        asked: Those that were asked in the stretch of time, in order.
        responded: Those that got their first response in it, with their parts.
        response: Of those that got their first response in it, from asking to that; those asked in it that got none are
            seen until now.
        answer: The same of the first reply that may help.
        settled: Those asked in it that were resolved without a response, as where somebody else than the team helped.
        settled_unanswered: The same without a reply that may help.
        unanswered: Those asked in it that wait, or ended without an answer, and nobody said were resolved.
        repeated: Those asked in it that had been asked before.
        by_team: How many were asked of each team, by its id, the most first; None is nobody.
        resolutions: How those asked in it ended, the most frequent first.
    """

    asked: tuple[HelpRequest, ...]
    response: Times
    answer: Times
    settled: tuple[HelpRequest, ...]
    settled_unanswered: tuple[HelpRequest, ...]
    responded: tuple[WholeRequest, ...]
    unanswered: tuple[HelpRequest, ...]
    repeated: tuple[Repeated, ...]
    by_team: tuple[tuple[str | None, int], ...]
    resolutions: tuple[tuple[Resolution, int], ...]


def question_figures(
    reader: Reader, whole: Sequence[WholeRequest], span: Span, scope: Scope, known: Known
) -> QuestionFigures:
    """Return what the questions of a stretch of time came to; `whole` are those of it and of some time before."""
    wholes = [one for one in whole if _is_in(one.request, scope, known)]
    mine = [one.request for one in wholes]
    asked = [one for one in mine if span.covers(one.asked_at)]
    owners = Counter(known.owner_of(_matter(one), one.asked_at, scope) for one in asked)
    now, ended = min(reader.now(), span.until), [one for one in asked if one.resolution is not None]
    return QuestionFigures(
        asked=tuple(asked),
        response=times_of(_seen([(one, one.first_response_at) for one in mine], span, now)),
        answer=times_of(_seen([(one, one.first_answer_at) for one in mine], span, now)),
        settled=tuple(one for one in ended if one.first_response_at is None),
        settled_unanswered=tuple(one for one in ended if one.first_answer_at is None),
        responded=tuple(one for one in wholes if _responded_in(one.request, span)),
        unanswered=tuple(one for one in asked if one.state is HelpState.OPEN),
        repeated=tuple(_repeated(reader, mine, span)),
        by_team=tuple(owners.most_common()),
        resolutions=tuple(Counter(one.resolution for one in asked if one.resolution is not None).most_common()),
    )


def _is_in(request: HelpRequest, scope: Scope, known: Known) -> bool:
    return known.is_in(scope, _matter(request), request.asked_at)


def _responded_in(request: HelpRequest, span: Span) -> bool:
    return request.first_response_at is not None and span.covers(request.first_response_at)


def _matter(request: HelpRequest) -> Matter:
    return Matter(MatterKind.QUESTION, request.root.channel, request.root.ts)


def _seen(replied: Iterable[tuple[HelpRequest, int | None]], span: Span, now: int) -> list[Seen]:
    found: list[Seen] = []
    for request, at in replied:
        if at is not None and span.covers(at):
            found.append(Seen(at - request.asked_at, happened=True))
        elif at is None and span.covers(request.asked_at) and request.resolution is None:
            found.append(Seen(now - request.asked_at, happened=False))
    return found


def _repeated(reader: Reader, requests: Sequence[HelpRequest], span: Span) -> list[Repeated]:
    """Return the questions with nearly all of the telling words of an earlier one of somebody in the same channel."""
    ordered = sorted(requests, key=lambda one: (one.asked_at, one.root))
    said = reader.words_of([one.question for one in ordered])
    words = {one.root: said[one.question] for one in ordered if one.question in said}
    telling = {root: frozenset(one for one in terms_of(text) if not is_faint(one)) for root, text in words.items()}
    having: dict[tuple[str, str], list[MessageRef]] = defaultdict(list)
    found: list[Repeated] = []
    for request in ordered:
        root = request.root
        terms = telling.get(root, frozenset())
        if len(terms) < _FEWEST_TELLING:
            continue
        earlier = _same(root, terms, having, telling) if span.covers(request.asked_at) else None
        if earlier is not None:
            found.append(Repeated(root, earlier, _is_quotable(reader, request, earlier, words)))
        for term in terms:
            having[root.channel, term].append(root)
    return found


def _is_quotable(reader: Reader, request: HelpRequest, earlier: MessageRef, words: Mapping[MessageRef, str]) -> bool:
    before, replies, question = reader.request(earlier), reader.replies(earlier), words.get(request.root, "")
    if before is None or before.asker == request.asker:
        return False
    asked = words.get(earlier, "")
    reply = best_reply(before, question, replies)
    return reply is not None and is_proven(request, question, (before, asked, tuple(replies)), reply)


def _same(
    root: MessageRef,
    terms: frozenset[str],
    having: Mapping[tuple[str, str], list[MessageRef]],
    telling: Mapping[MessageRef, frozenset[str]],
) -> MessageRef | None:
    shared = Counter(one for term in terms for one in having.get((root.channel, term), ()))
    alike = [one for one, count in shared.items() if 10 * count >= _SAME_TENTHS * max(len(terms), len(telling[one]))]
    return max(alike, key=lambda one: (shared[one], one), default=None)
