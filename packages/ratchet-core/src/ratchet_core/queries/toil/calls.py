"""Interruptions, as PagerDuty counts them, and the hours and nights that they disrupt.

A call is a message below an alert or about a question by which somebody mentions somebody else. Calls to one person
within 60 seconds are one interruption. By the person's own clock it falls into business hours (Monday to Friday, 8 to
18), sleep hours (22 to 8), or off hours (all others). An hour or a night is disrupted for a person who is called or
acts in it outside their working hours.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import DAY, HOUR, SECOND, Duration, Instant
from ratchet_core.domain import Message
from ratchet_core.domain.hours import weekday_of
from ratchet_core.queries.toil.acts import Act, Known, Matter, matter_of
from ratchet_core.queries.toil.span import Clocks

TOGETHER: Final[Duration] = 60 * SECOND
"""Calls to one person within this time are one interruption."""

_MENTION: Final = re.compile(
    r"<@([UW][A-Z0-9]{1,30})(?:\|[^>\n]{0,80})?>|(?<![\w.<])@([UW](?=[A-Z0-9]*[0-9])[A-Z0-9]{6,15})\b"
)
"""A mention as Slack writes it, and as words that are kept have it."""

_SATURDAY: Final = 5
_WORK_BEGINS, _WORK_ENDS, _SLEEP_BEGINS, _SLEEP_ENDS = 8, 18, 22, 8


class When(StrEnum):
    """When an interruption comes, by the clock of who is interrupted."""

    BUSINESS = "business hours"
    OFF = "off hours"
    SLEEP = "sleep hours"


@frozen
class Call:
    """Somebody was called to a matter."""

    person: str
    at: Instant
    matter: Matter
    message: MessageRef


@frozen
class InterruptionFigures:
    """How often people were interrupted, and what that disrupted.

    Attributes:
        people: How many people were.
        hours: How many hours outside somebody's working hours had a call or a deed.
        nights: How many nights, from 22 to 8, did.
        messages: The calls, the first of each interruption.
        disrupting: The messages behind the hours and nights, in order.
    """

    when: tuple[tuple[When, int], ...]
    people: int
    hours: int
    nights: int
    messages: tuple[MessageRef, ...]
    disrupting: tuple[MessageRef, ...]

    @property
    def total(self) -> int:
        """How many interruptions there were."""
        return len(self.messages)


def when_of(local: Instant) -> When:
    """Return which kind of hours a clock shows."""
    hour = local % DAY // HOUR
    if hour >= _SLEEP_BEGINS or hour < _SLEEP_ENDS:
        return When.SLEEP
    return When.BUSINESS if weekday_of(local) < _SATURDAY and _WORK_BEGINS <= hour < _WORK_ENDS else When.OFF


def calls_in(said: Iterable[Message], known: Known) -> Iterator[Call]:
    """Return the calls in messages of people, in order."""
    bots = {one.id for one in known.directory.people.values() if one.bot}
    ours = known.directory.installation
    for one in said:
        matter = matter_of(one, known) if "@" in one.text and not one.gone else None
        if matter is None:
            continue
        for person in dict.fromkeys(found[1] or found[2] for found in _MENTION.finditer(one.text)):
            if person not in bots and person != one.person and (ours is None or person != ours.user):
                yield Call(person, one.at, matter, one.ref)


def interruption_figures(calls: Iterable[Call], acts: Iterable[Act], clocks: Clocks) -> InterruptionFigures:
    """Return how often people were interrupted; both are those of one stretch of time, in order."""
    by_person: dict[str, list[Call]] = defaultdict(list)
    known = list(calls)
    for one in known:
        by_person[one.person].append(one)
    interruptions = [one for person in sorted(by_person) for one in _apart(by_person[person])]
    counts = Counter(when_of(clocks.local(one.person, one.at)) for one in interruptions)
    hours: set[tuple[str, int]] = set()
    nights: set[tuple[str, int]] = set()
    disrupting: list[tuple[Instant, MessageRef]] = []
    both: list[Call | Act] = [*known, *acts]
    for event in both:
        working, local = clocks.hours_of(event.person), clocks.local(event.person, event.at)
        if working.covers(event.at):
            continue
        hours.add((event.person, local // HOUR))
        if when_of(local) is When.SLEEP:
            nights.add((event.person, (local - _SLEEP_ENDS * HOUR) // DAY))
        disrupting.append((event.at, event.message))
    return InterruptionFigures(
        when=tuple((one, counts[one]) for one in When),
        people=len(by_person),
        hours=len(hours),
        nights=len(nights),
        messages=tuple(one.message for one in sorted(interruptions, key=lambda one: (one.at, one.message))),
        disrupting=tuple(dict.fromkeys(message for _, message in sorted(disrupting))),
    )


def _apart(calls: Iterable[Call]) -> Iterator[Call]:
    """Return the calls to one person that begin an interruption."""
    last: Instant | None = None
    for one in calls:
        if last is None or one.at - last >= TOGETHER:
            last = one.at
            yield one
