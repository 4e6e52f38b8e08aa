"""A year of a larger Acme, with exactly as many messages as asked for, made day by day so that memory stays small."""

from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from typing import Final

from examples.acme.chance import DAY, HOUR, Chance
from examples.acme.company import Channel, Record, large_company
from examples.acme.episodes import LONGEST, any_alert, any_help, any_notice, chat, remark
from examples.acme.world import World

FIRST_DAY: Final = (date(2025, 1, 6) - date(1970, 1, 1)).days
LENGTH: Final = 364
WEIGHTS: Final = (20, 21, 21, 20, 16, 2, 2)
"""How busy the days of a week are, from Monday."""
SHARES: Final = {"chatter": 70, "notices": 20, "help": 10}


def large_world(seed: str) -> World:
    """Return the larger company before anybody has said a word."""
    return World(large_company(), Chance(f"acme, a year, {seed}"))


def days_of(world: World, messages: int) -> Iterator[tuple[int, dict[str, list[Record]]]]:
    """Let the year go by; yield every day that has messages, with its messages by channel."""
    maker = _Maker(world)
    totals = list(accumulate(WEIGHTS[day % 7] for day in range(LENGTH)))
    for index, total in enumerate(totals):
        day = FIRST_DAY + index
        target = messages * total // totals[-1]
        while world.count < target:
            maker.next_episode(day, messages - world.count)
        yield day, world.take_day(day)
    for day in world.days_left():
        yield day, world.take_day(day)


class _Maker:
    """Decides what happens next, so that the shares of small talk, notices and help come out right."""

    def __init__(self, world: World) -> None:
        """Sort the channels by what they are for."""
        self._world = world
        self._rooms: dict[str, tuple[Channel, ...]] = {
            kind: world.company.of_kind(kind) for kind in ("chatter", "alerts", "help", "deploys")
        }
        self._services = [service for room in self._rooms["alerts"] for service in room.team.services]

    def next_episode(self, day: int, left: int) -> None:
        """Let one thing happen; when few messages are left, a single remark, so that the count comes out."""
        world, chance = self._world, self._world.chance
        start = day * DAY
        at = start + 7 * HOUR + chance.below(11 * HOUR)
        if left <= LONGEST:
            remark(world, chance.pick(self._rooms["chatter"]), at)
            return
        kind = min(SHARES, key=lambda name: world.by_kind[name] * 100 // SHARES[name])
        if kind == "chatter":
            chat(world, chance.pick(self._rooms["chatter"]), at)
        elif kind == "help":
            any_help(world, chance.pick(self._rooms["help"]), at)
        elif chance.often(50):
            # Alerts know no working hours, but a release before one stays within the day.
            any_alert(world, chance.pick(self._rooms["alerts"]), start + HOUR + chance.below(22 * HOUR))
        else:
            any_notice(world, chance.pick(self._rooms["deploys"]), chance.pick(self._services), at)
