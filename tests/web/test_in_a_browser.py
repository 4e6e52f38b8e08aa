"""The pages in a real browser: nothing to complain of, nothing too wide, all of it legible and within reach of keys.

It takes a Chromium: the one that `RATCHET_BROWSER` names, or else the system's.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
import uvicorn
from asking import remembered_sources, told, visitor
from attrs import frozen
from crawling import visited
from histories import firing, posted
from hostile import hostile
from playwright.sync_api import Browser, Page, sync_playwright
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.vocabulary.events import AlertMuted, RunbookWritten
from ratchet_web import Sources, pages
from ratchet_web.pages import PAGES
from remembered import ALERT, ORGANISED
from starlette.routing import compile_path

WIDTHS: Final = (360, 768, 1280)
THEMES: Final = ("light", "dark")
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
CALM: Final = remembered_sources(
    [
        posted(ORGANISED, "C1", firing("HighErrorRate checkout-api")),
        AlertMuted("mute/2", ORGANISED + MINUTE, ALERT, "C2", ORGANISED + HOUR, "resizing again", "U2"),
        RunbookWritten("runbook/4", ORGANISED, ALERT, "1. Look at the dashboard.", "U3"),
    ]
)
TOO_FAINT: Final = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (part) => part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  const light = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = new Set();
  for (const one of document.querySelectorAll("body *")) {
    const says = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!says || !one.getClientRects().length) continue;
    const [a, b] = [light(channels(getComputedStyle(one).color)), light(ground(one))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.add(`${one.tagName}.${one.className} ${contrast.toFixed(2)}`);
  }
  return [...found];
}"""
"""Returns the elements whose words have too little contrast to what is behind them, by WCAG 2 (at least 4.5)."""

FIGURES: Final = """() => Object.fromEntries([...document.querySelectorAll("section")].map((part) => [
  part.querySelector("h2").firstChild.textContent,
  [Number(part.querySelector(".number").textContent), part.querySelectorAll("tbody tr").length],
]))"""
"""Returns the figure beside each heading, with how many rows stand under it."""

TOO_WIDE: Final = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def served(sources: Sources) -> Iterator[str]:
    """Serve the pages of a world, and return where."""
    server = uvicorn.Server(uvicorn.Config(pages(sources), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = os.environ.get("RATCHET_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"No browser is here; install one of {', '.join(NAMES)}, or name one in RATCHET_BROWSER.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


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


@contextmanager
def watched(browser: Browser, theme: str, complaints: list[str]) -> Iterator[Page]:
    """Return a window of a browser that notes what the browser complains of, but for a page that is not there."""
    window = browser.new_page(
        color_scheme="dark" if theme == "dark" else "light", viewport={"width": 1280, "height": 900}
    )
    window.on("console", lambda said: complaints.append(said.text) if "404 (Not Found)" not in said.text else None)
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.on("requestfailed", lambda request: complaints.append(f"{request.url} failed"))
    yield window
    window.close()


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
        window.goto(f"{origin}/incidents")
        window.click(".filter >> text=Open")
        window.wait_for_url("**?state=open")
        window.click("tbody th a >> nth=1")
        window.wait_for_url("**/3")
        title = window.title()
        context.close()
    assert title == "HighErrorRate #3 · ratchet"
