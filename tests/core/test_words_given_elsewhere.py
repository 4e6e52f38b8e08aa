"""Words that a model repeats in what it gives to tools: they go where their source may not be read any more."""

import asyncio

import pytest
from asked_of_ratchet import CURE, NOW, Company, calling, pieces, quoting
from attrs import evolve
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, ts_of
from ratchet_core.contract.scripted import Script, ScriptedModel
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.forgetting import without_the_erased
from ratchet_core.turn import take_turn, work_off
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.events import (
    ChannelErased,
    ChannelSeen,
    Event,
    Mentioned,
    MessageDeleted,
    MessageEdited,
    ModelAnswered,
    PersonErased,
)
from ratchet_core.vocabulary.foreign import ForeignReply
from ratchet_core.vocabulary.models import ModelReply
from test_forgetting import words_of
from tools_of_others import Servers

SOON = NOW + 2 * SECOND
NOTE = ts_of(NOW - 48 * HOUR + MINUTE)
CLOSED = ChannelSeen("closed", SOON, "C1", "c1", private=True)
GONE: list[Event] = [
    CLOSED,
    ChannelErased("erased", SOON, "C1"),
    PersonErased("erased", SOON, "U2"),
    MessageDeleted("deleted", SOON, "C1", NOTE),
]
CHANGED: list[Event] = [*GONE, MessageEdited("edited", SOON, "C1", NOTE, None, "U2", "never mind")]


def cure_in(ask: AskModel) -> str:
    """Return the note of another channel, where a model still reads it."""
    return next((one.text for one in pieces(ask) if CURE in one.text), "nothing")


def echoing() -> Servers:
    return Servers(lambda call: ForeignReply(f"No data for {call.arguments['metric']}."))


def asked(script: Script, servers: Servers, change: Event, after: int = 2) -> Company:
    """Ask in C2 what was done in C1, and let something happen once a model was asked so many times."""
    company, at = Company(script, elsewhere=servers), NOW + SECOND
    company.hear(Mentioned("call", at, "C2", ts_of(at), None, "U1", "@ratchet what was done about QueueStuck?"))
    while len(company.model.asked) < after:
        company.log += asyncio.run(work_off(company.store, company.store.outbox, company.ports, company.now, limit=1))
    company.hear(change)
    return company.until(NOW + HOUR)


def telling_them(ask: AskModel) -> str:
    """Pass on the note, and say what comes back."""
    match len(ask.steps):
        case 1:
            return calling("history", alert="QueueStuck")
        case 2:
            return calling("grafana__query", metric=cure_in(ask))
        case _:
            return quoting(one for one in pieces(ask) if one.what.startswith("what grafana"))


def telling_ours(ask: AskModel) -> str:
    """Give the note to a tool of ours first, and pass on what it was given."""
    match len(ask.steps):
        case 1:
            return calling("history", alert="QueueStuck")
        case 2:
            return calling("earlier_answers", question=cure_in(ask))
        case 3:
            given = [str(one.value) for step in ask.steps for call in step.calls for one in call.arguments]
            return calling("grafana__query", metric=next((one for one in given if CURE in one), "nothing"))
        case _:
            return "{}"


class Overtaken(ScriptedModel):
    """While it words an answer, something is heard."""

    def __init__(self, company: Company, script: Script, change: Event) -> None:
        super().__init__(script)
        self._company, self._change = company, change

    async def ask(self, action: AskModel) -> ModelReply:
        reply = await super().ask(action)
        if reply.statements:
            await take_turn(self._company.store, evolve(self._change, at=self._company.now))
        return reply


def said_in_c2(company: Company) -> list[str]:
    return [text for (channel, _), text in company.room.reads.items() if channel == "C2"]


def test_what_a_model_read_and_everybody_may_read_is_given_to_a_server() -> None:
    servers = echoing()
    asked(telling_them, servers, ChannelSeen("seen", SOON, "C1", "c1", private=False))
    assert [CURE in str(one) for one in servers.called] == [True]


@pytest.mark.parametrize("change", GONE, ids=lambda one: type(one).__name__)
def test_a_call_is_not_made_whose_words_may_not_be_read_any_more(change: Event) -> None:
    servers = echoing()
    asked(telling_them, servers, change)
    assert servers.called == []


@pytest.mark.parametrize("change", GONE, ids=lambda one: type(one).__name__)
def test_a_model_does_not_read_again_what_it_gave_to_a_tool_before(change: Event) -> None:
    servers = echoing()
    asked(telling_ours, servers, change)
    assert servers.called == [("grafana__query", {"metric": "nothing"})]


@pytest.mark.parametrize("change", CHANGED, ids=lambda one: type(one).__name__)
def test_what_a_server_repeats_is_said_no_longer_than_whom_it_repeats(change: Event) -> None:
    said = said_in_c2(asked(telling_them, servers := echoing(), change, 3))
    assert ([CURE in str(one) for one in servers.called], [CURE in one for one in said]) == ([True], [False])


@pytest.mark.parametrize("change", CHANGED, ids=lambda one: type(one).__name__)
def test_what_a_server_repeats_is_not_said_where_that_may_not_be_read_any_more_once_it_is_worded(change: Event) -> None:
    company = Company(telling_them, elsewhere=echoing())
    company.model = Overtaken(company, telling_them, change)
    said = company.ask("what was done about QueueStuck?", channel="C2", person="U1")
    answered = [decision for event, decision in company.log if isinstance(event, ModelAnswered)][-1]
    assert (bool(said), CURE in repr(answered.actions)) == (True, False)


@pytest.mark.parametrize("change", CHANGED, ids=lambda one: type(one).__name__)
def test_an_answer_that_stands_loses_what_a_server_repeated(change: Event) -> None:
    company = Company(telling_them, elsewhere=echoing())
    before = company.ask("what was done about QueueStuck?", channel="C2", person="U1")
    company.hear(change)
    company.until(company.now + HOUR)
    assert (CURE in before, CURE in said_in_c2(company)[-1]) == (True, False)


@pytest.mark.parametrize("erased", [PersonErased("e", NOW + DAY, "U2"), ChannelErased("e", NOW + DAY, "C1")])
@pytest.mark.parametrize("script", [telling_them, telling_ours])
def test_a_saved_log_loses_them_with_their_writer_or_channel(script: Script, erased: Event) -> None:
    company = Company(script, elsewhere=echoing())
    company.ask("what was done about QueueStuck?", channel="C2", person="U1")
    held = sum(CURE in words_of(turn) for turn in company.log)
    left = without_the_erased(MemoryReader(company.store), erased)(company.log)
    assert (held > len(company.model.asked), [type(one[0]).__name__ for one in left if CURE in words_of(one)]) == (
        True,
        [],
    )
