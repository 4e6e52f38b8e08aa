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
from ratchet_core.snapshot import WORKED_OUT, Focus, PartOfMessage, Snapshot
from ratchet_core.vocabulary.events import Event
from ratchet_core.wants.piece import Piece


class Assembly:
    """A snapshot that is being put together: `lookups` are to be answered, with `take`, until there are none left."""

    __slots__ = ("_asked", "_event", "_first", "_parts", "_second", "lookups", "snapshot")

    def __init__(self, event: Event, directory: Directory, known: Focus | None = None) -> None:
        """Begin with what the event and the directory tell; `known` is what the event is about, if that is known."""
        focus = focus_of(event, directory) if known is None else known
        self._event = event
        self.snapshot = Snapshot(directory, focus)
        hearing = hearing_of(event, focus)
        self._second = hearing.second
        self._first = True
        self.lookups: list[Lookup] = [Taken(event.id)]
        self._ask(hearing.first)
        self._parts: tuple[Assembly, ...] = ()
        if focus.parts:
            self._begin_parts(focus.parts, directory)

    def _begin_parts(self, parts: Sequence[PartOfMessage], directory: Directory) -> None:
        """Put snapshots together for the other alerts of a message too, all in the same two looks."""
        self._parts = tuple(Assembly(one.event, directory, one.focus) for one in parts)
        told = tuple((one.event, part.snapshot) for one, part in zip(parts, self._parts, strict=True))
        self.snapshot.__dict__["others"] = told
        for part in self._parts:
            self.lookups += part.lookups

    def _ask(self, pieces: tuple[Piece, ...]) -> None:
        """Put the lookups of some pieces behind those that there are; of a piece without any there is nothing."""
        snapshot, event, lookups = self.snapshot, self._event, self.lookups
        asked: list[tuple[Piece, int]] = []
        nothing: dict[str, Any] = {}
        for piece in pieces:
            if keys := piece.keys(snapshot, event):
                asked.append((piece, len(keys)))
                lookups += keys
            else:
                nothing[piece.name] = piece.nothing
        snapshot.__dict__.update(nothing)
        self._asked = asked

    def likely(self) -> list[Lookup]:
        """Return what the second look will most likely ask for, as far as the event and the directory tell."""
        second, snapshot, event = self._second, self.snapshot, self._event
        found = [one for piece in second if piece.likely is not None for one in piece.likely(snapshot, event)]
        return found + [one for part in self._parts for one in part.likely()]

    def take(self, answers: Sequence[Any]) -> None:
        """Take what was found, in the order of the lookups, and say what is to be looked up next."""
        if self._parts:
            self._take_parts(answers)
        fields, at = self.snapshot.__dict__, 0
        fields.pop(WORKED_OUT, None)
        if self._first:
            fields["seen"], at = answers[0], 1
        for piece, size in self._asked:
            fields[piece.name] = piece.made(answers[at : at + size])
            at += size
        second, self._first, self._second, self.lookups = self._second, False, (), []
        if second:
            self._look_again(second, fields)
        if "on_card" in fields:
            fields["on_card"] = CARD_LINES
        for part in () if fields["seen"] else self._parts:
            self.lookups += part.lookups

    def _take_parts(self, answers: Sequence[Any]) -> None:
        """Give the other alerts of a message what was found for them: it stands behind what was found for the first."""
        at = len(self.lookups) - sum(len(part.lookups) for part in self._parts)
        for part in self._parts:
            if size := len(part.lookups):
                part.take(answers[at : at + size])
                at += size

    def _look_again(self, pieces: tuple[Piece, ...], fields: dict[str, Any]) -> None:
        """Say what the second look is for: nothing where the event was taken before, or no key hangs on the first."""
        if not fields["seen"]:
            self._ask(pieces)
        else:
            fields.update({piece.name: piece.nothing for piece in pieces})
