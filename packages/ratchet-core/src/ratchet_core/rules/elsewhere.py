"""Where tools of others may be offered and called, and by whom: what is given to them leaves the company's hands.

That is where everybody of the company may read along, for somebody of the company: so no call can hold words that fewer
may read. Elsewhere it takes a word of the operator for each server; where another company listens, nothing is offered.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from ratchet_core.domain.directory import Directory
from ratchet_core.vocabulary.foreign import ForeignTool

MOST_OFFERED: Final = 16
"""So many tools of others a model is offered at most."""

_MOST_TOLD: Final = 12_000
"""So many characters say at most what they are for and what they take: they are told, and paid for, at each step."""


class Allowed(StrEnum):
    """Which tools of others may be called for somebody; no server needs to be asked for any other."""

    NONE = "none"
    PRIVATE = "private"
    ALL = "all"


def allowed_for(directory: Directory, where: str, person: str) -> Allowed:
    """Return which tools of others may be called now, for a person who asked somewhere."""
    if directory.is_shared(where) or not directory.is_of_the_company(person):
        return Allowed.NONE
    return Allowed.PRIVATE if directory.is_private(where) else Allowed.ALL


def may_be_called(directory: Directory, tool: ForeignTool, where: str, person: str) -> bool:
    """Say whether a tool of others may be called now, for a person who asked somewhere."""
    which = allowed_for(directory, where, person)
    return which is Allowed.ALL or (which is Allowed.PRIVATE and tool.private)


def still_offered(
    directory: Directory, tools: tuple[ForeignTool, ...], where: str, person: str
) -> tuple[ForeignTool, ...]:
    """Return those of some tools that may be called now: the same value where all may."""
    left = tuple(one for one in tools if may_be_called(directory, one, where, person))
    return tools if len(left) == len(tools) else left


def offered_first(
    directory: Directory, tools: Iterable[ForeignTool], where: str, person: str
) -> tuple[ForeignTool, ...]:
    """Return which of the tools that there are a model is offered: of each name one, as many as there is room for."""
    named = {one.name: one for one in reversed(list(tools)) if may_be_called(directory, one, where, person)}
    return tuple(_within(reversed(named.values())))


def _within(tools: Iterable[ForeignTool]) -> Iterator[ForeignTool]:
    room, left = _MOST_TOLD, MOST_OFFERED
    for one in tools:
        size = len(one.name) + len(one.what) + len(one.schema)
        if left and size <= room:
            room, left = room - size, left - 1
            yield one
