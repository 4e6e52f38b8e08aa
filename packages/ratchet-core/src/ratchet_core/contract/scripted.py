"""A model that says what a script says: for tests, and for whoever wants to see what follows from an answer."""

from collections.abc import Callable
from typing import Final, TypeAlias

from ratchet_core.basis.ids import digest_of
from ratchet_core.ports import Unknown
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.models import Ending, ModelReply, NonsenseError, Usage, as_text, calls_in, statements_of
from ratchet_core.vocabulary.prompts import text_of

Script: TypeAlias = Callable[[AskModel], str | ModelReply | Exception]
"""Returns what a model writes, or how asking it ends, or raises."""

_BYTES_A_TOKEN: Final = 4
_COST_OF_TOKEN: Final = 1


class ScriptedModel:
    """A `Model` that answers by a script; a token is four bytes, and costs a millionth of a dollar."""

    def __init__(self, script: Script) -> None:
        """Begin with nothing asked."""
        self._script = script
        self.asked: list[AskModel] = []

    async def ask(self, action: AskModel) -> ModelReply:
        """Return what the script says, cut at the allowance."""
        self.asked.append(action)
        said = self._script(action)
        if isinstance(said, Exception):
            raise said
        if isinstance(said, ModelReply):
            return said
        return _read(action, said)


def silent(action: AskModel) -> Exception:  # noqa: ARG001 - it is silent whatever it is asked
    """Say nothing until nobody waits any more."""
    return Unknown()


def _read(action: AskModel, said: str) -> ModelReply:
    request = f"{text_of(action.prompt)}\n\n{as_text(action.material)}"
    written, digest = len(said.encode("utf-8", "replace")) // _BYTES_A_TOKEN, digest_of(request)
    read = len(request.encode("utf-8", "replace")) // _BYTES_A_TOKEN
    most = min(written, action.allowance.tokens)
    usage = Usage("scripted", read=read, written=most, cost=(read + most) * _COST_OF_TOKEN)
    if written > action.allowance.tokens:
        return ModelReply(Ending.CUT, (), usage, digest, "the answer is longer than it may be")
    try:
        calls = calls_in(said) if action.steps else ()
        return ModelReply(Ending.ANSWERED, () if calls else statements_of(said), usage, digest, calls=calls)
    except NonsenseError as error:
        return ModelReply(Ending.NONSENSE, (), usage, digest, str(error))
