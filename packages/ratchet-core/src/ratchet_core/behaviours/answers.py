"""Answers a question that was asked before, or that a runbook answers, with a quotation and a link; with nothing else.

It waits a little, in case somebody answers at once, and quotes unasked only what is of a kind that people found right.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import (
    FIRES,
    Citation,
    GivenAnswer,
    HelpRequest,
    HelpState,
    MessageRef,
    Resolution,
    Settlement,
    Stated,
    Track,
)
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.requests import as_one
from ratchet_core.reading.retrieval import DEMAND, Shortfall
from ratchet_core.reading.terms import terms_of
from ratchet_core.rules import model_answers
from ratchet_core.rules.discretion import hidden_from, is_told_of_others, may_be_said, may_be_shown
from ratchet_core.rules.earlier_replies import TO_A_PERSON, best_reply, is_proven
from ratchet_core.rules.lateness import why_told_late
from ratchet_core.rules.modes import as_allowed, place_of, why_not_here, why_silent
from ratchet_core.rules.outcome import posted_or_failed
from ratchet_core.rules.ownership import impossible
from ratchet_core.rules.replies import reply
from ratchet_core.rules.spending import promised, settled, why_too_dear
from ratchet_core.rules.ticks import with_ticks
from ratchet_core.rules.wording import answer_body, runbook_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutPerson,
    AboutRequest,
    AnswerPrivately,
    AskModel,
    Body,
    FindSimilar,
    MessageLink,
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
    Found,
    FoundQuestion,
    FoundRunbook,
    MessagePosted,
    MessageUpdated,
    ModelAnswered,
    SimilarFound,
    TimePassed,
)
from ratchet_core.vocabulary.models import Ending, Material
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

NAME = "answers"


_REPOST = 30 * DAY
"""How long a person is expected to remember their own question."""


@frozen
class PostedAnswer:
    """The words of an answer, and which document they come from."""

    body: Body
    why: str
    given: GivenAnswer


def alarm(snapshot: Snapshot, request: HelpRequest, question: str, cause: str) -> tuple[WakeMe, ...]:
    """Return the alarm at which an earlier answer is looked for, where the policy wants one and anybody is asked."""
    if place_of(snapshot).answers is Mode.OFF or is_to_somebody(question):
        return ()
    due = request.asked_at + snapshot.policy.answer_after
    return (WakeMe(f"{cause}/{NAME}/0", NAME, request.root.channel, due, AboutRequest(request.root)),)


def why_not_looked_for(snapshot: Snapshot, question: str) -> tuple[Reason, ...]:
    """Return the reason why no earlier answer will be looked for, if it is the question itself."""
    wanted = place_of(snapshot).answers is not Mode.OFF
    return (Reason(NAME, Why.LEFT_TO_SOMEBODY),) if wanted and is_to_somebody(question) else ()


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Let the same question be looked for among those that were answered."""
    head, given = snapshot.request, snapshot.given
    if head is None:
        return because(NAME, Why.NOTHING_TO_DO)
    if _is_answered(snapshot, head):
        return _said_anew(snapshot, head, event.id, event.told_at or event.at)
    if given is not None and given.asked:
        return Decision(_withheld_anew(snapshot, head, given), (), (Reason(NAME, Why.NOTHING_TO_DO),))
    parts = (head, *snapshot.parts)
    request = as_one(parts)
    silent = _why_silent(snapshot, head, request) or why_told_late(snapshot, event)
    if silent is not None:
        return because(NAME, silent)
    if len(terms_of(snapshot.asked_in(parts))) < DEMAND.shared:
        return because(NAME, Why.NOT_ASKED_BEFORE, Shortfall.TOO_FEW_TERMS.value)
    return _looked_for(snapshot, event.id, parts, head.root.channel)


def _looked_for(
    snapshot: Snapshot, cause: str, parts: Sequence[HelpRequest], channel: str, wanted: Wanted | None = None
) -> Decision:
    """Look for what is like a question and may be quoted in a channel."""
    directory, roots = snapshot.directory, tuple(one.root for one in parts)
    told = is_told_of_others(directory, channel)
    hidden = hidden_from(directory, channel) if told else ()
    search = FindSimilar(f"{cause}/{NAME}/0", NAME, channel, roots, AboutRequest(roots[0]), hidden, not told, wanted)
    return Decision((), (search,), (Reason(NAME, Why.LOOKED_FOR),))


def wanted_by(snapshot: Snapshot, cause: str, channel: str, wanted: Wanted) -> Decision | None:
    """Look for earlier answers because a person wants to see them; None where the thread is no question."""
    head = snapshot.request
    return None if head is None else _looked_for(snapshot, cause, (head, *snapshot.parts), channel, wanted)


def similar_found(snapshot: Snapshot, event: SimilarFound) -> Decision:
    """Have a model word an answer from what was found, where it may, or else quote the best of that.

    Where the model is in shadow, both: what it makes of it is withheld.
    """
    head = snapshot.request
    if event.action.wanted is not None:
        return _shown(snapshot, event, event.action.wanted)
    if head is None or _is_answered(snapshot, head):
        return because(NAME, Why.NOTHING_TO_DO)
    request = as_one((head, *snapshot.parts))
    silent = _why_silent(snapshot, head, request)
    if silent is not None:
        return because(NAME, silent)
    asked = _model_asked(snapshot, event, head, request)
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
    chosen = _chosen(snapshot, request, event.found, unasked=True)
    if not isinstance(chosen, PostedAnswer):
        return Decision(reasons=(chosen,))
    mode = place_of(snapshot).answers
    return as_allowed(NAME, mode, _given(snapshot, head, chosen, event.id, kept=mode is Mode.LIVE))


def _given(snapshot: Snapshot, head: HelpRequest, chosen: PostedAnswer, cause: str, *, kept: bool) -> Decision:
    """Point out an answer below its question; `kept` if it is said, so that it can follow what it quotes."""
    post = PostMessage(f"{cause}/{NAME}/0", NAME, head.root.channel, head.root.ts, chosen.body, AboutRequest(head.root))
    marked = Put(evolve(head, answering=snapshot.stay))
    followed = (Put(_after(snapshot.given, chosen.given)), *_citations(head, chosen.body)) if kept else ()
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
    chosen = _chosen(snapshot, as_one((head, *snapshot.parts)), event.found, unasked=False)
    if not isinstance(chosen, PostedAnswer):
        return Decision((), (_told_to(wanted, event, _NOTHING_LIKE_IT),), (chosen,))
    in_thread = MessageRef(channel, wanted.thread or "") == head.root and not _is_answered(snapshot, head)
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


def _model_asked(snapshot: Snapshot, event: SimilarFound, head: HelpRequest, request: HelpRequest) -> Decision:
    """Ask a model once, where the channel wants that, something may be read by it, and the budgets have room."""
    given = snapshot.given or GivenAnswer(head.root)
    if place_of(snapshot).model_answers is Mode.OFF or given.asked:
        return Decision()
    question = snapshot.asked_in((head, *snapshot.parts))
    found = _material(snapshot, request, event.found)
    ask = model_answers.question_for(snapshot, f"{event.id}/{NAME}/model", head, question, found)
    if ask is None:
        return Decision()
    dear = why_too_dear(snapshot, head.asker, event.at)
    if dear is not None:
        return because(NAME, Why.MODEL_BUDGET, dear)
    told = Reason(NAME, Why.MODEL_ASKED, f"prompt {ask.prompt.name} v{ask.prompt.version} {ask.prompt.digest[:12]}")
    return Decision((Put(evolve(given, asked=True)), *promised(snapshot, ask)), (ask,), (told,))


def _material(snapshot: Snapshot, request: HelpRequest, found: Sequence[Found]) -> Iterator[Material]:
    """Return what a model is given to read: what was found that may be told of here, the most similar first."""
    near = (one for one in found if one.score >= _READABLE and _is_quotable(snapshot, request, one))
    for number, one in enumerate(islice(near, model_answers.MOST_OFFERED), 1):
        if isinstance(one, FoundQuestion):
            yield from model_answers.pieces_of_question(number, *snapshot.found_questions[one.root])
        else:
            _, version, tracks = snapshot.found_runbooks[one.alert]
            named = _tracks_to_tell(snapshot, tracks, request)[0]
            yield model_answers.piece_of_runbook(number, named, version)


_READABLE: Final = 20
"""What is less similar, in hundredths, is not put to a model; it is less than what is quoted must be."""


def model_answered(snapshot: Snapshot, event: ModelAnswered) -> Decision:
    """Say what a model made of what was found, as far as it stands, and book what that cost."""
    decision = _in_its_words(snapshot, event)
    return evolve(decision, changes=(*settled(snapshot, event.action, event.reply), *decision.changes))


def _in_its_words(snapshot: Snapshot, event: ModelAnswered) -> Decision:
    head, reply, mode = snapshot.request, event.reply, place_of(snapshot).model_answers
    if head is None or mode is Mode.OFF or (mode is Mode.LIVE and _is_answered(snapshot, head)):
        return because(NAME, Why.NOTHING_TO_DO)
    silent = _why_silent(snapshot, head, as_one((head, *snapshot.parts)))
    if silent is not None:
        return because(NAME, silent)
    if reply.ending is not Ending.ANSWERED:
        return _without_model(snapshot, head, event.id, f"{reply.ending.value}: {reply.why}".removesuffix(": "))
    stated = model_answers.standing(snapshot, event.action, reply)
    told = f"{len(stated)} of {len(reply.statements)} sentences stand"
    if not stated:
        return because(NAME, Why.MODEL_WITHOUT_ANSWER, told)
    reason = Reason(NAME, Why.ANSWERED_BY_MODEL, f"{told}, {reply.usage.model}, request {reply.digest[:12]}")
    return _worded(snapshot, event, head, stated, reason)


def _worded(
    snapshot: Snapshot, event: ModelAnswered, head: HelpRequest, stated: tuple[Stated, ...], reason: Reason
) -> Decision:
    """Say it, or, where the answers or the model are in shadow, keep what would have been said, for who asks why."""
    place, given = place_of(snapshot), snapshot.given or GivenAnswer(head.root, asked=True)
    body = model_answers.body_of(snapshot, head, stated, event.at)
    root, key = head.root, f"{event.id}/{NAME}/0"
    post = PostMessage(key, NAME, root.channel, root.ts, body, AboutRequest(root))
    if Mode.SHADOW in {place.answers, place.model_answers}:
        kept = (Put(evolve(given, withheld=stated)), *_citations_behind(snapshot, head, stated))
        return as_allowed(NAME, Mode.SHADOW, Decision(kept, (post,), (reason,)))
    known = (Put(evolve(head, answering=snapshot.stay)), Put(evolve(given, stated=stated)))
    return Decision((*known, *_citations_behind(snapshot, head, stated)), (post,), (reason,))


def _without_model(snapshot: Snapshot, head: HelpRequest, cause: str, why: str) -> Decision:
    """Look for an answer to quote instead, where nothing was quoted while a model was asked."""
    reason = Reason(NAME, Why.MODEL_FAILED, why)
    if place_of(snapshot).model_answers is not Mode.LIVE or _is_answered(snapshot, head):
        return Decision((), (), (reason,))
    plain = _looked_for(snapshot, cause, (head, *snapshot.parts), head.root.channel)
    return evolve(plain, reasons=(reason, *plain.reasons))


def _withheld_anew(snapshot: Snapshot, head: HelpRequest, given: GivenAnswer) -> tuple[Put, ...]:
    """Return what takes out of what would have been said what its sources do not say any more."""
    left = model_answers.still_standing(snapshot, head, given.withheld)
    return (Put(evolve(given, withheld=left)),) if left != given.withheld else ()


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


def _citations(head: HelpRequest, body: Body) -> list[Put]:
    """Return what finds an answer when a message that it quotes is edited or gone."""
    links = (piece for line in body.lines for piece in line.pieces if isinstance(piece, MessageLink))
    told = (MessageRef(one, "") for one in body.of if one != head.root.channel)
    messages = dict.fromkeys((*(MessageRef(one.channel, one.ts) for one in links), *told))
    return [Put(Citation(one, request=head.root)) for one in messages]


def _citations_behind(snapshot: Snapshot, head: HelpRequest, stated: Sequence[Stated]) -> list[Put]:
    """Return what finds an answer in a model's words when a message is edited or gone of which it may have words."""
    return [Put(Citation(one, request=head.root)) for one in model_answers.messages_behind(snapshot, head, stated)]


def _said_anew(
    snapshot: Snapshot, head: HelpRequest, cause: str, now: Instant, posted: PostMessage | None = None
) -> Decision:
    """Have an answer say what its sources say now, or that they are gone: later, where nothing can be said now."""
    given = snapshot.given
    if given is None:
        return because(NAME, Why.NOTHING_TO_DO)
    left = _left_of(snapshot, head, given)
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
    cited = _citations_behind(snapshot, head, left.stated) if left.stated else _citations(head, body)
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


def _left_of(snapshot: Snapshot, head: HelpRequest, given: GivenAnswer) -> GivenAnswer:
    """Return an answer without those sentences of a model's whose sources do not say any more what they quote."""
    if not (given.stated or given.withheld):
        return given
    return evolve(
        given,
        stated=model_answers.still_standing(snapshot, head, given.stated),
        withheld=model_answers.still_standing(snapshot, head, given.withheld),
    )


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
    if given.alert is not None:
        found = FoundRunbook(given.alert, 0)
        told = _answer(snapshot, head, found) if _is_quotable(snapshot, head, found) else None
        return None if told is None else told.body
    known = None if given.earlier is None else snapshot.found_questions.get(given.earlier)
    if known is None or not may_be_said(snapshot.directory, known[0].root.channel, head.root.channel):
        return None
    earlier, question, replies = known
    reply = next((one for one in replies if one.ts == given.reply and one.text), None)
    return answer_body(head, earlier, question, reply) if reply is not None and question else None


def _is_answered(snapshot: Snapshot, head: HelpRequest) -> bool:
    """Say whether an earlier answer was pointed out, or is about to be."""
    return head.answered_at is not None or head.answering == snapshot.stay


def _chosen(
    snapshot: Snapshot, request: HelpRequest, found: Sequence[Found], *, unasked: bool
) -> PostedAnswer | Reason:
    """Return the answer that the first fitting document gives, or why none does; `unasked`, it must be proven."""
    why, perhaps = Shortfall.NOTHING_SIMILAR.value, ""
    for one in found:
        if not _is_quotable(snapshot, request, one):
            continue
        named = f"{_name(one)}, {one.score / 100}"
        if one.score / 100 < DEMAND.score:
            why = f"{Shortfall.BELOW_THRESHOLD.value}, nearest {named}"
            break
        answer = _answer(snapshot, request, one)
        if answer is not None and (not unasked or _is_proven(snapshot, request, answer.given)):
            return evolve(answer, why=named)
        perhaps = perhaps or (named if answer is not None else "")
    return Reason(NAME, Why.PERHAPS_ASKED_BEFORE if perhaps else Why.NOT_ASKED_BEFORE, perhaps or why)


def _is_proven(snapshot: Snapshot, request: HelpRequest, given: GivenAnswer) -> bool:
    """Say whether an answer may be given unasked; how often a runbook answers what it is found for was not read."""
    if given.earlier is None:
        return False
    question = snapshot.asked_in((request, *snapshot.parts))
    thread = snapshot.found_questions[given.earlier]
    return is_proven(request, question, thread, next(one for one in thread[2] if one.ts == given.reply))


def _name(found: Found) -> str:
    return f"{found.root.channel}/{found.root.ts}" if isinstance(found, FoundQuestion) else f"runbook:{found.alert}"


def _is_quotable(snapshot: Snapshot, request: HelpRequest, found: Found) -> bool:
    """Say whether a document is still there and may be quoted here; whether it has an answer costs more to say."""
    if isinstance(found, FoundQuestion):
        question = snapshot.found_questions.get(found.root)
        return question is not None and may_be_quoted(snapshot, question[0], request)
    runbook = snapshot.found_runbooks.get(found.alert)
    if runbook is None or not may_be_shown(snapshot.directory, runbook[1], request.root.channel):
        return False
    return bool(_tracks_to_tell(snapshot, runbook[2], request))


def _answer(snapshot: Snapshot, request: HelpRequest, found: Found) -> PostedAnswer | None:
    """Return what a document that may be quoted says, or None where it has no answer."""
    if isinstance(found, FoundRunbook):
        _, version, tracks = snapshot.found_runbooks[found.alert]
        told = _tracks_to_tell(snapshot, tracks, request)
        body = runbook_body(told[0], version, _latest_root(told))
        return PostedAnswer(body, "", GivenAnswer(request.root, alert=found.alert))
    earlier, question, replies = snapshot.found_questions[found.root]
    reply = best_reply(earlier, question, replies)
    if reply is None or not question:
        return None
    body = answer_body(request, earlier, question, reply)
    return PostedAnswer(body, "", GivenAnswer(request.root, earlier=earlier.root, reply=reply.ts))


def _tracks_to_tell(snapshot: Snapshot, tracks: Iterable[Track], request: HelpRequest) -> list[Track]:
    """Return the courses of an alert that may be told of where a question was asked: names differ in hosts and ids."""
    return [one for one in tracks if may_be_said(snapshot.directory, one.channel, request.root.channel)]


def _latest_root(tracks: Iterable[Track]) -> MessageRef | None:
    """Return the latest message in which an alert fired."""
    roots = (_root_of(track) for track in tracks)
    return max((root for root in roots if root is not None), key=lambda one: one.ts, default=None)


def _root_of(track: Track) -> MessageRef | None:
    fired = [one.ts for one in track.recent if one.kind in FIRES]
    ts = fired[-1] if fired else (track.settled.root_ts if track.settled is not None else None)
    return MessageRef(track.channel, ts) if ts is not None else None


def _why_silent(snapshot: Snapshot, head: HelpRequest, request: HelpRequest) -> Why | None:
    """Return why no earlier answer is looked for, or None where one is."""
    if head.continues is not None:
        return Why.PART_OF_ANOTHER
    if request.state is not HelpState.OPEN or request.first_response_at is not None:
        return Why.NOTHING_TO_DO
    if not (snapshot.policy.answer_externals or snapshot.directory.is_of_the_company(request.asker)):
        return Why.EXTERNAL
    if (silent := why_silent(snapshot, place_of(snapshot).answers)) is not None:
        return silent
    return Why.LEFT_TO_SOMEBODY if is_to_somebody(snapshot.asked_in((head, *snapshot.parts))) else None


def is_to_somebody(question: str) -> bool:
    """Say whether a question is a turn of a conversation, which is left to the person that it is put to.

    It is if a line of it begins with a mention of a person, not of a group; or if it asks what "you" did or have, or
    what "that" is, as somebody does who helps.
    """
    return any(TO_A_PERSON.match(line) for line in question.splitlines()) or _IN_TALK.match(question) is not None


_IN_TALK: Final = re.compile(
    r"""
    (?:(?:and|but|hm+|huh|no|now|oh|ok|okay|so|then|well|yes|yeah)\b[\s,.!]*){0,4}
    (?:(?:are|were|have|had|did)\ you\b(?!\ (?:all|folks|guys|people))
    | (?:do\ )?you\ have\b | what\ do\ you\ mean\b | you\b
    | (?:is|was|does|did|should|would|could|can|has)\ (?:that|he|she|they)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""How a question begins that only somebody can answer to whom one has been talking."""


def may_be_quoted(snapshot: Snapshot, earlier: HelpRequest, request: HelpRequest) -> bool:
    """Say whether an earlier question may be shown here: from a private channel only in itself, and no repost."""
    told = may_be_said(snapshot.directory, earlier.root.channel, request.root.channel)
    return told and is_earlier(earlier, request)


def is_earlier(earlier: HelpRequest, request: HelpRequest) -> bool:
    """Say whether a question was asked before another, and not by the same person a short time ago."""
    if earlier.root == request.root or earlier.asked_at >= request.asked_at:
        return False
    return earlier.asker != request.asker or request.asked_at - earlier.asked_at > _REPOST


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
            return model_answered(snapshot, event)
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
        return _not_asked(snapshot, event, event.action)
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


def _not_asked(snapshot: Snapshot, event: ActionFailed, ask: AskModel) -> Decision:
    """Do without a model that cannot be asked, and give back what was promised for it."""
    head, free = snapshot.request, settled(snapshot, ask, None)
    if head is None or _why_silent(snapshot, head, as_one((head, *snapshot.parts))) is not None:
        return Decision(free, (), (Reason(NAME, Why.MODEL_FAILED, event.why),))
    decision = _without_model(snapshot, head, event.id, event.why)
    return evolve(decision, changes=(*free, *decision.changes))


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
