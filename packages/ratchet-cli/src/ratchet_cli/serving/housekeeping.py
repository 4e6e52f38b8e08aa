"""While the service runs, the words of what is deleted, edited and erased leave the log soon, and not at night.

What is old leaves it by `ratchet db trim`, for how long it is kept is said there.
"""

import asyncio
from contextlib import suppress
from typing import Final

from ratchet_postgres import connect
from ratchet_postgres.housekeeping import clear_words

from ratchet_cli.serving.parts import Log

EVERY: Final = 300.0
"""So many seconds after it was looked whether words are to go it is looked again."""

_REST: Final = 20
"""Where it took long, it rests so many times as long: a big database does not keep house all the time."""


async def keep_house(url: str, stop: asyncio.Event, log: Log, every: float = EVERY) -> None:
    """Let words leave the log of a database until told to stop; of several processes one does it at a time."""
    loop, looked = asyncio.get_running_loop(), 0
    while not stop.is_set():
        begun = loop.time()
        async with await connect(url) as conn:
            kept = await clear_words(conn, looked=looked)
        if kept is not None:
            looked = kept.looked
            if kept.cleared:
                log.info("words_left_the_log", events=kept.cleared)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), max(every, _REST * (loop.time() - begun)))
