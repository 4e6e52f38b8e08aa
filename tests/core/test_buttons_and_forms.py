"""What people do with buttons and forms, as conversations: each is checked as the event that it stands for."""

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, fingerprint_of, firing, posted, replayed
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.behaviours import forms
from ratchet_core.domain import Interval, Mark, Mute, Verdict, Vote, digest_of
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import (
    About,
    AboutIncident,
    AboutMute,
    AboutMuting,
    AboutPerson,
    AboutRunbook,
    AnswerPrivately,
    Body,
    Button,
    Form,
    FormProblem,
    OpenForm,
    PostMessage,
    Press,
    RefuseForm,
    WakeMe,
)
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    Event,
    FormShown,
    FormSubmitted,
    FormValue,
    PersonSeen,
    RunbookApproved,
    RunbookWritten,
)

POLICY = Policy(default=EVERYTHING, card_buttons=True)
FIRED = posted(START, "C1", firing(ALERTS[0]))
ALERT = fingerprint_of(FIRED)
AT = START + MINUTE
GUEST = PersonSeen("U9/seen", 0, "U9", "Guest", external=True)
INCIDENT = AboutIncident("C1", ALERT, 1, START)
RUNBOOK = AboutRunbook(ALERT, 1)
MUTING = AboutMuting(ALERT, "C1")
WRITTEN: list[Event] = [
    RunbookWritten("w", START + 1, ALERT, "restart it", "U1"),
    RunbookApproved("a", START + 2, ALERT, 1, digest_of("restart it"), "", assumed=True),
]
NO_STRANGERS = "U9 is external, and only people of the company may do this; ask one of them"


def last(*events: Event) -> Decision:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, GUEST, FIRED, *events])
    return next(decision for event, decision in heard if event == events[-1])


def pressed(does: Press, about: About, person: str = "U1") -> ButtonPressed:
    return ButtonPressed("press", AT, "C1", "1.0", person, does, about, "T1")


def sent(person: str = "U1", lasts: str = "4h", where: str = "here", reason: str = "a known fault") -> FormSubmitted:
    values = (FormValue("lasts", lasts), FormValue("where", where), FormValue("reason", reason))
    return FormSubmitted("sent", AT, person, "V1", MUTING, values)


def told(key: str, text: str, person: str = "U1") -> AnswerPrivately:
    behaviour = key.split("/")[1]
    return AnswerPrivately(key, behaviour, "C1", person, Body(text), AboutPerson(person))


@pytest.mark.parametrize(
    ("does", "helped", "said"),
    [
        (Press.HELPED, True, "Noted: the runbook helped."),
        (Press.DID_NOT_HELP, False, "Noted: the runbook did not help."),
    ],
)
def test_a_button_says_whether_the_runbook_helped(does: Press, helped: bool, said: str) -> None:
    assert last(*WRITTEN, pressed(does, RUNBOOK)) == Decision(
        (Put(Vote(ALERT, 1, "U1", helped, AT)),),
        (told("press/buttons/reply", said),),
        (Reason("runbooks", Why.VOTED, "version 1"),),
    )


def test_a_button_marks_an_incident_as_noise() -> None:
    assert last(pressed(Press.NOISE, INCIDENT)) == Decision(
        (Put(Mark("C1", ALERT, 1, Verdict.NOISE, "U1", AT)),),
        (told("press/buttons/reply", "Noted: this incident was noise."),),
        (Reason("mutes", Why.REMEMBERED, "noise"),),
    )


@pytest.mark.parametrize(("does", "about"), [(Press.HELPED, RUNBOOK), (Press.NOISE, INCIDENT), (Press.MUTE, INCIDENT)])
def test_a_press_of_somebody_external_is_refused_to_them_alone(does: Press, about: About) -> None:
    decision = last(*WRITTEN, pressed(does, about, "U9"))
    answer = told("press/buttons/reply", f"{NO_STRANGERS}.", "U9")
    assert (decision.changes, decision.actions, decision.reasons[0].why) == ((), (answer,), Why.NOT_ALLOWED)


def test_a_button_of_another_thing_means_nothing() -> None:
    answer = told("press/buttons/reply", "This button means nothing here any more; use a newer message.")
    assert last(pressed(Press.NOISE, RUNBOOK)).actions == (answer,)


def test_a_button_opens_the_form_by_which_an_alert_is_muted() -> None:
    form = OpenForm("press/forms/0", "forms", "T1", Form("Mute an alert", forms._MUTE, MUTING))
    reasons = (Reason("forms", Why.FORM_OPENED, "HighErrorRate"),)
    assert last(pressed(Press.MUTE, INCIDENT)) == Decision((), (form,), reasons)


def test_a_form_that_is_shown_comes_back_to_its_behaviour() -> None:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, FIRED, pressed(Press.MUTE, INCIDENT)])
    shown = heard[-1]
    assert (type(shown[0]), shown[1].reasons) == (FormShown, (Reason("forms", Why.NOTHING_TO_DO),))


@pytest.mark.parametrize(("where", "channel", "said"), [("here", "C1", "here"), ("everywhere", None, "everywhere")])
def test_a_form_that_is_sent_becomes_a_mute(where: str, channel: str | None, said: str) -> None:
    mute = Mute("sent", ALERT, channel, Interval(AT, AT + 4 * HOUR), "a known fault", "U1")
    assert last(sent(where=where)) == Decision(
        (Put(mute),),
        (
            WakeMe("sent/mutes/0", "mutes", "C1", AT + 4 * HOUR, AboutMute(ALERT, "sent")),
            told("sent/forms/reply", f"HighErrorRate is muted {said} for 4 h."),
        ),
        (Reason("mutes", Why.REMEMBERED, "a known fault"),),
    )


def test_a_form_with_wrong_values_goes_back_with_what_is_wrong_with_each() -> None:
    problems = (
        FormProblem("lasts", "Write a time as 30m, 4h or 2d."),
        FormProblem("where", "Choose one of these."),
        FormProblem("reason", "Say why, for whoever misses the alert."),
    )
    assert last(sent(lasts="for ever", where="", reason=" ")) == Decision(
        (),
        (RefuseForm("sent/forms/0", "forms", "V1", problems, MUTING),),
        (Reason("forms", Why.FORM_REFUSED, "lasts, where, reason"),),
    )


@pytest.mark.parametrize(
    ("form", "why", "said"),
    [
        (sent(lasts="91d"), Why.IMPOSSIBLE, "A mute ends after it began and within 90 days."),
        (sent("U9"), Why.NOT_ALLOWED, f"{NO_STRANGERS}."),
    ],
)
def test_a_form_that_asks_for_what_may_not_be_goes_back_with_the_reason(
    form: FormSubmitted, why: Why, said: str
) -> None:
    decision = last(form)
    refusal = RefuseForm("sent/forms/0", "forms", "V1", (FormProblem("lasts", said),), MUTING)
    assert (decision.changes, decision.actions, decision.reasons[0].why) == ((), (refusal,), why)


def test_a_card_has_buttons_where_the_policy_wants_them() -> None:
    assert _card(POLICY).body.buttons == (
        Button("Noise", Press.NOISE, INCIDENT),
        Button("Mute", Press.MUTE, INCIDENT),
        Button("Not an alert", Press.NOT_AN_ALERT, INCIDENT, "Messages like this one will open no incident any more."),
    )


def test_a_card_has_no_buttons_otherwise() -> None:
    assert _card(attrs.evolve(POLICY, card_buttons=False)).body.buttons == ()


def test_the_card_of_an_alert_with_a_runbook_asks_whether_it_helped() -> None:
    again = posted(START + 3 * HOUR, "C2", firing(ALERTS[0]))
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, FIRED, *WRITTEN, again])
    post = next(one for event, said in heard if event == again for one in said.actions if isinstance(one, PostMessage))
    assert [one.does for one in post.body.buttons] == [
        Press.HELPED,
        Press.DID_NOT_HELP,
        Press.NOISE,
        Press.MUTE,
        Press.NOT_AN_ALERT,
    ]


def _card(policy: Policy) -> PostMessage:
    heard = replayed(MemoryStore(policy), [*INTRODUCTIONS, FIRED])
    return next(one for _, decision in heard for one in decision.actions if isinstance(one, PostMessage))
