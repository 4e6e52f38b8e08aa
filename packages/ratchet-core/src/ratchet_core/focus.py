"""What one event is about: the channel, the alert, the thread, the people and services that it names.

Bots' messages are recognised here, and people's are read, once for all behaviours.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ratchet_core.basis.content import Bot, Content
from ratchet_core.basis.evolving import evolve
from ratchet_core.domain import MessageRef, OwnedKind
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.traces import Origin, remembered
from ratchet_core.reading.asking import Ask, Command, ask_in, asked_before, call_in, thread_in
from ratchet_core.reading.naming import names_in
from ratchet_core.reading.speech import Speech, put_to, speech_at_first, speech_of
from ratchet_core.recognise import recognise
from ratchet_core.recognise.corrected import as_kind
from ratchet_core.recognise.filled_forms import FilledForm, form_in
from ratchet_core.recognise.generic import tone
from ratchet_core.recognise.locations import location_of
from ratchet_core.recognise.recognised import ALERT_KINDS, NOWHERE, Kind, Recognised
from ratchet_core.recognise.several import several
from ratchet_core.recognise.skeleton import shaded, skeleton_of
from ratchet_core.snapshot import Focus, PartOfMessage, Topic
from ratchet_core.vocabulary.actions import (
    AboutCard,
    AboutChannel,
    AboutIncident,
    AboutInquiry,
    AboutMute,
    AboutMuting,
    AboutPerson,
    AboutRequest,
    AboutReview,
    AboutRunbook,
    AboutSetup,
    AboutSummary,
    AboutTemplate,
    AboutWriting,
    Action,
    AskModel,
    RunTools,
)
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AlertMuted,
    AlertTied,
    AnsweredPrivately,
    ButtonPressed,
    ChannelArchived,
    ChannelConfigured,
    ChannelErased,
    ChannelJoined,
    ChannelLeft,
    ChannelReadmitted,
    ChannelRenamed,
    ChannelReplaced,
    ChannelSeen,
    ChannelShared,
    ChannelUnarchived,
    ChannelUnshared,
    CommandGiven,
    DirectMessageSeen,
    Event,
    FormRefused,
    FormShown,
    FormSubmitted,
    GroupSeen,
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    HelpRequestTied,
    HistoryRead,
    HomeOpened,
    HomePublished,
    IncidentMarked,
    IncidentResolved,
    Installed,
    MemberJoined,
    MemberLeft,
    Mentioned,
    MessageCorrected,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    ModelAnswered,
    MuteEnded,
    NotificationTied,
    OwnerChanged,
    PersonErased,
    PersonReadmitted,
    PersonSeen,
    ReactionAdded,
    ReactionRemoved,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    SharingAgreed,
    Shortcut,
    ShortcutUsed,
    SimilarFound,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
    TimePassed,
    ToilCounted,
    ToolsRun,
)
from ratchet_core.vocabulary.models import QUESTION


def focus_of(event: Event, directory: Directory) -> Focus:
    """Return what an event is about."""
    return _FOCUSES[type(event)](event, directory)


def _message(event: MessageSeen | MessageEdited, directory: Directory) -> Focus:
    root = MessageRef(event.channel, event.thread or event.ts)
    message_id = f"{event.channel}/{event.ts}" if type(event) is MessageEdited else None
    if event.content is None or event.bot is None:
        return _words(event, root, message_id, directory)
    told = several(event.content, event.bot) if event.content.parts else ()
    if told:
        return _several(event, told, root, message_id, directory)
    return _of_bot(event, recognise(event.content, event.bot), root, message_id, directory)


def _several(
    event: MessageSeen | MessageEdited,
    told: Sequence[tuple[Content, Recognised]],
    root: MessageRef,
    message_id: str | None,
    directory: Directory,
) -> Focus:
    """Return what the first of several alerts in a message is about, with the others as messages of their own."""
    focuses: dict[str, PartOfMessage] = {}
    for number, (content, read) in enumerate(told, 1):
        part = evolve(event, id=f"{event.id}/{number}", content=content, text=content.text)
        focus = evolve(_of_bot(part, read, root, message_id, directory), part=number)
        focuses.setdefault(focus.fingerprint or focus.id, PartOfMessage(part, focus))
    first, *others = focuses.values()
    alerts = tuple(one for one in others if one.focus.topic is Topic.ALERT)
    return evolve(first.focus, id=event.id, part=0, parts=alerts)


def _of_bot(
    event: MessageSeen | MessageEdited,
    read: Recognised,
    root: MessageRef,
    message_id: str | None,
    directory: Directory,
) -> Focus:
    """Return what a bot's message is about, as it was read."""
    if event.content is None or event.bot is None:
        raise TypeError("Only what a bot says is recognised.")
    message = _taught(read, event.content, event.bot, directory)
    if message.kind is Kind.OTHER and (form := _request_in(event, directory)) is not None:
        return _request(event, form, root, message_id, directory)
    is_alert = message.kind in ALERT_KINDS
    if is_alert and (location := location_of(event.content, event.bot)) is not NOWHERE:
        message = evolve(message, location=location)
    known_by = None
    if traces := directory.traces.get(event.channel):
        origin = Origin(event.bot.key, event.ts, event.thread, taught=message.kind is not read.kind)
        message, known_by = remembered(message, event.content, origin, traces)
        is_alert = is_alert or known_by is not None
    return Focus(
        event.id,
        event.at,
        event.channel,
        message_id,
        message,
        message.key if is_alert else None,
        root,
        message.service,
        named=names_in(event.content.text) if message.service is None and directory.services else (),
        topic=Topic.ALERT if is_alert else Topic.NOTICE,
        known_by=known_by,
    )


def _request_in(event: MessageSeen | MessageEdited, directory: Directory) -> FilledForm | None:
    """Return what a person asks by a form that a workflow posted, where questions are followed."""
    if event.content is None or event.bot is None or event.thread is not None:
        return None
    followed = directory.place(event.channel).help_requests is not Mode.OFF
    return form_in(event.content, event.bot) if followed else None


def _request(
    event: MessageSeen | MessageEdited, form: FilledForm, root: MessageRef, message_id: str | None, directory: Directory
) -> Focus:
    """Return what a form is about: it is a question of whoever filled it in."""
    return Focus(
        event.id,
        event.at,
        event.channel,
        message_id,
        root=root,
        person=form.person,
        speech=Speech.QUESTION,
        named=names_in(form.text) if directory.services else (),
        topic=Topic.WORDS,
    )


def _taught(message: Recognised, content: Content, bot: Bot, directory: Directory) -> Recognised:
    """Return what a message is: what a person said of that bot's messages with its skeleton, or as recognised."""
    learnt = directory.lessons.get(bot.key)
    if not learnt:
        return message
    skeleton = skeleton_of(content, message.members)
    lesson = learnt.get(shaded(skeleton, tone(content))) or learnt.get(skeleton)
    return message if lesson is None else as_kind(message, lesson.kind, skeleton)


def _words(event: MessageSeen | MessageEdited, root: MessageRef, known: str | None, directory: Directory) -> Focus:
    ask = _asked_of_ratchet(event.text, directory)
    if event.thread is not None:
        topic = Topic.REPLY
        return Focus(event.id, event.at, event.channel, known, root=root, person=event.person, ask=ask, topic=topic)
    ask = ask if ask is not None and ask.command is not None else None  # what begins a thread is put to people, too
    words = event.text if ask is None else asked_before(event.text, names_of_ratchet(directory))
    speech = speech_at_first(words) if words else Speech.STATEMENT
    is_question = speech is Speech.QUESTION
    named = names_in(words) if is_question and directory.services else ()
    return Focus(
        event.id,
        event.at,
        event.channel,
        known,
        root=root,
        person=event.person,
        speech=speech,
        put_to=put_to(words) if is_question else None,
        named=named,
        ask=ask,
        topic=Topic.WORDS,
    )


def _asked_of_ratchet(text: str, directory: Directory) -> Ask | None:
    """Return what a message asks of ratchet alone: by a command, or as a question that begins with its name."""
    if "@" not in text or directory.installation is None:
        return None
    ask = call_in(text, names_of_ratchet(directory))
    if ask is None or ask.command is not None:
        return ask
    return ask if ask.direct and speech_of(f"{ask.word} {ask.rest}") is Speech.QUESTION else None


def names_of_ratchet(directory: Directory) -> tuple[str, ...]:
    """Return what people call ratchet by: the id and the name of its user, and its own name."""
    known = directory.installation
    return ("ratchet",) if known is None else (known.user, directory.name_of(known.user), "ratchet")


def _outcome(event: Any, directory: Directory) -> Focus:  # noqa: ANN401, PLR0911 - any outcome, one case for each
    action: Action = event.action
    channel = getattr(action, "channel", None)
    match action.about:
        case AboutIncident(_, alert, number, since):
            return Focus(event.id, event.at, channel, fingerprint=alert, number=number, since=since)
        case AboutMute(alert, mute):
            return Focus(event.id, event.at, channel, fingerprint=alert, mute=mute)
        case AboutRequest(root):
            return Focus(event.id, event.at, channel, root=root)
        case AboutInquiry(root):
            question = action.question if isinstance(action, RunTools) else action
            asker = question.person if isinstance(question, AskModel) else None
            return Focus(event.id, event.at, channel, root=root, person=asker, ask=_asked_of_model(question, directory))
        case AboutCard(where, alert):
            return Focus(event.id, event.at, where, fingerprint=alert)
        case AboutSummary(where, person, _, alert, number, since, root):
            return Focus(
                event.id, event.at, where, fingerprint=alert, root=root, person=person, number=number, since=since
            )
        case AboutPerson(person) if type(event) is TimePassed:
            return Focus(event.id, event.at, channel or None, person=person)
        case _:
            return Focus(event.id, event.at, channel)


def _asked_of_model(question: Action, directory: Directory) -> Ask | None:
    """Return what a person asked of ratchet that a model was to look into."""
    if not isinstance(question, AskModel):
        return None
    text = next((one.text for one in question.material if one.name == QUESTION), "")
    return _ask_of(text, directory, direct=question.channel not in directory.channels)


def _ask_of(text: str, directory: Directory, *, direct: bool) -> Ask:
    ask = call_in(text, names_of_ratchet(directory))
    return ask if ask is not None else ask_in(text) if direct else Ask(None, direct=False)


def _asked(event: ButtonPressed | FormSubmitted, _directory: Directory) -> Focus:  # noqa: PLR0911 - one case for each
    """Return what a person asks for with a button or a form, as of the alert's channel where there is one."""
    channel = getattr(event, "channel", None)
    match event.about:
        case AboutIncident(where, alert, number):
            return Focus(event.id, event.at, where, fingerprint=alert, person=event.person, number=number)
        case AboutRunbook(alert, number):
            return Focus(event.id, event.at, channel, fingerprint=alert, person=event.person, number=number)
        case AboutReview(alert, number, _, where):
            return Focus(event.id, event.at, where, fingerprint=alert, person=event.person, number=number)
        case AboutMuting(alert, where) | AboutWriting(alert, where):
            return Focus(event.id, event.at, where, fingerprint=alert, person=event.person)
        case AboutChannel(where) | AboutSetup(where) | AboutTemplate(where):
            return Focus(event.id, event.at, where, person=event.person)
        case AboutRequest(root):
            return Focus(event.id, event.at, root.channel, root=root, person=event.person)
        case _:
            return Focus(event.id, event.at, channel, person=event.person)


def _given(event: CommandGiven, directory: Directory) -> Focus:
    ask = ask_in(event.text)
    channel = _channel_asked(ask, event.channel, directory)
    return Focus(event.id, event.at, channel, root=_root_asked(ask), person=event.person, ask=ask)


def _called(event: Mentioned | DirectMessageSeen, directory: Directory) -> Focus:
    """Return what a person asks where they call ratchet; a question about no other message is about its thread."""
    ask = _ask_of(event.text, directory, direct=isinstance(event, DirectMessageSeen))
    channel = _channel_asked(ask, event.channel, directory)
    root = _root_asked(ask) or MessageRef(event.channel, event.thread or event.ts)
    return Focus(event.id, event.at, channel, root=root, person=event.person, ask=ask)


def _root_asked(ask: Ask) -> MessageRef | None:
    return thread_in(ask.rest) if ask.command in _OF_A_THREAD else None


def _channel_asked(ask: Ask, here: str, directory: Directory) -> str:
    """Return the channel that is asked about: one that is named, where everybody may read it, or else this one."""
    if ask.command not in _OF_A_CHANNEL:
        return here
    named = next((one[1:] for one in ask.rest.split() if one.startswith("#")), None)
    channel = None if named is None else directory.channel_called(named)
    return here if channel is None or directory.is_private(channel) else channel


_OF_A_THREAD: Final = frozenset({Command.WHY, Command.SIMILAR, Command.SUMMARY})
_OF_A_CHANNEL: Final = frozenset({Command.STATUS, Command.HANDOVER, Command.MUTE, Command.RUNBOOK})


def _chosen(event: ShortcutUsed, directory: Directory) -> Focus:
    """Return what a person chose something for; a message that is to be a question is looked at as its author's."""
    if event.kind is Shortcut.SUMMARY:
        root, ask = MessageRef(event.channel, event.thread or event.ts), Ask(Command.SUMMARY)
        return Focus(event.id, event.at, event.channel, root=root, person=event.person, ask=ask)
    if event.kind is not Shortcut.TRACK_HELP_REQUEST:
        return Focus(event.id, event.at, event.channel, person=event.person)
    return Focus(
        event.id,
        event.at,
        event.channel,
        root=MessageRef(event.channel, event.ts),
        person=event.author,
        speech=Speech.QUESTION,
        named=names_in(event.text) if directory.services else (),
    )


def _in_thread(event: ReactionAdded | ReactionRemoved, _directory: Directory) -> Focus:
    root = MessageRef(event.channel, event.thread or event.ts)
    return Focus(event.id, event.at, event.channel, root=root, person=event.person)


def _of_message(event: Any, _directory: Directory) -> Focus:  # noqa: ANN401 - an event about a message
    return Focus(
        event.id,
        event.at,
        event.channel,
        root=MessageRef(event.channel, event.ts),
        person=getattr(event, "by", None),
        team=getattr(event, "team", None),
    )


def _linked(event: HelpRequestLinked, _directory: Directory) -> Focus:
    return Focus(
        event.id,
        event.at,
        event.channel,
        fingerprint=event.alert,
        root=MessageRef(event.channel, event.ts),
        person=event.by,
        number=event.number,
        incident_in=event.incident_in,
    )


def _of_channel(event: Any, _directory: Directory) -> Focus:  # noqa: ANN401 - an event about a channel
    return Focus(event.id, event.at, event.channel)


def _of_person(event: Any, _directory: Directory) -> Focus:  # noqa: ANN401 - an event about a person
    return Focus(event.id, event.at, person=event.person)


def _of_team(event: Any, _directory: Directory) -> Focus:  # noqa: ANN401 - an event about a team
    return Focus(event.id, event.at, team=event.team, person=event.by)


def _owner(event: OwnerChanged, _directory: Directory) -> Focus:
    if event.kind is OwnedKind.CHANNEL:
        return Focus(event.id, event.at, event.owned, team=event.team, person=event.by)
    return Focus(event.id, event.at, service=event.owned, team=event.team, person=event.by)


def _of_service(event: Any, _directory: Directory) -> Focus:  # noqa: ANN401 - an event about a service
    return Focus(event.id, event.at, service=event.service, person=event.by)


def _of_alert(event: Any, _directory: Directory) -> Focus:  # noqa: ANN401 - an event about an alert
    return Focus(
        event.id,
        event.at,
        getattr(event, "channel", None),
        fingerprint=event.alert,
        person=event.by,
        number=getattr(event, "number", None),
    )


def _nothing(event: Event, _directory: Directory) -> Focus:
    return Focus(event.id, event.at)


_FOCUSES: Final[Mapping[type, Callable[[Any, Directory], Focus]]] = {
    MessageSeen: _message,
    MessageEdited: _message,
    Mentioned: _called,
    DirectMessageSeen: _called,
    MessageDeleted: _of_message,
    ReactionAdded: _in_thread,
    ReactionRemoved: _in_thread,
    Installed: _nothing,
    ChannelSeen: _of_channel,
    ChannelJoined: _of_channel,
    ChannelLeft: _of_channel,
    ChannelRenamed: _of_channel,
    ChannelArchived: _of_channel,
    ChannelUnarchived: _of_channel,
    ChannelReplaced: _of_channel,
    ChannelShared: _of_channel,
    ChannelUnshared: _of_channel,
    SharingAgreed: lambda event, _: Focus(event.id, event.at, event.channel, person=event.by),
    ChannelConfigured: lambda event, _: Focus(event.id, event.at, event.channel, person=event.by),
    ChannelErased: lambda event, _: Focus(event.id, event.at, event.channel, person=event.by),
    ChannelReadmitted: lambda event, _: Focus(event.id, event.at, event.channel, person=event.by),
    MessageCorrected: lambda event, _: Focus(event.id, event.at, event.channel, person=event.by),
    PersonSeen: _of_person,
    GroupSeen: _nothing,
    PersonErased: lambda event, _: Focus(event.id, event.at, person=event.by),
    PersonReadmitted: lambda event, _: Focus(event.id, event.at, person=event.by),
    TeamNamed: _of_team,
    OwnerChanged: _owner,
    MemberJoined: _of_team,
    MemberLeft: _of_team,
    TeamsMerged: _of_team,
    TeamMergeUndone: _of_team,
    ServiceNamed: _of_service,
    ServiceAliased: _of_service,
    ServicesMerged: _of_service,
    ServiceSplit: _of_service,
    AlertTied: _of_alert,
    NotificationTied: _of_message,
    HelpRequestTied: _of_message,
    HelpRequestHandedOff: _of_message,
    HelpRequestResolved: _of_message,
    HelpRequestReopened: _of_message,
    HelpRequestLinked: _linked,
    RunbookWritten: _of_alert,
    RunbookApproved: _of_alert,
    RunbookRejected: _of_alert,
    RunbookActivated: _of_alert,
    RunbookVoted: _of_alert,
    AlertMuted: _of_alert,
    MuteEnded: _of_alert,
    IncidentMarked: _of_alert,
    IncidentResolved: _of_alert,
    ButtonPressed: _asked,
    FormSubmitted: _asked,
    HomeOpened: _of_person,
    CommandGiven: _given,
    ShortcutUsed: _chosen,
    TimePassed: _outcome,
    MessagePosted: _outcome,
    MessageUpdated: _outcome,
    FormShown: _outcome,
    FormRefused: _outcome,
    HomePublished: _outcome,
    HistoryRead: _outcome,
    AnsweredPrivately: _outcome,
    ModelAnswered: _outcome,
    ToolsRun: _outcome,
    SimilarFound: _outcome,
    ToilCounted: _outcome,
    ActionFailed: _outcome,
}
