"""What finds the questions of one person that belong together, and the replies to them."""

from collections.abc import Callable
from typing import Any

from ratchet_core.basis.instants import Instant, moment_of
from ratchet_core.domain import OPENINGS, HeldReply, HelpRequest, Message
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.records import Lookup, Range
from ratchet_core.reading.opening import Opening, asks_below
from ratchet_core.reading.speech import Speech
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.events import Event, MessageSeen
from ratchet_core.wants.limits import KEPT_ANSWERS, MOST_HELD, MOST_PARTS, STILL_TALKING
from ratchet_core.wants.messages import root_of
from ratchet_core.wants.piece import Answers, all_of


def asked_near(kind: type) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    """Return what finds the questions of one person in a channel shortly before and after another, or their words."""
    return lambda snapshot, _event: _near(kind, snapshot, snapshot.request)


def likely_near(kind: type) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    """Return what finds the same of a question that nobody made a request of before it was heard."""
    return lambda snapshot, _event: _near(kind, snapshot, None)


def _near(kind: type, snapshot: Snapshot, request: HelpRequest | None) -> tuple[Lookup, ...]:
    focus = snapshot.focus
    root, asked = focus.root, request is not None or focus.speech is Speech.QUESTION
    asker = request.asker if request is not None else focus.person
    if root is None or asker is None or not asked:
        return ()
    at = request.asked_at if request is not None else moment_of(root.ts, 0)
    return _around(kind, snapshot, root.channel, asker, at)


def _around(kind: type, snapshot: Snapshot, channel: str, asker: str, at: Instant) -> tuple[Lookup, ...]:
    within, group = MOST_PARTS * snapshot.policy.same_request, (channel, asker)
    return (
        Range(kind, "asked_by", group, MOST_PARTS + 1, (at - within,), (at - 1,), newest=True),
        Range(kind, "asked_by", group, MOST_PARTS + 1, (at,), (at + within,)),
    )


siblings = asked_near(HelpRequest)


def theirs(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    """Return what finds the last question of the person to whom another one is put, if it was asked shortly before."""
    root, asker = snapshot.focus.root, snapshot.focus.put_to
    if root is None or asker is None:
        return ()
    at = moment_of(root.ts, 0)
    return (Range(HelpRequest, "asked_by", (root.channel, asker), 1, (at - STILL_TALKING,), (at,), newest=True),)


def held(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = root_of(snapshot)
    return () if root is None else (Range(HeldReply, "in_thread", root, MOST_HELD),)


def replies_of(answers: Answers) -> tuple[Any, ...]:
    return tuple(one.reply for one in all_of(answers))


def in_thread(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = None if snapshot.request is None else root_of(snapshot)
    return () if root is None else _answers_under(root, snapshot.directory)


def in_thread_of_reply(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
    """Return what finds the answers where a reply stands, whether that is below a question or not."""
    root = root_of(snapshot) if isinstance(event, MessageSeen) and event.thread is not None else None
    return () if root is None else _answers_under(root, snapshot.directory)


def _answers_under(root: tuple[str, str], directory: Directory) -> tuple[Lookup, ...]:
    if directory.place(root[0]).answers is Mode.OFF:
        return ()
    return (Range(Message, "answers", root, KEPT_ANSWERS),)


def held_words(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = root_of(snapshot)
    return () if root is None or not snapshot.early else (Range(Message, "held", root, MOST_HELD),)


def before_reply(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
    request = snapshot.request
    if request is None:
        return _near_below(snapshot, event)
    return () if request.continues is None else siblings(snapshot, event)


def _near_below(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
    """Return what finds the questions shortly before and after one that is asked below the message that leads to it."""
    opening = snapshot.opening
    if not isinstance(event, MessageSeen) or opening is None or not is_asked_below(opening, event):
        return ()
    return _around(HelpRequest, snapshot, event.channel, opening.person, moment_of(event.ts, event.at))


def is_asked_below(opening: Message, event: MessageSeen) -> bool:
    """Say whether a reply asks for help below a message of the same person that leads to it, soon after."""
    if opening.kept not in OPENINGS or opening.gone or event.person != opening.person:
        return False
    at = moment_of(event.ts, event.at)
    return opening.at <= at <= opening.at + STILL_TALKING and asks_below(Opening(opening.kept.value), event.text)


def parts_of_listed(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    """Return what finds the questions that those continue which wait, or that continue them: together they are one."""
    within = MOST_PARTS * snapshot.policy.same_request
    near = (
        Range(
            HelpRequest,
            "asked_by",
            (one.root.channel, one.asker),
            2 * MOST_PARTS,
            (one.asked_at - within,),
            (one.asked_at + within,),
        )
        for one in snapshot.waiting
    )
    return tuple(dict.fromkeys(near))
