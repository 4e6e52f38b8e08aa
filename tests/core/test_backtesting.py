"""A version of a runbook beside what people did in the alert's last incidents."""

import pytest
from histories import START
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, ts_of
from ratchet_core.domain import Incident, IncidentState, MessageRef, Person, ThreadNote
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.rules.backtesting import Deed, backtest_of

DIRECTORY = (
    Directory(Policy())
    .with_record(Person("U1", "Anna", external=False))
    .with_record(Person("U9", "Guest", external=True))
)


def incident(number: int) -> Incident:
    at = START + number * DAY
    return Incident("a", "C1", number, at, ts_of(at), at, state=IncidentState.RESOLVED, ended_at=at + HOUR)


def note(number: int, text: str, minute: int = 5, person: str = "U1") -> ThreadNote:
    at = START + number * DAY + minute * MINUTE
    return ThreadNote(at, ts_of(at), person, text)


def at(number: int, minute: int = 5) -> MessageRef:
    return MessageRef("C1", note(number, "", minute).ts)


RESTARTED = "restarted it with `shipit restart ledger`, that fixed it"
DRAINED = "drained the broken broker of the eu cluster"
NOTES = [
    note(1, RESTARTED),
    note(2, DRAINED),
    note(3, "looking"),
    note(4, "restarted the ledger workers"),
    note(4, "still failing", 7),
    note(4, RESTARTED, 9),
]
VERSION = "1. Check the lag\n2. `shipit restart ledger`\n3. Drain the broken broker\n4. Fail over to the replica"


def backtest(
    text: str, *numbers: int, notes: list[ThreadNote] = NOTES
) -> tuple[str, list[list[Deed]], tuple[int, ...]]:
    tested = backtest_of(text, DIRECTORY, [incident(one) for one in numbers], {"C1": notes})
    return tested.told, [list(one.deeds) for one in tested.past], tested.unused


def test_each_deed_is_held_beside_the_steps_the_latest_incident_first() -> None:
    assert backtest(VERSION, 1, 2, 3, 4) == (
        "matches what was done in 3 of 3",
        [
            [
                Deed(at(4), "restarted the ledger workers", helped=False, lines=(2,)),
                Deed(at(4, 9), "restarted it with shipit restart ledger, that fixed it", helped=True, lines=(2,)),
            ],
            [],
            [Deed(at(2), DRAINED, helped=True, lines=(3,))],
            [Deed(at(1), "restarted it with shipit restart ledger, that fixed it", helped=True, lines=(2,))],
        ],
        (4,),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1. Fail over to the replica", "matches what was done in 0 of 3"),
        ("1. `shipit restart ledger`", "matches what was done in 2 of 3"),
        ("Tried, and did not help\n- `shipit restart ledger`", "matches what was done in 0 of 3"),
        ("Cause\n- the broken broker of the eu cluster", "matches what was done in 0 of 3"),
        (f"- “drained the broken broker” <C1/{at(2).ts}>", "matches what was done in 1 of 3 (written from 1 of them)"),
        ("", "matches what was done in 0 of 3"),
    ],
)
def test_an_incident_matches_if_what_helped_is_recommended(text: str, told: str) -> None:
    assert backtest(text, 1, 2, 3, 4)[0] == told


def test_where_nobody_said_what_helped_nothing_is_claimed() -> None:
    assert backtest(VERSION, 3, notes=[note(3, "looking")])[0] == "cannot be compared: nobody said what helped"


def test_only_the_last_five_count() -> None:
    assert backtest(VERSION, *range(1, 9))[0] == "matches what was done in 1 of 1"


def test_what_people_from_outside_wrote_is_not_counted() -> None:
    assert backtest(VERSION, 1, notes=[note(1, RESTARTED, person="U9")])[1] == [[]]


@pytest.mark.parametrize(
    ("step", "deed", "matches"),
    [
        ("Roll back the last deploy", "rolled v12 back", True),
        ("Restart the workers", "restarted it, that fixed it", True),
        ("Restart the workers", "restarted the workers of eu-west", True),
        ("Restart the workers", "restarted the broker", False),
        ("Drain the broken broker", "restarted the broken broker", False),
        ("Add a node to the pool", "cleared the cache", False),
    ],
)
def test_a_step_is_a_deed_with_the_same_verb_and_object(step: str, deed: str, matches: bool) -> None:
    tested = backtest(f"1. {step}", 1, notes=[note(1, deed)])
    assert tested[0] == f"matches what was done in {int(matches)} of 1"


def test_a_command_that_was_posted_alone_is_a_deed_too() -> None:
    notes = [note(1, "```cmctl renew ledger-tls```"), note(1, "that fixed it", 9)]
    told, deeds, _ = backtest("1. `cmctl renew ledger-tls`", 1, notes=notes)
    assert (told, [one.lines for one in deeds[0]]) == ("matches what was done in 1 of 1", [(1,)])
