"""Puts a snapshot together: what must be known is worked out, looked up in two steps at most, and named.

This stands here once for every store: a store answers lookups (`Lookup`, in
`ratchet_core.domain.records`) and knows nothing else.
"""

from collections.abc import Sequence
from typing import Any

from ratchet_core.behaviours.table import CARD_LINES, hearing_of
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.records import Lookup, Taken
from ratchet_core.focus import focus_of
from ratchet_core.snapshot import WORKED_OUT, Snapshot
from ratchet_core.vocabulary.events import Event
from ratchet_core.wants import Piece


class Assembly:
    """A snapshot that is being put together: `lookups` are to be answered, with `take`, until there are none left."""

    __slots__ = ("_event", "_first", "_pieces", "_second", "_sizes", "lookups", "snapshot")

    def __init__(self, event: Event, directory: Directory) -> None:
        """Begin with what the event and the directory tell."""
        focus = focus_of(event, directory)
        self._event = event
        self.snapshot = Snapshot(directory, focus)
        hearing = hearing_of(event, focus)
        self._second = hearing.second
        self._first = True
        self.lookups: list[Lookup] = [Taken(event.id)]
        self._ask(hearing.first)

    def _ask(self, pieces: tuple[Piece, ...]) -> None:
        """Put the lookups of some pieces behind those that there are."""
        snapshot, event, lookups = self.snapshot, self._event, self.lookups
        sizes: list[int] = []
        for piece in pieces:
            keys = piece.keys(snapshot, event)
            sizes.append(len(keys))
            lookups += keys
        self._pieces, self._sizes = pieces, sizes

    def take(self, answers: Sequence[Any]) -> None:
        """Take what was found, in the order of the lookups, and say what is to be looked up next."""
        fields, at = self.snapshot.__dict__, 0
        fields.pop(WORKED_OUT, None)
        if self._first:
            fields["seen"], at = answers[0], 1
        for piece, size in zip(self._pieces, self._sizes, strict=True):
            if size:
                fields[piece.name] = piece.made(answers[at : at + size])
                at += size
            else:
                fields[piece.name] = piece.nothing
        second, self._first, self._second, self.lookups = self._second, False, (), []
        if second:
            self._look_again(second, fields)
        if "on_card" in fields:
            fields["on_card"] = CARD_LINES

    def _look_again(self, pieces: tuple[Piece, ...], fields: dict[str, Any]) -> None:
        """Say what the second look is for: nothing where the event was taken before, or no key hangs on the first."""
        if not fields["seen"]:
            self._ask(pieces)
        if not self.lookups:
            for piece in pieces:
                fields[piece.name] = piece.nothing
