"""The pages, a module for each noun: what it looks at, as one value, and how that is laid out."""

from typing import Any, Final

from ratchet_web.page import Page
from ratchet_web.pages import incidents, now

PAGES: Final[tuple[Page[Any], ...]] = (*now.PAGES, *incidents.PAGES)
"""Every page, in the order in which paths are tried."""
