"""What people ask of ratchet itself, as conversations: a command, a shortcut and the home page."""

import attrs
import pytest
from histories import (
    ALERTS,
    BOT,
    EVERYTHING,
    INTRODUCTIONS,
    POLICY,
    START,
    fingerprint_of,
    firing,
    posted,
    replayed,
    said,
)
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.behaviours import forms
from ratchet_core.domain import HelpRequest, Kept, Lesson, Message, MessageRef, Resolution
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.skeleton import skeleton_of
from ratchet_core.rules.summaries import help_body
from ratchet_core.vocabulary.actions import (
    AboutMuting,
    AboutPerson,
    AboutRequest,
    AnswerPrivately,
    Body,
    Form,
    OpenForm,
    PublishHome,
    WakeMe,
)
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    ChannelArchived,
    ChannelLeft,
    CommandGiven,
    Event,
    HomeOpened,
    HomePublished,
    Installed,
    MessageDeleted,
    MessageEdited,
    PersonSeen,
    Shortcut,
    ShortcutUsed,
)

FIRED = posted(START, "C1", firing(ALERTS[0]))
ASKED = said(START + 1, "C1", "U2", "how do I rotate the ledger key?")
AT = START + HOUR
GUEST = PersonSeen("U9/seen", 0, "U9", "Guest", external=True)
NOT_HERE = "I am not in this channel. Invite me with /invite, and I will read along."
STRANGER = "You are external, and only people of the company may do this; ask one of them."
MODES = "Live: alerts, cards, deploy notices, help requests, runbook drafts. Off: answers, reminders."


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


def test_help_lists_every_command_and_ratchet_knows_each_that_it_lists() -> None:
    listed = [one.partition(":")[0].removeprefix("/ratchet ") for one in answer(command("help"))[1:-1]]
    words = [one.split()[0].strip(",") for one in listed]
    unknown = [one for one in words if "I do not know" in repr(last(FIRED, command(one)).actions)]
    of_alerts = ["summary", "handover", "report", "runbook NAME", "mute NAME"]
    commands = ["setup", "status", "why", "similar", *of_alerts, "team", "agree, or disagree", "help"]
    assert (listed, unknown) == (commands, [])


def test_status_says_what_is_known_of_a_channel() -> None:
    assert answer(FIRED, ASKED, command("status")) == [
        "What I do in #c1",
        MODES,
        "Nobody has set this channel up yet. `/ratchet setup` does.",
        "Owner: nobody is recorded. `/ratchet setup` names a team.",
        "I have read here for 1 h.",
        "Open for 1 h: HighErrorRate: *",
        "* has waited 59 min for an answer: *",
    ]


def test_status_is_told_to_nobody_external() -> None:
    assert answer(command("status", "U9")) == [STRANGER]


def test_where_ratchet_is_not_status_says_how_to_invite_it() -> None:
    assert answer(command("status", channel="C7")) == [NOT_HERE]


def test_a_command_opens_the_form_by_which_an_alert_is_muted() -> None:
    about = AboutMuting(fingerprint_of(FIRED), "C1")
    form = OpenForm("c/forms/0", "forms", "T1", Form("Mute an alert", forms._MUTE, about), "U1", "C1")
    expected = Decision((), (form,), (Reason("forms", Why.FORM_OPENED, "HighErrorRate"),))
    assert last(FIRED, command("mute higherrorrate")) == expected


def test_an_alert_that_is_not_known_here_cannot_be_muted() -> None:
    why = "There is no alert “Nothing” in this channel; write its name as its card does."
    assert answer(FIRED, command("mute Nothing")) == [why]


@pytest.mark.parametrize(
    ("kind", "learnt", "text"),
    [
        (Shortcut.NOT_AN_ALERT, Kind.OTHER, "From now on messages like this one, from the same bot, are not alerts."),
        (
            Shortcut.TRACK_ALERT,
            Kind.ALERT_FIRING,
            "From now on I take messages like this one, from the same bot, as alerts.",
        ),
    ],
)
def test_a_shortcut_says_what_a_bots_message_is(kind: Shortcut, learnt: Kind, text: str) -> None:
    lesson = Lesson(BOT.key, skeleton_of(firing(ALERTS[0])), learnt, "U1", AT, "C1")
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
    ],
)
def test_a_shortcut_that_comes_to_nothing_says_why(event: ShortcutUsed, text: str) -> None:
    assert (last(event).changes, answer(event)) == ((), [text])


SAID = said(START + 2, "C1", "U2", "reading up on the ledger here")
REF = MessageRef("C1", SAID.ts)
FOLLOWED = "I now follow this as a help request."
TRACK = ShortcutUsed(
    "s", SAID.at + MINUTE, "U1", Shortcut.TRACK_HELP_REQUEST, "C1", SAID.ts, "T1", author="U2", text=SAID.text
)


def tracked(*events: Event, policy: Policy = POLICY) -> tuple[MemoryStore, Decision]:
    store = MemoryStore(policy)
    heard = replayed(store, [*INTRODUCTIONS, GUEST, *events])
    return store, next(decision for event, decision in heard if event == events[-1])


def test_a_shortcut_opens_a_help_request_for_its_author_and_says_so_to_whoever_chose_it() -> None:
    question = Message(REF, "U2", SAID.at, None, SAID.text, Kept.TRACKED)
    request = HelpRequest(REF, "U2", SAID.at)
    assert tracked(SAID, TRACK)[1] == Decision(
        (Put(question), Put(request)),
        (told("s", Body(FOLLOWED)),),
        (Reason("help_requests", Why.REQUEST_OPENED),),
    )


def test_what_was_tracked_is_followed_like_any_other_question() -> None:
    reply = said(TRACK.at + MINUTE, "C1", "U3", "restart it, that helps", SAID.ts)
    thanks = said(TRACK.at + 2 * MINUTE, "C1", "U2", "thanks, that worked", SAID.ts)
    store, _ = tracked(SAID, TRACK, reply, thanks)
    assert [(one.responders, one.resolution) for one in store.of_kind(HelpRequest)] == [(("U3",), Resolution.THANKS)]


def test_what_a_person_called_a_question_stays_one_when_it_is_edited() -> None:
    edit = MessageEdited("e", TRACK.at + 1, "C1", SAID.ts, None, "U2", "reading up on the ledger today")
    store, decision = tracked(SAID, TRACK, edit)
    (question,) = store.of_kind(Message)
    assert decision.reasons == (Reason("help_requests", Why.REQUEST_FOLLOWED),)
    assert (question.text, question.kept, len(store.of_kind(HelpRequest))) == (edit.text, Kept.TRACKED, 1)


def test_what_was_tracked_is_forgotten_when_it_is_deleted() -> None:
    store, _ = tracked(SAID, TRACK, MessageDeleted("d", TRACK.at + 1, "C1", SAID.ts))
    assert (store.of_kind(HelpRequest), [one.text for one in store.of_kind(Message)]) == ([], [""])


def test_owners_have_their_time_from_when_a_question_was_tracked() -> None:
    late = attrs.evolve(TRACK, at=SAID.at + 30 * HOUR)
    reminding = attrs.evolve(POLICY, default=attrs.evolve(EVERYTHING, reminders=Mode.LIVE, answers=Mode.LIVE))
    (alarm,) = (one for one in tracked(SAID, late, policy=reminding)[1].actions if isinstance(one, WakeMe))
    assert (alarm.behaviour, alarm.at) == ("reminders", reminding.working_hours.next(late.at + 4 * HOUR))
    assert alarm.about == AboutRequest(REF, SAID.at)


HELP_IS_OFF = Policy(default=attrs.evolve(EVERYTHING, help_requests=Mode.OFF))
NOT_HEARD = "I have not heard this message; I can follow only what was written since I have been reading here."


@pytest.mark.parametrize(
    ("before", "event", "text"),
    [
        ([], TRACK, NOT_HEARD),
        ([SAID], attrs.evolve(TRACK, person="U9"), STRANGER),
        ([SAID], attrs.evolve(TRACK, author=None), "I do not know who wrote this."),
        ([SAID], attrs.evolve(TRACK, text=" "), "There are no words in this message."),
        ([SAID, MessageDeleted("d", SAID.at + 1, "C1", SAID.ts)], TRACK, "This message was deleted."),
        (
            [FIRED],
            attrs.evolve(TRACK, ts=FIRED.ts, author=None, text="", bot=BOT, content=FIRED.content),
            "A bot wrote this; only what a person asks can be a help request.",
        ),
        (
            [PersonSeen("b", 0, "U2", "a bot", external=False, bot=True), SAID],
            TRACK,
            "A bot wrote this; only what a person asks can be a help request.",
        ),
        (
            [Installed("i", 0, "T1", "U2", "B2")],
            TRACK,
            "I wrote this myself; only what a person asks can be a help request.",
        ),
        ([SAID, attrs.evolve(TRACK, id="first")], TRACK, "I follow this as a help request already."),
        ([ASKED], attrs.evolve(TRACK, ts=ASKED.ts), "I follow this as a help request already."),
        (
            [SAID],
            attrs.evolve(TRACK, thread="1.0"),
            "This is a reply; choose the message that its thread begins with.",
        ),
        ([SAID, ChannelLeft("left", SAID.at + 1, "C1")], TRACK, "I am not in this channel; invite me first."),
        ([SAID, ChannelArchived("shut", SAID.at + 1, "C1")], TRACK, "This channel is archived."),
    ],
)
def test_what_cannot_be_tracked_is_told_with_the_reason(before: list[Event], event: ShortcutUsed, text: str) -> None:
    assert (last(*before, event).changes, answer(*before, event)) == ((), [text])


def test_where_help_requests_are_off_nothing_can_be_tracked() -> None:
    said_why = "Help requests are off in this channel; `/ratchet setup` turns them on."
    assert tracked(SAID, TRACK, policy=HELP_IS_OFF)[1].actions == (told("s", Body(said_why)),)


def test_the_home_page_shows_first_what_waits_longest_whichever_channel_it_is_in() -> None:
    earlier = said(ASKED.at - MINUTE, "C2", "U3", "where is the quarterly export stored?")
    lines = answer(ASKED, earlier, HomeOpened("h", AT, "U1"))
    assert lines[1:3] == ["* has waited 1 h for an answer: *", "* has waited 59 min for an answer: *"]


def test_the_home_page_of_somebody_external_is_empty() -> None:
    assert answer(ASKED, HomeOpened("h", AT, "U9")) == [STRANGER]


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("U1", Reason("home", Why.ANSWERED)),
        (
            "U9",
            Reason(
                "home", Why.NOT_ALLOWED, "U9 is external, and only people of the company may do this; ask one of them"
            ),
        ),
    ],
)
def test_a_page_is_published_with_the_reason_for_what_is_on_it(person: str, reason: Reason) -> None:
    assert last(HomeOpened("h", AT, person)).reasons == (reason,)


def test_a_page_that_is_shown_comes_back_to_its_behaviour() -> None:
    event, decision = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, HomeOpened("h", AT, "U1")])[-1]
    assert (type(event), decision.reasons) == (HomePublished, (Reason("home", Why.NOTHING_TO_DO),))
