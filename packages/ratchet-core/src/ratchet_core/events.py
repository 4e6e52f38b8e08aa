"""What happened, in the past tense. An outcome is an event that settles one of our actions and carries it.

Every event has an `id`, a function of what it tells of, so that hearing of it twice changes nothing, and the moment
`at` which it happened. `by` is the person who wants it so, and whose right to it is asked for; None stands for whoever
installed ratchet, as in an organisation's file.
"""

from enum import StrEnum
from typing import Final, TypeAlias, get_args

from attrs import field, frozen

from ratchet_core.actions import (
    About,
    Action,
    AnswerPrivately,
    AskModel,
    FindSimilar,
    OpenForm,
    PostMessage,
    Press,
    PublishHome,
    ReadHistory,
    RefuseForm,
    UpdateMessage,
    WakeMe,
)
from ratchet_core.content import Bot, Content
from ratchet_core.domain import MessageRef, OwnedKind, Resolution, Verdict
from ratchet_core.instants import Instant
from ratchet_core.kinds import checked
from ratchet_core.policy import ChannelPolicy
from ratchet_core.recognise.recognised import Kind


@frozen
class MessageSeen:
    """Somebody posted a message: a `person`, or else a `bot`.

    Its `id` is the channel's id, a slash and the message's timestamp: under that it is known when others refer to it.

    Attributes:
        thread: The timestamp of the message that began the thread, or None outside a thread.
        text: What it says, normalised; for a bot the whole of its content's text.
        content: What a bot's message says, in pieces; None for people.
        ours: Whether ratchet itself posted it.
        old: Whether it comes from a backfill: it is remembered, and nothing is said about it.
        heard_at: When ratchet heard of it, if that was not at once, as after a downtime.
    """

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str | None
    text: str
    bot: Bot | None = None
    content: Content | None = None
    ours: bool = False
    old: bool = False
    heard_at: Instant | None = None


@frozen
class MessageEdited:
    """A message says something else now; an edit may be the first that is heard of a message.

    `ours` says that it is a message of ratchet's own; `heard_at` is as in `MessageSeen`.
    """

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str | None
    text: str
    bot: Bot | None = None
    content: Content | None = None
    ours: bool = False
    heard_at: Instant | None = None


@frozen
class Mentioned:
    """A person called ratchet by its name in a message, which is heard as `MessageSeen` too, and counted there.

    `old` and `heard_at` are as in `MessageSeen`.
    """

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str
    text: str
    old: bool = False
    heard_at: Instant | None = None


@frozen
class DirectMessageSeen:
    """A person wrote to ratchet alone; `channel` is the conversation of the two."""

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str
    text: str
    old: bool = False
    heard_at: Instant | None = None


@frozen
class MessageDeleted:
    """A message is gone."""

    id: str
    at: Instant
    channel: str
    ts: str


@frozen
class ReactionAdded:
    """A person put an emoji on a message; `thread` is the root of the thread it stands in.

    `heard_at` is as in `MessageSeen`.
    """

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str
    name: str
    heard_at: Instant | None = None


@frozen
class ReactionRemoved:
    """A person took an emoji off a message again."""

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str
    name: str


@frozen
class Installed:
    """ratchet runs in a workspace, as this user and this bot; said again at each start."""

    id: str
    at: Instant
    workspace: str
    user: str
    bot: str


@frozen
class ChannelSeen:
    """A channel exists under this name: all that is known of it, said again whenever it is looked up."""

    id: str
    at: Instant
    channel: str
    name: str
    private: bool
    archived: bool = False


@frozen
class ChannelRenamed:
    """A channel is called something else; this does not say whether it is private."""

    id: str
    at: Instant
    channel: str
    name: str


@frozen
class ChannelArchived:
    """A channel was closed: it can be read, and nothing can be said in it."""

    id: str
    at: Instant
    channel: str


@frozen
class ChannelUnarchived:
    """A channel that was archived is open again."""

    id: str
    at: Instant
    channel: str


@frozen
class ChannelReplaced:
    """A channel goes on under another id, its `successor`, as when a public one is turned into a private one."""

    id: str
    at: Instant
    channel: str
    successor: str


@frozen
class ChannelShared:
    """A channel is shared with another company: people of it read there and write."""

    id: str
    at: Instant
    channel: str


@frozen
class ChannelUnshared:
    """A channel is shared with no other company any more."""

    id: str
    at: Instant
    channel: str


@frozen
class ChannelJoined:
    """ratchet was added to a channel; where it is `live`, what was said there before can be read."""

    id: str
    at: Instant
    channel: str
    live: bool = False


@frozen
class ChannelLeft:
    """ratchet was removed from a channel."""

    id: str
    at: Instant
    channel: str


@frozen
class ChannelConfigured:
    """A person said what ratchet may do in a channel, all of it, whatever the policy file says."""

    id: str
    at: Instant
    channel: str
    place: ChannelPolicy
    by: str


@frozen
class MessageCorrected:
    """A person said what a bot's message is, and all messages of that bot with the same `skeleton`."""

    id: str
    at: Instant
    channel: str
    ts: str
    bot: str
    skeleton: str
    kind: Kind = field(validator=checked(Kind))
    by: str


@frozen
class PersonSeen:
    """A person exists under this name; `external` are people of other companies.

    A `guest` is one too, as far as rights go. A `bot` is no person, and who is not `active` has left.
    """

    id: str
    at: Instant
    person: str
    name: str
    external: bool
    active: bool = True
    bot: bool = False
    guest: bool = False


@frozen
class GroupSeen:
    """A group of people exists under a handle: all its members, said again whenever they change."""

    id: str
    at: Instant
    group: str
    handle: str
    members: tuple[str, ...]


@frozen
class PersonErased:
    """A person, or whoever installed ratchet on their behalf, wants everything gone that they wrote, and their name."""

    id: str
    at: Instant
    person: str
    by: str | None = None


@frozen
class TeamNamed:
    """A team came to be, or was renamed."""

    id: str
    at: Instant
    team: str
    name: str
    by: str | None = None


@frozen
class OwnerChanged:
    """A channel or a service passed to a team, or to nobody."""

    id: str
    at: Instant
    kind: OwnedKind = field(validator=checked(OwnedKind))
    owned: str
    team: str | None
    by: str | None = None


@frozen
class MemberJoined:
    """A person became a member of a team."""

    id: str
    at: Instant
    person: str
    team: str
    by: str | None = None


@frozen
class MemberLeft:
    """A person stopped being a member of a team."""

    id: str
    at: Instant
    person: str
    team: str
    by: str | None = None


@frozen
class TeamsMerged:
    """A team became part of another."""

    id: str
    at: Instant
    team: str
    into: str
    by: str | None = None


@frozen
class TeamMergeUndone:
    """A team is a team of its own again."""

    id: str
    at: Instant
    team: str
    by: str | None = None


@frozen
class ServiceNamed:
    """A service came to be, or is called something else now; its key stays."""

    id: str
    at: Instant
    service: str
    name: str
    by: str | None = None


@frozen
class ServiceAliased:
    """A service is also known under another name."""

    id: str
    at: Instant
    service: str
    alias: str
    by: str | None = None


@frozen
class ServicesMerged:
    """A service became part of another."""

    id: str
    at: Instant
    service: str
    into: str
    by: str | None = None


@frozen
class ServiceSplit:
    """A service that was merged into another is a service of its own again."""

    id: str
    at: Instant
    service: str
    by: str | None = None


@frozen
class AlertTied:
    """A person said which service an alert belongs to; that holds whatever its messages say."""

    id: str
    at: Instant
    alert: str
    service: str
    by: str


@frozen
class NotificationTied:
    """A person said which service a bot's notice is about."""

    id: str
    at: Instant
    channel: str
    ts: str
    service: str
    by: str


@frozen
class HelpRequestTied:
    """A person said which service a question is about."""

    id: str
    at: Instant
    channel: str
    ts: str
    service: str
    by: str


@frozen
class HelpRequestHandedOff:
    """A person passed a question to the team that can answer it."""

    id: str
    at: Instant
    channel: str
    ts: str
    team: str
    by: str


@frozen
class HelpRequestResolved:
    """A person said that a question is resolved, and why."""

    id: str
    at: Instant
    channel: str
    ts: str
    resolution: Resolution = field(validator=checked(Resolution))
    by: str


@frozen
class HelpRequestReopened:
    """A person took back that a question is resolved."""

    id: str
    at: Instant
    channel: str
    ts: str
    by: str


@frozen
class HelpRequestLinked:
    """A person said which incident a question was about: the `number` of the `alert` in the channel `incident_in`."""

    id: str
    at: Instant
    channel: str
    ts: str
    incident_in: str
    alert: str
    number: int
    by: str


@frozen
class RunbookWritten:
    """A person wrote the next version of an alert's runbook; it is a proposal until it is approved."""

    id: str
    at: Instant
    alert: str
    text: str
    by: str


@frozen
class RunbookApproved:
    """A person approved exactly the text that the digest names; `assumed` when only a simulation supposes so."""

    id: str
    at: Instant
    alert: str
    number: int
    digest: str
    by: str
    assumed: bool = False


@frozen
class RunbookRejected:
    """A person rejected a proposed version."""

    id: str
    at: Instant
    alert: str
    number: int
    by: str


@frozen
class RunbookActivated:
    """A person made an approved version the active one again."""

    id: str
    at: Instant
    alert: str
    number: int
    by: str


@frozen
class RunbookVoted:
    """A person said whether a version helped."""

    id: str
    at: Instant
    alert: str
    number: int
    helpful: bool
    by: str


@frozen
class AlertMuted:
    """A person silences an alert's cards until a moment, in one channel or, where that is None, everywhere."""

    id: str
    at: Instant
    alert: str
    channel: str | None
    until: Instant
    reason: str
    by: str


@frozen
class MuteEnded:
    """A person ended the mutes of an alert before their time."""

    id: str
    at: Instant
    alert: str
    by: str


@frozen
class IncidentMarked:
    """A person said what an incident was worth."""

    id: str
    at: Instant
    channel: str
    alert: str
    number: int
    verdict: Verdict = field(validator=checked(Verdict))
    by: str


@frozen
class ButtonPressed:
    """A person pressed a button on a message of ours; by the `trigger` a form can be opened for them at once."""

    id: str
    at: Instant
    channel: str
    ts: str
    person: str
    does: Press = field(validator=checked(Press))
    about: About
    trigger: str | None = None


@frozen
class FormValue:
    """What a person filled in: the name of a field, and its value."""

    field: str
    value: str


@frozen
class FormSubmitted:
    """A person sent a form that we opened; the chat calls it `view`."""

    id: str
    at: Instant
    person: str
    view: str
    about: About
    values: tuple[FormValue, ...] = ()

    def value(self, name: str) -> str:
        """Return what was filled in a field, or nothing."""
        return next((one.value.strip() for one in self.values if one.field == name), "")


@frozen
class HomeOpened:
    """A person opened ratchet's home page."""

    id: str
    at: Instant
    person: str


@frozen
class CommandGiven:
    """A person wrote `/ratchet` and a `text` behind it, in a channel; nobody else sees that."""

    id: str
    at: Instant
    person: str
    channel: str
    text: str
    trigger: str


class Shortcut(StrEnum):
    """What a person can choose in the menu of a message."""

    TRACK_ALERT = "track_as_alert"
    TRACK_HELP_REQUEST = "track_as_help_request"
    NOT_AN_ALERT = "not_an_alert"


@frozen
class ShortcutUsed:
    """A person chose something in the menu of a message; the chat tells again what that is.

    Attributes:
        bot: The bot that wrote it; None where a person did.
        content: What a bot's message says, in pieces; None for people.
        author: The person who wrote it; None where a bot did.
        text: What a person's message says, normalised.
        thread: The timestamp of the message that began its thread, or None outside a thread.
    """

    id: str
    at: Instant
    person: str
    kind: Shortcut = field(validator=checked(Shortcut))
    channel: str
    ts: str
    trigger: str
    bot: Bot | None = None
    content: Content | None = None
    author: str | None = None
    text: str = ""
    thread: str | None = None


@frozen
class TimePassed:
    """The moment of a `WakeMe` has come; `told_at` is when that was told, if that was later, as after a downtime."""

    id: str
    at: Instant
    action: WakeMe
    told_at: Instant | None = None


@frozen
class MessagePosted:
    """A message of ours was posted, under this timestamp."""

    id: str
    at: Instant
    action: PostMessage
    ts: str


@frozen
class MessageUpdated:
    """A message of ours was replaced."""

    id: str
    at: Instant
    action: UpdateMessage


@frozen
class FormShown:
    """A form is on somebody's screen; the chat calls it `view`."""

    id: str
    at: Instant
    action: OpenForm
    view: str


@frozen
class FormRefused:
    """A form says what is wrong with what was filled in."""

    id: str
    at: Instant
    action: RefuseForm


@frozen
class AnsweredPrivately:
    """A person was told something that nobody else sees."""

    id: str
    at: Instant
    action: AnswerPrivately


@frozen
class HomePublished:
    """A person sees their home page."""

    id: str
    at: Instant
    action: PublishHome


@frozen
class HistoryRead:
    """A page of history was read, and so many messages of it are heard as old ones; `cursor` begins the next page."""

    id: str
    at: Instant
    action: ReadHistory
    cursor: str | None
    messages: int


@frozen
class ModelAnswered:
    """A model answered a question of ours."""

    id: str
    at: Instant
    action: AskModel
    answer: str


@frozen
class FoundQuestion:
    """An earlier question like the one that was asked; `score` says how sure that is, in hundredths."""

    root: MessageRef
    score: int


@frozen
class FoundRunbook:
    """An alert whose runbook speaks of what was asked; `score` as in `FoundQuestion`."""

    alert: str
    score: int


Found: TypeAlias = FoundQuestion | FoundRunbook


@frozen
class SimilarFound:
    """What a search found for a question, the most similar first; it names documents and holds none of their words."""

    id: str
    at: Instant
    action: FindSimilar
    found: tuple[Found, ...] = ()


@frozen
class ActionFailed:
    """An action can certainly not be done any more; `why` is for people."""

    id: str
    at: Instant
    action: Action
    why: str


Event: TypeAlias = (
    MessageSeen
    | MessageEdited
    | Mentioned
    | DirectMessageSeen
    | MessageDeleted
    | ReactionAdded
    | ReactionRemoved
    | Installed
    | ChannelSeen
    | ChannelJoined
    | ChannelLeft
    | ChannelRenamed
    | ChannelArchived
    | ChannelUnarchived
    | ChannelReplaced
    | ChannelShared
    | ChannelUnshared
    | ChannelConfigured
    | MessageCorrected
    | PersonSeen
    | GroupSeen
    | PersonErased
    | TeamNamed
    | OwnerChanged
    | MemberJoined
    | MemberLeft
    | TeamsMerged
    | TeamMergeUndone
    | ServiceNamed
    | ServiceAliased
    | ServicesMerged
    | ServiceSplit
    | AlertTied
    | NotificationTied
    | HelpRequestTied
    | HelpRequestHandedOff
    | HelpRequestResolved
    | HelpRequestReopened
    | HelpRequestLinked
    | RunbookWritten
    | RunbookApproved
    | RunbookRejected
    | RunbookActivated
    | RunbookVoted
    | AlertMuted
    | MuteEnded
    | IncidentMarked
    | ButtonPressed
    | FormSubmitted
    | HomeOpened
    | CommandGiven
    | ShortcutUsed
    | TimePassed
    | MessagePosted
    | MessageUpdated
    | FormShown
    | FormRefused
    | AnsweredPrivately
    | HomePublished
    | HistoryRead
    | ModelAnswered
    | SimilarFound
    | ActionFailed
)


Outcome: TypeAlias = (
    TimePassed
    | MessagePosted
    | MessageUpdated
    | FormShown
    | FormRefused
    | AnsweredPrivately
    | HomePublished
    | HistoryRead
    | ModelAnswered
    | SimilarFound
    | ActionFailed
)
"""An event that settles one of our actions and carries it."""

OUTCOMES: Final = get_args(Outcome)
