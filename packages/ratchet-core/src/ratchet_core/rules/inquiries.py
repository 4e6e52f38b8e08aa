"""What a person asks of ratchet in words: how a model is asked, which of its sentences stand, and how that is said.

A sentence stands as in `model_answers`, but for one thing: what code told a model as a fact is taken as it was told.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Final

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import MINUTE, Duration
from ratchet_core.domain import NOBODY, Behind, Inquiry, MessageRef, Offer, OfferKind, Quoted, Source, Stated
from ratchet_core.domain.directory import Directory
from ratchet_core.rules.discretion import may_be_cited, may_be_offered, may_be_repeated, may_be_said, may_be_told
from ratchet_core.rules.elsewhere import offered_first, still_offered
from ratchet_core.rules.model_answers import bears_out, flat, line_of, text_now
from ratchet_core.rules.spending import allowance_of
from ratchet_core.rules.summaries import help_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutIncident,
    AboutInquiry,
    AboutMuting,
    AboutRequest,
    AskModel,
    Body,
    Button,
    Line,
    Plain,
    Press,
    RunTools,
)
from ratchet_core.vocabulary.events import DirectMessageSeen, Mentioned, ToolsRun
from ratchet_core.vocabulary.foreign import ForeignTool
from ratchet_core.vocabulary.models import QUESTION, Material, ModelReply, Shape, Statement, Step, ToolCall
from ratchet_core.vocabulary.prompts import AGENT
from ratchet_core.vocabulary.tools import HERE, TOOLS

MOST_ASKED: Final = 5
"""So often a model is asked about one question; the last time it has to answer."""

PATIENCE: Final[Duration] = 3 * MINUTE
"""For so long a question is looked into."""

_MOST_SAID: Final = 5
_MOST_BEFORE: Final = 2
_LONGEST_BEFORE: Final = 1_000
_MOST_SHOWN: Final = 8
_LONGEST_QUESTION: Final = 2_000
_MOST_READ: Final = 24_000
"""So many characters of what tools found a model is given to read at most."""


def looked_into(snapshot: Snapshot, event: Mentioned | DirectMessageSeen, behaviour: str) -> RunTools:
    """Return the first step: what is known of the place is looked up, before a model is asked anything."""
    asked, thread = MessageRef(event.channel, event.ts), event.thread or event.ts
    about = AboutInquiry(MessageRef(event.channel, thread), event.ts)
    text = event.text[:_LONGEST_QUESTION]
    question = AskModel(
        f"{event.id}/{behaviour}/0",
        behaviour,
        event.channel,
        thread,
        AGENT,
        (
            Material(QUESTION, "question", text, Source(asked), (event.channel,), (event.person,)),
            *_asked_before(snapshot, event.channel),
        ),
        about,
        Shape.STATEMENTS,
        allowance_of(snapshot.policy),
        event.person,
        event.at,
        max(event.at, event.heard_at or 0) + PATIENCE,
    )
    return tools_for(question, f"{event.id}/{behaviour}/tools", (ToolCall(HERE),))


def _asked_before(snapshot: Snapshot, where: str) -> Iterator[Material]:
    """Return what was asked and answered in the thread before, by which it is understood what is asked now.

    It has no source, so nothing can be quoted from it: what is said now is looked up now.
    """
    known = [(one, words) for one, words in snapshot.inquiries if one.inquiry is not None and not one.inquiry.shadow]
    number = count(1)
    for one, words in known[-_MOST_BEFORE:]:
        if words:
            asked = _before(number, "what was asked before", words, (one.root.channel,))
            yield evolve(asked, people=(one.person,), cites=(one.root,))
        stated = () if one.inquiry is None else one.inquiry.stated
        told = [each for each in stated if may_be_told(snapshot.directory, each, where)]
        if told:
            channels = sorted({where}.union(*(one.channels for one in told)))
            said = _before(number, "what was answered to that", " ".join(each.text for each in told), channels)
            refs = (quoted.source.message for each in told for quoted in each.quoted)
            yield evolve(said, cites=tuple(dict.fromkeys(one for one in refs if one is not None)))


def _before(number: Iterator[int], what: str, text: str, channels: Sequence[str]) -> Material:
    told = f"{what}; quote nothing of it"
    return Material(f"before.{next(number)}", told, text[:_LONGEST_BEFORE], None, tuple(channels))


def tools_for(question: AskModel, key: str, calls: tuple[ToolCall, ...], behind: Behind = NOBODY) -> RunTools:
    """Return what runs tools for a question; `behind` is whose words the calls may repeat."""
    where, thread = question.channel, question.thread
    return RunTools(key, question.behaviour, where, thread, question.person, calls, question, question.about, behind)


def question_after(snapshot: Snapshot, event: ToolsRun) -> AskModel:
    """Return the question with what the tools found, which a model is asked next."""
    before = event.action.question
    room = _MOST_READ - sum(len(one.text) for one in before.material)
    found = tuple(_within(room, (piece for result in event.results for piece in result.pieces)))
    steps = (*before.steps, Step(event.action.calls, event.action.behind))
    elsewhere = _elsewhere(snapshot.directory, event)
    names = (*(one.name for one in TOOLS), *(one.name for one in elsewhere))
    offered = () if len(steps) >= MOST_ASKED else names
    return evolve(
        before,
        key=f"{event.id}/{before.behaviour}/0",
        material=(*before.material, *found),
        steps=steps,
        tools=offered,
        elsewhere=elsewhere,
        asked_at=event.at,
    )


def _elsewhere(directory: Directory, event: ToolsRun) -> tuple[ForeignTool, ...]:
    """Return the tools of others that may be called: those that there were when the question was taken up."""
    question = event.action.question
    if question.steps:
        return still_offered(directory, question.elsewhere, question.channel, question.person)
    there = (one for result in event.results for one in result.elsewhere)
    return offered_first(directory, there, question.channel, question.person)


def _within(room: int, pieces: Iterable[Material]) -> Iterable[Material]:
    for one in pieces:
        room -= len(one.text)
        if room < 0:
            return
        yield one


def standing(snapshot: Snapshot, question: AskModel, reply: ModelReply) -> tuple[Stated, ...]:
    """Return those sentences of a model's that stand, with what they rest on."""
    pieces = {one.name: one for one in question.material if one.name != QUESTION}
    found = (_standing(snapshot, question.channel, pieces, one) for one in reply.statements)
    return tuple(dict.fromkeys(one for one in found if one is not None))[:_MOST_SAID]


def _standing(snapshot: Snapshot, where: str, pieces: dict[str, Material], statement: Statement) -> Stated | None:
    quoted, texts = list[Quoted](), list[str]()
    for one in statement.quotations:
        piece = pieces.get(one.piece)
        if piece is None or piece.source is None:
            return None
        called = "" if piece.people and piece.source.message else piece.what
        of = tuple(at for at in piece.audience if at != where)
        words = Quoted(flat(one.words), piece.source, called, of, _behind(piece))
        if words not in quoted:
            quoted.append(words)
            texts.append(_said_by(snapshot, where, piece))
    told = Stated(flat(statement.text), tuple(quoted))
    return told if bears_out(told, texts, "") else None


def _behind(piece: Material) -> Behind:
    """Return whose words a piece may repeat of what a server said."""
    is_said = piece.source is not None and piece.source.server is not None
    return Behind((), piece.people, piece.cites) if is_said else NOBODY


def _said_by(snapshot: Snapshot, where: str, piece: Material) -> str:
    """Return what a piece says now: of what a person wrote what stands there, of a fact what code told."""
    if piece.source is not None and piece.source.server is None and piece.people:
        return text_now(snapshot, where, piece.source)
    is_told = may_be_offered(snapshot.directory, piece, where) and not _is_gone(snapshot, piece.source)
    return flat(piece.text) if is_told and _may_be_repeated(snapshot, where, _behind(piece)) else ""


def _is_gone(snapshot: Snapshot, source: Source | None) -> bool:
    """Say whether the message was deleted from which something is known."""
    return source is not None and any(one.ref == source.message and one.gone for one in snapshot.given_messages)


def _may_be_repeated(snapshot: Snapshot, where: str, behind: Behind) -> bool:
    """Say whether words may be said that may repeat those of others: none of their messages was changed since."""
    asked = 0 if snapshot.inquiry is None else snapshot.inquiry.at
    known = {one.ref: one for one in snapshot.given_messages}
    messages = (known[one] for one in behind.messages if one in known)
    is_changed = any(one.gone or (one.edited_at or 0) >= asked for one in messages)
    return not is_changed and may_be_repeated(snapshot.directory, behind, where)


def still_standing(snapshot: Snapshot, where: str, stated: Iterable[Stated]) -> tuple[Stated, ...]:
    """Return those sentences of an answer that was given whose sources still say what it quotes, and may be read."""
    return tuple(one for one in stated if all(_stands_yet(snapshot, where, quoted) for quoted in one.quoted))


def _stands_yet(snapshot: Snapshot, where: str, quoted: Quoted) -> bool:
    """Say whether what is quoted stands; what code told as a fact does while its message may be told of."""
    source = quoted.source
    if not all(may_be_said(snapshot.directory, one, where) for one in quoted.of):
        return False
    if source.server is not None:
        told = may_be_cited(snapshot.directory, source, where)
        return told and _may_be_repeated(snapshot, where, quoted.behind)
    if source.alert is not None or not quoted.called:
        return quoted.words in text_now(snapshot, where, source)
    told = source.message is None or may_be_said(snapshot.directory, source.message.channel, where)
    return told and not _is_gone(snapshot, source)


GONE: Final = Body("What I quoted here was deleted, or may not be shown here any more.")


_LOOKING: Final = "Looking into it ..."


def progress_body(inquiry: Inquiry | None = None) -> Body:
    """Return what is said until there is an answer."""
    return Body(_LOOKING, () if inquiry is None else _looked_lines(inquiry.looked_at, inquiry.of))


def is_progress(body: Body) -> bool:
    """Say whether this is what is said until there is an answer, behind which the answer follows."""
    return body.headline == _LOOKING


def without_model(*, spent: bool) -> Body:
    """Return what is said where a question is not looked into: why not, and what can be asked instead."""
    why = "What looking into questions may cost is spent for now." if spent else "I have no model to look into that."
    known = help_body()
    return evolve(known, headline=f"{why} {known.headline}")


def body_of(inquiry: Inquiry) -> Body:
    """Return what came of looking into a question."""
    if inquiry.stated:
        lines = map(line_of, inquiry.stated)
        return Body("This is what I found. A model worded it from what is quoted", tuple(lines), _buttons(inquiry))
    return Body(
        "I could not find out.",
        (*_looked_lines(inquiry.looked_at, inquiry.of), _line(_WITHOUT_MODEL)),
        _buttons(inquiry),
    )


def _buttons(inquiry: Inquiry) -> tuple[Button, ...]:
    """Return the buttons that were prepared: the same as those of a card, whose presses decide who may do it."""
    return tuple(map(_button, inquiry.offers))


def _button(offer: Offer) -> Button:
    match offer.kind:
        case OfferKind.MUTE:
            return Button("Mute", Press.MUTE, AboutMuting(offer.alert, offer.channel))
        case OfferKind.RUNBOOK:
            return Button("Edit runbook", Press.EDIT, AboutIncident(offer.channel, offer.alert, offer.number))
        case OfferKind.RESOLVE:
            about = AboutIncident(offer.channel, offer.alert, offer.number)
            return Button(f"Resolve #{offer.number}", Press.RESOLVE, about, RESOLVES)
        case OfferKind.HAND_OFF:
            asked = AboutRequest(MessageRef(offer.channel, offer.question))
            return Button("Hand off", Press.HAND_OFF, asked)


RESOLVES: Final = "The incident is over for everybody whom it affects. If its alert fires again, a new one opens."
"""What is confirmed before an incident is resolved."""

_WITHOUT_MODEL: Final = (
    "Without a model: @ratchet status, and in a thread @ratchet why and @ratchet similar. /ratchet help lists the rest."
)


def _looked_lines(looked_at: Sequence[str], of: tuple[str, ...]) -> tuple[Line, ...]:
    if not looked_at:
        return ()
    return (_line(f"I looked at {'; '.join(looked_at[:_MOST_SHOWN])}.", of),)


def _line(text: str, of: tuple[str, ...] = ()) -> Line:
    return Line((Plain(text),), of)


def as_may_be_said(snapshot: Snapshot, where: str, inquiry: Inquiry) -> Inquiry:
    """Return an inquiry without what it would tell, and offer, of channels of which nothing may be said there now."""
    directory = snapshot.directory
    offers = tuple(one for one in inquiry.offers if may_be_said(directory, one.channel, where))
    if all(may_be_said(directory, one, where) for one in inquiry.of):
        return evolve(inquiry, offers=offers)
    return evolve(inquiry, looked_at=(), of=(), offers=offers)


def with_looked_at(inquiry: Inquiry, event: ToolsRun) -> Inquiry:
    """Return an inquiry with what tools have read for it, and the last button of each kind that they prepared."""
    told = (one.looked_at for one in event.results if one.looked_at)
    of = {*inquiry.of, *(channel for one in event.results if one.looked_at for channel in one.of)}
    offers = {one.kind: one for result in event.results for one in result.offers}
    kept = {**{one.kind: one for one in inquiry.offers}, **offers}
    looked_at = tuple(dict.fromkeys((*inquiry.looked_at, *told)))[:_MOST_SHOWN]
    return evolve(inquiry, looked_at=looked_at, offers=tuple(kept.values()), of=tuple(sorted(of)))
