"""Tells people where their hours went: whoever asks for it, alone, and channels that want a digest, once a week.

All that happened is counted outside of any turn, for it takes a while; what was counted is told as it may be said then.

A digest is planned by what is heard in its channel, at the first moment of its day and hour after that, and from then
on by the one before it. An alarm that is not the one that is remembered is of a plan that does not hold any more.
"""

from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY, MINUTE, Instant, duration_of
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Digest
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.hours import WorkingHours
from ratchet_core.domain.policy import DigestOf, Mode
from ratchet_core.reading.asking import unread_time, unreadable_time
from ratchet_core.rules.budget import has_room
from ratchet_core.rules.digesting import digest_said
from ratchet_core.rules.discretion import hidden_from, is_told_of_others, may_be_said
from ratchet_core.rules.modes import as_allowed, place_of, why_not_here, why_silent
from ratchet_core.rules.outcome import posted_or_failed
from ratchet_core.rules.owning import hours_of, owner_of_either, team_called, team_named, teams_of
from ratchet_core.rules.replies import reply
from ratchet_core.rules.toil_words import report_body, shift_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutChannel,
    AboutPerson,
    AnswerPrivately,
    Body,
    CountToil,
    PostMessage,
    WakeMe,
    Wanted,
)
from ratchet_core.vocabulary.changes import Drop, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AnsweredPrivately,
    MessagePosted,
    MessageSeen,
    TimePassed,
    ToilCounted,
)
from ratchet_core.vocabulary.toil import LONGEST_REPORT
from ratchet_core.wants.table import BUDGET, TRACKS_COUNTED

NAME = "digest"
_EVERYTHING: Final = frozenset({"all", "everything", "everybody"})


@frozen
class Part:
    """The part of a company that is told about: teams and channels by their ids; None is all of them."""

    teams: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None


def planned(snapshot: Snapshot, event: MessageSeen) -> Decision | None:
    """Plan the next digest of a channel that wants one, where none is planned for that moment."""
    directory = snapshot.directory
    if directory.place(event.channel).digest is Mode.OFF or event.old:
        return None
    known, due = directory.digests.get(event.channel), _due_after(snapshot, event.channel, event.at)
    if known is not None and (known.due == due or 0 <= event.at - known.due < DAY):
        return None
    plan = Digest(event.channel, due) if known is None else evolve(known, due=due, again=0)
    return Decision((Put(plan),), (_alarm(event.id, event.channel, due),), (Reason(NAME, Why.DIGEST_PLANNED),))


def _due_after(snapshot: Snapshot, channel: str, at: Instant) -> Instant:
    policy = snapshot.policy
    return _hours_of(snapshot, channel, at).weekly(at, policy.digest_day, policy.digest_hour)


def _hours_of(snapshot: Snapshot, channel: str, at: Instant) -> WorkingHours:
    return hours_of(snapshot.directory, owner_of_either(snapshot.directory, channel, None, at))


def _alarm(cause: str, channel: str, due: Instant) -> WakeMe:
    return WakeMe(f"{cause}/{NAME}/1", NAME, channel, due, AboutChannel(channel))


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Have the week counted whose digest is due, and plan the next one."""
    channel, now = event.action.channel, event.told_at or event.at
    known = snapshot.directory.digests.get(channel)
    if known is None or event.at not in {known.due, known.again}:
        return because(NAME, Why.NOTHING_TO_DO, "it is planned anew")
    if place_of(snapshot).digest is Mode.OFF:
        return Decision((Drop("digest", (channel,)),), (), (Reason(NAME, Why.OFF),))
    if event.at == known.again and not has_room(snapshot, now):
        return _waiting_for_room(known, event.id, now)
    if event.at == known.again:
        return Decision((Put(evolve(known, again=0)),), (_of_week(snapshot, event, event.at),), _COUNTING)
    after = _due_after(snapshot, channel, now)
    plan, alarm = Put(evolve(known, due=after, again=0)), _alarm(event.id, channel, after)
    silent = why_not_here(snapshot) or (Why.HEARD_LATE if now - event.at > DAY else None)
    if silent is not None:
        return Decision((plan,), (alarm,), (Reason(NAME, silent),))
    return Decision((plan,), (alarm, _of_week(snapshot, event, event.at)), _COUNTING)


_COUNTING: Final = (Reason(NAME, Why.COUNTED),)


def _of_week(snapshot: Snapshot, event: TimePassed, at: Instant) -> CountToil:
    """Return the action that counts the seven days before a digest's own: of its channel, or of the team's."""
    channel = event.action.channel
    owner = owner_of_either(snapshot.directory, channel, None, at)
    of_team = owner is not None and place_of(snapshot).digest_of is DigestOf.TEAM
    part = Part((owner,)) if owner is not None and of_team else Part(None, (channel,))
    since, until = _hours_of(snapshot, channel, at).days_before(at, 7)
    return _counting(snapshot, f"{event.id}/{NAME}/0", channel, part, since, until, None)


def wanted_by(snapshot: Snapshot, cause: str, at: Instant, channel: str, wanted: Wanted) -> Decision | str:
    """Have counted what a person wants to see, or return why that cannot be.

    They may name a channel or a team, or `all`, and how far to look back; or else it is the channel in which they ask
    and, where they write to ratchet alone, their teams. Without a time it is the last week that is over.
    """
    ask = snapshot.focus.ask
    words = "" if ask is None else ask.rest
    spans = [found for one in words.split() if (found := duration_of(one)) is not None]
    rest = " ".join(one for one in words.split() if duration_of(one) is None)
    unread = unread_time(rest)
    if unread is not None and team_named(snapshot.directory, rest) is None:
        return unreadable_time(unread)
    if spans and spans[0] > LONGEST_REPORT:
        return f"a report looks back {LONGEST_REPORT // DAY} days at most; write it as 12h or 3d"
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


def of_shift(  # noqa: PLR0913, PLR0917 - where it is told, of which channel and time, and for whom
    snapshot: Snapshot, cause: str, where: str, of: str, since: Instant, until: Instant, wanted: Wanted
) -> tuple[CountToil, ...]:
    """Return what counts the toil of a shift, to be told after its handover; nothing where that may not be told."""
    part, begun = Part(None, (of,)), max(since, until - LONGEST_REPORT)
    counting = _counting(snapshot, f"{cause}/{NAME}/0", where, part, begun, until, evolve(wanted, brief=True))
    return (counting,) if counting.channels == part.channels else ()


def _counting(  # noqa: PLR0913, PLR0917 - what is counted, for whom, and where it is told
    snapshot: Snapshot, key: str, channel: str, part: Part, since: Instant, until: Instant, wanted: Wanted | None
) -> CountToil:
    """Return the action that counts what may be told in a channel; one that others share is told of itself alone."""
    directory = snapshot.directory
    if not is_told_of_others(directory, channel):
        part = Part(None, (channel,))
    about = AboutChannel(channel) if wanted is None else AboutPerson(wanted.person)
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
    where, directory = action.channel, snapshot.directory
    if wanted is not None and not directory.is_of_the_company(wanted.person):
        return because(NAME, Why.NOT_ALLOWED, "who asked is not of the company any more")
    named = action.channels if action.channels is not None else ()
    if not all(may_be_said(directory, one, where) for one in named):
        away = because(NAME, Why.NOTHING_TO_DO, "it may not be told there any more")
        return away if wanted is None else evolve(away, actions=(_told_to(wanted, event, _NOT_HERE),))
    hidden = hidden_from(directory, where)
    if action.channels is None and not set(hidden) <= set(action.hidden):
        again = evolve(action, key=f"{event.id}/{NAME}/again", hidden=hidden)
        return Decision((), (again,), (Reason(NAME, Why.COUNTED, "a channel has become private meanwhile"),))
    if wanted is None:
        return _digested(snapshot, event)
    if wanted.brief and event.figures.is_empty:
        return because(NAME, Why.NOTHING_NEW)
    said = shift_body if wanted.brief else report_body
    body = evolve(said(snapshot, event.figures, _called(snapshot.directory, action), action.channel), of=named)
    return Decision((), (_told_to(wanted, event, body),), (Reason(NAME, Why.ANSWERED),))


_NOT_HERE: Final = Body("I cannot tell that here any more: the channel has become private, or this one is shared.")


def _digested(snapshot: Snapshot, event: ToilCounted) -> Decision:
    """Say in a channel what its week came to, or why nothing is said."""
    channel, mode = event.action.channel, place_of(snapshot).digest
    known = snapshot.directory.digests.get(channel)
    silent = why_silent(snapshot, mode)
    if known is None or silent is not None:
        return because(NAME, silent or Why.NOTHING_TO_DO)
    if not has_room(snapshot, event.at):
        return _waiting_for_room(known, event.id, event.at)
    heard = known.live or mode is not Mode.LIVE
    before = known.said if heard and snapshot.policy.digest_only_changes else ()
    about = _called(snapshot.directory, event.action)
    said = digest_said(snapshot, event.figures, about, channel, before, known.told_at if heard else 0)
    kept = evolve(known, said=said.names, live=mode is Mode.LIVE)
    if said.body is None:
        return Decision((Put(kept),), (), (Reason(NAME, Why.NOTHING_NEW),))
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, channel, None, said.body, AboutChannel(channel))
    told = Decision((Put(evolve(kept, told_at=event.at)),), (post,), (Reason(NAME, Why.DIGESTED),))
    return as_allowed(NAME, mode, told)


def _waiting_for_room(known: Digest, cause: str, at: Instant) -> Decision:
    """Look a minute later whether there is room; the week is counted again only then, as it is told then."""
    again = (at // MINUTE + 1) * MINUTE
    alarm = _alarm(cause, known.channel, again)
    return Decision((Put(evolve(known, again=again)),), (alarm,), (Reason(NAME, Why.STILL_WAITING),))


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


Heard: TypeAlias = MessageSeen | TimePassed | ToilCounted | MessagePosted | AnsweredPrivately | ActionFailed


def decided(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Plan a digest, have it counted, tell what was counted, or take what became of telling it."""
    match event:
        case MessageSeen():
            return planned(snapshot, event)
        case TimePassed():
            return time_passed(snapshot, event)
        case ToilCounted():
            return toil_counted(snapshot, event)
        case MessagePosted():
            return posted_or_failed(NAME, event)
        case AnsweredPrivately():
            return because(NAME, Why.NOTHING_TO_DO)
        case ActionFailed():
            return _failed(event)


BEHAVIOUR = Behaviour(
    NAME,
    {
        MessageSeen: (),
        TimePassed: (BUDGET,),
        ToilCounted: (TRACKS_COUNTED, BUDGET),
        MessagePosted: (),
        AnsweredPrivately: (),
        ActionFailed: (),
    },
    decided,
    "digest",
)
