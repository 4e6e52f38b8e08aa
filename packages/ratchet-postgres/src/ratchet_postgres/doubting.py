"""What may be read wrongly of bots' messages, by the latest decisions of a database whose events are kept."""

from typing import Any, Final

from psycopg import AsyncConnection
from ratchet_core.queries.misread import Doubt, Misread
from ratchet_core.vocabulary.decision import Decision, Why

from ratchet_postgres.decided import reasons_of
from ratchet_postgres.explaining import event_of
from ratchet_postgres.generated import explaining, watching

MOST: Final = 1_000
"""How many decisions of each kind are looked through, the latest."""

_LAST: Final = 2**62
_SIGNS: Final = (Why.NOTICE_KEPT, Why.NOTHING_TO_RESOLVE)


async def doubts(conn: AsyncConnection[Any], most: int = MOST) -> tuple[Doubt, ...]:
    """Return what is doubtful, the most frequent first; words that left the log tell nothing."""
    misread = Misread()
    for why in _SIGNS:
        rows = await watching.latest_decisions(
            conn, before=_LAST, channel=None, behaviour=None, why=why.value, most=most
        )
        reasons = {row.event: reasons_of(row.reasons) for row in rows}
        for row in await explaining.told_under(conn, events=list(reasons)):
            event = event_of(row.event_told)
            if event is not None:
                misread.hear(event, Decision(reasons=reasons[row.event]))
    return misread.doubts()
