"""The command as its users type it: what it prints, and what it says when it is given something unusable."""

import json
import zipfile
from pathlib import Path

import pytest
from ratchet_cli.main import main

ACME = str(Path(__file__).parents[2] / "examples" / "acme.zip")
KEYS = [
    "messages",
    "skipped",
    "channels",
    "people",
    "alerts",
    "incidents",
    "help_requests",
    "notifications",
    "actions",
    "silences",
    "seconds",
    "messages_per_second",
    "digest",
]


@pytest.fixture(name="run")
def _run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Run":
    return Run(monkeypatch, capsys)


class Run:
    """Calls the command with arguments, as a shell would."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        self._monkeypatch.setattr("sys.argv", ["ratchet", *words])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err


def test_the_json_summary_has_every_figure_in_its_place(run: Run) -> None:
    assert list(json.loads(run("simulate", ACME, "--json")[1])) == KEYS


def test_two_runs_give_the_same_digest(run: Run) -> None:
    first, second = (json.loads(run("simulate", ACME, "--json")[1])["digest"] for _ in range(2))
    assert first == second


def test_the_policy_that_was_written_gives_the_same_decisions_when_it_is_given(run: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "policy.toml")
    inferred = json.loads(run("simulate", ACME, "--json", "--write-policy", file)[1])["digest"]
    assert json.loads(run("simulate", ACME, "--json", "--policy", file)[1])["digest"] == inferred


def test_the_report_says_what_was_seen_what_would_be_said_and_what_not(run: Run) -> None:
    out = run("simulate", ACME)[1]
    parts = (
        "What was seen",
        "What ratchet would have said",
        ">> ",
        "<< ",
        "What it kept quiet about",
        "The noisiest alerts",
    )
    assert [part for part in (*parts, "Unanswered questions", "What was not read") if part not in out] == []


def test_every_decision_is_written_as_a_line_of_json(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "decisions.jsonl"
    run("simulate", ACME, "--json", "--decisions", str(file))
    assert {tuple(json.loads(line)) for line in file.read_text().splitlines()} == {("id", "v", "decision")}


def test_a_channel_can_be_replayed_alone(run: Run) -> None:
    assert json.loads(run("simulate", ACME, "--json", "--channel", "#help-platform")[1])["channels"] == 1


def test_the_transcript_shows_who_said_what_and_what_ratchet_would_say(run: Run) -> None:
    out = run("simulate", ACME, "--transcript", "--channel", "payments-alerts")[1]
    assert [line[:3] for line in out.splitlines() if line[:3] in (">> ", "<< ")][:2] == [">> ", "<< "]


def test_a_decision_is_explained_by_its_reasons(run: Run) -> None:
    assert "because: cards: card asked for #1" in run("why", ACME, _first_alert())[1]


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
        (("simulate", ACME, "--since", "2026-02-02", "--until", "2026-01-01"), "is after --until"),
        (("simulate", ACME, "--policy", "nowhere.toml"), "nowhere.toml: the policy cannot be read"),
        (("simulate", ACME, "--decisions", "/nowhere/d.jsonl"), "this file cannot be written"),
        (("recognise", "nowhere.jsonl"), "nowhere.jsonl: this file cannot be read"),
        (("why", ACME, "alerts"), "this names no message"),
        (("why", ACME, "help-platform/1.000001"), "the export has no such message"),
    ],
)
def test_unusable_input_ends_with_one_message_and_exit_code_2(run: Run, words: tuple[str, ...], message: str) -> None:
    code, out, err = run(*words)
    assert (code, out, message in err, err.count("\n")) == (2, "", True, 1)


def test_a_mistake_in_a_policy_is_named_by_file_line_and_key(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('version = 1\n[channels.payments-alerts]\ncards = "loud"\n')
    assert f"{file}: line 3, key channels.payments-alerts.cards" in run("simulate", ACME, "--policy", str(file))[2]


def test_a_bad_file_in_a_good_export_is_counted_and_named(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(ACME) as good, zipfile.ZipFile(broken, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, b"[{]" if name == "general/2026-01-06.json" else good.read(name))
    assert "general/2026-01-06.json" in run("simulate", str(broken))[1]
