"""What cannot be used is named, as far as it tells anything, with what to write instead."""

from pathlib import Path

import pytest
from command import ratchet
from ratchet_cli.db.importing import Imported, outlived
from ratchet_cli.terminal.bounding import bounded
from ratchet_cli.terminal.usage import worded
from ratchet_core.basis.instants import DAY

INCIDENT = "payments-alerts/checkout-api/HighErrorRate/1"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            ("report", "--definitions", "plan"),
            "'--definitions': 'plan' is not one of ratchet, incident.io, pagerduty, ",
        ),
        (("report", "--definitions", "plain", "--json"), "leave out --definitions, or --json."),
        (("report", "--teams", "x"), "'--teams': 'x' is not one of then, now."),
        (
            ("incident", "list", "--only", "opn"),
            "'--only': 'opn' is not one of open, resolved, stale; did you mean open?",
        ),
        (("incident", "mark", INCIDENT, "no", "--as", "lars"), "'VERDICT': 'no' is not one of actionable, noise, "),
        (("incident", "list", "--limit", "0"), "'--limit': 0 is too small; write 1 or more."),
        (("incident", "list", "--limit", "x"), "'--limit': 'x' is not a whole number."),
        (
            ("mute", "add", "x", "--hours", "9999", "--reason", "x", "--as", "lars"),
            "'--hours': 9999 is too large; write 2,160 or less.",
        ),
        (
            ("runbook", "write", "x", "/no/file", "--as", "lars"),
            "'FILE': /no/file cannot be opened (No such file or directory); name a file that exists.",
        ),
        (("evaluate", "examples/acme.zip", "--prompt", "v99"), "--prompt 99: there is no such version of the prompt; "),
        (("evaluate", "examples/acme.zip", "--prompt", "x"), "--prompt x: this is not a version; write it as v1."),
        (("evaluate", "examples/acme.zip", "--replies", "tests"), "tests: this is a folder; give the file that "),
        (("why", " "), "ratchet: Say which message or event: write CHANNEL/TS, or an event's id."),
        (("manifest", "--http", ""), "ratchet: An empty argument: this is not an address that Slack can reach; "),
        (("db", "trim", "--older-than", ""), "ratchet: --older-than : this is not a number of days; write it as 90d."),
    ],
)
def test_what_cannot_be_used_is_said_in_our_words(command: tuple[str, ...], said: str) -> None:
    ran = ratchet(*command)
    assert (ran.returncode, said in ran.stderr, "Value error" in ran.stderr) == (2, True, False)


def test_what_is_asked_of_whom_or_what_is_not_there_has_a_remedy() -> None:
    ran = [
        ratchet("report", "examples/acme.zip", "--team", "x"),
        ratchet("incident", "list", "--database", "foo"),
    ]
    assert [(one.returncode, one.stderr.splitlines()[-1]) for one in ran] == [
        (2, "ratchet: --team: no team is known of this export; --org FILE names teams, members and owners."),
        (
            2,
            (
                "ratchet: The database cannot be reached: its URL cannot be read. Its URL is written as "
                "postgresql://HOST/NAME."
            ),
        ),
    ]


def test_a_file_that_may_not_be_read_is_named_with_a_remedy() -> None:
    assert worded("path 'm3.state' is not readable.", {}) == (
        "m3.state may not be read; `chmod u+r` allows that, or name another file."
    )


@pytest.mark.parametrize(
    "command",
    [("incident", "show"), ("team", "show"), ("alert", "show"), ("incident",), ("incident", "list", "--only")],
)
def test_what_is_endless_is_named_by_how_it_begins(state: Path, command: tuple[str, ...]) -> None:
    ran = ratchet(*command, "x" * 100_000, *(() if len(command) == 1 else ("--state", state)))
    assert (ran.returncode, len(ran.stderr) < 2_500, "characters)" in ran.stderr) == (2, True, True)


def test_what_is_named_in_a_sentence_stays_part_of_it() -> None:
    told = bounded(f"{'x' * 1_000}: there is no such team; there are {'a, ' * 1_000}none.")
    assert (told.startswith(f"{'x' * 100}… (1,001 characters): there is no such team; "), len(told)) == (True, 2_003)


def test_a_day_after_all_that_is_known_is_not_swapped_with_one_that_nobody_gave(state: Path) -> None:
    ran = ratchet("report", "--state", state, "--since", "9999-12-31")
    assert ran.stderr == ("ratchet: --since 9999-12-31 is after the last known day, 2026-02-01; use an earlier one.\n")


def test_an_import_says_that_the_service_lets_its_old_words_go() -> None:
    imported, kept = Imported(1, 1, 1, 1, 0, oldest=0), 90 * DAY
    assert (outlived(imported, 91 * DAY, kept), outlived(imported, 90 * DAY, kept), outlived(imported, DAY, None)) == (
        [
            (
                "Some of it is older than 90 days, and `ratchet serve` takes words that old out of the log. To keep "
                "them, set RATCHET_KEEP_WORDS before it starts; RATCHET_KEEP_WORDS=0d keeps them for ever."
            )
        ],
        [],
        [],
    )
