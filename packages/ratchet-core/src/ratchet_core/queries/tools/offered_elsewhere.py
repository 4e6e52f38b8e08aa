"""Which tools of a server of others may be offered: what the settings name, what only reads, what is as it was.

Whether a tool only reads is its own word. What else a server says of a tool is read by models, so a tool that says
something else than before is another one, until somebody looks at it.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeAlias

from attrs import field, frozen

from ratchet_core.vocabulary.foreign import ForeignTool, UnfitToolError, foreign_tool


@frozen
class ServerTerms:
    """What the settings say of the tools of a server.

    Attributes:
        server: What the server is called.
        tools: The tools that may be called; no other is.
        assume_read_only: Whether a tool of which it does not say whether it changes anything counts as one that reads.
        private: Whether words may go there that not everybody in the company may read.
        pins: The digests of tools as somebody looked at them; a tool that has another is refused.
    """

    server: str
    tools: tuple[str, ...]
    assume_read_only: bool = False
    private: bool = False
    pins: Mapping[str, str] = field(factory=dict)


@frozen
class DescribedTool:
    """What a server says of a tool; `reads` and `destroys` are None where it does not say."""

    name: str
    what: str
    schema: object
    reads: bool | None = None
    destroys: bool | None = None


class Unfit(StrEnum):
    """Why a tool is not offered."""

    MISSING = "missing"
    CHANGES_THINGS = "changes_things"
    UNSAID = "unsaid"
    UNUSABLE = "unusable"
    NOT_AS_PINNED = "not_as_pinned"
    CHANGED = "changed"


@frozen
class RefusedTool:
    """A tool that is not offered, and why: `said` goes on after its name."""

    tool: str
    why: Unfit
    said: str


@frozen
class ListedTools:
    """The tools that the settings name: those that may be offered, and of the others why not."""

    offered: tuple[ForeignTool, ...] = ()
    refused: tuple[RefusedTool, ...] = ()


_Judged: TypeAlias = ForeignTool | RefusedTool


def listed(terms: ServerTerms, tools: Iterable[DescribedTool], seen: Mapping[str, str]) -> ListedTools:
    """Return which of a server's tools may be offered; `seen` are the digests of those that were offered before."""
    there = {one.name: one for one in tools}
    judged = [_judged(terms, name, there.get(name), seen) for name in terms.tools]
    return ListedTools(
        tuple(one for one in judged if isinstance(one, ForeignTool)),
        tuple(one for one in judged if isinstance(one, RefusedTool)),
    )


def _judged(terms: ServerTerms, name: str, tool: DescribedTool | None, seen: Mapping[str, str]) -> _Judged:
    if tool is None:
        return RefusedTool(name, Unfit.MISSING, "is not there")
    return _why_it_may_change(terms, tool) or _as_it_was(terms, tool, seen)


def _why_it_may_change(terms: ServerTerms, tool: DescribedTool) -> RefusedTool | None:
    """Return why a tool may do more than read, by its own word; None where it only reads."""
    if tool.reads is False or tool.destroys is True:
        return RefusedTool(tool.name, Unfit.CHANGES_THINGS, "says that it changes things")
    if tool.reads is None and not terms.assume_read_only:
        known = "if you know that it does, set assume_read_only = true"
        return RefusedTool(tool.name, Unfit.UNSAID, f"does not say that it only reads; {known}")
    return None


def _as_it_was(terms: ServerTerms, tool: DescribedTool, seen: Mapping[str, str]) -> _Judged:
    name = tool.name
    try:
        found = foreign_tool(terms.server, name, tool.what, tool.schema, private=terms.private)
    except UnfitToolError as error:
        return RefusedTool(name, Unfit.UNUSABLE, str(error))
    if terms.pins.get(name, found.digest) != found.digest:
        another = f"is not the tool that was pinned: its digest is {found.digest} now"
        return RefusedTool(name, Unfit.NOT_AS_PINNED, another)
    if seen.get(name, found.digest) != found.digest:
        again = "has changed since ratchet first saw it: look at it, and start ratchet again"
        return RefusedTool(name, Unfit.CHANGED, again)
    return found
