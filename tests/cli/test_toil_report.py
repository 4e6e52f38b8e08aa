"""`ratchet report` says where the hours went: of an export, a state and a database alike, and counts it again."""

import json
import re
from pathlib import Path

import pytest
from command import ROOT, ratchet
from ratchet_slack.export import open_export

ACME = ROOT / "examples" / "acme.zip"
ORGANISATION = ROOT / "examples" / "organisation.toml"
HEAD = """\
Toil report, Mon 26 Jan to Sun 1 Feb 2026 (week 2026-W05): all teams and channels

HUMAN TIME        4 h 40 min by 7 people
                  on alerts 3 h 27 min, on questions 1 h 13 min
                  by day 4 h 40 min
                  for Platform 2 h 25 min, Money 2 h 15 min
                  5 h 59 min the week before; too few weeks are known (2) to call that a change
INTERRUPTIONS     1 call to 1 person: 1 in business hours

ALERTS            17 incidents (17 firings)
                  23 the week before; too few weeks are known (2) to call that a change
"""


def test_an_export_shows_where_the_hours_of_its_last_week_went() -> None:
    ran = ratchet("report", ACME, "--org", ORGANISATION)
    assert (ran.returncode, ran.stdout[: len(HEAD)]) == (0, HEAD)


def test_it_fits_one_screen_of_a_hundred_columns() -> None:
    lines = ratchet("report", ACME, "--org", ORGANISATION, "--week", "2026-W04").stdout.splitlines()
    assert (len(lines) <= 50, max(map(len, lines)) <= 100) == (True, True)


@pytest.mark.parametrize("width", [80, 60, 40])
def test_it_fits_a_narrower_terminal_and_cuts_nothing(width: int) -> None:
    shown = ratchet("report", ACME, "--org", ORGANISATION, "--week", "2026-W04", columns=width).stdout
    long = [one for one in shown.splitlines() if len(one) > width and not one.startswith("    -> ")]
    words = " ".join(shown.split())
    assert (long, "ConsumerLagGrowing (#platform-alerts) 52 min, 1 incident, 0 untouched" in words) == ([], True)


def test_a_state_and_a_database_say_the_same(state: Path, acme_copy: str) -> None:
    week = ("--week", "2026-W04", "--json")
    of_state, of_database = (
        json.loads(ratchet("report", option, place, *week).stdout)
        for option, place in (("--state", state), ("--database", acme_copy))
    )
    assert of_state == of_database


@pytest.mark.parametrize("option", ["--org", "--state"])
def test_every_figure_is_the_same_when_it_is_counted_again(option: str, state: Path) -> None:
    source = (ACME, option, ORGANISATION) if option == "--org" else (option, state)
    ran = ratchet("report", *source, "--check")
    assert (ran.returncode, [line.rpartition("; ")[2] for line in ran.stdout.splitlines()]) == (
        0,
        ["the same"] * (11 if option == "--org" else 10),
    )


def test_days_in_which_nothing_happened_are_said_to_be_empty(state: Path) -> None:
    ran = ratchet("report", "--state", state, "--week", "1999-W01")
    assert ran.stdout.splitlines()[2:] == [
        "HUMAN TIME        0 min by 0 people",
        "",
        "NOTHING HAPPENED  in these days; ask for others with --week, or --since and --until",
    ]


def test_what_is_counted_again_is_said_as_json_where_that_is_asked_for(state: Path) -> None:
    ran = ratchet("report", "--state", state, "--week", "2026-W04", "--check", "--json")
    assert {one["same"] for one in json.loads(ran.stdout)} == {True}


def test_every_message_behind_a_figure_stands_in_the_export() -> None:
    told = ratchet("report", ACME, "--json").stdout
    named = set(re.findall(r'"(C05\w+/[0-9.]+)"', told))
    with open_export(ACME) as export:
        there = {f"{channel.id}/{message['ts']}" for channel, message in export.messages(None, None, None)}
    assert (len(named) > 60, named - there) == (True, set())


def test_nobody_is_told_the_minutes_of_another_person() -> None:
    told = ratchet("report", ACME, "--json").stdout
    assert re.findall(r"U05[A-Z]+|nadia|lars", told) == []


def test_whoever_asks_is_told_their_own_minutes() -> None:
    own = json.loads(ratchet("report", ACME, "--json", "--as", "lars").stdout)["minutes"]
    assert (0 < own["own"] < own["total"]) is True


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--week", "2026-05"), "--week 2026-05 is not a week; write it as 2026-W07."),
        (("--since", "0001-01-01", "--until", "9999-12-31"), "is longer than 3660 days; ask for a shorter stretch"),
        (("--week", "2026-W60"), "--week 2026-W60 is not a week; write it as 2026-W07."),
        (("--week", "2026-W05", "--since", "2026-01-01"), "--week and --since or --until are two stretches of time"),
        (("--since", "2026-02-01", "--until", "2026-01-01"), "--since 2026-02-01 is after --until 2026-01-01"),
        (("--since", "soon"), "--since soon: this is not a day; write it as 2026-01-31."),
        (("--state", "x"), "An export, --state and --database are three places; give one of them."),
        (("--channel", "payment-alerts"), "There is no channel 'payment-alerts'. Did you mean 'payments-alerts'?"),
    ],
)
def test_what_cannot_be_used_is_said_with_what_to_write(options: tuple[str, ...], message: str) -> None:
    ran = ratchet("report", ACME, *options)
    assert (ran.returncode, message in ran.stderr) == (2, True)


def test_one_channel_and_some_days_can_be_asked_for() -> None:
    days = ("--since", "2026-01-12", "--until", "2026-01-13", "--channel", "help-platform")
    assert ratchet("report", ACME, *days).stdout.splitlines()[0] == (
        "Toil report, Mon 12 Jan to Tue 13 Jan 2026: #help-platform"
    )


@pytest.mark.parametrize(
    ("source", "figures", "definition"),
    [
        ("plain", "QUESTIONS         6 asked", "First response    From the first message of the asker"),
        ("pagerduty", "INTERRUPTIONS     1 call", "Interruptions     A call is"),
        ("opsweekly", "TAGS              none; ", "Tags              What people tagged"),
    ],
)
def test_the_figures_of_one_source_stand_with_their_definitions(source: str, figures: str, definition: str) -> None:
    shown = ratchet("report", ACME, "--definitions", source).stdout
    told, defined, *_ = shown.split("\n", 1)[1].split("\n\n")
    assert (told[: len(figures)], defined[: len(definition)]) == (figures, definition)


def test_a_page_is_written_that_says_what_the_json_says(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    told = json.loads(ratchet("report", ACME, "--html", path, "--json").stdout)
    found = re.findall(r'<data value="([^"]*)" data-figure="minutes/([a-z]+)"', path.read_text(encoding="utf-8"))
    assert {name: float(value) for value, name in found} == {"total": told["minutes"]["total"]}


def test_a_page_takes_the_place_of_nothing_but_a_page(tmp_path: Path) -> None:
    path = tmp_path / "notes.html"
    path.write_text("dear diary\n")
    ran = ratchet("report", ACME, "--html", path)
    assert (ran.returncode, ran.stderr, path.read_text()) == (
        2,
        f"ratchet: {path}: this file is not a page of a report, so it is left as it is; give another name.\n",
        "dear diary\n",
    )


def test_where_nothing_draws_charts_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ratchet_cli.report.page.can_draw", lambda: False)
    path = tmp_path / "report.html"
    ran = ratchet("report", ACME, "--html", path)
    told = (
        "ratchet: The charts stand as tables; `pip install 'ratchet-web[charts]'` draws them.\n"
        f"The page was written to {path}.\n"
    )
    assert (ran.returncode, ran.stderr, "<svg" in path.read_text()) == (0, told, False)


def test_what_a_suggested_line_of_the_policy_would_have_changed_is_simulated(tmp_path: Path) -> None:
    hasty = tmp_path / "hasty.toml"
    hasty.write_text('hold_seconds = 0\n[default]\ncards = "live"\nincidents = "live"\n')
    days = ("--since", "2026-01-05", "--until", "2026-02-01", "--channel", "platform-alerts")
    told = json.loads(ratchet("report", ACME, "--policy", hasty, *days, "--try", "--json").stdout)
    found = {one["idea"]: sorted(one.get("difference", {})) for one in told["suggestions"]}
    assert found == {"drafts": [], "runbook": [], "hold": ["card edit", "card post"]}


def test_where_no_line_of_the_policy_acts_on_a_suggestion_that_is_said() -> None:
    shown = ratchet("report", ACME, "--org", ORGANISATION, "--week", "2026-W04", "--try").stdout
    assert (shown.count("\n    -> "), shown.count("Not simulated: no line of the policy acts on this.")) == (3, 3)


def test_a_page_with_the_figures_of_one_source_alone_is_refused(tmp_path: Path) -> None:
    ran = ratchet("report", ACME, "--html", tmp_path / "report.html", "--definitions", "plain")
    assert (ran.returncode, ran.stderr, list(tmp_path.iterdir())) == (
        2,
        "ratchet: --html writes every figure, each with its definition; leave out --definitions, or --html.\n",
        [],
    )


@pytest.mark.parametrize(
    ("option", "deploys"),
    [(("--team", "Money"), (8, 2)), (("--channel", "payments-alerts"), (9, 2)), (("--channel", "deploys"), (16, 3))],
)
def test_deploys_are_those_of_the_team_or_of_what_alerts_in_the_channel(
    option: tuple[str, str], deploys: tuple[int, int]
) -> None:
    week = ("--week", "2026-W04", "--json")
    told = json.loads(ratchet("report", ACME, "--org", ORGANISATION, *option, *week).stdout)
    assert (told["deploys"]["deploys"], told["deploys"]["followed"]) == deploys


def test_a_tag_that_people_give_as_their_reason_counts_with_how_the_runbooks_fare(state: Path) -> None:
    incident = json.loads(ratchet("incident", "list", "--state", state, "--json").stdout)[0]["incident"]
    ratchet("incident", "mark", incident, "noise", "--reason", "Threshold: too low", "--as", "lars", "--state", state)
    days = ("--since", "2026-01-01", "--until", "2026-12-31")
    told = json.loads(ratchet("report", "--state", state, *days, "--json").stdout)
    assert (told["tags"]["counts"], told["runbooks"]["costliest"]) == ({"threshold": 1}, {"of": 10, "with_runbook": 0})
