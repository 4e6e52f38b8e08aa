"""A store that keeps everything in memory: for simulations, for tests, and for trying the library out."""

from ratchet_core.memory.store import MemoryStore

__all__ = ["MemoryStore"]
