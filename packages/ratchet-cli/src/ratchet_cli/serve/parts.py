"""Keeps the parts of the service running: one that fails is started again after a while, and all stop together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final, Protocol

from attrs import frozen

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 30.0
_HEALTHY_AFTER: Final = 60.0
"""A part that ran so long, in seconds, before it failed starts again as if it had never failed."""

PATIENCE: Final = 10.0
"""So many seconds the parts have to finish what is in hand once the service is told to stop."""


class Log(Protocol):
    """Where it is said what becomes of the parts."""

    def info(self, event: str, **about: object) -> object:
        """Say what is as it should be."""
        ...

    def error(self, event: str, **about: object) -> object:
        """Say what is not."""
        ...


@frozen
class Part:
    """One of the things that the service does: `run` does it until it is told to stop, and may fail.

    `clear` are the kinds of errors whose words say what to do, and hold no words of people.
    """

    name: str
    run: Callable[[asyncio.Event], Awaitable[None]]
    clear: tuple[type[Exception], ...] = ()


async def keep_running(
    parts: Sequence[Part], stop: asyncio.Event, log: Log, first_pause: float = _FIRST_PAUSE, patience: float = PATIENCE
) -> bool:
    """Run all parts until told to stop, and say whether all of them stopped by themselves then.

    A part that fails, or ends although nobody told it to, is started again: after a pause that doubles each time. Of
    an error only its kind is logged, for its words may be a person's, but where the part says that they are not.
    """
    tasks = [asyncio.create_task(_kept(part, stop, log, first_pause), name=part.name) for part in parts]
    await stop.wait()
    _, late = await asyncio.wait(tasks, timeout=patience) if tasks else (set(), set())
    for task in late:
        log.error("part_ended_by_force", part=task.get_name())
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return not late


async def _kept(part: Part, stop: asyncio.Event, log: Log, first_pause: float) -> None:
    loop, pause = asyncio.get_running_loop(), first_pause
    while not stop.is_set():
        begun = loop.time()
        why = await _why_it_ended(part, stop)
        if stop.is_set():
            break
        pause = first_pause if loop.time() - begun > _HEALTHY_AFTER else pause
        log.error("part_failed", part=part.name, why=why, again_in=pause)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
    log.info("part_stopped", part=part.name)


async def _why_it_ended(part: Part, stop: asyncio.Event) -> str:
    """Run a part to its end, and return why that came."""
    try:
        await part.run(stop)
    except Exception as error:  # noqa: BLE001 - whatever a part fails of, the others go on
        first = _first_of(error)
        return str(first) if isinstance(first, part.clear) else type(first).__name__
    return "it ended by itself"


def _first_of(error: Exception) -> Exception:
    """Return the first of the errors that several tasks ended with."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
