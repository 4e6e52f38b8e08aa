"""Applies a turn to a store's rows and outbox. This stands here once for every store, and takes no rule and no read."""

from collections.abc import Iterable
from typing import Final, Protocol, assert_never

from ratchet_core.domain import MessageRef
from ratchet_core.domain.records import Key
from ratchet_core.ports import Turn
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.changes import Change, Drop, DropActions, EraseChannel, EraseLines, EraseQuotes, Put
from ratchet_core.vocabulary.events import OUTCOMES

_OUTCOMES: Final = frozenset(OUTCOMES)


class Written(Protocol):
    """What a turn is written to."""

    def put(self, record: object) -> None:
        """Keep a record under its key."""
        ...

    def drop(self, kind: str, key: Key) -> None:
        """Let go of the record of a kind under a key."""
        ...

    def ask(self, actions: Iterable[Action]) -> None:
        """Take actions that are to be done; one whose key is known is left as it is."""
        ...

    def settle(self, key: str) -> None:
        """Let go of an action whose outcome is known."""
        ...

    def give_up(self, channel: str, thread: str | None) -> None:
        """Give up what was still to be said in a channel, or in one of its threads."""
        ...

    def erase_quotes(self, message: MessageRef) -> None:
        """Take the lines that cite a message out of what is still to be said."""
        ...

    def erase_lines(self, cause: str) -> None:
        """Leave nothing but the headline of what is still to be said because of an event."""
        ...

    def erase_channel(self, channel: str, name: str) -> None:
        """Give up what is still to be done for or about a channel, and take lines that link there out of the rest."""
        ...


def apply(turn: Turn, to: Written) -> None:
    """Write what one event came to: the action that it settles, the changes in their order, the actions asked for."""
    event, decision = turn.event, turn.decision
    if event.__class__ in _OUTCOMES:
        to.settle(event.action.key)  # type: ignore[union-attr]  # an outcome has one
    for change in decision.changes:
        if change.__class__ is Put:  # nearly all are, and the patterns below take longer to find it out
            to.put(change.record)
        else:
            _apply(change, to)
    if decision.actions:
        to.ask(decision.actions)


def _apply(change: Change, to: Written) -> None:
    match change:
        case Put(record):
            to.put(record)
        case Drop(kind, key):
            to.drop(kind, key)
        case DropActions(channel, thread):
            to.give_up(channel, thread)
        case EraseQuotes(message):
            to.erase_quotes(message)
        case EraseLines(cause):
            to.erase_lines(cause)
        case EraseChannel(channel, name):
            to.erase_channel(channel, name)
        case _:
            assert_never(change)
