"""Made-up histories in which every word tells where it was said: by people, by bots, in reasons, in runbooks.

What people and notices say has `Plugh` and the channel in it; what alerts are called has `Zork`. An alert's id begins
with its name in small letters, so that `Zork` is looked for as it is written.
"""

import re
from collections.abc import Iterator

from attrs import define, field
from histories import START, fingerprint_of, firing, introduced, posted, resolved, said
from hypothesis import strategies as st
from ratchet_core.basis.content import Content
from ratchet_core.basis.instants import DAY, MINUTE, Instant, ts_of
from ratchet_core.domain import Verdict, digest_of
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.events import (
    AlertMuted,
    ChannelErased,
    Event,
    IncidentMarked,
    MessageCorrected,
    MessageEdited,
    MessageSeen,
    PersonSeen,
    ReactionAdded,
    RunbookApproved,
    RunbookWritten,
)

CHANNELS = ("C1", "C2", "C3")
ADMIN = PersonSeen("boss/seen", 0, "BOSS", "Boss", external=False, admin=True)
BEGINNING: list[Event] = [*(event for channel in CHANNELS for event in introduced(channel)), ADMIN]
ERASED = ChannelErased("erase/C1", START + 3 * DAY, "C1", "BOSS")

_KINDS = ("alert", "shared", "over", "note", "note", "question", "question", "reply", "deploy", "mark", "mute", "write")
_STEPS = st.lists(
    st.tuples(st.sampled_from((*_KINDS, "lesson", "edit")), st.sampled_from(CHANNELS)), min_size=8, max_size=40
)


def left_in(text: str) -> list[str]:
    """Return the words in a text that were said in the first channel, each with what stands around it."""
    people = re.findall(r".{0,60}PlughC1.{0,20}", text, re.IGNORECASE)
    return [*people, *re.findall(r".{0,60}ZorkC1.{0,20}", text)]


@st.composite
def spoken(draw: st.DrawFn) -> list[Event]:
    """Return what is said in three channels, over two days."""
    steps = draw(_STEPS)
    first = [(kind, channel) for channel in CHANNELS for kind in ("alert", "shared", "note", "question", "reply")]
    told = _Said()
    return [one for number, step in enumerate([*first, *steps]) for one in told.next(*step, number)]


def late() -> list[Event]:
    """Return what comes from the first channel after its erasure: news, an edit, a tick, a reason."""
    at = START + 4 * DAY
    text = "why is the PlughC1 proxy so slow?"
    return [
        said(at, "C1", "U1", text),
        posted(at + 1, "C1", _alarm("C1", 99)),
        MessageEdited("late/edit", at + 2, "C1", ts_of(START), None, "U1", text, None, None),
        ReactionAdded("late/tick", at + 3, "C1", ts_of(START), None, "U2", "white_check_mark"),
        MessageCorrected("late/lesson", at + 4, "C1", ts_of(at), "B1", "plughc1 says", Kind.OTHER, "U1"),
    ]


def _alarm(channel: str, number: int) -> Content:
    return firing(f"Zork{channel}Outage{number % 2} ledger")


def _deployed(channel: str, number: int) -> Content:
    text = f"Deployed checkout-api v{number} to production: Plugh{channel}"
    return Content(text=text, title=text, colour="good")


@define
class _Said:
    """What was said last in each channel: by an alert, as a question, and in an alert's thread."""

    fired: dict[str, MessageSeen] = field(factory=dict)
    asked: dict[str, MessageSeen] = field(factory=dict)
    noted: dict[str, MessageSeen] = field(factory=dict)

    def next(self, kind: str, channel: str, number: int) -> Iterator[Event]:
        """Return a step as events; what needs something that is not there yet is nothing."""
        at, word = START + number * 7 * MINUTE, f"Plugh{channel} {number}"
        match kind:
            case "alert" | "shared":
                content = _alarm(channel, number) if kind == "alert" else firing("QueueStuck ledger")
                self.fired[channel] = posted(at, channel, content)
                yield self.fired[channel]
            case "question":
                self.asked[channel] = said(at, channel, "U2", f"how do I rotate the {word} ledger key?")
                yield self.asked[channel]
            case "deploy":
                yield posted(at, channel, _deployed(channel, number))
            case "reply" if channel in self.asked:
                yield said(at, channel, "U3", f"run the {word} job in the wiki", self.asked[channel].ts)
            case "edit" if channel in self.asked:
                one, text = self.asked[channel], f"how do I rotate the other {word} key?"
                yield MessageEdited(f"{one.id}/{number}", at, channel, one.ts, None, "U2", text, None, None)
            case _ if channel in self.fired:
                yield from self._of_alert(kind, channel, number, at)

    def _of_alert(self, kind: str, channel: str, number: int, at: Instant) -> Iterator[Event]:
        """Return what is said of the alert that fired last in a channel."""
        fired, word = self.fired[channel], f"Plugh{channel} {number}"
        alert = fingerprint_of(fired)
        match kind:
            case "over":
                name = fired.text.split("] ")[1].split(" (")[0]
                yield posted(at, channel, resolved(name))
            case "note":
                self.noted[channel] = said(at, channel, "U1", f"I restarted the {word} box by hand", fired.ts)
                yield self.noted[channel]
            case "mark":
                yield IncidentMarked(f"mark/{number}", at, channel, alert, 1, Verdict.NOISE, "U1", f"{word} again")
            case "mute":
                yield AlertMuted(f"mute/{number}", at, alert, channel, at + DAY, f"{word} is resized", "U1")
            case "lesson":
                skeleton = f"{word.lower()} says"
                yield MessageCorrected(f"lesson/{number}", at, channel, fired.ts, "B1", skeleton, Kind.OTHER, "U1")
            case "write" if channel in self.noted:
                note = self.noted[channel]
                text = f"1. See “{note.text}” <{channel}/{note.ts}>\n2. Call the vendor {number}"
                yield RunbookWritten(f"write/{number}", at, alert, text, "U1")
                if number % 2:
                    yield RunbookApproved(f"approve/{number}", at + 1, alert, 1, digest_of(text), "U2")
