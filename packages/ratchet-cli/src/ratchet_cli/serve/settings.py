"""What the service is told by its environment; each wrong value is named, with what to write instead."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

from attrs import field, frozen
from ratchet_postgres.housekeeping import Retention
from ratchet_slack import limits
from ratchet_slack.asking import API
from ratchet_slack.tokens import OF_APP, OF_BOT

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.serve.mcp_servers import SERVERS
from ratchet_cli.serve.models import ModelSettings, model_settings_of
from ratchet_cli.settings import APP_TOKEN, BOT_TOKEN, KEEP_WORDS, SIGNING_SECRET, checked_address, days_set, flag

T = TypeVar("T")

SLACK_API: Final = "RATCHET_SLACK_API"
CONNECTIONS: Final = "RATCHET_SLACK_CONNECTIONS"
POLICY: Final = "RATCHET_POLICY"
PAGES_NAMES: Final = "RATCHET_PAGES_NAMES"
PAGES_HOST: Final = "RATCHET_PAGES_HOST"
PAGES_PORT: Final = "RATCHET_PAGES_PORT"
BEHIND_A_PROXY: Final = "RATCHET_PAGES_BEHIND_A_PROXY"
LOG_LEVEL: Final = "RATCHET_LOG_LEVEL"
BY_MEANING: Final = "RATCHET_SEARCH_BY_MEANING"
KEEP_DECISIONS: Final = "RATCHET_KEEP_DECISIONS"

_LAST_PORT: Final = 65_535
_LEVELS: Final = ("debug", "info", "warning", "error")


@frozen
class SlackTokens:
    """What Slack gave for this app: a token of its bot, and one for connections, or the secret that signs requests."""

    bot: str
    app: str | None = None
    signing_secret: str | None = None

    def __repr__(self) -> str:
        """Return no secret: settings are printed and logged."""
        return "SlackTokens(...)"


@frozen
class ServeSettings:
    """What the service needs to know before it starts.

    Attributes:
        slack: What opens the way to Slack; None where there are no tokens yet.
        slack_api: Where Slack's methods are called; GovSlack has an address of its own, and so has a stand-in.
        model: What words answers; None where no key is set.
        mcp_servers: The file that names servers of others; None where there are none.
        by_meaning: Whether earlier questions are found by their meaning too, where what that takes is installed.
        connections: How many connections of Socket Mode are open at once.
        policy: The policy file; None where what held last holds still.
        pages_names: Under which names the pages are reached, beside this machine's own.
        behind_a_proxy: Whether somebody else says who may read the pages.
        keep: For how long the log keeps what was told, and what was decided of it.
    """

    slack: SlackTokens | None = None
    slack_api: str = API
    model: ModelSettings | None = None
    by_meaning: bool = True
    connections: int = 2
    policy: Path | None = None
    pages_host: str = "127.0.0.1"
    pages_port: int = 5001
    pages_names: tuple[str, ...] = ()
    behind_a_proxy: bool = False
    log_level: str = "info"
    keep: Retention = field(factory=Retention)
    mcp_servers: Path | None = None


def settings_of(environment: Mapping[str, str]) -> ServeSettings:
    """Return the settings that an environment tells of; what is empty counts as not set.

    Raises:
        UnusableInputError: If a value cannot be used; the message names the variable and what to write.
    """
    told = {name: value.strip() for name, value in environment.items() if value.strip()}
    standard = ServeSettings()
    return ServeSettings(
        slack=_tokens(told),
        slack_api=slack_api_of(told),
        model=model_settings_of(told),
        by_meaning=flag(told, BY_MEANING) if BY_MEANING in told else standard.by_meaning,
        mcp_servers=_made(told, SERVERS, Path, standard.mcp_servers),
        connections=_number(told, CONNECTIONS, standard.connections, limits.CONNECTIONS),
        policy=_made(told, POLICY, Path, standard.policy),
        pages_host=told.get(PAGES_HOST, standard.pages_host),
        pages_port=_number(told, PAGES_PORT, standard.pages_port, _LAST_PORT),
        pages_names=tuple(one.strip() for one in told.get(PAGES_NAMES, "").split(",") if one.strip()),
        behind_a_proxy=flag(told, BEHIND_A_PROXY),
        log_level=_level(told, standard.log_level),
        keep=Retention(
            days_set(told, KEEP_WORDS, standard.keep.words), days_set(told, KEEP_DECISIONS, standard.keep.decisions)
        ),
    )


def _made(told: Mapping[str, str], name: str, make: Callable[[str], T], otherwise: T | None) -> T | None:
    return make(told[name]) if name in told else otherwise


def _tokens(told: Mapping[str, str]) -> SlackTokens | None:
    bot, app, secret = told.get(BOT_TOKEN), told.get(APP_TOKEN), told.get(SIGNING_SECRET)
    if bot is None and app is None and secret is None:
        return None
    if bot is None:
        raise UnusableInputError(f"{BOT_TOKEN} is missing, and other settings of Slack are there; set it too.")
    if app is None and secret is None:
        raise UnusableInputError(f"{APP_TOKEN} is missing; set it, or {SIGNING_SECRET} where Slack delivers over HTTP.")
    for name, token, prefix in ((BOT_TOKEN, bot, OF_BOT), (APP_TOKEN, app, OF_APP)):
        if token is not None and not token.startswith(prefix):
            raise UnusableInputError(
                f"{name} is not such a token: it begins with {prefix}. Copy it from the app's page."
            )
    return SlackTokens(bot, app, secret)


def slack_api_of(environment: Mapping[str, str]) -> str:
    """Return where Slack's methods are called; raise `UnusableInputError` for what is no such address."""
    address = checked_address(SLACK_API, environment.get(SLACK_API, "").strip() or API, API)
    return f"{address.rstrip('/')}/"


def _number(told: Mapping[str, str], name: str, otherwise: int, most: int) -> int:
    text = told.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        raise UnusableInputError(f"{name}={text[:40]}: this is not a number from 1 to {most}.")
    return int(text)


def _level(told: Mapping[str, str], otherwise: str) -> str:
    level = told.get(LOG_LEVEL, otherwise).casefold()
    if level not in _LEVELS:
        raise UnusableInputError(f"{LOG_LEVEL}={level[:40]}: write {', '.join(_LEVELS[:-1])} or {_LEVELS[-1]}.")
    return level
