"""A question of the core as a request to the Messages API, and how much it may come to at most."""

import json
from collections.abc import Sequence
from enum import Enum
from hashlib import sha256
from typing import Any, Final

from attrs import frozen
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.foreign_calls import as_written, foreign_named
from ratchet_core.vocabulary.models import Material, ToolCall, as_text, pieces_of_call, schema_of
from ratchet_core.vocabulary.prompts import text_of
from ratchet_core.vocabulary.tools import HERE, TOOLS, tool_named
from ratchet_core.vocabulary.tools import schema_of as schema_of_tool

from ratchet_anthropic.prices import Price

LEAST_WRITTEN: Final = 200
"""With fewer tokens no answer can be written, so nothing is asked."""

_OVERHEAD: Final = 500
"""So many tokens the API adds at most around what is sent, for the shape of the answer among other things."""

_OVERHEAD_OF_TOOLS: Final = 1_000
"""So many more it adds at most where there are tools."""


_THOUGHT: Final = 3_000
"""So many more tokens may be written where a model thinks first: what it thinks counts as written."""


class Thinking(Enum):
    """How a model is told not to think before it answers: its answers are short, quoted, and checked by code.

    Models differ in what they accept (https://platform.claude.com/docs/en/build-with-claude/thinking). Where one may
    think between the tools it uses, what it thought would have to be told again word for word, and is bound to all that
    was told before. That changes from step to step, by what may be told still; so such a model is told of its steps in
    words.
    """

    OFF = "disabled"
    BETWEEN_TOOLS = "between_tools"
    ALWAYS = "always"


@frozen
class Request:
    """What is sent, as keyword arguments of the SDK; `digest` names exactly this."""

    fields: dict[str, Any]
    digest: str


def request_of(action: AskModel, model: str, price: Price, thinking: Thinking = Thinking.OFF) -> Request | None:
    """Return the request for a question, or None where the answer might cost more than is allowed.

    Raises:
        UnknownPromptError: If the prompt is not known.
    """
    sent: dict[str, Any] = {
        "system": [{"type": "text", "text": text_of(action.prompt), "cache_control": _CACHED}],
        "messages": _messages(action) if thinking is Thinking.OFF else _told_in_words(action),
        "output_config": {"format": {"type": "json_schema", "schema": dict(schema_of(action.shape))}},
        **_tools(action),
    }
    if thinking is Thinking.ALWAYS:
        sent["output_config"]["effort"] = "low"
    else:
        sent["thinking"] = {"type": thinking.value}
    thought = _THOUGHT if thinking is Thinking.ALWAYS else 0
    affordable = price.affordable(action.allowance.cost, _most_tokens(sent))
    tokens = min(action.allowance.tokens + thought, affordable)
    if tokens < LEAST_WRITTEN + thought // 2:
        return None
    fields = {"model": model, "max_tokens": tokens, **sent}
    return Request(fields, digest_of(fields))


_CACHED: Final = {"type": "ephemeral"}


def _tools(action: AskModel) -> dict[str, Any]:
    """Return the tools, where any were offered: also where there may be no more, for what was said names them."""
    if not action.steps:
        return {}
    told: list[dict[str, Any]] = [
        {"name": one.name, "description": one.what, "input_schema": dict(schema_of_tool(one))} for one in TOOLS
    ]
    told += [
        {
            "name": one.name,
            "description": f"Of {one.server}, a server of others, which says of it: {one.what}",
            "input_schema": json.loads(one.schema),
        }
        for one in action.elsewhere
    ]
    return {"tools": told, "tool_choice": {"type": "auto" if action.tools else "none"}}


Numbered = list[tuple[int, ToolCall]]
"""What a model wanted in one step, each by its number in the question."""


def _messages(action: AskModel) -> list[dict[str, Any]]:
    """Return the question with what was known first, then each step: what the model wanted, and what that found."""
    steps = _wanted(action)
    messages: list[dict[str, Any]] = [{"role": "user", "content": as_text(_first(action, steps))}]
    for numbered in steps:
        found = [_result(number, _found(action, number)) for number, _ in numbered]
        messages += [
            {"role": "assistant", "content": [_use(action, number, call) for number, call in numbered]},
            {"role": "user", "content": found},
        ]
    if len(messages) > 1:
        messages[-1]["content"][-1]["cache_control"] = _CACHED
    return messages


def _told_in_words(action: AskModel) -> list[dict[str, Any]]:
    """Return the same as one message, a part for each step."""
    steps = _wanted(action)
    found = [
        "\n\n".join(f"{_call_in_words(action, call)} found:\n\n{_found(action, number)}" for number, call in numbered)
        for numbered in steps
    ]
    told: list[dict[str, Any]] = [{"type": "text", "text": one} for one in (as_text(_first(action, steps)), *found)]
    if steps:
        told[-1]["cache_control"] = _CACHED
    return [{"role": "user", "content": told}]


def _wanted(action: AskModel) -> list[Numbered]:
    """Return what the model wanted in each step that wanted something; the first look-up is not of its choosing."""
    calls = enumerate((one for step in action.steps for one in step.calls), 1)
    steps = [[next(calls) for _ in step.calls] for step in action.steps]
    wanted = [[(number, call) for number, call in step if call.tool != HERE] for step in steps]
    return [numbered for numbered in wanted if numbered]


def _first(action: AskModel, steps: Sequence[Numbered]) -> list[Material]:
    """Return what was known before the model wanted anything."""
    wanted = {str(number) for numbered in steps for number, _ in numbered}
    return [one for one in action.material if one.name.partition(".")[0] not in wanted]


def _found(action: AskModel, number: int) -> str:
    pieces = pieces_of_call(action.material, number)
    return as_text(pieces) if pieces else "Nothing of what was found may be told here."


def _call_in_words(action: AskModel, call: ToolCall) -> str:
    use = _use(action, 0, call)
    return f"{use['name']} {json.dumps(use['input'], ensure_ascii=False)}"


def _use(action: AskModel, number: int, call: ToolCall) -> dict[str, Any]:
    foreign = foreign_named(call.tool, action.elsewhere)
    name = call.tool if tool_named(call.tool) is not None or foreign is not None else _NO_TOOL
    given = {one.name: one.value for one in call.arguments} if foreign is None else as_written(foreign, call)
    return {"type": "tool_use", "id": f"call_{number}", "name": name, "input": given}


_NO_TOOL: Final = "no_such_tool"
"""Stands for a tool that there is not: what a model wrote may be no name."""


def _result(number: int, told: str) -> dict[str, Any]:
    return {"type": "tool_result", "tool_use_id": f"call_{number}", "content": told}


def digest_of(fields: dict[str, Any]) -> str:
    """Return the SHA-256 of a request, as JSON with its keys in order."""
    return sha256(json.dumps(fields, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _most_tokens(sent: dict[str, Any]) -> int:
    """Return how many tokens a request has at most: a token is at least a byte."""
    overhead = _OVERHEAD + (_OVERHEAD_OF_TOOLS if "tools" in sent else 0)
    return overhead + len(json.dumps(sent, ensure_ascii=False).encode("utf-8", "replace"))
