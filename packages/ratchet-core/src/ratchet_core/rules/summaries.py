"""What people are told of ratchet itself: what it can do, and what it does in a channel."""

from ratchet_core.basis.instants import Instant, described
from ratchet_core.domain import Channel, HelpRequest, OwnedKind
from ratchet_core.domain.course import course_of
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import ChannelPolicy
from ratchet_core.rules.ownership import owner_at, team_name
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Body, Line, MessageLink, PersonMention, Plain
from ratchet_core.wants import SHOWN_WAITING, public_channels

_SHOWN_ALERTS = 5
_MODES = ("incidents", "cards", "help_requests", "answers", "reminders", "drafts")


def text_line(text: str) -> Line:
    """Return a line of plain text."""
    return Line((Plain(text),))


def help_body(unknown: str = "") -> Body:
    """Return what can be asked of ratchet, after the word that it does not know, if there was one."""
    headline = f"I do not know “{unknown[:40]}”. This is what I can do:" if unknown else "This is what I can do:"
    return Body(
        headline,
        (
            text_line("/ratchet status: what I do in this channel, what is open, and who owns it"),
            text_line("/ratchet mute NAME: mute an alert of this channel for a while"),
            text_line("/ratchet agree, or disagree: whether I speak here, where another company reads along"),
            text_line("/ratchet settings: choose what I do in this channel"),
            text_line("/ratchet help: this list"),
        ),
    )


def status_body(snapshot: Snapshot, channel: Channel, at: Instant) -> Body:
    """Return what ratchet knows of a channel: what it may do there, whose it is, what is open and what waits."""
    owner, since = owner_at(snapshot, at, OwnedKind.CHANNEL), snapshot.directory.readings.get(channel.id)
    read = "I have not read anything here yet" if since is None else f"I have read here for {described(at - since)}"
    lines = [
        text_line(modes_of(snapshot.directory.place(channel.id))),
        *_sharing_lines(channel),
        text_line(f"Owner: {'nobody is recorded' if owner is None else team_name(snapshot, owner, at)}"),
        text_line(f"{read}."),
        *_open_lines(snapshot),
        *(waiting_line(snapshot.directory, one, at) for one in snapshot.waiting[:SHOWN_WAITING]),
    ]
    return Body(f"What I do in #{channel.name}", tuple(lines))


def _modes_in(snapshot: Snapshot, channel: Channel) -> str:
    modes = modes_of(snapshot.directory.place(channel.id))
    return f"silent, for it is shared with another company ({modes})" if channel.is_hushed else modes


def _sharing_lines(channel: Channel) -> list[Line]:
    if not channel.shared:
        return []
    if channel.is_hushed:
        why = "so I am silent here until somebody with a right to it writes /ratchet agree"
        return [text_line(f"Shared with another company, {why}.")]
    return [text_line("Shared with another company, and it was agreed that I speak.")]


def modes_of(place: ChannelPolicy) -> str:
    """Return what may be done in a place, in one line."""
    return ", ".join(f"{name.replace('_', ' ')} {getattr(place, name).value}" for name in _MODES)


def _open_lines(snapshot: Snapshot) -> list[Line]:
    courses = [course for track in snapshot.tracks_here if (course := course_of(track)).is_open]
    if not courses:
        return [text_line("No incident is open here.")]
    more = len(courses) - _SHOWN_ALERTS
    lines = [text_line(f"Open: {one.track.name}") for one in courses[:_SHOWN_ALERTS]]
    return [*lines, text_line(f"And {more} more.")] if more > 0 else lines


def waiting_line(directory: Directory, request: HelpRequest, at: Instant) -> Line:
    """Return that a question waits: whose it is, since when, and where; its words stay where they are."""
    link = MessageLink(request.root.channel, request.root.ts, "the question")
    waited = Plain(f" has waited {described(at - request.asked_at)} for an answer: ")
    is_named = request.asker and not directory.is_erased(request.asker)
    return Line((PersonMention(request.asker) if is_named else Plain("Somebody"), waited, link))


def home_body(snapshot: Snapshot, at: Instant) -> Body:
    """Return a home page: the public channels with what ratchet may do there, and the questions that wait in them."""
    joined = public_channels(snapshot)
    if not joined:
        return Body("I am in no public channel yet. Invite me to one.")
    channels = [text_line(f"#{one.name}: {_modes_in(snapshot, one)}") for one in joined]
    waiting = sorted(snapshot.waiting, key=lambda one: (one.asked_at, one.root))
    return Body(
        "Where I am, and what waits there", (*channels, *(waiting_line(snapshot.directory, one, at) for one in waiting))
    )
