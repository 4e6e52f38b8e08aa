"""The pages, a module for each noun: what it looks at, as one value, and how that is laid out."""

from typing import Any, Final

from ratchet_web.page import Page
from ratchet_web.pages import (
    alerts,
    bots,
    channels,
    decisions,
    help_requests,
    incidents,
    model,
    now,
    organisation,
    outbox,
    report,
    runbooks,
    services,
)

PAGES: Final[tuple[Page[Any], ...]] = (
    *now.PAGES,
    *report.PAGES,
    *incidents.PAGES,
    *alerts.PAGES,
    *runbooks.PAGES,
    *help_requests.PAGES,
    *services.PAGES,
    *channels.PAGES,
    *bots.PAGES,
    *organisation.PAGES,
    *model.PAGES,
    *outbox.PAGES,
    *decisions.PAGES,
)
"""Every page, in the order in which paths are tried."""
