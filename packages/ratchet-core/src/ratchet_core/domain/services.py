"""Services, which everything revolves around; what else they are called, and by what something is tied to one."""

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen

from ratchet_core.basis.ids import service_key
from ratchet_core.basis.instants import Instant
from ratchet_core.domain.merges import Merge


@frozen
class Service:
    """What everything revolves around, under a lasting key, with its other names and all that it was merged into."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()


@frozen
class ServiceEntry:
    """A service exists under a key and is called so since a moment; a name that nobody gave it is of none, -1."""

    key: str
    name: str
    at: Instant = -1


@frozen
class Alias:
    """A service is also known under another name; `key` is the key that the name would have as a service.

    A name stands for the service that it was given first.
    """

    key: str
    name: str
    service: str
    at: Instant = 0


class Tie(StrEnum):
    """By what something is tied to its service; what a person said holds whatever messages say."""

    WORDS = "words"
    CHANNEL = "channel"
    PERSON = "person"


def named_among(services: Iterable[Service], names: Iterable[str]) -> str | None:
    """Return the key of the one service that a text names, None where it names none or more than one.

    `names` are what `names_in` found in it, the longest first: of names inside each other the longest counts.
    """
    keys = {key: one.key for one in services for key in (one.key, *map(service_key, one.aliases))}
    taken: list[str] = []
    for name in names:
        if name in keys and not any(f"-{name}-" in f"-{longer}-" for longer in taken):
            taken.append(name)
    found = {keys[name] for name in taken}
    return found.pop() if len(found) == 1 else None
