"""Recordings: what a model replied to which request, as a file of JSON lines, to be kept and played again.

The first line says who replied and in which words the model was told what to do. A request is named by the digest of
all that a model is given: the prompt, the material, and the shape of the answer. A recording has what is quoted in it,
so it is as private as the export.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from attrs import define, field, frozen
from ratchet_core.basis.ids import digest_of
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.codec import converter
from ratchet_core.vocabulary.models import ModelReply, as_text
from ratchet_core.vocabulary.prompts import PROMPTS, Prompt, text_of

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.files.writing import written_whole

_FORMAT: Final = 1
_MOST_BYTES: Final = 256 * 2**20


def request_digest(action: AskModel) -> str:
    """Return what names all that a model is given to read, whichever model it is."""
    return digest_of("\n\n".join((text_of(action.prompt), as_text(action.material), action.shape.value)))


@frozen
class Recording:
    """What somebody replied to requests, by their digests."""

    by: str
    prompt: Prompt
    replies: Mapping[str, ModelReply]


@define
class Recorder:
    """Takes down replies as they come."""

    by: str
    prompt: Prompt
    _lines: dict[str, ModelReply] = field(factory=dict)

    def hear(self, action: AskModel, reply: ModelReply) -> None:
        """Take down a reply."""
        self._lines[request_digest(action)] = reply

    def write(self, path: Path) -> None:
        """Write what was taken down to a file, in an order that hangs on nothing but the requests."""
        with written_whole(path) as file:
            for line in self._written():
                file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def _written(self) -> Iterator[dict[str, object]]:
        prompt = {"name": self.prompt.name, "version": self.prompt.version}
        yield {"ratchet_replies": _FORMAT, "by": self.by, "prompt": prompt}
        for digest, reply in sorted(self._lines.items()):
            told = converter().unstructure(reply)
            yield {"request": digest, "reply": {name: value for name, value in told.items() if value not in ("", [])}}


def is_recording(line: str) -> bool:
    """Say whether a line begins as a recording does."""
    return line.startswith('{"ratchet_replies"')


def recording_in(path: Path) -> Recording:
    """Read a recording.

    Raises:
        UnusableInputError: If it cannot be read, or is none; names the line.
    """
    lines = _lines_of(path)
    first = lines[0] if lines else {}
    if first.get("ratchet_replies") != _FORMAT or not isinstance(first.get("by"), str):
        raise UnusableInputError(f"{path}: this is not a file of replies; `ratchet evaluate --record FILE` writes one.")
    replies = dict(_reply(path, number, line) for number, line in enumerate(lines[1:], 2))
    return Recording(str(first["by"]), _prompt(path, first.get("prompt")), replies)


def _lines_of(path: Path) -> list[dict[str, object]]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnusableInputError(f"{path}: this is larger than any file of replies; give the right file.")
        texts = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UnusableInputError(f"{path}: the replies cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UnusableInputError(f"{path}: this is not a file of replies: it is not UTF-8 text.") from error
    return [_object(path, number, text) for number, text in enumerate(texts, 1) if text.strip()]


def _object(path: Path, number: int, text: str) -> dict[str, object]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise UnusableInputError(f"{path}: line {number} is not a JSON object; record the replies again.")
    return data


def _reply(path: Path, number: int, line: Mapping[str, object]) -> tuple[str, ModelReply]:
    try:
        return str(line["request"]), converter().structure(line["reply"], ModelReply)
    except Exception as error:
        raise UnusableInputError(f"{path}: line {number} is not a reply; record the replies again.") from error


def _prompt(path: Path, told: object) -> Prompt:
    named = (told.get("name"), told.get("version")) if isinstance(told, dict) else ()
    for one in PROMPTS:
        if (one.name, one.version) == named:
            return one
    raise UnusableInputError(f"{path}: its prompt is not known to this ratchet; record the replies again.")
