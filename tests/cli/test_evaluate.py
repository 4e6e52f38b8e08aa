"""`ratchet evaluate`: questions of acme are asked again, by a scripted model, a recording of it, and a live one."""

import asyncio
import json
from pathlib import Path
from typing import Any, Final

import pytest
from claude_stand_in import StandIn, streamed
from command import ROOT, Ran, ratchet
from ratchet_cli.evaluate.command import EvaluationRequest, evaluated
from ratchet_cli.evaluate.facts import facts_of
from ratchet_cli.evaluate.intervals import Paired, Share
from ratchet_cli.evaluate.replies import Recording, recording_in
from ratchet_cli.simulate.simulation import SimulationRequest
from ratchet_cli.terminal.progress import unseen

ACME: Final = ROOT / "examples" / "acme.zip"
REPLIES: Final = ROOT / "examples" / "acme-replies.jsonl"


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Recording]:
    """Return what the scripted model comes to beside its recording, and the recording that was made meanwhile."""
    record = tmp_path_factory.mktemp("replies") / "again.jsonl"
    ran = ratchet("evaluate", ACME, "--model", "scripted", "--record", record, "--against", REPLIES, "--json")
    return json.loads(ran.stdout), recording_in(record)


def counts(side: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {name: (one["count"], one["of"]) for name, one in side["figures"].items()}


def test_recorded_answers_are_scored_as_they_were(compared: tuple[dict[str, Any], Recording]) -> None:
    assert counts(compared[0]["sides"][1]) == {
        "answered": (2, 4),
        "right_source": (2, 4),
        "says_a_literal_fact": (2, 4),
        "silent_where_right": (2, 2),
        "wrong": (0, 2),
        "literal_facts_said": (3, 11),
    }


def test_a_recording_is_the_same_whenever_it_is_made(compared: tuple[dict[str, Any], Recording]) -> None:
    assert compared[1] == recording_in(REPLIES)


def test_a_recording_says_who_replied(compared: tuple[dict[str, Any], Recording]) -> None:
    assert compared[0]["sides"][1]["name"] == "scripted (acme-replies.jsonl)"


def test_a_model_and_its_recording_do_not_differ(compared: tuple[dict[str, Any], Recording]) -> None:
    assert {(one["gained"], one["lost"]) for one in compared[0]["differences"].values()} == {(0, 0)}


def test_an_answer_names_the_thread_that_has_it(compared: tuple[dict[str, Any], Recording]) -> None:
    rows = compared[0]["sides"][0]["questions"]
    assert [(one["question"], one["facts"]) for one in rows if one["right_source"]] == [
        ("help-platform/1768229167.836133", ["limits.yaml"]),
        ("help-platform/1769433803.787459", ["--for", "staging-db"]),
    ]


def test_what_a_recording_lacks_is_counted_and_not_made_up(tmp_path: Path) -> None:
    less = tmp_path / "less.jsonl"
    less.write_text("\n".join(REPLIES.read_text(encoding="utf-8").splitlines()[:2]) + "\n", encoding="utf-8")
    ran = ratchet("evaluate", ACME, "--replies", less)
    said = [line.strip() for line in ran.stdout.splitlines() if "answered  " in line or "left out" in line]
    assert (ran.returncode, said) == (
        1,
        [
            "answered              1 of 3        33%  (6% to 79%)",
            "1 question left out: the recording has no reply to what would be asked now;",
        ],
    )


def test_a_live_model_is_asked_and_what_does_not_stand_is_not_counted() -> None:
    quoted = {"piece": "1.1", "words": "words that stand nowhere"}
    nonsense = json.dumps({"statements": [{"text": "Edit limits.yaml.", "quotations": [quoted]}]})

    async def run() -> tuple[int, set[bool]]:
        async with StandIn.running(streamed(nonsense)) as claude:
            environment = {"RATCHET_ANTHROPIC_API_KEY": "sk-ant-test", "RATCHET_ANTHROPIC_API": claude.url}
            request = EvaluationRequest(SimulationRequest(ACME), "claude-haiku-5-5")
            outcome = await asyncio.to_thread(evaluated, request, environment, unseen)
            return len(claude.asked), {bool(one.said) for one in outcome.examination.given.values()}

    assert asyncio.run(run()) == (2, {False})


def _refusal(*arguments: object) -> tuple[int, str]:
    ran: Ran = ratchet("evaluate", ACME, *arguments)
    return ran.returncode, ran.stderr.strip()


def test_a_model_without_a_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RATCHET_ANTHROPIC_API_KEY", raising=False)
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    assert _refusal("--model", "claude-haiku-5-5") == (
        2,
        (
            "ratchet: claude-haiku-5-5: to ask Claude, set RATCHET_ANTHROPIC_API_KEY; without a key, give `plain`, "
            "`scripted` or a file of replies."
        ),
    )


def test_what_is_no_recording_is_refused() -> None:
    assert _refusal("--replies", ROOT / "README.md") == (
        2,
        f"ratchet: {ROOT / 'README.md'}: line 1 is not a JSON object; record the replies again.",
    )


def test_a_file_of_replies_that_is_not_there_is_refused() -> None:
    assert _refusal("--replies", "gone.jsonl") == (
        2,
        "ratchet: gone.jsonl: there is no such file; `ratchet evaluate --record FILE` writes one.",
    )


def test_a_prompt_that_there_is_not_is_refused() -> None:
    code, said = _refusal("--model", "scripted", "--prompt", 99)
    assert (code, said.split(";")[0]) == (2, "ratchet: --prompt 99: there is no such version of the prompt")


def test_nothing_is_recorded_of_quotations() -> None:
    assert _refusal("--record", "replies.jsonl") == (
        2,
        "ratchet: --record writes what a model replies; name one with --model, such as scripted.",
    )


def test_what_is_literal_in_an_answer_and_not_in_its_question_is_a_fact() -> None:
    said = ("Run `acme login`, then see https://logs.acme.example/ledger or /etc/acme.conf on port 7411. :thumbs_up:",)
    assert facts_of(said, "where are the logs of ledger?") == {
        "acme login",
        "logs.acme.example/ledger",
        "logs.acme.example",
        "/etc/acme.conf",
        "7411",
    }


def test_an_interval_is_wilsons() -> None:
    assert [round(one, 4) for one in Share(8, 10).interval] == [0.4902, 0.9433]


def test_a_difference_turned_round_has_its_interval_turned_round() -> None:
    low, high = Paired(30, 4, 9, 7).interval
    assert Paired(30, 9, 4, 7).interval == pytest.approx((-high, -low))


def test_a_difference_that_all_cases_share_is_far_from_none() -> None:
    low, high = Paired(0, 0, 20, 0).interval
    assert (low > 0.6, high) == (True, 1.0)
