"""What is kept of decisions: the reasons and the keys of the actions, with a digest of the whole."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from psycopg import AsyncConnection
from ratchet_core.vocabulary.decision import Decision, Reason, Why

from ratchet_postgres.generated import commands as queries
from ratchet_postgres.store import digest_of


@frozen
class Kept:
    """What is kept of the decision about an event; `actions` and `withheld` are the keys of actions."""

    turn: int
    event: str
    reasons: tuple[Reason, ...]
    actions: tuple[str, ...]
    withheld: tuple[str, ...]
    digest: str

    @property
    def is_bare(self) -> bool:
        """Whether the decision was nothing but its reasons: it changed nothing, and asked for nothing."""
        return is_bare(self.reasons, self.digest)


@frozen
class Command:
    """A command's event that was heard: its id and moment, and whether it is decided and came to nothing."""

    event: str
    at: int
    is_bare: bool


def reasons_of(kept: Any) -> tuple[Reason, ...]:  # noqa: ANN401 - what json holds
    """Return the reasons that a row keeps: what one is about stands there only where it is something."""
    return tuple(Reason(behaviour, Why(why), *about) for behaviour, why, *about in kept)


def is_bare(reasons: tuple[Reason, ...], digest: str) -> bool:
    """Say whether a digest is that of a decision that is nothing but some reasons."""
    return digest_of(Decision(reasons=reasons)) == digest


async def decided(conn: AsyncConnection[Any], event: str) -> Kept | None:
    """Return what is kept of the decision about an event; None where it is not decided, or nothing is kept any more."""
    row = await queries.decided(conn, event=event)
    return None if row is None else kept_of(row)


def kept_of(row: Any) -> Kept:  # noqa: ANN401 - a row of one query or another
    """Return what a row keeps of a decision."""
    return Kept(row.turn, row.event, reasons_of(row.reasons), tuple(row.actions), tuple(row.withheld), row.digest)


async def latest_commands(
    conn: AsyncConnection[Any], first: str, beyond: str, ends: str, most: int
) -> Sequence[Command]:
    """Return events by their ids, from the one that waits or was decided last on.

    The ids come between two texts, and end as an expression says.
    """
    rows = await queries.latest_of_kind(conn, first=first, beyond=beyond, ends=ends, most=most)
    return [
        Command(row.event, row.at, row.digest != "" and is_bare(reasons_of(row.reasons), row.digest)) for row in rows
    ]


async def take_command_turn(conn: AsyncConnection[Any]) -> bool:
    """Take the turn of a command in the connection's workspace, until the connection ends; say whether it was free."""
    return bool(await queries.take_command_turn(conn))
