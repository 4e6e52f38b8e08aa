"""Looks at pages in a real browser, as somebody would who watches its console."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from ratchet_web import Sources, pages

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
PATIENCE: Final = 180_000
"""So many milliseconds a browser is waited for, on a busy machine."""

THEMES: Final = ("light", "dark")
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


def opened_browser() -> Iterator[Browser]:
    """Open the browser that `RATCHET_BROWSER` names, or else the system's, as a fixture.

    While it is open, nothing else in this thread may run an event loop.
    """
    found = os.environ.get("RATCHET_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"No browser is here; install one of {', '.join(NAMES)}, or name one in RATCHET_BROWSER.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"], timeout=PATIENCE)
        yield opened
        opened.close()


_LEFT = "net::ERR_ABORTED"


@contextmanager
def watched(browser: Browser, theme: str, complaints: list[str]) -> Iterator[Page]:
    """Return a window of a browser that notes what the browser complains of, but for a page that is not there.

    What the browser itself gives up because the window goes on to another page, such as an icon, is no complaint.
    """
    window = browser.new_page(
        color_scheme="dark" if theme == "dark" else "light", viewport={"width": 1280, "height": 900}
    )
    window.set_default_timeout(PATIENCE)
    window.on("console", lambda said: complaints.append(said.text) if "404 (Not Found)" not in said.text else None)
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.on("requestfailed", lambda one: complaints.append(f"{one.url} failed") if one.failure != _LEFT else None)
    yield window
    window.close()
