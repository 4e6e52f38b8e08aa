"""The ten weeks of `acme-quarter.zip`: nights, needless alerts, deploys that break things, and a last week of more."""

from dataclasses import replace
from datetime import date
from typing import Final

from examples.acme import alerts, words
from examples.acme.chance import DAY, HOUR, MINUTE, Chance
from examples.acme.company import Channel, Record, small_company
from examples.acme.episodes import (
    Outbreak,
    any_notice,
    flapping,
    harmless,
    incident,
    question,
    release,
    released_incident,
)
from examples.acme.world import World

FIRST_DAY: Final = (date(2025, 11, 24) - date(1970, 1, 1)).days
WEEKS: Final = 10
"""So many weeks, as the last is compared with the eight before it and the first is seen in part."""

WEEKEND: Final = 5
ROOMS: Final = ("payments-alerts", "platform-alerts")
RELEASED: Final = ("checkout-api", "ledger", "edge-proxy", "job-runner")
WORKED_ON: Final = (alerts.SLOW, alerts.LAG, alerts.QUEUE, alerts.POOL, alerts.PROBE, alerts.DISK)
NOISY_HOURS: Final = (3, 6, 9, 12, 15, 18, 21)
"""When the alert goes off that nobody needs, for three weeks; before that it did once a day."""

UNANSWERED: Final = (1, 3)
"""On these days of the week something is asked that nobody answers."""

BROKEN: Final = 35
"""So many of a hundred releases are followed by an alert."""


def quarter_world() -> World:
    """Return the ten weeks."""
    world = World(small_company(), Chance("acme, ten weeks"))
    rooms = {channel.name: channel for channel in world.company.channels}
    for day in range(WEEKS * 7):
        last = day >= (WEEKS - 1) * 7
        _needless(world, rooms, day)
        _nights(world, rooms, day, busy=last)
        if day % 7 < WEEKEND:
            _releases(world, rooms, day)
            _incidents(world, rooms, day, 3 if last else 1)
            _questions(world, rooms, day)
    return world


def _at(world: World, day: int, first: int, last: int) -> int:
    """Return a moment of a day between two of its minutes."""
    return (FIRST_DAY + day) * DAY + world.chance.between(first, last) * MINUTE + world.chance.below(MINUTE)


def _needless(world: World, rooms: dict[str, Channel], day: int) -> None:
    """Let the alert go off that nobody ever needs, and on some days one that flaps."""
    room = rooms["platform-alerts"]
    hours = NOISY_HOURS if day >= (WEEKS - 3) * 7 else NOISY_HOURS[:1]
    for hour in hours:
        at = (FIRST_DAY + day) * DAY + hour * HOUR + world.chance.below(50 * MINUTE)
        harmless(world, Outbreak(room, alerts.THROTTLED, "job-runner", at))
    if day % 7 == 2:  # noqa: PLR2004 - on Wednesdays
        flapping(world, Outbreak(rooms["payments-alerts"], alerts.HOSTS, "fx-rates", _at(world, day, 500, 900)))


def _nights(world: World, rooms: dict[str, Channel], day: int, *, busy: bool) -> None:
    """Let something wake somebody, who calls somebody else."""
    if not busy and not world.chance.often(15):
        return
    room, chance = rooms[world.chance.pick(ROOMS)], world.chance
    alert, service = chance.pick((alerts.POOL, alerts.DISK)), chance.pick(room.team.services)
    outbreak = Outbreak(room, alert, service, _at(world, day, 60, 230))
    _calls(world, room, incident(world, outbreak))


def _calls(world: World, room: Channel, parent: Record) -> None:
    first, second = (person.id for person in world.chance.some(world.crews[room.team.name], 2))
    at = int(float(parent["ts"]) * 1_000_000) + 4 * MINUTE
    world.reply(room, parent, at, world.said(first, f"<@{second}> can you have a look too?"))


def _releases(world: World, rooms: dict[str, Channel], day: int) -> None:
    """Let services be released; some of that breaks something."""
    deploys, chance = rooms["deploys"], world.chance
    for number in range(2):
        service = RELEASED[(2 * day + number) % len(RELEASED)]
        room = next(rooms[name] for name in ROOMS if service in rooms[name].team.services)
        at = _at(world, day, 540 + 200 * number, 680 + 200 * number)
        if chance.often(BROKEN):
            released_incident(world, deploys, Outbreak(room, alerts.HIGH_ERRORS, service, at))
        else:
            release(world, deploys, service, at)
    any_notice(world, deploys, chance.pick(RELEASED), _at(world, day, 520, 960))


def _incidents(world: World, rooms: dict[str, Channel], day: int, most: int) -> None:
    """Let things go wrong by day, as they do."""
    for _ in range(world.chance.between(most - 1, most)):
        room = rooms[world.chance.pick(ROOMS)]
        alert, service = world.chance.pick(WORKED_ON), world.chance.pick(room.team.services)
        parent = incident(world, Outbreak(room, alert, service, _at(world, day, 480, 1080)))
        if world.chance.often(30):
            _calls(world, room, parent)


def _questions(world: World, rooms: dict[str, Channel], day: int) -> None:
    """Let people ask, about what either team owns; some of it nobody answers."""
    room, chance = rooms["help-platform"], world.chance
    for number in range(chance.between(1, 2)):
        asked = words.QUESTIONS[(day * 2 + number) % len(words.QUESTIONS)]
        team = rooms[chance.pick(ROOMS)].team
        question(world, replace(room, team=team), asked, _at(world, day, 500, 930))
    if day % 7 in UNANSWERED:
        service = chance.pick(rooms[chance.pick(ROOMS)].team.services)
        text = world.filled(chance.pick(words.UNANSWERED), service)
        world.post(room, _at(world, day, 600, 900), world.said(chance.pick(world.staff).id, text), "help")
