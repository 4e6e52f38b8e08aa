"""Says what is doubtful in the text of a runbook, for whoever decides on it; it blocks nothing.

Looked for is what fails at three in the morning: a link that leads nowhere, what belongs to one incident and stands
literally, a step that says neither how nor what to check, a secret, and what only one person can do.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.domain.directory import Directory
from ratchet_core.reading.exact import has_path_or_option
from ratchet_core.reading.hidden_secrets import secrets_in, without_secrets
from ratchet_core.reading.placeholders import particulars_in, particulars_of
from ratchet_core.reading.quotation import DELETED, EDITED, linked_in, marker_of, rewritten, words_of
from ratchet_core.reading.steps import RunbookLine, lines_of

MOST_FINDINGS: Final = 50
"""So many findings of one text are told; who mends them sees the rest."""

_SHOWN: Final = 80
_MOST_NAMED: Final = 3


class Flaw(StrEnum):
    """What can be doubtful in a runbook."""

    DEAD_LINK = "dead link"
    LITERAL = "belongs to one incident"
    VAGUE = "no command or check"
    LEAK = "holds a secret"
    PERSONAL = "only one person can do it"


@frozen
class Finding:
    """Something doubtful in a runbook.

    Attributes:
        line: In which line it stands, counted from 1.
        flaw: What is doubtful.
        words: What it is about, as it stands there, without secrets.
        remedy: What to do about it, in a sentence.
    """

    line: int
    flaw: Flaw
    words: str
    remedy: str

    @property
    def told(self) -> str:
        """The finding as a line of text."""
        return f"Line {self.line}, {self.flaw}: “{self.words}”. {self.remedy}"


def findings_in(text: str, directory: Directory, gone: Collection[MessageRef] = ()) -> tuple[Finding, ...]:
    """Return what is doubtful in a runbook, by lines; `gone` are those of `linked_in` that were deleted."""
    lines, is_tunnelled = lines_of(text), _TUNNEL.search(text) is not None
    found = [
        finding
        for at, line in enumerate(lines)
        for finding in (
            *_secrets(line),
            *_links(line, directory, gone, is_tunnelled=is_tunnelled),
            *_literals(line),
            *_vague(lines, at),
            *_personal(line, directory),
        )
    ]
    return tuple(dict.fromkeys(found))[:MOST_FINDINGS]


def counted_findings(found: Collection[Finding]) -> str:
    """Return how many findings there are, in words."""
    return "1 thing to look at" if len(found) == 1 else f"{len(found)} things to look at"


def _finding(line: RunbookLine, flaw: Flaw, words: str, remedy: str) -> Finding:
    flat = " ".join(without_secrets(words).split())
    return Finding(line.number, flaw, flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}…", remedy)


def _secrets(line: RunbookLine) -> Iterator[Finding]:
    for one in secrets_in(line.text):
        yield _finding(line, Flaw.LEAK, one.shown, "Take it out, and say where it is kept; then renew it.")


def _links(
    line: RunbookLine, directory: Directory, gone: Collection[MessageRef], *, is_tunnelled: bool
) -> Iterator[Finding]:
    for words, remedy in (
        *_gone(line.text, gone),
        *_addresses(line),
        *(() if is_tunnelled else _own_machine(line)),
        *_relative(line.text),
        *_archived(line, directory),
    ):
        shown = rewritten(words, directory.name_of, lambda one: f"#{directory.name_of(one.channel)}/{one.ts}")
        yield _finding(line, Flaw.DEAD_LINK, shown, remedy)


def _gone(text: str, gone: Collection[MessageRef]) -> Iterator[tuple[str, str]]:
    for mark in (DELETED, EDITED):
        if mark in text:
            yield mark, "What was quoted here is gone; write it anew, or take it out."
    for one in linked_in(text):
        if one in gone:
            yield marker_of(one), "This message was deleted; take it out."


def _addresses(line: RunbookLine) -> Iterator[tuple[str, str]]:
    for address in _ADDRESS.findall(without_secrets(line.text)):
        remedy = _why_dead(address)
        if remedy:
            yield address, remedy


def _relative(text: str) -> Iterator[tuple[str, str]]:
    for label, target in _MARKDOWN.findall(text):
        if not target or (not target.startswith("#") and _NOWHERE.match(target)):
            yield f"[{label}]({target})", "It leads nowhere from Slack; write the whole address."


def _archived(line: RunbookLine, directory: Directory) -> Iterator[tuple[str, str]]:
    for name in _CHANNEL.findall(line.text):
        called = directory.channel_called(name.partition("|")[0])
        known = None if called is None else directory.channels.get(called)
        if known is not None and known.archived:
            yield f"#{known.name}", "This channel is archived; name the one in use."


def _own_machine(line: RunbookLine) -> Iterator[tuple[str, str]]:
    """Return the addresses of the reader's own machine that are to be opened, where no tunnel leads on from there."""
    if line.commands or line.is_code:
        return
    for address in _ADDRESS.findall(_TICKED.sub(" ", line.text)):
        host = _HOST.match(address)
        if host is not None and _OWN_MACHINE.match(host[1].casefold()):
            yield (
                address,
                "It leads to the reader's own machine; say how to get there, or link what everybody can open.",
            )


def _why_dead(address: str) -> str:
    """Return what to do about an address that leads nowhere by its shape; nothing where it may lead somewhere."""
    host = _HOST.match(address)
    name = "" if host is None else host[1].casefold()
    if not name or _CUT.search(address):
        return "It is cut off; write the whole address."
    if _INVENTED.search(name):
        return "This host is only an example; write the real address."
    return ""


def _literals(line: RunbookLine) -> Iterator[Finding]:
    for command in line.commands:
        named = dict(particulars_of(without_secrets(command)))
        if named:
            told = " and ".join(f"{{{what}}} for {words}" for words, what in list(named.items())[:_MOST_NAMED])
            yield _finding(line, Flaw.LITERAL, without_secrets(command), f"Write {told}.")
    for address in _ADDRESS.findall(line.text):
        span = _SPAN.search(address)
        if span is not None:
            remedy = "The link shows the time of one incident; link a relative one, such as from=now-1h."
            yield _finding(line, Flaw.LITERAL, span[0].lstrip("?&"), remedy)
    if line.is_code or not line.is_step:
        return
    spoken = _TICKED.sub(" ", _ADDRESS.sub(" ", words_of(line.text)))
    for what, words in particulars_in(spoken):
        yield _finding(line, Flaw.LITERAL, words, f"Write {{{what}}}, and say where to find it.")


def _vague(lines: Sequence[RunbookLine], at: int) -> Iterator[Finding]:
    line = lines[at]
    if _OPEN_END.search(_MARKDOWN.sub("", line.text)) and not line.is_code:
        yield _finding(line, Flaw.VAGUE, line.text.strip(), "This is still to be written.")
    elif line.is_step and not _says_how(line) and not _is_followed_by_how(lines, at) and not _is_done_by(lines, line):
        yield _finding(line, Flaw.VAGUE, words_of(line.words), "Say by which command, or what to check.")


def _says_how(line: RunbookLine) -> bool:
    text = line.text
    return bool(
        line.commands
        or _ADDRESS.search(text)
        or _TICKED.search(text)
        or has_path_or_option(text)
        or _CHECK.search(text)
    )


def _is_followed_by_how(lines: Sequence[RunbookLine], at: int) -> bool:
    """Say whether what follows says how: a block of code, or what stands deeper."""
    following = lines[at + 1] if at + 1 < len(lines) else None
    if following is None:
        return False
    belongs = (
        _indent(following.text) > _indent(lines[at].text)
        or lines[at].text.rstrip().endswith((":", ","))
        or not (following.is_step or following.is_listed)
    )
    return following.is_code or (belongs and not following.explains and _says_how(following))


def _is_done_by(lines: Sequence[RunbookLine], line: RunbookLine) -> bool:
    """Say whether a command that stands elsewhere in the text stands in a line too, without its marks."""
    return any(one in line.text for other in lines if other is not line for one in other.commands)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _personal(line: RunbookLine, directory: Directory) -> Iterator[Finding]:
    if line.is_code:
        return
    remedy = "Name a team or a rota, or say how anybody can do it."
    for pattern in (_MINE, _ALONE):
        for one in pattern.finditer(line.text):
            said = rewritten(one[0], directory.name_of, lambda _: "")
            yield _finding(line, Flaw.PERSONAL, said, remedy)
    for one in _ASKED.finditer(line.text):
        who = _person_asked(one, directory)
        if who:
            yield _finding(line, Flaw.PERSONAL, f"{one['verb']} {who}", remedy)


def _person_asked(found: re.Match[str], directory: Directory) -> str:
    """Return the person who is to be asked, where it is a person: by mention, or by a name that one has here."""
    if found["id"]:
        return directory.name_of(found["id"])
    name = (found["at"] or found["name"] or "").rstrip(".-")
    people = (one for one in directory.people.values() if not one.bot)
    return name if _is_name(name, (one.name for one in people)) else ""


def _is_name(name: str, known: Iterable[str]) -> bool:
    told = name.casefold()
    return any(told == one.casefold() or told == one.casefold().partition(" ")[0] for one in known if one)


_ADDRESS: Final = re.compile(r"\bhttps?://[^\s<>()\[\]|`”\"']{0,400}")
_HOST: Final = re.compile(r"https?://(?:[^/@\s]*@)?(\[[0-9a-fA-F:]+\]|[\w.<>{}$-]+)")
_CUT: Final = re.compile(r"(?:…|\.\.\.)\Z")
_INVENTED: Final = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net)|(?:\w+\.)?invalid|your-?(?:domain|company|host)[\w.-]*)\Z"
)
_OWN_MACHINE: Final = re.compile(r"(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])\Z")
_TUNNEL: Final = re.compile(r"port-forward|\bssh (?:\S{1,80} ){0,9}-\w*[LD]\b|\btunnel", re.IGNORECASE)
_MARKDOWN: Final = re.compile(r"\[([^\[\]\n]{1,200})\]\(([^()\s]{0,300})\)")
_NOWHERE: Final = re.compile(r"\.{0,2}/|[\w./-]+\.(?:md|html?|rst|png|jpe?g|svg)\b|TODO|TBD", re.IGNORECASE)
_CHANNEL: Final = re.compile(r"(?<![\w&#/])<?#([A-Za-z0-9_][\w-]{1,79}(?:\|[^>\s]{0,80})?)")
_SPAN: Final = re.compile(
    r"[?&](?:from|to|start|end|since|until|from_ts|to_ts)=(?:\d{10,13}|\d{4}-\d\d-\d\d[T\d:.Z%A-F-]*)"
)
_TICKED: Final = re.compile(r"`[^`\n]{1,400}`")
_CHECK: Final = re.compile(
    r"\b(?:check|verify|confirm|look|see|watch|wait|until|should|make sure|ensure|compare|monitor|observe|expect"
    r"|inspect|validate|test|run (?:this|these|the)|guide|docs?|documentation|page|section|below|following|above"
    r"|playbook|runbook)\b",
    re.IGNORECASE,
)
_OPEN_END: Final = re.compile(r"\b(?:TODO|TBD|FIXME)\b")
_MINE: Final = re.compile(
    r"\b(?:(?:on|from|in|with|under) my (?:\w+ ){0,2}(?:laptop|machine|account|home|desk|workstation|computer|box|drive"
    r"|token|credentials|user|phone|branch|directory)|(?:ask|ping|dm|call|page|message|text|slack|tell) me\b"
    r"|my (?:own )?script)",
    re.IGNORECASE,
)
_ALONE: Final = re.compile(
    r"\b(?:only (?:<@[A-Z0-9]+>|[A-Z][a-z]+|he|she|i) (?:can|has|knows?|is able|may)"
    r"|(?:<@[A-Z0-9]+>|[A-Z][a-z]+) is the only (?:one|person)"
    r"|nobody (?:else )?(?:but|except) (?:<@[A-Z0-9]+>|[A-Z][a-z]+|me))\b"
)
_ASKED: Final = re.compile(
    r"\b(?P<verb>(?:ask|ping|dm|call|page|tell|message|contact|notify|email|wake(?: up)?|escalate to|reach out to"
    r"|talk to|speak to|check with|get in touch with|hand(?: it)? over to))"
    r" (?:<@(?P<id>[A-Z0-9]+)>|@(?P<at>[\w.-]+)|(?P<name>[A-Z][\w.-]+))",
    re.IGNORECASE,
)
