"""While the service runs, the log is kept clean: words that are to go leave it soon, and what is old goes by and by.

One process does it at a time, in small steps with a rest after each, beside the writer: no event waits for it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from attrs import frozen
from ratchet_core.basis.instants import Instant
from ratchet_postgres import connect
from ratchet_postgres.housekeeping import Kept, Retention, clear_words
from ratchet_postgres.housekeeping import keep_house as kept_house

from ratchet_cli.serve.parts import Log

EVERY: Final = 300.0
"""So many seconds after it was looked whether words are to go it is looked again."""

TRIM_EVERY: Final = 3_600.0
"""So many seconds after what is old went it is looked again whether more is."""

_GENTLY: Final = 3.0
"""After each step of what is old it rests so many times as long as the step took."""


@frozen
class House:
    """What keeping house in a service takes.

    Attributes:
        url: The database.
        retention: For how long what is in the log is kept.
        clock: Tells the moment.
        told: Is told what each round came to, for the figures.
        every: So many seconds after a round another begins.
        trim_every: So many seconds after what is old went it is looked again.
        rest: Where a round took long, it rests so many times as long: a big database does not keep house all the time.
    """

    url: str
    retention: Retention
    clock: Callable[[], Instant]
    told: Callable[[Kept], None]
    every: float = EVERY
    trim_every: float = TRIM_EVERY
    rest: float = 20.0


async def keep_house(house: House, stop: asyncio.Event, log: Log) -> None:
    """Keep house in a database until told to stop; of several processes one does it at a time."""
    loop, looked, trimmed = asyncio.get_running_loop(), 0, -house.trim_every
    while not stop.is_set():
        begun = loop.time()
        trims = begun - trimmed >= house.trim_every
        kept = await _round(house, looked, trims=trims)
        if kept is not None:
            looked, trimmed = kept.looked, begun if trims else trimmed
            house.told(kept)
            _say(kept, log)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), max(house.every, house.rest * (loop.time() - begun)))


async def _round(house: House, looked: int, *, trims: bool) -> Kept | None:
    """Let words leave the log that are to go, and what is too old where it is time for that."""
    async with await connect(house.url) as conn:
        if trims:
            return await kept_house(conn, house.clock(), house.retention, looked=looked, rest=_GENTLY)
        return await clear_words(conn, looked=looked)


def _say(kept: Kept, log: Log) -> None:
    if kept.cleared:
        log.info("words_left_the_log", events=kept.cleared)
    if kept.trimmed or kept.decisions:
        log.info("old_left_the_log", events=kept.trimmed, decisions=kept.decisions)
