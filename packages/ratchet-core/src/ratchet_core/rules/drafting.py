"""Drafts the next version of a runbook from what people wrote in an incident's thread, without a model.

Only what is plainly a step, a command with what it showed, a cause or a link is taken, quoted with the message that it
comes from; the rest is left out. Where nobody names a cause, it is what was stated right before the step that helped.
In a command a named placeholder stands for what belongs to one incident, and nobody's other words are rewritten. What
stands in the version before is not said again; a step that was taken again is counted there.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

from attrs import evolve, frozen

from ratchet_core.basis.instants import MINUTE, Instant, described, moment_of
from ratchet_core.domain import MessageRef, ThreadNote
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.reading.placeholders import generalised
from ratchet_core.reading.quotation import (
    is_citable,
    is_derived,
    marker_of,
    mention_of,
    quotations_in,
    quoted,
    quoted_address,
    quoted_command,
    sources_of,
)

_READ: Final = 1_000
_LONGEST_QUOTE: Final = 200
_MOST_LINES: Final = 40


class Section(StrEnum):
    """The parts of a draft, in the order in which an engineer needs them."""

    CAUSE = "Cause"
    DONE = "What was done"
    IN_VAIN = "Tried, and did not help"
    SEEN = "Commands and links"


@frozen
class Entry:
    """One line of a draft; `key` is what it says without who and when, by which a repetition is noticed.

    Of a step, `changes` are the keys of the commands in it that change something, and `ref` is where it was told.
    """

    section: Section
    line: str
    key: str
    changes: tuple[str, ...] = ()
    ref: MessageRef | None = None


_DONE_WORDS = (
    r"restart(?:ed|ing)|reboot(?:ed|ing)|redeploy(?:ed|ing)|roll(?:ed|ing) (?:[\w-]+ ){0,4}back|revert(?:ed|ing)"
    r"|scal(?:ed|ing)|bump(?:ed|ing)|increas(?:ed|ing)|rais(?:ed|ing)|lower(?:ed|ing)|reduc(?:ed|ing)|drain(?:ed|ing)"
    r"|cordon(?:ed|ing)|kill(?:ed|ing)|delet(?:ed|ing)|remov(?:ed|ing)|clear(?:ed|ing)|clean(?:ed|ing)|purg(?:ed|ing)"
    r"|flush(?:ed|ing)|fail(?:ed|ing) (?:[\w-]+ ){0,4}over|switch(?:ed|ing)|disabl(?:ed|ing)|enabl(?:ed|ing)"
    r"|rotat(?:ed|ing)|renew(?:ed|ing)|reset(?:ting)?|paus(?:ed|ing)|resum(?:ed|ing)|appl(?:ied|ying)|restor(?:ed|ing)"
    r"|patch(?:ed|ing)|upgrad(?:ed|ing)|downgrad(?:ed|ing)|pinn(?:ed|ing)|unpinn(?:ed|ing)|evict(?:ed|ing)"
    r"|replac(?:ed|ing)|mov(?:ed|ing)|resiz(?:ed|ing)|vacuum(?:ed|ing)|reindex(?:ed|ing)|ran|re-?ran|added(?! (?:you|him|her|them|<@))|blocked"
    r"|throttled|truncated|cancel(?:l?ed|l?ing)|terminat(?:ed|ing)|abort(?:ed|ing)|bounc(?:ed|ing)|(?:power-?)?cycl(?:ed|ing)"
    r"|promot(?:ed|ing)|demot(?:ed|ing)|expand(?:ed|ing)|extend(?:ed|ing)|shr(?:ank|unk)|quarantin(?:ed|ing)|isolat(?:ed|ing)"
    r"|silenc(?:ed|ing)|muted|toggl(?:ed|ing)|turn(?:ed|ing) (?:[\w-]+ ){0,4}(?:off|on|down|up)\b(?! to)|bypass(?:ed|ing)"
    r"|re-?play(?:ed|ing)|re-?queu(?:ed|eing|ing)|re-?balanc(?:ed|ing)|re-?point(?:ed|ing)|re-?rout(?:ed|ing)"
    r"|hot-?fixed|(?:shipped|merged|released)(?= \S)|back-?fill(?:ed|ing)|re-?tried|re-?synced|re-?created|re-?built|re-?mounted"
    r"|unblocked|unlocked|uncordoned|detached|attached|unmounted|mounted|freed(?: up)?|archived|compacted|deployed"
    r"|(?:stopp|start)ed(?! (?:seeing|looking|working|getting|happening|digging|failing|firing|receiving|to|at|after|around"
    r"|when|since|with|again|about|on|in|from|[\w-]+ing)\b)"
    r"|grew (?:the|our|its|that|both|all)"
)
_DONE = re.compile(
    rf"^(?:ok(?:ay)?,? |so,? |right,? |update: )?(?:i|we|i've|we've|i have|we have)?(?: am| are|'m|'re)? ?(?:just |now |also |then )*(?:{_DONE_WORDS})\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:root cause|caused by|because of|turns out|culprit|due to|the cause|the problem was|the issue was|it was the)\b",
    re.IGNORECASE,
)
_BLAMED = (
    r"release|deploy|deployment|rollout|migration|config|configuration|cron|cronjob|job|quer(?:y|ies)|index|cert|certificate"
    r"|cache|disk|volume|upgrade|flag|change|commit|backup|import|lock|leak|dns|proxy|balancer|node|quota|limit|replica"
    r"|pool|timeout|crawler|retr(?:y|ies)|consumer|queue|token|secret|firewall|bug|patch|version|image|network|switch"
)
_ILL = (
    r"full|stuck|wedged|hung|leaking|leaking memory|maxed out|deadlocked|(?:being )?throttled|(?:being )?rate[- ]limited"
    r"|expired|exhausted|saturated|corrupt(?:ed)?|misconfigured|overloaded|oom-?killed|starved"
    r"|out of (?:memory|disk|space|disk space|connections|quota|inodes|threads|file descriptors|ip addresses)"
)
_PLAIN_CAUSE = re.compile(
    rf"\bit(?:['’]s| is| was) (?:the|a|an|our|that) (?:[\w-]+ ){{0,2}}(?:{_BLAMED})\b"
    r"|(?<![\w'’])(?!(?:i|we|you|he|she|they|it|this|that|who|what|which|there|everything|every(?:one|body)"
    r"|some(?:one|body)|any(?:one|body|thing)|no(?:body|thing))\b)[\w./-]+"
    rf" (?:is|are|was|were|has|have|got) (?:been |now |completely |totally |constantly )?(?:{_ILL})\b",
    re.IGNORECASE,
)
_GUESSED = re.compile(
    r"\b(?:maybe|perhaps|might|may be|could|possibly|probably|presumably|i think|i guess|i['’]d guess|guessing|i suspect|wonder"
    r"|not sure|unsure|no idea|suspect|looks like|seems?|sounds like|not|never)\b|n['’]t\b|\?",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(r"\b(?:if|whether|unless|until|in case|would|should|once|when|my|your|no)\b", re.IGNORECASE)
_IN_VAIN = re.compile(
    r"\b(?:(?:did ?n['’o]?t|does ?n['’o]?t|not) (?:help|work|change|fix)|no (?:change|luck|effect|difference|improvement)"
    r"|still (?:failing|firing|broken|down|red|high|slow|stuck|climbing|growing|the same|seeing)|same error|made it worse)\b",
    re.IGNORECASE,
)
_HELPED = re.compile(
    r"\b(?:that did it|that (?:fixed|helped|worked)|fixed it|back to normal|recover(?:ed|ing)|healthy again|draining now"
    r"|all (?:green|good)|is (?:fine|green|healthy|up) (?:again|now)|coming (?:back|down)"
    r"|(?:dropped|fell|went down|cleared|resolved|recovered|healed) (?:at once|immediately|right away|instantly|straight away)"
    r"|(?:worked|works) (?:again|now)|did the trick|solved it|resolved it)\b",
    re.IGNORECASE,
)
_FENCE = re.compile(r"```(?:\w+\n)?([^`]{1,600})```")
_TICKED = re.compile(r"(?<!`)`([^`\n]{1,200})`(?!`)")
_PROMPT = re.compile(r"^\s*[$#>] (\S.{0,200})$", re.MULTILINE)
_TYPED = re.compile(
    r"^(?:kubectl|psql|systemctl|curl|terraform|helm|aws|gcloud|docker|journalctl|redis-cli|ssh|sudo|git|make) \S.{0,200}$",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"https?://[^\s<>()|`]{4,300}")
_COMMANDLIKE = re.compile(r"^[\w./~-]+(?: \S+)+$")
_HARMLESS = re.compile(
    r"^(?:sudo )?(?:kubectl (?:\S+ ){0,3}(?:get|describe|logs|top)|docker (?:ps|logs|stats)|systemctl status|helm (?:list|ls|status|history)"
    r"|git (?:log|status|diff|show)|df|du|ls|cat|grep|tail|head|less|journalctl|ps|top|free|uptime|dig|ping|nslookup|ssh|curl"
    r"|select(?! pg_(?:cancel|terminate|reload))|explain|show)(?![\w-])",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_PASSING = re.compile(
    r"https?://\S+|[<‹][^<>‹›\s]{0,300}[>›]|\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d+ ?(?:s|secs?|seconds?|m|mins?|minutes?|h|hours?) ago\b"
)
_WORD = re.compile(r"\w+")
_FILLERS = frozenset(
    {
        "i",
        "we",
        "ve",
        "have",
        "just",
        "now",
        "also",
        "then",
        "ok",
        "okay",
        "so",
        "right",
        "update",
        "again",
        "the",
        "a",
        "an",
    }
)
_SOON = 30 * MINUTE


def done_in(channel: str, opened_at: Instant, notes: Sequence[ThreadNote]) -> tuple[Entry, ...]:
    """Return what people say in an incident's thread that they did: what helped, and what was tried in vain."""
    told = {Section.DONE, Section.IN_VAIN}
    return tuple(one for one in _entries(channel, opened_at, tuple(sorted(notes))) if one.section in told)


def draft_of(channel: str, opened_at: Instant, notes: Sequence[ThreadNote], before: str | None) -> str | None:
    """Return the text of the next version, or None where the thread holds nothing that is not said already.

    It holds no secrets, also where the version before it does.

    Args:
        channel: Where the thread is.
        opened_at: When the incident began.
        notes: The people's messages of the incident, in any order.
        before: The text of the version that the news is added to.
    """
    found = _entries(channel, opened_at, tuple(sorted(notes)))
    entries = _news(found, before or "")
    worth = any(entry.section is not Section.SEEN for entry in entries)
    return without_secrets(_merged(_counted(before or "", found), entries)) if worth else None


def recounted(channel: str, opened_at: Instant, notes: Sequence[ThreadNote], before: str) -> str:
    """Return a draft that waits, with the steps counted that an incident's thread tells of again."""
    return without_secrets(_counted(before, _entries(channel, opened_at, tuple(sorted(notes)))))


def telling(channel: str, opened_at: Instant, notes: Sequence[ThreadNote]) -> dict[str, str]:
    """Return which notes of an incident tell something for a draft, by their timestamps, with what became of it."""
    found: dict[str, str] = {}
    for entry in _entries(channel, opened_at, tuple(sorted(notes))):
        came = _CAME.get(entry.section, "") or ("then it recovered" if entry.line.endswith(_THEN_WELL) else "")
        for ref in sources_of(entry.line):
            found[ref.ts] = found.get(ref.ts) or came
    return found


_CAME: Final = {Section.IN_VAIN: "it did not help"}


@frozen
class Step:
    """A step that helped: in whose words, where they stand, and how often it worked, if that was counted."""

    words: str
    message: MessageRef
    counted: str = ""


def step_that_helped(text: str, channel: str, since: Instant, until: Instant) -> Step | None:
    """Return the last step that a draft says helped in an incident, which people wrote of within a time; or None."""
    found, title = None, ""
    for line in text.splitlines():
        title = line if line in _TITLES else title
        if title == Section.DONE.value and _STEP_LINE.match(line):
            found = _step_within(line, channel, since, until) or found
        elif title != Section.IN_VAIN.value and is_derived(line):
            found = _quoted_within(line, channel, since, until) or found
    return found


def _quoted_within(line: str, channel: str, since: Instant, until: Instant) -> Step | None:
    """Return what a step in a model's words quotes of an incident, where that says that it helped."""
    quotes = (
        Step(words, ref)
        for words, ref in quotations_in(line)
        if ref.channel == channel and since <= moment_of(ref.ts, 0) <= until and _helped(words)
    )
    return next(quotes, None)


def _step_within(line: str, channel: str, since: Instant, until: Instant) -> Step | None:
    quotes, told = quotations_in(line), sources_of(line)
    within = [one for one in told if one.channel == channel and since <= moment_of(one.ts, 0) <= until]
    counted = _COUNT.search(line)
    worked = _helped(quotes[0][0]) or line.endswith(_THEN_WELL) or counted is not None if quotes else False
    if not worked or not within or not quotes[0][0]:
        return None
    times = f" (worked {counted[1]} of {counted[2]} times)" if counted is not None else ""
    return Step(quotes[0][0], within[-1], times)


def _news(found: Sequence[Entry], before: str) -> list[Entry]:
    """Return what is not said already, once."""
    known, entries = _known(before), list[Entry]()
    for entry in found:
        is_again = any(_is_step_in(line, entry) for line in before.splitlines())
        if entry.key and entry.key not in known and not is_again and len(entries) < _MOST_LINES:
            known.add(entry.key)
            entries.append(entry)
    return entries


def _is_step_in(line: str, entry: Entry) -> bool:
    """Say whether a line tells of a step that was taken again: in the same words, or by the same commands."""
    if entry.ref is None or not _STEP_LINE.match(line):
        return False
    told = key_of("".join(words for words, _ in quotations_in(line)))
    return told == entry.key or (bool(entry.changes) and all(f" {one} " in f" {told} " for one in entry.changes))


def _counted(before: str, found: Sequence[Entry]) -> str:
    """Return a text in which each step that was taken again says how often it worked."""
    lines = before.splitlines()
    for at, line in enumerate(lines):
        again = next((one for one in found if _is_step_in(line, one)), None)
        if again is not None and again.ref is not None and marker_of(again.ref) not in line:
            lines[at] = _once_more(line, again.ref, worked=again.section is Section.DONE, before=lines[:at])
    return "\n".join(lines)


def _once_more(line: str, ref: MessageRef, *, worked: bool, before: Sequence[str]) -> str:
    counted = _COUNT.search(line)
    in_vain = next((one for one in reversed(before) if one in _TITLES), "") == Section.IN_VAIN.value
    times, of = (int(counted[1]), int(counted[2])) if counted is not None else (int(not in_vain), 1)
    told = line[: counted.start()] if counted is not None else line.removesuffix(_THEN_WELL)
    return f"{told} (worked {times + worked} of {of + 1} times, last {marker_of(ref)})"


_STEP_LINE = re.compile(r"- after [^“]{1,80}: “")
_COUNT = re.compile(r" \(worked (\d{1,6}) of (\d{1,6}) times, last [^\n]{0,80}\)\Z")
_TITLES = frozenset(one.value for one in Section)


def _known(text: str) -> set[str]:
    """Return what a text says already, by its lines as people wrote them and by what the lines quote."""
    lines = text.splitlines()
    quotes = re.findall(r"“([^“”]*)”|`([^`]*)`|(https?://\S+)", text)
    return {key_of(line) for line in lines} | {key_of("".join(found)) for found in quotes}


@lru_cache(maxsize=1024)  # each line of a version is compared with each thing that people say they did
def key_of(words: str) -> str:
    """Return what is said without links, people, times and the small words around it."""
    spoken = _WORD.findall(_PASSING.sub(" ", words.casefold()))
    told = [word for word in spoken if word not in _FILLERS]
    return " ".join(told or spoken or _WORD.findall(words.casefold()))


@lru_cache(maxsize=256)  # each of an alert's last incidents is read again for every version, and by two replays
def _entries(channel: str, opened_at: Instant, notes: tuple[ThreadNote, ...]) -> tuple[Entry, ...]:
    found: list[Entry] = []
    step: int | None = None
    typed: tuple[int, Instant] | None = None
    stated: Entry | None = None
    before: dict[int, Entry | None] = {}
    for note in notes:
        ref = MessageRef(channel, note.ts)
        text = without_secrets(note.text)[:_READ]
        if not is_citable(ref, note.person) or text.rstrip().endswith("?"):
            continue
        if step is not None and not _DONE.search(text.strip()):
            found[step] = _judged(found[step], text)
        elif typed is not None and note.at - typed[1] <= _SOON and _helped(text) and not _DONE.search(text.strip()):
            step, found[typed[0]] = typed[0], _judged(found[typed[0]], text)
        begins = len(found)
        found += _said(note, ref, text, described(note.at - opened_at))
        new_step = next((at for at in range(begins, len(found)) if found[at].section is Section.DONE), None)
        if new_step is not None:
            step, before[new_step] = new_step, stated
        stated = _stated(ref, text) or (stated if new_step is None else None)
        typed = next(((at, note.at) for at in range(begins, len(found)) if _may_have_helped(found[at])), typed)
    causes = [cause for at, cause in before.items() if cause is not None and found[at].section is Section.DONE]
    is_named = any(one.section is Section.CAUSE for one in found)
    return tuple(found) if is_named else (*causes[-1:], *found)


def _stated(ref: MessageRef, text: str) -> Entry | None:
    """Return what a note states about how things are, as a cause; None where it is about who looks or what is fine."""
    words = " ".join(text.split())
    if len(words.split()) < _FEWEST_STATED or len(words) > _LONGEST_QUOTE or "`" in words or "://" in words:
        return None
    if any(one.search(words) for one in (_GUESSES, _NO_CAUSE, _HELPED, _IN_VAIN, _DONE)):
        return None
    return Entry(Section.CAUSE, f"- {quoted(words, ref)} (said right before the step)", key_of(words))


_FEWEST_STATED = 4
_GUESSES = re.compile(
    r"\b(?:maybe|perhaps|might|may be|could|possibly|probably|presumably|think|guess\w*|suspect\w*|wonder\w*|not sure"
    r"|no idea|looks like|seems?|sounds like|should|would|let['’]?s|if|whether)\b|\?",
    re.IGNORECASE,
)
_NO_CAUSE = re.compile(
    r"^(?:i|i['’](?:m|ll|ve)|we|we['’](?:re|ll|ve)|ack\w*|ok(?:ay)?|on it|looking|checking|investigating|taking|thanks?|same"
    r"|wasn['’]t|isn['’]t|please|can|anyone|hi|hey|let me)\b"
    r"|\b(?:normal|fine|healthy|good|unrelated|works|working|seen (?:this|that|it)|last (?:week|time|month)|thanks|will"
    r"|looking|checking|did (?:not|n['’]?t) help|so not|green|up again|you|your)\b|@[UW][A-Z0-9]+",
    re.IGNORECASE,
)
"""What is no cause: who looks, what is in order, what was before, or a word to somebody."""


def _may_have_helped(entry: Entry) -> bool:
    """Say whether an entry is a command that changes something."""
    command = entry.line.removeprefix("- `")
    return entry.section is Section.SEEN and command != entry.line and not _HARMLESS.match(command)


def _helped(text: str) -> bool:
    return _HELPED.search(text) is not None and _IN_VAIN.search(text) is None


def _judged(step: Entry, text: str) -> Entry:
    """Return a step with what a later message says of it."""
    if _IN_VAIN.search(text):
        return evolve(step, section=Section.IN_VAIN)
    if _HELPED.search(text) and not step.line.endswith(_THEN_WELL):
        return evolve(step, section=Section.DONE, line=step.line + _THEN_WELL)
    return step


_THEN_WELL = " (then it recovered)"


def _said(note: ThreadNote, ref: MessageRef, text: str, after: str) -> list[Entry]:
    words = _words_of(text)
    entries = []
    typed = list(dict.fromkeys(map(generalised, _commands(text))))
    commands = [Entry(Section.SEEN, f"- {quoted_command(one, ref)}{_shown(text, ref)}", key_of(one)) for one in typed]
    if words and _tells_cause(words):
        entries.append(Entry(Section.CAUSE, f"- {quoted(words, ref)}", key_of(words)))
    elif words and (_DONE.search(words) or (_helped(words) and any(map(_may_have_helped, commands)))):
        section = Section.IN_VAIN if _IN_VAIN.search(words) else Section.DONE
        line = f"- after {after}, {mention_of(note.person)}: {quoted(words, ref)}"
        changes = tuple(one.key for one in commands if _may_have_helped(one))
        entries.append(Entry(section, line, key_of(words), changes, ref))
    links = (Entry(Section.SEEN, f"- {quoted_address(one, ref)}", key_of(one)) for one in _ADDRESS.findall(text))
    return [*entries, *commands, *links]


def _words_of(text: str) -> str:
    """Return what a note says on one line, with a placeholder in its commands for what belongs to one incident."""
    named = _TICKED.sub(lambda found: generalised(found[1]), _FENCE.sub(" ", text))
    return " ".join(named.replace("`", "").split())[:_LONGEST_QUOTE].strip()


def _shown(text: str, ref: MessageRef) -> str:
    """Return what a command showed, where a note is one command and what it says: “is at 94 %”."""
    told = _FINDING.match(text.strip())
    if told is None or len(_commands(text)) != 1:
        return ""
    shown = told["shown"].replace("`", "")
    return f" {quoted(shown, ref)}" if _HARMLESS.match(told["command"]) or _SHOWS.match(shown) else ""


_FINDING = re.compile(r"(?:[\w ]{1,40}: )?`(?P<command>[^`\n]{1,200})`:? (?P<shown>[^\n]{3,160})\Z")
_SHOWS = re.compile(
    r"(?:says?|shows?|gives?|is|are|was|returns?|reports?|prints?|lists?|points?|has|agrees|claims?)\b", re.IGNORECASE
)


def _tells_cause(words: str) -> bool:
    """Say whether a sentence names a cause rather than guesses at one; one that does both says something else too."""
    told = [sentence for sentence in _SENTENCE.split(words) if not _GUESSED.search(sentence)]
    return any(
        _CAUSE.search(one) or (_PLAIN_CAUSE.search(one) and not _SUPPOSED.search(one) and not _IN_VAIN.search(one))
        for one in told
    )


def _commands(text: str) -> list[str]:
    fenced = [line.strip() for block in _FENCE.findall(text) for line in block.splitlines()]
    ticked = [one for one in _TICKED.findall(_FENCE.sub(" ", text)) if _COMMANDLIKE.match(one)]
    typed = [*_PROMPT.findall(text), *_TYPED.findall(text)]
    return [one.strip("$ ") for one in dict.fromkeys((*ticked, *fenced, *typed)) if one.strip("$ ")]


def _merged(active: str, entries: Sequence[Entry]) -> str:
    lines = active.splitlines()
    for section in Section:
        new = [entry.line for entry in entries if entry.section is section]
        if not new:
            continue
        if section.value in lines:
            at = lines.index(section.value) + 1
            while at < len(lines) and lines[at].startswith("- "):
                at += 1
            lines[at:at] = new
        else:
            lines += [*([""] if lines else []), section.value, *new]
    return "\n".join(lines)
