"""The one object that `ratchet simulate --json` prints: every figure of the report, and some that it has no room for.

Durations are whole seconds, moments are in UTC as ISO 8601 has them.
"""

from collections.abc import Iterable, Mapping

import attrs
from ratchet_core.basis.instants import SECOND, Duration, Instant
from ratchet_core.domain.requests import WholeRequest
from ratchet_core.queries.help_requests import entries_of, requests, unanswered
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.reports import Toll, channel_counts, longest, noisiest, tolls, totals
from ratchet_core.queries.waits import Waits, waits, waits_by_owner
from ratchet_core.reading.hidden_secrets import without_secrets

from ratchet_cli.simulate.simulation import Simulated
from ratchet_cli.terminal.names import channel_name, person_name
from ratchet_cli.terminal.transcript import exactly

Json = dict[str, object]


def summary(outcome: Simulated) -> Json:
    """Return what a simulation came to."""
    tally, reader = outcome.tally, outcome.reader
    known, seconds = totals(reader), outcome.seconds
    return {
        "messages": tally.messages,
        "messages_in_threads": tally.in_threads,
        "skipped": _sorted(tally.skipped),
        "skipped_in_files": [attrs.asdict(one) for one in outcome.skipped],
        "channels": known.channels,
        "people": len(tally.people),
        "alerts": known.alerts,
        "incidents": attrs.asdict(known.incidents),
        "help_requests": attrs.asdict(known.requests),
        "notifications": dict(sorted((kind.value, count) for kind, count in known.notifications.items())),
        "seen": _seen(outcome),
        "actions": _sorted(tally.actions),
        "withheld": _sorted(tally.withheld),
        "said": _sorted(tally.spoken.counts),
        "said_in_shadow": _sorted(tally.in_shadow.counts),
        "proposed": _sorted(tally.proposed.counts),
        "silences": _sorted(tally.silences),
        "off_in": _sorted({channel_name(reader.directory(), one): count for one, count in tally.off_in.items()}),
        **_alerts(reader),
        "waits": _waits(reader),
        "unanswered": _unanswered(reader),
        "seconds": round(seconds, 3),
        "messages_per_second": round(tally.messages / seconds) if seconds > 0 else 0,
        "may_be_misread": [attrs.asdict(one) for one in tally.misread.doubts()],
        "digest": outcome.digest,
    }


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _seen(outcome: Simulated) -> list[Json]:
    """Return what was seen in each channel, and why it is taken for what it is, where that was worked out."""
    return [
        {
            "channel": one.channel.name,
            "for": one.purpose.value,
            "messages": outcome.tally.messages_in[one.channel.id],
            "incidents": attrs.asdict(one.incidents),
            "help_requests": attrs.asdict(one.requests),
            "deploys": one.deploys,
            "notices": one.notices,
            "why": outcome.notes.get(one.channel.name, ""),
        }
        for one in channel_counts(outcome.reader)
    ]


def _alerts(reader: Reader) -> Json:
    known, directory = tolls(reader), reader.directory()

    def told(chosen: Iterable[Toll]) -> list[Json]:
        return [
            {
                "alert": one.name,
                "service": one.service or "",
                "channel": channel_name(directory, one.channel),
                "incidents": one.incidents,
                "firings": one.firings,
                "open_seconds": _seconds(one.open_for),
                "ended_with_nobody_commenting": one.alone,
            }
            for one in chosen
        ]

    return {"noisiest": told(noisiest(known)), "open_longest": told(longest(known))}


def _waits(reader: Reader) -> Json:
    """Return how long people waited in all, and for each team that held their requests; nobody's are under ""."""
    known = waits(reader)
    if known is None:
        return {}
    by_team = {team or "": _waited(one) for team, one in waits_by_owner(reader).items()}
    return {"all": _waited(known), "by_team": dict(sorted(by_team.items()))}


def _waited(one: Waits) -> Json:
    return {
        "asked": one.asked,
        "resolved": {why.value: count for why, count in one.resolved},
        "first_response": _times(one.responded, one.response_median, one.response_most),
        "first_answer": _times(one.answered, one.median, one.most),
    }


def _times(count: int, median: Duration | None, most: Duration | None) -> Json:
    return {"requests": count, "median_seconds": _seconds(median), "ninth_in_ten_seconds": _seconds(most)}


def _seconds(duration: Duration | None) -> int | None:
    return None if duration is None else duration // SECOND


def _unanswered(reader: Reader) -> list[Json]:
    directory = reader.directory()
    waiting = [WholeRequest(one, (one,)) for one in unanswered(requests(reader))]
    return [
        {
            "request": f"{channel_name(directory, one.request.root.channel)}/{one.request.root.ts}",
            "asked": _moment(one.request.asked_at),
            "by": person_name(directory, one.request.asker),
            "question": without_secrets(one.question),
        }
        for one in entries_of(reader, waiting)
    ]


def _moment(at: Instant) -> str:
    return f"{exactly(at)[:19]}Z"
