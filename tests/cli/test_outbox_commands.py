"""`ratchet outbox` shows what is still to be done, and has what was set aside tried again or given up."""

import asyncio
import json
from typing import Any

import pytest
from command import ratchet
from ratchet_core.vocabulary.actions import Lane
from ratchet_postgres import PostgresOutbox, connect

ALARMS = 5
"""So many alarms of the example did not ring; their moments are over long ago."""


@pytest.fixture
def keys(acme_url: str) -> list[str]:
    """Set two alarms aside, and return their keys."""

    async def run() -> list[str]:
        async with await connect(acme_url) as conn:
            outbox = PostgresOutbox(conn)
            claims = await outbox.claim(4_000_000_000_000_000, [Lane.TIME], limit=2)
            for claim in claims:
                await outbox.set_aside(claim, "TypeError: it is broken")
            return [claim.action.key for claim in claims]

    return asyncio.run(run())


def listed(url: str) -> Any:  # noqa: ANN401 - what JSON holds
    return json.loads(ratchet("outbox", "list", "--json", "--database", url).stdout)


def counts(url: str) -> tuple[int, int]:
    lane = next(one for one in listed(url)["waiting"] if one["lane"] == "time")
    return lane["waiting"], lane["set aside"]


def test_what_waits_is_listed_by_lane_and_what_was_set_aside_with_why(acme_url: str, keys: list[str]) -> None:
    lines = ratchet("outbox", "list", "--database", acme_url).stdout.splitlines()
    lanes = [line for line in lines if line.startswith("lane: ")]
    aside = [line for line in lines if line.startswith("key: ")]
    told = "action: WakeMe  channel: C05PAYALR  attempts: 1  why: TypeError: it is broken"
    assert (lanes, sorted(aside)) == (
        [f"lane: time  waiting: {ALARMS - 2}  waits since: 2026-02-01 16:19 UTC  set aside: 2"],
        sorted(f"key: {key}  {told}" for key in keys),
    )


def test_an_empty_outbox_says_so(acme_url: str) -> None:
    async def emptied() -> None:
        async with await connect(acme_url) as conn:
            await conn.execute("delete from outbox")

    asyncio.run(emptied())
    assert ratchet("outbox", "list", "--database", acme_url).stdout == "Nothing waits.\n"


def test_what_was_set_aside_is_tried_again_by_its_key(acme_url: str, keys: list[str]) -> None:
    ran = ratchet("outbox", "retry", keys[0], "--database", acme_url)
    assert (ran.stdout, counts(acme_url)) == ("It is tried again.\n", (ALARMS - 1, 1))


def test_all_that_was_set_aside_is_tried_again(acme_url: str, keys: list[str]) -> None:
    ran = ratchet("outbox", "retry", "--all", "--database", acme_url)
    assert (len(keys), ran.stdout, counts(acme_url)) == (2, "2 actions are tried again.\n", (ALARMS, 0))


def test_what_was_set_aside_is_given_up(acme_url: str, keys: list[str]) -> None:
    without = ratchet("outbox", "drop", keys[0], "--database", acme_url)
    ran = ratchet("outbox", "drop", keys[0], "--yes", "--database", acme_url)
    assert (without.returncode, ran.stdout, counts(acme_url)) == (2, "It is given up.\n", (ALARMS - 2, 1))


@pytest.mark.parametrize(
    "command",
    [("retry", "nothing"), ("drop", "nothing", "--yes"), ("drop", "nothing"), ("retry",), ("retry", "x", "--all")],
)
def test_what_was_not_set_aside_is_neither_tried_again_nor_given_up(acme_copy: str, command: tuple[str, ...]) -> None:
    refused = ratchet("outbox", *command, "--database", acme_copy)
    assert (refused.returncode, refused.stderr.splitlines()[-1].startswith("ratchet: ")) == (2, True)
