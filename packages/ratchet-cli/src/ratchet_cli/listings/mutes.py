"""Mutes, as rows, and what a mute would have silenced."""

from attrs import frozen
from ratchet_core.behaviours.mutes import LONGEST
from ratchet_core.course import conversations_of
from ratchet_core.domain import Alert, Incident, Interval, Mute
from ratchet_core.instants import DAY
from ratchet_core.memory import MemoryStore, World
from ratchet_core.policy import Mode
from ratchet_core.recognise.recognised import Severity

from ratchet_cli.listings.incidents import incident_row, notes_about
from ratchet_cli.listings.rows import Row, during
from ratchet_cli.names import channel_name, person_name


def mutes(store: MemoryStore) -> list[Row]:
    """Return the mutes, the latest first."""
    every = (one for each in store.world.mutes.values() for one in each)
    return [mute_row(store.world, one) for one in sorted(every, key=_latest_first)]


def mutes_of(store: MemoryStore, alert: Alert) -> list[Row]:
    """Return an alert's mutes, the latest first."""
    return [mute_row(store.world, one) for one in _mutes_of(store, alert)]


def _mutes_of(store: MemoryStore, alert: Alert) -> list[Mute]:
    return sorted(store.world.mutes.get(alert.fingerprint, ()), key=_latest_first)


def _latest_first(one: Mute) -> tuple[int, str]:
    return -one.during.since, one.id


def mute_row(world: World, one: Mute) -> Row:
    """Return a mute with its scope, its time and its reason."""
    return {
        "alert": world.alerts[one.alert].name if one.alert in world.alerts else one.alert,
        "where": channel_name(world, one.channel) if one.channel else "everywhere",
        "when": during(one.during),
        "reason": one.reason,
        "by": person_name(world, one.person),
        "ended by": person_name(world, one.ended_by) if one.ended_by else "",
    }


def shown_mutes(store: MemoryStore, alert: Alert) -> Row:
    """Return all that there is to say of an alert's mutes, with what each kept silent about."""
    known = _mutes_of(store, alert)
    return {
        "alert": alert.name,
        "muted now": "yes" if any(one.during.covers(store.now) for one in known) else "no",
        "mutes": [
            {**mute_row(store.world, one), "silenced": _in_words(silenced(store, alert, one.channel, one.during))}
            for one in known
        ],
    }


@frozen
class Silenced:
    """The incidents with which cards would begin that a mute keeps back, the latest first.

    Later incidents of the same conversation edit its card, so they are not among them. `missed` are those that people
    wrote about.
    """

    incidents: tuple[Incident, ...]
    critical: tuple[Incident, ...]
    missed: tuple[Incident, ...]


def would_silence(store: MemoryStore, alert: Alert, channel: str | None) -> Silenced:
    """Return what a mute would have silenced in as long before now as a mute may last."""
    return silenced(store, alert, channel, Interval(store.now - LONGEST, store.now + 1))


def silenced(store: MemoryStore, alert: Alert, channel: str | None, in_time: Interval) -> Silenced:
    """Return the incidents of an alert that opened in a time and with which cards began, or would have."""
    begun = (one for where in _channels(store, alert, channel) for one in _begun(store, alert, where))
    chosen = (one for one in begun if in_time.covers(one.opened_at))
    spoken = tuple(sorted(chosen, key=lambda one: (-one.opened_at, one.channel)))
    return Silenced(
        spoken,
        tuple(one for one in spoken if one.severity is Severity.CRITICAL),
        tuple(one for one in spoken if notes_about(store.world, one)),
    )


def _channels(store: MemoryStore, alert: Alert, channel: str | None) -> list[str]:
    """Return the channels of a scope in which the alert was heard of and cards are not off."""
    heard_in = sorted(where for where, of in store.world.tracks if of == alert.fingerprint and channel in (None, where))
    return [where for where in heard_in if _cards(store, where) is not Mode.OFF]


def _cards(store: MemoryStore, channel: str) -> Mode:
    known = store.world.channels.get(channel)
    return store.policy.for_channel(channel, known.name if known else "").cards


def _begun(store: MemoryStore, alert: Alert, channel: str) -> tuple[Incident, ...]:
    of = (channel, alert.fingerprint)
    had = (one for one in store.world.incidents.values() if (one.channel, one.alert) == of)
    return conversations_of(sorted(had, key=lambda one: one.number), store.policy, store.now)


def preview(store: MemoryStore, alert: Alert, channel: str | None) -> Row:
    """Return what a mute would have silenced: how many new cards, how many that mattered, and of which incidents."""
    found = would_silence(store, alert, channel)
    return {
        "would have silenced": _in_words(found),
        "over": f"the last {LONGEST // DAY} days",
        "cards": len(found.incidents),
        "critical": len(found.critical),
        "would have been missed": len(found.missed),
        "silenced": [incident_row(store, one) for one in found.incidents],
    }


def _in_words(found: Silenced) -> str:
    if not found.incidents:
        return "no card"
    count, missed = len(found.incidents), len(found.missed)
    wrote = f"people wrote in the threads of {missed} of them" if missed else "nobody wrote in their threads"
    return f"{count} card{'s' if count > 1 else ''}, {len(found.critical)} of them critical; {wrote}"
