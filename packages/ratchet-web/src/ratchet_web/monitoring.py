"""What monitors ask: whether this process lives, whether it is of use, and the figures for Prometheus."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final, TypeAlias

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from ratchet_core.basis.instants import SECOND, Instant
from ratchet_core.queries.watching import Condition, Depth, Health
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

Listening: TypeAlias = Callable[[], Awaitable[int | None]]
"""Returns how many connections to the chat are open; None where none has to be, as where it delivers over HTTP."""

_PATIENCE: Final = 3.0
"""After so many seconds without an answer what is asked counts as out of reach."""

_ACKNOWLEDGED: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0)
"""The bounds of the time to acknowledge, in seconds; Slack waits for three."""


class Measures:
    """What is counted while ratchet runs; whoever receives and whoever does actions tell it."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.registry = CollectorRegistry()
        self._acknowledged = Histogram(
            "ratchet_acknowledge_seconds",
            "Time from receiving an event to acknowledging it.",
            buckets=_ACKNOWLEDGED,
            registry=self.registry,
        )
        self._done = Counter(
            "ratchet_actions",
            "Actions that were tried, by what they are and what came of them.",
            ["action", "result"],
            registry=self.registry,
        )

        self._left = Counter(
            "ratchet_log_left",
            "What left the log: words that were erased, words that were old, decisions that were.",
            ["what"],
            registry=self.registry,
        )
        self._kept_at = Gauge(
            "ratchet_housekeeping_at_seconds", "When this process kept house last, since 1970.", registry=self.registry
        )

    def kept_house(self, erased: int, words: int, decisions: int, at: Instant) -> None:
        """Count what left the log: events whose words were erased, events that were too old, and old decisions."""
        for what, count in (("erased", erased), ("words", words), ("decisions", decisions)):
            self._left.labels(what).inc(count)
        self._kept_at.set(at / SECOND)

    def acknowledged(self, seconds: float) -> None:
        """Count an event that was acknowledged after some seconds."""
        self._acknowledged.observe(seconds)

    def tried(self, action: str, result: str) -> None:
        """Count an action that was tried: `PostMessage` and `done`, `refused`, `not_now`, `unknown` or `set_aside`."""
        self._done.labels(action, result).inc()


class _ConditionMetrics:
    """Tells Prometheus how ratchet is, as of one moment."""

    def __init__(self, condition: Condition, at: Instant) -> None:
        self._condition, self._at = condition, at

    def collect(self) -> Iterable[Metric]:
        """Return the figures."""
        condition = self._condition
        yield from self._depths("inbox", "Events that were heard and not yet decided", condition.inbox)
        yield from self._depths("outbox", "Actions that are still to be done", condition.outbox)
        aside = GaugeMetricFamily("ratchet_outbox_aside", "Actions that were set aside.", labels=["lane"])
        for one in condition.outbox:
            aside.add_metric([one.lane], one.aside)
        yield aside
        yield GaugeMetricFamily("ratchet_inbox_parked", "Events that could not be decided.", condition.parked)
        writer = GaugeMetricFamily(
            "ratchet_writer", "1 with the name of who decides; 0 where nobody does.", labels=["name"]
        )
        lead = condition.writer
        writer.add_metric([lead.name if lead is not None else ""], 0 if lead is None else 1)
        yield writer

    def _depths(self, where: str, what: str, depths: Iterable[Depth]) -> Iterable[Metric]:
        waiting = GaugeMetricFamily(f"ratchet_{where}_waiting", f"{what}.", labels=["lane"])
        age = GaugeMetricFamily(f"ratchet_{where}_age_seconds", f"{what}: how old the oldest is.", labels=["lane"])
        for one in depths:
            waiting.add_metric([one.lane], one.waiting)
            age.add_metric([one.lane], 0 if one.oldest is None else max(self._at - one.oldest, 0) / SECOND)
        yield waiting
        yield age


async def needs_none() -> None:
    """Return that no connection has to be open."""


def monitored(
    health: Health, measures: Measures, clock: Callable[[], Instant] | None, listening: Listening = needs_none
) -> Sequence[Route]:
    """Return the routes that monitors ask; without a clock, ages are as of the oldest moment that is told."""

    async def lives(_request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def ready(_request: Request) -> Response:
        condition = await _condition(health, _now(clock))
        if condition is None:
            return PlainTextResponse("not ready: what ratchet remembers cannot be read\n", 503)
        if await listening() == 0:
            return PlainTextResponse("not ready: no connection to the chat is open; the log says why\n", 503)
        writer = condition.writer
        return PlainTextResponse(f"ready; {'nobody decides' if writer is None else f'{writer.name} decides'}\n")

    async def metrics(_request: Request) -> Response:
        at = _now(clock)
        condition = await _condition(health, at)
        registry = CollectorRegistry()
        registry.register(_ConnectionMetrics(await listening()))
        if condition is not None:
            registry.register(_ConditionMetrics(condition, at))
        told = generate_latest(measures.registry) + generate_latest(registry)
        return Response(told, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return Route("/healthz", lives), Route("/readyz", ready), Route("/metrics", metrics)


class _ConnectionMetrics:
    """Tells Prometheus how many connections to the chat are open, where any has to be."""

    def __init__(self, count: int | None) -> None:
        self._count = count

    def collect(self) -> Iterable[Metric]:
        """Return the figure."""
        if self._count is not None:
            yield GaugeMetricFamily("ratchet_connections", "Connections to the chat that are open.", self._count)


def _now(clock: Callable[[], Instant] | None) -> Instant:
    return clock() if clock is not None else 0


async def _condition(health: Health, at: Instant) -> Condition | None:
    """Return how ratchet is; None where that cannot be found out, for whatever reason: that is the answer."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return await health.condition(at)
    except Exception:  # noqa: BLE001 - a database out of reach raises its own kinds
        return None
