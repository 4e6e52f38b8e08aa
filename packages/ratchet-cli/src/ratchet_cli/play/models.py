"""The model of a game: Claude, as in the service, where a key is set, or a scripted one to see how it is."""

from collections.abc import Callable, Mapping
from typing import Final

from attrs import frozen
from ratchet_core.basis.instants import Instant
from ratchet_core.contract.scripted import ScriptedModel
from ratchet_core.ports import Model
from ratchet_core.replay import NoModel
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.models import ModelReply

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.evaluate.sides import PLAIN, SCRIPTED, quoting_the_nearest
from ratchet_cli.serve.models import KEY, NAME, ModelSettings, has_key, model_settings_of

_NONE: Final = (
    f"No model is set up, so answers are quoted and never worded anew. Set {KEY} to have Claude asked, or play with "
    "--model scripted."
)
_SCRIPTED: Final = "A scripted model answers: it repeats the first reply or fact that it is given to read."


@frozen
class Played:
    """Who words answers in a game, and what is said of that at its beginning."""

    told: str
    settings: ModelSettings | None = None
    scripted: bool = False

    def model(self, clock: Callable[[], Instant]) -> Model:
        """Return the model; a busy one says until when by the game's clock."""
        if self.settings is not None:
            return LiveModel(self.settings, clock)
        return ScriptedModel(quoting_the_nearest) if self.scripted else NoModel()


@frozen
class LiveModel:
    """A `Model` that is Claude, over a connection for each question: a game has few."""

    settings: ModelSettings
    clock: Callable[[], Instant]

    async def ask(self, action: AskModel) -> ModelReply:
        """Return what Claude replies."""
        async with self.settings.opened(self.clock) as model:
            return await model.ask(action)


NOBODY: Final = Played(_NONE)
"""No model: answers are quoted, as everywhere without one."""


def model_played(wanted: str | None, environment: Mapping[str, str]) -> Played:
    """Return who words answers: `scripted`, `plain` for nobody, one of Claude's models, or the one that is set up.

    Raises:
        UnusableInputError: If there is no such model, or no key.
    """
    if wanted == SCRIPTED:
        return Played(_SCRIPTED, scripted=True)
    settings = model_settings_of(environment)
    if wanted is not None:
        asked = wanted != PLAIN and has_key(environment)
        settings = model_settings_of({**environment, NAME: wanted}) if asked else None
    if settings is None:
        if wanted not in {None, PLAIN}:
            raise UnusableInputError(f"{wanted}: to ask Claude, set {KEY}; without a key, give `plain` or `scripted`.")
        return NOBODY
    told_of = f"{settings.name} words answers: what is typed here, and what is found for that, is sent to Anthropic."
    return Played(told_of, settings)
