"""What is told is kept without what stands beside it, and comes out of the database as it went in."""

import asyncio
import json
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.basis.evolving import evolve
from ratchet_core.domain import MessageRef
from ratchet_core.vocabulary.actions import AboutRequest, WakeMe
from ratchet_core.vocabulary.events import Event, MessageEdited, MessageSeen, TimePassed
from ratchet_postgres import connect
from ratchet_postgres.inbox import event_from
from ratchet_postgres.told import told_of
from server import Server

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)
"""What a database can hold; the rest is cleaned at the edge."""
CONTENT = st.builds(Content, TEXT, TEXT, fields=st.lists(st.builds(Field, TEXT, TEXT)).map(tuple))
BESIDE = {
    "at": st.integers(0, 2**62),
    "thread": st.none() | TEXT,
    "person": st.none() | TEXT,
    "bot": st.none() | st.builds(Bot, TEXT, TEXT),
    "content": st.none() | CONTENT,
    "heard_at": st.none() | st.integers(0, 2**62),
}
NAME = TEXT.map(lambda text: text.replace("/", "-"))
MESSAGES = [st.builds(kind, TEXT, channel=TEXT, ts=TEXT, text=TEXT, **BESIDE) for kind in (MessageSeen, MessageEdited)]
NAMED = st.builds(MessageSeen, TEXT, channel=NAME, ts=NAME, text=TEXT, **BESIDE).map(
    lambda event: evolve(event, id=f"{event.channel}/{event.ts}")
)
"""Messages whose ids say where and when they were posted."""
ABOUT = st.builds(AboutRequest, st.builds(MessageRef, TEXT, TEXT))
WAKE = st.builds(WakeMe, TEXT, NAME, TEXT, st.integers(0, 2**62), ABOUT)
PASSED = st.builds(
    lambda action, end: TimePassed(f"{action.key}{end}", action.at, action), WAKE, st.sampled_from(["/done", ""])
)


async def read_again(server: Server, events: Sequence[Event]) -> list[Event]:
    async with server.database() as url, await connect(url) as conn:
        rows = [
            await (
                await conn.execute("select whole(%s, %s, %s)::text", [event.id, event.at, told_of(event)])
            ).fetchone()
            for event in events
        ]
    return [event_from(row[0]) for row in rows if row is not None]


@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of([*MESSAGES, NAMED, PASSED]), min_size=20, max_size=60))
def test_every_event_comes_out_as_it_went_in(server: Server, events: list[Event]) -> None:
    assert asyncio.run(read_again(server, events)) == events


def test_what_an_id_says_is_not_kept_again(server: Server) -> None:
    action = WakeMe("C1/1.0/x/0", "x", "C1", 5, AboutRequest(MessageRef("C1", "1.0")))
    passed = TimePassed(f"{action.key}/done", 5, action)
    events: list[Event] = [MessageSeen("C1/1.0", 1, "C1", "1.0", None, None, "down"), passed]
    kept = [told_of(event) for event in events]
    assert kept[0] == '{"text":"down"}'
    assert action.key not in kept[1]
    assert asyncio.run(read_again(server, events)) == events


def test_what_a_bot_says_is_kept_once(server: Server) -> None:
    said = MessageSeen("C1/1.0", 1, "C1", "1.0", None, None, "down", content=Content("down"))
    other = MessageSeen("C1/1.0", 1, "C1", "1.0", None, None, "up", content=Content("down"))
    kept = [json.loads(told_of(event)).get("text") for event in (said, other)]
    assert (kept, asyncio.run(read_again(server, [said, other]))) == ([None, "up"], [said, other])
