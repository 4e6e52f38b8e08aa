"""What is suggested, in words: the evidence, what it would have saved, and the command or the line that acts on it."""

import re
import shlex
from typing import Final, assert_never

from ratchet_core.basis.instants import MINUTE, Duration
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.toil.suggestions import Idea, Suggestion

_BARE: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")


def acted_on_by(one: Suggestion, directory: Directory) -> str:
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
        case Idea.DEPLOYS:
            return "ratchet notification list --kind deploy"
        case _:
            assert_never(one.idea)


def advised(one: Suggestion, directory: Directory) -> str:
    """Return what is suggested, with its evidence and what it would have saved."""
    return " ".join(_why(one, _channel(one, directory)))


def _channel(one: Suggestion, directory: Directory) -> str:
    known = directory.channels.get(one.channel)
    return known.name if known is not None else one.channel


def _some(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def _why(one: Suggestion, channel: str) -> tuple[str, ...]:  # noqa: PLR0911 - one for each idea
    some, saved = f"{one.count:,} of {one.of:,}", shown_work(one.saves)
    match one.idea:
        case Idea.QUIETEN:
            too = f" and {saved}" if one.saves else ""
            return (
                f"Raise the threshold of {one.what} in #{channel}, or mute it:",
                f"{some} incidents ended with nobody doing anything.",
                f"It would have spared {_some(one.spares, 'alert message')}{too}.",
            )
        case Idea.HOLD:
            return (
                f"Hold cards longer: {some} incidents ended by themselves, most of them within {one.value // 60} min.",
                f"It would have spared up to {_some(one.spares, 'card')}.",
            )
        case Idea.RUNBOOK:
            return (
                f"Write a runbook for {one.what} in #{channel}: it was worked on {one.count:,} times.",
                f"Had none taken longer than the usual one, that would have saved {saved}.",
            )
        case Idea.DRAFTS:
            wait = "1 draft awaits" if one.count == 1 else f"{one.count:,} drafts await"
            return (
                f"Decide on the runbook of {one.what} in #{channel}: {wait} approval.",
                f"People worked {saved} on that alert; the draft quotes what they did.",
            )
        case Idea.REMINDERS:
            return (f"Remind the owners of #{channel}: {some} questions were left unanswered.",)
        case Idea.ANSWERS:
            took = f" They took {saved}." if one.saves else ""
            return (f"Quote earlier answers in #{channel}: {some} questions had been asked before.{took}",)
        case Idea.DEPLOYS:
            return (
                f"Look at what deploys break: {some} were followed by an alert of their service within the hour,",
                "more than chance explains.",
            )
    assert_never(one.idea)


def shown_work(spent: Duration) -> str:
    """Return how long people worked in hours and minutes: days of work have no 24 hours."""
    minutes = (spent + MINUTE // 2) // MINUTE
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours:,} h {rest} min" if rest else f"{hours:,} h"
