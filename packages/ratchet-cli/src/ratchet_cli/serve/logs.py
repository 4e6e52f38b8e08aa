"""What the service writes about itself: a line of JSON for each thing that happened, with no words and no secrets."""

import logging
from collections.abc import MutableMapping
from typing import Any, Final, TextIO

import structlog
from ratchet_core.reading.hidden_secrets import without_secrets

from ratchet_cli.terminal.steering import visible

_WORDS: Final = frozenset({"text", "words", "body", "payload", "token", "password", "secret"})
"""What is never logged, whoever tries to: what people wrote, and what opens doors."""

_LONGEST: Final = 300


def log_to(stream: TextIO, level: str) -> structlog.stdlib.BoundLogger:
    """Return a log that writes lines to a stream, from a level on; on a terminal they are made for people."""
    last: Any = structlog.dev.ConsoleRenderer() if stream.isatty() else structlog.processors.JSONRenderer()
    logger: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _harmless,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
    )
    return logger


def _harmless(_logger: object, _method: str, told: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out what people wrote, hide secrets, and cut what is long."""
    return {name: _short(value) for name, value in told.items() if name not in _WORDS}


def _short(value: object) -> object:
    if isinstance(value, bool | int | float) or value is None:
        return value
    text = visible(without_secrets(str(value)))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
