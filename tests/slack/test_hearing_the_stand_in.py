"""A receiver at work on a whole Slack: what people do arrives as events, whatever happens on the way."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from attrs import frozen
from ratchet_core.basis.instants import DAY, HOUR, Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.turn import take_turns
from ratchet_core.vocabulary.actions import (
    AboutChannel,
    AboutIncident,
    AboutMuting,
    Body,
    Button,
    Form,
    OpenForm,
    PostMessage,
    Press,
    ReadHistory,
)
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    CommandGiven,
    Event,
    HomeOpened,
    Installed,
    Mentioned,
    MessageSeen,
    PersonSeen,
    ReactionAdded,
    ShortcutUsed,
)
from ratchet_slack.asking import client_of
from ratchet_slack.calls import post_calls
from ratchet_slack.doctor import State, Tokens, check_slack
from ratchet_slack.history import SlackHistory
from ratchet_slack.receiving.bolt import bolt_app
from ratchet_slack.receiving.heard import Identity
from ratchet_slack.receiving.introducing import SlackLookUp, SlackScreen, identify, introduce
from ratchet_slack.receiving.receiver import Receiver
from ratchet_slack.receiving.sockets import Sockets
from ratchet_slack.views import form_view
from ratchet_slack.wire import loading_id
from receivers import GivenDecisions, ListInbox
from slack_sdk.web.async_client import AsyncWebClient
from slack_stand_in.slack import APP_TOKEN, BOT_TOKEN, StandInSlack

NOBODY = Directory(Policy())
ALERT = {"color": "a30200", "title": "[FIRING:1] HighErrorRate checkout-api", "fallback": "firing"}


@frozen
class Live:
    """A ratchet that hears a stand-in."""

    slack: StandInSlack
    client: AsyncWebClient
    us: Identity
    inbox: ListInbox
    receiver: Receiver

    def now(self) -> Instant:
        return self.slack.space.now()

    def heard(self, *kinds: type[Event]) -> list[Event]:
        return [one for one in self.inbox.events if isinstance(one, kinds)]


@asynccontextmanager
async def live(
    inbox: ListInbox | None = None, decisions: GivenDecisions | None = None, sockets: int = 2
) -> AsyncIterator[Live]:
    async with StandInSlack.running() as slack, aiohttp.ClientSession() as session:
        slack.faults.redeliver_after, slack.faults.longer, slack.faults.patience = 0.3, 5.0, 60.0
        slack.space.triggers_live = 60_000_000
        client, kept = client_of(BOT_TOKEN, session, slack.api), inbox or ListInbox()
        us = await identify(client, slack.space.now)
        look_up = SlackLookUp(client, us, slack.space.now)
        screen = SlackScreen(client, slack.space.now)
        receiver = Receiver(kept, us, slack.space.now, look_up=look_up, decided=decisions, screen=screen)
        connections = Sockets(bolt_app(receiver), receiver, APP_TOKEN, client, connections=sockets)
        await connections.start()
        await slack.deliveries.connected(sockets)
        try:
            yield Live(slack, client, us, kept, receiver)
        finally:
            await connections.stop()


def ids(events: Iterable[Event]) -> list[str]:
    return [one.id for one in events]


def test_what_people_and_bots_do_arrives() -> None:
    async def run() -> tuple[list[str], list[str]]:
        async with live() as at:
            channel = at.slack.channel("alerts", members=["U1"])
            alert = at.slack.bot_says(channel, ALERT)
            reply = at.slack.say("U1", channel, "on it", thread=alert)
            call = at.slack.say("U1", channel, "<@U0RATCHET> status")
            at.slack.react("U1", channel, alert, "eyes")
            at.slack.edit(channel, reply, "on it!")
            at.slack.delete(channel, reply)
            at.slack.open_home("U1")
            await at.slack.deliveries.settled()
            seen = [f"{channel}/{one}" for one in (alert, reply, call)]
            kinds = sorted(type(one).__name__ for one in at.inbox.events)
            return sorted(set(ids(at.heard(MessageSeen))) ^ set(seen)), kinds

    kinds = ["HomeOpened", "Mentioned", "MessageDeleted", "MessageEdited", *["MessageSeen"] * 3, "ReactionAdded"]
    assert asyncio.run(run()) == ([], kinds)


def test_what_is_delivered_twice_and_out_of_order_arrives_once() -> None:
    async def run() -> tuple[list[str], list[str]]:
        async with live() as at:
            channel = at.slack.channel("alerts", members=["U1"])
            at.slack.faults.duplicates, at.slack.faults.disorder = 2, 4
            said = [at.slack.say("U1", channel, f"{number} <@U0RATCHET>") for number in range(10)]
            await at.slack.deliveries.settled()
            told = [f"{channel}/{ts}{end}" for ts in said for end in ("", "/mentioned")]
            return sorted(ids(at.inbox.events)), sorted(told)

    heard, told = asyncio.run(run())
    assert heard == told


def test_what_the_database_refuses_is_delivered_again_and_heard_once() -> None:
    async def run() -> tuple[int, int, int]:
        async with live(ListInbox(refuses=3)) as at:
            channel = at.slack.channel("alerts", members=["U1"])
            for number in range(5):
                at.slack.say("U1", channel, f"{number}")
            await at.slack.deliveries.settled()
            deliveries = at.slack.deliveries
            return len(at.inbox.events), len(deliveries.acknowledged), len(deliveries.given_up)

    assert asyncio.run(run()) == (5, 5, 0)


def test_sockets_that_slack_renews_lose_nothing() -> None:
    async def run() -> tuple[int, int]:
        async with live() as at:
            channel = at.slack.channel("alerts", members=["U1"])
            for number in range(20):
                at.slack.say("U1", channel, f"{number}")
                if number % 7 == 3:
                    await at.slack.deliveries.connected(2)
                    await at.slack.deliveries.disconnect()
                await asyncio.sleep(0.01)
            await at.slack.deliveries.settled()
            return len(at.heard(MessageSeen)), len(at.slack.deliveries.given_up)

    assert asyncio.run(run()) == (20, 0)


def test_a_channel_that_ratchet_joins_is_described_and_one_that_it_leaves_is_left() -> None:
    async def run() -> list[type[Event]]:
        async with live() as at:
            channel = at.slack.channel("secret", private=True, joined=False)
            at.slack.join(channel)
            await at.slack.deliveries.settled()
            await until(lambda: bool(at.heard(ChannelSeen)))
            at.slack.leave(channel)
            await at.slack.deliveries.settled()
            (seen,) = at.heard(ChannelSeen)
            assert isinstance(seen, ChannelSeen)
            assert (seen.name, seen.private) == ("secret", True)
            return [type(one) for one in at.heard(ChannelJoined, ChannelLeft)]

    assert asyncio.run(run()) == [ChannelJoined, ChannelLeft]


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110 - nothing tells a test
            await asyncio.sleep(0.01)


FORM = Form("Mute an alert", (), AboutMuting("abc", "C1"))


@pytest.mark.parametrize("decided", [True, False])
def test_a_command_with_a_form_is_answered_while_its_trigger_lives(*, decided: bool) -> None:
    """Who decides at once opens the form itself; who takes long finds a view that it can fill."""
    given = GivenDecisions(command=(OpenForm("k", "forms", "t", FORM),)) if decided else GivenDecisions()

    async def run() -> list[str]:
        async with live(decisions=given) as at:
            channel = at.slack.channel("alerts", members=["U1"])
            assert await at.slack.command("U1", channel, "setup") == {}
            (command,) = at.heard(CommandGiven)
            assert isinstance(command, CommandGiven)
            await (asyncio.sleep(1.2) if decided else until(lambda: bool(at.slack.space.views)))
            shown = [str(one.content.get("external_id")) for one in at.slack.space.views.values()]
            if not decided:
                view = {**form_view(FORM), "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x"}}]}
                await at.client.views_update(external_id=loading_id(command.trigger), view=view)
            return [one.replace(loading_id(command.trigger), "loading") for one in shown]

    assert asyncio.run(run()) == ([] if decided else ["loading"])


def test_buttons_menus_and_the_home_page_arrive() -> None:
    button = Button("Noise", Press.NOISE, AboutIncident("C1", "abc", 1))

    async def run() -> list[type[Event]]:
        async with live() as at:
            channel = at.slack.channel("alerts", members=["U1"])
            body = Body("Firing.", (), (button,))
            post = PostMessage("k", "cards", channel, None, body, AboutChannel(channel))
            (call,) = post_calls(post, at.us.site)
            card = (await at.client.api_call(call.method, json=call.arguments))["ts"]
            alert = at.slack.bot_says(channel, ALERT)
            assert await at.slack.press("U1", channel, card, "Noise") == {}
            assert await at.slack.shortcut("U1", channel, alert, "track_as_alert") == {}
            at.slack.open_home("U1")
            await at.slack.deliveries.settled()
            (pressed,) = at.heard(ButtonPressed)
            assert isinstance(pressed, ButtonPressed)
            assert (pressed.does, pressed.about, pressed.ts) == (button.does, button.about, card)
            return [type(one) for one in at.heard(ButtonPressed, ShortcutUsed, HomeOpened)]

    assert asyncio.run(run()) == [ButtonPressed, ShortcutUsed, HomeOpened]


def test_a_start_introduces_what_is_there_and_a_second_one_nothing() -> None:
    async def run() -> list[list[type[Event]]]:
        async with live() as at:
            at.slack.channel("alerts", members=["U1"])
            at.slack.channel("elsewhere", joined=False)
            told: list[list[Event]] = []

            async def tell(events: Iterable[Event]) -> None:
                told[-1].extend(events)

            known = NOBODY
            for _ in range(2):
                told.append([])
                await introduce(at.client, at.us, known, at.now, tell)
                known = await known_after(told[0])
            return [sorted({type(one) for one in events}, key=str) for events in told]

    first, second = asyncio.run(run())
    assert (set(first), second) == ({Installed, ChannelSeen, ChannelJoined, PersonSeen}, [Installed])


async def known_after(events: list[Event]) -> Directory:
    store = MemoryStore(Policy())
    await take_turns(store, events)
    return store.directory


def test_the_history_of_a_busy_channel_is_what_was_heard_live() -> None:
    async def run() -> tuple[set[str], set[str], int]:
        async with live() as at:
            channel = at.slack.channel("alerts", members=["U1"])
            for number in range(130):
                root = at.slack.bot_says(channel, {**ALERT, "title": f"[FIRING:1] Alert{number}"})
                if number % 10 == 0:
                    at.slack.say("U1", channel, "on it", thread=root)
            await at.slack.deliveries.settled()
            history, cursor, told, pages = SlackHistory(at.client, at.us, at.now), None, set[str](), 0
            while not pages or cursor is not None:
                about = AboutChannel(channel)
                page = await history.read(
                    ReadHistory("k", "history", channel, None, at.now() - DAY, at.now() + HOUR, cursor, about)
                )
                told |= {one.id for one in page.heard}
                cursor, pages = page.cursor, pages + 1
            return told, set(ids(at.heard(MessageSeen))), pages

    told, heard, pages = asyncio.run(run())
    assert (told ^ heard, len(heard), pages) == (set(), 143, 5)


def test_the_doctor_finds_this_slack_well_but_for_what_it_grants() -> None:
    async def run() -> dict[str, State]:
        async with StandInSlack.running() as slack, aiohttp.ClientSession() as session:
            slack.channel("alerts")
            found = await check_slack(Tokens(BOT_TOKEN, APP_TOKEN), session, slack.space.now, slack.api)
            return {one.what: one.state for one in found}

    well = dict.fromkeys(("bot token", "app-level token", "bot", "clock", "channels", "socket"), State.OK)
    assert asyncio.run(run()) == {**well, "scopes": State.WRONG, "events": State.UNKNOWN}


def test_nobodys_words_and_no_token_are_in_the_log_at_any_level(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def run() -> None:
        async with live() as at:
            channel = at.slack.channel("alerts", members=["U1"])
            at.slack.say("U1", channel, "a secret of mine")
            at.slack.say("U1", channel, "<@U0RATCHET> another secret")
            await at.slack.deliveries.settled()
            assert len(at.heard(MessageSeen, Mentioned)) == 3

    asyncio.run(run())
    ours = [one for one in caplog.records if one.name.startswith(("slack_bolt", "slack_sdk", "ratchet"))]
    said = [one.getMessage() for one in ours]
    assert [one for one in said if "secret" in one or "xoxb" in one or "xapp" in one] == []


def test_a_reaction_that_is_made_twice_is_heard_twice() -> None:
    async def run() -> int:
        async with live() as at:
            channel = at.slack.channel("alerts", members=["U1"])
            ts = at.slack.say("U1", channel, "is it down?")
            at.slack.react("U2", channel, ts, "white_check_mark")
            at.slack.unreact("U2", channel, ts, "white_check_mark")
            at.slack.react("U2", channel, ts, "white_check_mark")
            await at.slack.deliveries.settled()
            return len(at.heard(ReactionAdded))

    assert asyncio.run(run()) == 2
