"""What Slack's libraries log is short, says what happened, and has no traceback."""

import pytest
from ratchet_slack.quiet import quiet
from ratchet_slack.receiving.bolt import bolt_app
from receivers import ListInbox, receiver_of
from slack_sdk.web.async_client import AsyncWebClient

REFUSED = (
    "Failed to connect (error: The request to the Slack API failed. (url: https://slack.com/api/apps.connections.open)\n"
    "The server responded with: {'ok': False, 'error': 'invalid_auth'}); Retrying..."
)


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, bool]]:
    """Return what was logged, and whether with a traceback."""
    return [(one.getMessage(), one.exc_info is not None) for one in caplog.records]


def test_a_connection_that_is_not_opened_is_told_of_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    bolt = quiet()
    bolt.error("Failed to retrieve WSS URL: The request to the Slack API failed.")
    for why in (REFUSED, "Failed to connect (error: Cannot connect to host slack.com:443); Retrying..."):
        bolt.error(why, exc_info=OSError(why))
    assert told(caplog) == [
        ("A connection to Slack was not opened (invalid_auth); it is tried again.", False),
        ("A connection to Slack was not opened; it is tried again.", False),
    ]


def test_what_else_is_logged_stays_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    quiet().warning("something is %s", "odd")
    assert told(caplog) == [("something is odd", False)]


def test_nothing_is_said_of_a_token_that_is_no_use_to_bolt(caplog: pytest.LogCaptureFixture) -> None:
    bolt_app(receiver_of(ListInbox()), AsyncWebClient("xoxb-1"))
    assert told(caplog) == []
