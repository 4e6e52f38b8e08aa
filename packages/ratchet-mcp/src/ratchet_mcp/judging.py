"""Which tools of a server may be offered, and why the others may not; and what its answers come to."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import frozen
from mcp_types import AudioContent, CallToolResult, ContentBlock, ImageContent, ResourceLink, TextContent, Tool
from ratchet_core.vocabulary.foreign import ForeignReply, ForeignTool, UnfitToolError, foreign_tool

from ratchet_mcp.servers import ForeignServer

CHANGED: Final = "has changed since ratchet first saw it: look at it, and start ratchet again"
MISSING: Final = "is not there"


@frozen
class Listed:
    """The tools that the settings allow: those that may be offered, and of the others why not."""

    offered: tuple[ForeignTool, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def listed(server: ForeignServer, tools: Iterable[Tool], seen: Mapping[str, str]) -> Listed:
    """Return which of a server's tools may be offered; `seen` are the digests of those that were offered before."""
    there = {one.name: one for one in tools}
    offered, refused = list[ForeignTool](), list[tuple[str, str]]()
    for name in server.tools:
        try:
            offered.append(_judged(server, name, there.get(name), seen))
        except UnfitToolError as error:
            refused.append((name, str(error)))
    return Listed(tuple(offered), tuple(refused))


def _judged(server: ForeignServer, name: str, tool: Tool | None, seen: Mapping[str, str]) -> ForeignTool:
    if tool is None:
        raise UnfitToolError(MISSING)
    why = _why_it_may_change(server, tool)
    if why is not None:
        raise UnfitToolError(why)
    found = foreign_tool(server.name, name, tool.description or "", tool.input_schema, private=server.private)
    if name in server.pins and server.pins[name] != found.digest:
        raise UnfitToolError(f"is another than the one that is pinned: its digest is {found.digest} now")
    if seen.get(name, found.digest) != found.digest:
        raise UnfitToolError(CHANGED)
    return found


def _why_it_may_change(server: ForeignServer, tool: Tool) -> str | None:
    """Return why a tool may do more than read, by its own word; None where it only reads."""
    hints = tool.annotations
    reads = None if hints is None else hints.read_only_hint
    if reads is False or (hints is not None and hints.destructive_hint is True):
        return "changes things, by its own word"
    if reads is None and not server.assume_read_only:
        return "does not say that it only reads: where you know that it does, set assume_read_only = true"
    return None


_KINDS: Final = {ImageContent: "an image", AudioContent: "a sound", ResourceLink: "a link to a resource"}


def reply_of(server: ForeignServer, result: CallToolResult) -> ForeignReply:
    """Return what a server answered: its texts, or else its structure as JSON; the rest is left out, and said to be."""
    texts = [one.text for one in result.content if isinstance(one, TextContent)]
    if not texts and result.structured_content is not None:
        texts = [json.dumps(result.structured_content, ensure_ascii=False)]
    return ForeignReply("\n".join(texts), bool(result.is_error), tuple(_left_out(result.content)), server.longest)


def _left_out(content: Iterable[ContentBlock]) -> Iterator[str]:
    kinds = (_KINDS.get(type(one), "a resource") for one in content if not isinstance(one, TextContent))
    yield from dict.fromkeys(kinds)
