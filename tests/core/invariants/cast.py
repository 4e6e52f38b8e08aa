"""Who and what takes part in the histories that state machines make up: people, channels, teams, alerts, and texts.

Every text carries a word that stands nowhere else, so that it can be looked for wherever it must not be.
"""

import re

import attrs
from histories import EVERYTHING, START, firing, posted
from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.domain import OwnedKind
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.focus import focus_of
from ratchet_core.vocabulary.events import (
    ChannelJoined,
    ChannelSeen,
    Event,
    MemberJoined,
    OwnerChanged,
    PersonSeen,
    ServiceNamed,
    TeamNamed,
)

PUBLIC = ("C1", "C2")
PRIVATE = ("C3", "C4")
UNKNOWN = "C9"
CHANNELS = (*PUBLIC, *PRIVATE)
PEOPLE = ("U1", "U2", "U3", "U7", "U9")
"""Members of the teams are U1 and U2; U7 was never seen, U9 is external."""
TEAMS = ("a", "b", "c")
SERVICES = ("checkout-api", "ledger", "cart")
ALERTS = ("HighErrorRate checkout-api", "QueueStuck ledger")
RATCHET = Bot("B9", "A9", "ratchet")

_LIVE = attrs.evolve(EVERYTHING, answers=Mode.LIVE, model_drafts=Mode.LIVE, reminders=Mode.LIVE, posts_per_minute=1)
_SHADOW = attrs.evolve(EVERYTHING, cards=Mode.SHADOW, answers=Mode.SHADOW)
POLICY = Policy(default=_LIVE, channels={"C2": _SHADOW}, remind_minutes=20, work_begins_hour=0, work_ends_hour=24)
_NOTHING = Directory(POLICY)
FINGERPRINTS = tuple(focus_of(posted(START, "C1", firing(alert)), _NOTHING).fingerprint or "" for alert in ALERTS)

MARKER = re.compile(r"zq\d+zq")
PLANTED = "AK" + "IA" + "PLANTED" * 2
"""A secret that people and tools paste wherever they can; nothing that is said may hold it."""
QUESTIONS = (
    "how do I rotate the staging gateway certificate? {}",
    "where is the quarterly export of the `ledger` stored? {}",
)
USE_IT = f"use the gateway with {PLANTED} {{}}"
ANSWERS = (
    "thanks, that worked {}",
    f"restarted the box as {PLANTED} {{}}",
    "turns out the disk was full {}",
    "no idea {}",
    "{}",
)
ODD = ("", "\u2028\u202e", "<@U1> <C1/1.2>", "“`”", "🧨" * 50, "9" * 400)


def marked(template: str, marker: str) -> str:
    """Return a text that carries a marker; odd texts of a template without a place for one carry it at their end."""
    return template.replace("{}", marker) if "{}" in template else template + marker


def grouped(alert: str, state: str, members: tuple[str, ...]) -> Content:
    """Return what a tool says about an alert and the instances that are affected."""
    title = f"[{state}] {alert} (prod critical)"
    fields = tuple(Field("instance", member) for member in members)
    return Content(text=title, title=title, fields=fields, colour="a30200" if state == "FIRING" else "2eb886")


def deployed(service: str, marker: str) -> Content:
    """Return what a tool says about a deploy of a service."""
    title = f"Deployed {service} {marker} as {PLANTED} to production"
    return Content(text=title, title=title, fields=(Field("Service", service),), colour="good")


INTRODUCTIONS: list[Event] = [
    *(ChannelSeen(f"{channel}/seen", 0, channel, channel.lower(), channel in PRIVATE) for channel in CHANNELS),
    *(ChannelJoined(f"{channel}/joined", 0, channel) for channel in CHANNELS),
    *(PersonSeen(f"{one}/seen", 0, one, f"Person {one}", external=one == "U9") for one in PEOPLE if one != "U7"),
    *(TeamNamed(f"{team}/named", 0, team, f"Team {team}") for team in TEAMS),
    *(MemberJoined(f"{one}/in", 0, one, team) for one, team in (("U1", "a"), ("U2", "b"))),
    *(ServiceNamed(f"{service}/named", 0, service, service) for service in SERVICES),
    OwnerChanged("checkout-api/owner", 0, OwnedKind.SERVICE, "checkout-api", "a"),
    OwnerChanged("ledger/owner", 0, OwnedKind.SERVICE, "ledger", "b"),
]
