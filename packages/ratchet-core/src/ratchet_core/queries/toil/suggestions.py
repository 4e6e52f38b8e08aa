"""What would save a team the most, by the figures of a report: each with its evidence, and with what acts on it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import MINUTE, Duration
from ratchet_core.domain import Incident, RunbookVersion
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.queries.toil.acts import MatterKind
from ratchet_core.queries.toil.alerts import AlertCost, AlertFigures, Episode, Worth
from ratchet_core.queries.toil.deploys import DeployEffect
from ratchet_core.queries.toil.minutes import Work
from ratchet_core.queries.toil.questions import QuestionFigures
from ratchet_core.recognise.recognised import Severity
from ratchet_core.rules.owning import owner_of_either
from ratchet_core.vocabulary.toil import Advice, Idea

MOST: Final = 3
GLANCE: Final[Duration] = MINUTE
"""What a message that nobody needs is taken to cost, where suggestions are put in order."""

_FEWEST_INCIDENTS: Final = 5
_MOSTLY: Final = 0.8
_FEWEST_ACTED: Final = 3
_FEWEST_QUESTIONS: Final = 3
_PART_SAVED: Final = 4
_SHOWN: Final = 3
_SHORT: Final[Duration] = 10 * MINUTE


@frozen
class Suggestion:
    """One thing to do.

    Attributes:
        what: The alert's name or the channel's id that it is about; empty where it is about all.
        count: How many of `of` the evidence is.
        saves: How much of people's time it would have saved in that stretch of time, at the most; of a draft, how much
            was spent on its alert.
        spares: How many messages of alerts nobody would have had to look at.
        channel: Where, by its id.
        key: The alert's fingerprint, where it is about one.
        value: What to write, where a figure of the policy is to be another.
    """

    idea: Idea
    what: str
    count: int
    of: int
    saves: Duration
    spares: int
    messages: tuple[MessageRef, ...]
    channel: str = ""
    key: str = ""
    value: int = 0


def advice_of(one: Suggestion) -> Advice:
    """Return a suggestion as it is told on."""
    messages = one.messages[:_SHOWN]
    return Advice(one.idea, one.count, one.of, one.saves, one.spares, one.channel, one.key, one.value, messages)


@frozen
class Figures:
    """The figures of a report that suggestions follow from, and the runbook versions that wait for an approval."""

    alerts: AlertFigures
    questions: QuestionFigures
    deploys: DeployEffect
    work: Sequence[Work]
    drafts: Sequence[RunbookVersion] = ()


def suggestions_of(figures: Figures, directory: Directory) -> tuple[Suggestion, ...]:
    """Return what would save the most, at most one of each idea, the best first."""
    alerts, questions, work = figures.alerts, figures.questions, figures.work
    found = [
        *_quieter(alerts),
        *_held(alerts, directory),
        *_written(alerts, work),
        *_answered(questions, directory, work),
        *_reminded(questions, directory),
        *_deployed(figures.deploys),
        *_drafted(alerts, figures.drafts),
    ]
    best: dict[Idea, Suggestion] = {}
    for one in sorted(found, key=_rank):
        best.setdefault(one.idea, one)
    return tuple(best.values())[:MOST]


def _rank(one: Suggestion) -> tuple[Duration, int, str, str]:
    """Return what is least for what saves most; what a draft saves is not known, and a part of what was spent."""
    saves = one.saves // _PART_SAVED if one.idea is Idea.DRAFTS else one.saves
    return -(saves + one.spares * GLANCE), -one.count, one.idea.value, one.key


def _quieter(alerts: AlertFigures) -> Iterator[Suggestion]:
    """Return alerts that come often, and about which hardly anybody ever does anything."""
    useful = {(one.incident.channel, one.incident.alert) for one in alerts.episodes if one.worth is Worth.ACTIONABLE}
    for one in alerts.costs:
        mostly = one.untouched >= _MOSTLY * one.incidents
        if one.incidents >= _FEWEST_INCIDENTS and mostly and (one.channel, one.alert) not in useful:
            ended = tuple(each.message for each in alerts.episodes if _is_untouched(each, one))
            yield _about(Idea.QUIETEN, one, one.untouched, one.worked, one.firings, ended)


def _is_untouched(episode: Episode, cost: AlertCost) -> bool:
    about = (episode.incident.channel, episode.incident.alert)
    return episode.worth is Worth.UNTOUCHED and about == (cost.channel, cost.alert)


def _about(  # noqa: PLR0913, PLR0917 - a suggestion about an alert: its figures, and the messages behind them
    idea: Idea, one: AlertCost, count: int, saves: Duration, spares: int, messages: tuple[MessageRef, ...]
) -> Suggestion:
    return Suggestion(idea, one.name, count, one.incidents, saves, spares, messages, one.channel, one.alert)


def _held(alerts: AlertFigures, directory: Directory) -> Iterator[Suggestion]:
    """Return a longer hold of cards, where many incidents end by themselves soon after cards are posted."""
    policy = directory.policy
    own = _with_cards_of_their_own(alerts.episodes, policy)
    spared = [one for one in own if _is_short(one, policy.hold, directory)]
    if len(spared) < _FEWEST_INCIDENTS:
        return
    lasted = sorted((one.incident.ended_at or 0) - one.incident.opened_at for one in spared)
    seconds = -(-lasted[-(-9 * len(lasted) // 10) - 1] // MINUTE) * 60
    messages = tuple(one.message for one in spared)
    yield Suggestion(Idea.HOLD, "", len(spared), len(alerts.episodes), 0, len(spared), messages, value=int(seconds))


def _with_cards_of_their_own(episodes: Sequence[Episode], policy: Policy) -> list[Episode]:
    """Return the incidents whose cards are held: others go on in an earlier conversation, or are flapping."""
    ended: dict[tuple[str, str], list[Incident]] = defaultdict(list)
    found: list[Episode] = []
    for one in sorted(episodes, key=lambda one: one.incident.opened_at):
        incident, before = one.incident, ended[one.incident.channel, one.incident.alert]
        last = before[-1].ended_at if before else None
        goes_on = last is not None and incident.opened_at - last <= policy.same_conversation
        lately = sum(
            incident.opened_at - each.opened_at <= policy.flapping for each in before[-policy.flapping_times :]
        )
        if not goes_on and lately + 1 < policy.flapping_times:
            found.append(one)
        before.append(incident)
    return found


def _is_short(one: Episode, hold: Duration, directory: Directory) -> bool:
    ended = one.incident.ended_at
    if ended is None or one.worth is not Worth.UNTOUCHED or one.incident.severity is Severity.CRITICAL:
        return False
    if directory.place(one.incident.channel).cards is Mode.OFF:
        return False
    return hold < ended - one.incident.opened_at <= _SHORT


def _written(alerts: AlertFigures, work: Iterable[Work]) -> Iterator[Suggestion]:
    """Return alerts without a runbook that cost time again and again: the quicker half shows what is possible."""
    spent: dict[tuple[str, str], dict[int, Duration]] = defaultdict(lambda: defaultdict(int))
    behind: dict[tuple[str, str], dict[int, MessageRef]] = defaultdict(dict)
    for one in work:
        if one.matter.kind is MatterKind.ALERT:
            spent[one.matter.channel, one.matter.key][one.at] += one.worked
            behind[one.matter.channel, one.matter.key].setdefault(one.at, one.messages[0])
    for cost in alerts.costs:
        times = sorted(spent[cost.channel, cost.alert].values())
        if cost.runbook or len(times) < _FEWEST_ACTED:
            continue
        usual = times[(len(times) - 1) // 2]
        saves = sum(max(one - usual, 0) for one in times)
        known = behind[cost.channel, cost.alert]
        yield _about(Idea.RUNBOOK, cost, len(times), saves, 0, tuple(known[at] for at in sorted(known)))


def _answered(questions: QuestionFigures, directory: Directory, work: Iterable[Work]) -> Iterator[Suggestion]:
    """Return channels in which the same is asked again, and answers that were taken then are not quoted yet."""
    spent: dict[MessageRef, Duration] = defaultdict(int)
    for one in work:
        if one.matter.kind is MatterKind.QUESTION:
            spent[MessageRef(one.matter.channel, one.matter.key)] += one.worked
    again: dict[str, list[MessageRef]] = defaultdict(list)
    for repeated in (one for one in questions.repeated if one.quotable):
        again[repeated.request.channel].append(repeated.request)
    for channel, roots in again.items():
        if len(roots) >= _FEWEST_QUESTIONS and directory.place(channel).answers is not Mode.LIVE:
            asked = sum(one.root.channel == channel for one in questions.asked)
            saves = sum(spent[one] for one in roots)
            yield Suggestion(Idea.ANSWERS, channel, len(roots), asked, saves, 0, tuple(roots), channel)


def _reminded(questions: QuestionFigures, directory: Directory) -> Iterator[Suggestion]:
    """Return channels in which questions are left unanswered, and nobody is reminded of them yet, or could be."""
    left: dict[str, list[MessageRef]] = defaultdict(list)
    for one in questions.unanswered:
        left[one.root.channel].append(one.root)
    for channel, roots in left.items():
        if len(roots) >= _FEWEST_QUESTIONS and directory.place(channel).reminders is not Mode.LIVE:
            asked = sum(one.root.channel == channel for one in questions.asked)
            idea = Idea.OWNERS if owner_of_either(directory, channel, None) is None else Idea.REMINDERS
            yield Suggestion(idea, channel, len(roots), asked, 0, 0, tuple(roots), channel)


def _drafted(alerts: AlertFigures, drafts: Sequence[RunbookVersion]) -> Iterator[Suggestion]:
    """Return drafts of runbooks that wait, of alerts on which people worked."""
    waiting = Counter(one.alert for one in drafts)
    for cost in alerts.costs:
        if waiting[cost.alert] and cost.worked:
            yield _about(Idea.DRAFTS, cost, waiting[cost.alert], cost.worked, 0, cost.messages)


def _deployed(effect: DeployEffect) -> Iterator[Suggestion]:
    if effect.is_real and effect.difference is not None and effect.difference > 0:
        yield Suggestion(Idea.DEPLOYS, "", effect.followed, effect.deploys, 0, effect.followed, effect.messages)
