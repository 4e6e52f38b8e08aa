"""What a decision changes: records to put and to drop, whole, and actions to give up. Applying it takes no rule."""

from collections.abc import Iterable
from typing import TypeAlias, TypeVar

from attrs import frozen

from ratchet_core.domain import MessageRef, RunbookVersion
from ratchet_core.domain.records import Key, Record


@frozen
class Put:
    """Keep a record under its key, in the place of what stood there."""

    record: Record


@frozen
class Drop:
    """Let go of the record of a kind, named as in `records.NAMES`, that stands under a key."""

    kind: str
    key: Key


@frozen
class DropActions:
    """Give up all that was still to be said in a channel, or in the thread of a message there; alarms are not said.

    Where it names a person, the forms are given up that were to be given back to them with what they typed.
    """

    channel: str
    thread: str | None = None


@frozen
class EraseQuotes:
    """Take the lines that cite a message out of what is still to be said."""

    message: MessageRef


@frozen
class EraseLines:
    """Leave nothing but the headline of what is still to be said because of an event."""

    cause: str


@frozen
class EraseChannel:
    """Give up what is to be done for or about a channel of a name, and take lines that link there out of the rest."""

    channel: str
    name: str


Change: TypeAlias = Put | Drop | DropActions | EraseQuotes | EraseLines | EraseChannel


R = TypeVar("R")


def puts(changes: Iterable[Change], kind: type[R]) -> tuple[R, ...]:
    """Return the records of a kind that changes put."""
    return tuple(one.record for one in changes if isinstance(one, Put) and isinstance(one.record, kind))


def versions_in(changes: Iterable[Change]) -> tuple[RunbookVersion, ...]:
    """Return the versions of runbooks that changes put."""
    return puts(changes, RunbookVersion)
