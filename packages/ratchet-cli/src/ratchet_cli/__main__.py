"""`python -m ratchet_cli` is the `ratchet` command.

Loading it takes a moment in which somebody may change their mind; so nothing is imported here but what ends it.
"""

import os
import signal
import sys
from types import FrameType

_INTERRUPTED = 130


def run() -> None:
    """Load the command and run it; an interruption ends it with one line, also while it is being loaded."""
    usual = signal.getsignal(signal.SIGINT)
    if usual is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)
    from ratchet_cli import main  # noqa: PLC0415 - it takes a moment, and may be interrupted

    signal.signal(signal.SIGINT, usual)
    try:
        main.run()
    except KeyboardInterrupt:
        _end()


def _end(_number: int = 0, _frame: FrameType | None = None) -> None:
    """End at once: nothing was begun."""
    if sys.stderr is not None:
        os.write(2, b"ratchet: Interrupted.\n")
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    run()
