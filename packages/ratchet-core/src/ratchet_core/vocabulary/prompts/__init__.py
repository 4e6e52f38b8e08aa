"""What a model is told to do: one module for each version of each prompt, whose text is never edited once it is used.

A prompt is named in what is asked, with its version and the digest of its text, so a decision says which words a model
had. A new wording is a new module, and the old one stays for as long as a log may name it.
"""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from ratchet_core.basis.ids import digest_of
from ratchet_core.vocabulary.prompts import agent_1, answer_1, draft_1, summary_1, teaching_1


@frozen
class Prompt:
    """Which words a model is told what to do in: `digest` is the SHA-256 of the text."""

    name: str
    version: int
    digest: str


ANSWER: Final = Prompt("answer", 1, "a0d204e121b1ba430ea5fe7ee2187440d423e9b90e8c3e151188df3a13862ec9")
"""Answers a question from what was found, with quotations."""

SUMMARY: Final = Prompt("summary", 1, "722bdf09832bae7dea3eec2a566d1eec1fd20d82da2712c5e53ecd349b0db2e3")
"""Says what happened so far in a thread, with quotations."""

AGENT: Final = Prompt("agent", 1, "da0b9fdc2b2f57acf19197a54f991a41c2778460d0ae08065cd6d11aedd75f1c")
"""Looks into what somebody asked of ratchet, step by step, and answers with quotations."""

DRAFT: Final = Prompt("draft", 1, "f5a30744f687c47c07fab63224962dacc5800cbd01e6b71b8f65289432182a00")
"""Proposes the next version of a runbook from the thread of an incident, with quotations."""
TEACHING: Final = Prompt("teaching", 1, "62e6471b5c484a9941992fffbc42ebd11146df1af9540b704737c08d830f8353")
"""Says what a bot's messages are that no reader understands."""

_TEXTS: Final[Mapping[tuple[str, int], str]] = {
    ("answer", 1): answer_1.TEXT,
    ("summary", 1): summary_1.TEXT,
    ("agent", 1): agent_1.TEXT,
    ("draft", 1): draft_1.TEXT,
    ("teaching", 1): teaching_1.TEXT,
}

PROMPTS: Final = (ANSWER, SUMMARY, AGENT, DRAFT, TEACHING)
"""All versions of all prompts."""


class UnknownPromptError(Exception):
    """A prompt is not known here, or says something else; the message says which."""


def text_of(prompt: Prompt) -> str:
    """Return the words of a prompt.

    Raises:
        UnknownPromptError: If it is not known, or its words have another digest.
    """
    text = _TEXTS.get((prompt.name, prompt.version))
    if text is None or digest_of(text) != prompt.digest:
        raise UnknownPromptError(
            f"The prompt {prompt.name} v{prompt.version} ({prompt.digest[:12]}) is not known to this ratchet."
        )
    return text
