"""What happened so far in the thread of an incident or a question: who did what when, each with its message.

It is made of what is remembered, without a model. A model may word what people wrote; who wrote it, when, and where it
stands is put there by code in either case.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import frozen

from ratchet_core.basis.instants import Instant, described, moment_of
from ratchet_core.domain import (
    GivenAnswer,
    HelpRequest,
    Incident,
    IncidentState,
    MessageRef,
    Stated,
    ThreadNote,
    note_of,
)
from ratchet_core.domain.course import course_of, notes_of
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.reading.replies import Use, use_of
from ratchet_core.reading.speech import Speech
from ratchet_core.rules.deploys import deploy_told, deploys_before
from ratchet_core.rules.drafting import telling
from ratchet_core.rules.explaining import line, named, request_stands, waits_for
from ratchet_core.rules.muting import muted_by
from ratchet_core.rules.owning import team_called
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Body, Line, MessageLink, Piece

_SHOWN: Final = 10
"""How many of the messages that people wrote are quoted."""

_QUOTED: Final = 200
_SHOWN_DEPLOYS: Final = 3
_FEWEST: Final = 3
"""Of fewer messages a model is not asked: they are quoted whole."""


_WORDED: Final = "A model put in fewer words what people wrote; each sentence links to its message."


@frozen
class Happened:
    """Something happened at a moment, and how it is told of; `ts` keeps those of one moment in order."""

    at: Instant
    ts: str
    told: tuple[Piece | str, ...]


def incident_of(snapshot: Snapshot) -> Incident | None:
    """Return the incident that is asked about, as it stands now."""
    track, number = snapshot.track, snapshot.focus.number
    folded = () if track is None else course_of(track).incidents
    return next((one for one in folded if one.number == number), snapshot.incident)


def notes_so_far(snapshot: Snapshot) -> tuple[ThreadNote, ...]:
    """Return what people wrote: about the incident in the threads of its alert, or below the question."""
    incident = incident_of(snapshot)
    if incident is not None:
        following = next(
            (one for one in _later(snapshot, incident) if one.number == incident.number + 1), snapshot.following
        )
        return tuple(sorted(notes_of(snapshot.notes, incident, following)))
    return tuple(sorted(map(note_of, snapshot.answers))) if snapshot.request is not None else ()


def _later(snapshot: Snapshot, incident: Incident) -> Iterable[Incident]:
    track = snapshot.track
    return () if track is None else (one for one in course_of(track).incidents if one.number > incident.number)


def is_worth_wording(snapshot: Snapshot) -> bool:
    """Say whether so much was written that it helps to have it put in fewer words."""
    return len(notes_so_far(snapshot)) >= _FEWEST


def so_far(snapshot: Snapshot, at: Instant, stated: Sequence[Stated] | None = None) -> Body | None:
    """Return what happened so far, None where nothing is known; `stated` is what a model made of what people wrote."""
    notes = notes_so_far(snapshot)
    incident, request = incident_of(snapshot), snapshot.request
    told = _quoted(snapshot, notes, incident) if stated is None else _worded(snapshot, notes, stated)
    if incident is not None:
        name = incident.alert if snapshot.track is None else snapshot.track.name
        happened, ends = _of_incident(snapshot, incident), _stands(snapshot, incident, at)
        headline = f"What happened so far: {name}, incident {incident.number}"
    elif request is not None:
        happened, ends = _of_request(snapshot, request), _request_ends(snapshot, request, at)
        headline = "What happened so far with this question"
    else:
        return None
    in_order = sorted([*happened, *told], key=lambda one: (one.at, one.ts))
    lines = [_line_of(snapshot, one) for one in in_order]
    more = len(notes) - len(told) if stated is None else 0
    left = [line(f"... and {more} more messages in the thread")] if more > 0 else []
    worded = [line(_WORDED)] if stated else []
    return Body(headline, (*worded, *lines, *left, *ends))


def _line_of(snapshot: Snapshot, one: Happened) -> Line:
    return line(f"{snapshot.policy.dated(one.at)}: ", *one.told)


def _of_incident(snapshot: Snapshot, incident: Incident) -> Iterator[Happened]:
    channel = incident.channel
    severity = "" if incident.severity is None else f", {incident.severity.value}"
    first = MessageLink(channel, incident.root_ts, "alert")
    yield Happened(incident.opened_at, incident.root_ts, (f"It fired{severity}: ", first))
    yield from _deploys(snapshot, incident)
    looks = {one.person: one for one in reversed(snapshot.looks) if _is_within(incident, one.at)}
    for look in looks.values():
        link = MessageLink(look.message.channel, look.message.ts, "reaction")
        yield Happened(look.at, look.message.ts, (named(snapshot, look.person), " looks at it: ", link))
    runbook = snapshot.runbook
    for vote in snapshot.votes if runbook is not None else ():
        if _is_within(incident, vote.at):
            helped = "helped" if vote.helpful else "did not help"
            told = (named(snapshot, vote.person), f" said that runbook v{vote.version} {helped}.")
            yield Happened(vote.at, "", told)
    mark = snapshot.mark
    if mark is not None:
        yield Happened(mark.at, "", (named(snapshot, mark.person), f" called it {mark.verdict.value}."))
    if incident.ended_at is not None:
        yield _end(snapshot, incident, incident.ended_at)


def _is_within(incident: Incident, at: Instant) -> bool:
    return at >= incident.opened_at and (incident.ended_at is None or at <= incident.ended_at)


def _deploys(snapshot: Snapshot, incident: Incident) -> Iterator[Happened]:
    near = deploys_before(snapshot.deploys, incident.opened_at, snapshot.policy.deploys_before)
    for deploy in near[-_SHOWN_DEPLOYS:]:
        told = deploy_told(snapshot.directory, deploy, incident.channel)
        if told is not None:
            yield Happened(deploy.at, deploy.message.ts, ("Deployed before: ", told))


def _end(snapshot: Snapshot, incident: Incident, ended_at: Instant) -> Happened:
    if incident.ended_by is not None:
        return Happened(ended_at, "~", (named(snapshot, incident.ended_by), " resolved it."))
    if incident.state is IncidentState.STALE:
        return Happened(ended_at, "~", ("I closed it as stale: no resolve message came.",))
    if incident.ended_ts is None:
        return Happened(ended_at, "~", ("It resolved.",))
    link = MessageLink(incident.channel, incident.ended_ts, "end")
    return Happened(ended_at, incident.ended_ts, ("It resolved: ", link))


def _stands(snapshot: Snapshot, incident: Incident, at: Instant) -> list[Line]:
    mute = muted_by(snapshot, incident.channel, at, incident.severity)
    muted = [] if mute is None else [line("Its alert is muted by ", named(snapshot, mute.person), ".")]
    if incident.state is not IncidentState.OPEN:
        return muted
    lasts, last = described(at - incident.opened_at), described(at - incident.last_at)
    times = "once" if incident.firings == 1 else f"{incident.firings} times, last {last} ago"
    return [line(f"It has been open for {lasts}; it fired {times}."), *muted]


def _of_request(snapshot: Snapshot, request: HelpRequest) -> Iterator[Happened]:
    channel, asked = request.root.channel, "asked"
    for one in (request, *snapshot.parts):
        link = MessageLink(channel, one.root.ts, "question")
        words = _short(snapshot.asked_in((one,)))
        told = (named(snapshot, one.asker), f" {asked}: {f'“{words}” ' if words else ''}", link)
        yield Happened(one.asked_at, one.root.ts, told)
        asked = "asked as well"
    for handed in request.handed:
        team = team_called(snapshot.directory, handed.team, handed.at)
        yield Happened(handed.at, "", (named(snapshot, handed.person), f" passed it on to {team}."))
    for said in request.said:
        what = "asked again" if said.speech is Speech.QUESTION else "said that it is done, or thanks"
        told = (named(snapshot, request.asker), f" {what}: ", MessageLink(channel, said.ts, "message"))
        yield Happened(said.at, said.ts, told)
    if request.ticked_at is not None:
        yield Happened(request.ticked_at, "", ("Somebody ticked it.",))
    yield from _pointed_out(request, snapshot.given)


def _pointed_out(request: HelpRequest, given: GivenAnswer | None) -> Iterator[Happened]:
    if given is not None and given.ts is not None:
        link = MessageLink(request.root.channel, given.ts, "answer")
        yield Happened(moment_of(given.ts, request.asked_at), given.ts, ("I pointed out an earlier answer: ", link))


def _request_ends(snapshot: Snapshot, request: HelpRequest, at: Instant) -> list[Line]:
    return [request_stands(request, at), *waits_for(snapshot, request, at)]


def _quoted(snapshot: Snapshot, notes: Sequence[ThreadNote], incident: Incident | None) -> list[Happened]:
    """Return the messages that tell most, in people's own words: first what a draft would quote, then what may help."""
    channel = snapshot.focus.channel or ""
    came = {} if incident is None else telling(channel, incident.opened_at, notes)
    by_use = sorted(notes, key=lambda one: (one.ts not in came, use_of(one.text) is not Use.HELPS))
    return [_note(snapshot, channel, one, came.get(one.ts, "")) for one in by_use[:_SHOWN]]


def _note(snapshot: Snapshot, channel: str, note: ThreadNote, came: str) -> Happened:
    link = MessageLink(channel, note.ts, "message")
    after = f", {came}" if came else ""
    return Happened(note.at, note.ts, (named(snapshot, note.person), f": “{_short(note.text)}”{after} ", link))


def _short(words: str) -> str:
    flat = " ".join(without_secrets(words).split())
    return flat if len(flat) <= _QUOTED else f"{flat[:_QUOTED].rstrip()}…"


def _worded(snapshot: Snapshot, notes: Sequence[ThreadNote], stated: Sequence[Stated]) -> list[Happened]:
    """Return a model's sentences, each at the moment of the first message that it quotes, and beside who wrote that."""
    written = {one.ts: one for one in notes}
    found = []
    for statement in stated:
        refs = list(dict.fromkeys(one.source.message for one in statement.quoted if one.source.message is not None))
        behind = [written[ref.ts] for ref in refs if ref.ts in written]
        if behind:
            found.append(_sentence(snapshot, statement.text, refs, behind))
    return found


def _sentence(snapshot: Snapshot, text: str, refs: Sequence[MessageRef], behind: Sequence[ThreadNote]) -> Happened:
    people: list[Piece | str] = []
    for person in dict.fromkeys(one.person for one in behind):
        people += [named(snapshot, person), ", "]
    links: list[Piece | str] = []
    for ref in refs:
        links += [" ", MessageLink(ref.channel, ref.ts, "message")]
    first = min(behind)
    return Happened(first.at, first.ts, (*people[:-1], f": {text}", *links))
