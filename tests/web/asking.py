"""Asks the pages as a browser and a program would, and the worlds that they show."""

import asyncio
import json
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

import attrs
from attrs import frozen
from histories import EVERYTHING
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.replay import Replay
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event
from ratchet_web import Sources, pages
from ratchet_web.memory import sources_of
from remembered import HISTORY
from starlette.testclient import TestClient
from starlette.types import ASGIApp

LIVE = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE, drafts=Mode.OFF))


def lived(events: Iterable[Event], policy: Policy = LIVE) -> Sources:
    """Return what the pages show of a history, with all its decisions."""
    store, log = MemoryStore(policy), list[tuple[Event, Decision]]()

    async def live() -> None:
        replay = Replay(store, lambda event, decision: log.append((event, decision)))
        for event in sorted(events, key=lambda one: one.at):
            await replay.feed(event)

    asyncio.run(live())
    return sources_of(store, log, about="a test")


def remembered_sources(more: Iterable[Event] = ()) -> Sources:
    """Return what the pages show of the history that queries are asked about, and of what came after it."""
    return lived([*HISTORY, *more])


def client(app: ASGIApp) -> TestClient:
    """Return who asks an application; an error in it is answered, as it would be."""
    return TestClient(app, base_url="http://localhost:5001", raise_server_exceptions=False)


def visitor(sources: Sources) -> TestClient:
    """Return who asks the pages of a world."""
    return client(pages(sources))


def told(sources: Sources, path: str) -> Any:  # noqa: ANN401 - whatever JSON says
    """Return what a page says for programs."""
    answer = visitor(sources).get(path)
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text)


@frozen
class Table:
    """A table as a person reads it: its caption, its headings, and the words in each cell."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class _Reading(HTMLParser):
    """Reads a page: its words, its links, its headings, its tables."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tables: list[dict[str, Any]] = []
        self.words: list[str] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and said.get("href"):
            self.links.append(said["href"] or "")
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        if tag == "table":
            self.tables.append({"caption": [], "headings": [], "rows": []})
        elif tag == "tr":
            self.tables[-1]["rows"].append([])
        elif tag in {"caption", "td", "th"}:
            self._into = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self.tables[-1]["caption"] = self._words()
        elif tag in {"td", "th"}:
            self.tables[-1]["rows"][-1].append(self._words())

    def _words(self) -> str:
        said, self._into = " ".join("".join(self._into or ()).split()), None
        return said

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._into is not None:
            self._into.append(data)


@frozen
class Read:
    """A page as it is read."""

    words: str
    links: tuple[str, ...]
    headings: tuple[int, ...]
    tables: tuple[Table, ...]


def read(html: str) -> Read:
    """Return a page as it is read."""
    reading = _Reading()
    reading.feed(html)
    tables = (
        Table(one["caption"], tuple(one["rows"][0]), tuple(map(tuple, one["rows"][1:]))) for one in reading.tables
    )
    words = " ".join("".join(reading.words).split())
    return Read(words, tuple(reading.links), tuple(reading.headings), tuple(tables))


def page(sources: Sources, path: str) -> Read:
    """Return a page as it is read."""
    answer = visitor(sources).get(path)
    assert answer.status_code == 200, answer.text
    return read(answer.text)
