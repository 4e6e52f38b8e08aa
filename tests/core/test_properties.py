"""What must hold for every history beside the invariants, which are checked in `invariants`."""

import os
import subprocess
import sys
from pathlib import Path

from histories import (
    INTRODUCTIONS,
    POLICY,
    START,
    histories,
    replayed,
    said,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ratchet_core.assembling import Assembly
from ratchet_core.basis.instants import HOUR
from ratchet_core.deciding import decide
from ratchet_core.domain import Signal, SignalKind, Track
from ratchet_core.domain.course import with_signal
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.records import Range
from ratchet_core.memory import MemoryStore
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.codec import decision_from_json, decision_to_json, event_from_json, event_to_json
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event

CHECKED = settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
LAST = said(START + 3 * HOUR, "C1", "U3", "the end")


def sound() -> MemoryStore:
    return MemoryStore(POLICY)


def knowing_nothing(event: Event) -> Snapshot:
    """Return what an event's snapshot is where nothing is known yet."""
    assembly = Assembly(event, Directory(POLICY))
    while assembly.lookups:
        assembly.take([() if isinstance(one, Range) else None for one in assembly.lookups])
    return assembly.snapshot


@CHECKED
@given(histories())
def test_the_core_never_raises_and_every_event_and_decision_survives_json(events: list[Event]) -> None:
    heard = replayed(sound(), [*INTRODUCTIONS, *events, LAST])
    assert [
        (event_from_json(event_to_json(one)), decision_from_json(decision_to_json(two))) for one, two in heard
    ] == heard


@CHECKED
@given(st.data(), histories())
def test_the_core_never_raises_when_it_knows_nothing(data: st.DataObject, events: list[Event]) -> None:
    event = data.draw(st.sampled_from(events))
    assert isinstance(decide(knowing_nothing(event), event), Decision)


HASH_SEEDS = ("0", "1", "2")
SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from histories import *
from ratchet_core.assembling import Assembly
from ratchet_core.vocabulary.codec import decision_to_json
from ratchet_core.basis.instants import HOUR
said_by = (firing, firing, resolved)
events = [posted(START + n * 40 * SECOND, CHANNELS[n % 2], said_by[n % 3](ALERTS[n % 2])) for n in range(60)]
links = ("https://git.example/pull/1", "https://tickets.example/browse/A-1", "https://ci.example/build/1")
for n in range(9):
    notice = Content(text=f"note {n}", title=f"note {n}", links=links[n % 3:] + links[:n % 3])
    events.append(posted(START + HOUR + n * MINUTE, "C1", notice))
for event, decision in replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events]):
    print(event.id, decision_to_json(decision))
"""


def test_decisions_do_not_depend_on_the_hash_seed() -> None:
    folder = str(Path(__file__).parent)
    runs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, folder],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in HASH_SEEDS
    ]
    assert (len(set(runs)), all(runs)) == (1, True)


@CHECKED
@given(st.lists(st.tuples(st.integers(0, 10**7), st.sampled_from(SignalKind)), max_size=12))
def test_signals_are_kept_in_the_order_of_time(signals: list[tuple[int, SignalKind]]) -> None:
    track = Track("f", "C1", "Alert", None)
    for number, (at, kind) in enumerate(signals):
        track = with_signal(track, Signal(START + at, f"{number}", kind), POLICY)
    assert [one.at for one in track.recent] == sorted(one.at for one in track.recent)
