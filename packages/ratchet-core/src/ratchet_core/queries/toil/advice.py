"""What is suggested, in words: the evidence, what it would have saved, and the command or the line that acts on it."""

import re
import shlex
from typing import Final, assert_never

from ratchet_core.basis.evolving import evolve
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.queries.toil.suggestions import Suggestion, advice_of
from ratchet_core.rules.toil_words import why_advised
from ratchet_core.vocabulary.toil import Idea

_BARE: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")


def acted_on_by(one: Suggestion, directory: Directory) -> str:  # noqa: PLR0911 - one for each idea
    """Return the command, or the line of the policy, that acts on a suggestion."""
    key = shlex.quote(one.key)
    match one.idea:
        case Idea.QUIETEN:
            return f"ratchet mute preview {key}"
        case Idea.HOLD:
            return f"in the policy: hold_seconds = {one.value}"
        case Idea.RUNBOOK:
            return f"ratchet runbook write {key} FILE"
        case Idea.DRAFTS:
            return f"ratchet runbook show {key}"
        case Idea.ANSWERS | Idea.REMINDERS:
            channel = _channel(one, directory)
            name = channel if _BARE.fullmatch(channel) else f'"{channel}"'
            return f'in the policy: [channels.{name}] {one.idea.value} = "live"'
        case Idea.OWNERS:
            return f"ratchet channel transfer {shlex.quote(_channel(one, directory))} TEAM"
        case Idea.DEPLOYS:
            return "ratchet notification list --kind deploy"
        case _:
            assert_never(one.idea)


def policy_with(one: Suggestion, directory: Directory) -> Policy | None:
    """Return the policy with the line that acts on a suggestion; None where no line of it does."""
    policy = directory.policy
    if one.idea is Idea.HOLD:
        return evolve(policy, hold_seconds=one.value)
    if one.idea not in {Idea.ANSWERS, Idea.REMINDERS}:
        return None
    live = evolve(directory.place(one.channel), **{one.idea.value: Mode.LIVE})
    return evolve(policy, channels={**policy.channels, _channel(one, directory): live})


def advised(one: Suggestion, directory: Directory) -> str:
    """Return what is suggested, with its evidence and what it would have saved."""
    return " ".join(why_advised(advice_of(one), one.what, _channel(one, directory)))


def _channel(one: Suggestion, directory: Directory) -> str:
    known = directory.channels.get(one.channel)
    return known.name if known is not None else one.channel
