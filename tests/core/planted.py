"""Histories of nine weeks whose toil is known: minutes, first responses, ignored alerts, what deploys do, a trend.

Work is planted in hours of a person's clock that nothing else uses, so what an hour comes to is known by construction.
"""

import random  # noqa: TID251 - it is given its seed
from collections import Counter, defaultdict

from attrs import define, field, frozen
from histories import EVERYTHING, firing, posted, replayed, resolved, said
from ratchet_core.basis.content import Content, Field
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Duration, Instant
from ratchet_core.domain.policy import ChannelPolicy, Mode, Policy, Purpose
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.toil.span import Span
from ratchet_core.vocabulary.events import ChannelJoined, ChannelSeen, Event, PersonSeen

MONDAY: Instant = 1_767_571_200 * SECOND
"""5 January 2026, 00:00 UTC."""

WEEKS = 9
LAST = Span(MONDAY + (WEEKS - 1) * 7 * DAY, MONDAY + WEEKS * 7 * DAY)
PEOPLE = tuple(f"U{number}" for number in range(1, 7))
ASKERS = ("U8", "U9")
SERVICES = ("checkout-api", "ledger")
NAMES = ("HighErrorRate", "QueueStuck", "DiskFull", "SlowQueries", "PodRestarts", "CertExpires")
POLICY = Policy(
    default=EVERYTHING,
    channels={"help": ChannelPolicy(Purpose.HELP, help_requests=Mode.LIVE, notifications=Mode.LIVE)},
)


@frozen
class Plan:
    """How much of everything there is; `trend` is how many times as much the last week has."""

    alerts_a_day: float = 3.0
    questions_a_day: float = 2.0
    deploys_a_day: float = 2.0
    deploy_breaks: float = 0.0
    trend: float = 1.0


@define
class Planted:
    """A history, and what is true of it; minutes are by person and week."""

    events: list[Event] = field(factory=list)
    minutes: Counter[tuple[str, int]] = field(factory=Counter)
    responses: dict[int, list[Duration]] = field(factory=lambda: defaultdict(list))
    untouched: Counter[int] = field(factory=Counter)
    incidents: Counter[int] = field(factory=Counter)

    def reader(self) -> MemoryReader:
        """Return what is remembered of it."""
        store = MemoryStore(POLICY)
        replayed(store, sorted(self.events, key=lambda one: one.at))
        return MemoryReader(store)


def planted(seed: int, plan: Plan) -> Planted:
    """Return a history; another seed gives another one of the same plan."""
    maker = _Maker(random.Random(seed), plan)  # noqa: S311 - it makes examples
    for day in range(WEEKS * 7):
        maker.make_day(day)
    return maker.made


@define
class _Maker:
    dice: random.Random
    plan: Plan
    made: Planted = field(factory=Planted)
    free: dict[tuple[str, int], bool] = field(factory=dict)
    busy_until: dict[str, Instant] = field(factory=dict)
    asked: list[tuple[str, Instant]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        for person in (*PEOPLE, *ASKERS):
            self.made.events.append(PersonSeen(f"{person}/seen", 0, person, person.lower(), external=False))
        for channel in ("alerts", "help", "deploys"):
            key = channel.upper()
            self.made.events.append(ChannelSeen(f"{key}/seen", 0, key, channel, private=False))
            self.made.events.append(ChannelJoined(f"{key}/joined", 0, key))
        self.made.events.append(said(MONDAY, "HELP", "U8", "good morning"))

    def make_day(self, day: int) -> None:
        """Plant what happens on one day; weekends have a third of it."""
        factor = (self.plan.trend if day >= (WEEKS - 1) * 7 else 1.0) * (1.0 if day % 7 < 5 else 0.33)
        for _ in range(self.times(self.plan.alerts_a_day * factor)):
            self.alert(MONDAY + day * DAY + self.dice.randrange(24) * HOUR + self.dice.randrange(HOUR), None)
        for _ in range(self.times(self.plan.questions_a_day * factor)):
            self.question(day)
        for _ in range(self.times(self.plan.deploys_a_day) if day % 7 < 5 else 0):
            self.deploy(day)

    def times(self, mean: float) -> int:
        """Return a number as chance has it (Poisson's)."""
        at, number = self.dice.expovariate(1.0), 0
        while at < mean:
            at, number = at + self.dice.expovariate(1.0), number + 1
        return number

    def hour_of(self, at: Instant) -> tuple[str, Instant] | None:
        """Return somebody who has the next whole hour free, and when it begins."""
        begins = -(-at // HOUR) * HOUR
        people = [one for one in PEOPLE if (one, begins // HOUR) not in self.free]
        if not people:
            return None
        person = self.dice.choice(people)
        self.free[person, begins // HOUR] = True
        return person, begins

    def alert(self, at: Instant, service: str | None) -> None:
        """Plant an incident; people act on some, in one hour of theirs, and the rest end untouched."""
        service = service or self.dice.choice(SERVICES)
        names = [name for name in NAMES if self.busy_until.get(f"{name} {service}", 0) < at]
        if not names:
            return
        alert = f"{self.dice.choice(names)} {service}"
        fires = posted(at, "ALERTS", firing(alert))
        week = (at - MONDAY) // (7 * DAY)
        self.made.events.append(fires)
        self.made.incidents[week] += 1
        slot = self.hour_of(at + MINUTE) if self.dice.random() < 0.5 else None
        ends = at + self.dice.randrange(5, 50) * MINUTE
        if slot is None or (slot[1] - MONDAY) // (7 * DAY) != week:
            self.made.untouched[week] += 1
        else:
            person, begins = slot
            ends = begins + HOUR + self.dice.randrange(MINUTE)
            self.work(person, begins, "ALERTS", fires.ts, week)
        self.made.events.append(posted(ends, "ALERTS", resolved(alert)))
        self.busy_until[f"{alert}"] = ends + 3 * HOUR

    def work(self, person: str, begins: Instant, channel: str, thread: str, week: int) -> Instant:
        """Plant the work of one person within one hour; return when it began."""
        offset = self.dice.randrange(1, 8)
        first = begins + offset * MINUTE + self.dice.randrange(SECOND)
        minutes, last = 10, offset
        self.write(person, first, channel, thread)
        for _ in range(self.dice.randrange(3)):
            gap = self.dice.choice((3, 9, 14, 19, 22))
            if last + gap > 49:
                break
            last += gap
            minutes += gap if gap <= 20 else 10
            self.write(person, begins + last * MINUTE + first % MINUTE, channel, thread)
        self.made.minutes[person, week] += minutes
        return first

    def write(self, person: str, at: Instant, channel: str, thread: str) -> None:
        """Plant a message of a person."""
        self.made.events.append(said(at, channel, person, "it is the connection pool again, I restart it", thread))

    def question(self, day: int) -> None:
        """Plant a question; most get a response within the day. What one person asks at once would be one request."""
        at = MONDAY + day * DAY + self.dice.randrange(8, 18) * HOUR + self.dice.randrange(HOUR)
        asker, number = self.dice.choice(ASKERS), self.dice.randrange(10**6)
        if any(one == asker and abs(at - asked_at) < 5 * MINUTE for one, asked_at in self.asked):
            return
        self.asked.append((asker, at))
        asked = said(at, "HELP", asker, f"how do I reset the counter {number} of the warehouse?")
        self.made.events.append(asked)
        if self.dice.random() < 0.2:
            return
        slot = self.hour_of(at + MINUTE)
        week = (at - MONDAY) // (7 * DAY)
        if slot is not None and (slot[1] - MONDAY) // (7 * DAY) == week:
            self.made.responses[week].append(self.work(slot[0], slot[1], "HELP", asked.ts, week) - at)

    def deploy(self, day: int) -> None:
        """Plant a deploy, and what it breaks."""
        service = self.dice.choice(SERVICES)
        at = MONDAY + day * DAY + self.dice.randrange(9, 17) * HOUR + self.dice.randrange(HOUR)
        text = f"Deployed {service} v{self.dice.randrange(10**6)} to production"
        content = Content(text=text, title=text, fields=(Field("Service", service),), colour="good")
        self.made.events.append(posted(at, "DEPLOYS", content))
        if self.dice.random() < self.plan.deploy_breaks:
            self.alert(at + self.dice.randrange(2, 50) * MINUTE, service)


def week_of(number: int) -> Span:
    """Return a week of a planted history."""
    return Span(MONDAY + number * 7 * DAY, MONDAY + (number + 1) * 7 * DAY)
