"""What a kind says of its records: by which fields indexes place them."""

from collections.abc import Callable
from typing import Any, get_args

import pytest
from ratchet_core.contract.samples import SAMPLES
from ratchet_core.domain import Track
from ratchet_core.domain.records import KINDS, Kind, Record


def test_every_kind_of_record_can_be_written() -> None:
    assert set(get_args(Record)) == set(KINDS)


class _Watched:
    """A record that remembers which of its fields were looked at."""

    def __init__(self, record: object) -> None:
        self.record = record
        self.fields: set[str] = set()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a field of any type
        self.fields.add(name)
        return getattr(self.record, name)


def _fields_of(functions: list[Callable[[Any], object]], records: tuple[Any, ...]) -> set[str]:
    watched = [_Watched(one) for one in records]
    for one in watched:
        for function in functions:
            function(one)
    return set().union(*(one.fields for one in watched))


@pytest.mark.parametrize("kind", [one for one in KINDS.values() if one.placed_by is not None], ids=lambda one: one.name)
def test_indexes_look_at_nothing_but_the_key_and_the_fields_that_place_a_record(kind: Kind) -> None:
    records = SAMPLES[kind.record].records
    looked_at = _fields_of([f for one in kind.indexes.values() for f in (one.group, one.order)], records)
    assert looked_at - _fields_of([kind.key], records) == set(kind.placed_by or ())


def test_alerts_are_in_order_by_the_beginning_of_their_names_alone() -> None:
    track = Track("C1", "f", "Ä" * 5_000, None)
    assert KINDS[Track].indexes["in_channel"].order(track) == ("ä" * 200, "C1")
