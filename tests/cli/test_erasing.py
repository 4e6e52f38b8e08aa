"""Whoever is erased leaves no word in the file of a state, also not in what it keeps for `why`."""

from pathlib import Path

import pytest
from command import ratchet

ALERT = "job-runner/CPUThrottlingHigh"
WROTE = "runs without approval, on purpose"
FIRST = "2026-03-01"
LATER = "2026-03-20"


def codes(state: Path, *commands: tuple[object, ...]) -> list[int]:
    return [ratchet(*command, "--state", state, text="1. Xyzzy the box.\n").returncode for command in commands]


def test_the_name_goes_with_the_reasons_of_mutes_also_where_their_end_was_told(state: Path) -> None:
    done = codes(
        state,
        ("mute", "add", ALERT, "--hours", "2", "--reason", "xyzzy noise", "--yes", "--as", "lars", "--at", FIRST),
        ("team", "rename", "payments", "Cash", "--as", "nadia", "--at", LATER),
    )
    held = state.read_text()
    done += codes(state, ("erase", "person", "lars", "--as", "lars", "--yes", "--at", LATER))
    left = state.read_text()
    assert (done, "xyzzy" in held, "xyzzy" in left, '"name":"lars"' in left) == ([0, 0, 0], True, False, False)


def test_a_name_is_in_no_byte_of_the_state_also_where_an_organisation_named_the_person(state: Path) -> None:
    held = state.read_text().count("nadia")
    codes(state, ("erase", "person", "nadia", "--yes"))
    assert (held > 0, state.read_text().count("nadia")) == (True, 0)


def test_the_text_of_a_runbook_goes_from_what_is_kept_of_its_writing(state: Path) -> None:
    codes(state, ("runbook", "write", ALERT, "-", "--as", "lars"), ("erase", "person", "lars", "--yes"))
    logged = [line for line in state.read_text().splitlines() if line.startswith('{"logged"')]
    assert [line for line in logged if "Xyzzy" in line] == []


def test_the_words_of_a_question_stand_once_and_go_with_its_asker(state: Path) -> None:
    request = "help-platform/1769091620.422122"
    codes(state, ("help", "handoff", request, "payments", "--as", "lars"))
    held = state.read_text().count("every third request")
    codes(state, ("erase", "person", "yuki", "--yes"))
    assert (held, state.read_text().count("every third request")) == (1, 0)


@pytest.mark.parametrize(
    ("what", "who", "proven"),
    [
        ("person", "priya", "None of 10 pieces of what they wrote is in any line of the state."),
        ("channel", "payments-alerts", "None of 23 pieces of what was said there is in any line of the state."),
    ],
)
def test_an_erasure_is_proven_in_a_state(state: Path, what: str, who: str, proven: str) -> None:
    ran = ratchet("erase", what, who, "--yes", "--prove", "--state", state)
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, proven)


def test_words_that_an_erasure_left_in_a_state_are_told_of(state: Path) -> None:
    codes(state, ("service", "rename", "ledger", WROTE, "--as", "nadia"))
    ran = ratchet("erase", "person", "priya", "--yes", "--prove", "--state", state)
    found = [line.removeprefix("Words that only they wrote are in ") for line in ran.stdout.splitlines()[-3:]]
    assert (ran.returncode, found) == (1, ["1 line of service.", "1 line of taken.", "1 line of logged."])


def test_who_wrote_nothing_leaves_nothing_to_be_proven(state: Path) -> None:
    codes(state, ("erase", "person", "lars", "--yes"))
    again = ratchet("erase", "person", "U05LARSHV", "--yes", "--prove", "--state", state)
    assert again.stdout.splitlines()[-1] == (
        "There was nothing to look for: what they wrote has no 12 characters that stand nowhere else."
    )


def test_what_others_did_stays_explained(state: Path) -> None:
    codes(state, ("team", "rename", "payments", "Cash", "--as", "nadia"))
    before = [line for line in state.read_text().splitlines() if line.startswith('{"logged"')]
    codes(state, ("erase", "person", "lars", "--yes"))
    after = [line for line in state.read_text().splitlines() if line.startswith('{"logged"')]
    assert after[: len(before)] == before


@pytest.mark.parametrize(("by", "code"), [(("--as", "nadia"), 3), (("--as", "lars"), 0), ((), 0)])
def test_only_the_person_or_who_keeps_the_state_erases(state: Path, by: tuple[str, ...], code: int) -> None:
    assert codes(state, ("erase", "person", "lars", "--yes", *by)) == [code]


@pytest.mark.parametrize("command", [("erase", "person", "lars", "--yes"), ("readmit", "person", "lars")])
def test_who_was_erased_is_not_found_by_name_and_the_id_to_give_is_told(state: Path, command: tuple[str, ...]) -> None:
    codes(state, ("erase", "person", "lars", "--yes"))
    ran = ratchet(*command, "--state", state)
    assert (ran.returncode, ran.stderr.endswith(" Somebody who was erased is named by their id: U05LARSHV.\n")) == (
        2,
        True,
    )


def test_who_was_erased_is_erased_again_and_readmitted_by_their_id(state: Path) -> None:
    commands = (("erase", "person", "lars", "--yes"), ("erase", "person", "U05LARSHV", "--yes"))
    assert codes(state, *commands, ("readmit", "person", "U05LARSHV")) == [0, 0, 0]


def test_somebody_who_was_not_erased_is_readmitted_by_name_without_effect(state: Path) -> None:
    ran = ratchet("readmit", "person", "nadia", "--state", state)
    assert (ran.returncode, ran.stdout) == (0, "Nothing changed; the state is as it was (U05NADIAK was not erased).\n")
