"""Counts a report's figures again from the messages behind them, in another way than the report does.

Of each message who wrote it and when is taken from the source: the files of an export, or else the rows that are kept.
Minutes are counted by marking seconds; first responses, what nobody answered and what nobody touched by looking at who
wrote below it; calls by who is mentioned; incidents and questions by the messages that began them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from attrs import frozen
from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import HOUR, MINUTE, SECOND, Instant
from ratchet_core.queries.toil.alerts import Worth
from ratchet_core.queries.toil.report import ToilReport
from ratchet_core.queries.toil.survival import ranked

_WITHIN: Final = 30 * SECOND
"""How far the minutes of a report may be off: seconds are marked whole."""


@frozen
class Source:
    """A message as the source has it."""

    person: str
    at: Instant
    thread: str | None = None
    text: str = ""


Threads: TypeAlias = dict[MessageRef, list[Source]]


@frozen
class Recount:
    """A figure beside the same counted again, in the same words."""

    what: str
    told: str
    again: str

    @property
    def is_same(self) -> bool:
        """Whether both are the same."""
        return self.told == self.again


def recounted(
    report: ToilReport, source: Mapping[MessageRef, Source], local: Callable[[str, Instant], Instant]
) -> Iterator[Recount]:
    """Return the figures of a report beside what the source says; `local` is what a person's clock shows."""
    missing = [one for one in report.minutes.messages if one not in source]
    yield Recount("messages behind the minutes that are in the source", _count(report), _count(report, len(missing)))
    spent = _seconds_again(report, source, local)
    near = abs(spent * SECOND - report.minutes.total) <= _WITHIN + len(report.minutes.acts) * SECOND
    told = f"{round(report.minutes.total / MINUTE)} min"
    yield Recount("human minutes", told, told if near else f"{round(spent / 60)} min")
    median = report.questions.response.median
    again = _responses_again(report, source)
    yield Recount("first responses", str(report.questions.response.n), str(len(again)))
    yield Recount("median first response", _in_seconds(median), _in_seconds(ranked(again, 50) if again else None))
    threads = _threads(source)
    yield from _questions_again(report, source, threads)
    yield from _incidents_again(report, source, threads)
    yield from _calls_again(report, source)


def _questions_again(report: ToilReport, source: Mapping[MessageRef, Source], threads: Threads) -> Iterator[Recount]:
    """Count the questions by their askers' messages, and those that nobody answered by who wrote below them."""
    asked, left, span = report.questions.asked, report.questions.unanswered, report.span
    there = [one for one in asked if one.root in source and span.covers(source[one.root].at)]
    yield Recount("questions asked", str(len(asked)), str(len(there)))
    answered = [one for one in left if any(each.person in one.responders for each in threads[one.root])]
    yield Recount("questions that nobody answered", str(len(left)), str(len(left) - len(answered)))
    pairs = report.questions.repeated
    before = [one for one in pairs if one.earlier in source and source[one.earlier].at < source[one.request].at]
    yield Recount("questions asked before", str(len(pairs)), str(len(before)))


def _incidents_again(report: ToilReport, source: Mapping[MessageRef, Source], threads: Threads) -> Iterator[Recount]:
    """Count when somebody first acted by the source, and who wrote below what nobody is said to have touched."""
    bots_stand_there = any(not one.person for one in source.values())
    episodes, span = report.alerts.episodes, report.span
    if bots_stand_there:
        there = [one for one in episodes if one.message in source and span.covers(source[one.message].at)]
        yield Recount("incidents", str(len(episodes)), str(len(there)))
    untouched = [one for one in episodes if one.worth is Worth.UNTOUCHED]
    touched = [
        one
        for one in untouched
        if any(
            each.person and one.incident.opened_at <= each.at <= (one.incident.ended_at or 0)
            for each in threads[one.message]
        )
    ]
    yield Recount("incidents that nobody touched", str(len(untouched)), str(len(untouched) - len(touched)))
    acted = [one for one in episodes if one.first_act_at is not None and one.first_act_at < span.until]
    moments: dict[tuple[str, str], list[Instant]] = defaultdict(list)
    for act in report.minutes.acts:
        seen = source.get(act.message)
        at = seen.at if seen is not None and seen.person == act.person else act.at
        moments[act.matter.channel, act.matter.key].append(at)
    first = [
        min((at for at in moments[one.incident.channel, one.incident.alert] if at >= one.incident.opened_at), default=0)
        for one in acted
    ]
    took = [one.first_act_at - one.incident.opened_at for one in acted if one.first_act_at is not None]
    again = [at - one.incident.opened_at for at, one in zip(first, acted, strict=True)]
    yield Recount("first acts, in all", _in_seconds(sum(took)), _in_seconds(sum(again)))


def _calls_again(report: ToilReport, source: Mapping[MessageRef, Source]) -> Iterator[Recount]:
    """Count the interruptions by the messages that mention somebody."""
    calls = report.interruptions.messages
    mention = [one for one in calls if one in source and "@" in source[one].text]
    yield Recount("interruptions", str(len(calls)), str(len(mention)))


def _threads(source: Mapping[MessageRef, Source]) -> Threads:
    """Return what the source has below each message."""
    found: Threads = defaultdict(list)
    for ref, one in source.items():
        if one.thread is not None and one.thread != ref.ts:
            found[MessageRef(ref.channel, one.thread)].append(one)
    return found


def _count(report: ToilReport, missing: int = 0) -> str:
    return str(len(report.minutes.messages) - missing)


def _in_seconds(spent: int | None) -> str:
    return "none" if spent is None else f"{spent // SECOND} s"


def _seconds_again(
    report: ToilReport, source: Mapping[MessageRef, Source], local: Callable[[str, Instant], Instant]
) -> int:
    """Return the seconds of work, marked one by one: each act marks 600, and all up to the next within 1,200."""
    marked: dict[tuple[str, object], set[int]] = defaultdict(set)
    times: dict[tuple[str, object], list[Instant]] = defaultdict(list)
    for act in report.minutes.acts:
        seen = source.get(act.message)
        person, at = (seen.person, seen.at) if seen is not None and seen.person == act.person else (act.person, act.at)
        times[person, act.matter].append(local(person, at))
    for key, moments in times.items():
        for at in moments:
            later = [one // SECOND for one in moments if at < one <= at + 1200 * SECOND]
            marked[key].update(range(at // SECOND, max([at // SECOND + 600, *later])))
    hours: dict[tuple[str, int], int] = defaultdict(int)
    for (person, _), seconds in marked.items():
        for one in seconds:
            hours[person, one * SECOND // HOUR] += 1
    return sum(min(one, 3600) for one in hours.values())


def _responses_again(report: ToilReport, source: Mapping[MessageRef, Source]) -> list[int]:
    """Return how long first responses took: to the earliest reply that the source has by a responder."""
    replies: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for ref, one in source.items():
        if one.thread is not None and one.thread != ref.ts:
            replies[ref.channel, one.thread].append(one)
    found: list[int] = []
    for whole in report.questions.responded:
        roots = [part.root for part in whole.parts]
        asked = min((source[one].at for one in roots if one in source), default=None)
        threads = [one for root in roots for one in replies[root.channel, root.ts]]
        said = [one.at for one in threads if one.person in whole.request.responders]
        if asked is not None and said:
            found.append(min(said) - asked)
    return sorted(found)
