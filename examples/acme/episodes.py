"""What happens at Acme: incidents, flapping and harmless alerts, releases, questions and small talk."""

from dataclasses import dataclass, replace
from typing import Final

from examples.acme.alerts import ALERTS, NOISY, Alert
from examples.acme.chance import DAY, HOUR, MINUTE, SECOND
from examples.acme.company import Channel, Person, Record
from examples.acme.tools import Signal, alert_message, build_message, deploy_message, pull_request_message
from examples.acme.words import (
    AFTERWARDS,
    ANNOUNCEMENTS,
    CHANGES,
    CHECKS,
    FIRST_LOOKS,
    GREETINGS,
    LONG_SINCE,
    OPENERS,
    PREDICATES,
    QUESTIONS,
    REACTIONS,
    REPLIES,
    SMALL_TALK,
    SUBJECTS,
    THANKS,
    UNANSWERED,
    Question,
)
from examples.acme.world import World, react

WORKED_ON: Final = tuple(alert for alert in ALERTS if alert not in NOISY)
BEGINNING: Final = 20_000 * DAY
"""When Acme began to count its versions."""
LONGEST: Final = 60
"""No episode has more messages than this."""


@dataclass(frozen=True)
class Outbreak:
    """An alert that goes off: which, where, when, and on how many pods at once."""

    channel: Channel
    alert: Alert
    service: str
    at: int
    pods: int = 1


def signal_of(world: World, outbreak: Outbreak) -> Signal:
    """Return an outbreak as its tool sees it."""
    chance = world.chance
    pods = tuple(sorted(f"{outbreak.service}-{chance.token(5)}-{chance.token(3)}" for _ in range(outbreak.pods)))
    return Signal(
        alert=outbreak.alert,
        service=outbreak.service,
        team=outbreak.channel.team.name,
        number=chance.between(10_000, 99_999),
        summary=world.filled(outbreak.alert.summary, outbreak.service),
        members=pods,
        at=outbreak.at,
    )


def incident(world: World, outbreak: Outbreak, *, resolves: bool = True) -> Record:
    """Let an alert go off and be worked on in its thread; one that resolves says so after the remedy."""
    channel, at, chance = outbreak.channel, outbreak.at, world.chance
    signal = signal_of(world, outbreak)
    parent = world.post(channel, at, alert_message(signal, firing=True), "notices")
    first, second = (person.id for person in chance.some(world.crews[channel.team.name], 2))
    if chance.often(50):
        react(parent, "eyes", [first])
    alert = outbreak.alert
    lines = [(first, chance.pick(FIRST_LOOKS)), *((chance.pick((first, second)), look) for look in alert.looks)]
    if (known := (alert.name, outbreak.service)) in world.seen and chance.often(60):
        lines.insert(2, (second, chance.pick(LONG_SINCE)))
    world.seen.add(known)
    if resolves:
        lines += [(second, alert.cause), (first, alert.remedy)]
    else:
        lines.append((second, "no idea yet, keeping an eye on it"))
    for user, line in lines:
        at += world.pause()
        world.reply(channel, parent, at, world.said(user, world.filled(line, outbreak.service)))
    if resolves:
        at += world.pause()
        world.post(channel, at, alert_message(replace(signal, at=at), firing=False), "notices")
        at += world.pause()
        last = world.said(first, chance.pick(AFTERWARDS).format(user=second))
        react(world.reply(channel, parent, at, last), "white_check_mark", [second])
    return parent


def released_incident(world: World, deploys: Channel, outbreak: Outbreak) -> None:
    """Let an alert go off some minutes after a release of the same service."""
    release(world, deploys, outbreak.service, outbreak.at - world.chance.between(5, 14) * MINUTE)
    incident(world, outbreak)


def harmless(world: World, outbreak: Outbreak) -> None:
    """Let an alert go off and resolve by itself within a minute."""
    signal = signal_of(world, outbreak)
    world.post(outbreak.channel, outbreak.at, alert_message(signal, firing=True), "notices")
    at = outbreak.at + world.chance.between(15, 55) * SECOND
    world.post(outbreak.channel, at, alert_message(replace(signal, at=at), firing=False), "notices")


def flapping(world: World, outbreak: Outbreak) -> None:
    """Let an alert go off and resolve again and again within the hour."""
    signal, at = signal_of(world, outbreak), outbreak.at
    for _ in range(world.chance.between(4, 7)):
        for firing in (True, False):
            world.post(outbreak.channel, at, alert_message(replace(signal, at=at), firing=firing), "notices")
            at += 60 * SECOND + world.chance.below(180 * SECOND)


def any_alert(world: World, channel: Channel, at: int) -> None:
    """Let something go off in an alert channel; most of it needs nobody."""
    chance = world.chance
    pods = 3 if chance.often(10) else 1
    mild = Outbreak(channel, chance.pick(NOISY), chance.pick(channel.team.services), at, pods)
    severe = replace(mild, alert=chance.pick(WORKED_ON))
    roll = chance.below(100)
    if roll < 15:  # noqa: PLR2004 - of a hundred
        incident(world, severe)
    elif roll < 20:  # noqa: PLR2004 - of a hundred
        released_incident(world, chance.pick(world.company.of_kind("deploys")), severe)
    elif roll < 25:  # noqa: PLR2004 - of a hundred
        flapping(world, mild)
    else:
        harmless(world, mild)


def engineers(world: World, service: str) -> tuple[Person, ...]:
    """Return those who work on a service."""
    return next(
        world.crews[channel.team.name] for channel in world.company.channels if service in channel.team.services
    )


def number_at(service: str, at: int, every: int) -> int:
    """Return the number that a version, build or pull request of a service has by now; it only ever grows."""
    return (at - BEGINNING) // every + sum(service.encode()) % 97


def release(world: World, channel: Channel, service: str, at: int) -> None:
    """Announce a release and, a little later, that it is out."""
    chance = world.chance
    version, user = number_at(service, at, 6 * HOUR), chance.pick(engineers(world, service)).id
    world.post(channel, at - 3 * MINUTE, deploy_message(service, version, user, done=False), "notices")
    world.post(channel, at, deploy_message(service, version, user, done=True), "notices")


def any_notice(world: World, channel: Channel, service: str, at: int) -> None:
    """Post a release, the result of a build, or a pull request."""
    chance = world.chance
    roll = chance.below(3)
    if roll == 0:
        release(world, channel, service, at)
    elif roll == 1:
        world.post(channel, at, build_message(service, number_at(service, at, HOUR), chance), "notices")
    else:
        author, change = chance.pick(engineers(world, service)).name, chance.pick(CHANGES)
        message = pull_request_message(service, number_at(service, at, 12 * HOUR), author, chance, change)
        world.post(channel, at, message, "notices")


def question(world: World, channel: Channel, asked: Question, at: int) -> Record:
    """Let somebody ask, somebody answer, and the first say that it helped, in words or with a check mark."""
    chance = world.chance
    service = chance.pick(channel.team.services)
    team = channel.team.name
    helper, asker = chance.pick(world.crews[team]).id, chance.pick(world.askers[team]).id
    parent = world.post(channel, at, world.said(asker, world.filled(chance.pick(asked.wordings), service)), "help")
    lines = [(helper, answer) for answer in asked.answers]
    if chance.often(40):
        lines.append((asker, chance.pick(CHECKS)))
    if chance.often(65):
        lines.append((asker, chance.pick(THANKS)))
    else:
        react(parent, "white_check_mark", [asker])
    for user, line in lines:
        at += world.pause(12)
        world.reply(channel, parent, at, world.said(user, world.filled(line, service)), "help")
    return parent


def any_help(world: World, channel: Channel, at: int) -> None:
    """Let something happen in a help channel: mostly a question, sometimes one without an answer, or a greeting."""
    chance = world.chance
    roll = chance.below(10)
    if roll < 8:  # noqa: PLR2004 - of ten
        question(world, channel, chance.pick(QUESTIONS), at)
        return
    texts = UNANSWERED if roll == 8 else chance.pick((GREETINGS, ANNOUNCEMENTS))  # noqa: PLR2004 - of ten
    text = world.filled(chance.pick(texts), chance.pick(channel.team.services))
    world.post(channel, at, world.said(chance.pick(world.staff).id, text), "help")


def remark(world: World, channel: Channel, at: int) -> Record:
    """Let somebody say something that needs no answer; some get a reaction, some are edited."""
    chance = world.chance
    if chance.often(40):
        text = chance.pick(SMALL_TALK)
    else:
        text = f"{chance.pick(OPENERS)} {chance.pick(SUBJECTS)} {chance.pick(PREDICATES)}".strip()
    user = chance.pick(world.staff).id
    message = world.post(channel, at, world.said(user, world.filled(text, chance.pick(channel.team.services))))
    if chance.often(12):
        react(message, chance.pick(REACTIONS), [person.id for person in chance.some(world.staff[:12], 2)])
    if chance.often(3):
        message["edited"] = {"user": user, "ts": f"{at // SECOND + 41}.000000"}
    return message


def chat(world: World, channel: Channel, at: int) -> None:
    """Let somebody say something; every third remark begins a thread."""
    parent = remark(world, channel, at)
    chance = world.chance
    if not chance.often(33):
        return
    for _ in range(chance.between(1, 9)):
        at += world.pause(9)
        text = world.filled(chance.pick(REPLIES), chance.pick(channel.team.services))
        world.reply(channel, parent, at, world.said(chance.pick(world.staff).id, text))
