"""`ratchet evaluate`: reads history once to choose the questions, and once more to ask them as they come."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import typer
from attrs import frozen

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.evaluate.answering import Examination, heard_silently
from ratchet_cli.evaluate.questions import Chosen, chosen
from ratchet_cli.evaluate.replies import Recorder, is_recording
from ratchet_cli.evaluate.shown import evaluation_json, shown_evaluation
from ratchet_cli.evaluate.sides import PLAIN, Clock, Side, opened_side
from ratchet_cli.files.writing import check_apart, check_begins_as, check_writable
from ratchet_cli.simulate.simulation import SimulationRequest, Trial, simulate
from ratchet_cli.terminal.printing import say, say_json
from ratchet_cli.terminal.progress import Progress, progress_in

_LACKING: Final = 1
_DIGITS: Final = 6


@frozen
class EvaluationRequest:
    """What is to be evaluated, as it was written on the command line."""

    history: SimulationRequest
    model: str = PLAIN
    replies: Path | None = None
    record: Path | None = None
    against: str | None = None
    prompt: str | None = None
    questions: int | None = None


@frozen
class Evaluation:
    """What came of it: the questions, who answered, and what each said to each."""

    chosen: Chosen
    sides: tuple[Side, ...]
    examination: Examination


def evaluate(request: EvaluationRequest, environment: Mapping[str, str], *, as_object: bool) -> None:
    """Evaluate answers, and print the figures.

    Raises:
        UnusableInputError: If something asked for cannot be used.
        ExportError: If the path is not a Slack export.
    """
    _check(request)
    with ExitStack() as stack:
        outcome = evaluated(request, environment, progress_in(stack))
    if as_object:
        say_json(evaluation_json(outcome.chosen, outcome.sides, outcome.examination.given))
    else:
        for line in shown_evaluation(outcome.chosen, outcome.sides, outcome.examination.given):
            say(line)
    if any(one.lacking for one in outcome.examination.given.values()):
        raise typer.Exit(_LACKING)


def _check(request: EvaluationRequest) -> None:
    if request.replies is not None and request.model != PLAIN:
        raise UnusableInputError("--model asks a model and --replies plays what one said; choose one of them.")
    if request.record is None:
        return
    if request.model == PLAIN:
        raise UnusableInputError("--record writes what a model replies; name one with --model, such as scripted.")
    check_apart({"EXPORT": request.history.export, "--against": _file(request.against)}, {"--record": request.record})
    check_writable(request.record)
    check_begins_as(request.record, is_recording, "file of replies")


def _version(told: str | None) -> int | None:
    """Return the number of a version, which is written as `v4` or `4`."""
    if told is None:
        return None
    number = told.removeprefix("v")
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS):
        raise UnusableInputError(f"--prompt {told}: this is not a version; write it as v1.")
    return int(number)


def _file(told: str | None) -> Path | None:
    return Path(told) if told is not None and Path(told).is_file() else None


def evaluated(request: EvaluationRequest, environment: Mapping[str, str], progress: Progress) -> Evaluation:
    """Choose the questions of an export, and have them answered."""
    names = [str(request.replies or request.model), *([] if request.against is None else [request.against])]
    clock, version = Clock(), _version(request.prompt)
    sides = tuple(opened_side(one, environment, clock, version) for one in names)
    heard = simulate(request.history, progress, (), Trial(heard_silently))
    for warning in heard.warnings:
        say(f"ratchet: {warning}", err=True)
    questions = chosen(heard.reader, request.questions)
    recorder = None if request.record is None else Recorder(sides[0].name, sides[0].prompt)
    waiting = list(questions.asked)

    def tell(done: int) -> None:
        progress("Asking", done, len(waiting))

    examination = Examination(waiting, sides, clock, questions.runbooks, tell, recorder)
    try:
        simulate(request.history, progress, (), Trial(heard_silently, examination.before))
    finally:
        if recorder is not None and request.record is not None:
            recorder.write(request.record)
    return Evaluation(questions, sides, examination)
