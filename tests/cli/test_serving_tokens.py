"""A service with tokens that Slack refuses says which, and shows the pages meanwhile."""

import pytest
from live import Clock, Lines, played, running, until
from ratchet_cli.serve.settings import SlackTokens
from server import Server
from slack_stand_in.slack import APP_TOKEN, BOT_TOKEN, StandInSlack


def failures(log: Lines) -> list[object]:
    """Return why parts failed so far, each once."""
    return list(dict.fromkeys(about["why"] for event, about in log.kept if event == "part_failed"))


@pytest.mark.parametrize(
    ("tokens", "setting"),
    [
        (SlackTokens("xoxb-wrong", APP_TOKEN), "RATCHET_SLACK_BOT_TOKEN"),
        (SlackTokens(BOT_TOKEN, "xapp-wrong"), "RATCHET_SLACK_APP_TOKEN"),
    ],
)
def test_a_token_that_slack_refuses_is_named_with_what_to_do(server: Server, tokens: SlackTokens, setting: str) -> None:
    async def play(url: str, slack: StandInSlack, clock: Clock) -> tuple[list[object], int]:
        async with running(url, slack, clock, tokens=tokens) as service:
            await until(lambda: failures(service.log))
            return failures(service.log), (await service.page("/readyz"))[0]

    why = f"Slack refuses {setting} (invalid_auth); `ratchet doctor` says how to mend it."
    assert played(server, play) == ([why], 503)
