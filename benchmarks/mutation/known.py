"""The mutants that no test can catch since they change nothing that anybody sees, each with its reason."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from benchmarks.mutation.mutants import Mutant


@frozen
class Known:
    """A mutant that is known to change nothing, named so that it is found again when lines have moved."""

    file: str
    function: str
    kind: str
    before: str
    reason: str
    after: str = ""

    def names(self, mutant: Mutant) -> bool:
        """Tell whether this is the mutant; with no after-text, all that are made of the same place are."""
        own = (self.file, self.function, self.kind, self.before)
        same = own == (mutant.file, mutant.function, mutant.kind, mutant.before)
        return same and self.after in {"", mutant.after}


def known_of(path: Path) -> tuple[Known, ...]:
    """Read the list; it is empty where there is no file."""
    if not path.exists():
        return ()
    return tuple(Known(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("mutant", []))


def reason_of(mutant: Mutant, known: Iterable[Known]) -> str | None:
    """Return why a mutant changes nothing, or None where it is not known."""
    return next((entry.reason for entry in known if entry.names(mutant)), None)
