"""Keeps a state in one file: written beside the old one and put in its place whole, so that nothing is half saved."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.state import WHAT, StateError, everything_in, state_from_json, state_to_json
from ratchet_core.vocabulary.decision import Decision, Log
from ratchet_core.vocabulary.events import Event

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.files.writing import check_writable, written_whole
from ratchet_cli.terminal.names import counted

_PATIENCE = 30  # seconds


def save(path: Path, store: MemoryStore, log: Log = ()) -> None:
    """Write a state to a new file and put it in the old one's place.

    Raises:
        UnusableInputError: If it cannot be written; the old file is as it was.
    """
    check_ready(path)
    with written_whole(path) as file:
        file.writelines(state_to_json(store, log))


def save_over(path: Path, store: MemoryStore) -> None:
    """Put a new state in the place of an old one, unless commands have changed that by now.

    Raises:
        UnusableInputError: If what stands there would be lost, or it cannot be written.
    """
    with locked(path):
        check_free(path)
        save(path, store)


def check_ready(path: Path) -> None:
    """Refuse a path under which no state can be saved, before any work is done for it.

    Raises:
        UnusableInputError: If it cannot be written, or is no file.
    """
    check_writable(path)
    if path.exists() and not path.is_file():
        raise UnusableInputError(f"{path}: this is not a file; a state is saved only as a file.")


def check_free(path: Path) -> None:
    """Refuse to put a new state over one that commands have changed, or over a file that is no state.

    Raises:
        UnusableInputError: If what stands there would be lost.
    """
    check_ready(path)
    if not path.exists() or not path.stat().st_size:
        return
    if not is_state(path):
        raise UnusableInputError(f"{path}: this is not a ratchet state file, so it is left as it is; name another.")
    changes = len(load(path)[1])
    if changes:
        raise UnusableInputError(
            f"{path}: this state holds {counted(changes, 'change')} by commands; name another file."
        )


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep a state to this process from its reading to its writing, so that no other command's change is lost.

    The lock is a file beside the state, which need not be there yet. It is held by the operating system, and ends with
    the process, whatever ends that.

    Raises:
        UnusableInputError: If it cannot be written, another process has held it for too long, or there can be no lock
            beside it.
    """
    check_ready(path)
    target = path.resolve()
    lock = FileLock(target.with_name(f".{target.name}.lock"), timeout=_PATIENCE)
    try:
        lock.acquire()
    except Timeout as error:
        held = f"another command has been changing this state for {_PATIENCE} s"
        raise UnusableInputError(f"{path}: {held}; wait for it, or end it.") from error
    except OSError as error:
        why = f"{lock.lock_file} cannot be made or locked: {error.strerror}"
        raise UnusableInputError(f"{path}: no lock can be made beside the state ({why}); remove that file.") from error
    try:
        yield
    finally:
        lock.release()


def is_state(path: Path) -> bool:
    """Say whether a file says of itself that it is a state."""
    try:
        with path.open("rb") as file:
            return WHAT.encode() in file.readline(200)
    except OSError:
        return False


def load(path: Path) -> tuple[MemoryStore, list[tuple[Event, Decision]]]:
    """Read a state, and the events with their decisions that were kept with it.

    Raises:
        UnusableInputError: If it cannot be read, or is no state.
    """
    check_there(path)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return state_from_json(file)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        remedy = "give the state that `ratchet simulate --save` wrote"
        raise UnusableInputError(f"{path}: the state cannot be read ({why}); {remedy}.") from error
    except StateError as error:
        raise UnusableInputError(f"{path}: {error}") from error


def saved_in(path: Path) -> tuple[Collection[object], Log]:
    """Return all records of a state, and the events with their decisions that were kept with it."""
    store, log = load(path)
    return tuple(everything_in(store)[0]), log


def check_there(path: Path) -> None:
    """Refuse a path under which there is no state.

    Raises:
        UnusableInputError: If nothing stands there, or no file.
    """
    if not os.path.exists(path):  # noqa: PTH110 - the one of `Path` raises where a name is too long
        raise UnusableInputError(f"{path}: there is no such state; `ratchet simulate EXPORT --save FILE` makes one.")
    if not path.is_file():
        raise UnusableInputError(f"{path}: this is not a file; give the state that `ratchet simulate --save` wrote.")
