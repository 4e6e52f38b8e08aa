"""Reads what a person names on the command line; says what is there when a name stands for nothing."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from ratchet_core.basis.instants import Instant
from ratchet_core.basis.likeness import nearest
from ratchet_core.domain import (
    Alert,
    HelpRequest,
    Incident,
    IncidentKey,
    MessageRef,
    Notification,
    Person,
    RunbookVersion,
)
from ratchet_core.queries.errors import AmbiguousError, Names, NotFoundError, UnclearNameError
from ratchet_core.queries.finding import alert_named, anybody_named, channel_named
from ratchet_core.queries.help_requests import head_request
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.runbooks import version_of

from ratchet_cli.errors import UnusableInputError

_SHOWN = 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[0-9]{1,9}")
TS = re.compile(r"[0-9]+(?:\.[0-9]*)?")
"""How a message's timestamp is written; other scripts have digits too, and no timestamp has them."""


def moment_written(text: str) -> Instant:
    """Return the moment that a person wrote, as `2026-01-31` or `2026-01-31T14:30`, in UTC where no offset is given.

    Raises:
        UnusableInputError: If it is not a moment.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UnusableInputError(f"{text} is not a valid time; use 2026-01-31 or 2026-01-31T14:30Z.") from None
    try:
        return (_aware(moment) - _EPOCH) // timedelta(microseconds=1)
    except OverflowError:
        raise UnusableInputError(f"{text} is out of range; use a time in the years 1 to 9999, in UTC.") from None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def not_found(error: UnclearNameError) -> str:
    """Return in words that a name stands for nothing, or for more than one, with what there is."""
    shown = _listed(error.known)
    if not error.wanted.strip("#@ "):
        return f"An empty name was given for the {error.what}; there are {shown or 'none'}."
    if isinstance(error, AmbiguousError):
        called = f"more than one {error.what} is called so: {shown}"
        return f"{error.wanted}: {called}. Write more of it, or the id."
    meant = _begun_by(error) or nearest(error.wanted, (name for names in error.known for name in names))
    if meant is not None:
        return f"There is no {error.what} '{error.wanted}'. Did you mean '{meant}'?"
    return f"{error.wanted}: there is no such {error.what}; there are {shown or 'none'}."


def _begun_by(error: UnclearNameError) -> str | None:
    """Return what the first one is called whose name begins as what was wanted does, where that is not enough."""
    begun = error.wanted.lstrip("#@").casefold()
    return next((names[-1] for names in error.known if names[-1].casefold().startswith(begun)), None)


def _listed(known: Sequence[Names]) -> str:
    """Return what records are called, with the ids of those that are called the same."""
    called = Counter(names[-1] for names in known)
    told = (names[-1] if called[names[-1]] == 1 else f"{names[-1]} ({names[0]})" for names in known)
    return ", ".join(sorted(told)[:_SHOWN]) + (" and others" if len(known) > _SHOWN else "")


def anybody_or_erased(reader: Reader, wanted: str) -> Person:
    """Return the person of an id or a whole name; one who was erased has an id alone.

    Raises:
        UnusableInputError: If there is none; it tells the ids of those who were erased, for they may be meant.
        UnclearNameError: If several people are called so.
    """
    try:
        return anybody_named(reader, wanted)
    except NotFoundError as error:
        erased = [one for one in reader.directory().erasures if reader.directory().is_erased(one)]
        known = _listed([(one,) for one in erased])
        hint = f" Somebody who was erased is named by their id: {known}." if erased else ""
        raise UnusableInputError(f"{not_found(error)}{hint}") from error


def incident_of(reader: Reader, wanted: str) -> Incident:
    """Return the incident written as `CHANNEL/ALERT/NUMBER`.

    Raises:
        UnusableInputError: If it is not written so, or there is no such incident.
        UnclearNameError: If the channel or the alert does not stand for one record.
    """
    before, _, number = wanted.rpartition("/")
    place, _, alert = before.partition("/")
    if not alert or not _NUMBER.fullmatch(number):
        raise UnusableInputError(f"{wanted}: this is not an incident; write CHANNEL/ALERT/NUMBER.")
    channel = channel_named(reader, place).id
    fingerprint = alert_named(reader, alert, channel).fingerprint
    incident = reader.incident(IncidentKey(channel, fingerprint, int(number)))
    if incident is None:
        had = len(reader.incidents(channel, fingerprint))
        raise UnusableInputError(f"{wanted}: there is no such incident; the alert had {had} there.")
    return incident


def request_of(reader: Reader, wanted: str) -> HelpRequest:
    """Return the help request of which a question is written as `CHANNEL/TS`, under its first one.

    That is how events, ids and listings name it; the core takes any of its questions for the whole.

    Raises:
        UnusableInputError: If it is not written so, or there is no such help request.
        UnclearNameError: If the channel does not stand for one record.
    """
    question = reader.request(_message_of(reader, wanted, "help request"))
    if question is None:
        raise UnusableInputError(f"{wanted}: there is no help request; `ratchet help list` shows those that there are.")
    return head_request(reader, question)


def notice_of(reader: Reader, wanted: str) -> Notification:
    """Return the notice that is written as `CHANNEL/TS`.

    Raises:
        UnusableInputError: If it is not written so, or there is no such notice.
        UnclearNameError: If the channel does not stand for one record.
    """
    notice = reader.notification(_message_of(reader, wanted, "notice"))
    if notice is None:
        known = "`ratchet notification list` shows those that there are"
        raise UnusableInputError(f"{wanted}: there is no notice; {known}.")
    return notice


def _message_of(reader: Reader, wanted: str, what: str) -> MessageRef:
    place, _, ts = wanted.rpartition("/")
    if not place or not TS.fullmatch(ts):
        raise UnusableInputError(f"{wanted}: this is not a {what}; write CHANNEL/TS, such as help/1709543171.993908.")
    return MessageRef(channel_named(reader, place).id, ts)


def version_numbered(reader: Reader, alert: Alert, number: int | None) -> RunbookVersion:
    """Return a version of an alert's runbook: by number, or the active one, or else the latest.

    Raises:
        UnusableInputError: If there is none.
    """
    versions = reader.versions(alert.fingerprint)
    if not versions:
        raise UnusableInputError(f"{alert.name} has no runbook yet; `ratchet runbook write` proposes one.")
    chosen = version_of(versions, number)
    if chosen is None:
        raise UnusableInputError(f"{alert.name} has no version {number}; it has {len(versions)}.")
    return chosen
