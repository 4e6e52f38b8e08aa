"""What comes of an action in a playbook: it is done, refused, put off, or nobody knows."""

from typing import Final

from attrs import define, field, frozen

from ratchet_core.basis.instants import SECOND, Duration, Instant, ts_of
from ratchet_core.contract.expecting import shown
from ratchet_core.ports import NotNow, Refused, Unknown
from ratchet_core.vocabulary.actions import (
    AnswerPrivately,
    AskModel,
    CountToil,
    FindSimilar,
    OpenForm,
    PostMessage,
    PublishHome,
    RefuseForm,
    RunTools,
    UpdateMessage,
)
from ratchet_core.vocabulary.events import Found
from ratchet_core.vocabulary.models import Ending, ModelReply, Statement, ToolCall, ToolResult
from ratchet_core.vocabulary.toil import ToilFigures


@frozen
class Answer:
    """What comes of the action that is first to be done now: each call of a port gives or raises its next answer."""

    what: str
    calls: tuple[str, ...] | None = None
    post: str | None = None
    looked_up: str | None = None
    reply: ModelReply = field(factory=lambda: ModelReply(Ending.ANSWERED))
    similar: tuple[Found, ...] = ()
    figures: ToilFigures | None = None
    results: tuple[ToolResult, ...] = ()
    error: Exception | None = field(default=None, eq=False)
    delay: Duration | None = None

    @property
    def is_no_outcome(self) -> bool:
        """Whether ratchet hears nothing of it."""
        return self.delay is not None or isinstance(self.error, Unknown)


done: Final = Answer("done")
"""What is first to be done now is done."""


def posted(ts: str) -> Answer:
    """The post is made under a timestamp."""
    return Answer(f"posted({ts!r})", post=ts)


def refused(why: str) -> Answer:
    """What is first to be done is refused for good."""
    return Answer(f"refused({why!r})", error=Refused(why))


def lost() -> Answer:
    """Nobody knows whether it was done, or whether an earlier attempt did it."""
    return Answer("lost()", error=Unknown())


def later(*, seconds: int) -> Answer:
    """It was not done, and may be asked for again after a while."""
    return Answer(f"later(seconds={seconds})", delay=seconds * SECOND)


def found(ts: str) -> Answer:
    """The post that an earlier attempt made is found, and none is made."""
    return Answer(f"found({ts!r})", ("find",), looked_up=ts)


def answered(*statements: Statement) -> Answer:
    """The model answers."""
    said = ModelReply(Ending.ANSWERED, statements)
    return Answer(f"answered({', '.join(map(shown, statements))})", ("ask",), reply=said)


def wants(*calls: ToolCall) -> Answer:
    """The model wants tools to be run."""
    said = ModelReply(Ending.ANSWERED, calls=calls)
    return Answer(f"wants({', '.join(map(shown, calls))})", ("ask",), reply=said)


def ran(*results: ToolResult) -> Answer:
    """The tools are run, and find something."""
    return Answer(f"ran({', '.join(map(shown, results))})", ("run",), results=results)


def ended(ending: Ending) -> Answer:
    """The model does not answer."""
    return Answer(f"ended({ending})", ("ask",), reply=ModelReply(ending))


def similar(*hits: Found) -> Answer:
    """The search finds something."""
    return Answer(f"similar({', '.join(map(shown, hits))})", ("search",), similar=hits)


def counted(figures: ToilFigures) -> Answer:
    """Where the hours went is counted."""
    return Answer("counted(...)", ("count",), figures=figures)


@define
class Answering:
    """The ports, all of which give one answer."""

    answer: Answer
    now: Instant
    calls: list[str] = field(factory=list)

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.answer.delay is not None:
            raise NotNow(self.now + self.answer.delay)
        if self.answer.error is not None:
            raise self.answer.error

    async def post(self, action: PostMessage) -> str:  # noqa: ARG002 - the answer is the same for all
        """Post, or not, as the answer says."""
        self._call("post")
        return self.answer.post or ts_of(self.now + 1)

    async def find(self, action: PostMessage) -> str | None:  # noqa: ARG002 - the same
        """Look up, as the answer says."""
        self._call("find")
        return self.answer.looked_up

    async def update(self, action: UpdateMessage) -> None:  # noqa: ARG002 - the same
        """Edit, or not."""
        self._call("update")

    async def open_form(self, action: OpenForm) -> str:  # noqa: ARG002 - the same
        """Show the form, or not."""
        self._call("open")
        return "V1"

    async def refuse_form(self, action: RefuseForm) -> None:  # noqa: ARG002 - the same
        """Refuse the form, or not."""
        self._call("refuse")

    async def answer_privately(self, action: AnswerPrivately) -> None:  # noqa: ARG002 - the same
        """Answer, or not."""
        self._call("answer")

    async def publish_home(self, action: PublishHome) -> None:  # noqa: ARG002 - the same
        """Show it, or not."""
        self._call("home")

    async def run(self, action: RunTools) -> tuple[ToolResult, ...]:  # noqa: ARG002 - the same
        """Give what the tools find."""
        self._call("run")
        return self.answer.results

    async def ask(self, action: AskModel) -> ModelReply:  # noqa: ARG002 - the same
        """Give the model's answer, or none."""
        self._call("ask")
        return self.answer.reply

    async def search(self, action: FindSimilar) -> tuple[Found, ...]:  # noqa: ARG002 - the same
        """Give what is similar, or nothing."""
        self._call("search")
        return self.answer.similar

    async def count(self, action: CountToil) -> ToilFigures:
        """Give the figures, or those of a time in which nothing happened."""
        self._call("count")
        return self.answer.figures or ToilFigures(action.since, action.until, action.since)


@frozen
class Finding:
    """A `Search` that gives the one answer."""

    answering: Answering

    async def find(self, action: FindSimilar) -> tuple[Found, ...]:
        """Give the answer."""
        return await self.answering.search(action)
