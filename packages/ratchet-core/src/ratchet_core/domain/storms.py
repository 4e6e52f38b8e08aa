"""How much was said in a channel in the latest minute, and the storm of alerts that goes on there, if one does.

Both are small whatever comes: a count for one minute, the next free places, the most frequent of what was held back.
"""

from enum import StrEnum
from typing import Final

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import MINUTE, SECOND, Duration, Instant
from ratchet_core.domain.policy import MOST_POSTS

MOST_TALLIES: Final = 30
"""How many services, and how many alerts, a storm counts apart; of the others it knows how many there were."""

CRITICAL_A_MINUTE: Final = MOST_POSTS
"""As many critical cards are posted in a minute, whatever the budget."""


@frozen
class Queue:
    """The places at which cards that are held back are due: a minute, and how many of its places are given."""

    minute: int = 0
    given: int = 0

    def after(self, now: Instant, a_minute: int) -> "Queue":
        """Return the queue with one more place given, in a minute that is to come."""
        coming = now // MINUTE + 1
        if self.minute < coming:
            return Queue(coming, 1)
        return Queue(self.minute, self.given + 1) if self.given < a_minute else Queue(self.minute + 1, 1)

    def due(self, a_minute: int) -> Instant:
        """Return the moment of the place that was given last; the places of a minute are spread over it."""
        return self.minute * MINUTE + (self.given - 1) * (MINUTE // a_minute)

    @property
    def empty_at(self) -> Instant:
        """The moment at which all places that were given are over."""
        return (self.minute + 1) * MINUTE if self.given else 0


@frozen
class Tally:
    """How often one service, or one alert, was among what was held back."""

    name: str
    count: int


@frozen
class Tallies:
    """The most frequent names, in the order in which they came, and how often others did that are not kept."""

    kept: tuple[Tally, ...] = ()
    others: int = 0

    def with_one(self, name: str) -> "Tallies":
        """Return the tallies with one more of a name; the rarest makes room for a new one."""
        for index, one in enumerate(self.kept):
            if one.name == name:
                counted = Tally(name, one.count + 1)
                return evolve(self, kept=(*self.kept[:index], counted, *self.kept[index + 1 :]))
        if len(self.kept) < MOST_TALLIES:
            return evolve(self, kept=(*self.kept, Tally(name, 1)))
        rarest = min(self.kept, key=lambda one: one.count)
        kept = tuple(one for one in self.kept if one is not rarest)
        return Tallies((*kept, Tally(name, 1)), self.others + rarest.count)

    def by_number(self) -> list[Tally]:
        """Return the names that are kept, the most frequent first."""
        return sorted(self.kept, key=lambda one: (-one.count, one.name))


class StormState(StrEnum):
    """Where the one message about a storm stands; `withheld` is one that was recorded and not asked for."""

    NONE = "none"
    WITHHELD = "withheld"
    ASKED = "asked"
    POSTED = "posted"


@frozen
class Storm:
    """More alerts came at once than the channel's budget has room for.

    Attributes:
        since: When the first card was held back.
        last_at: When the latest one was.
        alerts: How often each alert was held back.
        services: How often each service was.
        count: How many cards were held back.
        state: Where its message stands.
        ts: The message's own timestamp once it is posted.
        digest: Names the words that were last asked for, or withheld.
        due: When it is looked at next; None once its last words are said.
        stay: During which of ratchet's stays in the channel its message was asked for.
    """

    since: Instant
    last_at: Instant
    alerts: Tallies = Tallies()
    services: Tallies = Tallies()
    count: int = 0
    state: StormState = StormState.NONE
    ts: str | None = None
    digest: str = ""
    due: Instant | None = None
    stay: int = 0


@frozen
class Budget:
    """What was posted in a channel in its latest minute, the places of what is held back, and the latest storm.

    `critical` are the places of critical cards, which wait for no others.
    """

    channel: str
    minute: int = 0
    posts: int = 0
    queue: Queue = Queue()
    critical: Queue = Queue()
    storm: Storm | None = None

    def posts_at(self, now: Instant) -> int:
        """Return how much was posted in the minute of a moment; of an earlier one than the latest nothing is known."""
        return self.posts if now // MINUTE <= self.minute else 0

    def with_posts(self, now: Instant, count: int) -> "Budget":
        """Return the budget with so many more posts."""
        return evolve(self, minute=max(now // MINUTE, self.minute), posts=self.posts_at(now) + count)

    @property
    def empty_at(self) -> Instant:
        """The moment at which nothing is held back any more."""
        return max(self.queue.empty_at, self.critical.empty_at)


def catching_up(posts_per_minute: int) -> int:
    """Return how many cards a minute that were held back are posted: the rest of the budget is for what is new."""
    return max(posts_per_minute * 3 // 4, 1)


SOON: Final[Duration] = 10 * SECOND
"""So long after it was posted a storm's message is edited for the first time: most of what comes, comes by then."""

SPACING: Final[Duration] = MINUTE
"""A storm's message is edited no more often than this."""
