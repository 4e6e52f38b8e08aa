"""A server of others, by the official SDK: tools that read, and tools that change things, hang, flood and fail.

python tests/mcp/server_of_others.py      serves whoever started it, over its standard streams
"""

from typing import Any

import anyio
from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult, ImageContent, ResourceLink, TextContent, ToolAnnotations

READS = ToolAnnotations(read_only_hint=True)
CHANGES = ToolAnnotations(read_only_hint=False)
BOTH = ToolAnnotations(read_only_hint=True, destructive_hint=True)
SAYS = "The lag of the ledger queue is 48,000 messages since 09:12."


def server_of_others(what: str = "Looks up a metric.") -> MCPServer[Any]:
    server = MCPServer("others")

    @server.tool(annotations=READS, description=what)
    def query(metric: str, minutes: int = 5) -> str:
        return SAYS if metric == "lag" else f"{metric} {minutes}"

    @server.tool(annotations=CHANGES)
    def drop(name: str) -> str:
        return f"{name} is gone"

    @server.tool(annotations=BOTH)
    def both() -> str:
        return "both"

    @server.tool()
    def quiet() -> str:
        return "quiet"

    @server.tool(annotations=READS)
    def fail() -> str:
        raise ValueError("no such metric")

    @server.tool(annotations=READS)
    async def hang() -> str:
        await anyio.sleep_forever()
        return "never"

    @server.tool(annotations=READS)
    def flood(size: int) -> str:
        return "y" * size

    @server.tool(annotations=READS)
    def picture() -> CallToolResult:
        link = ResourceLink(name="dashboard", uri="https://evil.example/dashboard")
        return CallToolResult(content=[TextContent(text="A"), ImageContent(data="aGk=", mime_type="image/png"), link])

    return server


if __name__ == "__main__":
    anyio.run(server_of_others().run_stdio_async)
