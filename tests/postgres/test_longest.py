"""The longest of everything that is a key, or stands in an order, goes into the database: text that nothing packs.

A name in Slack has 80 characters at most. An entry of an index holds about 2,700 bytes.
"""

import asyncio
import itertools
from collections.abc import Iterator
from hashlib import shake_256
from typing import Final

from histories import INTRODUCTIONS, POLICY, START
from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.basis.ids import LONGEST_KEY
from ratchet_core.basis.instants import SECOND, ts_of
from ratchet_core.domain import OwnedKind
from ratchet_core.ports import Turn
from ratchet_core.vocabulary.actions import AboutChannel, WakeMe
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    AlertMuted,
    ChannelJoined,
    ChannelSeen,
    Event,
    MessageSeen,
    OwnerChanged,
    PersonSeen,
    ReactionAdded,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    TeamNamed,
)
from ratchet_postgres import PostgresStore, connect, hear, parked
from server import Server, seated

ANY: Final = range(0x20000, 0x2A000)
TITLES = ("[FIRING:1] %s", "[FIRING:1] %s (prod critical)", "Alert: %s is down", "Deployed %s v12 to production")


def junk(seed: object, length: int) -> str:
    """Return text without any order in it, of characters of four bytes."""
    digits = shake_256(str(seed).encode()).digest(2 * length)
    return "".join(chr(ANY[int.from_bytes(digits[at : at + 2], "big") % len(ANY)]) for at in range(0, 2 * length, 2))


def longest() -> Iterator[Event]:
    """Return events whose names are as long as they get."""
    seeds = itertools.count()
    channel, person, team = (junk(next(seeds), 80) for _ in range(3))
    yield ChannelSeen("seen", START, channel, junk(next(seeds), 80), private=False)
    yield ChannelJoined("joined", START, channel)
    yield PersonSeen("person", START, person, junk(next(seeds), 80), external=False)
    yield TeamNamed("team", START, team, junk(next(seeds), 80), founds=True)
    yield OwnerChanged("owner", START, OwnedKind.CHANNEL, channel, team)
    yield ServiceNamed("service", START, junk(next(seeds), 80), junk(next(seeds), 80))
    yield ServiceAliased("alias", START, junk(next(seeds), 80), junk(next(seeds), 80))
    at = START
    for title in TITLES:
        at += SECOND
        text = title % junk(next(seeds), 5_000)
        fields = tuple(Field(name, junk(next(seeds), 5_000)) for name in ("Service", "Host", "Version"))
        content = Content(text=text, title=text, colour="a30200", fields=fields)
        bot = Bot(junk(next(seeds), 80), "A1", junk(next(seeds), 80))
        yield MessageSeen(f"{channel}/{ts_of(at)}", at, channel, ts_of(at), None, None, text, bot, content)
    for thread in (None, ts_of(at), ts_of(at - SECOND), "1.0"):
        at += SECOND
        text = f"how do I rotate the {junk(next(seeds), 5_000)}?"
        yield MessageSeen(f"{channel}/{ts_of(at)}", at, channel, ts_of(at), thread, person, text)
        yield ReactionAdded(f"{channel}/{at}/tick", at, channel, ts_of(at), thread, person, junk(next(seeds), 80))
    alert = f"{'x' * 24}-{'0' * 16}"
    yield RunbookWritten("written", at, alert, junk(next(seeds), 40_000), person)
    yield AlertMuted(junk(next(seeds), 80), at, alert, channel, at + SECOND, junk(next(seeds), 5_000), person)


def test_the_longest_of_every_kind_is_decided_and_written(server: Server) -> None:
    async def work() -> tuple[int, list[str]]:
        async with server.database() as url, await connect(url) as conn:
            await hear(conn, [*INTRODUCTIONS, *longest()])
            writer = await seated(conn, POLICY)
            count = 0
            while taken := await writer.take():
                count += len(taken)
            return count, [one.why for one in await parked(conn)]

    assert asyncio.run(work()) == (len([*INTRODUCTIONS, *longest()]), [])


def test_what_follows_from_what_followed_a_thousand_times_has_a_key_that_is_no_longer(server: Server) -> None:
    async def work() -> tuple[int, int]:
        async with server.database() as url, await connect(url) as conn:
            store, cause, keys = await PostgresStore.open(conn, POLICY), junk("cause", 80), set[str]()
            for _ in range(1_000):
                alarm = WakeMe(f"{cause}/storms/1", "storms", "C1", START, AboutChannel("C1"))
                keys.add(alarm.key)
                cause = f"{alarm.key}/done"
            event = ChannelJoined(cause, START, "C1")
            await store.commit([Turn(event, Decision(actions=(alarm,)))])
            return len(keys), max(map(len, keys))

    count, longest_of_all = asyncio.run(work())
    assert (count, longest_of_all <= LONGEST_KEY) == (1_000, True)
