"""The file of a report in a real browser: offline, in both themes, at three widths, on paper, and by keys alone."""

from typing import Final

import pytest
from browsing import THEMES, TOO_FAINT, TOO_WIDE, opened_browser, watched
from playwright.sync_api import Browser
from ratchet_core.queries.toil.as_object import report_json
from ratchet_web.report.document import report_document
from ratchet_web.report.drawing import drawings
from ratchet_web.report.view import view_of
from reported import Shown, differing, remembered, report_of

WIDTHS: Final = (390, 820, 1400)
READER: Final = remembered()
REPORT: Final = report_of(READER)
VIEW: Final = view_of(REPORT, READER, "all teams and channels", linked=False)
FILE: Final = report_document(VIEW.with_drawings(drawings(VIEW.specs)))

FIGURES: Final = """() => [...document.querySelectorAll("data")].map(
  (one) => [one.dataset.figure, one.value, one.innerText]
)"""
COLUMN: Final = """(at) => [...document.querySelectorAll("[data-sortable] tbody tr")].map(
  (row) => row.cells[at].dataset.sort
)"""
SHOWN: Final = (
    """() => [...document.querySelectorAll("details, .sort")].filter((one) => one.checkVisibility()).length"""
)

browser = pytest.fixture(opened_browser, scope="module")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(FILE, encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_quiet_narrow_enough_and_legible(browser: Browser, file: str, theme: str) -> None:
    complaints: list[str] = []
    with watched(browser, theme, complaints) as window:
        window.goto(file)
        window.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        for width in WIDTHS:
            window.set_viewport_size({"width": width, "height": 900})
            over = window.evaluate(TOO_WIDE)
            complaints += [f"{over} px too wide at {width} px"] if over > 0 else []
            complaints += [f"{one} is too faint at {width} px" for one in window.evaluate(TOO_FAINT)]
    assert complaints == []


def test_what_a_browser_shows_are_the_figures_of_the_json(browser: Browser, file: str) -> None:
    with watched(browser, "light", []) as window:
        window.goto(file)
        shown = [Shown(*one) for one in window.evaluate(FIGURES)]
    assert (len(shown) > 200, list(differing(shown, report_json(REPORT)))) == (True, [])


def test_nothing_is_asked_of_anybody(browser: Browser, file: str) -> None:
    asked: list[str] = []
    with watched(browser, "light", []) as window:
        window.on("request", lambda request: asked.append(request.url))
        window.goto(file)
    assert asked == [file]


def test_a_heading_sorts_its_table(browser: Browser, file: str) -> None:
    with watched(browser, "light", []) as window:
        window.goto(file)
        window.click("button[aria-label='Sort by Incidents']")
        falling = [float(one) for one in window.evaluate(COLUMN, 4)]
        window.click("button[aria-label='Sort by Incidents']")
        rising = [float(one) for one in window.evaluate(COLUMN, 4)]
        said = window.evaluate("() => document.querySelector('[aria-sort]').getAttribute('aria-sort')")
    assert (falling, rising, said) == (sorted(rising, reverse=True), sorted(rising), "ascending")


def test_a_telephone_sorts_by_a_list(browser: Browser, file: str) -> None:
    with watched(browser, "light", []) as window:
        window.set_viewport_size({"width": 390, "height": 900})
        window.goto(file)
        window.select_option(".sort-by select", label="Untouched")
        known = [float(one) for one in window.evaluate(COLUMN, 6)]
    assert known == sorted(known, reverse=True)


def test_keys_alone_open_what_is_behind_a_figure(browser: Browser, file: str) -> None:
    with watched(browser, "light", []) as window:
        window.goto(file)
        window.keyboard.press("Tab")
        window.keyboard.press("Enter")
        opened = window.evaluate("() => document.activeElement.parentElement.querySelectorAll('li').length")
    assert opened > 10


def test_a_screen_reader_is_told_of_every_bar(browser: Browser, file: str) -> None:
    with watched(browser, "light", []) as window:
        window.goto(file)
        chart = window.get_by_role("group", name="Human time by week, in hours")
        assert chart.get_by_role("img", name="by day: ").count() == 9


def test_it_is_printed_in_light_with_tables_and_without_what_is_shut(browser: Browser, file: str) -> None:
    with watched(browser, "dark", []) as window:
        window.goto(file)
        window.emulate_media(media="print")
        ground = window.evaluate("() => getComputedStyle(document.body).backgroundColor")
        shown = window.evaluate(SHOWN)
        row = window.evaluate("() => getComputedStyle(document.querySelector('.named tbody tr')).display")
    assert (ground, shown, row) == ("rgb(251, 251, 249)", 0, "table-row")
