"""Runbooks, as rows and as differences."""

import difflib

from ratchet_core.domain import Alert, RunbookVersion, active_of
from ratchet_core.memory import World

from ratchet_cli.drafts import readable
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.listings.rows import Row
from ratchet_cli.names import person_name
from ratchet_cli.transcript import day_and_time

_TELLING_DIGITS = 12


def runbooks(world: World) -> list[Row]:
    """Return every version of every runbook, without its text."""
    return [
        {"alert": world.alerts[alert].name if alert in world.alerts else alert, **version_row(world, one)}
        for alert, versions in sorted(world.runbooks.items())
        for one in versions
    ]


def version_row(world: World, one: RunbookVersion) -> Row:
    """Return one version without its text."""
    return {
        "version": one.number,
        "state": one.state.value + (" (assumed approved)" if one.assumed else ""),
        "by": person_name(world, one.author),
        "written": day_and_time(one.written_at),
        "decided by": person_name(world, one.decided_by) if one.decided_by else "",
        "digest": one.digest,
    }


def version(world: World, one: RunbookVersion) -> Row:
    """Return one version with its text."""
    return {**version_row(world, one), "text": one.text}


def version_of(world: World, alert: Alert, number: int | None) -> RunbookVersion:
    """Return a version of an alert's runbook: by number, or the active one, or else the latest.

    Raises:
        UnusableInputError: If there is none.
    """
    versions = world.runbooks.get(alert.fingerprint, ())
    if not versions:
        raise UnusableInputError(f"{alert.name} has no runbook yet; `ratchet runbook write` proposes one.")
    active = active_of(versions) or versions[-1]
    chosen = active if number is None else next((one for one in versions if one.number == number), None)
    if chosen is None:
        raise UnusableInputError(f"{alert.name} has no version {number}; it has {len(versions)}.")
    return chosen


def whole_digest(world: World, alert: Alert, number: int, digest: str) -> str:
    """Return the digest that a person named by its beginning; what names nothing is returned as it is."""
    known = version_of(world, alert, number).digest
    return known if len(digest) >= _TELLING_DIGITS and known.startswith(digest.casefold()) else digest


def difference(world: World, alert: Alert, number: int) -> list[str]:
    """Return what a version would change in the active one, as a unified difference."""
    new = version_of(world, alert, number)
    old = active_of(world.runbooks.get(alert.fingerprint, ()))
    before = readable(old.text, world).splitlines() if old else []
    names = (f"version {old.number}" if old else "nothing", f"version {new.number}")
    return list(difflib.unified_diff(before, readable(new.text, world).splitlines(), *names, lineterm="", n=2))
