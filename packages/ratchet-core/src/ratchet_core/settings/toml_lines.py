"""Reads TOML that people write, and tells on which line a key stands, so that what is wrong can be said there."""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Collection, Iterator
from itertools import islice, takewhile
from typing import Any, Final, TypeAlias

from attrs import define

from ratchet_core.basis.likeness import nearest

Path: TypeAlias = tuple[str | int, ...]
"""The keys that lead to a value, from the outermost table; entries of a list are counted from 0."""

DEBRIS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that say nothing, and that a name in a file may not hold."""

_Token: TypeAlias = tuple[str, int]
_MOST_DOTS: Final = 200  # tomllib takes time in the square of the parts of a dotted key
_SHOWN_CHARACTERS: Final = 60
_EMPTY: Final = '""'
_BARE: Final = re.compile(r"[A-Za-z0-9_-]{1,60}")
_WHERE: Final = re.compile(r"(.*) \(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)", re.DOTALL)


class NotTomlError(ValueError):
    """A text is not TOML; the message begins with the line."""


def parsed(text: str) -> dict[str, Any]:
    """Return the tables of a text.

    Raises:
        NotTomlError: If it is not TOML, or would take too long to read.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > _MOST_DOTS and not line.lstrip().startswith("#"):
            raise NotTomlError(f"line {number}: more than {_MOST_DOTS} dots; write it on several lines.")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotTomlError(_where(text, error)) from error


def _where(text: str, error: ValueError | RecursionError) -> str:
    """Return what keeps a text from being TOML, behind its line."""
    told = _WHERE.fullmatch(str(error))
    if told is not None and told[2]:
        return f"line {told[2]}, column {told[3]}: this is not TOML ({told[1]})."
    if told is not None:
        return f"line {text.rstrip().count(chr(10)) + 1}, at the end: this is not TOML ({told[1]})."
    lines = text.split("\n")
    number = bisect_left(range(1, len(lines)), True, key=lambda count: _is_too_much("\n".join(lines[:count]))) + 1
    why = "it is nested too deeply" if isinstance(error, RecursionError) else "a number is too long"
    return f"line {number}: this is not TOML ({why})."


def _is_too_much(text: str) -> bool:
    """Say whether a text cannot be read for another reason than its form."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    except (ValueError, RecursionError):
        return True
    return False


def said_at(text: str, path: Path, message: str) -> str:
    """Return a message behind the line and the key that it is about; entries of lists are counted from 1."""
    key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part or _EMPTY}" for part in path)[1:]
    key = key if key.isprintable() else repr(key)[1:-1]
    key = key if len(key) <= 2 * _SHOWN_CHARACTERS else key[: 2 * _SHOWN_CHARACTERS] + "..."
    return f"line {_line_of(text, path)}, key {key}: {message}"


def line_said(message: str) -> int:
    """Return the line that a message of this module begins with."""
    found = re.match(r"line ([0-9]+)", message)
    return int(found[1]) if found is not None else 0


def lines_of(text: str) -> dict[Path, int]:
    """Return the line of every table, key and item that is written; `text` is known to be TOML."""
    return dict(_written(text))


def shown(value: object) -> str:
    """Return a value as it can stand in a message."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and value.bit_length() > 64:  # noqa: PLR2004 - Python refuses to write very long ones
        return "a very large number"
    written = repr(value) if isinstance(value, str) else str(value)
    if isinstance(value, bool):
        written = written.lower()  # as TOML writes it
    return written if len(written) <= _SHOWN_CHARACTERS else written[:_SHOWN_CHARACTERS] + "..."


_MOST_SHOWN: Final = 24
"""So many keys are listed, where none is near to what was written."""


def known_keys(key: str, known: Collection[str], elsewhere: Collection[str] = ()) -> str:
    """Say what to write in the place of a key that is not known: the one that may be meant, or else one of all.

    One that is known `elsewhere` in the file may be meant too.
    """
    meant = nearest(key, (*known, *elsewhere))
    if meant is not None:
        return f"did you mean `{meant}`?"
    shown_keys = ", ".join(islice(known, _MOST_SHOWN))
    more = f" or another of {len(known)}: `ratchet policy show` lists them" if len(known) > _MOST_SHOWN else ""
    return f"write one of {shown_keys}{more}."


def in_key(name: str) -> str:
    """Return a name as it is written within a key."""
    return name if _BARE.fullmatch(name) else shown(name)


_OPENING: Final = {"[": True, "{": False}  # whether it opens a list
_CLOSING: Final = frozenset("]}")
_DEEPEST = 8  # no key that means anything lies deeper
_TOKEN = re.compile(
    r'''#[^\n]*|"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|\'\'\'(?:[^']|'(?!''))*'{3,5}'''
    r"""|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[\[\]{}=,.\n]|[^\s#"'\[\]{}=,.]+""",
    re.DOTALL,
)


def _line_of(text: str, path: Path) -> int:
    """Return the line of a path, or of as much of it as is written; `text` is known to be TOML."""
    best, found = 0, 1
    for written, line in _written(text):
        common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(path, written, strict=False)))
        if common > best:
            best, found = common, line
    return found


def _written(text: str) -> Iterator[tuple[Path, int]]:
    """Tell each table, key and item of a list with its line, in order; the n-th `[[a]]` is item n of `a`."""
    home: Path = ()
    counts: dict[Path, int] = {}
    for statement in _statements(text):
        if statement[0][0] != "[":
            yield from _assigned(home, statement)
            continue
        names = [_unquoted(token) for token, _ in statement if token not in {"[", "]", "."}]
        home = ()
        for index, name in enumerate(names):
            home = (*home, name)[:_DEEPEST]
            if index == len(names) - 1 and statement[1][0] == "[":
                counts[home] = counts.get(home, -1) + 1
            item: Path = (counts[home],) if home in counts else ()
            home = (*home, *item)[:_DEEPEST]
        yield home, statement[0][1]


def _statements(text: str) -> Iterator[list[_Token]]:
    """Split TOML at the ends of lines that are not within brackets."""
    statement: list[_Token] = []
    line, depth = 1, 0
    for found in _TOKEN.finditer(text + "\n"):
        token = found[0]
        depth += (token in _OPENING) - (token in _CLOSING)
        if token[0] not in "\n#":
            statement.append((token, line))
        elif token[0] == "\n" and not depth and statement:
            yield statement
            statement = []
        line += token.count("\n")


@define
class _Bracket:
    """A table or a list that is being read; `item` counts within a list."""

    path: Path
    item: int | None = None


def _assigned(home: Path, statement: list[_Token]) -> Iterator[tuple[Path, int]]:
    """Tell the keys and the items of `key = value`."""
    open_: list[_Bracket] = [_Bracket(home)]
    names: list[str] = []
    place: Path | None = None  # where the value that is being read belongs; None while a key is read
    for token, line in statement:
        inner = open_[-1]
        if place is None and token == "=":  # noqa: S105 - what it spells
            place, names = (*inner.path, *names)[:_DEEPEST], []
            yield place, line
        elif place is None and token not in {".", ",", "}"}:
            names.append(_unquoted(token))
        elif token in _CLOSING:
            open_.pop()
            place = place or ()
        elif token == ",":  # noqa: S105 - what it spells
            inner.item = None if inner.item is None else inner.item + 1
            place = None if inner.item is None else (*inner.path, inner.item)[:_DEEPEST]
        elif place is not None:
            yield place, line
            if token in _OPENING:
                is_list = _OPENING[token]
                open_.append(_Bracket(place, 0 if is_list else None))
                place = (*place, 0)[:_DEEPEST] if is_list else None


def _unquoted(token: str) -> str:
    return str(tomllib.loads(f"key = {token}")["key"]) if token[0] in "\"'" else token
