"""Who answers: nobody but the plain quoting, a scripted model, a recording, or Claude."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import define, frozen
from ratchet_core.basis.instants import Instant
from ratchet_core.contract.scripted import ScriptedModel
from ratchet_core.ports import Model
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.models import QUESTION, ModelReply
from ratchet_core.vocabulary.prompts import ANSWER, PROMPTS, Prompt

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.evaluate.replies import Recording, recording_in, request_digest
from ratchet_cli.serve.models import KEY, NAME, ModelSettings, has_key, model_settings_of

PLAIN: Final = "plain"
SCRIPTED: Final = "scripted"
_LONGEST: Final = 280


@define
class Clock:
    """The moment of the past at which a question is asked: a model that is busy says so by this clock."""

    at: Instant = 0


@frozen
class Side:
    """Who answers, in which words it is told what to do, and, of a recording, which requests it has."""

    name: str
    model: Model | None = None
    prompt: Prompt = ANSWER
    recording: Recording | None = None

    def lacks(self, action: AskModel) -> bool:
        """Say whether nobody knows what it would reply to this."""
        return self.recording is not None and request_digest(action) not in self.recording.replies


class RecordedModel:
    """A `Model` that replies what was recorded; what was not must not be asked of it."""

    def __init__(self, recording: Recording) -> None:
        """Play a recording."""
        self._replies = recording.replies

    async def ask(self, action: AskModel) -> ModelReply:
        """Return the reply to exactly this request."""
        return self._replies[request_digest(action)]


@frozen
class LiveModel:
    """A `Model` that is Claude, over a connection for each question: a history has few, and they come far apart."""

    settings: ModelSettings
    clock: Clock

    async def ask(self, action: AskModel) -> ModelReply:
        """Return what Claude replies."""
        told = self.settings
        async with told.opened(lambda: self.clock.at) as model:
            return await model.ask(action)


def quoting_the_nearest(action: AskModel) -> str:
    """Write what the scripted model writes: the first reply to the most similar question that has one, as it is."""
    replies = (one for one in action.material if one.name != QUESTION and one.what != "earlier question")
    nearest = next(replies, None)
    if nearest is None:
        return json.dumps({"statements": []})
    words = " ".join(nearest.text.split())[:_LONGEST]
    return json.dumps({"statements": [{"text": words, "quotations": [{"piece": nearest.name, "words": words}]}]})


def opened_side(told: str, environment: Mapping[str, str], clock: Clock, version: int | None = None) -> Side:
    """Return who answers: `plain`, `scripted`, the name of a file of replies, or that of one of Claude's models.

    Raises:
        UnusableInputError: If there is no such model or file, no key, or no such version of the prompt.
    """
    prompt = prompt_of(version)
    if told == PLAIN:
        return Side(PLAIN)
    if told == SCRIPTED:
        return Side(SCRIPTED, ScriptedModel(quoting_the_nearest), prompt)
    path = Path(told)
    if path.is_file():
        recording = recording_in(path)
        return Side(f"{recording.by} ({path.name})", RecordedModel(recording), recording.prompt, recording)
    settings = _settings(told, environment)
    return Side(settings.name, LiveModel(settings, clock), prompt)


def prompt_of(version: int | None) -> Prompt:
    """Return a version of the prompt by which questions are answered, the newest where none is named.

    Raises:
        UnusableInputError: If there is none.
    """
    if version is None:
        return ANSWER
    for one in PROMPTS:
        if (one.name, one.version) == (ANSWER.name, version):
            return one
    known = ", ".join(str(one.version) for one in PROMPTS if one.name == ANSWER.name)
    raise UnusableInputError(f"--prompt {version}: there is no such version of the prompt; choose one of {known}.")


def _settings(told: str, environment: Mapping[str, str]) -> ModelSettings:
    if Path(told).is_dir():
        raise UnusableInputError(f"{told}: this is a folder; give the file that `ratchet evaluate --record` wrote.")
    if "/" in told or told.endswith((".jsonl", ".json")):
        raise UnusableInputError(f"{told}: there is no such file; `ratchet evaluate --record FILE` writes one.")
    settings = model_settings_of({**environment, NAME: told}) if has_key(environment) else None
    if settings is None:
        raise UnusableInputError(
            f"{told}: to ask Claude, set {KEY}; without a key, give `plain`, `scripted` or a file of replies."
        )
    return settings
