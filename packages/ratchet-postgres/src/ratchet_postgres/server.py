"""What ratchet needs of a PostgreSQL: a version, an encoding, and that what was committed survives a loss of power."""

from typing import Any, Final

from psycopg import AsyncConnection

from ratchet_postgres.generated import server as queries

LEAST_VERSION: Final = 15
ALLOW: Final = "RATCHET_ALLOW_UNSAFE_DATABASE"

_UNSAFE: Final = "off"


class UnfitServerError(Exception):
    """A server is not fit to keep what is remembered; the message says why and what to do."""


async def check_server(conn: AsyncConnection[Any], *, allow_unsafe: bool = False) -> None:
    """Refuse a server that is too old, keeps text in another encoding, or may lose what it said was committed.

    Raises:
        UnfitServerError: If it is so; with `allow_unsafe`, it may lose what was committed.
    """
    settings = await queries.settings(conn)
    if settings is None:
        raise UnfitServerError("The server does not say what it is; use PostgreSQL 15 or newer.")
    encoding = conn.info.parameter_status("server_encoding") or ""  # under some, texts cannot be read at all
    why = why_unfit(settings, encoding, allow_unsafe=allow_unsafe)
    if why is not None:
        raise UnfitServerError(why)


def why_unfit(settings: queries.SettingsRow, encoding: str, *, allow_unsafe: bool) -> str | None:
    """Return why a server with some settings is not fit, and what to do; None where it is."""
    if settings.version < LEAST_VERSION * 10_000:
        needed = f"ratchet needs {LEAST_VERSION} or newer; upgrade it."
        return f"The server is PostgreSQL {settings.version_name}, and {needed}"
    if encoding != "UTF8":
        made = "`create database NAME encoding 'UTF8' template template0`"
        return f"The database keeps text as {encoding}, and ratchet needs UTF8; make one with {made}."
    safety = {
        "fsync": settings.fsync,
        "full_page_writes": settings.full_page_writes,
        "synchronous_commit": settings.synchronous_commit,
    }
    unsafe = ", ".join(f"{name}={value}" for name, value in safety.items() if value == _UNSAFE)
    if unsafe and not allow_unsafe:
        return f"The server may lose what was committed ({unsafe}); turn that on, or set {ALLOW}=1 to accept the loss."
    return None
