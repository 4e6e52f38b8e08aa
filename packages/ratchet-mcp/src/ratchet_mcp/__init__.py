"""ratchet over the Model Context Protocol: what it knows, for other agents, and tools of others, for its own model."""

from ratchet_mcp.elsewhere import McpElsewhere
from ratchet_mcp.offering import offer_on_stdio, server_of
from ratchet_mcp.servers import ForeignServer

__all__ = ["ForeignServer", "McpElsewhere", "offer_on_stdio", "server_of"]
