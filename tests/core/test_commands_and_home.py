"""What people ask of ratchet itself, as conversations: a command, a shortcut and the home page."""

import attrs
import pytest
from histories import ALERTS, BOT, INTRODUCTIONS, POLICY, START, fingerprint_of, firing, posted, replayed, said
from ratchet_core.basis.instants import HOUR
from ratchet_core.behaviours import forms
from ratchet_core.domain import Lesson
from ratchet_core.memory import MemoryStore
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.skeleton import skeleton_of
from ratchet_core.rules.summaries import help_body
from ratchet_core.vocabulary.actions import AboutMuting, AboutPerson, AnswerPrivately, Body, Form, OpenForm, PublishHome
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    ChannelSeen,
    CommandGiven,
    Event,
    HomeOpened,
    HomePublished,
    PersonSeen,
    Shortcut,
    ShortcutUsed,
)

FIRED = posted(START, "C1", firing(ALERTS[0]))
ASKED = said(START + 1, "C1", "U2", "how do I rotate the ledger key?")
AT = START + HOUR
GUEST = PersonSeen("U9/seen", 0, "U9", "Guest", external=True)
STRANGER = "U9 is external, and only people of the company may do this; ask one of them."
MODES = "incidents live, cards live, help requests live, answers off, reminders off, drafts live"


def last(*events: Event) -> Decision:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, GUEST, *events])
    return next(decision for event, decision in heard if event == events[-1])


def command(text: str, person: str = "U1", channel: str = "C1") -> CommandGiven:
    return CommandGiven("c", AT, person, channel, text, "T1")


def shortcut(kind: Shortcut, person: str = "U1") -> ShortcutUsed:
    return ShortcutUsed("s", AT, person, kind, "C1", FIRED.ts, "T1", BOT, FIRED.content)


def told(cause: str, body: Body, person: str = "U1", channel: str = "C1") -> AnswerPrivately:
    return AnswerPrivately(f"{cause}/commands/reply", "commands", channel, person, body, AboutPerson(person))


def answer(*events: Event) -> list[str]:
    action = last(*events).actions[-1]
    assert isinstance(action, AnswerPrivately | PublishHome)
    return [
        action.body.headline,
        *("".join(getattr(p, "text", "*") for p in line.pieces) for line in action.body.lines),
    ]


@pytest.mark.parametrize("text", ["", "help", "  HELP me"])
def test_help_is_told_to_whoever_asks(text: str) -> None:
    assert last(command(text)) == Decision((), (told("c", help_body()),), (Reason("commands", Why.ANSWERED),))


def test_an_unknown_word_gets_help() -> None:
    assert answer(command("dance now"))[0] == "I do not know “dance”. This is what I can do:"


def test_status_says_what_is_known_of_a_channel() -> None:
    assert answer(FIRED, ASKED, command("status")) == [
        "What I do in #c1",
        MODES,
        "Owner: nobody is recorded",
        "I have read here for 1 h.",
        "Open: HighErrorRate",
        "* has waited 59 min for an answer: *",
    ]


def test_status_is_told_to_nobody_external() -> None:
    assert answer(command("status", "U9")) == [STRANGER]


def test_where_ratchet_is_not_status_says_how_to_invite_it() -> None:
    assert answer(command("status", channel="C7")) == ["I am not in this channel. Invite me, and I will read along."]


def test_a_command_opens_the_form_by_which_an_alert_is_muted() -> None:
    about = AboutMuting(fingerprint_of(FIRED), "C1")
    form = OpenForm("c/forms/0", "forms", "T1", Form("Mute an alert", forms._MUTE, about))
    expected = Decision((), (form,), (Reason("forms", Why.FORM_OPENED, "HighErrorRate"),))
    assert last(FIRED, command("mute higherrorrate")) == expected


def test_an_alert_that_is_not_known_here_cannot_be_muted() -> None:
    why = "There is no alert “Nothing” in this channel; write its name as its card does."
    assert answer(FIRED, command("mute Nothing")) == [why]


@pytest.mark.parametrize(
    ("kind", "learnt", "text"),
    [
        (Shortcut.NOT_AN_ALERT, Kind.OTHER, "Noted: messages like this one of the same bot are no alerts."),
        (
            Shortcut.TRACK_ALERT,
            Kind.ALERT_FIRING,
            "Noted: messages like this one of the same bot are alerts from now on.",
        ),
    ],
)
def test_a_shortcut_says_what_a_bots_message_is(kind: Shortcut, learnt: Kind, text: str) -> None:
    lesson = Lesson(BOT.key, skeleton_of(firing(ALERTS[0])), learnt, "U1", AT)
    reasons = (Reason("lessons", Why.LEARNT, learnt.value),)
    assert last(FIRED, shortcut(kind)) == Decision((Put(lesson),), (told("s", Body(text)),), reasons)


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (shortcut(Shortcut.NOT_AN_ALERT, "U9"), STRANGER),
        (
            attrs.evolve(shortcut(Shortcut.TRACK_ALERT), bot=None, content=None),
            "A person wrote this; only what a bot says can be an alert.",
        ),
        (
            shortcut(Shortcut.TRACK_HELP_REQUEST),
            "A question cannot be tracked by hand yet; ask it in a channel whose help requests I follow.",
        ),
    ],
)
def test_a_shortcut_that_comes_to_nothing_says_why(event: ShortcutUsed, text: str) -> None:
    assert (last(event).changes, answer(event)) == ((), [text])


def test_the_home_page_shows_public_channels_and_what_waits_there() -> None:
    private = ChannelSeen("C2/private", 0, "C2", "c2", private=True)
    hidden = said(START + 2, "C2", "U3", "where is the quarterly export stored?")
    assert answer(private, ASKED, hidden, HomeOpened("h", AT, "U1")) == [
        "Where I am, and what waits there",
        f"#c1: {MODES}",
        "* has waited 59 min for an answer: *",
    ]


def test_the_home_page_of_somebody_external_is_empty() -> None:
    assert answer(ASKED, HomeOpened("h", AT, "U9")) == [STRANGER]


def test_a_page_that_is_shown_comes_back_to_its_behaviour() -> None:
    event, decision = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, HomeOpened("h", AT, "U1")])[-1]
    assert (type(event), decision.reasons) == (HomePublished, (Reason("home", Why.NOTHING_TO_DO),))
