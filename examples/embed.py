"""ratchet's core inside another tool: events come in as JSON lines, and this script does the actions itself.

Run it with `uv run python examples/embed.py examples/events.jsonl`, or with the events on standard input.
"""

import asyncio
import fileinput
from collections.abc import Iterable
from textwrap import indent

from ratchet_core import (
    MemoryStore,
    MessagePosted,
    PostMessage,
    UpdateMessage,
    event_from_json,
    plain_text,
    policy_of,
    take_turn,
)

POLICY = policy_of('[default]\nincidents = "live"\ncards = "live"\n')


async def run(lines: Iterable[str]) -> None:
    """Take each event's turn, print what is to be done and said, and tell the core that it was done."""
    store = MemoryStore(POLICY)
    for event in map(event_from_json, lines):
        decision = await take_turn(store, event)
        print(event.id, "->", ", ".join(reason.why for reason in decision.reasons))
        for action in decision.actions:
            print("   ", type(action).__name__, action.key)
            if isinstance(action, PostMessage | UpdateMessage):
                print(indent(plain_text(action.body, store.directory.name_of), " " * 8))
            if isinstance(action, PostMessage):
                await take_turn(store, MessagePosted(f"{action.key}/done", event.at, action, "1767607200.000900"))


with fileinput.input(encoding="utf-8") as events:
    asyncio.run(run(events))
