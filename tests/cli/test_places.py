"""What commands say and do is the same on a saved state and on a database."""

import re
from pathlib import Path

import pytest
from command import Ran, ratchet

ALERT = "job-runner/CPUThrottlingHigh"
OTHER = "checkout-api/HighErrorRate"
REQUEST = "help-platform/1769091620.422122"
NOTICE = "deploys/1769684412.526061"
INCIDENT = "platform-alerts/cputhrottlinghigh-9da686617860bd4b/19"
GROUPS = ["team", "channel", "service", "alert", "incident", "runbook", "help", "mute", "notification", "person", "bot"]

READING: list[tuple[str, ...]] = [
    *((group, "list") for group in GROUPS),
    *((group, "list", "--limit", "3") for group in GROUPS),
    *((group, "list", "--json") for group in GROUPS),
    ("incident", "list", "--only", "open"),
    ("incident", "list", "--service", "ledger", "--limit", "4"),
    ("incident", "list", "--channel", "platform-alerts", "--only", "resolved", "--limit", "7"),
    ("incident", "show", INCIDENT),
    ("help", "list", "--team", "platform"),
    ("help", "list", "--mine", "--as", "lars", "--limit", "2"),
    ("help", "show", REQUEST),
    ("notification", "list", "--kind", "deploy", "--service", "checkout-api"),
    ("alert", "show", ALERT),
    ("alert", "show", "nothing"),
    ("service", "show", "checkout-api"),
    ("channel", "show", "help-platform"),
    ("team", "show", "platform"),
    ("runbook", "show", OTHER, "--version", "1"),
    ("runbook", "diff", OTHER, "1"),
    ("runbook", "outcomes", OTHER),
    ("mute", "preview", ALERT),
    ("mute", "show", ALERT),
]


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_what_is_read_is_said_the_same(state: Path, acme_copy: str, command: tuple[str, ...]) -> None:
    on_state, on_database = ratchet(*command, "--state", state), ratchet(*command, "--database", acme_copy)
    assert (on_database.returncode, on_database.stdout) == (on_state.returncode, on_state.stdout)


AT = ("--at", "2026-02-03T10:00")
WRITE = ("runbook", "write", ALERT, "-", "--as", "sofia")
CHANGES: list[tuple[tuple[str, ...], ...]] = [
    (("team", "rename", "platform", "Base", "--as", "lars"),),
    (("team", "undo", "tools", "--as", "lars"),),
    (("team", "join", "platform", "nadia", "--as", "lars"), ("team", "merge", "payments", "platform", "--as", "nadia")),
    (("team", "found", "Data", "--as", "nadia"), ("team", "join", "data", "sofia", "--as", "nadia")),
    tuple(("team", word, "platform", "sofia", "--as", "lars") for word in ("join", "leave", "join", "join")),
    (("channel", "transfer", "platform-alerts", "payments", "--as", "lars"),),
    (("channel", "transfer", "help-platform", "platform", "--as", "lars"),),
    (("channel", "agree", "help-platform", "--as", "lars"),),
    (("service", "alias", "ledger", "books", "--as", "nadia"),) * 3,
    (("service", "rename", "ledger", "The Ledger", "--as", "nadia"),),
    (("service", "merge", "ledger", "checkout", "--as", "nadia"), ("service", "split", "ledger", "--as", "nadia")),
    (("service", "transfer", "ledger", "platform", "--as", "nadia"),),
    (("alert", "tie", ALERT, "edge-proxy", "--as", "lars"),),
    (("incident", "mark", INCIDENT, "noise", "--as", "lars"),),
    (
        ("help", "handoff", REQUEST, "payments", "--as", "nadia"),
        ("help", "handoff", REQUEST, "payments", "--as", "lars"),
    ),
    (("help", "resolve", REQUEST, "fixed", "--as", "lars"), ("help", "reopen", REQUEST, "--as", "yuki")),
    (("help", "link", REQUEST, INCIDENT, "--as", "lars"), ("help", "tie", REQUEST, "ledger", "--as", "lars")),
    (("notification", "tie", NOTICE, "job-runner", "--as", "nadia"),),
    (
        WRITE,
        WRITE,
        ("runbook", "reject", ALERT, "1", "--as", "nadia"),
        ("runbook", "reject", ALERT, "1", "--as", "lars"),
    ),
    (WRITE, ("runbook", "approve", ALERT, "1", "--digest", "other", "--as", "lars")),
    (WRITE, ("runbook", "vote", ALERT, "1", "--helpful", "--as", "lars")),
    (
        ("mute", "add", ALERT, "--hours", "4", "--reason", "resizing", "--yes", "--as", "nadia"),
        ("mute", "add", ALERT, "--hours", "4", "--reason", "resizing", "--yes", "--as", "lars"),
        ("mute", "add", ALERT, "--hours", "4", "--reason", "resizing", "--yes", "--as", "lars"),
        ("mute", "end", ALERT, "--as", "lars"),
        ("mute", "end", ALERT, "--as", "lars"),
    ),
    (
        ("bot", "teach", "deploys/1769684412.526061", "BSHIP", "shipped #", "firing", "--as", "nadia"),
        ("bot", "teach", "deploys/1769684412.526061", "BSHIP", "shipped #", "firing", "--as", "lars"),
        ("bot", "list"),
        ("bot", "show", "BSHIP"),
        ("bot", "forget", "deploys/1769684412.526061", "BSHIP", "shipped #", "--as", "lars"),
        ("bot", "forget", "deploys/1769684412.526061", "BSHIP", "shipped #", "--as", "lars"),
        ("bot", "list"),
        ("bot", "teach", "nowhere", "BSHIP", "shipped #", "end", "--as", "lars"),
    ),
    (("erase", "person", "lars", "--yes"), ("readmit", "person", "U01", "--as", "nobody")),
    (("team", "rename", "platform", "Base", "--as", "lars", "--at", "2020-01-01"),),
    (("team", "rename", "nothing", "Base", "--as", "lars"),),
]


_OF_THE_LOG = re.compile(r"^\d+ events? of the log lost .*\n", re.MULTILINE)
"""What only a database has is a log of all that was heard, which an erasure reaches."""


def said(ran: Ran, place: str) -> tuple[int, str, list[str]]:
    """Return what a command came to, but for what the two places are called."""
    errors = [line for line in ran.stderr.splitlines() if not line.startswith("Using the database")]
    told = _OF_THE_LOG.sub("", ran.stdout).replace(place, "PLACE").replace("the database", "the state")
    return ran.returncode, told, [line.replace("database", "state") for line in errors]


@pytest.mark.parametrize("commands", CHANGES, ids=lambda commands: "; ".join(" ".join(one[:8]) for one in commands))
def test_what_is_changed_is_said_the_same(state: Path, acme_url: str, commands: tuple[tuple[str, ...], ...]) -> None:
    on_state, on_database = [], []
    for command in commands:
        given = command if "--at" in command or command[1] in {"list", "show"} else (*command, *AT)
        on_state.append(said(ratchet(*given, "--state", state, text="1. Look."), str(state)))
        on_database.append(said(ratchet(*given, "--database", acme_url, text="1. Look."), f"--database '{acme_url}'"))
    assert on_database == on_state
