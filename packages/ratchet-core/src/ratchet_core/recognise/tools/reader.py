"""What an exact reader is: a name, and a function that recognises its own tool's messages and no others."""

from collections.abc import Callable

from attrs import frozen

from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise.recognised import Recognised


@frozen
class Reader:
    """An exact reader of one tool.

    Attributes:
        name: The tool's name, as `without` and `Recognised.reader` give it.
        reads: Returns what a message is, or None when it is not this tool's; it costs next to nothing then.
    """

    name: str
    reads: Callable[[Content, Bot], Recognised | None]


@frozen
class Example:
    """A message written by hand in a tool's form, and what is made of it (leaving out the fingerprint)."""

    content: Content
    expected: Recognised


BOT = Bot(id="B1", app="A1")
"""Who posts the examples."""


def first_link(content: Content, part: str) -> str | None:
    """Return the first of a message's links that holds `part`, or None."""
    for link in content.links:
        if part in link:
            return link
    return None
