"""What is delivered is kept before it is acknowledged, and what is not kept is delivered again."""

import asyncio
import json
from typing import Any

import pytest
from deliveries import NOW, SAID, TS, Json, envelope, told
from ratchet_core.vocabulary.actions import AboutMuting, Form, FormProblem, OpenForm, RefuseForm
from ratchet_core.vocabulary.events import ChannelSeen, Event, GroupSeen, Installed
from ratchet_slack.receiving import receiver as module
from ratchet_slack.receiving.receiver import NotAcknowledged
from ratchet_slack.wire import loading_id, saving_id
from receivers import GivenDecisions, GivenLookUp, ListInbox, ListScreen, NoneKnown, delivered, receiver_of
from test_receiving_controls import COMMAND, MUTING, PRESSED, SENT
from test_receiving_organisation import GROUP, JOINED

MESSAGE = envelope(SAID)
LIMITED: Json = {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1, "api_app_id": "A1"}


def test_what_is_delivered_is_kept_and_acknowledged() -> None:
    inbox = ListInbox()
    response = asyncio.run(delivered(receiver_of(inbox), MESSAGE))
    assert (response.status, response.body, tuple(inbox.events)) == (200, "", told(MESSAGE))


def test_what_the_inbox_refuses_is_not_acknowledged_and_is_kept_when_it_comes_again() -> None:
    inbox = ListInbox(refuses=1)
    receiver = receiver_of(inbox)

    async def twice() -> list[int]:
        return [(await delivered(receiver, MESSAGE)).status, (await delivered(receiver, MESSAGE)).status]

    assert (asyncio.run(twice()), tuple(inbox.events)) == ([503, 200], told(MESSAGE))


def test_what_takes_the_inbox_longer_than_slack_waits_is_not_acknowledged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_WITHIN", 0.01)
    assert asyncio.run(delivered(receiver_of(ListInbox(takes=5)), MESSAGE)).status == 503


def test_what_comes_twice_is_kept_once() -> None:
    inbox = ListInbox()
    receiver = receiver_of(inbox)

    async def at_once() -> None:
        await asyncio.gather(delivered(receiver, MESSAGE), delivered(receiver, MESSAGE))

    asyncio.run(at_once())
    assert tuple(inbox.events) == told(MESSAGE)


UNKNOWN = envelope({"type": "dnd_updated", "user": "U1"})
ODD = [
    UNKNOWN,
    {"type": "workflow_step_edit", "team": {"id": "T1"}},
    envelope(SAID, authorizations=[{"team_id": "T2"}]),
]


@pytest.mark.parametrize("body", ODD)
def test_what_cannot_be_read_is_kept_counted_and_acknowledged(body: Json) -> None:
    inbox = ListInbox()
    receiver = receiver_of(inbox)
    status = asyncio.run(delivered(receiver, body)).status
    counted = {(one.kind, "unread"): 1 for one in inbox.unread}
    assert (status, inbox.events, dict(receiver.counted), len(inbox.unread)) == (200, [], counted, 1)


def test_what_is_not_read_and_not_kept_is_not_acknowledged() -> None:
    assert asyncio.run(delivered(receiver_of(ListInbox(refuses=1)), UNKNOWN)).status == 503


def test_every_delivery_is_counted_by_what_became_of_it() -> None:
    receiver = receiver_of(ListInbox(refuses=1))

    async def some() -> None:
        for body in (MESSAGE, MESSAGE, envelope({**SAID, "subtype": "channel_topic"})):
            await delivered(receiver, body)

    asyncio.run(some())
    assert dict(receiver.counted) == {("message", "refused"): 1, ("message", "heard"): 1, ("message", "no news"): 1}


def test_the_time_to_acknowledge_is_told() -> None:
    told_of: list[tuple[str, float]] = []
    asyncio.run(delivered(receiver_of(ListInbox(takes=0.01), took=lambda *one: told_of.append(one)), MESSAGE))
    assert [(kind, seconds >= 0.01) for kind, seconds in told_of] == [("message", True)]


PROBLEM = FormProblem("lasts", "Write a time as 30m, 4h or 2d.")
FILLED_IN = Form("Mute an alert", (), MUTING)
REFUSAL = RefuseForm("k", "forms", "U1", "V1", (PROBLEM,), FILLED_IN)


def answered(response: Any) -> Json:  # noqa: ANN401 - a response of Bolt
    assert response.headers["content-type"] == ["application/json;charset=utf-8"]
    answer: Json = json.loads(response.body)
    return answer


def test_a_form_with_a_problem_says_so_in_itself_and_keeps_what_was_filled_in() -> None:
    receiver = receiver_of(ListInbox(), decided=GivenDecisions(form=(REFUSAL,)))
    answer = answered(asyncio.run(delivered(receiver, SENT)))
    assert answer == {"response_action": "errors", "errors": {"lasts": PROBLEM.what}}


def test_a_long_problem_is_shortened_to_what_a_form_has_room_for() -> None:
    refusal = RefuseForm("k", "forms", "U1", "V1", (FormProblem("lasts", "x" * 151),), FILLED_IN)
    receiver = receiver_of(ListInbox(), decided=GivenDecisions(form=(refusal,)))
    assert answered(asyncio.run(delivered(receiver, SENT)))["errors"] == {"lasts": "x" * 149 + "…"}


def test_a_form_that_is_taken_closes() -> None:
    response = asyncio.run(delivered(receiver_of(ListInbox(), decided=GivenDecisions(form=())), SENT))
    assert (response.status, response.body) == (200, "")


def test_a_form_of_which_nobody_has_decided_yet_says_that_it_is_being_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SAVED_WITHIN", 0.05)
    answer = answered(asyncio.run(delivered(receiver_of(ListInbox()), SENT)))
    assert (answer["response_action"], answer["view"]["external_id"]) == ("update", saving_id("V1"))


class Broken:
    """A database that went away after an event was kept."""

    async def actions_of(self, event: str) -> None:
        raise ConnectionError(event)


def test_a_form_that_is_kept_is_acknowledged_though_its_decision_cannot_be_read() -> None:
    assert asyncio.run(delivered(receiver_of(ListInbox(), decided=Broken()), SENT)).status == 200


OPENED = OpenForm("k", "forms", "t", Form("Mute an alert", (), AboutMuting("abc", "C1")))


@pytest.mark.parametrize("body", [PRESSED, {**COMMAND, "text": "mute HighErrorRate"}, {**COMMAND, "text": "Set up"}])
@pytest.mark.parametrize("decided", [None, (OPENED,), ()])
def test_a_person_who_waits_for_a_form_sees_that_it_is_loading(
    body: Json, decided: tuple[OpenForm, ...] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FORM_WITHIN", 0.05)
    screen = ListScreen()
    given = GivenDecisions() if decided is None else GivenDecisions(pressed=decided, command=decided)
    receiver = receiver_of(ListInbox(), decided=given, screen=screen)

    async def deliver() -> None:
        await delivered(receiver, body)
        await receiver.drain(1)

    asyncio.run(deliver())
    loading = [(body["trigger_id"], loading_id(body["trigger_id"]))] if decided is None else []
    assert [(trigger, view["external_id"]) for trigger, view in screen.shown] == loading


def test_nobody_is_shown_that_something_loads_where_no_form_comes() -> None:
    screen = ListScreen()
    receiver = receiver_of(ListInbox(), screen=screen)

    async def deliver() -> None:
        await delivered(receiver, {**COMMAND, "text": "status"})
        await receiver.drain(1)

    asyncio.run(deliver())
    assert screen.shown == []


SEEN = ChannelSeen("C1/seen", NOW, "C1", "alerts", private=False)
MEMBERS = GroupSeen("S1/seen", NOW, "S1", "payments", ("U1",))
GAP = Installed("installed/again", NOW, "T1", "UBOT", "BBOT")
CHANGED = {"type": "subteam_members_changed", "subteam_id": GROUP["id"], "event_ts": TS}


@pytest.mark.parametrize("fails", [0, 2])
@pytest.mark.parametrize(
    ("body", "found"),
    [(envelope(JOINED), SEEN), (envelope(CHANGED), MEMBERS), (LIMITED, GAP)],
    ids=["channel", "group", "gap"],
)
def test_what_a_delivery_leaves_open_is_looked_up_until_it_is_found(
    body: Json, found: Event, fails: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AGAIN", 0.001)
    inbox = ListInbox()
    receiver = receiver_of(inbox, look_up=GivenLookUp(fails))

    async def deliver() -> None:
        await delivered(receiver, body)
        await receiver.drain(1)

    asyncio.run(deliver())
    assert inbox.events == [*told(body), found]


@pytest.mark.parametrize(("fails", "introduced"), [(0, [SEEN]), (1, [])], ids=["told", "not told"])
def test_a_channel_that_nobody_introduced_is_introduced_before_what_is_said_there(
    fails: int, introduced: list[Event]
) -> None:
    inbox = ListInbox()
    receiver = receiver_of(inbox, look_up=GivenLookUp(fails), known=NoneKnown())
    asyncio.run(delivered(receiver, MESSAGE))
    assert inbox.events == [*introduced, *told(MESSAGE)]


def test_who_stops_finishes_what_is_in_hand_and_takes_nothing_new() -> None:
    inbox = ListInbox(takes=0.05)
    receiver = receiver_of(inbox)

    async def stop() -> tuple[int, int]:
        first = asyncio.create_task(delivered(receiver, MESSAGE))
        await inbox.begun.wait()
        await receiver.drain(60)
        return (await first).status, (await delivered(receiver, MESSAGE)).status

    assert (asyncio.run(stop()), tuple(inbox.events)) == ((200, 503), told(MESSAGE))


def test_who_stops_does_not_wait_for_ever() -> None:
    inbox = ListInbox(takes=3600)
    receiver = receiver_of(inbox)

    async def stop() -> bool:
        first = asyncio.create_task(delivered(receiver, MESSAGE))
        await inbox.begun.wait()
        await receiver.drain(0.01)
        return first.done()

    assert asyncio.run(stop()) is False


def test_what_is_no_object_is_told_of_too() -> None:
    inbox = ListInbox()
    asyncio.run(receiver_of(inbox).take([1]))
    assert [one.why for one in inbox.unread] == ["not an object"]


def test_a_refusal_names_what_was_delivered_and_nobodys_words() -> None:
    with pytest.raises(NotAcknowledged, match=r"^message could not be kept \(ConnectionError\)$"):
        asyncio.run(receiver_of(ListInbox(refuses=1)).take(MESSAGE))


def test_what_was_found_out_otherwise_is_told_to_the_inbox() -> None:
    inbox = ListInbox()
    asyncio.run(receiver_of(inbox).tell((SEEN,)))
    assert inbox.events == [SEEN]
