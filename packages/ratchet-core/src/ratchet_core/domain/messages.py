"""Messages of people, with their words as far as they are kept."""

from enum import StrEnum

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import Instant


@frozen(order=True)
class ThreadNote:
    """What a person wrote in a thread, in time order.

    In the thread of an alert a draft of a runbook is made from such notes, in that of a help request they are what an
    earlier answer is quoted from.
    """

    at: Instant
    ts: str
    person: str
    text: str


class Kept(StrEnum):
    """For what the words of a message are kept; they are kept nowhere else.

    Of a greeting and of an account no words are kept: only that whoever wrote it may ask in a reply, as the next one.
    """

    QUESTION = "question"
    TRACKED = "tracked"
    ANSWER = "answer"
    NOTE = "note"
    HELD = "held"
    GREETING = "greeting"
    ACCOUNT = "account"


QUESTIONS = frozenset({Kept.QUESTION, Kept.TRACKED})
"""What is kept as a question: it was recognised as one, or a person said that it is one, which holds after any edit."""

OPENINGS = frozenset({Kept.GREETING, Kept.ACCOUNT})
"""What is remembered of a message that leads to a question, until somebody replies: it has no words."""


@frozen
class Message:
    """What is known of a message of a person, or of one that was edited or is gone.

    Attributes:
        person: Who wrote it; empty where only an edit by a bot, or its end, was heard of.
        at: When it was posted.
        thread: The timestamp of the message that began its thread; None outside a thread.
        text: Its words, as far as they are kept.
        kept: For what they are kept; None where none are.
        alert: The alert whose incident a note is about.
        edited_at: When it was last edited, as far as heard.
        gone: Whether it was deleted.
    """

    ref: MessageRef
    person: str = ""
    at: Instant = 0
    thread: str | None = None
    text: str = ""
    kept: Kept | None = None
    alert: str | None = None
    edited_at: Instant | None = None
    gone: bool = False


@frozen
class Citation:
    """Something quotes a message: an alert's runbook or card, or an answer in the thread of a question.

    Attributes:
        message: The one that is quoted, or what stands for a channel of which something is told without a message.
        alert: The alert whose runbook has a version that quotes it, or whose card links it; empty where an answer does.
        request: The question in whose thread an answer quotes it; None where a runbook or a card does.
        inquiry: Whether that is a question that was put to ratchet itself.
    """

    message: MessageRef
    alert: str = ""
    request: MessageRef | None = None
    inquiry: bool = False


def note_of(message: Message) -> ThreadNote:
    """Return what a person wrote in a thread, as it is quoted and drafted from."""
    return ThreadNote(message.at, message.ref.ts, message.person, message.text)
