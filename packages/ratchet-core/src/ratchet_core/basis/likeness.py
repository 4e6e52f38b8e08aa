"""Which of some names somebody may have meant who wrote another one."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

_NEAR: Final = 0.7
_MOST: Final = 2_000


def nearest(wanted: str, names: Iterable[str]) -> str | None:
    """Return the name that is most like what was written, whatever its case; None where none is near."""
    known: dict[str, str] = {}
    for name in names:
        if len(known) < _MOST:
            known.setdefault(name.casefold(), name)
    found = get_close_matches(wanted.strip().casefold()[:100], known, n=1, cutoff=_NEAR)
    return known[found[0]] if found else None
