"""The manifest from which a company creates its own ratchet in Slack: made from the scopes and events in use."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ratchet_core.vocabulary.events import Shortcut

from ratchet_slack.scopes import EVENTS, scopes
from ratchet_slack.wire import COMMAND

MOST_NAME: Final = 35
"""Slack's limit on the name of an app."""

_SHORTCUTS: Final = {
    Shortcut.TRACK_ALERT: ("Track as alert", "Follow messages like this one of the same bot as alerts"),
    Shortcut.TRACK_HELP_REQUEST: ("Track as help request", "Follow this message as a question until it is answered"),
    Shortcut.NOT_AN_ALERT: ("This is not an alert", "Stop taking messages like this one of the same bot for alerts"),
    Shortcut.SUMMARY: (
        "What happened so far",
        "Tell me alone what happened in this thread, with a link to each message",
    ),
}
_HINT: Final = "help | status | mute ALERT | settings"
_HEAD: Final = (
    "# Create ratchet in Slack from this: api.slack.com/apps > Create New App > From a manifest.",
    "# Written by `ratchet manifest`; a test keeps both the same.",
)


def manifest(name: str = "ratchet", url: str | None = None) -> dict[str, Any]:
    """Return the manifest; for Socket Mode, or for the Events API over HTTP where there is a public address."""
    where = {} if url is None else {"request_url": url}
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": name,
            "description": "Takes the toil off on-call: one card for each incident, every question to its answer.",
            "background_color": "#1f3a3d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [
                {"name": label, "type": "message", "callback_id": one.value, "description": what}
                for one, (label, what) in _SHORTCUTS.items()
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "What ratchet knows and does in this channel",
                    "usage_hint": _HINT,
                    "should_escape": True,
                    **({} if url is None else {"url": url}),
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(scopes())}},
        "settings": {
            "event_subscriptions": {**where, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **where},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def manifest_yaml(name: str = "ratchet", url: str | None = None) -> str:
    """Return the manifest as YAML, which Slack takes as it is."""
    return "\n".join((*_HEAD, *_lines(manifest(name, url), ""), ""))


def _lines(told: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in told.items():
        if isinstance(value, Mapping):
            yield f"{indent}{name}:"
            yield from _lines(value, f"{indent}  ")
        elif isinstance(value, list):
            yield f"{indent}{name}:"
            yield from _items(value, f"{indent}  ")
        else:
            yield f"{indent}{name}: {json.dumps(value)}"


def _items(values: Sequence[Any], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping):
            first, *rest = _lines(value, f"{indent}  ")
            yield f"{indent}- {first.strip()}"
            yield from rest
        else:
            yield f"{indent}- {json.dumps(value)}"
