"""The toil report: where the hours of a stretch of time went, each figure with the messages behind it.

It is computed from the rows of a reader alone, so it says the same of an export, a saved state and a database.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import Duration, Instant
from ratchet_core.basis.zones import Zones, utc_alone
from ratchet_core.domain import Incident, RunbookVersion
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.requests import WholeRequest
from ratchet_core.queries.attention import waiting_versions
from ratchet_core.queries.paging import recent
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.toil.acts import Act, Known, Matter, MatterKind, acts_in, known_in, requests_since
from ratchet_core.queries.toil.alerts import AlertFigures, alert_figures, episodes_of, in_span, incidents_since
from ratchet_core.queries.toil.calls import Call, InterruptionFigures, calls_in, interruption_figures
from ratchet_core.queries.toil.deploys import (
    DeployEffect,
    deploy_effect,
    deploys_by_service,
    of_scope,
    opened_by_service,
)
from ratchet_core.queries.toil.minutes import Band, Work, work_of
from ratchet_core.queries.toil.questions import QuestionFigures, question_figures
from ratchet_core.queries.toil.runbooks import RunbookFigures, runbook_figures
from ratchet_core.queries.toil.span import EVERYTHING, WEEK, Clocks, Scope, Span
from ratchet_core.queries.toil.suggestions import Figures, Suggestion, suggestions_of
from ratchet_core.queries.toil.tags import tags_of
from ratchet_core.queries.toil.trends import WEEKS, Trend, trend_of
from ratchet_core.queries.toil.weeks import Happened, Week, hours_of_the_week, weeks_of
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.toil import Tag


@frozen
class MinuteFigures:
    """How long people worked on alerts and on questions.

    Attributes:
        by_team: By the team whose matter it was, by its id, the most first; None is nobody's.
        by_band: By the part of the day on the person's own clock.
        people: How many people worked.
        own: How long the person did for whom the report is; None where it is for nobody.
        by_hour: By weekday, from Monday on, and hour on the person's own clock.
    """

    total: Duration
    alerts: Duration
    questions: Duration
    by_team: tuple[tuple[str | None, Duration], ...]
    by_band: tuple[tuple[Band, Duration], ...]
    people: int
    own: Duration | None
    by_hour: tuple[tuple[Duration, ...], ...]
    acts: tuple[Act, ...]

    @property
    def messages(self) -> tuple[MessageRef, ...]:
        """The messages behind it, in the order of time, which tells nobody who wrote which."""
        return tuple(dict.fromkeys(one.message for one in sorted(self.acts, key=lambda one: (one.at, one.message))))


@frozen
class Trends:
    """Figures of the week beside the weeks before."""

    worked: Trend
    incidents: Trend
    questions: Trend


@frozen
class ToilReport:
    """Where the hours of a stretch of time went.

    Attributes:
        begins: From when on anything is known.
        weeks: The weeks of that stretch of time, with some before it.
    """

    span: Span
    begins: Instant
    minutes: MinuteFigures
    interruptions: InterruptionFigures
    alerts: AlertFigures
    questions: QuestionFigures
    deploys: DeployEffect
    drafts: tuple[RunbookVersion, ...]
    trends: Trends
    weeks: tuple[Week, ...]
    suggestions: tuple[Suggestion, ...]
    runbooks: RunbookFigures
    tags: tuple[tuple[Tag, int], ...]


@frozen
class _Facts:
    """All that was read, of the stretch of time and of the weeks before; `acts` are those it is about, `of_all` all."""

    known: Known
    whole: Sequence[WholeRequest]
    incidents: Sequence[Incident]
    of_all: Sequence[Act]
    acts: Sequence[Act]
    calls: Sequence[Call]


def toil_report(
    reader: Reader, span: Span, scope: Scope = EVERYTHING, *, zones: Zones = utc_alone, person: str | None = None
) -> ToilReport:
    """Return the report of a stretch of time.

    Args:
        reader: What is remembered.
        span: The stretch of time.
        scope: Which teams and channels it is about.
        zones: Looks up the time zones of people.
        person: For whom it is: they are told their own minutes, and everybody is told those of teams.
    """
    directory = reader.directory()
    clocks = Clocks(directory, zones)
    looked_back = Span(span.since - WEEKS * max(span.until - span.since, WEEK), span.until)
    facts = _read(reader, looked_back, scope)
    begins = _begins(directory, looked_back, facts)
    acts = [one for one in facts.acts if span.covers(one.at)]
    work = _worked([one for one in facts.of_all if span.covers(one.at)], facts.known, scope, clocks)
    incidents = in_span(facts.incidents, span, scope, facts.known)
    alerts = alert_figures(reader, incidents, facts.acts, work, directory.policy)
    questions = question_figures(reader, facts.whole, span, scope, facts.known)
    deploys = _deploys(reader, facts, Span(max(begins, looked_back.since), span.until), directory, scope)
    drafts = tuple(_drafts(reader, facts.known, scope, span))
    all_work = [*_before(facts, span, scope, clocks), *work]
    happened = _happened(reader, facts, Span(begins, span.until), scope, all_work)
    local = directory.policy.working_hours.local
    return ToilReport(
        span=span,
        begins=begins,
        minutes=_minutes(work, acts, facts.known, scope, person),
        interruptions=interruption_figures([one for one in facts.calls if span.covers(one.at)], acts, clocks),
        alerts=alerts,
        questions=questions,
        deploys=deploys,
        drafts=drafts,
        trends=_trends(happened, span, begins, local),
        weeks=weeks_of(happened, span, begins, local),
        suggestions=suggestions_of(Figures(alerts, questions, deploys, work, drafts), directory),
        runbooks=runbook_figures(reader, alerts.costs),
        tags=tags_of(reader, incidents),
    )


def _read(reader: Reader, span: Span, scope: Scope) -> _Facts:
    whole = requests_since(reader, span.since)
    known = known_in(reader, whole)
    said = reader.said(span.since, span.until)
    acts = acts_in(reader, span, said, known)
    mine = [one for one in acts if known.is_in(scope, one.matter, one.at)]
    calls = [one for one in calls_in(said, known) if known.is_in(scope, one.matter, one.at)]
    return _Facts(known, whole, incidents_since(reader, span.since), acts, mine, calls)


def _worked(acts: Iterable[Act], known: Known, scope: Scope, clocks: Clocks) -> list[Work]:
    """Return how long people worked on what a report is about, of all on which they did: an hour has 60 minutes."""
    return [one for one in work_of(acts, clocks) if known.is_in(scope, one.matter, one.at)]


def _begins(directory: Directory, span: Span, facts: _Facts) -> Instant:
    """Return from when on everything is known: since the first channel was read, as far as was looked back."""
    read = min(directory.readings.values(), default=span.until)
    acted = min((one.at for one in facts.acts), default=span.until)
    return max(min(read, acted, *(one.opened_at for one in facts.incidents[:1])), span.since)


def _minutes(
    work: Sequence[Work], acts: Iterable[Act], known: Known, scope: Scope, person: str | None
) -> MinuteFigures:
    teams: Counter[str | None] = Counter()
    bands: Counter[Band] = Counter()
    kinds: Counter[MatterKind] = Counter()
    for one in work:
        teams[known.owner_of(one.matter, one.at, scope)] += one.worked
        bands[one.band] += one.worked
        kinds[one.matter.kind] += one.worked
    return MinuteFigures(
        total=kinds.total(),
        alerts=kinds[MatterKind.ALERT],
        questions=kinds[MatterKind.QUESTION],
        by_team=tuple(teams.most_common()),
        by_band=tuple((band, bands[band]) for band in Band),
        people=len({one.person for one in work}),
        own=None if person is None else sum(one.worked for one in work if one.person == person),
        by_hour=hours_of_the_week(work),
        acts=tuple(acts),
    )


def _deploys(reader: Reader, facts: _Facts, span: Span, directory: Directory, scope: Scope) -> DeployEffect:
    told = recent(lambda **page: reader.notifications(kind=Kind.DEPLOY, **page), lambda one: one.at, span.since)
    followed_by = in_span(facts.incidents, span, Scope(hidden=scope.hidden), facts.known)
    local = directory.policy.working_hours.local
    opened = opened_by_service(followed_by, facts.known.alerts, directory)
    asked = of_scope(told, scope, facts.known, () if scope.channels is None else reader.tracks())
    return deploy_effect(deploys_by_service(asked, directory, span), opened, span, local)


def _drafts(reader: Reader, known: Known, scope: Scope, span: Span) -> list[RunbookVersion]:
    waiting = [one for one in waiting_versions(reader) if one.written_at < span.until]
    if scope == EVERYTHING:
        return waiting
    mine = {track.alert for track in reader.tracks() if _is_mine(track.channel, track.alert, known, scope, span)}
    return [one for one in waiting if one.alert in mine]


def _is_mine(channel: str, alert: str, known: Known, scope: Scope, span: Span) -> bool:
    return known.is_in(scope, Matter(MatterKind.ALERT, channel, alert), span.until)


def _before(facts: _Facts, span: Span, scope: Scope, clocks: Clocks) -> list[Work]:
    """Return how long people worked before a stretch of time."""
    return _worked([one for one in facts.of_all if one.at < span.since], facts.known, scope, clocks)


def _happened(reader: Reader, facts: _Facts, back: Span, scope: Scope, work: Sequence[Work]) -> Happened:
    """Return what happened in a stretch of time and in the weeks before it."""
    asked = (one.request for one in facts.whole)
    incidents = in_span(facts.incidents, back, scope, facts.known)
    return Happened(
        work,
        episodes_of(reader, incidents, facts.acts),
        [
            one.asked_at
            for one in asked
            if back.covers(one.asked_at)
            and (scope == EVERYTHING or _asked_in(one.root, one.asked_at, facts.known, scope))
        ],
    )


def _trends(happened: Happened, span: Span, begins: Instant, local: Callable[[Instant], Instant]) -> Trends:
    return Trends(
        worked=trend_of([(one.at, one.worked) for one in happened.work], span, begins, local),
        incidents=trend_of([(one.incident.opened_at, 1) for one in happened.episodes], span, begins, local),
        questions=trend_of([(one, 1) for one in happened.asked], span, begins, local),
    )


def _asked_in(root: MessageRef, at: Instant, known: Known, scope: Scope) -> bool:
    return known.is_in(scope, Matter(MatterKind.QUESTION, root.channel, root.ts), at)
