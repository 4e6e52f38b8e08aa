"""The `ratchet` command: every command is a thin layer over a function that can be called without it."""

import gc
import io
import os
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer
from ratchet_core.codec import record_to_json
from ratchet_core.decision import Decision
from ratchet_core.events import Event
from ratchet_core.policy import written
from ratchet_core.queries.directory import directory_of
from ratchet_core.queries.finding import UnclearNameError
from ratchet_core.queries.reader import Reader
from ratchet_slack.export import ExportError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ratchet_cli.drafts import drafts_in, shown_drafts
from ratchet_cli.encoding import print_as_typed
from ratchet_cli.errors import NotAllowedError, UnusableInputError
from ratchet_cli.explain import as_json, explained, trail_in, trail_of
from ratchet_cli.files import check_apart, check_begins_as, check_writable, is_decision, written_whole
from ratchet_cli.printing import say, say_json
from ratchet_cli.recognise import recognise_lines
from ratchet_cli.records import not_found
from ratchet_cli.report import show
from ratchet_cli.simulation import Simulated, SimulationRequest, simulate
from ratchet_cli.state import GROUPS
from ratchet_cli.state_file import check_free, is_state, save_over
from ratchet_cli.tally import summary
from ratchet_cli.transcript import shown_event, shown_speech, speaks

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Take the toil off on-call."
)

for _name, _group in GROUPS.items():
    app.add_typer(_group, name=_name)

_UNUSABLE = 2
_NOT_ALLOWED = 3
_INTERRUPTED = 130
_WIDTH = 200
_OBJECTS_BETWEEN_COLLECTIONS = 200_000  # a replay makes many values and no cycles: looking for cycles is lost time

ExportPath = Annotated[
    Path, typer.Argument(metavar="EXPORT", help="A Slack export: the zip, or the folder it unpacks to.")
]
PolicyPath = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="The policy, in TOML. Without it one is inferred.")
]


OrganisationPath = Annotated[
    Path | None, typer.Option("--org", metavar="FILE", help="Teams, members and owners over time, in TOML.")
]


class Assumption(StrEnum):
    """What a simulation may suppose that people did."""

    APPROVED = "approved"


Assumed = Annotated[
    Assumption | None,
    typer.Option("--assume", help="Suppose that every draft of a runbook had been approved at once."),
]


@app.callback()
def ratchet() -> None:
    """Take the toil off on-call: replay a Slack export, and see what ratchet would have done and why."""


@app.command("simulate")
def simulate_command(  # noqa: PLR0913 - one parameter for each option
    export: ExportPath,
    *,
    policy: PolicyPath = None,
    channel: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this channel; may be repeated.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="From this day on, as 2026-01-31.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Up to this day and with it.")] = None,
    decisions: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Write every decision, a line each.")
    ] = None,
    write_policy: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the policy that was used, to edit.")
    ] = None,
    org: OrganisationPath = None,
    state: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="Keep the state in a file, to look at and to change.")
    ] = None,
    assume: Assumed = None,
    transcript: Annotated[
        bool, typer.Option("--transcript", help="Print all that ratchet would have said, also in shadow.")
    ] = False,
    as_object: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the report.")] = False,
) -> None:
    """Replay a Slack export offline and show what ratchet would have done."""
    outputs = {"--save": state, "--decisions": decisions, "--write-policy": write_policy}
    check_apart({"EXPORT": export, "--policy": policy, "--org": org}, outputs)
    approved = assume is Assumption.APPROVED
    request = SimulationRequest(export, policy, tuple(channel or ()), since, until, org, approved, write_policy)
    _check_outputs(state, write_policy, both=transcript and as_object)
    if decisions is not None:
        check_begins_as(decisions, is_decision, "file of decisions")
    exchanges: list[tuple[Event, Decision]] = []
    with ExitStack() as stack:
        observers: list[Callable[[Event, Decision], None]] = []
        if decisions is not None:
            observers.append(_writer(stack.enter_context(written_whole(decisions))))
        if transcript:
            observers.append(lambda event, decision: exchanges.append((event, decision)) if _tells(decision) else None)
        outcome = simulate(request, _progress(stack), observers)
    unsaid = (outcome.empty,) if outcome.empty and (transcript or as_object) else ()
    for warning in (*outcome.warnings, *unsaid):
        say(f"ratchet: {warning}", err=True)
    if write_policy is not None:
        _write_policy(outcome, write_policy)
    if state is not None:
        save_over(state, outcome.store)
        say(f"The state was saved to {state}; give it to other commands with --state {state}.", err=True)
    _print_transcript(exchanges, outcome.reader)
    if as_object:
        say_json(summary(outcome.tally, outcome.reader, outcome.digest, outcome.seconds))
    elif not transcript:
        show(
            outcome, Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDTH)
        )


def _check_outputs(state: Path | None, write_policy: Path | None, *, both: bool) -> None:
    if both:
        raise UnusableInputError("--json prints one object and --transcript a conversation; choose one of them.")
    if state is not None:
        check_free(state)
    if write_policy is not None:
        check_writable(write_policy)


def _tells(decision: Decision) -> bool:
    return speaks(decision) or bool(drafts_in(decision.changes))


def _writer(file: TextIO) -> Callable[[Event, Decision], None]:
    def write(event: Event, decision: Decision) -> None:
        file.write(record_to_json(event, decision) + "\n")

    return write


def _write_policy(outcome: Simulated, path: Path) -> None:
    with written_whole(path) as file:
        file.write(written(outcome.policy, outcome.notes))
    say(f"The policy was written to {path}; edit it, then give it with --policy {path}.", err=True)


def _print_transcript(exchanges: list[tuple[Event, Decision]], reader: Reader) -> None:
    directory = directory_of(reader)
    for event, decision in exchanges:
        drafts = shown_drafts(drafts_in(decision.changes), reader, directory)
        for line in (shown_event(event, reader, directory), *drafts, *shown_speech(decision, directory), ""):
            say(line)


def _progress(stack: ExitStack) -> Callable[[str, int, int], None]:
    console = Console(stderr=True)
    if not console.is_terminal:
        return lambda *_: None
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    bar = stack.enter_context(Progress(*columns, console=console, transient=True))
    tasks: dict[str, int] = {}

    def update(doing: str, done: int, total: int) -> None:
        task = tasks.setdefault(doing, len(tasks))
        if task == len(bar.tasks):
            bar.add_task(doing, total=total)
        bar.update(bar.tasks[task].id, completed=done, total=total)

    return update


@app.command("recognise")
def recognise_command(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Slack message events, one JSON object a line; - for stdin.")
    ],
) -> None:
    """Print what each Slack message event is taken for, one JSON object a line."""
    with ExitStack() as stack:
        lines = sys.stdin if file == "-" else stack.enter_context(_read(Path(file)))
        for answer in recognise_lines(lines):
            say_json(answer, indent=None)


def _read(path: Path) -> io.TextIOWrapper:
    try:
        return path.open(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UnusableInputError(f"{path}: this file cannot be read ({error.strerror}).") from error


@app.command("why")
def why_command(  # noqa: PLR0913 - one parameter for each option
    export: Annotated[Path, typer.Argument(metavar="EXPORT|STATE", help="A Slack export, or a saved state.")],
    place: Annotated[
        str,
        typer.Argument(metavar="CHANNEL/TS|ID", help="A message, such as alerts/1709543171.993908; or an event's id."),
    ],
    *,
    policy: PolicyPath = None,
    org: OrganisationPath = None,
    assume: Assumed = None,
    as_lines: Annotated[bool, typer.Option("--json", help="Print events and decisions as JSON lines.")] = False,
) -> None:
    """Explain one decision: what the message was taken for, what was decided, and what followed."""
    if is_state(export):
        if policy or org or assume:
            raise UnusableInputError("--policy, --org and --assume are for exports; a state holds what was decided.")
        trail, reader = trail_in(export, place)
    else:
        approved = assume is Assumption.APPROVED
        request = SimulationRequest(export, policy, organisation=org, assume_approved=approved)
        trail, reader = trail_of(request, place)
    for line in as_json(trail) if as_lines else explained(trail, reader):
        say(line)


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
        try:
            app()
        finally:
            sys.stdout.flush()
    except (ExportError, UnusableInputError) as error:
        _end(str(error), _UNUSABLE)
    except UnclearNameError as error:
        _end(not_found(error), _UNUSABLE)
    except NotAllowedError as error:
        _end(str(error), _NOT_ALLOWED)
    except OSError as error:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - what is left cannot be printed either
        _end(f"The output cannot be written ({error.strerror}).", _UNUSABLE)
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            _end("Interrupted; files that were asked for are as they were.", _INTERRUPTED)
        raise


def _end(message: str, code: int) -> None:
    say(f"ratchet: {message}", err=True)
    sys.exit(code)
