"""What is known of the world when one event is decided: what the event is about, the directory, and what was asked for.

What was not asked for is not the same as what is not there: touching it is an error, in tests and in production.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, NoReturn

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import (
    Alert,
    Assistance,
    Channel,
    Citation,
    EarlyReply,
    GivenAnswer,
    Handover,
    HelpRequest,
    Incident,
    KnownBy,
    Look,
    Mark,
    Message,
    MessageRef,
    ModelSpending,
    Mute,
    Notification,
    Person,
    RunbookVersion,
    Service,
    Template,
    Thread,
    ThreadNote,
    Tick,
    Tie,
    Track,
    Vote,
    active_of,
    service_key,
)
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.requests import head_of, joined, parts_after
from ratchet_core.domain.services import named_among
from ratchet_core.domain.storms import Budget
from ratchet_core.reading.asking import Ask
from ratchet_core.reading.speech import Speech
from ratchet_core.recognise.recognised import Recognised
from ratchet_core.vocabulary.actions import Line
from ratchet_core.vocabulary.events import MessageEdited, MessageSeen

WORKED_OUT: Final = "_service_key"
"""Under what a snapshot keeps the key of its service once it is worked out, until more is known."""


class Topic(StrEnum):
    """What a message is, as far as it matters to who hears it."""

    ALERT = "alert"
    NOTICE = "notice"
    WORDS = "words"
    REPLY = "reply"


@frozen(slots=False)  # one for each event, and attrs fills a dictionary in less time than slots
class Focus:
    """What one event is about; None where it names nothing of the kind.

    Attributes:
        id: The event's id.
        at: The event's moment, as of which names and merges are followed.
        channel: A channel's id.
        message_id: The id under which the message that the event is about is known, where it is not the event's own.
        message: What a bot's message was taken for, worked out once; None for people's messages.
        fingerprint: An alert, whose course in the channel is wanted.
        root: The root of a thread that may be a help request.
        service: A service's name as somebody wrote it.
        team: A team's id.
        person: A person's id.
        number: The number of one of the alert's incidents, or of a runbook version.
        speech: What a person's message outside a thread is, worked out once; None for all others.
        put_to: The person to whom alone a question outside a thread is put, as to somebody who asked first.
        named: The keys that services would have which a question names, or a bot's message of which no reader says
            what it is about.
        incident_in: The channel of the incident that a person names, where it is not that of the event.
        mute: The mute that an alarm is about.
        since: From when on notes are wanted.
        ask: What a person asks of ratchet.
        topic: What the event's message is: of a bot, an alert or a notice, of a person, words or a reply in a thread.
        part: Which of the alerts of its message it is, from 2 on; 0 where it is the first or the only one.
        parts: The others, where a message tells of several alerts: each is decided on as a message of its own.
        known_by: By what a bot's message is known to be an end, where its words do not say of what, or not at all.
    """

    id: str
    at: Instant
    channel: str | None = None
    message_id: str | None = None
    message: Recognised | None = None
    fingerprint: str | None = None
    root: MessageRef | None = None
    service: str | None = None
    team: str | None = None
    person: str | None = None
    number: int | None = None
    speech: Speech | None = None
    put_to: str | None = None
    named: tuple[str, ...] = ()
    incident_in: str | None = None
    mute: str | None = None
    since: Instant = 0
    ask: Ask | None = None
    topic: Topic | None = None
    known_by: KnownBy | None = None
    part: int = 0
    parts: tuple["PartOfMessage", ...] = ()


@frozen
class PartOfMessage:
    """One of several alerts in a message: what it says, as if it was a message of its own, and what that is about."""

    event: MessageSeen | MessageEdited
    focus: Focus


class NotAskedForError(AttributeError):
    """A behaviour touched what it had not asked for; the message says what to add where."""


class Snapshot:
    """The directory, what the event is about, and the records that were asked for; None or empty where there are none.

    Each attribute below `seen` is there only if a behaviour asked for it (`ratchet_core.wants.table`).

    Attributes:
        seen: Whether the event was taken before.
        track: The course of the alert in the channel, or of the alert in whose thread a person wrote.
        alert: The alert itself, with its service.
        versions: The active version of the alert's runbook, the latest ones, and the one that the event names.
        mutes: The mutes of the alert that have not ended, and the one that the event names.
        citing: The latest versions of all runbooks that begin with a quotation from a private channel.
        sources: The messages that a runbook quotes which is written, those that are known.
        cited: What quotes the message that the event is about.
        versions_citing: The versions of the runbooks that do.
        tracks_citing: The courses of their alerts.
        quoted: The message whose quotations an alarm is about.
        given: The answer that was given in the thread of the question.
        notes: What people wrote in the alert's threads from `focus.since` on.
        incident: The incident that the event names.
        following: The one after it.
        last_incidents: The latest incidents of the alert in the channel, the last one first.
        last_notes: What people wrote in the alert's threads there, the latest of it.
        linked: The messages that a version which is reviewed quotes or links to, those that are known.
        mark: What a person said of the latest incident that a card tells of.
        votes: The latest votes on the version of the runbook that a card shows.
        thread_of_card: The message of the alert under which a card stands.
        courses: The courses of the alert in all channels that have heard of it.
        thread: The message of an alert under which the event stands, or that it is about.
        request: The question at the root of the thread, or that the event is about.
        siblings: The asker's questions in the channel shortly before and after.
        above: The question of the thread in which a message stood that is gone.
        opening: What is known of the message that began the thread.
        root_seen: Whether the message that began the thread was heard, if only of its edit.
        known: Whether the message that the event is about was heard.
        message: What became of that message.
        early: The replies that are held until the message that began their thread is known.
        budget: How much was posted in the channel lately, and its storm.
        open_incidents: The latest incidents that are open in the channels of a home page.
        tracks_open: The courses of their alerts.
        alerts_named: The alerts whose drafts wait, or whose mutes are about to end.
        tracks_here: The courses of the alerts in the channel, or in those that a home page counts.
        known_in_page: The messages whose words are kept, of the time that a page of history covers.
        looks_here: Who looked at those of them that are open.
        notes_here: What people wrote last in the threads of those.
        mutes_here: The mutes that hold in the channel, or everywhere.
        proposals: The latest versions of runbooks that wait for approval.
        asked_here: The latest questions in the channel.
        handover: When what is open in the channel was last told for a handover.
        waiting: Questions that nobody has answered, in the channel or, for a home page, in all public ones.
        parts_of_waiting: The questions that continue those that wait.
        reminded: The questions that the outcome of a reminder is about.
        assistance: That ratchet has said in the thread what it can do.
        inquiry: What is done for what a person asked ratchet, which the event's action is about.
        inquiries: What was asked of ratchet in the thread before, each with its words where they are kept.
        ticks: The latest ticks in the thread, without those that were taken back.
        ticks_on_post: The ticks on a post of ours that were heard before it was known where that stands.
        own_tick: What is known of the tick that the event is about.
        own_look: What is known of the look that the event is about.
        looks: Who looked at the alert in the channel lately, without looks that were taken back.
        notice: The bot's notice at the root of the thread, or that the event is about.
        deploys: The latest deploys of the service that the event is about and of all its parts.
        asked: The latest questions about it.
        questions: What the asker asked in the channel shortly before and after.
        answers: The first answers in the thread of the question.
        held: The words of the replies that are held.
        found_questions: What a search found, or an answer quotes: each question with its words and its first answers.
        given_messages: The messages that an answer in a model's words quotes, or that a model was given to read.
        given_versions: The active versions of the runbooks of which the same is true.
        template: What a bot posted before with the skeleton of its notice, in red and in green.
        examples: The notices that a model is given to read, or was, those that are there.
        spendings: What was spent on a model in this hour for the asker, and today in the workspace.
        found_runbooks: The same of runbooks, by alert: the alert, its active version, its latest courses.
        written: What holds words of a person or a channel that is erased: messages, mutes, versions.
        cited_written: Something that quotes each of these messages, where something does.
        alerts_written: The alerts whose courses are erased.
        courses_written: All courses of these alerts, or some of very many.
        others: The other alerts of a message that tells of several, each as a message with a snapshot of its own.
        on_card: The functions that give the lines which behaviours add to a card.
    """

    directory: Directory
    focus: Focus
    seen: bool
    track: Track | None
    alert: Alert | None
    versions: tuple[RunbookVersion, ...]
    mutes: tuple[Mute, ...]
    citing: tuple[RunbookVersion, ...]
    sources: tuple[Message, ...]
    cited: tuple[Citation, ...]
    versions_citing: tuple[RunbookVersion, ...]
    tracks_citing: tuple[Track, ...]
    given: GivenAnswer | None
    quoted: Message | None
    notes: tuple[ThreadNote, ...]
    incident: Incident | None
    following: Incident | None
    last_incidents: tuple[Incident, ...]
    last_notes: tuple[ThreadNote, ...]
    linked: tuple[Message, ...]
    mark: Mark | None
    votes: tuple[Vote, ...]
    thread_of_card: Thread | None
    courses: tuple[Track, ...]
    thread: Thread | None
    request: HelpRequest | None
    siblings: tuple[HelpRequest, ...]
    theirs: tuple[HelpRequest, ...]
    above: HelpRequest | None
    opening: Message | None
    root_seen: bool
    known: bool
    message: Message | None
    early: tuple[EarlyReply, ...]
    assistance: Assistance | None
    inquiry: Assistance | None
    inquiries: tuple[tuple[Assistance, str], ...]
    ticks: tuple[Tick, ...]
    ticks_on_post: tuple[Tick, ...]
    own_tick: Tick | None
    own_look: Look | None
    looks: tuple[Look, ...]
    budget: Budget | None
    open_incidents: tuple[Incident, ...]
    tracks_open: tuple[Track, ...]
    alerts_named: tuple[Alert, ...]
    tracks_here: tuple[Track, ...]
    known_in_page: tuple[Message, ...]
    looks_here: tuple[Look, ...]
    notes_here: tuple[Message, ...]
    mutes_here: tuple[Mute, ...]
    proposals: tuple[RunbookVersion, ...]
    asked_here: tuple[HelpRequest, ...]
    handover: Handover | None
    waiting: tuple[HelpRequest, ...]
    parts_of_waiting: tuple[HelpRequest, ...]
    reminded: tuple[HelpRequest, ...]
    notice: Notification | None
    deploys: tuple[Notification, ...]
    asked: tuple[HelpRequest, ...]
    questions: tuple[Message, ...]
    answers: tuple[Message, ...]
    held: tuple[Message, ...]
    found_questions: Mapping[MessageRef, tuple[HelpRequest, str, tuple[ThreadNote, ...]]]
    found_runbooks: Mapping[str, tuple[Alert, RunbookVersion, tuple[Track, ...]]]
    given_messages: tuple[Message, ...]
    given_versions: tuple[RunbookVersion, ...]
    template: Template | None
    examples: tuple[Notification, ...]
    spendings: tuple[ModelSpending, ...]
    written: tuple[Any, ...]
    cited_written: tuple[Citation, ...]
    alerts_written: tuple[Alert, ...]
    courses_written: tuple[Track, ...]
    others: tuple[tuple[MessageSeen | MessageEdited, "Snapshot"], ...]
    on_card: tuple[Callable[["Snapshot", Any, Incident], tuple[Line, ...]], ...]

    def __init__(self, directory: Directory, focus: Focus, known: Mapping[str, Any] | None = None) -> None:
        """Begin with what is always known."""
        fields = self.__dict__
        fields["directory"] = directory
        fields["focus"] = focus
        if known:
            fields.update(known)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse to change: a snapshot is a value."""
        raise AttributeError(f"A snapshot does not change; use `with_known({name}=...)`.")

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse what was not asked for."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotAskedForError(
            f"`{name}` was not asked for, so nobody knows whether there is any; "
            f"add it to what the behaviour wants for this event, in the mapping of its `BEHAVIOUR`, "
            f"or to its `card_wants` for a line on a card."
        )

    def with_known(self, **known: object) -> "Snapshot":
        """Return a snapshot in which other values are known."""
        fields = {**self.__dict__, **known}
        fields.pop(WORKED_OUT, None)
        return Snapshot(self.directory, self.focus, fields)

    def asked_for(self, name: str) -> Any:  # noqa: ANN401 - whatever stands there
        """Return what was found under a name, or None also where nobody asked for it."""
        return self.__dict__.get(name)

    @property
    def policy(self) -> Policy:
        """What is allowed where."""
        return self.directory.policy

    @property
    def channel(self) -> Channel | None:
        """The channel that the event is about, or None where it names none or nobody introduced it."""
        return self.directory.channels.get(self.focus.channel) if self.focus.channel is not None else None

    @property
    def stay(self) -> int:
        """Which of ratchet's stays in the channel it is."""
        return self.channel.stay if self.channel is not None else 0

    @property
    def person(self) -> Person | None:
        """The person that the event is about."""
        return self.directory.people.get(self.focus.person) if self.focus.person is not None else None

    @property
    def runbook(self) -> RunbookVersion | None:
        """The active version of the alert's runbook, or None while there is none."""
        return active_of(self.versions)

    @property
    def heard_in(self) -> tuple[str, ...]:
        """The channels that have heard of the alert."""
        return tuple(one.channel for one in self.courses)

    @property
    def gone(self) -> bool:
        """Whether the message was heard to be deleted."""
        return self.message is not None and self.message.gone

    @property
    def edited_at(self) -> Instant | None:
        """When the message was last edited, as far as heard."""
        return None if self.message is None else self.message.edited_at

    @property
    def root(self) -> MessageRef | None:
        """The message that began the thread of the event, also where only the message's record tells of its thread."""
        root, message = self.focus.root, self.message
        if message is None or message.thread is None or message.ref != root:
            return root
        return MessageRef(message.ref.channel, message.thread)

    @property
    def head(self) -> HelpRequest | None:
        """The question that the request begins with."""
        return None if self.request is None else head_of(self.request, _by_root((*self.siblings, self.request)))

    @property
    def parts(self) -> tuple[HelpRequest, ...]:
        """The questions that continue the one at the root, in order."""
        return () if self.focus.root is None else parts_after(self.focus.root, self.siblings)

    def near_to(self, at: Instant) -> tuple[HelpRequest, ...]:
        """Return the asker's other questions in the channel, as far before and after a moment as may be one request."""
        root, within = self.focus.root, self.policy.same_request
        return tuple(one for one in self.siblings if one.root != root and abs(one.asked_at - at) <= within)

    def asked_in(self, requests: Iterable[HelpRequest]) -> str:
        """Return what was asked in questions of one person, in the order in which they are given."""
        texts = {one.ref: one.text for one in self.questions}
        return joined(texts.get(one.question, "") for one in requests)

    @property
    def named(self) -> tuple[Service, ...]:
        """The services that the words of the message name."""
        return self.directory.services_among(self.focus.named) if self.focus.named else ()

    @property
    def service_name(self) -> str | None:
        """The name or key of the service that the event is about: a person's word first, then what tools and words say.

        What nobody asked for says nothing here.
        """
        asked = self.asked_for
        alert, notice, track = asked("alert"), asked("notice"), asked("track")
        request = self.head if asked("request") is not None and "siblings" in self.__dict__ else asked("request")
        name = _tied(alert) or _tied(notice) or self.focus.service or (track.service if track is not None else None)
        name = name or next((one.service for one in (alert, request, notice) if one and one.service), None)
        named = self.focus.named
        return name or (named_among(self.named, named) if named else None) or self._default_service

    @property
    def _default_service(self) -> str | None:
        return self.directory.place(self.focus.channel).service if self.channel is not None else None

    @property
    def own_service_key(self) -> str | None:
        """The key of the service that the event is about, also while that is merged into another or not known yet."""
        name = self.service_name
        if name is None:
            return None
        key = self.directory.key_named(name)
        return key if key in self.directory.services else service_key(name)

    @property
    def service_key(self) -> str | None:
        """The key of what the service that the event is about had become by then; also where it is not known yet."""
        fields = self.__dict__
        if WORKED_OUT not in fields:  # a card asks for it seven times
            own = self.own_service_key
            fields[WORKED_OUT] = None if own is None else self.directory.service_at(own, self.focus.at)
        key: str | None = fields[WORKED_OUT]
        return key

    @property
    def service(self) -> Service | None:
        """What the service that the event is about had become by then, or None where it is not known."""
        key = self.service_key
        return None if key is None else self.directory.services.get(key)


def _tied(one: Alert | Notification | None) -> str | None:
    """Return the service that a person said something belongs to."""
    return one.service if one is not None and one.tie is Tie.PERSON else None


def _by_root(requests: Iterable[HelpRequest]) -> dict[MessageRef, HelpRequest]:
    return {one.root: one for one in requests}
