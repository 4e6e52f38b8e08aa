"""The tools that have an exact reader: one module each, tried in this order before the generic reader.

A tool is here only where its messages hold something that no general rule can see, such as an identifier in a link.
"""

from typing import Final

from ratchet_core.recognise.tools import datadog, flagger, flux, netdata, pagerduty, sentry
from ratchet_core.recognise.tools.reader import Reader

READERS: Final[tuple[Reader, ...]] = (
    sentry.READER,
    pagerduty.READER,
    datadog.READER,
    netdata.READER,
    flagger.READER,
    flux.READER,
)
"""Supporting another tool is a new module and a line here."""
