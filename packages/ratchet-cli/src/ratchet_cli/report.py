"""The report of a simulation, for people: per channel what was seen, then what would have been said, and what not."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from attrs import frozen
from ratchet_core.domain import HelpRequest, HelpState, Incident, Track
from ratchet_core.instants import Duration, described
from ratchet_core.memory import World
from ratchet_core.outcomes import episodes_of
from ratchet_core.recognise.recognised import Kind
from ratchet_core.requests import whole_requests
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ratchet_cli.drafts import shown_drafts
from ratchet_cli.names import channel_name, visible
from ratchet_cli.simulation import Simulated
from ratchet_cli.tally import DRAFTS, Tally, incident_counts, request_counts
from ratchet_cli.transcript import day_and_time, shown_actions, shown_event

_Record = TypeVar("_Record")
_TOP = 8
_MOST_CHANNELS = 40


def show(outcome: Simulated, console: Console) -> None:
    """Print the report of a simulation."""
    _show_head(outcome, console)
    _show_channels(outcome, console)
    _show_said(outcome, console)
    _show_quiet(outcome, console)
    _show_alerts(outcome.world, console)
    _show_questions(outcome.tally, outcome.world, console)
    _show_unread(outcome, console)
    console.print(f"\nDigest of all decisions: {outcome.digest}")


def _show_head(outcome: Simulated, console: Console) -> None:
    tally, world = outcome.tally, outcome.world
    rate = round(tally.messages / outcome.seconds) if outcome.seconds else 0
    console.print(
        f"[bold]{tally.messages:,} messages[/bold] in {len(world.channels)} channels by {len(tally.people):,} people,"
        f" replayed in {outcome.seconds:.1f} s ({rate:,} a second)."
    )
    if outcome.notes:
        console.print("No policy was given: what each channel is for was worked out from its own history (see below).")


def _show_channels(outcome: Simulated, console: Console) -> None:
    table = Table(title="What was seen", title_justify="left", title_style="bold")
    for name in ("channel", "for"):
        table.add_column(name, overflow="fold")
    for name in ("messages", "incidents", "resolved", "stale", "open", "questions", "answered", "deploys", "notices"):
        table.add_column(name, justify="right")
    notices = Counter((one.message.channel, one.kind is Kind.DEPLOY) for one in outcome.world.notifications.values())
    incidents_in = _by_channel(outcome.world.incidents.values(), lambda one: one.channel)
    requests_in = _by_channel(whole_requests(outcome.world.requests), lambda one: one.root.channel)
    seen = outcome.tally.messages_in
    for channel in sorted(outcome.world.channels.values(), key=lambda one: (-seen[one.id], one.name))[:_MOST_CHANNELS]:
        incidents, requests = (
            incident_counts(incidents_in.get(channel.id, ())),
            request_counts(requests_in.get(channel.id, ())),
        )
        figures = (
            *(incidents[key] for key in ("opened", "resolved", "stale", "open")),
            requests["opened"],
            requests["answered"],
            notices[channel.id, True],
            notices[channel.id, False],
        )
        purpose = outcome.policy.for_channel(channel.id, channel.name).purpose.value
        shown = (f"{one:,}" if one else "·" for one in figures)
        table.add_row(f"#{escape(channel.name)}", purpose, f"{seen[channel.id]:,}", *shown)
    console.print()
    console.print(table)
    more = len(outcome.world.channels) - _MOST_CHANNELS
    if more > 0:
        console.print(f"... and {more} quieter channels; --channel NAME shows one.")
    for name, note in sorted(outcome.notes.items())[:_MOST_CHANNELS]:
        console.print(f"  #{escape(name)}: {note}", highlight=False)


def _by_channel(records: Iterable[_Record], channel_of: Callable[[_Record], str]) -> dict[str, list[_Record]]:
    found: dict[str, list[_Record]] = {}
    for one in records:
        found.setdefault(channel_of(one), []).append(one)
    return found


def _show_said(outcome: Simulated, console: Console) -> None:
    console.print("\n[bold]What ratchet would have said[/bold]")
    counts: Counter[str] = Counter()
    for place in outcome.tally.channels.values():
        counts.update(place.spoken)
    if outcome.tally.drafts:
        counts[DRAFTS] = outcome.tally.drafts
    if not counts:
        console.print("  Nothing.")
    for what, count in counts.most_common():
        console.print(f"  {count:,} x {what}")
        for exchange in outcome.tally.examples.get(what, ()):
            drafts = shown_drafts(exchange.drafts, outcome.store)
            actions = shown_actions(exchange.actions, outcome.world)
            for line in (shown_event(exchange.event, outcome.world), *drafts, *actions):
                console.print("    " + escape(line), highlight=False, soft_wrap=True)


def _show_quiet(outcome: Simulated, console: Console) -> None:
    console.print("\n[bold]What it kept quiet about, and why[/bold]")
    for reason, count in outcome.tally.silences.most_common():
        console.print(f"  {count:>9,} x {reason.replace('_', ' ')}", highlight=False)


@frozen
class _Episodes:
    """An alert in a channel with its incidents, for the lists of the noisiest and the longest.

    `alone` is how many of them ended without a word or a hand of anybody.
    """

    track: Track
    incidents: tuple[Incident, ...]
    alone: int

    @property
    def open_for(self) -> Duration:
        """How long it was open in all."""
        return sum((one.ended_at or one.last_at) - one.opened_at for one in self.incidents)


def _episodes(world: World) -> list[_Episodes]:
    found: dict[tuple[str, str], list[Incident]] = {}
    for incident in world.incidents.values():
        found.setdefault((incident.channel, incident.alert), []).append(incident)
    return [_Episodes(world.tracks[key], tuple(of), _alone(world, key, of)) for key, of in sorted(found.items())]


def _alone(world: World, key: tuple[str, str], incidents: list[Incident]) -> int:
    """Count the incidents that nobody wrote about, and that ended all the same: noise, more often than not."""
    episodes = episodes_of(incidents, (), {key[0]: world.notes.get(key, ())})
    return sum(one.ended_at is not None and one.first_human_at is None for one in episodes)


def _show_alerts(world: World, console: Console) -> None:
    episodes = _episodes(world)
    if not episodes:
        return
    console.print("\n[bold]The noisiest alerts[/bold]")
    for one in sorted(episodes, key=lambda one: -len(one.incidents))[:_TOP]:
        _show_episodes(one, world, console)
    console.print("\n[bold]The alerts that were open longest[/bold]")
    for one in sorted(episodes, key=lambda one: -one.open_for)[:_TOP]:
        _show_episodes(one, world, console)


def _show_episodes(one: _Episodes, world: World, console: Console) -> None:
    alert = world.alerts.get(one.track.alert)
    service = world.services.get(alert.service or "") if alert is not None else None
    name = f"{one.track.name} ({service.name})" if service is not None else one.track.name
    firings = sum(incident.firings for incident in one.incidents)
    figures = f"{_counted(len(one.incidents), 'incident')}, {_counted(firings, 'firing')}"
    figures += f", open for {described(one.open_for)} in all"
    figures += f", {one.alone:,} ended without a word of anybody" if one.alone else ""
    console.print(f"  {escape(name)}: {figures}", highlight=False)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _show_questions(tally: Tally, world: World, console: Console) -> None:
    requests = whole_requests(world.requests)
    waiting = [one for one in requests if one.state is HelpState.OPEN]
    if not requests:
        return
    counts = request_counts(requests)
    console.print(f"\n[bold]Unanswered questions[/bold]: {len(waiting):,} of {counts['opened']:,}", highlight=False)
    if counts["resolved_without_answer"]:
        console.print(f"  {counts['resolved_without_answer']:,} more were resolved by their askers without an answer.")
    if tally.in_threads < tally.messages // 2:
        share = 100 * tally.in_threads // tally.messages
        console.print(f"  Only answers in threads count, and only {share} % of the messages stand in threads.")
    for request in sorted(waiting, key=lambda one: -one.asked_at)[:_TOP]:
        console.print(f"  {_question(request, world)}", highlight=False, soft_wrap=True)


def _question(request: HelpRequest, world: World) -> str:
    name = channel_name(world, request.root.channel)
    first = next((line.strip() for line in request.question.splitlines() if line.strip()), "")
    return escape(visible(f"{day_and_time(request.asked_at)} #{name}: {first[:100]}  [{name}/{request.root.ts}]"))


def _show_unread(outcome: Simulated, console: Console) -> None:
    if not outcome.tally.skipped:
        return
    console.print("\n[bold]What was not read[/bold]")
    for why, count in outcome.tally.skipped.most_common():
        console.print(f"  {count:,} x {escape(why)}", highlight=False)
    for skipped in outcome.skipped[:_MOST_CHANNELS]:
        console.print(f"  {escape(skipped.file)}: {escape(skipped.why)} ({skipped.count:,})", highlight=False)
