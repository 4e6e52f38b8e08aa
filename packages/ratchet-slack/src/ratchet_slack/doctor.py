"""Looks whether Slack and ratchet can work together, and says of everything that is wrong how to mend it.

Slack does not tell an app which events it is subscribed to; what can be known of that is said as unknown.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any, Final

import aiohttp
from attrs import frozen
from ratchet_core.basis.instants import MINUTE, SECOND, Duration, Instant, described
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from ratchet_slack.asking import API, client_of
from ratchet_slack.cleaning import clean_name
from ratchet_slack.scopes import APP_LEVEL, EVENTS, needed_for, scopes
from ratchet_slack.tokens import OF_APP, OF_BOT, OF_PERSON

MOST_SKEW: Final[Duration] = MINUTE
"""A signature is taken within five minutes, and what is said late is told by the clock."""

_HELLO_SECONDS: Final = 10
_SITE: Final = "api.slack.com/apps"
_FAILED: Final = (aiohttp.ClientError, SlackClientError, TimeoutError, OSError, ValueError)

_MENDS: Final[Mapping[str, str]] = {
    "invalid_auth": f"Copy the Bot User OAuth Token again, from OAuth & Permissions of the app at {_SITE}.",
    "account_inactive": "The app was removed from the workspace: install it again, and copy its token.",
    "token_revoked": "The token was revoked: install the app again, and copy its token.",
    "token_expired": "The token has expired: turn token rotation off, install the app again, and copy its token.",
    "not_allowed_token_type": f"This is another kind of token: a bot's begins with {OF_BOT}.",
}


class State(StrEnum):
    """How something is."""

    OK = "ok"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@frozen
class Finding:
    """What was looked at, how it is, and how to `mend` it where it is wrong."""

    what: str
    state: State
    said: str
    mend: str = ""


def ok(what: str, said: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(what, State.OK, said)


def wrong(what: str, said: str, mend: str) -> Finding:
    """Return that something is wrong, and how to mend it."""
    return Finding(what, State.WRONG, said, mend)


@frozen
class Tokens:
    """The tokens as they were given; "" where there is none. `signed` says that there is a signing secret."""

    bot: str
    app: str
    signed: bool = False

    def __repr__(self) -> str:
        """Return no secret."""
        return "Tokens(...)"


def check_tokens(tokens: Tokens) -> tuple[Finding, Finding]:
    """Return whether both tokens are there, and of the right kind; nothing is asked for that."""
    bot = _token("bot token", tokens.bot, OF_BOT, "RATCHET_SLACK_BOT_TOKEN", "OAuth & Permissions, once installed")
    if tokens.signed and not tokens.app:
        return bot, ok("app-level token", "None is needed: with a signing secret, Slack delivers over HTTP.")
    where = f"Basic Information > App-Level Tokens, with the scope {APP_LEVEL}"
    return bot, _token("app-level token", tokens.app, OF_APP, "RATCHET_SLACK_APP_TOKEN", where)


def _token(what: str, token: str, prefix: str, name: str, where: str) -> Finding:
    mend = f"Set {name} to the token that begins with {prefix}: {where}, of the app at {_SITE}."
    if not token:
        return wrong(what, f"{name} is not set.", f"{mend} `ratchet manifest` makes the app.")
    if token.startswith(prefix):
        return ok(what, f"{name} is set.")
    kinds = {OF_BOT: "a bot token", OF_APP: "an app-level token", OF_PERSON: "a person's token"}
    is_given = next((kind for start, kind in kinds.items() if token.startswith(start)), "no token of Slack's")
    return wrong(what, f"{name} holds {is_given}.", mend)


async def check_slack(
    tokens: Tokens, session: aiohttp.ClientSession, clock: Callable[[], Instant], api: str = API
) -> list[Finding]:
    """Return what is found out with the tokens: who ratchet is, its scopes, clocks, the socket, channels, events."""
    kinds = check_tokens(tokens)
    found = list(kinds)
    app = ""
    if kinds[0].state is State.OK:
        client = client_of(tokens.bot, session, api)
        of_bot, app = await _check_bot(client, clock)
        found += of_bot
    if kinds[1].state is State.OK and tokens.app:
        found.append(await _check_socket(tokens.app, session, api, app))
    return [*found, _events()]


async def _check_bot(client: AsyncWebClient, clock: Callable[[], Instant]) -> tuple[list[Finding], str]:
    """Return what the bot's token tells, and the id of its app."""
    try:
        before = clock()
        response = await client.api_call("auth.test")
        now = (before + clock()) // 2
        bot = await client.api_call("bots.info", http_verb="GET", params={"bot": clean_name(response.get("bot_id"))})
    except SlackApiError as error:
        return [_refused(error)], ""
    except _FAILED as error:
        return [_unreachable("Slack", error)], ""
    who = ok("bot", f"ratchet is {response.get('user')} in {response.get('team')} ({response.get('url')}).")
    clocks = _clocks(response.headers, now)
    about = bot.get("bot")
    app = clean_name(about.get("app_id")) if isinstance(about, dict) else ""
    return [who, _scopes(response.headers), clocks, await _channels(client)], app


def _refused(error: SlackApiError) -> Finding:
    data = error.response.data
    name = str(data.get("error")) if isinstance(data, dict) else "no answer that can be read"
    if name == "missing_scope":
        return wrong("bot", "The token lacks the scope users:read.", _reinstall())
    return wrong("bot", f"Slack refuses the bot's token ({name}).", _MENDS.get(name, _MENDS["invalid_auth"]))


def _unreachable(what: str, error: Exception) -> Finding:
    mend = "Check the network of this machine, and whether it takes a proxy (HTTPS_PROXY) to reach slack.com."
    return wrong(what, f"It cannot be reached ({type(error).__name__}).", mend)


def _reinstall() -> str:
    return f"Put what `ratchet manifest` prints in the app's manifest at {_SITE}, and install the app again."


def _header(headers: Mapping[str, Any], name: str) -> str:
    value = next((one for key, one in headers.items() if key.casefold() == name), "")
    return str(value[0] if isinstance(value, list) and value else value)


def _scopes(headers: Mapping[str, Any]) -> Finding:
    granted = {one.strip() for one in _header(headers, "x-oauth-scopes").split(",")} - {""}
    if not granted:
        return Finding("scopes", State.UNKNOWN, "Slack did not say which scopes the token has.")
    missing = [one for one in scopes() if one not in granted]
    if not missing:
        return ok("scopes", f"All {len(scopes())} are granted.")
    return wrong("scopes", f"Missing: {'; '.join(map(_missed, missing))}.", _reinstall())


def _missed(scope: str) -> str:
    return f"{scope} (for {', '.join(needed_for(scope))})"


def _clocks(headers: Mapping[str, Any], now: Instant) -> Finding:
    try:
        told = int(parsedate_to_datetime(_header(headers, "date")).timestamp()) * SECOND
    except (ValueError, TypeError):
        return Finding("clock", State.UNKNOWN, "Slack did not say what time it is.")
    skew = now - told
    if abs(skew) <= MOST_SKEW:
        return ok("clock", "It agrees with Slack's.")
    said = f"It is {described(abs(skew))} {'ahead of' if skew > 0 else 'behind'} Slack's."
    return wrong("clock", said, "Let this machine keep time, as with `timedatectl set-ntp true`.")


async def _channels(client: AsyncWebClient) -> Finding:
    try:
        arguments = {"types": "public_channel,private_channel", "exclude_archived": "true", "limit": 200}
        answer = await client.api_call("users.conversations", http_verb="GET", params=arguments)
    except _FAILED:
        return Finding("channels", State.UNKNOWN, "Slack did not say in which channels ratchet is.")
    found = answer.get("channels")
    count = len(found) if isinstance(found, list) else 0
    if not count:
        return wrong("channels", "ratchet is in no channel.", "Invite it: write /invite @ratchet in a channel.")
    return ok(
        "channels", f"ratchet is in {count} or more." if count == arguments["limit"] else f"ratchet is in {count}."
    )


async def _check_socket(token: str, session: aiohttp.ClientSession, api: str, app: str) -> Finding:
    try:
        response = await client_of(token, session, api).api_call("apps.connections.open")
        hello = await _hello(session, str(response.get("url")))
    except SlackApiError as error:
        data = error.response.data
        return _no_socket(str(data.get("error")) if isinstance(data, dict) else "no answer that can be read")
    except _FAILED as error:
        return _unreachable("socket", error)
    about = hello.get("connection_info")
    other = clean_name(about.get("app_id")) if isinstance(about, dict) else ""
    if app and other and other != app:
        said = f"The app-level token is of the app {other}, and the bot's token of {app}."
        return wrong("socket", said, "Copy both tokens from the same app.")
    return ok("socket", "A connection of Socket Mode opens.")


async def _hello(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    """Return the first message of a socket; what is delivered in that moment is not acknowledged, and comes again."""
    async with session.ws_connect(url, timeout=aiohttp.ClientWSTimeout(ws_close=1)) as socket:
        told = json.loads(await socket.receive_str(timeout=_HELLO_SECONDS))
    return told if isinstance(told, dict) else {}


def _no_socket(error: str) -> Finding:
    mends = {
        "missing_scope": f"Make an app-level token that has the scope {APP_LEVEL}.",
        "socket_mode_disabled": "Turn Socket Mode on, in the app's settings.",
        "too_many_websockets": "Ten are open already: stop other processes, or lower RATCHET_SLACK_CONNECTIONS.",
    }
    mend = mends.get(error, f"Copy the app-level token again, from Basic Information of the app at {_SITE}.")
    return wrong("socket", f"Slack opens no connection ({error}).", mend)


def _events() -> Finding:
    said = f"Slack does not say which events an app is subscribed to; ratchet needs {len(EVENTS)}."
    mend = f"Compare Event Subscriptions of the app at {_SITE} with `ratchet manifest`."
    return Finding("events", State.UNKNOWN, said, mend)


def lines_of(findings: list[Finding]) -> Iterator[str]:
    """Yield findings as a person reads them: how it is, what, and below it how to mend it."""
    for one in findings:
        yield f"{one.state.value:<8} {one.what}: {one.said}"
        if one.mend:
            yield f"{'':<8} {one.mend}"
