"""ratchet over the Model Context Protocol: what it knows, as tools for other agents that only read."""

from ratchet_mcp.offering import offer_on_stdio, server_of

__all__ = ["offer_on_stdio", "server_of"]
