"""What the pages need of the world, as protocols: somebody who reads, and the core's ports of whoever watches.

Whoever wires ratchet gives them; `memory.py` has those of a store in memory. None of them changes anything.
"""

from collections.abc import Callable

from attrs import frozen
from ratchet_core.basis.instants import Instant
from ratchet_core.basis.zones import Zones, utc_alone
from ratchet_core.queries.reader import Readings
from ratchet_core.queries.watching import Decisions, Health, Outgoing


@frozen
class Sources:
    """All that the pages are made from.

    Attributes:
        clock: What time it is; None where the pages show a state that is over, as of its latest moment.
        about: What is looked at, for the foot of each page, such as the name of a state or of a database.
        zones: Looks up the time zones of people, whose clocks tell day from night.
    """

    readings: Readings
    outgoing: Outgoing
    decisions: Decisions
    health: Health
    clock: Callable[[], Instant] | None = None
    about: str = ""
    zones: Zones = utc_alone
