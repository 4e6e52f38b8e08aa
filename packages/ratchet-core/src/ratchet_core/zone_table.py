"""Looks time zones up by name in Python's own table of them.

The only module of the core that asks the machine, so nothing else in the core may know it: it is here for whoever reads
a file that names a zone, and hands that in as data.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from ratchet_core.basis.instants import Instant
from ratchet_core.basis.zones import Zone, zone_from

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def zone_named(name: str) -> Zone | None:
    """Return the zone of an IANA name, with every moment at which its clocks are set; None where there is none."""
    try:
        info = ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder of zones, a path out of it, a name of none
        return None
    return zone_from(name, lambda at: _minutes(info, at))


def _minutes(info: ZoneInfo, at: Instant) -> int:
    ahead = (_EPOCH + timedelta(microseconds=at)).astimezone(info).utcoffset()
    return 0 if ahead is None else ahead // timedelta(minutes=1)
