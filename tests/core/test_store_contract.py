"""Every store keeps the contract of a store, whose samples leave out no kind, no index and no field."""

import asyncio
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from typing import Any

import attrs
import pytest
from places import in_memory
from ratchet_core.contract.samples import SAMPLES
from ratchet_core.contract.store import CONTRACT, Check, Open, name_of
from ratchet_core.domain.records import KINDS, Kind

ADAPTERS = ["memory", *(["postgres"] if find_spec("ratchet_postgres") else [])]
"""The core's tests run alone too, where no other adapter is installed."""


@pytest.fixture(params=ADAPTERS)
def opened(request: pytest.FixtureRequest) -> Open:
    """What opens an empty place in each of the adapters."""
    if request.param == "memory":
        return in_memory
    from postgres_places import in_postgres  # noqa: PLC0415 - see above

    return partial(in_postgres, request.getfixturevalue("server"))


@pytest.mark.parametrize("check", CONTRACT, ids=name_of)
def test_a_store_keeps_the_contract(check: Check, opened: Open) -> None:
    asyncio.run(check(opened))


def test_every_kind_of_record_has_samples() -> None:
    assert set(SAMPLES) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_samples_stand_under_keys_of_their_own_and_what_changes_under_one_of_them(kind: Kind) -> None:
    samples = SAMPLES[kind.record]
    keys = [kind.key(one) for one in samples.records]
    assert len(set(keys)) == len(keys)
    assert {kind.key(one) for one in samples.changed} <= set(keys)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_field_has_several_values_in_the_samples(kind: Kind) -> None:
    samples = SAMPLES[kind.record]
    seen = [list(fields_of(one)) for one in (*samples.records, *samples.changed)]
    values = {name: {repr(value) for one in seen for at, value in one if at == name} for name, _ in seen[0]}
    assert [name for name, found in values.items() if len(found) == 1] == []


def fields_of(record: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - a record of any kind
    for field in attrs.fields(type(record)):
        yield field.name, getattr(record, field.name)


INDEXES = [(kind, name) for kind in KINDS.values() for name in kind.indexes]
STILL = {
    *((kind.name, "in_channel") for kind in KINDS.values() if kind.name not in {"mute", "message"}),
    ("citation", "of_message"),
    ("alert_track", "of_alert"),
    ("alert_track", "in_channel"),
    ("held_reply", "of_message"),
    ("runbook_version", "of_alert"),
    ("runbook_version", "active"),
    ("mute", "ending"),
    ("help_request", "in_channel"),
    ("runbook_vote", "of_version"),
    ("held_reply", "in_thread"),
}
"""The indexes whose groups follow from the keys, so that no record goes from one to another."""


@pytest.mark.parametrize(("kind", "name"), INDEXES, ids=lambda one: one.name if isinstance(one, Kind) else one)
def test_an_index_has_samples_in_several_groups_and_several_in_one(kind: Kind, name: str) -> None:
    groups = [kind.indexes[name].group(one) for one in SAMPLES[kind.record].records]
    sizes = {group: groups.count(group) for group in groups if group is not None}
    assert len(sizes) > 1
    assert max(sizes.values()) > 1 or name == "active"


@pytest.mark.parametrize(("kind", "name"), INDEXES, ids=lambda one: one.name if isinstance(one, Kind) else one)
def test_a_sample_leaves_its_group_in_every_index_where_one_can(kind: Kind, name: str) -> None:
    samples, group = SAMPLES[kind.record], kind.indexes[name].group
    before = {kind.key(one): group(one) for one in samples.records}
    moved = [one for one in samples.changed if before[kind.key(one)] not in (None, group(one))]
    assert moved or (kind.name, name) in STILL
