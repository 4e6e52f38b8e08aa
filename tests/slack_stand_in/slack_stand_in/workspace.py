"""What a workspace keeps: channels with their members and messages, people, groups, views. Whatever changes is told.

It knows what Slack refuses, and says it with Slack's own words. Time is given to it, so that a test may let it pass.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from time import time_ns
from typing import Any, Final, TypeAlias

from attrs import define, field

Json: TypeAlias = dict[str, Any]
Told: TypeAlias = Callable[[Json], None]

TEAM: Final = "T0ACME"
APP: Final = "A0RATCHET"
BOT: Final = "B0RATCHET"
BOT_USER: Final = "U0RATCHET"
TRIGGER_LIVES: Final = 3_000_000
_ESCAPED: Final = re.compile(r"&(?!amp;|lt;|gt;)")


class Says(Exception):  # noqa: N818 - it is what Slack says
    """What Slack answers in the place of a result: an error by its name, with what else it tells."""

    def __init__(self, error: str, **more: Any) -> None:  # noqa: ANN401 - JSON
        """Remember the error."""
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error, **more}


@define
class Channel:
    """A conversation with its messages, in the order of their timestamps."""

    id: str
    name: str
    private: bool = False
    archived: bool = False
    shared: bool = False
    direct: bool = False
    members: set[str] = field(factory=set)
    messages: dict[str, Json] = field(factory=dict)
    broadcasts: set[str] = field(factory=set)

    def thread(self, root: str) -> list[Json]:
        """Return a thread: its root, and what stands below it."""
        return [one for ts, one in self.messages.items() if root in {ts, one.get("thread_ts")}]


@define
class View:
    """A modal or a home page that somebody sees, under the id that Slack gave it."""

    id: str
    person: str
    content: Json
    number: int = 1

    def told(self) -> Json:
        """Return it as Slack tells of it."""
        given = {"id": self.id, "team_id": TEAM, "app_id": APP, "bot_id": BOT, "hash": f"{self.id}.{self.number}"}
        return {"state": {"values": {}}, "root_view_id": self.id, "previous_view_id": None, **self.content, **given}


@define
class Trigger:
    """What stands for something that a person did."""

    person: str
    at: int
    used: bool = False


def _clock() -> int:
    return time_ns() // 1_000


@define
class Workspace:
    """One workspace, in which one app is installed: ours."""

    now: Callable[[], int] = _clock
    tell: Told = lambda _event: None
    channels: dict[str, Channel] = field(factory=dict)
    people: dict[str, Json] = field(factory=dict)
    groups: dict[str, Json] = field(factory=dict)
    views: dict[str, View] = field(factory=dict)
    homes: dict[str, View] = field(factory=dict)
    triggers: dict[str, Trigger] = field(factory=dict)
    private: list[Json] = field(factory=list)
    """Ephemeral messages, in the order in which they were shown; they are kept nowhere else."""
    lag: float = 0.0
    """For how many seconds the history does not show what was posted."""
    triggers_live: int = TRIGGER_LIVES
    """For how many microseconds a trigger is good."""
    refusals: dict[str, str] = field(factory=dict)
    """For a method: with which error it is refused."""
    _last: int = 0
    _number: int = 0

    def __attrs_post_init__(self) -> None:
        """Begin with the bot's own user."""
        self.people[BOT_USER] = person_of(BOT_USER, "ratchet", is_bot=True)

    def stamp(self) -> str:
        """Return a timestamp that no message has."""
        self._last = max(self.now(), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def next_id(self, letter: str) -> str:
        """Return an id that nothing has."""
        self._number += 1
        return f"{letter}{self._number:07d}"

    def refuse(self, method: str) -> None:
        """Refuse a call of a method, where that is to be."""
        if method in self.refusals:
            raise Says(self.refusals[method])

    def joined(self, name: str) -> Channel:
        """Return a channel that the app is in, by its id or a person's, and refuse as Slack does otherwise."""
        if name in self.people:
            return self.direct(name)
        channel = self.seen(name)
        if BOT_USER not in channel.members:
            raise Says("not_in_channel")
        return channel

    def seen(self, name: str) -> Channel:
        """Return a channel that the app may see."""
        channel = self.channels.get(name)
        if channel is None or (channel.private and BOT_USER not in channel.members):
            raise Says("channel_not_found")
        return channel

    def direct(self, person: str) -> Channel:
        """Return the conversation of a person with the app."""
        known = next((one for one in self.channels.values() if one.direct and person in one.members), None)
        if known is not None:
            return known
        channel = Channel(self.next_id("D"), person, private=True, direct=True, members={person, BOT_USER})
        self.channels[channel.id] = channel
        return channel

    def add(self, channel: Channel, message: Json) -> Json:
        """Keep a message that somebody wrote, and tell of it."""
        ts = self.stamp()
        kept = {"type": "message", "ts": ts, "team": TEAM, **message}
        root = channel.messages.get(str(message.get("thread_ts")))
        if root is not None:
            root["reply_count"] = root.get("reply_count", 0) + 1
            root |= {"thread_ts": root["ts"], "latest_reply": ts}
        channel.messages[ts] = kept
        self.tell_in(channel, {"type": "message", **kept})
        return kept

    def is_shown(self, ts: str) -> bool:
        """Say whether the history has caught up with a message."""
        return not self.lag or self.now() / 1e6 - float(ts) >= self.lag

    def change(self, channel: Channel, ts: str, **changes: Any) -> Json:  # noqa: ANN401 - JSON
        """Change what a message says, and tell of it."""
        before = dict(channel.messages[ts])
        message = channel.messages[ts]
        message |= changes
        told = {"subtype": "message_changed", "message": dict(message), "previous_message": before, "hidden": True}
        self.tell_in(channel, {"type": "message", **told, "ts": self.stamp()})
        return message

    def remove(self, channel: Channel, ts: str) -> None:
        """Take a message away, and tell of it."""
        before = channel.messages.pop(ts)
        told = {"subtype": "message_deleted", "deleted_ts": ts, "previous_message": before, "hidden": True}
        self.tell_in(channel, {"type": "message", **told, "ts": self.stamp()})

    def tell_in(self, channel: Channel, event: Mapping[str, Any]) -> None:
        """Tell the app of what happened in a channel, where it is a member."""
        if BOT_USER in channel.members:
            kind = "im" if channel.direct else "group" if channel.private else "channel"
            moment = event["ts"] if "ts" in event else self.stamp()
            self.tell({"channel": channel.id, "channel_type": kind, "event_ts": moment, **event})

    def trigger(self, person: str) -> str:
        """Return what stands for something that a person does now."""
        name = f"{self.now()}.{self.next_id('7')}.trigger"
        self.triggers[name] = Trigger(person, self.now())
        return name

    def use(self, name: object) -> str:
        """Take a trigger for the only time that it is good for, and return whose it is."""
        trigger = self.triggers.get(str(name))
        if trigger is None:
            raise Says("invalid_trigger_id")
        if trigger.used:
            raise Says("exchanged_trigger_id")
        if self.now() - trigger.at > self.triggers_live:
            raise Says("expired_trigger_id")
        trigger.used = True
        return trigger.person

    def view_called(self, arguments: Mapping[str, Any]) -> View:
        """Return the view that is named by its id or by the name that the app gave it."""
        name, external = arguments.get("view_id"), arguments.get("external_id")
        if name is None and external is None:
            raise Says("invalid_arguments")
        found = self._views_like(name, external)
        view = next(found, None)
        if view is None:
            raise Says("not_found")
        return view

    def _views_like(self, name: object, external: object) -> Iterator[View]:
        for view in self.views.values():
            if view.id == name or (name is None and view.content.get("external_id") == external):
                yield view

    def reacted(self, channel: Channel, ts: str, name: str, person: str) -> None:
        """Put an emoji on a message, once for each person."""
        reactions = channel.messages[ts].setdefault("reactions", [])
        known = next((one for one in reactions if one["name"] == name), None)
        if known is None:
            known = {"name": name, "users": [], "count": 0}
            reactions.append(known)
        if person in known["users"]:
            raise Says("already_reacted")
        known["users"].append(person)
        known["count"] += 1
        self._tell_reaction("reaction_added", channel, ts, name, person)

    def unreacted(self, channel: Channel, ts: str, name: str, person: str) -> None:
        """Take an emoji off a message."""
        reactions = channel.messages[ts].get("reactions", [])
        known = next((one for one in reactions if one["name"] == name and person in one["users"]), None)
        if known is None:
            raise Says("no_reaction")
        known["users"].remove(person)
        known["count"] -= 1
        channel.messages[ts]["reactions"] = [one for one in reactions if one["users"]]
        self._tell_reaction("reaction_removed", channel, ts, name, person)

    def _tell_reaction(self, kind: str, channel: Channel, ts: str, name: str, person: str) -> None:
        if BOT_USER in channel.members:
            item = {"type": "message", "channel": channel.id, "ts": ts}
            told = {"type": kind, "user": person, "reaction": name, "item": item, "event_ts": self.stamp()}
            author = channel.messages[ts].get("user")
            self.tell(told if author is None else {**told, "item_user": author})


def person_of(name: str, shown: str, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a person as Slack tells of them."""
    profile = {"display_name": shown, "real_name": shown}
    marks = {"deleted": False, "is_bot": False, "is_admin": False, "is_restricted": False, "is_ultra_restricted": False}
    return {"id": name, "team_id": TEAM, "name": shown, "real_name": shown, "profile": profile, **marks, **more}
