"""The commands that list, show and change a saved state; each change is an event that takes its turn like any other."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from ratchet_core.behaviours.mutes import LONGEST
from ratchet_core.codec import record_to_json
from ratchet_core.domain import OwnedKind, Verdict
from ratchet_core.events import (
    AlertMuted,
    Event,
    IncidentMarked,
    MemberJoined,
    MemberLeft,
    MuteEnded,
    OwnerChanged,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)
from ratchet_core.instants import HOUR, Instant
from ratchet_core.memory import MemoryStore, World

from ratchet_cli import judgement, listings
from ratchet_cli.changing import COMMAND, Made, changed
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.names import visible
from ratchet_cli.records import alert_of, channel_of, incident_of, person_of, service_of, team_of
from ratchet_cli.state_file import load

StatePath = Annotated[Path, typer.Option("--state", metavar="FILE", help="The state that `simulate --save` wrote.")]
By = Annotated[str, typer.Option("--as", metavar="PERSON", help="Who wants it: a person's id or name.")]
At = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="When, in UTC; by default the state's latest moment.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="A name or an id; its beginning is enough if it is unique.")]
Number = Annotated[int, typer.Argument(metavar="VERSION", help="A version's number.")]

team = typer.Typer(no_args_is_help=True, help="Teams: names over time, merges, members.")
channel = typer.Typer(no_args_is_help=True, help="Channels, and which team owns them.")
service = typer.Typer(no_args_is_help=True, help="Services: owners, aliases, merges.")
alert = typer.Typer(no_args_is_help=True, help="Alerts, with their runbooks.")
incident = typer.Typer(no_args_is_help=True, help="Incidents, and what they were worth.")
runbook = typer.Typer(no_args_is_help=True, help="Runbooks: every version, approvals, rollbacks.")
help_ = typer.Typer(no_args_is_help=True, help="Help requests.")
mute = typer.Typer(no_args_is_help=True, help="Mutes: silence for a scope and a time.")

GROUPS = {
    "team": team,
    "channel": channel,
    "service": service,
    "alert": alert,
    "incident": incident,
    "runbook": runbook,
    "help": help_,
    "mute": mute,
}
"""The groups of commands that work on a saved state, by name."""


def _change(state: Path, by: str, at: str | None, made: Made, *, as_json: bool) -> None:
    change = changed(state, by, at, made)
    if as_json:
        typer.echo(record_to_json(change.event, change.decision))
        return
    if not change.saved:
        typer.echo("Nothing changed; the state is as it was.")
    for reason in change.decision.reasons:
        typer.echo(f"{reason.why.value.replace('_', ' ')} {reason.about}".rstrip())
    if change.saved:
        _show(listings.changed(change.world, change.decision.changes), as_json=False)
        typer.echo(f"Explain it with: ratchet why {state} {change.event.id!r}")


def _show(rows: Sequence[listings.Row], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(list(rows), indent=2, ensure_ascii=False))
        return
    for row in rows or ({"": "Nothing."},):
        typer.echo(
            "  ".join(f"{name}: {_plain(value)}" if name else str(value) for name, value in row.items() if value)
        )


def _plain(value: object) -> str:
    return visible(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


def _known(state: Path) -> MemoryStore:
    return load(state)[0]


def _id(at: Instant, by: str, *words: object) -> str:
    return "/".join((COMMAND, *map(str, words), by, str(at)))


# --- lists ---------------------------------------------------------------------------------------------------------


@team.command("list")
def team_list(state: StatePath, as_json: AsJson = False) -> None:
    """List the teams, with every name, merge and member that they had."""
    _show(listings.teams(_known(state).world), as_json=as_json)


@channel.command("list")
def channel_list(state: StatePath, as_json: AsJson = False) -> None:
    """List the channels with their owners."""
    _show(listings.channels(_known(state).world), as_json=as_json)


@service.command("list")
def service_list(state: StatePath, as_json: AsJson = False) -> None:
    """List the services with their aliases, owners and merges."""
    _show(listings.services(_known(state).world), as_json=as_json)


@alert.command("list")
def alert_list(state: StatePath, as_json: AsJson = False) -> None:
    """List the alerts, the noisiest first."""
    _show(listings.alerts(_known(state).world), as_json=as_json)


@alert.command("show")
def alert_show(name: Name, state: StatePath, as_json: AsJson = False) -> None:
    """Show an alert's incidents."""
    world = _known(state).world
    _show(listings.incidents(world, alert_of(world, name).fingerprint), as_json=as_json)


@incident.command("list")
def incident_list(state: StatePath, as_json: AsJson = False) -> None:
    """List the incidents, the latest first."""
    _show(listings.incidents(_known(state).world), as_json=as_json)


@help_.command("list")
def help_list(state: StatePath, as_json: AsJson = False) -> None:
    """List the help requests, the latest first."""
    _show(listings.requests(_known(state).world), as_json=as_json)


@mute.command("list")
def mute_list(state: StatePath, as_json: AsJson = False) -> None:
    """List the mutes, also those that have ended."""
    _show(listings.mutes(_known(state).world), as_json=as_json)


@runbook.command("list")
def runbook_list(state: StatePath, as_json: AsJson = False) -> None:
    """List the alerts that have a runbook, and its versions."""
    _show(listings.runbooks(_known(state).world), as_json=as_json)


@runbook.command("show")
def runbook_show(
    name: Name,
    state: StatePath,
    version: Annotated[int | None, typer.Option(metavar="VERSION", help="This version, not the active one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a version of an alert's runbook: the active one, or else the latest."""
    world = _known(state).world
    _show([listings.version(world, listings.version_of(world, alert_of(world, name), version))], as_json=as_json)


@runbook.command("diff")
def runbook_diff(name: Name, version: Number, state: StatePath) -> None:
    """Show what a version would change in the active one."""
    world = _known(state).world
    for line in listings.difference(world, alert_of(world, name), version):
        typer.echo(visible(line))


@runbook.command("outcomes")
def runbook_outcomes(name: Name, state: StatePath, as_json: AsJson = False) -> None:
    """Show how each version did, beside the one before; "not enough data" where that is the truth."""
    store = _known(state)
    found = judgement.judgements(store.world, alert_of(store.world, name), store.now)
    if as_json:
        typer.echo(json.dumps(judgement.figures(found), indent=2, ensure_ascii=False))
        return
    for line in judgement.described(found):
        typer.echo(line)


@mute.command("preview")
def mute_preview(
    name: Name,
    state: StatePath,
    where: Annotated[str | None, typer.Option("--channel", metavar="NAME", help="Only in this channel.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a mute of an alert would have silenced in the last 90 days."""
    store = _known(state)
    place = channel_of(store.world, where).id if where else None
    _show(listings.silenced(store.world, alert_of(store.world, name), place, store.now), as_json=as_json)


# --- teams ---------------------------------------------------------------------------------------------------------


@team.command("rename")
def team_rename(name: Name, to: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Give a team another name from now on, or found one: a name that no team has makes a new team."""

    def made(world: World, person: str, moment: Instant) -> Event:
        key = name if name in world.teams else _team_or_new(world, name)
        return TeamNamed(_id(moment, person, "team", key, "rename", to), moment, key, to, person)

    _change(state, by, at, made, as_json=as_json)


def _team_or_new(world: World, name: str) -> str:
    names = {each.name: one.id for one in world.teams.values() for each in one.names}
    return names.get(name, name)


@team.command("merge")
def team_merge(name: Name, into: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Make a team part of another."""

    def made(world: World, person: str, moment: Instant) -> Event:
        one, whole = team_of(world, name).id, team_of(world, into).id
        return TeamsMerged(_id(moment, person, "team", one, "merge", whole), moment, one, whole, person)

    _change(state, by, at, made, as_json=as_json)


@team.command("undo")
def team_undo(name: Name, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Make a merged team a team of its own again."""

    def made(world: World, person: str, moment: Instant) -> Event:
        one = team_of(world, name).id
        return TeamMergeUndone(_id(moment, person, "team", one, "undo"), moment, one, person)

    _change(state, by, at, made, as_json=as_json)


@team.command("join")
def team_join(name: Name, member: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Take a person into a team."""

    def made(world: World, person: str, moment: Instant) -> Event:
        one, who = team_of(world, name).id, person_of(world, member).id
        return MemberJoined(_id(moment, person, "team", one, "join", who), moment, who, one, person)

    _change(state, by, at, made, as_json=as_json)


@team.command("leave")
def team_leave(name: Name, member: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Let a person leave a team."""

    def made(world: World, person: str, moment: Instant) -> Event:
        one, who = team_of(world, name).id, person_of(world, member).id
        return MemberLeft(_id(moment, person, "team", one, "leave", who), moment, who, one, person)

    _change(state, by, at, made, as_json=as_json)


# --- channels and services ------------------------------------------------------------------------------------------


@channel.command("transfer")
def channel_transfer(name: Name, to: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Pass a channel to another team."""

    def made(world: World, person: str, moment: Instant) -> Event:
        owned, owner = channel_of(world, name).id, team_of(world, to).id
        key = _id(moment, person, "channel", owned, "transfer", owner)
        return OwnerChanged(key, moment, OwnedKind.CHANNEL, owned, owner, person)

    _change(state, by, at, made, as_json=as_json)


@service.command("transfer")
def service_transfer(name: Name, to: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Pass a service to another team."""

    def made(world: World, person: str, moment: Instant) -> Event:
        owned, owner = service_of(world, name).key, team_of(world, to).id
        key = _id(moment, person, "service", owned, "transfer", owner)
        return OwnerChanged(key, moment, OwnedKind.SERVICE, owned, owner, person)

    _change(state, by, at, made, as_json=as_json)


@service.command("rename")
def service_rename(name: Name, to: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Call a service something else; its key and its history stay."""

    def made(world: World, person: str, moment: Instant) -> Event:
        key = service_of(world, name).key
        return ServiceNamed(_id(moment, person, "service", key, "rename", to), moment, key, to, person)

    _change(state, by, at, made, as_json=as_json)


@service.command("alias")
def service_alias(name: Name, alias: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Let another name stand for a service."""

    def made(world: World, person: str, moment: Instant) -> Event:
        key = service_of(world, name).key
        return ServiceAliased(_id(moment, person, "service", key, "alias", alias), moment, key, alias, person)

    _change(state, by, at, made, as_json=as_json)


@service.command("merge")
def service_merge(name: Name, into: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Make a service part of another."""

    def made(world: World, person: str, moment: Instant) -> Event:
        one, whole = service_of(world, name).key, service_of(world, into).key
        return ServicesMerged(_id(moment, person, "service", one, "merge", whole), moment, one, whole, person)

    _change(state, by, at, made, as_json=as_json)


@service.command("split")
def service_split(name: Name, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Make a merged service a service of its own again."""

    def made(world: World, person: str, moment: Instant) -> Event:
        key = service_of(world, name).key
        return ServiceSplit(_id(moment, person, "service", key, "split"), moment, key, person)

    _change(state, by, at, made, as_json=as_json)


# --- runbooks -------------------------------------------------------------------------------------------------------


@runbook.command("write")
def runbook_write(
    name: Name,
    file: Annotated[typer.FileText, typer.Argument(metavar="FILE", help="The text; - for stdin.")],
    state: StatePath,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Propose a text as the next version of an alert's runbook."""
    text = _text_of(file)

    def made(world: World, person: str, moment: Instant) -> Event:
        key = alert_of(world, name).fingerprint
        number = len(world.runbooks.get(key, ())) + 1
        return RunbookWritten(_id(moment, person, "runbook", key, "write", number), moment, key, text, person)

    _change(state, by, at, made, as_json=as_json)


def _text_of(file: typer.FileText) -> str:
    try:
        return file.read()
    except UnicodeDecodeError as error:
        raise UnusableInputError(f"{file.name}: this is no text in UTF-8.") from error


@runbook.command("approve")
def runbook_approve(
    name: Name,
    version: Number,
    state: StatePath,
    by: By,
    digest: Annotated[
        str, typer.Option(metavar="DIGEST", help="The text's digest, as `show` prints it: what was read.")
    ],
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Approve exactly the text that a digest names, and make it the active version."""

    def made(world: World, person: str, moment: Instant) -> Event:
        one = alert_of(world, name)
        key, whole = one.fingerprint, listings.whole_digest(world, one, version, digest)
        event = _id(moment, person, "runbook", key, "approve", version, whole)
        return RunbookApproved(event, moment, key, version, whole, person)

    _change(state, by, at, made, as_json=as_json)


@runbook.command("reject")
def runbook_reject(
    name: Name, version: Number, state: StatePath, by: By, at: At = None, as_json: AsJson = False
) -> None:
    """Reject a proposed version; the same text is not proposed again."""

    def made(world: World, person: str, moment: Instant) -> Event:
        key = alert_of(world, name).fingerprint
        return RunbookRejected(_id(moment, person, "runbook", key, "reject", version), moment, key, version, person)

    _change(state, by, at, made, as_json=as_json)


@runbook.command("activate")
def runbook_activate(
    name: Name, version: Number, state: StatePath, by: By, at: At = None, as_json: AsJson = False
) -> None:
    """Make an approved version the active one again."""

    def made(world: World, person: str, moment: Instant) -> Event:
        key = alert_of(world, name).fingerprint
        return RunbookActivated(_id(moment, person, "runbook", key, "activate", version), moment, key, version, person)

    _change(state, by, at, made, as_json=as_json)


@runbook.command("vote")
def runbook_vote(
    name: Name,
    version: Number,
    helpful: Annotated[bool, typer.Option("--helpful/--not-helpful", help="Whether it helped.")],
    state: StatePath,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a version helped; a later vote of the same person takes the place of an earlier one."""

    def made(world: World, person: str, moment: Instant) -> Event:
        key = alert_of(world, name).fingerprint
        said = "helpful" if helpful else "not-helpful"
        event = _id(moment, person, "runbook", key, "vote", version, said)
        return RunbookVoted(event, moment, key, version, helpful, person)

    _change(state, by, at, made, as_json=as_json)


# --- mutes and verdicts ---------------------------------------------------------------------------------------------


@mute.command("add")
def mute_add(
    name: Name,
    state: StatePath,
    by: By,
    reason: Annotated[str, typer.Option(metavar="WORDS", help="Why, for whoever misses the alert.")],
    hours: Annotated[int, typer.Option(metavar="HOURS", min=1, max=LONGEST // HOUR, help="For how long.")],
    where: Annotated[str | None, typer.Option("--channel", metavar="NAME", help="Only in this channel.")] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Silence an alert's cards for a while; `preview` shows what that would have silenced."""

    def made(world: World, person: str, moment: Instant) -> Event:
        key, place = alert_of(world, name).fingerprint, channel_of(world, where).id if where else None
        event = _id(moment, person, "mute", key, place or "everywhere", f"{hours}h", reason)
        return AlertMuted(event, moment, key, place, moment + hours * HOUR, reason, person)

    _change(state, by, at, made, as_json=as_json)


@mute.command("end")
def mute_end(name: Name, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Hear of an alert again before its mute has ended."""

    def made(world: World, person: str, moment: Instant) -> Event:
        key = alert_of(world, name).fingerprint
        return MuteEnded(_id(moment, person, "mute", key, "end"), moment, key, person)

    _change(state, by, at, made, as_json=as_json)


@incident.command("mark")
def incident_mark(
    name: Annotated[str, typer.Argument(metavar="CHANNEL/ALERT/NUMBER")],
    verdict: Verdict,
    state: StatePath,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Say what an incident was worth."""

    def made(world: World, person: str, moment: Instant) -> Event:
        one = incident_of(world, name)
        event = _id(moment, person, "incident", one.channel, one.alert, one.number, verdict.value)
        return IncidentMarked(event, moment, one.channel, one.alert, one.number, verdict, person)

    _change(state, by, at, made, as_json=as_json)
