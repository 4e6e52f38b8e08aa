"""What rows are made of: moments, intervals, owners, and what a service is called."""

from collections.abc import Iterable
from typing import TypeAlias

from ratchet_core.domain import Interval, Merge, MessageRef, OwnedKind, service_key
from ratchet_core.domain.directory import Directory
from ratchet_core.rules.owning import service_part_of, team_called

from ratchet_cli.terminal.names import channel_name
from ratchet_cli.terminal.transcript import day_and_time

Row: TypeAlias = dict[str, object]
"""Fields by name, in order; a value is a word, a number, a list of words or a list of rows."""


def during(interval: Interval) -> str:
    """Return an interval in words."""
    until = "" if interval.until is None else day_and_time(interval.until)
    if not interval.since:
        return f"until {until}" if until else "from the start"
    since = day_and_time(interval.since)
    return f"from {since} to {until}" if until else f"since {since}"


def merged(merges: Iterable[Merge]) -> list[str]:
    """Return in words what something was part of, and when."""
    return [f"part of {one.into} {during(one.during)}" for one in merges]


def owners(directory: Directory, kind: OwnedKind, owned: str) -> list[str]:
    """Return the owners of a channel or a service over time, in words, under the names that they have now."""
    return [
        f"{team_called(directory, one.team) if one.team else 'nobody'} {during(one.during)}"
        for one in directory.ownerships(kind, owned)
    ]


def of_service(directory: Directory, key: str | None) -> Row:
    """Return the fields that say to which service something belongs: its key, and its name and whole if they differ."""
    known = directory.services.get(key or "")
    renamed = known is not None and service_key(known.name) != known.key
    whole = service_part_of(directory, key) if key else None
    return {
        "service": key or "",
        "called": known.name if known is not None and renamed else "",
        "now part of": service_called(directory, whole) if whole else "",
    }


def service_called(directory: Directory, key: str) -> str:
    """Return a service's key, with its name where that is another one."""
    known = directory.services.get(key)
    return key if known is None or service_key(known.name) == key else f"{known.name} ({key})"


def place(directory: Directory, message: MessageRef) -> str:
    """Return where a message stands, as commands take it: `CHANNEL/TS`."""
    return f"{channel_name(directory, message.channel)}/{message.ts}"
