"""The shape of what can be known: a name, the keys under which it is found, and what is made of what they find."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, TypeAlias

from attrs import field, frozen

from ratchet_core.domain.records import Lookup
from ratchet_core.snapshot import Snapshot

Answers: TypeAlias = Sequence[Any]
Keys: TypeAlias = Callable[[Snapshot, Any], tuple[Lookup, ...]]


@frozen(eq=False)
class Piece:
    """Something that can be known: its attribute of a snapshot, its keys, and what is made of what they find.

    `second` says that its keys follow from what the first look found. `likely` are those that they nearly always are,
    as far as the event and the directory tell: whoever has a long way to the records asks for these at once.
    """

    name: str
    keys: Callable[[Snapshot, Any], tuple[Lookup, ...]]
    made: Callable[[Answers], Any]
    second: bool = False
    likely: Callable[[Snapshot, Any], tuple[Lookup, ...]] | None = None
    nothing: Any = field(init=False)
    """What is made where there are no keys."""

    def __attrs_post_init__(self) -> None:
        """Make it once, for most pieces of most events have none."""
        object.__setattr__(self, "nothing", self.made(()))


def the_one(answers: Answers) -> Any:  # noqa: ANN401 - a record of the kind that was asked for
    return answers[0] if answers else None


def all_of(answers: Answers) -> tuple[Any, ...]:
    return tuple(answers[0]) if len(answers) == 1 else tuple(chain.from_iterable(answers))


def is_so(answers: Answers) -> bool:
    return bool(answers) and answers[0]


def those_found(answers: Answers) -> tuple[Any, ...]:
    return tuple(one for one in answers if one is not None)
