"""Whoever is erased from a database leaves no word in any of its tables, nor in the log; old words go by command."""

import asyncio
import re
from typing import Any, LiteralString

import pytest
from command import Ran, ratchet
from ratchet_postgres import connect

pytestmark = pytest.mark.usefixtures("settings")

ALERT = "job-runner/CPUThrottlingHigh"


def asked(url: str, query: LiteralString) -> list[Any]:
    async def run() -> list[Any]:
        async with await connect(url) as conn:
            return await (await conn.execute(query)).fetchall()

    return asyncio.run(run())


def on(url: str, *command: object) -> Ran:
    return ratchet(*command, "--database", url, text="1. Xyzzy the box.\n")


WROTE: LiteralString = """
select told ->> 'person', whole(event, at, told) ->> 'text' from inbox where kind_of(told) = 'MessageSeen'
"""


def wrote(url: str, person: str) -> list[str]:
    """Return what only this person wrote."""
    rows = asked(url, WROTE)
    others = "\n".join(text for who, text in rows if who != person)
    return [text for who, text in rows if who == person and len(text) > 30 and text not in others]


def everything(url: str) -> str:
    tables = asked(url, "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")

    async def run() -> str:
        async with await connect(url) as conn:
            queries = [f"select t::text from {name} as t".encode() for (name,) in tables]  # noqa: S608 - by its name
            found = [await (await conn.execute(query)).fetchall() for query in queries]
        return "\n".join(row[0] for rows in found for row in rows)

    return asyncio.run(run())


def person_called(url: str, name: str) -> str:
    return next(str(row[0]) for row in asked(url, "select id, name from person_record") if row[1] == name)


def test_no_word_of_an_erased_person_is_left_and_the_words_of_others_are(acme_url: str) -> None:
    lars, nadia = person_called(acme_url, "lars"), person_called(acme_url, "nadia")
    words, others = wrote(acme_url, lars), wrote(acme_url, nadia)
    muted = on(acme_url, "mute", "add", ALERT, "--hours", "2", "--reason", "xyzzy noise", "--yes", "--as", "lars")
    marked = on(
        acme_url, "incident", "mark", f"platform-alerts/{ALERT}/19", "noise", "--reason", "Xyzzy", "--as", "lars"
    )
    written = on(acme_url, "runbook", "write", ALERT, "-", "--as", "lars")
    ran = on(acme_url, "erase", "person", "lars", "--yes", "--prove")
    left = everything(acme_url)
    assert (
        [one.returncode for one in (muted, marked, written, ran)],
        bool(words),
        [one for one in words if one in left],
        re.findall("xyzzy[^\n]{0,20}", left, re.IGNORECASE),
        [one for one in others if one not in left],
    ) == ([0, 0, 0, 0], True, [], [], [])


def test_what_an_erasure_came_to_is_said_and_a_replay_goes_on_from_there(acme_url: str) -> None:
    ran = on(acme_url, "erase", "person", "lars", "--yes", "--prove")
    said = [re.sub(r"[0-9]+", "N", line) for line in ran.stdout.splitlines()[-2:]]
    replayed = on(acme_url, "replay")
    assert (said, replayed.returncode, " after turn " in replayed.stdout) == (
        ["N events of the log lost what they told.", "None of N pieces of what they wrote is in any row of any table."],
        0,
        True,
    )


def test_words_that_stand_anywhere_still_are_told_of(acme_url: str) -> None:
    lars = person_called(acme_url, "lars")
    asyncio.run(
        executed(acme_url, "insert into document_term (term, documents) values (%s, 1)", wrote(acme_url, lars)[0])
    )
    ran = on(acme_url, "erase", "person", "lars", "--yes", "--prove")
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (
        1,
        "Words that only they wrote are in 1 row of document_term.",
    )


def test_words_that_somebody_else_gave_as_a_reason_too_are_no_words_of_theirs_alone(acme_url: str) -> None:
    why = "the vendor is resizing all the disks of these machines"
    muted = on(acme_url, "mute", "add", ALERT, "--hours", "2", "--reason", why, "--yes", "--as", "lars")
    mark = ("incident", "mark", f"platform-alerts/{ALERT}/19", "noise", "--reason", why)
    marked = on(acme_url, *mark, "--as", "nadia")
    ran = on(acme_url, "erase", "person", "lars", "--yes", "--prove")
    assert ([one.returncode for one in (muted, marked, ran)], why in everything(acme_url)) == ([0, 0, 0], True)


async def executed(url: str, statement: LiteralString, value: str) -> None:
    async with await connect(url) as conn:
        await conn.execute(statement, [value])


def test_old_words_and_decisions_go_by_command_and_how_much_is_said(acme_url: str) -> None:
    ran = on(acme_url, "db", "trim", "--older-than", "1d", "--decisions", "0d")
    told = asked(acme_url, "select count(*) from inbox where told is not null")
    turns = asked(acme_url, "select max(turn) from inbox")[0][0]
    assert (ran.stdout.splitlines(), told) == (
        [
            "0 events of the log lost words that were deleted, edited or erased.",
            f"{turns:,} events and 0 decisions were old and went.",
            f"A replay begins after turn {turns:,}.",
        ],
        [(0,)],
    )


def test_a_number_of_days_is_written_as_such(acme_copy: str) -> None:
    ran = on(acme_copy, "db", "trim", "--older-than", "soon")
    assert (ran.returncode, ran.stderr) == (
        2,
        "ratchet: --older-than soon: this is not a number of days; write it as 90d.\n",
    )
