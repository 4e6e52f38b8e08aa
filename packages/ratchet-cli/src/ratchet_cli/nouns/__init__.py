"""The commands that list, show and change what a place holds: a module for each noun, imported when one is called."""

from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup


class Noun(NamedTuple):
    """A group of commands: the module of this package that has them, and what `ratchet --help` says of them."""

    module: str
    help: str


NOUNS = {
    "team": Noun("teams", "Teams: names over time, merges, members."),
    "channel": Noun("channels", "Channels, and which team owns them."),
    "service": Noun("services", "Services: owners, aliases, merges."),
    "alert": Noun("alerts", "Alerts, with their services and runbooks."),
    "incident": Noun("incidents", "Incidents, and what they were worth."),
    "runbook": Noun("runbooks", "Runbooks: every version, approvals, rollbacks."),
    "help": Noun("help_requests", "Help requests: whom they wait for, and how they ended."),
    "mute": Noun("mutes", "Mutes: silence for a scope and a time."),
    "notification": Noun("notifications", "Notices: what bots posted about services."),
    "bot": Noun("bots", "Bots: what was taught about their messages."),
    "model": Noun("models", "The model that words answers: what asking it cost."),
    "person": Noun("people", "People: who is known."),
    "erase": Noun("erasing", "Erase what a person wrote, or what was said in a channel."),
    "readmit": Noun("readmitting", "Hear an erased person or channel again."),
}
"""The groups of commands that work on a saved state or a database, by name."""


OTHERS = {
    "db": "ratchet_cli.db.command",
    "inbox": "ratchet_cli.db.inbox",
    "outbox": "ratchet_cli.db.outbox",
    "policy": "ratchet_cli.policy.command",
}
"""The modules of the groups that are no nouns."""


def commands_of(name: str) -> typer.Typer:
    """Return the commands of a group."""
    module = OTHERS.get(name) or f"ratchet_cli.nouns.{NOUNS[name].module}"
    commands: typer.Typer = import_module(module).app
    return commands


class DeferredGroup(TyperGroup):
    """A group of commands; its module is imported when somebody asks which commands there are."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 - it is the framework's signature
        """Return the names of the commands, in the order in which they stand."""
        return list(self._loaded())

    def get_command(self, ctx: object, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - its class is the framework's own
        """Return the command of this name, None where there is none."""
        return self._loaded().get(cmd_name)

    def _loaded(self) -> dict[str, Any]:
        if not self.commands and self.name:
            self.commands = typer.main.get_group(commands_of(self.name)).commands
        return dict(self.commands)
