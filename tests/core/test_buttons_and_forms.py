"""What people do with buttons and forms, as conversations: each is checked as the event that it stands for."""

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, fingerprint_of, firing, posted, replayed, resolved
from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.behaviours import forms
from ratchet_core.contract.answering import done
from ratchet_core.contract.expecting import Does, silence
from ratchet_core.contract.expecting import does as expected
from ratchet_core.contract.playbook import Playbook, passes
from ratchet_core.contract.playbook import posted as is_posted
from ratchet_core.domain import Interval, Mark, Mute, Verdict, Vote, digest_of
from ratchet_core.domain.policy import Policy
from ratchet_core.memory.store import MemoryStore
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
    Line,
    OpenForm,
    PersonMention,
    Plain,
    PostMessage,
    Press,
    RefuseForm,
    UpdateMessage,
    WakeMe,
)
from ratchet_core.vocabulary.changes import DropActions, Put, puts
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    ActionFailed,
    ButtonPressed,
    ChannelLeft,
    Event,
    FormShown,
    FormSubmitted,
    FormValue,
    IncidentMarked,
    PersonErased,
    PersonSeen,
    RunbookApproved,
    RunbookWritten,
)
from ratchet_core.vocabulary.rendering import plain_text

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
NO_STRANGERS = "You are external, and only people of the company may do this; ask one of them"


def last(*events: Event) -> Decision:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, GUEST, FIRED, *events])
    return next(decision for event, decision in heard if event == events[-1])


def pressed(does: Press, about: About, person: str = "U1") -> ButtonPressed:
    return ButtonPressed("press", AT, "C1", "1.0", person, does, about, "T1")


def sent(person: str = "U1", lasts: str = "4h", where: str = "here", reason: str = "a known fault") -> FormSubmitted:
    values = (FormValue("lasts", lasts), FormValue("where", where), FormValue("reason", reason))
    return FormSubmitted("sent", AT, person, "V1", MUTING, values)


def told(key: str, text: str, *lines: str, person: str = "U1") -> AnswerPrivately:
    behaviour, body = key.split("/")[1], Body(text, tuple(Line((Plain(line),)) for line in lines))
    return AnswerPrivately(key, behaviour, "C1", person, body, AboutPerson(person))


def again(cause: str) -> WakeMe:
    """Return what draws the card again at once."""
    return WakeMe(f"{cause}/refreshing/0", "refreshing", "C1", AT, INCIDENT)


@pytest.mark.parametrize(
    ("does", "helped", "said"),
    [
        (Press.HELPED, True, "Thanks: the runbook helped."),
        (Press.DID_NOT_HELP, False, "Thanks: the runbook did not help. “Edit runbook” lets you say what does."),
    ],
)
def test_a_button_says_whether_the_runbook_helped(does: Press, helped: bool, said: str) -> None:
    assert last(*WRITTEN, pressed(does, RUNBOOK)) == Decision(
        (Put(Vote(ALERT, 1, "U1", helped, AT)),),
        (again("press"), told("press/buttons/reply", said)),
        (Reason("runbooks", Why.VOTED, "version 1"),),
    )


def noise(reason: str = "a deploy restarts it", person: str = "U1") -> FormSubmitted:
    return FormSubmitted("noise", AT, person, "V1", INCIDENT, (FormValue("reason", reason),))


def test_a_button_asks_why_an_incident_was_noise() -> None:
    (action,) = last(pressed(Press.NOISE, INCIDENT)).actions
    assert isinstance(action, OpenForm)
    assert (action.form.title, action.form.about, [one.name for one in action.form.fields]) == (
        "Mark as noise",
        INCIDENT,
        ["reason", "tag"],
    )


@pytest.mark.parametrize(
    ("tag", "reason"),
    [("threshold", "threshold: a deploy restarts it"), ("", "a deploy restarts it"), ("else", "a deploy restarts it")],
)
def test_a_tag_that_is_chosen_stands_before_the_reason(tag: str, reason: str) -> None:
    told = attrs.evolve(noise(), values=(*noise().values, FormValue("tag", tag)))
    assert [one.reason for one in puts(last(told).changes, Mark)] == [reason]


def test_an_incident_is_marked_as_noise_with_a_reason() -> None:
    assert last(noise()) == Decision(
        (Put(Mark("C1", ALERT, 1, Verdict.NOISE, "U1", AT, "a deploy restarts it")),),
        (again("noise"), told("noise/forms/reply", "This incident is marked as noise.")),
        (Reason("mutes", Why.REMEMBERED, "noise"),),
    )


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (noise(" "), "Say why, for whoever can fix the alert."),
        (noise(person="U9"), f"{NO_STRANGERS}."),
    ],
)
def test_noise_without_a_reason_or_a_right_goes_back(event: FormSubmitted, why: str) -> None:
    (action,) = last(event).actions
    assert isinstance(action, RefuseForm)
    assert (action.problems, action.form.fields[0].value) == (
        (FormProblem("reason", why),),
        event.values[0].value.strip(),
    )


def test_a_secret_that_is_typed_into_a_form_does_not_come_back_with_it() -> None:
    (action,) = last(sent(lasts="for ever", reason="token xoxb-123456789012-abcdefghijklmnop")).actions
    assert isinstance(action, RefuseForm)
    assert [one.value for one in action.form.fields if one.name == "reason"] == ["token [secret: slack token]"]


@pytest.mark.parametrize(("does", "about"), [(Press.HELPED, RUNBOOK), (Press.NOISE, INCIDENT), (Press.MUTE, INCIDENT)])
def test_a_press_of_somebody_external_is_refused_to_them_alone(does: Press, about: About) -> None:
    decision = last(*WRITTEN, pressed(does, about, "U9"))
    answer = told("press/buttons/reply", f"{NO_STRANGERS}.", person="U9")
    assert (decision.changes, decision.actions, decision.reasons[0].why) == ((), (answer,), Why.NOT_ALLOWED)


def test_a_button_of_another_thing_means_nothing() -> None:
    said = (
        "I cannot read this button any more: its message is from before an update; use a newer one, or `/ratchet help`."
    )
    answer = told("press/buttons/reply", said)
    assert last(pressed(Press.NOISE, RUNBOOK)).actions == (answer,)
    assert last(pressed(Press.OUTDATED, AboutPerson("U1"))).actions == (answer,)


def test_a_button_opens_the_form_by_which_an_alert_is_muted() -> None:
    form = OpenForm("press/forms/0", "forms", "T1", Form("Mute an alert", forms._MUTE, MUTING), "U1", "C1")
    reasons = (Reason("forms", Why.FORM_OPENED, "HighErrorRate"),)
    assert last(pressed(Press.MUTE, INCIDENT)) == Decision((), (form,), reasons)


def test_who_waits_for_a_form_that_cannot_be_shown_is_told_what_to_do() -> None:
    why = "it took longer than the 3 seconds that Slack allows; try again"
    said = "It took longer than the 3 seconds that Slack allows; try again."
    (form,) = last(pressed(Press.MUTE, INCIDENT)).actions
    failed = ActionFailed("failed", AT, form, why)
    answer = told("failed/forms/reply", "I could not open the form “Mute an alert”.", said)
    assert last(pressed(Press.MUTE, INCIDENT), failed) == Decision((), (answer,), (Reason("forms", Why.FAILED, why),))


def test_who_closed_a_form_before_it_was_refused_is_told_what_was_wrong_with_it() -> None:
    (refused,) = last(sent(lasts="soon")).actions
    failed = ActionFailed("failed", AT, refused, "Slack refused views.update: not_found")
    said = "I did not save the form “Mute an alert”, and you had closed it. Open it again."
    body = Body(said, (Line((Plain("Write a time as 30m, 4h or 2d."),)),))
    answer = AnswerPrivately("failed/forms/reply", "forms", "U1", "U1", body, AboutPerson("U1"))
    assert last(sent(lasts="soon"), failed).actions == (answer,)


def test_a_form_that_is_shown_comes_back_to_its_behaviour() -> None:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, FIRED, pressed(Press.MUTE, INCIDENT)])
    shown = heard[-1]
    assert (type(shown[0]), shown[1].reasons) == (FormShown, (Reason("forms", Why.NOTHING_TO_DO),))


@pytest.mark.parametrize(("where", "channel", "said"), [("here", "C1", "here"), ("everywhere", None, "everywhere")])
def test_a_form_that_is_sent_becomes_a_mute(where: str, channel: str | None, said: str) -> None:
    mute = Mute("sent", ALERT, channel, Interval(AT, AT + 4 * HOUR), "a known fault", "U1", critical=True)
    silenced = "The alert is critical now, so its critical incidents are silenced too."
    assert last(sent(where=where)) == Decision(
        (Put(mute),),
        (
            WakeMe("sent/mutes/0", "mutes", "C1", AT + 4 * HOUR, AboutMute(ALERT, "sent")),
            again("sent"),
            told("sent/forms/reply", f"HighErrorRate is muted {said} for 4 h.", silenced),
        ),
        (Reason("mutes", Why.REMEMBERED),),
    )


_WRONG = {"lasts": "for ever", "where": "", "reason": ""}


def test_a_form_with_wrong_values_goes_back_with_what_is_wrong_with_each() -> None:
    problems = (
        FormProblem("lasts", "Write a time as 30m, 4h or 2d."),
        FormProblem("where", "Choose one of these."),
        FormProblem("reason", "Say why, for whoever misses the alert."),
    )
    form = Form("Mute an alert", tuple(evolve(one, value=_WRONG[one.name]) for one in forms._MUTE), MUTING)
    assert last(sent(**_WRONG)) == Decision(
        (),
        (RefuseForm("sent/forms/0", "forms", "U1", "V1", problems, form),),
        (Reason("forms", Why.FORM_REFUSED, "lasts, where, reason"),),
    )


@pytest.mark.parametrize(
    ("form", "why", "said"),
    [
        (sent(lasts="91d"), Why.IMPOSSIBLE, "A mute must end after it began, and within 90 days."),
        (sent("U9"), Why.NOT_ALLOWED, f"{NO_STRANGERS}."),
    ],
)
def test_a_form_that_asks_for_what_may_not_be_goes_back_with_the_reason(
    form: FormSubmitted, why: Why, said: str
) -> None:
    decision = last(form)
    refusal = RefuseForm("sent/forms/0", "forms", form.person, "V1", (FormProblem("lasts", said),), filled_in(form))
    assert (decision.changes, decision.actions, decision.reasons[0].why) == ((), (refusal,), why)


def filled_in(event: FormSubmitted) -> Form:
    values = {one.field: one.value for one in event.values}
    return Form("Mute an alert", tuple(attrs.evolve(one, value=values[one.name]) for one in forms._MUTE), MUTING)


def test_a_card_has_buttons_where_the_policy_wants_them() -> None:
    assert _card(POLICY).body.buttons == (
        Button("Noise", Press.NOISE, INCIDENT),
        Button("Mute", Press.MUTE, INCIDENT),
        Button("Not an alert", Press.NOT_AN_ALERT, INCIDENT, "Messages like this one will no longer open incidents."),
        Button("Summary", Press.SUMMARY, INCIDENT),
        Button("Why?", Press.WHY, INCIDENT),
        Button("Write runbook", Press.EDIT, INCIDENT),
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
        Press.SUMMARY,
        Press.WHY,
        Press.EDIT,
    ]


def _card(policy: Policy) -> PostMessage:
    heard = replayed(MemoryStore(policy), [*INTRODUCTIONS, FIRED])
    return next(one for _, decision in heard for one in decision.actions if isinstance(one, PostMessage))


CARD, EDIT = expected(PostMessage, channel="C1"), expected(UpdateMessage, channel="C1", ts="1.5")
REFRESH, ANSWER = expected(WakeMe, behaviour="refreshing"), expected(AnswerPrivately, person="U1")
SHOWN = Playbook(POLICY, INTRODUCTIONS) >> FIRED << CARD << expected(WakeMe) >> is_posted("1.5") << silence


def says(*said: str) -> Does:
    return expected(UpdateMessage, channel="C1", ts="1.5", says=said)


def test_a_card_says_at_once_that_its_alert_was_muted_and_by_whom_and_no_longer_when_the_mute_is_over() -> None:
    assert (
        SHOWN
        >> sent()
        << expected(WakeMe, behaviour="mutes")
        << REFRESH
        << ANSWER
        >> passes(seconds=0)
        << says("Muted until 5 Jan 14:01 UTC by @U1.")
        >> done
        << silence
        >> passes(hours=4)
        << expected(PostMessage, says="HighErrorRate is no longer muted")
        << EDIT
    )


def test_the_end_of_a_mute_is_shown_on_the_card_of_an_incident_that_is_over() -> None:
    over = posted(AT + MINUTE, "C1", resolved(ALERTS[0]))
    store = MemoryStore(POLICY)
    heard = replayed(store, [*INTRODUCTIONS, FIRED, sent(), over, posted(AT + DAY, "C2", firing(ALERTS[1]))])
    edits = [one.body for _, decision in heard for one in decision.actions if isinstance(one, UpdateMessage)]
    muted = [any(PersonMention("U1") in line.pieces for line in body.lines) for body in edits]
    assert muted == [True, True, False]


def test_a_mute_of_another_channel_is_not_shown() -> None:
    elsewhere = attrs.evolve(sent(), about=AboutMuting(ALERT, "C2"))
    silent = SHOWN >> elsewhere << expected(WakeMe, behaviour="mutes") << ANSWER
    assert (
        silent >> posted(AT + MINUTE, "C1", firing(ALERTS[0])) << says("Firing (2 notifications).") >> done << silence
    )


def test_a_card_shows_what_was_approved_meanwhile_as_soon_as_a_button_of_it_is_pressed() -> None:
    assert (
        Playbook(POLICY, [*INTRODUCTIONS])
        >> FIRED
        << CARD
        << expected(WakeMe)
        >> is_posted("1.5")
        << silence
        >> WRITTEN[0]
        << silence
        >> WRITTEN[1]
        << silence
        >> noise()
        << REFRESH
        << ANSWER
        >> passes(seconds=0)
        << says("Runbook v1 (assumed approved; nobody approved it): restart it")
        >> done
        << silence
    )


def test_a_card_that_would_say_the_same_is_left_as_it_is() -> None:
    pressing = SHOWN >> noise() << REFRESH << ANSWER >> passes(seconds=0) << says("Marked as noise by @U1") >> done
    marked_again = attrs.evolve(noise(), id="again")
    assert pressing << silence >> marked_again << REFRESH << ANSWER >> passes(seconds=0) << silence(Why.CARD_UNCHANGED)


def test_a_press_that_is_refused_draws_no_card() -> None:
    assert SHOWN >> GUEST << silence >> pressed(Press.HELPED, RUNBOOK, "U9") << expected(AnswerPrivately, person="U9")


def test_a_press_where_there_is_no_card_draws_none() -> None:
    unknown = attrs.evolve(noise(), about=AboutIncident("C2", ALERT, 1))
    assert not [one for one in last(unknown).actions if isinstance(one, WakeMe)]


def test_no_card_is_drawn_again_in_a_channel_that_was_left() -> None:
    left = SHOWN >> ChannelLeft("left", AT - 1, "C1") << silence
    pressing = left >> noise() << REFRESH << ANSWER
    assert pressing >> passes(seconds=0) << silence(Why.NOT_JOINED, by="refreshing")


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("a deploy\n  restarts it", "a deploy restarts it"),
        ("x" * 1_000, f"{'x' * 199}…"),
        ("the token is xoxb-123456789012-123456789012-abcdefghijklmnopqrstuvwx", "the token is [secret: slack token]"),
    ],
    ids=["on one line", "cut", "a secret"],
)
def test_a_card_says_who_marked_its_incident_and_when_and_why(reason: str, shown: str) -> None:
    marked = SHOWN >> noise(reason) << REFRESH << ANSWER >> passes(seconds=0)
    assert marked << says(f"Marked as noise by @U1 on 5 Jan 10:01 UTC: “{shown}”")


def test_a_card_says_also_what_was_marked_by_a_command() -> None:
    marked = SHOWN >> IncidentMarked("mark", AT, "C1", ALERT, 1, Verdict.EXPECTED, "U1") << REFRESH
    assert marked >> passes(seconds=0) << says("Marked as expected by @U1 on 5 Jan 10:01 UTC.")


def test_a_card_loses_why_its_incident_was_marked_once_that_person_is_erased() -> None:
    marked = SHOWN >> noise() << REFRESH << ANSWER >> passes(seconds=0) << says("“a deploy restarts it”")
    erased = marked >> PersonErased("erased", AT, "U1", "U1") << expected(WakeMe, behaviour="cards")
    assert erased >> passes(seconds=0) << says("Marked as noise by somebody on 5 Jan 10:01 UTC.")


def test_a_card_says_what_people_think_of_its_runbook() -> None:
    votes = [attrs.evolve(pressed(Press.HELPED, RUNBOOK), id="one"), pressed(Press.DID_NOT_HELP, RUNBOOK, "U2")]
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, FIRED, *WRITTEN, *votes])
    edits = [one.body for _, decision in heard for one in decision.actions if isinstance(one, UpdateMessage)]
    line = "Runbook v1 helped 1 of 2 people; last said by @U2 on 5 Jan 10:01 UTC."
    assert line in plain_text(edits[-1]).splitlines()


def test_a_card_says_who_taught_that_it_is_no_alert() -> None:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, FIRED, pressed(Press.NOT_AN_ALERT, INCIDENT)])
    edits = [one.body for _, decision in heard for one in decision.actions if isinstance(one, UpdateMessage)]
    taught = "@U1 said on 5 Jan 10:01 UTC that this is not an alert. Messages like it no longer open incidents."
    assert taught in plain_text(edits[-1]).splitlines()


def test_a_muted_alert_is_unmuted_by_a_button_of_its_card() -> None:
    store = MemoryStore(POLICY)
    unmuted = attrs.evolve(pressed(Press.UNMUTE, INCIDENT), at=AT + MINUTE)
    heard = replayed(store, [*INTRODUCTIONS, FIRED, sent(), unmuted])
    edits = [one.body for _, decision in heard for one in decision.actions if isinstance(one, UpdateMessage)]
    assert [[one.does for one in body.buttons if "ute" in one.label] for body in edits] == [
        [Press.UNMUTE],
        [Press.MUTE],
    ]
    assert [one.ended_by for one in store.of_kind(Mute)] == ["U1"]


def test_the_reason_for_noise_is_erased_with_its_author() -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, FIRED, noise(), PersonErased("gone", AT + 1, "U1")])
    assert [one.reason for one in store.of_kind(Mark)] == [""]


def test_what_was_typed_into_a_form_that_waits_to_be_given_back_is_erased_with_its_author() -> None:
    erased = last(noise(" "), PersonErased("gone", AT + 1, "U1"))
    assert DropActions("U1") in erased.changes
