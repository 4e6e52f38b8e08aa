"""The command as its users type it: what it prints, and what it says when it is given something unusable."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from command import ratchet
from ratchet_cli.nouns import NOUNS

ACME = str(Path(__file__).parents[2] / "examples" / "acme.zip")
KEYS = [
    "messages",
    "messages_in_threads",
    "skipped",
    "skipped_in_files",
    "channels",
    "people",
    "alerts",
    "incidents",
    "help_requests",
    "notifications",
    "seen",
    "actions",
    "withheld",
    "said",
    "said_in_shadow",
    "proposed",
    "silences",
    "off_in",
    "noisiest",
    "open_longest",
    "waits",
    "unanswered",
    "seconds",
    "messages_per_second",
    "may_be_misread",
    "digest",
]


def test_the_json_summary_has_every_figure_in_its_place() -> None:
    assert list(json.loads(ratchet("simulate", ACME, "--json").stdout)) == KEYS


def test_two_runs_give_the_same_digest() -> None:
    first, second = (json.loads(ratchet("simulate", ACME, "--json").stdout)["digest"] for _ in range(2))
    assert first == second


def test_the_policy_that_was_written_gives_the_same_decisions_when_it_is_given(tmp_path: Path) -> None:
    file = str(tmp_path / "policy.toml")
    inferred = json.loads(ratchet("simulate", ACME, "--json", "--write-policy", file).stdout)["digest"]
    assert json.loads(ratchet("simulate", ACME, "--json", "--policy", file).stdout)["digest"] == inferred


def test_the_report_says_what_was_seen_what_would_be_said_and_what_not() -> None:
    out = ratchet("simulate", ACME).stdout
    parts = (
        "What was seen",
        "What ratchet would have said",
        ">> ",
        "<< ",
        "What it kept quiet about",
        "The noisiest alerts",
    )
    assert [part for part in (*parts, "Unanswered questions", "What was not read") if part not in out] == []


def test_every_decision_is_written_as_a_line_of_json(tmp_path: Path) -> None:
    file = tmp_path / "decisions.jsonl"
    ratchet("simulate", ACME, "--json", "--decisions", str(file))
    assert {tuple(json.loads(line)) for line in file.read_text().splitlines()} == {("id", "v", "decision")}


def test_a_channel_can_be_replayed_alone() -> None:
    assert json.loads(ratchet("simulate", ACME, "--json", "--channel", "#help-platform").stdout)["channels"] == 1


def test_the_transcript_shows_who_said_what_and_what_ratchet_would_say() -> None:
    out = ratchet("simulate", ACME, "--transcript", "--channel", "payments-alerts").stdout
    assert [line[:3] for line in out.splitlines() if line[:3] in (">> ", "<< ")][:2] == [">> ", "<< "]


@pytest.fixture
def shadow(tmp_path: Path) -> Path:
    """Return a policy that decides everything and says nothing."""
    file = tmp_path / "shadow.toml"
    file.write_text('version = 1\n[default]\nincidents = "live"\nhelp_requests = "live"\ncards = "shadow"\n')
    return file


def test_what_a_policy_in_shadow_would_say_is_counted_and_shown(shadow: Path) -> None:
    out = ratchet("simulate", ACME, "--policy", shadow).stdout
    said = out.split("What ratchet would have said")[1].split("What it kept quiet about")[0]
    assert [part in said for part in ("Nothing.", "in shadow", " card posts")] == [True, True, True]


def test_the_transcript_marks_what_is_said_in_shadow(shadow: Path) -> None:
    out = ratchet("simulate", ACME, "--policy", shadow, "--transcript").stdout
    told = {line.split("<<")[0] for line in out.splitlines() if "<<" in line}
    assert told == {"in shadow, not sent: "}


def test_the_summary_counts_what_was_withheld_by_type(shadow: Path) -> None:
    summary = json.loads(ratchet("simulate", ACME, "--policy", shadow, "--json").stdout)
    assert (sorted(summary["withheld"]), "PostMessage" in summary["actions"]) == (
        ["PostMessage", "UpdateMessage"],
        False,
    )


def test_a_decision_is_explained_by_its_reasons() -> None:
    assert "because: cards: card asked for #1" in ratchet("why", ACME, _first_alert()).stdout


def test_a_decision_is_explained_by_the_kinds_of_what_is_remembered() -> None:
    remembered = [line for line in ratchet("why", ACME, _first_alert()).stdout.splitlines() if "remembers: " in line]
    assert remembered[0] == "   remembers: reading, alert, incident, track, trace, citation, thread, budget"


def test_a_card_is_explained_with_the_organisation_that_it_was_made_with() -> None:
    organisation = ("--org", "examples/organisation.toml", "--assume", "approved")
    assert "Owner: Payments." in ratchet("why", ACME, _first_alert(), *organisation).stdout


def test_a_state_is_explained_without_an_organisation(state: Path) -> None:
    ran = ratchet("why", state, "command/x", "--org", "examples/organisation.toml")
    assert (ran.returncode, ran.stderr.count("\n"), "are for exports" in ran.stderr) == (2, 1, True)


def _transcript(*words: object) -> str:
    return ratchet("simulate", ACME, "--org", "examples/organisation.toml", "--transcript", *words).stdout


def test_what_is_said_after_a_time_names_the_alert_and_the_message_that_it_began_with() -> None:
    place = f"[{_first_alert()}]"
    assert f">> 2026-01-05 11:08 UTC time passed (draft): HighErrorRate #1 {place}" in _transcript().splitlines()


def test_a_reminder_names_the_question_and_its_message(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[channels.help-platform]\npurpose = "help"\nhelp_requests = "live"\nreminders = "live"\n')
    line = next(line for line in _transcript("--policy", policy).splitlines() if "time passed (remind)" in line)
    said = "Does anyone know whether edge-proxy supports IPv6? [help-platform/1767967839.007732]"
    assert line.endswith(f"time passed (remind): {said}")


def test_a_draft_is_shown_with_its_digest_who_may_approve_it_and_names_for_ids() -> None:
    lines = _transcript("--channel", "payments-alerts").splitlines()
    at = next(at for at, line in enumerate(lines) if "proposes version" in line)
    said = "“rolled back with shipit rollback checkout-api” [payments-alerts/1767608990.896608]"
    head, digest = lines[at].rsplit(" ", 1)
    assert (head, len(digest), lines[at + 1], f"     | - after 14 min, @nadia: {said}" in lines) == (
        "++ proposes version 1 of the runbook of HighErrorRate, digest",
        12,
        "     Can be approved by members of Payments (imani, nadia, tomas).",
        True,
    )


def test_the_report_has_an_example_of_a_draft() -> None:
    assert "runbook drafts\n    >> 2026-01-05 11:08 UTC time passed (draft)" in ratchet("simulate", ACME).stdout


def _first_alert() -> str:
    with zipfile.ZipFile(ACME) as export:
        days = sorted(name for name in export.namelist() if name.startswith("payments-alerts/"))
        messages = [message for day in days for message in json.loads(export.read(day))]
    root = next(one for one in messages if "critical" in json.dumps(one) and "FIRING" in json.dumps(one))
    return f"payments-alerts/{root['ts']}"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("simulate", "nowhere.zip"), "nowhere.zip"),
        (("simulate", __file__), "test_command.py"),
        (("simulate", ACME, "--channel", "nope"), "--channel nope: the export has no such channel; it has deploys"),
        (("simulate", ACME, "--since", "yesterday"), "--since yesterday: this is not a day"),
        (("simulate", ACME, "--since", "2026-02-30"), "--since 2026-02-30: this is not a day"),
        (("simulate", ACME, "--until", "２０２６-01-05"), "--until ２０２６-01-05: this is not a day"),  # noqa: RUF001 - digits of another script
        (("simulate", ACME, "--since", "2026-02-02", "--until", "2026-01-01"), "is after --until"),
        (("simulate", ACME, "--policy", "nowhere.toml"), "nowhere.toml: the policy cannot be read"),
        (("simulate", ACME, "--decisions", "/nowhere/d.jsonl"), "this file cannot be written"),
        (("recognise", "nowhere.jsonl"), "nowhere.jsonl: this file cannot be read"),
        (("why", ACME, "alerts"), "this is not a message"),
        (("why", ACME, "help-platform/1.000001"), "the export has no such message"),
    ],
)
def test_unusable_input_ends_with_one_message_and_exit_code_2(words: tuple[str, ...], message: str) -> None:
    ran = ratchet(*words)
    assert (ran.returncode, ran.stdout, message in ran.stderr, ran.stderr.count("\n")) == (2, "", True, 1)


def test_a_mistake_in_a_policy_is_named_by_file_line_and_key(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('version = 1\n[channels.payments-alerts]\ncards = "loud"\n')
    assert (
        f"{file}: line 3, key channels.payments-alerts.cards" in ratchet("simulate", ACME, "--policy", str(file)).stderr
    )


def test_a_bad_file_in_a_good_export_is_counted_and_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(ACME) as good, zipfile.ZipFile(broken, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, b"[{]" if name == "general/2026-01-06.json" else good.read(name))
    assert "general/2026-01-06.json" in ratchet("simulate", str(broken)).stdout


@pytest.mark.parametrize("noun", [(), *((name,) for name in NOUNS)])
def test_a_list_of_commands_says_each_in_a_whole_sentence(noun: tuple[str, ...]) -> None:
    commands = ratchet(*noun, "--help").stdout.partition("Commands:")[2].splitlines()[1:]
    assert [line for line in commands if not line.endswith((".", "?"))] == []


@pytest.mark.parametrize("noun", NOUNS)
def test_every_argument_of_a_command_says_what_it_is(noun: str) -> None:
    commands = [line.split()[0] for line in ratchet(noun, "--help").stdout.partition("Commands:")[2].splitlines()[1:]]
    told = {one: ratchet(noun, one, "--help").stdout for one in commands}
    arguments = {one: text.partition("Arguments:")[2].partition("Options:")[0] for one, text in told.items()}
    assert {one: text for one, text in arguments.items() if re.search(r">\s+\[required\]", text)} == {}


def test_a_transcript_without_a_word_says_that_there_is_none() -> None:
    ran = ratchet("simulate", ACME, "--channel", "general", "--transcript")
    assert (ran.stdout, ran.stderr) == (
        "",
        "ratchet would have said nothing; without --transcript, a report says why.\n",
    )
