"""Erases what people wrote: of a message that was deleted, and all of a person, with their name.

What happened because of the words stays, without them. A runbook that was approved is the team's, and stays; a proposal
of an erased person does not. What is quoted from an erased message goes with it.
"""

from collections.abc import Iterable
from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import (
    Message,
    MessageRef,
    Mute,
    RunbookState,
    RunbookVersion,
    digest_of,
)
from ratchet_core.reading.quotation import ERASED, without_quotes_of
from ratchet_core.rules.early import dropped
from ratchet_core.rules.ownership import refusal
from ratchet_core.rules.words import without_words
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutPerson, WakeMe
from ratchet_core.vocabulary.changes import Change, Drop, DropActions, EraseLines, EraseQuotes, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import MessageDeleted, PersonErased, TimePassed
from ratchet_core.wants import (
    MESSAGE,
    MOST_ERASED,
    OWN_NOTICE,
    VERSIONS_WITH_NOTE,
    VERSIONS_WITH_NOTES,
    WRITTEN,
)

NAME = "erasure"
Heard: TypeAlias = MessageDeleted | PersonErased | TimePassed


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Take the news that a message is gone, or the wish that a person's words go."""
    match event:
        case MessageDeleted():
            return Decision(_of_message(snapshot, event))
        case PersonErased():
            return _erased(snapshot, event)
        case TimePassed():
            about = event.action.about
            if not isinstance(about, AboutPerson):
                return because(NAME, Why.NOTHING_TO_DO)
            return _of_person(snapshot, about.person, event.id, event.at)


def _of_message(snapshot: Snapshot, event: MessageDeleted) -> tuple[Change, ...]:
    """Return what erases a message: its words, what is quoted from it, and what waits for its thread."""
    ref = MessageRef(event.channel, event.ts)
    known = snapshot.message or Message(ref)
    gone = Put(evolve(without_words(known), gone=True))
    notice = () if snapshot.notice is None else (dropped(snapshot.notice),)
    return (gone, *notice, *_rewritten(snapshot.versions, [ref]), EraseQuotes(ref), DropActions(ref.channel, ref.ts))


def _rewritten(versions: Iterable[RunbookVersion], gone: list[MessageRef]) -> list[Put]:
    """Return what takes the quotations of messages out of versions; a digest names the text that is left."""
    changed = ((one, _without_quotes(one.text, gone)) for one in versions)
    return [Put(evolve(one, text=text, digest=digest_of(text))) for one, text in changed if text != one.text]


def _without_quotes(text: str, gone: list[MessageRef]) -> str:
    for ref in gone:
        text = without_quotes_of(text, ref)
    return text


def _erased(snapshot: Snapshot, event: PersonErased) -> Decision:
    """Take the wish to be erased; only the person has it, or whoever installed ratchet on their behalf."""
    if event.by not in (None, event.person):
        return refusal(NAME, f"only {event.person} or whoever installed ratchet may erase {event.person}")
    erased = _of_person(snapshot, event.person, event.id, event.at)
    return evolve(erased, changes=(Drop("person", (event.person,)), *erased.changes))


def _of_person(snapshot: Snapshot, person: str, cause: str, at: Instant) -> Decision:
    """Erase what a person wrote, so much of it at once, and go on right away with what is left."""
    messages = [one.ref for one in snapshot.written if isinstance(one, Message)]
    own = [change for one in snapshot.written for change in _without_words(one)]
    others = (one for one in snapshot.versions if not _is_proposal_of(one, person))
    changes = (*own, *_rewritten(others, messages), *map(EraseQuotes, messages))
    more = len(snapshot.written) >= MOST_ERASED
    again = (WakeMe(f"{cause}/{NAME}/0", NAME, "", at, AboutPerson(person)),) if more else ()
    return Decision(changes, again, (Reason(NAME, Why.ERASED, person),))


def _without_words(record: object) -> tuple[Change, ...]:
    match record:
        case Message():
            return (Put(without_words(record)),)
        case Mute():
            return (Put(evolve(record, reason="")), EraseLines(record.id))
        case RunbookVersion():
            text = ERASED
            return (Put(evolve(record, text=text, digest=digest_of(text), state=RunbookState.REJECTED)),)
        case _:
            return ()


def _is_proposal_of(version: RunbookVersion, person: str) -> bool:
    return version.author == person and version.state in (RunbookState.PROPOSED, RunbookState.REJECTED)


BEHAVIOUR = Behaviour(
    NAME,
    {
        MessageDeleted: (MESSAGE, OWN_NOTICE, VERSIONS_WITH_NOTE),
        PersonErased: (WRITTEN, VERSIONS_WITH_NOTES),
        TimePassed: (WRITTEN, VERSIONS_WITH_NOTES),
    },
    decided,
)
