"""What was deployed lately, of a service or of all."""

from functools import partial
from typing import Final

from ratchet_core.basis.instants import HOUR, described
from ratchet_core.domain import Notification
from ratchet_core.queries.paging import recent
from ratchet_core.queries.tools.desk import Desk, fact, heard_in, nothing, service_called
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.models import Material, ToolCall, ToolResult

_MOST: Final = 10
_HOURS: Final = 24


def run(desk: Desk, call: ToolCall) -> ToolResult:
    """Return the deploys of the last hours, the latest first."""
    called, keys, name, hours = "", None, call.argument("service"), int(call.argument("hours") or _HOURS)
    of = frozenset[str]()
    if name is not None:
        service = service_called(desk, str(name))
        if isinstance(service, ToolResult):
            return service
        called, keys = f" of {service.name}", desk.directory.services_within(service.key)
        of = heard_in(desk, service)
    read = partial(desk.reader.notifications, kind=Kind.DEPLOY, services=keys)
    known = recent(read, lambda one: one.at, desk.at - hours * HOUR)
    told = [one for one in known if desk.may_tell_of(one.message.channel)]
    told.sort(key=lambda one: (-one.at, one.message))
    looked_at = f"deploys{called} in the last {described(hours * HOUR)}"
    if not told:
        return nothing(desk, f"No deploy{called} was seen in the last {described(hours * HOUR)}.", looked_at, of)
    return ToolResult(looked_at, tuple(_told(desk, one) for one in told[:_MOST]), of=tuple(sorted(of)))


def _told(desk: Desk, deploy: Notification) -> Material:
    channel, of_service = deploy.message.channel, f" of {deploy.service}" if deploy.service else ""
    text = f"Deploy{of_service} on {desk.dated(deploy.at)}, in {desk.channel_called(channel)}: {deploy.title}"
    return fact(desk, "deploy", text, channel=channel, ts=deploy.message.ts)
