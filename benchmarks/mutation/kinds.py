"""The kinds of mutants: for each, a function from a node of the syntax tree to edits of the text."""

import ast
import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import pairwise

from attrs import frozen

from benchmarks.mutation.source import Place, Placed, Source
from benchmarks.mutation.vocabulary import Vocabulary


class Kind(StrEnum):
    """What is done to the code."""

    COMPARISON = "comparison"
    BOOLEAN = "boolean"
    NEGATION = "negation"
    CONDITION = "condition"
    INTEGER = "integer"
    RETURN = "return"
    ELEMENT = "element"
    KEYWORD = "keyword"
    STATEMENT = "statement"
    EXTREME = "extreme"
    ORDER = "order"
    MEMBER = "member"


@frozen
class Edit:
    """A replacement of some bytes, and the bytes around it by which a reader knows it."""

    start: int
    end: int
    new: str
    shown: tuple[int, int]


_OPERATOR = re.compile(r"not\s+in\b|is\s+not\b|\bin\b|\bis\b|[<>]=?|[=!]=")
_FLIPPED: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
_EMPTY = {"list": ("[]",), "dict": ("{}",), "bool": ("True", "False")}
_EXTREMES = {"min": "max", "max": "min"}
_COPIES = {"evolve", "replace"}
_LONG = 200
_DULL_ENUMS = {"Why"}  # a reason that is exchanged changes what is said, never what is done


def _replaced(source: Source, node: Placed, new: str, shown: Placed | None = None) -> Edit:
    around = shown or node
    return Edit(source.start(node), source.end(node), new, (source.start(around), source.end(around)))


def comparisons(node: ast.AST, _: Place, source: Source, __: Vocabulary) -> Iterator[Edit]:
    """Flip a comparison: `<` to `<=`, `==` to `!=`, `in` to `not in`, `is` to `is not`, and back."""
    if isinstance(node, ast.Compare):
        shown = (source.start(node), source.end(node))
        for (left, right), operator in zip(pairwise((node.left, *node.comparators)), node.ops, strict=True):
            begin, gap = source.end(left), source.between(source.end(left), source.start(right))
            found = _OPERATOR.search(gap)
            if found is not None and "#" not in gap:
                yield Edit(begin + found.start(), begin + found.end(), _FLIPPED[type(operator)], shown)


def booleans(node: ast.AST, _: Place, source: Source, __: Vocabulary) -> Iterator[Edit]:
    """Swap `and` and `or`."""
    if isinstance(node, ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        parts = [source.of(node.values[0])]
        for left, right in pairwise(node.values):
            gap = source.between(source.end(left), source.start(right))
            parts += [re.sub(rf"\b{old}\b", new, gap), source.of(right)]
        begin, end = source.start(node), source.end(node)
        text = source.between(begin, source.start(node.values[0])) + "".join(parts)
        yield _replaced(source, node, f"({text}{source.between(source.end(node.values[-1]), end)})")


def negations(node: ast.AST, _: Place, source: Source, __: Vocabulary) -> Iterator[Edit]:
    """Remove a `not`."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _replaced(source, node, source.of(node).removeprefix("not").lstrip())


def conditions(node: ast.AST, _: Place, source: Source, __: Vocabulary) -> Iterator[Edit]:
    """Take a condition for true, and for false; that of a loop only for false."""
    for test in _tests(node):
        named = any(isinstance(part, ast.NamedExpr) for part in ast.walk(test))
        if not named and not isinstance(test, ast.Constant):
            for new in ("False",) if isinstance(node, ast.While) else ("True", "False"):
                yield _replaced(source, test, new)


def _tests(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        return [node.test]
    if isinstance(node, ast.comprehension):
        return node.ifs
    return [node.guard] if isinstance(node, ast.match_case) and node.guard is not None else []


def integers(node: ast.AST, place: Place, source: Source, _: Vocabulary) -> Iterator[Edit]:
    """Add one to a whole number."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield _replaced(source, node, str(node.value + 1), _around(node, place, source))


def _around(node: ast.expr, place: Place, source: Source) -> Placed:
    """Return what a small node is shown within: the expression or simple statement around it, if it is not long."""
    parent = place.parent
    if isinstance(parent, ast.expr | ast.keyword | ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return):
        return parent if len(source.of(parent)) <= _LONG else node
    return node


def returns(node: ast.AST, place: Place, source: Source, _: Vocabulary) -> Iterator[Edit]:
    """Return nothing, where the annotation allows for it: None, an empty collection; or only True, only False."""
    if isinstance(node, ast.Return) and node.value is not None and place.returns is not None:
        old = source.of(node.value)
        for new in dict.fromkeys(_nothings(place.returns)):
            if old != new:
                yield _replaced(source, node.value, new, node)


def _nothings(annotation: ast.expr) -> Iterator[str]:
    if isinstance(annotation, ast.BinOp):
        for part in (annotation.left, annotation.right):
            yield from ["None"] if isinstance(part, ast.Constant) and part.value is None else _nothings(part)
    elif isinstance(annotation, ast.Subscript) and _name(annotation.value) == "tuple":
        yield from [] if _has_fixed_shape(annotation) else ["()"]
    else:
        yield from _EMPTY.get(_name(annotation.value if isinstance(annotation, ast.Subscript) else annotation), ())


def _has_fixed_shape(annotation: ast.expr | None) -> bool:
    """Tell whether an annotation is that of a tuple with so many elements and no others."""
    if not isinstance(annotation, ast.Subscript) or _name(annotation.value) != "tuple":
        return False
    return not any(isinstance(part, ast.Constant) and part.value is Ellipsis for part in ast.walk(annotation))


def _name(node: ast.expr) -> str:
    """Return the last part of a name with dots."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def elements(node: ast.AST, place: Place, source: Source, _: Vocabulary) -> Iterator[Edit]:
    """Drop an element of a tuple that is returned or given to a call."""
    for display in _displays(node, place):
        for dropped in display.elts:
            kept = [_as_element(one, source) for one in display.elts if one is not dropped]
            text = f"({', '.join(kept)}{',' if len(kept) == 1 else ''})"
            yield _replaced(source, display, text)


def _displays(node: ast.AST, place: Place) -> Iterator[ast.Tuple]:
    if isinstance(node, ast.Return) and node.value is not None and not _has_fixed_shape(place.returns):
        yield from _tuples(node.value)
    if isinstance(node, ast.Call):
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            yield from _tuples(argument)


def _tuples(value: ast.expr) -> list[ast.Tuple]:
    branches = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
    return [branch for branch in branches if isinstance(branch, ast.Tuple)]


def _as_element(node: ast.expr, source: Source) -> str:
    return f"({source.of(node)})" if isinstance(node, ast.NamedExpr | ast.Yield | ast.Await) else source.of(node)


def keywords(node: ast.AST, _: Place, source: Source, vocabulary: Vocabulary) -> Iterator[Edit]:
    """Drop a keyword of a copy with changes, or of a constructor that has a default for it."""
    if isinstance(node, ast.Call):
        given: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
        given.sort(key=source.start)
        for keyword in node.keywords:
            if keyword.arg is not None and _may_go(node.func, keyword.arg, vocabulary):
                yield _without(given, given.index(keyword), node, source)


def _may_go(function: ast.expr, keyword: str, vocabulary: Vocabulary) -> bool:
    name = _name(function)
    return name in _COPIES or keyword in vocabulary.optional.get(name, frozenset())


def _without(given: list[ast.expr | ast.keyword], place: int, call: ast.Call, source: Source) -> Edit:
    shown = (source.start(call), source.end(call))
    if place > 0:
        return Edit(source.end(given[place - 1]), source.end(given[place]), "", shown)
    end = source.start(given[1]) if len(given) > 1 else source.end(call) - 1
    return Edit(source.start(given[0]), end, "", shown)


def statements(node: ast.AST, _: Place, source: Source, __: Vocabulary) -> Iterator[Edit]:
    """Delete a call, a change of an attribute, item or sum, or a `continue`."""
    if isinstance(node, ast.stmt) and _has_effect(node):
        yield _replaced(source, node, "pass")


def _has_effect(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(ast.Call(function)):
            return _name(function) != "assert_never"
        case ast.Assign(targets) | ast.Delete(targets):
            return all(isinstance(target, ast.Attribute | ast.Subscript) for target in targets)
    return isinstance(node, ast.AugAssign | ast.Continue)


def extremes(node: ast.AST, _: Place, source: Source, __: Vocabulary) -> Iterator[Edit]:
    """Swap `min` and `max`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _EXTREMES:
        yield _replaced(source, node.func, _EXTREMES[node.func.id], node)


def orders(node: ast.AST, _: Place, source: Source, __: Vocabulary) -> Iterator[Edit]:
    """Leave things in the order in which they come."""
    if isinstance(node, ast.Call) and _name(node.func) == "sorted" and node.args:
        yield _replaced(source, node, f"list({source.of(node.args[0])})")


def members(node: ast.AST, place: Place, source: Source, vocabulary: Vocabulary) -> Iterator[Edit]:
    """Exchange a member of an enum for the next one."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id not in _DULL_ENUMS:
        sibling = vocabulary.sibling(node.value.id, node.attr)
        if sibling is not None:
            yield _replaced(source, node, f"{node.value.id}.{sibling}", _around(node, place, source))


Maker = Callable[[ast.AST, Place, Source, Vocabulary], Iterator[Edit]]
MAKERS: dict[Kind, Maker] = {
    Kind.COMPARISON: comparisons,
    Kind.BOOLEAN: booleans,
    Kind.NEGATION: negations,
    Kind.CONDITION: conditions,
    Kind.INTEGER: integers,
    Kind.RETURN: returns,
    Kind.ELEMENT: elements,
    Kind.KEYWORD: keywords,
    Kind.STATEMENT: statements,
    Kind.EXTREME: extremes,
    Kind.ORDER: orders,
    Kind.MEMBER: members,
}
