"""Stores and outboxes that are broken on purpose, each in one way that a real one could be."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import attrs
from places import FailingStore, MemoryPlace
from ratchet_core.basis.instants import Duration, Instant
from ratchet_core.contract import committing, editing, finding, keeping, sending
from ratchet_core.contract.place import Check, Open
from ratchet_core.domain import Alert, HelpRequest, Message, RunbookVersion
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import KINDS, Get, Key, Lookup, Range, Taken
from ratchet_core.memory.outbox import MemoryOutbox, Rest
from ratchet_core.memory.rows import Rows
from ratchet_core.memory.search import SearchIndex
from ratchet_core.ports import LEASE, Claim, Turn
from ratchet_core.vocabulary.actions import Action, Lane, without_lines


class _BrokenOutboxStore(FailingStore):
    outboxes: type[MemoryOutbox] = MemoryOutbox

    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self.outbox = self.outboxes()


class _BrokenRowsStore(FailingStore):
    tables: type[Rows] = Rows

    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self.rows = self.tables()


class _Deaf(SearchIndex):
    deaf_to: type = object

    def put(self, record: object) -> None:
        if not isinstance(record, self.deaf_to):
            super().put(record)


class _DeafStore(FailingStore):
    search_kind: type[SearchIndex] = SearchIndex

    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self.search = self.search_kind(self.rows)


def _deaf(kind: type) -> type[FailingStore]:
    """Return a store whose search does not hear of changes of a kind of record."""
    deaf = type(f"DeafTo{kind.__name__}", (_Deaf,), {"deaf_to": kind})
    return type(f"WithSearchDeafTo{kind.__name__}", (_DeafStore,), {"search_kind": deaf})


class LimitIgnored(FailingStore):
    def _answer(self, lookup: Lookup) -> Any:
        return super()._answer(lookup._replace(limit=10_000) if isinstance(lookup, Range) else lookup)


class NewestIgnored(FailingStore):
    def _answer(self, lookup: Lookup) -> Any:
        return super()._answer(lookup._replace(newest=False) if isinstance(lookup, Range) else lookup)


class NewestTurnedRound(FailingStore):
    def _answer(self, lookup: Lookup) -> Any:
        found = super()._answer(lookup)
        return found[::-1] if isinstance(lookup, Range) and lookup.newest else found


class LowerBoundLeftOut(FailingStore):
    def _answer(self, lookup: Lookup) -> Any:
        found = super()._answer(lookup)
        if not isinstance(lookup, Range) or lookup.low is None:
            return found
        order, low = KINDS[lookup.kind].indexes[lookup.index].order, lookup.low
        return tuple(one for one in found if order(one)[: len(low)] != low)


class UpperBoundLeftOut(FailingStore):
    def _answer(self, lookup: Lookup) -> Any:
        found = super()._answer(lookup)
        if not isinstance(lookup, Range) or lookup.high is None:
            return found
        order, high = KINDS[lookup.kind].indexes[lookup.index].order, lookup.high
        return tuple(one for one in found if order(one)[: len(high)] != high)


class OrderedWithoutCase(FailingStore):
    """Text in the order of a language, as a database has it that was not told otherwise."""

    def _answer(self, lookup: Lookup) -> Any:
        found = super()._answer(lookup)
        if not isinstance(lookup, Range):
            return found
        order = KINDS[lookup.kind].indexes[lookup.index].order
        return tuple(sorted(found, key=lambda one: [str(part).casefold() for part in order(one)]))


class _Staying(Rows):
    def put(self, record: object) -> None:
        table = self._tables[type(record)]
        kind, key = KINDS[type(record)], KINDS[type(record)].key(record)
        before = table.rows.get(key)
        moved = [index for index in kind.indexes.values() if before and index.group(before) != index.group(record)]
        super().put(before if moved else record)
        table.rows[key] = record


class GroupNotLeft(_BrokenRowsStore):
    tables = _Staying


class DropForgotten(FailingStore):
    def drop(self, kind: str, key: Key) -> None:
        if len(key) == 1:
            super().drop(kind, key)


class DirectoryNotKept(FailingStore):
    """The directory of a store that reads only some kinds back."""

    def keep(self, record: object) -> None:
        if KINDS[type(record)].name != "membership" or self.steps:
            super().keep(record)


class FieldForgotten(FailingStore):
    def keep(self, record: object) -> None:
        super().keep(attrs.evolve(record, only_in=None) if isinstance(record, RunbookVersion) else record)


class ChangesTurnedRound(FailingStore):
    async def commit(self, turns: Sequence[Turn]) -> None:
        swapped = [Turn(one.event, attrs.evolve(one.decision, changes=one.decision.changes[::-1])) for one in turns]
        await super().commit(swapped)


class BatchHalfCommitted(FailingStore):
    """Each turn is a transaction of its own."""

    async def commit_whole(self, turns: Sequence[Turn]) -> None:
        for turn in turns:
            await super().commit_whole([turn])


class BatchAsOne(FailingStore):
    """Of a batch only the last event is marked."""

    async def commit(self, turns: Sequence[Turn]) -> None:
        await super().commit(turns)
        self.taken -= {turn.event.id for turn in turns[:-1]}


class TakenByPrefix(FailingStore):
    def _answer(self, lookup: Lookup) -> Any:
        if isinstance(lookup, Taken):
            return any(one.startswith(lookup.id) for one in self.taken)
        return super()._answer(lookup)


class MissingIsAnError(FailingStore):
    def _answer(self, lookup: Lookup) -> Any:
        found = super()._answer(lookup)
        if isinstance(lookup, Get) and found is None:
            raise AssertionError(f"{lookup} is not there")
        return found


class ErasesByPattern(FailingStore):
    """`LIKE 'e_1/%'`, in which `_` is any sign."""

    def erase_lines(self, cause: str) -> None:
        self.outbox.rewrite(lambda one: without_lines(one) if _is_like(one.key, f"{cause}/") else one)


def _is_like(key: str, pattern: str) -> bool:
    return len(key) > len(pattern) and all(one in ("_", two) for one, two in zip(pattern, key, strict=False))


class ChannelGivenUp(FailingStore):
    def give_up(self, channel: str, thread: str | None) -> None:
        super().give_up(channel, None)


class AlarmsGivenUp(FailingStore):
    def give_up(self, channel: str, thread: str | None) -> None:
        super().give_up(channel, thread)
        for key, action in list(self.outbox.actions.items()):
            if getattr(action, "channel", None) == channel:
                self.outbox.settle(key)


class _LeaseTooLong(MemoryOutbox):
    async def claim(
        self, at: Instant, lanes: Collection[Lane] = tuple(Lane), limit: int = 1, lease: Duration = LEASE
    ) -> list[Claim]:
        return await super().claim(at, lanes, limit, lease + 1)


class _LeaseTooShort(MemoryOutbox):
    async def claim(
        self, at: Instant, lanes: Collection[Lane] = tuple(Lane), limit: int = 1, lease: Duration = LEASE
    ) -> list[Claim]:
        return await super().claim(at, lanes, limit, lease - 1)


class _LanesIgnored(MemoryOutbox):
    async def claim(
        self, at: Instant, lanes: Collection[Lane] = tuple(Lane), limit: int = 1, lease: Duration = LEASE
    ) -> list[Claim]:
        return await super().claim(at, tuple(Lane) if lanes else (), limit, lease)


class _ClaimLimitIgnored(MemoryOutbox):
    async def claim(
        self, at: Instant, lanes: Collection[Lane] = tuple(Lane), limit: int = 1, lease: Duration = LEASE
    ) -> list[Claim]:
        return await super().claim(at, lanes, max(limit, 1_000), lease)


class _NotClaimed(MemoryOutbox):
    """Two that look at the same time both take it."""

    async def claim(
        self, at: Instant, lanes: Collection[Lane] = tuple(Lane), limit: int = 1, lease: Duration = LEASE
    ) -> list[Claim]:
        return await super().claim(at, lanes, limit, 0)


class _TokenIgnored(MemoryOutbox):
    def _renewed(self, claim: Claim) -> Claim:
        row = self._rows.get(claim.action.key)
        return claim if row is None else attrs.evolve(claim, token=row.token)

    async def held(self, claim: Claim) -> Claim | None:
        return await super().held(self._renewed(claim))

    async def postpone(self, claim: Claim, until: Instant, *, doubtful: bool = False) -> bool:
        return await super().postpone(self._renewed(claim), until, doubtful=doubtful)


class _EditOvertaken(MemoryOutbox):
    """Newer words are offered while older ones are on their way."""

    def _waits_for_another(self, row: Any) -> bool:
        return False


class _EditsKept(MemoryOutbox):
    """Every edit is made, also those that newer words made needless."""

    def _supersede(self, slot: tuple[str, str]) -> None:
        """Leave the edit of before."""


class _WaitsForTheLease(MemoryOutbox):
    def _let_go(self, slot: tuple[str, str], key: str) -> None:
        waiting = self._behind.pop(slot, None)
        super()._let_go(slot, key)
        if waiting is not None and waiting in self._rows:
            self._put_off(self._rows[waiting], self._rows[key].not_before if key in self._rows else 2 * 10**15)


class _LastAskedFirst(MemoryOutbox):
    def ask(self, actions: Iterable[Action]) -> None:
        super().ask(reversed(list(actions)))


class _AskedAgain(MemoryOutbox):
    """A key that is there already is asked for anew."""

    def ask(self, actions: Iterable[Action]) -> None:
        asked = list(actions)
        for action in asked:
            self.settle(action.key)
        super().ask(asked)


class _DoubtForgotten(MemoryOutbox):
    def rest(self) -> Rest:
        return attrs.evolve(super().rest(), doubtful=())


class _LostForgotten(MemoryOutbox):
    def rest(self) -> Rest:
        return attrs.evolve(super().rest(), lost={})


class _NeverInDoubt(MemoryOutbox):
    """What a lease left without a word counts as not done."""

    async def claim(
        self, at: Instant, lanes: Collection[Lane] = tuple(Lane), limit: int = 1, lease: Duration = LEASE
    ) -> list[Claim]:
        for row in self._rows.values():
            row.in_hand = False
        return await super().claim(at, lanes, limit, lease)


class _AttemptsForgotten(MemoryOutbox):
    def rest(self) -> Rest:
        rest = super().rest()
        return attrs.evolve(rest, claims={key: (token, 0) for key, (token, _) in rest.claims.items()})


class _ClaimsForgotten(MemoryOutbox):
    def rest(self) -> Rest:
        return attrs.evolve(super().rest(), postponed={})


class _InHandForgotten(MemoryOutbox):
    def rest(self) -> Rest:
        return attrs.evolve(super().rest(), in_hand=())


class _AsideOffered(MemoryOutbox):
    async def set_aside(self, claim: Claim, why: str) -> bool:
        done = await super().set_aside(claim, why)
        await self.retry(claim.action.key)
        return done


class _AlarmsAnyTime(MemoryOutbox):
    async def claim(
        self, at: Instant, lanes: Collection[Lane] = tuple(Lane), limit: int = 1, lease: Duration = LEASE
    ) -> list[Claim]:
        return await super().claim(at + 1, lanes, limit, lease - 1)


class _LeaseOverOnly(MemoryOutbox):
    """What was put off is offered when its lease would have been over."""

    async def postpone(self, claim: Claim, until: Instant, *, doubtful: bool = False) -> bool:
        row = self._rows.get(claim.action.key)
        return await super().postpone(claim, until if row is None else max(until, row.not_before), doubtful=doubtful)


def opening(kind: type[FailingStore]) -> Open:
    """Return what opens empty places with a kind of store."""

    @asynccontextmanager
    async def opened(policy: Policy) -> AsyncIterator[MemoryPlace]:
        yield MemoryPlace(policy, kind)

    return opened


def _with(outbox: type[MemoryOutbox]) -> type[FailingStore]:
    return type(outbox.__name__.removeprefix("_"), (_BrokenOutboxStore,), {"outboxes": outbox})


BROKEN: dict[type[FailingStore], Check] = {
    LimitIgnored: keeping.a_range_gives_no_more_than_its_limit_from_its_beginning,
    NewestIgnored: keeping.a_newest_range_gives_the_last_ones_still_in_order,
    NewestTurnedRound: keeping.a_newest_range_gives_the_last_ones_still_in_order,
    LowerBoundLeftOut: keeping.a_range_begins_with_its_lower_bound,
    UpperBoundLeftOut: keeping.a_range_ends_with_its_upper_bound,
    OrderedWithoutCase: keeping.a_range_gives_the_records_of_its_group_in_order,
    GroupNotLeft: keeping.a_record_that_changes_leaves_its_old_group_and_order,
    DropForgotten: keeping.a_record_that_was_dropped_is_gone_from_its_key_and_its_groups,
    FieldForgotten: keeping.a_record_takes_the_place_of_the_one_under_its_key,
    ChangesTurnedRound: keeping.changes_are_made_in_their_order,
    TakenByPrefix: keeping.an_event_is_taken_once_its_turn_is_committed,
    MissingIsAnError: keeping.what_was_never_put_is_not_found,
    DirectoryNotKept: committing.the_directory_is_the_same_after_opening_again,
    BatchHalfCommitted: committing.a_commit_that_fails_at_any_step_leaves_nothing_of_itself,
    BatchAsOne: committing.a_batch_comes_to_what_its_turns_come_to_one_by_one,
    ErasesByPattern: sending.the_lines_of_what_an_event_caused_are_erased,
    ChannelGivenUp: sending.what_waits_for_a_thread_is_given_up_alone,
    AlarmsGivenUp: sending.what_was_to_be_said_in_a_channel_is_given_up,
    _deaf(HelpRequest): finding.a_question_that_nobody_answered_is_not_found,
    _deaf(Message): finding.a_question_that_was_edited_is_found_by_what_it_says_now,
    _deaf(RunbookVersion): finding.an_active_runbook_is_found_by_its_words_and_its_alert,
    _deaf(Alert): finding.an_active_runbook_is_found_by_its_words_and_its_alert,
    _with(_LeaseTooLong): sending.what_is_in_hand_is_offered_again_when_its_lease_is_over_and_not_before,
    _with(_LeaseTooShort): sending.what_is_in_hand_is_offered_again_when_its_lease_is_over_and_not_before,
    _with(_LeaseOverOnly): sending.what_is_postponed_is_offered_from_its_moment_on,
    _with(_LanesIgnored): sending.a_claim_takes_from_its_lanes_alone,
    _with(_ClaimLimitIgnored): sending.no_more_than_the_limit_is_claimed,
    _with(_AlarmsAnyTime): sending.an_alarm_is_not_offered_before_its_moment,
    _with(_TokenIgnored): sending.a_stale_claim_changes_nothing,
    _with(_LastAskedFirst): sending.what_was_asked_for_first_is_offered_first_in_its_lane,
    _with(_AskedAgain): sending.a_key_that_is_asked_for_twice_is_offered_once_as_it_was_first,
    _with(_AsideOffered): sending.what_was_set_aside_is_listed_and_not_offered,
    _with(_DoubtForgotten): editing.a_post_whose_answer_was_lost_is_looked_up_and_made_once,
    _with(_LostForgotten): sending.what_ends_its_workers_is_set_aside,
    _with(_NeverInDoubt): sending.what_nobody_lived_to_tell_of_is_doubtful,
    _with(_AttemptsForgotten): editing.an_action_that_kills_its_worker_is_set_aside_in_the_end,
    _with(_ClaimsForgotten): sending.claims_outlast_a_crash_and_their_leases_too,
    _with(_InHandForgotten): editing.one_edit_is_in_hand_after_a_crash_too,
    _with(_EditOvertaken): editing.an_older_edit_never_overtakes_a_newer_one,
    _with(_EditsKept): editing.an_edit_takes_the_place_of_those_still_to_be_made,
    _with(_WaitsForTheLease): editing.newer_words_are_offered_as_soon_as_older_ones_are_made,
    _with(_NotClaimed): editing.a_worker_leaves_what_another_is_at,
}
"""What is broken, with the check that must catch it."""
