"""What people say of requests, alerts, notices and mutes is said by commands, and by those who may."""

import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from command import ratchet

ALERT = "job-runner/CPUThrottlingHigh"
REQUEST = "help-platform/1769091620.422122"
NOTICE = "deploys/1769684412.526061"
ADD = ("mute", "add", ALERT, "--hours", "4", "--reason", "resizing", "--as")


def shown(state: Path, *command: object) -> Any:  # noqa: ANN401 - what JSON holds
    return json.loads(ratchet(*command, "--state", state, "--json").stdout)


def codes(state: Path, *commands: tuple[object, ...]) -> list[int]:
    return [ratchet(*command, "--state", state).returncode for command in commands]


def test_a_request_waits_for_the_team_that_it_was_handed_to(state: Path) -> None:
    handoff = ("help", "handoff", REQUEST, "payments", "--as")
    done = codes(state, (*handoff, "nadia"), (*handoff, "lars"))
    record = shown(state, "help", "show", REQUEST)
    assert (done, record["held by"], [one["to"] for one in record["handed to"]]) == ([3, 0], "Money", ["Money"])


def test_a_request_is_resolved_and_opened_again(state: Path) -> None:
    resolved = codes(state, ("help", "resolve", REQUEST, "fixed", "--as", "lars"))
    said = shown(state, "help", "show", REQUEST)["resolution"]
    again = codes(state, ("help", "reopen", REQUEST, "--as", "yuki"))
    state_now = shown(state, "help", "show", REQUEST)["state"]
    assert (resolved, said.partition(" 2026")[0], again, state_now) == ([0], "fixed, said by lars", [0], "answered")


def test_what_a_person_says_something_is_about_holds(state: Path) -> None:
    tied = codes(
        state,
        ("help", "tie", REQUEST, "job-runner", "--as", "lars"),
        ("notification", "tie", NOTICE, "job-runner", "--as", "nadia"),
        ("alert", "tie", ALERT, "edge-proxy", "--as", "lars"),
    )
    rows = [
        shown(state, "help", "show", REQUEST),
        shown(state, "notification", "list", "--service", "job-runner", "--limit", "1")[0],
        shown(state, "alert", "show", "cputhrottlinghigh-9da686617860bd4b"),
    ]
    assert (tied, [(row["service"], row["tied by"]) for row in rows]) == (
        [0, 0, 0],
        [("job-runner", "person"), ("job-runner", "person"), ("edge-proxy", "person")],
    )


def test_every_command_is_explained_afterwards(state: Path) -> None:
    ids = [
        shown(state, "help", "handoff", REQUEST, "payments", "--as", "lars")["id"],
        shown(state, "alert", "tie", ALERT, "edge-proxy", "--as", "lars")["id"],
        shown(state, "erase", "person", "lars", "--yes")["id"],
    ]
    explained = [ratchet("why", state, one).stdout for one in ids]
    assert [text.split("because: ")[1].split(":")[0] for text in explained] == ["handling", "ties", "erasure"]


def test_a_preview_counts_cards_and_what_would_have_been_missed(state: Path) -> None:
    record = shown(state, "mute", "preview", "checkout-api/HighErrorRate")
    assert [record[field] for field in ("cards", "critical", "would have been missed")] == [3, 3, 3]


def test_a_preview_counts_no_incident_that_resolved_while_held_or_went_on_with_a_conversation(state: Path) -> None:
    silenced = shown(state, "mute", "preview", ALERT)["silenced"]
    assert (len(silenced), [one for one in silenced if one["open for"] == "52 s"]) == (3, [])


def test_without_a_terminal_a_mute_needs_yes_after_its_preview(state: Path) -> None:
    before = state.read_bytes()
    refused = ratchet(*ADD, "lars", "--state", state)
    assert (refused.returncode, state.read_bytes() == before, refused.stderr) == (
        2,
        True,
        f"ratchet: There is no terminal to ask on; look at `ratchet mute preview {ALERT}`, then use --yes.\n",
    )


@pytest.mark.parametrize(("answer", "code", "mutes"), [("y\n", 0, 1), ("n\n", 1, 0)])
def test_on_a_terminal_a_mute_is_asked_about(state: Path, answer: str, code: int, mutes: int) -> None:
    with mock.patch("ratchet_cli.nouns.options.has_terminal", return_value=True):
        asked = ratchet(*ADD, "lars", "--state", state, text=answer)
    assert (asked.returncode, len(shown(state, "mute", "list")), "3 cards" in asked.stderr) == (code, mutes, True)


def test_a_mute_shows_what_it_kept_silent_about(state: Path) -> None:
    codes(state, (*ADD, "lars", "--yes"))
    record = shown(state, "mute", "show", ALERT)
    assert (record["muted now"], [one["silenced"] for one in record["mutes"]]) == (
        "yes",
        ["no card"],
    )


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("help", "handoff", REQUEST, "payments", "--as", "lars"), "Handed to Money."),
        (("help", "resolve", REQUEST, "fixed", "--as", "lars"), "Resolved: fixed."),
        (("help", "tie", REQUEST, "job-runner", "--as", "lars"), "Tied to Job runner."),
        (
            ("help", "link", REQUEST, f"platform-alerts/{ALERT}/19", "--as", "lars"),
            "Linked to CPUThrottlingHigh #19.",
        ),
        ((*ADD, "lars", "--yes", "--at", "2026-02-02T08:27"), "Muted until 2026-02-02 12:27 UTC: resizing."),
        (("incident", "mark", f"platform-alerts/{ALERT}/19", "noise", "--as", "lars"), "Marked as noise."),
        (("service", "alias", "ledger", "books", "--as", "nadia"), "books stands for Ledger now."),
        (("service", "transfer", "ledger", "platform", "--as", "nadia"), "Ledger belongs to Platform now."),
        (("channel", "transfer", "help-platform", "payments", "--as", "lars"), "#help-platform belongs to Money now."),
        (("team", "join", "platform", "sofia", "--as", "lars"), "sofia is a member of Platform now."),
        (("team", "rename", "platform", "Base", "--as", "lars"), "The team is called Base from now on."),
        (("team", "leave", "platform", "lars", "--as", "lars"), "lars is no longer a member of Platform."),
        (("runbook", "reject", "checkout-api/HighErrorRate", "1", "--as", "nadia"), "Version 1 is rejected."),
        (("erase", "person", "lars", "--yes"), "Erased: the name, and all that the person wrote."),
    ],
)
def test_a_command_says_in_a_sentence_what_it_came_to(state: Path, command: tuple[object, ...], sentence: str) -> None:
    assert sentence in ratchet(*command, "--state", state).stdout.splitlines()


def test_a_command_that_changes_nothing_says_what_was_so_already(state: Path) -> None:
    ran = ratchet("channel", "transfer", "help-platform", "platform", "--as", "lars", "--state", state)
    assert ran.stdout == "Nothing changed; the state is as it was (Platform).\n"


def test_what_is_resolved_stays_so_with_another_team_and_the_command_says_that(state: Path) -> None:
    said = ratchet("help", "handoff", REQUEST, "payments", "--as", "lars", "--state", state).stdout.splitlines()
    assert said[1] == "It stays resolved, so nobody is waited for; `ratchet help reopen` opens it."


MARK = ("incident", "mark", f"platform-alerts/{ALERT}/19", "noise", "--as", "lars")


def test_why_an_incident_was_noise_is_answered_and_shown_and_a_better_word_for_it_replaces_it(state: Path) -> None:
    said = [
        ratchet(*MARK, "--reason", reason, "--state", state).stdout.splitlines()[0]
        for reason in ("downtime", "downtime not set")
    ]
    record = shown(state, "incident", "show", MARK[2])
    alert = shown(state, "alert", "show", ALERT)["incidents had"][0]
    assert (said, record["because"], alert["because"]) == (
        ["Marked as noise: downtime.", "Marked as noise: downtime not set."],
        "downtime not set",
        "downtime not set",
    )


def test_a_reason_that_says_nothing_is_refused(state: Path) -> None:
    ran = ratchet(*MARK, "--reason", " ", "--state", state)
    assert (ran.returncode, ran.stderr) == (2, "ratchet: --reason is empty; say why, or leave it out.\n")


def test_a_mute_that_was_ended_is_answered_the_second_time_as_one_that_never_was(state: Path) -> None:
    never = ratchet("mute", "end", ALERT, "--as", "lars", "--state", state)
    codes(state, (*ADD, "lars", "--yes"), ("mute", "end", ALERT, "--as", "lars"))
    again = ratchet("mute", "end", ALERT, "--as", "lars", "--state", state)
    assert (again.returncode, again.stderr) == (2, never.stderr)


def test_a_mute_that_is_refused_shows_no_preview(state: Path) -> None:
    no_right = ratchet(*ADD, "yuki", "--yes", "--state", state)
    endless = ratchet("mute", "add", ALERT, "--hours", "4", "--reason", "x" * 1_001, "--as", "lars", "--state", state)
    assert (no_right.returncode, no_right.stdout, endless.returncode, endless.stdout, endless.stderr) == (
        3,
        "",
        2,
        "",
        "ratchet: This cannot be done: a reason has 1,000 characters at most; this one has 1,001.\n",
    )


def test_of_two_mutes_the_longer_holds(state: Path) -> None:
    at = ("--yes", "--as", "lars", "--at", "2026-02-02T08:00", "--state", state)
    said = [ratchet("mute", "add", ALERT, "--hours", hours, "--reason", "resizing", *at) for hours in ("4", "2", "8")]
    lasting = [one["when"] for one in shown(state, "mute", "list") if not one["ended by"]]
    assert ([one.returncode for one in said], said[1].stderr, lasting) == (
        [0, 2, 0],
        (
            "ratchet: This cannot be done: CPUThrottlingHigh is muted everywhere until 2 Feb 12:00 UTC already; "
            "end that with `ratchet mute end`, or ask for longer.\n"
        ),
        ["from 2026-02-02 08:00 UTC to 2026-02-02 16:00 UTC"],
    )


def test_what_is_over_cannot_be_resolved_and_a_command_says_since_when(state: Path) -> None:
    tried = ratchet("incident", "resolve", f"platform-alerts/{ALERT}/19", "--as", "lars", "--state", state)
    assert (tried.returncode, tried.stderr) == (
        2,
        "ratchet: This cannot be done: incident #19 is over since 25 Jan 12:36 UTC.\n",
    )
