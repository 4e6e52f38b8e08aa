"""Replays a Slack export through the core: the export's messages become events, and the tally hears every decision."""

import asyncio
import gc
import heapq
import re
import time
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from attrs import define, field, frozen
from ratchet_core.basis.instants import LATEST, Instant
from ratchet_core.domain.policy import Policy, in_shadow
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.ports import Search, Store
from ratchet_core.queries.reader import Reader
from ratchet_core.replay import Listener, Replay
from ratchet_core.settings.infer import History
from ratchet_core.settings.organisation_file import OrganisationError, organisation_of, said_of
from ratchet_core.settings.policy_file import written
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    ChannelArchived,
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    Event,
    MessageSeen,
    PersonSeen,
    ReactionAdded,
    RunbookApproved,
)
from ratchet_core.zone_table import zone_named
from ratchet_slack.events import Ignored, event_of, reactions_of
from ratchet_slack.export import Export, ExportChannel, Skipped, open_export

from ratchet_cli.against.differences import Differences, Side, within
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.files.policies import policy_at
from ratchet_cli.files.writing import check_same, text_of
from ratchet_cli.simulate.known import Known, channels_called, no_channel, teams_missing
from ratchet_cli.simulate.tally import Tally
from ratchet_cli.terminal.drafts import drafts_in
from ratchet_cli.terminal.progress import Progress

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SUBTYPE = re.compile(r"[a-z_]{1,40}")
_REPORT_EVERY = 2_000


@frozen
class SimulationRequest:
    """What to simulate: an export, under a policy or one to be inferred, as a whole or in part.

    `write_policy` is where the policy is to be written afterwards; what else stands there is refused before the replay.
    `imported` says that a service is to go on from what is replayed: nothing of it was said, and at its end ratchet is
    in no channel, until somebody says that it is. `against` is another policy, whose decisions are compared.
    """

    export: Path
    policy: Path | None = None
    channels: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    organisation: Path | None = None
    assume_approved: bool = False
    write_policy: Path | None = None
    imported: bool = False
    against: Path | None = None


@frozen
class Simulated:
    """What a simulation came to; `notes` says by channel why the policy is as it is, where it was inferred.

    `warnings` are about names that were given and that the export does not have. `days` are its first and last.
    """

    tally: Tally
    store: MemoryStore
    policy: Policy
    notes: dict[str, str]
    digest: str
    seconds: float
    skipped: tuple[Skipped, ...]
    warnings: tuple[str, ...] = ()
    days: tuple[str, str] | None = None
    differences: Differences | None = None

    @property
    def empty(self) -> str:
        """Why there was nothing to replay, or nothing where there was something."""
        if self.tally.messages:
            return ""
        if self.days is None:
            return "The export holds no message."
        return f"No message was found; the days of the export go from {self.days[0]} to {self.days[1]}."

    @property
    def reader(self) -> Reader:
        """What is remembered at the end."""
        return MemoryReader(self.store)


@frozen
class Trial:
    """What else is done in a replay: its policy is changed, and something is tried before each event is heard.

    `before` is given the store as it is then, what searches it, and the moment of the event. `beside` makes another
    policy of the one that is replayed, whose decisions are compared, those `during` a stretch of time.
    """

    changed: Callable[[Policy], Policy] = lambda policy: policy
    before: Callable[[Store, Search, Instant], Awaitable[None]] | None = None
    beside: Callable[[Policy], Policy] | None = None
    during: tuple[Instant, Instant] = (0, LATEST)


def simulate(
    request: SimulationRequest, progress: Progress, observers: Collection[Listener] = (), trial: Trial | None = None
) -> Simulated:
    """Replay an export; `progress` is told what is going on, and how many bytes of how many are done.

    Raises:
        UnusableInputError: If a date, a channel or the policy cannot be used.
        ExportError: If the path is not a Slack export.
    """
    _check_dates(request)
    begun = time.perf_counter()
    tally = Tally(observers=list(observers))
    text, organisation = _read_organisation(request.organisation) if request.organisation else ("", ())
    with open_export(request.export) as export:
        source = Source(export, chosen(export, request.channels), request, progress)
        policy, notes = source.inferred() if request.policy is None else (policy_at(request.policy), {})
        if request.write_policy is not None:
            check_same(request.write_policy, written(policy, notes))
        known = Known(source.export)
        warnings = [] if request.policy is None else known.strangers_in(request.policy, policy)
        if request.organisation is not None:
            organisation = known.by_id(request.organisation, text, organisation, warnings)
            tally.observers.append(_refused(request.organisation, text))
        policy = in_shadow(policy) if request.imported else policy
        policy = policy if trial is None else trial.changed(policy)
        store = MemoryStore(policy)
        other = None if trial is None or trial.beside is None else trial.beside(policy)
        if request.against is not None:
            other = policy_at(request.against)
            warnings += known.strangers_in(request.against, other)
        compared = None
        if other is not None:
            compared = _Compared(MemoryStore(other, beside=store), (0, LATEST) if trial is None else trial.during)
            tally.observers.append(compared.listener(Side.POLICY))
        with _without_collections():
            asyncio.run(_replayed(source, organisation, store, tally, compared, trial))
        skipped, days = export.skipped, export.days
    if request.policy is not None and organisation:
        warnings += teams_missing(request.policy, policy, store.directory)
    digest = tally.finish()
    for one in skipped:
        tally.skipped[one.why] += one.count
    differences = None if compared is None else compared.differences.finish()
    seconds = time.perf_counter() - begun
    return Simulated(tally, store, policy, notes, digest, seconds, skipped, tuple(warnings), days, differences)


@frozen
class _Compared:
    """The replay under another policy, which hears the same as the first, and what differs."""

    store: MemoryStore
    during: tuple[Instant, Instant]
    differences: Differences = field(factory=Differences)

    def listener(self, side: Side) -> Listener:
        """Return what hears one of the replays."""
        return within(self.differences.listener(side), *self.during)


@frozen
class Source:
    """The part of an open export that is replayed."""

    export: Export
    channels: tuple[ExportChannel, ...]
    request: SimulationRequest
    progress: Progress

    def messages(self) -> Iterator[tuple[ExportChannel, dict[str, object]]]:
        """Return the messages in the order of time, and tell meanwhile how far it is."""
        export, request = self.export, self.request
        ids = None if len(self.channels) == len(export.channels) else {channel.id for channel in self.channels}
        for number, pair in enumerate(export.messages(ids, request.since, request.until)):
            if number % _REPORT_EVERY == 0:
                self.progress("Replaying", export.read_bytes, export.total_bytes)
            yield pair

    def inferred(self) -> tuple[Policy, dict[str, str]]:
        """Return the policy that fits the export's own history, and for each channel why.

        Only the first messages of each channel are read for it.
        """
        history = History()
        for number, channel in enumerate(self.channels):
            self.progress("Working out what each channel is for", number, len(self.channels))
            for _, message in self.export.messages({channel.id}, self.request.since, self.request.until):
                event = event_of(channel.id, message)
                if isinstance(event, MessageSeen):
                    history.add(channel.name, event)
                if not history.wants(channel.name):
                    break
        return history.policy()


def _check_dates(request: SimulationRequest) -> None:
    for name, date in (("--since", request.since), ("--until", request.until)):
        if date is not None and not _is_date(date):
            raise UnusableInputError(f"{name} {date}: this is not a day; write it as 2026-01-31.")
    if request.since and request.until and request.since > request.until:
        raise UnusableInputError(f"--since {request.since} is after --until {request.until}; swap them.")


def _is_date(text: str) -> bool:
    if _DATE.fullmatch(text) is None:
        return False
    try:
        time.strptime(text, "%Y-%m-%d")
    except ValueError:
        return False
    return True


def chosen(export: Export, names: tuple[str, ...]) -> tuple[ExportChannel, ...]:
    """Return the channels of an export that are asked for, all where none is."""
    if not names:
        return export.channels
    chosen: set[str] = set()
    for name in names:
        channels = channels_called(export.channels, name)
        if not channels:
            missing = no_channel(name, (channel.name for channel in export.channels))
            raise UnusableInputError(f"--channel {name}: {missing}")
        chosen.update(channel.id for channel in channels)
    return tuple(channel for channel in export.channels if channel.id in chosen)


def _read_organisation(path: Path) -> tuple[str, tuple[Event, ...]]:
    text = text_of(path, "the organisation", "examples/organisation.toml shows how one is written")
    try:
        return text, organisation_of(text)
    except OrganisationError as error:
        raise UnusableInputError(f"{path}: {error}") from error


def _refused(path: Path, text: str) -> Listener:
    """Return what refuses an organisation whose events contradict each other."""

    def hear(event: Event, decision: Decision) -> None:
        if not event.id.startswith("organisation/"):
            return
        for reason in decision.reasons:
            if reason.why in {Why.IMPOSSIBLE, Why.NOT_ALLOWED}:
                raise UnusableInputError(f"{path}: {said_of(event, text, reason.about)}.")

    return hear


@contextmanager
def _without_collections() -> Iterator[None]:
    """Let the collector of cycles rest: a replay makes some three hundred, and keeps more and more to be looked at."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


async def _replayed(  # noqa: PLR0913, PLR0917 - what is replayed, into what, and beside what
    source: Source,
    organisation: tuple[Event, ...],
    store: MemoryStore,
    tally: Tally,
    compared: _Compared | None,
    trial: Trial | None,
) -> None:
    """Feed the history to one replay, or to two: each event is read once, and heard by the second after the first."""
    runs = [_Run(store, tally.record, tally.observers, assumed=source.request.assume_approved)]
    if compared is not None:
        observers = [compared.listener(Side.AGAINST)]
        runs.append(_Run(compared.store, _to_each(observers), observers, assumed=source.request.assume_approved))
    last = 0
    before = None if trial is None else trial.before
    for event in _history(source, organisation, tally):
        if before is not None:
            await before(store, store.search, event.at)
        for run in runs:
            await run.hear(event)
        last = event.at
    for ending in endings(source, last):
        for run in runs:
            await run.hear(ending)


def _history(source: Source, organisation: tuple[Event, ...], tally: Tally) -> Iterator[Event]:
    yield from introductions(source)
    heard = spoken(source, tally)
    yield from heapq.merge(organisation, heard, key=lambda one: one.at) if organisation else heard


def _to_each(observers: list[Listener]) -> Listener:
    def hear(event: Event, decision: Decision) -> None:
        for observe in observers:
            observe(event, decision)

    return hear


class _Run:
    """One replay, with the approvals that are assumed in it."""

    def __init__(self, store: MemoryStore, record: Listener, observers: list[Listener], *, assumed: bool) -> None:
        self._replay = Replay(store, record, zone_named)
        self._approvals = _Approvals() if assumed else None
        if self._approvals is not None:
            observers.append(self._approvals.hear)

    async def hear(self, event: Event) -> None:
        if self._approvals is not None and event.at:
            await self._approvals.give(self._replay, event.at)
        await self._replay.feed(event)


def endings(source: Source, last: Instant) -> Iterator[Event]:
    """Return what is known of the channels on the day of the export: nobody knows since when one is archived."""
    for channel in source.channels:
        if channel.archived:
            yield ChannelArchived(f"{channel.id}/archived", last, channel.id)
        elif source.request.imported:
            yield ChannelLeft(f"{channel.id}/imported", last, channel.id)


def spoken(source: Source, tally: Tally) -> Iterator[Event]:
    """Return what was said, and the reactions to it, in the order of time; what is not read is counted."""
    later: list[tuple[Instant, str, int, ReactionAdded]] = []
    numbers = count()  # the same reaction may stand at two messages
    for channel, message in source.messages():
        event = event_of(channel.id, message)
        if isinstance(event, Ignored):
            tally.skipped[_why_ignored(event, message)] += 1
            continue
        while later and later[0][0] < event.at:
            yield heapq.heappop(later)[-1]
        yield event
        for reaction in reactions_of(channel.id, message) if "reactions" in message else ():
            if isinstance(reaction, Ignored):
                tally.skipped[reaction.value] += 1
            else:
                heapq.heappush(later, (reaction.at, reaction.id, next(numbers), reaction))
    while later:
        yield heapq.heappop(later)[-1]


@define
class _Approvals:
    """The approvals that a simulation assumes: of every draft, right after it was proposed."""

    coming: list[RunbookApproved] = field(factory=list)

    def hear(self, event: Event, decision: Decision) -> None:
        """Approve what was proposed."""
        for one in drafts_in(decision):
            key = f"{event.id}/assumed/{one.number}"
            self.coming.append(RunbookApproved(key, event.at, one.alert, one.number, one.digest, "", assumed=True))

    async def give(self, replay: Replay, until: Instant) -> None:
        """Let time pass until a moment, and feed the approvals of what was proposed meanwhile."""
        await replay.pass_time(until)
        while self.coming:
            await replay.feed(self.coming.pop(0))


def introductions(source: Source) -> Iterator[Event]:
    """Return what a workspace is before its first message: its people, and its channels with ratchet in them."""
    for person in source.export.people:
        if not person.bot:
            yield PersonSeen(
                f"{person.id}/seen",
                0,
                person.id,
                person.name,
                person.external,
                admin=person.admin,
                time_zone=person.time_zone,
            )
    for channel in source.channels:
        yield ChannelSeen(f"{channel.id}/seen", 0, channel.id, channel.name, channel.private)
        yield ChannelJoined(f"{channel.id}/joined", 0, channel.id)


def _why_ignored(ignored: Ignored, message: dict[str, object]) -> str:
    if ignored is not Ignored.SUBTYPE:
        return ignored.value
    subtype = message.get("subtype")
    known = isinstance(subtype, str) and _SUBTYPE.fullmatch(subtype)
    return f"subtype {subtype}" if known else "subtype of no known form"
