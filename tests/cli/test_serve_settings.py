"""The service's settings come from its environment, and each wrong one is named."""

from pathlib import Path

import pytest
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.serving.settings import ServeSettings, SlackTokens, settings_of


def test_an_empty_environment_gives_the_standard_settings() -> None:
    assert settings_of({"RATCHET_PAGES_PORT": " ", "RATCHET_SLACK_APP_TOKEN": ""}) == ServeSettings()


def test_everything_can_be_set() -> None:
    told = {
        "RATCHET_SLACK_APP_TOKEN": "xapp-1",
        "RATCHET_SLACK_BOT_TOKEN": "xoxb-1",
        "RATCHET_SLACK_SIGNING_SECRET": "s3",
        "RATCHET_SLACK_API": "https://slack-gov.com/api",
        "RATCHET_SLACK_CONNECTIONS": "3",
        "RATCHET_POLICY": "policy.toml",
        "RATCHET_PAGES_HOST": "ratchet.example.com",
        "RATCHET_PAGES_PORT": "8000",
        "RATCHET_PAGES_BEHIND_A_PROXY": "yes",
        "RATCHET_PAGES_NAMES": "ratchet.example.com, ratchet",
        "RATCHET_LOG_LEVEL": "DEBUG",
    }
    assert settings_of(told) == ServeSettings(
        SlackTokens("xoxb-1", "xapp-1", "s3"),
        "https://slack-gov.com/api/",
        connections=3,
        policy=Path("policy.toml"),
        pages_host="ratchet.example.com",
        pages_port=8000,
        pages_names=("ratchet.example.com", "ratchet"),
        behind_a_proxy=True,
        log_level="debug",
    )


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"RATCHET_SLACK_APP_TOKEN": "xapp-1"}, "RATCHET_SLACK_BOT_TOKEN is missing"),
        ({"RATCHET_SLACK_BOT_TOKEN": "xoxb-1"}, "RATCHET_SLACK_APP_TOKEN is missing"),
        ({"RATCHET_SLACK_SIGNING_SECRET": "s3"}, "RATCHET_SLACK_BOT_TOKEN is missing"),
        ({"RATCHET_SLACK_APP_TOKEN": "xoxb-1", "RATCHET_SLACK_BOT_TOKEN": "xoxb-1"}, "it begins with xapp-"),
        ({"RATCHET_SLACK_APP_TOKEN": "xapp-1", "RATCHET_SLACK_BOT_TOKEN": "xoxp-1"}, "it begins with xoxb-"),
        ({"RATCHET_PAGES_PORT": "0"}, "RATCHET_PAGES_PORT=0: this is not a number from 1 to 65535."),
        ({"RATCHET_PAGES_PORT": "٣"}, "this is not a number"),
        ({"RATCHET_SLACK_CONNECTIONS": "11"}, "from 1 to 10"),
        ({"RATCHET_PAGES_BEHIND_A_PROXY": "perhaps"}, "write 1 for yes, or 0 for no"),
        ({"RATCHET_SLACK_API": "http://slack.com/api/"}, "begins with https://"),
        ({"RATCHET_SLACK_API": "http://127.0.0.1.example.com/api/"}, "begins with https://"),
        ({"RATCHET_LOG_LEVEL": "loud"}, "write debug, info, warning or error"),
    ],
)
def test_what_cannot_be_used_is_named(told: dict[str, str], named: str) -> None:
    with pytest.raises(UnusableInputError) as refused:
        settings_of(told)
    assert named in str(refused.value)


def test_no_token_is_printed() -> None:
    assert "1" not in repr(SlackTokens("xoxb-1", "xapp-1", "11"))
