"""Mutes, as rows, and what a mute would have silenced."""

from attrs import frozen
from ratchet_core.behaviours.mutes import LONGEST
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
    """The incidents of which a mute keeps silent, the latest first; `missed` are those that people wrote about."""

    incidents: tuple[Incident, ...]
    critical: tuple[Incident, ...]
    missed: tuple[Incident, ...]


def would_silence(store: MemoryStore, alert: Alert, channel: str | None) -> Silenced:
    """Return what a mute would have silenced in as long before now as a mute may last."""
    return silenced(store, alert, channel, Interval(store.now - LONGEST, store.now + 1))


def silenced(store: MemoryStore, alert: Alert, channel: str | None, in_time: Interval) -> Silenced:
    """Return the incidents of an alert that opened in a time and whose cards were posted, or would have been."""
    had = [one for one in store.world.incidents.values() if one.alert == alert.fingerprint]
    chosen = sorted(
        (one for one in had if channel in (None, one.channel) and in_time.covers(one.opened_at)),
        key=lambda one: (-one.opened_at, one.channel),
    )
    spoken = tuple(one for one in chosen if _has_card(store, one, had))
    return Silenced(
        spoken,
        tuple(one for one in spoken if one.severity is Severity.CRITICAL),
        tuple(one for one in spoken if notes_about(store.world, one)),
    )


def _has_card(store: MemoryStore, one: Incident, had: list[Incident]) -> bool:
    """Say whether an incident's card is posted: it is critical, flapping, or outlasts the time that cards are held."""
    known = store.world.channels.get(one.channel)
    if store.policy.for_channel(one.channel, known.name if known else "").cards is Mode.OFF:
        return False
    outlasted = (one.ended_at or store.now) - one.opened_at >= store.policy.hold
    return outlasted or one.severity is Severity.CRITICAL or _is_flapping(store, one, had)


def _is_flapping(store: MemoryStore, one: Incident, had: list[Incident]) -> bool:
    since = one.opened_at - store.policy.flapping
    before = (each for each in had if each.channel == one.channel and each.ended_at is not None)
    ended = sum(since < (each.ended_at or 0) <= one.opened_at for each in before)
    return ended + 1 >= store.policy.flapping_times


def preview(store: MemoryStore, alert: Alert, channel: str | None) -> Row:
    """Return what a mute would have silenced: how many incidents, how many that mattered, and which."""
    found = would_silence(store, alert, channel)
    return {
        "would have silenced": _in_words(found),
        "over": f"the last {LONGEST // DAY} days",
        "incidents": len(found.incidents),
        "critical": len(found.critical),
        "would have been missed": len(found.missed),
        "silenced": [incident_row(store, one) for one in found.incidents],
    }


def _in_words(found: Silenced) -> str:
    if not found.incidents:
        return "no incident that a card was posted for"
    count, missed = len(found.incidents), len(found.missed)
    wrote = f"people wrote in the threads of {missed} of them" if missed else "nobody wrote in their threads"
    return f"{count} incident{'s' if count > 1 else ''} with a card, {len(found.critical)} of them critical; {wrote}"
