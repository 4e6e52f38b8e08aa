"""Episodes of alerts, the signals that they are folded from, their cards, and what people said of them."""

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.recognise.recognised import Severity


class Verdict(StrEnum):
    """What people say of an incident afterwards."""

    ACTIONABLE = "actionable"
    NOISE = "noise"
    DUPLICATE = "duplicate"
    EXPECTED = "expected"


@frozen
class Mark:
    """A person's verdict on one incident of an alert in a channel, with the reason that they gave, if any."""

    channel: str
    alert: str
    number: int
    verdict: Verdict
    person: str
    at: Instant
    reason: str = ""


class SignalKind(StrEnum):
    """What a message, the passing of time, or a person says about an alert.

    `edited` is an edit after which a message fires, and `ended` a person's word that it is over.
    """

    FIRING = "firing"
    EDITED = "edited"
    UPDATE = "update"
    RESOLVED = "resolved"
    STALE = "stale"
    ENDED = "ended"


FIRES = frozenset({SignalKind.FIRING, SignalKind.EDITED})
"""The signals whose message says that the alert fires."""

OF_NO_MESSAGE = frozenset({SignalKind.STALE, SignalKind.ENDED})
"""The signals that no message of the alert gives."""


@frozen
class Signal:
    """One piece of news about an alert; signals are taken in the order of `at`, then `ts`, however they arrive.

    `silent_since` is when the alert had last spoken where the news is that it grew stale; a word after that refutes it.
    `by` is the person who said that it is over, and `ts` then the message with which the incident began.
    """

    at: Instant
    ts: str
    kind: SignalKind
    severity: Severity | None = None
    members: tuple[str, ...] = ()
    silent_since: Instant | None = None
    by: str | None = None


class IncidentState(StrEnum):
    """Where an incident stands; `stale` means that nobody said it ended and ratchet stopped waiting."""

    OPEN = "open"
    RESOLVED = "resolved"
    STALE = "stale"


@frozen
class Incident:
    """One episode of an alert in one channel, from firing to resolved.

    Attributes:
        number: Counts the alert's incidents in this channel from 1; with both it is the incident's identity.
        root_ts: The first message of the episode.
        last_at: When the alert last spoke.
        severity: The worst severity said so far.
        firings: How often the alert said that it fires; 1 when it fired once.
        members: Those affected now (hosts, pods), sorted.
        seen_members: Everyone that was affected during the episode, sorted.
        ended_at: When it resolved or was given up as stale; None while open.
        ended_ts: The message that said so; None where none did.
        ended_by: The person who said so; None where nobody did.
    """

    alert: str
    channel: str
    number: int
    opened_at: Instant
    root_ts: str
    last_at: Instant
    severity: Severity | None = None
    firings: int = 1
    members: tuple[str, ...] = ()
    seen_members: tuple[str, ...] = ()
    state: IncidentState = IncidentState.OPEN
    ended_at: Instant | None = None
    ended_ts: str | None = None
    ended_by: str | None = None


@frozen
class DayTotal:
    """How many incidents of an alert ended on one day (days since the epoch, UTC), and for how long they were open."""

    day: int
    incidents: int
    open_for: int


class CardState(StrEnum):
    """Where the one message about an incident stands; `withheld` is one that was recorded and not asked for."""

    NONE = "none"
    HELD = "held"
    WITHHELD = "withheld"
    MUTED = "muted"
    ASKED = "asked"
    POSTED = "posted"


@frozen
class Card:
    """The one message that ratchet keeps about an incident, edited in place.

    Attributes:
        incident: The number of the incident that the conversation began with.
        thread: The root message of the thread that the card is in.
        ts: The card's own timestamp once it is posted.
        digest: Names the text that was last asked for, so that nothing is sent twice.
        withheld: Names the text that was last withheld in shadow, so that nothing is recorded twice.
        latest: The number of the incident that the card speaks of now.
        stay: During which of ratchet's stays in the channel it was asked for.
        due: When it is looked at next: it is held back in a storm, its last words wait, or it is tried again.
        edits: When its latest edits were asked for.
        flapping: Whether its words say that the alert is flapping.
        tries: How often in a row it could not be posted or edited.
    """

    state: CardState
    incident: int
    thread: str
    ts: str | None = None
    digest: str = ""
    latest: int = 0
    stay: int = 0
    withheld: str = ""
    due: Instant | None = None
    edits: tuple[Instant, ...] = ()
    flapping: bool = False
    tries: int = 0


@frozen(cache_hash=True)  # a course is folded for a moment, and found by it
class Track:
    """The course of one alert in one channel: its last settled incident, and the signals young enough to be reordered.

    Signals may arrive in any order within the policy's reordering time; `settled` is what all older ones came to, and
    folding `recent` over it gives the incidents as they stand. `previous` is the settled incident before that.
    `noted_at` is the moment of the latest word that a person wrote in the alert's threads there; `worded_at` that of
    the latest that a model was given to draft a runbook from. `gone` are its latest messages that were deleted: nothing
    can be said in their threads.
    """

    alert: str
    channel: str
    name: str
    service: str | None
    settled: Incident | None = None
    previous: Incident | None = None
    recent: tuple[Signal, ...] = ()
    days: tuple[DayTotal, ...] = ()
    ends: tuple[Instant, ...] = ()
    card: Card | None = None
    noted_at: Instant | None = None
    gone: tuple[str, ...] = ()
    worded_at: Instant | None = None


@frozen
class IncidentKey:
    """What names one incident: its alert's fingerprint, its channel's id, and its number there."""

    channel: str
    alert: str
    number: int


def name_among(track: Track, others: Iterable[Track]) -> str:
    """Return what an alert is called beside others: with its service, where another alert has the same name."""
    name = track.name.casefold()
    is_shared = any(one.alert != track.alert and one.name.casefold() == name for one in others)
    return f"{track.name} on {track.service}" if is_shared and track.service else track.name
