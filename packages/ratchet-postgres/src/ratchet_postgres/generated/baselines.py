"""The queries of `queries/baselines.sql`. Do not edit: `make generate` writes it."""

from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.asking import execute, fetch_all, fetch_one

_NEWEST_BASELINE: Final = """
select turn, after, cleared from baseline order by turn desc limit 1
"""


@frozen
class NewestBaselineRow:
    """A row of `newest_baseline`."""

    turn: int
    after: int
    cleared: bool


async def newest_baseline(conn: AsyncConnection[Any]) -> NewestBaselineRow | None:
    """From where a replay can begin."""
    row = await fetch_one(conn, _NEWEST_BASELINE, ())
    return None if row is None else NewestBaselineRow(*row)


_BEGIN_BASELINE: Final = """
insert into baseline (turn, after) values ($1, $2)
"""


async def begin_baseline(conn: AsyncConnection[Any], *, turn: int, after: int) -> None:
    """Begin one."""
    await execute(conn, _BEGIN_BASELINE, (turn, after))


_KEEP_ACTIONS: Final = """
insert into baseline_part (turn, kind, part, lines)
select $1::bigint, 'action', waiting.part, string_agg(waiting.action::text, e'\\n' order by waiting.sequence)
from (
    select sequence, action, (row_number() over (order by sequence) - 1) / $2::int as part
    from outbox where not overtaken
) as waiting
group by waiting.part
"""


async def keep_actions(conn: AsyncConnection[Any], *, turn: int, size: int) -> None:
    """Keep what is still to be done, but for edits that were overtaken, in the order of asking."""
    await execute(conn, _KEEP_ACTIONS, (turn, size))


_DROP_OLDER_BASELINES: Final = """
delete from baseline where turn < $1
"""


async def drop_older_baselines(conn: AsyncConnection[Any], *, turn: int) -> None:
    """Let go of those that are not needed any more."""
    await execute(conn, _DROP_OLDER_BASELINES, (turn,))


_NOTE_CLEARED: Final = """
update baseline set cleared = true where turn = $1
"""


async def note_cleared(conn: AsyncConnection[Any], *, turn: int) -> None:
    """Note that what was erased is cleared from the log up to a baseline."""
    await execute(conn, _NOTE_CLEARED, (turn,))


_PARTS_OF: Final = """
select kind, part from baseline_part where turn = $1 order by kind = 'action', kind, part
"""


@frozen
class PartsOfRow:
    """A row of `parts_of`."""

    kind: str
    part: int


async def parts_of(conn: AsyncConnection[Any], *, turn: int) -> list[PartsOfRow]:
    """Which parts a baseline has: records in the order of their kinds, and the actions behind them."""
    return [PartsOfRow(*row) for row in await fetch_all(conn, _PARTS_OF, (turn,))]


_PART_OF: Final = """
select lines from baseline_part where turn = $1 and kind = $2 and part = $3
"""


async def part_of(conn: AsyncConnection[Any], *, turn: int, kind: str, part: int) -> str | None:
    """The lines of a part."""
    row = await fetch_one(conn, _PART_OF, (turn, kind, part))
    return None if row is None else row[0]


_TAKEN_UP_TO: Final = """
select turn::bigint as turn, event from inbox
where turn > $1::bigint and turn <= $2::bigint order by turn limit $3::int
"""


@frozen
class TakenUpToRow:
    """A row of `taken_up_to`."""

    turn: int
    event: str


async def taken_up_to(conn: AsyncConnection[Any], *, after: int, until: int, most: int) -> list[TakenUpToRow]:
    """The ids of events that were taken, a page of them."""
    return [TakenUpToRow(*row) for row in await fetch_all(conn, _TAKEN_UP_TO, (after, until, most))]
