"""`ratchet policy`: what a policy says, where each value comes from, and what is wrong with it."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from ratchet_core.basis.calendar import day_written
from ratchet_core.basis.instants import DAY, Instant
from ratchet_core.domain.policy import Policy
from ratchet_core.settings.policy_doubts import doubts_of
from ratchet_core.settings.policy_file import PolicyError, policy_of
from ratchet_core.settings.policy_shown import Origins, origins_in_file, origins_in_policy, shown_policy
from ratchet_core.zone_table import zone_named
from ratchet_slack.archive import ExportError
from ratchet_slack.export import open_export

from ratchet_cli.against.shown import differences_json, shown_differences
from ratchet_cli.against.trying import Tried, tried
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.files.policies import policy_in, policy_text
from ratchet_cli.nouns.placed import DatabaseUrl, StatePath
from ratchet_cli.places.opening import opened
from ratchet_cli.places.which_database import work_on
from ratchet_cli.settings import KEEP_WORDS
from ratchet_cli.simulate.simulation import SimulationRequest, Source
from ratchet_cli.terminal.names import counted
from ratchet_cli.terminal.printing import say, say_json
from ratchet_cli.terminal.progress import progress_in, unseen
from ratchet_cli.terminal.transcript import exactly

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


@app.command("try")
def try_policy(
    *,
    policy: Annotated[Path, typer.Option("--policy", metavar="FILE", help="The policy to try, in TOML.")],
    database: DatabaseUrl = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Compare from this day on, and not four weeks."),
    ] = None,
    as_object: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show what another policy would have changed in the last weeks of a database.

    Its log is heard again, under the policy that holds and under the other one. Nothing is changed.
    """
    other, begins = policy_in(policy, policy_text(policy)), _day(since)
    with ExitStack() as stack:
        progress = progress_in(stack)
        found = work_on(database, lambda conn: tried(conn, other, begins, progress))
    if not found.heard:
        raise UnusableInputError(_why_nothing(found))
    for channel in found.set_up:
        say(f"ratchet: #{channel} is set up in Slack, which holds in the place of its table in {policy}.", err=True)
    for channel in found.strangers:
        say(
            f"ratchet: {policy} names #{channel}, which nobody knows; see `ratchet channel list`.",
            err=True,
        )
    if found.missing:
        gone = counted(found.missing, "event is", "events are")
        say(f"ratchet: {gone} not kept any more; what would have followed from them is not known.", err=True)
    if as_object:
        say_json(
            {
                "since": exactly(found.since),
                "until": exactly(found.until),
                "events": found.heard,
                "differences": differences_json(found.differences, found.directory),
            }
        )
        return
    say(f"{counted(found.heard, 'event')} from {exactly(found.since)[:10]} to {exactly(found.until)[:10]}")
    for line in shown_differences(found.differences, found.directory):
        say(line)


def _why_nothing(found: Tried) -> str:
    """Return why no event could be heard again, and what to do."""
    if not found.until:
        return "Nothing has been decided in this database yet; `ratchet import EXPORT` or `ratchet serve` fills it."
    if found.since > found.until:
        since, until = exactly(found.since)[:10], exactly(found.until)[:10]
        return f"Nothing was heard since {since}, and the last event was on {until}; --since DAY takes an earlier day."
    if found.missing or found.trimmed:
        return (
            f"The words of these weeks have left the log. {KEEP_WORDS} says for how long they are kept, such as "
            f"{KEEP_WORDS}=365d; what is heard from now on can be tried."
        )
    return "Nothing was heard in these weeks; --since DAY takes an earlier day to begin with."


def _day(text: str | None) -> Instant | None:
    day = None if text is None else day_written(text)
    if text is not None and day is None:
        raise UnusableInputError(f"--since {text}: this is not a day; write it as 2026-01-31.")
    return None if day is None else day * DAY


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
