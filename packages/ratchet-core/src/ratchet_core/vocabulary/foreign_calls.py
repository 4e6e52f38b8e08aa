"""How a call that a model wrote becomes one of a tool of others: what it gives, in the types that the tool takes."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ratchet_core.reading.secrets_in_data import data_without_secrets
from ratchet_core.vocabulary.foreign import ForeignTool, properties_of
from ratchet_core.vocabulary.models import LONGEST_ARGUMENT, Argument, ToolCall


class WrongCallError(Exception):
    """A call does not fit its tool; the message says that to the model, in none of the words that it wrote."""


def foreign_named(name: str, tools: Iterable[ForeignTool]) -> ForeignTool | None:
    """Return the tool of a name among some."""
    return next((one for one in tools if one.name == name), None)


def arguments_of(tool: ForeignTool, call: ToolCall) -> dict[str, Any]:
    """Return what a call gives to a tool.

    Raises:
        WrongCallError: If something is missing, unknown, of another type or too long.
    """
    properties, required = properties_of(tool)
    given = {one.name: one for one in call.arguments}
    if not given.keys() <= properties.keys():
        known = ", ".join(properties) or "nothing"
        raise WrongCallError(f"{tool.name} takes nothing of that name. It takes: {known}.")
    values = {name: _value(tool, name, one, properties[name]) for name, one in given.items()}
    told = {name: value for name, value in values.items() if value is not None}
    for name in required:
        if name not in told:
            raise WrongCallError(f"{tool.name}: `{name}` is missing.")
    return told


def as_written(tool: ForeignTool, call: ToolCall) -> dict[str, Any]:
    """Return what a call gives, also where it does not fit."""
    try:
        return arguments_of(tool, call)
    except WrongCallError:
        return {one.name: one.value for one in call.arguments}


def _value(tool: ForeignTool, name: str, argument: Argument, schema: Mapping[str, Any]) -> object:
    """Return a value in the type that is wanted: what is neither text nor a whole number came as JSON."""
    value: object = argument.value
    kind = schema.get("type")
    if isinstance(value, str) and len(value) >= LONGEST_ARGUMENT:
        raise WrongCallError(f"{tool.name}: `{name}` is too long; write less than {LONGEST_ARGUMENT} characters.")
    if value == "null" and kind is not None:
        return None
    if isinstance(value, str) and kind not in {None, "string"}:
        value = data_without_secrets(_read(value), (name,))
    if kind is not None and not _fits(value, kind):
        raise WrongCallError(f"{tool.name}: `{name}` is no {kind}.")
    return value


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _fits(value: object, kind: str) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    match kind:
        case "string":
            return isinstance(value, str)
        case "integer":
            return is_number and isinstance(value, int)
        case "number":
            return is_number
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case _:
            return isinstance(value, dict)
