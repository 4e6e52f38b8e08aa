"""Socket Mode against a server on this machine: kept, then acknowledged; renewed, cut off, and stopped."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from attrs import define
from deliveries import NOW, SAID, Json, envelope, told
from loopback import LoopbackSlack
from ratchet_core.vocabulary.events import Installed
from ratchet_slack.receiving.receiver import Receiver
from ratchet_slack.receiving.sockets import Sockets
from receivers import GivenDecisions, GivenLookUp, ListInbox, app_of, receiver_of
from test_receiver import PROBLEM, REFUSAL
from test_receiving_controls import SENT

MESSAGE = envelope(SAID)
AGAIN = Installed("installed/again", NOW, "T1", "UBOT", "BBOT")


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110 - nothing tells a test
            await asyncio.sleep(0.01)


@define
class Looks:
    """A clock that counts how often it is asked: once at the start, and at each look that finds a socket open."""

    count: int = 0

    def __call__(self) -> float:
        self.count += 1
        return float(self.count)

    async def more(self) -> None:
        """Wait for two more looks that find a socket open: one may have begun before."""
        before = self.count
        await until(lambda: self.count > before + 2)


@asynccontextmanager
async def connected(
    receiver: Receiver, connections: int = 1, ping_every: float = 30, looks: Looks | None = None
) -> AsyncIterator[tuple[LoopbackSlack, Sockets]]:
    """Give a Slack with so many sockets open to a receiver; one whose ping is not answered soon is given up."""
    slack = LoopbackSlack()
    async with slack.running() as client:
        app, clock = app_of(receiver), looks or Looks()
        count: dict[str, Any] = {"connections": connections, "ping_every": ping_every, "clock": clock}
        sockets = Sockets(app, receiver, "xapp-1", client, **count)
        await sockets.start()
        try:
            await slack.until_open(connections)
            yield slack, sockets
        finally:
            await sockets.stop()


def test_what_comes_through_a_socket_is_kept_and_acknowledged() -> None:
    inbox = ListInbox()

    async def run() -> dict[str, object]:
        async with connected(receiver_of(inbox)) as (slack, _):
            await slack.deliver("E1", MESSAGE)
            await slack.until_acknowledged("E1")
            return slack.acknowledged

    assert (asyncio.run(run()), tuple(inbox.events)) == ({"E1": None}, told(MESSAGE))


def test_what_the_inbox_refuses_is_acknowledged_only_when_it_is_delivered_again() -> None:
    inbox = ListInbox(refuses=1)

    async def run() -> dict[str, object]:
        async with connected(receiver_of(inbox)) as (slack, _):
            await slack.deliver("E1", MESSAGE)
            await asyncio.sleep(0.1)
            assert slack.acknowledged == {}
            await slack.deliver("E2", MESSAGE)
            await slack.until_acknowledged("E2")
            return slack.acknowledged

    assert (asyncio.run(run()), tuple(inbox.events)) == ({"E2": None}, told(MESSAGE))


def test_deliveries_of_a_kind_that_nobody_reads_are_acknowledged() -> None:
    async def run() -> set[str]:
        async with connected(receiver_of(ListInbox())) as (slack, _):
            await slack.deliver("E1", envelope({"type": "dnd_updated"}))
            await slack.deliver("E2", {"type": "workflow_step_edit", "team": {"id": "T1"}}, "interactive")
            await slack.until_acknowledged("E1", "E2")
            return set(slack.acknowledged)

    assert asyncio.run(run()) == {"E1", "E2"}


def test_the_answer_to_a_form_goes_with_the_acknowledgement() -> None:
    receiver = receiver_of(ListInbox(), decided=GivenDecisions(form=(REFUSAL,)))

    async def run() -> object:
        async with connected(receiver) as (slack, _):
            await slack.deliver("E1", SENT, "interactive")
            await slack.until_acknowledged("E1")
            return slack.acknowledged["E1"]

    assert asyncio.run(run()) == {"response_action": "errors", "errors": {"lasts": PROBLEM.what}}


def test_several_sockets_are_open_and_each_may_bring_something() -> None:
    inbox = ListInbox()

    async def run() -> int:
        async with connected(receiver_of(inbox), 3) as (slack, sockets):
            for at in range(3):
                await slack.deliver(f"E{at}", message_at(at), socket=at)
            await slack.until_acknowledged("E0", "E1", "E2")
            return await sockets.open_now()

    assert (asyncio.run(run()), len(inbox.events)) == (3, 3)


def message_at(second: int) -> Json:
    return envelope({**SAID, "ts": f"176760720{second}.000000"})


RENEWED = '{"type": "disconnect", "reason": "warning"}'


def test_a_socket_that_slack_renews_beside_another_leaves_no_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ratchet_slack.receiving.sockets._LOOK_EVERY", 0.02)
    inbox, looks = ListInbox(), Looks()

    async def run() -> int:
        async with connected(receiver_of(inbox, look_up=GivenLookUp()), 2, looks=looks) as (slack, sockets):
            await looks.more()
            await slack.sockets[0].send_str(RENEWED)
            await slack.until_open(3)
            await slack.deliver("E1", MESSAGE)
            await slack.until_acknowledged("E1")
            await looks.more()
            return sockets.gaps

    assert (asyncio.run(run()), tuple(inbox.events)) == (0, told(MESSAGE))


def test_a_gap_between_two_looks_is_noticed() -> None:
    inbox, looks = ListInbox(), Looks()

    async def run() -> int:
        async with connected(receiver_of(inbox, look_up=GivenLookUp()), looks=looks) as (slack, sockets):
            await looks.more()
            await slack.sockets[0].send_str(RENEWED)
            await until(lambda: bool(inbox.events))
            return sockets.gaps

    assert (asyncio.run(run()), inbox.events) == (1, [AGAIN])


def test_after_all_sockets_were_cut_off_history_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ratchet_slack.receiving.sockets._LOOK_EVERY", 0.02)
    inbox, looks = ListInbox(), Looks()

    async def run() -> bool:
        async with connected(receiver_of(inbox, look_up=GivenLookUp()), 1, 1, looks) as (slack, sockets):
            await looks.more()
            (cut,) = slack.sockets
            slack.sockets.clear()
            cut._req.transport.abort()  # type: ignore[union-attr]  # as where a cable is cut
            await slack.until_open(2)
            await until(lambda: bool(inbox.events))
            await slack.deliver("E1", MESSAGE)
            await slack.until_acknowledged("E1")
            return sockets.gaps > 0

    assert (asyncio.run(run()), inbox.events) == (True, [AGAIN, *told(MESSAGE)])


def test_who_stops_acknowledges_what_is_in_hand() -> None:
    inbox = ListInbox(takes=0.2)

    async def run() -> dict[str, object]:
        async with connected(receiver_of(inbox)) as (slack, sockets):
            await slack.deliver("E1", MESSAGE)
            await inbox.begun.wait()
            await sockets.stop()
            await slack.until_acknowledged("E1")
            return slack.acknowledged

    assert asyncio.run(run()) == {"E1": None}


@pytest.mark.parametrize("connections", [0, 11])
def test_slack_allows_from_one_to_ten_connections(connections: int) -> None:
    receiver = receiver_of(ListInbox())

    async def make() -> None:
        Sockets(app_of(receiver), receiver, "xapp-1", app_of(receiver).client, connections=connections)

    with pytest.raises(ValueError, match="from 1 to 10"):
        asyncio.run(make())
