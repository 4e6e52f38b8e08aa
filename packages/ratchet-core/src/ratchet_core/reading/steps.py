"""Reads the text of a runbook line by line, as people and ratchet write one: headings, steps, commands.

A step is a line that begins with something to do, or with something done. What stands under a heading that explains
(`Meaning`, `Cause`, `References`) is none.
"""

import re
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from ratchet_core.reading.quotation import without_origin


@frozen
class RunbookLine:
    """A line of a runbook.

    Attributes:
        number: Counts from 1.
        text: What stands there.
        commands: The commands in it; a line within a code block is one.
        is_code: Whether it stands within a code block.
        is_step: Whether it says what to do, or what was done.
        heading: The heading that it stands under; its own, where it is one.
    """

    number: int
    text: str
    commands: tuple[str, ...] = ()
    is_code: bool = False
    is_step: bool = False
    heading: str = ""

    @property
    def explains(self) -> bool:
        """Whether it stands under a heading that explains."""
        return _EXPLAINING.search(self.heading) is not None

    @property
    def failed(self) -> bool:
        """Whether it tells of what was tried, and did not help."""
        return _FAILED.search(self.heading) is not None

    @property
    def is_listed(self) -> bool:
        """Whether it is an item of a list."""
        return _BULLET.match(self.text) is not None

    @property
    def words(self) -> str:
        """What it says, without its bullet, and without who did it and when."""
        return words_of_step(without_origin(self.text))


def lines_of(text: str) -> tuple[RunbookLine, ...]:
    """Return the lines of a runbook that are not empty, nor the fence of a code block."""
    return tuple(_read(text.splitlines()))


def _read(lines: list[str]) -> Iterator[RunbookLine]:
    fenced, heading = False, ""
    for number, line in enumerate(lines, 1):
        if _FENCE.match(line):
            fenced = not fenced and line.count("```") == 1
            continue
        if not line.strip():
            continue
        if not fenced and is_heading(line):
            heading = line.strip(" #*_:")
            yield RunbookLine(number, line, heading=heading)
            continue
        said = without_origin(line)
        code = fenced or (line.startswith(("    ", "\t")) and not _BULLET.match(line))
        commands = tuple(_typed_in(line)) if code else commands_in(said)
        begins = number == 1 or not _goes_on(lines[number - 2], line)
        step = begins and not code and not _NO_STEPS.search(heading) and _STEP.match(words_of_step(said)) is not None
        yield RunbookLine(number, line, commands, code, step, heading)


def _goes_on(before: str, line: str) -> bool:
    """Say whether a line goes on with the sentence of the line before it, which was too long for one line."""
    wrapped = len(before) > _WRAPPED and before.rstrip()[-1:] not in _ENDS
    return wrapped and line.lstrip()[:1].islower() and not _BULLET.match(line)


_WRAPPED: Final = 60
_ENDS: Final = frozenset(".:;!?”)")


def _typed_in(line: str) -> Iterator[str]:
    """Return the command of a line of a code block, where it is one and not what a command shows."""
    told = line.strip()
    if _COLUMNS.search(told):
        return
    if told.startswith("$ ") or _TOOL.match(told) or _WITH_OPTION.match(told):
        yield told.removeprefix("$ ")


def is_heading(line: str) -> bool:
    """Say whether a line is the heading of what follows."""
    return _HEADING.match(line) is not None


def words_of_step(line: str) -> str:
    """Return what a line says, without its bullet, and without who did it and when."""
    said = _BEGINNING.sub("", line, count=1).strip()
    return said.partition("”")[0] if "“" in line else said


def verb_of(words: str) -> str:
    """Return the verb with which the words of a step begin, as they have it; empty where they begin with none."""
    found = _STEP.match(words)
    return "" if found is None else found["verb"]


def commands_in(line: str) -> tuple[str, ...]:
    """Return the commands that stand in a line: in backticks, after a prompt, or as what begins with a known tool."""
    ticked = [one.strip("$ ") for one in _TICKED.findall(line)]
    bare = _TICKED.sub(" ", line)
    found = [one for one in ticked if _COMMAND.match(one) or _TOOL.match(one)]
    found += [one.strip().rstrip(".,;:”") for one in (*_PROMPT.findall(bare), *_TYPED.findall(bare))]
    return tuple(dict.fromkeys(one for one in found if one))


_FENCE: Final = re.compile(r"\s*```")
_HEADING: Final = re.compile(
    r"\s*#{1,6} \S|\s*(?:\*{1,2}|__?)[^*_]{1,80}(?:\*{1,2}|__?):?\s*\Z"
    r"|(?:Steps|Cause|What was done|Tried, and did not help|Commands and links)\Z|(?=[A-Z])[\w /-]{2,40}:\Z"
)
_EXPLAINING: Final = re.compile(
    r"\b(?:meaning|impact|background|overview|cause|causes|symptoms?|description|summary|commands and links|context"
    r"|notes?|references?|see also|related|links|introduction|about|why|owner|contacts?|examples?|history)\b",
    re.IGNORECASE,
)
_NO_STEPS: Final = re.compile(f"{_EXPLAINING.pattern}|did not help|in vain", re.IGNORECASE)
_FAILED: Final = re.compile(r"\b(?:did not help|in vain|does not help|do not|don.t)\b", re.IGNORECASE)
_BULLET: Final = re.compile(r"\s*(?:[-*+•]|\(?\d{1,2}[.)])\s+")
_BEGINNING: Final = re.compile(
    r"\s*(?:(?:[-*+•]|\(?\d{1,2}[.)])\s+)?(?:\[[ xX]\]\s+)?(?:after [^“]{1,80}: )?[“\"*_]*"
    r"(?:(?:first|then|next|now|finally|lastly|afterwards|also|please|and|or|so|ok|okay|just|try to|try|you (?:can"
    r"|should|must|need to|have to)|we should|we|i|i've|we've|have to|need to|otherwise)\b[,:]?\s+){0,3}",
    re.IGNORECASE,
)
_DO: Final = (
    r"restart|reboot|redeploy|roll(?: \S+){0,3} back|roll ?back|revert|scale|bump|increase|raise|lower|reduce|decrease"
    r"|drain|cordon|uncordon|kill|delete|remove|clear|clean(?: up)?|purge|flush|fail(?: \S+){0,3} over|failover|switch"
    r"|disable|enable|rotate|renew|reset|pause|resume|apply|restore|patch|upgrade|downgrade|pin|unpin|evict|replace|move"
    r"|resize|vacuum|reindex|re-?run|run|add|block|unblock|throttle|truncate|cancel|terminate|abort|promote|demote"
    r"|expand|extend|silence|mute|fix|repair|rebuild|recreate|stop|start|free(?: up)?|migrate|trigger|execute|bounce"
    r"|unlock|mount|remount|detach|attach|rebalance|requeue|replay|retry|resync|archive|compact|deploy|provision|handle"
    r"|resolve|mitigate|recover"
)
_DID: Final = (
    r"restarted|rebooted|redeployed|rolled(?: \S+){0,3} back|reverted|scaled|bumped|increased|raised|lowered|reduced"
    r"|drained|cordoned|killed|deleted|removed|cleared|cleaned(?: up)?|purged|flushed|failed(?: \S+){0,3} over|switched"
    r"|disabled|enabled|rotated|renewed|paused|resumed|applied|restored|patched|upgraded|downgraded|pinned|evicted"
    r"|replaced|moved|resized|vacuumed|reindexed|re-?ran|ran(?! (?:into|out|low))"
    r"|added|blocked|throttled|truncated|cancelled|canceled"
    r"|terminated|aborted|promoted|demoted|expanded|extended|silenced|muted|fixed|repaired|rebuilt|recreated|stopped"
    r"|started|freed(?: up)?|migrated|triggered|bounced|unlocked|mounted|detached|attached|rebalanced|requeued|replayed"
    r"|deployed"
)
_STEP: Final = re.compile(
    rf"(?:(?:if|when|once|in case|as soon as|after|before)\b[^,]{{1,120}}, (?:then )?)?(?P<verb>{_DO}|{_DID})\b(?!:)",
    re.IGNORECASE,
)
_TICKED: Final = re.compile(r"(?<!`)`([^`\n]{1,400})`(?!`)")
_COMMAND: Final = re.compile(r"[\w./~-]+(?: \S+)+\Z")
_NAMES_OF_TOOLS: Final = (
    r"kubectl|psql|systemctl|curl|wget|terraform|helm|aws|gcloud|az|docker|journalctl|redis-cli|ssh|scp|sudo|git|make"
    r"|etcdctl|oc|ansible|ansible-playbook|knife|chef-client|service|dig|nslookup|ps|top|df|du|tail|grep|cat|ls|rm|mv|cp"
    r"|mysql|mongo|rabbitmqctl|nodetool|kafka-\w[\w-]*|bundle exec|consul|vault|nomad|promtool|amtool|gsutil|bq|pg_\w+"
)
_TOOL: Final = re.compile(rf"(?:{_NAMES_OF_TOOLS})\b")
_COLUMNS: Final = re.compile(r"\S {3,}\S")
"""What stands in columns was printed, not typed."""

_WITH_OPTION: Final = re.compile(r"[a-z./~][\w./~-]* (?:[^:=]{0,80} )?--?[a-zA-Z]")
_PROMPT: Final = re.compile(r"^\s*[$#>] (\S.{0,400})$")
_TYPED: Final = re.compile(rf"(?:^|(?<=: )|(?<=\brun )|(?<=\bwith ))((?:{_NAMES_OF_TOOLS}) \S[^“”]{{0,400}})$")
