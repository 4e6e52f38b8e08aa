"""What may answer a later question, and by which words it is found."""

import re
from typing import Final

from ratchet_core.domain import Alert, HelpRequest, RunbookVersion
from ratchet_core.reading.quotation import words_of

_PARTS_OF_A_NAME: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def is_findable(request: HelpRequest) -> bool:
    """Say whether a question may answer a later one: somebody answered it.

    One that is resolved without that, as where its asker was content with an earlier answer, has nothing to quote; and
    of a question that is asked often these would soon be all that is looked at.
    """
    return request.first_answer_at is not None


def runbook_words(alert: Alert, version: RunbookVersion) -> str:
    """Return the words by which an active runbook is found: its alert's name and service, and its own."""
    title = f"{alert.name} {_PARTS_OF_A_NAME.sub(' ', alert.name)} {alert.service or ''}"
    return f"{title}\n{words_of(version.text)}"
