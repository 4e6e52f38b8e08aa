"""What `ratchet simulate` gives people: a report, a transcript or one JSON object, and the files that they ask for.

What lays out a report, draws a bar or keeps a state is imported where that is asked for.
"""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from attrs import frozen
from ratchet_core.queries.reader import Reader
from ratchet_core.replay import Listener
from ratchet_core.settings.policy_file import written
from ratchet_core.vocabulary.codec import record_to_json
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event

from ratchet_cli.against.shown import differences_json, shown_differences
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.files.writing import check_apart, check_begins_as, check_writable, is_decision, written_whole
from ratchet_cli.simulate.simulation import Simulated, SimulationRequest, simulate
from ratchet_cli.simulate.summary import summary
from ratchet_cli.terminal.drafts import drafts_in, shown_drafts
from ratchet_cli.terminal.printing import say, say_json
from ratchet_cli.terminal.progress import progress_in
from ratchet_cli.terminal.transcript import shown_event, shown_speech, speaks

_WIDTH = 200


@frozen
class Outputs:
    """The files to write besides the policy, and the form of what is printed: the report where neither is asked for."""

    decisions: Path | None
    state: Path | None
    transcript: bool
    as_object: bool


def simulate_into(request: SimulationRequest, outputs: Outputs) -> None:
    """Replay an export, print what came of it, and write the files; none is written where one of them cannot be.

    Raises:
        UnusableInputError: If something asked for cannot be used or written.
        ExportError: If the path is not a Slack export.
    """
    _check(request, outputs)
    exchanges: list[tuple[Event, Decision]] = []
    with ExitStack() as stack:
        observers: list[Listener] = []
        if outputs.decisions is not None:
            observers.append(_writer(stack.enter_context(written_whole(outputs.decisions))))
        if outputs.transcript:
            observers.append(lambda event, decision: exchanges.append((event, decision)) if _tells(decision) else None)
        outcome = simulate(request, progress_in(stack), observers)
    _warn(outcome, outputs)
    if request.write_policy is not None:
        _write_policy(outcome, request.write_policy)
    if outputs.state is not None:
        from ratchet_cli.places.state_file import save_over

        save_over(outputs.state, outcome.store)
        say(
            f"The state was saved to {outputs.state}; give it to other commands with --state {outputs.state}.", err=True
        )
    if outputs.as_object:
        told = summary(outcome)
        if outcome.differences is not None:
            told["differences"] = differences_json(outcome.differences, outcome.reader.directory())
        say_json(told)
    elif outcome.differences is not None:
        for line in shown_differences(outcome.differences, outcome.reader.directory()):
            say(line)
    elif outputs.transcript:
        _print_transcript(exchanges, outcome.reader)
    else:
        _report(outcome)


def _check(request: SimulationRequest, outputs: Outputs) -> None:
    """Refuse what cannot be used or written, before any work is done for it."""
    files = {"--save": outputs.state, "--decisions": outputs.decisions, "--write-policy": request.write_policy}
    check_apart(
        {
            "EXPORT": request.export,
            "--policy": request.policy,
            "--against": request.against,
            "--org": request.organisation,
        },
        files,
    )
    if outputs.transcript and outputs.as_object:
        raise UnusableInputError("--json prints one object and --transcript a conversation; choose one of them.")
    if outputs.transcript and request.against is not None:
        raise UnusableInputError("--against shows what differs and --transcript all that is said; choose one of them.")
    if outputs.state is not None:
        from ratchet_cli.places.state_file import check_free

        check_free(outputs.state)
    if request.write_policy is not None:
        check_writable(request.write_policy)
    if outputs.decisions is not None:
        check_writable(outputs.decisions)
        check_begins_as(outputs.decisions, is_decision, "file of decisions")


def _warn(outcome: Simulated, outputs: Outputs) -> None:
    unsaid = (outcome.empty,) if outcome.empty and (outputs.transcript or outputs.as_object) else ()
    for warning in (*outcome.warnings, *unsaid):
        say(f"ratchet: {warning}", err=True)


def _tells(decision: Decision) -> bool:
    return speaks(decision) or bool(drafts_in(decision))


def _writer(file: TextIO) -> Listener:
    def write(event: Event, decision: Decision) -> None:
        file.write(record_to_json(event, decision) + "\n")

    return write


def _write_policy(outcome: Simulated, path: Path) -> None:
    with written_whole(path) as file:
        file.write(written(outcome.policy, outcome.notes))
    say(f"The policy was written to {path}; edit it, then give it with --policy {path}.", err=True)


def _print_transcript(exchanges: list[tuple[Event, Decision]], reader: Reader) -> None:
    directory = reader.directory()
    for event, decision in exchanges:
        drafts = shown_drafts(drafts_in(decision), reader, directory)
        for line in (shown_event(event, reader, directory), *drafts, *shown_speech(decision, directory), ""):
            say(line)
    if not exchanges:
        say("ratchet would have said nothing; without --transcript, a report says why.", err=True)


def _report(outcome: Simulated) -> None:
    from rich.console import Console

    from ratchet_cli.simulate.report import show

    wide = sys.stdout.isatty() or "COLUMNS" in os.environ
    show(outcome, Console(highlight=False, width=None if wide else _WIDTH))
