"""What something is about: the service that its words name, or its channel's, or the one that a person said."""

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, START, firing, posted, replayed, said
from ratchet_core.basis.content import Content, Field
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import MessageRef, Notification, OwnedKind, Tie
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import Range
from ratchet_core.memory import MemoryStore
from ratchet_core.reading.naming import names_in
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    AlertTied,
    ChannelJoined,
    ChannelSeen,
    Event,
    HelpRequestTied,
    MessageEdited,
    NotificationTied,
    OwnerChanged,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    TeamNamed,
)
from world import world_of

SERVICES: list[Event] = [
    ServiceNamed("s1", 0, "checkout-api", "checkout-api"),
    ServiceNamed("s2", 0, "ledger", "Ledger"),
    ServiceAliased("s3", 0, "ledger", "book keeping"),
    ServiceNamed("s4", 0, "checkout", "checkout"),
]
ABOUT_C1 = Policy(default=attrs.evolve(EVERYTHING, service="ledger"))
QUESTION = said(START, "C1", "U1", "is anybody looking at the errors?")
FIRES = posted(START, "C1", Content(text="CRITICAL: disk is full", title="CRITICAL: disk is full", colour="danger"))
DEPLOYED = Content(
    text="Deployed cart 1.4.2 to production",
    title="Deployed cart 1.4.2 to production",
    fields=(Field("Service", "cart"),),
    colour="good",
)
DEPLOY = posted(START, "C2", DEPLOYED)


def world_after(*events: Event, policy: Policy = ABOUT_C1) -> MemoryStore:
    store = MemoryStore(policy)
    replayed(store, [*INTRODUCTIONS, *SERVICES, *events])
    return store


@pytest.mark.parametrize(
    ("text", "service", "tie"),
    [
        ("why is checkout-api slow?", "checkout-api", Tie.WORDS),
        ("why is Checkout API slow?", "checkout-api", Tie.WORDS),
        ("is the ledger service down?", "ledger", Tie.WORDS),
        ("how do I reach book keeping?", "ledger", Tie.WORDS),
        ("can `ledger` be restarted?", "ledger", Tie.WORDS),
        ("does checkout-api call the ledger service?", "ledger", Tie.CHANNEL),
        ("how does checkout work at the till?", "ledger", Tie.CHANNEL),
        ("is anybody looking at the errors?", "ledger", Tie.CHANNEL),
    ],
)
def test_a_question_is_about_the_one_service_that_it_names_or_else_its_channels(
    text: str, service: str, tie: Tie
) -> None:
    store = world_after(attrs.evolve(QUESTION, text=text))
    assert [(one.service, one.tie) for one in world_of(store).requests.values()] == [(service, tie)]


def test_an_alert_that_names_no_service_is_about_its_channels() -> None:
    assert [(one.service, one.tie) for one in world_of(world_after(FIRES)).alerts.values()] == [("ledger", Tie.CHANNEL)]


def test_a_notice_is_about_the_service_that_it_names() -> None:
    assert [(one.service, one.tie) for one in world_of(world_after(DEPLOY)).notifications.values()] == [
        ("cart", Tie.WORDS)
    ]


def test_a_persons_word_on_an_alert_holds_whatever_it_says_later() -> None:
    fingerprint = next(iter(world_of(world_after(FIRES)).alerts))
    tied = AlertTied("t", START + MINUTE, fingerprint, "checkout-api", "U1")
    store = world_after(FIRES, tied, attrs.evolve(FIRES, id="again", at=START + HOUR, ts="1767610800.000000"))
    assert [(one.service, one.tie) for one in world_of(store).alerts.values()] == [("checkout-api", Tie.PERSON)]


def test_the_card_of_an_alert_that_was_tied_names_the_owner_of_that_service() -> None:
    fingerprint = next(iter(world_of(world_after(FIRES)).alerts))
    owned: list[Event] = [
        TeamNamed("n", 0, "money", "Money"),
        OwnerChanged("o", 0, OwnedKind.SERVICE, "checkout-api", "money"),
    ]
    tied = AlertTied("t", START + MINUTE, fingerprint, "checkout-api", "U1")
    again = attrs.evolve(FIRES, id="again", at=START + 3 * DAY, ts="1767866400.000000")
    store = MemoryStore(ABOUT_C1)
    heard = replayed(store, [*INTRODUCTIONS, *SERVICES, *owned, FIRES, tied, again])
    assert "Owner: Money." in repr([decision.actions for _, decision in heard])


def test_a_persons_word_on_a_question_outlives_its_edit() -> None:
    tied = HelpRequestTied("t", START + MINUTE, "C1", QUESTION.ts, "checkout", "U1")
    edited = MessageEdited("e", START + HOUR, "C1", QUESTION.ts, None, "U1", "why is checkout-api slow?")
    store = world_after(QUESTION, tied, edited)
    assert [(one.service, one.tie) for one in world_of(store).requests.values()] == [("checkout", Tie.PERSON)]


def test_a_persons_word_on_a_notice_outlives_its_edit() -> None:
    tied = NotificationTied("t", START + MINUTE, "C2", DEPLOY.ts, "ledger", "U1")
    edited = MessageEdited("e", START + HOUR, "C2", DEPLOY.ts, None, None, DEPLOYED.text, DEPLOY.bot, DEPLOYED)
    store = world_after(DEPLOY, tied, edited)
    assert world_of(store).notifications[MessageRef("C2", DEPLOY.ts)].service == "ledger"


@pytest.mark.parametrize(
    "event",
    [
        AlertTied("t", START + MINUTE, "none", "ledger", "U1"),
        HelpRequestTied("t", START + MINUTE, "C1", "1.0", "ledger", "U1"),
        NotificationTied("t", START + MINUTE, "C1", "1.0", "ledger", "U1"),
        HelpRequestTied("t", START + MINUTE, "C1", QUESTION.ts, "nothing", "U1"),
    ],
)
def test_what_is_not_there_cannot_be_tied(event: Event) -> None:
    heard = replayed(MemoryStore(ABOUT_C1), [*INTRODUCTIONS, *SERVICES, QUESTION, event])
    assert [reason.why for reason in heard[-1][1].reasons] == [Why.IMPOSSIBLE]


MERGED = ServicesMerged("m", START - HOUR, "checkout", "checkout-api")
SPLIT = ServiceSplit("x", START + HOUR, "checkout")
SHIPPED = Content(
    text="Deployed checkout 2.0.0 to production",
    title="Deployed checkout 2.0.0 to production",
    fields=(Field("Service", "checkout"),),
    colour="good",
)


def test_the_card_of_a_whole_shows_the_deploys_of_its_parts() -> None:
    fires = posted(START + 10 * MINUTE, "C2", firing("HighErrorRate checkout-api"))
    store = MemoryStore(ABOUT_C1)
    heard = replayed(store, [*INTRODUCTIONS, *SERVICES, MERGED, posted(START, "C2", SHIPPED), fires])
    assert "Deployed 10 min before" in repr([decision.actions for _, decision in heard])


def test_a_service_that_is_split_back_has_the_history_that_was_told_of_it_meanwhile() -> None:
    store = world_after(MERGED, posted(START, "C2", SHIPPED), SPLIT)
    assert deploys_in(store) == {"checkout": [SHIPPED.title]}


def test_the_notice_of_a_deploy_in_a_private_channel_is_not_quoted_in_another() -> None:
    private: list[Event] = [
        ChannelSeen("C9/seen", 0, "C9", "c9", private=True),
        ChannelJoined("C9/joined", 0, "C9"),
    ]
    fires = posted(START + 10 * MINUTE, "C2", firing("HighErrorRate checkout-api"))
    store = MemoryStore(ABOUT_C1)
    heard = replayed(store, [*INTRODUCTIONS, *private, *SERVICES, MERGED, posted(START, "C9", SHIPPED), fires])
    said_there = repr([decision.actions for _, decision in heard])
    assert ("Deployed 10 min before" in said_there, SHIPPED.title in said_there) == (True, False)


def test_a_deploy_whose_notice_is_edited_to_another_service_is_that_ones() -> None:
    moved = attrs.evolve(SHIPPED, fields=(Field("Service", "ledger"),))
    edited = MessageEdited("e", START + HOUR, "C2", DEPLOY.ts, None, None, moved.text, DEPLOY.bot, moved)
    assert deploys_in(world_after(posted(START, "C2", SHIPPED), edited)) == {"ledger": [SHIPPED.title]}


def deploys_after(*tied_to: str) -> dict[str, list[str]]:
    ties = [NotificationTied(f"t{at}", START + at, "C2", DEPLOY.ts, name, "U1") for at, name in enumerate(tied_to, 1)]
    return deploys_in(world_after(posted(START, "C2", SHIPPED), *ties))


def deploys_in(store: MemoryStore) -> dict[str, list[str]]:
    found = {
        key: [one.title for one in store.rows.range(Range(Notification, "deploys", (key,), 20))]
        for key in world_of(store).services
    }
    return {key: titles for key, titles in found.items() if titles}


@pytest.mark.parametrize("tied_to", [("ledger",), ("checkout-api", "ledger"), ("ledger", "checkout", "ledger")])
def test_a_deploy_that_a_person_ties_to_a_service_is_that_ones_alone(tied_to: tuple[str, ...]) -> None:
    assert deploys_after(*tied_to) == {"ledger": [SHIPPED.title]}


def test_the_card_of_a_service_shows_the_deploy_that_a_person_tied_to_it() -> None:
    nameless = Content(text="Deployed 2.0.0 to production", title="Deployed 2.0.0 to production", colour="good")
    tied = NotificationTied("t", START + MINUTE, "C2", DEPLOY.ts, "checkout-api", "U1")
    fires = posted(START + 10 * MINUTE, "C2", firing("HighErrorRate checkout-api"))
    store = MemoryStore(Policy(default=EVERYTHING))
    heard = replayed(store, [*INTRODUCTIONS, *SERVICES, posted(START, "C2", nameless), tied, fires])
    assert "Deployed 10 min before" in repr([decision.actions for _, decision in heard])


def test_a_notice_that_no_reader_finds_a_service_in_is_about_the_known_one_that_it_names() -> None:
    words = "The rollout of everything in checkout-api and its cron jobs is through, thanks all"
    store = world_after(posted(START, "C2", Content(text=words, title=words)))
    assert [(one.service, one.tie) for one in world_of(store).notifications.values()] == [("checkout-api", Tie.WORDS)]


@pytest.mark.parametrize("text", ["", "???", "¿", "`", "a", "/", "``?"])
def test_a_text_without_words_names_nothing(text: str) -> None:
    assert set(names_in(text)) <= {text}
