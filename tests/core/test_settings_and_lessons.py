"""What people say that ratchet may do in a channel, and that a bot's messages are, as conversations."""

import attrs
import pytest
from histories import ALERTS, BOT, EVERYTHING, INTRODUCTIONS, POLICY, START, fingerprint_of, firing, posted, replayed
from ratchet_core.basis.content import Bot, Content
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.behaviours import forms
from ratchet_core.domain import ChannelSettings, Incident, Lesson, OwnedKind, Track
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import CHOSEN, Mode
from ratchet_core.memory.store import MemoryStore
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.skeleton import shaded, skeleton_of
from ratchet_core.snapshot import Focus, Snapshot
from ratchet_core.vocabulary.actions import (
    AboutChannel,
    AboutIncident,
    AboutPerson,
    AnswerPrivately,
    Body,
    FieldKind,
    Form,
    FormProblem,
    Line,
    OpenForm,
    Plain,
    PostMessage,
    Press,
    RefuseForm,
)
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    ChannelConfigured,
    ChannelLeft,
    ChannelReplaced,
    CommandGiven,
    Event,
    FormSubmitted,
    FormValue,
    MemberJoined,
    MessageCorrected,
    OwnerChanged,
    PersonSeen,
    TeamNamed,
)

QUIET = attrs.evolve(EVERYTHING, cards=Mode.OFF)
FIRED = posted(START, "C1", firing(ALERTS[0]))
AGAIN = posted(START + 3 * HOUR, "C1", firing(ALERTS[0]))
ALERT = fingerprint_of(FIRED)
SKELETON = skeleton_of(firing(ALERTS[0]))
CONFIGURED = ChannelConfigured("configure", START - MINUTE, "C1", QUIET, "U1")
CORRECTED = MessageCorrected("correct", START + MINUTE, "C1", FIRED.ts, BOT.key, SKELETON, Kind.OTHER, "U1")
OWNED: list[Event] = [
    TeamNamed("t", 0, "a", "A"),
    MemberJoined("m", 0, "U2", "a"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "a"),
    PersonSeen("U9/seen", 0, "U9", "Guest", external=True),
]


def fed(*events: Event) -> tuple[MemoryStore, Decision]:
    store = MemoryStore(POLICY)
    heard = replayed(store, [*INTRODUCTIONS, *events])
    return store, next(decision for event, decision in heard if event == events[-1])


def test_what_a_person_says_holds_in_the_place_of_the_policy() -> None:
    store, decision = fed(CONFIGURED)
    settings = ChannelSettings("C1", QUIET, "U1", START - MINUTE)
    expected = Decision((Put(settings),), (), (Reason("settings", Why.REMEMBERED),))
    assert (decision, store.directory.place("C1"), store.directory.place("C2")) == (expected, QUIET, EVERYTHING)


def test_a_channel_whose_cards_were_turned_off_gets_none() -> None:
    assert fed(CONFIGURED, FIRED)[1].reasons[-1] == Reason("cards", Why.OFF)


@pytest.mark.parametrize(
    ("by", "why"), [("U2", Why.REMEMBERED), ("U1", Why.NOT_ALLOWED), ("U9", Why.NOT_ALLOWED), ("U8", Why.NOT_ALLOWED)]
)
def test_what_a_team_owns_is_configured_by_its_members(by: str, why: Why) -> None:
    assert fed(*OWNED, attrs.evolve(CONFIGURED, by=by))[1].reasons[0].why is why


def test_the_later_word_holds_whatever_is_heard_last() -> None:
    earlier = attrs.evolve(CONFIGURED, id="earlier", at=CONFIGURED.at - 1, place=EVERYTHING)
    store, decision = fed(CONFIGURED, earlier)
    assert (decision.changes, store.directory.place("C1")) == ((), QUIET)


def test_the_settings_of_a_channel_follow_it_to_its_successor() -> None:
    store, _ = fed(CONFIGURED, ChannelReplaced("r", START, "C1", "G1"))
    assert store.directory.place("G1") == QUIET


def test_a_mode_is_no_word() -> None:
    with pytest.raises(TypeError, match=r"ChannelPolicy.cards is 'live', which is no Mode"):
        attrs.evolve(EVERYTHING, cards="live")  # type: ignore[arg-type]


def test_what_is_no_alert_opens_no_incident_any_more() -> None:
    store, decision = fed(FIRED, CORRECTED)
    lesson = Lesson(BOT.key, SKELETON, Kind.OTHER, "U1", START + MINUTE, "C1")
    assert decision == Decision((Put(lesson),), (), (Reason("lessons", Why.LEARNT, "notification_other"),))
    _, later = fed(FIRED, CORRECTED, AGAIN)
    assert [one.why for one in later.reasons] == [Why.NOTICE_KEPT]
    assert [one.number for one in store.of_kind(Incident)] == [1]


def test_what_was_taught_is_taken_back_as_easily() -> None:
    back = attrs.evolve(CORRECTED, id="back", at=CORRECTED.at + MINUTE, kind=None)
    store, decision = fed(FIRED, CORRECTED, back)
    assert (decision.reasons, store.directory.lessons.get(BOT.key)) == (
        (Reason("lessons", Why.LEARNT, "taken back"),),
        None,
    )


def test_taking_back_an_earlier_word_leaves_the_later_one() -> None:
    back = attrs.evolve(CORRECTED, id="back", at=CORRECTED.at - 1, kind=None)
    assert fed(FIRED, CORRECTED, back)[1].reasons[0].why is Why.NOTHING_TO_DO


def test_the_same_words_in_two_colours_are_taught_as_a_firing_and_its_end() -> None:
    def told(colour: str) -> Content:
        return Content(text="Till feed pull request", title="Till feed pull request", colour=colour)

    skeleton = skeleton_of(told(""))
    lessons = [
        attrs.evolve(CORRECTED, id=f"teach/{shade}", skeleton=shaded(skeleton, shade), kind=shade)
        for shade in (Kind.ALERT_FIRING, Kind.ALERT_RESOLVED)
    ]
    began, ended = posted(START + HOUR, "C1", told("a30200")), posted(START + 2 * HOUR, "C1", told("2eb886"))
    store, _ = fed(*lessons, began, ended)
    assert [(one.state.value, one.number) for one in store.of_kind(Incident)] == [("resolved", 1)]


def test_the_same_words_of_another_bot_are_what_they_were() -> None:
    other = attrs.evolve(AGAIN, bot=Bot("B2", "A2", "another"))
    assert fed(FIRED, CORRECTED, other)[1].reasons[0].why is not Why.NOTICE_KEPT


def test_a_notice_that_is_an_alert_opens_incidents_from_then_on() -> None:
    content = Content(text="Disk check 17 on 'db-3' done", title="Disk check 17 on 'db-3' done")
    later = Content(text="Disk check 18 on 'db-4' done", title="Disk check 18 on 'db-4' done")
    told = attrs.evolve(CORRECTED, kind=Kind.ALERT_FIRING, skeleton=skeleton_of(content))
    store, decision = fed(posted(START, "C1", content), told, posted(START + HOUR, "C1", later))
    assert decision.reasons[0].why is Why.INCIDENT_OPENED
    assert [one.name for one in store.of_kind(Track)] == ["Disk check 18 on 'db-4' done"]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (attrs.evolve(CORRECTED, by="U9"), Why.NOT_ALLOWED),
        (attrs.evolve(CORRECTED, by="U1"), Why.NOT_ALLOWED),
        (attrs.evolve(CORRECTED, by="U2"), Why.LEARNT),
        (attrs.evolve(CORRECTED, by="U2", kind=Kind.HUMAN), Why.IMPOSSIBLE),
        (attrs.evolve(CORRECTED, by="U2", skeleton=""), Why.IMPOSSIBLE),
    ],
)
def test_who_may_correct_what(event: MessageCorrected, why: Why) -> None:
    assert fed(*OWNED, FIRED, event)[1].reasons[0].why is why


def test_a_button_says_that_a_message_is_no_alert() -> None:
    about = AboutIncident("C1", ALERT, 1, START)
    press = ButtonPressed("press", START + MINUTE, "C1", "1.0", "U1", Press.NOT_AN_ALERT, about)
    _, decision = fed(FIRED, press)
    lesson = Lesson(BOT.key, SKELETON, Kind.OTHER, "U1", START + MINUTE, "C1")
    assert decision.changes == (Put(lesson),)
    assert fed(FIRED, press, AGAIN)[1].reasons[0].why is Why.NOTICE_KEPT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Disk 93% full on `db-1`", "Disk 7% full on `db-22`"),
        ("Job 6f1c9a7b22 failed", "Job 0a9d8c7b61 failed"),
        ('User "ann" locked out', 'User "ben" locked out'),
        ("Restarted checkout-api-7d9f8b6c5d-x2x4z", "Restarted checkout-api-5c8d7f9b6c-q8r2t"),
    ],
)
def test_what_varies_is_not_in_a_skeleton(one: str, other: str) -> None:
    first, second = (Content(text=text, title=text) for text in (one, other))
    assert skeleton_of(first) == skeleton_of(second) != ""


def test_the_members_that_a_message_names_are_not_in_its_skeleton() -> None:
    first, second = Content(text="web is down"), Content(text="mail is down")
    assert skeleton_of(first, ("web",)) == skeleton_of(second, ("mail",)) == "is down"


def test_no_card_is_posted_for_what_is_no_alert() -> None:
    assert [one for one in fed(FIRED, CORRECTED, AGAIN)[1].actions if isinstance(one, PostMessage)] == []


NOT_HERE = "I am not in this channel. Invite me with /invite, and I will read along."
HERE = AboutChannel("C1")
FORM_FIELDS = ("incidents", "cards", "notifications", "help_requests", "answers", "reminders", "drafts")
ASKED_FOR = CommandGiven("settings", START, "U1", "C1", "settings", "T1")
NO_MEMBER = "Only members of A may do this, and you are not one; ask one of them."


def filled(person: str = "U1", about: AboutChannel = HERE, **modes: str) -> FormSubmitted:
    present = {name: getattr(EVERYTHING, name).value for name in FORM_FIELDS}
    values = tuple(FormValue(name, value) for name, value in (present | modes).items())
    return FormSubmitted("sent", START + MINUTE, person, "V1", about, values)


def private(key: str, text: str, person: str = "U1", lines: tuple[str, ...] = ()) -> AnswerPrivately:
    body = Body(text, tuple(Line((Plain(one),)) for one in lines))
    return AnswerPrivately(key, key.split("/")[1], "C1", person, body, AboutPerson(person))


def filled_in(event: FormSubmitted) -> Form:
    return forms.filled(Snapshot(Directory(POLICY), Focus("sent", event.at, "C1")), event)


def test_a_command_opens_the_form_with_what_ratchet_may_do_now() -> None:
    _, decision = fed(CONFIGURED, ASKED_FOR)
    (action,) = decision.actions
    assert isinstance(action, OpenForm)
    assert action.form.about == AboutChannel("C1")
    assert [(one.name, one.kind, one.value) for one in action.form.fields] == [
        ("purpose", FieldKind.CHOICE, QUIET.purpose.value),
        ("services", FieldKind.TEXT, ""),
        *((name, FieldKind.CHOICE, getattr(QUIET, name).value) for name in (*FORM_FIELDS, *CHOSEN)),
    ]
    assert decision.reasons == (Reason("forms", Why.FORM_OPENED, "C1"),)


@pytest.mark.parametrize(
    ("before", "event", "said"),
    [
        (OWNED, ASKED_FOR, NO_MEMBER),
        (
            [],
            attrs.evolve(ASKED_FOR, channel="C7"),
            NOT_HERE,
        ),
        (
            [ChannelLeft("left", 1, "C1")],
            ASKED_FOR,
            NOT_HERE,
        ),
    ],
)
def test_whoever_may_not_configure_a_channel_is_told_why(before: list[Event], event: CommandGiven, said: str) -> None:
    answer = attrs.evolve(private("settings/commands/reply", said), channel=event.channel)
    assert fed(*before, event)[1].actions == (answer,)


LIVE = "Live: alerts, deploy notices, help requests, runbook drafts."


def test_a_form_that_is_sent_says_what_ratchet_may_do_from_then_on() -> None:
    store, decision = fed(filled(cards="off", answers="shadow"))
    place = attrs.evolve(EVERYTHING, cards=Mode.OFF, answers=Mode.SHADOW)
    said = (
        f"{LIVE} Shadow, recorded only: answers. Off: cards, reminders.",
        "Owner: nobody is recorded. `/ratchet setup` names a team.",
    )
    assert decision == Decision(
        (Put(ChannelSettings("C1", place, "U1", START + MINUTE)),),
        (private("sent/forms/reply", "#c1 is set up.", lines=said),),
        (Reason("settings", Why.REMEMBERED),),
    )
    assert store.directory.place("C1") == place


def test_a_form_that_changes_nothing_leaves_a_channel_to_the_policy() -> None:
    answer = private("sent/forms/reply", "Nothing changed: this is what I do here already.")
    reasons = (Reason("forms", Why.NOTHING_TO_DO, "that is what holds there already"),)
    assert fed(filled())[1] == Decision((), (answer,), reasons)


def test_a_form_with_a_mode_that_there_is_not_goes_back_with_its_field() -> None:
    problems = tuple(FormProblem(name, "Choose one of these.") for name in ("cards", "drafts"))
    wrong = filled(cards="loud", drafts="")
    assert fed(wrong)[1] == Decision(
        (),
        (RefuseForm("sent/forms/0", "forms", "U1", "V1", problems, filled_in(wrong)),),
        (Reason("forms", Why.FORM_REFUSED, "cards, drafts"),),
    )


@pytest.mark.parametrize(
    ("before", "event", "why", "field", "said"),
    [
        (OWNED, filled(answers="live"), Why.NOT_ALLOWED, "answers", NO_MEMBER),
        (
            [],
            filled(about=AboutChannel("C7"), incidents="off"),
            Why.IMPOSSIBLE,
            "incidents",
            "There is no channel C7.",
        ),
    ],
)
def test_a_form_that_asks_for_what_may_not_be_goes_back_with_the_reason(
    before: list[Event], event: FormSubmitted, why: Why, field: str, said: str
) -> None:
    _, decision = fed(*before, event)
    (refusal,) = decision.actions
    assert isinstance(refusal, RefuseForm)
    kept = {one.name: one.value for one in refusal.form.fields}
    assert (decision.changes, refusal.problems, decision.reasons[0].why) == ((), (FormProblem(field, said),), why)
    assert [kept[one.field] for one in event.values] == [one.value for one in event.values]


def test_a_later_word_holds_whatever_form_was_sent_before_it() -> None:
    later = attrs.evolve(CONFIGURED, at=START + 2 * MINUTE)
    store, decision = fed(later, filled(reminders="live"))
    assert (decision.changes, store.directory.place("C1")) == ((), QUIET)
    assert decision.actions == (
        private("sent/forms/reply", "Somebody else changed this meanwhile; open the form again."),
    )
