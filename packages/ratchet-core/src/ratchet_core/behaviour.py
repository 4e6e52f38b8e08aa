"""The shape of a behaviour: what it hears, what it must know for that, and how it decides."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from attrs import field, frozen

from ratchet_core.domain import Incident
from ratchet_core.domain.course import Course
from ratchet_core.snapshot import Snapshot, Topic
from ratchet_core.vocabulary.actions import Line
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.wants.piece import Piece

Wants: TypeAlias = tuple[Piece, ...]
HeardKind: TypeAlias = type | tuple[type, Topic]
"""A class of events, of messages also with the topic that they must have."""


@frozen(eq=False)
class Behaviour:
    """One thing that ratchet does.

    Attributes:
        name: What it is called in reasons and in the actions that it asks for, whose outcomes go to it alone.
        hears: The events that it hears, each with what it must know to decide about it.
        decide: Returns what an event comes to, or None where it is not this behaviour's business.
        mode: The field of a channel's policy that says how far it goes there, if one does.
        on_card: The lines that it adds to an incident's card, and what it must know for them.
    """

    name: str
    hears: Mapping[HeardKind, Wants]
    decide: Callable[[Snapshot, Any], Decision | None]
    mode: str | None = None
    on_card: Callable[[Snapshot, Course, Incident], tuple[Line, ...]] | None = None
    card_wants: Wants = field(default=())

    def __attrs_post_init__(self) -> None:
        """Refuse two pieces of one name: each finds its own, and what hangs on the other would look as if it were not.

        Raises:
            ValueError: Names what is heard and what is wanted twice.
        """
        for heard, wants in self.hears.items():
            known: dict[str, Piece] = {}
            for one in wants:
                if known.setdefault(one.name, one) is not one:
                    raise ValueError(
                        f"{self.name}: `{one.name}` is wanted in two ways for {heard}; ask for one of them."
                    )
