"""Tools of servers that are not ratchet's, as a model is told of them, and what such a server answers.

All that a server says was written by others: names and texts of tools are checked, cleaned and bounded here, before
anybody reads them. Of the schema of a tool only what says which arguments it takes is kept.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from attrs import frozen

from ratchet_core.basis.ids import digest_of
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.reading.visible import visible

LONGEST_TOOL_NAME: Final = 64
"""So long may be what a model calls a tool, by its provider's word."""

LEAST_RESULT: Final = 200
LONGEST_RESULT: Final = 8_000
"""So many characters at least and at most of what a tool of others answers may be set to be read."""

STANDARD_RESULT: Final = 4_000

_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
_ARGUMENT: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_TYPES: Final = ("string", "integer", "number", "boolean", "array", "object")
_LONGEST_WHAT: Final = 400
_LONGEST_HINT: Final = 150
_LONGEST_SCHEMA: Final = 2_000
_MOST_ARGUMENTS: Final = 16
_MOST_CHOICES: Final = 20
_DEEPEST: Final = 3
_LARGEST: Final = 2**53


@frozen
class ForeignTool:
    """A tool of a server that is not ratchet's.

    Attributes:
        server: What the settings call the server.
        tool: What the server calls the tool.
        what: What the server says that it is for.
        schema: What it takes, as JSON Schema.
        digest: Names what the server said of it, word for word; where that is another, it is another tool.
        private: Whether it may be called with words that not everybody in the company may read.
    """

    server: str
    tool: str
    what: str = ""
    schema: str = '{"properties":{},"required":[],"type":"object"}'
    digest: str = ""
    private: bool = False

    @property
    def name(self) -> str:
        """What a model calls it."""
        return name_of(self.server, self.tool)


@frozen
class ForeignCall:
    """A tool of a server to be called, and what it is given."""

    tool: ForeignTool
    arguments: Mapping[str, Any]


@frozen
class ForeignReply:
    """What a server answered to a call.

    Attributes:
        text: What it said; it may say anything.
        failed: Whether the tool, the server or the way there failed.
        left_out: What else it answered with, which nobody reads here: an image, a resource.
        longest: So many characters of the text are to be read at most.
    """

    text: str = ""
    failed: bool = False
    left_out: tuple[str, ...] = ()
    longest: int = STANDARD_RESULT


class UnfitToolError(Exception):
    """A tool of a server cannot be offered; the message says why, and goes on after “it”."""


def name_of(server: str, tool: str) -> str:
    """Return what a model calls a tool of a server: providers take no dots in it."""
    return f"{server}__{tool.replace('.', '_')}"


def why_not_callable(server: str, tool: str) -> str | None:
    """Return why a tool cannot be offered under its name; None where it can."""
    name = name_of(server, tool)
    if not _NAME.fullmatch(name):
        return "has a name with characters other than letters, digits, dots, - and _"
    if len(name) > LONGEST_TOOL_NAME:
        return f"would be called {name}, which is longer than {LONGEST_TOOL_NAME} characters"
    return None


def foreign_tool(server: str, tool: str, what: str, schema: object, *, private: bool) -> ForeignTool:
    """Return a tool as it may be offered.

    Raises:
        UnfitToolError: If a model could not call it.
    """
    why = why_not_callable(server, tool)
    if why is not None:
        raise UnfitToolError(why)
    try:
        said = json.dumps([what, schema], sort_keys=True, default=str)
    except (RecursionError, TypeError, ValueError) as error:
        raise UnfitToolError("describes what it takes in a way that cannot be read") from error
    return ForeignTool(server, tool, _cleaned(what, _LONGEST_WHAT), _schema_kept(schema), digest_of(said)[:16], private)


def _schema_kept(data: object) -> str:
    root = data if isinstance(data, Mapping) else {}
    kept = _kept(root, root, 0)
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if len(text) > _LONGEST_SCHEMA:
        raise UnfitToolError(f"needs more than {_LONGEST_SCHEMA:,} characters to say what it takes")
    return text


def _kept(data: object, root: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """Return of a schema what says which values it takes, and no deeper than people would write it.

    The outermost is an object whatever it says, for arguments are given by name.
    """
    data = _resolved(data, root)
    kind = _type_of(data) if depth else "object"
    kept: dict[str, Any] = {} if kind is None else {"type": kind}
    if depth and isinstance(data.get("description"), str):
        kept["description"] = _cleaned(data["description"], _LONGEST_HINT)
    choices = data.get("enum")
    if isinstance(choices, list) and choices and all(map(_is_choice, choices[:_MOST_CHOICES])):
        kept["enum"] = [_cleaned(one, 60) if isinstance(one, str) else one for one in choices[:_MOST_CHOICES]]
    if kind == "array" and depth < _DEEPEST:
        kept["items"] = _kept(data.get("items", {}), root, depth + 1)
    if kind == "object" and depth < _DEEPEST:
        kept |= _properties_kept(data, root, depth)
    return kept


def _is_choice(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, int) and abs(value) <= _LARGEST)


def _properties_kept(data: Mapping[str, Any], root: Mapping[str, Any], depth: int) -> dict[str, Any]:
    told, needed = data.get("properties"), data.get("required")
    properties = told if isinstance(told, Mapping) else {}
    required = [one for one in needed if isinstance(one, str)] if isinstance(needed, list) else []
    names = sorted(properties, key=lambda one: one not in required)[:_MOST_ARGUMENTS]
    named = {one for one in names if isinstance(one, str) and _ARGUMENT.fullmatch(one)}
    if not named.issuperset(required):
        raise UnfitToolError(f"needs an argument that no model can give: more than {_MOST_ARGUMENTS}, or an odd name")
    kept = {one: _kept(properties[one], root, depth + 1) for one in names if one in named}
    return {"properties": kept, "required": sorted(set(required))}


def _resolved(data: object, root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a schema points to, and of several forms the first that is not nothing.

    Where it says itself which properties there are, forms only say which of them go together.
    """
    for _ in range(_DEEPEST + 1):
        if not isinstance(data, Mapping):
            return {}
        forms = data.get("anyOf") or data.get("oneOf")
        pointer = data.get("$ref")
        if isinstance(pointer, str):
            data = _pointed(pointer, root)
        elif isinstance(forms, list) and not isinstance(data.get("properties"), Mapping):
            form = next((one for one in forms if isinstance(one, Mapping) and one.get("type") != "null"), {})
            data = {**{name: one for name, one in data.items() if name == "description"}, **form}
        else:
            return data
    return {}


def _pointed(pointer: str, root: Mapping[str, Any]) -> object:
    place, _, name = pointer.removeprefix("#/").partition("/")
    found = root.get(place)
    return found.get(name) if place in {"$defs", "definitions"} and isinstance(found, Mapping) else None


def _type_of(data: Mapping[str, Any]) -> str | None:
    told = data.get("type")
    kinds: Iterable[object] = told if isinstance(told, list) else [told]
    inferred = "object" if isinstance(data.get("properties"), Mapping) else None
    return next((one for one in kinds if isinstance(one, str) and one in _TYPES), inferred)


def _cleaned(text: str, most: int) -> str:
    """Return the beginning of a text on one line, without what nobody sees, and without secrets."""
    return without_secrets(" ".join(visible(text[: 4 * most]).split()))[:most]


def properties_of(tool: ForeignTool) -> tuple[Mapping[str, Mapping[str, Any]], Collection[str]]:
    """Return what a tool takes by name, and which of that it needs."""
    schema = json.loads(tool.schema)
    return schema.get("properties", {}), schema.get("required", [])
