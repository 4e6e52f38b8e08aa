"""A story in words, each a step of one alert, its card and its runbook, or of one question, and the moves it makes."""

import asyncio

import attrs
from histories import EVERYTHING, START, fingerprint_of, firing, introduced, posted, resolved, said
from invariants.checks import Memory, check_moves
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Instant, ts_of
from ratchet_core.domain import OwnedKind, Resolution, digest_of
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.domain.storms import Budget
from ratchet_core.memory.store import MemoryStore
from ratchet_core.ports import Refused
from ratchet_core.replay import NoModel, ReplayedChat
from ratchet_core.turn import Ports, take_turn, work_off
from ratchet_core.vocabulary.actions import Lane, PostMessage
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    AlertMuted,
    ChannelJoined,
    ChannelLeft,
    Event,
    HelpRequestReopened,
    HelpRequestResolved,
    MemberJoined,
    MessageDeleted,
    MessageEdited,
    MuteEnded,
    OwnerChanged,
    PersonErased,
    ReactionAdded,
    ReactionRemoved,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookWritten,
    ServiceNamed,
    Shortcut,
    ShortcutUsed,
    TeamNamed,
)

ALERT = "HighErrorRate checkout-api"
FINGERPRINT = fingerprint_of(posted(START, "C1", firing(ALERT)))
STATEMENT = "reading up on the ledger here"
QUESTION = "how do I rotate the ledger key?"
ASKED = ts_of(START - SECOND)
MODES = {"live": Mode.LIVE, "shadow": Mode.SHADOW, "off": Mode.OFF}
WAITS = {"waits": 3 * MINUTE, "rests": 3 * HOUR}
ORGANISED: list[Event] = [
    TeamNamed("team", 0, "payments", "Payments"),
    MemberJoined("member", 0, "U1", "payments"),
    ServiceNamed("service", 0, "checkout-api", "checkout-api"),
    OwnerChanged("owner", 0, OwnedKind.SERVICE, "checkout-api", "payments"),
]


class Deaf(ReplayedChat):
    """A chat that refuses every post."""

    async def post(self, action: PostMessage) -> str:
        raise Refused(f"nothing can be posted in {action.channel}")


class Story:
    """A store, and what is told to it; each step is one second after the last."""

    def __init__(self) -> None:
        self.store = MemoryStore(Policy(default=EVERYTHING))
        self.memory = Memory()
        self.at: Instant = START
        for event in (*introduced("C1"), *ORGANISED):
            self._hears(event)

    def told(self, words: str) -> "Story":
        for word in words.split(", "):
            self.at += SECOND
            verb, _, number = word.partition(" ")
            self._tells_of_runbooks(verb, int(number)) if number.isdigit() else self._tells(word)
        return self

    def _hears(self, event: Event) -> None:
        self._checked(event, asyncio.run(take_turn(self.store, event)))

    def _checked(self, event: Event, decision: Decision) -> None:
        check_moves(self.memory, event, decision)

    def _works(self, lanes: list[Lane], chat: ReplayedChat) -> None:
        ports = Ports(chat, NoModel(), self.store.search)
        for event, decision in asyncio.run(work_off(self.store, self.store.outbox, ports, self.at, lanes)):
            self._checked(event, decision)

    def _tells(self, word: str) -> None:
        event = self._of_alert(word) or self._of_question(word)
        if event is not None:
            self._hears(event)
        elif word in WAITS:
            self.at += WAITS[word]
            self._works([Lane.TIME], ReplayedChat())
        elif word == "crowds":
            self.store.put(Budget("C1", self.at // MINUTE + 1, 60))
        elif word in {"posts", "fails"}:
            chat = Deaf() if word == "fails" else ReplayedChat()
            chat.now = self.at
            self._works([Lane.SPEECH], chat)
        else:
            self.store.policy = Policy(default=attrs.evolve(EVERYTHING, cards=MODES[word]))

    def _of_alert(self, word: str) -> Event | None:
        at, name = self.at, f"{word}/{self.at}"
        events: dict[str, Event] = {
            "warns": posted(at, "C1", firing(ALERT, "warning")),
            "fires": posted(at, "C1", firing(ALERT)),
            "resolves": posted(at, "C1", resolved(ALERT)),
            "leaves": ChannelLeft(name, at, "C1"),
            "joins": ChannelJoined(name, at, "C1"),
            "mutes": AlertMuted(name, at, FINGERPRINT, "C1", at + DAY, "resizing", "U1"),
            "notes": said(at, "C1", "U1", "restarted the payment pods, that fixed it", ts_of(at - SECOND)),
            "unmutes": MuteEnded(name, at, FINGERPRINT, "U1"),
            "erases": PersonErased(name, at, "U1"),
        }
        return events.get(word)

    def _of_question(self, word: str) -> Event | None:
        at, name = self.at, f"{word}/{self.at}"
        events: dict[str, Event] = {
            "asks": said(START - SECOND, "C1", "U2", QUESTION),
            "says": said(START - SECOND, "C1", "U2", STATEMENT),
            "greets": said(START - SECOND, "C1", "U2", "hello"),
            "asks below": said(START, "C1", "U2", QUESTION, ASKED),
            "unsays": MessageDeleted(name, at, "C1", ts_of(START)),
            "tracks": ShortcutUsed(
                name, at, "U1", Shortcut.TRACK_HELP_REQUEST, "C1", ASKED, "T1", author="U2", text=STATEMENT
            ),
            "replies": said(at, "C1", "U1", "with the script in the wiki", ASKED),
            "thanks": said(at, "C1", "U2", "thanks, that worked", ASKED),
            "asks on": said(at, "C1", "U2", "still broken, any idea?", ASKED),
            "ticks": ReactionAdded(name, at, "C1", ASKED, None, "U2", "white_check_mark"),
            "unticks": ReactionRemoved(name, at, "C1", ASKED, None, "U2", "white_check_mark"),
            "settles": HelpRequestResolved(name, at, "C1", ASKED, Resolution.FIXED, "U2"),
            "reopens": HelpRequestReopened(name, at, "C1", ASKED, "U2"),
            "deletes": MessageDeleted(name, at, "C1", ASKED),
            "takes back": MessageEdited(name, at, "C1", ASKED, None, "U2", "never mind"),
        }
        return events.get(word)

    def _tells_of_runbooks(self, verb: str, number: int) -> None:
        text, name = f"{number}. Roll back the last deploy.", f"{verb}/{self.at}"
        events: dict[str, Event] = {
            "writes": RunbookWritten(name, self.at, FINGERPRINT, text, "U1"),
            "approves": RunbookApproved(name, self.at, FINGERPRINT, number, digest_of(text), "U1"),
            "rejects": RunbookRejected(name, self.at, FINGERPRINT, number, "U1"),
            "activates": RunbookActivated(name, self.at, FINGERPRINT, number, "U1"),
        }
        self._hears(events[verb])
