"""`ratchet policy try` hears the log of a database again, and shows what another policy would have changed."""

import json
from pathlib import Path
from typing import Any

import pytest
from command import ratchet

ALL = ("--since", "2000-01-01")


@pytest.fixture(scope="session")
def quieter(acme_policy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A policy that holds cards for ten minutes, and else is that of the database."""
    path = tmp_path_factory.mktemp("other") / "quieter.toml"
    text = acme_policy.read_text()
    path.write_text(text.replace("hold_seconds = 120", "hold_seconds = 600"))
    return path


def tried(url: str, policy: Path, *options: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(ratchet("policy", "try", "--policy", policy, "--database", url, "--json", *options).stdout)


def test_the_policy_that_holds_differs_nowhere(acme_copy: str, acme_policy: Path) -> None:
    told = ratchet("policy", "try", "--policy", acme_policy, "--database", acme_copy, *ALL).stdout.splitlines()
    assert told[1:] == [
        "What the other policy would have changed",
        "  Nothing: under both policies the same is said, in the same places, at the same time.",
    ]


def test_from_the_beginning_it_finds_what_a_simulation_of_the_export_finds(
    acme_copy: str, acme_policy: Path, quieter: Path
) -> None:
    export = ("examples/acme.zip", "--org", "examples/organisation.toml")
    simulated = json.loads(
        ratchet("simulate", *export, "--policy", acme_policy, "--against", quieter, "--json").stdout
    )["differences"]
    assert (tried(acme_copy, quieter, *ALL)["differences"], simulated["by_behaviour"] != {}) == (simulated, True)


def test_only_what_is_said_from_a_day_on_is_compared(acme_copy: str, quieter: Path) -> None:
    late, all_weeks = (tried(acme_copy, quieter, *since)["events"] for since in (("--since", "2026-01-26"), ALL))
    assert 0 < late < all_weeks


def test_where_the_words_have_left_the_log_it_says_which_setting_keeps_them(acme_url: str, quieter: Path) -> None:
    ratchet("db", "trim", "--older-than", "1d", "--database", acme_url)
    refused = ratchet("policy", "try", "--policy", quieter, "--database", acme_url)
    said = "The words of these weeks have left the log. RATCHET_KEEP_WORDS says for how long they are kept"
    assert (refused.returncode, said in refused.stderr) == (2, True)


@pytest.mark.parametrize(("day", "why"), [("yesterday", "write it as 2026-01-31"), ("2027-01-01", "Nothing was heard")])
def test_a_day_that_is_none_or_after_which_nothing_was_heard_is_refused(
    acme_copy: str, quieter: Path, day: str, why: str
) -> None:
    refused = ratchet("policy", "try", "--policy", quieter, "--database", acme_copy, "--since", day)
    assert (refused.returncode, why in refused.stderr) == (2, True)
