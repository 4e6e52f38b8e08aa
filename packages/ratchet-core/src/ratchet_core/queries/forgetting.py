"""Takes out of a log what an erased person wrote; that they did something, and what followed from it, stays.

Of an erased channel nothing is left in a log: whatever tells of it goes with its decision.
"""

from collections.abc import Callable, Collection
from typing import TypeVar

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.domain import (
    Assistance,
    Behind,
    GivenAnswer,
    Inquiry,
    Mark,
    Message,
    MessageRef,
    Mute,
    Person,
    Quoted,
    RunbookVersion,
    Stated,
)
from ratchet_core.domain.records import Record
from ratchet_core.queries.reader import Reader
from ratchet_core.reading.quotation import sources_of, without_quotes_of
from ratchet_core.vocabulary.actions import (
    About,
    AboutMute,
    Action,
    Asking,
    AskModel,
    Line,
    PersonMention,
    PostMessage,
    RefuseForm,
    RunTools,
    UpdateMessage,
    linked_in,
    with_material,
    with_question,
    without_repeated,
)
from ratchet_core.vocabulary.changes import Change, Put
from ratchet_core.vocabulary.codec import decision_to_json, event_to_json
from ratchet_core.vocabulary.decision import Decision, Log
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AlertMuted,
    ChannelErased,
    CommandGiven,
    DirectMessageSeen,
    Event,
    FormRefused,
    FormSubmitted,
    IncidentMarked,
    Mentioned,
    MessageEdited,
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    ModelAnswered,
    PersonErased,
    PersonSeen,
    RunbookWritten,
    ShortcutUsed,
    ToolsRun,
)
from ratchet_core.vocabulary.gone import Gone
from ratchet_core.vocabulary.models import Material, ModelReply, Step, ToolResult, read_in
from ratchet_core.vocabulary.tools import blanked


@frozen
class WrittenBy:
    """What a person wrote: their messages, and the mutes that they gave reasons for.

    `answers` are about what those say which may repeat it, because a server of others did that was given it.
    """

    person: str
    messages: frozenset[MessageRef]
    mutes: frozenset[str]
    answers: frozenset[About] = frozenset()

    def is_behind(self, behind: Behind) -> bool:
        """Say whether words may be the person's, by whose words they may repeat."""
        return self.person in behind.people or not self.messages.isdisjoint(behind.messages)

    def did_not_write(self, piece: Material) -> bool:
        """Say whether a piece of what a model was given repeats no words of the person's."""
        return not self.is_behind(read_in([piece], ()))


def without_the_erased(reader: Reader, event: Event) -> Callable[[Log], Log]:
    """Return what is to become of a log after an erasure: a person's words are blanked in it, a channel's turns go."""
    if isinstance(event, ChannelErased):
        gone = _gone_with(reader, event.channel)
        return lambda log: [one for turn in log for one in _left(gone, event, *turn)]
    if not isinstance(event, PersonErased):
        return lambda log: log
    by = written_by(reader, event.person)
    return lambda log: _without_words(log, by)


def _without_words(log: Log, by: WrittenBy) -> Log:
    questions = (event.action for event, _ in log if isinstance(event, ModelAnswered))
    by = evolve(by, answers=frozenset(one.about for one in questions if _repeats(one, by)))
    return [_blanked(one, decision, by) for one, decision in log]


def _repeats(question: AskModel, by: WrittenBy) -> bool:
    """Say whether a server of others may have repeated to a model what the person wrote."""
    told = (one for one in question.material if one.source is not None and one.source.server is not None)
    return not all(map(by.did_not_write, told))


def _gone_with(reader: Reader, channel: str) -> Gone:
    """Return what goes from a log with a channel: what tells of it, and what was written of its alerts' runbooks."""
    gone = Gone()
    gone.erase_channel(channel)
    for alert in {one.alert for one in reader.tracks() if one.channel == channel}:
        gone.erase_runbook(alert)
    for version in reader.versions():
        if version.only_in == channel or any(one.channel == channel for one in sources_of(version.text)):
            gone.erase_runbook(version.alert)
    return gone


def _left(gone: Gone, erasing: Event, event: Event, decision: Decision) -> Log:
    """Return what is left of a turn: of that which erases why it does, of one that tells of what is gone nothing."""
    if event == erasing:
        return [(event, Decision(reasons=decision.reasons))]
    is_told = gone.is_told_in(event_to_json(event), 0) or gone.is_told_in(decision_to_json(decision), 0)
    return [] if is_told else [(event, decision)]


def written_by(reader: Reader, person: str) -> WrittenBy:
    """Return what a person wrote, from what is remembered before their erasure."""
    mutes = frozenset(one.id for one in reader.mutes() if one.person == person)
    return WrittenBy(person, frozenset(reader.messages_of(person)), mutes)


def _blanked(event: Event, decision: Decision, by: WrittenBy) -> tuple[Event, Decision]:
    blank = evolve(
        decision,
        changes=tuple(_change(one, by) for one in decision.changes),
        actions=tuple(_action(one, by) for one in decision.actions),
        withheld=tuple(_action(one, by) for one in decision.withheld),
    )
    return _event(event, by), blank


def _event(event: Event, by: WrittenBy) -> Event:  # noqa: C901, PLR0911, PLR0912 - one case for each
    match event:
        case RunbookWritten(by=by.person):
            return evolve(event, text="")
        case FormSubmitted(person=by.person):
            return evolve(event, values=())
        case IncidentMarked(by=by.person):
            return evolve(event, reason="")
        case AlertMuted(by=by.person):
            return evolve(event, reason="")
        case MessageSeen() | MessageEdited() if _is_theirs(event, by):
            return evolve(event, text="", content=None)
        case ShortcutUsed(author=by.person):
            return evolve(event, text="")
        case Mentioned() | DirectMessageSeen() | CommandGiven() if event.person == by.person:
            return evolve(event, text="")
        case PersonSeen(person=by.person):
            return evolve(event, name="", time_zone="")
        case MessagePosted(action=action):
            return evolve(event, action=_spoken(action, by))
        case MessageUpdated(action=update):
            return evolve(event, action=_spoken(update, by))
        case FormRefused(action=refusal) if refusal.person == by.person:
            return evolve(event, action=_emptied(refusal))
        case ModelAnswered(action=question):
            return evolve(event, action=_unread(question, by), reply=_unanswered(event.reply, question, by))
        case ToolsRun(action=run):
            return evolve(event, action=_unread(run, by), results=tuple(_unfound(one, by) for one in event.results))
        case ActionFailed(action=failed):
            return evolve(event, action=_action(failed, by))
        case _:
            return event


def _is_theirs(event: MessageSeen | MessageEdited, by: WrittenBy) -> bool:
    """Say whether the person wrote a message, or filled in the form that a workflow posted with it."""
    return event.person == by.person or MessageRef(event.channel, event.ts) in by.messages


def _change(change: Change, by: WrittenBy) -> Change:
    return Put(_record(change.record, by)) if isinstance(change, Put) else change


def _record(record: Record, by: WrittenBy) -> Record:  # noqa: PLR0911 - one case for each
    match record:
        case RunbookVersion():
            return _version(record, by)
        case Mute(person=by.person) | Mark(person=by.person):
            return evolve(record, reason="")
        case Message(person=by.person):
            return evolve(record, text="")
        case GivenAnswer():
            return evolve(record, stated=_unsaid(record.stated, by), withheld=_unsaid(record.withheld, by))
        case Assistance(inquiry=Inquiry() as inquiry):
            return evolve(record, inquiry=evolve(inquiry, stated=_unsaid(inquiry.stated, by)))
        case Person(id=by.person):
            return evolve(record, name="")
        case _:
            return record


def _version(version: RunbookVersion, by: WrittenBy) -> RunbookVersion:
    text = "" if version.author == by.person else version.text
    for message in by.messages:
        text = without_quotes_of(text, message)
    return evolve(version, text=text)


def _action(action: Action, by: WrittenBy) -> Action:
    match action:
        case PostMessage():
            return _spoken(action, by)
        case UpdateMessage():
            return _spoken(action, by)
        case RefuseForm(person=by.person):
            return _emptied(action)
        case AskModel():
            return _unread(action, by)
        case RunTools():
            return _unread(action, by)
        case _:
            return action


def _unread(asked: Asking, by: WrittenBy) -> Asking:
    """Return what asks a model without what it was given of the person's to read, and what it may have made of that."""
    left = with_question(asked, lambda question: with_material(question, by.did_not_write))
    return without_repeated(left, by.is_behind)


def _unanswered(reply: ModelReply, question: AskModel, by: WrittenBy) -> ModelReply:
    """Return what a model answered: nothing in words, where it had read what the person wrote."""
    if not by.is_behind(read_in(question.material, question.steps)):
        return reply
    return evolve(reply, statements=(), calls=blanked(Step(reply.calls), question.elsewhere).calls)


def _unfound(result: ToolResult, by: WrittenBy) -> ToolResult:
    return evolve(result, pieces=tuple(one for one in result.pieces if by.did_not_write(one)))


def _unsaid(stated: tuple[Stated, ...], by: WrittenBy) -> tuple[Stated, ...]:
    """Return the statements of an answer that rest on no message of the person's."""
    return tuple(one for one in stated if not any(_is_theirs_in(quoted, by) for quoted in one.quoted))


def _is_theirs_in(quoted: Quoted, by: WrittenBy) -> bool:
    return quoted.source.message in by.messages or by.is_behind(quoted.behind)


def _emptied(refusal: RefuseForm) -> RefuseForm:
    return evolve(refusal, form=evolve(refusal.form, fields=()))


_Spoken = TypeVar("_Spoken", PostMessage, UpdateMessage)


def _spoken(action: _Spoken, by: WrittenBy) -> _Spoken:
    about = action.about
    if isinstance(about, AboutMute) and about.mute in by.mutes:
        return evolve(action, body=evolve(action.body, lines=()))
    lines = () if about in by.answers else action.body.lines
    kept = tuple(line for line in lines if not (_cites(line, by.messages) or PersonMention(by.person) in line.pieces))
    return evolve(action, body=evolve(action.body, lines=kept))


def _cites(line: Line, messages: Collection[MessageRef]) -> bool:
    return not set(linked_in(line)).isdisjoint(messages)
