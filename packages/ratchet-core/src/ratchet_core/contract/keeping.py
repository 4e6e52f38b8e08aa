"""The contract of a store: what is put is found, in its groups and orders, whatever becomes of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from ratchet_core.contract.place import POLICY, Check, Open, Place, decided, dropping, heard, put, same
from ratchet_core.contract.plain import PlainRows
from ratchet_core.contract.samples import SAMPLES, Samples
from ratchet_core.domain.records import KINDS, Get, Key, Kind, Lookup, Range, Taken
from ratchet_core.ports import Turn
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision

_ALL: Final = 1000
_NOBODY: Final = "nobody"

_ROWS: Final = tuple(kind for kind in KINDS.values() if not kind.directory)
Asked = Callable[[Kind, Sequence[Any]], Iterator[Lookup]]


async def _differ(place: Place, plain: PlainRows, lookups: Sequence[Lookup], what: str) -> None:
    """Refuse a store that answers otherwise than plain rows."""
    answers = await place.store.find(lookups)
    same(len(answers), len(lookups), "each lookup has one answer")
    for lookup, found, expected in zip(lookups, answers, plain.find(lookups), strict=True):
        same(found if expected is None or not isinstance(lookup, Range) else tuple(found), expected, f"{what} {lookup}")


async def _through(opened: Open, asked: Asked, stages: Callable[[Samples], Sequence[Sequence[Any]]]) -> None:
    """Put every kind's samples, stage by stage, and compare what is asked of the kind after each."""
    async with opened(POLICY) as place:
        for kind in _ROWS:
            plain = PlainRows()
            for number, records in enumerate(stages(SAMPLES[kind.record])):
                await put(place, f"{kind.name}/{number}", *records)
                for record in records:
                    plain.put(record)
                await _differ(place, plain, list(asked(kind, [*plain])), f"{kind.name}, stage {number}:")


def _as_put(samples: Samples) -> Sequence[Sequence[Any]]:
    return (samples.records,)


def _then_changed(samples: Samples) -> Sequence[Sequence[Any]]:
    return (samples.records, samples.changed)


def _keys(kind: Kind, records: Sequence[Any]) -> Iterator[Lookup]:
    for record in records:
        yield Get(kind.record, kind.key(record))


def _groups(kind: Kind) -> Iterator[tuple[str, Key, list[Any]]]:
    """Return the groups of each index in which samples ever are, with all samples that are ever in them."""
    samples = SAMPLES[kind.record]
    for name, index in kind.indexes.items():
        members: dict[Key, list[Any]] = {}
        for record in (*samples.records, *samples.changed):
            if (group := index.group(record)) is not None:
                members.setdefault(group, []).append(record)
        yield from ((name, group, ones) for group, ones in members.items())


def _whole(kind: Kind, _records: Sequence[Any]) -> Iterator[Lookup]:
    for index, group, _ in _groups(kind):
        yield Range(kind.record, index, group, _ALL)


def _limited(newest: bool) -> Asked:
    def asked(kind: Kind, _records: Sequence[Any]) -> Iterator[Lookup]:
        for index, group, members in _groups(kind):
            for limit in (1, 2, len(members)):
                yield Range(kind.record, index, group, limit, newest=newest)

    return asked


def _bounds(kind: Kind, index: str, members: Sequence[Any]) -> list[Key]:
    """Return beginnings of orders that end with a whole number: those of members, and those just beside them."""
    orders = [kind.indexes[index].order(one) for one in members]
    begun = [one[:length] for one in orders for length in range(1, len(one) + 1)]
    numbered = [one for one in begun if isinstance(one[-1], int)]
    return list(dict.fromkeys((*one[:-1], int(one[-1]) + beside) for one in numbered for beside in (-1, 0, 1)))


def _bounded(low: bool, high: bool, limit: int = _ALL) -> Asked:
    def asked(kind: Kind, _records: Sequence[Any]) -> Iterator[Lookup]:
        for index, group, members in _groups(kind):
            bounds = _bounds(kind, index, members)
            for one, other in zip(bounds, [*bounds[2:], *bounds[:2]], strict=True):
                least, most = one if low else None, other if high else None
                yield Range(kind.record, index, group, limit, least, most)
                yield Range(kind.record, index, group, limit, least, most, newest=True)

    return asked


def _empty(kind: Kind, _records: Sequence[Any]) -> Iterator[Lookup]:
    for index, group, _ in _groups(kind):
        elsewhere = tuple(_NOBODY if isinstance(one, str) else 0 for one in group)
        yield Range(kind.record, index, elsewhere, _ALL)
        yield Range(kind.record, index, (*group[:-1], elsewhere[-1]), _ALL, newest=True)


async def a_record_is_found_under_its_key_as_it_was_put(opened: Open) -> None:
    """Every field of every kind comes back as it was."""
    await _through(opened, _keys, _as_put)


async def a_record_takes_the_place_of_the_one_under_its_key(opened: Open) -> None:
    """What is put under a known key replaces what stood there, whole."""
    await _through(opened, _keys, _then_changed)


async def what_was_never_put_is_not_found(opened: Open) -> None:
    """A `Get` of a missing key gives None, for every kind, while others of the kind are there."""
    async with opened(POLICY) as place:
        for kind in _ROWS:
            first, *others = SAMPLES[kind.record].records
            missing = [Get(kind.record, kind.key(first))]
            same(list(await place.store.find(missing)), [None], f"{kind.name}, nothing put")
            await put(place, kind.name, *others)
            same(list(await place.store.find(missing)), [None], f"{kind.name}, others put")


async def a_record_that_was_dropped_is_gone_from_its_key_and_its_groups(opened: Open) -> None:
    """Dropping lets go of the record; dropping what is not there changes nothing; it can be put again."""
    async with opened(POLICY) as place:
        for kind in _ROWS:
            records = SAMPLES[kind.record].records
            plain, drops = PlainRows(records), [dropping(one) for one in records[::2]]
            lookups = [*_keys(kind, records), *_whole(kind, records)]
            await put(place, f"{kind.name}/put", *records)
            for attempt in ("once", "twice"):
                await decided(place, f"{kind.name}/{attempt}", *drops)
                for drop in drops:
                    plain.drop(drop.kind, drop.key)
                await _differ(place, plain, lookups, f"{kind.name}, dropped {attempt}:")
            await put(place, f"{kind.name}/again", records[0])
            plain.put(records[0])
            await _differ(place, plain, lookups, f"{kind.name}, put again:")


async def a_range_gives_the_records_of_its_group_in_order(opened: Open) -> None:
    """By order, then by key; text is ordered by its code points."""
    await _through(opened, _whole, _as_put)


async def a_range_gives_no_more_than_its_limit_from_its_beginning(opened: Open) -> None:
    """The first ones of the order are given."""
    await _through(opened, _limited(newest=False), _as_put)


async def a_newest_range_gives_the_last_ones_still_in_order(opened: Open) -> None:
    """With `newest` the last ones of the order are given, not the first, and they are not turned round."""
    await _through(opened, _limited(newest=True), _as_put)


async def a_range_begins_with_its_lower_bound(opened: Open) -> None:
    """`low` is the beginning of an order, and what begins so is given."""
    await _through(opened, _bounded(low=True, high=False), _as_put)


async def a_range_ends_with_its_upper_bound(opened: Open) -> None:
    """`high` is the beginning of an order, and all that begins so is given."""
    await _through(opened, _bounded(low=False, high=True), _as_put)


async def a_range_lies_between_its_bounds(opened: Open) -> None:
    """Both bounds hold together, also where they exclude each other."""
    await _through(opened, _bounded(low=True, high=True), _as_put)


async def the_limit_of_a_range_counts_what_lies_between_its_bounds(opened: Open) -> None:
    """A limit cuts what the bounds left, at the end or, with `newest`, at the beginning."""
    await _through(opened, _bounded(low=True, high=True, limit=1), _as_put)
    await _through(opened, _bounded(low=False, high=True, limit=2), _as_put)


async def a_range_of_a_group_without_records_is_empty(opened: Open) -> None:
    """An unknown group is no error."""
    await _through(opened, _empty, _as_put)


async def a_record_that_changes_leaves_its_old_group_and_order(opened: Open) -> None:
    """A record that was replaced is found in the group and at the place of what it is now, and nowhere else."""
    await _through(opened, _whole, _then_changed)
    await _through(opened, _limited(newest=True), _then_changed)


async def answers_are_in_the_order_of_the_lookups(opened: Open) -> None:
    """Lookups of several kinds in one call, the same one twice, and none at all."""
    async with opened(POLICY) as place:
        plain = PlainRows()
        for kind in _ROWS:
            records = SAMPLES[kind.record].records
            await put(place, kind.name, *records)
            for record in records:
                plain.put(record)
        lookups = [one for kind in _ROWS for one in (*_keys(kind, SAMPLES[kind.record].records[:2]), *_whole(kind, ()))]
        mixed = [*lookups[::2], *lookups[::-1], lookups[0]]
        await _differ(place, plain, mixed, "several kinds:")
        answers = await place.store.find([mixed[0], Taken("heard/alert"), Taken("nothing"), mixed[0]])
        same(list(answers[1:3]), [True, False], "a `Taken` between others")
        same(list(await place.store.find([])), [], "no lookup")


async def an_event_is_taken_once_its_turn_is_committed(opened: Open) -> None:
    """Also one that changed nothing."""
    async with opened(POLICY) as place:
        event = heard("one")
        before = await place.store.find([Taken(event.id)])
        await place.store.commit([Turn(event, Decision())])
        after = await place.store.find([Taken(event.id), Taken("heard/on"), Taken("heard/one/")])
        same([*before, *after], [False, True, False, False], "taken before; after, and others like it")


async def changes_are_made_in_their_order(opened: Open) -> None:
    """Of one key within one decision, and from turn to turn of one batch, the last change holds."""
    async with opened(POLICY) as place:
        for kind in KINDS.values():
            samples = SAMPLES[kind.record]
            (new, *_), key_of = samples.changed, kind.key
            old = next(one for one in samples.records if key_of(one) == key_of(new))
            await _in_order(place, kind, old, new)


async def _in_order(place: Place, kind: Kind, old: Any, new: Any) -> None:  # noqa: ANN401 - records of the kind
    async def kept() -> object:
        key = kind.key(new)
        if kind.directory:
            return place.store.directory.get(kind.record, key)
        return (await place.store.find([Get(kind.record, key)]))[0]

    courses: Mapping[str, tuple[Sequence[Any], object]] = {
        "put, put": ((Put(old), Put(new)), new),
        "put, drop": ((Put(old), dropping(old)), None),
        "put, drop, put": ((Put(new), dropping(new), Put(old)), old),
    }
    for name, (changes, expected) in courses.items():
        await decided(place, f"{kind.name}/{name}/in one", *changes)
        same(await kept(), expected, f"{kind.name}: {name}, in one decision")
        turns = [Turn(heard(f"{kind.name}/{name}/{at}"), Decision((one,))) for at, one in enumerate(changes)]
        await place.store.commit(turns)
        same(await kept(), expected, f"{kind.name}: {name}, in one batch")


KEEPING: Final[tuple[Check, ...]] = (
    a_record_is_found_under_its_key_as_it_was_put,
    a_record_takes_the_place_of_the_one_under_its_key,
    what_was_never_put_is_not_found,
    a_record_that_was_dropped_is_gone_from_its_key_and_its_groups,
    a_range_gives_the_records_of_its_group_in_order,
    a_range_gives_no_more_than_its_limit_from_its_beginning,
    a_newest_range_gives_the_last_ones_still_in_order,
    a_range_begins_with_its_lower_bound,
    a_range_ends_with_its_upper_bound,
    a_range_lies_between_its_bounds,
    the_limit_of_a_range_counts_what_lies_between_its_bounds,
    a_range_of_a_group_without_records_is_empty,
    a_record_that_changes_leaves_its_old_group_and_order,
    answers_are_in_the_order_of_the_lookups,
    an_event_is_taken_once_its_turn_is_committed,
    changes_are_made_in_their_order,
)
