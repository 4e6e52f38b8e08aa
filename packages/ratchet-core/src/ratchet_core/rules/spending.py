"""What asking a model may cost: for an answer, for a person within an hour, and for the workspace within a day.

What a question may cost at most is promised when it is asked, and becomes what it did cost when it ends. So no number
of questions at once spends more than the policy allows.
"""

from typing import Final

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.domain import WORKSPACE, ModelSpending, account_of
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.spending import beginning_of
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.models import CENT, Allowance, Ending, ModelReply

MOST_WRITTEN: Final = 1_000
"""So many tokens an answer has at most: three statements with their quotations, several times over."""


def allowance_of(policy: Policy, tokens: int = MOST_WRITTEN) -> Allowance:
    """Return what one answer may take: what the policy allows, and so many tokens."""
    return Allowance(tokens, policy.model_cents_per_answer * CENT)


def why_too_dear(snapshot: Snapshot, person: str, at: Instant, left: int | None = None) -> str | None:
    """Return which budget has no room for one more answer to a person, or to nobody, or None where there is room.

    What nobody asked for is nobody's, but the workspace's (`WORKSPACE`).
    `left` is what an answer may cost still of which earlier steps have cost something.
    """
    policy = snapshot.policy
    most = policy.model_cents_per_answer * CENT if left is None else left
    if not policy.model_cents_per_answer:
        return "model_cents_per_answer is 0"
    if most <= 0:
        return f"model_cents_per_answer is {policy.model_cents_per_answer}, and the steps before cost that"
    of_person = (person, "model_cents_per_person_hour", policy.model_cents_per_person_hour)
    of_all = (WORKSPACE, "model_cents_per_day", policy.model_cents_per_day)
    for whom, name, cents in (of_all,) if person == WORKSPACE else (of_person, of_all):
        known = _of(snapshot, whom, at)
        if known.cost + known.promised + most > cents * CENT:
            return f"{name} is {cents}, and another answer may cost {policy.model_cents_per_answer}"
    return None


def promised(snapshot: Snapshot, action: AskModel) -> tuple[Put, ...]:
    """Return what keeps room for a question that is about to be asked."""
    return tuple(
        Put(evolve(one, asked=one.asked + 1, promised=one.promised + action.allowance.cost))
        for one in _accounts(snapshot, action)
    )


def settled(snapshot: Snapshot, action: AskModel, reply: ModelReply | None) -> tuple[Put, ...]:
    """Return what books a question that ended, with nothing where it certainly was not asked.

    It is booked under its purpose too, which is what its prompt is for.
    """
    booked = tuple(Put(_booked(one, action, reply)) for one in _accounts(snapshot, action))
    if reply is None:
        return booked
    purpose = _of(snapshot, account_of(action.prompt.name), action.asked_at)
    return (*booked, Put(_booked(evolve(purpose, asked=purpose.asked + 1), action, reply)))


def _booked(one: ModelSpending, action: AskModel, reply: ModelReply | None) -> ModelSpending:
    left = evolve(one, promised=max(one.promised - action.allowance.cost, 0))
    if reply is None:
        return left
    used, answered = reply.usage, reply.ending is Ending.ANSWERED
    return evolve(
        left,
        answered=one.answered + answered,
        missed=one.missed + (answered and not used.cached),
        read=one.read + used.read,
        cached=one.cached + used.cached,
        stored=one.stored + used.stored,
        written=one.written + used.written,
        cost=one.cost + used.cost,
    )


def _accounts(snapshot: Snapshot, action: AskModel) -> list[ModelSpending]:
    return [_of(snapshot, one, action.asked_at) for one in dict.fromkeys((action.person, WORKSPACE))]


def _of(snapshot: Snapshot, whom: str, at: Instant) -> ModelSpending:
    since = beginning_of(whom, at)
    known = (one for one in snapshot.spendings if (one.whom, one.since) == (whom, since))
    return next(known, ModelSpending(whom, since))
