"""Mutants are small changes of the code that are still Python, and the same for the same code."""

import pytest

from benchmarks.mutation.kinds import Kind
from benchmarks.mutation.mutants import Mutant, all_of, chosen, is_python, mutants_of
from benchmarks.mutation.source import Source
from benchmarks.mutation.vocabulary import Vocabulary, vocabulary_of

MODES = '''
class Mode(StrEnum):
    """Whether ratchet speaks."""

    OFF = "off"
    SHADOW = "shadow"
    LIVE = "live"


@frozen
class Card:
    ts: str
    holds: int = 0


@frozen
class LargeCard(Card):
    width: int = 3
'''
WORDS = vocabulary_of([Source("modes.py", MODES.encode()).tree])
MODULE = '''"""A module with a docstring of 3 words."""
from typing import Literal

__all__ = ("worst", "count")

def worst(cards: tuple[Card, ...], limit: Literal[3] = 3) -> Card | None:
    """Return 1 of them."""
    cards = sorted(cards)
    if limit > 2 and not cards:
        return None
    return max(cards)
'''


def source(text: str, file: str = "module.py") -> Source:
    return Source(file, text.encode())


def changes(text: str, *kinds: Kind) -> list[tuple[str, str, str]]:
    """Return kind, before and after of each mutant."""
    found = mutants_of(source(text), WORDS)
    return [(one.kind, one.before, one.after) for one in found if not kinds or one.kind in kinds]


def afters(text: str, kind: Kind) -> list[str]:
    return [after for _, _, after in changes(text, kind)]


def mutant(text: str = "x = a < b\n", file: str = "module.py") -> Mutant:
    return next(mutants_of(source(text, file), WORDS))


CARDS_TUPLE = "def f() -> tuple[int, ...]:\n    return (a, b)"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("x = a < b <= c", Kind.COMPARISON, ["a <= b <= c", "a < b < c"]),
        ("x = a is not b", Kind.COMPARISON, ["a is b"]),
        ("x = (a) not in (b)", Kind.COMPARISON, ["(a) in (b)"]),
        ("x = a == 'é' == b", Kind.COMPARISON, ["a != 'é' == b", "a == 'é' != b"]),
        ("x = a and (b or c)", Kind.BOOLEAN, ["(a or (b or c))", "(b and c)"]),
        ("x = not (a or b)", Kind.NEGATION, ["(a or b)"]),
        ("while a:\n    f()", Kind.CONDITION, ["False"]),
        ("x = [a for a in b if a if c]", Kind.CONDITION, ["True", "False", "True", "False"]),
        ("x = f(3, -1, True, 2.5)", Kind.INTEGER, ["f(4, -1, True, 2.5)", "f(3, -2, True, 2.5)"]),
        ("def f() -> int | None:\n    return 1", Kind.RETURN, ["return None"]),
        ("def f() -> bool:\n    return a", Kind.RETURN, ["return True", "return False"]),
        ("def f() -> tuple[int, str]:\n    return a", Kind.RETURN, []),
        (CARDS_TUPLE, Kind.RETURN, ["return ()"]),
        (CARDS_TUPLE, Kind.ELEMENT, ["(b,)", "(a,)"]),
        ("def f() -> tuple[int, str]:\n    return a, b", Kind.ELEMENT, []),
        ("x = f((a, *b), key=(c,) if d else ())", Kind.ELEMENT, ["(*b,)", "(a,)", "()"]),
        ("x = attrs.evolve(a, b=1, c=2)", Kind.KEYWORD, ["attrs.evolve(a, c=2)", "attrs.evolve(a, b=1)"]),
        ("x = Card(ts=a, holds=1)", Kind.KEYWORD, ["Card(ts=a)"]),
        (
            "x = LargeCard(holds=1, ts=a, width=2)",
            Kind.KEYWORD,
            ["LargeCard(ts=a, width=2)", "LargeCard(holds=1, ts=a)"],
        ),
        ("f(a)\na.b = 1\na[0] = 1\na += b\nc = 1", Kind.STATEMENT, ["pass", "pass", "pass", "pass"]),
        ("match a:\n    case _:\n        assert_never(a)", Kind.STATEMENT, []),
        ("x = min(a, max(b))", Kind.EXTREME, ["max(a, max(b))", "min(b)"]),
        ("x = sorted(a, key=b)", Kind.ORDER, ["list(a)"]),
        ("x = f(Mode.OFF, Mode.LIVE)", Kind.MEMBER, ["f(Mode.SHADOW, Mode.LIVE)", "f(Mode.OFF, Mode.OFF)"]),
        ("match a:\n    case Mode.OFF:\n        b()", Kind.MEMBER, ["Mode.SHADOW"]),
    ],
)
def test_each_kind_makes_its_change_and_no_other(text: str, kind: Kind, expected: list[str]) -> None:
    assert afters(text, kind) == expected


def test_docstrings_hints_imports_and_all_are_left_alone() -> None:
    assert changes(MODULE) == [
        ("integer", "3", "4"),
        ("order", "sorted(cards)", "list(cards)"),
        ("condition", "limit > 2 and not cards", "True"),
        ("condition", "limit > 2 and not cards", "False"),
        ("boolean", "limit > 2 and not cards", "(limit > 2 or not cards)"),
        ("comparison", "limit > 2", "limit >= 2"),
        ("integer", "limit > 2", "limit > 3"),
        ("negation", "not cards", "cards"),
        ("return", "return max(cards)", "return None"),
        ("extreme", "max(cards)", "min(cards)"),
    ]


def test_every_mutant_of_a_module_is_another_module() -> None:
    found = [one.applied(MODULE.encode()) for one in mutants_of(source(MODULE), WORDS)]
    assert len({MODULE.encode(), *found}) == len(found) + 1


def test_what_stands_in_a_formatted_string_is_left_alone() -> None:
    assert changes('x = f"{a < 3}"') == []


def test_a_change_that_is_no_python_is_told_from_one_that_is() -> None:
    text = "x = attrs.evolve((a), b=1)\n"  # the bracket after a goes with b
    assert [is_python(one, text.encode()) for one in mutants_of(source(text), WORDS)] == [False, True]


def test_a_mutant_says_where_it_is_and_what_it_does() -> None:
    assert str(mutant("\nx = a < b\n", "a/b.py")) == "a/b.py:2: comparison: a < b -> a <= b"


def test_a_mutant_knows_its_function() -> None:
    text = "class Course:\n    def latest(self):\n        return a < b\n"
    assert mutant(text).function == "Course.latest"


def test_a_constant_knows_the_lines_that_read_it() -> None:
    assert mutant("LIMIT = 1 < 2\nx = LIMIT\ny = f(LIMIT)\n").readers == {2, 3}


def test_all_mutants_that_are_wanted_are_found_where_they_are_python() -> None:
    found = all_of([source("x = attrs.evolve((a), b=1) < 2\n")], WORDS, lambda one: one.kind != "comparison")
    assert [one.kind for one in found] == ["integer", "integer"]


def test_the_same_seed_chooses_the_same_mutants_wherever_the_lines_are() -> None:
    moved = [one.before for one in chosen([source("\n\n" + MODULE)], WORDS, 4, 1)]
    assert moved == [one.before for one in chosen([source(MODULE)], WORDS, 4, 1)]


def test_another_seed_chooses_others() -> None:
    assert chosen([source(MODULE)], WORDS, 4, 1) != chosen([source(MODULE)], WORDS, 4, 2)


def test_mutants_are_spread_over_files() -> None:
    texts = [source(MODULE, "a.py"), source("x = a < b\n" * 9, "b.py"), source("x = not a\n", "c.py")]
    files = [one.file for one in chosen(texts, WORDS, 7, 1)]
    assert {file: files.count(file) for file in files} == {"a.py": 3, "b.py": 3, "c.py": 1}


def test_mutants_are_spread_over_kinds() -> None:
    text = "x = a < b\n" * 9 + "y = not a\nz = max(b)\n"
    assert {one.kind for one in chosen([source(text)], WORDS, 3, 1)} == {"comparison", "negation", "extreme"}


def test_there_are_no_more_mutants_than_can_be_made() -> None:
    assert len(chosen([source("x = a < b\n")], WORDS, 5, 1)) == 1


def test_an_enum_with_one_member_has_no_sibling() -> None:
    assert Vocabulary({"Only": ("ONE",)}).sibling("Only", "ONE") is None
