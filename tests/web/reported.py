"""A report with something behind every figure, and its page."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

from attrs import frozen
from histories import replayed
from planted import LAST, POLICY, Plan, planted
from ratchet_core.basis.calendar import date_of
from ratchet_core.basis.instants import DAY
from ratchet_core.domain import OwnedKind
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.toil.report import ToilReport, toil_report
from ratchet_core.vocabulary.events import Event, OwnerChanged, TeamNamed

DAYS: Final = {"since": date_of(LAST.since // DAY).written, "until": date_of(LAST.until // DAY - 1).written}
"""The last week of what was planted, as a page is asked for it."""


def history() -> list[Event]:
    """Return a history in which deploys break things, and which two teams share."""
    teams = [TeamNamed(f"team/{one}", 0, one, one.capitalize()) for one in ("tools", "pay/ments")]
    owners = [
        OwnerChanged("owner/1", 0, OwnedKind.CHANNEL, "HELP", "tools"),
        OwnerChanged("owner/2", 0, OwnedKind.CHANNEL, "ALERTS", "pay/ments"),
    ]
    return [*teams, *owners, *planted(3, Plan(deploy_breaks=0.6)).events]


def remembered() -> Reader:
    """Return what is remembered of that history."""
    store = MemoryStore(POLICY)
    replayed(store, sorted(history(), key=lambda one: one.at))
    return MemoryReader(store)


def report_of(reader: Reader) -> ToilReport:
    """Return the report of its last week."""
    return toil_report(reader, LAST)


@frozen
class Shown:
    """A figure of a page: the keys that lead to it in JSON, its value, and its words."""

    key: str
    value: str
    words: str


class _Figures(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, list[str]]] = []
        self._words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "data":
            said = dict(attrs)
            self._words = []
            self.found.append((said["data-figure"] or "", said["value"] or "", self._words))

    def handle_endtag(self, tag: str) -> None:
        if tag == "data":
            self._words = None

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)


def figures_in(html: str) -> list[Shown]:
    """Return the figures of a page."""
    reading = _Figures()
    reading.feed(html)
    return [Shown(key, value, "".join(words)) for key, value, words in reading.found]


def at(told: Any, key: str) -> Any:  # noqa: ANN401 - whatever JSON has
    """Return what JSON has at some keys; what it does not name has not happened."""
    if isinstance(told, dict) and key in told:
        return told[key]
    first, slash, rest = key.partition("/")
    inner = told[int(first)] if isinstance(told, list) else told.get(first, 0)
    return at(inner, rest) if slash else inner


def differing(shown: list[Shown], told: dict[str, Any]) -> Iterator[Shown]:
    """Return the figures that are not those of JSON."""
    for one in shown:
        value = at(told, one.key)
        if one.value != ("" if value is None else str(value)):
            yield one
