"""Tells people where their hours went: whoever asks for it, alone.

All that happened is counted outside of any turn, for it takes a while; what was counted is told as it may be said then.
"""

from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.instants import Instant, duration_of
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain.directory import Directory
from ratchet_core.rules.discretion import hidden_from, is_told_of_others
from ratchet_core.rules.outcome import posted_or_failed
from ratchet_core.rules.owning import hours_of, owner_of_either, team_called, team_named, teams_of
from ratchet_core.rules.replies import reply
from ratchet_core.rules.toil_words import report_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutPerson,
    AnswerPrivately,
    Body,
    CountToil,
    PostMessage,
    Wanted,
)
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, AnsweredPrivately, MessagePosted, ToilCounted
from ratchet_core.wants import TRACKS_COUNTED

NAME = "digest"
_EVERYTHING: Final = frozenset({"all", "everything", "everybody"})


@frozen
class Part:
    """The part of a company that is told about: teams and channels by their ids; None is all of them."""

    teams: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None


def wanted_by(snapshot: Snapshot, cause: str, at: Instant, channel: str, wanted: Wanted) -> Decision | str:
    """Have counted what a person wants to see, or return why that cannot be.

    They may name a channel or a team, or `all`, and how far to look back; or else it is the channel in which they ask
    and, where they write to ratchet alone, their teams. Without a time it is the last week that is over.
    """
    ask = snapshot.focus.ask
    words = "" if ask is None else ask.rest
    spans = [found for one in words.split() if (found := duration_of(one)) is not None]
    rest = " ".join(one for one in words.split() if duration_of(one) is None)
    part = _part(snapshot, rest, channel, wanted.person, at)
    if isinstance(part, str):
        return part
    team = part.teams[0] if part.teams else owner_of_either(snapshot.directory, channel, None, at)
    since, until = (at - spans[0], at) if spans else hours_of(snapshot.directory, team).week_before(at)
    return Decision(
        (),
        (_counting(snapshot, f"{cause}/{NAME}/0", channel, part, since, until, wanted),),
        (Reason(NAME, Why.COUNTED),),
    )


def _counting(  # noqa: PLR0913, PLR0917 - what is counted, for whom, and where it is told
    snapshot: Snapshot, key: str, channel: str, part: Part, since: Instant, until: Instant, wanted: Wanted | None
) -> CountToil:
    """Return the action that counts what may be told in a channel; one that others share is told of itself alone."""
    directory = snapshot.directory
    if not is_told_of_others(directory, channel):
        part = Part(None, (channel,))
    about = AboutPerson("" if wanted is None else wanted.person)
    hidden = hidden_from(directory, channel)
    return CountToil(key, NAME, channel, about, since, until, part.teams, part.channels, hidden, wanted)


def _part(snapshot: Snapshot, words: str, channel: str, person: str, at: Instant) -> Part | str:
    """Return what is asked about, or why that cannot be told."""
    if words.casefold() in _EVERYTHING:
        return Part()
    if words.startswith("#"):
        return _channel(snapshot.directory, words, channel)
    if words:
        return _team(snapshot.directory, words, at)
    if not channel.startswith("D"):
        return Part(None, (channel,))
    return Part(tuple(sorted(teams_of(snapshot.directory, person, at))) or None)


def _channel(directory: Directory, words: str, here: str) -> Part | str:
    named = directory.channel_called(words[1:])
    if named is None or (directory.is_private(named) and named != here):
        return f"I know no public channel “{words[:80]}”; name one that I am in, as #payments"
    return Part(None, (named,))


def _team(directory: Directory, words: str, at: Instant) -> Part | str:
    team = team_named(directory, words.removeprefix("team "))
    if team is None:
        return f"there is no team “{words[:80]}”; `/ratchet team` shows yours, and a channel is named as #payments"
    return Part((directory.team_at(team, at),))


def _called(directory: Directory, action: CountToil) -> str:
    """Return what a report is of, as people call it."""
    if action.channels is not None:
        return ", ".join(f"#{directory.name_of(one)}" for one in action.channels)
    if action.teams is not None:
        return ", ".join(team_called(directory, one) for one in action.teams)
    return "all teams"


def toil_counted(snapshot: Snapshot, event: ToilCounted) -> Decision:
    """Tell what was counted to whoever wanted to see it."""
    action, wanted = event.action, event.action.wanted
    if wanted is None:
        return because(NAME, Why.NOTHING_TO_DO)
    body = report_body(snapshot, event.figures, _called(snapshot.directory, action), action.channel)
    return Decision((), (_told_to(wanted, event, body),), (Reason(NAME, Why.ANSWERED),))


def _told_to(wanted: Wanted, event: ToilCounted | ActionFailed, body: Body) -> PostMessage | AnswerPrivately:
    """Return the answer to a person: in their own conversation with ratchet, or so that nobody else sees it."""
    channel = getattr(event.action, "channel", wanted.person)
    if wanted.thread is None or not channel.startswith("D"):
        return reply(NAME, event.id, channel, wanted.person, body)
    about = AboutPerson(wanted.person)
    return PostMessage(f"{event.id}/{NAME}/0", NAME, channel, wanted.thread, body, about)


def _failed(event: ActionFailed) -> Decision:
    """Tell whoever waits for figures that there are none."""
    failed, wanted = because(NAME, Why.FAILED, event.why), getattr(event.action, "wanted", None)
    if wanted is None:
        return failed
    body = Body("I could not count where the hours went; try again later.")
    return Decision((), (_told_to(wanted, event, body),), failed.reasons)


Heard: TypeAlias = ToilCounted | MessagePosted | AnsweredPrivately | ActionFailed


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Take what was counted, or what became of telling it."""
    match event:
        case ToilCounted():
            return toil_counted(snapshot, event)
        case MessagePosted():
            return posted_or_failed(NAME, event)
        case AnsweredPrivately():
            return because(NAME, Why.NOTHING_TO_DO)
        case ActionFailed():
            return _failed(event)


BEHAVIOUR = Behaviour(
    NAME, {ToilCounted: (TRACKS_COUNTED,), MessagePosted: (), AnsweredPrivately: (), ActionFailed: ()}, decided
)
