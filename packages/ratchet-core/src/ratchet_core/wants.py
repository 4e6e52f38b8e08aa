"""What a behaviour can ask to know: each piece has a name, the keys under which it is found, and a bound.

Most keys follow from the event and the directory alone. Those of a second look follow from what the first one found:
the alert of the thread that a person wrote in, the deploys of the service that an alert is tied to. There is no third.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from ratchet_core.basis.instants import DAY, MINUTE, Duration, Instant, moment_of
from ratchet_core.domain import (
    WORKSPACE,
    Alert,
    Assistance,
    CardState,
    Channel,
    Citation,
    GivenAnswer,
    Handover,
    HeldReply,
    HelpRequest,
    Incident,
    IncidentState,
    Look,
    Mark,
    Message,
    MessageRef,
    ModelSpending,
    Mute,
    Notification,
    OwnedKind,
    RunbookState,
    RunbookVersion,
    Source,
    Template,
    Thread,
    ThreadNote,
    Tick,
    Track,
    Vote,
    note_of,
)
from ratchet_core.domain.course import course_of
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.records import EVERYWHERE, Get, Key, Lookup, Range, Taken
from ratchet_core.domain.requests import is_reminded, waits_since
from ratchet_core.domain.spending import account_of, beginning_of
from ratchet_core.domain.storms import Budget
from ratchet_core.reading.asking import Command
from ratchet_core.reading.quotation import linked_in, sources_of, with_markers
from ratchet_core.reading.speech import Speech
from ratchet_core.recognise.generic import tone
from ratchet_core.recognise.recognised import Kind, Severity
from ratchet_core.recognise.skeleton import template_of
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutInquiry,
    AboutMessage,
    AboutPerson,
    AboutRequest,
    AboutRequests,
    AboutReview,
    AboutRunbook,
    AboutSaid,
    AboutSummary,
    AboutTemplate,
    AboutWriting,
    AskModel,
    Press,
)
from ratchet_core.vocabulary.events import (
    ActionFailed,
    ButtonPressed,
    ChannelErased,
    Event,
    FormSubmitted,
    FoundQuestion,
    FoundRunbook,
    HistoryRead,
    MessagePosted,
    MessageSeen,
    ModelAnswered,
    PersonErased,
    ReactionAdded,
    ReactionRemoved,
    RunbookWritten,
    SimilarFound,
    TimePassed,
    ToilCounted,
    ToolsRun,
)

Answers: TypeAlias = Sequence[Any]
Keys: TypeAlias = Callable[[Snapshot, Any], tuple[Lookup, ...]]

MOST_PARTS: Final = 20
"""How many questions of one person before and after another are looked at, to be one request with it."""

MOST_HELD: Final = 50
"""How many replies are held for one message that was never seen."""

MOST_TICKS: Final = 50
"""How many ticks of one thread are looked at, the latest; and kept, while the message that began it was never seen."""

MOST_NOTES: Final = 200
"""How many notes of an alert are read for a draft, from the opening of the incident on."""

SHOWN_CHANNELS: Final = 25
"""How many channels a home page shows."""

SHOWN_WAITING: Final = 5
"""How many waiting questions of each channel a home page and a status show."""

LISTED_WAITING: Final = 20
"""How many waiting questions of its channel a handover lists."""

MOST_ASKED_HERE: Final = 200
"""How many of the latest questions of a channel are counted."""

_MOST_PROPOSALS: Final = 50
_MOST_SHADOWS: Final = 5
_MOST_OPEN: Final = 30
_MOST_LOOKS: Final = 5
"""How many open alerts of a channel a handover tells of, and of how many people who look at one."""

MOST_TOGETHER: Final = 100
"""How many questions are reminded of in one message, and how many before and after one are looked at for that."""

_TOGETHER: Final[Duration] = 4 * DAY
"""How much earlier what waits for the same working hours was asked: over a long weekend."""

_NEAR: Final[Duration] = 30 * MINUTE
"""Reminders that are due so near to each other go out together, or within an eighth of the wait where that is less."""

KEPT_ANSWERS: Final = 8
"""How many answers of a thread are kept with their words: the first ones."""

MOST_CITING: Final = 20
"""How much of what quotes a message is looked at in one turn, when that is edited or gone; the rest in the next."""

MOST_SOURCES: Final = 200
"""How many messages that a runbook quotes are looked at when it is written; it can quote no more."""

MOST_ERASED: Final = 200
"""How many records of one kind are erased in one turn; what is left is erased in the next."""

_MOST_INCIDENTS: Final = 1_000_000
"""So many incidents no alert has in a channel."""

_MOST_VERSIONS: Final = 20
_MOST_REVIEWED: Final = 5
_MOST_MUTES: Final = 50
_MOST_CHANNELS: Final = 200

_LATEST: Final = 20
"""How many deploys, questions, looks and courses a card or an answer is made of."""

_MOST_REWRITTEN: Final = 200
"""How many versions of a runbook are looked through for what they quote."""


@frozen(eq=False)
class Piece:
    """Something that can be known: its attribute of a snapshot, its keys, and what is made of what they find.

    `second` says that its keys follow from what the first look found.
    """

    name: str
    keys: Callable[[Snapshot, Any], tuple[Lookup, ...]]
    made: Callable[[Answers], Any]
    second: bool = False
    nothing: Any = field(init=False)
    """What is made where there are no keys."""

    def __attrs_post_init__(self) -> None:
        """Make it once, for most pieces of most events have none."""
        object.__setattr__(self, "nothing", self.made(()))


def _one(answers: Answers) -> Any:  # noqa: ANN401 - a record of the kind that was asked for
    return answers[0] if answers else None


def _all(answers: Answers) -> tuple[Any, ...]:
    return tuple(answers[0]) if len(answers) == 1 else tuple(chain.from_iterable(answers))


def _yes(answers: Answers) -> bool:
    return bool(answers) and answers[0]


def _track(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, alert = snapshot.focus.channel, snapshot.focus.fingerprint
    return (Get(Track, (channel, alert)),) if channel is not None and alert is not None else ()


def _alert(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert = snapshot.focus.fingerprint
    return (Get(Alert, (alert,)),) if alert is not None else ()


def _versions(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert, number = snapshot.focus.fingerprint, snapshot.focus.number
    if alert is None:
        return ()
    latest = Range(RunbookVersion, "of_alert", (alert,), _MOST_VERSIONS, newest=True)
    active = Range(RunbookVersion, "active", (alert,), 1)
    named = () if number is None else (Range(RunbookVersion, "of_alert", (alert,), 1, (number,), (number,)),)
    return (latest, active, *named)


def _citing(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    private = sorted(one.id for one in snapshot.directory.channels.values() if one.private)[:_MOST_CHANNELS]
    return tuple(Range(RunbookVersion, "citing", (one,), _MOST_VERSIONS, newest=True) for one in private)


def _sources(snapshot: Snapshot, event: RunbookWritten | FormSubmitted) -> tuple[Lookup, ...]:
    told = event.text if isinstance(event, RunbookWritten) else event.value("text")
    text = with_markers(told, snapshot.directory.channel_called)
    return tuple(Get(Message, (one.channel, one.ts)) for one in sources_of(text)[:MOST_SOURCES])


def _where_written(keys: Keys) -> Keys:
    """Return what finds something where a form is sent in which a runbook is written."""

    def wanted(snapshot: Snapshot, event: FormSubmitted) -> tuple[Lookup, ...]:
        return keys(snapshot, event) if isinstance(event.about, AboutWriting | AboutReview) else ()

    return wanted


def _last_incidents(snapshot: Snapshot, event: ButtonPressed) -> tuple[Lookup, ...]:
    if event.does is not Press.REVIEW:
        return ()
    track = _track_at_home(snapshot) if event.at_home else snapshot.track
    latest = None if track is None else course_of(track).latest
    if track is None or latest is None:
        return ()
    numbers = range(latest.number, max(latest.number - _MOST_REVIEWED, 0), -1)
    return tuple(Get(Incident, (track.channel, track.alert, number)) for number in numbers)


def _last_notes(snapshot: Snapshot, event: ButtonPressed) -> tuple[Lookup, ...]:
    if event.does is not Press.REVIEW:
        return ()
    track = _track_at_home(snapshot) if event.at_home else snapshot.track
    return () if track is None else (Range(Message, "notes", (track.channel, track.alert), MOST_NOTES, newest=True),)


def _notes_before(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, alert = snapshot.focus.channel, snapshot.focus.fingerprint
    if channel is None or alert is None:
        return ()
    return (Range(Message, "notes", (channel, alert), MOST_NOTES, newest=True),)


def _incidents_before(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, alert, last = snapshot.focus.channel, snapshot.focus.fingerprint, snapshot.focus.number
    if channel is None or alert is None or last is None:
        return ()
    numbers = range(last - 1, max(last - _MOST_REVIEWED, 0), -1)
    return tuple(Get(Incident, (channel, alert, number)) for number in numbers)


def _linked(snapshot: Snapshot, event: ButtonPressed) -> tuple[Lookup, ...]:
    if event.does is not Press.REVIEW or not isinstance(event.about, AboutRunbook):
        return ()
    number = event.about.number
    text = next((one.text for one in snapshot.versions if one.number == number), "")
    return tuple(Get(Message, (one.channel, one.ts)) for one in linked_in(text)[:MOST_SOURCES])


def _track_at_home(snapshot: Snapshot) -> Track | None:
    """Return an alert as it was heard last in a public channel, for who asks on their home page."""
    public = (one for one in snapshot.courses if not snapshot.directory.is_private(one.channel))
    return max(public, key=lambda one: latest.opened_at if (latest := course_of(one).latest) else 0, default=None)


def _on_posted(keys: Callable[[Track, Incident], Lookup | None]) -> Keys:
    """Return what finds something about an incident whose card people see, and which they can have used."""

    def wanted(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        track: Track | None = snapshot.asked_for("track")
        if track is None or track.card is None or track.card.state is not CardState.POSTED:
            return ()
        latest = course_of(track).latest
        found = None if latest is None else keys(track, latest)
        return () if found is None else (found,)

    return wanted


def _votes(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
    runbook = snapshot.runbook
    group = None if runbook is None else (runbook.alert, runbook.number)
    return _on_posted(lambda *_: None if group is None else Range(Vote, "of_version", group, _LATEST, newest=True))(
        snapshot, event
    )


def _by_number(answers: Answers) -> tuple[RunbookVersion, ...]:
    found = {one.number: one for one in _all(answers)}
    return tuple(found[number] for number in sorted(found))


def _mutes(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert, mute = snapshot.focus.fingerprint, snapshot.focus.mute
    if alert is None:
        return ()
    lasting = Range(Mute, "ending", (alert,), _MOST_MUTES, low=(snapshot.focus.at,))
    return (lasting,) if mute is None else (lasting, Get(Mute, (alert, mute)))


def _by_beginning(answers: Answers) -> tuple[Mute, ...]:
    lasting, *named = answers or ((),)
    found = {one.id: one for one in (*lasting, *named) if one is not None}
    return tuple(sorted(found.values(), key=lambda one: (one.during.since, one.id)))


def _root(snapshot: Snapshot) -> tuple[str, str] | None:
    root = snapshot.focus.root
    return None if root is None else (root.channel, root.ts)


def _under_root(kind: type) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        root = _root(snapshot)
        return () if root is None else (Get(kind, root),)

    return keys


def _asked_near(kind: type) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    """Return what finds the questions of one person in a channel shortly before and after another, or their words."""

    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        focus, request = snapshot.focus, snapshot.request
        root, asked = focus.root, request is not None or focus.speech is Speech.QUESTION
        asker = request.asker if request is not None else focus.person
        if root is None or asker is None or not asked:
            return ()
        at = request.asked_at if request is not None else moment_of(root.ts, 0)
        within, group = MOST_PARTS * snapshot.policy.same_request, (root.channel, asker)
        return (
            Range(kind, "asked_by", group, MOST_PARTS + 1, (at - within,), (at - 1,), newest=True),
            Range(kind, "asked_by", group, MOST_PARTS + 1, (at,), (at + within,)),
        )

    return keys


_siblings = _asked_near(HelpRequest)


def _held(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = _root(snapshot)
    return () if root is None else (Range(HeldReply, "in_thread", root, MOST_HELD),)


def _ticks(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = _root(snapshot)
    return () if root is None else (Range(Tick, "in_thread", root, MOST_TICKS, newest=True),)


def _own_tick(_snapshot: Snapshot, event: Any) -> tuple[Lookup, ...]:  # noqa: ANN401 - a reaction, added or removed
    return (Get(Tick, (event.channel, event.ts, event.person, event.name)),)


def _ticks_on_post(_snapshot: Snapshot, event: MessagePosted) -> tuple[Lookup, ...]:
    return (Range(Tick, "in_thread", (event.action.channel, event.ts), MOST_TICKS, newest=True),)


def _replies_of(answers: Answers) -> tuple[Any, ...]:
    return tuple(one.reply for one in _all(answers))


def _root_seen(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = _root(snapshot)
    return () if root is None else (Taken(f"{root[0]}/{root[1]}"), Get(Message, root))


def _heard_or_edited(answers: Answers) -> bool:
    if not answers:
        return False
    taken, message = answers
    return taken or (message is not None and message.edited_at is not None)


def _above(kind: type) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    """Return what finds a record under the root of a thread, where a message's record may have to tell that root."""

    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        root = snapshot.root
        return () if root is None else (Get(kind, (root.channel, root.ts)),)

    return keys


def _ticks_above(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = snapshot.root
    return () if root is None else (Range(Tick, "in_thread", (root.channel, root.ts), MOST_TICKS, newest=True),)


def _root_above_seen(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = snapshot.root
    return () if root is None else (Taken(f"{root.channel}/{root.ts}"), Get(Message, (root.channel, root.ts)))


def _known(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    known = snapshot.focus.message_id
    return () if known is None else (Taken(known),)


def _message(_snapshot: Snapshot, event: Any) -> tuple[Lookup, ...]:  # noqa: ANN401 - an event about a message
    return (Get(Message, (event.channel, event.ts)),)


def _incident_key(snapshot: Snapshot, after: int) -> tuple[Lookup, ...]:
    focus = snapshot.focus
    channel = focus.incident_in or focus.channel
    if channel is None or focus.fingerprint is None or focus.number is None:
        return ()
    return (Get(Incident, (channel, focus.fingerprint, focus.number + after)),)


def _notes(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, alert = snapshot.focus.channel, snapshot.focus.fingerprint
    if channel is None or alert is None:
        return ()
    return (Range(Message, "notes", (channel, alert), MOST_NOTES, low=(snapshot.focus.since,)),)


def _notes_of(answers: Answers) -> tuple[ThreadNote, ...]:
    return tuple(map(note_of, _all(answers)))


def _courses(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert = snapshot.focus.fingerprint
    return () if alert is None else (Range(Track, "of_alert", (alert,), _MOST_CHANNELS),)


def _courses_if_muted(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
    return _courses(snapshot, event) if snapshot.mutes else ()


def _track_of_thread(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    thread: Thread | None = snapshot.asked_for("thread")
    return () if thread is None or not thread.fired else (Get(Track, (thread.root.channel, thread.alert)),)


def _track_of_message(snapshot: Snapshot, event: ReactionAdded | ReactionRemoved) -> tuple[Lookup, ...]:
    """Return what finds the alert that a message is about: it began the thread, or its record names the alert."""
    thread: Thread | None = snapshot.asked_for("thread")
    message = snapshot.message
    alert = thread.alert if thread is not None else message.alert if message is not None else None
    return () if alert is None else (Get(Track, (event.channel, alert)),)


def _own_look(_snapshot: Snapshot, event: ReactionAdded | ReactionRemoved) -> tuple[Lookup, ...]:
    return (Get(Look, (event.channel, event.ts, event.person)),)


def _looks(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, alert = snapshot.focus.channel, snapshot.focus.fingerprint
    return (
        () if channel is None or alert is None else (Range(Look, "of_alert", (channel, alert), _LATEST, newest=True),)
    )


def _thread_of_incident(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    incident: Incident | None = snapshot.asked_for("incident")
    return () if incident is None else (Get(Thread, (incident.channel, incident.root_ts)),)


def _in_channel(kind: type, index: str, limit: int) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        channel = snapshot.focus.channel
        return () if channel is None else (Range(kind, index, (channel,), limit),)

    return keys


def _where(commands: frozenset[Command], keys: Keys) -> Keys:
    """Return what finds something only where a person asks for what takes it."""

    def wanted(snapshot: Snapshot, event: Any) -> tuple[Lookup, ...]:  # noqa: ANN401 - whatever asks
        ask = snapshot.focus.ask
        return keys(snapshot, event) if ask is not None and ask.command in commands else ()

    return wanted


def alert_asked(snapshot: Snapshot) -> str | None:
    """Return the alert that a person asks about: that of the thread, or one of the channel, by its name in any case."""
    thread: Thread | None = snapshot.asked_for("thread")
    ask = snapshot.focus.ask
    if ask is None:
        return None
    named = track_named(snapshot.asked_for("tracks_here") or (), ask.rest)
    if named is not None:
        return named.alert
    return None if thread is None or not _is_in_thread(snapshot) else thread.alert


def track_named(tracks: Sequence[Track], text: str) -> Track | None:
    """Return the alert of a channel that a text names, whatever the case; without names of channels."""
    name = " ".join(one for one in text.split() if not one.startswith("#")).casefold()
    return next((one for one in tracks if name and one.name.casefold() == name), None)


def _is_in_thread(snapshot: Snapshot) -> bool:
    ask = snapshot.focus.ask
    return ask is not None and (ask.command in {Command.WHY, Command.SUMMARY} or not ask.rest)


def _track_asked(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert, thread = alert_asked(snapshot), snapshot.asked_for("thread")
    if alert is None:
        return ()
    channel = thread.root.channel if thread is not None and thread.alert == alert else snapshot.focus.channel
    return (Get(Track, (channel or "", alert)),)


def _incidents_asked(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    """Return what finds the latest incidents of an alert here, to tell which of them a thread is about."""
    alert, channel = alert_asked(snapshot), snapshot.focus.channel
    if alert is None or channel is None:
        return ()
    return (Range(Incident, "in_channel", (channel,), _LATEST, (alert,), (alert, _MOST_INCIDENTS), newest=True),)


def _alert_of_ask(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert = alert_asked(snapshot)
    return () if alert is None else (Get(Alert, (alert,)),)


def _versions_asked(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert = alert_asked(snapshot)
    if alert is None:
        return ()
    latest = Range(RunbookVersion, "of_alert", (alert,), _MOST_VERSIONS, newest=True)
    return (latest, Range(RunbookVersion, "active", (alert,), 1))


def _mutes_asked(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert = alert_asked(snapshot)
    return () if alert is None else (Range(Mute, "ending", (alert,), _MOST_MUTES, low=(snapshot.focus.at,)),)


def _looks_here(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    return tuple(
        Range(Look, "of_alert", (one.channel, one.alert), _MOST_LOOKS, newest=True) for one in open_tracks(snapshot)
    )


def open_tracks(snapshot: Snapshot) -> list[Track]:
    """Return the alerts of the channel that are open, so many as a handover tells of: critical ones first, by age."""
    return all_open_tracks(snapshot)[:_MOST_OPEN]


def all_open_tracks(snapshot: Snapshot) -> list[Track]:
    """Return all alerts of the channel that are open: critical ones first, those before that have been open longest."""
    known = [(course.incidents[-1], one) for one in snapshot.tracks_here if (course := course_of(one)).is_open]
    known.sort(key=lambda one: (one[0].severity is not Severity.CRITICAL, one[0].opened_at, one[1].alert))
    return [track for _, track in known]


def _mutes_here(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, low = snapshot.focus.channel, (snapshot.focus.at,)
    if channel is None:
        return ()
    return tuple(Range(Mute, "in_channel", (one,), _MOST_MUTES, low=low) for one in (channel, EVERYWHERE))


def _asked_here(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel = snapshot.focus.channel
    return () if channel is None else (Range(HelpRequest, "in_channel", (channel,), MOST_ASKED_HERE, newest=True),)


def _proposals(_snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    state = RunbookState.PROPOSED.value
    return (Range(RunbookVersion, "in_state", (state,), _MOST_PROPOSALS, newest=True),)


def _handover(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel = snapshot.focus.channel
    return () if channel is None else (Get(Handover, (channel,)),)


def _budget(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel = snapshot.focus.channel
    return () if channel is None else (Get(Budget, (channel,)),)


def _waiting_together(_snapshot: Snapshot, event: TimePassed) -> tuple[Lookup, ...]:
    """Return what finds the questions of a channel that were asked before and after one that is reminded of."""
    about = event.action.about
    if not isinstance(about, AboutRequest):
        return ()
    asked, group = moment_of(about.root.ts, event.at), (about.root.channel,)
    return (
        Range(HelpRequest, "waiting", group, MOST_TOGETHER, (asked - _TOGETHER,), (asked - 1,), newest=True),
        Range(HelpRequest, "waiting", group, MOST_TOGETHER, (asked,)),
    )


def _parts_of_waiting(snapshot: Snapshot, event: TimePassed) -> tuple[Lookup, ...]:
    """Return what finds the questions that continue those that wait, where their owners are to be reminded of them."""
    request, about = snapshot.request, event.action.about
    if request is None or not isinstance(about, AboutRequest) or is_reminded(request, about.since, snapshot.stay):
        return ()
    within = MOST_PARTS * snapshot.policy.same_request
    return tuple(
        Range(
            HelpRequest,
            "asked_by",
            (one.root.channel, one.asker),
            MOST_PARTS + 1,
            (one.asked_at + 1,),
            (one.asked_at + within,),
        )
        for one in waiting_with(snapshot, request, event.told_at or event.at)
    )


def waiting_with(snapshot: Snapshot, request: HelpRequest, now: Instant) -> tuple[HelpRequest, ...]:
    """Return the other questions of a channel that may be due for a reminder at about the same time as one.

    Whether they are hangs on the working hours of those for whom they wait.
    """
    by, after = remind_by(snapshot, now), snapshot.policy.remind_after
    near = (
        one
        for one in snapshot.waiting
        if one.root != request.root
        and one.continues is None
        and not is_reminded(one, waits_since(one), snapshot.stay)
        and waits_since(one) + after <= by
    )
    return tuple(islice(near, MOST_TOGETHER))


def remind_by(snapshot: Snapshot, now: Instant) -> Instant:
    """Return until when a question must be due, to be reminded of together with one that is due now."""
    return now + min(snapshot.policy.remind_after // 8, _NEAR)


def _reminded(_snapshot: Snapshot, event: MessagePosted | ActionFailed) -> tuple[Lookup, ...]:
    about = event.action.about
    roots = about.roots if isinstance(about, AboutRequests) else ()
    roots = (about.root,) if isinstance(about, AboutRequest) else roots
    return tuple(Get(HelpRequest, (root.channel, root.ts)) for root in roots)


def _found_ones(answers: Answers) -> tuple[Any, ...]:
    return tuple(one for one in answers if one is not None)


def _in_each(find: Callable[[str, Instant], Lookup]) -> Keys:
    """Return what finds something in each channel of a home page."""
    return lambda snapshot, _: tuple(find(one.id, snapshot.focus.at) for one in home_channels(snapshot))


def _open_in(channel: str) -> Lookup:
    return Range(Incident, "in_state", (channel, IncidentState.OPEN.value), SHOWN_WAITING, newest=True)


def _mutes_ending(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    at = snapshot.focus.at
    scopes = (*(one.id for one in home_channels(snapshot)), EVERYWHERE)
    return tuple(Range(Mute, "in_channel", (one,), SHOWN_WAITING, low=(at,), high=(at + DAY,)) for one in scopes)


def _tracks_open(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    return tuple(Get(Track, (one.channel, one.alert)) for one in snapshot.open_incidents)


def _alerts_named(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    known = (*(one.alert for one in snapshot.proposals), *(one.alert for one in snapshot.mutes_here))
    return tuple(Get(Alert, (one,)) for one in dict.fromkeys(known))


def _courses_of_proposals(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alerts = dict.fromkeys(one.alert for one in snapshot.proposals)
    return tuple(Range(Track, "of_alert", (one,), _LATEST) for one in alerts)


def _tracks_in_shadow(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    """Return what finds the alerts of the first channels in which cards are in shadow."""
    places = ((one, snapshot.directory.place(one.id)) for one in home_channels(snapshot))
    shadow = [one for one, place in places if place.cards is Mode.SHADOW][:_MOST_SHADOWS]
    return tuple(Range(Track, "in_channel", (one.id,), _MOST_MUTES) for one in shadow)


def teams_of_person(snapshot: Snapshot) -> frozenset[str]:
    """Return the teams that the event's person belongs to, as they are at its moment."""
    directory, at = snapshot.directory, snapshot.focus.at
    person = snapshot.focus.person or ""
    return frozenset(directory.team_at(one.team, at) for one in directory.memberships(person) if one.during.covers(at))


def home_channels(snapshot: Snapshot) -> list[Channel]:
    """Return the public channels that a person's teams own, or all of them where they own none."""
    directory, at, teams = snapshot.directory, snapshot.focus.at, teams_of_person(snapshot)
    known = public_channels(snapshot)
    own = [one for one in known if _owner_of_channel(directory, one.id, at) in teams] if teams else []
    return (own or known)[:SHOWN_CHANNELS]


def _owner_of_channel(directory: Directory, channel: str, at: Instant) -> str | None:
    owner = directory.owner_of(OwnedKind.CHANNEL, channel, at)
    return None if owner is None else directory.team_at(owner, at)


def public_channels(snapshot: Snapshot) -> list[Channel]:
    """Return the public channels that ratchet is in, by their names."""
    joined = (one for one in snapshot.directory.channels.values() if one.joined and not one.archived)
    return sorted((one for one in joined if not one.private), key=lambda one: (one.name, one.id))


def _of_service(kind: type, index: str) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        key = snapshot.service_key
        parts = () if key is None else snapshot.directory.services_within(key, snapshot.focus.at)
        return tuple(Range(kind, index, (one,), _LATEST, newest=True) for one in parts)

    return keys


def _in_thread(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = _root(snapshot)
    if root is None or snapshot.request is None or snapshot.directory.place(root[0]).answers is Mode.OFF:
        return ()
    return (Range(Message, "answers", root, KEPT_ANSWERS),)


def _held_words(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = _root(snapshot)
    return () if root is None or not snapshot.early else (Range(Message, "held", root, MOST_HELD),)


def _before_reply(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
    request = snapshot.request
    return () if request is None or request.continues is None else _siblings(snapshot, event)


def _own(kind: type) -> Callable[[Snapshot, Any], tuple[Lookup, ...]]:
    return lambda _snapshot, event: (Get(kind, (event.channel, event.ts)),)


def _versions_with_note(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    message = snapshot.message
    if message is None or message.alert is None:
        return ()
    return (Range(RunbookVersion, "of_alert", (message.alert,), _MOST_REWRITTEN, newest=True),)


def _cited(_snapshot: Snapshot, event: Any) -> tuple[Lookup, ...]:  # noqa: ANN401 - an event about a message, or an alarm
    if not isinstance(event, TimePassed):
        return (_citing_message(MessageRef(event.channel, event.ts)),)
    about = event.action.about
    return (_citing_message(about.message, about.after),) if isinstance(about, AboutMessage) else ()


def _quoted(_snapshot: Snapshot, event: TimePassed) -> tuple[Lookup, ...]:
    about = event.action.about
    return (Get(Message, (about.message.channel, about.message.ts)),) if isinstance(about, AboutMessage) else ()


def _citing_message(message: MessageRef, after: Key | None = None) -> Range:
    return Range(Citation, "of_message", (message.channel, message.ts), MOST_CITING, low=after)


def _cited_of_written(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    messages = (one.ref for one in snapshot.written if isinstance(one, Message))
    return tuple(Range(Citation, "of_message", (one.channel, one.ts), 1) for one in messages)


def _of_citing_alerts(kind: type, limit: int) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        alerts = dict.fromkeys(one.alert for one in snapshot.cited if one.alert)
        return tuple(Range(kind, "of_alert", (alert,), limit, newest=True) for alert in alerts)

    return keys


def _given(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = _root(snapshot)
    return () if root is None else (Get(GivenAnswer, root),)


def _given_question(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    given = snapshot.given
    if given is None or given.earlier is None:
        return ()
    key = (given.earlier.channel, given.earlier.ts)
    return (Get(HelpRequest, key), Get(Message, key), Range(Message, "answers", key, KEPT_ANSWERS))


def _given_runbook(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    given = snapshot.given
    return () if given is None or given.alert is None else _of_runbook(given.alert)


def _given_sources(snapshot: Snapshot, event: Event) -> tuple[Source, ...]:
    """Return what an answer in a model's words quotes, or what a model that answers was given to read."""
    if isinstance(event, ModelAnswered):
        return tuple(one.source for one in event.action.material if one.source is not None)
    given = snapshot.given
    stated = () if given is None else (*given.stated, *given.withheld)
    return tuple(dict.fromkeys(one.source for statement in stated for one in statement.quoted))


def _stated_sources(snapshot: Snapshot, event: Event) -> tuple[Source, ...]:
    """Return the same of what a person asked ratchet."""
    if isinstance(event, ModelAnswered):
        return _given_sources(snapshot, event)
    known = None if snapshot.inquiry is None else snapshot.inquiry.inquiry
    stated = () if known is None else known.stated
    return tuple(dict.fromkeys(one.source for statement in stated for one in statement.quoted))


def _messages_of(sources: Callable[[Snapshot, Event], tuple[Source, ...]]) -> Keys:
    def keys(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
        refs = (one.message for one in sources(snapshot, event))
        return tuple(Get(Message, (one.channel, one.ts)) for one in refs if one is not None)

    return keys


def _versions_of(sources: Callable[[Snapshot, Event], tuple[Source, ...]]) -> Keys:
    def keys(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
        alerts = dict.fromkeys(one.alert for one in sources(snapshot, event) if one.alert is not None)
        return tuple(Range(RunbookVersion, "active", (one,), 1) for one in alerts)

    return keys


def _spendings(
    snapshot: Snapshot, event: SimilarFound | ToolsRun | ModelAnswered | ActionFailed | TimePassed
) -> tuple[Lookup, ...]:
    """Return what finds what was spent when a model was asked, or what is spent now where it is to be."""
    accounts: tuple[str, ...]
    if isinstance(event.action, AskModel):
        accounts, at = (event.action.person, WORKSPACE, account_of(event.action.prompt.name)), event.action.asked_at
    elif isinstance(event, ToolsRun):
        accounts, at = (event.action.person, WORKSPACE), event.at
    elif isinstance(event, SimilarFound) and snapshot.request is not None:
        accounts, at = (snapshot.request.asker, WORKSPACE), event.at
    elif isinstance(event, TimePassed) and isinstance(event.action.about, AboutSummary):
        accounts, at = (event.action.about.person, WORKSPACE), event.told_at or event.at
    else:
        return ()
    return tuple(Get(ModelSpending, (one, beginning_of(one, at))) for one in dict.fromkeys(accounts))


def _inquiry(_snapshot: Snapshot, event: Any) -> tuple[Lookup, ...]:  # noqa: ANN401 - any outcome
    about = event.action.about
    return (Get(Assistance, (about.root.channel, about.ts)),) if isinstance(about, AboutInquiry) else ()


def _spendings_for_draft(snapshot: Snapshot, event: TimePassed) -> tuple[Lookup, ...]:
    """Return what finds what was spent today, where a model is to word a draft."""
    at = event.told_at or event.at
    wanted = snapshot.directory.place(snapshot.focus.channel).model_drafts is not Mode.OFF
    return (Get(ModelSpending, (WORKSPACE, beginning_of(WORKSPACE, at))),) if wanted else ()


def _of_runbook(alert: str) -> tuple[Lookup, ...]:
    return (
        Get(Alert, (alert,)),
        Range(RunbookVersion, "active", (alert,), 1),
        Range(Track, "of_alert", (alert,), _LATEST),
    )


def _tracks_counted(_snapshot: Snapshot, event: ToilCounted) -> tuple[Lookup, ...]:
    figures = event.figures
    named = [(one.channel, one.alert) for one in figures.costs]
    named += [(one.channel, one.alert) for one in figures.advice if one.alert]
    return tuple(Get(Track, one) for one in dict.fromkeys(named))


def _found_questions(_snapshot: Snapshot, event: SimilarFound) -> tuple[Lookup, ...]:
    keys = [(one.root.channel, one.root.ts) for one in event.found if isinstance(one, FoundQuestion)]
    return tuple(
        lookup
        for key in keys
        for lookup in (Get(HelpRequest, key), Get(Message, key), Range(Message, "answers", key, KEPT_ANSWERS))
    )


def _questions_with_answers(
    answers: Answers,
) -> dict[MessageRef, tuple[HelpRequest, str, tuple[ThreadNote, ...]]]:
    triples = zip(answers[::3], answers[1::3], answers[2::3], strict=True)
    return {
        request.root: (request, message.text if message is not None else "", tuple(map(note_of, replies)))
        for request, message, replies in triples
        if request is not None
    }


def _found_runbooks(_snapshot: Snapshot, event: SimilarFound) -> tuple[Lookup, ...]:
    alerts = [one.alert for one in event.found if isinstance(one, FoundRunbook)]
    return tuple(lookup for alert in alerts for lookup in _of_runbook(alert))


def _runbooks_with_tracks(answers: Answers) -> dict[str, tuple[Alert, RunbookVersion, tuple[Track, ...]]]:
    triples = zip(answers[::3], answers[1::3], answers[2::3], strict=True)
    return {
        alert.fingerprint: (alert, versions[0], tuple(tracks))
        for alert, versions, tracks in triples
        if alert is not None and versions
    }


_WITH_WORDS: Final = (Message, Mute, Mark, RunbookVersion)


SAID_IN_CHANNEL: Final[Mapping[str, tuple[type, str, tuple[type, ...]]]] = {
    "message": (Message, "in_channel", (int, str)),
    "citation": (Citation, "in_channel", (str, str, str, str)),
    "runbook_version": (RunbookVersion, "citing", (int, str, int)),
    "alert_track": (Track, "in_channel", (str, str)),
    "incident": (Incident, "in_channel", (str, int)),
    "notification": (Notification, "in_channel", (str,)),
    "alert_thread": (Thread, "in_channel", (str,)),
    "incident_mark": (Mark, "in_channel", (str, int)),
    "mute": (Mute, "in_channel", (int, str, str)),
    "bot_template": (Template, "in_channel", (str, str)),
}
"""The kinds that hold what was said in a channel, with the index that finds it and what an order there is made of."""


def _written_by(_snapshot: Snapshot, event: PersonErased | ChannelErased | TimePassed) -> tuple[Lookup, ...]:
    about = event.action.about if isinstance(event, TimePassed) else event
    match about:
        case PersonErased() | AboutPerson():
            return tuple(Range(kind, "of_person", (about.person,), MOST_ERASED) for kind in _WITH_WORDS)
        case ChannelErased(channel=channel):
            return tuple(Range(kind, index, (channel,), MOST_ERASED) for kind, index, _ in SAID_IN_CHANNEL.values())
        case AboutSaid(channel, name, after) if name in SAID_IN_CHANNEL:
            kind, index, order = SAID_IN_CHANNEL[name]
            fits = tuple(map(type, after)) == order
            return (Range(kind, index, (channel,), MOST_ERASED + 1, low=after),) if fits else ()
        case _:
            return ()


def _versions_with_notes(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    told = (one.alert for one in snapshot.written if isinstance(one, Message | Citation | RunbookVersion))
    alerts = dict.fromkeys(alert for alert in told if alert)
    return tuple(Range(RunbookVersion, "of_alert", (alert,), _MOST_REWRITTEN, newest=True) for alert in alerts)


def _of_tracks(lookup: Callable[[str], Lookup]) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        return tuple(lookup(one.alert) for one in snapshot.written if isinstance(one, Track))

    return keys


TRACK: Final = Piece("track", _track, _one)
ALERT: Final = Piece("alert", _alert, _one)
VERSIONS: Final = Piece("versions", _versions, _by_number)
MUTES: Final = Piece("mutes", _mutes, _by_beginning)
REQUEST: Final = Piece("request", _under_root(HelpRequest), _one)
SIBLINGS: Final = Piece("siblings", _siblings, _all, second=True)
HEAD: Final = Piece("siblings", _before_reply, _all, second=True)
CITING: Final = Piece("citing", _citing, _all)
SOURCES: Final = Piece("sources", _sources, _found_ones)
HELD: Final = Piece("early", _held, _replies_of)
TICKS: Final = Piece("ticks", _ticks, _all)
TICKS_ON_POST: Final = Piece("ticks_on_post", _ticks_on_post, _all)
OWN_TICK: Final = Piece("own_tick", _own_tick, _one)
ROOT_SEEN: Final = Piece("root_seen", _root_seen, _heard_or_edited)
REQUEST_ABOVE: Final = Piece("request", _above(HelpRequest), _one, second=True)
TICKS_ABOVE: Final = Piece("ticks", _ticks_above, _all, second=True)
ROOT_ABOVE_SEEN: Final = Piece("root_seen", _root_above_seen, _heard_or_edited, second=True)
KNOWN: Final = Piece("known", _known, _yes)
MESSAGE: Final = Piece("message", _message, _one)
NOTICE: Final = Piece("notice", _under_root(Notification), _one)
INCIDENT: Final = Piece("incident", lambda snapshot, _: _incident_key(snapshot, 0), _one)
FOLLOWING: Final = Piece("following", lambda snapshot, _: _incident_key(snapshot, 1), _one)
NOTES: Final = Piece("notes", _notes, _notes_of)
BEFORE: Final = (
    Piece("last_notes", _notes_before, _notes_of),
    Piece("last_incidents", _incidents_before, _found_ones),
)
"""What must be known of the incidents before the one that is drafted from, to see how a draft fits them."""

COURSES: Final = Piece("courses", _courses, _all)
COURSES_IF_MUTED: Final = Piece("courses", _courses_if_muted, _all, second=True)
INQUIRY: Final = Piece("inquiry", _inquiry, _one)
ASSISTANCE: Final = Piece("assistance", _under_root(Assistance), _one)
THREAD: Final = Piece("thread", _under_root(Thread), _one)
THREAD_OF_INCIDENT: Final = Piece("thread", _thread_of_incident, _one, second=True)
TRACK_OF_THREAD: Final = Piece("track", _track_of_thread, _one, second=True)
TRACK_OF_MESSAGE: Final = Piece("track", _track_of_message, _one, second=True)
OWN_LOOK: Final = Piece("own_look", _own_look, _one)
LOOKS: Final = Piece("looks", _looks, _all)
DEPLOYS: Final = Piece("deploys", _of_service(Notification, "deploys"), _all, second=True)
ASKED: Final = Piece("asked", _of_service(HelpRequest, "about_service"), _all, second=True)
ANSWERS: Final = Piece("answers", _in_thread, _all, second=True)
QUESTIONS: Final = Piece("questions", _asked_near(Message), _all, second=True)
HELD_WORDS: Final = Piece("held", _held_words, _all, second=True)
OWN_THREAD: Final = Piece("thread", _own(Thread), _one)
OWN_NOTICE: Final = Piece("notice", _own(Notification), _one)
VERSIONS_WITH_NOTE: Final = Piece("versions", _versions_with_note, _by_number, second=True)
FOUND_QUESTIONS: Final = Piece("found_questions", _found_questions, _questions_with_answers)
FOUND_RUNBOOKS: Final = Piece("found_runbooks", _found_runbooks, _runbooks_with_tracks)
TRACKS_COUNTED: Final = Piece("tracks_here", _tracks_counted, _found_ones)
WRITTEN: Final = Piece("written", _written_by, _all)
VERSIONS_WITH_NOTES: Final = Piece("versions", _versions_with_notes, _all, second=True)

CITED: Final = Piece("cited", _cited, _all)
CITED_WRITTEN: Final = Piece("cited_written", _cited_of_written, _all, second=True)
ALERTS_WRITTEN: Final = Piece(
    "alerts_written", _of_tracks(lambda alert: Get(Alert, (alert,))), _found_ones, second=True
)
COURSES_WRITTEN: Final = Piece(
    "courses_written", _of_tracks(lambda alert: Range(Track, "of_alert", (alert,), _MOST_CHANNELS)), _all, second=True
)
VERSIONS_CITING: Final = Piece("versions_citing", _of_citing_alerts(RunbookVersion, _MOST_REWRITTEN), _all, second=True)
TRACKS_CITING: Final = Piece("tracks_citing", _of_citing_alerts(Track, _LATEST), _all, second=True)
QUOTED: Final = Piece("quoted", _quoted, _one)
GIVEN: Final = Piece("given", _given, _one)
GIVEN_QUESTION: Final = Piece("found_questions", _given_question, _questions_with_answers, second=True)
GIVEN_MESSAGES: Final = Piece("given_messages", _messages_of(_given_sources), _found_ones, second=True)
GIVEN_VERSIONS: Final = Piece("given_versions", _versions_of(_given_sources), _all, second=True)
STATED_MESSAGES: Final = Piece("given_messages", _messages_of(_stated_sources), _found_ones, second=True)
STATED_VERSIONS: Final = Piece("given_versions", _versions_of(_stated_sources), _all, second=True)
SPENDINGS: Final = Piece("spendings", _spendings, _found_ones, second=True)
SPENDINGS_FOR_DRAFT: Final = Piece("spendings", _spendings_for_draft, _found_ones)
GIVEN_RUNBOOK: Final = Piece("found_runbooks", _given_runbook, _runbooks_with_tracks, second=True)


UNSURE: Final = frozenset({Kind.OTHER, Kind.REPORT, Kind.TICKET, Kind.PULL_REQUEST})
"""As what a bot's message may be read wrongly that comes in red and in green; builds and deploys rightly do."""


def _template(snapshot: Snapshot, event: MessageSeen) -> tuple[Lookup, ...]:
    """Return what finds what a bot posted before with the skeleton of a notice in red or green, where it is wanted."""
    message = snapshot.focus.message
    wanted = snapshot.directory.place(event.channel).model_teaching is not Mode.OFF
    if not wanted or message is None or message.kind not in UNSURE or event.content is None or event.bot is None:
        return ()
    return () if tone(event.content) is None else (Get(Template, (event.bot.key, template_of(event.content))),)


def other_example(template: Template | None, event: MessageSeen) -> str:
    """Return the message in the other colour, where a bot's messages of both were seen and nobody was asked of them."""
    if template is None or template.asked or template.channel != event.channel or event.content is None:
        return ""
    return template.green if tone(event.content) is Kind.ALERT_FIRING else template.red


def _examples(snapshot: Snapshot, event: MessageSeen | ModelAnswered) -> tuple[Lookup, ...]:
    if isinstance(event, ModelAnswered):
        about = event.action.about
        told = (about.red, about.green) if isinstance(about, AboutTemplate) else ()
        return tuple(Get(Notification, (event.action.channel, ts)) for ts in told)
    other = other_example(snapshot.asked_for("template"), event)
    return (Get(Notification, (event.channel, other)),) if other else ()


def _spent_today(snapshot: Snapshot, event: MessageSeen) -> tuple[Lookup, ...]:
    if not other_example(snapshot.asked_for("template"), event):
        return ()
    return (Get(ModelSpending, (WORKSPACE, beginning_of(WORKSPACE, event.at))),)


TEMPLATE: Final = (
    Piece("template", _template, _one),
    Piece("examples", _examples, _found_ones, second=True),
    Piece("spendings", _spent_today, _found_ones, second=True),
)
"""What must be known to have it asked what a bot's messages are."""

EXAMPLES: Final = Piece("examples", _examples, _found_ones)

TRACKS_HERE: Final = Piece("tracks_here", _in_channel(Track, "in_channel", _MOST_CHANNELS), _all)
WAITING_HERE: Final = Piece("waiting", _in_channel(HelpRequest, "waiting", SHOWN_WAITING), _all)


MOST_LOOKED_AT_AGAIN: Final = 100
"""How many messages of the time of one page of history are looked at again where the page does not show them."""


def _known_in_page(_snapshot: Snapshot, event: HistoryRead) -> tuple[Lookup, ...]:
    """Return what finds the messages whose words are kept, of the time that a page of history covers."""
    if event.covered is None:
        return ()
    low, high = event.covered
    within = Range(Message, "in_channel", (event.action.channel,), MOST_LOOKED_AT_AGAIN, (low,), (high,), newest=True)
    return (within,)


def _alerts_in_page(_snapshot: Snapshot, event: HistoryRead) -> tuple[Lookup, ...]:
    return () if event.covered is None else (Range(Track, "in_channel", (event.action.channel,), _MOST_CHANNELS),)


PAGE_OF_HISTORY: Final = (Piece("known_in_page", _known_in_page, _all), Piece("tracks_here", _alerts_in_page, _all))
"""What must be known to tell what a page of history should show."""


def _where_set_up(keys: Keys) -> Keys:
    """Return what finds something where a person presses a button to set a channel up."""

    def wanted(snapshot: Snapshot, event: ButtonPressed) -> tuple[Lookup, ...]:
        return keys(snapshot, event) if event.does is Press.SET_UP else ()

    return wanted


_OF_HANDOVER: Final = frozenset({Command.HANDOVER})
_OF_ALERTS: Final = frozenset(
    {
        Command.STATUS,
        Command.MUTE,
        Command.RUNBOOK,
        Command.WHY,
        Command.HANDOVER,
        Command.SETUP,
        Command.SUMMARY,
    }
)
_OF_ONE_ALERT: Final = frozenset({Command.MUTE, Command.RUNBOOK, Command.WHY, Command.SUMMARY})
_OF_QUESTIONS: Final = frozenset({Command.STATUS, Command.HANDOVER})
_OF_THREAD: Final = frozenset({Command.WHY, Command.RUNBOOK, Command.MUTE, Command.SUMMARY})
_OF_SUMMARY: Final = frozenset({Command.SUMMARY})
_OF_SETUP: Final = frozenset({Command.SETUP})
_OF_MESSAGE: Final = frozenset({Command.WHY})
_OF_REQUEST: Final = frozenset({Command.WHY, Command.SIMILAR, Command.SUMMARY})
_OF_SIMILAR: Final = frozenset({Command.SIMILAR})

IN_THREAD_ASKED: Final = (
    Piece("thread", _where(_OF_THREAD, _under_root(Thread)), _one),
    Piece("track", _where(_OF_ONE_ALERT, _track_asked), _one, second=True),
    Piece("last_incidents", _where(_OF_SUMMARY, _incidents_asked), _all, second=True),
)
"""What must be known of the thread that a person asks about, where it is that of an alert."""

ASKING: Final = (
    *IN_THREAD_ASKED,
    Piece("tracks_here", _where(_OF_ALERTS, _in_channel(Track, "in_channel", _MOST_CHANNELS)), _all),
    Piece("waiting", _where(_OF_QUESTIONS, _in_channel(HelpRequest, "waiting", LISTED_WAITING)), _all),
    Piece("mutes_here", _where(_OF_HANDOVER, _mutes_here), _all),
    Piece("proposals", _where(_OF_HANDOVER, _proposals), _all),
    Piece("handover", _where(_OF_HANDOVER, _handover), _one),
    Piece("asked_here", _where(_OF_SETUP, _asked_here), _all),
    Piece("looks_here", _where(_OF_HANDOVER, _looks_here), _all, second=True),
    Piece("request", _where(_OF_REQUEST, _under_root(HelpRequest)), _one),
    Piece("siblings", _where(_OF_SIMILAR, _siblings), _all, second=True),
    Piece("message", _where(_OF_MESSAGE, _under_root(Message)), _one),
    Piece("notice", _where(_OF_MESSAGE, _under_root(Notification)), _one),
    Piece("given", _where(_OF_MESSAGE, _under_root(GivenAnswer)), _one),
    Piece("alert", _where(_OF_ONE_ALERT, _alert_of_ask), _one, second=True),
    Piece("versions", _where(_OF_ONE_ALERT, _versions_asked), _by_number, second=True),
    Piece("mutes", _where(_OF_ONE_ALERT, _mutes_asked), _by_beginning, second=True),
)
"""What must be known to answer what a person asks of ratchet: of each command only what that takes."""

WRITTEN_IN_FORM: Final = (
    Piece("citing", _where_written(_citing), _all),
    Piece("sources", _where_written(_sources), _found_ones),
)
"""What must be known to take a runbook that is written in a form."""

REVIEWED: Final = (
    Piece("last_incidents", _last_incidents, _found_ones, second=True),
    Piece("last_notes", _last_notes, _notes_of, second=True),
    Piece("linked", _linked, _found_ones, second=True),
)
"""What must be known to show a version of a runbook to whoever decides on it."""

MARK: Final = Piece(
    "mark", _on_posted(lambda track, one: Get(Mark, (track.channel, track.alert, one.number))), _one, second=True
)
VOTES: Final = Piece("votes", _votes, _all, second=True)
THREAD_OF_CARD: Final = Piece(
    "thread_of_card", _on_posted(lambda track, one: Get(Thread, (track.channel, one.root_ts))), _one, second=True
)

SETTING_UP: Final = (
    Piece("tracks_here", _where_set_up(_in_channel(Track, "in_channel", _MOST_CHANNELS)), _all),
    Piece("asked_here", _where_set_up(_asked_here), _all),
)
"""What must be known to open the form by which a channel is set up, by a button."""

WAITING_TOGETHER: Final = Piece("waiting", _waiting_together, _all)
PARTS_OF_WAITING: Final = Piece("parts_of_waiting", _parts_of_waiting, _all, second=True)
REMINDED: Final = Piece("reminded", _reminded, _found_ones)

HOME: Final = (
    Piece("waiting", _in_each(lambda one, _: Range(HelpRequest, "waiting", (one,), SHOWN_WAITING)), _all),
    Piece("open_incidents", _in_each(lambda one, _: _open_in(one)), _all),
    Piece("mutes_here", _mutes_ending, _all),
    Piece("proposals", _proposals, _all),
    Piece("tracks_here", _tracks_in_shadow, _all),
    Piece("tracks_open", _tracks_open, _found_ones, second=True),
    Piece("alerts_named", _alerts_named, _found_ones, second=True),
    Piece("courses", _courses_of_proposals, _all, second=True),
)
"""What a home page is made of."""


def _mark_of_summary(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, alert, number = snapshot.focus.channel, snapshot.focus.fingerprint, snapshot.focus.number
    if channel is None or alert is None or number is None:
        return ()
    return (Get(Mark, (channel, alert, number)),)


def _votes_of_summary(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    runbook = snapshot.runbook
    if runbook is None:
        return ()
    return (Range(Vote, "of_version", (runbook.alert, runbook.number), _LATEST, newest=True),)


SUMMARY: Final = (
    TRACK,
    ALERT,
    VERSIONS,
    MUTES,
    INCIDENT,
    FOLLOWING,
    NOTES,
    LOOKS,
    REQUEST,
    GIVEN,
    Piece("mark", _mark_of_summary, _one),
    Piece("votes", _votes_of_summary, _all, second=True),
    DEPLOYS,
    SIBLINGS,
    QUESTIONS,
    ANSWERS,
)
"""What is told of what happened so far."""

BUDGET: Final = Piece("budget", _budget, _one)

ON_CARD: Final = Piece("on_card", lambda *_: (), _all)
"""Stands for whatever behaviours add to cards."""

CARD: Final = (TRACK, ALERT, VERSIONS, MUTES, DEPLOYS, ASKED, BUDGET, ON_CARD)
"""What a card is made of."""
