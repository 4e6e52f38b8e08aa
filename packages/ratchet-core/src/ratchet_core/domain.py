"""The nouns: services, alerts, incidents, runbooks, help requests, notifications, and who they belonged to when.

Everything that can change hands is kept as intervals of time, so that "who owned this when it fired" has an answer.
All values are frozen; a record changes by being replaced.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from attrs import frozen

from ratchet_core.instants import Instant
from ratchet_core.policy import ChannelPolicy
from ratchet_core.recognise.recognised import Kind, Severity
from ratchet_core.speech import Speech

_SPACE = re.compile(r"[\s_]+")
_Value = TypeVar("_Value")


@frozen(order=True)
class MessageRef:
    """Where a message stands: its channel's id and its timestamp."""

    channel: str
    ts: str


@frozen
class Interval:
    """A stretch of time from `since`, up to but without `until`; None means without end."""

    since: Instant
    until: Instant | None = None

    def covers(self, at: Instant) -> bool:
        """Say whether a moment lies in the interval."""
        return self.since <= at and (self.until is None or at < self.until)


def intervals_from(starts: Mapping[Instant, _Value]) -> list[tuple[_Value, Interval]]:
    """Return what held from each moment on with the interval up to the next one, in the order of time."""
    since = sorted(starts)
    return [(starts[begin], Interval(begin, end)) for begin, end in zip(since, [*since[1:], None], strict=False)]


@frozen
class TeamName:
    """What a team was called for a while."""

    name: str
    during: Interval


@frozen
class Merge:
    """A team or a service was part of another for a while; undoing the merge ends the while and rewrites no past."""

    into: str
    during: Interval


@frozen
class Team:
    """A team under its lasting id, with every name it has had and every team that it was merged into."""

    id: str
    names: tuple[TeamName, ...] = ()
    merges: tuple[Merge, ...] = ()


class OwnedKind(StrEnum):
    """What can be owned by a team."""

    CHANNEL = "channel"
    SERVICE = "service"


@frozen
class Ownership:
    """A team owned a channel or a service for a while; `team` is None while it was explicitly unowned."""

    kind: OwnedKind
    owned: str
    team: str | None
    during: Interval


@frozen
class Membership:
    """A person was a member of a team for a while; everybody else was a customer."""

    person: str
    team: str
    during: Interval


@frozen
class Installation:
    """Where ratchet runs, and who it is there: the ids of the workspace, of its user and of its bot."""

    workspace: str
    user: str
    bot: str


@frozen
class Person:
    """Somebody who writes in the channels; `external` marks guests and people of other companies."""

    id: str
    name: str
    external: bool
    active: bool = True
    bot: bool = False
    guest: bool = False


@frozen
class Group:
    """People who can be called together by a handle; `at` is when they were these."""

    id: str
    handle: str
    members: tuple[str, ...]
    at: Instant


@frozen
class Channel:
    """A conversation under its lasting id; ratchet speaks only where it has `joined`. `stay` counts its stays there.

    A stay ends when ratchet leaves, and when the channel is archived. `shared` says that people of another company are
    in it.
    """

    id: str
    name: str
    private: bool
    joined: bool = False
    stay: int = 0
    archived: bool = False
    shared: bool = False


@frozen
class ChannelSettings:
    """What a person said, at a moment, that ratchet may do in a channel; it takes the place of the policy's entry."""

    channel: str
    place: ChannelPolicy
    person: str
    at: Instant


@frozen
class Lesson:
    """What a person said that a bot's messages with a skeleton are; it holds whatever they are taken for otherwise."""

    bot: str
    skeleton: str
    kind: Kind
    person: str
    at: Instant


def is_private(channel: Channel | None) -> bool:
    """Say whether few may read a channel; one that nobody has described counts as private."""
    return channel is None or channel.private


def service_key(name: str) -> str:
    """Return the key of a service: lower case, without an organisation in front, words joined by hyphens."""
    return _SPACE.sub("-", name.casefold().rstrip("/").rsplit("/", 1)[-1].strip())


@frozen
class Service:
    """What everything revolves around, under a lasting key, with its other names and all that it was merged into."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()


@frozen
class ServiceEntry:
    """A service exists under a key and is called so now."""

    key: str
    name: str


@frozen
class Alias:
    """A service is also known under another name; `key` is the key that the name would have as a service."""

    key: str
    name: str
    service: str


@frozen
class TeamNameStart:
    """A team was called so from a moment on, until it was called something else."""

    team: str
    since: Instant
    name: str


class MergedKind(StrEnum):
    """What can be merged into another of its kind."""

    TEAM = "team"
    SERVICE = "service"


@frozen
class MergeStart:
    """From a moment on, a team or a service was part of another, or, where `into` is None, stood on its own."""

    kind: MergedKind
    part: str
    since: Instant
    into: str | None


@frozen
class OwnershipStart:
    """From a moment on, a channel or a service belonged to a team, or to nobody."""

    kind: OwnedKind
    owned: str
    since: Instant
    team: str | None


@frozen
class MembershipStart:
    """From a moment on, a person belonged to a team, or no longer did."""

    team: str
    person: str
    since: Instant
    member: bool


@frozen
class Reading:
    """Since when ratchet has read a channel: the moment of the first message that it heard there."""

    channel: str
    since: Instant


@frozen
class CaughtUp:
    """Up to when all that was written in a channel is heard, as far as is known.

    What came after `until` and up to `asked` is a gap: it is being read, or is still to be asked for. None where there
    is no gap.
    """

    channel: str
    until: Instant
    asked: Instant | None = None


class Tie(StrEnum):
    """By what something is tied to its service; what a person said holds whatever messages say."""

    WORDS = "words"
    CHANNEL = "channel"
    PERSON = "person"


@frozen
class Alert:
    """One alert of one service, identified by its fingerprint; it carries the runbook.

    `tie` says by what the service is known.
    """

    fingerprint: str
    name: str
    service: str | None = None
    tie: Tie | None = None


class RunbookState(StrEnum):
    """Where a runbook version stands; at most one version of a runbook is active at any instant."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    RETIRED = "retired"
    REJECTED = "rejected"


@frozen
class RunbookVersion:
    """One text of an alert's runbook; numbered from 1 without gaps and never rewritten.

    `digest` names the exact text, so that an approval can be bound to it; `decided_by` approved or rejected it.
    `assumed` marks an approval that nobody gave: a simulation supposed it. A text that quotes a private channel is
    shown in that channel only, which `only_in` names. `active_during` are the times in which it was the active one.
    """

    alert: str
    number: int
    text: str
    digest: str
    author: str
    written_at: Instant
    state: RunbookState = RunbookState.PROPOSED
    decided_by: str | None = None
    assumed: bool = False
    only_in: str | None = None
    active_during: tuple[Interval, ...] = ()


def digest_of(text: str) -> str:
    """Return the name of exactly this text, to which an approval is bound: its SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def active_of(versions: Iterable[RunbookVersion]) -> RunbookVersion | None:
    """Return the active one of a runbook's versions, or None while there is none."""
    return next((one for one in versions if one.state is RunbookState.ACTIVE), None)


@frozen
class Vote:
    """A person said whether a version of an alert's runbook helped."""

    alert: str
    version: int
    person: str
    helpful: bool
    at: Instant


@frozen
class Mute:
    """A person silenced an alert's cards for a time, in one channel or, where `channel` is None, everywhere.

    `ended_by` names who ended it early; None while it lasts and when it ended by itself.
    """

    id: str
    alert: str
    channel: str | None
    during: Interval
    reason: str
    person: str
    ended_by: str | None = None


class Verdict(StrEnum):
    """What people say of an incident afterwards."""

    ACTIONABLE = "actionable"
    NOISE = "noise"
    DUPLICATE = "duplicate"
    EXPECTED = "expected"


@frozen
class Mark:
    """A person's verdict on one incident of an alert in a channel."""

    channel: str
    alert: str
    number: int
    verdict: Verdict
    person: str
    at: Instant


class SignalKind(StrEnum):
    """What a message, or the passing of time, says about an alert; `edited` is an edit after which a message fires."""

    FIRING = "firing"
    EDITED = "edited"
    UPDATE = "update"
    RESOLVED = "resolved"
    STALE = "stale"


FIRES = frozenset({SignalKind.FIRING, SignalKind.EDITED})
"""The signals whose message says that the alert fires."""


@frozen
class Signal:
    """One piece of news about an alert; signals are taken in the order of `at`, then `ts`, however they arrive.

    `silent_since` is when the alert had last spoken where the news is that it grew stale; a word after that refutes it.
    """

    at: Instant
    ts: str
    kind: SignalKind
    severity: Severity | None = None
    members: tuple[str, ...] = ()
    silent_since: Instant | None = None


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
    """

    state: CardState
    incident: int
    thread: str
    ts: str | None = None
    digest: str = ""
    latest: int = 0
    stay: int = 0
    withheld: str = ""


@frozen
class Track:
    """The course of one alert in one channel: its last settled incident, and the signals young enough to be reordered.

    Signals may arrive in any order within the policy's reordering time; `settled` is what all older ones came to, and
    folding `recent` over it gives the incidents as they stand. `previous` is the settled incident before that.
    `noted_at` is the moment of the latest word that a person wrote in the alert's threads there.
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


@frozen
class Notification:
    """What a bot posted about a service, kept under its kind; `tie` says whence the service is known."""

    at: Instant
    message: MessageRef
    kind: Kind
    service: str | None
    title: str
    fingerprint: str
    tie: Tie | None = None


class Standing(StrEnum):
    """What a person was to the team that owns a channel, as of a moment."""

    MEMBER = "member"
    CUSTOMER = "customer"


class HelpState(StrEnum):
    """Where a help request stands."""

    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"


class Resolution(StrEnum):
    """Why a help request counts as resolved: by the asker's closing words, by a tick, or by what a person said."""

    THANKS = "thanks"
    TICK = "tick"
    ANSWERED = "answered"
    FIXED = "fixed"
    DUPLICATE = "duplicate"
    DECLINED = "declined"
    INCIDENT = "incident"
    WITHDRAWN = "withdrawn"


SAYABLE = frozenset(Resolution) - {Resolution.THANKS, Resolution.TICK}
"""The resolutions that a person gives; the others are seen in the thread."""


@frozen
class Settlement:
    """A person said that a help request is resolved, and why."""

    resolution: Resolution
    person: str
    at: Instant


@frozen
class HandOff:
    """A help request was passed to a team, by whom and when."""

    team: str
    person: str
    at: Instant


@frozen
class IncidentKey:
    """What names one incident: its alert's fingerprint, its channel's id, and its number there."""

    channel: str
    alert: str
    number: int


@frozen(order=True)
class AskerWords:
    """What the asker wrote in the thread of their question: closing words, or another question."""

    at: Instant
    ts: str
    speech: Speech


@frozen
class HelpRequest:
    """One thread in which a person asked for help; what is seen in it is a minimum, a maximum, a count or a set.

    So replies may arrive in any order. What was asked stands in its message. Where somebody owns the channel, only its
    members respond, and those of a team to which the request was passed.

    Attributes:
        asked_as: What the asker was to the channel's owner then; None where nobody owned it.
        reminded_of: Since when it had waited when its owners were last reminded of it.
        answered_at: When an earlier answer was last pointed out.
        said: The asker's closing words and questions in the thread, in the order of time.
        reopened_at: When a person took back that it was resolved.
        ticked_at: The latest tick by anybody.
        service: The key of the service that it is about.
        tie: By what it is tied to that service.
        continues: The timestamp of a question that the same person asked shortly before: both are one request.
        handed: The teams that it was passed to, in the order of time.
        settled: What a person said of its end; a later question of the asker opens it again.
        incident: The incident that a person linked it to.
    """

    root: MessageRef
    asker: str
    asked_at: Instant
    responders: tuple[str, ...] = ()
    replies: int = 0
    first_response_at: Instant | None = None
    last_response_at: Instant | None = None
    reminded_of: Instant | None = None
    answered_at: Instant | None = None
    said: tuple[AskerWords, ...] = ()
    reopened_at: Instant | None = None
    ticked_at: Instant | None = None
    asked_as: Standing | None = None
    service: str | None = None
    tie: Tie | None = None
    continues: str | None = None
    handed: tuple[HandOff, ...] = ()
    settled: Settlement | None = None
    incident: IncidentKey | None = None

    @property
    def closed_at(self) -> Instant | None:
        """When the asker last wrote closing words."""
        return self._last_said(Speech.CLOSING)

    @property
    def asked_again_at(self) -> Instant | None:
        """When the asker last asked again in the thread, or a person opened the request again."""
        asked, again = self._last_said(Speech.QUESTION), self.reopened_at
        return asked if again is None else max(again, asked or again)

    def _last_said(self, speech: Speech) -> Instant | None:
        return next((one.at for one in reversed(self.said) if one.speech is speech), None)

    @property
    def state(self) -> HelpState:
        """Where the request stands: an end resolves it that no later question of the asker follows."""
        if self.resolution is not None:
            return HelpState.RESOLVED
        return HelpState.OPEN if self.first_response_at is None else HelpState.ANSWERED

    @property
    def resolution(self) -> Resolution | None:
        """Why it counts as resolved: what a person said, else a tick, else closing words; None where it does not."""
        if not self.said and self.ticked_at is None and self.settled is None:
            return None  # most requests, and asked of every reply
        if self.settled is not None and self._is_last(self.settled.at):
            return self.settled.resolution
        if self._is_last(self.ticked_at):
            return Resolution.TICK
        return Resolution.THANKS if self._is_last(self.closed_at) else None

    def _is_last(self, at: Instant | None) -> bool:
        return at is not None and (self.asked_again_at is None or at >= self.asked_again_at)

    def team_at(self, at: Instant) -> str | None:
        """Return the team that it had last been passed to by a moment, or None."""
        return next((one.team for one in reversed(self.handed) if one.at <= at), None)


@frozen(order=True)
class ThreadNote:
    """What a person wrote in a thread, in time order.

    In the thread of an alert a draft of a runbook is made from such notes, in that of a help request they are what an
    earlier answer is quoted from.
    """

    at: Instant
    ts: str
    person: str
    text: str


@frozen(order=True)
class EarlyReply:
    """A reply that was seen before the message that began its thread; `responds` unless a customer wrote it.

    `speech` is what it is, also once its words are gone.
    """

    at: Instant
    ts: str
    person: str
    responds: bool = True
    speech: Speech | None = None


@frozen
class HeldReply:
    """A reply that is kept until the message that began its thread is known."""

    root: MessageRef
    reply: EarlyReply


@frozen
class Tick:
    """A reaction by which a person says that a question is dealt with, or the word that they took it back.

    `root` began the thread in which the `message` stands.
    """

    root: MessageRef
    message: MessageRef
    person: str
    name: str
    at: Instant
    taken_back: bool = False


@frozen
class Look:
    """A reaction by which a person says that they look at an alert, or the word that they took it back."""

    message: MessageRef
    person: str
    alert: str
    at: Instant
    taken_back: bool = False


@frozen
class Assistance:
    """In a thread ratchet has said what it can do, because a person asked it."""

    root: MessageRef
    person: str
    at: Instant


@frozen
class Thread:
    """A message that began a thread by saying that an alert fires, with its bot and its skeleton."""

    root: MessageRef
    alert: str
    bot: str = ""
    skeleton: str = ""


class Kept(StrEnum):
    """For what the words of a message are kept; they are kept nowhere else."""

    QUESTION = "question"
    TRACKED = "tracked"
    ANSWER = "answer"
    NOTE = "note"
    HELD = "held"


QUESTIONS = frozenset({Kept.QUESTION, Kept.TRACKED})
"""What is kept as a question: it was recognised as one, or a person said that it is one, which holds after any edit."""


@frozen
class Message:
    """What is known of a message of a person, or of one that was edited or is gone.

    Attributes:
        person: Who wrote it; empty where only an edit by a bot, or its end, was heard of.
        at: When it was posted.
        thread: The timestamp of the message that began its thread; None outside a thread.
        text: Its words, as far as they are kept.
        kept: For what they are kept; None where none are.
        alert: The alert whose incident a note is about.
        edited_at: When it was last edited, as far as heard.
        gone: Whether it was deleted.
    """

    ref: MessageRef
    person: str = ""
    at: Instant = 0
    thread: str | None = None
    text: str = ""
    kept: Kept | None = None
    alert: str | None = None
    edited_at: Instant | None = None
    gone: bool = False


def note_of(message: Message) -> ThreadNote:
    """Return what a person wrote in a thread, as it is quoted and drafted from."""
    return ThreadNote(message.at, message.ref.ts, message.person, message.text)
