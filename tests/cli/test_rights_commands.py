"""Commands by people without the right end with 3, and names that are none with 2 and what may be meant."""

import json
from pathlib import Path

import pytest
from command import Ran, ratchet


def run(state: Path, *command: object) -> Ran:
    return ratchet(*command, "--state", state)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            ("team", "rename", "Pyaments", "Money", "--as", "nadia"),
            "There is no team 'Pyaments'. Did you mean 'Payments'?",
        ),
        (("team", "show", "platfrom"), "There is no team 'platfrom'. Did you mean 'Platform'?"),
        (
            ("team", "join", "Platfrom", "sofia", "--as", "lars"),
            "There is no team 'Platfrom'. Did you mean 'Platform'?",
        ),
        (
            ("service", "transfer", "legder", "platform", "--as", "nadia"),
            "There is no service 'legder'. Did you mean 'ledger'?",
        ),
        (
            ("service", "transfer", "ledger", "Platfrom", "--as", "nadia"),
            "There is no team 'Platfrom'. Did you mean 'Platform'?",
        ),
        (
            ("channel", "transfer", "platfrom-alerts", "payments", "--as", "lars"),
            "There is no channel 'platfrom-alerts'. Did you mean 'platform-alerts'?",
        ),
        (("team", "join", "platform", "soffia", "--as", "lars"), "There is no person 'soffia'. Did you mean 'sofia'?"),
        (("team", "join", "platform", "sofia", "--as", "larrs"), "There is no person 'larrs'. Did you mean 'lars'?"),
    ],
)
def test_a_near_miss_is_refused_with_the_name_that_may_be_meant(
    state: Path, command: tuple[str, ...], message: str
) -> None:
    before, refused = state.read_bytes(), run(state, *command)
    assert (refused.returncode, refused.stderr, state.read_bytes()) == (2, f"ratchet: {message}\n", before)


@pytest.mark.parametrize("name", ["platform", "Platform", "PLATFORM"])
def test_a_name_is_found_in_any_case(state: Path, name: str) -> None:
    assert run(state, "team", "rename", name, "Base", "--as", "LARS").returncode == 0


@pytest.mark.parametrize(
    "command",
    [
        ("team", "found", "Data", "--as", "lars"),
        ("team", "rename", "platform", "Base", "--as", "nadia"),
        ("team", "join", "platform", "sofia", "--as", "sofia"),
        ("team", "merge", "payments", "platform", "--as", "lars"),
        ("team", "undo", "tools", "--as", "nadia"),
        ("service", "transfer", "ledger", "platform", "--as", "lars"),
        ("service", "rename", "ledger", "Mine", "--as", "lars"),
        ("service", "merge", "ledger", "job-runner", "--as", "nadia"),
        ("channel", "transfer", "platform-alerts", "payments", "--as", "nadia"),
    ],
)
def test_a_command_without_the_right_to_it_leaves_the_state_as_it_was(state: Path, command: tuple[str, ...]) -> None:
    before, refused = state.read_bytes(), run(state, *command)
    assert (refused.returncode, state.read_bytes()) == (3, before)


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (
            ("team", "join", "platform", "sofia", "--as", "sofia"),
            "only members of Platform may do this, and sofia is not one; ask one of them",
        ),
        (
            ("team", "join", "platform", "sofia", "--as", "cleo"),
            "cleo is external, and only people of the company may do this; ask one of them",
        ),
        (("team", "found", "Data", "--as", "lars"), "founding a team takes an admin; ask nadia"),
        (
            ("erase", "person", "lars", "--yes", "--as", "nadia"),
            "only lars or whoever installed ratchet may erase them",
        ),
    ],
)
def test_who_may_not_is_named_and_not_told_by_an_id(state: Path, command: tuple[str, ...], refusal: str) -> None:
    refused = run(state, *command)
    assert (refused.returncode, refused.stderr) == (3, f"ratchet: This is not allowed: {refusal}.\n")


def test_a_team_is_founded_by_an_admin_who_takes_in_its_first_member(state: Path) -> None:
    joins = ("team", "join", "Data Platform", "sofia", "--as")
    codes = [
        run(state, "team", "found", "Data Platform", "--as", "nadia").returncode,
        run(state, *joins, "sofia").returncode,
        run(state, *joins, "nadia").returncode,
        run(state, "team", "join", "data-platform", "jonas", "--as", "sofia").returncode,
    ]
    shown = json.loads(run(state, "team", "show", "data platform", "--json").stdout)
    assert (codes, shown["team"]) == ([0, 3, 0, 0], "data-platform")


def test_a_team_that_there_is_is_not_founded_again(state: Path) -> None:
    refused = run(state, "team", "found", "PLATFORM", "--as", "nadia")
    assert (refused.returncode, "there is a team 'Platform'" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    "command", [("team", "undo", "platform", "--as", "lars"), ("team", "leave", "platform", "sofia", "--as", "lars")]
)
def test_what_would_change_nothing_is_refused(state: Path, command: tuple[str, ...]) -> None:
    before, refused = state.read_bytes(), run(state, *command)
    assert (refused.returncode, state.read_bytes()) == (2, before)


def test_of_two_commands_of_one_moment_the_later_one_holds(state: Path) -> None:
    for name in ("Zebra", "Ants"):
        run(state, "team", "rename", "platform", name, "--as", "lars")
    assert json.loads(run(state, "team", "show", "platform", "--json").stdout)["called now"] == "Ants"


def test_under_four_eyes_nobody_approves_what_they_wrote(tmp_path: Path) -> None:
    policy, state, alert = tmp_path / "policy.toml", tmp_path / "acme.state", "job-runner/CPUThrottlingHigh"
    ratchet("simulate", "examples/acme.zip", "--write-policy", policy)
    policy.write_text(
        policy.read_text()
        .replace("four_eyes = false", "four_eyes = true")
        .replace("admins = []", 'admins = ["U05LARSHV"]')
    )
    org = ("--org", "examples/organisation.toml")
    ratchet("simulate", "examples/acme.zip", "--policy", policy, *org, "--save", state)
    wrote = ratchet("runbook", "write", alert, "-", "--state", state, "--as", "lars", text="Raise the limit.")
    digest = json.loads(run(state, "runbook", "show", alert, "--json").stdout)["digest"]
    approve = ("runbook", "approve", alert, "1", "--digest", digest, "--as")
    codes = [run(state, *approve, by).returncode for by in ("lars", "priya")]
    assert (wrote.returncode, codes, run(state, "team", "found", "Data", "--as", "lars").returncode) == (0, [3, 0], 0)
