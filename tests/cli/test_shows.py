"""Every noun of a saved state is shown as it is, and as it was when something happened to it."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from command import ROOT, ratchet
from ratchet_core.domain import HelpState
from ratchet_core.domain.policy import CHOSEN

ACME = ROOT / "examples" / "acme.zip"
ORGANISATION = ROOT / "examples" / "organisation.toml"
ALERT = "job-runner/CPUThrottlingHigh"
REQUEST = "help-platform/1769091620.422122"
INCIDENT = "payments-alerts/checkout-api/HighErrorRate/1"


def shown(state: Path, *command: object) -> Any:  # noqa: ANN401 - what JSON holds
    return json.loads(ratchet(*command, "--state", state, "--json").stdout)


def run(state: Path, *command: object) -> int:
    return ratchet(*command, "--state", state).returncode


def picked(record: Any, *fields: str) -> list[object]:  # noqa: ANN401 - what JSON holds
    return [record[field] for field in fields]


def test_a_team_is_shown_with_its_names_and_all_that_is_its_own_now(state: Path) -> None:
    record = shown(state, "team", "show", "payments")
    assert picked(record, "called now", "names", "channels", "requests that wait for it") == [
        "Money",
        ["Payments from 2025-01-01 00:00 UTC to 2026-01-19 00:00 UTC", "Money since 2026-01-19 00:00 UTC"],
        ["payments-alerts"],
        1,
    ]


def test_a_merged_team_says_what_it_is_part_of(state: Path) -> None:
    assert picked(shown(state, "team", "show", "tools"), "now part of", "channels") == ["Platform", []]


def test_a_channel_is_shown_with_its_owners_and_what_the_policy_allows(state: Path) -> None:
    record = shown(state, "channel", "show", "payments-alerts")
    assert picked(record, "owner now", "policy", "alerts", "incidents") == [
        "Money",
        [
            "incidents: live",
            "cards: live",
            "notifications: live",
            "help_requests: off",
            "answers: off",
            "reminders: off",
            "drafts: live",
            *(f"{name}: off" for name in CHOSEN),
            "posts_per_minute: 10",
            "digest_of: channel",
        ],
        17,
        "35 (35 resolved)",
    ]


def test_a_service_counts_what_is_part_of_it_now(state: Path) -> None:
    merged = run(state, "service", "merge", "ledger", "checkout-api", "--as", "nadia")
    record = shown(state, "service", "show", "checkout-api")
    services = {alert["service"] for alert in record["alerts"]}
    assert (merged, record["consists of"], services) == (0, ["ledger"], {"checkout-api", "ledger"})


def test_rows_tell_the_name_of_a_renamed_service_and_what_a_merged_one_is_part_of(state: Path) -> None:
    run(state, "service", "rename", "ledger", "General ledger", "--as", "nadia")
    run(state, "service", "merge", "ledger", "checkout-api", "--as", "nadia")
    rows = [one for one in shown(state, "alert", "list") if one["service"] == "ledger"]
    assert picked(rows[0], "called", "now part of") == ["General ledger", "checkout-api"]


def test_an_incident_is_shown_as_of_the_moment_it_opened(state: Path) -> None:
    record = shown(state, "incident", "show", INCIDENT)
    assert picked(record, "opened", "open for", "owner then", "runbook then", "deploys before") == [
        "2026-01-05 10:15 UTC",
        "17 min",
        "Payments",
        "none",
        [
            {
                "deployed": "13 min before",
                "title": "Deployed checkout-api v1882 to production",
                "notice": "deploys/1767607345.476881",
            },
        ],
    ]


def test_an_incident_has_the_notes_of_its_thread_in_order(state: Path) -> None:
    notes = shown(state, "incident", "show", INCIDENT)["notes"]
    assert ([note["by"] for note in notes], [note["at"] for note in notes]) == (
        ["nadia", "imani", "nadia", "imani", "imani", "nadia", "nadia"],
        sorted(note["at"] for note in notes),
    )


def test_an_incident_names_the_question_that_was_linked_to_it(state: Path) -> None:
    run(state, "help", "link", REQUEST, INCIDENT, "--as", "lars")
    asked = shown(state, "incident", "show", INCIDENT)["asked about"]
    assert [picked(one, "request", "when", "by") for one in asked] == [[REQUEST, "17 d 4 h after it opened", "yuki"]]


def test_a_help_request_is_shown_with_its_first_response_and_its_holder(state: Path) -> None:
    record = shown(state, "help", "show", REQUEST)
    assert picked(record, "by", "as", "service", "tied by", "state", "first response", "first answer", "held by") == [
        "yuki",
        "customer",
        "edge-proxy",
        "words",
        "resolved",
        "after 3 min by weilin",
        "after 8 min",
        "Platform",
    ]


def test_a_runbook_is_shown_with_names_and_its_raw_text_has_the_digest_beside_it(state: Path) -> None:
    show = ("runbook", "show", "checkout-api/HighErrorRate")
    raw, lines = shown(state, *show), ratchet(*show, "--state", state).stdout.splitlines()
    assert (hashlib.sha256(raw["text"].encode()).hexdigest(), [line for line in lines if "<@" in line]) == (
        raw["digest"],
        [],
    )


def test_what_is_doubtful_in_runbooks_is_listed_for_all_or_for_one_and_counted_where_they_wait(state: Path) -> None:
    found = shown(state, "runbook", "lint")
    waiting = {one["alert"]: one["to look at"] for one in shown(state, "runbook", "list", "--waiting")}
    assert (
        [(one["alert"], one["line"], one["what"], one["words"]) for one in found],
        [len(shown(state, "runbook", "lint", one)) for one in ("PodCrashLooping", "HighErrorRate")],
        {alert for alert, count in waiting.items() if count},
    ) == (
        [
            (
                "Connection pool exhausted: card-vault",
                5,
                "no command or check",
                "restarted the workers and raised default_pool_size to 60, pool is free again",
            ),
            ("PodCrashLooping", 5, "no command or check", "rolled back to the version before, memory is flat again"),
        ],
        [1, 0],
        {"Connection pool exhausted: card-vault", "PodCrashLooping"},
    )


def test_a_version_is_held_beside_what_was_done(state: Path) -> None:
    tested = shown(state, "runbook", "backtest", "ConsumerLagGrowing")
    lines = ratchet("runbook", "backtest", "ConsumerLagGrowing", "--state", state).stdout.splitlines()
    assert (tested["told"], [(one["incident"], one["quoted"]) for one in tested["incidents"]], lines[:2]) == (
        "matches what was done in 4 of 4 (written from 2 of them)",
        [(4, True), (3, False), (2, False), (1, True)],
        [
            "Version 1 matches what was done in 4 of 4 (written from 2 of them).",
            "2026-01-27 09:30 UTC  #platform-alerts, incident 4, open for 15 min, which the version quotes",
        ],
    )


def test_a_version_to_lint_is_one_of_a_named_runbook(state: Path) -> None:
    refused = ratchet("runbook", "lint", "--version", "1", "--state", state)
    assert (refused.returncode, "give its alert's NAME too" in refused.stderr) == (2, True)


def test_an_alert_is_shown_with_its_incidents_as_it_lists_them(state: Path) -> None:
    record = shown(state, "alert", "show", ALERT)
    assert (record["incidents"], len(record["incidents had"]), record["channels"]) == (19, 19, ["platform-alerts"])


@pytest.mark.parametrize(
    ("bot", "code", "said"),
    [
        ("B05CLOUDX", 2, "ratchet: There is no bot 'B05CLOUDX'. Did you mean 'B05CLOUDW'?\n"),
        ("B05CLOUDW", 0, "Nothing was taught about this bot; `ratchet bot teach` does so.\n"),
    ],
)
def test_a_bot_that_is_not_there_is_told_from_one_that_was_taught_nothing(
    state: Path, bot: str, code: int, said: str
) -> None:
    ran = ratchet("bot", "show", bot, "--state", state)
    assert (ran.returncode, ran.stdout + ran.stderr) == (code, said)


def test_what_is_not_the_timestamp_of_a_message_teaches_nothing(state: Path) -> None:
    ran = ratchet("bot", "teach", "deploys/17", "BSHIP", "shipped #", "notice", "--as", "lars", "--state", state)
    assert (ran.returncode, ran.stderr) == (
        2,
        "ratchet: deploys/17: name a message as CHANNEL/TS, such as alerts/1714640400.000100.\n",
    )


def test_a_record_is_printed_with_a_field_on_each_line(state: Path) -> None:
    lines = ratchet("help", "show", REQUEST, "--state", state).stdout.splitlines()
    assert [line for line in lines if line.startswith(("request:", "first", "held"))] == [
        f"request: {REQUEST}",
        "first response: after 3 min by weilin",
        "first answer: after 8 min",
        "held by: Platform",
    ]


@pytest.mark.parametrize(
    ("command", "count"),
    [
        (("help", "list", "--only", "open"), 4),
        (("help", "list", "--only", "open", "--limit", "2"), 2),
        (("help", "list", "--channel", "general"), 0),
        (("help", "list", "--team", "platform"), 3),
        (("help", "list", "--team", "tools"), 3),
        (("help", "list", "--mine", "--as", "imani"), 1),
        (("incident", "list", "--service", "job-runner", "--channel", "platform-alerts", "--limit", "7"), 7),
        (("incident", "list", "--only", "open"), 0),
        (("notification", "list", "--kind", "deploy", "--service", "checkout"), 12),
        (("person", "list", "--limit", "3"), 3),
    ],
)
def test_lists_are_narrowed_and_limited(state: Path, command: tuple[object, ...], count: int) -> None:
    assert len(shown(state, *command)) == count


def test_what_waits_longest_is_listed_first_with_since_when_and_for_whom(state: Path) -> None:
    waiting = shown(state, "help", "list", "--only", "open")
    assert [(one["waiting since"], one["waiting for"]) for one in waiting] == [
        ("2026-01-09 14:10 UTC", "Platform"),
        ("2026-01-15 13:10 UTC", "Money"),
        ("2026-01-23 14:40 UTC", "Platform"),
        ("2026-01-26 15:30 UTC", "Platform"),
    ]


@pytest.mark.parametrize(
    ("command", "teams"),
    [
        (("runbook", "list", "--waiting"), {"Money", "Platform"}),
        (("runbook", "list", "--waiting", "--as", "nadia"), {"Money"}),
        (("runbook", "list", "--waiting", "--as", "sofia"), set()),
    ],
)
def test_what_waits_for_an_approval_is_listed_for_all_or_for_who_may_give_it(
    state: Path, command: tuple[str, ...], teams: set[str]
) -> None:
    assert {one["waiting for"] for one in shown(state, *command)} == teams


def test_the_oldest_that_waits_for_an_approval_is_listed_first(state: Path) -> None:
    written = [str(one["written"]) for one in shown(state, "runbook", "list", "--waiting")]
    assert (len(written), written) == (8, sorted(written))


def test_for_whose_approval_something_waits_is_asked_with_waiting_alone(state: Path) -> None:
    refused = ratchet("runbook", "list", "--as", "nadia", "--state", state)
    assert (
        refused.returncode,
        "--as says for whose approval --waiting asks; give --waiting too." in refused.stderr,
    ) == (
        2,
        True,
    )


def test_the_report_counts_for_each_team_the_requests_that_the_list_shows_for_it(state: Path) -> None:
    reported = json.loads(ratchet("simulate", ACME, "--org", ORGANISATION, "--json").stdout)["waits"]["by_team"]
    listed = {
        team: sum(len(shown(state, "help", "list", "--team", team, "--only", one.value)) for one in HelpState)
        for team in reported
    }
    assert listed == {team: figures["asked"] for team, figures in reported.items()}


def test_the_list_of_help_requests_fits_80_columns(state: Path) -> None:
    lines = ratchet("help", "list", "--state", state).stdout.splitlines()
    assert (lines[:2], [line for line in lines if len(line) > 80]) == (
        [
            "WAITING SINCE UTC  STATE     WAITING FOR  REQUEST",
            "2026-01-09 14:10   open      Platform     help-platform/1767967839.007732",
        ],
        [],
    )


def test_what_steers_a_terminal_is_shown_as_a_mark(state: Path) -> None:
    run(state, "mute", "add", ALERT, "--hours", "1", "--reason", "quiet\u202e[2J", "--yes", "--as", "lars")
    out = ratchet("mute", "list", "--state", state).stdout
    assert ("\u202e" in out, "quiet\ufffd[2J" in out) == (False, True)


@pytest.mark.parametrize(("command", "field"), [(("channel", "list"), "owners"), (("person", "list"), "memberships")])
def test_teams_are_called_by_the_names_that_they_have_now(state: Path, command: tuple[str, ...], field: str) -> None:
    run(state, "team", "rename", "payments", "Xyzzy", "--as", "nadia")
    told = [words for row in shown(state, *command) for words in row[field]]
    found = [any(words.startswith("Xyzzy ") for words in told), any("payments" in words for words in told)]
    assert found == [True, False]
