"""The stand-in Slack keeps, tells and refuses as Slack does; seen through Slack's own SDK."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from attrs import define
from ratchet_slack.asking import client_of, session_of
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_stand_in.blocks import complaints_of_message, complaints_of_view
from slack_stand_in.delivering import MOST_ATTEMPTS
from slack_stand_in.faults import Fault
from slack_stand_in.slack import APP_TOKEN, BOT_TOKEN, StandInSlack
from slack_stand_in.workspace import BOT_USER

T = TypeVar("T")
SECOND = 1_000_000
START = 1_700_000_000 * SECOND


@define
class Here:
    slack: StandInSlack
    client: AsyncWebClient
    channel: str
    at: int = START


def run(test: Callable[[Here], Awaitable[T]]) -> T:
    async def inside() -> T:
        moment = [START]
        async with StandInSlack.running(lambda: moment[0]) as slack, session_of() as session:
            here = Here(slack, client_of(BOT_TOKEN, session, slack.api), slack.channel("alerts", members=["U1"]))
            slack.space.now = lambda: here.at
            return await test(here)

    return asyncio.run(inside())


async def error_of(awaited: Awaitable[Any]) -> str:
    try:
        await awaited
    except SlackApiError as error:
        return str(error.response["error"])
    return "ok"


PLAIN = {"type": "plain_text", "text": "x"}
MODAL = {"type": "modal", "title": PLAIN, "blocks": [{"type": "divider"}], "external_id": "mine"}


def test_what_slack_refuses_is_refused_in_its_own_words() -> None:
    async def test(here: Here) -> dict[str, str]:
        client, slack, where = here.client, here.slack, here.channel
        closed, secret = slack.channel("closed"), slack.channel("secret", private=True, joined=False)
        outside = slack.channel("outside", joined=False)
        slack.archive(closed)
        theirs = slack.say("U1", where, "hi")
        used, late = slack.space.trigger("U1"), slack.space.trigger("U1")
        await client.views_open(trigger_id=used, view=MODAL)
        fifty_one = [{"type": "divider"}] * 51
        said = {"channel": where, "text": "x"}
        refused: dict[str, tuple[str, dict[str, Any]]] = {
            "no such channel": ("chat.postMessage", {"channel": "C404", "text": "x"}),
            "private": ("chat.postMessage", {"channel": secret, "text": "x"}),
            "outside": ("chat.postMessage", {"channel": outside, "text": "x"}),
            "archived": ("chat.postMessage", {"channel": closed, "text": "x"}),
            "nothing": ("chat.postMessage", {"channel": where, "text": " "}),
            "long": ("chat.postMessage", {"channel": where, "text": "x" * 40_001}),
            "blocks": ("chat.postMessage", {**said, "blocks": fifty_one}),
            "unknown block": ("chat.postMessage", {**said, "blocks": [{"type": "carousel"}]}),
            "thread": ("chat.postMessage", {**said, "thread_ts": "1.0"}),
            "metadata": ("chat.postMessage", {**said, "metadata": {"event_type": 7}}),
            "gone": ("chat.update", {**said, "ts": "1.0"}),
            "theirs": ("chat.update", {**said, "ts": theirs}),
            "away": ("chat.postEphemeral", {**said, "user": "U404"}),
            "cursor": ("conversations.history", {"channel": where, "cursor": "nonsense"}),
            "replies": ("conversations.replies", {"channel": where, "ts": "1.0"}),
            "trigger": ("views.open", {"trigger_id": "nonsense", "view": MODAL}),
            "used": ("views.open", {"trigger_id": used, "view": MODAL}),
            "duplicate": ("views.open", {"trigger_id": late, "view": MODAL}),
            "view": ("views.update", {"external_id": "other", "view": MODAL}),
            "person": ("views.publish", {"user_id": "U404", "view": {"type": "home", "blocks": []}}),
            "method": ("chat.explode", {}),
            "token": ("auth.test", {}),
        }
        errors = {}
        for name, (method, arguments) in refused.items():
            client.token = "xoxb-other" if name == "token" else BOT_TOKEN
            reads = method.startswith("conversations.")
            asked: dict[str, Any] = {"http_verb": "GET", "params": arguments} if reads else {"json": arguments}
            errors[name] = await error_of(client.api_call(method, **asked))
        return errors

    assert run(test) == {
        "no such channel": "channel_not_found",
        "private": "channel_not_found",
        "outside": "not_in_channel",
        "archived": "is_archived",
        "nothing": "no_text",
        "long": "msg_too_long",
        "blocks": "invalid_blocks",
        "unknown block": "invalid_blocks",
        "thread": "thread_not_found",
        "metadata": "invalid_metadata_format",
        "gone": "message_not_found",
        "theirs": "cant_update_message",
        "away": "user_not_in_channel",
        "cursor": "invalid_cursor",
        "replies": "thread_not_found",
        "trigger": "invalid_trigger_id",
        "used": "exchanged_trigger_id",
        "duplicate": "duplicate_external_id",
        "view": "not_found",
        "person": "user_not_found",
        "method": "unknown_method",
        "token": "invalid_auth",
    }


def test_a_trigger_is_good_for_three_seconds() -> None:
    async def test(here: Here) -> list[str]:
        here.slack.person("U1")
        triggers = [here.slack.space.trigger("U1") for _ in range(2)]
        here.at += 3 * SECOND
        views = [{**MODAL, "external_id": name} for name in ("a", "b")]
        errors = [await error_of(here.client.views_open(trigger_id=triggers[0], view=views[0]))]
        here.at += 1
        return [*errors, await error_of(here.client.views_open(trigger_id=triggers[1], view=views[1]))]

    assert run(test) == ["ok", "expired_trigger_id"]


def test_messages_threads_metadata_and_reactions_are_kept() -> None:
    async def test(here: Here) -> Any:  # noqa: ANN401 - JSON
        root = here.slack.say("U1", here.channel, "it is down")
        told = {"event_type": "ratchet", "event_payload": {"id": "1"}}
        reply = await here.client.chat_postMessage(channel=here.channel, text="x", thread_ts=root, metadata=told)
        await here.client.reactions_add(channel=here.channel, timestamp=root, name="eyes")
        again = await error_of(here.client.reactions_add(channel=here.channel, timestamp=root, name="eyes"))
        history = await here.client.conversations_history(channel=here.channel)
        thread = await here.client.conversations_replies(channel=here.channel, ts=root, include_all_metadata=True)
        bare = await here.client.conversations_replies(channel=here.channel, ts=root)
        first = history["messages"][0]
        return (
            (len(history["messages"]), first["reply_count"], first["reactions"], again),
            [one.get("metadata") for one in thread["messages"]],
            ["metadata" in one for one in bare["messages"]],
            reply["ts"] == thread["messages"][1]["ts"],
        )

    eyes = [{"name": "eyes", "users": [BOT_USER], "count": 1}]
    told = {"event_type": "ratchet", "event_payload": {"id": "1"}}
    assert run(test) == ((1, 1, eyes, "already_reacted"), [None, told], [False, False], True)


def test_history_comes_in_pages_the_newest_first_and_within_a_time() -> None:
    async def test(here: Here) -> Any:  # noqa: ANN401 - JSON
        said = [here.slack.say("U1", here.channel, str(number)) for number in range(7)]
        pages: list[list[str]] = []
        cursor = None
        while cursor != "":
            page = await here.client.conversations_history(channel=here.channel, limit=3, cursor=cursor)
            pages.append([one["text"] for one in page["messages"]])
            cursor = page["response_metadata"]["next_cursor"]
        later = await here.client.conversations_history(channel=here.channel, oldest=said[4])
        return pages, [one["text"] for one in later["messages"]]

    assert run(test) == ([["6", "5", "4"], ["3", "2", "1"], ["0"]], ["6", "5"])


def test_history_lags_behind_where_it_is_told_to() -> None:
    async def test(here: Here) -> list[int]:
        here.slack.space.lag = 5
        here.slack.say("U1", here.channel, "x")
        counts = []
        for seconds in (0, 4, 1):
            here.at += seconds * SECOND
            page = await here.client.conversations_history(channel=here.channel)
            counts.append(len(page["messages"]))
        return counts

    assert run(test) == [0, 0, 1]


def test_people_channels_and_groups_are_told_of() -> None:
    async def test(here: Here) -> Any:  # noqa: ANN401 - JSON
        client = here.client
        here.slack.space.groups["S1"] = {"id": "S1", "handle": "oncall", "users": ["U1"]}
        here.slack.channel("outside", joined=False)
        own = await client.users_conversations(types="public_channel,private_channel")
        every = await client.conversations_list(limit=1)
        groups = [await client.usergroups_list(include_users=wanted) for wanted in (True, False)]
        return (
            [one["name"] for one in own["channels"]],
            (every["channels"][0]["name"], every["response_metadata"]["next_cursor"] != ""),
            (await client.conversations_info(channel=here.channel))["channel"]["is_member"],
            (await client.conversations_members(channel=here.channel))["members"],
            [one["id"] for one in (await client.users_list())["members"]],
            (await client.users_info(user="U1"))["user"]["name"],
            [one["usergroups"][0].get("users") for one in groups],
            (await client.usergroups_users_list(usergroup="S1"))["users"],
            (await client.auth_test())["user_id"],
            (await client.team_info())["team"]["domain"],
            (await client.conversations_open(users="U1"))["channel"]["id"][0],
        )

    expected = (
        ["alerts"],
        ("alerts", True),
        True,
        [BOT_USER, "U1"],
        [BOT_USER, "U1"],
        "u1",
        [["U1"], None],
        ["U1"],
        BOT_USER,
        "acme",
        "D",
    )
    assert run(test) == expected


def test_the_address_of_a_reply_names_its_thread() -> None:
    async def test(here: Here) -> str:
        root = here.slack.say("U1", here.channel, "x")
        reply = here.slack.say("U1", here.channel, "y", thread=root)
        answer = await here.client.chat_getPermalink(channel=here.channel, message_ts=reply)
        return str(answer["permalink"])

    where = "https://acme.slack.com/archives/C0000001/p1700000000000001?thread_ts=1700000000.000000&cid=C0000001"
    assert run(test) == where


@pytest.mark.parametrize(
    ("fault", "done"),
    [
        (Fault.LIMITED, 0),
        (Fault.BROKEN, 0),
        (Fault.DROPPED, 0),
        (Fault.BROKEN_AFTER, 1),
        (Fault.LOST, 1),
        (Fault.CUT, 1),
        (Fault.UNREADABLE, 1),
    ],
)
def test_a_fault_happens_once_before_or_after_it_is_done(fault: Fault, done: int) -> None:
    async def test(here: Here) -> Any:  # noqa: ANN401 - JSON
        here.slack.faults.plan("chat.postMessage", fault)
        failures = 0
        for _ in range(2):
            try:
                await here.client.chat_postMessage(channel=here.channel, text="x")
            except Exception:  # noqa: BLE001 - that it fails is all there is to it
                failures += 1
        return failures, len(here.slack.messages(here.channel)), here.slack.faults.met

    assert run(test) == (1, done + 1, {("chat.postMessage", fault): 1})


def test_a_channel_takes_no_more_than_it_may() -> None:
    async def test(here: Here) -> list[str]:
        here.slack.faults.channel_every = 1.0
        errors = []
        for seconds in (0.0, 0.5, 0.5):
            here.at += int(seconds * SECOND)
            errors.append(await error_of(here.client.chat_postMessage(channel=here.channel, text="x")))
        return errors

    assert run(test) == ["ok", "ratelimited", "ok"]


# Socket Mode


@define
class Heard:
    here: Here
    requests: list[SocketModeRequest]
    answers: Callable[[SocketModeRequest], dict[str, Any] | None]

    async def take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.requests.append(request)
        answer = self.answers(request)
        if answer is not None:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload=answer or None))

    @property
    def texts(self) -> list[str]:
        return [one.payload["event"].get("text", "") for one in self.requests if one.type == "events_api"]


def connected(
    test: Callable[[Heard], Awaitable[T]],
    answers: Callable[[SocketModeRequest], dict[str, Any] | None] = lambda _: {},
    sockets: int = 1,
) -> T:
    async def inside(here: Here) -> T:
        heard = Heard(here, [], answers)
        clients = [SocketModeClient(APP_TOKEN, web_client=here.client, trace_enabled=False) for _ in range(sockets)]
        for client in clients:
            client.socket_mode_request_listeners.append(heard.take)
            await client.connect()  # type: ignore[no-untyped-call]
        await here.slack.deliveries.connected(sockets)
        try:
            return await test(heard)
        finally:
            for client in clients:
                await client.close()  # type: ignore[no-untyped-call]
                await client.aiohttp_client_session.close()

    return run(inside)


def test_what_happens_is_told_and_acknowledged() -> None:
    async def test(heard: Heard) -> Any:  # noqa: ANN401 - JSON
        slack, where = heard.here.slack, heard.here.channel
        ts = slack.say("U1", where, f"<@{BOT_USER}> is it down?")
        slack.react("U1", where, ts, "eyes")
        slack.unreact("U1", where, ts, "eyes")
        slack.edit(where, ts, "is it up?")
        slack.delete(where, ts)
        slack.bot_says(where, {"title": "HighErrorRate", "fallback": "x"})
        slack.rename(where, "incidents")
        slack.archive(where)
        slack.open_home("U1")
        slack.join(where, "U2")
        slack.leave(where, "U2")
        slack.leave(where)
        slack.say("U1", where, "without the bot")
        await slack.deliveries.settled()
        events = [one.payload["event"] for one in heard.requests]
        return sorted(f"{one['type']} {one.get('subtype', '')}".strip() for one in events), len(
            slack.deliveries.acknowledged
        )

    kinds = ["app_home_opened", "app_mention", "channel_archive", "channel_left", "channel_rename"]
    kinds += ["member_joined_channel", "member_left_channel", "message", "message", "message message_changed"]
    assert connected(test) == ([*kinds, "message message_deleted", "reaction_added", "reaction_removed"], 13)


def test_what_is_not_acknowledged_is_told_again_with_the_same_id() -> None:
    seen: list[str] = []

    def reluctant(request: SocketModeRequest) -> dict[str, Any] | None:
        seen.append(request.payload["event_id"])
        return {} if len(seen) == 3 else None

    async def test(heard: Heard) -> Any:  # noqa: ANN401 - JSON
        heard.here.slack.faults.redeliver_after, heard.here.slack.faults.longer = 0.1, 10.0
        heard.here.slack.say("U1", heard.here.channel, "x")
        await heard.here.slack.deliveries.settled()
        return (
            len(set(seen)),
            [one.retry_attempt for one in heard.requests],
            len(heard.here.slack.deliveries.acknowledged),
        )

    assert connected(test, reluctant) == (1, [0, 1, 2], 1)


def test_what_is_never_acknowledged_is_given_up() -> None:
    async def test(heard: Heard) -> Any:  # noqa: ANN401 - JSON
        heard.here.slack.faults.redeliver_after = 0.05
        heard.here.slack.say("U1", heard.here.channel, "x")
        await heard.here.slack.deliveries.settled()
        deliveries = heard.here.slack.deliveries
        async with asyncio.timeout(60):
            while len(heard.requests) < MOST_ATTEMPTS:  # noqa: ASYNC110 - the last one may still be on its way
                await asyncio.sleep(0.01)
        return len(heard.requests), len(deliveries.acknowledged), len(deliveries.given_up)

    assert connected(test, lambda _: None) == (4, 0, 1)


def test_events_come_twice_and_out_of_order_where_they_are_told_to() -> None:
    async def test(heard: Heard) -> Any:  # noqa: ANN401 - JSON
        heard.here.slack.faults.duplicates, heard.here.slack.faults.disorder = 1, 2
        for number in range(4):
            heard.here.slack.say("U1", heard.here.channel, str(number))
        await heard.here.slack.deliveries.settled()
        return heard.texts

    assert connected(test) == ["2", "2", "1", "1", "0", "0", "3", "3"]


def test_an_envelope_goes_to_any_one_of_several_connections() -> None:
    async def test(heard: Heard) -> Any:  # noqa: ANN401 - JSON
        for number in range(6):
            heard.here.slack.say("U1", heard.here.channel, str(number))
        await heard.here.slack.deliveries.settled()
        return sorted(heard.texts), len(heard.here.slack.deliveries.sockets)

    assert connected(test, sockets=3) == (list("012345"), 3)


def test_after_a_disconnect_the_client_comes_back_and_hears_what_was_said_meanwhile() -> None:
    async def test(heard: Heard) -> Any:  # noqa: ANN401 - JSON
        slack = heard.here.slack
        await slack.deliveries.disconnect()
        slack.say("U1", heard.here.channel, "meanwhile")
        await asyncio.wait_for(slack.deliveries.settled(), 60)
        return heard.texts, [method for method, _ in slack.calls].count("apps.connections.open") > 1

    assert connected(test) == (["meanwhile"], True)


def test_people_press_submit_command_and_choose_and_the_answer_comes_back() -> None:
    def answers(request: SocketModeRequest) -> dict[str, Any] | None:
        if request.payload.get("type") == "view_submission":
            return {"response_action": "update", "view": {**MODAL, "title": {"type": "plain_text", "text": "Saved"}}}
        return {}

    async def test(heard: Heard) -> Any:  # noqa: ANN401 - JSON
        slack, where, client = heard.here.slack, heard.here.channel, heard.here.client
        button = {"type": "button", "action_id": "ratchet/noise/0", "text": {**PLAIN, "text": "Noise"}, "value": "7"}
        rows = [{"type": "actions", "elements": [button]}]
        ts = str((await client.chat_postMessage(channel=where, text="card", blocks=rows))["ts"])
        await slack.press("U1", where, ts, "Noise")
        pressed = heard.requests[-1].payload
        element = {"type": "plain_text_input", "action_id": "value"}
        field = {"type": "input", "block_id": "why", "label": PLAIN, "element": element}
        view = {**MODAL, "submit": PLAIN, "blocks": [field]}
        opened = await client.views_open(trigger_id=pressed["trigger_id"], view=view)
        await slack.submit("U1", opened["view"]["id"], why="a known fault")
        sent = heard.requests[-1].payload["view"]["state"]["values"]["why"]["value"]["value"]
        await slack.command("U1", where, "status")
        command = heard.requests[-1]
        await slack.shortcut("U1", where, ts, "track_as_alert")
        (shown,) = slack.space.views.values()
        return (
            pressed["actions"][0]["value"],
            sent,
            (command.type, command.payload["text"]),
            heard.requests[-1].payload["callback_id"],
            shown.content["title"]["text"],
        )

    assert connected(test, answers) == ("7", "a known fault", ("slash_commands", "status"), "track_as_alert", "Saved")


# What it refuses in blocks: at each limit, and one beyond it


def text(number: int, kind: str = "mrkdwn") -> dict[str, Any]:
    return {"type": kind, "text": "x" * number}


def section(number: int) -> dict[str, Any]:
    return {"type": "section", "text": text(number)}


def button(label: int = 1, value: int = 1, name: int = 1) -> dict[str, Any]:
    return {"type": "button", "text": text(label, "plain_text"), "value": "v" * value, "action_id": "a" * name}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def rich(words: str) -> dict[str, Any]:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}],
    }


LIMITS = [
    ([section(3_000)], [section(3_001)]),
    ([{"type": "section", "fields": [text(2_000)] * 5}], [{"type": "section", "fields": [text(2_001)] * 5}]),
    ([{"type": "section", "fields": [text(1)] * 10}], [{"type": "section", "fields": [text(1)] * 11}]),
    ([{"type": "header", "text": text(150, "plain_text")}], [{"type": "header", "text": text(151, "plain_text")}]),
    ([{"type": "divider"}] * 50, [{"type": "divider"}] * 51),
    ([{"type": "context", "elements": [text(1)] * 10}], [{"type": "context", "elements": [text(1)] * 11}]),
    ([actions(button(75))], [actions(button(76))]),
    ([actions(button(value=2_000))], [actions(button(value=2_001))]),
    ([actions(button(name=255))], [actions(button(name=256))]),
    ([{"type": "divider", "block_id": "b" * 255}], [{"type": "divider", "block_id": "b" * 256}]),
    ([actions(button(name=1), button(name=2))], [actions(button(name=1), button(name=1))]),
    ([{"type": "divider", "block_id": "a"}], [{"type": "divider", "block_id": "a"}] * 2),
    ([section(2_900)] * 4, [section(2_900)] * 5),
    ([rich("x")], [rich("")]),
]


@pytest.mark.parametrize(("fits", "beyond"), LIMITS)
def test_blocks_are_taken_at_each_limit_and_refused_beyond_it(
    fits: list[dict[str, Any]], beyond: list[dict[str, Any]]
) -> None:
    assert (complaints_of_message(fits), complaints_of_message(beyond) != []) == ([], True)


def modal(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"type": "modal", "title": PLAIN, "blocks": [], **changes}


def field(element: dict[str, Any]) -> dict[str, Any]:
    return modal(submit=PLAIN, blocks=[{"type": "input", "label": PLAIN, "element": element}])


def option(number: int = 1, value: int = 1) -> dict[str, Any]:
    return {"text": text(number, "plain_text"), "value": "v" * value}


VIEWS = [
    (modal(title=text(24, "plain_text")), modal(title=text(25, "plain_text"))),
    (modal(blocks=[{"type": "divider"}] * 100), modal(blocks=[{"type": "divider"}] * 101)),
    (modal(private_metadata="x" * 3_000), modal(private_metadata="x" * 3_001)),
    (modal(callback_id="x" * 255), modal(callback_id="x" * 256)),
    (modal(external_id="x" * 255), modal(external_id="x" * 256)),
    (modal(), {"type": "modal", "blocks": []}),
    (field({"type": "users_select"}), modal(blocks=field({"type": "users_select"})["blocks"])),
    (
        field({"type": "plain_text_input", "initial_value": "x" * 3_000}),
        field({"type": "plain_text_input", "initial_value": "x" * 3_001}),
    ),
    (
        field({"type": "plain_text_input", "placeholder": text(150, "plain_text")}),
        field({"type": "plain_text_input", "placeholder": text(151, "plain_text")}),
    ),
    (
        field({"type": "static_select", "options": [option()] * 100}),
        field({"type": "static_select", "options": [option()] * 101}),
    ),
    (
        field({"type": "static_select", "options": [option(75)]}),
        field({"type": "static_select", "options": [option(76)]}),
    ),
    (
        field({"type": "static_select", "options": [option(1, 150)]}),
        field({"type": "static_select", "options": [option(1, 151)]}),
    ),
    (
        field({"type": "static_select", "options": [option()], "initial_option": option()}),
        field({"type": "static_select", "options": [option()], "initial_option": option(2)}),
    ),
    (modal(), modal(colour="red")),
    (modal(blocks=[section(3_000)] * 80), modal(blocks=[section(3_000)] * 90)),
]


@pytest.mark.parametrize(("fits", "beyond"), VIEWS)
def test_views_are_taken_at_each_limit_and_refused_beyond_it(fits: dict[str, Any], beyond: dict[str, Any]) -> None:
    assert (complaints_of_view(fits), complaints_of_view(beyond) != []) == ([], True)
