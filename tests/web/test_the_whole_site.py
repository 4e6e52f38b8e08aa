"""What holds of all pages at once: links lead somewhere, JSON and page say the same, and words break nothing."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Final

import pytest
from asking import read, remembered_sources, visitor
from crawling import Visited, visited
from histories import firing, posted
from hostile import SECRET, TURNING, hostile
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.vocabulary.events import AlertMuted, RunbookWritten
from ratchet_web.layout import SORT_PATH
from ratchet_web.pages import PAGES
from remembered import ALERT, ORGANISED
from starlette.routing import compile_path

OPEN = posted(ORGANISED, "C1", firing("HighErrorRate checkout-api"))
MUTED = AlertMuted("mute/2", ORGANISED + MINUTE, ALERT, "C2", ORGANISED + HOUR, "resizing again", "U2")
DRAFTED = RunbookWritten("runbook/4", ORGANISED, ALERT, "1. Look at the dashboard.", "U3")
ALLOWED: Final = frozenset(
    (
        "a",
        "article",
        "bdi",
        "blockquote",
        "body",
        "button",
        "caption",
        "code",
        "data",
        "datalist",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "head",
        "header",
        "html",
        "input",
        "label",
        "li",
        "link",
        "main",
        "meta",
        "nav",
        "ol",
        "option",
        "our script",
        "p",
        "pre",
        "section",
        "select",
        "span",
        "strong",
        "summary",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "ul",
    )
)


@pytest.fixture(scope="module")
def small() -> list[Visited]:
    return visited(visitor(remembered_sources([OPEN, MUTED, DRAFTED])))


@pytest.fixture(scope="module")
def broken() -> list[Visited]:
    return visited(visitor(hostile()))


def test_every_link_leads_to_an_answer(small: list[Visited], broken: list[Visited]) -> None:
    assert [(one.path, one.status) for one in (*small, *broken) if one.status != 200] == []


def test_links_lead_to_a_page_of_every_kind_and_to_its_json(small: list[Visited]) -> None:
    paths = {one.path.partition("?")[0] for one in small}
    kinds = [compile_path(f"{page.path}{end}")[0] for page in PAGES if page.path != "/" for end in ("", ".json")]
    assert [kind.pattern for kind in kinds if not any(map(kind.match, paths))] == []


def test_headings_begin_with_one_and_skip_no_level(small: list[Visited]) -> None:
    wrong = []
    for one in (each for each in small if each.kind == "text/html"):
        levels = one.read.headings
        steps = pairwise(levels)
        if levels[:1] != (1,) or levels.count(1) != 1 or any(after - before > 1 for before, after in steps):
            wrong.append((one.path, levels))
    assert wrong == []


ELSEWHERE: Final = frozenset({"href", "next", "digest", "day", "fingerprint", "action_keys", "numbers", "id", "lane"})
"""What a page says elsewhere than in its words: in links, in attributes, on the page of the thing itself."""

IN_OTHER_WORDS: Final = frozenset(
    ("behaviour", "why", "mode", "kind", "ended", "open_for", "response_after", "since", "until", "first_day", "change")
)
"""What it says in other words, and an end by how long after the beginning it came."""


def texts_in(told: object, path: str) -> Iterator[str]:
    """Return the texts that JSON says, with times as a page writes them, but for the name of the page itself."""
    if isinstance(told, dict):
        if told.get("href") != path:
            for name, value in told.items():
                if name not in ELSEWHERE | IN_OTHER_WORDS:
                    yield from texts_in(value, path)
    elif isinstance(told, list):
        for one in told:
            yield from texts_in(one, path)
    elif isinstance(told, str):
        is_time = len(told) == 20 and told.endswith("Z") and told[10] == "T"
        yield told[:16].replace("T", " ") if is_time else plain(told)
    elif isinstance(told, int) and not isinstance(told, bool):
        yield f"{told:,}"


def plain(words: str) -> str:
    return " ".join(words.replace("_", " ").split()).casefold()


def test_a_page_says_what_its_json_says(small: list[Visited]) -> None:
    pages = {one.path: plain(one.read.words) for one in small if one.kind == "text/html"}
    told = {one.path.replace("/index.json", "/").replace(".json", ""): one for one in small if one.kind != "text/html"}
    missing = [
        (path, text)
        for path, one in told.items()
        if path in pages
        for text in texts_in(json.loads(one.text), path)
        if text not in pages[path]
    ]
    assert (len(told) > 50, missing) == (True, [])


def test_every_page_has_the_same_in_json(small: list[Visited]) -> None:
    pages = {one.path for one in small if one.kind == "text/html"}
    json_of = {one.path.replace("/index.json", "/").replace(".json", "") for one in small if one.kind != "text/html"}
    assert pages - json_of == set()


OUR_SCRIPT: Final = ("script", [("src", SORT_PATH), ("defer", None)])


class _Tags(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.odd: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add("our script" if (tag, attrs) == OUR_SCRIPT else tag)
        for name, value in attrs:
            leads_out = name in {"href", "src", "action"} and not (value or "").startswith(("/", "?", "#"))
            if name.startswith("on") or name == "style" or leads_out:
                self.odd.add(f"{tag} {name}={value}")


def test_what_people_write_becomes_no_part_of_a_page(broken: list[Visited]) -> None:
    reading = _Tags()
    for one in broken:
        if one.kind == "text/html":
            reading.feed(one.text)
    assert (reading.tags - ALLOWED, reading.odd) == (set(), set())


def test_what_turns_or_hides_words_is_on_no_page(broken: list[Visited]) -> None:
    assert [one.path for one in broken if TURNING & set(one.text)] == []


def test_a_secret_that_people_pasted_is_on_no_page_and_in_no_json(broken: list[Visited]) -> None:
    assert [one.path for one in broken if SECRET in one.text] == []


def test_a_service_whose_name_ends_as_json_does_has_its_page() -> None:
    answer = visitor(hostile()).get("/services/config.json")
    assert (answer.headers["content-type"], read(answer.text).headings[:1]) == ("text/html; charset=utf-8", (1,))


def test_and_its_json() -> None:
    answer = visitor(hostile()).get("/services/config.json.json")
    assert answer.json()["service"]["key"] == "config.json"
