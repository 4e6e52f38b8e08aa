"""`ratchet serve` with a model: what people see of it in Slack, and what they see where it hangs or there is none."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from attrs import evolve
from claude_stand_in import Answering, StandIn, streamed, wanting
from live import ALERTS, FIRING, HELP, PATIENCE, POLICY, RESOLVED, Clock, Running, inhabited, played, running, until
from ratchet_cli.serve.models import NO_MODEL, ModelSettings
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import IncidentState
from ratchet_core.domain.policy import Policy
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.spending import days
from ratchet_mcp import ForeignServer
from ratchet_postgres import connect
from ratchet_postgres.reader import read
from server import Server
from slack_stand_in.slack import StandInSlack
from slack_stand_in.workspace import BOT_USER

T = TypeVar("T")
QUESTION: Final = "how do I rotate the ledger key of the archive?"
REPLY: Final = "run the rotate job of the archive, then restart one replica at a time"
SAID: Final = json.dumps(
    {
        "statements": [
            {"text": "Run the rotate job of the archive.", "quotations": [{"piece": "1.1", "words": REPLY}]},
            {"text": "Or ask at https://evil.example.", "quotations": [{"piece": "1.1", "words": REPLY}]},
        ]
    }
)


def served(
    server: Server,
    play: Callable[[Running, StandIn], Awaitable[T]],
    *answers: Answering,
    policy: str = POLICY,
    others: Sequence[ForeignServer] = (),
) -> T:
    """Return what comes of a play with a model that gives some answers; without any there is no model."""

    async def run(url: str, slack: StandInSlack, clock: Clock) -> T:
        inhabited(slack)
        async with StandIn.running(*answers) as claude:
            model = ModelSettings("sk-ant-test", api=claude.url) if answers else None
            async with running(url, slack, clock, policy, model=model, servers=others) as service:
                await service.introduced()
                result = await play(service, claude)
                claude.hurry.set()  # the service waits for what it asked before it stops
                return result

    return played(server, run)


async def asked_again(service: Running) -> str:
    """Let a question be answered and asked again days later, and return the later one."""
    slack, clock = service.slack, service.clock
    root = slack.say("BEN", HELP, QUESTION)
    slack.say("ADA", HELP, REPLY, thread=root)
    slack.say("BEN", HELP, "thanks, that worked!", thread=root)
    await service.heard()
    clock.ahead += 40 * DAY
    again = slack.say("CLEO", HELP, QUESTION)
    await service.heard()
    clock.ahead += 3 * MINUTE
    return again


def test_a_question_is_answered_in_the_words_of_a_model_and_whoever_asked_says_that_it_helped(server: Server) -> None:
    async def play(service: Running, claude: StandIn) -> tuple[list[str], int, str]:
        again = await asked_again(service)
        answer = await service.saying(HELP, "A model worded it", again)
        await service.slack.press("CLEO", HELP, answer["ts"], "This helped")
        told = await service.telling("CLEO", "the answer helped")
        return [line.partition(" <")[0] for line in answer["text"].splitlines()], len(claude.asked), told

    lines, asked, told = served(server, play, streamed(SAID))
    assert (lines, asked, told) == (
        [
            "This may help. A model worded it from what is quoted",
            f"Run the rotate job of the archive. “{REPLY}”",
        ],
        1,
        "Thanks: the answer helped. If the question is yours, it counts as resolved.",
    )


FIXED: Final = "I restarted the checkout pods with `shipit restart checkout-7`, and that fixed it."
DRAFT: Final = json.dumps(
    {
        "statements": [
            {
                "text": "Restart the checkout pods with `shipit restart checkout-7`.",
                "quotations": [{"piece": "1.2", "words": FIXED}],
            },
            {"text": "Run `rm -rf /` at once.", "quotations": [{"piece": "1.2", "words": FIXED}]},
        ]
    }
)


def test_a_runbook_is_drafted_in_the_words_of_a_model_and_its_owner_approves_it(server: Server) -> None:
    async def play(service: Running, claude: StandIn) -> tuple[bool, bool, str, int, list[str]]:
        slack, clock = service.slack, service.clock
        root = slack.bot_says(ALERTS, FIRING)
        clock.ahead += 5 * MINUTE
        await service.saying(ALERTS, "HighErrorRate", root)
        slack.say("BEN", ALERTS, "The connection pool of the checkout pods is exhausted.", thread=root)
        slack.say("BEN", ALERTS, FIXED, thread=root)
        await service.heard()
        clock.ahead += 10 * MINUTE
        slack.bot_says(ALERTS, RESOLVED)
        await service.saying(ALERTS, "Resolved", root)
        clock.ahead += 40 * MINUTE
        card = await service.offering(ALERTS, "Review draft v1")
        await slack.press("ADA", ALERTS, card, "Review draft v1")
        form = await service.showing("Runbook draft v1", "ADA")
        read = str(slack.space.views[form].content)
        await slack.submit("ADA", form, decision="approve")
        approved = await service.telling("ADA", "Runbook")
        clock.ahead += 6 * HOUR
        again = slack.bot_says(ALERTS, FIRING)
        clock.ahead += 5 * MINUTE
        shown = await service.saying(ALERTS, "Firing", again)
        steps = [line.partition(" [from")[0] for line in shown["text"].splitlines() if "Restart the" in line]
        return "shipit restart {host}" in read, "rm -rf" in read, approved, len(claude.asked), steps

    assert served(server, play, streamed(DRAFT)) == (
        True,
        False,
        "Runbook v1 is active: cards show it from now on.",
        1,
        ["1. Restart the checkout pods with `shipit restart {host}`."],
    )


def test_what_an_answer_cost_can_be_looked_up(server: Server) -> None:
    async def run(url: str, slack: StandInSlack, clock: Clock) -> list[tuple[int, int, int]]:
        inhabited(slack)
        async with StandIn.running(streamed(SAID)) as claude:
            model = ModelSettings("sk-ant-test", api=claude.url)
            async with running(url, slack, clock, POLICY, model=model) as service:
                await service.introduced()
                await service.saying(HELP, "A model worded it", await asked_again(service))
        async with await connect(url) as conn:
            return await read(conn, Policy(), _spent)

    assert played(server, run) == [(1, 1, 110)]


def _spent(reader: Reader) -> list[tuple[int, int, int]]:
    return [(one.spent.asked, one.spent.answered, one.spent.cost) for one in days(reader)]


def test_while_a_model_hangs_everything_else_goes_on(server: Server) -> None:
    async def play(service: Running, claude: StandIn) -> tuple[int, bool]:
        again = await asked_again(service)
        await until(lambda: claude.asked)
        fires = service.slack.bot_says(ALERTS, FIRING)
        service.clock.ahead += 3 * MINUTE  # the question is still of use
        await service.saying(ALERTS, "HighErrorRate", fires)
        return len(claude.asked), bool(service.saids(HELP, thread=again))

    assert served(server, play, evolve(streamed(SAID), pause=60.0)) == (1, False)


def test_without_a_model_an_earlier_answer_is_quoted_and_that_there_is_none_is_said_once(server: Server) -> None:
    async def play(service: Running, _: StandIn) -> tuple[str, list[str]]:
        answer = await service.saying(HELP, "asked before", await asked_again(service))
        return answer["text"].splitlines()[0], [one for one in service.said if one in NO_MODEL]

    first, told = served(server, play)
    assert (first.startswith("This was asked before"), told) == (True, list(NO_MODEL))


NOTES: Final = (
    "the root cause is the expired certificate of the gateway",
    "restarted the gateway with `systemctl restart gateway`",
    "that fixed it",
)
SUMMED_UP: Final = json.dumps(
    {
        "statements": [
            {"text": "The root cause is the expired certificate.", "quotations": [{"piece": "1", "words": NOTES[0]}]},
            {"text": "Ask at https://evil.example.", "quotations": [{"piece": "1", "words": NOTES[0]}]},
        ]
    }
)


async def summary_for(service: Running, words: str) -> list[str]:
    """Let people work on an alert, and another ask what happened so far; return the lines that they are told."""
    slack = service.slack
    fires = slack.bot_says(ALERTS, FIRING)
    for note in NOTES:
        slack.say("ADA", ALERTS, note, thread=fires)
    await service.heard()
    await slack.shortcut("CLEO", ALERTS, fires, "summary")
    told = await service.telling("CLEO", words)
    return [line.partition(" UTC: ")[2].partition(" <")[0] for line in told.splitlines()]


def test_whoever_joins_late_reads_what_people_wrote_in_fewer_words_of_a_model(server: Server) -> None:
    async def play(service: Running, _: StandIn) -> list[str]:
        return await summary_for(service, "A model put in fewer words")

    lines = served(server, play, streamed(SUMMED_UP))
    assert [one for one in lines if "@ADA" in one] == ["@ADA: The root cause is the expired certificate."]


def test_without_a_model_they_read_what_people_wrote(server: Server) -> None:
    async def play(service: Running, _: StandIn) -> list[str]:
        return await summary_for(service, "What happened so far")

    quoted = [one.partition("”")[0] for one in served(server, play) if "“" in one]
    assert quoted == [f"@ADA: “{note}" for note in NOTES]


def test_what_is_asked_of_ratchet_is_looked_into_and_answered_in_the_message_that_said_so(server: Server) -> None:
    said = {"text": "No owner of #help is recorded.", "quotations": [{"piece": "2.1", "words": "No owner of #help is"}]}
    answers = wanting(("owner", '{"name": "#help"}')), streamed(json.dumps({"statements": [said]}))

    async def play(service: Running, claude: StandIn) -> tuple[list[str], list[str], int]:
        call = service.slack.say("BEN", HELP, f"<@{BOT_USER}> who owns this channel?")
        answer = await service.saying(HELP, "This is what I found", call)
        texts = [one["text"] for one in service.saids(HELP, thread=call)]
        first = claude.asked[0]["messages"][0]["content"].splitlines()[-1]
        return answer["text"].splitlines()[1:], [first, *map(str, texts[1:])], len(claude.asked)

    assert served(server, play, *answers) == (
        ["No owner of #help is recorded. “No owner of #help is” (nothing found)"],
        ["| The question was asked in #help; no owner of it is recorded."],
        2,
    )


def test_what_is_written_to_ratchet_alone_is_looked_into_too(server: Server) -> None:
    said = {"text": "No incident is open now.", "quotations": [{"piece": "2.1", "words": "No incident is open now"}]}
    answers = wanting(("incidents", '{"state": "open"}')), streamed(json.dumps({"statements": [said]}))

    async def play(service: Running, _: StandIn) -> list[str]:
        direct = service.slack.space.direct("BEN").id
        call = service.slack.say("BEN", direct, "what is open now?")
        answer = await service.saying(direct, "This is what I found", call)
        return [str(one) for one in answer["text"].splitlines()[1:]]

    told = served(server, play, *answers, policy='[default]\nmodel_agent = "live"\n')
    assert told == ["No incident is open now. “No incident is open now” (nothing found)"]


LAG: Final = "The lag of the ledger queue is 48,000 messages."
OTHERS: Final = Path(__file__).parents[1] / "mcp" / "plain_server.py"


def test_what_a_server_of_others_says_is_quoted_in_an_answer_and_of_one_that_is_gone_nothing_is_offered(
    server: Server,
) -> None:
    others = (
        ForeignServer("metrics", ("says",), (sys.executable, str(OTHERS)), environment={"SAYS": LAG}, timeout=60),
        ForeignServer("gone", ("says",), ("/no/such/command",)),
    )
    said = {"text": "The lag is 48,000 messages.", "quotations": [{"piece": "2.1", "words": LAG}]}
    answers = wanting(("metrics__says", "{}")), streamed(json.dumps({"statements": [said]}))

    async def play(service: Running, claude: StandIn) -> tuple[list[str], list[str]]:
        await until(lambda: [one for one in service.log.kept if one[0] == "server_ready"])
        call = service.slack.say("BEN", HELP, f"<@{BOT_USER}> how long is the queue of the ledger?")
        answer = await service.saying(HELP, "This is what I found", call)
        offered = [one["name"] for one in claude.asked[0]["tools"] if "__" in one["name"]]
        return answer["text"].splitlines()[1:], offered

    assert served(server, play, *answers, others=others) == (
        [f"The lag is 48,000 messages. “{LAG}” (what metrics said)"],
        ["metrics__says"],
    )


def till(number: int, colour: str) -> dict[str, str]:
    return {"title": f"Till {number} comment on paper tray", "color": colour}


def test_a_bot_that_no_reader_understands_is_taught_and_its_messages_are_an_alert_and_its_end(server: Server) -> None:
    read_as = [
        {"text": "firing", "quotations": [{"piece": "1", "words": "Till 4"}]},
        {"text": "end", "quotations": [{"piece": "2", "words": "Till 5"}]},
    ]

    async def play(service: Running, claude: StandIn) -> tuple[list[IncidentState], list[IncidentState], int]:
        slack = service.slack

        async def states() -> list[IncidentState]:
            async with await connect(service.url) as conn:
                return await read(conn, Policy(), lambda reader: [one.state for one in reader.incidents()])

        async def becoming(wanted: IncidentState) -> list[IncidentState]:
            async with asyncio.timeout(PATIENCE):
                while (seen := await states()) != [wanted]:  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.02)
            return seen

        slack.bot_says(ALERTS, till(4, "danger"))
        await service.heard()
        green = slack.bot_says(ALERTS, till(5, "good"))
        proposal = await service.saying(ALERTS, "Is this an alert?", green)
        before = await states()
        await slack.press("ADA", ALERTS, proposal["ts"], "Teach")
        await service.telling("ADA", "I take messages like these for an alert and its end")
        slack.bot_says(ALERTS, till(6, "danger"))
        await becoming(IncidentState.OPEN)
        slack.bot_says(ALERTS, till(7, "good"))
        return before, await becoming(IncidentState.RESOLVED), len(claude.asked)

    asked = served(server, play, streamed(json.dumps({"statements": read_as})))
    assert asked == ([], [IncidentState.RESOLVED], 1)
