"""A workspace in one file, and back: PostgreSQL's own programs do it, which come with the embedded one."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import mkstemp
from typing import Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ratchet_postgres.embedded import programs

_SECRET: Final = {"password": "PGPASSWORD"}
"""What is told to programs by their environment: their command lines are for everybody to read."""

_BEGINNING: Final = b"PGDMP"
"""How a file begins that `pg_dump` wrote in its own format."""

_PLAIN: Final = ("--no-owner", "--no-privileges")


class BackupError(Exception):
    """A backup cannot be made or restored; the message says why and what to do."""


def back_up(url: str, schema: str, file: Path) -> int:
    """Write a schema of a database to a new file, whole or not at all, and return how many bytes it has.

    What is written meanwhile is not in it; nobody waits for it.

    Raises:
        BackupError: If it cannot be written, or something is there already.
    """
    if os.path.lexists(file):
        raise _there_already(file)
    try:
        descriptor, fresh = mkstemp(dir=file.parent, prefix=".ratchet-", suffix=".new")
    except OSError as error:
        raise _unwritable(file, error) from error
    os.close(descriptor)
    try:
        _run("pg_dump", url, "--format=custom", *_PLAIN, f"--schema={_pattern(schema)}", f"--file={fresh}")
        _put(Path(fresh), file)
        return file.stat().st_size
    finally:
        Path(fresh).unlink(missing_ok=True)


def _put(fresh: Path, file: Path) -> None:
    """Give a written file its name, unless something has that by now."""
    try:
        with fresh.open("rb") as written:
            os.fsync(written.fileno())
        os.link(fresh, file)
    except FileExistsError:
        raise _there_already(file) from None
    except OSError as error:
        raise _unwritable(file, error) from error


def _there_already(file: Path) -> BackupError:
    return BackupError(f"{file}: this file is there already and is left as it is; give another name.")


def _unwritable(file: Path, error: OSError) -> BackupError:
    return BackupError(f"{file}: this file cannot be written ({error.strerror}); name a file elsewhere.")


def restore(url: str, schema: str, file: Path) -> None:
    """Bring a schema back from a file into a database where it is empty: all of it, or nothing.

    Raises:
        BackupError: If the file is no backup, or something of what is in it is there already.
    """
    check_backup(file)
    _run("pg_restore", url, "--exit-on-error", "--single-transaction", *_PLAIN, f"--schema={schema}", str(file))


def check_backup(file: Path) -> None:
    """Look whether a file begins as a backup does.

    Raises:
        BackupError: If it does not, or cannot be read.
    """
    if not file.is_file():
        raise BackupError(f"{file}: there is no such file; give one that `ratchet db backup` wrote.")
    if not _begins_as_backup(file):
        raise BackupError(f"{file}: this is not a backup; give a file that `ratchet db backup` wrote.")


def _begins_as_backup(file: Path) -> bool:
    try:
        with file.open("rb") as backup:
            return backup.read(len(_BEGINNING)) == _BEGINNING
    except OSError as error:
        raise BackupError(f"{file}: this file cannot be read ({error.strerror}).") from error


def _pattern(schema: str) -> str:
    """Return a schema's name as it is taken where names are looked for by a pattern."""
    return '"' + schema.replace('"', '""') + '"'


def _run(program: str, url: str, *options: str) -> None:
    """Run one of PostgreSQL's programs on a database."""
    place, secrets = _told(url)
    command: Sequence[str] = (str(programs() / program), "--no-password", f"--dbname={place}", *options)
    try:
        run = subprocess.run(  # noqa: S603 - the program is PostgreSQL's own
            command, env={**os.environ, **secrets}, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as error:
        raise BackupError(f"{program} cannot be run ({error.strerror}); install ratchet-postgres[embedded].") from error
    if run.returncode != 0:
        why = run.stderr.strip().splitlines()[:1] or [f"it ended with {run.returncode}"]
        raise BackupError(f"Nothing was changed, for this failed: {why[0]}")


def _told(url: str) -> tuple[str, Mapping[str, str]]:
    """Return how programs are told of a database, and their environment with what nobody else may read."""
    parameters = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    secrets = {_SECRET[name]: parameters.pop(name) for name in _SECRET if name in parameters}
    return make_conninfo("", **parameters), secrets
