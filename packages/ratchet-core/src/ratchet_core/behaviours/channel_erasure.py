"""Erases what was said in a channel, by people and by bots; from then on what is said there is not taken.

Ids, moments and counts stay, so that reports are what they were: what goes are messages, the titles of notices, the
reasons of mutes and marks, who was affected, what alerts were called that no other channel told of, what was taught
there, and drafts of runbooks that were made of it. What a team approved stays, without what it quotes.
"""

from collections.abc import Iterator
from typing import Final, TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours.erasure import quoted_again, without_quotes, without_words_in
from ratchet_core.domain import (
    ChannelErasure,
    Incident,
    Lesson,
    Mark,
    Message,
    Mute,
    Notification,
    RunbookState,
    RunbookVersion,
    Signal,
    Template,
    Thread,
    Track,
    digest_of,
)
from ratchet_core.domain.records import KINDS, key_of
from ratchet_core.domain.traces import Trace
from ratchet_core.reading.quotation import ERASED, sources_of
from ratchet_core.rules.rights import refused
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutSaid, WakeMe
from ratchet_core.vocabulary.changes import Change, Drop, EraseChannel, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ChannelErased, ChannelReadmitted, ChannelReplaced, TimePassed
from ratchet_core.wants.erasure import SAID_IN_CHANNEL
from ratchet_core.wants.limits import MOST_ERASED
from ratchet_core.wants.table import ALERTS_WRITTEN, CITED_WRITTEN, COURSES_WRITTEN, VERSIONS_WITH_NOTES, WRITTEN

NAME = "channel_erasure"
Heard: TypeAlias = ChannelErased | ChannelReadmitted | ChannelReplaced | TimePassed
_PROPOSALS: Final = frozenset({RunbookState.PROPOSED, RunbookState.REJECTED})


def decided(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Take the wish that all goes that was said in a channel, or that it is heard again."""
    match event:
        case ChannelErased():
            return _erased(snapshot, event)
        case ChannelReadmitted():
            return _readmitted(snapshot, event)
        case ChannelReplaced():
            return _replaced(snapshot, event)
        case TimePassed():
            return _gone_on(snapshot, event)


def _erased(snapshot: Snapshot, event: ChannelErased) -> Decision:
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    channel, known = event.channel, snapshot.directory.channel_erasures.get(event.channel)
    erased = _without_what_was_said(snapshot, channel)
    taught = (Drop("lesson", key_of(one)) for one in _taught_in(snapshot, channel))
    marked: tuple[Change, ...] = (Put(known or ChannelErasure(channel, event.at)), *_new_stay(snapshot))
    kept = (Drop("budget", (channel,)), *(Drop("trace", key_of(one)) for one in _traces(snapshot, channel)))
    further = _further(snapshot, channel, event.id, event.at, MOST_ERASED)
    actions = (*further, *quoted_again(snapshot, event.id, event.at))
    return Decision((*marked, *kept, *taught, *erased), actions, (Reason(NAME, Why.ERASED, channel),))


def _new_stay(snapshot: Snapshot) -> tuple[Put, ...]:
    """Return what gives up for good what was asked for during this stay in the channel."""
    channel = snapshot.channel
    return () if channel is None else (Put(evolve(channel, stay=channel.stay + 1)),)


def _traces(snapshot: Snapshot, channel: str) -> list[Trace]:
    """Return what alerts of a channel look like, with the links and numbers that they named."""
    return sorted(snapshot.directory.traces_in(channel).values(), key=key_of)


def _taught_in(snapshot: Snapshot, channel: str) -> list[Lesson]:
    known = (one for of_bot in snapshot.directory.lessons.values() for one in of_bot.values())
    return sorted((one for one in known if one.channel == channel), key=key_of)


def _readmitted(snapshot: Snapshot, event: ChannelReadmitted) -> Decision:
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    if not snapshot.directory.is_channel_erased(event.channel):
        return because(NAME, Why.NOTHING_TO_DO, f"{event.channel} was not erased")
    changes = (Drop("channel_erasure", (event.channel,)),)
    return Decision(changes, (), (Reason(NAME, Why.CHANNEL_READMITTED, event.channel),))


def _replaced(snapshot: Snapshot, event: ChannelReplaced) -> Decision | None:
    """Have an erased channel erased also where it goes on under another id."""
    directory = snapshot.directory
    if not directory.is_channel_erased(event.channel) or directory.is_channel_erased(event.successor):
        return None
    goes_on = Put(ChannelErasure(event.successor, event.at))
    return Decision((goes_on,), (), (Reason(NAME, Why.ERASED, event.successor),))


def _gone_on(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Go on with what was too much at once."""
    about = event.action.about
    if not isinstance(about, AboutSaid):
        return because(NAME, Why.NOTHING_TO_DO)
    erased = _without_what_was_said(snapshot, about.channel)
    further = _further(snapshot, about.channel, event.id, event.at, MOST_ERASED + 1)
    actions = (*further, *quoted_again(snapshot, event.id, event.at))
    return Decision(tuple(erased), actions, (Reason(NAME, Why.ERASED, about.channel),))


def _without_what_was_said(snapshot: Snapshot, channel: str) -> Iterator[Change]:
    """Return what erases the records that were found of a channel, and what of other records was said there."""
    known = snapshot.directory.channels.get(channel)
    for record in snapshot.written:
        yield from _bare(record)
    yield from (Drop("lesson", key_of(one)) for one in _taught_by_threads(snapshot))
    yield from _unnamed(snapshot, channel)
    yield from _rewritten(snapshot, channel)
    yield EraseChannel(channel, channel if known is None else known.name)


def _further(snapshot: Snapshot, channel: str, cause: str, at: Instant, most: int) -> Iterator[WakeMe]:
    """Return the alarms, at once, for the kinds of which there was too much."""
    for name, (kind, index, _) in SAID_IN_CHANNEL.items():
        found = [one for one in snapshot.written if type(one) is kind]
        if len(found) >= most:
            after = KINDS[kind].indexes[index].order(found[-1])
            yield WakeMe(f"{cause}/{NAME}/{name}", NAME, "", at, AboutSaid(channel, name, after))


def _bare(record: object) -> tuple[Change, ...]:  # noqa: PLR0911 - one case for each
    """Return what leaves of a record ids, moments and counts."""
    match record:
        case Message() | Mute() | Mark():
            return without_words_in(record)
        case Notification():
            return (Put(evolve(record, title="")),)
        case Incident():
            return (Put(_with_nobody(record)),)
        case Track():
            return (Put(_bare_course(record)),)
        case Template():
            return (Drop("bot_template", key_of(record)),)
        case Thread():
            edits = tuple(map(_of_nobody, record.edits))
            return (Put(evolve(record, skeleton="", members=(), edits=edits)),)
        case _:
            return ()


def _bare_course(track: Track) -> Track:
    return evolve(
        track,
        name=track.alert,
        settled=None if track.settled is None else _with_nobody(track.settled),
        previous=None if track.previous is None else _with_nobody(track.previous),
        recent=tuple(map(_of_nobody, track.recent)),
    )


def _with_nobody(incident: Incident) -> Incident:
    return evolve(incident, members=(), seen_members=())


def _of_nobody(signal: Signal) -> Signal:
    return evolve(signal, members=())


def _taught_by_threads(snapshot: Snapshot) -> list[Lesson]:
    """Return the lessons about messages like those of a channel of which nobody noted where they were given."""
    threads = {(one.bot, one.skeleton) for one in snapshot.written if isinstance(one, Thread)}
    lessons = (snapshot.directory.get(Lesson, key) for key in sorted(threads))
    return [one for one in lessons if one is not None and not one.channel]


def _unnamed(snapshot: Snapshot, channel: str) -> list[Put]:
    """Return what calls alerts by their ids where no other channel is left that tells what they are called."""
    others = (one for one in snapshot.courses_written if one.channel != channel)
    told = {one.alert for one in others if not snapshot.directory.is_channel_erased(one.channel)}
    return [Put(evolve(one, name=one.fingerprint)) for one in snapshot.alerts_written if one.fingerprint not in told]


def _rewritten(snapshot: Snapshot, channel: str) -> list[Put]:
    """Return what takes a channel's words out of runbooks: proposals go whole, what was approved loses its quotes."""
    versions = {key_of(one): one for one in snapshot.versions}.values()
    changed = ((one, _without_channel(one, channel)) for one in versions)
    return [Put(after) for before, after in changed if after is not before]


def _without_channel(version: RunbookVersion, channel: str) -> RunbookVersion:
    cited = [one for one in sources_of(version.text) if one.channel == channel]
    if version.state in _PROPOSALS and (cited or version.only_in == channel):
        return evolve(version, text=ERASED, digest=digest_of(ERASED), state=RunbookState.REJECTED)
    text = without_quotes(version.text, cited)
    return version if text == version.text else evolve(version, text=text, digest=digest_of(text))


_WANTS = (WRITTEN, VERSIONS_WITH_NOTES, CITED_WRITTEN, ALERTS_WRITTEN, COURSES_WRITTEN)
BEHAVIOUR = Behaviour(
    NAME,
    {ChannelErased: _WANTS, ChannelReadmitted: (), ChannelReplaced: (), TimePassed: _WANTS},
    decided,
)
