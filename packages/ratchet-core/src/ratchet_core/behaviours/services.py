"""Services under lasting keys: the key of a name that tools and people write, aliases, renames, merges and splits."""

from ratchet_core.basis.evolving import evolve
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Alias, MergedKind, OwnedKind, Service, ServiceEntry, service_key
from ratchet_core.domain.merging import part_of, path_between
from ratchet_core.rules.merging import merge_from, part_from
from ratchet_core.rules.ownership import impossible, owner_at, refusal, why_no_name, why_not
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import Change, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ServiceAliased, ServiceNamed, ServicesMerged, ServiceSplit

NAME = "services"


def key_of(snapshot: Snapshot, name: str) -> str:
    """Return the key under which a name is kept, also while its service is merged into another, or the name's own."""
    return snapshot.directory.key_named(name)


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
        into = snapshot.directory.service_at(snapshot.directory.key_named(event.into), event.at)
        owners.append(snapshot.directory.owner_of(OwnedKind.SERVICE, into, event.at))
    return next((why for one in owners if (why := why_not(snapshot, event.by, one, event.at)) is not None), None)


def new_service(name: str) -> Service:
    """Return the service that a name introduces, without the organisation in front of it."""
    return Service(service_key(name), name.rstrip("/").rsplit("/", 1)[-1].strip() or name)


def record_of(snapshot: Snapshot, name: str) -> Service | None:
    """Return the service that stands under a name itself, also while it is merged into another."""
    return snapshot.directory.service_named(name)


def entry_of(service: Service) -> Put:
    """Return the change that keeps that a service exists, and what it is called."""
    return Put(ServiceEntry(service.key, service.name))


_NOTHING = because(NAME, Why.NOTHING_TO_DO)


def _remembered(*changes: Change) -> Decision:
    return Decision(changes, (), (Reason(NAME, Why.REMEMBERED),))


def _named(snapshot: Snapshot, event: ServiceNamed) -> Decision:
    no_name = why_no_name(event.name)
    if no_name is not None:
        return impossible(NAME, no_name)
    before = record_of(snapshot, event.service)
    if before is not None and before.key != service_key(event.service):
        return impossible(NAME, f"{event.service} is an alias of {before.key}; name it by that, or take the alias out")
    after = evolve(before or new_service(event.service), name=event.name)
    return _NOTHING if before == after else _remembered(entry_of(after))


def _aliased(snapshot: Snapshot, event: ServiceAliased) -> Decision:
    no_name = why_no_name(event.alias)
    if no_name is not None:
        return impossible(NAME, no_name)
    taken = record_of(snapshot, event.alias)
    service = record_of(snapshot, event.service) or new_service(event.service)
    if taken is not None and taken.key != service.key:
        return impossible(NAME, f"{event.alias} already stands for {taken.name}; merge the two instead")
    if event.alias in service.aliases or service_key(event.alias) == service.key:
        return _NOTHING
    alias = Put(Alias(service_key(event.alias), event.alias, service.key))
    known = service.key in snapshot.directory.services
    return _remembered(alias) if known else _remembered(entry_of(service), alias)


def _merged(snapshot: Snapshot, event: ServicesMerged) -> Decision:
    one, into = record_of(snapshot, event.service), record_of(snapshot, event.into)
    if one is None or into is None:
        missing = event.service if one is None else event.into
        return impossible(NAME, f"there is no service {missing}; `ratchet service list` shows those that there are")
    already = part_of(one.merges, event.at)
    if already is not None and already != into.key:
        return impossible(NAME, f"{one.key} is part of {already} then; split it first")
    if already is not None:
        return _NOTHING
    known = {each.key: each.merges for each in snapshot.directory.services.values() if each.merges}
    path = path_between(known, into.key, one.key, event.at)
    if path is not None:
        return impossible(NAME, f"this would be a cycle: {' -> '.join((one.key, *path))}; split one of these first")
    return _remembered(*merge_from(MergedKind.SERVICE, one.key, one.merges, into.key, event.at))


def _split(snapshot: Snapshot, event: ServiceSplit) -> Decision:
    service = record_of(snapshot, event.service)
    if service is None or part_of(service.merges, event.at) is None:
        known = "`ratchet service list` shows merges"
        return impossible(NAME, f"{event.service} is no part of another service then; {known}")
    return _remembered(*part_from(MergedKind.SERVICE, service.key, event.at))


BEHAVIOUR = Behaviour(NAME, {ServiceNamed: (), ServiceAliased: (), ServicesMerged: (), ServiceSplit: ()}, changed)
