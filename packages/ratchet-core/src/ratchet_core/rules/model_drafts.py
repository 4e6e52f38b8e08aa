"""A draft of a runbook in the words of a model: what it is given to read, which of its steps stand, and the new text.

A step stands as a sentence of an answer does, and only if what is exact in it (commands, addresses, hosts, numbers)
stands in the very words that it quotes: so it falls with them. What belongs to one incident is replaced afterwards, by
code. What the runbook says stays, unless a step that holds all its commands takes a line's place; a reviewer sees both.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import frozen

from ratchet_core.basis.instants import HOUR, Instant, described
from ratchet_core.domain import WORKSPACE, Incident, MessageRef, RunbookVersion, Source, Stated, ThreadNote
from ratchet_core.domain.course import notes_of
from ratchet_core.reading.exact import exact_in
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.reading.placeholders import particulars_in, particulars_of
from ratchet_core.reading.quotation import derived, is_citable, quotations_in, sources_of, words_of
from ratchet_core.reading.steps import commands_in, is_heading
from ratchet_core.rules.discretion import may_be_offered, sources_in
from ratchet_core.rules.drafting import done_in
from ratchet_core.rules.model_answers import standing
from ratchet_core.rules.spending import allowance_of
from ratchet_core.rules.topics import about
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.models import QUESTION, Material, ModelReply, Shape
from ratchet_core.vocabulary.prompts import DRAFT

MOST_STEPS: Final = 12
"""How many steps a model may propose."""

RUNBOOK: Final = "runbook"
"""What the present text is called among the pieces."""

_MOST_NOTES: Final = 40
_MOST_EARLIER: Final = 3
_LONGEST_NOTE: Final = 800
_LONGEST_RUNBOOK: Final = 4_000
_LONGEST_QUOTE: Final = 200
_MOST_TOKENS: Final = 2_500
_FEWEST_WORDS: Final = 12
_OF_USE: Final = HOUR
"""For how long a draft is of use: nobody waits for one."""


@frozen
class Thread:
    """An incident's thread, as far as a draft may be made of it.

    Attributes:
        incident: The incident that is drafted from.
        notes: What people of the company wrote about it.
        earlier: Earlier incidents of the alert in the channel, the latest first, each with what was written about it.
        before: The version that the news is added to.
        following: The incident after it, if there is one by now.
    """

    incident: Incident
    notes: Sequence[ThreadNote]
    earlier: Sequence[tuple[Incident, Sequence[ThreadNote]]]
    before: RunbookVersion | None
    following: Incident | None = None


def earlier_of(
    incident: Incident, known: Iterable[Incident | None], notes: Iterable[ThreadNote]
) -> list[tuple[Incident, Sequence[ThreadNote]]]:
    """Return the incidents before one, the latest first, with what was written about each."""
    told, numbered = list(notes), {one.number: one for one in known if one is not None}
    before = [numbered[number] for number in sorted(numbered) if number < incident.number]
    pairs = [*pairwise([*before, incident])][-_MOST_EARLIER:]
    return [(one, notes_of(told, one, following)) for one, following in reversed(pairs)]


@frozen
class Wanted:
    """What a question to a model is called, whose it is, which alert it is about, and since when it is wanted."""

    key: str
    behaviour: str
    name: str
    at: Instant


def question_for(snapshot: Snapshot, wanted: Wanted, thread: Thread) -> AskModel | None:
    """Return the question to a model, or None where there is too little to make a step of."""
    incident = thread.incident
    found = [one for one in _material(thread) if one.text and may_be_offered(snapshot.directory, one, incident.channel)]
    if sum(len(one.text.split()) for one in found if one.name.startswith("1.")) < _FEWEST_WORDS:
        return None
    return AskModel(
        wanted.key,
        wanted.behaviour,
        incident.channel,
        incident.root_ts,
        DRAFT,
        (Material(QUESTION, "alert", wanted.name, None, (incident.channel,)), *found),
        about(incident),
        Shape.STATEMENTS,
        allowance_of(snapshot.policy, _MOST_TOKENS),
        WORKSPACE,
        wanted.at,
        wanted.at + _OF_USE,
    )


def _material(thread: Thread) -> Iterator[Material]:
    """Return what a model is given to read: the present text, the thread, and what was done in earlier incidents."""
    before, channel = thread.before, thread.incident.channel
    if before is not None:
        source, audience = Source(alert=before.alert, version=before.number), tuple(sorted(sources_in(before)))
        text, cites = words_of(before.text)[:_LONGEST_RUNBOOK], sources_of(before.text)
        yield Material(RUNBOOK, "present runbook", text, source, audience, (before.author,), cites)
    yield from _pieces(1, channel, thread.incident, thread.notes[-_MOST_NOTES:])
    for number, (incident, notes) in enumerate(thread.earlier, 2):
        told = {one.ref.ts for one in done_in(channel, incident.opened_at, notes) if one.ref is not None}
        yield from _pieces(number, channel, incident, [one for one in notes if one.ts in told])


def _pieces(group: int, channel: str, incident: Incident, notes: Iterable[ThreadNote]) -> Iterator[Material]:
    for number, one in enumerate(notes, 1):
        ref = MessageRef(channel, one.ts)
        if is_citable(ref, one.person):
            what = f"message, {described(one.at - incident.opened_at)} after it fired"
            text = one.text[:_LONGEST_NOTE]
            yield Material(f"{group}.{number}", what, text, Source(ref), (channel,), (one.person,))


@frozen
class Step:
    """A step of a model's that stands.

    Attributes:
        words: What it says, with placeholders for what belongs to one incident.
        quotes: What it rests on of what people wrote.
        lines: The lines of the runbook that it says better, counted from 0.
    """

    words: str
    quotes: tuple[tuple[str, MessageRef], ...]
    lines: tuple[int, ...] = ()


def steps_in(
    snapshot: Snapshot, action: AskModel, reply: ModelReply, before: RunbookVersion | None
) -> tuple[Step, ...]:
    """Return those steps of a model's that stand now; `before` is the version that its material has."""
    known = snapshot.with_known(given_versions=() if before is None else (before,))
    stated = standing(known, action, reply, MOST_STEPS)
    found = (_step(one, "" if before is None else before.text) for one in stated)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _step(stated: Stated, before: str) -> Step | None:
    quotes = [
        (without_secrets(one.words)[:_LONGEST_QUOTE].strip(), one.source.message)
        for one in stated.quoted
        if one.source.message is not None
    ]
    told = [one.words for one in stated.quoted if one.source.message is None]
    lines = tuple(dict.fromkeys(number for words in told for number in _lines_with(before, words)))
    rests_on = [*(words for words, _ in quotes), *told]
    particular = _particulars((stated.text, *(words for words, _ in quotes)))
    text, *named = (_named(one, particular) for one in (stated.text, *rests_on))
    if not text or not all(one in " ".join(named) for one in exact_in(text)):
        return None
    cited = tuple((_named(words, particular), ref) for words, ref in quotes)
    return Step(text, (*cited, *_citations(before, lines)), lines) if cited or lines else None


def _lines_with(before: str, words: str) -> Iterator[int]:
    """Return in which lines of a text words stand that a model quotes of it."""
    for number, line in enumerate(before.splitlines()):
        if " ".join(words.split()) in " ".join(words_of(line).split()):
            yield number


def _citations(before: str, lines: Iterable[int]) -> Iterator[tuple[str, MessageRef]]:
    """Return what lines of the runbook quote, on which a step rests that takes their place."""
    known = before.splitlines()
    for number in lines:
        yield from ((words, ref) for words, ref in quotations_in(known[number]) if words)


def _particulars(texts: Iterable[str]) -> Mapping[str, str]:
    """Return what belongs to one incident in a step and in what it quotes, with the name of its placeholder."""
    found: dict[str, str] = {}
    for text in texts:
        for command in (*_TICKED.findall(text), *commands_in(text)):
            found |= dict(particulars_of(command))
        found |= {words: what for what, words in particulars_in(_TICKED.sub(" ", text))}
    return found


def _named(text: str, particular: Mapping[str, str]) -> str:
    for words in sorted(particular, key=len, reverse=True):
        text = re.sub(rf"(?<![\w.-]){re.escape(words)}(?![\w-])", f"{{{particular[words]}}}", text)
    return text


_TICKED: Final = re.compile(r"`([^`\n]{1,400})`")


def text_of(before: str, steps: Sequence[Step]) -> str:
    """Return the next text: what the runbook says, with a model's steps in it or in the place of its lines."""
    lines: list[str | None] = list(before.splitlines())
    after: dict[int, list[str]] = {}
    fresh: list[Step] = []
    placed: int | None = None
    for step in steps:
        if _is_said(step, before):
            continue
        if step.lines and _holds(step, [before.splitlines()[number] for number in step.lines]):
            placed, *others = step.lines
            lines[placed] = _beginning(lines[placed] or "") + _told(step)
            for number in others:
                lines[number] = None
        elif step.lines and not step.quotes:
            continue
        elif placed is not None and _section(step) == _STEPS:
            after.setdefault(placed, []).append(f"{_beginning(lines[placed] or '')}{_told(step)}")
        else:
            fresh.append(step)
    kept = [one for number, line in enumerate(lines) for one in (line, *after.get(number, ())) if one is not None]
    return without_secrets("\n".join(_renumbered(_added(kept, fresh))))


def _is_said(step: Step, before: str) -> bool:
    """Say whether all that a step rests on stands in the runbook already, where it says nothing better."""
    said = quotations_in(before)
    return not step.lines and all(one in said for one in step.quotes)


def _holds(step: Step, lines: Sequence[str]) -> bool:
    """Say whether a step has all the commands of the lines in whose place it is to stand."""
    commands = [one for line in lines for one in commands_in(line)]
    return all(one in step.words for one in commands)


def _told(step: Step) -> str:
    words = _PREFIX.sub("", step.words, count=1).strip()
    words = f"{words[:1].upper()}{words[1:]}"
    return derived(words, step.quotes) if step.quotes else words


_STEPS: Final = "Steps"
_CAUSE: Final = "Cause"
_IN_VAIN: Final = "Tried, and did not help"
_PREFIX: Final = re.compile(r"(?:cause|do not|don.t):\s*|\d{1,2}[.)]\s+", re.IGNORECASE)


def _section(step: Step) -> str:
    begins = step.words.casefold()
    if begins.startswith("cause:"):
        return _CAUSE
    return _IN_VAIN if begins.startswith(("do not:", "don't:")) else _STEPS


def _beginning(line: str) -> str:
    found = _ITEM.match(line)
    return found[0] if found is not None and found[0].strip() else "- "


_ITEM: Final = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+")


def _added(lines: list[str], steps: Sequence[Step]) -> list[str]:
    """Return a text with steps under the headings to which they belong."""
    for section in (_STEPS, _CAUSE, _IN_VAIN):
        new = [one for one in steps if _section(one) == section]
        if new:
            lines = _with_section(lines, section, [_told(one) for one in new])
    return lines


def _with_section(lines: list[str], section: str, told: Sequence[str]) -> list[str]:
    if section in lines:
        at = lines.index(section) + 1
        while at < len(lines) and _ITEM.match(lines[at]):
            at += 1
        item = _beginning(lines[at - 1])
        return [*lines[:at], *(f"{item}{one}" for one in told), *lines[at:]]
    if section == _STEPS and lines and not any(map(is_heading, lines)):
        return [*lines, *(f"{_beginning(lines[-1])}{one}" for one in told)]
    item, gap = "1. " if section == _STEPS else "- ", [""] if lines else []
    return [*lines, *gap, section, *(f"{item}{one}" for one in told)]


def _renumbered(lines: Sequence[str]) -> Iterator[str]:
    """Return lines in which each run of numbered ones counts from where it begins."""
    number = 0
    for line in lines:
        found = _NUMBERED.match(line)
        if found is None:
            number = 0 if line.strip() else number
            yield line
            continue
        number = number + 1 if number else int(found[2])
        yield f"{found[1]}{number}{found[3]}{line[found.end() :]}"


_NUMBERED: Final = re.compile(r"(\s*)(\d{1,2})([.)]\s+)")
