"""Keeps people's words and secrets out of the log: at DEBUG, Slack's libraries write all that passes through them."""

import logging
import re
from typing import Final

_TALKATIVE: Final = ("slack_bolt", "slack_sdk", "aiohttp")
_NEEDLESS: Final = ("As `installation_store`", "Failed to retrieve WSS URL")
_NOT_OPENED: Final = "Failed to connect (error: "
_WHY: Final = re.compile(r"'error': '(\w+)'")


def quiet() -> logging.Logger:
    """Let Slack's libraries say no more than INFO, whatever else is logged, and return the logger of Bolt."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)
    bolt = logging.getLogger(_TALKATIVE[0])
    bolt.addFilter(_brief)  # which adds it once
    return bolt


def _brief(record: logging.LogRecord) -> bool:
    """Leave out what says nothing to whoever runs ratchet, and say in a line that a connection was not opened."""
    said = record.getMessage()
    if said.startswith(_NOT_OPENED):
        why = _WHY.search(said)
        named = f" ({why[1]})" if why else ""
        record.msg, record.args = f"A connection to Slack was not opened{named}; it is tried again.", ()
        record.exc_info = record.exc_text = None
    return not said.startswith(_NEEDLESS)
