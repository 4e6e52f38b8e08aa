"""The service's settings come from its environment, and each wrong one is named."""

import re
from pathlib import Path
from typing import get_args

import pytest
from anthropic._data import DEPRECATED_MODELS
from anthropic.types.model_param import ModelParam
from ratchet_anthropic import Price, Thinking
from ratchet_cli.doctor import check_settings
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.serve.models import DEFAULT, KNOWN, ModelSettings, model_settings_of
from ratchet_cli.serve.settings import ServeSettings, SlackTokens, settings_of
from ratchet_cli.settings import misspelt
from ratchet_core.basis.instants import DAY
from ratchet_postgres.housekeeping import Retention

PRICED = ("sk-ant-1", "claude-opus-9", Price(2_000_000, 10_000_000, 100_000, 2_500_000), "https://model.example.com")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, None),
        ({"ANTHROPIC_API_KEY": "sk-ant-2"}, ModelSettings("sk-ant-2", DEFAULT, KNOWN[DEFAULT])),
        (
            {
                "RATCHET_ANTHROPIC_API_KEY": "sk-ant-1",
                "ANTHROPIC_API_KEY": "sk-ant-2",
                "RATCHET_MODEL": "claude-opus-5",
            },
            ModelSettings("sk-ant-1", "claude-opus-5", KNOWN["claude-opus-5"]),
        ),
        (
            {
                "RATCHET_ANTHROPIC_API_KEY": "sk-ant-1",
                "RATCHET_MODEL": "claude-opus-9",
                "RATCHET_MODEL_PRICES": "2, 10, 0.1, 2.50",
                "RATCHET_ANTHROPIC_API": "https://model.example.com",
                "RATCHET_MODEL_THINKING": "always",
            },
            ModelSettings(*PRICED, Thinking.ALWAYS),
        ),
        (
            {"ANTHROPIC_API_KEY": "sk-ant-2", "RATCHET_MODEL": "claude-opus-5-5"},
            ModelSettings("sk-ant-2", "claude-opus-5-5", KNOWN["claude-opus-5-5"], thinking=Thinking.ALWAYS),
        ),
    ],
)
def test_a_model_is_set_up_by_a_key(told: dict[str, str], expected: ModelSettings | None) -> None:
    assert settings_of(told).model == expected


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"RATCHET_ANTHROPIC_API_KEY": "a b"}, "RATCHET_ANTHROPIC_API_KEY is not a key"),
        ({"RATCHET_MODEL": "claude-opus-9"}, "its price is not known here. Set RATCHET_MODEL_PRICES"),
        ({"RATCHET_MODEL_PRICES": "1,2,3"}, "write four figures"),
        ({"RATCHET_MODEL_PRICES": "1,2,3,x"}, "write four figures"),
        ({"RATCHET_MODEL_PRICES": "1,2,3,-1"}, "write four figures"),
        ({"RATCHET_MODEL_PRICES": "1,2,3,nan"}, "write four figures"),
        ({"RATCHET_MODEL_THINKING": "a bit"}, "choose one of disabled, between_tools, always"),
        ({"RATCHET_ANTHROPIC_API": "http://model.example.com"}, "begins with https://"),
        ({"RATCHET_ANTHROPIC_API": "http://localhost.example.com"}, "begins with https://"),
        ({"RATCHET_ANTHROPIC_API": "http://127.0.0.1@example.com"}, "begins with https://"),
    ],
)
def test_what_is_wrong_with_a_model_is_named(told: dict[str, str], message: str) -> None:
    with pytest.raises(UnusableInputError, match=re.escape(message)):
        settings_of({"RATCHET_ANTHROPIC_API_KEY": "sk-ant-1"} | told)


def test_no_setting_of_a_model_shows_its_key() -> None:
    assert "sk-ant" not in repr(settings_of({"ANTHROPIC_API_KEY": "sk-ant-2"}))


@pytest.mark.parametrize("name", KNOWN)
def test_every_model_that_has_a_price_is_known_to_the_sdk_and_not_deprecated_there(name: str) -> None:
    literal, _ = get_args(ModelParam)
    assert (name in get_args(literal), name in DEPRECATED_MODELS) == (True, False)


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
        "RATCHET_KEEP_WORDS": "30d",
        "RATCHET_KEEP_DECISIONS": "0d",
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
        keep=Retention(30 * DAY, None),
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
        ({"RATCHET_KEEP_WORDS": "a while"}, "RATCHET_KEEP_WORDS=a while: this is not a number of days"),
        ({"RATCHET_LOG_LEVEL": "loud"}, "write debug, info, warning or error"),
    ],
)
def test_what_cannot_be_used_is_named(told: dict[str, str], named: str) -> None:
    with pytest.raises(UnusableInputError) as refused:
        settings_of(told)
    assert named in str(refused.value)


def test_no_token_is_printed() -> None:
    assert "1" not in repr(SlackTokens("xoxb-1", "xapp-1", "11"))


def test_what_is_said_of_a_model_is_looked_at_also_without_a_key() -> None:
    with pytest.raises(UnusableInputError, match="RATCHET_MODEL_THINKING=x: choose one of disabled"):
        model_settings_of({"RATCHET_MODEL_THINKING": "x"})


def test_a_variable_that_is_nearly_a_setting_is_told_with_the_one_that_may_be_meant() -> None:
    told = {"RATCHET_MODEL_THINKNG": "1", "RATCHET_WIKI_TOKEN": "x", "RATCHET_MODEL": "x", "OTHER": "x"}
    assert list(misspelt(told)) == [
        "RATCHET_MODEL_THINKNG is not a setting of ratchet; did you mean RATCHET_MODEL_THINKING?"
    ]


def test_the_doctor_finds_a_setting_with_which_the_service_does_not_start() -> None:
    found = [(one.state.value, one.what, one.said) for one in check_settings({"RATCHET_PAGES_PORT": "x"})]
    assert found == [("wrong", "settings", "RATCHET_PAGES_PORT=x: this is not a number from 1 to 65535.")]
