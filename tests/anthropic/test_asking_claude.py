"""What comes of asking Claude, against a stand-in of the API: answers, refusals, pauses, cuts, and their price."""

import asyncio
import json

import pytest
from attrs import evolve
from claude_stand_in import Answering, StandIn, broken_off, failed, streamed
from ratchet_anthropic import AnthropicModel, Price, Thinking
from ratchet_anthropic.requests import request_of
from ratchet_core.basis.instants import SECOND
from ratchet_core.contract.sending import MODEL
from ratchet_core.ports import NotNow, Refused, Unknown
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.models import Allowance, Ending, ModelReply, Quotation, Statement, Usage
from ratchet_core.vocabulary.prompts import Prompt, text_of

NOW = 1_000 * SECOND
PRICE = Price(read=100_000, written=500_000, cached=10_000, stored=125_000)
WRITTEN = {"statements": [{"text": "Restart it.", "quotations": [{"piece": "1", "words": "restart it"}]}]}
SAID = json.dumps(WRITTEN)
STATED = (Statement("Restart it.", (Quotation("1", "restart it"),)),)


async def asked(
    stand_in: StandIn, action: AskModel = MODEL, *, patience: float = 5.0, price: Price = PRICE
) -> ModelReply:
    model = AnthropicModel("sk-test", "claude-haiku-5-5", price, lambda: NOW, api=stand_in.url, patience=patience)
    async with model:
        return await model.ask(action)


def reply(*answers: Answering, action: AskModel = MODEL, patience: float = 5.0, price: Price = PRICE) -> ModelReply:
    async def run() -> ModelReply:
        async with StandIn.running(*answers) as stand_in:
            return await asked(stand_in, action, patience=patience, price=price)

    return asyncio.run(run())


def request(action: AskModel = MODEL) -> tuple[dict[str, object], dict[str, str]]:
    async def run() -> tuple[dict[str, object], dict[str, str]]:
        async with StandIn.running(streamed(SAID)) as stand_in:
            await asked(stand_in, action)
            return stand_in.asked[0], stand_in.headers[0]

    return asyncio.run(run())


def test_an_answer_is_read_with_what_it_took() -> None:
    usage = {"input_tokens": 700, "cache_read_input_tokens": 2_000, "cache_creation_input_tokens": 100}
    told = reply(streamed(SAID, usage=usage))
    cost = -(-(700 * 100_000 + 2_000 * 10_000 + 100 * 125_000 + 80 * 500_000) // 1_000_000)
    used = Usage("claude-haiku-5-5", 700, 2_000, 100, 80, cost)
    assert told == ModelReply(Ending.ANSWERED, STATED, used, told.digest)


@pytest.mark.parametrize("pieces", [1, 2, 7, 40, len(SAID)])
def test_an_answer_is_read_in_whatever_pieces_it_comes(pieces: int) -> None:
    assert reply(streamed(SAID, pieces=pieces)).statements == STATED


def test_what_is_sent_is_the_prompt_the_material_and_the_shape_and_a_digest_names_it() -> None:
    sent, headers = request()
    system = [{"type": "text", "text": text_of(MODEL.prompt), "cache_control": {"type": "ephemeral"}}]
    content = "[question] question\n| why?\n\n[1] é\n| 🦊\n\n[2] runbook\n| "
    assert (
        sent["model"],
        sent["max_tokens"],
        sent["system"],
        sent["messages"],
        sent["stream"],
        headers["authorization"],
    ) == ("claude-haiku-5-5", 800, system, [{"role": "user", "content": content}], True, "bearer sk-test")


def test_no_model_thinks_longer_than_its_answer_is_worth_and_each_is_told_so_in_the_way_that_it_takes() -> None:
    """What is thought counts as written, so an answer of 800 tokens would be cut."""
    sent = [request_of(MODEL, "claude", PRICE, one) for one in Thinking]
    told = [(one.fields.get("thinking"), one.fields["output_config"].get("effort")) for one in sent if one is not None]
    assert (told, [one.fields["max_tokens"] for one in sent if one is not None]) == (
        [({"type": "disabled"}, None), ({"type": "between_tools"}, None), (None, "low")],
        [800, 800, 3_800],
    )


def test_a_model_that_always_thinks_is_not_asked_where_its_thoughts_alone_might_take_what_is_allowed() -> None:
    dear = evolve(PRICE, written=100 * PRICE.written)
    asked = [request_of(MODEL, "claude", dear, one) is not None for one in Thinking]
    assert asked == [True, True, False]


def test_the_same_request_has_the_same_digest_and_another_has_another() -> None:
    other = evolve(MODEL, material=MODEL.material[:2])
    digests = [reply(streamed(SAID), action=one).digest for one in (MODEL, MODEL, other)]
    assert (digests[0] == digests[1], digests[0] == digests[2]) == (True, False)


@pytest.mark.parametrize(
    ("answer", "ending"),
    [
        (streamed("", stop="refusal"), Ending.REFUSED),
        (streamed(SAID[:20], stop="max_tokens"), Ending.CUT),
        (streamed(SAID, stop="model_context_window_exceeded"), Ending.CUT),
        (streamed("I think that"), Ending.NONSENSE),
        (streamed('{"statements": "none"}'), Ending.NONSENSE),
        (streamed('{"statements": [{"text": 7, "quotations": []}]}'), Ending.NONSENSE),
        (streamed("[" * 100_000), Ending.NONSENSE),
        (streamed(SAID, stop="tool_use"), Ending.NONSENSE),
    ],
)
def test_what_is_no_answer_is_told_as_what_it_is_and_paid(answer: Answering, ending: Ending) -> None:
    told = reply(answer)
    assert (told.ending, told.statements, told.usage.cost) == (ending, (), 110)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (failed(429, "rate_limit_error", retry_after="7"), 7),
        (failed(429, "rate_limit_error", retry_after="0.5"), 1),
        (failed(429, "rate_limit_error", retry_after="Fri, 27 Nov 2026 22:00:00 GMT"), 10),
        (failed(429, "rate_limit_error", retry_after="nan"), 10),
        (failed(429, "rate_limit_error", retry_after="1e9"), 600),
        (failed(429, "rate_limit_error"), 10),
        (failed(529, "overloaded_error"), 10),
        (failed(529, "overloaded_error", retry_after="30"), 30),
        (failed(503, "api_error"), 10),
    ],
)
def test_who_is_busy_is_asked_again_later_and_once_at_a_time(answer: Answering, seconds: int) -> None:
    async def run() -> tuple[int, int]:
        async with StandIn.running(answer) as stand_in:
            with pytest.raises(NotNow) as busy:
                await asked(stand_in)
            return busy.value.retry_at, len(stand_in.asked)

    assert asyncio.run(run()) == (NOW + seconds * SECOND, 1)


@pytest.mark.parametrize(
    "answer",
    [
        failed(500, "api_error"),
        failed(502, "api_error"),
        failed(504, "timeout_error"),
        failed(408, "timeout_error"),
        broken_off("overloaded_error"),
        broken_off("api_error"),
        Answering(headers={"content-type": "text/event-stream"}, parts=(b"event: message_start\ndata: {no json\n\n",)),
        Answering(headers={"content-type": "text/event-stream"}),
        evolve(streamed(SAID), parts=streamed(SAID).parts[:-1]),
    ],
)
def test_what_may_have_been_answered_is_never_asked_again(answer: Answering) -> None:
    with pytest.raises(Unknown):
        reply(answer)


def test_an_answer_that_is_cut_anywhere_is_never_asked_again() -> None:
    whole = streamed(SAID)

    async def came(cut: int) -> str:
        async with StandIn.running(evolve(whole, cut=cut)) as stand_in:
            try:
                return (await asked(stand_in)).ending.value
            except Unknown:
                return "unknown"

    async def run() -> set[str]:
        return {await came(cut) for cut in range(1, len(whole.body) - 1, 37)}

    assert asyncio.run(run()) == {"unknown"}


def test_an_answer_that_takes_too_long_is_not_waited_for() -> None:
    with pytest.raises(Unknown):
        reply(evolve(streamed(SAID), pause=3.0), patience=0.3)


def test_where_nobody_listens_it_is_asked_again_later() -> None:
    async def run() -> None:
        model = AnthropicModel("sk-test", "claude-haiku-5-5", PRICE, lambda: NOW, api="http://127.0.0.1:1")
        async with model:
            await model.ask(MODEL)

    with pytest.raises(NotNow):
        asyncio.run(run())


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [
        (failed(401, "authentication_error"), "set RATCHET_ANTHROPIC_API_KEY"),
        (failed(403, "permission_error"), "choose another model with RATCHET_MODEL"),
        (failed(404, "not_found_error"), "has no model claude-haiku-5-5"),
        (failed(400, "invalid_request_error"), "400 invalid_request_error"),
        (failed(402, "billing_error"), "402 billing_error"),
        (failed(413, "request_too_large"), "413 request_too_large"),
    ],
)
def test_what_a_person_has_to_mend_says_how_in_none_of_their_words(answer: Answering, remedy: str) -> None:
    with pytest.raises(Refused) as refusal:
        reply(answer)
    assert (remedy in str(refusal.value), "words of theirs" in str(refusal.value)) == (True, False)


def test_an_answer_that_might_cost_more_than_is_allowed_is_not_asked_for() -> None:
    async def run() -> tuple[Ending, int]:
        async with StandIn.running(streamed(SAID)) as stand_in:
            told = await asked(stand_in, evolve(MODEL, allowance=Allowance(800, 200)))
            return told.ending, len(stand_in.asked)

    assert asyncio.run(run()) == (Ending.NOT_ASKED, 0)


def test_an_answer_is_shorter_where_less_money_is_left() -> None:
    price = Price(read=1, written=1_000_000, cached=1, stored=1)

    async def run() -> object:
        async with StandIn.running(streamed(SAID)) as stand_in:
            await asked(stand_in, evolve(MODEL, allowance=Allowance(800, 301)), price=price)
            return stand_in.asked[0]["max_tokens"]

    assert asyncio.run(run()) == 300


def test_a_prompt_of_another_version_is_refused() -> None:
    with pytest.raises(Refused, match="prompt answer v9"):
        reply(streamed(SAID), action=evolve(MODEL, prompt=Prompt("answer", 9, "x")))
