"""Cleans what people type or give as a text, by the rule for what enters from Slack; what would be cut is refused."""

from typing import Any

import attrs
from ratchet_core.vocabulary.events import Event
from ratchet_slack.cleaning import MAX_TEXT, clean

from ratchet_cli.errors import UnusableInputError


def cleaned(event: Event) -> Event:
    """Return a command's event with clean words in it.

    Raises:
        UnusableInputError: If some are no text in UTF-8, or longer than a message may be.
    """
    written = {name: value for name in attrs.fields_dict(type(event)) if type(value := getattr(event, name)) is str}
    words: dict[str, Any] = {name: _words(value) for name, value in written.items()}
    return event if words == written else attrs.evolve(event, **words)


def _words(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnusableInputError("What was written is not UTF-8 text; write it again.") from error
    if len(text) > MAX_TEXT:
        raise UnusableInputError(f"What was written has {len(text):,} characters; write {MAX_TEXT:,} at most.")
    return clean(text)
