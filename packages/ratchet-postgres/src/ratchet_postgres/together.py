"""Several statements as one: their rows under each other, or all their writes at once, in one round trip."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from attrs import frozen

from ratchet_postgres.asking import Statement

_PLACEHOLDER: Final = re.compile(r"\$(\d+)")
_Statements = tuple[Statement, ...]


@frozen
class Filled:
    """A statement with a value for each of its parameters."""

    statement: Statement
    values: Mapping[str, object]


def rows_of(filled: Sequence[Filled]) -> tuple[str, list[object]]:
    """Return one query that gives the rows of several, which all have the same columns, and its values."""
    return _union(tuple(one.statement for one in filled)), _values(filled)


def writes_of(filled: Sequence[Filled], answer: Filled | None = None) -> tuple[str, list[object]]:
    """Return one statement that writes what several write, and its values; none of them sees what another writes.

    It gives the rows of the answer, if there is one, which does not see what is written either.
    """
    both = filled if answer is None else [*filled, answer]
    written = tuple(one.statement for one in filled)
    return _all_at_once(written, None if answer is None else answer.statement), _values(both)


def _values(filled: Sequence[Filled]) -> list[object]:
    return [one.values[name] for one in filled for name in one.statement.parameters]


@lru_cache(maxsize=1_000)  # the same few come again and again
def _union(statements: _Statements) -> str:
    return "\nunion all\n".join(f"({text})" for text in _numbered(statements))


@lru_cache(maxsize=1_000)
def _all_at_once(statements: _Statements, answer: Statement | None) -> str:
    texts = _numbered(statements if answer is None else (*statements, answer))
    last = "select" if answer is None else texts.pop()
    parts = ", ".join(f"w{place} as ({text})" for place, text in enumerate(texts))
    return f"with {parts} {last}"


def _numbered(statements: _Statements) -> list[str]:
    """Return the texts of statements with their placeholders numbered on from one to the next."""
    texts, before = [], 0
    for one in statements:
        texts.append(_moved(one.text, before))
        before += len(one.parameters)
    return texts


def _moved(text: str, by: int) -> str:
    return _PLACEHOLDER.sub(lambda found: f"${int(found[1]) + by}", text)
