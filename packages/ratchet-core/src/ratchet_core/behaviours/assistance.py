"""Says what ratchet can do, where a person called it by its name or wrote to it alone: once in a thread.

It has no mode of its own, for it speaks only where it is asked; in a channel that ratchet is not in it does not.
"""

from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Assistance, MessageRef
from ratchet_core.rules.lateness import why_late
from ratchet_core.rules.modes import why_not_here
from ratchet_core.rules.outcome import posted_or_failed
from ratchet_core.rules.summaries import help_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutRequest, PostMessage
from ratchet_core.vocabulary.changes import Drop, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, DirectMessageSeen, Mentioned, MessagePosted
from ratchet_core.wants import ASSISTANCE, BUDGET

NAME = "assistance"
Asked: TypeAlias = Mentioned | DirectMessageSeen


def asked(snapshot: Snapshot, event: Asked) -> Decision:
    """Answer a person in the thread of their message, unless that was done there before."""
    silent = _why_silent(snapshot, event)
    if silent is not None:
        return because(NAME, silent)
    root = MessageRef(event.channel, event.thread or event.ts)
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, event.channel, root.ts, help_body(), AboutRequest(root))
    return Decision(
        (Put(Assistance(root, event.person, event.at, stay=snapshot.stay)),), (post,), (Reason(NAME, Why.ASSISTED),)
    )


def _why_silent(snapshot: Snapshot, event: Asked) -> Why | None:
    late = why_late(snapshot, event)
    if late is not None:
        return late
    if _is_no_person(snapshot, event):
        return Why.BOT_REPLY
    away = why_not_here(snapshot) if isinstance(event, Mentioned) else None
    return away or (Why.NOTHING_TO_DO if _is_answered(snapshot) else None)


def _is_answered(snapshot: Snapshot) -> bool:
    """Say whether the thread has its answer, or gets it during this stay in the channel."""
    known = snapshot.assistance
    return known is not None and (known.said or known.stay == snapshot.stay)


def _is_no_person(snapshot: Snapshot, event: Asked) -> bool:
    """Say whether a bot calls ratchet, which is not answered."""
    return not event.person or (snapshot.person is not None and snapshot.person.bot)


def decided(snapshot: Snapshot, event: Asked | MessagePosted | ActionFailed) -> Decision:
    """Take a person's call, or what became of the answer; one that could not be given is owed still."""
    if isinstance(event, Mentioned | DirectMessageSeen):
        return asked(snapshot, event)
    noted = posted_or_failed(NAME, event)
    about = event.action.about
    if not isinstance(about, AboutRequest):
        return noted
    if isinstance(event, MessagePosted):
        known = snapshot.assistance
        said = () if known is None else (Put(evolve(known, said=True)),)
        return Decision((*noted.changes, *said), (), noted.reasons)
    return Decision((Drop("assistance", (about.root.channel, about.root.ts)),), (), noted.reasons)


BEHAVIOUR = Behaviour(
    NAME,
    {
        Mentioned: (ASSISTANCE, BUDGET),
        DirectMessageSeen: (ASSISTANCE, BUDGET),
        MessagePosted: (ASSISTANCE,),
        ActionFailed: (),
    },
    decided,
)
