"""Which earlier answer is pointed out: that of the first fitting document, the reply of its thread that tells most."""

import asyncio

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, fingerprint_of, firing, posted, replayed, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.contract.answering import refused, similar
from ratchet_core.contract.expecting import does, silence
from ratchet_core.contract.playbook import Playbook, passes
from ratchet_core.contract.playbook import posted as is_posted
from ratchet_core.domain import (
    AskerWords,
    HelpRequest,
    HelpState,
    MessageRef,
    OwnedKind,
    Resolution,
    ThreadNote,
    digest_of,
)
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.reading.speech import Speech
from ratchet_core.rules.earlier_replies import best_reply
from ratchet_core.rules.quoting import is_earlier
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import (
    AboutRequest,
    AnswerPrivately,
    Body,
    FindSimilar,
    MessageLink,
    PostMessage,
    WakeMe,
)
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    ChannelShared,
    CommandGiven,
    DirectMessageSeen,
    Event,
    FoundQuestion,
    FoundRunbook,
    HelpRequestResolved,
    MemberJoined,
    Mentioned,
    MessageDeleted,
    MessagePosted,
    MessageSeen,
    OwnerChanged,
    ReactionAdded,
    ReactionRemoved,
    RunbookApproved,
    RunbookWritten,
    ServiceNamed,
    SharingAgreed,
    TeamNamed,
)
from ratchet_core.vocabulary.rendering import plain_text

ANSWERING = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE, cards=Mode.OFF))
FIRST = said(START, "C1", "U1", "how do I rotate the ledger key?")
ANSWER = said(START + MINUTE, "C1", "U2", "run the rotate job, then restart one replica at a time", FIRST.ts)
TAKEN = said(START + 2 * MINUTE, "C1", "U1", "thanks, that worked!", FIRST.ts)
AGAIN = said(START + 40 * DAY, "C1", "U4", "does anybody know how to rotate the ledger key?")
GIVEN = [*INTRODUCTIONS, FIRST, ANSWER, TAKEN]
ALARM, SEARCH = does(WakeMe, at=AGAIN.at + 2 * MINUTE), does(FindSimilar)


def hit(question: Event = FIRST, score: int = 90) -> FoundQuestion:
    return FoundQuestion(MessageRef("C1", question.id.removeprefix("C1/")), score)


def asking(given: list[Event], policy: Policy = ANSWERING) -> Playbook:
    return Playbook(policy, given) >> AGAIN << ALARM >> passes(minutes=2)


def finding(*found: FoundQuestion | FoundRunbook, given: list[Event] = GIVEN) -> Playbook:
    return asking(given) << SEARCH >> similar(*found)


QUOTED = does(PostMessage, thread=AGAIN.ts, says="run the rotate job")


@pytest.mark.parametrize(("score", "is_quoted"), [(41, False), (42, True)])
def test_from_42_on_a_document_is_taken_for_the_same(score: int, *, is_quoted: bool) -> None:
    expected = QUOTED if is_quoted else silence(Why.NOT_ASKED_BEFORE, by="answers")
    assert finding(hit(score=score)) << expected


def test_nothing_that_is_found_says_nothing() -> None:
    assert finding() << silence(Why.NOT_ASKED_BEFORE, by="answers")


LATER = said(START + DAY, "C1", "U3", "how do I rotate the ledger key?")
LATER_ANSWER = said(START + DAY + MINUTE, "C1", "U2", "use `vaultctl rotate` for the ledger key", LATER.ts)
LATER_TAKEN = said(START + DAY + 2 * MINUTE, "C1", "U3", "thanks, that worked!", LATER.ts)
GUESS = attrs.evolve(LATER_ANSWER, text="no idea, sorry")


@pytest.mark.parametrize(("answer", "words"), [(LATER_ANSWER, "vaultctl rotate"), (GUESS, "run the rotate job")])
def test_the_first_of_what_is_found_that_has_an_answer_is_quoted(answer: Event, words: str) -> None:
    given: list[Event] = [*GIVEN, LATER, answer, LATER_TAKEN]
    assert finding(hit(LATER), hit(score=80), given=given) << does(PostMessage, thread=AGAIN.ts, says=words)


def test_what_was_deleted_meanwhile_is_passed_over() -> None:
    given: list[Event] = [
        *GIVEN,
        LATER,
        LATER_ANSWER,
        LATER_TAKEN,
        MessageDeleted("g", START + 2 * DAY, "C1", LATER.ts),
    ]
    assert finding(hit(LATER), hit(score=80), given=given) << QUOTED


def test_an_answer_that_was_pointed_out_once_is_not_pointed_out_again() -> None:
    assert finding(hit()) << QUOTED >> is_posted("1.5") << silence >> passes(days=3) << silence


HELPED = said(AGAIN.at + MINUTE, "C1", "U2", "run the rotate job", AGAIN.ts)


def test_a_question_that_a_person_answers_meanwhile_is_left_to_them() -> None:
    helped = Playbook(ANSWERING, GIVEN) >> AGAIN << ALARM >> HELPED << silence
    assert helped >> passes(minutes=1) << silence(Why.NOTHING_TO_DO, by="answers")


def test_a_question_that_a_person_answers_while_an_earlier_one_is_looked_for_is_left_to_them() -> None:
    late = attrs.evolve(HELPED, at=AGAIN.at + 2 * MINUTE)
    assert asking(GIVEN) << SEARCH >> late << silence >> similar(hit()) << silence(Why.NOTHING_TO_DO, by="answers")


def test_nothing_is_looked_for_where_ratchet_has_left_or_is_not_allowed_to() -> None:
    left = ChannelLeft("out", AGAIN.at + MINUTE, "C1")
    away = Playbook(ANSWERING, GIVEN) >> AGAIN << ALARM >> left << silence >> passes(minutes=1)
    off = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.OFF))
    quiet = Playbook(off, GIVEN) >> AGAIN << silence >> passes(days=1) << silence
    assert [bool(away << silence(Why.NOT_JOINED, by="answers")), bool(quiet)] == [True, True]


def test_in_shadow_an_answer_is_looked_for_and_withheld() -> None:
    shadow = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.SHADOW))
    assert asking(GIVEN, shadow) << SEARCH >> similar(hit()) << silence(Why.SHADOW, by="answers")


def test_a_question_without_telling_words_is_not_looked_for() -> None:
    faint = attrs.evolve(AGAIN, text="can anybody help?")
    assert (
        Playbook(ANSWERING, GIVEN) >> faint << ALARM >> passes(minutes=2) << silence(Why.NOT_ASKED_BEFORE, by="answers")
    )


def test_a_question_to_one_person_is_not_looked_for_and_the_record_says_why() -> None:
    assert (
        Playbook(ANSWERING, GIVEN)
        >> attrs.evolve(AGAIN, text=f"@U2 {AGAIN.text}")
        << silence(Why.LEFT_TO_SOMEBODY, by="answers")
    )


def test_the_answer_to_a_question_in_several_parts_stands_below_the_first() -> None:
    part = said(AGAIN.at + MINUTE, "C1", "U4", "sorry to ask again, does anybody know?")
    roots = (MessageRef("C1", AGAIN.ts), MessageRef("C1", part.ts))
    assert (
        Playbook(ANSWERING, GIVEN)
        >> AGAIN
        << ALARM
        >> part
        << silence(Why.PART_OF_ANOTHER)
        >> passes(minutes=1)
        << does(FindSimilar, parts=roots)
        >> similar(hit())
        << QUOTED
    )


def test_an_answer_that_was_refused_counts_as_not_given() -> None:
    store = MemoryStore(ANSWERING)
    playbook = finding(hit()) << QUOTED >> refused("archived") << silence(Why.FAILED, by="answers")
    asyncio.run(playbook.play(store, store.outbox))
    assert [one.answered_at for one in store.of_kind(HelpRequest) if one.asked_at == AGAIN.at] == [None]


# Runbooks as answers, to whoever asks for what is like a question.

CALL = Mentioned("call", AGAIN.at + 3 * MINUTE, "C1", "7.0", AGAIN.ts, "U4", "@ratchet similar")


def wanting(*found: FoundQuestion | FoundRunbook, given: list[Event]) -> Playbook:
    return finding(*found, given=given) << silence >> CALL << SEARCH >> similar(*found)


NOTHING_LIKE_IT = does(AnswerPrivately, says="no earlier question like this one", person="U4")

ALERT = fingerprint_of(posted(START, "C1", firing(ALERTS[0])))
TEXT = "\n".join(f"{number}. Rotate the ledger key on vault-{number}" for number in range(1, 8))
PRIVATE: list[Event] = [ChannelSeen("C9/seen", 0, "C9", "c9", private=True), ChannelJoined("C9/joined", 0, "C9")]


def runbook(*fires: Event, text: str = TEXT) -> list[Event]:
    return [
        *INTRODUCTIONS,
        *PRIVATE,
        TeamNamed("t", 0, "a", "Payments"),
        MemberJoined("m", 0, "U2", "a"),
        OwnerChanged("o", 0, OwnedKind.SERVICE, "checkout-api", "a"),
        *fires,
        RunbookWritten("w", START + 20 * DAY, ALERT, text, "U2"),
        RunbookApproved("r", START + 20 * DAY, ALERT, 1, digest_of(text), "U2"),
    ]


def fires(after: Instant, channel: str = "C1") -> Event:
    return posted(START + after, channel, firing(ALERTS[0]))


FOUND = FoundRunbook(ALERT, 90)


def body(given: list[Event]) -> Body:
    """Return what is posted about the runbook."""
    store = MemoryStore(ANSWERING)
    playbook = wanting(FOUND, given=given) << does(PostMessage, thread=AGAIN.ts)
    asyncio.run(playbook.play(store, store.outbox))
    (post,) = (one for one in store.outbox.actions.values() if isinstance(one, PostMessage) and one.thread == AGAIN.ts)
    return post.body


def links(given: list[Event]) -> list[MessageLink]:
    return [piece for line in body(given).lines for piece in line.pieces if isinstance(piece, MessageLink)]


def test_of_a_runbook_the_first_five_lines_are_quoted_and_how_many_more_there_are() -> None:
    texts = [getattr(line.pieces[0], "text", "") for line in body(runbook(fires(0))).lines]
    assert (texts[:5], texts[5]) == (TEXT.splitlines()[:5], "... and 2 more lines")


def test_of_a_runbook_of_five_lines_nothing_is_left() -> None:
    five = "\n".join(TEXT.splitlines()[:5])
    texts = [getattr(line.pieces[0], "text", "") for line in body(runbook(fires(0), text=five)).lines]
    assert texts == [*five.splitlines(), "It last fired in "]


def test_a_runbook_is_quoted_with_a_link_to_where_its_alert_fired_last_that_all_may_read() -> None:
    last = fires(4 * HOUR, "C2")
    given = runbook(fires(0), fires(2 * HOUR), last, fires(HOUR + MINUTE), fires(9 * HOUR, "C9"))
    assert links(given) == [MessageLink("C2", last.id.removeprefix("C2/"), "this thread")]


def test_a_runbook_whose_alert_fired_in_a_private_channel_alone_is_no_answer_elsewhere() -> None:
    assert wanting(FOUND, given=runbook(fires(0, "C9"))) << NOTHING_LIKE_IT


def test_a_runbook_that_nobody_approved_is_no_answer() -> None:
    assert wanting(FOUND, given=runbook(fires(0))[:-1]) << NOTHING_LIKE_IT


def test_a_runbook_is_not_quoted_unasked_for_how_often_it_answers_what_it_is_found_for_was_not_read() -> None:
    assert finding(FOUND, given=runbook(fires(0))) << silence(Why.PERHAPS_ASKED_BEFORE, by="answers")


# What is quoted unasked, and what only to whoever asks for it.

DOUBTED: list[tuple[str, list[Event]]] = [
    ("nobody said that it helped", [FIRST, ANSWER]),
    ("it still fails", [FIRST, ANSWER, attrs.evolve(TAKEN, text="thanks, but it still fails")]),
    (
        "somebody else had helped",
        [FIRST, said(START + MINUTE // 2, "C1", "U3", "restart `vaultd` on all hosts", FIRST.ts), ANSWER, TAKEN],
    ),
    ("a word differs", [attrs.evolve(FIRST, text="how do I rotate the ledger key quarterly?"), ANSWER, TAKEN]),
    ("a name differs", [attrs.evolve(FIRST, text="how do I rotate the ledger key of vault-7?"), ANSWER, TAKEN]),
]


@pytest.mark.parametrize("thread", [thread for _, thread in DOUBTED], ids=[why for why, _ in DOUBTED])
def test_what_is_found_less_surely_is_for_whoever_asks_for_it(thread: list[Event]) -> None:
    given: list[Event] = [*INTRODUCTIONS, *thread]
    assert finding(hit(), given=given) << silence(Why.PERHAPS_ASKED_BEFORE, by="answers")
    assert wanting(hit(), given=given) << QUOTED


@pytest.mark.parametrize(
    "event",
    [
        ReactionAdded("tick", START + HOUR, "C1", ANSWER.ts, FIRST.ts, "U1", "white_check_mark"),
        HelpRequestResolved("fixed", START + HOUR, "C1", FIRST.ts, Resolution.FIXED, "U1"),
    ],
)
def test_what_a_person_says_helped_is_quoted_unasked(event: Event) -> None:
    assert finding(hit(), given=[*INTRODUCTIONS, FIRST, ANSWER, event]) << QUOTED


def test_what_was_declined_is_not_quoted_unasked() -> None:
    declined = HelpRequestResolved("no", START + HOUR, "C1", FIRST.ts, Resolution.DECLINED, "U1")
    given: list[Event] = [*INTRODUCTIONS, FIRST, ANSWER, declined]
    assert finding(hit(), given=given) << silence(Why.PERHAPS_ASKED_BEFORE, by="answers")


SERVICES: list[Event] = [ServiceNamed(f"s/{one}", 0, one, one) for one in ("checkout", "ledger")]
OF_LEDGER = "how do I roll back the ledger release of yesterday when migrations already ran on every shard and replica?"


@pytest.mark.parametrize(("service", "is_quoted"), [("ledger", True), ("checkout", False)])
def test_a_question_about_another_service_is_not_quoted_unasked(service: str, *, is_quoted: bool) -> None:
    asked = attrs.evolve(FIRST, text=OF_LEDGER.replace("ledger", service))
    given: list[Event] = [*INTRODUCTIONS, *SERVICES, asked, ANSWER, TAKEN]
    again = attrs.evolve(AGAIN, text=OF_LEDGER)
    played = Playbook(ANSWERING, given) >> again << ALARM >> passes(minutes=2) << SEARCH >> similar(hit())
    assert played << (QUOTED if is_quoted else silence(Why.PERHAPS_ASKED_BEFORE, by="answers"))


# Whoever asks for it.


def test_below_the_threshold_whoever_asks_is_told_that_there_is_nothing() -> None:
    assert wanting(hit(score=41), given=GIVEN[:-1]) << NOTHING_LIKE_IT


def test_an_answer_that_was_asked_for_counts_as_given() -> None:
    store = MemoryStore(ANSWERING)
    playbook = wanting(hit(), given=GIVEN[:-1]) << QUOTED >> is_posted("1.5") << silence
    asyncio.run(playbook.play(store, store.outbox))
    assert [one.answered_at is not None for one in store.of_kind(HelpRequest)] == [False, True]


def test_where_an_answer_stands_already_whoever_asks_alone_is_shown_what_is_like_it() -> None:
    answered = finding(hit()) << QUOTED >> is_posted("1.5") << silence
    assert answered >> CALL << SEARCH >> similar(hit()) << does(AnswerPrivately, says="run the rotate job", person="U4")


def test_a_command_with_a_link_is_answered_to_whoever_gave_it_alone() -> None:
    link = f"https://acme.slack.com/archives/C1/p{AGAIN.ts.replace('.', '')}"
    command = CommandGiven("c", AGAIN.at + 3 * MINUTE, "U4", "C2", f"similar {link}", "T")
    given = finding(hit(), given=GIVEN[:-1]) << silence
    assert (
        given >> command << SEARCH >> similar(hit()) << does(AnswerPrivately, says="run the rotate job", channel="C2")
    )


def test_whoever_asks_about_no_question_is_told_how() -> None:
    command = CommandGiven("c", AGAIN.at, "U4", "C1", "similar", "T")
    assert Playbook(ANSWERING, GIVEN) >> command << does(AnswerPrivately, says="add its link: similar LINK")


def test_nobody_is_told_elsewhere_what_is_like_a_question_in_a_private_channel() -> None:
    there = said(AGAIN.at, "C9", "U4", AGAIN.text)
    link = f"https://acme.slack.com/archives/C9/p{there.ts.replace('.', '')}"
    command = CommandGiven("c", AGAIN.at + MINUTE, "U4", "C1", f"similar {link}", "T")
    played = Playbook(ANSWERING, [*GIVEN, *PRIVATE, there]) >> command
    assert played << does(AnswerPrivately, says="not everybody here may read")


def test_in_a_conversation_of_two_what_is_like_a_question_is_told_there() -> None:
    link = f"https://acme.slack.com/archives/C1/p{AGAIN.ts.replace('.', '')}"
    direct = DirectMessageSeen("d", AGAIN.at + 3 * MINUTE, "D1", "8.0", None, "U4", f"similar {link}")
    given = finding(hit(), given=GIVEN[:-1]) << silence
    assert given >> direct << SEARCH >> similar(hit()) << does(PostMessage, channel="D1", thread="8.0", says="run the")


# Which reply of a thread tells most.

QUESTION = "how do I rotate the ledger signing key on vault-7 without downtime?"
THREAD = HelpRequest(MessageRef("C1", FIRST.ts), "U1", START)


def quoted(*texts: str, request: HelpRequest = THREAD) -> str | None:
    notes = [ThreadNote(START + at, str(at), "U2", text) for at, text in enumerate(texts)]
    reply = best_reply(request, QUESTION, notes)
    return None if reply is None else reply.text


BEST = "rotate the signing key with `vaultctl rotate`"


@pytest.mark.parametrize("others", [["same here"], ["same here", "good morning"], ["the canteen has noodles"]])
def test_one_reply_that_tells_enough_is_quoted_whatever_else_is_said(others: list[str]) -> None:
    assert [quoted(BEST, *others), quoted(*others, BEST)] == [BEST, BEST]


def test_of_two_replies_that_tell_the_same_the_first_is_quoted() -> None:
    one, other = "rotate the signing key with `vaultctl`", "renew the signing key with `vaultctl`"
    assert [quoted(one, other), quoted(other, one)] == [one, other]


SIX = "Drain nodes, reboot hypervisors, reload firewalls, restart proxies"


def test_a_reply_that_shares_no_word_must_tell_much_at_once() -> None:
    assert [quoted(SIX), quoted("reboot the hypervisor")] == [SIX, None]


def test_a_reply_that_tells_little_is_quoted_where_the_thread_was_resolved() -> None:
    little = "drain nodes, reload firewalls gently"
    solved = attrs.evolve(THREAD, ticked_at=START + HOUR)
    assert (solved.state, quoted(little), quoted(little, request=solved)) == (HelpState.RESOLVED, None, little)


def test_a_reply_of_the_moment_of_the_askers_thanks_is_quoted_and_no_later_one() -> None:
    closed = attrs.evolve(THREAD, said=(AskerWords(START, "0", Speech.CLOSING),))
    assert [quoted(BEST, request=closed), quoted("sure", BEST, request=closed)] == [BEST, None]


def test_a_reply_that_says_the_question_over_tells_less_than_one_with_a_command() -> None:
    over, command = "the ledger signing key on vault-7 gets rotated", "rotate the key with `vaultctl`, restart proxies"
    assert quoted(over, command) == command


def test_a_long_story_tells_no_more_than_six_telling_words_do() -> None:
    story = "our canteen menu lists noodles, dumplings, pancakes, waffles, omelettes, burgers, salads, soups and stews"
    assert quoted(story, "rotate the signing key") == "rotate the signing key"


@pytest.mark.parametrize(
    ("after", "asker", "expected"),
    [(1, "U2", True), (0, "U2", False), (-1, "U2", False), (30 * DAY, "U1", False), (30 * DAY + 1, "U1", True)],
)
def test_a_question_is_an_earlier_one_unless_its_asker_repeats_it_within_thirty_days(
    after: Instant, asker: str, *, expected: bool
) -> None:
    later = HelpRequest(MessageRef("C1", "9.0"), asker, START + after)
    assert is_earlier(THREAD, later) is expected


def test_a_question_is_not_earlier_than_itself() -> None:
    assert not is_earlier(THREAD, attrs.evolve(THREAD, asker="U2", asked_at=START + DAY))


TICKED = ReactionAdded("tick", AGAIN.at + 3 * MINUTE, "C1", "1.5", None, "U4", "white_check_mark")


IS_POSTED = MessagePosted(
    "made",
    AGAIN.at + 3 * MINUTE,
    PostMessage("k", "answers", "C1", AGAIN.ts, Body("asked before"), AboutRequest(MessageRef("C1", AGAIN.ts))),
    "1.5",
)


def resolution(*events: Event) -> tuple[Resolution | None, bool]:
    """Return how the question stands after some events, and whether one of them is said to have resolved it."""
    store = MemoryStore(ANSWERING)
    for event in (*GIVEN, AGAIN):
        asyncio.run(take_turn(store, event))
    decisions = [asyncio.run(take_turn(store, event)) for event in events]
    request = next(one for one in store.of_kind(HelpRequest) if one.root.ts == AGAIN.ts)
    return request.resolution, any(why.why is Why.REQUEST_RESOLVED for one in decisions for why in one.reasons)


@pytest.mark.parametrize("events", [[IS_POSTED, TICKED], [TICKED, IS_POSTED]])
def test_a_tick_on_our_answer_resolves_its_question_also_where_it_is_heard_first(events: list[Event]) -> None:
    assert resolution(*events) == (Resolution.TICK, True)


def test_a_tick_on_our_answer_that_was_taken_back_before_that_was_known_counts_for_nothing() -> None:
    back = ReactionRemoved("untick", TICKED.at + 1, *attrs.astuple(TICKED)[2:7])
    assert resolution(TICKED, back, IS_POSTED) == (None, False)
    assert resolution(TICKED, IS_POSTED, back)[0] is None


def asked_again(number: int) -> list[MessageSeen]:
    """Return the question of one more person, who is content with what ratchet points out."""
    asker, at = f"U{3 + number % 2}", START + (number + 1) * DAY
    asked = said(at, "C1", asker, f"{GREETINGS[number % len(GREETINGS)]} how do I rotate the ledger key?")
    return [asked, said(at + HOUR, "C1", asker, "thanks, that worked!", asked.ts)]


GREETINGS = ("hi all,", "sorry to ask:", "does anybody know", "thank you for any help:")


def test_a_question_that_is_asked_forty_times_is_answered_each_time_from_the_thread_that_has_the_answer() -> None:
    asked = [one for number in range(40) for one in asked_again(number)]
    told = replayed(MemoryStore(ANSWERING), [*GIVEN, *asked])
    posts = [action for _, decision in told for action in decision.actions if isinstance(action, PostMessage)]
    quotes = [(one.thread, "run the rotate job" in plain_text(one.body)) for one in posts if one.behaviour == "answers"]
    assert quotes == [(question.ts, True) for question in asked[::2]]


CLOSED = ChannelSeen("private", START, "C9", "ops", private=True)
WITH_OTHERS = (ChannelShared("shared", START, "C1"), SharingAgreed("agreed", START, "C1", "U1"))


@pytest.mark.parametrize(
    ("seen", "hidden", "only_here"), [((), (), False), ((CLOSED,), ("C9",), False), ((CLOSED, *WITH_OTHERS), (), True)]
)
def test_what_may_not_be_quoted_where_it_is_asked_is_not_looked_for(
    seen: tuple[Event, ...], hidden: tuple[str, ...], *, only_here: bool
) -> None:
    assert asking([*GIVEN, *seen]) << does(FindSimilar, hidden=hidden, only_here=only_here)
