"""The places in which things are kept that commands list, show and change: a saved state, or a database.

What commands do is the same in each; a place reads, and lets an event take its turn.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from attrs import field, frozen
from ratchet_core.basis.instants import Instant
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event

from ratchet_cli.places.forgetting import Forget

COMMAND = "command"
"""How the id of an event begins that a command made."""

AGAIN = "#"
"""Stands in such an id before the number of a repetition."""

ENDS = r"/[0-9]+(#[0-9]+)?$"
"""How such an id ends: with a moment; that of an outcome of what a command asked for does not."""


@frozen
class Given:
    """The commands that were given before, as far as they matter to one that is to be given.

    Attributes:
        latest: The id and the moment of the latest that changed something, or waits to be decided; None where there is
            none.
        same: The ids of those that were given with the same id, but for the number of the repetition, in their order.
    """

    latest: tuple[str, Instant] | None = None
    same: Sequence[str] = ()


@frozen
class Decided:
    """What was decided of a command's event, what is known afterwards, and whether anything changed.

    `whole` says whether `decision` has all that was decided, and not the reasons alone.
    """

    decision: Decision
    reader: Reader
    changed: bool
    whole: bool = True


class Turn(Protocol):
    """A command's turn in a place: until it ends, no other command takes one there."""

    @property
    def reader(self) -> Reader:
        """What is known before."""
        ...

    @property
    def moment(self) -> Instant:
        """When the command is given, where nobody says when."""
        ...

    def given(self, event: str) -> Given:
        """Return which commands were given before, for one with an id."""
        ...

    def expected(self, event: Event) -> Decision:
        """Return what would be decided of an event, and keep nothing; nothing else is done with the turn."""
        ...

    def decide(self, event: Event, forget: Forget) -> Decided:
        """Let an event take its turn, and return what came of it."""
        ...

    def keep(self) -> None:
        """Keep what came of it, where that is not done by deciding; what was refused is not kept."""
        ...


@frozen
class Forgotten:
    """What an erasure came to: how many events of the log lost their words, and where words stand that are to go."""

    events: int = 0
    found: Mapping[str, int] = field(factory=dict)


class Place(Protocol):
    """Where things are kept. `what` names it in sentences, and `option` names it to `ratchet why`."""

    @property
    def what(self) -> str:
        """What it is: `state` or `database`."""
        ...

    @property
    def option(self) -> str:
        """What is written on a command line so that `ratchet why` finds it; empty where nothing need be."""
        ...

    def reader(self) -> Reader:
        """Return what is known there."""
        ...

    def turn(self) -> AbstractContextManager[Turn]:
        """Take a turn, once the command before has ended its own."""
        ...

    def words_of(self, person: str) -> Collection[str]:
        """Return what a person wrote and is kept there, to be looked for after their erasure."""
        ...

    def said_in(self, channel: str) -> Collection[str]:
        """Return what was said in a channel and is kept there, to be looked for after its erasure."""
        ...

    def forget(self, cause: str, words: Collection[str]) -> Forgotten:
        """Let what an erasure took, which an event began, leave all that is kept, and look for words afterwards."""
        ...
