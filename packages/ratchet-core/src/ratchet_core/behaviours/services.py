"""Services under lasting keys: the key of a name that tools and people write, aliases, renames, merges and splits."""

import re
from collections.abc import Iterable

import attrs

from ratchet_core.behaviours.ownership import impossible, owner_at, refusal, why_no_name, why_not
from ratchet_core.changes import Change, RememberService
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import Deploy, MessageRef, Notification, OwnedKind, Service, service_key
from ratchet_core.events import ServiceAliased, ServiceNamed, ServicesMerged, ServiceSplit
from ratchet_core.instants import Duration, Instant
from ratchet_core.merging import merged, part_of, parted, path_between
from ratchet_core.snapshot import Snapshot

NAME = "services"
_KEPT_DEPLOYS = 20
_VERSION = re.compile(r"\bv?\d+(?:[.-]\w+)*\b|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b")


def key_of(snapshot: Snapshot, name: str) -> str:
    """Return the key under which a name is kept, also while its service is merged into another, or the name's own."""
    service = record_of(snapshot, name)
    return service.key if service is not None else service_key(name)


def whole_key_of(snapshot: Snapshot, name: str) -> str:
    """Return the key of what the service of a name has become, or the name's own."""
    return snapshot.service.key if snapshot.service is not None else service_key(name)


def changed(snapshot: Snapshot, event: ServiceNamed | ServiceAliased | ServicesMerged | ServiceSplit) -> Decision:
    """Take a name, an alias, a merge or a split of a service."""
    not_allowed = _why_not(snapshot, event)
    if not_allowed is not None:
        return refusal(NAME, not_allowed)
    match event:
        case ServiceNamed():
            return _named(snapshot, event)
        case ServiceAliased():
            return _aliased(snapshot, event)
        case ServicesMerged():
            return _merged(snapshot, event)
        case ServiceSplit():
            return _split(snapshot, event)


def _why_not(snapshot: Snapshot, event: ServiceNamed | ServiceAliased | ServicesMerged | ServiceSplit) -> str | None:
    """A merge takes a right to both services: it gives one of them what is told of the other."""
    owners = [owner_at(snapshot, event.at, OwnedKind.SERVICE)]
    if isinstance(event, ServicesMerged):
        owners += [one.team for one in snapshot.other_owners if one.during.covers(event.at)]
    return next((why for one in owners if (why := why_not(snapshot, event.by, one, event.at)) is not None), None)


def new_service(name: str) -> Service:
    """Return the service that a name introduces, without the organisation in front of it."""
    return Service(service_key(name), name.rstrip("/").rsplit("/", 1)[-1].strip() or name)


def record_of(snapshot: Snapshot, name: str) -> Service | None:
    """Return the service that stands under a name itself, also while it is merged into another."""
    key = service_key(name)
    by_key = next((one for one in snapshot.services if one.key == key), None)
    return by_key or next((one for one in snapshot.services if key in map(service_key, one.aliases)), None)


def deploy_of(notice: Notification, *, private: bool) -> Deploy:
    """Return what a card says of the deploy that a notice tells of; `private` as the notice's channel is."""
    return Deploy(notice.at, notice.title, notice.message, private)


def with_deploy(service: Service, deploy: Deploy) -> Service:
    """Return a service with a deploy, in place of what the same notice told before; only the latest are kept."""
    others = [one for one in service.deploys if one.notice != deploy.notice]
    deploys = sorted([*others, deploy], key=_by_time)
    return attrs.evolve(service, deploys=tuple(deploys[-_KEPT_DEPLOYS:]))


def deploys_before(deploys: Iterable[Deploy], opened_at: Instant, within: Duration) -> list[Deploy]:
    """Return the deploys that may have caused what opened at a moment: not long before it, in the order of time.

    Of several notices of one version, such as of its start and of its end, it is the last.
    """
    near = sorted((one for one in deploys if opened_at - within <= one.at <= opened_at), key=_by_time)
    return [one for number, one in enumerate(near) if not any(_is_same(one, later) for later in near[number + 1 :])]


def _is_same(one: Deploy, other: Deploy) -> bool:
    versions = set(_VERSION.findall(one.title.casefold()))
    return not versions.isdisjoint(_VERSION.findall(other.title.casefold()))


def _by_time(deploy: Deploy) -> tuple[Instant, MessageRef]:
    return deploy.at, deploy.notice


def _remembered(before: Service | None, after: Service) -> Decision:
    if before == after:
        return because(NAME, Why.NOTHING_TO_DO)
    changes: tuple[Change, ...] = (RememberService(after),)
    return Decision(changes, (), (Reason(NAME, Why.REMEMBERED),))


def _named(snapshot: Snapshot, event: ServiceNamed) -> Decision:
    no_name = why_no_name(event.name)
    if no_name is not None:
        return impossible(NAME, no_name)
    before = record_of(snapshot, event.service)
    if before is not None and before.key != service_key(event.service):
        return impossible(NAME, f"{event.service} is an alias of {before.key}; name it by that, or take the alias out")
    return _remembered(before, attrs.evolve(before or new_service(event.service), name=event.name))


def _aliased(snapshot: Snapshot, event: ServiceAliased) -> Decision:
    no_name = why_no_name(event.alias)
    if no_name is not None:
        return impossible(NAME, no_name)
    taken = record_of(snapshot, event.alias)
    service = record_of(snapshot, event.service) or new_service(event.service)
    if taken is not None and taken.key != service.key:
        return impossible(NAME, f"{event.alias} already stands for {taken.name}; merge the two instead")
    if event.alias in service.aliases or service_key(event.alias) == service.key:
        return _remembered(service, service)
    return _remembered(None, attrs.evolve(service, aliases=tuple(sorted((*service.aliases, event.alias)))))


def _merged(snapshot: Snapshot, event: ServicesMerged) -> Decision:
    one, into = record_of(snapshot, event.service), record_of(snapshot, event.into)
    if one is None or into is None:
        missing = event.service if one is None else event.into
        return impossible(NAME, f"there is no service {missing}; `ratchet service list` shows those that there are")
    already = part_of(one.merges, event.at)
    if already is not None and already != into.key:
        return impossible(NAME, f"{one.key} is part of {already} then; split it first")
    if already is not None:
        return _remembered(one, one)
    path = path_between({each.key: each.merges for each in snapshot.services}, into.key, one.key, event.at)
    if path is not None:
        return impossible(NAME, f"this would be a cycle: {' -> '.join((one.key, *path))}; split one of these first")
    return _remembered(one, attrs.evolve(one, merges=merged(one.merges, into.key, event.at)))


def _split(snapshot: Snapshot, event: ServiceSplit) -> Decision:
    service = record_of(snapshot, event.service)
    if service is None or part_of(service.merges, event.at) is None:
        known = "`ratchet service list` shows merges"
        return impossible(NAME, f"{event.service} is no part of another service then; {known}")
    return _remembered(service, attrs.evolve(service, merges=parted(service.merges, event.at)))
