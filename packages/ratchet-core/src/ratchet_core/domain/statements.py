"""What an answer in words of its own rests on: each statement with the words that it quotes, and where they stand."""

from typing import Final

from attrs import frozen

from ratchet_core.basis.ids import MessageRef


@frozen
class Source:
    """Where words stand: in a message, in a version of an alert's runbook, or in what a `server` of others said."""

    message: MessageRef | None = None
    alert: str | None = None
    version: int = 0
    server: str | None = None


@frozen
class Behind:
    """Whose words something may repeat, because whoever wrote it had read them.

    Attributes:
        channels: The channels that they come from.
        people: Who wrote them.
        messages: The messages that they stand in.
    """

    channels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    messages: tuple[MessageRef, ...] = ()


NOBODY: Final = Behind()
"""Stands behind what repeats nobody's words."""


@frozen
class Quoted:
    """Words that stand in a source, and what that is called where it is no message; `of` which channels they tell.

    What a server of others said may repeat what it was given: `behind` says whose words that may be.
    """

    words: str
    source: Source
    called: str = ""
    of: tuple[str, ...] = ()
    behind: Behind = NOBODY


@frozen
class Stated:
    """A sentence, with all that it rests on."""

    text: str
    quoted: tuple[Quoted, ...]

    @property
    def of(self) -> tuple[str, ...]:
        """The channels of which it tells, where no link says so."""
        return tuple(dict.fromkeys(channel for one in self.quoted for channel in one.of))

    @property
    def channels(self) -> frozenset[str]:
        """All channels of which it tells, those of the messages that it quotes among them."""
        messages = (one.source.message for one in self.quoted)
        return frozenset(one.channel for one in messages if one is not None).union(self.of)
