"""The methods of the Web API, by name: each takes its arguments, and returns its answer or says why not.

From the reference of each method (docs.slack.dev/reference/methods), as far as ratchet and its tests use them.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from slack_stand_in.blocks import complaints_of_message, complaints_of_view
from slack_stand_in.workspace import APP, BOT, BOT_USER, TEAM, Channel, Json, Says, View, Workspace

Arguments = Mapping[str, Any]
Method = Callable[[Workspace, Arguments], Json]
METHODS: Final[dict[str, Method]] = {}
MOST: Final = 999


def method(name: str) -> Callable[[Method], Method]:
    """Register a method under its name."""

    def registered(function: Method) -> Method:
        METHODS[name] = function
        return function

    return registered


@method("auth.test")
def auth_test(_space: Workspace, _arguments: Arguments) -> Json:
    """Tell who the token is."""
    who = {"team": "Acme", "team_id": TEAM, "user": "ratchet", "user_id": BOT_USER, "bot_id": BOT, "app_id": APP}
    return {"url": "https://acme.slack.com/", "is_enterprise_install": False, **who}


@method("bots.info")
def bots_info(_space: Workspace, arguments: Arguments) -> Json:
    """Tell of the app's bot."""
    if arguments.get("bot") != BOT:
        raise Says("bot_not_found")
    return {"bot": {"id": BOT, "deleted": False, "name": "ratchet", "app_id": APP, "user_id": BOT_USER}}


@method("team.info")
def team_info(_space: Workspace, _arguments: Arguments) -> Json:
    """Tell of the workspace."""
    return {"team": {"id": TEAM, "name": "Acme", "domain": "acme", "url": "https://acme.slack.com/"}}


@method("chat.postMessage")
def post_message(space: Workspace, arguments: Arguments) -> Json:
    """Post a message of the app's."""
    channel = space.joined(str(arguments.get("channel")))
    _refuse_archived(channel)
    said = _said(arguments, 40_000)
    thread = arguments.get("thread_ts")
    if thread is not None:
        root = channel.messages.get(str(thread))
        if root is None:
            raise Says("thread_not_found")
        said["thread_ts"] = root.get("thread_ts", root["ts"])
    if arguments.get("metadata") is not None:
        said["metadata"] = _metadata(arguments["metadata"])
    message = space.add(channel, {"user": BOT_USER, "bot_id": BOT, "app_id": APP, **_profile(), **said})
    return {"channel": channel.id, "ts": message["ts"], "message": message}


@method("chat.update")
def update(space: Workspace, arguments: Arguments) -> Json:
    """Replace what a message of the app's says."""
    channel = space.joined(str(arguments.get("channel")))
    _refuse_archived(channel)
    message = channel.messages.get(str(arguments.get("ts")))
    if message is None:
        raise Says("message_not_found")
    if message.get("bot_id") != BOT:
        raise Says("cant_update_message")
    said = _said(arguments, 40_000)
    if len(said["text"].encode("utf-8", "replace")) > 4_000:
        raise Says("msg_too_long")
    edited = {"edited": {"user": BOT_USER, "ts": space.stamp()}}
    changed = space.change(channel, message["ts"], **said, **edited)
    return {"channel": channel.id, "ts": message["ts"], "text": said["text"], "message": changed}


@method("chat.delete")
def delete(space: Workspace, arguments: Arguments) -> Json:
    """Take a message of the app's away."""
    channel, ts = space.joined(str(arguments.get("channel"))), str(arguments.get("ts"))
    if ts not in channel.messages:
        raise Says("message_not_found")
    if channel.messages[ts].get("bot_id") != BOT:
        raise Says("cant_delete_message")
    space.remove(channel, ts)
    return {"channel": channel.id, "ts": ts}


@method("chat.postEphemeral")
def post_ephemeral(space: Workspace, arguments: Arguments) -> Json:
    """Show a message to one person, and keep it nowhere."""
    channel, person = space.joined(str(arguments.get("channel"))), str(arguments.get("user"))
    _refuse_archived(channel)
    if person not in channel.members:
        raise Says("user_not_in_channel")
    shown = {"channel": channel.id, "user": person, "ts": space.stamp(), **_said(arguments, 40_000)}
    space.private.append(shown)
    return {"message_ts": shown["ts"]}


@method("chat.getPermalink")
def permalink(space: Workspace, arguments: Arguments) -> Json:
    """Return the address of a message."""
    channel, ts = space.seen(str(arguments.get("channel"))), str(arguments.get("message_ts"))
    if ts not in channel.messages:
        raise Says("message_not_found")
    root = channel.messages[ts].get("thread_ts")
    behind = f"?thread_ts={root}&cid={channel.id}" if root not in {None, ts} else ""
    where = f"https://acme.slack.com/archives/{channel.id}/p{ts.replace('.', '')}{behind}"
    return {"channel": channel.id, "permalink": where}


@method("conversations.info")
def info(space: Workspace, arguments: Arguments) -> Json:
    """Tell of a channel."""
    return {"channel": told(space.seen(str(arguments.get("channel"))))}


@method("conversations.list")
def channels(space: Workspace, arguments: Arguments) -> Json:
    """List the channels that the app may see."""
    seen = [one for one in space.channels.values() if not one.private or BOT_USER in one.members]
    return _channels(seen, arguments)


@method("users.conversations")
def own_channels(space: Workspace, arguments: Arguments) -> Json:
    """List the channels that somebody is in, the app itself if nobody is named."""
    person = str(arguments.get("user", BOT_USER))
    return _channels([one for one in space.channels.values() if person in one.members], arguments)


@method("conversations.history")
def history(space: Workspace, arguments: Arguments) -> Json:
    """Return a page of what was written in a channel, the newest first, without what stands in threads."""
    channel = space.joined(str(arguments.get("channel")))
    own = (one for one in channel.messages.values() if _stands_in_channel(channel, one))
    found = [one for one in own if _is_within(one["ts"], arguments) and space.is_shown(one["ts"])]
    return _messages(found[::-1], arguments)


@method("conversations.replies")
def replies(space: Workspace, arguments: Arguments) -> Json:
    """Return a page of a thread, the oldest first; its root stands on each."""
    channel, root = space.joined(str(arguments.get("channel"))), str(arguments.get("ts"))
    if root not in channel.messages:
        raise Says("thread_not_found")
    root = channel.messages[root].get("thread_ts", root)
    shown = [one for one in channel.thread(root) if space.is_shown(one["ts"])]
    found = [one for one in shown if one["ts"] == root or _is_within(one["ts"], arguments)]
    return _messages(found, arguments)


@method("conversations.members")
def members(space: Workspace, arguments: Arguments) -> Json:
    """List who is in a channel."""
    people, more = _paged(sorted(space.seen(str(arguments.get("channel"))).members), arguments, 100)
    return {"members": people, **more}


@method("conversations.join")
def join(space: Workspace, arguments: Arguments) -> Json:
    """Let the app join a public channel."""
    channel = space.seen(str(arguments.get("channel")))
    _refuse_archived(channel)
    if channel.private:
        raise Says("method_not_supported_for_channel_type")
    channel.members.add(BOT_USER)
    return {"channel": told(channel)}


@method("conversations.open")
def open_direct(space: Workspace, arguments: Arguments) -> Json:
    """Return the conversation of a person with the app."""
    person = str(arguments.get("users"))
    if person not in space.people:
        raise Says("user_not_found")
    return {"channel": {"id": space.direct(person).id}}


@method("users.info")
def user(space: Workspace, arguments: Arguments) -> Json:
    """Tell of a person."""
    person = space.people.get(str(arguments.get("user")))
    if person is None:
        raise Says("user_not_found")
    return {"user": person}


@method("users.list")
def users(space: Workspace, arguments: Arguments) -> Json:
    """List all people."""
    people, more = _paged(list(space.people.values()), arguments, 100)
    return {"members": people, **more}


@method("usergroups.list")
def groups(space: Workspace, arguments: Arguments) -> Json:
    """List all user groups, with their people if that is asked for."""
    wanted = _is_true(arguments.get("include_users"))
    hidden = frozenset() if wanted else frozenset({"users"})
    found = [{name: one for name, one in group.items() if name not in hidden} for group in space.groups.values()]
    return {"usergroups": found}


@method("usergroups.users.list")
def group_users(space: Workspace, arguments: Arguments) -> Json:
    """List who is in a user group."""
    group = space.groups.get(str(arguments.get("usergroup")))
    if group is None:
        raise Says("no_such_subteam")
    return {"users": group["users"]}


@method("views.open")
def open_view(space: Workspace, arguments: Arguments) -> Json:
    """Show a modal to whoever did what the trigger stands for."""
    view = _view(arguments, "modal")
    external = view.get("external_id")
    person = space.use(arguments.get("trigger_id"))
    if external is not None and any(one.content.get("external_id") == external for one in space.views.values()):
        raise Says("duplicate_external_id")
    shown = View(space.next_id("V"), person, view)
    space.views[shown.id] = shown
    return {"view": shown.told()}


METHODS["views.push"] = open_view


@method("views.update")
def update_view(space: Workspace, arguments: Arguments) -> Json:
    """Replace what a modal shows."""
    shown, view = space.view_called(arguments), _view(arguments, "modal")
    if arguments.get("hash") not in {None, shown.told()["hash"]}:
        raise Says("hash_conflict")
    shown.content, shown.number = view, shown.number + 1
    return {"view": shown.told()}


@method("views.publish")
def publish(space: Workspace, arguments: Arguments) -> Json:
    """Show a person their home page."""
    person = str(arguments.get("user_id"))
    if person not in space.people:
        raise Says("user_not_found")
    shown = View(space.next_id("V"), person, _view(arguments, "home"))
    space.homes[person] = shown
    return {"view": shown.told()}


@method("reactions.add")
def react(space: Workspace, arguments: Arguments) -> Json:
    """Put an emoji on a message."""
    channel, ts = space.joined(str(arguments.get("channel"))), str(arguments.get("timestamp"))
    if ts not in channel.messages:
        raise Says("message_not_found")
    space.reacted(channel, ts, str(arguments.get("name")), BOT_USER)
    return {}


@method("reactions.remove")
def unreact(space: Workspace, arguments: Arguments) -> Json:
    """Take an emoji off a message."""
    channel, ts = space.joined(str(arguments.get("channel"))), str(arguments.get("timestamp"))
    if ts not in channel.messages:
        raise Says("message_not_found")
    space.unreacted(channel, ts, str(arguments.get("name")), BOT_USER)
    return {}


@method("reactions.get")
def reactions(space: Workspace, arguments: Arguments) -> Json:
    """Return a message with its reactions."""
    channel, ts = space.joined(str(arguments.get("channel"))), str(arguments.get("timestamp"))
    if ts not in channel.messages:
        raise Says("message_not_found")
    return {"type": "message", "channel": channel.id, "message": channel.messages[ts]}


def told(channel: Channel) -> Json:
    """Return a channel as Slack tells of it."""
    marks = {"is_channel": not channel.private, "is_group": channel.private, "is_im": channel.direct}
    state = {"is_private": channel.private, "is_archived": channel.archived, "is_ext_shared": channel.shared}
    here = {"is_member": BOT_USER in channel.members, "num_members": len(channel.members)}
    return {"id": channel.id, "name": channel.name, **marks, **state, **here}


def _profile() -> Json:
    return {"bot_profile": {"id": BOT, "app_id": APP, "name": "ratchet", "deleted": False, "team_id": TEAM}}


def _refuse_archived(channel: Channel) -> None:
    if channel.archived:
        raise Says("is_archived")


def _said(arguments: Arguments, most: int) -> Json:
    """Return what a message says, and refuse what Slack does."""
    text, blocks = arguments.get("text") or "", arguments.get("blocks")
    blocks = json.loads(blocks) if isinstance(blocks, str) else blocks
    if not isinstance(text, str) or (not text.strip() and not blocks and not arguments.get("attachments")):
        raise Says("no_text")
    if len(text) > most:
        raise Says("msg_too_long")
    if blocks is None:
        return {"text": text}
    wrong = complaints_of_message(blocks)
    if any("[msg_blocks_too_long]" in one for one in wrong):
        raise Says("msg_blocks_too_long")
    if wrong:
        raise Says("invalid_blocks", errors=wrong, response_metadata={"messages": [f"[ERROR] {one}" for one in wrong]})
    return {"text": text, "blocks": blocks}


def _metadata(metadata: object) -> Json:
    held = json.loads(metadata) if isinstance(metadata, str) else metadata
    if not isinstance(held, dict) or not isinstance(held.get("event_type"), str):
        raise Says("invalid_metadata_format")
    if not isinstance(held.get("event_payload"), dict):
        raise Says("invalid_metadata_format")
    if len(json.dumps(held)) > 8_000:
        raise Says("metadata_too_large")
    return held


def _view(arguments: Arguments, kind: str) -> Json:
    view = arguments.get("view")
    view = json.loads(view) if isinstance(view, str) else view
    wrong = complaints_of_view(view)
    if any("[view_too_large]" in one for one in wrong):
        raise Says("view_too_large")
    if not isinstance(view, dict) or wrong or view.get("type") != kind:
        raise Says("invalid_arguments", response_metadata={"messages": [f"[ERROR] {one}" for one in wrong]})
    return view


def _stands_in_channel(channel: Channel, message: Json) -> bool:
    return message.get("thread_ts") in {None, message["ts"]} or message["ts"] in channel.broadcasts


def _is_within(ts: str, arguments: Arguments) -> bool:
    oldest, latest = _moment(arguments.get("oldest"), 0), _moment(arguments.get("latest"), 1e12)
    if _is_true(arguments.get("inclusive")):
        return oldest <= float(ts) <= latest
    return oldest < float(ts) < latest


def _moment(value: object, otherwise: float) -> float:
    if value is None:
        return otherwise
    try:
        return float(str(value))
    except ValueError:
        raise Says("invalid_ts_oldest") from None


def _messages(found: Sequence[Json], arguments: Arguments) -> Json:
    page, more = _paged(found, arguments, 100)
    shown = page if _is_true(arguments.get("include_all_metadata")) else [_bare(one) for one in page]
    return {"messages": shown, "has_more": bool(more["response_metadata"]["next_cursor"]), **more}


def _bare(message: Json) -> Json:
    return {name: one for name, one in message.items() if name != "metadata"}


def _channels(found: Sequence[Channel], arguments: Arguments) -> Json:
    kinds = set(str(arguments.get("types", "public_channel")).split(","))
    open_only = _is_true(arguments.get("exclude_archived"))
    shown = [told(one) for one in found if _kind(one) in kinds and not (open_only and one.archived)]
    page, more = _paged(shown, arguments, 100)
    return {"channels": page, **more}


def _kind(channel: Channel) -> str:
    return "im" if channel.direct else "private_channel" if channel.private else "public_channel"


def _paged(found: Sequence[Any], arguments: Arguments, usual: int) -> tuple[list[Any], Json]:
    """Return one page, and where the next begins."""
    try:
        limit = int(arguments.get("limit") or usual)
    except ValueError:
        raise Says("invalid_limit") from None
    if not 0 < limit <= MOST:
        raise Says("invalid_limit")
    first = _first(arguments.get("cursor"))
    page, more = list(found[first : first + limit]), first + limit < len(found)
    cursor = base64.b64encode(f"next:{first + limit}".encode()).decode() if more else ""
    return page, {"response_metadata": {"next_cursor": cursor}}


def _first(cursor: object) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(str(cursor), validate=True).decode().partition(":")
        return int(number) if word == "next" else _wrong_cursor()
    except (ValueError, binascii.Error):
        return _wrong_cursor()


def _wrong_cursor() -> int:
    raise Says("invalid_cursor")


def _is_true(value: object) -> bool:
    return value in {True, "true", "True", "1"}
