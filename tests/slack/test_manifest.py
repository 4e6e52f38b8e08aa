"""The manifest is what the code uses, and what Slack takes; the committed one is the printed one."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ratchet_core.vocabulary.events import Shortcut
from ratchet_slack.manifest import manifest, manifest_yaml
from ratchet_slack.receiving.reading import EVENTS as READ
from ratchet_slack.scopes import EVENTS, METHODS, needed_for, scopes

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "packages" / "ratchet-slack" / "src" / "ratchet_slack"
CALLED = re.compile(r'"((?:apps|auth|bots|chat|conversations|reactions|usergroups|users|views)\.[a-z]\w*(?:\.\w+)*)"')
OTHERWISE = {
    "channel_joined": "told by member_joined_channel",
    "group_joined": "told by member_joined_channel",
    "member_left_channel": "told of ratchet by channel_left, and of everybody else it is no news",
    "message": "in three parts, one for each scope",
    "user_profile_changed": "told by user_change",
}
"""What is read though it is not subscribed to, and why it need not be."""


def test_the_committed_manifest_is_the_printed_one() -> None:
    assert (ROOT / "app-manifest.yaml").read_text(encoding="utf-8") == manifest_yaml()


@pytest.mark.parametrize("url", [None, "https://ratchet.example/slack/events"])
def test_the_yaml_says_what_the_manifest_says(url: str | None) -> None:
    assert yaml.safe_load(manifest_yaml("ratchet: #1", url)) == manifest("ratchet: #1", url)


def test_every_method_that_is_called_is_in_the_table_and_no_other() -> None:
    told = {path.name: path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py") if path.name != "scopes.py"}
    called = {method for text in told.values() for method in CALLED.findall(text)}
    with_the_apps_own_token = {"apps.connections.open"}
    files = {"users.json"}
    assert called - with_the_apps_own_token - files == set(METHODS)


def test_every_event_that_is_subscribed_to_is_read_and_every_other_one_comes_otherwise() -> None:
    subscribed = {name.partition(".")[0] for name in EVENTS}
    assert (subscribed - set(READ), set(READ) - set(EVENTS)) == (set(), set(OTHERWISE))


def test_the_scopes_are_the_least_that_all_of_it_takes() -> None:
    assert scopes() == (
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "reactions:read",
        "usergroups:read",
        "users:read",
    )


def test_every_scope_is_needed_for_something() -> None:
    assert [one for one in scopes() if not needed_for(one)] == []


def test_it_is_said_what_a_scope_is_needed_for() -> None:
    assert needed_for("usergroups:read") == (
        "subteam_created",
        "subteam_members_changed",
        "subteam_updated",
        "usergroups.list",
    )


def test_every_entry_of_the_menu_of_a_message_is_offered() -> None:
    offered = [one["callback_id"] for one in manifest()["features"]["shortcuts"]]
    assert offered == [one.value for one in Shortcut]


def test_over_http_every_address_is_given_and_socket_mode_is_off() -> None:
    url = "https://ratchet.example/slack/events"
    made = manifest(url=url)
    settings = made["settings"]
    given = [
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        made["features"]["slash_commands"][0]["url"],
    ]
    assert (given, settings["socket_mode_enabled"]) == ([url] * 3, False)


# What follows is checked as github.com/slackapi/manifest-schema (schemas/manifest.schema.2.0.0.json) has it.
KEYS = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "_metadata": {"major_version", "minor_version"},
    "display_information": {"name", "description", "background_color", "long_description"},
    "features": {"app_home", "bot_user", "shortcuts", "slash_commands", "agent_view", "unfurl_domains"},
    "features.app_home": {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    "features.bot_user": {"display_name", "always_online"},
    "features.shortcuts": {"name", "type", "callback_id", "description"},
    "features.slash_commands": {"command", "url", "description", "usage_hint", "should_escape"},
    "oauth_config": {"scopes", "redirect_urls", "token_management_enabled", "pkce_enabled"},
    "oauth_config.scopes": {"bot", "user", "bot_optional", "user_optional"},
    "settings": {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"bot_events", "request_url", "user_events", "metadata_subscriptions"},
    "settings.interactivity": {"is_enabled", "request_url", "message_menu_options_url"},
}
LIMITS = {
    "display_information.name": 35,
    "display_information.description": 140,
    "display_information.background_color": 7,
    "features.bot_user.display_name": 80,
    "features.shortcuts.name": 24,
    "features.shortcuts.callback_id": 255,
    "features.shortcuts.description": 150,
    "features.slash_commands.command": 32,
    "features.slash_commands.description": 2_000,
    "features.slash_commands.usage_hint": 1_000,
    "oauth_config.scopes.bot": 50,
    "settings.event_subscriptions.bot_events": 50,
}
MOST = {
    "features.shortcuts": 10,
    "features.slash_commands": 50,
    "oauth_config.scopes.bot": 255,
    "settings.event_subscriptions.bot_events": 100,
}


def wrong_with(value: Any, path: str = "") -> list[str]:  # noqa: ANN401 - any value of a manifest
    """Return what Slack's schema does not allow in a manifest."""
    if isinstance(value, dict):
        strange = [f"{path}.{name}" for name in value if name not in KEYS[path]]
        inside = [wrong_with(one, f"{path}.{name}".lstrip(".")) for name, one in value.items() if not strange]
        return [*strange, *(one for found in inside for one in found)]
    if isinstance(value, list):
        repeated = [f"{path} repeats itself"] if len(value) != len({str(one) for one in value}) else []
        many = [f"{path} has {len(value)}"] if len(value) > MOST[path] else []
        return [*repeated, *many, *(one for item in value for one in wrong_with(item, path))]
    if isinstance(value, str) and path in LIMITS and not 0 < len(value) <= LIMITS[path]:
        return [f"{path} has {len(value)} characters"]
    return []


@pytest.mark.parametrize("url", [None, "https://ratchet.example/slack/events"])
def test_slack_takes_the_manifest(url: str | None) -> None:
    assert wrong_with(manifest(url=url)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("display_information.name", "x" * 36),
        ("features.shortcuts", [{"name": "x" * 25}]),
        ("settings.event_subscriptions.bot_events", ["message.im"] * 2),
        ("settings", {"socket_mode": True}),
    ],
)
def test_what_slack_would_not_take_is_found(path: str, value: object) -> None:
    assert len(wrong_with(value, path)) == 1
