"""Erases what people wrote: of a message that was deleted, and all of a person, with their name.

What happened because of the words stays, without them. A runbook that was approved is the team's, and stays; a proposal
of an erased person does not. What is quoted from an erased message goes with it. From then on whatever tells of an
erased person is not taken: their name in a roster, late messages, edits, new words; until somebody readmits them.
"""

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import (
    OPENINGS,
    CardState,
    Citation,
    Erasure,
    Mark,
    Message,
    MessageRef,
    Mute,
    RunbookState,
    RunbookVersion,
    Track,
    digest_of,
)
from ratchet_core.domain.records import key_of
from ratchet_core.reading.quotation import ERASED, without_old_quotes_of, without_quotes_of
from ratchet_core.rules.early import dropped
from ratchet_core.rules.rights import refused
from ratchet_core.rules.words import LONGEST, without_words
from ratchet_core.snapshot import Snapshot, Topic
from ratchet_core.vocabulary.actions import (
    About,
    AboutCard,
    AboutInquiry,
    AboutMessage,
    AboutPerson,
    AboutRequest,
    WakeMe,
)
from ratchet_core.vocabulary.changes import Change, Drop, DropActions, EraseLines, EraseQuotes, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import MessageDeleted, MessageEdited, PersonErased, PersonReadmitted, TimePassed
from ratchet_core.wants.limits import MOST_CITING, MOST_ERASED
from ratchet_core.wants.table import (
    CITED,
    CITED_WRITTEN,
    MESSAGE,
    NOTICE,
    OWN_NOTICE,
    QUOTED,
    TRACKS_CITING,
    VERSIONS_CITING,
    VERSIONS_WITH_NOTE,
    VERSIONS_WITH_NOTES,
    WRITTEN,
)

NAME = "erasure"
Heard: TypeAlias = MessageDeleted | MessageEdited | PersonErased | PersonReadmitted | TimePassed


def decided(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Take the news that a message is gone, or the wish that a person's words go."""
    match event:
        case MessageDeleted():
            ref = MessageRef(event.channel, event.ts)
            return Decision(_of_message(snapshot, event), _looked_at_again(snapshot, ref, event.id, event.at))
        case MessageEdited():
            return _edited(snapshot, event)
        case PersonErased():
            return _erased(snapshot, event)
        case PersonReadmitted():
            return _readmitted(snapshot, event)
        case TimePassed():
            return _gone_on(snapshot, event)


def _gone_on(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Go on with what was too much at once."""
    about = event.action.about
    if isinstance(about, AboutMessage):
        return _of_quotes(snapshot, about.message, event)
    if isinstance(about, AboutPerson):
        return _of_person(snapshot, about.person, event.id, event.at)
    return because(NAME, Why.NOTHING_TO_DO)


def _of_message(snapshot: Snapshot, event: MessageDeleted) -> tuple[Change, ...]:
    """Return what erases a message: its words, what is quoted from it, and what waits for its thread."""
    ref = MessageRef(event.channel, event.ts)
    known = snapshot.message or Message(ref)
    gone = Put(evolve(without_words(known), gone=True))
    notice = () if snapshot.notice is None else (dropped(snapshot.notice),)
    versions = {(one.alert, one.number): one for one in (*snapshot.versions, *snapshot.versions_citing)}
    return (gone, *notice, *_rewritten(versions.values(), [ref]), EraseQuotes(ref), DropActions(ref.channel, ref.ts))


def _edited(snapshot: Snapshot, event: MessageEdited) -> Decision | None:
    """Take out of drafts that wait what a message does not say any more, and have what quotes it say what it does."""
    ref = MessageRef(event.channel, event.ts)
    known = snapshot.message
    kept = None if known is None or known.kept in OPENINGS else known.kept
    unchanged = known is not None and kept is not None and event.text[: LONGEST[kept]] == known.text
    if not snapshot.cited or unchanged or _is_same_notice(snapshot):
        return None
    waiting = (one for one in snapshot.versions_citing if one.state is RunbookState.PROPOSED)
    changed = ((one, without_old_quotes_of(one.text, ref, event.text)) for one in waiting)
    rewritten = [Put(evolve(one, text=text, digest=digest_of(text))) for one, text in changed if text != one.text]
    return Decision((*rewritten, EraseQuotes(ref)), _looked_at_again(snapshot, ref, event.id, event.at))


def _is_same_notice(snapshot: Snapshot) -> bool:
    """Say whether an edit leaves a tool's notice as it was, as far as anybody quotes it."""
    told = snapshot.focus.message
    if snapshot.focus.topic is not Topic.NOTICE or told is None:
        return False
    return snapshot.notice is not None and snapshot.notice.title == told.title


def _looked_at_again(snapshot: Snapshot, ref: MessageRef, cause: str, at: Instant) -> tuple[WakeMe, ...]:
    """Return the alarms at which what quotes a message is said anew: at once, so many of them, and then the rest."""
    again = said_anew(snapshot.cited, snapshot.tracks_citing, f"{cause}/{NAME}", at)
    return (*again, *_rest(snapshot, ref, f"{cause}/{NAME}/again/{len(again)}", at))


def _rest(snapshot: Snapshot, ref: MessageRef, key: str, at: Instant) -> tuple[WakeMe, ...]:
    """Return the alarm at which the rest of what quotes a message is looked at, where there may be more."""
    if len(snapshot.cited) < MOST_CITING:
        return ()
    last = key_of(snapshot.cited[-1])
    return (WakeMe(key, NAME, "", at, AboutMessage(ref, (str(last[2]), str(last[3]), str(last[4])))),)


def said_anew(cited: Iterable[Citation], tracks: Iterable[Track], key: str, at: Instant) -> tuple[WakeMe, ...]:
    """Return the alarms at which answers and cards that quote something are said anew."""
    posts = [_answer_with(one.request, inquiry=one.inquiry) for one in cited if one.request is not None]
    shown = (one for one in tracks if one.card is not None and one.card.state in _SAID)
    posts += [("cards", one.channel, AboutCard(one.channel, one.alert)) for one in shown]
    return tuple(
        WakeMe(f"{key}/again/{number}", behaviour, channel, at, about)
        for number, (behaviour, channel, about) in enumerate(dict.fromkeys(posts))
    )


def _answer_with(request: MessageRef, *, inquiry: bool) -> tuple[str, str, About]:
    """Return who says anew what answers a question, and what that is about."""
    if inquiry:
        return "agent", request.channel, AboutInquiry(request, request.ts)
    return "answers", request.channel, AboutRequest(request)


_SAID: Final = frozenset({CardState.ASKED, CardState.POSTED})


def _of_quotes(snapshot: Snapshot, ref: MessageRef, event: TimePassed) -> Decision:
    """Go on with what quotes a message whose words are gone.

    Of an erased channel these are the runbooks: all else that tells of it `privacy` has said anew.
    """
    if snapshot.directory.is_channel_erased(ref.channel):
        again = _rest(snapshot, ref, f"{event.id}/{NAME}/again/0", event.at)
    else:
        again = _looked_at_again(snapshot, ref, event.id, event.at)
    message = snapshot.quoted
    gone = [ref] if message is None or message.kept is None else []
    changes = _rewritten(snapshot.versions_citing, gone)
    return Decision(tuple(changes), again, (Reason(NAME, Why.ERASED),))


def _rewritten(versions: Iterable[RunbookVersion], gone: list[MessageRef]) -> list[Put]:
    """Return what takes the quotations of messages out of versions; a digest names the text that is left."""
    changed = ((one, without_quotes(one.text, gone)) for one in versions)
    return [Put(evolve(one, text=text, digest=digest_of(text))) for one, text in changed if text != one.text]


def without_quotes(text: str, gone: Iterable[MessageRef]) -> str:
    """Return a text without what it quotes from some messages."""
    for ref in gone:
        text = without_quotes_of(text, ref)
    return text


def _erased(snapshot: Snapshot, event: PersonErased) -> Decision:
    """Take the wish to be erased; only the person has it, or whoever installed ratchet on their behalf."""
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    erased = _of_person(snapshot, event.person, event.id, event.at)
    known = snapshot.directory.erasures.get(event.person) or Erasure(event.person, event.at)
    return evolve(
        erased, changes=(Drop("person", (event.person,)), Put(known), DropActions(event.person), *erased.changes)
    )


def _readmitted(snapshot: Snapshot, event: PersonReadmitted) -> Decision:
    """Take what tells of a person again from now on: what they write, and their name the next time that it is told."""
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    if not snapshot.directory.is_erased(event.person):
        return because(NAME, Why.NOTHING_TO_DO, f"{event.person} was not erased")
    return Decision((Drop("erasure", (event.person,)),), (), (Reason(NAME, Why.READMITTED, event.person),))


def _of_person(snapshot: Snapshot, person: str, cause: str, at: Instant) -> Decision:
    """Erase what a person wrote, so much of it at once, and go on right away with what is left."""
    messages = [one.ref for one in snapshot.written if isinstance(one, Message)]
    own = [change for one in snapshot.written for change in without_words_in(one)]
    others = (one for one in snapshot.versions if not _is_proposal_of(one, person))
    changes = (*own, *_rewritten(others, messages), *map(EraseQuotes, messages))
    more = len(snapshot.written) >= MOST_ERASED
    again = (WakeMe(f"{cause}/{NAME}/0", NAME, "", at, AboutPerson(person)),) if more else ()
    alarms = (*again, *_marked_again(snapshot, cause, at), *quoted_again(snapshot, cause, at))
    return Decision(changes, alarms, (Reason(NAME, Why.ERASED, person),))


def _marked_again(snapshot: Snapshot, cause: str, at: Instant) -> Iterator[WakeMe]:
    """Return the alarms, at once, at which cards are drawn again that show why the person marked their incidents."""
    marks = dict.fromkeys(AboutCard(one.channel, one.alert) for one in snapshot.written if isinstance(one, Mark))
    for number, about in enumerate(marks):
        yield WakeMe(f"{cause}/{NAME}/marked/{number}", "cards", about.channel, at, about)


def quoted_again(snapshot: Snapshot, cause: str, at: Instant) -> tuple[WakeMe, ...]:
    """Return the alarms, at once, at which what quotes the messages that are erased is looked at again."""
    return tuple(
        WakeMe(f"{cause}/{NAME}/quoted/{number}", NAME, "", at, AboutMessage(one.message))
        for number, one in enumerate(snapshot.cited_written)
    )


def without_words_in(record: object) -> tuple[Change, ...]:
    """Return what erases what a person wrote, in a record of theirs."""
    match record:
        case Message():
            return (Put(without_words(record)),)
        case Mute():
            return (Put(evolve(record, reason="")), EraseLines(record.id))
        case Mark():
            return (Put(evolve(record, reason="")),)
        case RunbookVersion():
            text = ERASED
            return (Put(evolve(record, text=text, digest=digest_of(text), state=RunbookState.REJECTED)),)
        case _:
            return ()


def _is_proposal_of(version: RunbookVersion, person: str) -> bool:
    return version.author == person and version.state in (RunbookState.PROPOSED, RunbookState.REJECTED)


_QUOTING = (CITED, VERSIONS_CITING, TRACKS_CITING)
BEHAVIOUR = Behaviour(
    NAME,
    {
        MessageDeleted: (MESSAGE, OWN_NOTICE, VERSIONS_WITH_NOTE, *_QUOTING),
        (MessageEdited, Topic.WORDS): _QUOTING,
        (MessageEdited, Topic.REPLY): _QUOTING,
        (MessageEdited, Topic.NOTICE): (NOTICE, MESSAGE, *_QUOTING),
        PersonErased: (WRITTEN, VERSIONS_WITH_NOTES, CITED_WRITTEN),
        PersonReadmitted: (),
        TimePassed: (WRITTEN, VERSIONS_WITH_NOTES, CITED_WRITTEN, *_QUOTING, QUOTED),
    },
    decided,
)
