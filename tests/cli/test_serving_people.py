"""What a person does and is told in a running service: their home page, forms that cannot be shown, shortcuts, lists.

Each is shown on the whole service against a stand-in Slack; what the core decides of it has tests of its own.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from live import ALERTS, FIRING, HELP, PATIENCE, RESOLVED, Clock, Running, inhabited, played, running, served, until
from ratchet_core.basis.instants import HOUR, MINUTE, SECOND
from ratchet_core.domain import OwnedKind
from ratchet_core.vocabulary.events import Event, MemberJoined, OwnerChanged, RunbookWritten, TeamNamed
from ratchet_postgres import connect, hear
from server import Server
from slack_stand_in.slack import StandInSlack
from slack_stand_in.workspace import BOT_USER

CALL = f"<@{BOT_USER}>"
OWNED: list[Event] = [
    TeamNamed("t", 0, "pay", "Payments", founds=True),
    MemberJoined("m", 0, "ADA", "pay"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, ALERTS, "pay"),
]


async def carded(service: Running) -> str:
    """Let an alert fire, and return its message once it has its card."""
    root = service.slack.bot_says(ALERTS, FIRING)
    await service.heard()
    service.clock.ahead += 5 * MINUTE
    await service.saying(ALERTS, "HighErrorRate", root)
    return root


def directly(service: Running, person: str) -> str:
    """Return all that a person was told in their own conversation with ratchet."""
    return "\n".join(one["text"] for one in service.slack.messages(service.slack.space.direct(person).id))


async def told_directly(service: Running, person: str, words: str) -> str:
    """Wait until a person is told something in their own conversation with ratchet, and return all of that."""
    return await until(lambda: directly(service, person) if words in directly(service, person) else "")


async def at_home(service: Running, person: str, words: str, *, gone: bool = False) -> str:
    """Wait until somebody's home page says some words, or no longer does, and return it."""

    def found() -> str | None:
        shown = str(service.slack.space.homes[person].content) if person in service.slack.space.homes else ""
        return shown if shown and (words in shown) is not gone else None

    return await until(found, lambda: service.slack.space.homes)


def test_every_button_of_a_home_page_does_its_work_and_is_answered_to_that_person(server: Server) -> None:
    async def play(url: str, slack: StandInSlack, clock: Clock) -> Sequence[object]:
        inhabited(slack)
        async with running(url, slack, clock) as service:
            await service.introduced()
            await carded(service)
            async with await connect(url) as conn:
                ((alert,),) = await (await conn.execute("select fingerprint from alert_record")).fetchall()
                await hear(conn, [*OWNED, RunbookWritten("w", clock(), alert, "Restart the pods.", "BEN")])
            await slack.command("ADA", ALERTS, "mute HighErrorRate")
            await slack.submit("ADA", await service.showing("Mute an alert"), lasts="4h", where="here", reason="known")
            await service.telling("ADA", "is muted")
            slack.open_home("ADA")
            await at_home(service, "ADA", "Unmute HighErrorRate")
            before = len(slack.space.private)

            await slack.press_home("ADA", "Unmute HighErrorRate")
            told = [await told_directly(service, "ADA", "no longer muted")]
            await at_home(service, "ADA", "Unmute", gone=True)

            await slack.press_home("ADA", "Review draft v1 of HighErrorRate")
            await slack.submit("ADA", await service.showing("Runbook draft v1"), decision="approve")
            told.append(await told_directly(service, "ADA", "Runbook v1 is active"))
            await at_home(service, "ADA", "Review draft", gone=True)

            await slack.press_home("ADA", "Set up #alerts")
            form = await service.showing("Set up this channel")
            chosen = {"purpose": "alerts", "team": "pay", "services": "", "reminders": "off"}
            live = dict.fromkeys(("incidents", "cards", "notifications", "help_requests", "answers", "drafts"), "live")
            await slack.submit("ADA", form, **chosen, **live)
            told.append(await told_directly(service, "ADA", "#alerts is set up."))
            return [len(slack.space.private) - before, len(told)]

    assert played(server, play) == [0, 3]


def test_who_gets_no_form_is_told_why_and_what_to_do(server: Server) -> None:
    async def play(service: Running) -> list[str]:
        slack = service.slack
        await carded(service)
        card = await service.offering(ALERTS, "Mute")
        slack.space.triggers_live = 0
        await slack.press("BEN", ALERTS, card, "Mute")
        late = await service.telling("BEN", "could not open")
        slack.space.triggers_live = int(PATIENCE * SECOND)
        slack.space.refusals["views.open"] = "view_too_large"
        await slack.press("CLEO", ALERTS, card, "Noise")
        return [late, await service.telling("CLEO", "could not open")]

    refused = "Slack did not take it (view_too_large); try again, and tell whoever runs ratchet if it happens again."
    assert served(server, play) == [
        "I could not open the form “Mute an alert”.\nIt took longer than the 3 seconds that Slack allows; try again.",
        f"I could not open the form “Mark as noise”.\n{refused}",
    ]


def test_a_form_and_a_button_from_before_an_update_are_answered(server: Server) -> None:
    async def play(service: Running) -> list[object]:
        slack = service.slack
        await carded(service)
        card = await service.offering(ALERTS, "Mute")
        await slack.press("BEN", ALERTS, card, "Mute")
        view = await service.showing("Mute an alert")
        slack.space.views[view].content["private_metadata"] = '{"_": "AboutSomethingOld"}'
        answer = await slack.submit("BEN", view, lasts="4h", where="here", reason="known")
        message = slack.space.channels[ALERTS].messages[card]
        message["blocks"] = [_outdated(one) for one in message["blocks"]]
        await slack.press("CLEO", ALERTS, card, "Mute")
        told = await service.telling("CLEO", "cannot read")
        return [(answer or {})["response_action"], "Close it, and open it again." in str(answer), told]

    said = (
        "I cannot read this button any more: its message is from before an update; use a newer one, or `/ratchet help`."
    )
    assert served(server, play) == ["update", True, said]


def _outdated(block: dict[str, Any]) -> dict[str, Any]:
    if block["type"] != "actions":
        return block
    return {**block, "elements": [{**one, "action_id": "ratchet/of_old/0"} for one in block["elements"]]}


def test_the_menu_of_a_message_teaches_follows_and_takes_back_and_says_so(server: Server) -> None:
    async def play(service: Running) -> list[object]:
        slack = service.slack
        odd = {"title": "Nightly export of ledger rows", "color": "439fe0"}
        seen = slack.bot_says(ALERTS, odd, bot="B0NIGHTLY")
        asked = slack.say("CLEO", HELP, "I moved the export to the new bucket.")
        await service.heard()
        await slack.shortcut("BEN", HELP, asked, "track_as_help_request")
        told = [await service.telling("BEN", "help request")]
        listed = slack.say("BEN", HELP, f"{CALL} status")
        waiting = (await service.saying(HELP, "What I do", listed))["text"]
        for chosen, words in (("track_as_alert", "as alerts"), ("not_an_alert", "are not alerts")):
            await slack.shortcut("ADA", ALERTS, seen, chosen)
            told.append(await service.telling("ADA", words))
            fired = slack.bot_says(ALERTS, odd, bot="B0NIGHTLY")
            await service.heard()
            service.clock.ahead += 10 * MINUTE
            if chosen == "track_as_alert":
                await service.saying(ALERTS, "Nightly export", fired)
        service.clock.ahead += HOUR
        await service.heard()
        await asyncio.sleep(1.2)
        return [*told, "CLEO asked just now" in waiting, service.saids(ALERTS, thread=fired)]

    assert served(server, play) == [
        "I now follow this as a help request.",
        "From now on I take messages like this one, from the same bot, as alerts.",
        "From now on messages like this one, from the same bot, are not alerts.",
        True,
        [],
    ]


def test_a_handover_of_many_things_arrives_whole_and_each_is_linked_and_of_nothing_it_says_so(server: Server) -> None:
    async def play(service: Running) -> Sequence[object]:
        slack = service.slack
        quiet = await slack.command("BEN", HELP, "handover") or {}
        nothing = await service.telling("BEN", "Handover of #help")
        names = [f"Late{first}{second}" for first in "ABCDEF" for second in "QRSTUV"]
        fired = [slack.bot_says(ALERTS, {**FIRING, "title": f"[FIRING:1] {name} svc"}) for name in names]
        asked = [slack.say(f"W{n}", ALERTS, "how do I rotate the ledger key?") for n in range(22)]
        await service.heard()
        slack.bot_says(ALERTS, {**RESOLVED, "title": f"[RESOLVED] {names[0]} svc"})
        await service.heard()
        await slack.command("ADA", ALERTS, "handover")
        await service.telling("ADA", "Handover of #alerts")
        await until(lambda: "may be more" in _told(service, "ADA"))
        links = [ts for ts in (*fired[1:31], *asked[:20]) if f"p{ts.replace('.', '')}" not in _told(service, "ADA")]
        return [
            quiet,
            "Nothing is open, and nothing waits." in nothing,
            "35 open alerts" in _told(service, "ADA"),
            links,
        ]

    assert served(server, play) == [{}, True, True, []]


def _told(service: Running, person: str) -> str:
    return str([one.get("blocks") for one in service.slack.space.private if one["user"] == person])


def test_what_was_edited_or_deleted_while_ratchet_was_down_is_taken_so_also_where_the_history_lags(
    server: Server,
) -> None:
    async def play(url: str, slack: StandInSlack, clock: Clock) -> tuple[set[str], int, list[bool]]:
        inhabited(slack)
        async with running(url, slack, clock) as service:
            await service.introduced()
            root = await carded(service)
            kept = slack.say("BEN", ALERTS, "Root cause: the connection pool is exhausted.", thread=root)
            mistaken = slack.say("BEN", ALERTS, "I restarted the checkout pods.", thread=root)
            regretted = slack.say("CLEO", ALERTS, "I drained node seven.", thread=root)
            asked = [slack.say(f"W{n}", HELP, "how do I rotate the ledger key?") for n in range(6)]
            await service.heard()
        told, slack.space.tell = (
            slack.space.tell,
            lambda _event: None,
        )  # as Slack does where nobody takes its deliveries
        slack.edit(ALERTS, mistaken, "I restarted the payment pods.")
        slack.delete(ALERTS, regretted)
        slack.delete(HELP, asked[0])
        slack.edit(HELP, asked[1], "never mind, I found it")
        slack.space.tell, slack.space.lag = told, 5
        async with running(url, slack, clock) as service:
            fresh = [slack.say(f"V{n}", HELP, "where is the runbook of the ledger?") for n in range(6)]
            await service.heard()
            clock.ahead += 90 * SECOND
            there = {kept, mistaken, *asked[1:], *fresh}
            async with asyncio.timeout(PATIENCE):
                while not await _deleted(url) >= {regretted, asked[0]}:  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.05)
                while "payment pods" not in (words := await _words(url, [kept, mistaken, asked[1]])):  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.6)
            gone = await _deleted(url)
        return gone & there, len(gone), [one in words for one in ("payment pods", "checkout pods")]

    assert played(server, play) == (set(), 2, [True, False])


async def _words(url: str, messages: list[str]) -> str:
    """Return what is kept of some messages."""
    async with await connect(url) as conn:
        query = b"select record from message_record where ts = any(%s)"
        return str(await (await conn.execute(query, [messages])).fetchall())


async def _deleted(url: str) -> set[str]:
    """Return the timestamps of the messages that count as deleted."""
    async with await connect(url) as conn:
        query = b"select ts from message_record where record ->> 'gone' = 'true'"
        return {str(ts) for (ts,) in await (await conn.execute(query)).fetchall()}


def test_a_mention_that_is_a_command_is_no_question_and_a_question_that_names_ratchet_is(server: Server) -> None:
    async def play(service: Running) -> list[object]:
        slack = service.slack
        root = await carded(service)
        slack.say("BEN", ALERTS, f"{CALL} why is this firing?", thread=root)
        why = (await service.saying(ALERTS, "Why:", root))["text"].splitlines()[0]
        command = slack.say("BEN", HELP, f"{CALL} why is this so quiet?")
        question = slack.say("CLEO", HELP, f"does anybody know how to rotate the ledger key? cc {CALL}")
        await service.saying(HELP, "", command)
        await service.heard()
        await slack.command("ADA", HELP, "status")
        status = await service.telling("ADA", "What I do in #help")
        return [why, [ts.replace(".", "") in status for ts in (command, question)]]

    assert served(server, play) == ["Why: HighErrorRate, incident 1", [False, True]]
