"""Keeps people's words and secrets out of the log: at DEBUG, Slack's libraries write all that passes through them."""

import logging
from typing import Final

_TALKATIVE: Final = ("slack_bolt", "slack_sdk", "aiohttp")


def quiet() -> logging.Logger:
    """Let Slack's libraries say no more than INFO, whatever else is logged, and return the logger of Bolt."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)
    return logging.getLogger(_TALKATIVE[0])
