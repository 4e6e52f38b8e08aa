"""The messages of a company while they come into being: who says what when, threads, reactions, and day files."""

import re
from typing import Any, Final

from examples.acme.chance import DAY, MINUTE, SECOND, Chance, ts_of
from examples.acme.company import TEAM_ID, Channel, Company, Record
from examples.acme.words import WEEKDAYS

_MARKUP: Final = re.compile(r"<@(\w+)>|<!(\w+)>|<(https?://[^|>]+)(?:\|([^>]+))?>|`([^`]+)`|:([a-z_]+):")
_SHOWN_REPLIERS: Final = 5


class World:
    """Keeps the messages of every channel by day until the day is taken out."""

    def __init__(self, company: Company, chance: Chance) -> None:
        """Begin without a message."""
        self.company = company
        self.chance = chance
        self.count = 0
        self.by_kind = {"chatter": 0, "notices": 0, "help": 0}
        self.staff = company.staff()
        self.crews = {channel.team.name: company.crew(channel.team) for channel in company.channels}
        self.askers = {team: tuple(person for person in self.staff if person.team != team) for team in self.crews}
        self.seen: set[tuple[str, str]] = set()
        self._days: dict[int, dict[str, dict[int, Record]]] = {}

    def post(self, channel: Channel, at: int, message: Record, kind: str = "chatter") -> Record:
        """Put a message into a channel, at the first free microsecond from `at`."""
        while at in (messages := self._days.setdefault(at // DAY, {}).setdefault(channel.name, {})):
            at += 1
        message["ts"] = ts_of(at)
        messages[at] = message
        self.count += 1
        self.by_kind[kind] += 1
        return message

    def reply(self, channel: Channel, parent: Record, at: int, message: Record, kind: str = "chatter") -> Record:
        """Put a message into a parent's thread, and count it there."""
        message["thread_ts"] = parent["ts"]
        message["parent_user_id"] = parent.get("user") or "USLACKBOT"
        self.post(channel, at, message, kind)
        parent.setdefault("thread_ts", parent["ts"])
        replies: list[Record] = parent.setdefault("replies", [])
        replies.append({"user": message["user"], "ts": message["ts"]})
        users: list[str] = parent.setdefault("reply_users", [])
        if message["user"] not in users and len(users) < _SHOWN_REPLIERS:
            users.append(message["user"])
        parent["reply_count"] = len(replies)
        parent["reply_users_count"] = len({reply["user"] for reply in replies})
        parent["latest_reply"] = message["ts"]
        return message

    def said(self, user: str, text: str) -> Record:
        """Return what a person writes; the editor's rich text comes along in some cases."""
        chance = self.chance
        key = chance.token(8)
        message: Record = {
            "client_msg_id": f"{key}-ac3e-4e57-8a11-{chance.token(6)}0ac3e0",
            "type": "message",
            "user": user,
            "text": text,
            "team": TEAM_ID,
        }
        if chance.often(15):
            section = {"type": "rich_text_section", "elements": rich_text(text)}
            message["blocks"] = [{"type": "rich_text", "block_id": key[:5], "elements": [section]}]
        return message

    def filled(self, template: str, service: str) -> str:
        """Return a sentence with its blanks filled in."""
        if "{" not in template:
            return template
        chance = self.chance
        return template.format(
            service=service,
            weekday=chance.pick(WEEKDAYS),
            user=chance.pick(self.staff).id,
            n=chance.between(3, 48),
            m=chance.between(850, 9900),
            k=chance.between(2, 8),
        )

    def pause(self, longest: int = 5) -> int:
        """Return how long somebody takes to answer: from twenty seconds to so many minutes."""
        return 20 * SECOND + self.chance.below(longest * MINUTE)

    def take_day(self, day: int) -> dict[str, list[Record]]:
        """Take out the messages of a day: by channel, oldest first."""
        channels = self._days.pop(day, {})
        return {name: [messages[at] for at in sorted(messages)] for name, messages in sorted(channels.items())}

    def days_left(self) -> list[int]:
        """Return the days that have messages, oldest first."""
        return sorted(self._days)


def react(message: Record, name: str, users: list[str]) -> None:
    """Put a reaction under a message."""
    message.setdefault("reactions", []).append({"name": name, "users": users, "count": len(users)})


def rich_text(text: str) -> list[Record]:
    """Return a text as the elements of a rich text section."""
    elements: list[Record] = []
    end = 0
    for match in _MARKUP.finditer(text):
        if match.start() > end:
            elements.append({"type": "text", "text": text[end : match.start()]})
        elements.append(_element(*match.groups()))
        end = match.end()
    if end < len(text):
        elements.append({"type": "text", "text": text[end:]})
    return elements


def _element(*parts: Any) -> Record:  # noqa: ANN401 - the groups of a match are typed like that
    """Return the element for what the markup matched."""
    user, everybody, url, label, code, emoji = parts
    if user:
        return {"type": "user", "user_id": user}
    if everybody:
        return {"type": "broadcast", "range": everybody}
    if url:
        return {"type": "link", "url": url} | ({"text": label} if label else {})
    if code:
        return {"type": "text", "text": code, "style": {"code": True}}
    return {"type": "emoji", "name": emoji}
