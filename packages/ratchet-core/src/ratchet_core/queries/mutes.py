"""Mutes, and what each silenced or would have silenced."""

from attrs import frozen

from ratchet_core.domain import Alert, Incident, Interval, Mute
from ratchet_core.domain.course import conversations_of
from ratchet_core.domain.policy import Mode
from ratchet_core.queries.alerts import channels_of
from ratchet_core.queries.incidents import notes_about
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Severity
from ratchet_core.rules.muting import LONGEST, was_critical


def mutes(reader: Reader, alert: str | None = None) -> list[Mute]:
    """Return the mutes, or those of an alert, the latest first."""
    return sorted(reader.mutes(alert), key=lambda one: (-one.during.since, one.id))


def is_muted(reader: Reader, alert: str) -> bool:
    """Say whether an alert is muted now, in some channel or everywhere."""
    return any(one.during.covers(reader.now()) for one in reader.mutes(alert))


@frozen
class Silenced:
    """The incidents with which cards would begin that a mute keeps back, the latest first.

    Later incidents of the same conversation edit its card, so they are not among them. `missed` are those that people
    wrote about.
    """

    incidents: tuple[Incident, ...]
    critical: tuple[Incident, ...]
    missed: tuple[Incident, ...]


def silenced_by(reader: Reader, mute: Mute) -> Silenced:
    """Return what a mute silences."""
    return _silenced(reader, mute.alert, mute.channel, mute.during)


def would_silence(reader: Reader, alert: Alert, channel: str | None) -> Silenced:
    """Return what a mute would have silenced in as long before now as a mute may last."""
    now = reader.now()
    return _silenced(reader, alert.fingerprint, channel, Interval(now - LONGEST, now + 1))


def would_silence_critical(reader: Reader, alert: Alert, channel: str | None) -> bool:
    """Say whether a mute would silence what is critical."""
    return was_critical(reader.tracks(alert.fingerprint), channel)


def _silenced(reader: Reader, alert: str, channel: str | None, in_time: Interval) -> Silenced:
    """Return the incidents of an alert that opened in a time and with which cards began, or would have."""
    begun = (one for where in _channels(reader, alert, channel) for one in _begun(reader, alert, where))
    chosen = (one for one in begun if in_time.covers(one.opened_at))
    spoken = tuple(sorted(chosen, key=lambda one: (-one.opened_at, one.channel)))
    return Silenced(
        spoken,
        tuple(one for one in spoken if one.severity is Severity.CRITICAL),
        tuple(one for one in spoken if notes_about(reader, one)),
    )


def _channels(reader: Reader, alert: str, channel: str | None) -> list[str]:
    """Return the channels of a scope in which the alert was heard of and cards are not off."""
    directory = reader.directory()
    heard_in = (where for where in channels_of(reader, alert) if channel in (None, where))
    return [where for where in heard_in if directory.place(where).cards is not Mode.OFF]


def _begun(reader: Reader, alert: str, channel: str) -> tuple[Incident, ...]:
    had = sorted(reader.incidents(channel, alert), key=lambda one: one.number)
    return conversations_of(had, reader.directory().policy, reader.now())
