"""`ratchet simulate --against` says what another policy would have changed, and that the same one changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from command import ROOT, ratchet
from ratchet_cli.against.differences import RECENT, Differences, How, Side
from ratchet_core.domain import MessageRef
from ratchet_core.vocabulary.actions import AboutRequest, Body, PostMessage
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import MessageSeen

ACME = ROOT / "examples" / "acme.zip"


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("against") / "policy.toml"
    ratchet("simulate", ACME, "--write-policy", path)
    return path


def other(policy: Path, before: str, after: str) -> Path:
    text = policy.read_text()
    assert before in text
    path = policy.with_name("other.toml")
    path.write_text(text.replace(before, after))
    return path


def compared(policy: Path, against: Path) -> Any:  # noqa: ANN401 - JSON
    ran = ratchet("simulate", ACME, "--policy", policy, "--against", against, "--json")
    return json.loads(ran.stdout)["differences"]


def test_the_same_policy_differs_nowhere(policy: Path) -> None:
    ran = ratchet("simulate", ACME, "--policy", policy, "--against", policy)
    nothing = "  Nothing: under both policies the same is said, in the same places, at the same time.\n"
    assert ran.stdout == f"What the other policy would have changed\n{nothing}"


def test_the_same_policy_leaves_the_simulation_as_it_was(policy: Path) -> None:
    alone = json.loads(ratchet("simulate", ACME, "--policy", policy, "--json").stdout)
    beside = json.loads(ratchet("simulate", ACME, "--policy", policy, "--against", policy, "--json").stdout)
    found = beside.pop("differences")
    assert (beside["digest"], found["by_behaviour"], found["by_channel"], found["examples"]) == (
        alone["digest"],
        {},
        {},
        [],
    )


def test_a_longer_hold_saves_posts_and_makes_others_later(policy: Path) -> None:
    found = compared(policy, other(policy, "hold_seconds = 120", "hold_seconds = 300"))
    posts = found["by_behaviour"]["card post"]
    assert (posts["gone"] > 0, posts["later"] > 0, found["shifted_seconds_median"]) == (True, True, 180)


def test_what_one_channel_no_longer_hears_is_told_for_that_channel(policy: Path) -> None:
    at = policy.read_text().index('[channels."platform-alerts"]')
    text = policy.read_text()[at:]
    path = policy.with_name("one.toml")
    path.write_text(policy.read_text()[:at] + text.replace('cards = "live"', 'cards = "shadow"', 1))
    found = compared(policy, path)
    assert (list(found["by_channel"]), set(found["by_channel"]["platform-alerts"])) == (
        ["platform-alerts"],
        {"silenced", "gone"},
    )


def test_an_example_stands_beside_what_it_is_instead(policy: Path) -> None:
    found = compared(policy, other(policy, "hold_seconds = 120", "hold_seconds = 300"))
    later = next(one for one in found["examples"] if one["how"] == "later")
    assert (later["before"]["says"], later["before"]["at"] < later["after"]["at"]) == (later["after"]["says"], True)


def test_a_policy_that_cannot_be_used_is_refused_before_anything_is_read(policy: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("hold_secs = 1\n")
    ran = ratchet("simulate", ACME, "--policy", policy, "--against", wrong)
    assert (ran.returncode, ran.stderr) == (
        2,
        f"ratchet: {wrong}: line 1, key hold_secs: This key is not known; did you mean `hold_seconds`?\n",
    )


def test_a_transcript_and_a_difference_are_two_things_to_show(policy: Path) -> None:
    ran = ratchet("simulate", ACME, "--against", policy, "--transcript")
    assert (ran.returncode, "choose one of them" in ran.stderr) == (2, True)


def answered(number: int, words: str) -> tuple[MessageSeen, Decision]:
    ts = f"{1_700_000_000 + number}.000001"
    about = AboutRequest(MessageRef("C1", ts))
    post = PostMessage(f"C1/{ts}/answers", "answers", "C1", ts, Body(words), about)
    return MessageSeen(f"C1/{ts}", number, "C1", ts, None, "U1", "why?"), Decision(actions=(post,))


def test_what_waits_for_long_is_compared_without_its_words_which_a_few_keep_as_examples() -> None:
    found, count = Differences(), RECENT + 10
    for number in range(count):
        found.listener(Side.POLICY)(*answered(number, f"see {number}"))
    for number in range(count - 1):
        found.listener(Side.AGAINST)(*answered(number, "see above" if number in {1, 7} else f"see {number}"))
    found.finish()
    what, before = "answer post", [one.before for one in found.examples[How.REWORDED, "answer post"]]
    assert (found.counts, [one.body for one in before if one is not None]) == (
        {(How.REWORDED, what, "C1"): 2, (How.GONE, what, "C1"): 1},
        [Body("see 1")],
    )
