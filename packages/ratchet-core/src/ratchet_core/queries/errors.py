"""What finding a record by a name ends in where the name does not stand for one."""

from collections.abc import Iterable
from typing import TypeAlias

Names: TypeAlias = tuple[str, ...]
"""All that one record is called; the last is what it is called in a list, and the first tells it from its namesakes."""


class UnclearNameError(Exception):
    """A name does not stand for one record.

    Attributes:
        what: The noun that was looked for.
        wanted: What it was called.
        known: What the records are called that may be meant.
    """

    def __init__(self, what: str, wanted: str, known: Iterable[Names]) -> None:
        """Remember what was looked for, and what may be meant."""
        super().__init__(f"{wanted} is not the name of one {what}")
        self.what, self.wanted, self.known = what, wanted, tuple(known)


class NotFoundError(UnclearNameError):
    """Nothing is called so; any record that there is may be meant."""


class AmbiguousError(UnclearNameError):
    """More than one record is called so."""
