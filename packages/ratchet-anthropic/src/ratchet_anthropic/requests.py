"""A question of the core as a request to the Messages API, and how much it may come to at most."""

import json
from collections.abc import Sequence
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


@frozen
class Request:
    """What is sent, as keyword arguments of the SDK; `digest` names exactly this."""

    fields: dict[str, Any]
    digest: str


def request_of(action: AskModel, model: str, price: Price) -> Request | None:
    """Return the request for a question, or None where the answer might cost more than is allowed.

    Raises:
        UnknownPromptError: If the prompt is not known.
    """
    sent: dict[str, Any] = {
        "system": [{"type": "text", "text": text_of(action.prompt), "cache_control": _CACHED}],
        "messages": _messages(action),
        "output_config": {"format": {"type": "json_schema", "schema": dict(schema_of(action.shape))}},
        **_tools(action),
    }
    affordable = price.affordable(action.allowance.cost, _most_tokens(sent))
    tokens = min(action.allowance.tokens, affordable)
    if tokens < LEAST_WRITTEN:
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


def _messages(action: AskModel) -> list[dict[str, Any]]:
    """Return the question with what was known first, then each step: what the model wanted, and what that found."""
    calls = [(number, call) for number, call in enumerate((one for step in action.steps for one in step.calls), 1)]
    wanted = {number for number, call in calls if call.tool != HERE}
    first = [one for one in action.material if one.name.partition(".")[0] not in map(str, wanted)]
    messages: list[dict[str, Any]] = [{"role": "user", "content": as_text(first)}]
    at = 0
    for step in action.steps:
        numbered = [(number, call) for number, call in calls[at : at + len(step.calls)] if number in wanted]
        at += len(step.calls)
        if numbered:
            found = [_result(number, pieces_of_call(action.material, number)) for number, _ in numbered]
            messages += [
                {"role": "assistant", "content": [_use(action, number, call) for number, call in numbered]},
                {"role": "user", "content": found},
            ]
    if len(messages) > 1:
        messages[-1]["content"][-1]["cache_control"] = _CACHED
    return messages


def _use(action: AskModel, number: int, call: ToolCall) -> dict[str, Any]:
    foreign = foreign_named(call.tool, action.elsewhere)
    name = call.tool if tool_named(call.tool) is not None or foreign is not None else _NO_TOOL
    given = {one.name: one.value for one in call.arguments} if foreign is None else as_written(foreign, call)
    return {"type": "tool_use", "id": f"call_{number}", "name": name, "input": given}


_NO_TOOL: Final = "no_such_tool"
"""Stands for a tool that there is not: what a model wrote may be no name."""


def _result(number: int, pieces: Sequence[Material]) -> dict[str, Any]:
    told = as_text(pieces) if pieces else "Nothing of what was found may be told here."
    return {"type": "tool_result", "tool_use_id": f"call_{number}", "content": told}


def digest_of(fields: dict[str, Any]) -> str:
    """Return the SHA-256 of a request, as JSON with its keys in order."""
    return sha256(json.dumps(fields, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _most_tokens(sent: dict[str, Any]) -> int:
    """Return how many tokens a request has at most: a token is at least a byte."""
    overhead = _OVERHEAD + (_OVERHEAD_OF_TOOLS if "tools" in sent else 0)
    return overhead + len(json.dumps(sent, ensure_ascii=False).encode("utf-8", "replace"))
