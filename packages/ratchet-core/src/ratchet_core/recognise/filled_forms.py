"""A form that a person filled in and a workflow posted: what they want, in their own words.

A workflow writes under its own name: a heading that says whose request this is, then each question of the form with
its answer. What the person said are the answers.
"""

import re
from typing import Final

from attrs import frozen

from ratchet_core.basis.content import Bot, Content


@frozen
class FilledForm:
    """What a person filled in: their id, and their answers, a line each."""

    person: str
    text: str


def form_in(content: Content, bot: Bot) -> FilledForm | None:
    """Return the request that a bot's message passes on, or None where it passes on none.

    It names one person as the one who asks, has a question with an answer, says somewhere that it is a request, and
    wears no colour.
    """
    if content.colour or not _REQUESTS.search(f"{bot.name}\n{content.text[:_READ]}"):
        return None
    lines = [line.strip() for line in content.text[:_READ].splitlines() if line.strip()]
    askers = [one for at, line in enumerate(lines) if (one := _asker(line, lines[at - 1] if at else "", at))]
    answers = _answers(lines)
    if len(set(askers)) != 1 or not answers:
        return None
    return FilledForm(askers[0], "\n".join(answers))


def _asker(line: str, before: str, number: int) -> str:
    """Return the person whom a line names as the one who asks, or the empty string."""
    people = _PERSON.findall(line)
    if len(people) != 1 or _OTHERS.search(line) or _OTHERS.search(before):
        return ""
    told = _SUBMITTED.search(line) or (_LABEL_ALONE.match(before) and _SUBMITTED.search(before))
    return people[0] if told or number == 0 else ""


def _answers(lines: list[str]) -> list[str]:
    """Return what stands below or beside the questions of a form, without who asks."""
    said: list[str] = []
    label = ""
    for line in lines:
        beside = _LABELLED.match(line)
        if beside is not None:
            label, answer = beside["label"], beside["answer"]
        elif _LABEL_ALONE.match(line):
            label, answer = line, ""
        else:
            answer = line if label else ""
        if answer and not _SUBMITTED.search(label) and not _OTHERS.search(label):
            said.append(answer)
    return said


_READ: Final = 4_000
_PERSON: Final = re.compile(r"@([UW][A-Z0-9]{1,20})\b")
_REQUESTS: Final = re.compile(
    r"\b(?:requests?|help|questions?|support|issues?|problems?|ask|need|access)\b", re.IGNORECASE
)
_SUBMITTED: Final = re.compile(
    r"\b(?:from|by|requester|requestor|reporter|submitter|who are you|your name|on behalf of|asker)\b"
    r"|@[UW][A-Z0-9]+ (?:has |just )?(?:asks?|asked|needs?|submitted|requested|requests?|reported|wants?|would like)\b",
    re.IGNORECASE,
)
_OTHERS: Final = re.compile(
    r"\b(?:assigned|assignee|owner|on.?call|cc|approver|approved|closed|resolved|acknowledged)\b", re.IGNORECASE
)
"""Those whom a message names although they do not ask."""

_LABEL_ALONE: Final = re.compile(r"[*_]{1,2}[^*_\n]{1,120}[*_]{1,2}:?\Z")
_LABELLED: Final = re.compile(r"[*_]{1,2}(?P<label>[^*_\n]{1,120}?):?[*_]{1,2}:? +(?P<answer>\S.*)")
