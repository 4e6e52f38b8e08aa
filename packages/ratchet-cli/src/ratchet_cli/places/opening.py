"""Opens the place that the options of a command name; what only one kind of place needs is imported for that alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.places.place import Place


@contextmanager
def opened(state: Path | None, database: str | None) -> Iterator[Place]:
    """Open the place that options name, or else the database of the settings, or else the embedded one.

    Raises:
        UnusableInputError: If two are named, or none is and there is none, or it cannot be used.
    """
    if state is not None and database is not None:
        raise UnusableInputError("--state and --database are two places; give one of them.")
    if state is not None:
        from ratchet_cli.places.saved import SavedState  # noqa: PLC0415 - a database needs none of it

        yield SavedState(state)
        return
    from ratchet_cli.places.on_database import open_database  # noqa: PLC0415 - a saved state needs no driver

    with open_database(database) as place:
        yield place
