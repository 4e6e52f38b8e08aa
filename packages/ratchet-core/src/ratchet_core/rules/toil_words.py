"""What people are told of where their hours went: on request as one screen, and what would save the most."""

from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

from ratchet_core.basis.calendar import MONTHS, WEEKDAYS, date_of, weekday
from ratchet_core.basis.instants import DAY, MINUTE, SECOND, Duration, Instant, described
from ratchet_core.domain import MessageRef, Track
from ratchet_core.domain.incidents import name_among
from ratchet_core.rules.discretion import may_be_said
from ratchet_core.rules.explaining import line
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Body, Line, MessageLink, Piece
from ratchet_core.vocabulary.toil import Advice, Beside, Change, Costly, Idea, ToilFigures


def shown_work(spent: Duration) -> str:
    """Return how long people worked in hours and minutes: days of work have no 24 hours."""
    minutes = (spent + MINUTE // 2) // MINUTE
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours:,} h {rest} min" if rest else f"{hours:,} h"


def how_many(count: int, noun: str, many: str = "") -> str:
    """Return a number with its noun, which has an s for more than one where no other form is given."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def stretch(snapshot: Snapshot, since: Instant, until: Instant) -> str:
    """Return a stretch of time by its first and its last day."""
    hours = snapshot.policy.working_hours
    first, last = _day(hours.local(since)), _day(hours.local(until - SECOND))
    return first if first == last else f"{first} to {last}"


def _day(local: Instant) -> str:
    day, date = local // DAY, date_of(local // DAY)
    return f"{WEEKDAYS[weekday(day)]} {date.day} {MONTHS[date.month - 1]}"


def report_body(snapshot: Snapshot, figures: ToilFigures, about: str, where: str) -> Body:
    """Return a report on one screen; `about` says of what it is, and `where` in which channel it is read."""
    headline = f"Where the hours of {about} went, {stretch(snapshot, figures.since, figures.until)}"
    if figures.is_empty:
        return Body(headline, (line("Nothing happened: no alert, no question, and nobody acted on one."),))
    telling = Telling(snapshot, where)
    lines = [
        *_sums(telling, figures),
        *telling.costs(figures.costs),
        *telling.advised(figures.advice),
        line("Every figure with its definition and the messages behind it: `ratchet report`."),
    ]
    return Body(headline, tuple(lines))


def shift_body(snapshot: Snapshot, figures: ToilFigures, about: str, where: str) -> Body:
    """Return what a shift came to, beside its handover: the sums of a report."""
    headline = f"What the last {described(figures.until - figures.since)} of {about} took"
    return Body(headline, tuple(_sums(Telling(snapshot, where), figures)))


def _sums(telling: "Telling", figures: ToilFigures) -> Iterator[Line]:
    yield from _worked(figures)
    yield from alerts_lines(figures)
    yield from _questions(telling, figures)
    yield from _disrupted(figures)


def _worked(figures: ToilFigures) -> Iterator[Line]:
    if not figures.people:
        yield line(" ".join(one for one in ("Human time: none.", beside(figures.worked, shown_work)) if one))
        return
    by = how_many(figures.people, "person", "people")
    out = f", {shown_work(figures.out_of_hours)} of it in the evening or at night" if figures.out_of_hours else ""
    on = f"{shown_work(figures.on_alerts)} on alerts, {shown_work(figures.on_questions)} on questions"
    own = "" if figures.own is None else f"You: {shown_work(figures.own)}."
    spent = f"Human time: {shown_work(figures.worked.now)} by {by} ({on}){out}."
    yield line(" ".join(one for one in (spent, beside(figures.worked, shown_work), own) if one))


def beside(figure: Beside, shown: Callable[[int], str]) -> str:
    """Return how a figure stands beside the week before, or nothing where that is not known."""
    if figure.before is None:
        return ""
    before = f"The week before: {shown(figure.before)}"
    if figure.change in {Change.UP, Change.DOWN}:
        return f"{before}; {figure.change.value}, by more than chance."
    return f"{before}."


def _plain(count: int) -> str:
    return f"{count:,}"


def alerts_lines(figures: ToilFigures) -> Iterator[Line]:
    """Return how the alerts fared."""
    if not figures.incidents.now and not figures.incidents.before:
        return
    untouched = f", {figures.untouched:,} of which nobody touched" if figures.untouched else ""
    acted = figures.acted.median
    first = "" if acted is None else f"; first act after {described(acted)} at the median"
    told = f"Alerts: {how_many(figures.incidents.now, 'incident')}{untouched}{first}."
    drafts = how_many(figures.drafts, "runbook draft")
    waits = f"{drafts} {'awaits' if figures.drafts == 1 else 'await'} approval." if figures.drafts else ""
    yield line(" ".join(one for one in (told, beside(figures.incidents, _plain), waits) if one))


def _questions(telling: "Telling", figures: ToilFigures) -> Iterator[Line]:
    if not figures.asked.now and not figures.asked.before and not figures.left:
        return
    took = figures.responded.median
    first = "" if took is None else f"; first response after {described(took)} at the median"
    left = f", {figures.left:,} unanswered" if figures.left else ""
    told = f"Questions: {figures.asked.now:,} asked{left}{first}. {beside(figures.asked, _plain)}".rstrip()
    yield line(told, *telling.links(figures.unanswered, " Still waiting: "))


def _disrupted(figures: ToilFigures) -> Iterator[Line]:
    nights = f" and {how_many(figures.nights, 'night')}" if figures.nights else ""
    told = [
        *([how_many(figures.calls, "call") + " to people"] if figures.calls else []),
        *([f"{how_many(figures.hours, 'hour')}{nights} disrupted out of hours"] if figures.hours else []),
    ]
    if told:
        yield line(f"Interruptions: {', '.join(told)}.")


class Telling:
    """Puts figures in words for a channel: what may not be said there is left out."""

    def __init__(self, snapshot: Snapshot, where: str) -> None:
        """Tell somebody in a channel what a snapshot knows."""
        self._snapshot = snapshot
        self._where = where

    def links(self, messages: Iterable[MessageRef], before: str = "") -> list[Piece | str]:
        """Return links to messages, behind some words where there are any."""
        known = [one for one in messages if self.may_say(one.channel)]
        pieces: list[Piece | str] = [before] if known else []
        for number, one in enumerate(known, 1):
            pieces += [MessageLink(one.channel, one.ts, str(number)), " "]
        return pieces[:-1] if known else []

    def may_say(self, channel: str) -> bool:
        """Say whether what came from a channel may be said here."""
        return may_be_said(self._snapshot.directory, channel, self._where)

    def track(self, channel: str, alert: str) -> Track | None:
        """Return the course of an alert that may be named here."""
        if not self.may_say(channel):
            return None
        return next((one for one in self._snapshot.tracks_here if (one.channel, one.alert) == (channel, alert)), None)

    def costs(self, costs: Iterable[Costly]) -> Iterator[Line]:
        """Return the alerts that cost most."""
        for one in costs:
            track = self.track(one.channel, one.alert)
            if track is not None:
                yield line(*self.cost(track, one))

    def cost(self, track: Track, one: Costly) -> list[Piece | str]:
        """Return what an alert cost."""
        spent = f"{shown_work(one.worked)}, " if one.worked else ""
        untouched = f", {one.untouched:,} untouched" if one.untouched else ""
        runbook = "" if one.runbook else ", no runbook"
        name = name_among(track, self._snapshot.tracks_here)
        what = f"{name}{self._place(one.channel)}: {spent}{how_many(one.incidents, 'incident')}"
        return [f"{what}{untouched}{runbook}: ", MessageLink(one.message.channel, one.message.ts, "the latest")]

    def _place(self, channel: str) -> str:
        return "" if channel == self._where else f" in #{self._snapshot.directory.name_of(channel)}"

    def advised(self, advice: Iterable[Advice]) -> Iterator[Line]:
        """Return what would save the most, each with what speaks for it and what acts on it."""
        told = [pieces for one in advice if (pieces := self.advice(one))]
        if told:
            yield line("What would save the most:")
            yield from (line(f"{number}. ", *pieces) for number, pieces in enumerate(told, 1))

    def advice(self, one: Advice) -> list[Piece | str]:
        """Return one thing to do; nothing where it is about what may not be said here."""
        if one.channel and not self.may_say(one.channel):
            return []
        track = self.track(one.channel, one.alert) if one.alert else None
        if one.alert and track is None:
            return []
        name = "" if track is None else track.name
        why = " ".join(why_advised(one, name, self._snapshot.directory.name_of(one.channel)))
        return [f"{why} {act_of(one, name)}".rstrip(), *self.links(one.messages, " Seen in: ")]


def why_advised(one: Advice, what: str, channel: str) -> tuple[str, ...]:  # noqa: PLR0911 - one for each idea
    """Return what is suggested, with its evidence and what it would have saved, in sentences.

    `what` is the name of the alert that it is about, if it is, and `channel` that of the channel.
    """
    some, saved = f"{one.count:,} of {one.of:,}", shown_work(one.saves)
    match one.idea:
        case Idea.QUIETEN:
            too = f" and {saved}" if one.saves else ""
            return (
                f"Raise the threshold of {what} in #{channel}, or mute it:",
                f"{some} incidents ended with nobody doing anything.",
                f"It would have spared {how_many(one.spares, 'alert message')}{too}.",
            )
        case Idea.HOLD:
            return (
                f"Hold cards longer: {some} incidents ended by themselves, most of them within {one.value // 60} min.",
                f"It would have spared up to {how_many(one.spares, 'card')}.",
            )
        case Idea.RUNBOOK:
            return (
                f"Write a runbook for {what} in #{channel}: it was worked on {one.count:,} times.",
                f"Had none taken longer than the usual one, that would have saved {saved}.",
            )
        case Idea.DRAFTS:
            wait = "1 draft awaits" if one.count == 1 else f"{one.count:,} drafts await"
            return (
                f"Decide on the runbook of {what} in #{channel}: {wait} approval.",
                f"People worked {saved} on that alert; the draft quotes what they did.",
            )
        case Idea.REMINDERS:
            return (f"Remind the owners of #{channel}: {some} questions were left unanswered.",)
        case Idea.OWNERS:
            return (
                f"Say whose #{channel} is: {some} questions were left unanswered,",
                "and nobody is recorded who could be reminded.",
            )
        case Idea.ANSWERS:
            took = (f"They took {saved}.",) if one.saves else ()
            return (f"Quote earlier answers in #{channel}: {some} questions had been asked and answered before.", *took)
        case Idea.DEPLOYS:
            return (
                f"Look at what deploys break: {some} were followed by an alert of their service within the hour,",
                "more than chance explains.",
            )
    assert_never(one.idea)


def act_of(one: Advice, name: str) -> str:
    """Return what a person in the chat does about a suggestion."""
    match one.idea:
        case Idea.QUIETEN:
            return f"`/ratchet mute {name}`"
        case Idea.HOLD:
            return f"In the policy: `hold_seconds = {one.value}`"
        case Idea.RUNBOOK | Idea.DRAFTS:
            return f"`/ratchet runbook {name}`"
        case Idea.ANSWERS | Idea.REMINDERS:
            return f"`/ratchet setup`: {one.idea.value.capitalize()}, Live"
        case Idea.OWNERS:
            return "`/ratchet setup` names a team."
        case Idea.DEPLOYS:
            return ""
    assert_never(one.idea)
