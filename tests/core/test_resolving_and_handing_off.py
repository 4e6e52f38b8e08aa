"""What people resolve and hand off by a button: who may, what follows, and what a stale press is told."""

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, fingerprint_of, firing, posted, replayed, resolved, said
from ratchet_core.basis.instants import HOUR, MINUTE, SECOND
from ratchet_core.contract.expecting import does, silence
from ratchet_core.contract.playbook import Playbook, passes
from ratchet_core.contract.playbook import posted as is_posted
from ratchet_core.domain import HandOff, Incident, IncidentState, MessageRef, OwnedKind, Resolution
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.vocabulary.actions import (
    AboutIncident,
    AboutRequest,
    AnswerPrivately,
    Choice,
    OpenForm,
    PostMessage,
    Press,
    RefuseForm,
    UpdateMessage,
    WakeMe,
)
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    ChannelErased,
    ChannelSeen,
    Event,
    FormSubmitted,
    FormValue,
    HelpRequestResolved,
    MemberJoined,
    OwnerChanged,
    PersonSeen,
    TeamNamed,
    TeamsMerged,
)
from ratchet_core.vocabulary.rendering import plain_text
from world import world_of

POLICY = Policy(default=attrs.evolve(EVERYTHING, help_requests=Mode.LIVE), card_buttons=True)
OWNED: list[Event] = [
    *INTRODUCTIONS,
    TeamNamed("t1", 0, "base", "Base"),
    TeamNamed("t2", 0, "money", "Money"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "base"),
    OwnerChanged("o2", 0, OwnedKind.CHANNEL, "C2", "base"),
    MemberJoined("m1", 0, "U2", "base"),
    PersonSeen("p9", 0, "U9", "Guest", external=True),
]
FIRED = posted(START, "C1", firing(ALERTS[0]))
ALERT = fingerprint_of(FIRED)
AT = START + HOUR
FIRST = AboutIncident("C1", ALERT, 1)
QUESTION = said(START, "C2", "U4", "how do I rotate the ledger key of the archive?")
MERGED = TeamsMerged("merged", AT - 1, "money", "base")
ASKED = AboutRequest(MessageRef("C2", QUESTION.ts))


def presses(person: str = "U2", at: int = AT, number: int = 1, where: str = "C1") -> ButtonPressed:
    about = AboutIncident("C1", ALERT, number)
    return ButtonPressed(f"press/{at}/{person}", at, where, "9.0", person, Press.RESOLVE, about, "T1")


def hands_off(person: str = "U2", where: str = "C2") -> ButtonPressed:
    return ButtonPressed("press", AT, where, "9.0", person, Press.HAND_OFF, ASKED, "T1")


def chosen(team: str = "money", person: str = "U2", at: int = AT) -> FormSubmitted:
    return FormSubmitted(f"form/{at}", at, person, "V1", ASKED, (FormValue("team", team),) if team else ())


def heard(*events: Event, policy: Policy = POLICY) -> tuple[MemoryStore, list[tuple[Event, Decision]]]:
    store = MemoryStore(policy)
    return store, replayed(store, [*OWNED, *events])


def last(*events: Event) -> Decision:
    return next(decision for event, decision in heard(*events)[1] if event is events[-1])


def told(*events: Event) -> str:
    """Return what the person is told, and nobody else, who pressed last."""
    (answer,) = (one for one in last(*events).actions if isinstance(one, AnswerPrivately))
    return plain_text(answer.body)


def incidents(*events: Event) -> list[tuple[int, IncidentState, str | None]]:
    found: list[Incident] = heard(*events)[0].of_kind(Incident)
    return sorted((one.number, one.state, one.ended_by) for one in found)


def test_an_incident_that_somebody_resolves_is_over_and_its_card_says_by_whom() -> None:
    assert (
        Playbook(POLICY, given=OWNED)
        >> FIRED
        << does(PostMessage, channel="C1", says="Firing")
        << does(WakeMe)
        >> is_posted("1.5")
        << silence
        >> presses()
        << does(WakeMe)
        << does(AnswerPrivately, says="The incident is resolved. If its alert fires again, a new one opens.")
        >> passes(seconds=0)
        << does(UpdateMessage, channel="C1", says="Resolved by @U2 on 5 Jan 11:00 UTC.")
    )


def test_it_is_over_for_all_whom_it_affects_and_opens_anew_when_it_fires_again() -> None:
    again = posted(AT + HOUR, "C1", firing(ALERTS[0]))
    assert incidents(FIRED, presses(), again) == [
        (1, IncidentState.RESOLVED, "U2"),
        (2, IncidentState.OPEN, None),
    ]


def test_a_word_that_is_heard_late_of_before_is_of_the_incident_that_was_resolved() -> None:
    late, over = posted(AT - MINUTE, "C1", firing(ALERTS[0])), posted(AT + MINUTE, "C1", resolved(ALERTS[0]))
    assert incidents(FIRED, presses(), late, over) == [(1, IncidentState.RESOLVED, "U2")]


@pytest.mark.parametrize(
    ("events", "says"),
    [
        (
            [presses(), presses(at=AT + MINUTE)],
            "Incident #1 is over since 5 Jan 11:00 UTC.\nResolved by @U2 on 5 Jan 11:00 UTC.",
        ),
        (
            [presses(), posted(AT + MINUTE, "C1", firing(ALERTS[0])), presses(at=AT + 2 * MINUTE)],
            "Incident #1 is over since 5 Jan 11:00 UTC; #2 is open now.\nResolved by @U2 on 5 Jan 11:00 UTC.",
        ),
        ([presses(number=7)], f"There is no incident 7 of {ALERT} in C1."),
        ([presses("U3")], "Only members of Base may do this, and you are not one; ask one of them."),
        ([presses("U9")], "You are external, and only people of the company may do this; ask one of them."),
        (
            [ChannelSeen("private", AT, "C1", "c1", private=True), presses(where="C2", at=AT + 1)],
            "That channel has become private, or this one is shared; use the card there.",
        ),
    ],
)
def test_a_press_that_comes_to_nothing_says_why(events: list[Event], says: str) -> None:
    assert (told(FIRED, *events), last(FIRED, *events).changes) == (says, ())


def test_a_press_before_a_firing_that_was_heard_first_ends_what_was_seen_and_leaves_the_firing_its_own() -> None:
    again = posted(AT + SECOND, "C1", firing(ALERTS[0]))
    either = [incidents(FIRED, presses(), again), incidents(FIRED, again, presses())]
    assert either == [[(1, IncidentState.RESOLVED, "U2"), (2, IncidentState.OPEN, None)]] * 2


def test_a_press_about_what_was_erased_changes_nothing() -> None:
    erased = ChannelErased("gone", AT - 1, "C1")
    assert last(FIRED, erased, presses()).changes == ()


def test_a_question_is_handed_off_by_a_form_to_a_team_for_which_it_does_not_wait() -> None:
    (action,) = last(QUESTION, hands_off()).actions
    assert isinstance(action, OpenForm)
    assert (action.form.title, action.form.about, action.form.fields[0].choices) == (
        "Hand off a question",
        ASKED,
        (Choice("money", "Money"),),
    )


def test_the_team_that_is_chosen_answers_from_then_on_and_the_thread_says_who_passed_it_on() -> None:
    decision = last(QUESTION, chosen())
    assert (
        [type(one) for one in decision.actions if not isinstance(one, WakeMe)],
        [plain_text(one.body) for one in decision.actions if isinstance(one, PostMessage | AnswerPrivately)],
        [one.handed for one in world_of(heard(QUESTION, chosen())[0]).requests.values()],
    ) == (
        [PostMessage, AnswerPrivately],
        ["This question now waits for Money\nPassed on by @U2.", "The question now waits for Money."],
        [(HandOff("money", "U2", AT),)],
    )


ENDED = HelpRequestResolved("r", AT - 1, "C2", QUESTION.ts, Resolution.FIXED, "U2")


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([hands_off("U3")], "Only members of Base may do this, and you are not one; ask one of them."),
        ([hands_off("U9")], "You are external, and only people of the company may do this; ask one of them."),
        ([ENDED, hands_off()], "That question is resolved; ask in its thread to open it again."),
        (
            [ChannelSeen("private", AT - 1, "C2", "c2", private=True), hands_off(where="C1")],
            "That channel has become private, or this one is shared; use the card there.",
        ),
    ],
)
def test_a_form_that_is_not_opened_says_why(events: list[Event], says: str) -> None:
    assert (told(QUESTION, *events), last(QUESTION, *events).changes) == (says, ())


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ([chosen("")], "Choose a team."),
        ([chosen("nobody")], "There is no team 'nobody'."),
        ([chosen(person="U3")], "Only members of Base may do this, and you are not one; ask one of them."),
        ([chosen(person="U9")], "You are external, and only people of the company may do this; ask one of them."),
        ([chosen(), chosen(at=AT + 1)], "It waits for Money already."),
        ([chosen("base")], "It waits for Base already."),
        ([MERGED, chosen("money")], "It waits for Base already."),
        ([ENDED, chosen()], "That question is resolved by now."),
    ],
)
def test_a_form_that_is_sent_is_decided_anew_and_goes_back_with_why(events: list[Event], why: str) -> None:
    (action,) = last(QUESTION, *events).actions
    assert isinstance(action, RefuseForm)
    assert [(one.field, one.what) for one in action.problems] == [("team", why)]
