"""A module's text beside its syntax tree, and a walk through what may be mutated."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Protocol

import attrs
from attrs import frozen

_UNTOUCHED = {"annotation", "returns", "decorator_list", "bases", "type_params"}
_IMPORTS = (ast.Import, ast.ImportFrom)


class Placed(Protocol):
    """A node that stands somewhere in the text."""

    lineno: int
    end_lineno: int | None
    col_offset: int
    end_col_offset: int | None


@frozen(slots=False)
class Source:
    """A module: its path from the project's root, and its text."""

    file: str
    text: bytes

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *accumulate(len(line) for line in self.text.splitlines(keepends=True)))

    @cached_property
    def readers(self) -> dict[str, frozenset[int]]:
        """The lines that read each name."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found[node.id].add(node.lineno)
        return {name: frozenset(lines) for name, lines in found.items()}

    def start(self, node: Placed) -> int:
        """Return the byte at which a node begins."""
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: Placed) -> int:
        """Return the byte after a node."""
        return self._starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or node.col_offset)

    def of(self, node: Placed) -> str:
        """Return the text of a node."""
        return self.between(self.start(node), self.end(node))

    def between(self, start: int, end: int) -> str:
        """Return the text from one byte to another."""
        return self.text[start:end].decode()


@frozen
class Place:
    """Where a node stands: in which function, with which return annotation, in which statement, below which node."""

    function: str = ""
    returns: ast.expr | None = None
    statement: ast.stmt | None = None
    parent: ast.AST | None = None


def walked(node: ast.AST, place: Place) -> Iterator[tuple[ast.AST, Place]]:
    """Walk through the nodes that may be mutated, each with its place."""
    yield node, place
    inner = _inside(node, place)
    for child in _children(node):
        yield from walked(child, attrs.evolve(inner, statement=child) if isinstance(child, ast.stmt) else inner)


def _inside(node: ast.AST, place: Place) -> Place:
    if isinstance(node, ast.UnaryOp | ast.Slice):  # a number is told with what its sign or its colon stand in
        return place
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return attrs.evolve(place, parent=node)
    name = f"{place.function}.{node.name}".lstrip(".")
    returns = None if isinstance(node, ast.ClassDef) else node.returns
    return attrs.evolve(place, function=name, returns=returns, parent=node)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.JoinedStr):  # before Python 3.12, what stands in one has no true position
        return
    for name, value in ast.iter_fields(node):
        if name not in _UNTOUCHED:
            members = value if isinstance(value, list) else [value]
            yield from (one for one in members if isinstance(one, ast.AST) and not _is_declaration(one))


def _is_declaration(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets)
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.dump(node.test)
    return isinstance(node, _IMPORTS)


def lines_of(statement: ast.stmt) -> tuple[int, int]:
    """Return the first and last line of a simple statement, or of the head of a compound one."""
    last = statement.end_lineno or statement.lineno
    body = getattr(statement, "body", None) or getattr(statement, "cases", None)
    if not body:
        return statement.lineno, last
    first = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
    return statement.lineno, max(statement.lineno, first.lineno - 1)
