"""How a channel is set up, as conversations: the message on joining, the form with its preview, what comes of it."""

import attrs
import pytest
from histories import ALERTS, BOT, EVERYTHING, INTRODUCTIONS, PEOPLE, START, firing, posted, replayed, resolved, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.contract.expecting import does, silence
from ratchet_core.contract.playbook import Playbook
from ratchet_core.contract.playbook import posted as is_posted
from ratchet_core.domain import OwnedKind
from ratchet_core.domain.policy import CHOSEN, MODES, NEW_CHANNEL, Mode, Policy, Purpose
from ratchet_core.memory.store import MemoryStore
from ratchet_core.vocabulary.actions import (
    AboutChannel,
    AboutSetup,
    AnswerPrivately,
    Button,
    Form,
    FormProblem,
    OpenForm,
    PostMessage,
    Press,
    ReadHistory,
    RefuseForm,
    UpdateMessage,
)
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    ChannelConfigured,
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    ChannelShared,
    Event,
    FormSubmitted,
    FormValue,
    MemberJoined,
    OwnerChanged,
    PersonSeen,
    TeamNamed,
)
from ratchet_core.vocabulary.rendering import plain_text

POLICY = Policy()
SEEN: list[Event] = [
    *(PersonSeen(f"{one}/seen", 0, one, one, external=False) for one in PEOPLE),
    ChannelSeen("C1/seen", 0, "C1", "c1", private=False),
]
JOINED = ChannelJoined("join", START, "C1", live=True)
AT = START + HOUR
TEAM: list[Event] = [TeamNamed("t", 0, "pay", "Payments"), MemberJoined("m", 0, "U1", "pay")]
OWNED: list[Event] = [*TEAM, OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "pay")]
ADMIN = PersonSeen("U4/admin", 1, "U4", "U4", external=False, admin=True)
ABOUT = AboutSetup("C1", "1.5")


def run(*events: Event, policy: Policy = POLICY) -> tuple[MemoryStore, Decision]:
    store = MemoryStore(policy)
    heard = replayed(store, [*INTRODUCTIONS, *events])
    return store, next(decision for event, decision in heard if event == events[-1])


def pressed(person: str = "U1", at: int = AT) -> ButtonPressed:
    return ButtonPressed("press", at, "C1", "1.5", person, Press.SET_UP, AboutChannel("C1"), "T1")


def form(*events: Event, at: int = AT, person: str = "U1") -> Form:
    (action,) = run(*events, pressed(person, at))[1].actions
    assert isinstance(action, OpenForm)
    return action.form


def sent(person: str = "U1", about: AboutSetup = ABOUT, **values: str) -> FormSubmitted:
    modes = {name: getattr(NEW_CHANNEL, name).value for name in MODES}
    told = tuple(FormValue(name, value) for name, value in (modes | values).items())
    return FormSubmitted("sent", AT, person, "V1", about, told)


def problems(*events: Event) -> tuple[FormProblem, ...]:
    (action,) = run(*events)[1].actions
    assert isinstance(action, RefuseForm)
    return action.problems


GREETED = Playbook(POLICY, SEEN) >> JOINED << does(PostMessage, channel="C1", thread=None, says="Hello, I am ratchet")


def test_joining_a_channel_is_one_message_with_a_button() -> None:
    heard = replayed(MemoryStore(POLICY), [*SEEN, JOINED])
    post = next(decision for event, decision in heard if event == JOINED).actions[0]
    assert isinstance(post, PostMessage)
    assert post.body.buttons == (Button("Set up", Press.SET_UP, AboutChannel("C1")),)


def test_ratchet_says_hello_once() -> None:
    again = attrs.evolve(JOINED, id="again", at=START + 1)
    assert GREETED << does(ReadHistory) >> is_posted("1.5") << silence >> again << does(ReadHistory)


@pytest.mark.parametrize(
    ("before", "event"),
    [
        ([], attrs.evolve(JOINED, live=False)),
        ([ChannelShared("shared", 1, "C1")], JOINED),
        ([ChannelConfigured("told", 1, "C1", EVERYTHING, "U1")], JOINED),
        ([attrs.evolve(JOINED, id="first", at=1)], JOINED),
        ([ChannelLeft("later", START + 1, "C1")], JOINED),
    ],
)
def test_it_says_no_hello_where_that_was_not_asked_for(before: list[Event], event: ChannelJoined) -> None:
    heard = replayed(MemoryStore(POLICY), [*SEEN, *before, event])
    decision = next(decision for told, decision in heard if told == event)
    assert [one for one in decision.actions if isinstance(one, PostMessage)] == []


def test_the_form_begins_with_what_holds() -> None:
    assert {one.name: one.value for one in form(*OWNED).fields} == {
        "purpose": "talk",
        "team": "pay",
        "services": "",
        **dict.fromkeys(MODES, "shadow"),
        **dict.fromkeys(CHOSEN, "off"),
    }


FIRINGS = [
    event
    for day in range(3)
    for event in (
        posted(START + day * DAY, "C1", firing(ALERTS[0])),
        posted(START + day * DAY + 10 * MINUTE, "C1", resolved(ALERTS[0])),
    )
]
ONCE = posted(START + DAY + HOUR, "C1", firing(ALERTS[1]))


def test_the_form_suggests_what_the_channels_history_shows() -> None:
    suggested = {one.name: one.value for one in form(*FIRINGS, at=START + 4 * DAY).fields}
    live = ("incidents", "cards", "notifications", "drafts")
    assert suggested["purpose"] == Purpose.ALERTS.value
    assert [name for name in MODES if suggested[name] == Mode.LIVE.value] == [one for one in MODES if one in live]


def test_what_a_person_said_is_not_overruled_by_history() -> None:
    told = ChannelConfigured("told", 1, "C1", NEW_CHANNEL, "U1")
    fields = form(told, *FIRINGS, at=START + 4 * DAY).fields[2:]
    assert {one.value for one in fields if one.name not in CHOSEN} == {"shadow"}


def test_the_form_shows_what_would_have_been_said_in_the_last_weeks() -> None:
    asked = said(START + HOUR, "C1", "U2", "how do I rotate the ledger key?")
    intro = form(*sorted([*FIRINGS, ONCE, asked], key=lambda one: one.at), at=START + 4 * DAY).intro
    assert intro is not None
    assert plain_text(intro).splitlines() == [
        "Preview: what I would have said in the last 4 weeks",
        "Cards: at most 4, for 2 alerts. The most frequent:",
        f"HighErrorRate: 3 times, 10 min on average: the latest [C1/{FIRINGS[4].ts}]",
        f"QueueStuck: once, 1 d on average: the latest [C1/{ONCE.ts}]",
        "Questions: 1, 1 of them not answered yet. Reminders: 1.",
        f"Waited 3 d 23 h for an answer: this question [C1/{asked.ts}]",
    ]


def test_a_channel_without_history_says_so() -> None:
    intro = form(said(START, "C1", "U2", "good morning")).intro
    assert intro is not None
    assert plain_text(intro).splitlines() == [
        "Preview",
        "I have read here for 1 h, and seen no alert or question.",
    ]


def test_who_may_not_set_a_channel_up_is_told_why() -> None:
    (answer,) = run(*OWNED, pressed("U2"))[1].actions
    assert isinstance(answer, AnswerPrivately)
    assert answer.body.headline == "Only members of Payments may do this, and you are not one; ask one of them."


SHADOWED = "alerts, deploy notices, help requests, answers, reminders, runbook drafts"


def test_a_form_sets_purpose_and_modes_and_the_message_says_who_decided_and_when() -> None:
    store, decision = run(sent(purpose="alerts", cards="live"))
    shown, answer = decision.actions
    assert isinstance(shown, UpdateMessage)
    assert isinstance(answer, AnswerPrivately)
    place = store.directory.place("C1")
    assert (place.purpose, place.cards, place.incidents) == (Purpose.ALERTS, Mode.LIVE, Mode.SHADOW)
    assert (shown.ts, plain_text(shown.body).splitlines()) == (
        "1.5",
        [
            "I work in #c1",
            "Set up by @U1 on 5 Jan 11:00 UTC.",
            f"Live: cards. Shadow, recorded only: {SHADOWED}.",
            "Owner: nobody is recorded. `/ratchet setup` names a team.",
        ],
    )
    assert answer.body.headline == "#c1 is set up."


def test_an_admin_gives_a_channel_and_its_services_to_a_team() -> None:
    store, _ = run(*TEAM, ADMIN, sent("U4", team="pay", services="Ledger, checkout"))
    owners = {key[1]: one for key, starts in store.directory.owners.items() for one in starts.values()}
    assert owners == {"C1": "pay", "ledger": "pay", "checkout": "pay"}
    assert store.directory.place("C1").service is None


def test_one_service_is_what_the_channel_is_about() -> None:
    store, _ = run(*TEAM, ADMIN, sent("U4", services="Ledger"))
    assert (store.directory.place("C1").service, [*store.directory.services]) == ("Ledger", ["ledger"])


@pytest.mark.parametrize(
    ("event", "field", "why"),
    [
        (sent("U2", team="pay"), "team", "Nobody owns this, so it takes an admin; ask U4."),
        (sent("U2", services="ledger"), "services", "Nobody owns this, so it takes an admin; ask U4."),
        (sent("U4", team="nowhere"), "team", "Choose one of these."),
        (sent("U4", services=",".join(f"s{n}" for n in range(21))), "services", "Name at most 20 services."),
    ],
)
def test_what_a_person_has_no_right_to_goes_back_to_its_field(event: FormSubmitted, field: str, why: str) -> None:
    assert problems(*TEAM, ADMIN, event) == (FormProblem(field, why),)


def test_a_form_is_taken_as_a_whole_or_not_at_all() -> None:
    store, decision = run(*TEAM, ADMIN, sent("U2", cards="live", team="pay"))
    assert (decision.changes, store.directory.settings.get("C1"), decision.reasons[0].why) == (
        (),
        None,
        Why.NOT_ALLOWED,
    )


def test_a_bot_in_the_preview_is_named_by_nobody() -> None:
    assert BOT.name not in repr(form(*FIRINGS, at=START + 4 * DAY))
