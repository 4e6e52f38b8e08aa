"""What came back as a reply of the core: how it ended, its statements, and what it took."""

import json

from anthropic.types import RawMessageDeltaEvent, RawMessageStartEvent, RawMessageStreamEvent
from anthropic.types import Usage as Used
from attrs import define, field
from ratchet_core.vocabulary.models import (
    MOST_CALLS,
    Ending,
    ModelReply,
    NonsenseError,
    ToolCall,
    Usage,
    call_of,
    statements_of,
)

from ratchet_anthropic.prices import Price


@define
class Wanted:
    """A tool that is wanted, and what was heard so far of what it shall be given, as JSON."""

    tool: str
    arguments: list[str] = field(factory=list)


@define
class Heard:
    """What was heard of an answer so far."""

    model: str = ""
    parts: list[str] = field(factory=list)
    wanted: list[Wanted] = field(factory=list)
    read: int = 0
    cached: int = 0
    stored: int = 0
    written: int = 0
    stopped: str | None = None
    is_whole: bool = False

    def hear(self, event: RawMessageStreamEvent) -> None:
        """Take one event of the stream; what is no text of the answer is passed over."""
        match event.type:
            case "message_start":
                self._begin(event)
            case "content_block_start" if event.content_block.type == "text":
                self.parts.append(event.content_block.text)
            case "content_block_delta" if event.delta.type == "text_delta":
                self.parts.append(event.delta.text)
            case "content_block_start" if event.content_block.type == "tool_use":
                self.wanted.append(Wanted(event.content_block.name))
            case "content_block_delta" if event.delta.type == "input_json_delta" and self.wanted:
                self.wanted[-1].arguments.append(event.delta.partial_json)
            case "message_delta":
                self._end(event)
            case "message_stop":
                self.is_whole = True
            case _:
                pass

    def _begin(self, event: RawMessageStartEvent) -> None:
        used: Used = event.message.usage
        self.model = event.message.model
        self.read = used.input_tokens
        self.cached = used.cache_read_input_tokens or 0
        self.stored = used.cache_creation_input_tokens or 0
        self.written = used.output_tokens

    def _end(self, event: RawMessageDeltaEvent) -> None:
        self.stopped = event.delta.stop_reason or self.stopped
        self.written = max(self.written, event.usage.output_tokens)

    def usage(self, price: Price) -> Usage:
        """Return what it took."""
        used = Usage(self.model, self.read, self.cached, self.stored, self.written)
        return Usage(self.model, self.read, self.cached, self.stored, self.written, price.cost_of(used))


def reply_of(heard: Heard, price: Price, digest: str) -> ModelReply:
    """Return what an answer that was heard to its end comes to."""
    usage = heard.usage(price)
    match heard.stopped:
        case "refusal":
            return ModelReply(Ending.REFUSED, (), usage, digest, "the model declined to answer")
        case "max_tokens" | "model_context_window_exceeded":
            return ModelReply(Ending.CUT, (), usage, digest, f"the answer was cut: {heard.stopped}")
        case "tool_use" if heard.wanted:
            return _called(heard, usage, digest)
        case "end_turn" | "stop_sequence":
            return _read(heard, usage, digest)
        case other:
            return ModelReply(Ending.NONSENSE, (), usage, digest, f"the answer ended for {other or 'no reason'}")


def _read(heard: Heard, usage: Usage, digest: str) -> ModelReply:
    try:
        return ModelReply(Ending.ANSWERED, statements_of("".join(heard.parts)), usage, digest)
    except NonsenseError as error:
        return ModelReply(Ending.NONSENSE, (), usage, digest, str(error))


def _called(heard: Heard, usage: Usage, digest: str) -> ModelReply:
    try:
        calls = tuple(map(_call, heard.wanted[:MOST_CALLS]))
    except NonsenseError as error:
        return ModelReply(Ending.NONSENSE, (), usage, digest, str(error))
    return ModelReply(Ending.ANSWERED, (), usage, digest, calls=calls)


def _call(wanted: Wanted) -> ToolCall:
    """Return a call as it was heard; a tool that takes nothing may be given no JSON at all."""
    try:
        arguments = json.loads("".join(wanted.arguments) or "{}")
    except (ValueError, RecursionError) as error:
        raise NonsenseError("the arguments of a call are not JSON") from error
    return call_of(wanted.tool, arguments)
