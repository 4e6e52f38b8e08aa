"""Who owns a service or a channel."""

from collections.abc import Iterable

from ratchet_core.queries.tools.desk import Desk, fact, heard_in, nothing, service_called
from ratchet_core.rules.owning import owner_called
from ratchet_core.vocabulary.models import ToolCall, ToolResult


def run(desk: Desk, call: ToolCall) -> ToolResult:
    """Return who owns what is named."""
    name = str(call.argument("name"))
    channel = desk.directory.channel_called(name.strip().removeprefix("#"))
    if channel is not None and desk.may_tell_of(channel):
        called = desk.channel_called(channel)
        return _owned(desk, called, owner_called(desk.directory, channel, None), [channel])
    service = service_called(desk, name)
    if isinstance(service, ToolResult):
        return service
    return _owned(desk, service.name, owner_called(desk.directory, None, service.key), heard_in(desk, service))


def _owned(desk: Desk, called: str, owner: str | None, of: Iterable[str]) -> ToolResult:
    looked_at = f"the owner of {called}"
    if owner is None:
        return nothing(desk, f"No owner of {called} is recorded.", looked_at, of)
    told = tuple(sorted(of))
    return ToolResult(looked_at, (fact(desk, "owner", f"{called} is owned by {owner}.", of=told),), of=told)
