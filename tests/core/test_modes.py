"""Every behaviour has a mode in each channel: off, it does nothing; in shadow, it decides and says nothing."""

from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, firing, posted, replayed, resolved, said
from long_history import deployed
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import (
    HelpRequest,
    Incident,
    Notification,
    OwnedKind,
    RunbookVersion,
    Track,
)
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    Event,
    HelpRequestHandedOff,
    MemberJoined,
    OwnerChanged,
    ReactionAdded,
    TeamNamed,
)

MONDAY = 20458 * DAY
FIRES, ENDS = posted(MONDAY, "C1", firing(ALERTS[0])), posted(MONDAY + HOUR, "C1", resolved(ALERTS[0]))
NOTE = said(MONDAY + MINUTE, "C1", "U2", "restarted the consumer on kafka-3", FIRES.ts)
ASKED = said(MONDAY + 10 * HOUR, "C1", "U1", "how do I rotate the ledger key?")
REPLY = said(MONDAY + 11 * HOUR, "C1", "U2", "run the rotate job", ASKED.ts)
TICK = ReactionAdded("tick", MONDAY + 12 * HOUR, "C1", ASKED.ts, None, "U3", "white_check_mark")
HANDED = HelpRequestHandedOff("h", ASKED.at + MINUTE, "C1", ASKED.ts, "money", "U2")
LATER = said(MONDAY + 9 * DAY, "C2", "U3", "hello")
OWNED: list[Event] = [
    TeamNamed("t1", 0, "base", "Base"),
    TeamNamed("t2", 0, "money", "Money"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "base"),
    MemberJoined("m", 0, "U2", "base"),
]
LIVE: Mapping[str, Any] = {"answers": Mode.LIVE, "reminders": Mode.LIVE}


def policy(**modes: Mode) -> Policy:
    return Policy(default=attrs.evolve(EVERYTHING, **{**LIVE, **modes}))


def run(*events: Event, **modes: Mode) -> tuple[MemoryStore, list[Decision]]:
    store = MemoryStore(policy(**modes))
    return store, [decision for _, decision in replayed(store, [*INTRODUCTIONS, *OWNED, *events, LATER])]


def kept(kind: type, *events: Event, **modes: Mode) -> int:
    return len(run(*events, **modes)[0].of_kind(kind))


def said_of(behaviour: str, decisions: list[Decision]) -> tuple[list[str], list[str]]:
    """Return what a behaviour says, and what it would have said: by the names of actions."""

    def names(actions: tuple[Action, ...]) -> list[str]:
        return [type(one).__name__ for one in actions if getattr(one, "behaviour", "") == behaviour]

    return (
        [name for one in decisions for name in names(one.actions)],
        [name for one in decisions for name in names(one.withheld)],
    )


DEPLOY = deployed(MONDAY, 7)


@pytest.mark.parametrize(("mode", "count"), [(Mode.OFF, 0), (Mode.SHADOW, 1), (Mode.LIVE, 1)])
@pytest.mark.parametrize(
    ("mode_of", "kind", "events"),
    [
        ("notifications", Notification, [DEPLOY]),
        ("incidents", Incident, [FIRES]),
        ("incidents", Track, [FIRES]),
        ("help_requests", HelpRequest, [ASKED]),
        ("drafts", RunbookVersion, [FIRES, NOTE, ENDS]),
    ],
)
def test_what_is_kept_is_kept_in_shadow_too_and_not_where_a_mode_is_off(
    mode_of: str, kind: type, events: list[Event], mode: Mode, count: int
) -> None:
    assert kept(kind, *events, **{mode_of: mode}) == count


SPEAK: list[tuple[str, str, list[Event], Mapping[Mode, tuple[list[str], list[str]]]]] = [
    (
        "cards",
        "cards",
        [FIRES, ENDS],
        {
            Mode.OFF: ([], []),
            Mode.SHADOW: ([], ["PostMessage", "UpdateMessage"]),
            Mode.LIVE: (["PostMessage", "UpdateMessage"], []),
        },
    ),
    (
        "reminders",
        "reminders",
        [ASKED],
        {
            Mode.OFF: ([], []),
            Mode.SHADOW: (["WakeMe"], ["PostMessage"]),
            Mode.LIVE: (["WakeMe", "PostMessage"], []),
        },
    ),
    (
        "help_requests",
        "handling",
        [ASKED, HANDED],
        {Mode.OFF: ([], []), Mode.SHADOW: ([], ["PostMessage"]), Mode.LIVE: (["PostMessage"], [])},
    ),
]


@pytest.mark.parametrize(
    ("mode_of", "behaviour", "events", "mode", "expected"),
    [
        pytest.param(mode_of, behaviour, events, mode, expected, id=f"{mode_of}-{mode}")
        for mode_of, behaviour, events, by_mode in SPEAK
        for mode, expected in by_mode.items()
    ],
)
def test_what_is_said_live_is_recorded_in_shadow_and_neither_where_a_mode_is_off(
    mode_of: str, behaviour: str, events: list[Event], mode: Mode, expected: tuple[list[str], list[str]]
) -> None:
    assert said_of(behaviour, run(*events, **{mode_of: mode})[1]) == expected
