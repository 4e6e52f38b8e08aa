"""The clock of this machine: only the command and the service read it, and tell the core."""

import time

from ratchet_core.basis.instants import Instant


def now() -> Instant:
    """Return the moment that it is."""
    return time.time_ns() // 1_000
