"""A history as long as wanted, with something of everything, and events of every kind that come after it.

What the events are about lies in the same group of every index as most of the history, so that whatever loads without
a bound loads much: one alert that fires all the time, one service, one asker, one channel for each.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from histories import BOT, EVERYTHING, INTRODUCTIONS, START, firing, posted, resolved, said
from ratchet_core.basis.content import Content, Field
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.contract.sending import COUNT
from ratchet_core.domain import MessageRef, OwnedKind, Resolution, Source, Verdict
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.focus import focus_of
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.actions import (
    AboutChannel,
    AboutIncident,
    AboutInquiry,
    AboutMute,
    AboutMuting,
    AboutPerson,
    AboutRequest,
    AboutSaid,
    Action,
    AnswerPrivately,
    AskModel,
    Body,
    CountToil,
    FindSimilar,
    Form,
    FormProblem,
    OpenForm,
    PostMessage,
    Press,
    PublishHome,
    ReadHistory,
    RefuseForm,
    RunTools,
    UpdateMessage,
    WakeMe,
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
    FormValue,
    FoundQuestion,
    FoundRunbook,
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
from ratchet_core.vocabulary.models import Allowance, Ending, Material, ModelReply, Shape, ToolCall, ToolResult
from ratchet_core.vocabulary.prompts import ANSWER
from ratchet_core.vocabulary.toil import ToilFigures

SPEAKING = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE, reminders=Mode.LIVE))
NAME = "HighErrorRate checkout-api"
ALERT = focus_of(posted(START, "C1", firing(NAME)), Directory(SPEAKING)).fingerprint or ""
STEP = 10 * MINUTE
_UNIT = 10
"""How many messages one step of the history has."""

ORGANISATION: list[Event] = [
    *INTRODUCTIONS,
    *(PersonSeen(f"{one}/seen", 0, one, one, external=False) for one in ("U1", "U2", "U3")),
    *(TeamNamed(f"team/{one}", 0, one, one) for one in ("base", "money")),
    MemberJoined("m1", 0, "U2", "base"),
    MemberJoined("m2", 0, "U3", "money"),
    ServiceNamed("s1", 0, "checkout-api", "Checkout"),
    ServiceNamed("s2", 0, "ledger", "Ledger"),
    OwnerChanged("o1", 0, OwnedKind.CHANNEL, "C1", "base"),
    OwnerChanged("o2", 0, OwnedKind.SERVICE, "checkout-api", "base"),
]


def deployed(at: Instant, version: int) -> MessageSeen:
    """Return the notice of a deploy of the service."""
    title = f"Deployed checkout-api v{version} to production"
    return posted(at, "C2", Content(text=title, title=title, fields=(Field("Service", "checkout-api"),), colour="good"))


def long_history(messages: int) -> Iterator[Event]:
    """Return who and what there is, and so many messages, with runbooks, mutes and verdicts between them."""
    yield from ORGANISATION
    for step in range(messages // _UNIT):
        yield from _step(START + step * STEP, step)


def _step(at: Instant, step: int) -> Iterator[Event]:
    fires, asked = (
        posted(at + MINUTE, "C1", firing(NAME)),
        said(at + 4 * MINUTE, "C2", "U1", "why is checkout-api slow?"),
    )
    yield deployed(at, step)
    yield fires
    yield said(at + 2 * MINUTE, "C1", "U2", "restarted the consumer on kafka-3", fires.ts)
    yield posted(at + 3 * MINUTE, "C1", resolved(NAME))
    yield asked
    yield said(at + 5 * MINUTE, "C2", "U2", "it is the pool, run `make pool` on the jump host", asked.ts)
    yield posted(at + 6 * MINUTE, "C1", firing(f"Queue{'ABCDEFGHIJ'[step % 10]}Stuck ledger"))
    yield said(at + 7 * MINUTE, "C1", f"U{step % 90 + 10}", "how do I rotate the ledger key?")
    yield said(at + 8 * MINUTE, "C2", "U3", "a reply to what nobody saw", "1.000000")
    yield said(at + 9 * MINUTE, "C1", "U3", "good morning")
    if step % 10 == 0:
        yield RunbookWritten(f"written/{step}", at + 9 * MINUTE, ALERT, f"1. restart it {step} times", "U2")
        yield AlertMuted(f"muted/{step}", at + 9 * MINUTE, ALERT, "C9", at + 20 * DAY, "resizing", "U2")


END = START + 3_000 * DAY
"""When the events come: after every history."""

FIRES = posted(END, "C1", firing(NAME))
NOTE = said(END + MINUTE, "C1", "U2", "restart it", FIRES.ts)
ASKED = said(END + 2 * MINUTE, "C2", "U1", "why is checkout-api slow?")
REPLY = said(END + 3 * MINUTE, "C2", "U2", "it is the pool again, run `make pool`", ASKED.ts)
DEPLOY = deployed(END + 4 * MINUTE, 1_000_000)
CAST: list[Event] = [
    FIRES,
    NOTE,
    ASKED,
    REPLY,
    DEPLOY,
    RunbookWritten("written", END + 5 * MINUTE, ALERT, "1. restart it", "U2"),
    AlertMuted("muted", END + 5 * MINUTE, ALERT, "C2", END + DAY, "resizing", "U2"),
]
"""What the events are about; it comes before them, also where there is no history."""

NOW = END + HOUR
_INCIDENT = AboutIncident("C1", ALERT, 1, END)
_REQUEST = AboutRequest(MessageRef("C2", ASKED.ts), ASKED.at)
_POST = PostMessage("post", "cards", "C1", FIRES.ts, Body("hi"), _INCIDENT)
_EDIT = UpdateMessage("edit", "cards", "C1", "1.5", Body("hi"), _INCIDENT)
_SEEK = FindSimilar("seek", "answers", "C2", (MessageRef("C2", ASKED.ts),), _REQUEST)
_FORM = OpenForm("form", "mutes", "t", Form("Mute", (), _INCIDENT))
_REFUSAL = RefuseForm("refuse", "forms", "U1", "V1", (FormProblem("lasts", "write 4h"),), Form("Mute", (), _INCIDENT))
_ANSWER = AnswerPrivately("answer", "forms", "C1", "U2", Body("muted"), _INCIDENT)
_HOME = PublishHome("home", "home", "U1", Body("all is well"), AboutPerson("U1"))
_HISTORY = ReadHistory("history", "history", "C1", None, 0, NOW, None, AboutPerson("U1"))
_FILLED_IN = (FormValue("lasts", "4h"), FormValue("where", "here"), FormValue("reason", "resizing"))
_MODEL = AskModel(
    "model",
    "answers",
    "C2",
    ASKED.ts,
    ANSWER,
    (Material("1", "reply", "yes", Source(MessageRef("C2", REPLY.ts))),),
    _REQUEST,
    Shape.STATEMENTS,
    Allowance(9, 9),
    "U1",
    NOW,
    NOW + 9,
)
_INQUIRY = AboutInquiry(MessageRef("C2", ASKED.ts), REPLY.ts)
_ASKED_OF_US = attrs.evolve(_MODEL, behaviour="agent", about=_INQUIRY)
_COUNT = CountToil("k", "digest", "C1", AboutChannel("C1"), NOW - 7 * DAY, NOW, channels=("C1",))
_TOOLS = RunTools("tools", "agent", "C2", ASKED.ts, "U1", (ToolCall("owner"),), _ASKED_OF_US, _INQUIRY)


def _rings(behaviour: str, about: Any) -> Event:  # noqa: ANN401 - whatever an action is about
    channel = "C2" if isinstance(about, AboutRequest) else "C1"
    return TimePassed(f"{behaviour}/rang", NOW, WakeMe(f"{behaviour}/alarm", behaviour, channel, NOW, about))


def _fails(action: Action, behaviour: str) -> Event:
    return ActionFailed(f"{behaviour}/failed", NOW, attrs.evolve(action, behaviour=behaviour), "why")


def _edited(one: Any, text: str) -> Event:  # noqa: ANN401 - a message of any kind
    content = firing(NAME, "warning") if one.content is not None else None
    return MessageEdited(f"{one.id}/edited", NOW, one.channel, one.ts, one.thread, one.person, text, one.bot, content)


_SHORTCUT = ShortcutUsed("short", NOW, "U1", Shortcut.NOT_AN_ALERT, "C1", FIRES.ts, "t", BOT, FIRES.content)
AFTER: Mapping[str, Event] = {
    "an alert fires": posted(NOW, "C1", firing(NAME)),
    "an alert is over": posted(NOW, "C1", resolved(NAME)),
    "an alert fires for the first time": posted(NOW, "C1", firing("Unheard ledger")),
    "an alert is edited": _edited(FIRES, ""),
    "a bot says something in a thread": attrs.evolve(posted(NOW, "C2", firing(NAME), ASKED.ts), bot=BOT),
    "a deploy": deployed(NOW, 2_000_000),
    "a question": said(NOW, "C2", "U1", "why is checkout-api so slow again?"),
    "a question is edited": _edited(ASKED, "why is the ledger slow?"),
    "a reply to a question": said(NOW, "C2", "U2", "try again", ASKED.ts),
    "a reply is edited": _edited(REPLY, "it is the disk"),
    "a reply to what nobody saw": said(NOW, "C2", "U2", "try again", "1.000000"),
    "a note in an alert's thread": said(NOW, "C1", "U2", "done", FIRES.ts),
    "a note is edited": _edited(NOTE, "restart it twice"),
    "a note is deleted": MessageDeleted("gone/1", NOW, "C1", NOTE.ts),
    "a question is deleted": MessageDeleted("gone/2", NOW, "C2", ASKED.ts),
    "a reply is deleted": MessageDeleted("gone/3", NOW, "C2", REPLY.ts),
    "a notice is deleted": MessageDeleted("gone/4", NOW, "C2", DEPLOY.ts),
    "chatter": said(NOW, "C1", "U3", "good morning"),
    "a tick": ReactionAdded("tick", NOW, "C2", ASKED.ts, None, "U1", "white_check_mark"),
    "a tick is taken back": ReactionRemoved("untick", NOW, "C2", ASKED.ts, None, "U1", "white_check_mark"),
    "a channel is seen": ChannelSeen("c1", NOW, "C1", "alerts", private=False),
    "ratchet is called": Mentioned("call", NOW, "C2", ASKED.ts, None, "U1", "can you help?"),
    "ratchet is written to": DirectMessageSeen("direct", NOW, "D1", "9.0", None, "U1", "can you help?"),
    "a home page is opened": HomeOpened("home", NOW, "U1"),
    "a home page is shown": HomePublished("shown", NOW, _HOME),
    "a command is given": CommandGiven("command", NOW, "U1", "C1", f"mute {NAME}", "t"),
    "a shortcut is used": ShortcutUsed(
        "short", NOW, "U1", Shortcut.NOT_AN_ALERT, "C1", FIRES.ts, "t", BOT, FIRES.content
    ),
    "a channel is configured": ChannelConfigured("cc", NOW, "C1", EVERYTHING, "U2"),
    "a message is corrected": MessageCorrected("mc", NOW, "C1", FIRES.ts, BOT.key, "high errors", Kind.OTHER, "U2"),
    "a group is seen": GroupSeen("g", NOW, "S1", "oncall", ("U1", "U2")),
    "a page of history is read": HistoryRead("read", NOW, _HISTORY, "next", 10),
    "ratchet runs": Installed("i", NOW, "T1", "U0", "B0"),
    "a channel is renamed": ChannelRenamed("cr", NOW, "C1", "pages"),
    "a channel is archived": ChannelArchived("ca", NOW, "C1"),
    "a channel is opened again": ChannelUnarchived("cu", NOW, "C1"),
    "a channel is replaced": ChannelReplaced("cp", NOW, "C1", "C9"),
    "a channel is shared": ChannelShared("cs", NOW, "C1"),
    "a channel is shared no more": ChannelUnshared("cn", NOW, "C1"),
    "speaking in a shared channel is agreed to": SharingAgreed("sa", NOW, "C1", "U2"),
    "a channel is joined": ChannelJoined("c2", NOW, "C1"),
    "a channel is left": ChannelLeft("c3", NOW, "C1"),
    "a person is seen": PersonSeen("p", NOW, "U1", "Ann", external=False),
    "a person is erased": PersonErased("erased", NOW, "U2"),
    "a person is readmitted": PersonReadmitted("back", NOW, "U2"),
    "a channel is erased": ChannelErased("che", NOW, "C1"),
    "a channel is readmitted": ChannelReadmitted("chr", NOW, "C1"),
    "a team is named": TeamNamed("t", NOW, "base", "Base"),
    "an owner changes": OwnerChanged("o", NOW, OwnedKind.SERVICE, "checkout-api", "money"),
    "a member joins": MemberJoined("j", NOW, "U1", "base"),
    "a member leaves": MemberLeft("l", NOW, "U2", "base"),
    "teams are merged": TeamsMerged("tm", NOW, "money", "base"),
    "a merge of teams is undone": TeamMergeUndone("tu", NOW, "money"),
    "a service is named": ServiceNamed("s", NOW, "checkout-api", "Till"),
    "a service gets an alias": ServiceAliased("sa", NOW, "checkout-api", "till"),
    "services are merged": ServicesMerged("sm", NOW, "ledger", "checkout-api"),
    "a service is split off": ServiceSplit("ss", NOW, "ledger"),
    "an alert is tied": AlertTied("at", NOW, ALERT, "ledger", "U2"),
    "a notice is tied": NotificationTied("nt", NOW, "C2", DEPLOY.ts, "ledger", "U2"),
    "a question is tied": HelpRequestTied("ht", NOW, "C2", ASKED.ts, "ledger", "U2"),
    "a question is handed off": HelpRequestHandedOff("hh", NOW, "C2", ASKED.ts, "money", "U2"),
    "a question is resolved": HelpRequestResolved("hr", NOW, "C2", ASKED.ts, Resolution.FIXED, "U2"),
    "a question is opened again": HelpRequestReopened("ho", NOW, "C2", ASKED.ts, "U2"),
    "a question is linked": HelpRequestLinked("hl", NOW, "C2", ASKED.ts, "C1", ALERT, 1, "U2"),
    "a runbook is written": RunbookWritten("rw", NOW, ALERT, "1. wait", "U2"),
    "a runbook is approved": RunbookApproved("ra", NOW, ALERT, 1, "digest", "U2"),
    "a runbook is rejected": RunbookRejected("rr", NOW, ALERT, 1, "U2"),
    "a runbook is activated": RunbookActivated("rc", NOW, ALERT, 1, "U2"),
    "a runbook is voted on": RunbookVoted("rv", NOW, ALERT, 1, helpful=True, by="U2"),
    "an alert is muted": AlertMuted("mute", NOW, ALERT, "C1", NOW + HOUR, "resizing", "U2"),
    "a mute is ended": MuteEnded("ended", NOW, ALERT, "U2"),
    "an incident is marked": IncidentMarked("mark", NOW, "C1", ALERT, 1, Verdict.NOISE, "U2"),
    "an incident is resolved": IncidentResolved("over", NOW, "C1", ALERT, 1, "U2"),
    "a button is pressed": ButtonPressed("b", NOW, "C1", "1.5", "U2", Press.NOISE, _INCIDENT),
    "a form is submitted": FormSubmitted("f", NOW, "U2", "V1", AboutMuting(ALERT, "C1"), (FormValue("lasts", "4h"),)),
    "a card's hold is over": _rings("cards", _INCIDENT),
    "an incident may be stale": _rings("incidents", _INCIDENT),
    "a thread is read": _rings("triage", _INCIDENT),
    "a mute is over": _rings("mutes", AboutMute(ALERT, "muted")),
    "an answer is looked for": _rings("answers", _REQUEST),
    "a reminder is due": _rings("reminders", _REQUEST),
    "erasing goes on": _rings("erasure", AboutPerson("U2")),
    "erasing a channel goes on": _rings("channel_erasure", AboutSaid("C1", "message", (1, "0.1"))),
    "a card is posted": MessagePosted("posted", NOW, _POST, "1.5"),
    "a card is edited": MessageUpdated("updated", NOW, _EDIT),
    "a form is open": FormShown("opened", NOW, _FORM, "V1"),
    "a form is refused": FormRefused("refused", NOW, _REFUSAL),
    "a person was answered": AnsweredPrivately("told", NOW, _ANSWER),
    "a model answered what ratchet was asked": ModelAnswered(
        "told of it", NOW, _ASKED_OF_US, ModelReply(Ending.ANSWERED)
    ),
    "a model answered": ModelAnswered("answered", NOW, _MODEL, ModelReply(Ending.ANSWERED)),
    "toil was counted": ToilCounted("counted", NOW, _COUNT, ToilFigures(NOW - 7 * DAY, NOW, NOW - 7 * DAY)),
    "tools were run": ToolsRun("ran", NOW, _TOOLS, (ToolResult("it", (Material("1.1", "fact", "yes"),)),)),
    "the hours were counted": ToilCounted("counted", NOW, COUNT, ToilFigures(COUNT.since, COUNT.until, COUNT.since)),
    "something similar is found": SimilarFound(
        "found", NOW, _SEEK, (FoundQuestion(MessageRef("C2", ASKED.ts), 90), FoundRunbook(ALERT, 80))
    ),
    "a card fails": _fails(_POST, "cards"),
    "a reminder fails": _fails(attrs.evolve(_POST, about=_REQUEST), "reminders"),
    "an answer fails": _fails(attrs.evolve(_POST, about=_REQUEST), "answers"),
    "a hand-off fails": _fails(attrs.evolve(_POST, about=_REQUEST), "handling"),
    "news of a mute fail": _fails(attrs.evolve(_POST, about=AboutMute(ALERT, "muted")), "mutes"),
}
"""An event of every kind, and of the kinds of messages, of alarms and of failures."""
