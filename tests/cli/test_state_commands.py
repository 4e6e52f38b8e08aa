"""A saved state is listed, shown and changed by commands: each change is decided, explained, and written whole."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command import ratchet

ALERT = "job-runner/CPUThrottlingHigh"
REQUEST = "help-platform/1769091620.422122"
INCIDENT = "platform-alerts/cputhrottlinghigh-9da686617860bd4b/19"
GROUPS = ["team", "channel", "service", "alert", "incident", "runbook", "help", "mute", "notification", "person"]
TEXT = "1. Look at the throttling dashboard.\n2. Raise the CPU limit.\n"


def codes(state: Path, *commands: tuple[object, ...]) -> list[int]:
    return [ratchet(*command, "--state", state, text=TEXT).returncode for command in commands]


def digest(state: Path) -> str:
    shown = ratchet("runbook", "show", ALERT, "--state", state, "--json")
    return str(json.loads(shown.stdout)["digest"])


def test_a_runbook_is_written_by_anybody_and_approved_by_a_member_of_the_owning_team(state: Path) -> None:
    wrote = codes(state, ("runbook", "write", ALERT, "-", "--as", "sofia"))
    approve = ("runbook", "approve", ALERT, "1", "--digest", digest(state), "--as")
    assert (wrote, codes(state, (*approve, "nadia"), (*approve, "lars"))) == ([0], [3, 0])


def test_an_approval_of_another_text_is_refused_and_leaves_the_state_as_it_was(state: Path) -> None:
    codes(state, ("runbook", "write", ALERT, "-", "--as", "sofia"))
    before = state.read_bytes()
    refused = codes(state, ("runbook", "approve", ALERT, "1", "--digest", "other", "--as", "lars"))
    assert (refused, state.read_bytes()) == ([2], before)


def test_a_version_that_was_active_is_voted_on_and_the_last_vote_of_a_person_counts(state: Path) -> None:
    codes(state, ("runbook", "write", ALERT, "-", "--as", "sofia"))
    approve = ("runbook", "approve", ALERT, "1", "--digest", digest(state), "--as", "lars")
    vote = ("runbook", "vote", ALERT, "1", "--as", "lars")
    voted = codes(state, (*vote, "--helpful"), approve, (*vote, "--helpful"), (*vote, "--not-helpful"))
    shown = json.loads(ratchet("runbook", "outcomes", ALERT, "--state", state, "--json").stdout)
    assert (voted, shown[-1]["outcome"]["votes"]["n"]) == ([2, 0, 0, 0], 1)


def test_outcomes_are_shown_with_their_intervals_or_as_not_enough_data(state: Path) -> None:
    shown = ratchet("runbook", "outcomes", ALERT, "--state", state).stdout.splitlines()
    assert shown[:5:4] + shown[1:2] == [
        "without a runbook: 19 incidents",
        "  re-fired within a day: 15 of 19 (79 %, 95 % interval 57-91 %)",
        "  time to first human action: not enough data (0 incidents, 6 needed)",
    ]


def test_a_mute_is_added_and_ended_by_the_owning_team(state: Path) -> None:
    add = ("mute", "add", ALERT, "--hours", "4", "--reason", "resizing", "--yes", "--as")
    assert codes(state, (*add, "nadia"), (*add, "lars"), ("mute", "end", ALERT, "--as", "lars")) == [3, 0, 0]


def test_an_empty_channel_does_not_mean_everywhere(state: Path) -> None:
    muting = ("mute", "add", ALERT, "--channel", "", "--hours", "4", "--reason", "x", "--yes", "--as", "lars")
    before, refused = state.read_bytes(), ratchet(*muting, "--state", state)
    assert (refused.returncode, refused.stderr.partition(";")[0], state.read_bytes()) == (
        2,
        "ratchet: An empty name was given for the channel",
        before,
    )


def test_the_same_command_twice_is_once(state: Path) -> None:
    alias = ("service", "alias", "ledger", "books", "--as", "nadia")
    codes(state, alias)
    before = ratchet("service", "list", "--state", state).stdout
    assert (codes(state, alias), ratchet("service", "list", "--state", state).stdout) == ([0], before)


def test_a_command_that_changes_nothing_leaves_the_state_as_it_was_and_says_so(state: Path) -> None:
    codes(state, ("service", "alias", "ledger", "books", "--as", "nadia"))
    before = state.read_bytes()
    again = ratchet("service", "alias", "ledger", "books", "--as", "nadia", "--state", state)
    assert (state.read_bytes(), again.stdout.splitlines()[0]) == (before, "Nothing changed; the state is as it was.")


def test_what_was_undone_can_be_done_again_at_the_same_moment(state: Path) -> None:
    join, leave = (("team", word, "platform", "sofia", "--as", "lars") for word in ("join", "leave"))
    codes(state, join, leave, join)
    teams = json.loads(ratchet("team", "list", "--state", state, "--json").stdout)
    members = next(one["members"] for one in teams if one["team"] == "platform")
    assert [one.startswith("sofia since") for one in members if "sofia" in one][-1:] == [True]


def test_commands_at_the_same_time_lose_nothing(state: Path) -> None:
    command = [sys.executable, "-m", "ratchet_cli", "service", "alias", "ledger"]
    running = [
        subprocess.Popen([*command, f"books{n}", "--as", "nadia", "--state", str(state)], stdout=subprocess.DEVNULL)
        for n in range(3)
    ]
    ended = [one.wait() for one in running]
    services = json.loads(ratchet("service", "list", "--state", state, "--json").stdout)
    aliases = next(one["aliases"] for one in services if one["service"] == "ledger")
    assert (ended, [one for one in aliases if one.startswith("books")]) == ([0] * 3, ["books0", "books1", "books2"])


def test_what_a_command_changed_is_explained_afterwards(state: Path) -> None:
    told = ratchet("service", "alias", "ledger", "books", "--as", "nadia", "--state", state, "--json")
    why = ratchet("why", state, json.loads(told.stdout)["id"])
    assert (why.returncode, "because: services: remembered" in why.stdout) == (0, True)


CHANGES: list[tuple[object, ...]] = [
    ("team", "rename", "platform", "Base", "--as", "lars"),
    ("team", "undo", "tools", "--as", "lars"),
    ("team", "join", "platform", "nadia", "--as", "lars"),
    ("team", "merge", "tools", "platform", "--as", "nadia"),
    ("team", "found", "Data", "--as", "nadia"),
    ("team", "join", "platform", "sofia", "--as", "lars"),
    ("team", "leave", "platform", "sofia", "--as", "lars"),
    ("channel", "transfer", "platform-alerts", "payments", "--as", "lars"),
    ("service", "rename", "ledger", "The Ledger", "--as", "nadia"),
    ("service", "merge", "ledger", "checkout", "--as", "nadia"),
    ("service", "split", "ledger", "--as", "nadia"),
    ("service", "transfer", "ledger", "platform", "--as", "nadia"),
]


def test_every_change_is_made_by_one_who_may(state: Path) -> None:
    assert codes(state, *CHANGES) == [0] * len(CHANGES)


def test_an_incident_is_marked(state: Path) -> None:
    rows = json.loads(ratchet("incident", "list", "--state", state, "--json").stdout)
    marked = codes(state, ("incident", "mark", rows[0]["incident"], "noise", "--as", "lars"))
    after = json.loads(ratchet("incident", "list", "--state", state, "--json").stdout)
    assert (marked, after[0]["verdict"]) == ([0], "noise")


@pytest.mark.parametrize("group", GROUPS)
def test_every_list_is_printed_for_people_and_for_programs(state: Path, group: str) -> None:
    people = ratchet(group, "list", "--state", state)
    programs = ratchet(group, "list", "--state", state, "--json")
    assert (people.returncode, isinstance(json.loads(programs.stdout), list)) == (0, True)


@pytest.mark.parametrize(
    "command",
    [
        ("team", "merge", "nobody", "platform", "--as", "lars"),
        ("team", "rename", "platform", "Base", "--as", "nobody"),
        ("team", "rename", "platform", "Base", "--as", "lars", "--at", "soon"),
        ("team", "rename", "platform", "Base", "--as", "lars", "--at", "2020-01-01"),
        ("mute", "add", "CPUThrottlingHigh", "--hours", "4", "--reason", "x", "--as", "lars"),
        ("mute", "add", ALERT, "--hours", "4", "--reason", "x", "--as", "lars"),
        ("erase", "person", "lars"),
        ("erase", "person", "nobody", "--yes"),
        ("help", "show", "help-platform"),
        ("help", "show", "help-platform/1.0"),
        ("help", "resolve", REQUEST, "thanks", "--as", "lars"),
        ("help", "handoff", REQUEST, "nobody", "--as", "lars"),
        ("help", "list", "--mine"),
        ("help", "list", "--as", "lars"),
        ("help", "list", "--team", ""),
        ("help", "show", "help-platform/²"),
        ("incident", "list", "--channel", ""),
        ("incident", "list", "--service", ""),
        ("notification", "list", "--service", ""),
        ("mute", "preview", ALERT, "--channel", ""),
        ("erase", "person", "lar", "--yes"),
        ("notification", "tie", "deploys/1.0", "ledger", "--as", "lars"),
        ("alert", "tie", ALERT, "nothing", "--as", "lars"),
        ("incident", "show", "platform-alerts/x"),
        ("runbook", "show", ALERT),
        ("incident", "mark", "somewhere", "noise", "--as", "lars"),
    ],
)
def test_what_stands_for_nothing_or_for_too_much_is_refused_with_one_message(
    state: Path, command: tuple[object, ...]
) -> None:
    refused = ratchet(*command, "--state", state)
    assert (refused.returncode, refused.stderr.startswith("ratchet: "), "Traceback" in refused.stderr) == (
        2,
        True,
        False,
    )


def torn(text: str) -> str:
    return text[: len(text) // 2]


def altered(text: str) -> str:
    return text.replace("Payments", "Paymentz", 1)


def newer(text: str) -> str:
    return text.replace('"v":2', '"v":3', 1)


def older(text: str) -> str:
    return text.replace('"v":2', '"v":1', 1)


def nothing(text: str) -> str:
    return text[:0]


@pytest.mark.parametrize("broken", [torn, altered, newer, older, nothing])
def test_a_state_that_is_not_whole_or_of_another_version_is_refused(state: Path, broken: object) -> None:
    assert callable(broken)
    state.write_text(broken(state.read_text()))
    refused = ratchet("team", "list", "--state", state)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


def test_a_save_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "folder" / "acme.state"
    failed = ratchet("simulate", "examples/acme.zip", "--save", target)
    assert (failed.returncode, list(tmp_path.iterdir())) == (2, [])


@pytest.mark.parametrize("text", ["[teams.a]\nnmae = 'A'\n", "not toml ["])
def test_an_organisation_that_cannot_be_used_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "org.toml"
    path.write_text(text)
    refused = ratchet("simulate", "examples/acme.zip", "--org", path)
    assert (refused.returncode, str(path) in refused.stderr) == (2, True)


def test_what_has_no_known_beginning_is_said_to_hold_from_the_start_or_until_its_end(state: Path) -> None:
    listed = ratchet("channel", "list", "--state", state).stdout.splitlines()
    owners = [
        line.partition("  owners: ")[2] for line in listed if line.startswith(("channel: deploys ", "channel: help"))
    ]
    assert owners == [
        "Developer tools until 2025-11-01 00:00 UTC, Platform since 2025-11-01 00:00 UTC",
        "Platform from the start",
    ]
