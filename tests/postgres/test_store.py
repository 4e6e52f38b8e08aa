"""What a store in PostgreSQL does beyond its contract: how often it asks the database, and what it notes of a turn."""

import asyncio
from typing import Any

import pytest
from postgres_places import FailingConnection, in_postgres
from ratchet_core.contract.committing import COURSE
from ratchet_core.contract.place import POLICY, heard, put
from ratchet_core.contract.samples import SAMPLES
from ratchet_core.domain.policy import ChannelPolicy, Mode, Policy, Purpose
from ratchet_core.domain.records import KINDS, Get, Lookup, Range, Taken
from ratchet_core.ports import Turn
from ratchet_core.turn import take_turns
from ratchet_core.vocabulary.decision import Decision, Why, because
from ratchet_postgres import connect
from ratchet_postgres.store import digest_of
from server import Server

ROWS = [kind for kind in KINDS.values() if not kind.directory]
LIVE = Policy(
    default=ChannelPolicy(Purpose.ALERTS, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE)
)


class Counting(FailingConnection):
    """A connection that counts its round trips."""

    trips = 0

    async def wait(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the driver has it
        type(self).trips += 1
        return await super().wait(*args, **kwargs)


def every_lookup() -> list[Lookup]:
    """Return lookups of every kind, in every index, both ways."""
    lookups: list[Lookup] = [Taken("one"), Taken("other")]
    for kind in ROWS:
        records = SAMPLES[kind.record].records
        lookups += [Get(kind.record, kind.key(one)) for one in records[:2]]
        for name, index in kind.indexes.items():
            groups = {group for one in records if (group := index.group(one)) is not None}
            lookups += [
                Range(kind.record, name, group, 2, newest=newest) for group in groups for newest in (False, True)
            ]
    return lookups


def test_whatever_is_looked_up_for_a_batch_is_one_round_trip(server: Server) -> None:
    async def trips() -> int:
        async with in_postgres(server, POLICY, Counting) as place:
            for kind in ROWS:
                await put(place, kind.name, *SAMPLES[kind.record].records)
            Counting.trips = 0
            await place.store.find(every_lookup())
            return Counting.trips

    assert asyncio.run(trips()) == 1


def test_a_decision_is_kept_with_its_reasons_and_its_digest_and_its_event_with_its_turn(server: Server) -> None:
    decision = because("cards", Why.SHADOW, "C1")

    async def kept() -> list[Any]:
        async with server.database() as url:
            async with in_postgres(server, POLICY, url=url) as place:
                await place.store.commit([Turn(heard("one"), Decision()), Turn(heard("two"), decision)])
                await place.reopen()
                await place.store.commit([Turn(heard("three"), Decision())])
            async with await connect(url) as conn:
                found = await conn.execute(
                    "select d.turn, i.event, d.reasons, encode(d.digest, 'hex'),"
                    " whole(i.event, i.at, i.told) ->> 'id' from decision as d"
                    " join inbox as i using (turn) order by d.turn"
                )
                return await found.fetchall()

    empty = digest_of(Decision())
    assert asyncio.run(kept()) == [
        (1, "heard/one", [], empty, "heard/one"),
        (2, "heard/two", [["cards", "shadow", "C1"]], digest_of(decision), "heard/two"),
        (3, "heard/three", [], empty, "heard/three"),
    ]


def test_what_is_written_of_a_batch_is_one_round_trip_where_the_outbox_has_no_edits(server: Server) -> None:
    async def trips() -> int:
        async with in_postgres(server, LIVE, Counting) as place:
            await take_turns(place.store, COURSE[:4])
            records = [Turn(heard(str(number)), Decision()) for number in range(100)]
            Counting.trips = 0
            await place.store.commit(records)
            return Counting.trips

    assert asyncio.run(trips()) == 1


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("text[]", ["", "NULL", None, 'a "quoted" \\ word', "{,}", " ", "\n", "\u00e9\U0001f600"]),
        ("bigint[]", [0, -1, 2**62, None]),
        ("boolean[]", [True, False, None]),
        ("text[]", []),
    ],
)
def test_a_list_comes_out_of_the_database_as_it_went_in(server: Server, kind: str, values: list[object]) -> None:
    async def echoed() -> Any:  # noqa: ANN401 - whatever comes back
        async with server.database() as url, await connect(url) as conn:
            return await (await conn.execute(f"select %s::{kind}".encode(), [values])).fetchone()

    assert asyncio.run(echoed()) == (values,)
