"""What a message is: a person's words, an alert firing or resolved, or one of the notices that tools post."""

from functools import lru_cache

from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise import generic
from ratchet_core.recognise.recognised import ALERT_KINDS, HUMAN, Kind, Recognised, Severity
from ratchet_core.recognise.tools import READERS

__all__ = ["ALERT_KINDS", "HUMAN", "Kind", "Recognised", "Severity", "recognise"]


@lru_cache(maxsize=8)  # two replays of one history ask for each message one after the other
def recognise(content: Content, bot: Bot, *, without: frozenset[str] = frozenset()) -> Recognised:
    """Return what a bot's message is taken for; people's messages are `HUMAN` and never get here.

    Args:
        content: What the message says.
        bot: Who posted it.
        without: Names of exact readers to leave out, to see how the generic reader does in their place.
    """
    for reader in READERS:
        if reader.name not in without and (found := reader.reads(content, bot)):
            return found.read_by(reader.name)
    return generic.read(content, bot)
