"""What people are told of ratchet itself: what it can do, and what it does in a channel."""

from typing import Final

from ratchet_core.basis.instants import MINUTE, Instant, described
from ratchet_core.domain import Channel, HelpRequest
from ratchet_core.domain.course import Course, course_of
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.incidents import name_among
from ratchet_core.domain.requests import waiting_among
from ratchet_core.rules.explaining import line, modes_line, owner_of_channel, setup_line
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Body, Line, MessageLink, PersonMention, Plain
from ratchet_core.wants.limits import SHOWN_WAITING

_SHOWN_ALERTS = 5


def text_line(text: str) -> Line:
    """Return a line of plain text."""
    return Line((Plain(text),))


COMMANDS: Final = (
    ("setup", "choose what I do in this channel, and who owns it"),
    ("status", "what I do here, what is open and what waits"),
    ("why", "why I spoke or stayed silent; add an alert's name or a message's link, or ask me in its thread"),
    ("similar", "earlier questions like this one, with their answers: ask me in its thread, or add its link"),
    ("summary", "what happened so far: ask me in a thread, or add an alert's name or a message's link"),
    ("handover", "what is open, who looks at it, what waits and what is muted; add 12h or 2d to look back that far"),
    ("report", "where the hours of last week went; add a team, a #channel or all, or 3d to look back that far"),
    ("runbook NAME", "show an alert's runbook"),
    ("mute NAME", "mute an alert for a while"),
    ("team", "your teams, and how to change them"),
    ("agree, or disagree", "whether I speak in a channel that is shared with another company"),
    ("help", "this list"),
)
"""What can be asked of ratchet, and what for."""


def help_body(unknown: str = "") -> Body:
    """Return what can be asked of ratchet, after the word that it does not know, if there was one."""
    headline = f"I do not know “{unknown[:40]}”. This is what I can do:" if unknown else "This is what I can do:"
    lines = (text_line(f"/ratchet {command}: {what}") for command, what in COMMANDS)
    return Body(
        headline,
        (
            *lines,
            text_line("Or mention me: @ratchet status. In a thread, @ratchet why and @ratchet similar are about it."),
        ),
    )


def status_body(snapshot: Snapshot, channel: Channel, at: Instant) -> Body:
    """Return what ratchet knows of a channel: what it may do there, whose it is, what is open and what waits."""
    since = snapshot.directory.readings.get(channel.id)
    read = "I have read nothing here yet" if since is None else "I began to read here just now"
    if since is not None and at - since >= MINUTE:
        read = f"I have read here for {described(at - since)}"
    lines = [
        text_line(modes_line(snapshot.directory.place(channel.id))),
        setup_line(snapshot, channel.id),
        *_sharing_lines(channel),
        text_line(owner_of_channel(snapshot, channel.id, at)),
        text_line(f"{read}."),
        *_open_lines(snapshot, at),
        *_waiting_lines(snapshot, at),
    ]
    return Body(f"What I do in #{channel.name}", tuple(lines))


def _sharing_lines(channel: Channel) -> list[Line]:
    if not channel.shared:
        return []
    if channel.is_hushed:
        return [text_line("Shared with another company, so I stay silent. /ratchet agree lets me speak.")]
    return [text_line("Shared with another company; somebody here agreed that I speak.")]


def _open_lines(snapshot: Snapshot, at: Instant) -> list[Line]:
    courses = [course for track in snapshot.tracks_here if (course := course_of(track)).is_open]
    if not courses:
        return [text_line("No alert is open here.")]
    more = len(courses) - _SHOWN_ALERTS
    lines = [_open_line(one, name_among(one.track, snapshot.tracks_here), at) for one in courses[:_SHOWN_ALERTS]]
    return [*lines, text_line(f"... and {more} more alerts are open")] if more > 0 else lines


def _open_line(course: Course, name: str, at: Instant) -> Line:
    incident = course.incidents[-1]
    lasts = described(at - incident.opened_at)
    return line(f"Open for {lasts}: {name}: ", MessageLink(incident.channel, incident.root_ts, "thread"))


def _waiting_lines(snapshot: Snapshot, at: Instant) -> list[Line]:
    waiting = waiting_here(snapshot)
    more = len(waiting) - SHOWN_WAITING
    lines = [waiting_line(snapshot.directory, one, at) for one in waiting[:SHOWN_WAITING]]
    return [*lines, text_line(f"... and {more} more questions wait")] if more > 0 else lines


def waiting_here(snapshot: Snapshot) -> list[HelpRequest]:
    """Return the questions that wait where somebody asks, each with those that continue it as one."""
    return waiting_among((*snapshot.parts_of_waiting, *snapshot.waiting))


def waiting_line(directory: Directory, request: HelpRequest, at: Instant) -> Line:
    """Return that a question waits: whose it is, since when, and where; its words stay where they are."""
    link = MessageLink(request.root.channel, request.root.ts, "the question")
    lasts = at - request.asked_at
    waited = Plain(" asked just now: " if lasts < MINUTE else f" has waited {described(lasts)} for an answer: ")
    is_named = request.asker and not directory.is_erased(request.asker)
    return Line((PersonMention(request.asker) if is_named else Plain("Somebody"), waited, link))
