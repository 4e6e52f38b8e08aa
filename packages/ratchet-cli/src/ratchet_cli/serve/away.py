"""The chat as long as none is connected: nothing can be said now, and everything can be said later."""

from collections.abc import Callable
from typing import Final, Never

from attrs import frozen
from ratchet_core.basis.instants import MINUTE, Instant
from ratchet_core.ports import NotNow
from ratchet_core.vocabulary.actions import (
    AnswerPrivately,
    OpenForm,
    PostMessage,
    PublishHome,
    RefuseForm,
    UpdateMessage,
)

_LATER: Final = MINUTE


@frozen
class NoChat:
    """A `Chat` that does nothing now."""

    clock: Callable[[], Instant]

    async def post(self, action: PostMessage) -> Never:  # noqa: ARG002 - whatever it is
        """Post nothing now."""
        self._later()

    async def find(self, action: PostMessage) -> Never:  # noqa: ARG002 - as above
        """Find nothing now."""
        self._later()

    async def update(self, action: UpdateMessage) -> Never:  # noqa: ARG002 - as above
        """Replace nothing now."""
        self._later()

    async def open_form(self, action: OpenForm) -> Never:  # noqa: ARG002 - as above
        """Show nothing now."""
        self._later()

    async def refuse_form(self, action: RefuseForm) -> Never:  # noqa: ARG002 - as above
        """Say nothing now."""
        self._later()

    async def answer_privately(self, action: AnswerPrivately) -> Never:  # noqa: ARG002 - as above
        """Tell nothing now."""
        self._later()

    async def publish_home(self, action: PublishHome) -> Never:  # noqa: ARG002 - as above
        """Show nothing now."""
        self._later()

    def _later(self) -> Never:
        raise NotNow(self.clock() + _LATER)
