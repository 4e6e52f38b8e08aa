"""What ratchet wants done outside: imperative values, each with a key that is a function of its cause.

A key that gets too long, for what it follows from followed from much, is shortened as soon as it is made.

Every action comes back as an event that carries it (an `Outcome`). What is to be said, and what a model is
asked, holds no secret that people pasted: it cannot be made with one, whoever makes it.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Final, TypeAlias

from attrs import evolve, field, frozen

from ratchet_core.basis.ids import short_key
from ratchet_core.basis.instants import Instant
from ratchet_core.basis.kinds import checked
from ratchet_core.domain import NOBODY, Behind, MessageRef
from ratchet_core.reading.hidden_secrets import all_without_secrets, without_secrets
from ratchet_core.vocabulary.foreign import ForeignTool
from ratchet_core.vocabulary.models import Allowance, Material, Shape, Step, ToolCall
from ratchet_core.vocabulary.prompts import Prompt
from ratchet_core.vocabulary.tools import blanked


@frozen
class AboutIncident:
    """An action is about one incident of an alert in a channel; `since` is when it opened, as far as was known."""

    channel: str
    alert: str
    number: int
    since: Instant = 0


@frozen
class AboutMute:
    """An action is about a mute of an alert; the mute is named by the id of the event that it began with."""

    alert: str
    mute: str


@frozen
class AboutRequest:
    """An action is about a help request; `since` is when its waiting began, where that matters."""

    root: MessageRef
    since: Instant | None = None


@frozen
class AboutPerson:
    """An action is about a person, such as what is left to be erased of their words."""

    person: str


@frozen
class AboutRunbook:
    """Something is about one version of an alert's runbook."""

    alert: str
    number: int


@frozen
class AboutWriting:
    """A form is about writing the runbook of an alert, asked for in a channel."""

    alert: str
    channel: str


@frozen
class AboutReview:
    """A form is about deciding on a version of a runbook, whose text the digest names, asked for in a channel."""

    alert: str
    number: int
    digest: str
    channel: str


@frozen
class AboutMuting:
    """A form is about muting an alert, asked for in a channel."""

    alert: str
    channel: str


@frozen
class AboutChannel:
    """Something is about a channel as a whole."""

    channel: str


@frozen
class AboutSetup:
    """A form is about setting up a channel; `ts` is the message of ours by whose button it was asked for.

    It is "" where the button stood on the person's home page.
    """

    channel: str
    ts: str


@frozen
class AboutRequests:
    """An action is about several help requests of one channel, such as what reminds of all of them."""

    roots: tuple[MessageRef, ...]


@frozen
class AboutMessage:
    """What quotes a message is looked at again, from what was looked at last, where there was too much at once."""

    message: MessageRef
    after: tuple[str, str, str] | None = None


@frozen
class AboutSaid:
    """What was said in a channel is erased further: the records of a kind, from what was erased last."""

    channel: str
    kind: str
    after: tuple[str | int, ...]


@frozen
class AboutCard:
    """The card of an alert in a channel is looked at again, for something that it shows has changed."""

    channel: str
    alert: str


@frozen
class AboutSummary:
    """A person wants to know what happened so far with an incident of an alert, or with the question at a `root`.

    They are told in the `channel` in which that happened, and in a `thread` there if they asked in one. `since` is when
    the incident opened.
    """

    channel: str
    person: str
    thread: str | None = None
    alert: str | None = None
    number: int | None = None
    since: Instant = 0
    root: MessageRef | None = None


@frozen
class AboutInquiry:
    """An action is about what a person asked ratchet in a message, in the thread that begins at `root`."""

    root: MessageRef
    ts: str


@frozen
class AboutTemplate:
    """Something is about what a bot posts with a skeleton in a channel: one message in red, and one in green."""

    channel: str
    bot: str
    skeleton: str
    red: str
    green: str


About: TypeAlias = (
    AboutIncident
    | AboutMute
    | AboutRequest
    | AboutPerson
    | AboutRunbook
    | AboutWriting
    | AboutReview
    | AboutMuting
    | AboutChannel
    | AboutSetup
    | AboutMessage
    | AboutCard
    | AboutRequests
    | AboutSaid
    | AboutSummary
    | AboutInquiry
    | AboutTemplate
)
"""What an action is about: by this its outcome finds its way back."""


@frozen
class Plain:
    """Text to be shown as it is; an adapter escapes it."""

    text: str


@frozen
class MessageLink:
    """A link to a message, under a label."""

    channel: str
    ts: str
    label: str


@frozen
class PersonMention:
    """A person, named so that they are notified."""

    person: str


Piece: TypeAlias = Plain | MessageLink | PersonMention


@frozen
class Line:
    """One line of a message, in pieces; `of` are the channels of which it tells, where no link says so."""

    pieces: tuple[Piece, ...]
    of: tuple[str, ...] = ()


class Press(StrEnum):
    """What a button does when it is pressed; what it does that to is its `about`."""

    HELPED = "helped"
    DID_NOT_HELP = "did_not_help"
    NOISE = "noise"
    MUTE = "mute"
    NOT_AN_ALERT = "not_an_alert"
    UNMUTE = "unmute"
    EDIT = "edit"
    REVIEW = "review"
    WHY = "why"
    SUMMARY = "summary"
    TEACH = "teach"
    NOT_SO = "not_so"
    SET_UP = "set_up"
    RESOLVE = "resolve"
    HAND_OFF = "hand_off"
    OUTDATED = "outdated"
    """What nobody knows any more: the button is of a version of ratchet that was there before."""


@frozen
class Button:
    """A button below a message; with `confirm`, whoever presses it is asked that first."""

    label: str
    does: Press = field(validator=checked(Press))
    about: About
    confirm: str | None = None


@frozen
class Body:
    """What a message says: a headline, then lines, then buttons. Mentions and links are data, never text.

    `of` are the channels of which it tells as a whole, besides those of its lines. Secrets are hidden in it as soon as
    it is made. It is read as a whole, for a key may stand on many lines.
    """

    headline: str
    lines: tuple[Line, ...] = ()
    buttons: tuple[Button, ...] = ()
    of: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Hide the secrets in what is said."""
        said = _texts_in(self)
        shown = all_without_secrets(said)
        if shown != said:
            texts = iter(shown)
            object.__setattr__(self, "headline", next(texts))
            object.__setattr__(self, "lines", tuple(_with_texts(line, texts) for line in self.lines))


class FieldKind(StrEnum):
    """What is asked for in a field of a form; a duration is written as 30m, 4h or 2d, a long text on many lines."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    PERSON = "person"
    CHANNEL = "channel"
    DURATION = "duration"


@frozen
class Choice:
    """One of the values that a field of a form can have, and how it reads."""

    value: str
    label: str


@frozen
class FormField:
    """One field of a form: its name in the values that are sent, and what stands in it at first, without secrets."""

    name: str
    label: str
    kind: FieldKind = field(validator=checked(FieldKind))
    choices: tuple[Choice, ...] = ()
    value: str = field(default="", converter=without_secrets)
    optional: bool = False


@frozen
class Form:
    """What a person is asked to fill in, and what for; `intro` is what they read above the fields."""

    title: str
    fields: tuple[FormField, ...]
    about: About
    intro: Body | None = None


@frozen
class FormProblem:
    """What is wrong with the value of a field, and what to write instead."""

    field: str
    what: str


def _texts_in(body: Body) -> list[str]:
    """Return the headline, then a line break for each line and what stands on it."""
    texts = [body.headline]
    for line in body.lines:
        texts += ["\n", *map(_text_of, line.pieces)]
    return texts


def _text_of(piece: Piece) -> str:
    if isinstance(piece, Plain):
        return piece.text
    return piece.label if isinstance(piece, MessageLink) else ""


def _with_texts(line: Line, texts: Iterator[str]) -> Line:
    """Return a line with other texts, which begin with its line break."""
    next(texts)
    return Line(tuple(_with_text(piece, text) for piece, text in zip(line.pieces, texts, strict=False)))


def _with_text(piece: Piece, text: str) -> Piece:
    if isinstance(piece, Plain):
        return Plain(text)
    return evolve(piece, label=text) if isinstance(piece, MessageLink) else piece


@frozen
class PostMessage:
    """Post a message, in the thread that begins at `thread` where that is not None."""

    key: str = field(converter=short_key)
    behaviour: str
    channel: str
    thread: str | None
    body: Body
    about: About


@frozen
class UpdateMessage:
    """Replace the text of a message of ratchet's own; it takes the place of an edit of that still to be made."""

    key: str = field(converter=short_key)
    behaviour: str
    channel: str
    ts: str
    body: Body
    about: About


@frozen
class OpenForm:
    """Show a form to a person; the `trigger` stands for what they did, and is good for a few seconds.

    Where it cannot be shown, the `person` is told so in `asked_in`, the channel in which they asked for it.
    """

    key: str = field(converter=short_key)
    behaviour: str
    trigger: str
    form: Form
    person: str = ""
    asked_in: str = ""

    @property
    def about(self) -> About:
        """What the form is about."""
        return self.form.about


@frozen
class RefuseForm:
    """Tell the person who sent a form what is wrong with it, in the form itself, which is called `view` in the chat.

    The `form` is as they filled it in, so that it can be shown again with nothing lost.
    """

    key: str = field(converter=short_key)
    behaviour: str
    person: str
    view: str
    problems: tuple[FormProblem, ...]
    form: Form

    @property
    def about(self) -> About:
        """What the form is about."""
        return self.form.about


@frozen
class AnswerPrivately:
    """Tell a person something in a channel, or in its thread, that nobody else there sees.

    Where the `channel` is the person, it is told in their own conversation with ratchet.
    """

    key: str = field(converter=short_key)
    behaviour: str
    channel: str
    person: str
    body: Body
    about: About
    thread: str | None = None


@frozen
class AskModel:
    """Ask a model what it makes of some material; what it answers is a proposal, and decides nothing.

    Attributes:
        channel: Where what follows from the answer is to be read: what is offered may be read there.
        thread: The thread in which it is, if it is one.
        prompt: What the model is told to do.
        material: What it is given to read.
        shape: What its answer must look like.
        allowance: How much it may take.
        person: Who is answered, and on whose account that is.
        asked_at: Since when it has been wanted.
        until: Until when an answer is of use.
        steps: The tools that were run for it already, at its wish; what they found is among the material.
        tools: The names of the tools that it may want to be run; where there are none, it has to answer.
        elsewhere: The tools of others among them, or that were among them before.
    """

    key: str = field(converter=short_key)
    behaviour: str
    channel: str
    thread: str | None
    prompt: Prompt
    material: tuple[Material, ...]
    about: About
    shape: Shape = field(validator=checked(Shape))
    allowance: Allowance
    person: str
    asked_at: Instant
    until: Instant
    steps: tuple[Step, ...] = ()
    tools: tuple[str, ...] = ()
    elsewhere: tuple[ForeignTool, ...] = ()


@frozen
class RunTools:
    """Run tools, which only read, for whoever asked: what they find is to be told where it was asked.

    The `question` is what a model will be asked with what they find, and what was found before. `behind` is whose words
    a model may have repeated in the `calls`.
    """

    key: str = field(converter=short_key)
    behaviour: str
    channel: str
    thread: str | None
    person: str
    calls: tuple[ToolCall, ...]
    question: AskModel
    about: About
    behind: Behind = NOBODY


@frozen
class WakeMe:
    """Let `TimePassed` happen at a moment; `about` says what for."""

    key: str = field(converter=short_key)
    behaviour: str
    channel: str
    at: Instant
    about: About


@frozen
class Wanted:
    """Somebody wants to see what is found, in a thread, or alone where there is none.

    With `brief` it follows an answer, and only its sums are told.
    """

    person: str
    thread: str | None = None
    brief: bool = False


@frozen
class FindSimilar:
    """Look for earlier questions and runbooks that are like a question; `parts` are its messages, in order.

    Questions of `hidden` channels may not be quoted where it was asked, and are not looked for; where `only_here`,
    those of no other channel are. `wanted` says who wants to see it, where it is not looked for unasked.
    `words` are looked for beside the messages.
    """

    key: str = field(converter=short_key)
    behaviour: str
    channel: str
    parts: tuple[MessageRef, ...]
    about: About
    hidden: tuple[str, ...] = ()
    only_here: bool = False
    wanted: Wanted | None = None
    words: str = ""


@frozen
class CountToil:
    """Count where the hours of a stretch of time went, up to but without `until`.

    It is told in `channel`; what happened in `hidden` channels may not be told there, and does not count. `teams` and
    `channels` narrow it; None is all of them. `wanted` says who wants to see it, where nobody planned it.
    """

    key: str = field(converter=short_key)
    behaviour: str
    channel: str
    about: About
    since: Instant
    until: Instant
    teams: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None
    hidden: tuple[str, ...] = ()
    wanted: Wanted | None = None


@frozen
class InThread:
    """A message of a channel, in the thread that begins at `root`; a message that begins one stands in its own."""

    root: str
    ts: str


@frozen
class ReadHistory:
    """Read what was written in a channel, or in one of its threads, within a time: one page, which a cursor begins.

    Where it names messages, these are looked at `again` in the place of all that, each by itself: what is heard is
    which of them say something else now, and which are gone.

    Attributes:
        answered_since: What was written at that moment or later is heard as if it had been delivered when it is read;
            all else is old. None where all of it is old.
    """

    key: str = field(converter=short_key)
    behaviour: str
    channel: str
    thread: str | None
    since: Instant
    until: Instant
    cursor: str | None
    about: About
    again: tuple[InThread, ...] = ()
    answered_since: Instant | None = None


@frozen
class PublishHome:
    """Show a person their home page of ratchet, in the place of the one that they saw before."""

    key: str = field(converter=short_key)
    behaviour: str
    person: str
    body: Body
    about: About


Action: TypeAlias = (
    PostMessage
    | UpdateMessage
    | OpenForm
    | RefuseForm
    | AnswerPrivately
    | PublishHome
    | AskModel
    | RunTools
    | FindSimilar
    | CountToil
    | ReadHistory
    | WakeMe
)


class Lane(StrEnum):
    """What kinds of actions wait for each other; an action that takes long delays none of another lane.

    What servers of others are asked is in a lane of its own: nobody knows how long they take.
    """

    INTERACTIVE = "interactive"
    SPEECH = "speech"
    SEARCH = "search"
    ELSEWHERE = "elsewhere"
    MODEL = "model"
    REPORT = "report"
    BACKFILL = "backfill"
    TIME = "time"


_LANES: Final = {
    OpenForm: Lane.INTERACTIVE,
    RefuseForm: Lane.INTERACTIVE,
    AnswerPrivately: Lane.INTERACTIVE,
    PublishHome: Lane.INTERACTIVE,
    PostMessage: Lane.SPEECH,
    UpdateMessage: Lane.SPEECH,
    FindSimilar: Lane.SEARCH,
    RunTools: Lane.SEARCH,
    AskModel: Lane.MODEL,
    CountToil: Lane.REPORT,
    ReadHistory: Lane.BACKFILL,
    WakeMe: Lane.TIME,
}


def lane_of(action: Action) -> Lane:
    """Return the lane that an action waits in."""
    if isinstance(action, RunTools) and _calls_elsewhere(action):
        return Lane.ELSEWHERE
    return _LANES[type(action)]


def _calls_elsewhere(action: RunTools) -> bool:
    return not {one.name for one in action.question.elsewhere}.isdisjoint(one.tool for one in action.calls)


def slot_of(action: Action) -> tuple[str, str] | None:
    """Return the message of an edit: only one edit of it is in hand, and the newest takes the place of older ones."""
    return (action.channel, action.ts) if isinstance(action, UpdateMessage) else None


def is_said_in(action: Action, channel: str, thread: str | None = None) -> bool:
    """Say whether an action is to be done in a channel, or in one of its threads; an alarm is not said anywhere.

    A form that is given back is said to its person alone, who stands in the place of a channel.
    """
    if isinstance(action, RefuseForm):
        return thread is None and action.person == channel
    if isinstance(action, WakeMe) or getattr(action, "channel", None) != channel:
        return False
    return thread in {None, getattr(action, "thread", None)}


def without_words_of(action: Action, message: MessageRef) -> Action:
    """Return an action without the lines that cite a message, or the material that it is, for it is gone."""
    if isinstance(action, RunTools | AskModel):
        left = with_question(action, lambda ask: with_material(ask, lambda one: not _has_words_of(one, message)))
        return without_repeated(left, lambda behind: message in behind.messages)
    if not isinstance(action, PostMessage | UpdateMessage | AnswerPrivately | PublishHome):
        return action
    kept = tuple(line for line in action.body.lines if not _cites(line, message))
    if len(kept) == len(action.body.lines):
        return action
    return evolve(action, body=evolve(action.body, lines=kept))


Asking: TypeAlias = AskModel | RunTools
"""What asks a model, or has tools run for that."""


def with_question(action: Asking, change: Callable[[AskModel], AskModel]) -> Asking:
    """Return an action with its question changed: the same value where that is the same."""
    if isinstance(action, AskModel):
        return change(action)
    left = change(action.question)
    return action if left is action.question else evolve(action, question=left)


def with_material(question: AskModel, may_be_read: Callable[[Material], bool]) -> AskModel:
    """Return a question with that material which may be read: the same value where all may."""
    left = tuple(filter(may_be_read, question.material))
    return question if len(left) == len(question.material) else evolve(question, material=left)


def without_repeated(action: Asking, is_gone: Callable[[Behind], bool]) -> Asking:
    """Return an action without what a model wrote that may repeat words which are gone: the same value where none may.

    Calls that are still to be run are not run; of those that were, it stays that there were some.
    """
    left = with_question(action, lambda question: _without_steps(question, is_gone))
    if isinstance(left, RunTools) and is_gone(left.behind):
        return evolve(left, calls=(), behind=NOBODY)
    return left


def _without_steps(question: AskModel, is_gone: Callable[[Behind], bool]) -> AskModel:
    if not any(is_gone(one.behind) for one in question.steps):
        return question
    steps = (blanked(one, question.elsewhere) if is_gone(one.behind) else one for one in question.steps)
    return evolve(question, steps=tuple(steps))


def _has_words_of(piece: Material, message: MessageRef) -> bool:
    return message in piece.cites or (piece.source is not None and piece.source.message == message)


def without_lines(action: Action) -> Action:
    """Return an action with its headline alone, for what its lines say is gone."""
    if not isinstance(action, PostMessage | UpdateMessage):
        return action
    return evolve(action, body=evolve(action.body, lines=()))


def without_channel(action: Action, channel: str, name: str) -> Action | None:
    """Return an action without the lines that link into a channel; None where it is for or about that channel.

    `name` is what the channel is called, as in what a form shows of a runbook. An alarm has no words, and stays.
    """
    if isinstance(action, WakeMe):
        return action
    if channel in _channels_of(action) or any(
        mark in text for mark in _marks(channel, name) for text in _typed(action)
    ):
        return None
    if isinstance(action, RunTools | AskModel):
        left = with_question(action, lambda ask: with_material(ask, lambda one: channel not in one.audience))
        return without_repeated(left, lambda behind: channel in behind.channels)
    if not isinstance(action, PostMessage | UpdateMessage | AnswerPrivately | PublishHome):
        return action
    kept = tuple(line for line in action.body.lines if not _links_into(line, channel))
    return action if len(kept) == len(action.body.lines) else evolve(action, body=evolve(action.body, lines=kept))


def _channels_of(action: Action) -> Iterator[str | None]:
    """Return the channels that an action is for and about."""
    about = action.about
    yield getattr(action, "channel", None)
    yield getattr(about, "channel", None)
    for name in ("root", "message"):
        yield getattr(getattr(about, name, None), "channel", None)
    yield from (one.channel for one in getattr(about, "roots", ()))


def _marks(channel: str, name: str) -> tuple[str, str, str]:
    """Return how a text points to messages of a channel: as it is kept, and as people see it."""
    return f"<{channel}/", f"[{name}/", f"[#{name}/"


def _typed(action: Action) -> Iterator[str]:
    """Return the texts of an action in which a runbook may stand with its sources."""
    if isinstance(action, OpenForm | RefuseForm):
        yield from (one.value for one in action.form.fields)


def linked_in(*lines: Line) -> tuple[MessageRef, ...]:
    """Return the messages that lines link, each once, in their order."""
    links = (piece for line in lines for piece in line.pieces if isinstance(piece, MessageLink))
    return tuple(dict.fromkeys(MessageRef(one.channel, one.ts) for one in links))


def _links_into(line: Line, channel: str) -> bool:
    return any(one.channel == channel for one in linked_in(line))


def _cites(line: Line, message: MessageRef) -> bool:
    return message in linked_in(line)


SPEAKING = (PostMessage, UpdateMessage)
"""What everybody in a channel sees; a behaviour that is not live there withholds it."""

ANSWERING = (OpenForm, RefuseForm, AnswerPrivately, PublishHome)
"""What only the person sees who asked for it."""
