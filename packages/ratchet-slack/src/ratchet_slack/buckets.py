"""How fast we may speak: about a message a second in a channel, and some hundreds a minute in a workspace.

One bucket for each channel and one for all of them, in each process. What is over its bucket is put off before anything
is sent, so no worker sleeps and no channel waits for another. Where Slack itself says when, that counts.
"""

from typing import Final

from attrs import define, field
from ratchet_core.basis.instants import SECOND, Duration, Instant
from ratchet_core.ports import NotNow

MOST_CHANNELS: Final = 5_000
"""So many buckets are kept; those that are full again are forgotten first, for a new one is full."""


@define
class Bucket:
    """So many calls at once, and then one more after each `every`."""

    burst: int
    every: Duration
    _free_at: Instant = 0
    """When the bucket is full again."""
    _closed_until: Instant = 0

    @property
    def due(self) -> Instant:
        """From when on a call may be made."""
        return max(self._free_at - (self.burst - 1) * self.every, self._closed_until)

    def take(self, at: Instant, calls: int) -> None:
        """Count calls that are made now."""
        self._free_at = max(self._free_at, at) + calls * self.every

    def close(self, until: Instant) -> None:
        """Let nothing be called before a moment, and from then on never two at once, and a little less often.

        Whoever refuses counts strictly: calls that come as often as they may, each a little early or late, would have
        every second one refused.
        """
        self._closed_until = max(self._closed_until, until)
        if self.burst > 1:
            self.burst, self.every = 1, self.every + self.every // 10

    def is_full(self, at: Instant) -> bool:
        """Say whether nothing is remembered of this bucket that a new one would not know."""
        return self._free_at <= at and self._closed_until <= at


@define
class Buckets:
    """The bucket of every channel, and the one of the workspace."""

    every: Duration = SECOND
    workspace: Bucket = field(factory=lambda: Bucket(20, SECOND // 5))
    _channels: dict[str, Bucket] = field(factory=dict)
    _methods: dict[str, Instant] = field(factory=dict)

    def pass_by(self, method: str, at: Instant) -> None:
        """Let a method be called whose calls are not counted.

        Raises:
            NotNow: If Slack wants it not to be called yet.
        """
        until = self._methods.get(method, 0)
        if until > at:
            raise NotNow(until)

    def close_method(self, method: str, until: Instant) -> None:
        """Let a method not be called before a moment, as Slack wants it."""
        self._methods[method] = max(self._methods.get(method, 0), until)

    def take(self, channel: str, at: Instant, calls: int = 1) -> None:
        """Count calls that are made in a channel now.

        Raises:
            NotNow: If they may not be made yet; then nothing is counted.
        """
        bucket = self._bucket(channel, at)
        due = max(bucket.due, self.workspace.due)
        if due > at:
            raise NotNow(due)
        bucket.take(at, calls)
        self.workspace.take(at, calls)

    def close(self, channel: str, until: Instant) -> None:
        """Let nothing be called in a channel before a moment, as Slack wants it."""
        self._bucket(channel, 0).close(until)

    def _bucket(self, channel: str, at: Instant) -> Bucket:
        if len(self._channels) >= MOST_CHANNELS and channel not in self._channels:
            self._channels = {name: one for name, one in self._channels.items() if not one.is_full(at)}
        return self._channels.setdefault(channel, Bucket(2, self.every))
