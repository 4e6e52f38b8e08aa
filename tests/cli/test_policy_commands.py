"""`ratchet policy` shows what holds and where it comes from, and names what is wrong with a file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from command import ROOT, ratchet
from ratchet_core.basis.instants import MINUTE, SECOND
from ratchet_core.settings.policy_file import policy_of
from ratchet_core.zone_table import zone_named

ACME = ROOT / "examples" / "acme.zip"
GOOD = """\
hold_seconds = 300
time_zone = "Europe/Berlin"
[channels.alerts]
cards = "live"
incidents = "off"
[teams.payments]
work_ends_hour = 18
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(GOOD)
    return path


def test_a_value_is_shown_with_its_bounds_and_its_line(file: Path) -> None:
    lines = ratchet("policy", "show", file).stdout.splitlines()
    assert [one for one in lines if one.startswith(("hold_s", "stale_h", "time_z", "work_ends"))] == [
        "hold_seconds = 300  # 0 to 1000000 seconds; line 1 of policy.toml",
        "stale_hours = 24  # 0 to 1000000 hours; default",
        "work_ends_hour = 17  # 1 to 24 hour of the day; default",
        'time_zone = "Europe/Berlin"  # an IANA name; line 2 of policy.toml',
        'time_zone = "Europe/Berlin"  # as for everybody',
        "work_ends_hour = 18  # line 7 of policy.toml",
    ]


def test_what_is_shown_can_be_read_again_as_the_same(file: Path) -> None:
    shown = ratchet("policy", "show", file).stdout
    assert policy_of(shown, zone_named) == policy_of(GOOD, zone_named)


def test_an_export_shows_what_is_inferred_from_it() -> None:
    lines = ratchet("policy", "show", ACME).stdout.splitlines()
    at = lines.index("[channels.platform-alerts]")
    assert (lines[at - 1][:13], lines[at + 1]) == (
        "# inferred: o",
        'purpose = "alerts"  # alerts, help, notifications or talk; inferred',
    )


def test_a_state_shows_the_policy_that_it_was_decided_under(state: Path) -> None:
    ran = ratchet("policy", "show", "--state", state)
    assert (ran.returncode, "hold_seconds = 120  # 0 to 1000000 seconds; default" in ran.stdout) == (0, True)


def test_what_makes_no_sense_together_is_warned_of(file: Path) -> None:
    ran = ratchet("policy", "check", file)
    needs = 'line 4, key channels.alerts.cards: cards need incidents, which are "off" here; write incidents = "live".'
    assert (ran.returncode, ran.stdout.splitlines()) == (
        0,
        [f"{file}: warning: {needs}", f"{file}: this policy can be used, with 1 warning."],
    )


def test_every_mistake_is_named_and_the_file_refused(file: Path) -> None:
    file.write_text('hold_secs = 1\n[default]\ncards = "loud"\n')
    ran = ratchet("policy", "check", file)
    assert (ran.returncode, ran.stdout.splitlines()) == (
        2,
        [
            f"{file}: line 1, key hold_secs: This key is not known; did you mean `hold_seconds`?",
            f'{file}: line 3, key default.cards: \'loud\' is not one of "off", "shadow", "live".',
            "2 mistakes; this policy cannot be used.",
        ],
    )


def test_a_simulation_names_the_first_mistake_and_where_the_others_are_told(file: Path) -> None:
    file.write_text("hold_secs = 1\nstale = 3\n")
    ran = ratchet("simulate", ACME, "--policy", file)
    first = "line 1, key hold_secs: This key is not known; did you mean `hold_seconds`?"
    assert (ran.returncode, ran.stderr) == (
        2,
        f"ratchet: {file}: {first} `ratchet policy check {file}` names 1 more.\n",
    )


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
def test_a_zone_shows_what_python_shows(name: str) -> None:
    zone, info, at = zone_named(name), ZoneInfo(name), datetime(2024, 1, 1, tzinfo=UTC)
    wrong = []
    for hours in range(0, 3 * 366 * 24, 7):
        moment = at + timedelta(hours=hours)
        shown = moment.astimezone(info).replace(tzinfo=UTC)
        assert zone is not None
        if zone.local(int(moment.timestamp()) * SECOND) != int(shown.timestamp()) * SECOND:
            wrong.append((moment, MINUTE))
    assert wrong == []


@pytest.mark.parametrize("name", ["Europe/Berln", "", "../etc/passwd", "Europe", "/etc/localtime", "a\x00b"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert zone_named(name) is None
