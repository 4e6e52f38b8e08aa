"""Whoever only reads payloads or an export waits for none of the libraries that speak with Slack."""

import subprocess
import sys

import pytest

HEAVY = ("slack_bolt", "slack_sdk", "aiohttp", "starlette")


@pytest.mark.parametrize(
    "module",
    ["ratchet_cli.simulate.simulation", "ratchet_cli.recognise", "ratchet_cli.main", "ratchet_slack.receiving.reading"],
)
def test_what_speaks_with_slack_is_loaded_only_by_who_needs_it(module: str) -> None:
    code = f"import sys, {module}; print([one for one in {HEAVY} if one in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_service_without_a_model_does_not_wait_for_the_library_that_asks_one() -> None:
    code = "import sys, ratchet_cli.serve.service, ratchet_cli.doctor; print('anthropic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
