"""A chat that refuses everything: a stand-in overrides what it is about, and need not name the rest."""

from collections.abc import Sequence

from ratchet_core.ports import Refused
from ratchet_core.vocabulary.actions import (
    AnswerPrivately,
    AskModel,
    OpenForm,
    PostMessage,
    PublishHome,
    RefuseForm,
    RunTools,
    UpdateMessage,
)
from ratchet_core.vocabulary.models import ModelReply, ToolResult


class RefusingChat:
    """A `Chat`, and a `Model`, by which nothing can be done."""

    async def post(self, action: PostMessage) -> str:
        """Refuse to post."""
        raise Refused(action.key)

    async def find(self, action: PostMessage) -> str | None:
        """Refuse to look."""
        raise Refused(action.key)

    async def update(self, action: UpdateMessage) -> None:
        """Refuse to edit."""
        raise Refused(action.key)

    async def open_form(self, action: OpenForm) -> str:
        """Refuse to show a form."""
        raise Refused(action.key)

    async def refuse_form(self, action: RefuseForm) -> None:
        """Refuse to answer a form."""
        raise Refused(action.key)

    async def answer_privately(self, action: AnswerPrivately) -> None:
        """Refuse to answer."""
        raise Refused(action.key)

    async def publish_home(self, action: PublishHome) -> None:
        """Refuse to show it."""
        raise Refused(action.key)

    async def run(self, action: RunTools) -> Sequence[ToolResult]:
        """Refuse to run them."""
        raise Refused(action.key)

    async def ask(self, action: AskModel) -> ModelReply:
        """Refuse to ask."""
        raise Refused(action.key)
