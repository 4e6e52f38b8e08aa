"""The report of a simulation, for people: per channel what was seen, then what would have been said, and what not."""

from collections.abc import Callable, Iterable

from attrs import frozen
from ratchet_core.actions import Action
from ratchet_core.decision import Why
from ratchet_core.domain import HelpRequest, HelpState, Incident, Track
from ratchet_core.instants import Duration, described
from ratchet_core.memory import MemoryStore, World
from ratchet_core.outcomes import episodes_of
from ratchet_core.requests import whole_requests
from rich.console import Console
from rich.markup import escape

from ratchet_cli.drafts import shown_drafts
from ratchet_cli.names import channel_name, counted
from ratchet_cli.seen import MOST_CHANNELS, show_seen
from ratchet_cli.simulation import Simulated
from ratchet_cli.steering import visible
from ratchet_cli.tally import Speech, Tally, request_counts
from ratchet_cli.transcript import day_and_time, shown_actions, shown_event, shown_withheld
from ratchet_cli.waits import waits

_TOP = 8
_MOST_NAMED = 3


def show(outcome: Simulated, console: Console) -> None:
    """Print the report of a simulation."""
    _show_head(outcome, console)
    _show_channels(outcome, console)
    _show_said(outcome, console)
    _show_quiet(outcome, console)
    _show_alerts(outcome.world, console)
    _show_waits(outcome, console)
    _show_questions(outcome.tally, outcome.world, console)
    _show_unread(outcome, console)
    console.print(f"\nDigest of all decisions: {outcome.digest}")


def _safe(text: str) -> str:
    """Return somebody's words so that they neither steer the terminal nor are taken for markup."""
    return escape(visible(text))


def _show_head(outcome: Simulated, console: Console) -> None:
    tally, world = outcome.tally, outcome.world
    rate = round(tally.messages / outcome.seconds) if outcome.seconds else 0
    console.print(
        f"[bold]{counted(tally.messages, 'message')}[/bold] in {counted(len(world.channels), 'channel')}"
        f" by {counted(len(tally.people), 'person', 'people')},"
        f" replayed in {outcome.seconds:.1f} s ({rate:,} a second)."
    )
    if outcome.empty:
        console.print(outcome.empty, highlight=False)
    if outcome.notes:
        console.print("No policy was given: what each channel is for was worked out from its own history (see below).")


def _show_channels(outcome: Simulated, console: Console) -> None:
    show_seen(outcome, console)
    more = len(outcome.world.channels) - MOST_CHANNELS
    if more > 0:
        console.print(f"... and {counted(more, 'quieter channel')}; --channel NAME shows one.")
    for name, note in sorted(outcome.notes.items())[:MOST_CHANNELS]:
        console.print(f"  #{_safe(name)}: {escape(note)}", highlight=False)


def _show_said(outcome: Simulated, console: Console) -> None:
    tally = outcome.tally
    console.print("\n[bold]What ratchet would have said[/bold]")
    if not tally.spoken.counts:
        console.print("  Nothing.")
    _show_speech(tally.spoken, shown_actions, outcome.store, console)
    if tally.in_shadow.counts:
        console.print("\n[bold]What it would have said, in shadow[/bold]: decided and recorded, not sent")
        _show_speech(tally.in_shadow, shown_withheld, outcome.store, console)
    if tally.proposed.counts:
        console.print("\n[bold]Drafts of runbooks, for approval[/bold]")
        _show_speech(tally.proposed, shown_actions, outcome.store, console)


def _show_speech(
    speech: Speech, shown: Callable[[Iterable[Action], World], list[str]], store: MemoryStore, console: Console
) -> None:
    world = store.world
    for what, count in speech.counts.most_common():
        console.print(f"  {count:,} x {what}")
        for exchange in speech.examples[what]:
            drafts = shown_drafts(exchange.drafts, store)
            for line in (shown_event(exchange.event, world), *drafts, *shown(exchange.actions, world)):
                console.print("    " + _safe(line), highlight=False, soft_wrap=True)


def _show_quiet(outcome: Simulated, console: Console) -> None:
    console.print("\n[bold]What it kept quiet about, and why[/bold]")
    for reason, count in outcome.tally.silences.most_common():
        where = _where_off(outcome) if reason == Why.OFF.value else ""
        console.print(f"  {count:>9,} x {reason.replace('_', ' ')}{where}", highlight=False)


def _where_off(outcome: Simulated) -> str:
    """Return in which channels the policy lets a behaviour do nothing, the busiest first."""
    found = outcome.tally.off_in.most_common()
    named = [f"#{channel_name(outcome.world, channel)} {count:,}" for channel, count in found[:_MOST_NAMED]]
    more = [f"{len(found) - _MOST_NAMED} more"] if len(found) > _MOST_NAMED else []
    return _safe(f" (the policy says so for {', '.join([*named, *more])})")


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
    figures = f"{counted(len(one.incidents), 'incident')}, {counted(firings, 'firing')}"
    figures += f", open for {described(one.open_for)} in all"
    figures += f", {one.alone:,} ended without a word of anybody" if one.alone else ""
    console.print(f"  {_safe(name)}: {figures}", highlight=False)


def _show_waits(outcome: Simulated, console: Console) -> None:
    lines = list(waits(outcome.store))
    if lines:
        console.print("\n[bold]Help requests[/bold]")
    for line in lines:
        console.print(f"  {_safe(line)}", highlight=False)


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
    return _safe(f"{day_and_time(request.asked_at)} #{name}: {first[:100]}  [{name}/{request.root.ts}]")


def _show_unread(outcome: Simulated, console: Console) -> None:
    if not outcome.tally.skipped:
        return
    console.print("\n[bold]What was not read[/bold]")
    for why, count in outcome.tally.skipped.most_common():
        console.print(f"  {count:,} x {_safe(why)}", highlight=False)
    for skipped in outcome.skipped[:MOST_CHANNELS]:
        console.print(f"  {_safe(skipped.file)}: {_safe(skipped.why)} ({skipped.count:,})", highlight=False)
