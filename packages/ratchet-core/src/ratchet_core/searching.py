"""What may answer a later question, as documents that a store keeps beside its records, and how a question finds them.

Which records make a document, with which terms, is worked out here, from the records alone. A store keeps documents
and how many of them have each term, and looks up candidates by their terms; who is found is worked out here again.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import QUESTIONS, Alert, HelpRequest, Message, MessageRef, RunbookVersion
from ratchet_core.domain.records import Get, Key, Lookup, Range
from ratchet_core.domain.requests import joined
from ratchet_core.domain.runbooks import RunbookState
from ratchet_core.reading import retrieval
from ratchet_core.reading.retrieval import DEMAND, MOST_CANDIDATES, Candidate, Statistics
from ratchet_core.reading.terms import terms_of
from ratchet_core.rules.findable import is_findable, runbook_words
from ratchet_core.vocabulary.actions import FindSimilar
from ratchet_core.vocabulary.events import Found, FoundQuestion, FoundRunbook

__all__ = [
    "MOST",
    "VERSION",
    "Document",
    "Origin",
    "Question",
    "Statistics",
    "asked_in",
    "document_of",
    "found",
    "is_looked_for",
    "key_of",
    "lookups_of",
    "origin_of",
    "origin_under",
    "part_of",
    "questions_of",
]

VERSION: Final = 1
"""Changes when the same records make other documents: a store that has those of another version makes them anew."""

MOST: Final = MOST_CANDIDATES
"""How many candidates are looked at."""

Origin: TypeAlias = MessageRef | str
"""What a document is made of: a question, by the message that asks it, or an alert with its runbook, by fingerprint."""


@frozen
class Document:
    """What may answer a later question: a question that was answered, or the active runbook of an alert."""

    origin: Origin
    at: Instant
    terms: tuple[str, ...]
    service: str | None = None
    long: bool = False

    @property
    def key(self) -> str:
        """What names it among all documents."""
        return key_of(self.origin)

    @property
    def candidate(self) -> Candidate:
        """The document as it is ranked."""
        return Candidate(self.key, self.at, self.terms, self.long)


def key_of(origin: Origin) -> str:
    """Return what names the document of an origin, which need not exist."""
    return f"{origin.channel}/{origin.ts}" if isinstance(origin, MessageRef) else f"runbook:{origin}"


def origin_of(record: object) -> Origin | None:
    """Return the origin of the document that a record has a part in, or None where it has none in any."""
    match record:
        case HelpRequest():
            return record.root
        case Message():
            return record.ref if record.kept in QUESTIONS or record.thread is None else None
        case RunbookVersion():
            return record.alert
        case Alert():
            return record.fingerprint
        case _:
            return None


def origin_under(kind: str, key: Key) -> Origin | None:
    """Return the same for a record of a kind that is gone."""
    match kind, key:
        case (("help_request" | "message"), (str(channel), str(ts))):
            return MessageRef(channel, ts)
        case (("runbook_version" | "alert"), (str(alert), *_)):
            return alert
        case _:
            return None


def part_of(record: object) -> object:
    """Return what a record, or None, gives to a document: where that is as before, the document is."""
    match record:
        case HelpRequest():
            return (record.asked_at, record.service) if is_findable(record) else None
        case Message():
            return record.text or None if record.kept in QUESTIONS else None
        case RunbookVersion():
            return (record.written_at, record.text) if record.state is RunbookState.ACTIVE else None
        case Alert():
            return record.name, record.service
        case _:
            return None


def lookups_of(origin: Origin) -> tuple[Lookup, ...]:
    """Return what a document is made of."""
    if isinstance(origin, MessageRef):
        key = (origin.channel, origin.ts)
        return Get(HelpRequest, key), Get(Message, key)
    return Get(Alert, (origin,)), Range(RunbookVersion, "active", (origin,), 1)


def document_of(origin: Origin, found: Sequence[Any]) -> Document | None:
    """Return the document of an origin, from what is known under `lookups_of` it, or None where there is none."""
    if isinstance(origin, MessageRef):
        return _question(origin, *found)
    return _runbook(origin, *found)


def _question(origin: MessageRef, request: HelpRequest | None, message: Message | None) -> Document | None:
    if request is None or message is None or part_of(request) is None or part_of(message) is None:
        return None
    terms = terms_of(message.text)
    return Document(origin, request.asked_at, terms, request.service) if terms else None


def _runbook(origin: str, alert: Alert | None, active: Sequence[RunbookVersion]) -> Document | None:
    if alert is None or not active:
        return None
    terms = terms_of(runbook_words(alert, active[0]))
    return Document(origin, active[0].written_at, terms, alert.service, long=True) if terms else None


def is_looked_for(action: FindSimilar, origin: Origin) -> bool:
    """Say whether a document of an origin is looked for; where a runbook may be shown hangs on more than a channel."""
    if not isinstance(origin, MessageRef) or origin.channel == action.channel:
        return True
    return not action.only_here and origin.channel not in action.hidden


def questions_of(action: FindSimilar) -> tuple[Lookup, ...]:
    """Return where the words of a question stand."""
    return tuple(Get(Message, (root.channel, root.ts)) for root in action.parts)


def asked_in(messages: Iterable[Message | None], words: str = "") -> str:
    """Return what is asked in messages, of which some may be unknown, and in words beside them."""
    said = [one.text for one in messages if one is not None]
    return joined([*said, words] if words else said)


@frozen
class Question:
    """A question that is looked up, by its terms."""

    terms: tuple[str, ...]

    @classmethod
    def of(cls, messages: Iterable[Message | None], words: str = "") -> "Question":
        """Return what is asked in messages, of which some may be unknown, and in words beside them."""
        return cls(terms_of(asked_in(messages, words)))

    def sets(self, known: Statistics) -> tuple[tuple[str, ...], ...]:
        """Return sets of terms: what has all terms of one of them is a candidate."""
        return retrieval.sets_of(self.terms, known) if len(self.terms) >= DEMAND.shared else ()

    def nearest(self, documents: Iterable[Document], known: Statistics) -> list[Document]:
        """Return the candidates that are ranked."""
        by_key = {one.key: one for one in documents}
        candidates = (one.candidate for one in by_key.values())
        return [by_key[one.key] for one in retrieval.heaviest(self.terms, candidates, known)]

    def found(
        self, nearest: Sequence[Document], documents: Sequence[Document], matching: int, known: Statistics
    ) -> tuple[Found, ...]:
        """Return what is like the question, the most similar first.

        Args:
            nearest: The documents that are ranked.
            documents: All candidates that were looked at, the newest.
            matching: How many candidates there are.
            known: How frequent the question's terms are, and those of the nearest documents.
        """
        candidates, seen = [one.candidate for one in nearest], [one.candidate for one in documents]
        statistics = retrieval.with_copies(self.terms, candidates, seen, matching, known)
        return found(retrieval.ranked(self.terms, candidates, statistics), {one.key: one.origin for one in nearest})


def found(hits: Iterable[retrieval.Hit], origins: Mapping[str, Origin]) -> tuple[Found, ...]:
    """Return what was found as an event tells it."""
    return tuple(_found(origins[hit.key], round(hit.score * 100)) for hit in hits)


def _found(origin: Origin, score: int) -> Found:
    return FoundQuestion(origin, score) if isinstance(origin, MessageRef) else FoundRunbook(origin, score)
