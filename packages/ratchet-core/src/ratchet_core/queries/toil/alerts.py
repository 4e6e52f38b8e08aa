"""What alerts cost in a stretch of time: how often, for how long, who did anything about them, and how soon."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import Duration, Instant
from ratchet_core.domain import Incident, IncidentKey, IncidentState, Verdict
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.requests import key_of_incident
from ratchet_core.queries.paging import recent
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.toil.acts import Act, Known, Matter, MatterKind
from ratchet_core.queries.toil.minutes import Work
from ratchet_core.queries.toil.span import Scope, Span
from ratchet_core.queries.toil.survival import Seen, Times, times_of


class Worth(StrEnum):
    """What an incident was worth: what a person said of it, or else whether anybody acted before it ended."""

    ACTIONABLE = "marked actionable"
    EXPECTED = "marked expected"
    DUPLICATE = "marked duplicate"
    NOISE = "marked noise"
    ACTED_ON = "acted on"
    UNTOUCHED = "nobody touched it"
    OPEN = "open, and nobody touched it yet"


_MARKED = {
    Verdict.ACTIONABLE: Worth.ACTIONABLE,
    Verdict.EXPECTED: Worth.EXPECTED,
    Verdict.DUPLICATE: Worth.DUPLICATE,
    Verdict.NOISE: Worth.NOISE,
}


@frozen
class Episode:
    """An incident, with when a person first did anything about it, before it ended or the next one opened."""

    incident: Incident
    first_act_at: Instant | None
    worth: Worth

    @property
    def message(self) -> MessageRef:
        """Where it began."""
        return MessageRef(self.incident.channel, self.incident.root_ts)


@frozen
class AlertCost:
    """What one alert cost in one channel.

    Attributes:
        name: What it is called there.
        untouched: How many of its incidents ended with nobody doing anything.
        worked: For how long people worked on it.
        flaps: How many of its incidents came so soon after others that it was flapping.
        runbook: Whether it had one that was active at the end.
    """

    channel: str
    alert: str
    name: str
    incidents: int
    firings: int
    untouched: int
    open_for: Duration
    worked: Duration
    flaps: int
    runbook: bool
    messages: tuple[MessageRef, ...]


@frozen
class AlertFigures:
    """What the alerts came to.

    Attributes:
        first_act: From the beginning of an incident to the first deed of a person; those that nobody touched are seen
            until they ended.
        resolve: From the beginning to the end; those that are open, or were given up as stale, did not end.
        worth: What the incidents were worth, the most frequent first.
        costs: What each alert cost, the most costly in people's time first, then the most frequent.
        covered: How many of the incidents had an active runbook when they opened.
    """

    episodes: tuple[Episode, ...]
    firings: int
    first_act: Times
    resolve: Times
    worth: tuple[tuple[Worth, int], ...]
    costs: tuple[AlertCost, ...]
    covered: int


def incidents_since(reader: Reader, since: Instant) -> list[Incident]:
    """Return the incidents that opened since a moment, in order."""
    found = recent(reader.incidents, lambda one: one.opened_at, since)
    return sorted(found, key=lambda one: (one.opened_at, one.channel, one.alert, one.number))


def in_span(incidents: Iterable[Incident], span: Span, scope: Scope, known: Known) -> list[Incident]:
    """Return the incidents that opened in a stretch of time and belong to what a report is about."""
    return [
        one
        for one in incidents
        if span.covers(one.opened_at)
        and known.is_in(scope, Matter(MatterKind.ALERT, one.channel, one.alert), one.opened_at)
    ]


def alert_figures(
    reader: Reader, incidents: Sequence[Incident], acts: Iterable[Act], work: Iterable[Work], policy: Policy
) -> AlertFigures:
    """Return what the incidents of a stretch of time came to; `acts` are those since its beginning, of any matter."""
    episodes, now = episodes_of(reader, incidents, acts), reader.now()
    versions = _runbooks(reader)
    return AlertFigures(
        episodes=tuple(episodes),
        firings=sum(one.firings for one in incidents),
        first_act=times_of(_until_act(one, now) for one in episodes),
        resolve=times_of(_until_end(one.incident, now) for one in episodes),
        worth=tuple(Counter(one.worth for one in episodes).most_common()),
        costs=tuple(_costs(reader, episodes, work, policy, {one for one, spans in versions.items() if spans(now)})),
        covered=sum(any(spans(one.opened_at) for spans in (versions.get(one.alert),) if spans) for one in incidents),
    )


def _runbooks(reader: Reader) -> Mapping[str, "Holds"]:
    during: dict[str, list[tuple[Instant, Instant | None]]] = defaultdict(list)
    for one in reader.versions():
        during[one.alert] += [(each.since, each.until) for each in one.active_during]
    return {alert: Holds(tuple(spans)) for alert, spans in during.items()}


@frozen
class Holds:
    """When something held."""

    spans: tuple[tuple[Instant, Instant | None], ...]

    def __call__(self, at: Instant) -> bool:
        """Say whether it held at a moment."""
        return any(since <= at and (until is None or at < until) for since, until in self.spans)


def episodes_of(reader: Reader, incidents: Sequence[Incident], acts: Iterable[Act]) -> list[Episode]:
    """Return incidents with the first deed of a person about each; what comes after the end is about the next."""
    marks = {IncidentKey(one.channel, one.alert, one.number): one.verdict for one in reader.marks()}
    moments: dict[tuple[str, str], list[Instant]] = defaultdict(list)
    for act in acts:
        if act.matter.kind is MatterKind.ALERT:
            moments[act.matter.channel, act.matter.key].append(act.at)
    for known in moments.values():
        known.sort()
    return [_episode(one, moments.get((one.channel, one.alert), []), marks) for one in incidents]


def _episode(incident: Incident, acts: list[Instant], marks: Mapping[IncidentKey, Verdict]) -> Episode:
    at = bisect_left(acts, incident.opened_at)
    first = acts[at] if at < len(acts) else None
    ended = incident.ended_at
    if first is not None and ended is not None and first > ended:
        first = None
    if first is None and incident.ended_by is not None:
        first = ended
    verdict = marks.get(key_of_incident(incident))
    if verdict is not None:
        worth = _MARKED[verdict]
    elif first is not None:
        worth = Worth.ACTED_ON
    else:
        worth = Worth.OPEN if ended is None else Worth.UNTOUCHED
    return Episode(incident, first, worth)


def _until_act(one: Episode, now: Instant) -> Seen:
    incident = one.incident
    if one.first_act_at is not None:
        return Seen(one.first_act_at - incident.opened_at, happened=True)
    return Seen((incident.ended_at or now) - incident.opened_at, happened=False)


def _until_end(incident: Incident, now: Instant) -> Seen:
    ended = incident.state is IncidentState.RESOLVED and incident.ended_at is not None
    until = incident.ended_at if ended and incident.ended_at is not None else incident.last_at
    return Seen((now if incident.state is IncidentState.OPEN else until) - incident.opened_at, happened=ended)


def _costs(
    reader: Reader, episodes: Iterable[Episode], work: Iterable[Work], policy: Policy, with_runbook: set[str]
) -> list[AlertCost]:
    worked: Counter[tuple[str, str]] = Counter()
    for one in work:
        if one.matter.kind is MatterKind.ALERT:
            worked[one.matter.channel, one.matter.key] += one.worked
    had: dict[tuple[str, str], list[Episode]] = defaultdict(list)
    for episode in episodes:
        had[episode.incident.channel, episode.incident.alert].append(episode)
    names = {(one.channel, one.alert): one.name for one in reader.tracks()}
    found = [
        AlertCost(
            channel=channel,
            alert=alert,
            name=names.get((channel, alert), alert),
            incidents=len(known),
            firings=sum(one.incident.firings for one in known),
            untouched=sum(one.worth is Worth.UNTOUCHED for one in known),
            open_for=sum((one.incident.ended_at or one.incident.last_at) - one.incident.opened_at for one in known),
            worked=worked[channel, alert],
            flaps=_flaps([one.incident.opened_at for one in known], policy),
            runbook=alert in with_runbook,
            messages=tuple(one.message for one in known),
        )
        for (channel, alert), known in had.items()
    ]
    return sorted(found, key=lambda one: (-one.worked, -one.incidents, one.channel, one.alert))


def _flaps(opened: Sequence[Instant], policy: Policy) -> int:
    """Return how many incidents are at least the n-th within the policy's time of flapping."""
    times = policy.flapping_times
    return sum(opened[at] - opened[at - times + 1] <= policy.flapping for at in range(times - 1, len(opened)))
