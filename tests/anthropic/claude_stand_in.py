"""A stand-in of the Messages API: it keeps what it is asked, and answers byte for byte what a test says, or less."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from attrs import define, field, frozen

WHOLE: Final = None


@frozen
class Answering:
    """One answer: its status and headers, the parts of its body, and after how many of its bytes the line is cut."""

    status: int = 200
    headers: Mapping[str, str] = field(factory=dict)
    parts: tuple[bytes, ...] = ()
    cut: int | None = WHOLE
    pause: float = 0.0

    @property
    def body(self) -> bytes:
        return b"".join(self.parts)


def streamed(
    text: str, *, stop: str = "end_turn", usage: Mapping[str, int] | None = None, pieces: int = 3
) -> Answering:
    """Return an answer as the API streams it, its text in several pieces."""
    used = {"input_tokens": 700, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 1}
    message: dict[str, Any] = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-5-5",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": used | dict(usage or {}),
    }
    deltas = ({"type": "text_delta", "text": one} for one in _in_pieces(text, pieces))
    return _streamed(message, _block(0, {"type": "text", "text": ""}, deltas), stop)


def wanting(*calls: tuple[str, str], text: str = "", stop: str = "tool_use", pieces: int = 3) -> Answering:
    """Return an answer as the API streams it that wants tools, each with its arguments as they are written."""
    message = {"id": "msg_2", "type": "message", "role": "assistant", "model": "claude-haiku-5-5", "content": []}
    used = {"input_tokens": 700, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 1}
    blocks = _block(0, {"type": "text", "text": ""}, [{"type": "text_delta", "text": text}] if text else [])
    for number, (tool, arguments) in enumerate(calls, 1):
        deltas = ({"type": "input_json_delta", "partial_json": one} for one in _in_pieces(arguments, pieces))
        blocks += _block(number, {"type": "tool_use", "id": f"toolu_{number}", "name": tool, "input": {}}, deltas)
    return _streamed({**message, "stop_reason": None, "stop_sequence": None, "usage": used}, blocks, stop)


def _in_pieces(text: str, pieces: int) -> list[str]:
    size = max(-(-len(text) // pieces), 1)
    return [text[at : at + size] for at in range(0, len(text), size)]


def _block(index: int, content: Mapping[str, Any], deltas: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [
        {"type": "content_block_start", "index": index, "content_block": content},
        *({"type": "content_block_delta", "index": index, "delta": one} for one in deltas),
        {"type": "content_block_stop", "index": index},
    ]


def _streamed(message: Mapping[str, Any], blocks: Sequence[Mapping[str, Any]], stop: str) -> Answering:
    ended = {"stop_reason": stop, "stop_sequence": None}
    events: list[Mapping[str, Any]] = [
        {"type": "message_start", "message": message},
        {"type": "ping"},
        *blocks,
        {"type": "message_delta", "delta": ended, "usage": {"output_tokens": 80}},
        {"type": "message_stop"},
    ]
    return Answering(headers={"content-type": "text/event-stream"}, parts=tuple(map(_sent, events)))


def _sent(event: Mapping[str, Any]) -> bytes:
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()


def failed(status: int, kind: str, **headers: str) -> Answering:
    """Return an error as the API tells it."""
    told = {"type": "error", "error": {"type": kind, "message": "words of theirs"}, "request_id": "req_1"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answering(status, {"content-type": "application/json", **named}, (json.dumps(told).encode(),))


def broken_off(kind: str) -> Answering:
    """Return a stream that begins, and then tells of an error."""
    begun = streamed("x").parts[:2]
    error = _sent({"type": "error", "error": {"type": kind, "message": "words of theirs"}})
    return Answering(headers={"content-type": "text/event-stream"}, parts=(*begun, error))


@define
class StandIn:
    """It answers each request with its next answer, and the last one again and again."""

    answers: Sequence[Answering]
    url: str = ""
    asked: list[dict[str, Any]] = field(factory=list)
    headers: list[dict[str, str]] = field(factory=list)
    hurry: asyncio.Event = field(factory=asyncio.Event)
    """Once it is set, nothing is waited for any more."""

    @classmethod
    @asynccontextmanager
    async def running(cls, *answers: Answering) -> AsyncIterator["StandIn"]:
        """Listen on a free port of this machine."""
        stand_in = cls(answers)
        server = await asyncio.start_server(stand_in._serve, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()[:2]
        stand_in.url = f"http://{host}:{port}"
        try:
            yield stand_in
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            answer = self.answers[min(len(self.asked), len(self.answers) - 1)]
            self.asked.append(json.loads(body or b"null"))
            self.headers.append(headers)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.hurry.wait(), answer.pause)
            writer.write(self._written(answer))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # whoever asked is gone
        finally:
            writer.close()

    @staticmethod
    def _written(answer: Answering) -> bytes:
        lines = [f"HTTP/1.1 {answer.status} Answered", "connection: close", f"content-length: {len(answer.body)}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + answer.body[: answer.cut]
