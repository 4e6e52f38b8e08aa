"""The report of a simulation, for people: per channel what was seen, then what would have been said, and what not."""

import shlex
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias

from ratchet_core.basis.instants import described
from ratchet_core.domain import HelpRequest
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.help_requests import counted_requests, question_of, requests, unanswered
from ratchet_core.queries.misread import Doubt, Sign, teaching
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.reports import Toll, longest, noisiest, tolls
from ratchet_core.reading.gist import gist_of
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.decision import Why
from rich.console import Console
from rich.markup import escape

from ratchet_cli.simulate.seen import MOST_CHANNELS, show_seen
from ratchet_cli.simulate.simulation import Simulated
from ratchet_cli.simulate.tally import Said
from ratchet_cli.simulate.waits import shown_waits
from ratchet_cli.terminal.drafts import shown_drafts
from ratchet_cli.terminal.names import channel_name, counted, person_name
from ratchet_cli.terminal.steering import visible
from ratchet_cli.terminal.transcript import day_and_time, shown_actions, shown_event, shown_withheld

_TOP = 8
_MOST_NAMED = 3
_LONGEST_GIST = 100
_Shown: TypeAlias = Callable[[Iterable[Action], Directory], list[str]]


def show(outcome: Simulated, console: Console) -> None:
    """Print the report of a simulation."""
    directory = outcome.reader.directory()
    _show_head(outcome, directory, console)
    _show_channels(outcome, directory, console)
    _show_said(outcome, directory, console)
    _show_quiet(outcome, directory, console)
    _show_alerts(outcome.reader, console)
    _show_waits(outcome.reader, console)
    _show_questions(outcome, directory, console)
    _show_misread(outcome, directory, console)
    _show_unread(outcome, console)
    console.print(f"\nDigest of all decisions: {outcome.digest}")


def _safe(text: str) -> str:
    """Return somebody's words so that they show no secret, steer no terminal and are not taken for markup."""
    return escape(visible(without_secrets(text)))


def _show_head(outcome: Simulated, directory: Directory, console: Console) -> None:
    tally = outcome.tally
    rate = round(tally.messages / outcome.seconds) if outcome.seconds else 0
    console.print(
        f"[bold]{counted(tally.messages, 'message')}[/bold] in {counted(len(directory.channels), 'channel')}"
        f" by {counted(len(tally.people), 'person', 'people')},"
        f" replayed in {outcome.seconds:.1f} s ({rate:,} a second)."
    )
    if outcome.empty:
        console.print(outcome.empty, highlight=False)
    if outcome.notes:
        console.print("No policy was given: what each channel is for was worked out from its own history (see below).")


def _show_channels(outcome: Simulated, directory: Directory, console: Console) -> None:
    show_seen(outcome, console)
    more = len(directory.channels) - MOST_CHANNELS
    if more > 0:
        console.print(f"... and {counted(more, 'quieter channel')}; --channel NAME shows one.")
    for name, note in sorted(outcome.notes.items())[:MOST_CHANNELS]:
        console.print(f"  #{_safe(name)}: {escape(note)}", highlight=False)


def _show_said(outcome: Simulated, directory: Directory, console: Console) -> None:
    tally = outcome.tally
    console.print("\n[bold]What ratchet would have said[/bold]")
    if not tally.spoken.counts:
        console.print("  Nothing.")
    _show_said_by_kind(tally.spoken, shown_actions, outcome.reader, directory, console)
    if tally.in_shadow.counts:
        console.print("\n[bold]What it would have said, in shadow[/bold]: decided and recorded, not sent")
        _show_said_by_kind(tally.in_shadow, shown_withheld, outcome.reader, directory, console)
    if tally.proposed.counts:
        console.print("\n[bold]Drafts of runbooks, for approval[/bold]")
        _show_said_by_kind(tally.proposed, shown_actions, outcome.reader, directory, console)


def _show_said_by_kind(said: Said, shown: _Shown, reader: Reader, directory: Directory, console: Console) -> None:
    for what, count in said.counts.most_common():
        console.print(f"  {counted(count, what)}")
        for exchange in said.examples[what]:
            drafts = shown_drafts(exchange.drafts, reader, directory)
            for line in (shown_event(exchange.event, reader, directory), *drafts, *shown(exchange.actions, directory)):
                console.print("    " + _safe(line), highlight=False, soft_wrap=True)


def _show_quiet(outcome: Simulated, directory: Directory, console: Console) -> None:
    console.print("\n[bold]What it kept quiet about, and why[/bold]")
    for reason, count in outcome.tally.silences.most_common():
        where = _where_off(outcome, directory) if reason == Why.OFF.value else ""
        console.print(f"  {count:>9,} x {reason.replace('_', ' ')}{where}", highlight=False)


def _where_off(outcome: Simulated, directory: Directory) -> str:
    """Return in which channels the policy lets a behaviour do nothing, the busiest first."""
    found = outcome.tally.off_in.most_common()
    named = [f"#{channel_name(directory, channel)} {count:,}" for channel, count in found[:_MOST_NAMED]]
    more = [f"{len(found) - _MOST_NAMED} more"] if len(found) > _MOST_NAMED else []
    return _safe(f" (the policy says so for {', '.join([*named, *more])})")


def _show_alerts(reader: Reader, console: Console) -> None:
    known = tolls(reader)
    if not known:
        return
    console.print("\n[bold]The noisiest alerts[/bold]")
    for one in noisiest(known)[:_TOP]:
        _show_toll(one, console)
    console.print("\n[bold]The alerts that were open longest[/bold]")
    for one in longest(known)[:_TOP]:
        _show_toll(one, console)


def _show_toll(one: Toll, console: Console) -> None:
    name = f"{one.name} ({one.service})" if one.service is not None else one.name
    figures = f"{counted(one.incidents, 'incident')}, {counted(one.firings, 'firing')}"
    figures += f", open for {described(one.open_for)} in all"
    figures += f", {one.alone:,} ended with nobody commenting" if one.alone else ""
    console.print(f"  {_safe(name)}: {figures}", highlight=False)


def _show_waits(reader: Reader, console: Console) -> None:
    lines = list(shown_waits(reader))
    if lines:
        console.print("\n[bold]Help requests[/bold]")
    for line in lines:
        console.print(f"  {_safe(line)}", highlight=False)


def _show_questions(outcome: Simulated, directory: Directory, console: Console) -> None:
    tally, asked = outcome.tally, requests(outcome.reader)
    if not asked:
        return
    counts, waiting = counted_requests(asked), unanswered(asked)
    console.print(f"\n[bold]Unanswered questions[/bold]: {counts.unanswered:,} of {counts.opened:,}", highlight=False)
    if counts.resolved_without_answer:
        console.print(f"  {counts.resolved_without_answer:,} more were resolved by their askers without an answer.")
    if tally.in_threads < tally.messages // 2:
        share = 100 * tally.in_threads // tally.messages
        console.print(f"  Only answers in threads count, and only {share} % of the messages stand in threads.")
    for request in waiting[:_TOP]:
        question = question_of(outcome.reader, request)
        console.print(f"  {_question(request, question, directory)}", highlight=False, soft_wrap=True)


def _question(request: HelpRequest, question: str, directory: Directory) -> str:
    name = channel_name(directory, request.root.channel)
    gist = gist_of(without_secrets(question), _LONGEST_GIST, partial(person_name, directory))
    return _safe(f"{day_and_time(request.asked_at)} #{name}: {gist}  [{name}/{request.root.ts}]")


def _show_misread(outcome: Simulated, directory: Directory, console: Console) -> None:
    """Show what may be read wrongly, each with the command that teaches it."""
    doubts = outcome.tally.misread.doubts()
    if not doubts:
        return
    console.print("\n[bold]What may be read wrongly[/bold]: teach it on a state (--save FILE) or a database")
    for one in doubts[:_TOP]:
        for line in _doubt(one, directory):
            console.print(f"  {_safe(line)}", highlight=False, soft_wrap=True)
    if len(doubts) > _TOP:
        console.print(f"  ... and {len(doubts) - _TOP:,} more; --json lists them.")


def _doubt(one: Doubt, directory: Directory) -> tuple[str, ...]:
    name = channel_name(directory, one.channel)
    if one.sign is Sign.RED_CHANNEL:
        return (f"#{name} {one.sign.value} ({one.count:,}); say what it is for with --policy FILE.",)
    teach = shlex.join(teaching(one, name))
    return f"{one.count:,} x {one.title[:80]} in #{name}: {one.sign.value}", f"  {teach} --as PERSON"


def _show_unread(outcome: Simulated, console: Console) -> None:
    if not outcome.tally.skipped:
        return
    console.print("\n[bold]What was not read[/bold]")
    for why, count in outcome.tally.skipped.most_common():
        console.print(f"  {count:,} x {_safe(why)}", highlight=False)
    for skipped in outcome.skipped[:MOST_CHANNELS]:
        console.print(f"  {_safe(skipped.file)}: {_safe(skipped.why)} ({skipped.count:,})", highlight=False)
