"""What changes while a question to ratchet is looked into: nothing is told that may not be told any more.

Each step is tried: the work that is due is done one by one, and something happens after so much of it.
"""

import asyncio
from collections.abc import Callable

import pytest
from asked_of_ratchet import HISTORY, NOW, Company, after, calling, pieces, quoting
from attrs import frozen
from histories import START, firing, posted
from ratchet_core.basis.instants import HOUR, MINUTE, SECOND, Instant, ts_of
from ratchet_core.contract.playbook import answered, does, done, passes, ran, silence, wants
from ratchet_core.contract.scripted import Script
from ratchet_core.domain import MessageRef, OfferKind, Source, Track
from ratchet_core.turn import work_off
from ratchet_core.vocabulary.actions import (
    AboutIncident,
    AboutMuting,
    AskModel,
    OpenForm,
    PostMessage,
    Press,
    UpdateMessage,
    WakeMe,
)
from ratchet_core.vocabulary.events import (
    ActionFailed,
    ButtonPressed,
    ChannelErased,
    ChannelSeen,
    Event,
    Mentioned,
    MessageDeleted,
    PersonErased,
    PersonSeen,
)
from ratchet_core.vocabulary.models import QUESTION, Material, Quotation, Statement, ToolResult
from ratchet_core.vocabulary.rendering import plain_text
from test_agent import ASK, LOOK, OWNER, asked

NAME = "Zebra"
GIVEN: list[Event] = [
    *HISTORY,
    ChannelSeen("s2", 0, "C2", "crossings", private=False),
    posted(NOW - 2 * HOUR, "C2", firing(f"{NAME} hooves")),
]
MOST_STEPS = 12


def wandering(action: AskModel) -> str:
    """Look at an alert, at what there is, and at something else, then say it all."""
    wanted = (
        calling("history", alert=NAME),
        calling("incidents", alert="Nothing"),
        calling("owner", name="#crossings"),
        calling("how_often", service="hooves"),
    )
    steps = len(action.steps) - 1
    return wanted[steps] if steps < len(wanted) else quoting(pieces(action))


def babbling(action: AskModel) -> str:
    """Look at an alert and prepare a button for it, and then make no sense."""
    wanted = (calling("prepare", alert=NAME, what=OfferKind.MUTE), calling("history", alert=NAME))
    steps = len(action.steps) - 1
    return wanted[steps] if steps < len(wanted) else "?"


@frozen
class Afterwards:
    """What is decided to be said, and what is said, once something has happened after so many steps of an answer."""

    decided: list[str]
    said: list[str]


def afterwards(script: Script, event: Callable[[Instant], Event], steps: int) -> Afterwards:
    """Return what comes of a question."""
    company = Company(script, given=GIVEN)
    at = company.now + SECOND
    company.hear(Mentioned("call", at, "C1", ts_of(at), None, "U2", "@ratchet what of the hooves?"))
    for _ in range(steps):
        company.log += asyncio.run(work_off(company.store, company.store.outbox, company.ports, at, limit=1))
    company.hear(event(at))
    heard, before = len(company.log), len(company.room.said)
    company.until(at + 10 * MINUTE)
    actions = [one for _, told in company.log[heard:] for one in told.actions]
    decided = [one for one in actions if isinstance(one, PostMessage | UpdateMessage)]
    return Afterwards([repr(one.body) for one in decided], [plain_text(one.body) for one in company.room.said[before:]])


SCRIPTS = {"wanders": wandering, "babbles": babbling, "counts": after("how_often", alert=NAME)}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("steps", range(MOST_STEPS))
@pytest.mark.parametrize(
    "event",
    [
        lambda at: ChannelSeen("private", at, "C2", "crossings", private=True),
        lambda at: ChannelErased("erased", at, "C2"),
    ],
    ids=["private", "erased"],
)
def test_nothing_is_said_of_a_channel_that_has_become_private_or_was_erased(
    event: Callable[[Instant], Event], script: Script, steps: int
) -> None:
    known = afterwards(script, event, steps)
    names = (NAME, "hooves", "crossings")
    assert [one for one in (*known.decided, *known.said) if any(name in one for name in names)] == []


@pytest.mark.parametrize("steps", range(MOST_STEPS))
@pytest.mark.parametrize(
    "event",
    [
        lambda at: PersonErased("gone", at, "U2"),
        lambda at: PersonSeen("guest", at, "U2", "una", external=False, guest=True),
    ],
    ids=["erased", "guest"],
)
def test_whoever_is_not_of_the_company_any_more_is_told_nothing_of_it(
    event: Callable[[Instant], Event], steps: int
) -> None:
    known = afterwards(after("history", alert=NAME), event, steps)
    assert [one for one in known.decided if "opened" in one] == []


@pytest.mark.parametrize("steps", range(MOST_STEPS))
def test_a_model_is_asked_nothing_any_more_once_who_asked_is_erased(steps: int) -> None:
    questions: list[bool] = []

    def script(action: AskModel) -> str:
        questions.append(any(one.name == QUESTION for one in action.material))
        return wandering(action)

    afterwards(script, lambda at: PersonErased("gone", at, "U2"), steps)
    assert all(questions)


def test_what_was_being_done_is_not_said_behind_the_answer_where_it_could_not_be_shown_before() -> None:
    company = Company(after("owner", name="ledger"))
    company.ask("who owns the ledger?")
    edits = [one for _, told in company.log for one in told.actions if isinstance(one, UpdateMessage)]
    company.hear(ActionFailed("late", company.now, edits[0], "message_not_found"))
    assert (len(edits), company.log[-1][1].actions) == (2, ())


def test_what_is_known_from_a_message_is_taken_back_once_that_is_deleted() -> None:
    deploy = Material("2.1", "deploy", "Deploy in #c1: ledger is green", Source(MessageRef("C1", "3.0")), ("C1",))
    says = Statement("The ledger is green.", (Quotation("2.1", "ledger is green"),))
    seen = asked() >> wants(OWNER) << LOOK >> ran(ToolResult("deploys", (deploy,))) << does(UpdateMessage) << ASK
    told = seen >> done << silence >> answered(says) << does(UpdateMessage, says="The ledger is green.")
    gone = told >> done << silence >> MessageDeleted("gone", START + HOUR, "C1", "3.0") << does(WakeMe)
    assert gone >> passes(seconds=0) << does(UpdateMessage, ts="9.5", says="was deleted")


@pytest.mark.parametrize("does_what", [Press.MUTE, Press.EDIT, Press.NOISE])
@pytest.mark.parametrize("where", ["C1", "D1", "U1"])
@pytest.mark.parametrize("becomes", [ChannelSeen("p", NOW, "C2", "crossings", private=True), None])
def test_a_button_elsewhere_does_nothing_once_its_channel_has_become_private(
    does_what: Press, where: str, becomes: Event | None
) -> None:
    company = Company(wandering, given=GIVEN)
    alert = next(one.alert for one in company.store.of_kind(Track) if one.channel == "C2")
    about = AboutMuting(alert, "C2") if does_what is Press.MUTE else AboutIncident("C2", alert, 1)
    if becomes is not None:
        company.hear(becomes)
    company.hear(ButtonPressed("press", NOW, where, "9.0", "U1", does_what, about, "trigger"))
    opened = any(isinstance(one, OpenForm) for one in company.log[-1][1].actions)
    assert opened is (becomes is None)
