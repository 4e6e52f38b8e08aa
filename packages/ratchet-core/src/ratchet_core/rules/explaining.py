"""Why ratchet did what it did, or stayed silent: what `/ratchet why` and the button of a card say.

All of it is worked out from what is remembered now: what a message was taken for, and by whose word; whether its card
is posted, held, muted or withheld; whose it is; what it waits for.
"""

from collections.abc import Iterator
from typing import Final

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant, described
from ratchet_core.domain import (
    Card,
    CardState,
    GivenAnswer,
    HelpRequest,
    HelpState,
    Incident,
    IncidentState,
    Kept,
    Lesson,
    MessageRef,
    Notification,
    OwnedKind,
    Thread,
    Tie,
    Track,
)
from ratchet_core.domain.course import Course, course_of
from ratchet_core.domain.policy import CHOSEN, MODES, ChannelPolicy, Mode
from ratchet_core.recognise.recognised import Kind, Severity
from ratchet_core.rules.discretion import may_be_said, may_be_told
from ratchet_core.rules.model_answers import line_of
from ratchet_core.rules.muting import muted_by
from ratchet_core.rules.ownership import remind_at
from ratchet_core.rules.owning import holder_of, owner_of, owner_of_either, team_called
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Body, Line, MessageLink, PersonMention, Piece, Plain

_NOTICES: Final = {
    Kind.DEPLOY: "a deploy",
    Kind.CI: "a build",
    Kind.PULL_REQUEST: "a pull request",
    Kind.TICKET: "a ticket",
    Kind.REPORT: "a report",
}
_AWAY: Final = "I am not in this channel, so I say nothing here. Invite me with /invite."
_SAME: Final = "Messages like it, from the same bot, are taken the same way."


def line(*pieces: Piece | str) -> Line:
    """Return a line of pieces, text among them."""
    return Line(tuple(Plain(one) if isinstance(one, str) else one for one in pieces))


def named(snapshot: Snapshot, person: str | None) -> Piece:
    """Return a person as others are told of them; one who was erased, or is not known, is somebody."""
    if not person or snapshot.directory.is_erased(person):
        return Plain("somebody")
    return PersonMention(person)


def why_body(snapshot: Snapshot, where: str, at: Instant) -> Body:
    """Return why ratchet did what it did about the thread, or the alert, that a person asks about.

    What is known of a private channel is told only in it.
    """
    root = snapshot.focus.root
    if root is not None and not may_be_said(snapshot.directory, root.channel, where):
        return Body("That message is in another channel, which not everybody here may read. Ask me there.")
    body = _why(snapshot, root, at)
    return evolve(body, lines=(*body.lines, *_lines_of_inquiries(snapshot, where)))


def _why(snapshot: Snapshot, root: MessageRef | None, at: Instant) -> Body:
    if snapshot.track is not None:
        return why_incident(snapshot, snapshot.track, at)
    if snapshot.request is not None:
        return _why_request(snapshot, snapshot.request, at)
    if snapshot.notice is not None:
        return _why_notice(snapshot, snapshot.notice)
    if root is not None and _is_of_a_thread(snapshot):
        return _why_nothing(snapshot, root)
    return _why_channel(snapshot)


def _is_of_a_thread(snapshot: Snapshot) -> bool:
    """Say whether the thread has another message than the one by which a person asks."""
    root, known = snapshot.focus.root, snapshot.message
    return root is not None and (root.channel in snapshot.directory.channels) and known is not None


def why_incident(snapshot: Snapshot, track: Track, at: Instant, number: int | None = None) -> Body:
    """Return why an incident is one, and what became of its card; of the latest, where no number says which."""
    course = course_of(track)
    known = (course.track.previous, *course.incidents)
    chosen = (one for one in known if one is not None and one.number == number)
    incident = next(chosen, course.latest)
    if incident is None:
        return Body(f"{track.name} has not fired here yet.")
    lines = (
        _taken_for_alert(snapshot, track),
        _stands(snapshot, incident, at),
        *_card_lines(snapshot, course, incident, at),
        _owned_line(snapshot, track, incident.opened_at),
        *_service_lines(snapshot, track),
        *_runbook_line(snapshot),
    )
    return Body(f"Why: {track.name}, incident {incident.number}", lines)


def _taken_for_alert(snapshot: Snapshot, track: Track) -> Line:
    lesson = _lesson_of(snapshot, snapshot.asked_for("thread"))
    if lesson is not None:
        return line("It is an alert because ", named(snapshot, lesson.person), f" said so. {_SAME}")
    return line(f"I read the bot's message as the alert {track.name}.")


def _lesson_of(snapshot: Snapshot, thread: Thread | None) -> Lesson | None:
    if thread is None or not thread.bot:
        return None
    found: Lesson | None = snapshot.directory.get(Lesson, (thread.bot, thread.skeleton))
    return found


def _stands(snapshot: Snapshot, incident: Incident, at: Instant) -> Line:
    thread = MessageLink(incident.channel, incident.root_ts, "its thread")
    if incident.state is IncidentState.OPEN:
        return line(f"It has been open for {described(at - incident.opened_at)}: ", thread)
    lasted = described((incident.ended_at or incident.last_at) - incident.opened_at)
    if incident.ended_by is not None:
        return line(named(snapshot, incident.ended_by), f" resolved it after {lasted}: ", thread)
    if incident.state is IncidentState.RESOLVED:
        return line(f"It resolved after {lasted}: ", thread)
    return line(f"I closed it as stale after {lasted}, because no resolve message came: ", thread)


def _card_lines(snapshot: Snapshot, course: Course, incident: Incident, at: Instant) -> Iterator[Line]:
    directory, card = snapshot.directory, course.track.card
    place = directory.place(incident.channel)
    mute = muted_by(snapshot, incident.channel, at, incident.severity)
    if mute is not None and mute.during.until is not None:
        yield line("Muted by ", named(snapshot, mute.person), f" until {snapshot.policy.dated(mute.during.until)}.")
    silent = _why_no_cards(snapshot, incident.channel, place)
    if silent is not None:
        yield line(silent)
        return
    posted = card is not None and card.ts is not None and card.state is CardState.POSTED
    if posted and card is not None and card.incident <= incident.number <= max(card.latest, card.incident):
        yield line("I posted ", MessageLink(incident.channel, card.ts or "", "its card"), _posted_when(incident))
    else:
        yield line(_why_no_card(snapshot, card, incident))


def _posted_when(incident: Incident) -> str:
    if incident.severity is Severity.CRITICAL:
        return " at once, because it is critical."
    return " because it did not resolve by itself."


def _why_no_cards(snapshot: Snapshot, channel: str, place: ChannelPolicy) -> str | None:
    known = snapshot.directory.channels.get(channel)
    if known is None or not known.joined:
        return "No card: I am not in that channel."
    if known.archived:
        return "No card: the channel is archived."
    if known.is_hushed:
        return "No card: the channel is shared with another company. `/ratchet agree` lets me speak here."
    if place.cards is Mode.OFF:
        return "No card: cards are off in this channel. `/ratchet setup` turns them on."
    if place.cards is Mode.SHADOW:
        return "No card: cards are in shadow here, so I only record them. `/ratchet setup` turns them on."
    return None


def _why_no_card(snapshot: Snapshot, card: Card | None, incident: Incident) -> str:
    state = CardState.NONE if card is None or incident.number < card.incident else card.state
    if state is CardState.ASKED:
        return "Its card is on its way."
    if state is CardState.MUTED:
        return "No card: the alert is muted."
    if state is CardState.HELD and card is not None and card.due is not None:
        return "Its card waits for room: too many alerts came at once."
    if state is CardState.HELD:
        hold = described(snapshot.policy.hold)
        return f"Its card waits {hold}: an alert that resolves by itself within that time gets none."
    if incident.state is IncidentState.OPEN:
        return "No card yet: I heard of it late, its message is gone, or the card could not be posted."
    return "No card: it was over before a card was due, or I heard of it too late."


def _owned_line(snapshot: Snapshot, track: Track, at: Instant) -> Line:
    directory, service = snapshot.directory, snapshot.own_service_key
    by_service = None if service is None else owner_of_either(directory, None, service, at)
    if by_service is not None:
        return line(f"Owner: {team_called(directory, by_service, at)}, which owns the service.")
    return line(owner_of_channel(snapshot, track.channel, at))


def owner_of_channel(snapshot: Snapshot, channel: str, at: Instant) -> str:
    """Return whose a channel was at a moment, and by what."""
    directory = snapshot.directory
    recorded = owner_of(directory, OwnedKind.CHANNEL, channel, at)
    if recorded is not None:
        return f"Owner: {team_called(directory, recorded, at)}, which owns this channel."
    team = directory.place(channel).team
    if team is not None:
        return f"Owner: {team}, by this channel's settings."
    return "Owner: nobody is recorded. `/ratchet setup` names a team."


def _service_lines(snapshot: Snapshot, track: Track) -> Iterator[Line]:
    service = snapshot.service
    if service is None:
        return
    tie = None if snapshot.alert is None else snapshot.alert.tie
    if tie is Tie.PERSON:
        yield line(f"Service: {service.name}, because a person said so.")
    elif tie is Tie.CHANNEL and not track.service:
        yield line(f"Service: {service.name}, because this channel is about it.")
    else:
        yield line(f"Service: {service.name}, which the alert names.")


def _runbook_line(snapshot: Snapshot) -> Iterator[Line]:
    runbook = snapshot.runbook
    if runbook is None:
        return
    if runbook.decided_by and not runbook.assumed:
        yield line(f"Runbook: v{runbook.number}, approved by ", named(snapshot, runbook.decided_by), ".")
    else:
        yield line(f"Runbook: v{runbook.number}.")


def _why_request(snapshot: Snapshot, request: HelpRequest, at: Instant) -> Body:
    lines = (
        _taken_for_question(snapshot),
        request_stands(request, at),
        *waits_for(snapshot, request, at),
        *_reminder_lines(snapshot, request, at),
        *_answer_lines(snapshot, request),
        *_withheld_lines(snapshot.given),
    )
    return Body("Why: this help request", lines)


def _taken_for_question(snapshot: Snapshot) -> Line:
    message = snapshot.message
    if message is not None and message.kept is Kept.TRACKED:
        return line("I follow it because a person chose “Track as help request”.")
    return line("I follow it because it reads as a question or a request for help.")


def request_stands(request: HelpRequest, at: Instant) -> Line:
    """Return where a question stands."""
    if request.continues is not None:
        return line("It continues a question that the same person asked just before; both count as one.")
    if request.state is HelpState.OPEN:
        return line(_unanswered(request, at))
    first = request.first_answer_at
    answered = "" if first is None else f"First answered after {described(first - request.asked_at)}. "
    if request.resolution is None:
        return line(f"{answered}Nobody has said yet that it is resolved.")
    return line(f"{answered}It counts as resolved: {_ENDS[request.resolution.value]}.")


def _unanswered(request: HelpRequest, at: Instant) -> str:
    """Return how long nobody has answered, and whether somebody waits for the asker."""
    waited = f"Nobody has answered it for {described(at - request.asked_at)}."
    if not request.waits_for_asker:
        return waited
    return f"{waited} Somebody asked back, and the asker has not replied yet."


_ENDS: Final = {
    "thanks": "the asker said thanks, or that it works",
    "tick": "somebody ticked it",
    "answered": "a person said it was answered",
    "fixed": "a person said it was fixed",
    "duplicate": "a person said it was a duplicate",
    "declined": "a person declined it",
    "incident": "a person said it was an incident",
    "withdrawn": "a person said it was withdrawn",
}


def waits_for(snapshot: Snapshot, request: HelpRequest, at: Instant) -> Iterator[Line]:
    """Return for whom a question waits, and who passed it on."""
    if request.state is HelpState.RESOLVED:
        return
    holder = holder_of(snapshot.directory, request, at)
    if holder is None:
        yield line("It waits for nobody in particular: no team owns this channel. `/ratchet setup` names one.")
    elif request.team_at(at) is not None:
        handed = request.handed[-1]
        yield line(
            f"It waits for {team_called(snapshot.directory, holder, at)}: ",
            named(snapshot, handed.person),
            " passed it on.",
        )
    else:
        yield line(f"It waits for {team_called(snapshot.directory, holder, at)}.")


def _reminder_lines(snapshot: Snapshot, request: HelpRequest, at: Instant) -> Iterator[Line]:
    mode = snapshot.directory.place(request.root.channel).reminders
    if request.state is not HelpState.OPEN or request.continues is not None:
        return
    if mode is not Mode.LIVE:
        yield line(f"No reminder: reminders are {_MODES[mode]} here. `/ratchet setup` changes that.")
    elif request.reminded_of is not None:
        yield line("I reminded its owners.")
    else:
        due = remind_at(snapshot, request)
        when = snapshot.policy.dated(due)
        yield line(f"I remind its owners at {when}." if due > at else f"A reminder was due at {when}.")


_MODES: Final = {Mode.OFF: "off", Mode.SHADOW: "in shadow", Mode.LIVE: "live"}


def _answer_lines(snapshot: Snapshot, request: HelpRequest) -> Iterator[Line]:
    mode = snapshot.directory.place(request.root.channel).answers
    given = snapshot.given
    if given is not None and given.ts is not None:
        what = "an answer that a model worded" if given.stated else "an earlier answer"
        yield line("I pointed out ", MessageLink(request.root.channel, given.ts, what), ".")
    elif mode is not Mode.LIVE:
        yield line(f"No earlier answer: answers are {_MODES[mode]} here. `/ratchet setup` changes that.")
    else:
        yield line("No earlier answer: none that I may quote here was close enough, or somebody answered first.")


def _withheld_lines(given: GivenAnswer | None) -> Iterator[Line]:
    """Return what a model would have answered, for whoever wonders whether it should."""
    if given is None or not given.withheld:
        return
    yield line("In shadow, a model would have answered:")
    for one in given.withheld:
        yield line_of(one)


def _lines_of_inquiries(snapshot: Snapshot, where: str) -> Iterator[Line]:
    """Return what a model would have answered to what ratchet was asked in the thread, as far as it may be told."""
    for one, _ in snapshot.inquiries:
        inquiry = one.inquiry
        stated = () if inquiry is None or not inquiry.shadow else inquiry.stated
        told = [each for each in stated if may_be_told(snapshot.directory, each, where)]
        if told:
            asked = MessageLink(one.root.channel, one.root.ts, "what I was asked")
            yield line("In shadow, a model would have answered ", asked, ":")
            yield from map(line_of, told)


def _why_notice(snapshot: Snapshot, notice: Notification) -> Body:
    what = _NOTICES.get(notice.kind, "a notice")
    about = "" if snapshot.service is None else f" of {snapshot.service.name}"
    return Body(
        f"I read this as {what}{about}, not as an alert.",
        (line("If it is an alert, choose “Track as alert” in the message's menu: I learn that for its bot."),),
    )


def _why_nothing(snapshot: Snapshot, root: MessageRef) -> Body:
    place, known = snapshot.directory.place(root.channel), snapshot.message
    if known is not None and known.gone:
        return Body("This message was deleted, so I say nothing about it.")
    return Body(
        "I follow nothing in this thread: I read it neither as an alert nor as a question.",
        (
            line("“Track as alert” and “Track as help request” in a message's menu make me follow it."),
            line(modes_line(place)),
        ),
    )


def _why_channel(snapshot: Snapshot) -> Body:
    channel = snapshot.channel
    if channel is None or not channel.joined:
        return Body(_AWAY)
    lines = (
        setup_line(snapshot, channel.id),
        line(modes_line(snapshot.directory.place(channel.id))),
        line("Ask why in the thread of an alert or a question, or write /ratchet why with an alert's name or a link."),
    )
    return Body(f"Why I speak or stay silent in #{channel.name}", lines)


def setup_line(snapshot: Snapshot, channel: str) -> Line:
    """Return who said what ratchet may do in a channel, and when."""
    told = snapshot.directory.settings.get(channel)
    if told is not None:
        when = snapshot.policy.dated(told.at)
        return line("Set up by ", named(snapshot, told.person), f" on {when}.")
    known = snapshot.directory.channels.get(channel)
    name = "" if known is None else known.name
    if name in snapshot.policy.channels or channel in snapshot.policy.channels:
        return line("Set up in the policy file. `/ratchet setup` changes it.")
    return line("Nobody has set this channel up yet. `/ratchet setup` does.")


_SPOKEN: Final = {
    "incidents": "alerts",
    "cards": "cards",
    "notifications": "deploy notices",
    "help_requests": "help requests",
    "answers": "answers",
    "reminders": "reminders",
    "drafts": "runbook drafts",
    "model_answers": "a model's answers",
    "model_summaries": "a model's summaries",
    "model_agent": "answers to what I am asked",
    "digest": "the weekly digest",
    "model_drafts": "a model's runbook drafts",
    "model_teaching": "a model's readings of bots",
}


_UNUSED: Final = frozenset((name, Mode.OFF) for name in CHOSEN)
"""What nobody is told of: most channels have none of it."""


def modes_line(place: ChannelPolicy) -> str:
    """Return what ratchet does in a place: what is live, what it only records, and what is off."""
    parts = []
    for mode, called in ((Mode.LIVE, "Live"), (Mode.SHADOW, "Shadow, recorded only"), (Mode.OFF, "Off")):
        names = [_SPOKEN[name] for name in MODES if getattr(place, name) is mode and (name, mode) not in _UNUSED]
        if names:
            parts.append(f"{called}: {', '.join(names)}.")
    return " ".join(parts)
