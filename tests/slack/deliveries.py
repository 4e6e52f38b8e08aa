"""Whole deliveries as Slack's documentation shows them, written by hand: fixtures, not recordings."""

from typing import Any

from ratchet_core.basis.instants import Instant, instant_of
from ratchet_slack.receiving.heard import Heard, Identity, Reading
from ratchet_slack.receiving.reading import read
from ratchet_slack.wire import about_to_text

TS, REPLY, LATER = "1767607200.000100", "1767607205.000200", "1767607210.000300"
AT, REPLIED, LATER_AT = instant_of(TS), instant_of(REPLY), instant_of(LATER)
NOW: Instant = instant_of("1767607211.000000")
US = Identity("T1", "UBOT", "BBOT", "A1")

Json = dict[str, Any]


def envelope(event: Json, **changes: Any) -> Json:  # noqa: ANN401 - any field of an envelope
    """Return what the Events API sends around an event, over HTTP and through a socket alike."""
    return {
        "token": "XXYYZZ",
        "team_id": "T1",
        "context_team_id": "T1",
        "context_enterprise_id": None,
        "api_app_id": "A1",
        "event": event,
        "type": "event_callback",
        "event_id": "Ev0PV52K25",
        "event_time": 1767607200,
        "authorizations": [
            {"enterprise_id": None, "team_id": "T1", "user_id": "UBOT", "is_bot": True, "is_enterprise_install": False}
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-eyJldCI6Im1lc3NhZ2UifQ",
        **changes,
    }


SAID: Json = {
    "user": "U1",
    "type": "message",
    "ts": TS,
    "client_msg_id": "9cfa4e3a-6ffa-4b0c-a1f9-4f2b8d5e1a01",
    "text": "is &lt;checkout&gt; down? cc <@U2>",
    "team": "T1",
    "blocks": [
        {
            "type": "rich_text",
            "block_id": "Fz4pA",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "is <checkout> down? cc "},
                        {"type": "user", "user_id": "U2"},
                    ],
                }
            ],
        }
    ],
    "channel": "C1",
    "event_ts": TS,
    "channel_type": "channel",
}
ALERT: Json = {
    "type": "message",
    "subtype": "bot_message",
    "text": "",
    "ts": TS,
    "username": "Alertmanager",
    "bot_id": "B7",
    "attachments": [
        {
            "id": 1,
            "color": "a30200",
            "fallback": "[FIRING:1] HighErrorRate",
            "title": "[FIRING:1] HighErrorRate checkout-api",
            "title_link": "https://alerts.example/1",
            "text": "*Severity:* critical",
            "mrkdwn_in": ["text"],
        }
    ],
    "channel": "C1",
    "event_ts": TS,
    "channel_type": "channel",
}
DEPLOYED: Json = {
    "type": "message",
    "text": "Deployed checkout-api 1.2.3",
    "ts": TS,
    "user": "U9",
    "bot_id": "B8",
    "app_id": "A8",
    "team": "T1",
    "bot_profile": {
        "id": "B8",
        "deleted": False,
        "name": "Deployer",
        "updated": 1700000000,
        "app_id": "A8",
        "icons": {"image_36": "https://a.slack-edge.com/x.png"},
        "team_id": "T1",
    },
    "channel": "C1",
    "event_ts": TS,
    "channel_type": "channel",
}
ABOUT_TEXT = about_to_text


def changed(message: Json, before: Json, **changes: Any) -> Json:  # noqa: ANN401 - any field of an event
    """Return the event that a message is something else now."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": _nested(message),
        "previous_message": _nested(before),
        "channel": "C1",
        "hidden": True,
        "ts": LATER,
        "event_ts": LATER,
        "channel_type": "channel",
        **changes,
    }


def _nested(message: Json) -> Json:
    return {name: one for name, one in message.items() if name not in {"channel", "event_ts", "channel_type"}}


def edited(message: Json, text: str) -> Json:
    """Return a message as a person edited it."""
    return {**message, "text": text, "edited": {"user": message.get("user", "U1"), "ts": "1767607210.000000"}}


def told(body: object, now: Instant = NOW) -> tuple[Any, ...]:
    """Return the events that a delivery tells of."""
    found = read(body, US, now)
    assert isinstance(found, Heard), found
    return found.events


def told_by(event: Json, now: Instant = NOW) -> tuple[Any, ...]:
    """Return the events that an event of Slack tells of."""
    return told(envelope(event), now)


def reading_of(event: Json) -> Reading:
    """Return what an event of Slack comes to."""
    return read(envelope(event), US, NOW)
