"""What can be wrong between Slack and ratchet is found, each with how to mend it."""

import asyncio
from email.utils import formatdate
from typing import Any

import aiohttp
import pytest
from deliveries import NOW
from ratchet_core.basis.instants import HOUR, SECOND
from ratchet_slack.doctor import Finding, State, Tokens, check_slack, check_tokens, lines_of
from ratchet_slack.scopes import scopes
from web_api import WebApi, page

GOOD = Tokens("xoxb-1", "xapp-1")
BOT: dict[str, list[Any]] = {
    "auth.test": [
        {
            "url": "https://acme.slack.com/",
            "team": "Acme",
            "user": "ratchet",
            "team_id": "T1",
            "user_id": "UBOT",
            "bot_id": "BBOT",
        }
    ],
    "bots.info": [{"bot": {"id": "BBOT", "app_id": "A1"}}],
    "users.conversations": [page("channels", {"id": "C1"}, {"id": "C2"})],
}
ALL, TIME = ",".join(scopes()), formatdate(NOW // SECOND, usegmt=True)


def found(
    answers: dict[str, list[Any]] | None = None, *, tokens: Tokens = GOOD, date: str = TIME, granted: str = ALL
) -> dict[str, Finding]:
    api = WebApi({**BOT, **(answers or {})}, date, granted)

    async def check() -> list[Finding]:
        async with api.running(), aiohttp.ClientSession() as session:
            return await check_slack(tokens, session, lambda: NOW, f"{api.url}/api/")

    return {one.what: one for one in asyncio.run(check())}


def error(name: str) -> list[Any]:
    return [(200, {"ok": False, "error": name})]


def test_where_all_is_well_nothing_is_wrong() -> None:
    states = {what: one.state for what, one in found().items()}
    well = ("bot token", "app-level token", "bot", "scopes", "clock", "channels", "socket")
    assert states == {**dict.fromkeys(well, State.OK), "events": State.UNKNOWN}


def test_who_ratchet_is_is_said() -> None:
    assert found()["bot"].said == "ratchet is ratchet in Acme (https://acme.slack.com/)."


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        (Tokens("", ""), ("RATCHET_SLACK_BOT_TOKEN is not set.", "RATCHET_SLACK_APP_TOKEN is not set.")),
        (
            Tokens("xapp-1", "xoxb-1"),
            (
                "RATCHET_SLACK_BOT_TOKEN holds an app-level token.",
                "RATCHET_SLACK_APP_TOKEN holds a bot token.",
            ),
        ),
        (
            Tokens("xoxp-1", "abc"),
            (
                "RATCHET_SLACK_BOT_TOKEN holds a person's token.",
                "RATCHET_SLACK_APP_TOKEN holds no token of Slack's.",
            ),
        ),
    ],
)
def test_a_token_that_is_missing_or_of_another_kind_is_named(tokens: Tokens, said: tuple[str, str]) -> None:
    findings = check_tokens(tokens)
    assert (tuple(one.said for one in findings), {one.state for one in findings}) == (said, {State.WRONG})


def test_over_http_no_app_level_token_is_needed() -> None:
    findings = found(tokens=Tokens("xoxb-1", "", signed=True))
    assert (findings["app-level token"].state, "socket" in findings) == (State.OK, False)


def test_nothing_is_asked_with_tokens_that_cannot_be_right() -> None:
    assert list(found(tokens=Tokens("", ""))) == ["bot token", "app-level token", "events"]


def test_a_scope_that_is_missing_is_named_with_what_does_not_work() -> None:
    scope = found(granted=ALL.replace(",usergroups:read", ""))["scopes"]
    assert (scope.state, scope.said) == (
        State.WRONG,
        "Missing: usergroups:read (for subteam_created, subteam_members_changed, subteam_updated, usergroups.list).",
    )


def test_scopes_that_slack_does_not_tell_are_unknown() -> None:
    assert found(granted="")["scopes"].state is State.UNKNOWN


@pytest.mark.parametrize(("off", "said"), [(-HOUR, "It is 1 h ahead of Slack's."), (HOUR, "It is 1 h behind Slack's.")])
def test_a_clock_that_goes_wrong_is_found(off: int, said: str) -> None:
    clock = found(date=formatdate((NOW + off) // SECOND, usegmt=True))["clock"]
    assert (clock.state, clock.said) == (State.WRONG, said)


def test_a_clock_that_slack_does_not_tell_is_unknown() -> None:
    assert found(date="soon")["clock"].state is State.UNKNOWN


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("invalid_auth", "Copy the Bot User OAuth Token again"),
        ("account_inactive", "The app was removed from the workspace"),
        ("token_revoked", "The token was revoked"),
        ("something_new", "Copy the Bot User OAuth Token again"),
    ],
)
def test_a_bots_token_that_slack_refuses_is_said_with_what_to_do(name: str, mend: str) -> None:
    bot = found({"auth.test": error(name)})["bot"]
    assert (bot.state, name in bot.said, bot.mend.startswith(mend)) == (State.WRONG, True, True)


def test_a_token_that_may_not_even_tell_its_app_lacks_a_scope() -> None:
    assert found({"bots.info": error("missing_scope")})["bot"].said == "The token lacks the scope users:read."


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("missing_scope", "Make an app-level token that has the scope connections:write."),
        ("socket_mode_disabled", "Turn Socket Mode on, in the app's settings."),
        ("too_many_websockets", "Ten are open already"),
        ("invalid_auth", "Copy the app-level token again"),
    ],
)
def test_a_socket_that_slack_does_not_open_is_said_with_what_to_do(name: str, mend: str) -> None:
    socket = found({"apps.connections.open": error(name)})["socket"]
    assert (socket.state, socket.mend.startswith(mend)) == (State.WRONG, True)


def test_tokens_of_two_apps_are_found() -> None:
    socket = found({"bots.info": [{"bot": {"id": "BBOT", "app_id": "A2"}}]})["socket"]
    said = "The app-level token is of the app A1, and the bot's token of A2."
    assert (socket.state, socket.said) == (State.WRONG, said)


def test_a_socket_that_cannot_be_reached_is_found() -> None:
    socket = found({"apps.connections.open": [{"url": "ws://127.0.0.1:9/"}]})["socket"]
    assert (socket.state, "It cannot be reached" in socket.said) == (State.WRONG, True)


def test_a_slack_that_cannot_be_reached_is_found() -> None:
    async def check() -> list[Finding]:
        async with aiohttp.ClientSession() as session:
            return await check_slack(GOOD, session, lambda: NOW, "http://127.0.0.1:9/api/")

    said = {one.what: one.said for one in asyncio.run(check())}
    assert (said["Slack"], said["socket"]) == ("It cannot be reached (ClientConnectorError).",) * 2


def test_ratchet_that_is_in_no_channel_is_to_be_invited() -> None:
    channels = found({"users.conversations": [page("channels")]})["channels"]
    assert (channels.state, channels.mend) == (State.WRONG, "Invite it: write /invite @ratchet in a channel.")


def test_channels_that_slack_does_not_tell_are_unknown() -> None:
    assert found({"users.conversations": error("internal_error")})["channels"].state is State.UNKNOWN


def test_no_token_is_shown() -> None:
    assert [one for one in (repr(GOOD), *map(repr, found().values())) if "xoxb" in one or "xapp" in one] == []


def test_findings_are_lines_with_what_to_do_below_them() -> None:
    findings = [Finding("clock", State.OK, "It agrees."), Finding("bot", State.WRONG, "No.", "Mend it.")]
    assert list(lines_of(findings)) == ["ok       clock: It agrees.", "wrong    bot: No.", "         Mend it."]
