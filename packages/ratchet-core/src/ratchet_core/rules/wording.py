"""The words of ratchet's messages, from facts alone; every figure on a card can be recomputed from the ledger."""

import hashlib
from collections.abc import Sequence

from ratchet_core.basis.instants import HOUR, SECOND, Instant, described
from ratchet_core.domain import (
    HelpRequest,
    Incident,
    IncidentState,
    MessageRef,
    Mute,
    RunbookState,
    RunbookVersion,
    ThreadNote,
    Tie,
    Track,
    service_key,
)
from ratchet_core.domain.affected import shown
from ratchet_core.domain.course import Course
from ratchet_core.domain.storms import Storm, Tallies
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.reading.quotation import cited_pieces
from ratchet_core.rules.card_buttons import card_buttons, reviewable
from ratchet_core.rules.deploys import deploy_told, deploys_before
from ratchet_core.rules.discretion import may_be_said, may_be_shown
from ratchet_core.rules.drafting import step_that_helped
from ratchet_core.rules.ownership import Audience, owner_name
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Body, Line, MessageLink, PersonMention, Piece, Plain

_SHOWN_MEMBERS = 5
_SHOWN_DEPLOYS = 3
_AFTERWARDS = HOUR
"""For so long after an incident people say in its thread what helped."""
_SHOWN_QUESTIONS = 3
_SHOWN_STEPS = 12
_QUOTED_STEPS = 5
_MENTIONED = 6
_SHOWN_TALLIES = 10
_SHOWN_WAITING = 20
_QUOTED = 200


def card_body(snapshot: Snapshot, course: Course, incident: Incident, at: Instant) -> Body:
    """Return an incident's card: what it is, whose, how often, what happened last time, what changed, what to do."""
    track = course.track
    lines = [
        _state_line(incident, flapping=course.is_flapping(snapshot.policy, at)),
        _owner_line(snapshot, track, incident.opened_at),
        _history_line(snapshot, course, incident),
        *_last_time(snapshot, course, incident),
        *_deploy_lines(snapshot, incident),
        *_asked_lines(snapshot, incident),
        *_runbook_lines(snapshot, track.channel),
        *(line for lines_of in snapshot.on_card for line in lines_of(snapshot, course, incident)),
    ]
    return Body(_headline(snapshot, track, incident), tuple(lines), card_buttons(snapshot, incident))


def answer_body(request: HelpRequest, earlier: HelpRequest, question: str, reply: ThreadNote) -> Body:
    """Return the answer to a question that was asked before: how long ago, in what words, and what was answered.

    Every quotation stands in one line with the link to its message, so that it can be taken out with it.
    """
    ago = described(request.asked_at - earlier.asked_at)
    lines = [
        _quotation("Asked: ", question, MessageLink(earlier.root.channel, earlier.root.ts, "the thread")),
        _quotation("Answered: ", reply.text, MessageLink(earlier.root.channel, reply.ts, "the answer")),
    ]
    return Body(f"This was asked before, {ago} ago", tuple(lines))


def runbook_body(named: Track, version: RunbookVersion, latest: MessageRef | None) -> Body:
    """Return the answer that a runbook gives: its first lines as they are, and where its alert fired last.

    The alert has the name that it was heard under in a channel of which the answer may tell.
    """
    lines = [line for line in without_secrets(version.text).splitlines() if line.strip()]
    shown = [_cited(line) for line in lines[:_QUOTED_STEPS]]
    more = [_line(Plain(f"... and {len(lines) - _QUOTED_STEPS} more lines"))] if len(lines) > _QUOTED_STEPS else []
    fired = [_line(Plain("It last fired in "), MessageLink(latest.channel, latest.ts, "this thread"))] if latest else []
    return Body(f"From the runbook of {named.name} (v{version.number})", (*shown, *more, *fired), of=(named.channel,))


def _quotation(before: str, words: str, link: MessageLink) -> Line:
    return _line(Plain(f"{before}“{' '.join(without_secrets(words).split())[:_QUOTED]}” "), link)


def reminder_body(request: HelpRequest, audience: Audience, at: Instant) -> Body:
    """Return the reminder of a question that waits: for how long, and for whom."""
    lines = (_line(Plain(f"It waits for {audience.team}.")), *_mentions(audience))
    return Body(f"This question has waited for {described(at - request.asked_at)}", lines)


def reminders_body(requests: Sequence[HelpRequest], audience: Audience, at: Instant) -> Body:
    """Return the reminder of several questions that wait for one team: a link to each, the oldest first."""
    shown = [
        _line(
            Plain(f"Waiting for {described(at - one.asked_at)}: "),
            MessageLink(one.root.channel, one.root.ts, "question"),
        )
        for one in requests[:_SHOWN_WAITING]
    ]
    more = len(requests) - _SHOWN_WAITING
    others = [_line(Plain(f"... and {more} more"))] if more > 0 else []
    lines = (*shown, *others, *_mentions(audience, "Can one of you answer them: "))
    return Body(f"{len(requests)} questions are waiting for {audience.team}", lines)


def _mentions(audience: Audience, wish: str = "Can one of you answer it: ") -> tuple[Line, ...]:
    """Return the line that calls people; of a large team nobody is called."""
    people = audience.people
    if not people or audience.members > _MENTIONED:
        return ()
    named: list[Piece] = [Plain(wish)]
    for person in people:
        named += [PersonMention(person), Plain(", ")]
    return (Line((*named[:-1], Plain("?"))),)


def handed_body(team: str, person: str) -> Body:
    """Return the news that a question was passed to a team, and by whom."""
    return Body(
        f"This question now waits for {team}", (Line((Plain("Passed on by "), PersonMention(person), Plain("."))),)
    )


def unmuted_body(name: str, mute: Mute, at: Instant) -> Body:
    """Return the news that a mute has ended by itself: of what, how long it was, and why."""
    lasted = described((mute.during.until or at) - mute.during.since)
    return Body(
        f"{name} is no longer muted", (_line(Plain(f"The mute of {lasted} is over. It was because: {mute.reason}")),)
    )


def mute_holds(*, critical: bool) -> str:
    """Return what a mute of an alert does with its critical incidents."""
    if critical:
        return "The alert is critical now, so its critical incidents are silenced too."
    return "The mute ends early if the alert turns critical."


def turned_critical_body(name: str, mutes: Sequence[Mute], people: Sequence[str]) -> Body:
    """Return the news that mutes ended because their alert turned critical, to those who made them."""
    told = [piece for person in people for piece in (PersonMention(person), Plain(", "))][:-1] or [Plain("Somebody")]
    reasons = "; ".join(dict.fromkeys(one.reason for one in mutes))
    return Body(
        f"{name} turned critical, so it is no longer muted", (_line(*told, Plain(f" had muted it because: {reasons}")),)
    )


def storm_body(storm: Storm, *, over: bool) -> Body:
    """Return what came faster than it could be posted: how much, of which services and alerts, and what follows."""
    number = "1 alert" if storm.count == 1 else f"{storm.count} alerts"
    lasted = storm.last_at - storm.since
    within = f" within {described(lasted)}" if lasted >= SECOND else ""
    lines = [
        *_tallied("By service", storm.services),
        *_tallied("By alert", storm.alerts),
        _line(Plain(_AFTER_STORM if over else _IN_STORM)),
    ]
    return Body(f"Alert storm{' over' if over else ''}: {number} held back{within}", tuple(lines))


_IN_STORM = "Alerts that stay open get their own cards as soon as there is room. Critical alerts are posted at once."
_AFTER_STORM = "Alerts that stayed open now have their own cards."


def _tallied(label: str, tallies: Tallies) -> list[Line]:
    known = tallies.by_number()
    if not known:
        return []
    shown = ", ".join(f"{one.name} ({one.count})" for one in known[:_SHOWN_TALLIES])
    more = tallies.others + sum(one.count for one in known[_SHOWN_TALLIES:])
    return [_line(Plain(f"{label}: {shown}{f' and {more} more' if more else ''}."))]


def body_digest(body: Body) -> str:
    """Return a short name for exactly this text."""
    return hashlib.blake2s(repr(body).encode(), digest_size=8).hexdigest()


def _headline(snapshot: Snapshot, track: Track, incident: Incident) -> str:
    service = _service_name(snapshot, track)
    names = {service_key(service), service.casefold(), (track.service or "").casefold()} if service else set()
    where = "" if service is None or any(one in track.name.casefold() for one in names if one) else f" on {service}"
    severity = f", {incident.severity.value}" if incident.severity else ""
    return f"{track.name}{where}{severity}"


def _service_name(snapshot: Snapshot, track: Track) -> str | None:
    """Return what the alert's service is called now, or else what its tool calls it."""
    return snapshot.service.name if snapshot.service is not None else track.service


def _line(*pieces: Piece) -> Line:
    return Line(tuple(pieces))


def _state_line(incident: Incident, *, flapping: bool) -> Line:
    if incident.state is IncidentState.OPEN:
        state = "Firing"
    elif incident.state is IncidentState.RESOLVED:
        state = f"Resolved after {described((incident.ended_at or incident.last_at) - incident.opened_at)}"
    else:
        state = "Closed as stale: no resolve message seen"
    members = _listed(incident.members or incident.seen_members)
    said = [f"{incident.firings} notifications"] if incident.firings > 1 and state == "Firing" else []
    asides = [*(["flapping"] if flapping else []), *said]
    return _line(Plain(f"{state}{_aside(asides)}{members}."))


def _aside(asides: Sequence[str]) -> str:
    return f" ({', '.join(asides)})" if asides else ""


def _listed(members: tuple[str, ...]) -> str:
    if not members:
        return ""
    more = len(members) - _SHOWN_MEMBERS
    return ": " + ", ".join(map(shown, members[:_SHOWN_MEMBERS])) + (f" and {more} more" if more > 0 else "")


def _owner_line(snapshot: Snapshot, track: Track, at: Instant) -> Line:
    owner = owner_name(snapshot, at)
    if owner is None:
        return _line(Plain(f"Owner: none recorded for {_service_name(snapshot, track) or 'this channel'}."))
    return _line(Plain(f"Owner: {owner}."))


def _history_line(snapshot: Snapshot, course: Course, incident: Incident) -> Line:
    at = incident.opened_at
    count, open_for = course.totals_before(incident.number, at - snapshot.policy.history)
    begun = snapshot.directory.readings.get(incident.channel)
    read = at - min(at if begun is None else begun, at)
    if not count and read < HOUR:
        return _line(Plain("First time seen (ratchet joined this channel recently)."))
    known = read >= snapshot.policy.history
    span = f"the last {snapshot.policy.history_days} days" if known else f"the {described(read)} since ratchet joined"
    if not count:
        return _line(Plain(f"First time seen in {span}."))
    times = "once" if count == 1 else f"{count} times"
    return _line(Plain(f"Fired {times} before in {span}, for {described(open_for // count)} on average."))


def _last_time(snapshot: Snapshot, course: Course, incident: Incident) -> list[Line]:
    last = course.before(incident.number)
    if last is None:
        return []
    if last.state is IncidentState.RESOLVED and last.ended_at is not None:
        ending = f"resolved after {described(last.ended_at - last.opened_at)}"
    else:
        ending = "was closed as stale"
    ago = described(incident.opened_at - last.opened_at)
    thread = MessageLink(last.channel, last.root_ts, "thread")
    return [
        _line(Plain(f"Last time, {ago} earlier, it {ending}: "), thread),
        *_helped(snapshot, last, incident.channel),
    ]


def _helped(snapshot: Snapshot, last: Incident, channel: str) -> list[Line]:
    """Return what helped in an incident, in the words that a version of the runbook quotes, where that is known."""
    until = last.last_at if last.ended_at is None else last.ended_at
    for version in reversed(snapshot.versions):
        if version.state is not RunbookState.REJECTED and may_be_shown(snapshot.directory, version, channel):
            step = step_that_helped(version.text, last.channel, last.opened_at, until + _AFTERWARDS)
            if step is not None:
                words = without_secrets(step.words)
                link = MessageLink(step.message.channel, step.message.ts, "message")
                return [_line(Plain(f"What helped: “{words}” "), link, Plain(step.counted))]
    return []


def _deploy_lines(snapshot: Snapshot, incident: Incident) -> list[Line]:
    """Return the deploys shortly before, as far as the channel may be told of them."""
    near = deploys_before(snapshot.deploys, incident.opened_at, snapshot.policy.deploys_before)
    return [
        _line(Plain(f"Deployed {described(incident.opened_at - deploy.at)} before: "), told)
        for deploy in near[-_SHOWN_DEPLOYS:]
        if (told := deploy_told(snapshot.directory, deploy, incident.channel)) is not None
    ]


def _asked_lines(snapshot: Snapshot, incident: Incident) -> list[Line]:
    """Return the questions about the service shortly before: by a link alone, and from a private channel only in it."""
    since = incident.opened_at - snapshot.policy.asked_before
    near = [
        one
        for one in snapshot.asked
        if one.tie in (Tie.WORDS, Tie.PERSON)
        and since <= one.asked_at <= incident.opened_at
        and may_be_said(snapshot.directory, one.root.channel, incident.channel)
    ]
    return [
        _line(
            Plain(f"Asked about {described(incident.opened_at - one.asked_at)} before: "),
            MessageLink(one.root.channel, one.root.ts, "question"),
        )
        for one in sorted(near, key=lambda one: (one.asked_at, one.root))[-_SHOWN_QUESTIONS:]
    ]


def _approval_line(snapshot: Snapshot, channel: str, number: int) -> Line:
    """Return which version waits for approval, by whom, and where they read and approve it."""
    owner = owner_name(snapshot, snapshot.focus.at)
    how = "Read and approve it on my home page." if owner else "Read and approve it with `ratchet runbook`."
    if reviewable(snapshot, channel) is not None:
        how = f"Press “Review draft v{number}” to read and approve it."
    fits = _fit_of(snapshot, number)
    return _line(Plain(f"Runbook: draft v{number} awaits approval by {owner or 'an admin'}. {fits}{how}"))


def _fit_of(snapshot: Snapshot, number: int) -> str:
    """Return how a draft fits the last incidents, where there were several; of the one it is made from, it must."""
    fit = next((one.fit for one in snapshot.versions if one.number == number), None)
    return "" if fit is None or fit.telling < _SEVERAL else f"It {fit.told}. "


_SEVERAL = 2


def _runbook_lines(snapshot: Snapshot, channel: str) -> list[Line]:
    runbook = snapshot.runbook
    proposals = [one.number for one in snapshot.versions if one.state is RunbookState.PROPOSED]
    waiting = [_approval_line(snapshot, channel, number) for number in proposals[-1:]]
    if runbook is None:
        return waiting or [_line(Plain("Runbook: none yet."))]
    title = f"Runbook v{runbook.number}"
    if not may_be_shown(snapshot.directory, runbook, channel):
        return [_line(Plain(f"{title} quotes a private channel, so it is shown only there.")), *waiting]
    assumed = " (assumed approved; nobody approved it)" if runbook.assumed else ""
    first, *rest = without_secrets(runbook.text).splitlines() or [""]
    shown = [_cited(f"{title}{assumed}: {first}"), *(_cited(line) for line in rest[:_SHOWN_STEPS])]
    more = len(rest) - _SHOWN_STEPS
    return [*shown, *([_line(Plain(f"... and {more} more lines"))] if more > 0 else []), *waiting]


def _cited(text: str) -> Line:
    """Return a runbook's line with its citations as links; people are not named on a card, which would notify them."""
    pieces: list[Piece] = []
    for words, ref in cited_pieces(text):
        if words:
            pieces.append(Plain(words))
        if ref is not None:
            pieces.append(MessageLink(ref.channel, ref.ts, "message"))
    return Line(tuple(pieces))
