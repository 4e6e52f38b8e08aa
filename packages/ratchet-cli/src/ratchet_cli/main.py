"""The `ratchet` command: every command is a thin layer over a function that can be called without it.

What only some commands need is imported when one of them is called, so that `--help` comes at once.
"""

import gc
import io
import os
import re
import signal
import sys
from contextlib import ExitStack
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, TextIO

import typer
from ratchet_core.queries.errors import UnclearNameError
from ratchet_slack.archive import ExportError

from ratchet_cli.errors import NotAllowedError, UnusableInputError
from ratchet_cli.nouns import NOUNS, DeferredGroup
from ratchet_cli.nouns.placed import DatabaseUrl, StatePath
from ratchet_cli.settings import misspelt, read_env_file
from ratchet_cli.terminal.bounding import bounded
from ratchet_cli.terminal.encoding import print_as_typed
from ratchet_cli.terminal.printing import say, say_json, say_record
from ratchet_cli.terminal.usage import WordedGroup

app = typer.Typer(
    cls=WordedGroup,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # boxes cost more time than all the rest of a help text
    help="Take the toil off on-call.",
)

for _name, _noun in NOUNS.items():
    app.add_typer(
        typer.Typer(rich_markup_mode=None), name=_name, cls=DeferredGroup, help=_noun.help, no_args_is_help=True
    )

app.add_typer(
    typer.Typer(rich_markup_mode=None),
    name="inbox",
    cls=DeferredGroup,
    help="What could not be decided: parked, decided again, given up.",
    no_args_is_help=True,
)

app.add_typer(
    typer.Typer(rich_markup_mode=None),
    name="outbox",
    cls=DeferredGroup,
    help="What is still to be done: waiting, set aside, tried again.",
    no_args_is_help=True,
)

app.add_typer(
    typer.Typer(rich_markup_mode=None),
    name="db",
    cls=DeferredGroup,
    help="A PostgreSQL: bring it to this version, check it, back it up.",
    no_args_is_help=True,
)

app.add_typer(
    typer.Typer(rich_markup_mode=None),
    name="policy",
    cls=DeferredGroup,
    help="The policy: show what holds and why, check a file.",
    no_args_is_help=True,
)

_NOTHING = re.compile(r"^\s*: ")
"""How a message begins that would name what was written, where that is nothing."""

_UNUSABLE = 2
_NOT_ALLOWED = 3
_INTERRUPTED = 130
_OBJECTS_BETWEEN_COLLECTIONS = 200_000  # a replay makes many values and no cycles: looking for cycles is lost time

ExportPath = Annotated[
    Path, typer.Argument(metavar="EXPORT", help="A Slack export: the zip, or the folder it unpacks to.")
]
PolicyPath = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="The policy, in TOML; without it, one is inferred.")
]


OrganisationPath = Annotated[
    Path | None, typer.Option("--org", metavar="FILE", help="Teams, members and owners over time, in TOML.")
]


class Assumption(StrEnum):
    """What a simulation may suppose that people did."""

    APPROVED = "approved"


Assumed = Annotated[
    Assumption | None,
    typer.Option("--assume", help="Assume that every runbook draft is approved at once."),
]


def _print_version(*, wanted: bool) -> None:
    if wanted:
        say(f"ratchet {version('ratchet-cli')}")
        raise typer.Exit


@app.callback()
def ratchet(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take the toil off on-call: replay a Slack export, and see what ratchet would have done and why."""


@app.command("simulate")
def simulate_command(  # noqa: PLR0913 - one parameter for each option
    export: ExportPath,
    *,
    policy: PolicyPath = None,
    against: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Another policy: show what it would have changed.")
    ] = None,
    channel: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this channel; may be repeated.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="From this day on, such as 2026-01-31.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Up to and including this day.")] = None,
    decisions: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Write every decision, one per line.")
    ] = None,
    write_policy: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the policy that was used, ready to edit.")
    ] = None,
    org: OrganisationPath = None,
    state: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="Save the state, to inspect and change it.")
    ] = None,
    assume: Assumed = None,
    transcript: Annotated[
        bool, typer.Option("--transcript", help="Print everything ratchet would have said, also in shadow.")
    ] = False,
    as_object: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the report.")] = False,
) -> None:
    """Replay a Slack export offline: what would ratchet have done?"""
    from ratchet_cli.simulate.outputs import Outputs, simulate_into
    from ratchet_cli.simulate.simulation import SimulationRequest

    approved = assume is Assumption.APPROVED
    channels = tuple(channel or ())
    request = SimulationRequest(export, policy, channels, since, until, org, approved, write_policy, against=against)
    simulate_into(request, Outputs(decisions, state, transcript=transcript, as_object=as_object))


@app.command("evaluate")
def evaluate_command(  # noqa: PLR0913 - one parameter for each option
    export: ExportPath,
    *,
    model: Annotated[
        str,
        typer.Option(metavar="WHO", help="Who answers: plain (quotes alone), scripted, or one of Claude's models."),
    ] = "plain",
    replies: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Play the replies of a model that were recorded.")
    ] = None,
    record: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the model's replies to a file.")] = None,
    against: Annotated[
        str | None, typer.Option(metavar="WHO", help="Compare with another: plain, scripted, a model, or a file.")
    ] = None,
    prompt: Annotated[
        str | None,
        typer.Option(metavar="VERSION", help="The version of the prompt, such as v1; the newest where absent."),
    ] = None,
    questions: Annotated[int | None, typer.Option(metavar="N", min=1, help="Ask at most so many questions.")] = None,
    policy: PolicyPath = None,
    org: OrganisationPath = None,
    assume: Assumed = None,
    as_object: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False,
) -> None:
    """Ask questions of the past again, and compare the answers with those that people gave.

    Exit code 1 where a recording lacks replies: what it lacks is left out and counted.
    """
    from ratchet_cli.evaluate.command import EvaluationRequest, evaluate
    from ratchet_cli.simulate.simulation import SimulationRequest

    approved = assume is Assumption.APPROVED
    history = SimulationRequest(export, policy, organisation=org, assume_approved=approved)
    request = EvaluationRequest(history, model, replies, record, against, prompt, questions)
    evaluate(request, os.environ, as_object=as_object)


@app.command("recognise")
def recognise_command(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Slack message events, one JSON object per line; - for stdin.")
    ],
) -> None:
    """Print what ratchet takes Slack messages for.

    One JSON object per line, for each Slack message event in a file.
    """
    from ratchet_cli.recognise import recognise_lines

    with ExitStack() as stack:
        lines = _standard_input() if file == "-" else stack.enter_context(_read(Path(file)))
        for answer in recognise_lines(lines):
            say_json(answer, indent=None)


def _standard_input() -> TextIO:
    """Return the standard input; bytes that are no text spoil a character and not the run."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return sys.stdin


def _read(path: Path) -> io.TextIOWrapper:
    try:
        return path.open(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UnusableInputError(f"{path}: this file cannot be read ({error.strerror}).") from error


@app.command("why")
def why_command(  # noqa: PLR0913 - one parameter for each option
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="[EXPORT|STATE] CHANNEL/TS|ID",
            help="A Slack export or a saved state, unless it is a database; and a message, such as "
            "alerts/1709543171.993908, or an event's id.",
        ),
    ],
    *,
    database: DatabaseUrl = None,
    policy: PolicyPath = None,
    org: OrganisationPath = None,
    assume: Assumed = None,
    as_lines: Annotated[bool, typer.Option("--json", help="Print events and decisions as JSON lines.")] = False,
) -> None:
    """Explain one decision.

    What the message was taken for, what was decided, and what followed.
    """
    *source, place = what
    if not place.strip():
        raise UnusableInputError("Say which message or event: write CHANNEL/TS, or an event's id.")
    if not source and os.path.exists(place):  # noqa: PTH110 - the one of `Path` raises where a name is too long
        raise UnusableInputError(f"{place}: say also which message or event; write `ratchet why {place} CHANNEL/TS`.")
    if len(source) > 1 or (source and database is not None):
        raise UnusableInputError("Give one export, state or database, and one message or event's id.")
    if not source:
        _check_for_exports_alone("database", policy, org, assume)
        from ratchet_cli.why.explain_kept import explain_kept

        explain_kept(database, place, as_lines=as_lines)
        return
    _explain_trail(Path(source[0]), place, policy, org, assume, as_lines=as_lines)


def _explain_trail(  # noqa: PLR0913 - what `why` was told
    source: Path, place: str, policy: Path | None, org: Path | None, assume: Assumption | None, *, as_lines: bool
) -> None:
    """Explain one decision of a saved state, or of an export that is replayed for it."""
    from ratchet_cli.places.state_file import is_state
    from ratchet_cli.simulate.simulation import SimulationRequest
    from ratchet_cli.why.explain import as_json, explained, trail_in, trail_of

    if is_state(source):
        _check_for_exports_alone("state", policy, org, assume)
        trail, reader = trail_in(source, place)
    else:
        approved = assume is Assumption.APPROVED
        trail, reader = trail_of(SimulationRequest(source, policy, organisation=org, assume_approved=approved), place)
    if as_lines:
        for line in as_json(trail):
            say_record(line)
        return
    for line in explained(trail, reader):
        say(line)


def _check_for_exports_alone(what: str, *given: object) -> None:
    if any(given):
        raise UnusableInputError(f"--policy, --org and --assume are for exports; a {what} holds what was decided.")


@app.command("play")
def play_command(
    export: Annotated[
        Path | None, typer.Argument(metavar="[EXPORT]", help="A Slack export that is replayed first.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL",
            help="Who words answers: scripted, plain, or one of Claude's models; Claude where a key is set.",
        ),
    ] = None,
) -> None:
    """Try ratchet in this terminal, with no workspace.

    You type as anybody in any channel, paste alerts, press buttons and let time pass; ratchet answers.
    """
    from ratchet_cli.play.command import play

    play(export, model, os.environ)


@app.command("serve")
def serve_command(
    *,
    database: DatabaseUrl = None,
    migrate: Annotated[
        bool,
        typer.Option("--migrate", envvar="RATCHET_MIGRATE", help="Bring the database to this version first."),
    ] = False,
) -> None:
    """Run the service: hear Slack, decide, answer there, and show the pages.

    Settings come from the environment and from .env; without Slack tokens it says how to get them, and shows the pages.
    """
    from ratchet_cli.serve.command import run_service

    run_service(os.environ, database, migrate=migrate)


@app.command("import")
def import_command(
    export: ExportPath, *, database: DatabaseUrl = None, policy: PolicyPath = None, org: OrganisationPath = None
) -> None:
    """Put a Slack export into a database, without saying anything.

    Into an empty database all of it is copied at once; to one that lives, what is new is told as old history.
    """
    from ratchet_cli.db.log import import_export
    from ratchet_cli.simulate.simulation import SimulationRequest

    import_export(database, SimulationRequest(export, policy, organisation=org))


class Teams(StrEnum):
    """Whose something is: who owned it when it happened, or who does now."""

    THEN = "then"
    NOW = "now"


class Published(StrEnum):
    """Whose definitions a report follows; the values of `ratchet_core.queries.toil.definitions.Source`."""

    RATCHET = "ratchet"
    INCIDENT_IO = "incident.io"
    PAGERDUTY = "pagerduty"
    PLAIN = "plain"
    OPSWEEKLY = "opsweekly"


@app.command("report")
def report_command(  # noqa: PLR0913 - one parameter for each option
    export: Annotated[
        Path | None, typer.Argument(metavar="[EXPORT]", help="A Slack export, unless it is a state or a database.")
    ] = None,
    *,
    state: StatePath = None,
    database: DatabaseUrl = None,
    policy: PolicyPath = None,
    org: OrganisationPath = None,
    week: Annotated[
        str | None, typer.Option(metavar="WEEK", help="This week, as 2026-W07; by default the last one that is over.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="From this day on, such as 2026-01-31.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Up to and including this day.")] = None,
    team: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this team; may be repeated.")] = None,
    channel: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this channel; may be repeated.")
    ] = None,
    teams: Annotated[Teams, typer.Option(help="Whose something is: its owner then, or now.")] = Teams.THEN,
    definitions: Annotated[
        Published | None, typer.Option(help="Only the figures of one source, with their definitions.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="Who you are: you are told your own minutes too.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write it as a page too, in one file."),
    ] = None,
    tried: Annotated[
        bool, typer.Option("--try", help="Replay the export again with each suggested line of the policy.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Count the figures again, and say what differs.")] = False,
    as_object: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False,
) -> None:
    """Show where the hours went in a week: the toil report.

    Of an export, a saved state or a database. With --check, exit code 1 where a figure is not the same again.
    """
    from ratchet_core.queries.toil.definitions import Source

    from ratchet_cli.report.command import ReportRequest, print_report

    request = ReportRequest(
        export,
        state,
        database,
        policy,
        org,
        week,
        since,
        until,
        tuple(team or ()),
        tuple(channel or ()),
        teams is Teams.NOW,
        person,
        html,
        tried,
    )
    only = None if definitions is None else Source(definitions.value)
    print_report(request, only, as_object=as_object, check=check)


@app.command("doctor")
def doctor_command(
    *,
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="URL", envvar="RATCHET_DATABASE_URL", help="The database to look at."),
    ] = None,
    as_object: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """Look for what is wrong with an installation, and say how to mend it.

    Tokens, scopes, the connection to Slack, clock, database and disk. Exit code 1 where something is wrong.
    """
    from ratchet_cli.doctor import doctor

    doctor(os.environ, database, as_object=as_object)


@app.command("manifest")
def manifest_command(
    *,
    name: Annotated[str, typer.Option(metavar="NAME", help="What the app is called in Slack.")] = "ratchet",
    http: Annotated[
        str | None,
        typer.Option("--http", metavar="URL", help="Take events at this address instead of over Socket Mode."),
    ] = None,
) -> None:
    """Print the manifest from which ratchet is created in Slack."""
    from ratchet_cli.doctor import manifest

    say(manifest(name, http).rstrip("\n"))


@app.command("mcp")
def mcp_command(
    *,
    state: StatePath = None,
    database: DatabaseUrl = None,
    person: Annotated[str, typer.Option("--as", metavar="PERSON", help="With whose rights it reads; the whole name.")],
) -> None:
    """Serve what ratchet knows to another agent, as tools that only read, over MCP.

    It is started by an MCP client, and speaks to it over its standard streams.
    """
    from ratchet_cli.mcp import offer

    offer(state, database, person)


@app.command("replay")
def replay_command(database: DatabaseUrl = None) -> None:
    """Decide the log of a database again, and compare what comes out.

    Exit code 1 where a decision, a record or an open action is not the same.
    """
    from ratchet_cli.db.log import replay_log

    replay_log(database)


def run() -> None:
    """Be the `ratchet` command: set this process up for a terminal or a pipe, and run."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a reader that has seen enough ends the command, as everywhere
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - it is open as long as the process
    if sys.stdout is None:
        _end("The standard output is closed; there is nowhere to print to.", _UNUSABLE)
    print_as_typed(sys.stdout, sys.stderr)
    main()


def main() -> None:
    """Run the command; what cannot be used ends it with one clear message and exit code 2, a missing right with 3."""
    try:
        read_env_file()
        for warning in misspelt(os.environ):
            say(f"ratchet: {warning}", err=True)
        try:
            app()
        finally:
            sys.stdout.flush()
    except (ExportError, UnusableInputError) as error:
        _end(str(error), _UNUSABLE)
    except UnclearNameError as error:
        from ratchet_cli.places.records import not_found

        _end(not_found(error), _UNUSABLE)
    except NotAllowedError as error:
        _end(str(error), _NOT_ALLOWED)
    except OSError as error:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - what is left cannot be printed either
        _end(f"The output cannot be written ({error.strerror}).", _UNUSABLE)
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            _end("Interrupted; nothing is left half done. The same command begins again.", _INTERRUPTED)
        raise


def _end(message: str, code: int) -> None:
    say(f"ratchet: {bounded(_NOTHING.sub('An empty argument: ', message))}", err=True)
    sys.exit(code)
