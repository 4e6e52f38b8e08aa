"""`ratchet policy`: what a policy says, where each value comes from, and what is wrong with it."""

from pathlib import Path
from typing import Annotated

import typer
from ratchet_core.domain.policy import Policy
from ratchet_core.settings.policy_doubts import doubts_of
from ratchet_core.settings.policy_file import PolicyError, policy_of
from ratchet_core.settings.policy_shown import Origins, origins_in_file, origins_in_policy, shown_policy
from ratchet_slack.archive import ExportError
from ratchet_slack.export import open_export

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.names import counted
from ratchet_cli.opening import opened
from ratchet_cli.policy_files import policy_in, policy_text
from ratchet_cli.printing import say
from ratchet_cli.progress import unseen
from ratchet_cli.simulation import SimulationRequest, Source
from ratchet_cli.state.placed import DatabaseUrl, StatePath
from ratchet_cli.zones import zone_named

app = typer.Typer(rich_markup_mode=None)

_WRONG = 2


@app.command("show")
def show_policy(
    source: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A policy file, or a Slack export to infer one from.")
    ] = None,
    *,
    state: StatePath = None,
    database: DatabaseUrl = None,
) -> None:
    """Show the policy that holds, as TOML, with where each value comes from.

    That of a file, of an export (inferred from it), of a state, or of a database, with what people set up in Slack.
    """
    if source is None:
        with opened(state, database) as place:
            directory = place.reader().directory()
        origin = origins_in_policy(directory.policy, f"from the policy that the {place.what} decided under")
        _say(shown_policy(directory.policy, origin, {}, directory))
        return
    if state is not None or database is not None:
        raise UnusableInputError("A file, --state and --database are three places; give one of them.")
    policy, origin, notes = _inferred(source) if _is_export(source) else _read(source)
    _say(shown_policy(policy, origin, notes))


@app.command("check")
def check_policy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A policy file.")],
) -> None:
    """Name everything that is wrong with a policy file, by line and key.

    Exit code 2 where it cannot be used. What can be used and makes no sense together is warned of.
    """
    text = policy_text(file)
    try:
        policy = policy_of(text, zone_named)
    except PolicyError as error:
        for message in error.wrong:
            say(f"{file}: {message}")
        say(f"{counted(len(error.wrong), 'mistake')}; this policy cannot be used.")
        raise typer.Exit(_WRONG) from error
    doubts = doubts_of(policy, text)
    for message in doubts:
        say(f"{file}: warning: {message}")
    warned = f", with {counted(len(doubts), 'warning')}" if doubts else ""
    say(f"{file}: this policy can be used{warned}.")


def _read(path: Path) -> tuple[Policy, Origins, dict[str, str]]:
    text = policy_text(path)
    return policy_in(path, text), origins_in_file(text, path.name), {}


def _is_export(path: Path) -> bool:
    return path.is_dir() or path.suffix == ".zip"


def _inferred(path: Path) -> tuple[Policy, Origins, dict[str, str]]:
    try:
        with open_export(path) as export:
            policy, notes = Source(export, export.channels, SimulationRequest(path), unseen).inferred()
    except ExportError as error:
        raise UnusableInputError(str(error)) from error
    return policy, origins_in_policy(policy, "inferred"), notes


def _say(text: str) -> None:
    for line in text.rstrip("\n").split("\n"):
        say(line)
