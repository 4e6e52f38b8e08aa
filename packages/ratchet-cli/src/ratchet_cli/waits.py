"""How long people waited for a first response to what they asked, and how it ended: for whoever answers for a team."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from ratchet_core.domain import HelpRequest, OwnedKind, Resolution
from ratchet_core.instants import Duration, described
from ratchet_core.memory import MemoryStore
from ratchet_core.requests import whole_requests

from ratchet_cli.asof import owning_team, team_called

_BY = {Resolution.THANKS: "thanks", Resolution.TICK: "a tick"}
_NOBODY = "nobody"


def waits(store: MemoryStore) -> Iterator[str]:
    """Return the lines about all help requests, and for each team about those in channels that it owned then."""
    requests = whole_requests(store.world.requests)
    if not requests:
        return
    yield _described(requests)
    if not store.world.teams:
        return
    for team, of_team in sorted(_by_owner(store, requests).items()):
        yield f"{team}: {_described(of_team)}"


def _by_owner(store: MemoryStore, requests: Collection[HelpRequest]) -> dict[str, list[HelpRequest]]:
    found: dict[str, list[HelpRequest]] = {}
    for one in requests:
        team = owning_team(store, OwnedKind.CHANNEL, one.root.channel, one.asked_at)
        name = team_called(store, team, store.now) if team is not None else _NOBODY
        found.setdefault(name, []).append(one)
    return found


def _described(requests: Collection[HelpRequest]) -> str:
    times = sorted(one.first_response_at - one.asked_at for one in requests if one.first_response_at is not None)
    waited = f", after {_part(times, 50)} at the median and {_part(times, 90)} at the 90th percentile" if times else ""
    by = Counter(one.resolution for one in requests if one.resolution is not None)
    how = ", ".join(f"{count:,} by {_BY.get(why, why.value)}" for why, count in by.most_common())
    resolved = f"{by.total():,} resolved" + (f" ({how})" if how else "")
    return f"{len(requests):,} asked, {len(times):,} answered{waited}; {resolved}"


def _part(times: Sequence[Duration], percent: int) -> str:
    """Return the time within which so many percent had a response: the one at the nearest rank."""
    return described(times[max(-(-percent * len(times) // 100), 1) - 1])
