"""Writes values of the vocabulary as JSON, byte for byte what cattrs and `json.dumps` would give, several times faster.

For each class one expression of Python is made, once, from its fields and their types. A member of a union says its
class under "type", at the end, as cattrs' tagged unions do. A type that is not foreseen here raises when it is met.

What is kept in great number is written lean: without what a reader fills in by itself.
"""

from collections.abc import Callable
from enum import Enum
from functools import cache
from json import dumps
from json.encoder import encode_basestring_ascii
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

Writer = Callable[[Any], str]

_UNIONS = (Union, UnionType)
_SCALARS = {str: "quoted({})", int: "repr({})", bool: "('true' if {} else 'false')"}


@cache
def writer_of(kind: Any) -> Writer:  # noqa: ANN401 - a union is no type to the checker
    """Return what writes the values of a class, or of a union of classes, as JSON on one line."""
    names: dict[str, Any] = {"quoted": encode_basestring_ascii}
    return _compiled(_expression(kind, "v", names), names)


@cache
def lean_writer_of(kind: Any, without: tuple[str, ...] = ()) -> Writer:  # noqa: ANN401 - as above
    """Return what writes the values of a class, or of a union of classes, without the fields at their defaults.

    A reader fills those in. `without` are fields of the class that are left out too, as they are kept beside it.
    """
    members = get_args(kind)
    tags = {one: f'"type":"{one.__name__}"' for one in members} if members else {kind: ""}
    writers = {one: _leanly_written(one, tag, without) for one, tag in tags.items()}
    return lambda value: writers[type(value)](value)


def _compiled(expression: str, names: dict[str, Any]) -> Writer:
    writer: Writer = eval(f"lambda v: {expression}", names)  # noqa: S307 - it is made of the names of fields only
    return writer


def _expression(kind: Any, value: str, names: dict[str, Any], *, lean: bool = False) -> str:  # noqa: ANN401 - see above
    """Return the source of the JSON of what is called `value`; what it calls is added to `names`."""
    if kind in _SCALARS:
        return _SCALARS[kind].format(value)
    if get_origin(kind) is tuple:
        return _of_tuple(get_args(kind), value, names, lean=lean)
    if get_origin(kind) in _UNIONS:
        return _of_union(get_args(kind), value, names, lean=lean)
    if issubclass(kind, Enum):
        return f"{_named(names, {member: dumps(member.value) for member in kind})}[{value}]"
    return f"{_named(names, _leanly_written(kind, '', ()) if lean else _written(kind, ''))}({value})"


def _of_tuple(kinds: tuple[Any, ...], value: str, names: dict[str, Any], *, lean: bool) -> str:
    if kinds[1:] == (...,):
        one = _expression(kinds[0], "one", names, lean=lean)
        return f"('[' + ','.join([{one} for one in {value}]) + ']' if {value} else '[]')"
    each = " + ',' + ".join(
        _expression(kind, f"{value}[{place}]", names, lean=lean) for place, kind in enumerate(kinds)
    )
    return f"('[' + {each} + ']')"


def _of_union(kinds: tuple[Any, ...], value: str, names: dict[str, Any], *, lean: bool) -> str:
    others = tuple(kind for kind in kinds if kind is not NoneType)
    if len(others) == 1:
        return f"('null' if {value} is None else {_expression(others[0], value, names, lean=lean)})"
    if set(others) == {str, int}:
        return f"(quoted({value}) if {value}.__class__ is str else repr({value}))"
    if lean:
        tagged = {kind: _leanly_written(kind, f'"type":"{kind.__name__}"', ()) for kind in others}
    else:
        tagged = {kind: _written(kind, f',"type":"{kind.__name__}"') for kind in others}
    return f"{_named(names, tagged)}[type({value})]({value})"


@cache
def _written(kind: type, tag: str) -> Writer:
    """Return what writes the values of one class, with `tag` behind its fields: one f-string of all that it holds."""
    names: dict[str, Any] = {"quoted": encode_basestring_ascii}
    hints = get_type_hints(kind)
    fields = (f'"{name}":{{{_expression(hints[name], f"v.{name}", names)}}}' for name in attrs.fields_dict(kind))
    return _compiled(f"f'''{{{{{','.join(fields)}{tag}}}}}'''", names)


@cache
def _leanly_written(kind: type, tag: str, without: tuple[str, ...]) -> Writer:
    """Return what writes the values of one class without the fields at their defaults, with `tag` behind the others."""
    names: dict[str, Any] = {"quoted": encode_basestring_ascii}
    hints = get_type_hints(kind)
    fields = []
    for field in attrs.fields(kind):
        if field.name not in without:
            value = _expression(hints[field.name], f"v.{field.name}", names, lean=True)
            fields.append(_unless_default(field, f"',\"{field.name}\":' + {value}", names))
    written = " + ".join([*fields, repr(f",{tag}" if tag else "")])
    return _compiled(f"'{{' + ({written})[1:] + '}}'", names)


def _unless_default(field: Any, written: str, names: dict[str, Any]) -> str:  # noqa: ANN401 - attrs says no more of it
    """Return the source of what is written of a field: nothing where it is at its default."""
    if field.default is attrs.NOTHING:
        return written
    if field.default is None:
        return f"('' if v.{field.name} is None else {written})"
    return f"({written} if v.{field.name} != {_named(names, field.default)} else '')"


def _named(names: dict[str, Any], called: object) -> str:
    """Give a name to what the expression calls."""
    name = f"n{len(names)}"
    names[name] = called
    return name
