"""Answers a question that was asked before, or that a runbook answers, with a quotation and a link; with nothing else.

It waits a little, in case somebody answers at once, and quotes unasked only what is of a kind that people found right.
"""

from typing import Final, TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import HOUR, MINUTE, Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import worded_answers
from ratchet_core.domain import (
    GivenAnswer,
    HelpRequest,
    MessageRef,
    Resolution,
    Settlement,
)
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.requests import as_one
from ratchet_core.reading.retrieval import DEMAND, Shortfall
from ratchet_core.reading.terms import terms_of
from ratchet_core.rules import model_answers, quoting
from ratchet_core.rules.lateness import why_told_late
from ratchet_core.rules.modes import as_allowed, place_of, why_not_here
from ratchet_core.rules.outcome import posted_or_failed
from ratchet_core.rules.ownership import impossible
from ratchet_core.rules.replies import reply
from ratchet_core.rules.ticks import with_ticks
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutPerson,
    AboutRequest,
    AnswerPrivately,
    AskModel,
    Body,
    PostMessage,
    Press,
    UpdateMessage,
    WakeMe,
    Wanted,
)
from ratchet_core.vocabulary.changes import Change, Drop, Put, puts
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AnsweredPrivately,
    ButtonPressed,
    MessagePosted,
    MessageUpdated,
    ModelAnswered,
    SimilarFound,
    TimePassed,
)
from ratchet_core.wants.table import (
    BUDGET,
    FOUND_QUESTIONS,
    FOUND_RUNBOOKS,
    GIVEN,
    GIVEN_MESSAGES,
    GIVEN_QUESTION,
    GIVEN_RUNBOOK,
    GIVEN_VERSIONS,
    QUESTIONS,
    REQUEST,
    SIBLINGS,
    SPENDINGS,
    TICKS,
    TICKS_ON_POST,
)

NAME = quoting.NAME


def alarm(snapshot: Snapshot, request: HelpRequest, question: str, cause: str) -> tuple[WakeMe, ...]:
    """Return the alarm at which an earlier answer is looked for, where the policy wants one and anybody is asked."""
    if place_of(snapshot).answers is Mode.OFF or quoting.is_to_somebody(question):
        return ()
    due = request.asked_at + snapshot.policy.answer_after
    return (WakeMe(f"{cause}/{NAME}/0", NAME, request.root.channel, due, AboutRequest(request.root)),)


def why_not_looked_for(snapshot: Snapshot, question: str) -> tuple[Reason, ...]:
    """Return the reason why no earlier answer will be looked for, if it is the question itself."""
    wanted = place_of(snapshot).answers is not Mode.OFF
    return (Reason(NAME, Why.LEFT_TO_SOMEBODY),) if wanted and quoting.is_to_somebody(question) else ()


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Let the same question be looked for among those that were answered."""
    head, given = snapshot.request, snapshot.given
    if head is None:
        return because(NAME, Why.NOTHING_TO_DO)
    if quoting.is_answered(snapshot, head):
        return _said_anew(snapshot, head, event.id, event.told_at or event.at)
    if given is not None and given.asked:
        return Decision(worded_answers.withheld_anew(snapshot, head, given), (), (Reason(NAME, Why.NOTHING_TO_DO),))
    parts = (head, *snapshot.parts)
    request = as_one(parts)
    silent = quoting.why_unanswered(snapshot, head, request) or why_told_late(snapshot, event)
    if silent is not None:
        return because(NAME, silent)
    if len(terms_of(snapshot.asked_in(parts))) < DEMAND.shared:
        return because(NAME, Why.NOT_ASKED_BEFORE, Shortfall.TOO_FEW_TERMS.value)
    return quoting.looked_for(snapshot, event.id, parts, head.root.channel)


def wanted_by(snapshot: Snapshot, cause: str, channel: str, wanted: Wanted) -> Decision | None:
    """Look for earlier answers because a person wants to see them; None where the thread is no question."""
    head = snapshot.request
    return None if head is None else quoting.looked_for(snapshot, cause, (head, *snapshot.parts), channel, wanted)


def similar_found(snapshot: Snapshot, event: SimilarFound) -> Decision:
    """Have a model word an answer from what was found, where it may, or else quote the best of that.

    Where the model is in shadow, both: what it makes of it is withheld.
    """
    head = snapshot.request
    if event.action.wanted is not None:
        return _shown(snapshot, event, event.action.wanted)
    if head is None or quoting.is_answered(snapshot, head):
        return because(NAME, Why.NOTHING_TO_DO)
    request = as_one((head, *snapshot.parts))
    silent = quoting.why_unanswered(snapshot, head, request)
    if silent is not None:
        return because(NAME, silent)
    asked = worded_answers.model_asked(snapshot, event, head, request)
    if asked.actions and place_of(snapshot).model_answers is Mode.LIVE:
        return asked
    known = snapshot if not asked.actions else snapshot.with_known(given=puts(asked.changes, GivenAnswer)[0])
    quoted = _quoted(known, event, head, request)
    return Decision(
        (*asked.changes, *quoted.changes),
        (*asked.actions, *quoted.actions),
        (*asked.reasons, *quoted.reasons),
        quoted.withheld,
    )


def _quoted(snapshot: Snapshot, event: SimilarFound, head: HelpRequest, request: HelpRequest) -> Decision:
    """Quote the best of what was found that may be quoted here and answers anything."""
    chosen = quoting.chosen(snapshot, request, event.found, unasked=True)
    if not isinstance(chosen, quoting.PostedAnswer):
        return Decision(reasons=(chosen,))
    mode = place_of(snapshot).answers
    return as_allowed(NAME, mode, _given(snapshot, head, chosen, event.id, kept=mode is Mode.LIVE))


def _given(snapshot: Snapshot, head: HelpRequest, chosen: quoting.PostedAnswer, cause: str, *, kept: bool) -> Decision:
    """Point out an answer below its question; `kept` if it is said, so that it can follow what it quotes."""
    post = PostMessage(f"{cause}/{NAME}/0", NAME, head.root.channel, head.root.ts, chosen.body, AboutRequest(head.root))
    marked = Put(evolve(head, answering=snapshot.stay))
    followed = (Put(_after(snapshot.given, chosen.given)), *quoting.citations(head, chosen.body)) if kept else ()
    return Decision((marked, *followed), (post,), (Reason(NAME, Why.ASKED_BEFORE, chosen.why),))


def _after(known: GivenAnswer | None, given: GivenAnswer) -> GivenAnswer:
    """Return an answer with what is known of a model that was asked before."""
    return given if known is None else evolve(given, asked=known.asked, withheld=known.withheld)


_NOTHING_LIKE_IT: Final = Body("I know no earlier question like this one that was answered, and no runbook.")


def _shown(snapshot: Snapshot, event: SimilarFound, wanted: Wanted) -> Decision:
    """Show the best of what was found to a person who wants to see it, however sure it is."""
    head, channel = snapshot.request, event.action.channel
    if head is None:
        return because(NAME, Why.NOTHING_TO_DO)
    chosen = quoting.chosen(snapshot, as_one((head, *snapshot.parts)), event.found, unasked=False)
    if not isinstance(chosen, quoting.PostedAnswer):
        return Decision((), (_told_to(wanted, event, _NOTHING_LIKE_IT),), (chosen,))
    here = wanted.thread is not None and MessageRef(channel, wanted.thread) == head.root
    in_thread = here and not quoting.is_answered(snapshot, head)
    if in_thread and why_not_here(snapshot) is None:
        return _given(snapshot, head, chosen, event.id, kept=True)
    return Decision((), (_told_to(wanted, event, chosen.body),), (Reason(NAME, Why.ANSWERED, chosen.why),))


def _told_to(wanted: Wanted, event: SimilarFound, body: Body) -> PostMessage | AnswerPrivately:
    """Return the answer to a person: in their own conversation with ratchet, or so that nobody else sees it."""
    channel = event.action.channel
    if wanted.thread is None or not channel.startswith("D"):
        return reply(NAME, event.id, channel, wanted.person, body)
    about = AboutPerson(wanted.person)
    return PostMessage(f"{event.id}/{NAME}/0", NAME, channel, wanted.thread, body, about)


def judged(snapshot: Snapshot, press: ButtonPressed) -> Decision:
    """Remember whether a person says that an answer helped; the question of an asker whom it helped is resolved.

    Whoever presses its button has seen it, also where nobody has told yet that it was posted.
    """
    head, given, person = snapshot.request, snapshot.given, press.person
    if head is None or given is None or not (given.ts or given.stated):
        return impossible(NAME, "this answer is not known any more; ask in the channel")
    helps = press.does is Press.HELPED
    helped, missed = (_others(votes, person) for votes in (given.helped, given.missed))
    known = evolve(given, helped=(*helped, person) if helps else helped, missed=missed if helps else (*missed, person))
    reasons = (Reason(NAME, Why.VOTED, "it helped" if helps else "it is not what was asked"),)
    if not helps or person != head.asker:
        return Decision((Put(known),), (), reasons)
    ended = evolve(head, settlement=Settlement(Resolution.ANSWERED, person, press.at))
    return Decision((Put(known), Put(ended)), (), (*reasons, Reason(NAME, Why.REQUEST_RESOLVED)))


_MOST_VOTES: Final = 50
"""So many people who say the same of an answer are remembered, the latest."""


def _others(votes: tuple[str, ...], person: str) -> tuple[str, ...]:
    return tuple(one for one in votes if one != person)[1 - _MOST_VOTES :]


def _said_anew(
    snapshot: Snapshot, head: HelpRequest, cause: str, now: Instant, posted: PostMessage | None = None
) -> Decision:
    """Have an answer say what its sources say now, or that they are gone: later, where nothing can be said now."""
    given = snapshot.given
    if given is None:
        return because(NAME, Why.NOTHING_TO_DO)
    left = worded_answers.left_of(snapshot, head, given)
    kept = (Put(left),) if left != given else ()
    if given.ts is None or snapshot.directory.is_channel_erased(head.root.channel):
        return Decision(kept, (), (Reason(NAME, Why.NOTHING_TO_DO),))
    silent = why_not_here(snapshot)
    if silent is not None:
        later = () if posted is not None else (_again(head, cause, now + HOUR),)
        return Decision(kept, later, (Reason(NAME, silent),))
    body = _body_of(snapshot, head, left, now) or Body(_GONE)
    if posted is not None and posted.body == body:
        return Decision(kept, (), (Reason(NAME, Why.NOTHING_TO_DO),))
    edit = UpdateMessage(f"{cause}/{NAME}/0", NAME, head.root.channel, given.ts, body, AboutRequest(head.root))
    cited = (
        worded_answers.citations_behind(snapshot, head, left.stated) if left.stated else quoting.citations(head, body)
    )
    return Decision((*kept, *cited), (edit,), (Reason(NAME, Why.ANSWER_EDITED),))


def taken_back(snapshot: Snapshot, cause: str) -> tuple[tuple[Change, ...], tuple[UpdateMessage, ...]]:
    """Return what forgets the answer to a question that is none any more, where it is known.

    What a model said may have words of the question, and is taken back.
    """
    given: GivenAnswer | None = snapshot.asked_for("given")
    if given is None:
        return (), ()
    channel, forgotten = given.root.channel, Drop("given_answer", (given.root.channel, given.root.ts))
    if given.ts is None or not given.stated or why_not_here(snapshot) is not None:
        return (forgotten,), ()
    about = AboutRequest(given.root)
    return (forgotten,), (UpdateMessage(f"{cause}/{NAME}/0", NAME, channel, given.ts, Body(_GONE), about),)


def _again(head: HelpRequest, cause: str, at: Instant) -> WakeMe:
    return WakeMe(f"{cause}/{NAME}/0", NAME, head.root.channel, at, AboutRequest(head.root))


_FIRST_TRY: Final = 2 * MINUTE
_MOST_TRIES: Final = 12
"""What could not be edited is tried again after 2 minutes, then 4, and so on up to days."""

_GONE: Final = "What was quoted here as an answer was deleted, or may not be shown here any more"


def _body_of(snapshot: Snapshot, head: HelpRequest, given: GivenAnswer, now: Instant) -> Body | None:
    """Return what an answer says now; None where nothing is left of what it quotes."""
    if given.stated:
        return model_answers.body_of(snapshot, head, given.stated, now)
    return quoting.quoted_now(snapshot, head, given)


Heard: TypeAlias = (
    TimePassed | SimilarFound | ModelAnswered | MessagePosted | MessageUpdated | AnsweredPrivately | ActionFailed
)


def decided(snapshot: Snapshot, event: Heard) -> Decision:  # noqa: PLR0911 - one case for each
    """Look for an earlier answer, point it out, and take what became of that."""
    match event:
        case AnsweredPrivately():
            return because(NAME, Why.NOTHING_TO_DO)
        case TimePassed():
            return time_passed(snapshot, event)
        case SimilarFound():
            return similar_found(snapshot, event)
        case ModelAnswered():
            return worded_answers.model_answered(snapshot, event)
        case MessagePosted():
            return _posted(snapshot, event)
        case ActionFailed():
            return _failed(snapshot, event)
        case MessageUpdated():
            given = snapshot.given
            done = () if given is None or not given.tries else (Put(evolve(given, tries=0)),)
            return Decision(done, (), (Reason(NAME, Why.NOTHING_TO_DO),))


def _posted(snapshot: Snapshot, event: MessagePosted) -> Decision:
    """Remember where an answer stands, and edit it if what it quotes changed while it was on its way."""
    head, given, ticked = snapshot.request, snapshot.given, _ticked_early(snapshot, event)
    if head is None or given is None:
        return ticked
    known = evolve(given, ts=event.ts)
    anew = _said_anew(snapshot.with_known(given=known), head, event.id, event.at, event.action)
    reasons = anew.reasons if anew.actions else ticked.reasons
    return evolve(anew, changes=(Put(known), *ticked.changes, *anew.changes), reasons=reasons)


def _ticked_early(snapshot: Snapshot, event: MessagePosted) -> Decision:
    """Count a question as answered once its answer is posted, with the ticks on it that were heard before that."""
    head, made = snapshot.request, posted_or_failed(NAME, event)
    if head is None:
        return made
    head = evolve(head, answered_at=event.at, answering=None)
    if not snapshot.ticks_on_post:
        return evolve(made, changes=(*made.changes, Put(head)))
    moved = tuple(Put(evolve(one, root=head.root)) for one in snapshot.ticks_on_post)
    ticked = with_ticks(snapshot, head, snapshot.ticks, moved)
    ended = head.resolution is None and ticked.resolution is not None
    reason = Reason(NAME, Why.REQUEST_RESOLVED if ended else Why.REQUEST_FOLLOWED)
    return Decision((*made.changes, *moved, Put(ticked)), (), (reason,))


def _failed(snapshot: Snapshot, event: ActionFailed) -> Decision:
    """Count a question as not answered whose answer could not be posted."""
    head, reason = snapshot.request, (Reason(NAME, Why.FAILED, event.why),)
    if isinstance(event.action, UpdateMessage):
        return _not_edited(snapshot, event, reason)
    if isinstance(event.action, AskModel):
        return worded_answers.not_asked(snapshot, event, event.action)
    if head is None or head.answering is None or not isinstance(event.action, PostMessage):
        return Decision((), (), reason)
    return Decision((Put(evolve(head, answering=None)), *_ungiven(snapshot.given)), (), reason)


def _ungiven(given: GivenAnswer | None) -> tuple[Change, ...]:
    """Return what takes back an answer that was not posted; that a model was asked for it stays known."""
    if given is None:
        return ()
    if given.asked:
        return (Put(GivenAnswer(given.root, asked=True)),)
    return (Drop("given_answer", (given.root.channel, given.root.ts)),)


def _not_edited(snapshot: Snapshot, event: ActionFailed, reason: tuple[Reason, ...]) -> Decision:
    """Try again after a while, longer each time: until then an answer quotes what is not said any more."""
    head, given = snapshot.request, snapshot.given
    if head is None or given is None or given.tries >= _MOST_TRIES:
        return Decision((), (), reason)
    again = _again(head, event.id, event.at + _FIRST_TRY * 2**given.tries)
    return Decision((Put(evolve(given, tries=given.tries + 1)),), (again,), reason)


_OF_MODEL = (GIVEN, GIVEN_MESSAGES, GIVEN_VERSIONS)


_GIVEN = (*_OF_MODEL, GIVEN_QUESTION, GIVEN_RUNBOOK)


BEHAVIOUR = Behaviour(
    NAME,
    {
        TimePassed: (REQUEST, SIBLINGS, QUESTIONS, *_GIVEN),
        SimilarFound: (REQUEST, SIBLINGS, QUESTIONS, FOUND_QUESTIONS, FOUND_RUNBOOKS, BUDGET, GIVEN, SPENDINGS),
        ModelAnswered: (REQUEST, SIBLINGS, QUESTIONS, BUDGET, SPENDINGS, *_OF_MODEL),
        MessagePosted: (REQUEST, SIBLINGS, QUESTIONS, TICKS, TICKS_ON_POST, *_GIVEN),
        MessageUpdated: (GIVEN,),
        AnsweredPrivately: (),
        ActionFailed: (REQUEST, SIBLINGS, QUESTIONS, GIVEN, SPENDINGS),
    },
    decided,
    "answers",
)
