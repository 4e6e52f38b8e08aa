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
Defaults = Callable[[object], bool]
"""Says of a default whether a field that is at it is left out."""

_UNIONS = (Union, UnionType)
_SCALARS = {str: "quoted({})", int: "repr({})", bool: "('true' if {} else 'false')"}


@cache
def writer_of(kind: Any) -> Writer:  # noqa: ANN401 - a union is no type to the checker
    """Return what writes the values of a class, or of a union of classes, as JSON on one line."""
    names: dict[str, Any] = {"quoted": encode_basestring_ascii}
    return _compiled(_expression(kind, "v", names), names)


@cache
def lean_writer_of(
    kind: Any,  # noqa: ANN401 - as above
    without: tuple[str, ...] = (),
    unless_something: tuple[str, ...] = (),
) -> Writer:
    """Return what writes the values of a class, or of a union of classes, without the fields at their defaults.

    A reader fills those in. `without` are fields of the class that are left out too, as they are kept beside it, named
    as `field.name` where it is a field of a field. Those of `unless_something` are left out where they are None.
    """
    members = get_args(kind)
    tags = {one: f'"type":"{one.__name__}"' for one in members} if members else {kind: ""}
    writers = {one: _leanly_written(one, tag, without, unless_something) for one, tag in tags.items()}
    return lambda value: writers[type(value)](value)


@cache
def bare_writer_of(kind: type) -> Writer:
    """Return what writes the values of a class without what is None or empty, where that is its default."""
    return _leanly_written(kind, "", (), leave_out=_is_nothing)


def _is_any(default: object) -> bool:  # noqa: ARG001 - whatever it is
    return True


def _is_nothing(default: object) -> bool:
    return default is None or default == ()


def _compiled(expression: str, names: dict[str, Any]) -> Writer:
    writer: Writer = eval(f"lambda v: {expression}", names)  # noqa: S307 - it is made of the names of fields only
    return writer


def _expression(
    kind: Any,  # noqa: ANN401 - see above
    value: str,
    names: dict[str, Any],
    *,
    lean: Defaults | None = None,
    without: tuple[str, ...] = (),
) -> str:
    """Return the source of the JSON of what is called `value`; what it calls is added to `names`."""
    if kind in _SCALARS:
        return _SCALARS[kind].format(value)
    if get_origin(kind) is tuple:
        return _of_tuple(get_args(kind), value, names, lean=lean)
    if get_origin(kind) in _UNIONS:
        return _of_union(get_args(kind), value, names, lean=lean, without=without)
    if issubclass(kind, Enum):
        return f"{_named(names, {member: dumps(member.value) for member in kind})}[{value}]"
    return (
        f"{_named(names, _leanly_written(kind, '', without, leave_out=lean) if lean else _written(kind, ''))}({value})"
    )


def _of_tuple(kinds: tuple[Any, ...], value: str, names: dict[str, Any], *, lean: Defaults | None) -> str:
    if kinds[1:] == (...,):
        one = _expression(kinds[0], "one", names, lean=lean)
        return f"('[' + ','.join([{one} for one in {value}]) + ']' if {value} else '[]')"
    each = " + ',' + ".join(
        _expression(kind, f"{value}[{place}]", names, lean=lean) for place, kind in enumerate(kinds)
    )
    return f"('[' + {each} + ']')"


def _of_union(
    kinds: tuple[Any, ...], value: str, names: dict[str, Any], *, lean: Defaults | None, without: tuple[str, ...]
) -> str:
    others = tuple(kind for kind in kinds if kind is not NoneType)
    if len(others) == 1:
        return f"('null' if {value} is None else {_expression(others[0], value, names, lean=lean, without=without)})"
    if set(others) == {str, int}:
        return f"(quoted({value}) if {value}.__class__ is str else repr({value}))"
    if lean:
        tagged = {kind: _leanly_written(kind, f'"type":"{kind.__name__}"', without, leave_out=lean) for kind in others}
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
def _leanly_written(
    kind: type,
    tag: str,
    without: tuple[str, ...],
    unless_something: tuple[str, ...] = (),
    leave_out: Defaults = _is_any,
) -> Writer:
    """Return what writes the values of one class without the fields at their defaults, with `tag` behind the others."""
    names: dict[str, Any] = {"quoted": encode_basestring_ascii}
    hints = get_type_hints(kind)
    fields = []
    for field in attrs.fields(kind):
        if field.name not in without:
            inner = tuple(one.partition(".")[2] for one in without if one.startswith(f"{field.name}."))
            value = _expression(hints[field.name], f"v.{field.name}", names, lean=leave_out, without=inner)
            written_of_it = f"',\"{field.name}\":' + {value}"
            default = None if field.name in unless_something else field.default
            default = default if leave_out(default) else attrs.NOTHING
            fields.append(_unless_default(field.name, default, written_of_it, names))
    written = " + ".join([*fields, repr(f",{tag}" if tag else "")])
    return _compiled(f"'{{' + ({written})[1:] + '}}'", names)


def _unless_default(name: str, default: object, written: str, names: dict[str, Any]) -> str:
    """Return the source of what is written of a field: nothing where it is at its default."""
    if default is attrs.NOTHING:
        return written
    if default is None:
        return f"('' if v.{name} is None else {written})"
    return f"({written} if v.{name} != {_named(names, default)} else '')"


def _named(names: dict[str, Any], called: object) -> str:
    """Give a name to what the expression calls."""
    name = f"n{len(names)}"
    names[name] = called
    return name
