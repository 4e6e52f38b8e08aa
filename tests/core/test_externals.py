"""People of other companies and channels shared with one: what they are told, and what their words and ticks do."""

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, firing, posted, replayed, resolved, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.contract.playbook import Playbook, does, passes, silence, similar
from ratchet_core.domain import HelpState, MessageRef, OwnedKind, RunbookVersion
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import SPEAKING, AnswerPrivately, FindSimilar, PostMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    ChannelShared,
    ChannelUnshared,
    CommandGiven,
    Event,
    FoundQuestion,
    MemberJoined,
    OwnerChanged,
    PersonSeen,
    ReactionAdded,
    SharingAgreed,
    TeamNamed,
)
from world import world_of

POLICY = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE, reminders=Mode.LIVE))
PEOPLE: list[Event] = [
    *INTRODUCTIONS,
    PersonSeen("U8/seen", 0, "U8", "Northwind", external=True),
    PersonSeen("U9/seen", 0, "U9", "Guest", external=False, guest=True),
    TeamNamed("t", 0, "a", "A"),
    *(MemberJoined(f"m/{one}", 0, one, "a") for one in ("U2", "U7", "U8", "U9")),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "a"),
]
OUTSIDE = ["U7", "U8", "U9"]
"""Nobody has introduced U7; U8 is of another company, and U9 a guest."""
EARLIER = said(START, "C1", "U1", "how do I rotate the ledger signing key on vault-7?")
TAKEN = said(START + 2 * MINUTE, "C1", "U1", "thanks, that worked!", EARLIER.ts)
REPLY = said(START + MINUTE, "C1", "U2", "run the rotate job with `vaultctl rotate`", EARLIER.ts)


def asked(person: str, channel: str = "C1") -> Event:
    return said(START + 40 * DAY, channel, person, "how do I rotate the ledger signing key on vault-7?")


def answering(person: str, policy: Policy, *given: Event, channel: str = "C1") -> Playbook:
    quiet = attrs.evolve(policy, default=attrs.evolve(policy.default, reminders=Mode.OFF))
    known = [*PEOPLE, EARLIER, REPLY, TAKEN, *given]
    return Playbook(quiet, known) >> asked(person, channel) << does(WakeMe) >> passes(minutes=2)


FOUND = similar(FoundQuestion(MessageRef("C1", EARLIER.ts), 90))
QUOTED = does(PostMessage, says="vaultctl rotate")


@pytest.mark.parametrize("person", OUTSIDE)
def test_external_people_are_not_answered_with_what_was_said_inside(person: str) -> None:
    assert answering(person, POLICY) << silence(Why.EXTERNAL, by="answers")


@pytest.mark.parametrize("person", OUTSIDE)
def test_the_policy_can_have_them_answered(person: str) -> None:
    assert answering(person, attrs.evolve(POLICY, answer_externals=True)) << does(FindSimilar) >> FOUND << QUOTED


def test_only_people_of_the_company_are_called_in_a_reminder() -> None:
    waits = said(START, "C1", "U1", "who knows about the ledger?")
    heard = replayed(MemoryStore(POLICY), [*PEOPLE, waits, said(START + 4 * DAY, "C2", "U1", "hello")])
    spoken = (one for _, each in heard for one in each.actions if isinstance(one, PostMessage))
    (reminder,) = (one for one in spoken if one.behaviour == "reminders")
    assert [one for one in ("U2", *OUTSIDE) if f"'{one}'" in repr(reminder.body)] == ["U2"]


FIRES = posted(START, "C1", firing(ALERTS[0]))
ENDS = posted(START + 10 * MINUTE, "C1", resolved(ALERTS[0]))


@pytest.mark.parametrize(("person", "drafts"), [("U2", 1), *((one, 0) for one in OUTSIDE)])
def test_no_draft_has_the_words_of_external_people(person: str, drafts: int) -> None:
    word = said(START + MINUTE, "C1", person, "restarted the xyzzy box", FIRES.ts)
    store = MemoryStore(POLICY)
    replayed(store, [*PEOPLE, FIRES, word, ENDS, said(START + DAY, "C2", "U1", "hello")])
    assert len([one for one in store.of_kind(RunbookVersion) if "xyzzy" in one.text]) == drafts


def test_a_draft_of_what_many_wrote_has_the_words_of_the_company_alone() -> None:
    words = [
        said(START + at * MINUTE, "C1", person, f"restarted the box of {person}", FIRES.ts)
        for at, person in enumerate(("U2", *OUTSIDE), 1)
    ]
    store = MemoryStore(POLICY)
    replayed(store, [*PEOPLE, FIRES, *words, ENDS, said(START + DAY, "C2", "U1", "hello")])
    (draft,) = store.of_kind(RunbookVersion)
    assert [one for one in ("U2", *OUTSIDE) if f"box of {one}" in draft.text] == ["U2"]


def tick(person: str) -> ReactionAdded:
    return ReactionAdded(f"tick/{person}", START + HOUR, "C1", EARLIER.ts, None, person, "white_check_mark")


@pytest.mark.parametrize("asker", ["U1", *OUTSIDE])
@pytest.mark.parametrize("person", ["U2", *OUTSIDE])
def test_a_tick_of_external_people_resolves_their_own_question_alone(asker: str, person: str) -> None:
    store = MemoryStore(POLICY)
    heard = replayed(store, [*PEOPLE, attrs.evolve(EARLIER, person=asker), tick(person)])
    (request,) = world_of(store).requests.values()
    resolves = person in {"U2", asker}
    why = Why.REQUEST_RESOLVED if resolves else Why.EXTERNAL
    assert (request.state is HelpState.RESOLVED, heard[-1][1].reasons[0].why) == (resolves, why)


# Channels that are shared with another company.

SHARED = ChannelShared("shared", START, "C1")
LATER = posted(START + DAY, "C1", firing(ALERTS[0]))
SHARED_AGAIN = attrs.evolve(SHARED, id="again", at=START + 2 * HOUR)
AGREED = SharingAgreed("agreed", START + HOUR, "C1", "U2")
NO_MORE = attrs.evolve(AGREED, id="no more", at=START + 3 * HOUR, agreed=False)


def test_ratchet_is_silent_in_a_shared_channel_and_says_why() -> None:
    store = MemoryStore(POLICY)
    heard = replayed(store, [*PEOPLE, SHARED, LATER, asked("U1"), said(START + 60 * DAY, "C2", "U1", "hello")])
    silences = {(one.behaviour, one.why) for _, each in heard for one in each.reasons}
    assert {(one, Why.SHARED) for one in ("cards", "answers", "reminders")} <= silences
    assert not [one for _, each in heard for one in (*each.actions, *each.withheld) if isinstance(one, SPEAKING)]


def test_what_waits_is_given_up_when_a_channel_is_shared_and_said_anew_when_somebody_agrees() -> None:
    again = posted(START + 2 * HOUR, "C1", firing(ALERTS[0]))
    assert (
        Playbook(POLICY, PEOPLE)
        >> FIRES
        << does(PostMessage)
        << does(WakeMe)
        >> SHARED
        << silence
        >> AGREED
        << silence(Why.SHARING_AGREED)
        >> again
        << does(PostMessage, channel="C1", says="Firing")
    )


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (AGREED, Why.SHARING_AGREED),
        (attrs.evolve(AGREED, by="U1"), Why.NOT_ALLOWED),
        (attrs.evolve(AGREED, by="U8"), Why.NOT_ALLOWED),
        (attrs.evolve(AGREED, by="U7"), Why.NOT_ALLOWED),
        (attrs.evolve(AGREED, channel="C2"), Why.IMPOSSIBLE),
        (attrs.evolve(AGREED, channel="C99"), Why.IMPOSSIBLE),
        (attrs.evolve(AGREED, agreed=False), Why.NOTHING_TO_DO),
    ],
)
def test_a_member_with_the_right_to_a_channel_agrees(event: SharingAgreed, why: Why) -> None:
    assert Playbook(POLICY, [*PEOPLE, SHARED]) >> event << silence(why)


@pytest.mark.parametrize(
    ("after", "says"),
    [
        ([SHARED], False),
        ([SHARED, AGREED], True),
        ([SHARED, AGREED, attrs.evolve(AGREED, id="not", agreed=False)], False),
        ([SHARED, AGREED, NO_MORE, attrs.evolve(AGREED, id="told late", at=NO_MORE.at - 1)], False),
        ([SHARED, ChannelUnshared("un", START + HOUR, "C1")], True),
        ([SHARED, AGREED, attrs.evolve(SHARED, id="told again")], True),
        ([SHARED, AGREED, ChannelUnshared("un", START + HOUR, "C1"), SHARED_AGAIN], False),
    ],
)
def test_a_card_is_posted_where_nobody_else_hears_it_or_somebody_agreed(after: list[Event], *, says: bool) -> None:
    heard = replayed(MemoryStore(POLICY), [*PEOPLE, *after, LATER])
    assert any(isinstance(one, PostMessage) for _, each in heard for one in each.actions) == says


@pytest.mark.parametrize(
    ("given", "word", "says"),
    [
        ([SHARED], "agree", "I now speak in this channel"),
        ([SHARED, AGREED], "disagree", "I stay silent in this channel"),
        ([SHARED], "status", "so I stay silent. /ratchet agree lets me speak."),
        ([SHARED, AGREED], "status", "somebody here agreed that I speak"),
        ([], "agree", "shared with no other company"),
    ],
)
def test_a_command_agrees_and_says_how_it_stands(given: list[Event], word: str, says: str) -> None:
    heard = replayed(MemoryStore(POLICY), [*PEOPLE, *given, CommandGiven("c", START + DAY, "U2", "C1", word, "T")])
    (answer,) = (one for _, each in heard for one in each.actions if isinstance(one, AnswerPrivately))
    assert says in repr(answer.body)


@pytest.mark.parametrize(("may", "is_told"), [(False, False), (True, True)])
def test_a_shared_channel_is_told_nothing_of_others_unless_the_policy_says_so(*, may: bool, is_told: bool) -> None:
    given: list[Event] = [ChannelShared("shared", START, "C2"), SharingAgreed("agreed", START + HOUR, "C2", "U2")]
    policy = attrs.evolve(POLICY, answer_externals=may)
    expected = QUOTED if is_told else silence(Why.NOT_ASKED_BEFORE, by="answers")
    assert answering("U1", policy, *given, channel="C2") << does(FindSimilar) >> FOUND << expected
