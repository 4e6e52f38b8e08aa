"""Chooses the questions that are asked again: those whose answer somebody had given before, as far as facts can tell.

A thread has the answer to a later question if a reply in it says, letter by letter, what the later answer says too, and
that is said seldom, and both questions have telling words in common. For one in five of the questions every thread with
anything of their answer is hidden, so that silence is right.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import field, frozen
from ratchet_core.basis.ids import digest_of
from ratchet_core.basis.instants import Instant
from ratchet_core.domain import HelpRequest, MessageRef
from ratchet_core.queries.help_requests import question_of, requests
from ratchet_core.queries.reader import Reader
from ratchet_core.reading.terms import is_faint, terms_of
from ratchet_core.rules.quoting import is_earlier, is_to_somebody

from ratchet_cli.evaluate.facts import facts_in, facts_of, weight_of

HIDDEN: Final = 5
"""Of so many questions, the answer to one is hidden."""

_SELDOM: Final = 5
_SELDOM_OF: Final = 500
"""A fact is seldom if so many earlier threads have it at most, or one of so many."""

_ENOUGH: Final = 2
_PLENTY: Final = 4
_ALIKE: Final = 2


@frozen
class Thread:
    """A question that people answered, and what is literal in their answers."""

    request: HelpRequest
    question: str
    facts: frozenset[str]
    replies: tuple[str, ...] = ()

    @property
    def root(self) -> MessageRef:
        """The message that asks it."""
        return self.request.root


@frozen
class Asked:
    """A question that is asked again at a moment, and what is known of its answer.

    Attributes:
        thread: The question, with its real answer, which is later than the moment.
        at: The moment at which it is asked: before anybody answered.
        due: The moment at which an answer would be looked for.
        sources: Earlier threads that have the answer.
        known: What is literal in the real answer and stands in one of them.
        holders: Every thread, of any time, that has anything literal of the real answer.
        hidden: Whether these are hidden, so that silence is right.
    """

    thread: Thread
    at: Instant
    due: Instant
    sources: frozenset[MessageRef]
    known: frozenset[str]
    holders: frozenset[MessageRef]
    hidden: bool = False

    @property
    def root(self) -> MessageRef:
        """The message that asks it."""
        return self.thread.root


@frozen
class Chosen:
    """The questions that are asked again, in the order of asking, and how many are not, and why.

    Attributes:
        asked: The questions.
        answered: How many questions people answered.
        without_facts: In the answers to how many of these nothing is literal.
        without_sources: Of how many nobody had said anything literal before.
        left_out: How many are not asked because so many are enough.
        roots: In which thread a reply stands.
        runbooks: What is literal in each version of each runbook.
        names: What channels are called, by id.
    """

    asked: tuple[Asked, ...] = ()
    answered: int = 0
    without_facts: int = 0
    without_sources: int = 0
    left_out: int = 0
    roots: Mapping[MessageRef, MessageRef] = field(factory=dict)
    runbooks: Mapping[tuple[str, int], frozenset[str]] = field(factory=dict)
    names: Mapping[str, str] = field(factory=dict)


def chosen(reader: Reader, most: int | None = None) -> Chosen:
    """Return the questions that are asked again, at most so many; which ones hangs on nothing but their names."""
    threads, roots = _threads(reader)
    found = list(_with_sources(reader, threads))
    with_facts = sum(bool(one.facts) for one in threads)
    picked = sorted(found, key=_by_chance)[:most]
    hidden = {one.root for one in picked[: -(-len(picked) // HIDDEN)]}
    asked = [_hidden(one) if one.root in hidden else one for one in picked]
    return Chosen(
        tuple(sorted(asked, key=lambda one: (one.at, one.root))),
        len(threads),
        len(threads) - with_facts,
        with_facts - len(found),
        len(found) - len(picked),
        roots,
        {(one.alert, one.number): facts_in(one.text) for one in reader.versions()},
        {one.id: one.name for one in reader.directory().channels.values()},
    )


def _by_chance(asked: Asked) -> str:
    return digest_of(f"{asked.root.channel}/{asked.root.ts}")


def _hidden(asked: Asked) -> Asked:
    return Asked(asked.thread, asked.at, asked.due, frozenset(), frozenset(), asked.holders, hidden=True)


def _threads(reader: Reader) -> tuple[list[Thread], dict[MessageRef, MessageRef]]:
    """Return the questions that somebody answered, in the order of asking, and whose thread each reply stands in."""
    threads: list[Thread] = []
    roots: dict[MessageRef, MessageRef] = {}
    for request in requests(reader):
        replies = reader.replies(request.root)
        roots |= {MessageRef(request.root.channel, one.ts): request.root for one in replies}
        said = tuple(one.text for one in replies if one.person != request.asker)
        if said:
            question = question_of(reader, request)
            threads.append(Thread(request, question, facts_of(said, question), said))
    return threads, roots


def _with_sources(reader: Reader, threads: Sequence[Thread]) -> Iterator[Asked]:
    """Return each question that an earlier thread answers, as far as facts can tell."""
    having: dict[str, list[int]] = defaultdict(list)
    terms = [frozenset(one for one in terms_of(thread.question) if not is_faint(one)) for thread in threads]
    for number, thread in enumerate(threads):
        for fact in thread.facts:
            having[fact].append(number)
    policy = reader.directory().policy
    for number, thread in enumerate(threads):
        due = thread.request.asked_at + policy.answer_after
        at = _moment(reader, thread.request, due)
        shared = _shared(thread, number, having)
        found = {
            other: facts
            for other, facts in shared.items()
            if _answers(thread, threads[other], facts, len(terms[number] & terms[other]))
        }
        if at is None or not found or is_to_somebody(thread.question):
            continue
        sources = frozenset(threads[other].root for other in found)
        holders = frozenset(threads[other].root for fact in thread.facts for other in having[fact])
        known = frozenset(fact for facts in found.values() for fact in facts)
        yield Asked(thread, at, due, sources, known, holders - {thread.root})


def _moment(reader: Reader, request: HelpRequest, due: Instant) -> Instant | None:
    """Return when it is asked again: before anybody else said anything; None where somebody did at once."""
    said = (one.at for one in reader.replies(request.root) if one.person != request.asker)
    heard = (one for one in (request.first_response_at, request.first_answer_at, request.closed_at) if one is not None)
    at = min((due, *said, *heard))
    return at if at > request.asked_at else None


def _shared(thread: Thread, number: int, having: Mapping[str, Sequence[int]]) -> dict[int, set[str]]:
    """Return the earlier threads with facts of an answer that are seldom, and which these are."""
    shared: dict[int, set[str]] = defaultdict(set)
    for fact in thread.facts:
        earlier = [other for other in having[fact] if other < number]
        if len(earlier) <= max(_SELDOM, number // _SELDOM_OF):
            for other in earlier:
                shared[other].add(fact)
    return shared


def _answers(thread: Thread, earlier: Thread, facts: Iterable[str], alike: int) -> bool:
    if not is_earlier(earlier.request, thread.request):
        return False
    weight = weight_of(facts)
    return (weight >= _ENOUGH and alike >= _ALIKE) or (weight >= _PLENTY and alike > 0)
