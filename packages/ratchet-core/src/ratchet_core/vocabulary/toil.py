"""What a report on toil comes to, in figures: of alerts, channels and messages it has the ids, and no words of them."""

from enum import StrEnum
from typing import Final

from attrs import field, frozen

from ratchet_core.basis.instants import DAY, Duration, Instant
from ratchet_core.basis.kinds import checked
from ratchet_core.domain import MessageRef

LONGEST_REPORT: Final[Duration] = 3660 * DAY
"""How long a stretch may be: a report looks at every week of it, and one of millennia would never end."""


class Change(StrEnum):
    """How a week stands beside the weeks before."""

    UP = "more than the weeks before"
    DOWN = "less than the weeks before"
    NONE = "within what weeks differ by"
    UNKNOWN = "not enough weeks to compare with"


class Tag(StrEnum):
    """What became of an alert, by Etsy's opsweekly: the first three had action taken, the others had none."""

    SERVICE_ISSUE = "service issue"
    WRONG_TIME_PERIOD = "wrong time period"
    VIEW = "view"
    TIME_PERIOD_WRONG = "time period wrong"
    DOWNTIME_EXPIRED = "downtime expired"
    DOWNTIME_NOT_SET = "downtime not set"
    THRESHOLD = "threshold"
    CHECK_FAULTY = "check faulty"


ACTION_TAKEN = frozenset({Tag.SERVICE_ISSUE, Tag.WRONG_TIME_PERIOD, Tag.VIEW})
"""The tags of alerts on which somebody acted."""


class Idea(StrEnum):
    """What is suggested."""

    QUIETEN = "quieten"
    HOLD = "hold"
    RUNBOOK = "runbook"
    DRAFTS = "drafts"
    ANSWERS = "answers"
    REMINDERS = "reminders"
    OWNERS = "owners"
    DEPLOYS = "deploys"


@frozen
class Beside:
    """A figure beside that of the week before; `before` is None where that week was not seen whole."""

    now: int
    before: int | None = None
    change: Change = field(default=Change.UNKNOWN, validator=checked(Change))


@frozen
class Took:
    """How long something took: `n` had it, half of them within `median`; `never` did not."""

    n: int = 0
    median: Duration | None = None
    never: int = 0


@frozen
class Costly:
    """What one alert cost in a channel; `message` is where its latest incident began.

    Attributes:
        untouched: How many of its incidents ended with nobody doing anything.
        worked: For how long people worked on it.
        runbook: Whether it has one that is active.
    """

    channel: str
    alert: str
    incidents: int
    untouched: int
    worked: Duration
    runbook: bool
    message: MessageRef


@frozen
class Advice:
    """One thing to do; see `queries.toil.suggestions`, of whose suggestions this is what can be told on.

    `messages` are the first of those that speak for it.
    """

    idea: Idea = field(validator=checked(Idea))
    count: int
    of: int
    saves: Duration = 0
    spares: int = 0
    channel: str = ""
    alert: str = ""
    value: int = 0
    messages: tuple[MessageRef, ...] = ()


@frozen
class ToilFigures:
    """Where the hours of a stretch of time went.

    Attributes:
        begins: From when on anything is known.
        worked: For how long people worked on alerts and on questions.
        out_of_hours: How much of that was in the evening and at night, by the clock of who worked.
        people: How many people worked.
        own: For how long the person worked who asked; None where it is told to others.
        hours: How many hours outside somebody's working hours had a call or a deed; `nights` the same of nights.
        untouched: How many incidents ended with nobody doing anything.
        unanswered: The questions that nobody answered, those that have waited longest; so many are `left`.
        costs: The alerts that cost most, the most costly first.
        drafts: How many drafts of runbooks wait.
        advice: What would save the most, the best first.
    """

    since: Instant
    until: Instant
    begins: Instant
    worked: Beside = Beside(0)
    on_alerts: Duration = 0
    on_questions: Duration = 0
    out_of_hours: Duration = 0
    people: int = 0
    own: Duration | None = None
    incidents: Beside = Beside(0)
    untouched: int = 0
    acted: Took = Took()
    asked: Beside = Beside(0)
    responded: Took = Took()
    left: int = 0
    unanswered: tuple[MessageRef, ...] = ()
    calls: int = 0
    hours: int = 0
    nights: int = 0
    costs: tuple[Costly, ...] = ()
    drafts: int = 0
    advice: tuple[Advice, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened at all."""
        return not (self.worked.now or self.incidents.now or self.asked.now or self.left or self.calls)
