"""A question that stands in the thread of its asker's own greeting, or below an account of theirs that asks nothing."""

import pytest
from histories import EVERYTHING, INTRODUCTIONS, POLICY, START, replayed, said
from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import HOUR, MINUTE, SECOND, Duration, ts_of
from ratchet_core.contract.playbook import Playbook, does, passes, silence
from ratchet_core.domain import HelpRequest, HelpState, Message, MessageRef, Resolution
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.help_requests import request_entries
from ratchet_core.reading.opening import Opening, asks_below, opening_of
from ratchet_core.reading.speech import speech_at_first
from ratchet_core.vocabulary.actions import FindSimilar, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import Event, MessageDeleted, MessageEdited, MessageSeen
from world import world_of

ROOT = MessageRef("C1", ts_of(START))
HELLO = said(START, "C1", "U1", "hello, anyone around?")
ASKED = "how do I rotate the ledger key?"


def below(after: Duration, person: str = "U1", text: str = ASKED) -> MessageSeen:
    return said(START + after, "C1", person, text, ROOT.ts)


ASKS = below(MINUTE)
OPEN = HelpRequest(ROOT, "U1", START + MINUTE, below=ASKS.ts)


def after(*events: Event) -> MemoryStore:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    return store


def opened(*events: Event) -> list[HelpRequest]:
    return list(world_of(after(*events)).requests.values())


def listed(*events: Event) -> list[tuple[str, str]]:
    entries = request_entries(MemoryReader(after(*events)))
    return [(one.request.root.ts, one.question) for one in entries]


def test_who_greets_and_asks_below_is_followed_like_anybody_who_asks() -> None:
    answering = Policy(default=evolve(EVERYTHING, answers=Mode.LIVE, reminders=Mode.OFF))
    assert Playbook(answering, INTRODUCTIONS) >> HELLO << silence(Why.PLEASANTRY) >> ASKS << does(WakeMe)


def test_the_request_is_of_the_thread_and_begins_with_the_question() -> None:
    assert opened(HELLO, ASKS) == [OPEN]


def test_a_list_shows_the_reply_that_asks() -> None:
    assert listed(HELLO, ASKS) == [(ROOT.ts, ASKED)]


def test_the_words_of_a_greeting_are_not_kept() -> None:
    assert [one.text for one in after(HELLO).of_kind(Message)] == [""]


def test_a_search_for_earlier_answers_is_for_what_the_reply_asks() -> None:
    policy = Policy(default=evolve(EVERYTHING, answers=Mode.LIVE, reminders=Mode.OFF))
    playbook = Playbook(policy, INTRODUCTIONS) >> HELLO << silence >> ASKS << does(WakeMe)
    question = (MessageRef("C1", ASKS.ts),)
    assert playbook >> passes(minutes=2) << does(FindSimilar, parts=question)


@pytest.mark.parametrize(
    "events",
    [
        (HELLO, below(SECOND, "U2", "hi!"), ASKS),
        (HELLO, below(11 * MINUTE)),
        (HELLO, below(MINUTE, "U2")),
        (HELLO, below(MINUTE, text="@U2 how do I rotate the ledger key?")),
        (HELLO, below(MINUTE, text="never mind, found it")),
        (said(START, "C1", "U1", "@U2 hello"), ASKS),
        (said(START, "C1", "U1", "thanks for the lunch"), ASKS),
        (said(START, "C1", "U1", "deployed ledger 2.3.1 to production"), below(MINUTE, text="who would have thought?")),
        (said(START, "C1", "U1", "I rolled ledger back to 2.3.0"), below(MINUTE, text="who merged this untested?")),
        (said(START, "C1", "U1", "a poll on my new dashboard"), below(MINUTE, text="anyone want dark mode?")),
        (said(START, "C1", "U1", "a poll on my new dashboard"), below(MINUTE, text="who wants dark mode?")),
        (said(START, "C1", "U1", "I moved the ledger dashboards"), below(MINUTE, text="why did I even wait?")),
        (said(START, "C1", "U1", "I moved the ledger dashboards"), below(MINUTE, text="the old ones were broken")),
    ],
)
def test_no_request_is_made_of(events: tuple[Event, ...]) -> None:
    assert opened(*events) == []


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("hi all", "the export fails since this morning"),
        ("I'm trying out the new exporter", "how do I point it at staging?"),
        ("I have moved to the new exporter", "does anybody know where its logs are?"),
        ("in my export job stands the following line:", "any ideas what it does"),
    ],
)
def test_a_request_is_made_of(text: str, reply: str) -> None:
    opening = said(START, "C1", "U1", text)
    assert opened(opening, below(MINUTE, text=reply)) == [OPEN]


def test_what_the_asker_said_before_they_asked_does_not_hinder() -> None:
    assert opened(HELLO, below(SECOND, text="I am new here"), ASKS) == [OPEN]


def test_somebody_elses_reply_answers_it_and_thanks_resolve_it() -> None:
    thread = (HELLO, ASKS, below(2 * MINUTE, "U2", "run the rotate job"), below(HOUR, text="thanks, that worked"))
    assert [one.resolution for one in opened(*thread)] == [Resolution.THANKS]


def test_an_edit_of_the_reply_changes_what_was_asked() -> None:
    edit = MessageEdited("edit", START + HOUR, "C1", ASKS.ts, ROOT.ts, "U1", "how do I rotate the vault key?")
    assert listed(HELLO, ASKS, edit) == [(ROOT.ts, "how do I rotate the vault key?")]


def test_an_edit_of_the_greeting_changes_nothing() -> None:
    edit = MessageEdited("edit", START + HOUR, "C1", ROOT.ts, None, "U1", "hello all")
    assert opened(HELLO, ASKS, edit) == [OPEN]


def test_who_deletes_the_reply_that_asks_withdraws_the_request() -> None:
    gone = MessageDeleted("gone", START + HOUR, "C1", ASKS.ts)
    states = [(one.state, one.resolution) for one in opened(HELLO, ASKS, gone)]
    assert states == [(HelpState.RESOLVED, Resolution.WITHDRAWN)]


def test_who_deletes_the_greeting_deletes_the_request() -> None:
    assert opened(HELLO, ASKS, MessageDeleted("gone", START + HOUR, "C1", ROOT.ts)) == []


def test_a_question_below_soon_after_one_in_the_channel_continues_that() -> None:
    first = said(START - MINUTE, "C1", "U1", "why does the export fail?")
    assert [one.continues for one in opened(first, HELLO, ASKS)] == [None, first.ts]


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("hi team", Opening.GREETING),
        ("anybody here?", Opening.GREETING),
        ("I'm trying out the new exporter", Opening.ACCOUNT),
        (":wave:", None),
        ("nice", None),
        ("ledger 2.3.1 is in production", None),
        ("I wrote it down: https://wiki.example/ledger", None),
        ("I found the cause. " * 10, None),
    ],
)
def test_what_leads_to_a_question(text: str, opening: Opening | None) -> None:
    assert opening_of(text, speech_at_first(text)) is opening


def test_more_is_asked_of_a_reply_below_an_account_than_below_a_greeting() -> None:
    asked = "what is the default region?"
    assert (asks_below(Opening.GREETING, asked), asks_below(Opening.ACCOUNT, asked)) == (True, False)
