"""A server of others without the SDK, as old as they come, and quick to start: for what a child may do to its parent.

python tests/mcp/plain_server.py      serves whoever started it, over its standard streams
"""

import json
import os
import subprocess
import sys
from typing import Any

TOOLS = ("says", "knows", "process", "flood", "die")


def told(method: str, params: dict[str, Any]) -> dict[str, Any] | None:
    match method:
        case "initialize":
            server = {"name": "plain", "version": "1"}
            return {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": server}
        case "tools/list":
            schema, reads = {"type": "object", "properties": {"size": {"type": "integer"}}}, {"readOnlyHint": True}
            return {"tools": [{"name": one, "inputSchema": schema, "annotations": reads} for one in TOOLS]}
        case "tools/call":
            return {"content": [{"type": "text", "text": called(params["name"], params.get("arguments") or {})}]}
        case _:
            return None


def called(name: str, arguments: dict[str, Any]) -> str:
    match name:
        case "says":
            return os.environ["SAYS"]
        case "knows":
            return " ".join(sorted(os.environ))
        case "process":  # say which process this is, and which it has started, which does not end by itself
            started = subprocess.Popen(["sleep", "600"])  # noqa: S607 - wherever it is
            return f"{os.getpid()} {started.pid}"
        case "flood":
            return "y" * int(arguments["size"])
        case _:
            os._exit(1)


for line in sys.stdin:
    request = json.loads(line)
    if "id" in request:
        result = told(request["method"], request.get("params") or {})
        error = {"code": -32601, "message": "Method not found"}
        came = {"error": error} if result is None else {"result": result}
        sys.stdout.write(f"{json.dumps({'jsonrpc': '2.0', 'id': request['id'], **came})}\n")
        sys.stdout.flush()
