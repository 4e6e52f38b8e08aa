"""Who works at Acme, which tools post for them, which services they run, and in which channels they meet."""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from examples.acme.chance import Chance

Record: TypeAlias = dict[str, Any]

TEAM_ID: Final = "T0ACME4RC"
FOUNDED: Final = 1_641_200_400


@dataclass(frozen=True)
class Person:
    """Somebody with an account; `role` is `member`, `guest` or `stranger` (of another company).

    `team` names the team whose alerts and questions the person looks after, if any.
    """

    id: str
    name: str
    full_name: str
    title: str
    role: str = "member"
    team: str = ""


@dataclass(frozen=True)
class Tool:
    """A bot; `webhook` marks those that post under a name of their own instead of as a user."""

    id: str
    user: str
    app: str
    name: str
    webhook: bool = False


@dataclass(frozen=True)
class Team:
    """A team and the services it runs."""

    name: str
    services: tuple[str, ...]


@dataclass(frozen=True)
class Channel:
    """A channel and what it is for; `kind` is `alerts`, `help`, `deploys` or `chatter`."""

    id: str
    name: str
    kind: str
    purpose: str
    team: Team


@dataclass(frozen=True)
class Company:
    """Everything that the world is made of."""

    people: tuple[Person, ...]
    channels: tuple[Channel, ...]

    def staff(self) -> tuple[Person, ...]:
        """Return those who belong to the company."""
        return tuple(person for person in self.people if person.role == "member")

    def crew(self, team: Team) -> tuple[Person, ...]:
        """Return those who look after a team's services."""
        return tuple(person for person in self.people if person.team == team.name)

    def of_kind(self, kind: str) -> tuple[Channel, ...]:
        """Return the channels of a kind."""
        return tuple(channel for channel in self.channels if channel.kind == kind)


ALERTMANAGER: Final = Tool("B05ALRTMG", "U0BALRTMG", "A0F7XDUAZ", "Alertmanager", webhook=True)
GRAFANA: Final = Tool("B05GRFANA", "U0BGRFANA", "A0F7XDUBG", "Grafana", webhook=True)
DATADOG: Final = Tool("B05DTADOG", "U0BDTADOG", "A0F81R7U7", "Datadog")
PAGERDUTY: Final = Tool("B05PAGERD", "U0BPAGERD", "A1FKYAUUX", "PagerDuty")
CLOUDWATCH: Final = Tool("B05CLOUDW", "U0BCLOUDW", "A6L22LZNH", "AWS Chatbot")
SHIPIT: Final = Tool("B05SHIPIT", "U0BSHIPIT", "A05SHIPIT", "Shipit", webhook=True)
CIRCLE: Final = Tool("B05CIRCLE", "U0BCIRCLE", "A0F7VRE7N", "CircleCI")
GITHUB: Final = Tool("B05GITHUB", "U0BGITHUB", "A01BP7R4KNY", "GitHub")
TOOLS: Final = (ALERTMANAGER, GRAFANA, DATADOG, PAGERDUTY, CLOUDWATCH, SHIPIT, CIRCLE, GITHUB)

PAYMENTS: Final = Team("payments", ("checkout-api", "ledger", "card-vault", "payout-runner", "fx-rates"))
PLATFORM: Final = Team("platform", ("edge-proxy", "search-indexer", "job-runner", "config-store", "log-shipper"))
OTHER_TEAMS: Final = (
    Team("search", ("query-router", "suggest-api", "synonym-builder", "ranking-model")),
    Team("data", ("event-collector", "warehouse-loader", "report-cron", "feature-store")),
    Team("identity", ("login-gateway", "session-cache", "consent-log", "invite-mailer")),
    Team("mobile", ("push-sender", "app-config", "crash-intake", "deeplink-api")),
    Team("web", ("storefront", "image-resizer", "cart-service", "page-cache")),
    Team("storage", ("blob-gateway", "backup-planner", "thumbnail-store", "quota-keeper")),
)

PEOPLE: Final = (
    Person("U05NADIAK", "nadia", "Nadia Kowalczyk", "Payments engineer", team="payments"),
    Person("U05TOMASR", "tomas", "Tomás Rivera", "Payments engineer", team="payments"),
    Person("U05IMANIO", "imani", "Imani Okafor", "Payments lead", team="payments"),
    Person("U05LARSHV", "lars", "Lars Hveding", "Platform engineer", team="platform"),
    Person("U05PRIYAS", "priya", "Priya Subramaniam", "Platform lead", team="platform"),
    Person("U05WEILIN", "weilin", "Wei-Lin Chou", "Platform engineer", team="platform"),
    Person("U05JONASB", "jonas", "Jonas Brandt", "Platform engineer", team="platform"),
    Person("U05SOFIAM", "sofia", "Sofia Marchetti", "Product manager"),
    Person("U05DARIUS", "darius", "Darius Wren", "Support engineer"),
    Person("U05YUKIAB", "yuki", "Yuki Abe", "Web engineer"),
    Person("U05MARTAL", "marta", "Marta Lindqvist", "Data analyst"),
    Person("U05OBINNA", "obinna", "Obinna Eze", "Mobile engineer"),
    Person("U05GUESTC", "cleo", "Cleo Vance", "Auditor", "guest"),
    Person("U07STRNGR", "henrik", "Henrik Dahl", "Partner engineer", "stranger"),
)

# fmt: off
FIRST_NAMES: Final = (
    "Ada", "Bruno", "Carmen", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Joaquin", "Kemi", "Leila",
    "Mateo", "Noor", "Oskar", "Paula", "Quentin", "Rosa", "Samir", "Tove", "Uma", "Viktor", "Wanda", "Xenia",
    "Yara", "Zoltan"
)
LAST_NAMES: Final = (
    "Almeida", "Berg", "Castillo", "Dufour", "Engel", "Falk", "Grant", "Horvat", "Ito", "Jensen", "Kaya",
    "Lopez"
)
ROOMS: Final = (
    "announcements", "books", "coffee", "cycling", "design-reviews", "food", "games", "music", "office",
    "pets", "random", "reading-club", "travel"
)
# fmt: on

SMALL_CHANNELS: Final = (
    Channel("C05DEPLOY", "deploys", "deploys", "What is shipped, built and reviewed", PLATFORM),
    Channel("C05GENERL", "general", "chatter", "Everything for everybody", PLATFORM),
    Channel("C05HELPPL", "help-platform", "help", "Ask the platform team", PLATFORM),
    Channel("C05PAYALR", "payments-alerts", "alerts", "Alerts of the payments services", PAYMENTS),
    Channel("C05PLTALR", "platform-alerts", "alerts", "Alerts of the platform services", PLATFORM),
)


def small_company() -> Company:
    """Return the company of `acme.zip`: fourteen people in five channels."""
    return Company(PEOPLE, SMALL_CHANNELS)


def large_company() -> Company:
    """Return the company of the benchmarks: more than three hundred people in forty channels."""
    teams = (PAYMENTS, PLATFORM, *OTHER_TEAMS)
    crowd = tuple(
        Person(f"U06{i:06d}", f"{first}.{last}".lower(), f"{first} {last}", "Engineer", team=teams[i % len(teams)].name)
        for i, (first, last) in enumerate((first, last) for first in FIRST_NAMES for last in LAST_NAMES)
    )
    plan = [
        *(("deploys", "deploys", PLATFORM), ("builds", "deploys", PLATFORM), ("general", "chatter", PLATFORM)),
        *((f"{team.name}-alerts", "alerts", team) for team in teams),
        *((f"help-{team.name}", "help", team) for team in teams),
        *((f"team-{team.name}", "chatter", team) for team in teams),
        *((room, "chatter", PLATFORM) for room in ROOMS),
    ]
    channels = tuple(
        Channel(f"C06{i:06d}", name, kind, f"{kind.capitalize()} at Acme", team)
        for i, (name, kind, team) in enumerate(sorted(plan, key=lambda row: row[0]))
    )
    return Company(PEOPLE + crowd, channels)


def users_json(company: Company) -> list[Record]:
    """Return `users.json`: people first, then the tools, then Slackbot."""
    bots = [_bot_record(tool.user, tool.name, tool.id, tool.app) for tool in TOOLS]
    slackbot = _bot_record("USLACKBOT", "Slackbot", "", "") | {"name": "slackbot", "is_bot": False}
    return [*(_person_record(person) for person in company.people), *bots, slackbot]


def channels_json(company: Company, chance: Chance) -> list[Record]:
    """Return `channels.json`; those outside the company are only in the channels that everybody sees."""
    staff = [person.id for person in company.staff()]
    outside = [person.id for person in company.people if person.role != "member"]
    first = company.people[0].id
    return [
        {
            "id": channel.id,
            "name": channel.name,
            "created": FOUNDED + chance.below(40_000_000),
            "creator": first,
            "is_archived": False,
            "is_general": channel.name == "general",
            "members": sorted(staff + (outside if channel.kind in {"help", "chatter"} else [])),
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": channel.purpose, "creator": first, "last_set": FOUNDED},
        }
        for channel in company.channels
    ]


def _person_record(person: Person) -> Record:
    """Return a person as an export lists them."""
    own = person.role != "stranger"
    return {
        "id": person.id,
        "team_id": TEAM_ID if own else "T0NORTHWD",
        "name": person.name,
        "deleted": False,
        "real_name": person.full_name,
        "tz": "Europe/Amsterdam",
        "profile": {
            "title": person.title,
            "real_name": person.full_name,
            "display_name": person.name,
            "email": f"{person.name}@{'acme' if own else 'northwind'}.example",
            "team": TEAM_ID if own else "T0NORTHWD",
        },
        "is_admin": person.id == PEOPLE[0].id,
        "is_owner": person.id == PEOPLE[0].id,
        "is_restricted": person.role == "guest",
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "is_stranger": not own,
        "updated": FOUNDED,
    }


def _bot_record(user: str, name: str, bot: str, app: str) -> Record:
    """Return a bot as an export lists it, among the users."""
    return {
        "id": user,
        "team_id": TEAM_ID,
        "name": name.lower().replace(" ", "_"),
        "deleted": False,
        "real_name": name,
        "profile": {"real_name": name, "display_name": "", "bot_id": bot, "api_app_id": app, "team": TEAM_ID},
        "is_restricted": False,
        "is_bot": True,
        "is_app_user": False,
        "updated": FOUNDED,
    }
