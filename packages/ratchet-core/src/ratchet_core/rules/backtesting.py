"""Holds a version of a runbook beside what people did in the alert's last incidents, for whoever decides on it.

What was done is what their messages say: a step by its commands, or else by its telling words. An incident counts as
matched if anything that helped in it stands in the version. A version that quotes an incident was written from it, and
says so: that it matches shows less.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.domain import Fit, Incident, ThreadNote
from ratchet_core.domain.course import notes_of
from ratchet_core.domain.directory import Directory
from ratchet_core.reading.placeholders import generalised
from ratchet_core.reading.quotation import quotations_in, sources_of, words_of
from ratchet_core.reading.steps import RunbookLine, lines_of, verb_of
from ratchet_core.reading.terms import is_faint, terms_of
from ratchet_core.rules.drafting import Entry, Section, done_in, key_of

MOST_INCIDENTS: Final = 5
"""How many of an alert's incidents a version is held beside: its last ones."""


@frozen
class Deed:
    """What somebody did in an incident, in their words.

    Attributes:
        message: Where they say so.
        words: What they say, without secrets.
        helped: Whether it did; what was tried in vain did not.
        lines: Which lines of the version say the same, counted from 1.
    """

    message: MessageRef
    words: str
    helped: bool
    lines: tuple[int, ...]

    @property
    def told(self) -> str:
        """What was done, and where the version says it, as a line of text."""
        done = "what helped" if self.helped else "tried in vain"
        return f"{done}: “{self.words}”, {_where(self.lines)}"


def _where(lines: Sequence[int]) -> str:
    if not lines:
        return "which is not in the text"
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"


@frozen
class PastIncident:
    """An incident with what people did in it; `quoted` says that the version quotes what was written then."""

    incident: Incident
    deeds: tuple[Deed, ...]
    quoted: bool

    @property
    def is_telling(self) -> bool:
        """Whether anybody says what helped."""
        return any(one.helped for one in self.deeds)

    @property
    def is_matched(self) -> bool:
        """Whether anything that helped stands in the version."""
        return any(one.helped and one.lines for one in self.deeds)


@frozen
class Backtest:
    """A version beside the last incidents, the latest first; `unused` are its steps that nobody took in any."""

    past: tuple[PastIncident, ...]
    unused: tuple[int, ...]

    @property
    def telling(self) -> tuple[PastIncident, ...]:
        """The incidents in which anybody says what helped."""
        return tuple(one for one in self.past if one.is_telling)

    @property
    def fit(self) -> Fit:
        """What came of it, in figures."""
        telling = self.telling
        return Fit(sum(one.is_matched for one in telling), len(telling), sum(one.quoted for one in telling))

    @property
    def told(self) -> str:
        """What came of it, in short, to go on with “version 2”."""
        return self.fit.told


def backtest_of(
    text: str, directory: Directory, incidents: Iterable[Incident], notes: Mapping[str, Sequence[ThreadNote]]
) -> Backtest:
    """Return a version beside the last of some incidents of its alert.

    Args:
        text: The text of the version.
        directory: Who is of the company: what others write is not counted.
        incidents: Incidents of the alert, in any order and in any channels.
        notes: What people wrote in the alert's threads, by channel.
    """
    known = sorted(incidents, key=lambda one: (one.opened_at, one.channel))
    lines, sources = lines_of(text), frozenset(sources_of(text))
    last = known[-MOST_INCIDENTS:][::-1]
    past = tuple(_past(one, _following(known, one), notes, directory, lines, sources) for one in last)
    used = {number for one in past for deed in one.deeds for number in deed.lines}
    return Backtest(past, tuple(one.number for one in lines if one.is_step and one.number not in used))


def _following(known: Sequence[Incident], one: Incident) -> Incident | None:
    here = [each for each in known if each.channel == one.channel]
    return next((after for before, after in pairwise(here) if before is one), None)


def _past(  # noqa: PLR0913, PLR0917 - an incident, and all that it is told from
    incident: Incident,
    following: Incident | None,
    notes: Mapping[str, Sequence[ThreadNote]],
    directory: Directory,
    lines: Sequence[RunbookLine],
    sources: frozenset[MessageRef],
) -> PastIncident:
    within = notes_of(notes.get(incident.channel, ()), incident, following)
    inside = [one for one in within if directory.is_of_the_company(one.person)]
    told = (_deed(one, lines) for one in done_in(incident.channel, incident.opened_at, inside))
    deeds = tuple(one for one in told if one is not None)
    return PastIncident(incident, deeds, any(one.message in sources for one in deeds))


def _deed(entry: Entry, lines: Sequence[RunbookLine]) -> Deed | None:
    """Return what somebody did: in their words, or a command alone; None where the line says not where it was told."""
    quoted, ref = quotations_in(entry.line), entry.ref or next(iter(sources_of(entry.line)), None)
    if ref is None:
        return None
    words = quoted[0][0] if quoted else words_of(entry.line).removeprefix("- ")
    same = tuple(one.number for one in lines if not one.failed and _says(one, entry, words))
    return Deed(ref, words, entry.section is Section.DONE, same)


def _says(line: RunbookLine, entry: Entry, words: str) -> bool:
    """Say whether a line of a version says what somebody did: by the same command, or else in the same words."""
    if not line.is_step and not line.commands:
        return False
    if entry.changes:
        told = f" {key_of(generalised(words_of(line.text)))} "
        return any(f" {one} " in told for one in entry.changes)
    return _is_alike(words_of(line.words), words)


def _is_alike(one: str, other: str) -> bool:
    """Say whether two sentences tell of the same deed: the same verb with the same object, or with none beside it."""
    mine, theirs = _telling(one), _telling(other)
    verbs = [terms_of(verb_of(words).partition(" ")[0]) for words in (one, other)]
    if all(verbs):
        objects = [frozenset(term for term in terms - {*verbs[0]} if term.isalpha()) for terms in (mine, theirs)]
        return verbs[0] == verbs[1] and (not all(objects) or bool(objects[0] & objects[1]))
    shared = mine & theirs
    return len(shared) >= _FEWEST_SHARED and 2 * len(shared) >= min(len(mine), len(theirs))


def _telling(words: str) -> frozenset[str]:
    return frozenset(one for one in terms_of(words) if not is_faint(one))


_FEWEST_SHARED: Final = 2
