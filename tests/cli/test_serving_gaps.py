"""What was said while ratchet did not listen, and what comes of it once it does, as seen in a stand-in Slack."""

import asyncio

from live import ALERTS, FIRING, HELP, Clock, inhabited, played, running, until
from ratchet_core.basis.instants import HOUR, MINUTE, SECOND
from server import Server
from slack_stand_in.slack import StandInSlack
from slack_stand_in.workspace import BOT_USER, Json

CALL = f"<@{BOT_USER}> status"


def fires(slack: StandInSlack, name: str) -> str:
    return slack.bot_says(ALERTS, {**FIRING, "title": f"[FIRING:1] {name} checkout-api"})


def calls(slack: StandInSlack) -> str:
    return slack.say("BEN", ALERTS, CALL)


def test_what_was_said_during_a_downtime_is_answered_once_also_where_it_is_delivered_later_and_not_where_it_is_old(
    server: Server,
) -> None:
    async def play(url: str, slack: StandInSlack, clock: Clock) -> dict[str, list[int]]:
        inhabited(slack)
        async with running(url, slack, clock) as service:
            await service.introduced()
            await service.saying(ALERTS, "", calls(slack))
        tell, slack.calls[:] = slack.space.tell, []
        later: list[Json] = []
        slack.space.tell = later.append
        old = [fires(slack, "HighErrorRate"), calls(slack)]
        clock.ahead += HOUR + MINUTE
        delivered = [fires(slack, "HighLatency"), calls(slack)]
        slack.space.tell = lambda _event: None
        never = [fires(slack, "DiskFull"), calls(slack)]
        clock.ahead += 20 * SECOND
        slack.space.tell = tell
        async with running(url, slack, clock) as service:
            await service.saying(ALERTS, "", never[1])
            for event in later:
                tell(event)
            await service.heard()
            clock.ahead += 5 * MINUTE
            for said in (*delivered, *never):
                await service.saying(ALERTS, "", said)
            await service.saying(HELP, "", slack.say("ADA", HELP, CALL))
            await asyncio.sleep(1.2)
            told = {"old": old, "delivered": delivered, "never": never}
            return {name: [len(service.saids(ALERTS, thread=one)) for one in said] for name, said in told.items()}

    assert played(server, play) == {"old": [0, 0], "delivered": [1, 1], "never": [1, 1]}


def test_what_is_said_while_the_connections_are_being_opened_is_not_lost(server: Server) -> None:
    async def play(url: str, slack: StandInSlack, clock: Clock) -> int:
        inhabited(slack)
        async with running(url, slack, clock) as service:
            await service.introduced()
        tell, slack.calls[:] = slack.space.tell, []
        slack.faults.opens_after = 1.0
        async with running(url, slack, clock) as service:
            await until(lambda: len(service.called("apps.connections.open")) > 1)
            await asyncio.sleep(0.5)
            slack.space.tell = lambda _event: None  # nobody is connected whom it could be delivered to
            call = calls(slack)
            slack.space.tell = tell
            await service.saying(ALERTS, "", call)
            return len(service.saids(ALERTS, thread=call))

    assert played(server, play) == 1
