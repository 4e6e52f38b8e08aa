"""How often alerts fired in a time, at what time of day, and how often anybody did something about that.

Business, off and sleep hours are those of the toil report, by the clock of the team that owns the alert.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from ratchet_core.basis.instants import DAY, Instant
from ratchet_core.domain import Incident, Track
from ratchet_core.queries.toil.acts import acts_in, known_in, requests_since
from ratchet_core.queries.toil.alerts import episodes_of, incidents_since
from ratchet_core.queries.toil.calls import When, when_of
from ratchet_core.queries.toil.span import Span
from ratchet_core.queries.tools.desk import Desk, fact, nothing
from ratchet_core.queries.tools.incidents import chosen_by
from ratchet_core.rules.owning import hours_of, owners_of_alert
from ratchet_core.vocabulary.models import Material, ToolCall, ToolResult

_DAYS: Final = 30


def run(desk: Desk, call: ToolCall) -> ToolResult:
    """Return how many incidents there were, and when."""
    chosen = chosen_by(desk, call)
    if isinstance(chosen, ToolResult):
        return chosen
    span = Span(desk.at - int(call.argument("days") or _DAYS) * DAY, desk.at + 1)
    tracks = {(one.channel, one.alert): one for one in chosen.tracks}
    had = [one for one in incidents_since(desk.reader, span.since) if (one.channel, one.alert) in tracks]
    looked_at = f"how often incidents{chosen.called} opened since {desk.dated(span.since)}"
    if not had:
        return nothing(desk, f"No incident{chosen.called} opened since {desk.dated(span.since)}.", looked_at, chosen.of)
    of = {*chosen.of, *(one.channel for one in had)}
    counts = fact(desk, "count", _counted(desk, chosen.called, span, had, tracks), of=of)
    return ToolResult(looked_at, (counts, *_by_alert(desk, had, tracks)), of=tuple(sorted(chosen.of)))


def _counted(desk: Desk, called: str, span: Span, had: Sequence[Incident], tracks: dict[tuple[str, str], Track]) -> str:
    when = Counter(_when(desk, tracks[one.channel, one.alert], one.opened_at) for one in had)
    times = ", ".join(f"{when[one]} in {one.value}" for one in When)
    touched = _touched(desk, span, had)
    return (
        f"{len(had)} incidents{called} opened since {desk.dated(span.since)}: {times}. "
        f"Sleep hours are from 22 to 8, by the clock of the owners. People did something about {touched} of them."
    )


def _when(desk: Desk, track: Track, at: Instant) -> When:
    directory = desk.directory
    key = None if track.service is None else directory.key_named(track.service)
    owners = owners_of_alert(directory, key, [track.channel], at)
    return when_of(hours_of(directory, owners[0] if owners else None).local(at))


def _touched(desk: Desk, span: Span, had: Sequence[Incident]) -> int:
    known = known_in(desk.reader, requests_since(desk.reader, span.since))
    acts = acts_in(desk.reader, span, desk.reader.said(span.since, span.until), known)
    return sum(one.first_act_at is not None for one in episodes_of(desk.reader, had, acts))


def _by_alert(desk: Desk, had: Iterable[Incident], tracks: dict[tuple[str, str], Track]) -> list[Material]:
    counts = Counter((one.channel, one.alert) for one in had)
    return [
        fact(
            desk,
            "count",
            f"{tracks[key].name} in {desk.channel_called(key[0])}: {count} incidents in that time.",
            channel=key[0],
        )
        for key, count in counts.most_common(5)
        if len(counts) > 1
    ]
