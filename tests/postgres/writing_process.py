"""A process that writes a workspace, or stands by for it, until it is told to stop: `python writing_process.py URL`.

At the event whose id is given behind the URL it computes for some seconds, which come behind that; for ever if none do.
"""

import asyncio
import signal
import sys
import time
from math import inf
from typing import Any

from histories import POLICY
from ratchet_core.turn import take_turn
from ratchet_postgres import write, writer

ENDLESS = 4.0
SLOW, SECONDS = sys.argv[2] if len(sys.argv) > 2 else "", float(sys.argv[3]) if len(sys.argv) > 3 else inf


async def slowly(store: Any, event: Any) -> Any:  # noqa: ANN401 - as `take_turn` has it
    """Decide an event, but at one of them compute before."""
    begun = time.monotonic()
    while event.id == SLOW and time.monotonic() - begun < SECONDS:
        pass
    return await take_turn(store, event)


async def main(url: str) -> None:
    """Write until told to stop."""
    writer.take_turn = slowly  # type: ignore[attr-defined]
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await write(url, POLICY, stop, endless=ENDLESS)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
