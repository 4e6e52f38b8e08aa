"""What a person asks of ratchet by a command, however they ask it: each has one answer, also why it cannot be had.

Behind `/ratchet` it is told to that person alone; where they call ratchet by its name, or write to it alone, in the
thread of their message (`commands` and `assistance`). What takes a form is opened where there is a trigger, and else
offered as a button.
"""

from collections.abc import Sequence

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.basis.likeness import nearest
from ratchet_core.behaviours import answers, digest, forms, settings, summaries, teams
from ratchet_core.domain import Channel, Handover, Incident, RunbookState, Track
from ratchet_core.domain.course import course_of
from ratchet_core.domain.incidents import name_among
from ratchet_core.reading.asking import Ask, Command, is_about_this, thread_in, unread_time, unreadable_time
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.rules.discretion import may_be_said, may_be_shown
from ratchet_core.rules.explaining import line, why_body
from ratchet_core.rules.handing_over import handover_body, is_another, link_of, since_of
from ratchet_core.rules.ownership import impossible, refusal, why_external
from ratchet_core.rules.replies import as_sentence, why_refused
from ratchet_core.rules.summaries import help_body, status_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutChannel, AboutMuting, Body, Button, Line, OpenForm, Press, Wanted
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import SharingAgreed
from ratchet_core.wants.commands import alert_asked, track_named

_NOT_HERE = Body("I am not in this channel. Invite me with /invite, and I will read along.")
_ALONE = "Ask this in a channel, or name one: for example, {} #payments."
_SUMMARY_ALONE = Body("Ask this in the thread that it is about, or add an alert's name or a message's link.")
_AGREED = {
    True: "I now speak in this channel, though it is shared with another company.",
    False: "I stay silent in this channel while it is shared with another company.",
}
_NO_QUESTION = Body(
    "I do not follow this as a question. Mention me in the thread of one, or add its link: similar LINK. "
    "A message becomes one with “Track as help request” in its menu."
)
_SHOWN_ALERTS = 10


@frozen
class Asked:
    """What a person asked for: where and when, under whose name it is answered, and with what a form is opened.

    `thread` is where they are told, with all who read it; without one they alone are. `place` is the thread in which
    they asked, where they are told what only they see.
    """

    behaviour: str
    id: str
    at: Instant
    channel: str
    person: str
    ask: Ask
    trigger: str | None = None
    thread: str | None = None
    place: str | None = None


def ask_of(snapshot: Snapshot) -> Ask:
    """Return what the event asks for."""
    return snapshot.focus.ask or Ask(None)


@frozen
class Told:
    """What a request comes to: what is decided, and what the person is told now; None where a form is opened for them.

    None, too, where they are told once it is found.
    """

    decision: Decision
    body: Body | None


def answered(snapshot: Snapshot, asked: Asked) -> Told:
    """Return what a request comes to; what is told of another channel says so, for it may become private meanwhile."""
    told = _answered(snapshot, asked)
    places = (snapshot.focus.channel, snapshot.focus.root.channel if snapshot.focus.root is not None else None)
    known = snapshot.directory.channels
    of = tuple(dict.fromkeys(one for one in places if one in known and one != asked.channel))
    return told if told.body is None or not of else evolve(told, body=evolve(told.body, of=of))


def _answered(snapshot: Snapshot, asked: Asked) -> Told:  # noqa: C901, PLR0911, PLR0912 - one case for each command
    command = asked.ask.command
    if command is None:
        return _said(asked, help_body(asked.ask.word))
    if command is Command.HELP:
        return _said(asked, help_body())
    external = why_external(snapshot, asked.person)
    if external is not None:
        return _told(asked, refusal(asked.behaviour, external), Body(""))
    match command:
        case Command.STATUS:
            return _status(snapshot, asked)
        case Command.HANDOVER:
            return _handed_over(snapshot, asked)
        case Command.WHY:
            return _why(snapshot, asked)
        case Command.SIMILAR:
            return _similar(snapshot, asked)
        case Command.REPORT:
            return _reported(snapshot, asked)
        case Command.SUMMARY:
            return _summary(snapshot, asked)
        case Command.RUNBOOK:
            return _runbook(snapshot, asked)
        case Command.MUTE:
            return _mute(snapshot, asked)
        case Command.SETUP:
            return _set_up(snapshot, asked)
        case Command.TEAM:
            by = teams.Wisher(asked.id, asked.at, asked.person)
            return _told(asked, *teams.answered(snapshot, by, asked.ask.rest))
        case Command.AGREE | Command.DISAGREE:
            told = SharingAgreed(asked.id, asked.at, asked.channel, asked.person, command is Command.AGREE)
            return _told(asked, settings.agreed(snapshot, told), Body(_AGREED[told.agreed]))


def _said(asked: Asked, body: Body) -> Told:
    return Told(Decision(reasons=(Reason(asked.behaviour, Why.ANSWERED),)), body)


def _told(asked: Asked, decision: Decision, body: Body) -> Told:
    """Return a decision with what is told of it: the body, or why what was asked for is not done."""
    why = why_refused(decision)
    return Told(decision, body if why is None else Body(as_sentence(why, asked.person)))


def _refused(asked: Asked, why: str) -> Told:
    return _told(asked, impossible(asked.behaviour, why), Body(""))


def _channel_of(snapshot: Snapshot) -> Channel | None:
    channel = snapshot.channel
    return channel if channel is not None and channel.joined else None


def _away(snapshot: Snapshot, asked: Asked) -> Told:
    """Say that nothing is known of the channel: ratchet is not in it, or it is a conversation of two."""
    known = asked.channel in snapshot.directory.channels or not asked.channel.startswith("D")
    if known:
        return _said(asked, _NOT_HERE)
    command = asked.ask.command or Command.STATUS
    return _said(asked, _SUMMARY_ALONE if command is Command.SUMMARY else Body(_ALONE.format(command.value)))


def _status(snapshot: Snapshot, asked: Asked) -> Told:
    channel = _channel_of(snapshot)
    if channel is None:
        return _away(snapshot, asked)
    return _said(asked, status_body(snapshot, channel, asked.at))


def _handed_over(snapshot: Snapshot, asked: Asked) -> Told:
    channel = _channel_of(snapshot)
    if channel is None:
        return _away(snapshot, asked)
    if (unread := unread_time(asked.ask.rest)) is not None:
        return _refused(asked, unreadable_time(unread))
    since, wanted = since_of(snapshot, asked.at), Wanted(asked.person, asked.thread)
    told = _said(asked, handover_body(snapshot, channel.name, since, asked.at))
    noted = (Put(Handover(channel.id, asked.at)),) if is_another(snapshot, asked.at) else ()
    counting = digest.of_shift(snapshot, asked.id, asked.channel, channel.id, since, asked.at, wanted)
    return evolve(told, decision=evolve(told.decision, changes=noted, actions=counting))


def _why(snapshot: Snapshot, asked: Asked) -> Told:
    about_name = asked.ask.rest and "/archives/" not in asked.ask.rest and not is_about_this(asked.ask.rest)
    if about_name and track_named(snapshot.tracks_here, asked.ask.rest) is None:
        return _refused(asked, _no_alert(snapshot.tracks_here, asked.ask.rest))
    return _said(asked, why_body(snapshot, asked.channel, asked.at))


def _similar(snapshot: Snapshot, asked: Asked) -> Told:
    """Look for earlier questions like the one that a person asks about; what is found is told by and by."""
    root = snapshot.focus.root
    if root is not None and not may_be_said(snapshot.directory, root.channel, asked.channel):
        return _refused(asked, "that question is in another channel, which not everybody here may read; ask me there")
    looked_for = answers.wanted_by(snapshot, asked.id, asked.channel, Wanted(asked.person, asked.thread))
    if looked_for is None:
        return _said(asked, _NO_QUESTION)
    return Told(looked_for, None)


def _reported(snapshot: Snapshot, asked: Asked) -> Told:
    """Have it counted where the hours went; the person is told by and by."""
    if _channel_of(snapshot) is None and not asked.channel.startswith("D") and not asked.ask.rest:
        return _away(snapshot, asked)
    wanted = Wanted(asked.person, asked.thread)
    counting = digest.wanted_by(snapshot, asked.id, asked.at, asked.channel, wanted)
    return _refused(asked, counting) if isinstance(counting, str) else Told(counting, None)


def _summary(snapshot: Snapshot, asked: Asked) -> Told:
    """Have it told, to the person alone, what happened so far in the thread or with the alert that they ask about."""
    root = snapshot.focus.root
    if root is not None and root.channel != asked.channel:
        return _refused(asked, "that thread is in another channel; ask me there")
    if _channel_of(snapshot) is None:
        return _away(snapshot, asked)
    about = summaries.about_thread(snapshot, asked.channel, asked.person, asked.place)
    if about is not None:
        return Told(summaries.wanted(asked.id, asked.at, about), None)
    if asked.place is not None or thread_in(asked.ask.rest) is not None:
        return _said(asked, _NO_THREAD)
    if (only := _only_open(snapshot)) is not None and not asked.ask.rest:
        return Told(summaries.wanted(asked.id, asked.at, summaries.about_incident(only, asked.person, None)), None)
    track = _alert(snapshot, asked)
    return track if isinstance(track, Told) else _said(asked, Body(f"{track.name} has not fired here yet."))


def _only_open(snapshot: Snapshot) -> Incident | None:
    """Return the incident that is open in the channel, where it is the only one."""
    open_ones = [course.incidents[-1] for one in snapshot.tracks_here if (course := course_of(one)).is_open]
    return open_ones[0] if len(open_ones) == 1 else None


_NO_THREAD = Body("I follow no alert and no question in this thread, so I know nothing of what happened in it.")


def _no_alert(tracks: Sequence[Track], name: str) -> str:
    meant = nearest(name, (one.name for one in tracks))
    near = f"did you mean “{meant}”?" if meant is not None else "write its name as its card does"
    return f"there is no alert “{name[:80]}” in this channel; {near}"


def _alert(snapshot: Snapshot, asked: Asked) -> Track | Told:
    """Return the alert that is asked about, or the answer that says which there are."""
    if alert_asked(snapshot) is not None and snapshot.track is not None:
        return snapshot.track
    if _channel_of(snapshot) is None:
        return _away(snapshot, asked)
    name = " ".join(one for one in asked.ask.rest.split() if not one.startswith("#"))
    if name:
        return _refused(asked, _no_alert(snapshot.tracks_here, name))
    word = asked.ask.command.value if asked.ask.command is not None else ""
    if not snapshot.tracks_here:
        return _said(asked, Body("No alert has fired in this channel yet."))
    return _said(asked, Body(f"Which alert? Write /ratchet {word} and one of these names:", _names(snapshot)))


def _names(snapshot: Snapshot) -> tuple[Line, ...]:
    courses = [course_of(one) for one in snapshot.tracks_here]
    courses.sort(key=lambda one: one.latest.opened_at if one.latest is not None else 0, reverse=True)
    more = len(courses) - _SHOWN_ALERTS
    lines = [line(name_among(one.track, snapshot.tracks_here)) for one in courses[:_SHOWN_ALERTS]]
    return (*lines, *([line(f"... and {more} more")] if more > 0 else []))


def _runbook(snapshot: Snapshot, asked: Asked) -> Told:
    """Show the active runbook of an alert, and what waits for approval."""
    track = _alert(snapshot, asked)
    if isinstance(track, Told):
        return track
    runbook = snapshot.runbook
    latest = max((one for one in snapshot.versions if one.state is RunbookState.PROPOSED), default=None, key=_number)
    waiting = () if latest is None else (line(f"Draft v{latest.number} awaits approval."),)
    last = course_of(track).latest
    fired = () if last is None else (line("Last fired: ", link_of(track, last)),)
    if runbook is None:
        return _said(asked, Body(f"{track.name} has no runbook yet.", (*waiting, *fired)))
    if not may_be_shown(snapshot.directory, runbook, asked.channel):
        why = "it quotes a private channel and is shown only there"
        return _said(asked, Body(f"I cannot show the runbook of {track.name} here: {why}."))
    steps = (one for one in without_secrets(runbook.text).splitlines() if one.strip())
    return _said(asked, Body(f"Runbook of {track.name}, v{runbook.number}", (*map(line, steps), *waiting, *fired)))


def _number(one: object) -> int:
    return int(getattr(one, "number", 0))


def _mute(snapshot: Snapshot, asked: Asked) -> Told:
    track = _alert(snapshot, asked)
    if isinstance(track, Told):
        return track
    about = AboutMuting(track.alert, track.channel)
    if asked.trigger is None:
        button = Button("Mute", Press.MUTE, about)
        return _said(asked, Body(f"Mute {track.name}: for how long, and why?", (), (button,)))
    return _form(asked, forms.opened(snapshot, about, asked.trigger, asked.id, asked.person, asked.channel))


def _form(asked: Asked, decision: Decision) -> Told:
    opened = any(isinstance(one, OpenForm) for one in decision.actions)
    return Told(decision, None) if opened else _told(asked, decision, Body(""))


def _set_up(snapshot: Snapshot, asked: Asked) -> Told:
    channel = _channel_of(snapshot)
    if channel is None:
        return _away(snapshot, asked)
    if asked.trigger is None:
        button = Button("Set up", Press.SET_UP, AboutChannel(channel.id))
        return _said(asked, Body(f"Choose what I do in #{channel.name}", (), (button,)))
    about = AboutChannel(channel.id)
    return _form(
        asked,
        forms.settings_opened(snapshot, about, asked.trigger, asked.id, asked.person, asked.at, asked.channel),
    )
