"""Reads what a report is to be about, and prints it."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

import typer
from attrs import frozen
from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.hours import WorkingHours
from ratchet_core.queries.finding import channel_named, person_named, team_named
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.toil.as_object import report_json
from ratchet_core.queries.toil.definitions import Source as Definitions
from ratchet_core.queries.toil.report import ToilReport, toil_report
from ratchet_core.queries.toil.span import Clocks, Scope, Span
from ratchet_core.queries.toil.spans import BadSpanError, Written, end_of, span_of
from ratchet_core.queries.toil.suggestions import Suggestion
from ratchet_core.zone_table import zone_named
from ratchet_slack.cleaning import clean_name
from ratchet_slack.events import moment
from ratchet_slack.export import open_export

from ratchet_cli.against.differences import Differences
from ratchet_cli.clock import now
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.files.writing import check_apart, check_begins_as, check_writable
from ratchet_cli.places.opening import opened
from ratchet_cli.report.recount import Source, recounted
from ratchet_cli.report.shown import WIDTH, shown_report
from ratchet_cli.report.trying import by_behaviour, differences_of, in_words
from ratchet_cli.simulate.simulation import SimulationRequest, simulate
from ratchet_cli.terminal.printing import say, say_json
from ratchet_cli.terminal.progress import progress_in

_DIFFERS = 1
_NARROWEST = 40
_NO_LINE = "Not simulated: no line of the policy acts on this."
_PAGE = '<!doctype html><html lang="en">'


@frozen
class ReportRequest:
    """What a report is to be about, as it was written on the command line."""

    export: Path | None = None
    state: Path | None = None
    database: str | None = None
    policy: Path | None = None
    organisation: Path | None = None
    week: str | None = None
    since: str | None = None
    until: str | None = None
    teams: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    as_of_now: bool = False
    person: str | None = None
    html: Path | None = None
    tried: bool = False

    @property
    def simulated(self) -> SimulationRequest | None:
        """How the export is replayed; None where there is none."""
        if self.export is None:
            return None
        return SimulationRequest(self.export, self.policy, organisation=self.organisation)


def print_report(request: ReportRequest, only: Definitions | None, *, as_object: bool, check: bool) -> None:
    """Print the report that is asked for, or check it.

    Raises:
        UnusableInputError: If something asked for cannot be used.
    """
    if only is not None and as_object:
        raise UnusableInputError("--json has each definition beside its figure; leave out --definitions, or --json.")
    if request.html is not None:
        _check_page(request, request.html)
        if only is not None:
            raise UnusableInputError(
                "--html writes every figure, each with its definition; leave out --definitions, or --html."
            )
    with _read(request) as reader:
        directory = reader.directory()
        clock = directory.policy.working_hours
        span = _span(request, _end(request, reader, clock), clock)
        person = None if request.person is None else person_named(reader, request.person).id
        scope, about = _scope(request, reader)
        report = toil_report(reader, span, scope, zones=zone_named, person=person)
        tried = {} if check else _tried(request, report, directory)
        worded = _worded(report, tried) if request.tried else {}
        if request.html is not None:
            from ratchet_cli.report.page import write_page

            write_page(request.html, report, reader, about, worded)
            say(f"The page was written to {request.html}.", err=True)
        if check:
            _check(request, reader, report, as_object=as_object)
        elif as_object:
            say_json(_with_differences(report, tried))
        else:
            for line in shown_report(report, directory, clock, about, only, worded, _width()):
                say(line)


def _width() -> int:
    """Return how wide the report may be: no wider than the terminal, where it is shown in one."""
    if not (sys.stdout.isatty() or "COLUMNS" in os.environ):
        return WIDTH
    return max(min(get_terminal_size((WIDTH, 0)).columns, WIDTH), _NARROWEST)


def _worded(report: ToilReport, tried: Mapping[Suggestion, Differences]) -> dict[Suggestion, str]:
    """Return of each suggestion what it would have changed, or that no line of a policy can be tried for it."""
    return {one: in_words(tried[one]) if one in tried else _NO_LINE for one in report.suggestions}


def _tried(request: ReportRequest, report: ToilReport, directory: Directory) -> dict[Suggestion, Differences]:
    """Return what the suggestions would have changed, where that is wanted."""
    if not request.tried:
        return {}
    asked = request.simulated
    if asked is None:
        raise UnusableInputError(
            "--try replays an export; for a database, write the line into a policy file and use `ratchet policy try`."
        )
    with ExitStack() as stack:
        return differences_of(asked, report, directory, progress_in(stack))


def _with_differences(report: ToilReport, tried: Mapping[Suggestion, Differences]) -> dict[str, Any]:
    told = report_json(report)
    for one, shown in zip(report.suggestions, told["suggestions"], strict=True):
        if one in tried:
            shown["difference"] = by_behaviour(tried[one])
    return told


def _check_page(request: ReportRequest, path: Path) -> None:
    """Refuse a file that cannot be written, that is read too, or that is not the page of a report."""
    read = {
        "EXPORT": request.export,
        "--state": request.state,
        "--policy": request.policy,
        "--org": request.organisation,
    }
    check_apart(read, {"--html": path})
    check_writable(path)
    check_begins_as(path, lambda line: line.startswith(_PAGE), "page of a report")


@contextmanager
def _read(request: ReportRequest) -> Iterator[Reader]:
    """Read an export, a saved state or a database."""
    if request.export is None:
        if request.policy is not None or request.organisation is not None:
            raise UnusableInputError("--policy and --org are for exports; a state and a database know theirs.")
        with opened(request.state, request.database) as place:
            yield place.reader()
        return
    if request.state is not None or request.database is not None:
        raise UnusableInputError("An export, --state and --database are three places; give one of them.")
    with ExitStack() as stack:
        outcome = simulate(
            SimulationRequest(request.export, request.policy, organisation=request.organisation), progress_in(stack)
        )
    for warning in outcome.warnings:
        say(f"ratchet: {warning}", err=True)
    yield outcome.reader


def _span(request: ReportRequest, end: Instant, clock: WorkingHours) -> Span:
    """Return the stretch of time that is asked for."""
    try:
        return span_of(Written(request.week, request.since, request.until), end, clock, "--")
    except BadSpanError as error:
        raise UnusableInputError(str(error)) from error


def _end(request: ReportRequest, reader: Reader, clock: WorkingHours) -> Instant:
    """Return the end of what is known: now in a database, and the end of the last day in what is kept in a file."""
    if request.export is None and request.state is None:
        return now()
    return end_of(reader.now(), clock)


def _scope(request: ReportRequest, reader: Reader) -> tuple[Scope, str]:
    """Return which teams and channels are asked for, and how these are called."""
    if request.teams and request.export is not None and not reader.directory().teams:
        raise UnusableInputError("--team: no team is known of this export; --org FILE names teams, members and owners.")
    teams = [team_named(reader, one) for one in request.teams]
    channels = [channel_named(reader, one) for one in request.channels]
    named = [one.names[-1].name if one.names else one.id for one in teams]
    named += [f"#{one.name}" for one in channels]
    scope = Scope(
        frozenset(one.id for one in teams) if teams else None,
        frozenset(one.id for one in channels) if channels else None,
        request.as_of_now,
    )
    return scope, ", ".join(named) or "all teams and channels"


def _check(request: ReportRequest, reader: Reader, report: ToilReport, *, as_object: bool) -> None:
    """Count the figures again, and say whether they are the same; exit code 1 where one is not."""
    clocks = Clocks(reader.directory(), zone_named)
    source = _in_export(request.export, report.span) if request.export is not None else _in_rows(reader, report.span)
    found = list(recounted(report, source, clocks.local))
    if as_object:
        say_json([{"what": one.what, "told": one.told, "again": one.again, "same": one.is_same} for one in found])
    else:
        for one in found:
            verdict = "the same" if one.is_same else f"counted again: {one.again}"
            say(f"{one.what}: {one.told}; {verdict}")
    sys.stdout.flush()
    if not all(one.is_same for one in found):
        raise typer.Exit(_DIFFERS)


def _in_export(path: Path, span: Span) -> dict[MessageRef, Source]:
    """Return who wrote what when, as the files of an export have it."""
    found: dict[MessageRef, Source] = {}
    with open_export(path) as export:
        for channel, message in export.messages(None, None, None):
            at, ts, thread = moment(message.get("ts")), message.get("ts"), message.get("thread_ts")
            if at is not None and at < span.until and isinstance(ts, str):
                ref = MessageRef(channel.id, ts)
                text = message.get("text")
                found[ref] = Source(
                    "" if "bot_id" in message else clean_name(message.get("user")),
                    at,
                    thread if isinstance(thread, str) else None,
                    text if isinstance(text, str) else "",
                )
    return found


def _in_rows(reader: Reader, span: Span) -> dict[MessageRef, Source]:
    """Return who wrote what when, as the rows of messages have it."""
    return {one.ref: Source(one.person, one.at, one.thread, one.text) for one in reader.said(0, span.until)}
