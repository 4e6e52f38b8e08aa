"""What ratchet asks Slack for and is told by it, and which scope each takes: the one table of both.

The manifest is made from it, `ratchet doctor` compares the token with it, and a test compares it with the code. What
each takes is from Slack's own reference: docs.slack.dev/reference/methods, /events and /scopes.
"""

from collections.abc import Iterator, Mapping
from typing import Final

METHODS: Final[Mapping[str, tuple[str, ...]]] = {
    "auth.test": (),
    "bots.info": ("users:read",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history"),
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.replies": ("channels:history", "groups:history", "im:history"),
    "usergroups.list": ("usergroups:read",),
    "users.conversations": ("channels:read", "groups:read"),
    "users.list": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.update": (),
}
"""The methods that are called with the bot's token."""

EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "channel_archive": ("channels:read",),
    "channel_created": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_id_changed": ("channels:read", "groups:read"),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_shared": ("channels:read", "groups:read"),
    "channel_unarchive": ("channels:read",),
    "channel_unshared": ("channels:read", "groups:read"),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "subteam_created": ("usergroups:read",),
    "subteam_members_changed": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}
"""The events that are subscribed to."""

CONTROLS: Final = ("commands",)
"""What the command and the entries in the menu of a message take."""

APP_LEVEL: Final = "connections:write"
"""What the app-level token takes, for Socket Mode."""


def scopes() -> tuple[str, ...]:
    """Return the scopes that the bot's token takes, in the order of the alphabet."""
    return tuple(sorted({*CONTROLS, *_each(METHODS), *_each(EVENTS)}))


def _each(table: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for taken in table.values():
        yield from taken


def needed_for(scope: str) -> tuple[str, ...]:
    """Return what a scope is needed for, so that somebody who misses it knows what does not work."""
    table = {**METHODS, **EVENTS, "/ratchet and the menu of a message": CONTROLS}
    return tuple(sorted(name for name, taken in table.items() if scope in taken))
