"""The pages in a real browser: nothing to complain of, nothing too wide, all of it legible and within reach of keys."""

from collections.abc import Iterator
from typing import Final

import pytest
from asking import remembered_sources, told, visitor
from attrs import frozen
from browsing import PATIENCE, THEMES, TOO_FAINT, TOO_WIDE, opened_browser, served, watched
from crawling import visited
from histories import firing, posted
from hostile import hostile
from playwright.sync_api import Browser
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.vocabulary.events import AlertMuted, RunbookWritten
from ratchet_web.pages import PAGES
from remembered import ALERT, ORGANISED
from starlette.routing import compile_path

WIDTHS: Final = (360, 768, 1280)
CALM: Final = remembered_sources(
    [
        posted(ORGANISED, "C1", firing("HighErrorRate checkout-api")),
        AlertMuted("mute/2", ORGANISED + MINUTE, ALERT, "C2", ORGANISED + HOUR, "resizing again", "U2"),
        RunbookWritten("runbook/4", ORGANISED, ALERT, "1. Look at the dashboard.", "U3"),
    ]
)
FIGURES: Final = """() => Object.fromEntries([...document.querySelectorAll("section")].map((part) => [
  part.querySelector("h2").firstChild.textContent,
  [Number(part.querySelector(".number").textContent), part.querySelectorAll("tbody tr").length],
]))"""
"""Returns the figure beside each heading, with how many rows stand under it."""


browser = pytest.fixture(opened_browser, scope="module")


@frozen
class World:
    """A world that is served, and a page of every kind in it."""

    origin: str
    paths: tuple[str, ...]


@pytest.fixture(scope="module", params=[CALM, hostile()], ids=["calm", "hostile"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    known = [one.path for one in visited(visitor(request.param)) if one.kind == "text/html"]
    kinds = [compile_path(page.path)[0] for page in PAGES]
    firsts = (next((path for path in known if kind.match(path.partition("?")[0])), None) for kind in kinds)
    with served(request.param) as origin:
        yield World(origin, tuple(dict.fromkeys([*filter(None, firsts), "/nothing-here"])))


@pytest.mark.parametrize("theme", THEMES)
def test_every_page_is_quiet_narrow_enough_and_legible(browser: Browser, world: World, theme: str) -> None:
    complaints: list[str] = []
    with watched(browser, theme, complaints) as window:
        for path in world.paths:
            window.goto(world.origin + path)
            for width in WIDTHS:
                window.set_viewport_size({"width": width, "height": 900})
                over = window.evaluate(TOO_WIDE)
                complaints += [f"{path} is {over} px too wide at {width} px"] if over > 0 else []
                complaints += [f"{path} at {width} px: {one} is too faint" for one in window.evaluate(TOO_FAINT)]
    assert (complaints, len(world.paths)) == ([], len(PAGES) + 1)


@pytest.mark.parametrize("theme", THEMES)
def test_the_ground_follows_the_theme(browser: Browser, theme: str) -> None:
    with served(CALM) as origin, watched(browser, theme, []) as window:
        window.goto(origin)
        ground = window.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(251, 251, 249)", "dark": "rgb(20, 23, 26)"}[theme]


def test_the_first_page_shows_the_figures_of_its_json(browser: Browser) -> None:
    view = told(CALM, "/index.json")
    with served(CALM) as origin, watched(browser, "light", []) as window:
        window.goto(origin)
        shown = window.evaluate(FIGURES)
    figures = {
        "Open incidents": "incidents",
        "Questions without a response": "requests",
        "Runbooks that await approval": "approvals",
        "Mutes about to end": "ending",
        "Actions set aside": "aside",
    }
    assert shown == {head: [view[name]["total"], len(view[name]["items"])] for head, name in figures.items()}


def test_the_content_is_one_key_away_and_what_has_the_focus_is_seen(browser: Browser) -> None:
    with served(CALM) as origin, watched(browser, "light", []) as window:
        window.goto(origin)
        window.keyboard.press("Tab")
        focused = "() => document.activeElement.textContent"
        outline = "() => getComputedStyle(document.activeElement).outlineStyle"
        first = (window.evaluate(focused), window.evaluate(outline))
        window.keyboard.press("Enter")
        inside = window.evaluate("() => document.activeElement.id")
        window.keyboard.press("Tab")
        next_one = window.evaluate("() => document.activeElement.closest('main') !== null")
    assert (first, inside, next_one) == (("Skip to the content", "solid"), "content", True)


def test_a_list_is_followed_and_filtered_without_a_script(browser: Browser) -> None:
    with served(CALM) as origin:
        context = browser.new_context(java_script_enabled=False)
        window = context.new_page()
        window.set_default_timeout(PATIENCE)
        window.goto(f"{origin}/incidents")
        window.click(".filter >> text=Open")
        window.wait_for_url("**?state=open")
        window.click("tbody th a >> nth=1")
        window.wait_for_url("**/3")
        title = window.title()
        context.close()
    assert title == "HighErrorRate #3 · ratchet"
