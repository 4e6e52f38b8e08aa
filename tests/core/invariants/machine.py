"""State machines that make up histories: each rule lets one thing happen, and the checks look at what comes of it.

A machine is put together from groups of rules, so that a variant which breaks one rule can be met with few others.
"""

import functools
import itertools
import sys
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

import attrs
from histories import START, firing, posted, resolved, said
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from invariants.cast import (
    ALERTS,
    ANSWERS,
    CHANNELS,
    FINGERPRINTS,
    INTRODUCTIONS,
    MARKER,
    ODD,
    PEOPLE,
    PLANTED,
    POLICY,
    QUESTIONS,
    RATCHET,
    SERVICES,
    TEAMS,
    UNKNOWN,
    USE_IT,
    deployed,
    grouped,
    marked,
)
from invariants.checks import (
    Before,
    Memory,
    before_in,
    check_decision,
    check_private,
    check_state,
    must,
    waiting_posts,
)
from invariants.holding import weight_of, words_in
from ratchet_core import turn
from ratchet_core.basis.content import Content
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Instant, ts_of
from ratchet_core.domain import (
    Alert,
    HelpRequest,
    MessageRef,
    OwnedKind,
    Resolution,
    RunbookVersion,
    Verdict,
    digest_of,
)
from ratchet_core.domain.policy import MODES, Mode
from ratchet_core.domain.records import key_of
from ratchet_core.memory.state import state_to_json
from ratchet_core.memory.store import MemoryStore
from ratchet_core.ports import NotNow, Refused, Search
from ratchet_core.reading.quotation import words_of
from ratchet_core.recognise import recognise
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.skeleton import skeleton_of
from ratchet_core.rules.discretion import confined_to, sources_in
from ratchet_core.snapshot import NotAskedForError
from ratchet_core.vocabulary.actions import (
    About,
    AboutChannel,
    AboutIncident,
    AboutMuting,
    AboutPerson,
    AboutReview,
    AboutRunbook,
    AboutSetup,
    AboutWriting,
    Action,
    AnswerPrivately,
    AskModel,
    FindSimilar,
    Lane,
    OpenForm,
    PostMessage,
    Press,
    PublishHome,
    ReadHistory,
    RefuseForm,
    UpdateMessage,
)
from ratchet_core.vocabulary.codec import decision_to_json, event_from_json, event_to_json
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AlertMuted,
    AlertTied,
    ButtonPressed,
    ChannelArchived,
    ChannelConfigured,
    ChannelJoined,
    ChannelLeft,
    ChannelRenamed,
    ChannelReplaced,
    ChannelSeen,
    ChannelShared,
    ChannelUnarchived,
    ChannelUnshared,
    CommandGiven,
    DirectMessageSeen,
    Event,
    FormSubmitted,
    FormValue,
    Found,
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    HelpRequestTied,
    HistoryRead,
    HomeOpened,
    IncidentMarked,
    IncidentResolved,
    Installed,
    MemberJoined,
    MemberLeft,
    Mentioned,
    MessageCorrected,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    ModelAnswered,
    MuteEnded,
    NotificationTied,
    OwnerChanged,
    PersonErased,
    PersonReadmitted,
    PersonSeen,
    ReactionAdded,
    ReactionRemoved,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    SharingAgreed,
    Shortcut,
    ShortcutUsed,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)
from ratchet_core.vocabulary.models import QUESTION, Allowance, Ending, ModelReply, Quotation, Shape, Statement, Usage
from ratchet_core.vocabulary.prompts import ANSWER

_Result = TypeVar("_Result")
_ROUNDS = 20

gaps = st.sampled_from((0, SECOND, 20 * SECOND, 3 * MINUTE, 40 * MINUTE))
late = st.sampled_from((0, 0, 0, 10 * SECOND, 50 * SECOND))
asks = st.sampled_from(
    (
        *("", "help", "status", "mute HighErrorRate", "x y", "why", "why HighErrorRate", "handover", "handover 2d"),
        *(
            "runbook HighErrorRate",
            "runbook",
            "setup",
            "team",
            "team a",
            "team rename a to Base",
            "team merge a into b",
        ),
        *(
            "team add @U3 to a",
            "team remove @U2 from a",
            "team undo a",
            "team transfer #c1 to b",
            "status #c2",
            "agree",
        ),
    )
)
channels = st.sampled_from((*CHANNELS, *CHANNELS, UNKNOWN))
people = st.sampled_from(PEOPLE)
members = st.sampled_from(("U1", "U2", "U1", "U2", *PEOPLE))
rights = st.none() | members
teams = st.sampled_from((*TEAMS, "no-team"))
services = st.sampled_from((*SERVICES, "books", "no-service"))
alerts = st.sampled_from((*FINGERPRINTS, *FINGERPRINTS, "no-alert"))
picks = st.integers(0, 30)
WORKED = tuple(one for one in Lane if one is not Lane.BACKFILL)
"""The lanes that are worked off as time passes; what history brings is heard event by event, and each is checked."""
numbers = st.integers(1, 3)
texts = st.sampled_from((*ANSWERS, *ODD)) | st.text(max_size=20)
abouts = st.one_of(
    st.builds(AboutIncident, channels, alerts, numbers),
    st.builds(AboutRunbook, alerts, numbers),
    st.builds(AboutMuting, alerts, channels),
    st.builds(AboutSetup, channels, st.just("1.5")),
    st.builds(AboutWriting, alerts, channels),
    st.builds(AboutReview, alerts, numbers, st.sampled_from(("", digest_of("restart it"))), channels),
    st.builds(AboutPerson, people),
)
answers = st.sampled_from(("done", "done", "refused", "not now"))


def has_heard(scene: "Scene") -> bool:
    return bool(scene.seen)


def has_held(scene: "Scene") -> bool:
    return bool(scene.held)


def has_asked(scene: "Scene") -> bool:
    return bool(scene.store.of_kind(HelpRequest))


def has_alerts(scene: "Scene") -> bool:
    return bool(scene.store.of_kind(Alert))


def has_runbooks(scene: "Scene") -> bool:
    return bool(scene.store.of_kind(RunbookVersion))


def done(step: Coroutine[Any, Any, _Result]) -> _Result:
    """Return what a step comes to that waits for nothing."""
    try:
        step.send(None)
    except StopIteration as end:
        result: _Result = end.value
        return result
    raise AssertionError("a store in memory waits for nothing")


def happens(
    when: Callable[[Any], bool] | None = None,
    **strategies: Any,  # noqa: ANN401 - the types of rule's own overloads meet in no other
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a rule of a method, which fires only when something holds, and count how often it does."""

    def made(method: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(method)
        def counted(self: "Scene", **drawn: object) -> None:
            self.fired[method.__name__] += 1
            method(self, **drawn)

        as_rule: Callable[[Callable[..., None]], Callable[..., None]] = rule(**strategies)
        made_rule = as_rule(counted)
        return precondition(when)(made_rule) if when is not None else made_rule

    return made


@contextmanager
def nothing_raises(what: str) -> Iterator[None]:
    """Fail in the name of the invariant that is broken where something raises."""
    try:
        yield
    except NotAskedForError as error:
        raise AssertionError(f"invariant 17: {what} touched something: {error}") from error
    except Exception as error:
        raise AssertionError(f"invariant 14: {what} raised {error!r}") from error


class ScriptedChat:
    """A `Chat` that answers as it was told to last, and knows what it was asked to say."""

    def __init__(self) -> None:
        self.answer = "done"
        self.at: Instant = 0
        self.said: list[tuple[PostMessage, str]] = []
        self.shown: list[Action] = []

    def _answered(self) -> None:
        if self.answer == "refused":
            raise Refused("the channel is archived")
        if self.answer == "not now":
            raise NotNow(self.at + MINUTE)

    async def post(self, action: PostMessage) -> str:
        self._answered()
        self.shown.append(action)
        self.said.append((action, ts_of(self.at + len(self.said))))
        return self.said[-1][1]

    async def find(self, action: PostMessage) -> str | None:
        return next((ts for one, ts in self.said if one.key == action.key), None)

    async def update(self, action: UpdateMessage) -> None:
        self._answered()
        self.shown.append(action)

    async def open_form(self, action: OpenForm) -> str:  # noqa: ARG002 - nothing is sent
        self._answered()
        return "V1"

    async def refuse_form(self, action: RefuseForm) -> None:  # noqa: ARG002 - nothing is sent
        self._answered()

    async def answer_privately(self, action: AnswerPrivately) -> None:
        self._answered()
        self.shown.append(action)

    async def publish_home(self, action: PublishHome) -> None:
        self._answered()
        self.shown.append(action)

    async def ask(self, action: AskModel) -> ModelReply:
        self._answered()
        return told(f"I activate {action.about}", action)


def told(text: str, action: AskModel) -> ModelReply:
    """Return what a model says that repeats what it reads, and puts words of its own beside it."""
    read = [one for one in action.material if one.name != QUESTION]
    quoted = tuple(Quotation(one.name, one.text) for one in read)
    said = (Statement(text, quoted), *(Statement(one.words, (one,)) for one in quoted))
    return ModelReply(Ending.ANSWERED, said, Usage(cost=action.allowance.cost))


class WatchedSearch:
    """A `Search` that remembers what another one raised, for whoever works off actions tries those again in silence."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.errors: list[Exception] = []

    async def find(self, action: FindSimilar) -> Sequence[Found]:
        try:
            return await self.search.find(action)
        except Exception as error:
            self.errors.append(error)
            raise


class Scene(RuleBasedStateMachine):
    """A store, what was told to it, and the checks after each event; the rules are in the classes below."""

    store_class: ClassVar[type[MemoryStore]] = MemoryStore
    fired: ClassVar[Counter[str]] = Counter()
    reasons: ClassVar[Counter[str]] = Counter()
    begun: ClassVar[int] = 0
    failed_at: ClassVar[int | None] = None

    def __init__(self) -> None:
        super().__init__()
        type(self).begun += 1
        self.store = self.store_class(POLICY)
        self.chat = ScriptedChat()
        self.search = WatchedSearch(self.store.search)
        self.ports = turn.Ports(self.chat, self.chat, self.search)
        self.memory = Memory()
        self.log: list[tuple[Event, str]] = []
        self.at: Instant = START
        self.serial = 0
        self.seen: list[MessageSeen] = []
        self.held: list[MessageSeen] = []
        self.written: dict[str, tuple[MessageRef, str]] = {}
        self.erased = False

    def feed(self, event: Event) -> Decision:
        """Let something happen, and check what is decided."""
        self._note(event)
        before = before_in(self.store)
        with nothing_raises(repr(event)):
            decision = done(turn.take_turn(self.store, event))
        self._heard(event, decision, before)
        return decision

    def _note(self, event: Event) -> None:
        """Note what an event says of words and places before the core hears of it."""
        self._note_words(event)
        match event:
            case ChannelJoined():
                self.memory.joined.add(event.channel)
            case DirectMessageSeen():
                self.memory.joined.add(event.channel)
            case ChannelLeft():
                self.memory.joined.discard(event.channel)
            case ChannelArchived() | ChannelSeen(archived=True):
                self.memory.archived.add(event.channel)
            case ChannelUnarchived() | ChannelSeen():
                self.memory.archived.discard(event.channel)
            case ChannelShared() if not self.store.directory.is_shared(event.channel):
                self.memory.hushed.add(event.channel)
            case ChannelUnshared():
                self.memory.hushed.discard(event.channel)
            case ChannelReplaced():
                self._note_replaced(event)
            case _:
                pass

    def _note_words(self, event: Event) -> None:
        """Note where words are from and from whom, who may read there, and who is forgotten."""
        memory = self.memory
        match event:
            case ChannelSeen():
                (memory.public.discard if event.private else memory.public.add)(event.channel)
            case MessageSeen() | MessageEdited():
                for marker in MARKER.findall(event.text):
                    memory.homes[marker] = event.channel
                    self._wrote(marker, MessageRef(event.channel, event.ts), event.person or "")
            case PersonSeen():
                for marker in MARKER.findall(event.name):
                    self._wrote(marker, MessageRef("", ""), event.person)
            case PersonErased() if event.by in {None, event.person}:
                memory.erased.add(event.person)
            case PersonReadmitted() if event.by in {None, event.person}:
                memory.erased.discard(event.person)
            case _:
                pass

    def _wrote(self, marker: str, where: MessageRef, person: str) -> None:
        """Remember who a word is from; nothing is taken of who was erased."""
        self.written[marker] = (where, person)
        if person in self.memory.erased:
            self.memory.gone.add(marker)

    def _note_replaced(self, event: ChannelReplaced) -> None:
        memory = self.memory
        for places in (memory.joined, memory.archived, memory.hushed):
            if event.channel in places:
                places.add(event.successor)
        memory.joined.discard(event.channel)
        if event.successor not in memory.public:
            memory.public.discard(event.channel)

    def _heard(self, event: Event, decision: Decision, before: Before) -> None:
        self.log.append((event, decision_to_json(decision)))
        self.reasons.update(reason.why.value for reason in decision.reasons)
        if isinstance(event, SharingAgreed) and decision.changes:
            (self.memory.hushed.discard if event.agreed else self.memory.hushed.add)(event.channel)
        check_decision(before, self.memory, event, decision)

    def work_off(self) -> None:
        """Do what is due until nothing is left."""
        self.chat.at = self.at
        for _ in range(_ROUNDS):
            before = before_in(self.store)
            with nothing_raises("working off"):
                outcomes = done(turn.work_off(self.store, self.store.outbox, self.ports, self.at, WORKED))
            must(14, f"searching raised {self.search.errors}", hold=not self.search.errors)
            check_private(self.memory, self.chat.shown)
            self.chat.shown.clear()
            for event, decision in outcomes:
                self._heard(event, decision, before)
            if not outcomes:
                return

    def passes(self, gap: Instant, late: Instant = 0) -> Instant:
        """Let time pass and return the moment of an event that is late by so much; no two are the same."""
        self.serial += 1
        self.at += gap + 1
        return self.at - late

    def named(self, what: str) -> str:
        """Return the id of an event that is the only one of its kind."""
        self.serial += 1
        return f"{what}-{self.serial}"

    def marker(self) -> str:
        """Return a word that stands nowhere else."""
        self.serial += 1
        return f"zq{self.serial}zq"

    def one_of(self, pick: int) -> MessageSeen:
        """Return an earlier message, or one that nobody has heard of."""
        return self.seen[-1 - pick % len(self.seen)] if self.seen else said(START - HOUR, "C1", "U1", "")

    def asked(self, pick: int) -> HelpRequest:
        """Return one of the help requests."""
        known = sorted(self.store.of_kind(HelpRequest), key=lambda one: one.root)
        chosen: HelpRequest = known[pick % len(known)]
        return chosen

    def tell(self, event: MessageSeen) -> None:
        """Let a message be heard, which later ones may be about."""
        self.feed(event)
        self.seen.append(event)

    def is_gone(self, text: str) -> bool:
        """Say whether a text holds words that were erased, so that the chat does not have them any more either."""
        return not self.memory.gone.isdisjoint(MARKER.findall(text))

    def version(self, alert: str, pick: int) -> RunbookVersion:
        """Return a version of an alert's runbook, or one that there is not."""
        found = (one for one in self.store.of_kind(RunbookVersion) if one.alert == alert)
        known = sorted(found, key=lambda one: one.number)
        return known[pick % len(known)] if known else RunbookVersion(alert, 1, "", digest_of(""), "", 0)

    def state(self) -> str:
        """Return all that the store remembers."""
        return "".join(state_to_json(self.store))

    def taught(self) -> set[str]:
        """Return the words in skeletons that a person taught: what all messages of a bot's template say stays."""
        lessons = (one for of_bot in self.store.directory.lessons.values() for one in of_bot.values())
        return {marker for one in lessons for marker in MARKER.findall(one.skeleton)}

    def check_words_are_gone(self, gone: Iterable[str]) -> None:
        """Check that nothing remembers words, now and from now on."""
        self.memory.gone.update(gone)
        left = self.memory.gone.intersection(MARKER.findall("\n".join(words_in(self.store)))) - self.taught()
        must(13, f"words are left: {left}", hold=not left)

    @initialize()
    def introduced(self) -> None:
        for event in INTRODUCTIONS:
            self.feed(event)

    @invariant()
    def what_is_remembered_is_sound(self) -> None:
        check_state(self.store, self.memory, erased=self.erased)
        self.erased = False

    def teardown(self) -> None:
        """Check what takes the whole history: replays, duplicates, and words that are gone."""
        failed = sys.exc_info()[0]
        if failed is None:
            try:
                self._check_history()
            except AssertionError:
                self._failed()
                raise
        elif issubclass(failed, AssertionError):  # others are Hypothesis's own, which give an example up
            self._failed()

    def _failed(self) -> None:
        if self.failed_at is None:
            type(self).failed_at = self.begun

    def _check_history(self) -> None:
        self.check_words_are_gone(())
        self._check_replay()
        self._check_hearing_everything_twice()

    def _check_replay(self) -> None:
        store = self.store_class(POLICY)
        for event, decided in self.log:
            again = decision_to_json(done(turn.take_turn(store, event_from_json(event_to_json(event)))))
            must(5, f"{event.id} is decided otherwise: {again} and not {decided}", hold=again == decided)

    def _check_hearing_everything_twice(self) -> None:
        before = weight_of(self.store)
        for event, _ in self.log:
            done(turn.take_turn(self.store, event))
        after = weight_of(self.store)
        must(16, f"{len(self.log)} duplicates added {after - before} bytes", hold=after <= before)


class Time(Scene):
    """Time passes, and what is due is done, or refused, or postponed."""

    @happens(by=st.sampled_from((MINUTE, 10 * MINUTE, HOUR, DAY)), answer=answers)
    def time_passes(self, by: Instant, answer: str) -> None:
        self.passes(by)
        self.chat.answer = answer
        self.work_off()

    @happens(lambda scene: bool(scene.chat.said), pick=picks)
    def own_post_comes_back(self, pick: int) -> None:
        if self.chat.said:
            action, ts = self.chat.said[pick % len(self.chat.said)]
            text = action.body.headline
            at, content = self.passes(0), Content(text=text, title=text)
            ours = MessageSeen(
                f"{action.channel}/{ts}", at, action.channel, ts, action.thread, None, text, RATCHET, content, ours=True
            )
            self.feed(ours)


class Work(Scene):
    """An alert fires, a person says in its thread what was done, and it resolves; the draft is agreed on, or not."""

    @happens(
        channel=channels,
        alert=st.sampled_from(ALERTS),
        person=people,
        text=st.sampled_from(ANSWERS),
        agreed=st.booleans(),
    )
    def alert_is_worked_on(self, channel: str, alert: str, person: str, text: str, agreed: bool) -> None:
        fires = posted(self.passes(HOUR), channel, firing(alert))
        self.tell(fires)
        self.tell(said(self.passes(MINUTE), channel, person, marked(text, self.marker()), fires.ts))
        self.tell(posted(self.passes(MINUTE), channel, resolved(alert)))
        self.passes(HOUR)
        self.work_off()
        if agreed:
            last, at = self.version(FINGERPRINTS[ALERTS.index(alert)], -1), self.passes(0)
            self.feed(
                RunbookApproved(self.named("agree"), at, last.alert, last.number, last.digest, "U1", assumed=True)
            )


class Alerts(Work):
    """Tools say that alerts fire and resolve, and what else they post."""

    @happens(
        gap=gaps,
        late=late,
        channel=channels,
        alert=st.sampled_from(ALERTS),
        severity=st.sampled_from(("critical", "warning")),
    )
    def alert_fires(self, gap: Instant, late: Instant, channel: str, alert: str, severity: str) -> None:
        self.tell(posted(self.passes(gap, late), channel, firing(alert, severity)))

    @happens(gap=gaps, late=late, channel=channels, alert=st.sampled_from(ALERTS))
    def alert_resolves(self, gap: Instant, late: Instant, channel: str, alert: str) -> None:
        self.tell(posted(self.passes(gap, late), channel, resolved(alert)))

    @happens(
        gap=gaps,
        late=late,
        state=st.sampled_from(("FIRING", "RESOLVED")),
        members=st.lists(st.sampled_from(("web-1", "web-2", f"web-3 {PLANTED}")), unique=True, max_size=3),
    )
    def grouped_alert_speaks(self, gap: Instant, late: Instant, state: str, members: list[str]) -> None:
        self.tell(posted(self.passes(gap, late), "C1", grouped(ALERTS[0], state, tuple(members))))

    @happens(has_heard, gap=gaps, pick=picks, alert=st.sampled_from(ALERTS), over=st.booleans())
    def tool_edits_its_message(self, gap: Instant, pick: int, alert: str, over: bool) -> None:
        one = self.one_of(pick)
        if one.content is not None:
            content = resolved(alert) if over else firing(alert)
            self.feed(_edited(self.named("edit"), self.passes(gap), one, content.text, content))

    @happens(has_heard, gap=gaps, pick=picks, alert=st.sampled_from(ALERTS))
    def bot_replies(self, gap: Instant, pick: int, alert: str) -> None:
        root = self.one_of(pick)
        self.tell(posted(self.passes(gap), root.channel, firing(alert), root.ts))


class Crowds(Alerts):
    """More alerts come at once than a budget has room for, and time goes on while their cards are held back."""

    @happens(channel=channels, by=st.sampled_from((0, MINUTE, 3 * MINUTE)))
    def alerts_come_at_once(self, channel: str, by: Instant) -> None:
        for alert in ALERTS:
            self.tell(posted(self.passes(0), channel, firing(alert, "warning")))
        self.chat.answer = "done"
        for gap in (2 * MINUTE, by):
            self.passes(gap)
            self.work_off()


class Notices(Scene):
    """Tools say what was deployed, and people say what that is about."""

    @happens(gap=gaps, late=late, channel=channels, service=st.sampled_from(SERVICES))
    def deploy_is_announced(self, gap: Instant, late: Instant, channel: str, service: str) -> None:
        self.tell(posted(self.passes(gap, late), channel, deployed(service, self.marker())))

    @happens(has_heard, pick=picks, service=st.sampled_from(SERVICES))
    def deploy_is_edited(self, pick: int, service: str) -> None:
        one = self.one_of(pick)
        if one.content is not None and one.content.title.startswith("Deployed"):
            content = deployed(service, self.marker())
            self.feed(_edited(self.named("edit"), self.passes(0), one, content.text, content))

    @happens(has_heard, pick=picks, service=services, by=people)
    def notification_is_tied(self, pick: int, service: str, by: str) -> None:
        one = self.one_of(pick)
        self.feed(NotificationTied(self.named("tie"), self.passes(0), one.channel, one.ts, service, by))


def _edited(name: str, at: Instant, one: MessageSeen, text: str, content: Content | None = None) -> MessageEdited:
    return MessageEdited(name, at, one.channel, one.ts, one.thread, one.person, text, one.bot, content)


class Questions(Scene):
    """A person asks, wants to see what was asked before, and another one answers a while later."""

    @happens(gap=gaps, channel=channels, person=people, other=people, text=st.sampled_from(QUESTIONS))
    def question_is_answered(self, gap: Instant, channel: str, person: str, other: str, text: str) -> None:
        asked = said(self.passes(gap), channel, person, marked(text, self.marker()))
        self.tell(asked)
        self.passes(5 * MINUTE)
        self.work_off()
        self.person_wants_to_see_what_is_similar(asked)
        self.tell(said(self.passes(MINUTE), channel, other, marked(USE_IT, self.marker()), asked.ts))

    def person_wants_to_see_what_is_similar(self, asked: MessageSeen) -> None:
        """Have the asker call ratchet in the thread, and do all that comes of it."""
        at = self.passes(SECOND)
        called = Mentioned(
            self.named("call"), at, asked.channel, ts_of(at), asked.ts, asked.person or "", "@ratchet similar"
        )
        self.feed(called)
        self.work_off()


class Talk(Questions):
    """People ask, answer, edit, delete and react, and messages arrive in another order than they were written."""

    @happens(gap=gaps, late=late, channel=channels, person=people, text=st.sampled_from(QUESTIONS))
    def person_asks(self, gap: Instant, late: Instant, channel: str, person: str, text: str) -> None:
        self.tell(said(self.passes(gap, late), channel, person, marked(text, self.marker())))

    @happens(gap=gaps, late=late, channel=channels, person=people, text=texts)
    def person_says(self, gap: Instant, late: Instant, channel: str, person: str, text: str) -> None:
        self.tell(said(self.passes(gap, late), channel, person, marked(text, self.marker())))

    @happens(has_heard, gap=gaps, late=late, pick=picks, person=people, text=texts)
    def person_replies(self, gap: Instant, late: Instant, pick: int, person: str, text: str) -> None:
        root = self.one_of(pick)
        text = marked(text, self.marker())
        self.tell(said(self.passes(gap, late), root.channel, person, text, root.thread or root.ts))

    @happens(channel=channels, person=people, other=people, text=st.sampled_from(QUESTIONS))
    def reply_is_heard_before_its_root(self, channel: str, person: str, other: str, text: str) -> None:
        root = said(self.passes(0), channel, person, marked(text, self.marker()))
        self.held.append(root)
        self.tell(said(self.passes(SECOND), channel, other, marked(USE_IT, self.marker()), root.ts))

    @happens(has_held, pick=picks)
    def root_is_heard_at_last(self, pick: int) -> None:
        if self.held:
            self.tell(self.held.pop(pick % len(self.held)))

    @happens(has_heard, gap=gaps, pick=picks, text=texts | st.sampled_from(QUESTIONS))
    def message_is_edited(self, gap: Instant, pick: int, text: str) -> None:
        one = self.one_of(pick)
        if one.person is not None:
            self.feed(_edited(self.named("edit"), self.passes(gap), one, marked(text, self.marker())))

    @happens(gap=gaps, pick=picks, person=people, name=st.sampled_from(("white_check_mark", "eyes", "")))
    def person_reacts(self, gap: Instant, pick: int, person: str, name: str) -> None:
        one = self.one_of(pick)
        about = one.channel, one.ts, one.thread, person, name
        self.feed(ReactionAdded(self.named("react"), self.passes(gap), *about))
        if pick % 3 == 0:
            at = self.passes(0)
            self.feed(ReactionRemoved(self.named("unreact"), at, *about))
            self._check_tick_is_gone(one, at - 1)

    def _check_tick_is_gone(self, one: MessageSeen, at: Instant) -> None:
        root = MessageRef(one.channel, one.thread or one.ts)
        ticked = [known.ticked_at for known in self.store.of_kind(HelpRequest) if known.root == root]
        must(7, "a tick counts that was taken back", hold=at not in ticked)


class Erasure(Scene):
    """Messages are deleted, and people erased; no word of theirs is left."""

    @happens(has_heard, pick=picks)
    def message_is_deleted(self, pick: int) -> None:
        one = self.one_of(pick)
        if pick % 3 == 0 and one in self.seen:
            self.seen.remove(one)
        self._deleted(one)

    @happens(has_held, pick=picks)
    def deletion_is_heard_before_its_message(self, pick: int) -> None:
        if self.held:
            one = self.held[pick % len(self.held)]
            self.written[MARKER.findall(one.text)[0]] = (MessageRef(one.channel, one.ts), one.person or "")
            self._deleted(one)

    def _deleted(self, one: MessageSeen) -> None:
        self.erased = True
        self.feed(MessageDeleted(f"{one.id}/deleted", self.passes(0), one.channel, one.ts))
        gone = MessageRef(one.channel, one.ts)
        self.check_words_are_gone(marker for marker, (where, _) in self.written.items() if where == gone)

    @happens(person=people, by=st.none() | people)
    def person_is_erased(self, person: str, by: str | None) -> None:
        self.erased = by in (None, person)
        self.feed(PersonErased(self.named("erase"), self.passes(0), person, by))
        if self.erased:
            self._goes_on()
            self.check_words_are_gone(marker for marker, (_, who) in self.written.items() if who == person)
            if self.serial % 2:
                self.seen = [one for one in self.seen if one.person != person]

    @happens(person=people, by=st.none() | people)
    def person_is_readmitted(self, person: str, by: str | None) -> None:
        self.feed(PersonReadmitted(self.named("readmit"), self.passes(0), person, by))

    @happens(person=people)
    def roster_is_told_again(self, person: str) -> None:
        name = f"{person} {self.marker()}"
        self.feed(PersonSeen(self.named("seen"), self.passes(0), person, name, external=person == "U9"))

    def _goes_on(self) -> None:
        """Let an erasure that is done in steps come to its end."""
        for _ in range(_ROUNDS):
            if any(isinstance(one.about, AboutPerson) for one in self.store.outbox.actions.values()):
                self.work_off()


class Turns(Scene):
    """Channels become private, and public again."""

    @happens(gap=gaps, channel=st.sampled_from(CHANNELS), private=st.booleans())
    def channel_turns_private_or_public(self, gap: Instant, channel: str, private: bool) -> None:
        name = self.store.directory.channels[channel].name
        self.feed(ChannelSeen(self.named("seen"), self.passes(gap), channel, name, private))


class Moves(Scene):
    """Channels go on under other ids."""

    @happens(gap=gaps, channel=channels)
    def channel_is_replaced(self, gap: Instant, channel: str) -> None:
        self.feed(ChannelReplaced(self.named("replace"), self.passes(gap), channel, self.named("C")))


class Presence(Turns, Moves):
    """ratchet joins and leaves channels, and they are renamed, archived, replaced and shared."""

    @happens(gap=gaps, channel=channels)
    def channel_is_joined(self, gap: Instant, channel: str) -> None:
        self.feed(ChannelJoined(self.named("join"), self.passes(gap), channel, live=self.serial % 2 == 0))

    @happens(gap=gaps, channel=channels)
    def channel_is_left(self, gap: Instant, channel: str) -> None:
        self.feed(ChannelLeft(self.named("leave"), self.passes(gap), channel))
        left = [one for one in waiting_posts(self.store) if one.channel == channel]
        must(8, f"something is still to be said in {channel}", hold=not left)

    @happens(channel=st.sampled_from(CHANNELS), archived=st.booleans())
    def channel_is_renamed(self, channel: str, archived: bool) -> None:
        private = self.store.directory.channels[channel].private
        name = self.named("name")
        self.feed(ChannelSeen(self.named("seen"), self.passes(0), channel, name, private, archived))
        self.feed(ChannelRenamed(self.named("rename"), self.passes(0), channel, name))
        must(11, f"{channel} is public now", hold=self.store.directory.channels[channel].private == private)

    @happens(gap=gaps, channel=channels)
    def channel_is_archived(self, gap: Instant, channel: str) -> None:
        self.feed(ChannelArchived(self.named("archive"), self.passes(gap), channel))
        left = [one for one in waiting_posts(self.store) if one.channel == channel]
        must(8, f"something is still to be said in {channel}", hold=not left)

    @happens(gap=gaps, channel=channels)
    def channel_is_unarchived(self, gap: Instant, channel: str) -> None:
        self.feed(ChannelUnarchived(self.named("unarchive"), self.passes(gap), channel))

    @happens(gap=gaps, channel=channels, mode=st.sampled_from(Mode), by=members)
    def channel_is_configured(self, gap: Instant, channel: str, mode: Mode, by: str) -> None:
        place = attrs.evolve(POLICY.default, cards=mode, answers=mode)
        before = self.store.directory
        self.feed(ChannelConfigured(self.named("configure"), self.passes(gap), channel, place, by))
        directory, person = self.store.directory, before.people.get(by)
        known = directory.settings.get(channel)
        may = person is not None and not person.external
        must(12, f"{by} configured {channel}", hold=may or known == before.settings.get(channel))
        must(8, "the settings do not hold", hold=known is None or directory.place(channel) == known.place)

    @happens(has_heard, pick=picks, kind=st.sampled_from(Kind), by=members)
    def message_is_corrected(self, pick: int, kind: Kind, by: str) -> None:
        one = self.one_of(pick)
        if one.bot is not None and one.content is not None:
            told = one.bot.key, skeleton_of(one.content, recognise(one.content, one.bot).members)
            self.feed(MessageCorrected(self.named("correct"), self.passes(0), one.channel, one.ts, *told, kind, by))

    @happens(workspace=st.sampled_from(("T1", "T1", "T2")))
    def ratchet_is_installed(self, workspace: str) -> None:
        known = self.store.directory.installation
        self.feed(Installed(self.named("install"), self.passes(0), workspace, "U0", "B0"))
        now = self.store.directory.installation
        same = known is None or (now is not None and now.workspace == known.workspace)
        must(12, "the workspace is another one now", hold=same)

    @happens(channel=channels, shared=st.booleans())
    def channel_is_shared(self, channel: str, shared: bool) -> None:
        kind = ChannelShared if shared else ChannelUnshared
        self.feed(kind(self.named("share"), self.passes(0), channel))

    @happens(channel=channels, by=members, agreed=st.booleans())
    def sharing_is_agreed_to(self, channel: str, by: str, agreed: bool) -> None:
        before = self.store.directory
        decision = self.feed(SharingAgreed(self.named("agree"), self.passes(0), channel, by, agreed))
        person = before.people.get(by)
        may = person is not None and not person.external
        must(12, f"{by} spoke for {channel}", hold=may or not decision.changes)


class History(Presence):
    """What was written while ratchet was away is read, page after page, or cannot be read."""

    @happens(
        lambda scene: bool(scene.asked_for()),
        pick=picks,
        person=people,
        text=st.sampled_from(QUESTIONS),
        alert=st.sampled_from(ALERTS),
        more=st.booleans(),
    )
    def history_is_read(self, pick: int, person: str, text: str, alert: str, more: bool) -> None:
        known = self.asked_for()
        if not known:
            return
        action = known[pick % len(known)]
        away = HOUR + 500_003  # no moment of another rule is so far back
        asked = said(self.passes(0, away), action.channel, person, marked(text, self.marker()))
        fires = posted(self.passes(0, away), action.channel, firing(alert))
        again = [one for one in self.seen[-3:] if one.channel == action.channel and not self.is_gone(one.text)]
        lately = said(self.passes(0, 500_003), action.channel, person, marked(text, self.marker()))
        for one in (asked, fires, lately):
            self.tell(turn.as_heard(one, action.answered_since, self.at))
        for one in again:
            self.feed(turn.as_heard(one, action.answered_since, self.at))
        cursor = self.named("cursor") if more else None
        self.feed(HistoryRead(f"{action.key}/done", self.at, action, cursor, 3 + len(again)))

    @happens(lambda scene: bool(scene.asked_for()), pick=picks)
    def history_cannot_be_read(self, pick: int) -> None:
        known = self.asked_for()
        if known:
            action = known[pick % len(known)]
            self.feed(ActionFailed(f"{action.key}/failed", self.passes(0), action, "not in the channel"))

    def asked_for(self) -> list[ReadHistory]:
        """Return what history is asked for and not read yet."""
        return [one for one in self.store.outbox.actions.values() if isinstance(one, ReadHistory)]


class Choices(Scene):
    """People choose in menus and forms what a message is, and what ratchet may do in a channel."""

    @happens(has_heard, pick=picks, person=members)
    def question_is_tracked(self, pick: int, person: str) -> None:
        one, name, at = self.one_of(pick), self.named("track"), self.passes(0)
        text = "" if self.is_gone(one.text) else one.text
        self.feed(
            ShortcutUsed(
                name,
                at,
                person,
                Shortcut.TRACK_HELP_REQUEST,
                one.channel,
                one.ts,
                "T",
                one.bot,
                one.content,
                one.person,
                text,
                one.thread,
            )
        )

    @happens(channel=channels, person=members, mode=st.sampled_from((*Mode, "loud")), of=st.sampled_from(MODES))
    def settings_are_sent(self, channel: str, person: str, mode: str, of: str) -> None:
        self.feed(CommandGiven(self.named("command"), self.passes(0), person, channel, "settings", "T"))
        told = self.store.directory.settings.get(channel)
        place = POLICY.default if told is None else told.place
        present = {name: str(getattr(place, name).value) for name in MODES}
        values = tuple(FormValue(name, value) for name, value in (present | {of: mode}).items())
        self.feed(FormSubmitted(self.named("send"), self.passes(0), person, "V1", AboutChannel(channel), values))

    @happens(pick=picks, name=st.sampled_from(("white_check_mark", "eyes")))
    def own_user_reacts(self, pick: int, name: str) -> None:
        one = self.one_of(pick)
        if self.store.directory.installation is None:
            self.feed(Installed(self.named("install"), self.passes(0), "T1", "U0", "B0"))
        self.feed(ReactionAdded(self.named("react"), self.passes(0), one.channel, one.ts, None, "U0", name))

    @happens(
        lambda scene: bool(scene.chat.said),
        pick=picks,
        person=people,
        name=st.sampled_from(("white_check_mark", "eyes")),
    )
    def person_reacts_to_own_post(self, pick: int, person: str, name: str) -> None:
        if self.chat.said:
            action, ts = self.chat.said[pick % len(self.chat.said)]
            self.feed(ReactionAdded(self.named("react"), self.passes(0), action.channel, ts, None, person, name))


class Organisation(Scene):
    """People come and go; teams and services are named, merged, parted and handed over."""

    @happens(person=people, external=st.booleans())
    def person_is_seen(self, person: str, external: bool) -> None:
        name = f"{person} {self.marker()}"
        external = external and person == "U9"
        self.feed(PersonSeen(self.named("seen"), self.passes(0), person, name, external=external))

    @happens(gap=gaps, late=late, team=teams, by=rights)
    def team_is_named(self, gap: Instant, late: Instant, team: str, by: str | None) -> None:
        name = self.named("team")
        self.feed(TeamNamed(name, self.passes(gap, late), team, name, by))

    @happens(gap=gaps, late=late, team=teams, into=teams, by=rights)
    def teams_are_merged(self, gap: Instant, late: Instant, team: str, into: str, by: str | None) -> None:
        event = TeamsMerged(self.named("merge"), self.passes(gap, late), team, into, by)
        self.feed(event)
        once = dict(self.store.directory.teams)
        self.feed(attrs.evolve(event, id=f"{event.id}/again"))
        must(4, "merging twice is not merging once", hold=dict(self.store.directory.teams) == once)

    @happens(gap=gaps, late=late, team=teams, by=rights)
    def team_merge_is_undone(self, gap: Instant, late: Instant, team: str, by: str | None) -> None:
        self.feed(TeamMergeUndone(self.named("undo"), self.passes(gap, late), team, by))

    @happens(gap=gaps, late=late, person=people, team=teams, by=rights)
    def member_joins(self, gap: Instant, late: Instant, person: str, team: str, by: str | None) -> None:
        self.feed(MemberJoined(self.named("in"), self.passes(gap, late), person, team, by))

    @happens(gap=gaps, late=late, person=people, team=teams, by=rights)
    def member_leaves(self, gap: Instant, late: Instant, person: str, team: str, by: str | None) -> None:
        self.feed(MemberLeft(self.named("out"), self.passes(gap, late), person, team, by))

    @happens(gap=gaps, late=late, owned=services | channels, team=st.none() | teams, by=rights)
    def owner_changes(self, gap: Instant, late: Instant, owned: str, team: str | None, by: str | None) -> None:
        kind = OwnedKind.CHANNEL if owned.startswith("C") else OwnedKind.SERVICE
        self.feed(OwnerChanged(self.named("own"), self.passes(gap, late), kind, owned, team, by))

    @happens(service=services, by=rights)
    def service_is_named(self, service: str, by: str | None) -> None:
        self.feed(ServiceNamed(self.named("name"), self.passes(0), service, self.named("service"), by))

    @happens(service=services, alias=st.sampled_from(("books", "Ledger", "till")), by=rights)
    def service_is_aliased(self, service: str, alias: str, by: str | None) -> None:
        self.feed(ServiceAliased(self.named("alias"), self.passes(0), service, alias, by))

    @happens(gap=gaps, late=late, service=services, into=services, by=rights)
    def services_are_merged(self, gap: Instant, late: Instant, service: str, into: str, by: str | None) -> None:
        self.feed(ServicesMerged(self.named("merge"), self.passes(gap, late), service, into, by))

    @happens(gap=gaps, late=late, service=services, by=rights)
    def service_is_split(self, gap: Instant, late: Instant, service: str, by: str | None) -> None:
        self.feed(ServiceSplit(self.named("split"), self.passes(gap, late), service, by))


class Handling(Scene):
    """People say what alerts and questions are about, whose they are, and how they ended."""

    @happens(has_alerts, alert=alerts, service=services, by=members)
    def alert_is_tied(self, alert: str, service: str, by: str) -> None:
        self.feed(AlertTied(self.named("tie"), self.passes(0), alert, service, by))

    @happens(has_asked, pick=picks, service=services, by=members)
    def request_is_tied(self, pick: int, service: str, by: str) -> None:
        one = self.asked(pick)
        self.feed(HelpRequestTied(self.named("tie"), self.passes(0), one.root.channel, one.root.ts, service, by))

    @happens(has_asked, gap=gaps, pick=picks, team=teams, by=members)
    def request_is_handed_off(self, gap: Instant, pick: int, team: str, by: str) -> None:
        one = self.asked(pick)
        self.feed(HelpRequestHandedOff(self.named("hand"), self.passes(gap), one.root.channel, one.root.ts, team, by))

    @happens(has_asked, pick=picks, resolution=st.sampled_from(Resolution), by=members)
    def request_is_resolved(self, pick: int, resolution: Resolution, by: str) -> None:
        one = self.asked(pick)
        self.feed(HelpRequestResolved(self.named("end"), self.passes(0), one.root.channel, one.root.ts, resolution, by))

    @happens(has_asked, pick=picks, by=members)
    def request_is_reopened(self, pick: int, by: str) -> None:
        one = self.asked(pick)
        self.feed(HelpRequestReopened(self.named("open"), self.passes(0), one.root.channel, one.root.ts, by))

    @happens(has_asked, pick=picks, where=channels, alert=alerts, number=numbers, by=members)
    def request_is_linked(self, pick: int, where: str, alert: str, number: int, by: str) -> None:
        one = self.asked(pick)
        at = self.passes(0)
        self.feed(HelpRequestLinked(self.named("link"), at, one.root.channel, one.root.ts, where, alert, number, by))


class Runbooks(Scene):
    """Runbooks are written, decided on by people with and without the right to, and voted on."""

    @happens(has_alerts, alert=alerts, text=texts, by=members)
    def runbook_is_written(self, alert: str, text: str, by: str) -> None:
        self.feed(RunbookWritten(self.named("write"), self.passes(0), alert, text, by))

    @happens(has_alerts, pick=picks, text=texts, by=members)
    def runbook_is_written_and_approved(self, pick: int, text: str, by: str) -> None:
        known = sorted(one.fingerprint for one in self.store.of_kind(Alert))
        alert = known[pick % len(known)]
        self.feed(RunbookWritten(self.named("write"), self.passes(0), alert, text, by))
        last, at = self.version(alert, -1), self.passes(0)
        self.feed(RunbookApproved(self.named("approve"), at, alert, last.number, last.digest, by))

    @happens(has_runbooks, pick=picks, alert=st.sampled_from(FINGERPRINTS), marked=st.booleans())
    def runbook_is_copied_by_hand(self, pick: int, alert: str, marked: bool) -> None:
        known = sorted(self.store.of_kind(RunbookVersion), key=key_of)
        one = known[pick % len(known)]
        private = sources_in(one) <= confined_to(self.store.directory, one)
        text = one.text if marked or not private else words_of(one.text)
        self.feed(RunbookWritten(self.named("copy"), self.passes(0), alert, text, "U1"))
        last, at = self.version(alert, -1), self.passes(0)
        self.feed(RunbookApproved(self.named("approve"), at, alert, last.number, last.digest, "U1", assumed=True))

    @happens(has_runbooks, alert=alerts, pick=picks, by=members, right=st.booleans(), assumed=st.booleans())
    def runbook_is_approved(self, alert: str, pick: int, by: str, right: bool, assumed: bool) -> None:
        version, at = self.version(alert, pick), self.passes(0)
        digest = version.digest if right else digest_of(version.text + " ")
        self.feed(RunbookApproved(self.named("approve"), at, alert, version.number, digest, by, assumed))

    @happens(has_runbooks, alert=alerts, pick=picks, by=members)
    def runbook_is_rejected(self, alert: str, pick: int, by: str) -> None:
        number = self.version(alert, pick).number
        self.feed(RunbookRejected(self.named("reject"), self.passes(0), alert, number, by))

    @happens(has_runbooks, alert=alerts, pick=picks, by=members)
    def runbook_is_activated(self, alert: str, pick: int, by: str) -> None:
        number = self.version(alert, pick).number
        self.feed(RunbookActivated(self.named("activate"), self.passes(0), alert, number, by))

    @happens(has_runbooks, alert=alerts, pick=picks, helpful=st.booleans(), by=members)
    def runbook_is_voted_on(self, alert: str, pick: int, helpful: bool, by: str) -> None:
        number = self.version(alert, pick).number
        self.feed(RunbookVoted(self.named("vote"), self.passes(0), alert, number, helpful, by))


class Mutes(Scene):
    """Alerts are muted, and incidents judged."""

    @happens(
        has_alerts,
        alert=alerts,
        channel=st.none() | channels,
        lasts=st.sampled_from((-1, MINUTE, HOUR, DAY)),
        by=members,
    )
    def alert_is_muted(self, alert: str, channel: str | None, lasts: Instant, by: str) -> None:
        at, reason = self.passes(0), f"known {PLANTED} {self.marker()}"
        self.written[MARKER.findall(reason)[0]] = (MessageRef("", ""), by)
        self.feed(AlertMuted(self.named("mute"), at, alert, channel, at + lasts, reason, by))

    @happens(has_alerts, gap=gaps, alert=alerts, by=members)
    def mute_is_ended(self, gap: Instant, alert: str, by: str) -> None:
        self.feed(MuteEnded(self.named("end"), self.passes(gap), alert, by))

    @happens(has_alerts, channel=channels, alert=alerts, number=numbers, verdict=st.sampled_from(Verdict), by=members)
    def incident_is_marked(self, channel: str, alert: str, number: int, verdict: Verdict, by: str) -> None:
        self.feed(IncidentMarked(self.named("mark"), self.passes(0), channel, alert, number, verdict, by))

    @happens(has_alerts, gap=gaps, channel=channels, alert=alerts, number=numbers, by=members)
    def incident_is_resolved(self, gap: Instant, channel: str, alert: str, number: int, by: str) -> None:
        self.feed(IncidentResolved(self.named("over"), self.passes(gap), channel, alert, number, by))


class Outcomes(Scene):
    """Models answer, buttons are pressed and actions fail, with any words at all."""

    @happens(alert=alerts, answer=texts)
    def model_answers(self, alert: str, answer: str) -> None:
        at = self.passes(0)
        action = AskModel(
            self.named("ask"),
            "answers",
            "C1",
            None,
            ANSWER,
            (),
            AboutIncident("C1", alert, 1),
            Shape.STATEMENTS,
            Allowance(9, 9),
            "U1",
            at,
            at,
        )
        self.feed(ModelAnswered(self.named("answer"), at, action, told(answer, action)))

    @happens(lambda scene: bool(scene.store.outbox.actions), pick=picks, why=texts)
    def action_fails(self, pick: int, why: str) -> None:
        known = list(self.store.outbox.actions.values())
        if known:
            action = known[pick % len(known)]
            self.feed(ActionFailed(f"{action.key}/failed", self.passes(0), action, why))

    @happens(pick=picks, person=people, does=st.sampled_from(Press), about=abouts)
    def button_is_pressed(self, pick: int, person: str, does: Press, about: About) -> None:
        one = self.one_of(pick)
        self.feed(ButtonPressed(self.named("press"), self.passes(0), one.channel, one.ts, person, does, about, "T"))

    @happens(person=people, channel=channels, text=asks)
    def command_is_given(self, person: str, channel: str, text: str) -> None:
        self.feed(CommandGiven(self.named("command"), self.passes(0), person, channel, text, "T"))
        self.feed(HomeOpened(self.named("home"), self.passes(0), person))

    @happens(pick=picks, person=people, directly=st.booleans(), text=texts | asks.map("@ratchet {}".format))
    def ratchet_is_called(self, pick: int, person: str, directly: bool, text: str) -> None:
        one, name, at = self.one_of(pick), self.named("call"), self.passes(0)
        if directly:
            self.feed(DirectMessageSeen(name, at, "D1", ts_of(at), None, person, text))
        else:
            self.feed(Mentioned(name, at, one.channel, one.ts, one.thread, person, text))

    @happens(pick=picks, person=people, kind=st.sampled_from(Shortcut))
    def shortcut_is_used(self, pick: int, person: str, kind: Shortcut) -> None:
        one, name, at = self.one_of(pick), self.named("shortcut"), self.passes(0)
        self.feed(ShortcutUsed(name, at, person, kind, one.channel, one.ts, "T", one.bot, one.content))

    @happens(person=people, about=abouts, lasts=st.sampled_from(("4h", "", "900d")), reason=texts)
    def form_is_sent(self, person: str, about: About, lasts: str, reason: str) -> None:
        said = reason and f"{reason} {self.marker()}"
        if said:
            self.written[MARKER.findall(said)[-1]] = (MessageRef("", ""), person)
        decision = ("approve", "reject", "propose")[len(reason) % 3]
        told = {"lasts": lasts, "reason": said, "where": "here", "text": said, "decision": decision}
        if isinstance(about, AboutReview):
            about, told["text"] = self._as_read(about, said)
        values = tuple(FormValue(name, value) for name, value in told.items())
        self.feed(FormSubmitted(self.named("send"), self.passes(0), person, "V1", about, values))

    def _as_read(self, about: AboutReview, said: str) -> tuple[AboutReview, str]:
        """Let a form be about a version as it is, mostly; its text is edited where something is said."""
        version = next((one for one in self.store.of_kind(RunbookVersion) if one.alert == about.alert), None)
        if version is None or about.digest:
            return about, said
        return attrs.evolve(about, number=version.number, digest=version.digest), said or version.text


class Repeats(Scene):
    """Anything that happened is heard again."""

    @happens(pick=picks, times=numbers)
    def event_is_repeated(self, pick: int, times: int) -> None:
        before = self.state()
        for _ in range(times):
            done(turn.take_turn(self.store, self.log[-1 - pick % len(self.log)][0]))
        must(6, "a duplicate changed something", hold=self.state() == before)


class Batches(Scene):
    """All that happened happens again, in batches, to a store that must come to the same as one without them."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes = [1]

    @initialize(sizes=st.lists(st.integers(1, 12), min_size=1, max_size=6))
    def batches_are_cut(self, sizes: list[int]) -> None:
        self.sizes = sizes

    def _check_history(self) -> None:
        super()._check_history()
        one_by_one, in_batches = self.store_class(POLICY), self.store_class(POLICY)
        for batch in self._batches():
            apart = [decision_to_json(done(turn.take_turn(one_by_one, event))) for event in batch]
            together = [decision_to_json(one) for one in done(turn.take_turns(in_batches, batch))]
            must(18, f"a batch is decided otherwise: {together} and not {apart}", hold=together == apart)
            one, other = sorted(state_to_json(one_by_one)), sorted(state_to_json(in_batches))
            must(18, f"a batch leaves {set(other) - set(one)} for {set(one) - set(other)}", hold=one == other)

    def _batches(self) -> Iterator[list[Event]]:
        """Return the events in batches, each with its first event once more."""
        events, sizes = [event for event, _ in self.log], itertools.cycle(self.sizes)
        while events:
            size = next(sizes)
            batch, events = events[:size], events[size:]
            yield [*batch, batch[0]]


class Everything(
    Batches,
    Time,
    Crowds,
    Notices,
    Talk,
    Erasure,
    History,
    Choices,
    Organisation,
    Handling,
    Runbooks,
    Mutes,
    Outcomes,
    Repeats,
):
    """All the rules together."""
