"""`ratchet why` on a database tells how a decision came about from what is kept: reasons, keys, and words once."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest
from command import ROOT, ratchet
from ratchet_core.basis.instants import SECOND
from ratchet_core.vocabulary.events import Event, MessageSeen
from ratchet_postgres import connect, hear
from ratchet_postgres.inbox import park

FIRED = "payments-alerts/1767608125.476881"
ALIAS = ("service", "alias", "ledger", "books", "--as", "nadia", "--at", "2026-02-03T10:00")
LATER = MessageSeen(
    "C05PAYALR/1770112801.000000", 1_770_112_801 * SECOND, "C05PAYALR", "1770112801.000000", None, "U05LARSHV", "hello"
)


def why(url: str, what: str, *options: str) -> Sequence[str]:
    return ratchet("why", what, "--database", url, *options).stdout.splitlines()


def ran(url: str, statement: str) -> None:
    async def run() -> None:
        async with await connect(url) as conn:
            await conn.execute(statement.encode())

    asyncio.run(run())


def rows(url: str, query: str) -> list[Any]:
    async def run() -> list[Any]:
        async with await connect(url) as conn:
            return list(await (await conn.execute(query.encode())).fetchall())

    return asyncio.run(run())


def told(url: str, event: Event, parked: str | None = None) -> None:
    async def run() -> None:
        async with await connect(url) as conn:
            await hear(conn, [event])
            if parked is not None:
                await park(conn, event.id, parked)

    asyncio.run(run())


def test_a_message_is_explained_as_an_export_is_but_for_what_is_remembered(acme_copy: str) -> None:
    on_export = ratchet("why", "examples/acme.zip", FIRED, "--org", "examples/organisation.toml").stdout.splitlines()
    expected = [line for line in on_export if not line.startswith(("   remembers:", "   forgets:"))]
    assert (why(acme_copy, FIRED), len(expected) > 10) == (expected, True)


def test_what_was_withheld_is_named_by_its_key(acme_copy: str) -> None:
    query = "select event, withheld from decision where cardinality(withheld) > 0 limit 1"
    event, keys = rows(acme_copy, query)[0]
    named = [line for line in why(acme_copy, event) if line.startswith("   in shadow, not sent: ")]
    assert [key for key in keys if f"   in shadow, not sent: {key}" not in named] == []


def test_a_command_is_explained_under_the_id_that_it_printed(acme_url: str) -> None:
    event = json.loads(ratchet(*ALIAS, "--json", "--database", acme_url).stdout)["id"]
    assert why(acme_url, event) == [
        ">> 2026-02-03 10:00 UTC ServiceAliased",
        "   because: services: remembered",
    ]


def test_a_step_is_two_lines_of_json(acme_url: str) -> None:
    event = json.loads(ratchet(*ALIAS, "--json", "--database", acme_url).stdout)["id"]
    lines = [json.loads(line) for line in why(acme_url, event, "--json")]
    assert (lines[0]["event"]["id"], lines[1]["reasons"], lines[1]["actions"]) == (
        event,
        [{"behaviour": "services", "why": "remembered", "about": ""}],
        [],
    )


def test_what_waits_is_said_to(acme_url: str) -> None:
    told(acme_url, LATER)
    assert why(acme_url, LATER.id) == [
        ">> 2026-02-03 10:00 UTC #payments-alerts lars: hello [payments-alerts/1770112801.000000]",
        "   waits to be decided",
    ]


def test_what_could_not_be_decided_is_said_with_why(acme_url: str) -> None:
    told(acme_url, LATER, parked="KeyError: 'x'")
    assert why(acme_url, LATER.id)[1:] == ["   could not be decided, and was left aside: KeyError: 'x'"]


def test_where_words_are_not_kept_any_more_the_reasons_are(acme_url: str) -> None:
    event = json.loads(ratchet(*ALIAS, "--json", "--database", acme_url).stdout)["id"]
    ran(acme_url, "update inbox set told = null where event like 'command/%'")
    assert why(acme_url, event) == [
        f">> 2026-02-03 10:00 UTC {event}: what was told is not kept any more",
        "   because: services: remembered",
    ]


def test_where_a_decision_is_not_kept_any_more_that_is_said(acme_url: str) -> None:
    event = json.loads(ratchet(*ALIAS, "--json", "--database", acme_url).stdout)["id"]
    ran(acme_url, "update inbox set digest = null, reasons = null where event like 'command/%'")
    assert why(acme_url, event)[1:] == ["   what was decided is not kept any more"]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("nothing", "the database has no such event or message"),
        ("payments-alerts/1.5", "the database has no such event or message"),
        ("command/a/1770112800000000", "the database has no such event or message"),
        ("nowhere/1.5", "there is no such channel"),
    ],
)
def test_what_stands_for_nothing_is_refused(acme_copy: str, what: str, said: str) -> None:
    refused = ratchet("why", what, "--database", acme_copy)
    assert (refused.returncode, said in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ("examples/acme.zip", FIRED, "--database", "postgresql://localhost/none"),
        ("examples/acme.zip", FIRED, "more"),
        (FIRED, "--policy", "policy.toml", "--database", "postgresql://localhost/none"),
    ],
)
def test_two_sources_are_one_too_many(words: tuple[str, ...]) -> None:
    assert (ROOT.exists(), ratchet("why", *words).returncode) == (True, 2)


def test_an_export_alone_is_no_event() -> None:
    refused = ratchet("why", "examples/acme.zip")
    assert (refused.returncode, "say also which message or event" in refused.stderr) == (2, True)
