"""Reads the values of TOML that people write: all that is wrong is noted, each mistake with its line and what to write.

What cannot be used is left as it is otherwise, so that one mistake does not hide another.
"""

from collections.abc import Collection, Mapping
from typing import TypeAlias

from attrs import define, field

from ratchet_core.settings.toml_lines import Path, known_keys, line_said, said_at, shown

Key: TypeAlias = str | Path
"""A key of the whole file, or those that lead to one in a table."""


def path_of(key: Key) -> Path:
    """Return the keys that lead to a value."""
    return key if isinstance(key, tuple) else (key,) if key else ()


@define
class TomlValues:
    """A text with what is wrong in it, as far as its values were read."""

    text: str
    wrong: list[str] = field(factory=list, init=False)

    @property
    def mistakes(self) -> list[str]:
        """Return what is wrong, in the order of the lines."""
        return sorted(self.wrong, key=line_said)

    def fail(self, key: Key, message: str) -> None:
        """Note what is wrong with a key."""
        self.wrong.append(said_at(self.text, path_of(key), message))

    def figure(self, entry: Mapping[str, object], key: Key, bounds: tuple[int, int], otherwise: int) -> int:
        """Return a whole number of a table, within bounds: the least and the greatest."""
        value, (least, most) = entry.get(str(path_of(key)[-1]), otherwise), bounds
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fail(key, f"{shown(value)} is not a whole number from {least} to {most}.")
            return otherwise
        return value

    def flag(self, value: object, key: Key) -> bool:
        """Return whether something is so."""
        if not isinstance(value, bool):
            self.fail(key, f"{shown(value)} is not true or false; write one of them without quotation marks.")
            return False
        return value

    def refuse_unknown(self, entry: Mapping[str, object], known: Collection[str], where: Key) -> None:
        """Note the keys of a table that mean nothing there."""
        for key in entry:
            if key not in known:
                self.fail((*path_of(where), key), f"This key is not known{self.instead_of(key, known)}")

    def instead_of(self, key: str, known: Collection[str]) -> str:
        """Return what to write in the place of a key that is not known."""
        return f"; {known_keys(key, known)}"
