"""What a server of others says of its tools and answers to calls, taken out of the protocol's shapes."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from mcp_types import AudioContent, CallToolResult, ContentBlock, ImageContent, ResourceLink, TextContent, Tool
from ratchet_core.queries.tools.offered_elsewhere import DescribedTool
from ratchet_core.vocabulary.foreign import ForeignReply

from ratchet_mcp.servers import ForeignServer

_KINDS: Final = {ImageContent: "an image", AudioContent: "a sound", ResourceLink: "a link to a resource"}


def described(tool: Tool) -> DescribedTool:
    """Return what a server says of a tool."""
    hints = tool.annotations
    reads, destroys = (None, None) if hints is None else (hints.read_only_hint, hints.destructive_hint)
    return DescribedTool(tool.name, tool.description or "", tool.input_schema, reads, destroys)


def reply_of(server: ForeignServer, result: CallToolResult) -> ForeignReply:
    """Return what a server answered: its texts, or else its structure as JSON; the rest is left out, and said to be."""
    texts = [one.text for one in result.content if isinstance(one, TextContent)]
    if not texts and result.structured_content is not None:
        texts = [json.dumps(result.structured_content, ensure_ascii=False)]
    return ForeignReply("\n".join(texts), bool(result.is_error), tuple(_left_out(result.content)), server.longest)


def _left_out(content: Iterable[ContentBlock]) -> Iterator[str]:
    kinds = (_KINDS.get(type(one), "a resource") for one in content if not isinstance(one, TextContent))
    yield from dict.fromkeys(kinds)
