"""The stand-in itself: a server with the Web API and Socket Mode, and what people do in the workspace.

async with StandInSlack.running() as slack:
    channel = slack.channel("alerts")
    ts = slack.say("U1", channel, "is checkout down?")
    client = AsyncWebClient(BOT_TOKEN, base_url=slack.api)
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, Self

from aiohttp import web
from attrs import define, field

from slack_stand_in.delivering import Deliveries
from slack_stand_in.faults import DONE, Fault, Faults, headers
from slack_stand_in.methods import METHODS, told
from slack_stand_in.workspace import APP, BOT_USER, TEAM, Channel, Json, Says, View, Workspace, person_of

BOT_TOKEN: Final = "xoxb-of-the-stand-in"  # noqa: S105 - it opens nothing
APP_TOKEN: Final = "xapp-of-the-stand-in"  # noqa: S105 - it opens nothing
SCOPES: Final = "chat:write,channels:history,channels:read,commands,reactions:read,users:read"
_READS_QUERIES: Final = frozenset(
    {"conversations.history", "conversations.info", "conversations.list", "conversations.members"}
    | {"conversations.replies", "users.conversations", "users.info", "users.list", "usergroups.list"}
)


@define
class StandInSlack:
    """A Slack on this machine."""

    space: Workspace
    faults: Faults
    deliveries: Deliveries
    calls: list[tuple[str, Json]] = field(factory=list)
    """Every call that arrived, with its arguments, whatever became of it."""
    responses: list[Json] = field(factory=list)
    """What was posted to a `response_url`."""
    address: str = ""
    _posted_at: dict[str, int] = field(factory=dict)
    _over: asyncio.Event = field(factory=asyncio.Event)

    @classmethod
    @asynccontextmanager
    async def running(cls, now: Callable[[], int] | None = None) -> AsyncIterator[Self]:
        """Run one, with a clock that is given to it."""
        space, faults = Workspace() if now is None else Workspace(now), Faults()
        slack = cls(space, faults, Deliveries(faults, space.now))
        space.tell = slack.deliveries.tell
        runner = web.AppRunner(slack._routes(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        slack.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield slack
        finally:
            slack._over.set()
            await slack.deliveries.close()
            await runner.cleanup()

    @property
    def api(self) -> str:
        """Where the Web API is."""
        return f"{self.address}/api/"

    # What people and bots do in the workspace

    def channel(self, name: str, *, private: bool = False, members: Sequence[str] = (), joined: bool = True) -> str:
        """Make a channel, which the app is in unless it is not `joined`, and return its id."""
        channel = Channel(self.space.next_id("C"), name, private, members={*members, *([BOT_USER] if joined else [])})
        self.space.channels[channel.id] = channel
        for person in members:
            self.person(person)
        return channel.id

    def person(self, name: str, shown: str = "", **more: Any) -> str:  # noqa: ANN401 - JSON
        """Let there be a person, unless there is one already."""
        self.space.people.setdefault(name, person_of(name, shown or name.lower(), **more))
        return name

    def join(self, channel: str, person: str = BOT_USER) -> None:
        """Let somebody, or the app, join a channel."""
        where = self.space.channels[channel]
        where.members.add(person)
        event = {"type": "member_joined_channel", "user": self.person(person), "team": TEAM}
        self.space.tell_in(where, event)

    def leave(self, channel: str, person: str = BOT_USER) -> None:
        """Let somebody, or the app, leave a channel."""
        where = self.space.channels[channel]
        where.members.discard(person)
        if person == BOT_USER:
            kind = "group_left" if where.private else "channel_left"
            self.space.tell({"type": kind, "channel": channel, "actor_id": "U1", "event_ts": self.space.stamp()})
        else:
            self.space.tell_in(where, {"type": "member_left_channel", "user": person, "team": TEAM})

    def rename(self, channel: str, name: str) -> None:
        """Call a channel something else."""
        where = self.space.channels[channel]
        where.name = name
        self.space.tell_in(where, {"type": "channel_rename", "channel": {"id": channel, "name": name}})

    def archive(self, channel: str, *, archived: bool = True) -> None:
        """Close a channel, or open it again."""
        where = self.space.channels[channel]
        where.archived = archived
        self.space.tell_in(where, {"type": "channel_archive" if archived else "channel_unarchive", "user": "U1"})

    def say(self, person: str, channel: str, text: str, *, thread: str | None = None, **more: Any) -> str:  # noqa: ANN401 - JSON
        """Let a person write something, and return its timestamp."""
        where = self.space.direct(self.person(person)) if channel.startswith("D") else self.space.channels[channel]
        where.members.add(self.person(person))
        said = {"user": person, "text": text, "client_msg_id": self.space.next_id("M"), **_in(thread), **more}
        ts: str = self.space.add(where, said)["ts"]
        if f"<@{BOT_USER}>" in text:
            mention = {"type": "app_mention", "ts": ts, "event_ts": ts, **said}
            self.space.tell_in(where, mention)
        return ts

    def bot_says(self, channel: str, *attachments: Json, bot: str = "B0ALERTS", **more: Any) -> str:  # noqa: ANN401 - JSON
        """Let another app post something, and return its timestamp."""
        profile = {"id": bot, "app_id": "A0ALERTS", "name": "Alertmanager", "deleted": False, "team_id": TEAM}
        said = {"text": "", "bot_id": bot, "app_id": "A0ALERTS", "bot_profile": profile, **more}
        return str(self.space.add(self.space.channels[channel], {**said, "attachments": list(attachments)})["ts"])

    def edit(self, channel: str, ts: str, text: str) -> None:
        """Let a person say something else in their message."""
        author = self.space.channels[channel].messages[ts].get("user", "U1")
        edited = {"user": author, "ts": self.space.stamp()}
        self.space.change(self.space.channels[channel], ts, text=text, edited=edited)

    def delete(self, channel: str, ts: str) -> None:
        """Take a message away."""
        self.space.remove(self.space.channels[channel], ts)

    def react(self, person: str, channel: str, ts: str, name: str) -> None:
        """Put an emoji on a message."""
        self.space.reacted(self.space.channels[channel], ts, name, self.person(person))

    def unreact(self, person: str, channel: str, ts: str, name: str) -> None:
        """Take it off again."""
        self.space.unreacted(self.space.channels[channel], ts, name, person)

    async def press(self, person: str, channel: str, ts: str, label: str) -> Json | None:
        """Press a button of a message, and return what the app acknowledges it with; None where it does not in time."""
        message = self.space.channels[channel].messages[ts]
        action = _button(message, label)
        where = {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": False}
        told_of = {"id": channel, "name": self.space.channels[channel].name}
        payload = {
            **self._interaction("block_actions", person),
            "container": where,
            "channel": told_of,
            "message": message,
            "state": {"values": {}},
            "actions": [{**action, "action_ts": self.space.stamp()}],
        }
        return await self.deliveries.ask("interactive", payload)

    async def press_home(self, person: str, label: str) -> Json | None:
        """Press a button of the app's home page, of which the payload names no channel and no message."""
        view = self.space.homes[person]
        payload = {
            **self._interaction("block_actions", person),
            "container": {"type": "view", "view_id": view.id},
            "view": view.told(),
            "actions": [{**_button(view.content, label), "action_ts": self.space.stamp()}],
        }
        return await self.deliveries.ask("interactive", payload)

    async def submit(self, person: str, view: str, **values: str) -> Json | None:
        """Fill in a form and send it; what the app answers becomes of the view, as Slack does it."""
        shown = self.space.views[view]
        state = {"values": {name: {**_filled(shown, name, value)} for name, value in values.items()}}
        shown.content = {**shown.content, "state": state}
        payload = {**self._interaction("view_submission", person), "view": shown.told(), "response_urls": []}
        answer = await self.deliveries.ask("interactive", payload)
        if answer is not None:
            self._respond(shown, answer)
        return answer

    def _respond(self, view: View, answer: Json) -> None:
        match answer.get("response_action"):
            case "update":
                view.content, view.number = answer["view"], view.number + 1
            case "errors" | "push":
                pass
            case _:
                del self.space.views[view.id]

    async def command(self, person: str, channel: str, text: str, command: str = "/ratchet") -> Json | None:
        """Write a slash command."""
        where = {"channel_id": channel, "channel_name": self.space.channels[channel].name}
        who = {"user_id": self.person(person), "user_name": person.lower(), "team_id": TEAM, "team_domain": "acme"}
        payload = {"token": "verification", **where, **who, "api_app_id": APP, "command": command, "text": text}
        more = {"trigger_id": self.space.trigger(person), "response_url": f"{self.address}/respond/1"}
        return await self.deliveries.ask("slash_commands", {**payload, **more})

    async def shortcut(self, person: str, channel: str, ts: str, name: str) -> Json | None:
        """Choose something in the menu of a message."""
        message = self.space.channels[channel].messages[ts]
        about = {"callback_id": name, "message_ts": ts, "message": message}
        where = {"channel": {"id": channel, "name": self.space.channels[channel].name}}
        payload = {**self._interaction("message_action", person), **about, **where, "action_ts": self.space.stamp()}
        return await self.deliveries.ask("interactive", payload)

    def open_home(self, person: str) -> None:
        """Open the app's home page."""
        event = {"type": "app_home_opened", "user": self.person(person), "tab": "home", "event_ts": self.space.stamp()}
        self.space.tell({**event, "channel": self.space.direct(person).id})

    def _interaction(self, kind: str, person: str) -> Json:
        who = {"id": self.person(person), "username": person.lower(), "name": person.lower(), "team_id": TEAM}
        given = {"trigger_id": self.space.trigger(person), "response_url": f"{self.address}/respond/1"}
        about = {"type": kind, "user": who, "api_app_id": APP, "token": "verification"}
        return {
            **about,
            "team": {"id": TEAM, "domain": "acme"},
            "enterprise": None,
            "is_enterprise_install": False,
            **given,
        }

    # What can be seen of it

    def messages(self, channel: str, thread: str | None = None) -> list[Json]:
        """Return what was written in a channel, or in one of its threads, the oldest first."""
        where = self.space.channels[channel]
        return where.thread(thread) if thread is not None else list(where.messages.values())

    def told(self, channel: str) -> Json:
        """Return a channel as Slack tells of it."""
        return told(self.space.channels[channel])

    # The server

    def _routes(self) -> web.Application:
        app = web.Application(client_max_size=4_000_000)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/link", self._link)
        app.router.add_post("/respond/{number}", self._take_response)
        return app

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        await asyncio.sleep(self.faults.opens_after)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await self.deliveries.serve(socket)
        return socket

    async def _take_response(self, request: web.Request) -> web.Response:
        self.responses.append(await request.json())
        return web.Response(text="ok")

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method, arguments = request.match_info["method"], await _arguments(request)
        self.calls.append((method, arguments))
        fault = self.faults.of(method)
        if fault is Fault.LIMITED:
            return _json({"ok": False, "error": "ratelimited"}, 429, headers(self.faults))
        if fault is Fault.BROKEN:
            return web.Response(status=503, text="<html>Service Unavailable</html>", content_type="text/html")
        if fault is Fault.DROPPED:
            return _cut(request)
        answer, status, more = self._answered(request, method, arguments)
        if fault in DONE:
            return await self._spoilt(request, fault, answer)
        return _json(answer, status, more)

    def _answered(self, request: web.Request, method: str, arguments: Json) -> tuple[Json, int, Mapping[str, str]]:
        try:
            _allow(request, method, arguments)
            self.space.refuse(method)
            if method == "apps.connections.open":
                return {"ok": True, "url": f"{self.address.replace('http', 'ws', 1)}/link"}, 200, {}
            if self._is_too_soon(method, arguments):
                return {"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1"}
            return {"ok": True, **METHODS[method](self.space, arguments)}, 200, {"x-oauth-scopes": SCOPES}
        except Says as refusal:
            return refusal.answer, 200, {"x-oauth-scopes": SCOPES}

    def _is_too_soon(self, method: str, arguments: Json) -> bool:
        """Say whether a channel gets more messages than it may, and count this one where it does not."""
        if method != "chat.postMessage" or not self.faults.channel_every:
            return False
        channel, now = str(arguments.get("channel")), self.space.now()
        if now - self._posted_at.get(channel, 0) < self.faults.channel_every * 1e6:
            return True
        self._posted_at[channel] = now
        return False

    async def _spoilt(self, request: web.Request, fault: Fault | None, answer: Json) -> web.StreamResponse:
        """Give an answer from which nobody can tell that it was done."""
        match fault:
            case Fault.BROKEN_AFTER:
                return web.Response(status=500, text="<html>Internal Server Error</html>", content_type="text/html")
            case Fault.UNREADABLE:
                return web.Response(
                    text="<html>Welcome to this hotel's network</html>", content_type="application/json"
                )
            case Fault.CUT:
                return await _torn(request, answer)
            case Fault.SILENT:
                await self._over.wait()
        return _cut(request)


def _allow(request: web.Request, method: str, arguments: Json) -> None:
    """Refuse a call without the token that it needs, or in a form that Slack does not read."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(arguments.get("token", ""))
    if not token:
        raise Says("not_authed")
    if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
        raise Says("invalid_auth")
    if method not in METHODS and method != "apps.connections.open":
        raise Says("unknown_method")
    if method in _READS_QUERIES and request.content_type == "application/json":
        raise Says("invalid_arguments", response_metadata={"messages": ["[ERROR] JSON is not read here"]})


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json" and request.can_read_body:
        return dict(await request.json())
    return {**request.query, **(await request.post() if request.method == "POST" else {})}


def _json(answer: Json, status: int = 200, more: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response(answer, status=status, headers=dict(more or {}))


def _cut(request: web.Request) -> web.Response:
    """Cut the connection in the place of an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _torn(request: web.Request, answer: Json) -> web.StreamResponse:
    """Send half of an answer, and cut the connection."""
    written = json.dumps(answer).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(written))})
    await response.prepare(request)
    await response.write(written[: len(written) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


def _in(thread: str | None) -> Json:
    return {} if thread is None else {"thread_ts": thread}


def _button(message: Json, label: str) -> Json:
    """Return a button of a message by its label, as a payload tells of it."""
    for number, block in enumerate(message.get("blocks", [])):
        for element in block.get("elements", []) if block["type"] == "actions" else []:
            if element["text"]["text"] == label:
                return {"block_id": block.get("block_id", f"b{number}"), **element}
    raise LookupError(f"There is no button “{label}” on this message.")


def _filled(view: View, name: str, value: str) -> Json:
    """Return a field of a form as Slack tells of it once it is filled in."""
    block = next(one for one in view.content["blocks"] if one.get("block_id") == name)
    element = block["element"]
    match element["type"]:
        case "static_select":
            filled: Json = {"selected_option": {"value": value, "text": {"type": "plain_text", "text": value}}}
        case "users_select":
            filled = {"selected_user": value}
        case "conversations_select":
            filled = {"selected_conversation": value}
        case _:
            filled = {"value": value}
    return {element["action_id"]: {"type": element["type"], **filled}}
