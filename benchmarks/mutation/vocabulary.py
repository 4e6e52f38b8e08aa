"""What is known of the code as a whole: the members of its enums, and which fields of its classes have a default."""

import ast
from collections.abc import Iterable, Mapping
from functools import reduce

from attrs import field, frozen

_ENUMS = {"Enum", "StrEnum", "IntEnum"}


@frozen
class Vocabulary:
    """The members of each enum, and for each other class the fields that may be left out."""

    enums: Mapping[str, tuple[str, ...]] = field(factory=dict)
    optional: Mapping[str, frozenset[str]] = field(factory=dict)

    def sibling(self, enum: str, member: str) -> str | None:
        """Return the member that follows one, and the first after the last."""
        members = self.enums.get(enum, ())
        if member not in members or len(members) == 1:
            return None
        return members[(members.index(member) + 1) % len(members)]


def vocabulary_of(trees: Iterable[ast.AST]) -> Vocabulary:
    """Read the enums and classes of some modules."""
    classes = {node.name: node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    enums = {name: _members(node) for name, node in classes.items() if _ENUMS & set(_bases(node))}
    others = {name: _optional(node, classes) for name, node in classes.items() if name not in enums}
    return Vocabulary(enums, others)


def _bases(node: ast.ClassDef) -> list[str]:
    return [base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in node.bases]


def _members(node: ast.ClassDef) -> tuple[str, ...]:
    assigned = (target for line in node.body if isinstance(line, ast.Assign) for target in line.targets)
    return tuple(target.id for target in assigned if isinstance(target, ast.Name))


def _optional(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> frozenset[str]:
    own = frozenset(
        line.target.id
        for line in node.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value is not None
    )
    bases = (_optional(classes[base], classes) for base in _bases(node) if base in classes and base != node.name)
    return reduce(frozenset.union, bases, own)
