"""Keeps a state in one file: written beside the old one and put in its place whole, so that nothing is half saved."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from ratchet_core.decision import Decision
from ratchet_core.events import Event
from ratchet_core.memory import MemoryStore
from ratchet_core.state import WHAT, Log, StateError, state_from_json, state_to_json

from ratchet_cli.errors import UnusableInputError

_PATIENCE = 30  # seconds


def save(path: Path, store: MemoryStore, log: Log = ()) -> None:
    """Write a state to a new file and put it in the old one's place.

    Raises:
        UnusableInputError: If it cannot be written; the old file is as it was.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise UnusableInputError(f"{path}: the state cannot be written there ({error.strerror}).") from error
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.writelines(state_to_json(store, log))
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        fresh.replace(path)
    except OSError as error:
        raise UnusableInputError(f"{path}: the state cannot be written ({error.strerror}).") from error
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep a state to this process from its reading to its writing, so that no other command's change is lost.

    The lock is a file beside the state, held by the operating system: it ends with the process, whatever ends that.

    Raises:
        UnusableInputError: If another process has held the state for too long, or no lock can be made beside it.
    """
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=_PATIENCE)
    try:
        lock.acquire()
    except Timeout as error:
        raise UnusableInputError(f"{path}: another command has been changing this state for {_PATIENCE} s.") from error
    except OSError as error:
        raise UnusableInputError(f"{path}: no lock can be made beside the state ({error.strerror}).") from error
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
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return state_from_json(file)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UnusableInputError(f"{path}: the state cannot be read ({why}).") from error
    except StateError as error:
        raise UnusableInputError(f"{path}: {error}") from error
