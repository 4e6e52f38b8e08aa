"""A search that needs no database: an index of what may answer a question, kept up with the rows of a store."""

from collections.abc import Sequence
from typing import Any, Protocol

from ratchet_core.domain import QUESTIONS, Alert, HelpRequest, Message, MessageRef, RunbookVersion
from ratchet_core.domain.records import Get, Key, Range
from ratchet_core.domain.requests import joined
from ratchet_core.reading.retrieval import DEMAND, Hit, Postings, ranked
from ratchet_core.reading.terms import terms_of
from ratchet_core.rules.findable import is_findable, runbook_words
from ratchet_core.vocabulary.actions import FindSimilar
from ratchet_core.vocabulary.events import Found, FoundQuestion, FoundRunbook


class Rows(Protocol):
    """The rows that an index is made of."""

    def get(self, asked: Get) -> Any:  # noqa: ANN401 - a record of the kind that was asked for, or None
        """Return the row under a key, or None."""
        ...

    def range(self, asked: Range) -> Sequence[Any]:
        """Return the rows that a range asks for."""
        ...


class SearchIndex:
    """A `Search` over the rows of a store."""

    def __init__(self, rows: Rows) -> None:
        """Begin with an empty index."""
        self._rows = rows
        self._index = Postings()
        self._documents: dict[str, MessageRef | str] = {}

    async def find(self, action: FindSimilar) -> tuple[Found, ...]:
        """Return what is like a question, the most similar first."""
        texts = [one.text for root in action.parts if (one := self._rows.get(Get(Message, (root.channel, root.ts))))]
        terms = terms_of(joined(texts))
        candidates = self._index.candidates(terms, shared=DEMAND.shared)
        return tuple(map(self._found, ranked(terms, candidates, self._index.statistics(terms, candidates))))

    def _found(self, hit: Hit) -> Found:
        document, score = self._documents[hit.key], round(hit.score * 100)
        return FoundQuestion(document, score) if isinstance(document, MessageRef) else FoundRunbook(document, score)

    def put(self, record: object) -> None:
        """Take in a row that was kept."""
        if isinstance(record, HelpRequest):
            key = f"{record.root.channel}/{record.root.ts}"
            if is_findable(record) != (key in self._documents):  # most replies change nothing of that
                self._question(key, record)
        elif isinstance(record, Message):
            self._words(record)
        elif isinstance(record, RunbookVersion):
            self._runbook(record.alert)
        elif isinstance(record, Alert):
            self._runbook(record.fingerprint)

    def drop(self, kind: str, key: Key) -> None:
        """Take out a row that is gone."""
        if kind == "help_request":
            self._without(f"{key[0]}/{key[1]}")

    def _words(self, message: Message) -> None:
        """Take in what a message says now, where it is a question that was answered."""
        if message.kept in QUESTIONS:
            channel, ts = message.ref.channel, message.ref.ts
            request = self._rows.get(Get(HelpRequest, (channel, ts)))
            if request is not None:
                self._question(f"{channel}/{ts}", request)
        elif message.thread is None:
            self._without(f"{message.ref.channel}/{message.ref.ts}")

    def _question(self, key: str, request: HelpRequest) -> None:
        root = request.root
        message = self._rows.get(Get(Message, (root.channel, root.ts))) if is_findable(request) else None
        if message is None or not message.text:
            self._without(key)
        else:
            self._index.add(key, request.asked_at, terms_of(message.text))
            self._documents[key] = root

    def _without(self, key: str) -> None:
        if key in self._documents:
            self._index.remove(key)
            del self._documents[key]

    def _runbook(self, fingerprint: str) -> None:
        key, alert = f"runbook:{fingerprint}", self._rows.get(Get(Alert, (fingerprint,)))
        active = self._rows.range(Range(RunbookVersion, "active", (fingerprint,), 1))
        if alert is None or not active:
            self._without(key)
            return
        version = active[0]
        self._index.add(key, version.written_at, terms_of(runbook_words(alert, version)), long=True)
        self._documents[key] = fingerprint
