"""A process that writes a workspace, or stands by for it, until it is told to stop: `python writing_process.py URL`.

It hangs at the event whose id is given behind the URL, if one is.
"""

import asyncio
import signal
import sys
from typing import Any

from histories import POLICY
from ratchet_core.turn import take_turn
from ratchet_postgres import write, writer


async def hanging(store: Any, event: Any) -> Any:  # noqa: ANN401 - as `take_turn` has it
    """Decide an event, but one of them for ever."""
    while event.id in sys.argv[2:]:
        pass
    return await take_turn(store, event)


async def main(url: str) -> None:
    """Write until told to stop."""
    writer.take_turn = hanging  # type: ignore[attr-defined]
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await write(url, POLICY, stop)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
