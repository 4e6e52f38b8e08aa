"""Answers whoever calls ratchet by its name or writes to it alone; where they ask for nothing, once in a thread.

It has no mode of its own, for it speaks only where it is asked; in a channel that ratchet is not in it does not.
"""

from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import agent, asking
from ratchet_core.behaviours.asking import answered, ask_of
from ratchet_core.domain import Assistance, MessageRef
from ratchet_core.reading.asking import Ask
from ratchet_core.reading.speech import Speech, speech_of
from ratchet_core.rules.lateness import why_late
from ratchet_core.rules.modes import why_not_here
from ratchet_core.rules.outcome import posted_or_failed
from ratchet_core.rules.replies import reply
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutRequest, PostMessage
from ratchet_core.vocabulary.changes import Change, Drop, Put, puts
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, AnsweredPrivately, DirectMessageSeen, Mentioned, MessagePosted
from ratchet_core.wants.table import ASKING, ASSISTANCE, BUDGET

NAME = "assistance"
Asked: TypeAlias = Mentioned | DirectMessageSeen
_MOST_WORDS = 3


def asked(snapshot: Snapshot, event: Asked) -> Decision:
    """Answer a person in the thread of their message; what is no command gets the list of them, once in a thread.

    Where a model looks into what they ask, it is answered that way, each time; in shadow, that is beside it.
    """
    silent = _why_silent(snapshot, event)
    if silent is Why.SHARED and ask_of(snapshot).command is not None:
        return _privately(snapshot, event)
    if silent is not None:
        return because(NAME, silent)
    looked_into = agent.taken_up(snapshot, event, ask_of(snapshot))
    if looked_into is None:
        return _plainly(snapshot, event)
    return looked_into if agent.is_said(looked_into) else _beside(looked_into, _plainly(snapshot, event))


def _beside(looked_into: Decision, plain: Decision) -> Decision:
    """Return what is answered as ever, with what a model looks into in shadow; one record tells of both."""
    known = {one.root: one for one in puts(looked_into.changes, Assistance)}
    both = {one.root for one in puts(plain.changes, Assistance)}
    told = tuple(_with_inquiry(one, known) for one in plain.changes)
    return evolve(
        plain,
        changes=(*told, *(Put(one) for root, one in known.items() if root not in both)),
        actions=(*plain.actions, *looked_into.actions),
        reasons=(*plain.reasons, *looked_into.reasons),
    )


def _with_inquiry(change: Change, known: dict[MessageRef, Assistance]) -> Change:
    """Return a change with what is known of the same message."""
    record = change.record if isinstance(change, Put) else None
    if not isinstance(record, Assistance) or record.root not in known:
        return change
    other = known[record.root]
    return Put(evolve(record, inquiry=other.inquiry, asked=other.asked))


def _plainly(snapshot: Snapshot, event: Asked) -> Decision:
    """Answer what was asked as far as code alone can."""
    if _is_settled(snapshot, event):
        return because(NAME, Why.NOTHING_TO_DO)
    told = answered(snapshot, _request_of(snapshot, event, event.thread or event.ts))
    root, body = MessageRef(event.channel, event.thread or event.ts), told.body
    if body is None:
        return told.decision
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, event.channel, root.ts, body, AboutRequest(root))
    decision = evolve(told.decision, actions=(*told.decision.actions, post))
    if ask_of(snapshot).command is not None:
        return decision
    known = snapshot.assistance or Assistance(root, event.person, event.at)
    assisted = Put(evolve(known, person=event.person, at=event.at, stay=snapshot.stay))
    return Decision((assisted,), (post,), (Reason(NAME, Why.ASSISTED),))


def _request_of(snapshot: Snapshot, event: Asked, thread: str | None = None) -> asking.Asked:
    ask = ask_of(snapshot)
    word = ask.word if ask.direct and isinstance(event, Mentioned) and _is_short(ask) else ""
    known = evolve(ask, word=word) if ask.command is None else ask
    return asking.Asked(NAME, event.id, event.at, event.channel, event.person, known, thread=thread, place=event.thread)


def _is_short(ask: Ask) -> bool:
    """Say whether words look like a command that is misspelt, and not like a sentence."""
    return len(ask.rest.split()) <= _MOST_WORDS and not ask.rest.endswith("?")


def _privately(snapshot: Snapshot, event: Asked) -> Decision:
    """Answer the person alone, where others must not hear it."""
    told = answered(snapshot, _request_of(snapshot, event))
    if told.body is None:
        return told.decision
    answer = reply(NAME, event.id, event.channel, event.person, told.body)
    return evolve(told.decision, actions=(*told.decision.actions, answer))


def _why_silent(snapshot: Snapshot, event: Asked) -> Why | None:
    late = why_late(snapshot, event)
    if late is not None:
        return late
    if _is_no_person(snapshot, event):
        return Why.BOT_REPLY
    if isinstance(event, Mentioned) and (away := _why_away(snapshot, event.channel)) is not None:
        return away
    return None


def _is_settled(snapshot: Snapshot, event: Asked) -> bool:
    """Say whether words that are no command get no answer, for the thread has the list of commands already."""
    ask = ask_of(snapshot)
    misspelt = isinstance(event, Mentioned) and ask.direct and bool(ask.word) and _is_short(ask)
    return ask.command is None and not (misspelt and _is_no_chatter(event)) and _is_answered(snapshot)


def _is_no_chatter(event: Asked) -> bool:
    """Say whether a person wants something; thanks and greetings get no second answer."""
    return speech_of(event.text.partition("@")[2].partition(" ")[2]) is Speech.STATEMENT


def _why_away(snapshot: Snapshot, channel: str) -> Why | None:
    """Return why nothing can be said where the person asks, whatever channel they ask about."""
    here = snapshot.with_known(focus=evolve(snapshot.focus, channel=channel))
    return why_not_here(here)


def _is_answered(snapshot: Snapshot) -> bool:
    """Say whether the thread has its answer, or gets it during this stay in the channel."""
    known = snapshot.assistance
    return known is not None and (known.said or known.stay == snapshot.stay)


def _is_no_person(snapshot: Snapshot, event: Asked) -> bool:
    """Say whether a bot calls ratchet, which is not answered."""
    return not event.person or (snapshot.person is not None and snapshot.person.bot)


def decided(snapshot: Snapshot, event: Asked | MessagePosted | AnsweredPrivately | ActionFailed) -> Decision:
    """Take a person's call, or what became of the answer; one that could not be given is owed still."""
    if isinstance(event, Mentioned | DirectMessageSeen):
        return asked(snapshot, event)
    if isinstance(event, AnsweredPrivately):
        return because(NAME, Why.NOTHING_TO_DO)
    noted, known = posted_or_failed(NAME, event), snapshot.assistance
    about = event.action.about
    if known is None or not isinstance(about, AboutRequest):
        return noted
    if isinstance(event, MessagePosted):
        return Decision((*noted.changes, Put(evolve(known, said=True))), (), noted.reasons)
    owed = Drop("assistance", (about.root.channel, about.root.ts))
    return Decision((owed,), (), noted.reasons)


BEHAVIOUR = Behaviour(
    NAME,
    {
        Mentioned: (ASSISTANCE, BUDGET, *ASKING),
        DirectMessageSeen: (ASSISTANCE, BUDGET, *ASKING),
        MessagePosted: (ASSISTANCE,),
        AnsweredPrivately: (),
        ActionFailed: (ASSISTANCE,),
    },
    decided,
)
