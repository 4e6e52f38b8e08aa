"""What must hold of a running service, whatever Slack does: each as people see it in a stand-in Slack.

What was promised of the service, and the test that holds it; the first word names the file, `test_serving_WORD.py`:

    an edit and a deletion applied     holds: what_is_edited_or_deleted_is_quoted_as_it_is_now_or_not_at_all
      also while ratchet was down      people: what_was_edited_or_deleted_while_ratchet_was_down_is_taken_so...
    a message and a reaction come twice holds: what_slack_delivers_twice_counts_once
    a channel's first event is a reply holds: a_reply_can_be_the_first_that_is_heard_of_a_channel
    an alert only in attachments       every alert here is one (`FIRING` in live.py)
    called anywhere, also bare         holds: ratchet_is_called_anywhere_in_a_message_once_for_each
    an answer of 5,000 characters      holds: an_answer_of_five_thousand_characters_arrives_whole
    the database refuses the write     holds: what_the_database_refuses_is_not_acknowledged_and_counts_once_when_...
    SIGTERM during work                processes: a_service_that_is_told_to_stop_at_work_is_out_in_time_and_lose...
    an empty channel                   holds: an_empty_channel_is_greeted_once_and_read
    another bot calls                  holds: another_bot_that_calls_ratchet_gets_no_answer
    a thread older than the installation holds: a_call_in_a_thread_older_than_the_installation_is_answered_there
    renamed and archived               holds: a_channel_that_is_renamed_is_the_same_and_in_one_that_is_archived_...
    a button without the right         holds: who_has_no_right_to_a_button_is_told_so_and_nothing_changes
    a button pressed twice             holds: a_button_that_two_people_press_does_its_work_once_and_answers_both
    a stale form                       holds: who_approves_a_draft_that_was_rejected_meanwhile_is_told_so_in_the_form
      from before an update            people: a_form_and_a_button_from_before_an_update_are_answered
      that cannot be shown             people: who_gets_no_form_is_told_why_and_what_to_do
    a stranger of a shared channel     holds: a_stranger_of_a_shared_channel_is_told_nothing_of_the_company
    a channel it was removed from      holds: where_ratchet_was_removed_it_says_nothing_of_what_it_heard_before
    limited for two minutes            holds: where_slack_wants_a_pause_of_two_minutes_the_card_comes_after_it
    a history that lags by 5 s         holds: a_card_whose_answer_is_lost_while_the_history_lags_is_posted_once
    said during a downtime              gaps: what_was_said_during_a_downtime_is_answered_once_...
    a wrong clock                      holds: a_clock_that_is_wrong_by_minutes_changes_nothing
    two processes, one killed          processes: another_process_goes_on_where_one_was_killed
    an upgrade while events arrive     processes: an_upgrade_loses_nothing_of_what_arrives_meanwhile

What is received twice, out of order or not at all is also tested at Slack's own side, without a database:
`tests/slack/test_hearing_the_stand_in.py`; what is sent, in `tests/slack/test_chat.py`.
"""

import asyncio
import re
import socket
from collections.abc import Sequence
from pathlib import Path

from live import ALERTS, FIRING, HELP, PATIENCE, RESOLVED, Clock, Running, inhabited, played, running, served, until
from ratchet_core.basis.instants import HOUR, MINUTE, SECOND
from ratchet_core.domain import digest_of
from ratchet_core.vocabulary.events import RunbookApproved, RunbookWritten
from ratchet_postgres import connect, hear
from server import Server
from slack_stand_in.faults import Fault
from slack_stand_in.slack import StandInSlack
from slack_stand_in.workspace import BOT_USER

CALL = f"<@{BOT_USER}>"
HERE = Path(__file__).parent


async def rows(url: str, query: bytes) -> list[tuple[object, ...]]:
    async with await connect(url) as conn:
        return await (await conn.execute(query)).fetchall()


async def carded(service: Running) -> str:
    """Let an alert fire, and return its message once it has its card."""
    root = service.slack.bot_says(ALERTS, FIRING)
    await service.heard()
    service.clock.ahead += 5 * MINUTE
    await service.saying(ALERTS, "HighErrorRate", root)
    return root


async def quiet(service: Running) -> None:
    """Let an hour pass in which everything that is to be said is said."""
    await service.heard()
    service.clock.ahead += HOUR
    asked = service.slack.say("ADA", HELP, f"{CALL} status #alerts")
    await service.saying(HELP, "", asked)
    await asyncio.sleep(1.2)


def test_a_button_is_answered_with_a_form_and_the_form_with_a_word(server: Server) -> None:
    async def play(service: Running) -> str:
        await carded(service)
        card = await service.offering(ALERTS, "Noise")
        await service.slack.press("BEN", ALERTS, card, "Noise")
        view = await service.showing("Mark as noise")
        await service.slack.submit("BEN", view, reason="A batch job makes it fire every night.")
        return await service.telling("BEN", "noise")

    assert served(server, play) == "This incident is marked as noise."


def test_what_is_edited_or_deleted_is_quoted_as_it_is_now_or_not_at_all(server: Server) -> None:
    async def play(service: Running) -> list[bool]:
        slack, clock = service.slack, service.clock
        root = await carded(service)
        slack.say("BEN", ALERTS, "Root cause: the connection pool is exhausted.", thread=root)
        mistaken = slack.say("BEN", ALERTS, "I restarted the checkout pods.", thread=root)
        regretted = slack.say("CLEO", ALERTS, "I drained node seven.", thread=root)
        await service.heard()
        slack.edit(ALERTS, mistaken, "I restarted the payment pods.")
        slack.delete(ALERTS, regretted)
        await service.heard()
        slack.bot_says(ALERTS, RESOLVED)
        await service.saying(ALERTS, "Resolved", root)
        clock.ahead += 40 * MINUTE
        await slack.press("BEN", ALERTS, await service.offering(ALERTS, "Review draft v1"), "Review draft v1")
        form = str(slack.space.views[await service.showing("Runbook draft v1")].content)
        return [words in form for words in ("payment pods", "checkout pods", "node seven")]

    assert served(server, play) == [True, False, False]


def test_what_slack_delivers_twice_counts_once(server: Server) -> None:
    async def play(service: Running) -> list[int]:
        slack = service.slack
        slack.faults.duplicates = 2
        root = await carded(service)
        asked = slack.say("BEN", HELP, f"{CALL} status #alerts")
        slack.react("BEN", ALERTS, root, "eyes")
        await service.saying(HELP, "", asked)
        service.clock.ahead += HOUR
        await service.saying(ALERTS, "@BEN", root)
        await quiet(service)
        alert = [one for one in slack.deliveries.acknowledged if one["event"].get("ts") == root]
        (card,) = service.saids(ALERTS, thread=root)
        return [len(alert), card["text"].count("@BEN"), len(service.saids(HELP, thread=asked))]

    assert served(server, play) == [3, 1, 1]


def test_ratchet_is_called_anywhere_in_a_message_once_for_each(server: Server) -> None:
    calls = (
        f"{CALL} help",
        f"{CALL}help",
        f"good morning {CALL} help",
        f"good morning\n{CALL}\nhelp",
        f"{CALL}",
    )

    async def play(service: Running) -> list[int]:
        asked = [service.slack.say("BEN", HELP, call) for call in calls]
        for one in asked:
            await service.saying(HELP, "", one)
        await service.heard()
        return [len(service.saids(HELP, thread=one)) for one in asked]

    assert served(server, play) == [1] * len(calls)


def test_a_reply_can_be_the_first_that_is_heard_of_a_channel(server: Server) -> None:
    async def play(url: str, slack: StandInSlack, clock: Clock) -> Sequence[object]:
        inhabited(slack)
        slack.leave(HELP)
        old = slack.say("BEN", HELP, "The deploys have been slow all week.")
        async with running(url, slack, clock) as service:
            await service.introduced()
            slack.space.channels[HELP].members.add(BOT_USER)
            slack.say("CLEO", HELP, "Since Monday, yes.", thread=old)
            called = slack.say("CLEO", HELP, f"{CALL} help", thread=old)
            answer = await service.saying(HELP, "", old)
            parked = await rows(url, b"select event from inbox where parked is not null")
            return [answer["thread_ts"] == old, called < answer["ts"], parked]

    assert played(server, play) == [True, True, []]


def test_an_answer_of_five_thousand_characters_arrives_whole(server: Server) -> None:
    why = "with care, for the queue in front of it takes a while to drain, and nobody wants to page the other team"
    steps = [f"{number}. Restart shard {number} of the checkout cluster {why}." for number in range(1, 38)]

    async def play(url: str, slack: StandInSlack, clock: Clock) -> Sequence[object]:
        inhabited(slack)
        async with running(url, slack, clock) as service:
            await service.introduced()
            await carded(service)
            text = "\n".join(steps)
            async with await connect(url) as conn:
                ((alert,),) = await (await conn.execute("select fingerprint from alert_record")).fetchall()
                written = RunbookWritten("w", clock(), alert, text, "ADA")
                await hear(conn, [written, RunbookApproved("a", clock(), alert, 1, digest_of(text), "ADA")])
            asked = slack.say("BEN", ALERTS, f"{CALL} runbook HighErrorRate")
            await service.saying(ALERTS, "Runbook of", asked)
            told = str([one.get("blocks") for one in service.saids(ALERTS, thread=asked)])
            return [len(text) > 5_000, [one for one in steps if one not in told]]

    assert played(server, play) == [True, []]


def test_what_the_database_refuses_is_not_acknowledged_and_counts_once_when_it_comes_again(server: Server) -> None:
    refuse = b"""create function refuse() returns trigger language plpgsql as $$
        begin raise 'the disk is full' using errcode = 'disk_full'; end $$;
        create trigger refuse before insert on inbox execute function refuse()"""

    async def play(url: str, slack: StandInSlack, clock: Clock) -> Sequence[object]:
        inhabited(slack)
        slack.faults.redeliver_after = 0.5
        async with running(url, slack, clock) as service:
            await service.introduced()
            await service.heard()
            async with await connect(url) as conn:
                await conn.execute(refuse)
                asked = slack.say("BEN", HELP, f"{CALL} help")
                await asyncio.sleep(0.8)
                before = [one for one in slack.deliveries.acknowledged if one["event"].get("ts") == asked]
                await conn.execute("drop trigger refuse on inbox")
            await service.saying(HELP, "", asked)
            await service.heard()
            return [before, len(service.saids(HELP, thread=asked)), slack.deliveries.given_up]

    assert played(server, play) == [[], 1, []]


def test_an_empty_channel_is_greeted_once_and_read(server: Server) -> None:
    async def play(service: Running) -> list[str]:
        new = service.slack.channel("new", members=["BEN"], joined=False)
        service.slack.join(new)
        await service.saying(new, "")
        await quiet(service)
        return [one["text"].splitlines()[0] for one in service.saids(new)]

    assert served(server, play) == ["Hello, I am ratchet"]


def test_another_bot_that_calls_ratchet_gets_no_answer(server: Server) -> None:
    async def play(service: Running) -> Sequence[object]:
        called = service.slack.bot_says(HELP, text=f"{CALL} help")
        await quiet(service)
        return service.saids(HELP, thread=called)

    assert served(server, play) == []


def test_a_call_in_a_thread_older_than_the_installation_is_answered_there(server: Server) -> None:
    async def play(url: str, slack: StandInSlack, clock: Clock) -> str:
        inhabited(slack)
        old = slack.say("BEN", HELP, "The deploys have been slow all week.")
        clock.ahead += 60 * 24 * HOUR
        async with running(url, slack, clock) as service:
            await service.introduced()
            slack.say("CLEO", HELP, f"{CALL} help", thread=old)
            answer = await service.saying(HELP, "help", old)
            return "in the thread" if answer["thread_ts"] == old else "elsewhere"

    assert played(server, play) == "in the thread"


def test_a_channel_that_is_renamed_is_the_same_and_in_one_that_is_archived_nothing_is_said(server: Server) -> None:
    async def play(service: Running) -> Sequence[object]:
        slack = service.slack
        slack.rename(HELP, "ask-us")
        asked = slack.say("BEN", HELP, f"{CALL} status #ask-us")
        await service.saying(HELP, "", asked)
        root = slack.bot_says(ALERTS, FIRING)
        await service.heard()
        slack.archive(ALERTS)
        await quiet(service)
        tried = [one for one in service.called("chat.postMessage") if one["channel"] == ALERTS]
        slack.archive(ALERTS, archived=False)
        await service.heard()
        again = slack.say("BEN", ALERTS, f"{CALL} help")
        await service.saying(ALERTS, "", again)
        return [tried, service.saids(ALERTS, thread=root)]

    assert served(server, play) == [[], []]


def test_where_ratchet_was_removed_it_says_nothing_of_what_it_heard_before(server: Server) -> None:
    async def play(service: Running) -> Sequence[object]:
        service.slack.bot_says(ALERTS, FIRING)
        await service.heard()
        service.slack.leave(ALERTS)
        await quiet(service)
        return [one for one in service.called("chat.postMessage") if one["channel"] == ALERTS]

    assert served(server, play) == []


def test_a_stranger_of_a_shared_channel_is_told_nothing_of_the_company(server: Server) -> None:
    async def play(service: Running) -> Sequence[object]:
        slack = service.slack
        await carded(service)
        slack.person("EVE", team_id="T0OTHER", is_stranger=True)
        asked = slack.say("EVE", ALERTS, f"{CALL} status", user_team="T0OTHER", team="T0OTHER")
        await quiet(service)
        told = [one["text"] for one in service.saids(ALERTS, thread=asked)]
        told += [one["text"] for one in slack.space.private if one["user"] == "EVE"]
        return [one for one in told if "HighErrorRate" in one or "checkout" in one]

    assert served(server, play) == []


def test_who_approves_a_draft_that_was_rejected_meanwhile_is_told_so_in_the_form(server: Server) -> None:
    async def play(service: Running) -> Sequence[object]:
        slack = service.slack
        root = await carded(service)
        slack.say("BEN", ALERTS, "Root cause: the connection pool is exhausted.", thread=root)
        await service.heard()
        slack.bot_says(ALERTS, RESOLVED)
        await service.saying(ALERTS, "Resolved", root)
        service.clock.ahead += 40 * MINUTE
        card = await service.offering(ALERTS, "Review draft v1")
        slack.person("DAN", is_admin=True)
        for person in ("ADA", "BEN"):
            await slack.press(person, ALERTS, card, "Review draft v1")
        stale, other = [await service.showing("Runbook draft v1", person) for person in ("BEN", "ADA")]
        await slack.submit("ADA", other, decision="reject")
        slack.space.views[stale].person = "ADA"
        answer = await slack.submit("ADA", stale, decision="approve")
        return [answer]

    assert served(server, play) == [
        {
            "response_action": "errors",
            "errors": {"decision": "Version 1 was rejected by you; write a new one."},
        }
    ]


def test_who_has_no_right_to_a_button_is_told_so_and_nothing_changes(server: Server) -> None:
    async def play(service: Running) -> list[object]:
        slack = service.slack
        await carded(service)
        for asked in ("found Payments", "add <@ADA> to Payments", f"transfer <#{ALERTS}> to Payments"):
            slack.space.private.clear()
            await slack.command("ADA", ALERTS, f"team {asked}")
            await service.telling("ADA", "Payments")
        card = await service.offering(ALERTS, "Not an alert")
        await slack.press("BEN", ALERTS, card, "Not an alert")
        told = await service.telling("BEN", "")
        again = slack.bot_says(ALERTS, {**FIRING, "title": "[FIRING:1] HighErrorRate ledger-api"})
        await service.heard()
        service.clock.ahead += 5 * MINUTE
        await service.saying(ALERTS, "HighErrorRate", again)
        return [told]

    assert served(server, play) == ["Only members of Payments may do this, and you are not one; ask one of them."]


def test_a_button_that_two_people_press_does_its_work_once_and_answers_both(server: Server) -> None:
    async def play(service: Running) -> list[str]:
        slack = service.slack
        await carded(service)
        card = await service.offering(ALERTS, "Not an alert")
        before = dict(slack.space.channels[ALERTS].messages[card])
        await asyncio.gather(*(slack.press(one, ALERTS, card, "Why?") for one in ("BEN", "CLEO")))
        await service.telling("BEN", "")
        await service.telling("CLEO", "")
        told = []
        for _ in range(2):
            slack.space.channels[ALERTS].messages[card] = before
            slack.space.private.clear()
            await slack.press("ADA", ALERTS, card, "Not an alert")
            told.append(await service.telling("ADA", ""))
        return told

    assert served(server, play) == ["Messages like this one no longer open incidents."] * 2


def test_where_slack_wants_a_pause_of_two_minutes_the_card_comes_after_it(server: Server) -> None:
    async def play(service: Running) -> list[int]:
        slack = service.slack
        slack.faults.retry_after = "120"
        slack.faults.plan("chat.postMessage", Fault.LIMITED)
        root = slack.bot_says(ALERTS, FIRING)
        await service.heard()
        service.clock.ahead += 5 * MINUTE
        await until(lambda: slack.faults.met["chat.postMessage", Fault.LIMITED])
        service.clock.ahead += 30 * SECOND  # far from the end, for the clock goes on too
        await asyncio.sleep(1.2)
        early = len(service.saids(ALERTS, thread=root))
        service.clock.ahead += 2 * MINUTE
        await service.saying(ALERTS, "HighErrorRate", root)
        return [early, len(service.saids(ALERTS, thread=root))]

    assert served(server, play) == [0, 1]


def test_a_card_whose_answer_is_lost_while_the_history_lags_is_posted_once(server: Server) -> None:
    async def play(service: Running) -> int:
        slack = service.slack
        slack.space.lag = 5
        slack.faults.plan("chat.postMessage", Fault.LOST)
        root = slack.bot_says(ALERTS, FIRING)
        await service.heard()
        service.clock.ahead += 5 * MINUTE
        await until(lambda: slack.faults.met["chat.postMessage", Fault.LOST])
        looked = len(service.called("conversations.replies"))
        async with asyncio.timeout(PATIENCE):
            while len(service.called("conversations.replies")) == looked:
                service.clock.ahead += SECOND
                await asyncio.sleep(0.3)
        await quiet(service)
        return len(service.saids(ALERTS, thread=root))

    assert served(server, play) == 1


def test_a_clock_that_is_wrong_by_minutes_changes_nothing(server: Server) -> None:
    async def play(url: str, slack: StandInSlack, clock: Clock) -> list[int]:
        inhabited(slack)
        found = []
        for wrong, name in ((-4 * MINUTE, "checkout"), (4 * MINUTE, "billing")):
            ours = Clock(clock.ahead + wrong)
            async with running(url, slack, ours) as service:
                await service.introduced()
                root = slack.bot_says(ALERTS, {**FIRING, "title": f"[FIRING:1] HighErrorRate {name}-api"})
                await service.heard()
                for one in (clock, ours):
                    one.ahead += 10 * MINUTE
                await service.saying(ALERTS, "HighErrorRate", root)
                found.append(len(service.saids(ALERTS, thread=root)))
        return found

    assert played(server, play) == [1, 1]


def test_a_port_that_is_taken_keeps_only_the_pages_from_being_served(server: Server) -> None:
    async def play(url: str, slack: StandInSlack, clock: Clock) -> Sequence[object]:
        inhabited(slack)
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = int(other.getsockname()[1])
            async with running(url, slack, clock, port=port) as service:
                await service.introduced()
                asked = slack.say("BEN", HELP, f"{CALL} help")
                await service.saying(HELP, "", asked)
                failed = [about["why"] for what, about in service.log.kept if what == "part_failed"]
        return [str(port) in str(failed[0]), "RATCHET_PAGES_PORT" in str(failed[0])]

    assert played(server, play) == [True, True]


def test_time_passes_also_while_no_slack_is_connected(server: Server) -> None:
    async def play(url: str, slack: StandInSlack, clock: Clock) -> list[tuple[object, ...]]:
        inhabited(slack)
        async with running(url, slack, clock) as service:
            await service.introduced()
            await carded(service)
        clock.ahead += 30 * HOUR
        stale = b"select state from incident where state <> 'open'"
        async with running(url, slack, clock, tokens=None), asyncio.timeout(PATIENCE):
            while not (found := await rows(url, stale)):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
        return found

    assert played(server, play) == [("stale",)]


def test_every_test_that_is_said_to_hold_a_promise_is_there() -> None:
    named = re.findall(r"(\w+): (\w+?)_?(?:\.\.\.)?$", __doc__ or "", re.MULTILINE)
    sources = {word: (HERE / f"test_serving_{word}.py").read_text(encoding="utf-8") for word, _ in named}
    missing = [name for word, name in named if f"def test_{name}" not in sources[word]]
    assert (len(named) > 20, missing) == (True, [])
