"""What a bot posts about a service is kept under its kind, with its service, for as long as its message is there."""

import attrs
import pytest
from histories import BOT, EVERYTHING, INTRODUCTIONS, POLICY, START, posted, replayed, said
from ratchet_core.basis.content import Content, Field
from ratchet_core.basis.instants import MINUTE, SECOND, Instant, ts_of
from ratchet_core.domain import HeldReply, Message, MessageRef, Notification, Reading, Service, ServiceEntry, Tie
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import Event, MessageDeleted, MessageEdited, ServiceNamed

ROOT = ts_of(START)


def deployed(title: str, *fields: Field) -> Content:
    return Content(text=title, title=title, fields=fields, colour="good")


CART = deployed("Deployed cart 1.4.2 to production", Field("Service", "acme/Cart"))
PLAIN = deployed("Deployed 1.4.2 to production")
DEPLOY = posted(START, "C1", CART)
KNOWN = ServiceNamed("s", 0, "cart", "Cart")


def after(*events: Event, policy: Policy = POLICY) -> MemoryStore:
    store = MemoryStore(policy)
    replayed(store, [*INTRODUCTIONS, *events])
    return store


def edited(content: Content, after_: Instant, name: str = "e") -> MessageEdited:
    return MessageEdited(name, START + after_, "C1", ROOT, None, None, content.text, BOT, content)


def titles(*events: Event) -> list[str]:
    return [one.title for one in after(*events).of_kind(Notification)]


def test_a_notice_is_kept_and_introduces_its_service_under_the_name_that_it_is_given() -> None:
    store = MemoryStore(POLICY)
    decision = replayed(store, [*INTRODUCTIONS, DEPLOY])[-1][1]
    (notice,) = store.of_kind(Notification)
    kept = Notification(START, MessageRef("C1", ROOT), Kind.DEPLOY, "cart", CART.title, notice.fingerprint, Tie.WORDS)
    assert decision == Decision(
        (Put(Reading("C1", START)), Put(kept), Put(ServiceEntry("cart", "Cart"))),
        (),
        (Reason("notifications", Why.NOTICE_KEPT, Kind.DEPLOY.value),),
    )


def test_a_notice_leaves_the_name_of_a_service_that_is_known() -> None:
    named = ServiceNamed("s", 0, "cart", "The Cart")
    assert after(named, DEPLOY).directory.services["cart"] == Service("cart", "The Cart")


def test_a_notice_that_names_no_service_introduces_none() -> None:
    store = after(posted(START, "C1", PLAIN))
    assert (len(store.of_kind(Notification)), dict(store.directory.services)) == (1, {})


def test_a_notice_that_names_no_service_introduces_that_of_its_channel() -> None:
    policy = Policy(default=attrs.evolve(EVERYTHING, service="Check Out"))
    assert dict(after(posted(START, "C1", PLAIN), policy=policy).directory.services) == {
        "check-out": Service("check-out", "Check Out")
    }


REPLY = said(START + SECOND, "C1", "U2", "nice, thank you", ROOT)


def test_a_reply_that_is_heard_before_its_notice_is_held_until_then_and_its_words_no_longer() -> None:
    early, late = after(REPLY), after(REPLY, DEPLOY)
    assert [(len(one.of_kind(HeldReply)), [m.text for m in one.of_kind(Message)]) for one in (early, late)] == [
        (1, ["nice, thank you"]),
        (0, [""]),
    ]


def test_a_notice_in_a_thread_leaves_what_is_held_for_the_message_above() -> None:
    below = posted(START + 2 * SECOND, "C1", CART, thread=ROOT)
    assert [one.text for one in after(REPLY, below).of_kind(Message)] == ["nice, thank you"]


def test_a_notice_that_is_heard_after_a_reply_to_it_is_kept_like_any_other() -> None:
    assert titles(REPLY, DEPLOY) == [CART.title]


FAILED, FIXED = (deployed(f"Deployed cart {version} to production", *CART.fields) for version in ("1.4.3", "1.4.4"))


@pytest.mark.parametrize(
    "events",
    [
        [DEPLOY, edited(FAILED, MINUTE), edited(FIXED, 2 * MINUTE, "e2")],
        [DEPLOY, edited(FIXED, 2 * MINUTE), edited(FAILED, MINUTE, "e2")],
        [edited(FIXED, 2 * MINUTE), edited(FAILED, MINUTE, "e2"), DEPLOY],
        [edited(FIXED, 2 * MINUTE), DEPLOY, edited(FAILED, MINUTE, "e2")],
    ],
)
def test_a_notice_says_what_its_latest_edit_says_in_whatever_order_they_are_heard(events: list[Event]) -> None:
    assert titles(*events) == [FIXED.title]


GONE = MessageDeleted("g", START + MINUTE, "C1", ROOT)


@pytest.mark.parametrize("events", [[DEPLOY, GONE], [GONE, DEPLOY], [GONE, edited(FIXED, 2 * MINUTE), DEPLOY]])
def test_a_notice_that_was_deleted_is_not_kept_also_where_it_is_heard_afterwards(events: list[Event]) -> None:
    assert titles(*events) == []


def test_an_edit_is_dated_in_the_record_of_its_message() -> None:
    assert after(DEPLOY, edited(FIXED, MINUTE)).of_kind(Message) == [
        Message(MessageRef("C1", ROOT), edited_at=START + MINUTE)
    ]
