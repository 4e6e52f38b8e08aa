"""Mutants: what one is, all that can be made of a module, and which of them are tried."""

import ast
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from attrs import frozen

from benchmarks.mutation.kinds import MAKERS, Edit, Kind
from benchmarks.mutation.source import Place, Source, lines_of, walked
from benchmarks.mutation.vocabulary import Vocabulary


@frozen
class Mutant:
    """A change of one place: before and after for a reader, and the bytes to replace.

    The statement is its first and last line; the readers are the lines that read the constant that it assigns.
    """

    file: str
    line: int
    function: str
    kind: Kind
    before: str
    after: str
    edit: Edit
    statement: tuple[int, int]
    readers: frozenset[int] = frozenset()

    @property
    def name(self) -> tuple[str, ...]:
        """What it is known by, wherever its line is."""
        return (self.file, self.function, self.kind, self.before, self.after)

    def applied(self, text: bytes) -> bytes:
        """Return the text of the module with the change."""
        return text[: self.edit.start] + self.edit.new.encode() + text[self.edit.end :]

    def __str__(self) -> str:
        """Tell where it is and what it does."""
        return f"{self.file}:{self.line}: {self.kind}: {self.before} -> {self.after}"


def mutants_of(source: Source, vocabulary: Vocabulary) -> Iterator[Mutant]:
    """Return every mutant of a module, in the order of its text; a few may be no Python."""
    for node, place in walked(source.tree, Place()):
        for kind, maker in MAKERS.items():
            for edit in maker(node, place, source, vocabulary):
                yield _mutant(source, place, kind, edit)


def _mutant(source: Source, place: Place, kind: Kind, edit: Edit) -> Mutant:
    begin, end = edit.shown
    after = source.between(begin, edit.start) + edit.new + source.between(edit.end, end)
    line = source.text.count(b"\n", 0, edit.start) + 1
    return Mutant(
        file=source.file,
        line=line,
        function=place.function,
        kind=kind,
        before=_on_a_line(source.between(begin, end)),
        after=_on_a_line(after),
        edit=edit,
        statement=lines_of(place.statement) if place.statement is not None else (line, line),
        readers=_readers(source, place.statement),
    )


def _readers(source: Source, statement: ast.stmt | None) -> frozenset[int]:
    match statement:
        case ast.Assign([ast.Name(name)]) | ast.AnnAssign(ast.Name(name)):
            return source.readers.get(name, frozenset())
    return frozenset()


def _on_a_line(text: str) -> str:
    return " ".join(text.split())


def is_python(mutant: Mutant, text: bytes) -> bool:
    """Tell whether a module can still be read with the change."""
    try:
        ast.parse(mutant.applied(text))
    except SyntaxError:
        return False
    return True


def all_of(sources: Iterable[Source], vocabulary: Vocabulary, wanted: Callable[[Mutant], bool]) -> list[Mutant]:
    """Return every mutant of some modules that is wanted and is Python."""
    every = ((mutant, source.text) for source in sources for mutant in mutants_of(source, vocabulary))
    return [mutant for mutant, text in every if wanted(mutant) and is_python(mutant, text)]


def chosen(sources: Iterable[Source], vocabulary: Vocabulary, count: int, seed: int) -> list[Mutant]:
    """Choose so many mutants, spread evenly over files and kinds: the same for the same code and seed."""
    texts = {source.file: source for source in sources}
    drawers = {name: _drawers(mutants_of(source, vocabulary), seed) for name, source in texts.items()}
    of_files: Counter[str] = Counter()
    of_kinds: Counter[Kind] = Counter()
    found: list[Mutant] = []
    while len(found) < count and any(drawers.values()):
        name = min((name for name, kinds in drawers.items() if kinds), key=lambda name: (of_files[name], name))
        kind = min(drawers[name], key=lambda kind: (of_kinds[kind], kind))
        mutant = _drawn(drawers[name], kind)
        if is_python(mutant, texts[name].text):
            found.append(mutant)
            of_files[name] += 1
            of_kinds[kind] += 1
    return sorted(found, key=lambda mutant: (mutant.file, mutant.edit.start, mutant.after))


def _drawers(mutants: Iterable[Mutant], seed: int) -> dict[Kind, list[Mutant]]:
    """Sort the mutants of a file into their kinds, each in an order that only the seed and what it does decide."""
    drawers: defaultdict[Kind, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        drawers[mutant.kind].append(mutant)
    for kept in drawers.values():
        kept.sort(key=lambda mutant: _lot(mutant, seed))
    return dict(drawers)


def _lot(mutant: Mutant, seed: int) -> bytes:
    return hashlib.sha256("\0".join((str(seed), *mutant.name)).encode()).digest()


def _drawn(drawers: dict[Kind, list[Mutant]], kind: Kind) -> Mutant:
    mutant = drawers[kind].pop()
    if not drawers[kind]:
        del drawers[kind]
    return mutant
