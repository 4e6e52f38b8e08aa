"""Prints what is loaded to decide one event of every kind, without history and with much.

    uv run python benchmarks/loading.py [--messages N]

Rows are those that the store in memory gives to the lookups of the event, bytes their length as JSON; `at most` is what
the lookups could give, whatever the history. What is held in memory for all events, the directory, is not loaded.
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1] / "tests" / "core")  # in the place of this folder

from attrs import frozen
from long_history import AFTER, CAST, SPEAKING, long_history
from ratchet_core.assembling import Assembly
from ratchet_core.contract.counting import CountingStore
from ratchet_core.domain.records import Record
from ratchet_core.memory import MemoryStore
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.events import Event
from ratchet_core.vocabulary.writing import writer_of


@frozen
class Load:
    """What one event loads: lookups, the rows that they give and could give at most, and their bytes as JSON."""

    lookups: int
    rows: int
    most: int
    size: int


async def load_of(store: CountingStore, event: Event) -> Load:
    """Return what is loaded to decide an event, which is not decided."""
    store.forget()
    assembly = Assembly(event, store.directory)
    while assembly.lookups:
        assembly.take(await store.find(assembly.lookups))
    write = writer_of(Record)
    size = sum(len(write(row)) for row in store.rows)
    return Load(len(store.lookups), len(store.rows), store.most, size)


async def loads_after(messages: int) -> dict[str, Load]:
    """Return what events of every kind load after a history."""
    store, begun = CountingStore(MemoryStore(SPEAKING)), time.perf_counter()
    for event in (*long_history(messages), *CAST):
        await take_turn(store, event)
        store.forget()
    print(f"{messages:,} messages took their turns in {time.perf_counter() - begun:.1f} s", file=sys.stderr)
    return {what: await load_of(store, event) for what, event in AFTER.items()}


def main() -> None:
    """Read the number of messages, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=200_000)
    messages = parser.parse_args().messages
    before, after = asyncio.run(loads_after(0)), asyncio.run(loads_after(messages))
    print(f"{'':38} {'':>7} {'at':>6} {'no history':>16} {f'{messages:,} messages':>18}")
    print(f"{'event':38} {'lookups':>7} {'most':>6} {'rows':>7} {'bytes':>8} {'rows':>9} {'bytes':>8}")
    for what, one in before.items():
        other = after[what]
        figures = f"{one.rows:7,} {one.size:8,} {other.rows:9,} {other.size:8,}"
        print(f"{what:38} {other.lookups:7} {other.most:6,} {figures}")


if __name__ == "__main__":
    main()
