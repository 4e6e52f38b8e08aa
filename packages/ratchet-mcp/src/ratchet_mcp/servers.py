"""Which servers of others there are, how each is reached, and what of it may be used."""

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen
from ratchet_core.queries.tools.offered_elsewhere import ServerTerms
from ratchet_core.vocabulary.foreign import STANDARD_RESULT

STANDARD_TIMEOUT: Final = 10
MOST_TIMEOUT: Final = 30
"""Seconds that a call may take: with all that belongs to it, it is over before the lease of an action is."""

MOST_BYTES: Final = 2**20
"""So long may one message of a server be; what is longer is not read, and ends the connection."""

MOST_AT_ONCE: Final = 4 * MOST_BYTES
"""So much may a server say in all after it was asked last; one that says more is endless, and its connection ended."""


@frozen
class ForeignServer:
    """A server of others.

    Attributes:
        name: What it is called, by people and by models.
        tools: The tools of it that may be called; no other is.
        command: What starts it, where it talks over its standard streams.
        url: Where it is, where it is reached over HTTP.
        environment: What it is told by variables, beside what every process needs.
        token: What is sent to it as a bearer token.
        assume_read_only: Whether a tool of which it does not say whether it changes anything counts as one that reads.
        private: Whether words may go there that not everybody in the company may read.
        timeout: So many seconds a call may take.
        longest: So many characters of what it answers are read.
        pins: The digests of tools as somebody looked at them; a tool that has another is refused.
    """

    name: str
    tools: tuple[str, ...]
    command: tuple[str, ...] = ()
    url: str | None = None
    environment: Mapping[str, str] = field(factory=dict, repr=False)
    token: str | None = field(default=None, repr=False)
    assume_read_only: bool = False
    private: bool = False
    timeout: float = STANDARD_TIMEOUT
    longest: int = STANDARD_RESULT
    pins: Mapping[str, str] = field(factory=dict)

    @property
    def terms(self) -> ServerTerms:
        """What holds of its tools."""
        return ServerTerms(self.name, self.tools, self.assume_read_only, self.private, self.pins)
