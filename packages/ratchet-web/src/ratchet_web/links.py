"""Where things have their pages, and what they are called there."""

import re
from typing import Final
from urllib.parse import quote

from attrs import frozen
from ratchet_core.basis.ids import MessageRef
from ratchet_core.domain import Alert, HelpRequest, Incident
from ratchet_core.domain.directory import Directory
from ratchet_core.reading.quotation import rewritten
from ratchet_core.rules.owning import team_called

_MENTION: Final = re.compile(r"@([UW][A-Z0-9]{6,15})\b")


@frozen
class Link:
    """What something is called, and where its page is; None where it has none."""

    text: str
    href: str | None = None


def _path(*parts: object) -> str:
    return "/" + "/".join(quote(str(part), safe="") for part in parts)


def incident_path(one: Incident) -> str:
    """Return where an incident has its page."""
    return _path("incidents", one.channel, one.alert, one.number)


def request_path(one: HelpRequest) -> str:
    """Return where a help request has its page."""
    return _path("help-requests", one.root.channel, one.root.ts)


def runbook_path(alert: str) -> str:
    """Return where an alert's runbook has its page."""
    return _path("runbooks", alert)


def alert_path(alert: str) -> str:
    """Return where an alert has its page."""
    return _path("alerts", alert)


def decision_path(event: str) -> str:
    """Return where it is told why something was decided; an event's id has slashes of its own."""
    return "/decisions/" + quote(event, safe="/")


def event_of(message: MessageRef) -> str:
    """Return the id of the event by which a message was heard."""
    return f"{message.channel}/{message.ts}"


class Names:
    """What is called how, by the directory of one moment."""

    def __init__(self, directory: Directory) -> None:
        """Look names up in a directory."""
        self.directory = directory

    def channel(self, channel: str) -> Link:
        """Return a channel by its name; by its id, without a page, where nobody has described it."""
        described = self.directory.channels.get(channel)
        return Link(f"#{described.name}", _path("channels", channel)) if described is not None else Link(channel)

    def person(self, person: str) -> Link:
        """Return a person by name; by id where no name is known."""
        described = self.directory.people.get(person)
        if described is None:
            return Link(person or "somebody")
        return Link(described.name or person, _path("people", person))

    def team(self, team: str) -> Link:
        """Return a team by the name that it has now."""
        href = _path("teams", team) if team in self.directory.teams else None
        return Link(team_called(self.directory, team), href)

    def service(self, key: str | None) -> Link | None:
        """Return a service by its name; None where there is none."""
        if key is None:
            return None
        described = self.directory.services.get(key)
        return Link(described.name, _path("services", key)) if described is not None else Link(key)

    def alert(self, alert: Alert | None, fingerprint: str) -> Link:
        """Return an alert by its name; by its fingerprint, without a page, where it is not known."""
        return Link(alert.name, alert_path(fingerprint)) if alert is not None else Link(fingerprint)

    def place(self, message: MessageRef) -> str:
        """Return where a message stands, as commands take it: `CHANNEL/TS`."""
        described = self.directory.channels.get(message.channel)
        return f"{described.name if described is not None else message.channel}/{message.ts}"

    def text(self, text: str) -> str:
        """Return a runbook's text with people by name, and messages as `[CHANNEL/TS]`."""
        return rewritten(
            text, lambda person: f"@{self.directory.name_of(person)}", lambda message: f"[{self.place(message)}]"
        )

    def said(self, text: str) -> str:
        """Return what somebody wrote with the people whom it mentions by name, as far as they are known."""
        people = self.directory.people
        return _MENTION.sub(lambda found: f"@{people[found[1]].name}" if found[1] in people else found[0], text)
