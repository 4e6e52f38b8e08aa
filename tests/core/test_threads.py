"""What is kept of a question's thread: who answered, what the asker said, and the words that may be quoted later."""

from itertools import permutations

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, POLICY, START, replayed, said
from ratchet_core.basis.instants import MINUTE, SECOND, Instant, ts_of
from ratchet_core.domain import (
    AskerWords,
    HeldReply,
    HelpRequest,
    HelpState,
    Kept,
    Message,
    MessageRef,
    OwnedKind,
    Standing,
    Tie,
)
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.reading.speech import Speech
from ratchet_core.vocabulary.decision import Reason, Why
from ratchet_core.vocabulary.events import (
    Event,
    MemberJoined,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    OwnerChanged,
    PersonSeen,
    ReactionAdded,
    TeamNamed,
)

ASKED = said(START, "C1", "U1", "how do I rotate the ledger key?")
ROOT = MessageRef("C1", ASKED.ts)
ANSWERING = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE))


def reply(after: Instant, person: str = "U2", text: str = "run the rotate job") -> MessageSeen:
    return said(START + after, "C1", person, text, ASKED.ts)


def edited(event: MessageSeen, text: str, after: Instant) -> MessageEdited:
    at = START + after
    return MessageEdited(f"{event.id}/{at}", at, "C1", event.ts, event.thread, event.person, text)


def tick(after: Instant, ts: str = ASKED.ts, name: str = "white_check_mark") -> ReactionAdded:
    return ReactionAdded(f"tick/{after}", START + after, "C1", ts, None, "U3", name)


def after(*events: Event, policy: Policy = POLICY) -> MemoryStore:
    store = MemoryStore(policy)
    replayed(store, [*INTRODUCTIONS, *events])
    return store


def request(*events: Event, policy: Policy = POLICY) -> HelpRequest:
    (found,) = after(*events, policy=policy).of_kind(HelpRequest)
    assert isinstance(found, HelpRequest)
    return found


def reasons(*events: Event, policy: Policy = POLICY) -> tuple[Reason, ...]:
    return replayed(MemoryStore(policy), [*INTRODUCTIONS, *events])[-1][1].reasons


TALK: list[Event] = [
    reply(SECOND, "U3"),
    reply(2 * SECOND, "U1", "thanks, that worked"),
    reply(3 * SECOND, "U2"),
    reply(4 * SECOND, "U1", "hm, how do I see whether it ran?"),
    tick(5 * SECOND),
]


ALL = [ASKED, *TALK]
TURNED = [[*ALL[at:], *ALL[:at]] for at in range(len(ALL))]


@pytest.mark.parametrize("order", [*TURNED, *(one[::-1] for one in TURNED)])
def test_a_thread_comes_to_the_same_in_whatever_order_it_is_heard(order: list[Event]) -> None:
    assert request(*order) == HelpRequest(
        ROOT,
        "U1",
        START,
        responders=("U2", "U3"),
        replies=4,
        first_response_at=START + SECOND,
        last_response_at=START + 3 * SECOND,
        said=(
            AskerWords(START + 2 * SECOND, ts_of(START + 2 * SECOND), Speech.CLOSING),
            AskerWords(START + 4 * SECOND, ts_of(START + 4 * SECOND), Speech.QUESTION),
        ),
        ticked_at=START + 5 * SECOND,
        first_answer_at=START + SECOND,
        asker_said_at=START + 4 * SECOND,
    )


@pytest.mark.parametrize("text", ["which region?", "no idea, sorry", "+1, same question", "ask in #vault-help"])
def test_a_question_is_not_answered_by_what_cannot_help(text: str) -> None:
    one = request(ASKED, reply(SECOND, text=text))
    assert (one.state, one.first_response_at, one.first_answer_at) == (HelpState.OPEN, START + SECOND, None)


TO_ANOTHER = [ASKED, reply(SECOND, "U3", "@U2 it needs two keys"), reply(2 * SECOND)]


@pytest.mark.parametrize("order", [*permutations(TO_ANOTHER)])
def test_what_turns_to_another_who_helps_is_no_answer_in_whatever_order_it_is_heard(order: tuple[Event, ...]) -> None:
    one = request(*order)
    assert (one.first_response_at, one.first_answer_at) == (START + SECOND, START + 2 * SECOND)


def test_the_first_answer_is_what_may_help_not_what_was_said_before() -> None:
    one = request(ASKED, reply(SECOND, text="one moment"), reply(9 * SECOND))
    assert (one.first_response_at, one.first_answer_at) == (START + SECOND, START + 9 * SECOND)


def test_a_reply_that_is_edited_into_an_answer_is_one() -> None:
    looking = reply(SECOND, text="one moment")
    assert request(ASKED, looking, edited(looking, "run the rotate job", MINUTE)).state is HelpState.ANSWERED


def test_who_is_asked_back_is_waited_for_until_they_reply() -> None:
    back = [ASKED, reply(SECOND, text="which key do you mean?")]
    told = reply(MINUTE, "U1", "the one of the ledger")
    assert [request(*back).waits_for_asker, request(*back, told).waits_for_asker] == [True, False]


def test_of_many_people_who_answer_fifty_are_kept_by_name_in_order() -> None:
    people = [f"U{number}" for number in range(199, 100, -1)]
    answers = [reply(number, person) for number, person in enumerate(people, 1)]
    assert request(ASKED, *answers).responders == tuple(sorted(people)[:50])


def test_of_the_askers_many_words_the_latest_twenty_count() -> None:
    thanks = [reply(number, "U1", "thanks, that worked") for number in range(30, 0, -1)]
    assert [one.at - START for one in request(ASKED, *thanks).said] == list(range(11, 31))


def test_the_askers_small_talk_is_counted_and_tells_nothing() -> None:
    found = request(ASKED, reply(SECOND, "U1", "looking at it"))
    assert (found.replies, found.said, found.responders) == (1, (), ())


def test_the_latest_tick_counts() -> None:
    assert request(ASKED, tick(9 * SECOND), tick(5 * SECOND)).ticked_at == START + 9 * SECOND


@pytest.mark.parametrize(
    ("name", "why"), [("white_check_mark", Why.REQUEST_RESOLVED), ("eyes", Why.REACTION_WITHOUT_MEANING)]
)
def test_a_tick_ends_a_request_and_other_reactions_mean_nothing(name: str, why: Why) -> None:
    assert reasons(ASKED, tick(SECOND, name=name)) == (Reason("help_requests", why),)


def test_a_tick_below_what_is_no_question_means_nothing() -> None:
    greeting = said(START, "C1", "U1", "good morning")
    assert reasons(greeting, tick(SECOND)) == (Reason("help_requests", Why.NOT_A_REQUEST_THREAD),)


def test_a_reply_below_what_is_no_question_is_not_held() -> None:
    greeting = said(START, "C1", "U1", "good morning")
    store = after(greeting, reply(SECOND))
    assert (store.of_kind(HeldReply), store.of_kind(HelpRequest)) == ([], [])


THANKS = reply(MINUTE, "U1", "thanks, that worked")


@pytest.mark.parametrize(
    ("text", "state"), [("no, still broken", HelpState.OPEN), ("thank you, that was it!", HelpState.RESOLVED)]
)
def test_what_the_askers_reply_says_after_its_edit_counts(text: str, state: HelpState) -> None:
    assert request(ASKED, THANKS, edited(THANKS, text, 2 * MINUTE)).state is state


def test_an_edit_of_somebody_elses_reply_is_no_news_of_the_request() -> None:
    answer = reply(SECOND)
    assert request(ASKED, answer, edited(answer, "thanks, that worked", MINUTE)) == request(ASKED, answer)


def test_an_edit_that_is_heard_before_its_reply_makes_it_one_and_counts_it_once() -> None:
    answer = reply(SECOND)
    edit = edited(answer, "run the rotate job twice", MINUTE)
    assert request(ASKED, edit, answer) == request(ASKED, answer)


# The words of the first answers.


SHADOW = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.SHADOW))


def kept(*events: Event, policy: Policy = ANSWERING) -> list[tuple[str, str | None]]:
    messages = [one for one in after(*events, policy=policy).of_kind(Message) if one.ref != ROOT]
    return [(one.text, one.kept) for one in sorted(messages, key=lambda one: one.at)]


LONG = [reply(number, f"U{number + 1}", f"answer {number}") for number in range(1, 12)]


@pytest.mark.parametrize("policy", [ANSWERING, SHADOW], ids=["live", "shadow"])
@pytest.mark.parametrize("order", [[ASKED, *LONG], [ASKED, *reversed(LONG)], [*reversed(LONG), ASKED]])
def test_of_a_long_thread_the_words_of_the_first_eight_answers_are_kept(order: list[Event], policy: Policy) -> None:
    first = [(f"answer {number}", Kept.ANSWER) for number in range(1, 9)]
    assert kept(*order, policy=policy) == [*first, *[("", None)] * 3]


@pytest.mark.parametrize("order", [[ASKED, reply(1, text="x" * 999)], [reply(1, text="x" * 999), ASKED]])
def test_of_an_answer_three_hundred_characters_are_kept_also_where_it_was_held(order: list[Event]) -> None:
    assert kept(*order) == [("x" * 300, Kept.ANSWER)]


@pytest.mark.parametrize("order", list(permutations([ASKED, reply(1, "U1", "any idea?"), reply(2)])))
def test_the_words_of_answers_are_kept_and_not_the_askers_own(order: list[Event]) -> None:
    assert kept(*order) == [("", None), ("run the rotate job", Kept.ANSWER)]


OWNED: list[Event] = [
    TeamNamed("t", 0, "a", "Base"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "a"),
    MemberJoined("m", 0, "U2", "a"),
    MemberJoined("m9", 0, "U9", "a"),
    PersonSeen("p", 0, "U9", "Guest", external=True),
]


@pytest.mark.parametrize("order", list(permutations([ASKED, reply(1, "U3"), reply(2)])))
def test_where_somebody_owns_the_channel_its_members_answer_and_only_their_words_are_kept(order: list[Event]) -> None:
    found = request(*OWNED, *order)
    assert (found.responders, found.replies, kept(*OWNED, *order)) == (
        ("U2",),
        2,
        [("", None), ("run the rotate job", Kept.ANSWER)],
    )


@pytest.mark.parametrize(
    ("person", "standing"), [("U2", Standing.MEMBER), ("U3", Standing.CUSTOMER), ("U9", Standing.CUSTOMER)]
)
def test_who_asks_is_a_member_or_a_customer_and_a_guest_is_always_a_customer(person: str, standing: Standing) -> None:
    assert request(*OWNED, attrs.evolve(ASKED, person=person)).asked_as is standing


@pytest.mark.parametrize(("kept_for", "length"), [(Kept.QUESTION, 300), (Kept.ANSWER, 300), (Kept.HELD, 1_000)])
def test_so_much_is_kept_of_a_message(kept_for: Kept, length: int) -> None:
    words = "how do I rotate the ledger key? " + "x" * 2_000
    events: dict[Kept, list[Event]] = {
        Kept.QUESTION: [attrs.evolve(ASKED, text=words)],
        Kept.ANSWER: [ASKED, reply(1, text=words)],
        Kept.HELD: [reply(1, text=words)],
    }
    messages = after(*events[kept_for], policy=ANSWERING).of_kind(Message)
    assert [len(one.text) for one in messages if one.kept is kept_for] == [length]


def test_a_question_is_kept_as_one() -> None:
    assert after(ASKED).of_kind(Message) == [
        Message(ROOT, "U1", START, None, "how do I rotate the ledger key?", Kept.QUESTION)
    ]


def test_where_answers_are_off_no_words_of_replies_are_kept() -> None:
    off = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.OFF))
    texts = [one.text for one in after(ASKED, reply(1), policy=off).of_kind(Message)]
    assert texts == ["how do I rotate the ledger key?", ""]


# What is edited and what is gone.


def test_of_two_edits_the_later_one_counts_in_whatever_order_they_are_heard() -> None:
    heard: list[Event] = [ASKED, *(edited(ASKED, f"how do I rotate key {at}?", at * MINUTE) for at in (1, 2))]
    texts = [[one.text for one in after(*order).of_kind(Message)] for order in permutations(heard)]
    assert texts == [["how do I rotate key 2?"]] * 6


def test_a_message_that_is_heard_after_its_edit_is_overtaken() -> None:
    assert reasons(edited(ASKED, "good morning", MINUTE), ASKED) == (Reason("core", Why.OVERTAKEN),)


def test_an_edit_of_the_same_moment_as_another_is_taken() -> None:
    edits = edited(ASKED, "how do I rotate the shop key?", MINUTE), edited(ASKED, "good morning", MINUTE)
    assert after(ASKED, edits[0], attrs.evolve(edits[1], id="e2")).of_kind(HelpRequest) == []


GONE = MessageDeleted("gone", START + MINUTE, "C1", ASKED.ts)


def test_a_question_that_is_heard_after_its_deletion_is_none_and_lets_go_of_its_replies() -> None:
    store = after(reply(1), GONE, ASKED)
    assert (store.of_kind(HelpRequest), store.of_kind(HeldReply), [one.text for one in store.of_kind(Message)]) == (
        [],
        [],
        ["", ""],
    )


def test_that_somebody_replied_stays_when_their_reply_is_gone() -> None:
    answer = reply(SECOND)
    gone = MessageDeleted("gone", START + MINUTE, "C1", answer.ts)
    orders: list[list[Event]] = [[ASKED, answer, gone], [ASKED, gone, answer]]
    found = [request(*order, policy=ANSWERING).responders for order in orders]
    assert found == [("U2",), ("U2",)]


@pytest.mark.parametrize("order", list(permutations([ASKED, GONE])))
def test_a_deleted_question_is_forgotten_in_whatever_order_that_is_heard(order: list[Event]) -> None:
    assert after(*order).of_kind(HelpRequest) == []


def test_a_question_that_is_edited_to_be_none_is_forgotten_with_the_words_of_its_answers() -> None:
    store = after(ASKED, reply(1), edited(ASKED, "never mind", MINUTE), policy=ANSWERING)
    assert (store.of_kind(HelpRequest), [one.text for one in store.of_kind(Message)]) == ([], ["", ""])


def test_a_question_whose_words_change_is_about_the_service_that_they_name_now() -> None:
    about = Policy(default=attrs.evolve(EVERYTHING, service="ledger"))
    found = request(ASKED, edited(ASKED, "how do I rotate the key?", MINUTE), policy=about)
    assert (found.service, found.tie) == ("ledger", Tie.CHANNEL)


# Questions of one person shortly after each other.


def question(after_: Instant) -> MessageSeen:
    return said(START + after_, "C1", "U1", f"how do I rotate key {after_}?")


PARTS = [question(at) for at in (0, MINUTE, 2 * MINUTE)]


@pytest.mark.parametrize("order", list(permutations(PARTS)))
def test_each_question_continues_the_one_right_before_it_in_whatever_order_they_are_heard(order: list[Event]) -> None:
    requests = sorted(after(*order).of_kind(HelpRequest), key=lambda one: one.asked_at)
    assert [one.continues for one in requests] == [None, PARTS[0].ts, PARTS[1].ts]


@pytest.mark.parametrize(("gap", "is_one"), [(2 * MINUTE, True), (2 * MINUTE + 1, False)])
def test_a_question_belongs_to_the_one_before_up_to_the_policys_time(gap: Instant, *, is_one: bool) -> None:
    requests = after(question(0), question(gap)).of_kind(HelpRequest)
    assert [one.continues is not None for one in requests] == [False, is_one]


def test_a_question_in_the_middle_that_is_deleted_is_bridged_where_its_neighbours_are_near() -> None:
    near = [question(at) for at in (0, MINUTE, 2 * MINUTE)]
    gone = MessageDeleted("gone", START + 9 * MINUTE, "C1", near[1].ts)
    assert [one.continues for one in after(*near, gone).of_kind(HelpRequest)] == [None, near[0].ts]


def test_a_question_in_the_middle_that_is_deleted_leaves_neighbours_that_are_far_on_their_own() -> None:
    far = [question(at) for at in (0, 2 * MINUTE, 4 * MINUTE)]
    gone = MessageDeleted("gone", START + 9 * MINUTE, "C1", far[1].ts)
    assert [one.continues for one in after(*far, gone).of_kind(HelpRequest)] == [None, None]
