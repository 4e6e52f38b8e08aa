"""`ratchet serve` with the extra `semantic`: a question in other words finds the earlier one, which words do not."""

import asyncio

from live import HELP, PATIENCE, POLICY, Clock, Running, inhabited, played, running, until
from ratchet_cli.serve.settings import ServeSettings, settings_of
from ratchet_core.basis.instants import DAY
from ratchet_postgres import PostgresTexts, connect
from server import Server
from slack_stand_in.slack import StandInSlack
from slack_stand_in.workspace import BOT_USER

ASKED = "vpn keeps disconnecting on my new laptop, what can I do?"
AGAIN = "my VPN connection drops all the time on a new computer, any idea?"


async def answered_once(service: Running, url: str) -> None:
    """Let a question be answered, and wait until it may answer a later one."""
    slack = service.slack
    root = slack.say("BEN", HELP, ASKED)
    slack.say(
        "ADA",
        HELP,
        "delete the old profile under /etc/vpn, and import the new one from https://vpn.acme.example",
        thread=root,
    )
    slack.say("BEN", HELP, "thanks, that worked!", thread=root)
    async with await connect(url) as conn, asyncio.timeout(PATIENCE):
        while not await PostgresTexts(conn).newest(1):  # noqa: ASYNC110 - a database does not say when it knows
            await asyncio.sleep(0.02)


async def told(service: Running) -> str:
    """Ask again in other words, and return what whoever asks for similar questions is told."""
    again = service.slack.say("CLEO", HELP, AGAIN)
    await service.heard()  # or the call may overtake it on the other connection
    service.slack.say("CLEO", HELP, f"<@{BOT_USER}> similar", thread=again)
    await service.heard()
    private = service.slack.space.private
    said = await until(
        lambda: [one["text"] for one in (*service.saids(HELP, thread=again), *private)],
        lambda: (private, service.slack.messages(HELP), service.log.kept),
    )
    return str(said[0])


def asked_again(server: Server) -> str:
    async def run(url: str, slack: StandInSlack, clock: Clock) -> str:
        inhabited(slack)
        async with running(url, slack, clock, POLICY) as service:
            await service.introduced()
            await answered_once(service, url)
        clock.ahead += 40 * DAY
        async with running(url, slack, clock, POLICY, by_meaning=True) as service:
            await until(lambda: [one for one in service.log.kept if one[0] == "questions_read"])
            async with asyncio.timeout(PATIENCE):
                await slack.deliveries.connected(2)
            return (await told(service)).splitlines()[0]

    return played(server, run)


def test_a_question_in_other_words_is_found_by_its_meaning(server: Server) -> None:
    assert asked_again(server) == "This was asked before, 40 d ago"


def test_it_can_be_turned_off() -> None:
    assert settings_of({"RATCHET_SEARCH_BY_MEANING": "0"}) == ServeSettings(by_meaning=False)
