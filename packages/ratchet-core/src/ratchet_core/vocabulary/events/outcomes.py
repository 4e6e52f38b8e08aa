"""What came of our actions: each event here settles one, and carries it."""

from typing import Final, TypeAlias, get_args

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import MessageRef
from ratchet_core.vocabulary.actions import (
    Action,
    AnswerPrivately,
    AskModel,
    CountToil,
    FindSimilar,
    OpenForm,
    PostMessage,
    PublishHome,
    ReadHistory,
    RefuseForm,
    RunTools,
    UpdateMessage,
    WakeMe,
)
from ratchet_core.vocabulary.models import ModelReply, ToolResult
from ratchet_core.vocabulary.toil import ToilFigures


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
    """A page of history was read, and so many messages of it are heard as old ones; `cursor` begins the next page.

    Attributes:
        covered: From when to when the page shows all that stands in the channel itself, if it shows any of that.
        shown: The timestamps of what stands there within that time; what is known and not among these may be gone.
    """

    id: str
    at: Instant
    action: ReadHistory
    cursor: str | None
    messages: int
    covered: tuple[Instant, Instant] | None = None
    shown: tuple[str, ...] = ()


@frozen
class ModelAnswered:
    """Asking a model came to an end: with an answer, or without one."""

    id: str
    at: Instant
    action: AskModel
    reply: ModelReply


@frozen
class ToolsRun:
    """Tools were run; each result stands at the place of its call."""

    id: str
    at: Instant
    action: RunTools
    results: tuple[ToolResult, ...]


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
class ToilCounted:
    """Where the hours of a stretch of time went, in figures."""

    id: str
    at: Instant
    action: CountToil
    figures: ToilFigures


@frozen
class ActionFailed:
    """An action can certainly not be done any more; `why` is for people."""

    id: str
    at: Instant
    action: Action
    why: str


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
    | ToolsRun
    | SimilarFound
    | ToilCounted
    | ActionFailed
)
"""An event that settles one of our actions and carries it."""

OUTCOMES: Final = get_args(Outcome)
