"""Servers of others in memory: each answers as it is told to, and keeps what it was called with."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import define, evolve, field
from ratchet_core.basis.instants import Duration
from ratchet_core.vocabulary.foreign import ForeignCall, ForeignReply, ForeignTool

SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {"metric": {"type": "string"}, "minutes": {"type": "integer"}, "labels": {"type": "object"}},
        "required": ["metric"],
    }
)
QUERY = ForeignTool("grafana", "query", "Looks up a metric.", SCHEMA, "q1")
TRUSTED = evolve(QUERY, server="metrics", private=True)
SAYS = "The lag of the ledger queue is 48,000 messages since 09:12."


@define
class Servers:
    """An `Elsewhere` whose tools all answer by one function of the call."""

    answer: Callable[[ForeignCall], ForeignReply] = lambda _: ForeignReply(SAYS)
    tools: Sequence[ForeignTool] = (QUERY,)
    called: list[tuple[str, Mapping[str, Any]]] = field(factory=list)
    listed: list[str] = field(factory=list)
    within: list[Duration] = field(factory=list)

    async def offered(self, *, private: bool = False) -> Sequence[ForeignTool]:
        asked = [one for one in self.tools if one.private or not private]
        self.listed += [one.server for one in asked]
        return asked

    async def call(self, calls: Sequence[ForeignCall], within: Duration) -> Sequence[ForeignReply]:
        self.called += [(one.tool.name, one.arguments) for one in calls]
        self.within.append(within)
        return [self.answer(one) for one in calls]


def saying(text: str) -> Servers:
    """Return servers that answer everything with one text."""
    return Servers(lambda _: ForeignReply(text))
