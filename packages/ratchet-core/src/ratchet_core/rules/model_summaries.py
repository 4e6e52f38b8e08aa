"""A summary in the words of a model: what it is given to read of a thread; its sentences stand as an answer's do."""

from collections.abc import Iterable, Sequence
from typing import Final

from ratchet_core.basis.instants import MINUTE, Instant
from ratchet_core.domain import MessageRef, Source, Stated, ThreadNote
from ratchet_core.reading.replies import Use, use_of
from ratchet_core.rules.discretion import may_be_offered
from ratchet_core.rules.model_answers import standing
from ratchet_core.rules.so_far import incident_of, notes_so_far
from ratchet_core.rules.spending import allowance_of
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutSummary, AskModel
from ratchet_core.vocabulary.models import QUESTION, Material, ModelReply, Shape
from ratchet_core.vocabulary.prompts import SUMMARY

MOST_STATED: Final = 8
"""How many sentences a summary has."""

_MOST_READ: Final = 12_000
"""So many characters of a thread a model is given to read: what may help first, then the latest."""

_MOST_TOKENS: Final = 2_000
_OF_USE: Final = 2 * MINUTE
"""For how long whoever asked waits."""


def question_for(snapshot: Snapshot, key: str, behaviour: str, about: AboutSummary, at: Instant) -> AskModel | None:
    """Return the question to a model, or None where nothing was written that it may read."""
    read = [_piece(about.channel, one) for one in _readable(notes_so_far(snapshot))]
    offered = [one for one in read if one.text and may_be_offered(snapshot.directory, one, about.channel)]
    if not offered:
        return None
    return AskModel(
        key,
        behaviour,
        about.channel,
        about.thread,
        SUMMARY,
        (_topic(snapshot, about), *(_numbered(offered))),
        about,
        Shape.STATEMENTS,
        allowance_of(snapshot.policy, _MOST_TOKENS),
        about.person,
        at,
        at + _OF_USE,
    )


def stated_in(snapshot: Snapshot, action: AskModel, reply: ModelReply) -> tuple[Stated, ...]:
    """Return those sentences of a model's summary that stand."""
    return standing(snapshot, action, reply, MOST_STATED)


def _topic(snapshot: Snapshot, about: AboutSummary) -> Material:
    """Return what the thread is about: the question, or the name of the alert."""
    request = snapshot.request
    if request is not None and incident_of(snapshot) is None:
        parts = (request, *snapshot.parts)
        cites = tuple(one.root for one in parts[1:])
        asked = snapshot.asked_in(parts)
        return Material(QUESTION, "question", asked, Source(request.root), (about.channel,), (request.asker,), cites)
    name = "" if snapshot.track is None else snapshot.track.name
    return Material(QUESTION, "alert", name, None, (about.channel,))


def _piece(channel: str, note: ThreadNote) -> Material:
    return Material("", "message", note.text, Source(MessageRef(channel, note.ts)), (channel,), (note.person,))


def _numbered(pieces: Iterable[Material]) -> list[Material]:
    return [
        Material(f"{number}", one.what, one.text, one.source, one.audience, one.people)
        for number, one in enumerate(pieces, 1)
    ]


def _readable(notes: Sequence[ThreadNote]) -> list[ThreadNote]:
    """Return so much of a thread as a model is given to read, in the order of time."""
    kept, left = list[ThreadNote](), _MOST_READ
    for note in sorted(notes, key=lambda one: (use_of(one.text) is not Use.HELPS, -one.at, one.ts)):
        left -= len(note.text)
        if left < 0:
            break
        kept.append(note)
    return sorted(kept)
