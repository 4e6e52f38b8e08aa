"""Has a model word an answer from what was found, and says of that only what stands in its sources.

A part of `answers`, which hears what comes of it.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from ratchet_core.basis.evolving import evolve
from ratchet_core.domain import (
    Citation,
    GivenAnswer,
    HelpRequest,
    Stated,
)
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.requests import as_one
from ratchet_core.rules import model_answers, quoting
from ratchet_core.rules.modes import as_allowed, place_of
from ratchet_core.rules.spending import promised, settled, why_too_dear
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutRequest,
    AskModel,
    PostMessage,
)
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    Found,
    FoundQuestion,
    ModelAnswered,
    SimilarFound,
)
from ratchet_core.vocabulary.models import Ending, Material

NAME = quoting.NAME


def model_asked(snapshot: Snapshot, event: SimilarFound, head: HelpRequest, request: HelpRequest) -> Decision:
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
    near = (one for one in found if one.score >= _READABLE and quoting.is_quotable(snapshot, request, one))
    for number, one in enumerate(islice(near, model_answers.MOST_OFFERED), 1):
        if isinstance(one, FoundQuestion):
            yield from model_answers.pieces_of_question(number, *snapshot.found_questions[one.root])
        else:
            _, version, tracks = snapshot.found_runbooks[one.alert]
            named = quoting.tracks_to_tell(snapshot, tracks, request)[0]
            yield model_answers.piece_of_runbook(number, named, version)


_READABLE: Final = 20
"""What is less similar, in hundredths, is not put to a model; it is less than what is quoted must be."""


def model_answered(snapshot: Snapshot, event: ModelAnswered) -> Decision:
    """Say what a model made of what was found, as far as it stands, and book what that cost."""
    decision = _in_its_words(snapshot, event)
    return evolve(decision, changes=(*settled(snapshot, event.action, event.reply), *decision.changes))


def _in_its_words(snapshot: Snapshot, event: ModelAnswered) -> Decision:
    head, reply, mode = snapshot.request, event.reply, place_of(snapshot).model_answers
    if head is None or mode is Mode.OFF or (mode is Mode.LIVE and quoting.is_answered(snapshot, head)):
        return because(NAME, Why.NOTHING_TO_DO)
    silent = quoting.why_unanswered(snapshot, head, as_one((head, *snapshot.parts)))
    if silent is not None:
        return because(NAME, silent)
    if reply.ending is not Ending.ANSWERED:
        return without_model(snapshot, head, event.id, f"{reply.ending.value}: {reply.why}".removesuffix(": "))
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
        kept = (Put(evolve(given, withheld=stated)), *citations_behind(snapshot, head, stated))
        return as_allowed(NAME, Mode.SHADOW, Decision(kept, (post,), (reason,)))
    known = (Put(evolve(head, answering=snapshot.stay)), Put(evolve(given, stated=stated)))
    return Decision((*known, *citations_behind(snapshot, head, stated)), (post,), (reason,))


def without_model(snapshot: Snapshot, head: HelpRequest, cause: str, why: str) -> Decision:
    """Look for an answer to quote instead, where nothing was quoted while a model was asked."""
    reason = Reason(NAME, Why.MODEL_FAILED, why)
    if place_of(snapshot).model_answers is not Mode.LIVE or quoting.is_answered(snapshot, head):
        return Decision((), (), (reason,))
    plain = quoting.looked_for(snapshot, cause, (head, *snapshot.parts), head.root.channel)
    return evolve(plain, reasons=(reason, *plain.reasons))


def withheld_anew(snapshot: Snapshot, head: HelpRequest, given: GivenAnswer) -> tuple[Put, ...]:
    """Return what takes out of what would have been said what its sources do not say any more."""
    left = model_answers.still_standing(snapshot, head, given.withheld)
    return (Put(evolve(given, withheld=left)),) if left != given.withheld else ()


def citations_behind(snapshot: Snapshot, head: HelpRequest, stated: Sequence[Stated]) -> list[Put]:
    """Return what finds an answer in a model's words when a message is edited or gone of which it may have words."""
    asked = (one.root for one in (head, *snapshot.parts))
    behind = dict.fromkeys((*model_answers.messages_behind(snapshot, stated), *asked))
    return [Put(Citation(one, request=head.root)) for one in behind]


def left_of(snapshot: Snapshot, head: HelpRequest, given: GivenAnswer) -> GivenAnswer:
    """Return an answer without those sentences of a model's whose sources do not say any more what they quote."""
    if not (given.stated or given.withheld):
        return given
    return evolve(
        given,
        stated=model_answers.still_standing(snapshot, head, given.stated),
        withheld=model_answers.still_standing(snapshot, head, given.withheld),
    )


def not_asked(snapshot: Snapshot, event: ActionFailed, ask: AskModel) -> Decision:
    """Do without a model that cannot be asked, and give back what was promised for it."""
    head, free = snapshot.request, settled(snapshot, ask, None)
    if head is None or quoting.why_unanswered(snapshot, head, as_one((head, *snapshot.parts))) is not None:
        return Decision(free, (), (Reason(NAME, Why.MODEL_FAILED, event.why),))
    decision = without_model(snapshot, head, event.id, event.why)
    return evolve(decision, changes=(*free, *decision.changes))
