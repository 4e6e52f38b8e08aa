"""What becomes of the log of a place after an event, such as a person's erasure."""

from collections.abc import Callable

from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.decision import Log
from ratchet_core.vocabulary.events import Event

Forget = Callable[[Reader, Event], Callable[[Log], Log]]
"""Returns, from what is remembered before an event, what is to become of the log after it."""


def keep_all(reader: Reader, event: Event) -> Callable[[Log], Log]:  # noqa: ARG001 - a `Forget`
    """Forget nothing of the log."""
    return lambda log: log
