"""Looks into what a person asks of ratchet in words: a model says which tools to run, step by step, and then answers.

Each step is an event, so a restart loses none and does none twice: tools are run, a model is asked with what they
found, and so on, until it answers or the budget of steps, time and money ends. All that is known of it rides on the
actions; what is remembered is where the answer stands, and what it was. Whoever asks is answered, whatever comes.
"""

from collections.abc import Iterable
from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import HOUR, MINUTE, Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import asking
from ratchet_core.domain import NO_STAY, Assistance, Citation, Inquiry, MessageRef, Stated
from ratchet_core.domain.policy import Mode
from ratchet_core.reading.asking import Ask, Command, is_about_this
from ratchet_core.reading.speech import Speech, speech_of
from ratchet_core.rules import inquiries
from ratchet_core.rules.model_answers import messages_behind
from ratchet_core.rules.modes import as_allowed, why_not_here
from ratchet_core.rules.own_posts import placed
from ratchet_core.rules.ownership import why_external
from ratchet_core.rules.spending import promised, settled, why_too_dear
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutInquiry,
    AskModel,
    Body,
    Line,
    Plain,
    PostMessage,
    UpdateMessage,
    WakeMe,
)
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    DirectMessageSeen,
    Mentioned,
    MessagePosted,
    MessageUpdated,
    ModelAnswered,
    TimePassed,
    ToolsRun,
)
from ratchet_core.vocabulary.models import MOST_CALLS, Allowance, Ending, read_in
from ratchet_core.wants.table import ASKING, BUDGET, INQUIRY, SPENDINGS, STATED_MESSAGES, STATED_VERSIONS

NAME = "agent"
Outcome: TypeAlias = ToolsRun | ModelAnswered | MessagePosted | MessageUpdated | TimePassed | ActionFailed
_AFTERWARDS: Final = MINUTE
"""So long after the end of patience it is looked whether there is an answer, whatever became of what was asked for."""


def taken_up(snapshot: Snapshot, event: Mentioned | DirectMessageSeen, ask: Ask) -> Decision | None:
    """Return how a question to ratchet is looked into; None where that is not wanted here, or nothing is asked."""
    mode = snapshot.directory.place(event.channel).model_agent
    if mode is Mode.OFF or not _is_question(event, ask) or why_external(snapshot, event.person) is not None:
        return None
    step = inquiries.looked_into(snapshot, event, NAME)
    thread, live = event.thread or event.ts, mode is Mode.LIVE
    known = Assistance(
        MessageRef(event.channel, event.ts),
        event.person,
        event.at,
        stay=snapshot.stay,
        inquiry=Inquiry(thread, shadow=not live),
    )
    late = WakeMe(f"{event.id}/{NAME}/late", NAME, event.channel, step.question.until + _AFTERWARDS, step.about)
    post = PostMessage(f"{event.id}/{NAME}/said", NAME, event.channel, thread, inquiries.progress_body(), step.about)
    reason = Reason(NAME, Why.INQUIRED)
    return Decision((Put(known), *_noted(snapshot, event)), (*((post,) if live else ()), step, late), (reason,))


def _noted(snapshot: Snapshot, event: Mentioned | DirectMessageSeen) -> tuple[Put, ...]:
    """Return what tells, where a thread began, that ratchet was asked something in it."""
    if event.thread is None or event.thread == event.ts:
        return ()
    known = snapshot.assistance or Assistance(
        MessageRef(event.channel, event.thread), event.person, event.at, stay=NO_STAY
    )
    return (Put(evolve(known, asked=(*known.asked, event.ts)[-_MOST_NOTED:])),)


_MOST_NOTED: Final = 3
"""Of so many questions in a thread it is remembered that they were asked there, the latest."""


def is_said(decision: Decision) -> bool:
    """Say whether a question that is taken up is answered by what comes of it, and not in shadow."""
    return any(isinstance(one, PostMessage) for one in decision.actions)


def _is_question(event: Mentioned | DirectMessageSeen, ask: Ask) -> bool:
    """Say whether words ask for something that is no command: also “why is this firing?”, which is a sentence."""
    if ask.command is Command.WHY:
        return is_about_this(ask.rest)
    if ask.command is not None or not ask.rest:
        return False
    said = event.text if isinstance(event, DirectMessageSeen) else event.text.partition("@")[2].partition(" ")[2]
    return speech_of(said) not in _CHATTER


_CHATTER: Final = frozenset({Speech.CLOSING, Speech.THANKS, Speech.PLEASANTRY})


@frozen
class _At:
    """Where a question stands when something comes of what was done for it."""

    snapshot: Snapshot
    event: Outcome
    known: Assistance
    inquiry: Inquiry
    about: AboutInquiry

    def put(self, inquiry: Inquiry) -> Put:
        """Return what remembers how far the answer is."""
        return Put(evolve(self.known, inquiry=inquiry))

    def key(self, what: str) -> str:
        """Return the key of an action that follows."""
        return f"{self.event.id}/{NAME}/{what}"


def decided(snapshot: Snapshot, event: Outcome) -> Decision:
    """Go on with what is looked into, and book what a model did cost."""
    known, about = snapshot.inquiry, event.action.about
    if known is None or known.inquiry is None or not isinstance(about, AboutInquiry):
        decision = because(NAME, Why.NOTHING_TO_DO)
    else:
        inquiry = inquiries.as_may_be_said(snapshot, about.root.channel, known.inquiry)
        decision = _gone_on(_At(snapshot, event, known, inquiry, about))
    return evolve(decision, changes=(*_booked(snapshot, event), *decision.changes))


def _booked(snapshot: Snapshot, event: Outcome) -> tuple[Put, ...]:
    """Return what a question to a model did cost, or that it certainly was not asked."""
    if isinstance(event, ModelAnswered):
        return settled(snapshot, event.action, event.reply)
    if isinstance(event, ActionFailed) and isinstance(event.action, AskModel):
        return settled(snapshot, event.action, None)
    return ()


def _gone_on(at: _At) -> Decision:  # noqa: PLR0911 - one case for each
    match at.event:
        case MessagePosted() | MessageUpdated() | ActionFailed(action=PostMessage() | UpdateMessage()):
            return _heard_of_words(at, at.event)
        case TimePassed() if at.inquiry.ended:
            return _said_anew(at, at.event)
        case _ if at.inquiry.ended:
            return because(NAME, Why.NOTHING_TO_DO)
        case ToolsRun() | ModelAnswered() if not at.snapshot.directory.is_of_the_company(at.known.person):
            return _given_up(at, Reason(NAME, Why.NOT_ALLOWED, "who asked is not of the company any more"))
        case ToolsRun():
            return _tools_run(at, at.event)
        case ModelAnswered():
            return _model_answered(at, at.event)
        case ActionFailed():
            return _given_up(at, Reason(NAME, Why.MODEL_FAILED, at.event.why))
        case TimePassed():
            return _given_up(at, Reason(NAME, Why.MODEL_FAILED, "nothing came of it in time"))


def _heard_of_words(at: _At, event: MessagePosted | MessageUpdated | ActionFailed) -> Decision:
    """Take what became of what was said."""
    match event:
        case MessagePosted():
            return _posted(at, event)
        case MessageUpdated():
            shown = at.inquiry.shown or not inquiries.is_progress(event.action.body)
            seen = evolve(at.inquiry, tries=0, shown=shown)
            known = (at.put(seen),) if seen != at.inquiry else ()
            return Decision(known, (), (Reason(NAME, Why.NOTHING_TO_DO),))
        case ActionFailed():
            return _again(at, event) if at.inquiry.tries else _unsaid(at, event)


def _tools_run(at: _At, event: ToolsRun) -> Decision:
    """Ask a model with what the tools found, where that may still be, and say what was looked at."""
    question, looked = inquiries.question_after(at.snapshot, event), inquiries.with_looked_at(at.inquiry, event)
    inquiry = inquiries.as_may_be_said(at.snapshot, question.channel, looked)
    seen = _At(at.snapshot, event, at.known, inquiry, at.about)
    if event.at > question.until:
        return _given_up(seen, Reason(NAME, Why.MODEL_FAILED, "it took too long"))
    dear = why_too_dear(at.snapshot, question.person, event.at, question.allowance.cost)
    if dear is not None:
        return _given_up(seen, Reason(NAME, Why.MODEL_BUDGET, dear))
    told = Reason(
        NAME, Why.MODEL_ASKED, f"prompt {question.prompt.name} v{question.prompt.version}, step {len(question.steps)}"
    )
    progress = (
        () if inquiry.looked_at == at.inquiry.looked_at else _edited(seen, inquiries.progress_body(inquiry), "progress")
    )
    return Decision((*promised(at.snapshot, question), seen.put(inquiry)), (*progress, question), (told,))


def _model_answered(at: _At, event: ModelAnswered) -> Decision:
    """Run the tools that a model wants, or say what of its answer stands."""
    question, reply = event.action, event.reply
    if reply.ending is not Ending.ANSWERED:
        return _given_up(at, Reason(NAME, Why.MODEL_FAILED, f"{reply.ending.value}: {reply.why}".removesuffix(": ")))
    if reply.calls:
        return _tools_wanted(at, event)
    stated = inquiries.standing(at.snapshot, question, reply)
    told = f"{len(stated)} of {len(reply.statements)} sentences stand, {reply.usage.model}, request {reply.digest[:12]}"
    if not stated:
        return _given_up(at, Reason(NAME, Why.MODEL_WITHOUT_ANSWER, told))
    ended = evolve(at.inquiry, stated=stated, ended=True)
    answer = _answered(at, ended, inquiries.body_of(ended), Reason(NAME, Why.ANSWERED_BY_MODEL, told))
    return evolve(answer, changes=(*answer.changes, *_citations(at, stated)))


def _citations(at: _At, stated: tuple[Stated, ...]) -> list[Put]:
    """Return what finds the answer when a message is edited or gone of which it may have words."""
    return _citing(at, messages_behind(at.snapshot, stated))


def _citing(at: _At, messages: Iterable[MessageRef]) -> list[Put]:
    asked = MessageRef(at.about.root.channel, at.about.ts)
    return [Put(Citation(one, request=asked, inquiry=True)) for one in messages]


def _tools_wanted(at: _At, event: ModelAnswered) -> Decision:
    if not event.action.tools:
        return _given_up(at, Reason(NAME, Why.MODEL_WITHOUT_ANSWER, f"no answer after {len(event.action.steps)} steps"))
    allowance = event.action.allowance
    left = Allowance(allowance.tokens, allowance.cost - event.reply.usage.cost)
    calls = event.reply.calls[:MOST_CALLS]
    known = {*event.action.tools}
    names = ", ".join(one.tool if one.tool in known else "?" for one in calls)
    read = read_in(event.action.material, event.action.steps)
    step = inquiries.tools_for(evolve(event.action, allowance=left), at.key("tools"), calls, read)
    return Decision((), (step,), (Reason(NAME, Why.TOOLS_WANTED, names),))


def _given_up(at: _At, reason: Reason) -> Decision:
    """Say what was looked at in vain, or, where there is no model or no money for one, what is said without."""
    ended, plain = evolve(at.inquiry, ended=True), _without_model(at)
    is_without = isinstance(at.event, ActionFailed) or reason.why is Why.MODEL_BUDGET
    if is_without and not ended.looked_at:
        return _answered(at, ended, plain or inquiries.without_model(spent=reason.why is Why.MODEL_BUDGET), reason)
    failed = inquiries.body_of(ended)
    known = () if plain is None else (Line((Plain(plain.headline),)), *plain.lines)
    return _answered(at, ended, evolve(failed, lines=(*failed.lines, *known)), reason)


def _without_model(at: _At) -> Body | None:
    """Return what ratchet says of what is asked where there is no model; None where that is only what it can do."""
    ask = at.snapshot.focus.ask
    if ask is None or ask.command is not Command.WHY:
        return None
    event, channel = at.event, at.about.root.channel
    return asking.answered(at.snapshot, asking.Asked(NAME, event.id, event.at, channel, at.known.person, ask)).body


def _answered(at: _At, ended: Inquiry, body: Body, reason: Reason) -> Decision:
    """Say what came of it, where it was said what is being done; in shadow it is recorded."""
    channel = at.about.root.channel
    looked_in = () if ended.stated or ended.shadow else tuple(one for one in ended.of if one != channel)
    if ended.ts is not None or ended.shadow:
        ended = evolve(ended, looked_at=(), of=looked_in)
    kept = (at.put(ended), *_citing(at, (MessageRef.anywhere_in(one) for one in looked_in)))
    away = why_not_here(at.snapshot) if channel in at.snapshot.directory.channels else None
    if away is not None:
        later = (_when_back(at, at.event),) if isinstance(at.event, TimePassed) else ()
        return Decision(kept, later, (reason, Reason(NAME, away)))
    post = PostMessage(at.key("answer"), NAME, channel, at.inquiry.thread, body, at.about)
    if ended.shadow:
        said = (post,) if ended.stated else ()
        return as_allowed(NAME, Mode.SHADOW, Decision(kept, said, (reason,)))
    actions = (post,) if ended.unsaid else _edited(at, body, "answer")
    return Decision(kept, actions, (reason,))


def _edited(at: _At, body: Body, what: str) -> tuple[UpdateMessage, ...]:
    """Return what edits the one message, where it stands already; or else it is edited once it does."""
    if at.inquiry.ts is None or at.inquiry.shadow:
        return ()
    return (UpdateMessage(at.key(what), NAME, at.about.root.channel, at.inquiry.ts, body, at.about),)


def _posted(at: _At, event: MessagePosted) -> Decision:
    """Remember where the one message stands, and let it say what came meanwhile."""
    is_answer = at.inquiry.unsaid
    known = evolve(at.inquiry, ts=event.ts, shown=is_answer)
    late = _At(at.snapshot, event, at.known, known, at.about)
    edit = _edited(late, inquiries.body_of(known), "answer") if known.ended and not is_answer else ()
    return Decision((*placed(event), late.put(known)), edit, (Reason(NAME, Why.NOTHING_TO_DO),))


def _unsaid(at: _At, event: ActionFailed) -> Decision:
    """Have what came of it said in a message of its own, where the one message is not there."""
    reason, known = Reason(NAME, Why.FAILED, event.why), evolve(at.inquiry, unsaid=True)
    if at.inquiry.unsaid or (isinstance(event.action, UpdateMessage) and inquiries.is_progress(event.action.body)):
        return Decision((), (), (reason,))
    if not at.inquiry.ended:
        return Decision((at.put(known),), (), (reason,))
    body = event.action.body if isinstance(event.action, UpdateMessage) else inquiries.body_of(known)
    post = PostMessage(at.key("answer"), NAME, at.about.root.channel, known.thread, body, at.about)
    return Decision((at.put(known),), (post,), (reason,))


def _said_anew(at: _At, event: TimePassed) -> Decision:
    """Say what came of it where that was given up meanwhile, without what its sources do not say any more.

    Where nothing can be said now, that is later.
    """
    channel = at.about.root.channel
    left = inquiries.still_standing(at.snapshot, channel, at.inquiry.stated)
    looked_in = at.known.inquiry.of if at.known.inquiry is not None else ()
    if (left, at.inquiry.of) == (at.inquiry.stated, looked_in) and not at.inquiry.tries and at.inquiry.shown:
        return because(NAME, Why.NOTHING_TO_DO)
    known = evolve(at.inquiry, stated=left, tries=max(at.inquiry.tries, 1))
    kept, reason = (at.put(known),), Reason(NAME, Why.ANSWER_EDITED)
    if known.ts is None or known.shadow or at.snapshot.directory.is_channel_erased(channel):
        return Decision((at.put(evolve(known, tries=0)),), (), (Reason(NAME, Why.NOTHING_TO_DO),))
    away = why_not_here(at.snapshot) if channel in at.snapshot.directory.channels else None
    if away is not None:
        return Decision(kept, (_when_back(at, event),), (Reason(NAME, away),))
    is_taken_back = not left and (at.inquiry.stated or at.inquiry.shown)
    body = inquiries.GONE if is_taken_back else inquiries.body_of(known)
    edit = UpdateMessage(at.key("anew"), NAME, channel, known.ts, body, at.about)
    return Decision(kept, (edit,), (reason,))


def _again(at: _At, event: ActionFailed) -> Decision:
    """Try again to take words back, later each time: until then an answer quotes what is not said any more."""
    reason, tries = (Reason(NAME, Why.FAILED, event.why),), at.inquiry.tries
    if tries >= _MOST_TRIES:
        return Decision((), (), reason)
    later = _later(at, event.at + _FIRST_TRY * 2 ** (tries - 1))
    return Decision((at.put(evolve(at.inquiry, tries=tries + 1)),), (later,), reason)


def _when_back(at: _At, event: TimePassed) -> WakeMe:
    """Look again whether something can be said there: after an hour at first, and ever less often."""
    now = event.told_at or event.at
    return _later(at, now + max(HOUR, (now - at.known.at) // 4))


def _later(at: _At, moment: Instant) -> WakeMe:
    return WakeMe(at.key("again"), NAME, at.about.root.channel, moment, at.about)


_FIRST_TRY: Final = 2 * MINUTE
_MOST_TRIES: Final = 12
"""What could not be edited is tried again after 2 minutes, then 4, and so on up to days."""

BEHAVIOUR = Behaviour(
    NAME,
    {
        ToolsRun: (INQUIRY, SPENDINGS, BUDGET, *ASKING),
        ModelAnswered: (INQUIRY, SPENDINGS, BUDGET, STATED_MESSAGES, STATED_VERSIONS, *ASKING),
        MessagePosted: (INQUIRY, BUDGET),
        MessageUpdated: (INQUIRY,),
        TimePassed: (INQUIRY, BUDGET, STATED_MESSAGES, STATED_VERSIONS, *ASKING),
        ActionFailed: (INQUIRY, SPENDINGS, BUDGET, *ASKING),
    },
    decided,
    "model_agent",
)
