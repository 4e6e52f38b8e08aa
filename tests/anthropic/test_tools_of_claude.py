"""How Claude is offered tools, what it wants of them, also where that is wrong, and how it is told what they found."""

import json
from typing import Any

import pytest
from attrs import evolve
from claude_stand_in import Answering, wanting
from ratchet_anthropic import Thinking
from ratchet_anthropic.requests import request_of
from ratchet_core.contract.sending import MODEL
from ratchet_core.domain import Source
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.foreign import ForeignTool
from ratchet_core.vocabulary.models import MOST_CALLS, Argument, Ending, Material, Step, ToolCall
from ratchet_core.vocabulary.prompts import AGENT
from ratchet_core.vocabulary.tools import HERE, TOOLS
from test_asking_claude import PRICE, SAID, reply
from test_asking_claude import request as asked_for

OWNER = ToolCall("owner", (Argument("name", "ledger"), Argument("days", 7)))
PLACE = Material("1.1", "place", "It was asked in #c1.", Source(), ("C1",))
OWNED = Material("2.1", "owner", "ledger is owned by Payments.", Source(), ("C1",))
ASKED = evolve(
    MODEL,
    prompt=AGENT,
    material=(Material("question", "question", "who owns ledger?"), PLACE),
    steps=(Step((ToolCall(HERE),)),),
    tools=("owner",),
)
LOOKED = evolve(
    ASKED,
    material=(*ASKED.material, OWNED),
    steps=(*ASKED.steps, Step((OWNER, ToolCall("no such thing!")))),
    tools=(),
)


def request(action: AskModel = MODEL) -> dict[str, Any]:
    """Return what is sent for a question."""
    sent, _ = asked_for(action)
    return sent


def test_tools_are_offered_with_what_they_take_beside_the_question_and_its_place() -> None:
    sent = request(ASKED)
    assert (sent["messages"], [one["name"] for one in sent["tools"]], sent["tool_choice"]) == (
        [{"role": "user", "content": "[question] question\n| who owns ledger?\n\n[1.1] place\n| It was asked in #c1."}],
        [one.name for one in TOOLS],
        {"type": "auto"},
    )


def test_tools_of_others_are_offered_beside_ours_as_theirs_and_what_was_given_to_them_is_told_in_its_types() -> None:
    schema = {"type": "object", "properties": {"labels": {"type": "object"}}, "required": []}
    tool = ForeignTool("grafana", "query", "Looks up.", json.dumps(schema))
    call = ToolCall(tool.name, (Argument("labels", '{"a": 1}'),))
    sent = request(evolve(ASKED, elsewhere=(tool,), steps=(*ASKED.steps, Step((call,)))))
    assert (sent["tools"][len(TOOLS) :], sent["messages"][1]["content"]) == (
        [
            {
                "name": "grafana__query",
                "description": "Of grafana, a server of others, which says of it: Looks up.",
                "input_schema": schema,
            }
        ],
        [{"type": "tool_use", "id": "call_2", "name": "grafana__query", "input": {"labels": {"a": 1}}}],
    )


def test_what_tools_found_is_told_as_their_results_and_no_more_are_offered_the_last_time() -> None:
    sent = request(LOOKED)
    found = "[2.1] owner\n| ledger is owned by Payments."
    nothing = "Nothing of what was found may be told here."
    cached = {"type": "ephemeral"}
    assert (sent["messages"][1:], sent["tool_choice"]) == (
        [
            {
                "role": "assistant",
                "content": [
                    {"type": "tool_use", "id": "call_2", "name": "owner", "input": {"name": "ledger", "days": 7}},
                    {"type": "tool_use", "id": "call_3", "name": "no_such_tool", "input": {}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "call_2", "content": found},
                    {"type": "tool_result", "tool_use_id": "call_3", "content": nothing, "cache_control": cached},
                ],
            },
        ],
        {"type": "none"},
    )


def test_a_model_that_may_think_between_tools_is_told_of_its_steps_in_words() -> None:
    """What it thought would have to be told again as it was, and is bound to all that stood before."""
    sent = request_of(LOOKED, "claude", PRICE, Thinking.ALWAYS)
    first = "[question] question\n| who owns ledger?\n\n[1.1] place\n| It was asked in #c1."
    found = (
        'owner {"name": "ledger", "days": 7} found:\n\n[2.1] owner\n| ledger is owned by Payments.\n\n'
        "no_such_tool {} found:\n\nNothing of what was found may be told here."
    )
    told = [{"type": "text", "text": first}, {"type": "text", "text": found, "cache_control": {"type": "ephemeral"}}]
    assert sent is not None
    assert (sent.fields["messages"], sent.fields["tool_choice"]) == (
        [{"role": "user", "content": told}],
        {"type": "none"},
    )


def test_a_question_without_steps_has_no_tools() -> None:
    sent = request()
    assert {"tools", "tool_choice"} & set(sent) == set()


@pytest.mark.parametrize("pieces", [1, 4, 40])
def test_a_tool_that_is_wanted_is_told_as_it_was_written(pieces: int) -> None:
    told = reply(wanting(("owner", '{"name": "ledger", "days": 7}'), text="Let me see.", pieces=pieces), action=ASKED)
    assert (told.ending, told.calls, told.statements) == (Ending.ANSWERED, (OWNER,), ())


@pytest.mark.parametrize(
    ("arguments", "calls"),
    [
        ("", (ToolCall("owner"),)),
        ('{"name": ["a", 1], "x": null}', (ToolCall("owner", (Argument("name", '["a", 1]'), Argument("x", "null"))),)),
        ('{"name": true, "n": 1.5}', (ToolCall("owner", (Argument("name", "true"), Argument("n", "1.5"))),)),
    ],
)
def test_wrong_arguments_are_told_as_text_and_looked_at_where_the_tool_is_run(
    arguments: str, calls: tuple[ToolCall, ...]
) -> None:
    assert reply(wanting(("owner", arguments)), action=ASKED).calls == calls


@pytest.mark.parametrize(
    ("answer", "ending"),
    [
        (wanting(("owner", '{"name": ')), Ending.NONSENSE),
        (wanting(("owner", '["ledger"]')), Ending.NONSENSE),
        (wanting(("owner", "[" * 100_000)), Ending.NONSENSE),
        (wanting(text="none", stop="tool_use"), Ending.NONSENSE),
        (wanting(("owner", '{"name": "led'), stop="max_tokens"), Ending.CUT),
        (wanting(("owner", '{"name": "ledger"}'), stop="refusal"), Ending.REFUSED),
    ],
)
def test_what_is_no_call_is_told_as_what_it_is_and_paid(answer: Answering, ending: Ending) -> None:
    told = reply(answer, action=ASKED)
    assert (told.ending, told.calls, told.statements, told.usage.cost) == (ending, (), (), 110)


def test_more_calls_than_are_run_at_once_are_left_out() -> None:
    many = [("owner", f'{{"name": "s{number}"}}') for number in range(9)]
    assert len(reply(wanting(*many), action=ASKED).calls) == MOST_CALLS


def test_a_statement_answers_also_where_tools_are_offered() -> None:
    told = reply(wanting(text=SAID, stop="end_turn"), action=ASKED)
    assert (told.ending, len(told.statements), told.calls) == (Ending.ANSWERED, 1, ())
