"""The contract of a commit: all of it or nothing, in batches as one by one, and still there after a crash."""

from collections.abc import Sequence
from typing import Any, Final

from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import MINUTE, Instant, ts_of
from ratchet_core.contract.place import (
    POLICY,
    START,
    Check,
    Open,
    Place,
    ask,
    claimed,
    decided,
    dropping,
    heard,
    outcome_of,
    put,
    same,
)
from ratchet_core.contract.plain import PlainRows
from ratchet_core.contract.samples import SAMPLES
from ratchet_core.domain import Alert, Channel, HelpRequest, MessageRef, OwnedKind, Person
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import ChannelPolicy, Mode, Policy, Purpose
from ratchet_core.domain.records import KINDS, Get, Lookup, Taken
from ratchet_core.ports import Turn
from ratchet_core.turn import take_turn, take_turns
from ratchet_core.vocabulary.actions import AboutRequest, Body, PostMessage, WakeMe
from ratchet_core.vocabulary.changes import Change, DropActions, Put
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import ChannelJoined, ChannelSeen, Event, MessageSeen, OwnerChanged, TeamNamed

_CHANNEL: Final = Channel("C1", "one", private=False)
_ANN: Final = Person("U1", "Ann", external=False)
_ANNA: Final = Person("U1", "Anna", external=False)
_HELD: Final = tuple(kind for kind in KINDS.values() if kind.directory)
_ROWS: Final = tuple(kind for kind in KINDS.values() if not kind.directory)


def _view(directory: Directory) -> dict[str, Any]:
    """Return what a directory says, whatever the order in which it was told."""
    return {
        "policy": directory.policy,
        "records": {(type(one), KINDS[type(one)].key(one)): one for one in directory.records()},
        "teams": dict(directory.teams),
        "services": dict(directory.services),
        "memberships": {one: told for one in directory.teams_of if (told := directory.memberships(one))},
        "members": {one: told for one in directory.people_of if (told := directory.members(one))},
        "owners": {of: directory.ownerships(*of) for of in directory.owners},
    }


async def the_directory_says_what_was_put(opened: Open) -> None:
    """Every kind of the directory, its records replaced and dropped; what is missing is None."""
    async with opened(POLICY) as place:
        same(_view(place.store.directory), _view(Directory(POLICY)), "an empty directory")
        for kind in _HELD:
            samples = SAMPLES[kind.record]
            plain = PlainRows(samples.records)
            await put(place, f"{kind.name}/put", *samples.records)
            _agree(place, plain, kind.record)
            await put(place, f"{kind.name}/changed", *samples.changed)
            for record in samples.changed:
                plain.put(record)
            _agree(place, plain, kind.record)
            drops = [dropping(one) for one in samples.records[::2]]
            await decided(place, f"{kind.name}/dropped", *drops)
            for drop in drops:
                plain.drop(drop.kind, drop.key)
            _agree(place, plain, kind.record)


def _agree(place: Place, plain: PlainRows, kind: type) -> None:
    samples, directory = SAMPLES[kind], place.store.directory
    for key in dict.fromkeys(KINDS[kind].key(one) for one in (*samples.records, *samples.changed)):
        same(directory.get(kind, key), plain.rows.get((kind, key)), f"{kind.__name__} {key}")


async def the_directory_is_the_same_after_opening_again(opened: Open) -> None:
    """Whatever the order in which its records were put, replaced and dropped, and with the policy of before."""
    for name, order in (("as they come", 1), ("the other way round", -1)):
        async with opened(POLICY) as place:
            for kind in _HELD[::order]:
                samples = SAMPLES[kind.record]
                await put(place, f"{kind.name}/put", *samples.records[::order])
                await put(place, f"{kind.name}/changed", *samples.changed)
            await decided(place, "dropped", *(dropping(SAMPLES[kind.record].records[-1]) for kind in _HELD))
            before = _view(place.store.directory)
            await place.reopen()
            after = _view(place.store.directory)
            for part, told in before.items():
                same(after[part], told, f"{part}, put {name}")


async def the_directory_is_that_of_the_last_commit(opened: Open) -> None:
    """It changes with a commit, and a directory that was held before does not."""
    async with opened(POLICY) as place:
        before = place.store.directory
        await put(place, "one", _CHANNEL)
        await put(place, "row", Alert("f", "f"))
        after = place.store.directory
        same(
            (before.channels.get("C1"), after.channels.get("C1")),
            (None, _CHANNEL),
            "before, after",
        )
        same(after.version > before.version, True, "a directory that changed has a higher version")


_ABOUT: Final = AboutRequest(MessageRef("C1", "1.0"))
_POST, _OTHER, _LATER = (
    PostMessage(key, "cards", channel, None, Body(key), _ABOUT)
    for key, channel in (("a/cards/0", "C1"), ("b/cards/0", "C2"), ("c/cards/0", "C1"))
)
_ALARM: Final = WakeMe("d/cards/0", "cards", "C1", START + 5, _ABOUT)
_REQUESTS: Final = SAMPLES[HelpRequest].records
_BEFORE: Final[tuple[Change, ...]] = (Put(_REQUESTS[0]), Put(_REQUESTS[1]), Put(_ANN))
_BATCH: Final = (
    Turn(
        heard("first"),
        Decision((Put(_REQUESTS[2]), Put(_CHANNEL), dropping(_REQUESTS[0])), (_LATER, _ALARM)),
    ),
    Turn(
        outcome_of(_OTHER),
        Decision((Put(evolve(_REQUESTS[1], replies=9)), Put(_ANNA))),
    ),
    Turn(
        heard("last"),
        Decision((DropActions("C1"), Put(Alert("f", "f")), dropping(_ANNA))),
    ),
)
_LOOKED_AT: Final[tuple[Lookup, ...]] = (
    *(Get(HelpRequest, KINDS[HelpRequest].key(one)) for one in _REQUESTS[:3]),
    Get(Alert, ("f",)),
    *(Taken(turn.event.id) for turn in _BATCH),
)


async def _seen(place: Place) -> dict[str, Any]:
    """Return all that a batch touches, in the place as it is when it is opened again; what waits is taken in hand."""
    await place.reopen()
    found = list(await place.store.find(_LOOKED_AT))
    return {"rows": found, "directory": _view(place.store.directory), "offered": await claimed(place, START + 10)}


async def _prepared(place: Place) -> None:
    await decided(place, "before", *_BEFORE)
    await ask(place, _POST, _OTHER)


async def a_commit_that_fails_at_any_step_leaves_nothing_of_itself(opened: Open) -> None:
    """Rows, the directory, the outbox and the marks of events are as before, and the same batch goes through later."""
    async with opened(POLICY) as place:
        await _prepared(place)
        before = await _seen(place)
    async with opened(POLICY) as place:
        await _prepared(place)
        await place.store.commit(_BATCH)
        after = await _seen(place)
    step = 1
    while await _fails(opened, step, before, after):
        step += 1
    same(step > 1, True, "`fail_at` never let a commit fail")


async def _fails(opened: Open, step: int, before: object, after: object) -> bool:
    """Say whether a commit has so many steps; if so, it must leave nothing when it fails there."""
    async with opened(POLICY) as place:
        await _prepared(place)
        place.fail_at(step)
        try:
            await place.store.commit(_BATCH)
        except Exception:  # noqa: BLE001 - whatever an adapter's failure is called
            same(await _seen(place), before, f"after a failure at step {step}")
        else:
            same(await _seen(place), after, "after a commit that did not fail")
            return False
    async with opened(POLICY) as place:
        await _prepared(place)
        place.fail_at(step)
        await _attempted(place)
        await place.reopen()
        await place.store.commit(_BATCH)
        same(await _seen(place), after, f"committed again after a failure at step {step}")
    return True


async def _attempted(place: Place) -> None:
    try:
        await place.store.commit(_BATCH)
    except Exception:  # noqa: BLE001 - whatever an adapter's failure is called
        return
    raise AssertionError("a commit failed once and not again at the same step")


async def a_batch_comes_to_what_its_turns_come_to_one_by_one(opened: Open) -> None:
    """In rows, in the directory, in what is offered, and in the marks of events."""
    seen = []
    for sizes in ((1, 1, 1), (3,), (2, 1)):
        async with opened(POLICY) as place:
            await _prepared(place)
            at = 0
            for size in sizes:
                await place.store.commit(_BATCH[at : at + size])
                at += size
            seen.append(await _seen(place))
    same(seen[1:], seen[:1] * 2, "as one batch, and as two")


async def an_empty_commit_changes_nothing(opened: Open) -> None:
    """A writer may have had nothing to do."""
    async with opened(POLICY) as place:
        await _prepared(place)
        await place.store.commit([])
        seen = await _seen(place)
    async with opened(POLICY) as place:
        await _prepared(place)
        same(seen, await _seen(place), "with an empty commit, and without")


_LIVE: Final = Policy(
    default=ChannelPolicy(Purpose.ALERTS, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE)
)
_BOT: Final = Bot("B1", "A1", "Alertmanager")


def _said(at: Instant, text: str, person: str = "U1", thread: str | None = None) -> Event:
    return MessageSeen(f"C1/{ts_of(at)}", at, "C1", ts_of(at), thread, person, text)


def _posted(at: Instant, title: str, colour: str) -> Event:
    content = Content(text=title, title=title, colour=colour, fields=(Field("Service", "checkout-api"),))
    return MessageSeen(f"C1/{ts_of(at)}", at, "C1", ts_of(at), None, None, title, _BOT, content)


COURSE: Final[tuple[Event, ...]] = (
    ChannelSeen("C1/seen", 0, "C1", "alerts", private=False),
    ChannelJoined("C1/joined", 0, "C1"),
    TeamNamed("team", 1, "T1", "Payments"),
    OwnerChanged("owner", 2, OwnedKind.CHANNEL, "C1", "T1"),
    *(_posted(START + at, f"Deployed checkout-api v{at} to production", "good") for at in range(1, 30)),
    _posted(START + MINUTE, "[FIRING:1] HighErrorRate checkout-api (prod critical)", "a30200"),
    _said(START + 2 * MINUTE, "rolled v12 back", thread=ts_of(START + MINUTE)),
    _said(START + 3 * MINUTE, "how do I rotate the ledger key?"),
    _said(START + 3 * MINUTE + 1, "and who looks after it?"),
    _said(START + 3 * MINUTE, "how do I rotate the ledger key?"),
    _said(START + 4 * MINUTE, "run the rotate job", "U2", ts_of(START + 3 * MINUTE)),
    _posted(START + 5 * MINUTE, "[RESOLVED] HighErrorRate checkout-api (prod critical)", "2eb886"),
    OwnerChanged("owner/2", START + 6 * MINUTE, OwnedKind.CHANNEL, "C1", None),
)
"""A short history with something of everything: notices, an incident with a note, a question with its second half."""


def _course_of(decisions: Sequence[Decision]) -> PlainRows:
    """Return the rows that some decisions come to."""
    rows = PlainRows()
    for decision in decisions:
        for change in decision.changes:
            if isinstance(change, Put):
                rows.put(change.record)
    return rows


async def _told(place: Place, decisions: Sequence[Decision]) -> dict[str, Any]:
    rows = _course_of(decisions).rows
    gets = [Get(kind, key) for kind, key in rows if not KINDS[kind].directory]
    return {
        "decisions": decisions,
        "rows": list(await place.store.find(gets)),
        "directory": _view(place.store.directory),
        "offered": await claimed(place, START + 10 * MINUTE),
    }


async def a_history_comes_to_the_same_by_turns_and_in_a_batch(opened: Open) -> None:
    """The core lays what a batch came to over what the store knows; both together must be as one by one."""
    async with opened(_LIVE) as place:
        one_by_one = await _told(place, [await take_turn(place.store, event) for event in COURSE])
    async with opened(_LIVE) as place:
        in_a_batch = await _told(place, await take_turns(place.store, COURSE))
    for part, told in one_by_one.items():
        same(in_a_batch[part], told, part)


async def a_history_goes_on_after_a_crash_between_any_two_turns(opened: Open) -> None:
    """All that was committed is there, so that what follows is decided as if nothing had happened."""
    async with opened(_LIVE) as place:
        without = await _told(place, [await take_turn(place.store, event) for event in COURSE])
    async with opened(_LIVE) as place:
        decisions = []
        for event in COURSE:
            decisions.append(await take_turn(place.store, event))
            await place.reopen()
        after = await _told(place, decisions)
    for part, told in without.items():
        same(after[part], told, part)


async def every_kind_is_there_after_opening_again(opened: Open) -> None:
    """With what replaced it, and without what was dropped."""
    async with opened(POLICY) as place:
        plain = PlainRows()
        for kind in _ROWS:
            samples = SAMPLES[kind.record]
            await put(place, f"{kind.name}/put", *samples.records)
            await put(place, f"{kind.name}/changed", *samples.changed)
            await decided(place, f"{kind.name}/dropped", dropping(samples.records[-1]))
            for record in (*samples.records, *samples.changed):
                plain.put(record)
            plain.drop(kind.name, kind.key(samples.records[-1]))
        gets = [Get(kind.record, kind.key(one)) for kind in _ROWS for one in SAMPLES[kind.record].records]
        await place.reopen()
        same(list(await place.store.find(gets)), plain.find(gets), "after opening again")


COMMITTING: Final[tuple[Check, ...]] = (
    the_directory_says_what_was_put,
    the_directory_is_the_same_after_opening_again,
    the_directory_is_that_of_the_last_commit,
    a_commit_that_fails_at_any_step_leaves_nothing_of_itself,
    a_batch_comes_to_what_its_turns_come_to_one_by_one,
    an_empty_commit_changes_nothing,
    a_history_comes_to_the_same_by_turns_and_in_a_batch,
    a_history_goes_on_after_a_crash_between_any_two_turns,
    every_kind_is_there_after_opening_again,
)
