"""The four weeks of `acme.zip`: what is planned to happen, and the everyday around it."""

from datetime import date
from typing import Final

from examples.acme import alerts, words
from examples.acme.alerts import Alert
from examples.acme.chance import DAY, HOUR, MINUTE, SECOND, Chance
from examples.acme.company import TEAM_ID, Channel, small_company
from examples.acme.episodes import (
    Outbreak,
    any_notice,
    chat,
    flapping,
    harmless,
    incident,
    question,
    released_incident,
)
from examples.acme.world import World, react

FIRST_DAY: Final = (date(2026, 1, 5) - date(1970, 1, 1)).days
WEEKEND: Final = 5

INCIDENTS: Final[tuple[tuple[int, int, str, Alert, str, int], ...]] = (
    # day, minute of the day, channel, alert, service, pods
    (0, 615, "payments-alerts", alerts.HIGH_ERRORS, "checkout-api", 1),
    (1, 560, "platform-alerts", alerts.LAG, "search-indexer", 1),
    (2, 870, "payments-alerts", alerts.SLOW, "ledger", 1),
    (3, 140, "platform-alerts", alerts.PROBE, "edge-proxy", 1),
    (4, 690, "payments-alerts", alerts.QUEUE, "payout-runner", 1),
    (7, 655, "platform-alerts", alerts.CRASHES, "job-runner", 3),
    (8, 640, "platform-alerts", alerts.LAG, "search-indexer", 1),
    (9, 900, "payments-alerts", alerts.SLOW, "ledger", 1),
    (10, 745, "payments-alerts", alerts.POOL, "card-vault", 1),
    (12, 222, "platform-alerts", alerts.DISK, "log-shipper", 1),
    (14, 620, "payments-alerts", alerts.HIGH_ERRORS, "checkout-api", 3),
    (15, 585, "platform-alerts", alerts.LAG, "search-indexer", 1),
    (16, 800, "platform-alerts", alerts.PROBE, "edge-proxy", 1),
    (17, 1310, "payments-alerts", alerts.POOL, "card-vault", 1),
    (19, 380, "platform-alerts", alerts.DISK, "log-shipper", 1),
    (21, 840, "payments-alerts", alerts.QUEUE, "payout-runner", 1),
    (22, 570, "platform-alerts", alerts.LAG, "search-indexer", 1),
    (23, 930, "payments-alerts", alerts.SLOW, "ledger", 1),
    (24, 665, "payments-alerts", alerts.HIGH_ERRORS, "checkout-api", 1),
)
FLAPPING: Final[tuple[tuple[int, int, str, Alert, str], ...]] = (
    (2, 1020, "platform-alerts", alerts.THROTTLED, "job-runner"),
    (9, 480, "payments-alerts", alerts.HOSTS, "fx-rates"),
    (13, 300, "platform-alerts", alerts.THROTTLED, "job-runner"),
    (20, 720, "platform-alerts", alerts.THROTTLED, "job-runner"),
)
MESSAGES: Final = (
    # day, minute of the day, channel, who, text
    (0, 480, "help-platform", "U05PRIYAS", words.GREETINGS[0]),
    (0, 545, "help-platform", "U05WEILIN", words.ANNOUNCEMENTS[3].format(user="U05LARSHV")),
    (3, 600, "help-platform", "U05PRIYAS", words.ANNOUNCEMENTS[0]),
    (4, 850, "help-platform", "U05OBINNA", words.UNANSWERED[0].format(service="edge-proxy")),
    (8, 505, "help-platform", "U05SOFIAM", words.GREETINGS[2]),
    (10, 790, "help-platform", "U05MARTAL", words.UNANSWERED[2].format(service="ledger")),
    (14, 550, "help-platform", "U05JONASB", words.ANNOUNCEMENTS[2]),
    (18, 880, "help-platform", "U05GUESTC", "Where can I find the access logs of last quarter for the audit?"),
    (
        21,
        930,
        "help-platform",
        "U07STRNGR",
        "Hello, our webhook client gets a 429 from your sandbox, is there a limit?",
    ),
    (24, 610, "help-platform", "U05LARSHV", words.ANNOUNCEMENTS[1]),
)
OUTAGE: Final = (
    ("U05YUKIAB", "Is something wrong with images? I get 502 for about every third request through edge-proxy"),
    ("U05WEILIN", "which region?"),
    ("U05DARIUS", "two customers just wrote in with the same, this looks bigger than one page"),
    ("U05LARSHV", "`edgectl status` shows two of nine nodes with an empty route table. This is an incident, taking it"),
    (
        "U05LARSHV",
        "they missed the config push of this morning, <https://grafana.acme.example/d/edge/nodes|you can see it>",
    ),
    ("U05PRIYAS", "drained both with `edgectl drain edge-4 edge-7`, errors are gone"),
    ("U05YUKIAB", "confirmed, all images load again"),
    ("U05LARSHV", "pushed the config again and put the nodes back. I'll write the postmortem"),
)


def small_world() -> World:
    """Return the four weeks."""
    world = World(small_company(), Chance("acme, four weeks"))
    rooms = {channel.name: channel for channel in world.company.channels}
    _plan(world, rooms)
    _once(world, rooms)
    for day in range(28):
        _everyday(world, rooms, day)
    return world


def moment(day: int, minute: int, chance: Chance) -> int:
    """Return a moment within a minute of one of the days."""
    return (FIRST_DAY + day) * DAY + minute * MINUTE + chance.below(MINUTE)


def _plan(world: World, rooms: dict[str, Channel]) -> None:
    """Let everything happen that stands in the tables."""
    chance = world.chance
    for day, minute, room, alert, service, pods in INCIDENTS:
        outbreak = Outbreak(rooms[room], alert, service, moment(day, minute, chance), pods)
        if alert.rollback:
            released_incident(world, rooms["deploys"], outbreak)
        else:
            incident(world, outbreak)
    for day, minute, room, alert, service in FLAPPING:
        flapping(world, Outbreak(rooms[room], alert, service, moment(day, minute, chance)))
    for day, minute, room, user, text in MESSAGES:
        world.post(rooms[room], moment(day, minute, chance), world.said(user, text), "help")
    never = Outbreak(rooms["platform-alerts"], alerts.CERTIFICATE, "config-store", moment(25, 700, chance))
    incident(world, never, resolves=False)


def _once(world: World, rooms: dict[str, Channel]) -> None:
    """Let everything happen that happens once: people join, a link unfolds, a reminder, an edit, an outage."""
    chance, general = world.chance, rooms["general"]
    for day, user in ((0, "U05OBINNA"), (7, "U05GUESTC"), (21, "U07STRNGR")):
        joined = {
            "type": "message",
            "subtype": "channel_join",
            "user": user,
            "text": f"<@{user}> has joined the channel",
        }
        world.post(general, moment(day, 530, chance), joined)
    link = "https://blog.acme.example/how-we-close-the-books"
    unfurl = {
        "id": 1,
        "from_url": link,
        "original_url": link,
        "service_name": "Acme Engineering",
        "title": "How we close the books in nine minutes",
        "title_link": link,
        "text": "The ledger used to need a night. A story about batches.",
        "fallback": "Acme Engineering: How we close the books in nine minutes",
    }
    shared = world.said("U05SOFIAM", f"Our post is out! <{link}>") | {"attachments": [unfurl]}
    react(world.post(general, moment(8, 640, chance), shared), "tada", ["U05IMANIO", "U05YUKIAB", "U05NADIAK"])
    reminder = {"type": "message", "user": "USLACKBOT", "text": "Reminder: fill in the weekly notes.", "team": TEAM_ID}
    world.post(general, moment(11, 840, chance), reminder)
    at = moment(15, 700, chance)
    edited = world.post(general, at, world.said("U05TOMASR", "The all-hands is at 15:00 UTC, not at 14:00"))
    edited["edited"] = {"user": "U05TOMASR", "ts": f"{(at + 2 * MINUTE) // SECOND}.000000"}
    at = moment(17, 860, chance)
    parent = world.post(rooms["help-platform"], at, world.said(*OUTAGE[0]), "help")
    for user, text in OUTAGE[1:]:
        at += world.pause()
        world.reply(rooms["help-platform"], parent, at, world.said(user, text), "help")


def _everyday(world: World, rooms: dict[str, Channel], day: int) -> None:
    """Let a day go by: little at the weekend, most of it in working hours."""
    chance = world.chance
    quiet = day % 7 >= WEEKEND
    for room in ("payments-alerts", "platform-alerts"):
        for _ in range(chance.between(0, 1 if quiet else 2)):
            services = rooms[room].team.services
            alert, at = chance.pick(alerts.NOISY), moment(day, chance.between(0, 1430), chance)
            harmless(world, Outbreak(rooms[room], alert, chance.pick(services), at))
    if quiet:
        return
    for _ in range(chance.between(2, 4)):
        service = chance.pick(rooms[chance.pick(("payments-alerts", "platform-alerts"))].team.services)
        any_notice(world, rooms["deploys"], service, moment(day, chance.between(500, 960), chance))
    for _ in range(chance.between(2, 4)):
        chat(world, rooms["general"], (FIRST_DAY + day) * DAY + 8 * HOUR + chance.below(9 * HOUR))
    if chance.often(90):
        # Every question comes back: the weeks walk through the same list.
        asked = words.QUESTIONS[(day * 2 + day // 7) % len(words.QUESTIONS)]
        question(world, rooms["help-platform"], asked, moment(day, chance.between(510, 900), chance))
