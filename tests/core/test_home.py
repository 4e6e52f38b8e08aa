"""The home page, as conversations: what needs a person first, then what ratchet does in their channels."""

import attrs
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, fingerprint_of, firing, posted, replayed, resolved, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import OwnedKind
from ratchet_core.domain.policy import NEW_CHANNEL, Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.vocabulary.actions import Action, AnswerPrivately, Body, Button, OpenForm, PublishHome
from ratchet_core.vocabulary.events import (
    AlertMuted,
    ButtonPressed,
    ChannelSeen,
    Event,
    FormSubmitted,
    FormValue,
    HomeOpened,
    MemberJoined,
    OwnerChanged,
    RunbookWritten,
    TeamNamed,
)
from ratchet_core.vocabulary.rendering import plain_text

LIVE = attrs.evolve(EVERYTHING, answers=Mode.LIVE, reminders=Mode.LIVE)
POLICY = Policy(default=LIVE)
FIRED = posted(START, "C1", firing(ALERTS[0]))
ALERT = fingerprint_of(FIRED)
AT = START + HOUR
ASKED = said(START + MINUTE, "C1", "U2", "how do I rotate the ledger key?")
OWNED: list[Event] = [
    TeamNamed("t", 0, "pay", "Payments"),
    MemberJoined("m", 0, "U1", "pay"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "pay"),
]
ALL_LIVE = "Live: alerts, cards, deploy notices, help requests, answers, reminders, runbook drafts."
HELP = "/ratchet help lists what you can ask me; /ratchet setup changes what I do in a channel."


def page(*events: Event, person: str = "U1", policy: Policy = POLICY, at: int = AT) -> list[str]:
    return plain_text(shown(*events, person=person, policy=policy, at=at)).splitlines()


def shown(*events: Event, person: str = "U1", policy: Policy = POLICY, at: int = AT) -> Body:
    (action,) = decided(HomeOpened("home", at, person), *events, policy=policy)
    assert isinstance(action, PublishHome)
    return action.body


def decided(last: Event, *events: Event, policy: Policy = POLICY) -> tuple[Action, ...]:
    heard = replayed(MemoryStore(policy), [*INTRODUCTIONS, *events, last])
    return next(decision.actions for event, decision in heard if event == last)


def pressed(button: Button, at: int = AT + MINUTE) -> ButtonPressed:
    return ButtonPressed("press", at, "U1", "", "U1", button.does, button.about, "T1")


def test_a_page_shows_first_what_needs_the_person() -> None:
    written = RunbookWritten("w", START + 2 * MINUTE, ALERT, "restart it", "U3")
    muted = AlertMuted("mute", START + 3 * MINUTE, ALERT, "C1", AT + 2 * HOUR, "resizing", "U1")
    assert page(*OWNED, FIRED, ASKED, written, muted) == [
        "What needs you",
        f"Open in #c1: HighErrorRate (critical), for 1 h: thread [C1/{FIRED.ts}]",
        f"@U2 has waited 59 min for an answer: the question [C1/{ASKED.ts}]",
        "Runbook draft v1 of HighErrorRate awaits your approval in #c1.",
        "The mute of HighErrorRate in #c1 ends on 5 Jan 13:00 UTC.",
        "What I do in your teams' channels:",
        f"#c1: {ALL_LIVE}",
        HELP,
    ]


def test_who_is_in_no_team_sees_all_public_channels_and_approves_nothing() -> None:
    written = RunbookWritten("w", START + 2 * MINUTE, ALERT, "restart it", "U3")
    private = ChannelSeen("private", 1, "C2", "c2", private=True)
    assert page(private, *OWNED, FIRED, written, person="U3") == [
        "What needs you",
        f"Open in #c1: HighErrorRate (critical), for 1 h: thread [C1/{FIRED.ts}]",
        "What I do in all public channels that I am in:",
        f"#c1: {ALL_LIVE}",
        HELP,
    ]


def test_what_is_over_or_mutes_that_last_need_nobody() -> None:
    over = posted(START + 10 * MINUTE, "C1", resolved(ALERTS[0]))
    lasting = AlertMuted("mute", START + 3 * MINUTE, ALERT, "C1", AT + 2 * DAY, "resizing", "U1")
    assert page(*OWNED, FIRED, over, lasting)[:2] == ["What needs you", "Nothing is open, and nothing waits for you."]


def test_a_page_says_what_shadow_mode_would_have_said() -> None:
    shadow = Policy(default=NEW_CHANNEL)
    again = [
        posted(START + DAY, "C1", firing(ALERTS[0])),
        posted(START + DAY + MINUTE, "C1", firing(ALERTS[1])),
    ]
    over = posted(START + 10 * MINUTE, "C1", resolved(ALERTS[0]))
    assert page(*OWNED, FIRED, over, *again, policy=shadow, at=START + 2 * DAY)[-2] == (
        f"In shadow in #c1, the last 4 weeks: at most 3 cards. Most often: HighErrorRate, 2 times: "
        f"the latest [C1/{again[0].ts}]"
    )


def test_a_question_that_waits_for_another_team_is_not_shown() -> None:
    other: list[Event] = [TeamNamed("t2", 0, "ops", "Ops"), MemberJoined("m2", 0, "U3", "ops")]
    there = said(START + MINUTE, "C2", "U2", "where is the quarterly export stored?")
    owned = OwnerChanged("o2", 0, OwnedKind.CHANNEL, "C2", "ops")
    lines = page(*OWNED, *other, owned, ASKED, there)
    assert [one for one in lines if "waited" in one] == [
        f"@U2 has waited 59 min for an answer: the question [C1/{ASKED.ts}]"
    ]


def test_a_page_of_a_quiet_place_is_short() -> None:
    assert page(person="U4")[1] == "Nothing is open, and nothing waits for you."


WRITTEN = RunbookWritten("w", START + 2 * MINUTE, ALERT, "restart it", "U3")
MUTED = AlertMuted("mute", START + 3 * MINUTE, ALERT, "C1", AT + 2 * HOUR, "resizing", "U1")


def test_a_page_has_a_button_for_whatever_a_person_can_do_there() -> None:
    assert [one.label for one in shown(*OWNED, FIRED, WRITTEN, MUTED).buttons] == [
        "Review draft v1 of HighErrorRate",
        "Unmute HighErrorRate",
        "Set up #c1",
    ]


def test_a_draft_is_reviewed_from_the_page_with_what_it_would_have_changed() -> None:
    known = (*OWNED, FIRED, WRITTEN, MUTED)
    (form,) = decided(pressed(shown(*known).buttons[0]), *known)
    assert isinstance(form, OpenForm)
    assert (
        form.form.title,
        form.person,
        form.asked_in,
        "last incident in #c1" in plain_text(form.form.intro or Body("")),
    ) == (
        "Runbook draft v1",
        "U1",
        "U1",
        True,
    )


def test_a_mute_that_is_ended_on_the_page_is_answered_there_and_the_page_is_shown_again() -> None:
    known = (*OWNED, FIRED, WRITTEN, MUTED)
    press = pressed(shown(*known).buttons[1])
    told = [one for one in decided(press, *known) if isinstance(one, AnswerPrivately)]
    assert [(one.channel, one.body.headline) for one in told] == [("U1", "The alert is no longer muted.")]
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *known, press])
    pages = [one.body for _, decision in heard for one in decision.actions if isinstance(one, PublishHome)]
    assert [[one.label for one in page.buttons] for page in pages] == [
        ["Review draft v1 of HighErrorRate", "Set up #c1"]
    ]


def test_a_channel_is_set_up_from_the_page_and_the_answer_comes_there() -> None:
    known = (*OWNED, FIRED)
    (form,) = decided(pressed(shown(*known).buttons[0]), *known)
    assert isinstance(form, OpenForm)
    values = tuple(FormValue(one.name, one.value) for one in form.form.fields)
    sent = FormSubmitted("sent", AT + 2 * MINUTE, "U1", "V1", form.form.about, values)
    told = [one for one in decided(sent, *known) if isinstance(one, AnswerPrivately)]
    assert [(one.channel, one.person) for one in told] == [("U1", "U1")]
