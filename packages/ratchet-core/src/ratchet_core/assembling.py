"""Puts a snapshot together: what must be known is worked out, looked up in two steps at most, and named.

This stands here once for every store: a store answers lookups (`ratchet_core.records.Lookup`) and knows nothing else.
"""

from collections.abc import Sequence
from typing import Any

from ratchet_core.behaviours.table import CARD_LINES, hearing_of
from ratchet_core.directory import Directory
from ratchet_core.events import Event
from ratchet_core.focus import focus_of
from ratchet_core.records import Lookup, Taken
from ratchet_core.snapshot import Snapshot


class Assembly:
    """A snapshot that is being put together: `lookups` are to be answered, with `take`, until there are none left."""

    __slots__ = ("_event", "_first", "_pieces", "_second", "_sizes", "lookups", "snapshot")

    def __init__(self, event: Event, directory: Directory) -> None:
        """Begin with what the event and the directory tell."""
        focus = focus_of(event, directory)
        self._event = event
        self.snapshot = Snapshot(directory, focus)
        hearing = hearing_of(event, focus)
        self._pieces, self._second = hearing.first, hearing.second
        self._first = True
        self.lookups: tuple[Lookup, ...] = (Taken(event.id), *self._asked())

    def _asked(self) -> list[Lookup]:
        snapshot, event = self.snapshot, self._event
        keys = [piece.keys(snapshot, event) for piece in self._pieces]
        self._sizes = [len(one) for one in keys]
        return [lookup for one in keys for lookup in one]

    def take(self, answers: Sequence[Any]) -> None:
        """Take what was found, in the order of the lookups, and say what is to be looked up next."""
        fields, at = self.snapshot.__dict__, 0
        if self._first:
            fields["seen"], at = answers[0], 1
        for piece, size in zip(self._pieces, self._sizes, strict=True):
            fields[piece.name] = piece.made(answers[at : at + size])
            at += size
        self._first, self._pieces, self._second = False, self._second, ()
        self.lookups = tuple(self._asked()) if self._pieces and not fields["seen"] else ()
        if self._pieces and not self.lookups:
            for piece in self._pieces:
                fields[piece.name] = piece.made(())
        if "on_card" in fields:
            fields["on_card"] = CARD_LINES
