"""What the core once did wrong, each a test: cards without an owner, records that were lost, edits in the wrong order.

What is loaded for an event does not grow with the history; `benchmarks/loading.py` has the figures.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import get_args

import attrs
import pytest
from histories import (
    ALERTS,
    BOT,
    EVERYTHING,
    INTRODUCTIONS,
    POLICY,
    START,
    fingerprint_of,
    firing,
    resolved,
    said,
    worked_off,
)
from histories import posted as signal
from long_history import AFTER, CAST, SPEAKING, deployed, long_history
from ratchet_core.assembling import Assembly
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.contract.answering import done, refused, similar
from ratchet_core.contract.counting import CountingStore
from ratchet_core.contract.expecting import does, silence
from ratchet_core.contract.playbook import Playbook, passes, posted
from ratchet_core.contract.refusing import RefusingChat
from ratchet_core.domain import HeldReply, HelpRequest, MessageRef, Notification, OwnedKind, digest_of
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.ports import SETTLE, Store, Unknown
from ratchet_core.snapshot import NotAskedForError
from ratchet_core.turn import take_turn, take_turns
from ratchet_core.vocabulary.actions import FindSimilar, PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    AlertMuted,
    Event,
    FoundQuestion,
    HelpRequestHandedOff,
    MemberJoined,
    MessageEdited,
    MuteEnded,
    OwnerChanged,
    RunbookApproved,
    RunbookWritten,
    TeamNamed,
)
from ratchet_core.wants.limits import MOST_ERASED, MOST_HELD, SHOWN_CHANNELS

NAME = ALERTS[0]
FIRES, FIRES_AGAIN = (signal(START + at, "C1", firing(NAME)) for at in (0, 5 * MINUTE))
ENDS = signal(START + 9 * MINUTE, "C1", resolved(NAME))
WARNS = signal(START, "C1", firing(NAME, "warning"))
ROOT = FIRES.ts
TEXT = "1. Roll back the last deploy."
ALARM, CARD, EDIT = does(WakeMe), does(PostMessage, thread=ROOT), does(UpdateMessage)


ALERT = fingerprint_of(FIRES)
KNOWN: list[Event] = [
    *INTRODUCTIONS,
    TeamNamed("t", 0, "a", "Payments"),
    MemberJoined("m", 0, "U2", "a"),
    OwnerChanged("o", 0, OwnedKind.SERVICE, "checkout-api", "a"),
    signal(START - 2 * DAY, "C1", firing(NAME)),
    signal(START - 2 * DAY + MINUTE, "C1", resolved(NAME)),
    RunbookWritten("w", START - DAY, ALERT, TEXT, "U2"),
    RunbookApproved("r", START - DAY, ALERT, 1, digest_of(TEXT), "U2"),
]
"""An alert whose service has an owner, and whose runbook is approved."""

BOTH = ("Owner: Payments.", "Runbook v1: 1. Roll back the last deploy.")
FULL_CARD, FULL_EDIT = does(PostMessage, thread=ROOT, says=BOTH), does(UpdateMessage, says=BOTH)
BEGUN = Playbook(POLICY, KNOWN)
POSTED = BEGUN >> FIRES << FULL_CARD << ALARM >> posted("1.5") << silence


# A card that is rendered in the turn of any event names owner and runbook.


def test_a_card_names_owner_and_runbook_when_its_alert_fires_and_at_each_news() -> None:
    assert POSTED >> FIRES_AGAIN << FULL_EDIT >> done << silence >> ENDS << FULL_EDIT


def test_a_card_names_owner_and_runbook_when_its_hold_is_over() -> None:
    assert BEGUN >> WARNS << ALARM << ALARM >> passes(minutes=2) << FULL_CARD


def test_a_card_names_owner_and_runbook_when_news_came_while_it_was_on_its_way() -> None:
    assert BEGUN >> FIRES << FULL_CARD << ALARM >> FIRES_AGAIN << silence >> posted("1.5") << FULL_EDIT


def test_a_card_names_owner_and_runbook_when_it_was_refused_and_is_asked_for_again() -> None:
    assert BEGUN >> FIRES << FULL_CARD << ALARM >> refused("archived") << ALARM >> passes(minutes=2) << FULL_CARD


def test_a_card_names_owner_and_runbook_when_its_message_is_edited() -> None:
    content = resolved(NAME)
    edited = MessageEdited("e", START + MINUTE, "C1", ROOT, None, None, content.text, BOT, content)
    assert POSTED >> edited << FULL_EDIT


def test_a_card_names_owner_and_runbook_when_its_incident_grows_stale() -> None:
    assert POSTED >> passes(days=1) << FULL_EDIT


MUTED = AlertMuted("mute", START - HOUR, ALERT, "C1", START + HOUR, "resizing", "U2")
MUTING = Playbook(POLICY, [*KNOWN, MUTED]) >> FIRES << ALARM << ALARM


def test_a_card_names_owner_and_runbook_when_a_mute_is_over() -> None:
    assert MUTING >> passes(hours=1) << does(PostMessage, thread=None) << FULL_CARD


def test_a_card_names_owner_and_runbook_when_a_person_ends_a_mute() -> None:
    assert MUTING >> MuteEnded("end", START + MINUTE, ALERT, "U2") << ALARM >> passes(seconds=0) << FULL_CARD


def test_a_card_names_owner_and_runbook_when_a_draft_is_proposed() -> None:
    note = said(START + MINUTE, "C1", "U2", "restarted the consumer on kafka-3", ROOT)
    full = does(UpdateMessage, says=(*BOTH, "Runbook: draft v2 awaits approval by Payments."))
    assert POSTED >> note << silence >> ENDS << FULL_EDIT << ALARM >> done << silence >> passes(minutes=30) << full


# What was not asked for is not the same as what is not there.


def test_touching_what_was_not_asked_for_tells_what_to_add_and_where() -> None:
    snapshot = Assembly(said(START, "C1", "U1", "good morning"), MemoryStore(POLICY).directory).snapshot
    with pytest.raises(NotAskedForError, match=r"`alert` was not asked for.*add it to what the behaviour wants"):
        _ = snapshot.alert


# All records of one service are kept, by turns and in a batch.

DEPLOYS = [deployed(START + number * MINUTE, number) for number in range(20)]


def kept_deploys(store: MemoryStore) -> list[str]:
    return [one.message.ts for one in store.of_kind(Notification)]


async def by_turns(store: Store, events: Sequence[Event]) -> list[Decision]:
    return [await take_turn(store, event) for event in events]


Taking = Callable[[Store, Sequence[Event]], Coroutine[None, None, list[Decision]]]


@pytest.mark.parametrize("taking", [by_turns, take_turns])
def test_twenty_deploys_of_one_service_are_all_kept(taking: Taking) -> None:
    store = MemoryStore(POLICY)
    asyncio.run(by_turns(store, INTRODUCTIONS))
    asyncio.run(taking(store, DEPLOYS))
    assert kept_deploys(store) == [one.ts for one in DEPLOYS]


# An older edit never overtakes a newer one.


class Board(RefusingChat):
    """A `Chat` that shows the last words of each message; `meanwhile` happens while the first edit is on its way."""

    def __init__(self) -> None:
        self.shows: list[str] = []
        self.store: MemoryStore | None = None
        self.offered: list[int] = []

    async def post(self, action: PostMessage) -> str:
        assert action.key
        return "1.5"

    async def update(self, action: UpdateMessage) -> None:
        if self.store is not None:
            store, self.store = self.store, None
            await take_turn(store, ENDS)
            self.offered.append(len(await worked_off(store, self, FIRES_AGAIN.at + 1)))
        self.shows.append("".join(getattr(piece, "text", "") for piece in action.body.lines[0].pieces))


def test_with_two_workers_an_older_edit_never_overtakes_a_newer_one() -> None:
    async def shown() -> tuple[list[str], list[int]]:
        store, board = MemoryStore(POLICY), Board()
        await by_turns(store, [*INTRODUCTIONS, FIRES])
        await worked_off(store, board, FIRES.at)
        await take_turn(store, FIRES_AGAIN)
        board.store = store
        await worked_off(store, board, FIRES_AGAIN.at)
        await worked_off(store, board, ENDS.at)
        return board.shows, board.offered

    assert asyncio.run(shown()) == (["Firing (2 notifications).", "Resolved after 9 min."], [0])


# What is refused goes to the behaviour that asked for it, and does not count as done.

MONDAY = 20458 * DAY
QUESTION = said(MONDAY + 10 * HOUR, "C1", "U1", "how do I rotate the ledger key?")
OWNED: list[Event] = [
    *INTRODUCTIONS,
    TeamNamed("t1", 0, "base", "Base"),
    TeamNamed("t2", 0, "money", "Money"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "base"),
    MemberJoined("m", 0, "U2", "base"),
]
REMINDING = Policy(default=attrs.evolve(EVERYTHING, reminders=Mode.LIVE, answers=Mode.OFF))
ANSWERING = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE))


def played(playbook: Playbook) -> MemoryStore:
    """Play a conversation, and return what is remembered after it."""
    store = MemoryStore(playbook.policy)
    asyncio.run(playbook.play(store, store.outbox))
    return store


def request(store: MemoryStore, question: Event = QUESTION) -> HelpRequest:
    found: HelpRequest = next(one for one in store.of_kind(HelpRequest) if one.asked_at == question.at)
    return found


REMINDED = (
    Playbook(REMINDING, OWNED)
    >> QUESTION
    << does(WakeMe, at=MONDAY + 14 * HOUR)
    >> passes(hours=4)
    << does(PostMessage, thread=QUESTION.ts, says="This question has waited for 4 h")
)


def test_a_reminder_counts_as_given_once_it_is_posted_and_not_where_it_is_refused() -> None:
    given = played(REMINDED >> posted("1.5") << silence)
    not_given = played(REMINDED >> refused("archived") << silence(Why.FAILED, by="reminders"))
    assert [request(one).reminded_of for one in (given, not_given)] == [QUESTION.at, None]


ANSWER = said(MONDAY + 11 * HOUR, "C1", "U2", "run the rotate job, then restart one replica at a time", QUESTION.ts)
TAKEN = said(MONDAY + 12 * HOUR, "C1", "U1", "thanks, that worked!", QUESTION.ts)
AGAIN = said(MONDAY + 40 * DAY, "C1", "U4", "does anybody know how to rotate the ledger key?")
ANSWERED = (
    Playbook(ANSWERING, [*OWNED, QUESTION, ANSWER, TAKEN])
    >> AGAIN
    << ALARM
    >> passes(minutes=2)
    << does(FindSimilar)
    >> similar(FoundQuestion(MessageRef("C1", QUESTION.ts), 90))
    << does(PostMessage, thread=AGAIN.ts, says="run the rotate job")
)


def test_an_answer_counts_as_given_once_it_is_posted_and_not_where_it_is_refused() -> None:
    given = played(ANSWERED >> posted("1.5") << silence)
    not_given = played(ANSWERED >> refused("archived") << silence(Why.FAILED, by="answers"))
    assert [request(one, AGAIN).answered_at is None for one in (given, not_given)] == [False, True]


def test_the_news_of_a_hand_off_that_is_refused_goes_to_handling() -> None:
    handed = HelpRequestHandedOff("h", QUESTION.at + MINUTE, "C1", QUESTION.ts, "money", "U2")
    assert (
        Playbook(POLICY, OWNED)
        >> QUESTION
        << silence
        >> handed
        << does(PostMessage, thread=QUESTION.ts, says="This question now waits for Money")
        >> refused("archived")
        << silence(Why.FAILED, by="handling")
    )


def test_the_news_of_the_end_of_a_mute_that_are_refused_go_to_mutes() -> None:
    assert (
        Playbook(POLICY, [*KNOWN, MUTED])
        >> passes(hours=48)
        << does(PostMessage, thread=None, says="is no longer muted")
        << does(UpdateMessage)
        >> refused("archived")
        << silence(Why.FAILED, by="mutes")
    )


# A post of which nobody knows whether it was made is made once.


class Forgetful(RefusingChat):
    """A `Chat` that makes posts and loses its answers, so many times."""

    def __init__(self, losses: int) -> None:
        self.losses = losses
        self.posts: list[str] = []

    def _lose(self) -> None:
        if self.losses:
            self.losses -= 1
            raise Unknown

    async def post(self, action: PostMessage) -> str:
        self.posts.append(action.key)
        self._lose()
        return "1.5"

    async def find(self, action: PostMessage) -> str | None:
        self._lose()
        return "1.5" if action.key in self.posts else None


def test_a_post_whose_answer_was_lost_three_times_is_posted_once() -> None:
    async def outcomes() -> tuple[list[int], int]:
        store, chat = MemoryStore(POLICY), Forgetful(3)
        await by_turns(store, [*INTRODUCTIONS, FIRES])
        heard = [len(await worked_off(store, chat, START + times * SETTLE)) for times in range(5)]
        return heard, len(chat.posts)

    assert asyncio.run(outcomes()) == ([0, 0, 0, 1, 0], 1)


# What is loaded for an event is bounded, whatever the history.


async def loaded(store: CountingStore, event: Event) -> tuple[int, int, int]:
    """Return how many lookups an event takes, how many rows they give, and how many they could give at most."""
    store.forget()
    assembly = Assembly(event, store.directory)
    while assembly.lookups:
        assembly.take(await store.find(assembly.lookups))
    return len(store.lookups), len(store.rows), store.most


async def after(messages: int) -> Mapping[str, tuple[int, int, int]]:
    store = CountingStore(MemoryStore(SPEAKING))
    for event in (*long_history(messages), *CAST):
        await take_turn(store, event)
    return {what: await loaded(store, event) for what, event in AFTER.items()}


Loads = tuple[Mapping[str, tuple[int, int, int]], Mapping[str, tuple[int, int, int]]]


@pytest.fixture(scope="module")
def loads() -> Loads:
    """What is loaded after no message, and after 20,000."""
    return asyncio.run(after(0)), asyncio.run(after(20_000))


def test_what_is_loaded_is_known_of_every_kind_of_event() -> None:
    assert {type(event) for event in AFTER.values()} == set(get_args(Event))


ERASURES = ("a person is erased", "erasing goes on", "a channel is erased", "erasing a channel goes on")
"""What is looked up for these hangs on what a person wrote, or what was said in a channel.

Of that so much is looked at in one turn.
"""

HOME = "a home page is opened"
"""What it looks up by name is what is open, and what waits for approval, of which it shows so much."""


@pytest.mark.parametrize("what", [what for what in AFTER if what not in (*ERASURES, HOME)])
def test_what_is_asked_for_is_the_same_after_any_history_and_bounds_what_is_loaded(what: str, loads: Loads) -> None:
    (lookups, rows, most), (lookups_later, rows_later, most_later) = (one[what] for one in loads)
    assert (lookups, most) == (lookups_later, most_later)
    assert max(rows, rows_later) <= most


def test_a_home_page_looks_up_what_it_names_and_no_more_than_its_channels_may_have_open(loads: Loads) -> None:
    lookups, rows, most = loads[1][HOME]
    assert (lookups <= 10 * SHOWN_CHANNELS, rows <= most, most <= 1_500) == (True, True, True)


@pytest.mark.parametrize("what", ERASURES)
def test_what_is_looked_up_to_erase_somebody_is_bounded_by_what_one_turn_erases(what: str, loads: Loads) -> None:
    lookups, rows, most = loads[1][what]
    assert (lookups <= 2 * MOST_ERASED, rows <= most, most <= 24 * MOST_ERASED) == (True, True, True)


FEW = 100
MANY = {"a thread is read": 300}
"""Once an incident its runbook is drafted, from what people wrote in the last of its alert."""


@pytest.mark.parametrize("what", [what for what in AFTER if "eras" not in what and "deleted" not in what])
def test_all_but_erasing_and_drafting_loads_few_rows_after_any_history(what: str, loads: Loads) -> None:
    assert loads[1][what][1] <= MANY.get(what, FEW)


def test_a_signal_of_an_alert_with_2000_notes_loads_few_rows() -> None:
    async def rows() -> list[int]:
        store = CountingStore(MemoryStore(POLICY))
        notes = [said(START + MINUTE + number, "C1", "U2", f"looking at {number}", ROOT) for number in range(2_000)]
        await by_turns(store, [*KNOWN, FIRES, *notes])
        return [(await loaded(store, event))[1] for event in (FIRES_AGAIN, ENDS, notes[-1])]

    assert max(asyncio.run(rows())) < 10  # the track, the alert, its runbook


def test_replies_under_a_root_that_was_never_seen_are_held_up_to_a_bound() -> None:
    async def held() -> int:
        store = MemoryStore(POLICY)
        replies = [said(START + number, "C1", f"U{number}", "me too", "1.000000") for number in range(2_000)]
        await by_turns(store, [*INTRODUCTIONS, *replies])
        return len(store.of_kind(HeldReply))

    assert asyncio.run(held()) == MOST_HELD
