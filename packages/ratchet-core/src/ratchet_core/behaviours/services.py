"""Services under lasting keys: the key of a name that tools and people write, aliases, renames, merges and splits."""

from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Alias, MergedKind, MergeStart, Service, ServiceEntry, service_key
from ratchet_core.domain.merging import part_of, path_between
from ratchet_core.domain.placing import stands
from ratchet_core.rules.ownership import impossible, no_service, why_no_name
from ratchet_core.rules.rights import refused
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
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    match event:
        case ServiceNamed():
            return _named(snapshot, event)
        case ServiceAliased():
            return _aliased(snapshot, event)
        case ServicesMerged():
            return _merged(snapshot, event)
        case ServiceSplit():
            return _split(snapshot, event)


def new_service(name: str) -> Service:
    """Return the service that a name introduces, without the organisation in front of it."""
    return Service(service_key(name), name.rstrip("/").rsplit("/", 1)[-1].strip() or name)


def record_of(snapshot: Snapshot, name: str) -> Service | None:
    """Return the service that stands under a name itself, also while it is merged into another."""
    return snapshot.directory.service_named(name)


def entry_of(service: Service) -> Put:
    """Return the change that keeps that a service exists, under the name that its own words give it."""
    return Put(ServiceEntry(service.key, service.name))


_NOTHING = because(NAME, Why.NOTHING_TO_DO)


def _remembered(*changes: Change) -> Decision:
    return Decision(changes, (), (Reason(NAME, Why.REMEMBERED),))


def _kept(snapshot: Snapshot, changes: tuple[Put, ...], why: str) -> Decision:
    """Keep what was told of services, and say whether it changes anything yet."""
    directory = snapshot.directory
    for one in changes:
        directory = directory.with_record(one.record)
    has_effect = dict(directory.services) != dict(snapshot.directory.services)
    reason = Reason(NAME, Why.REMEMBERED) if has_effect else Reason(NAME, Why.WITHOUT_EFFECT, why)
    return Decision(changes, (), (reason,))


def _named(snapshot: Snapshot, event: ServiceNamed) -> Decision:
    """Name a service; of several names that one holds which was given last."""
    no_name = why_no_name(event.name)
    if no_name is not None:
        return impossible(NAME, no_name)
    key = service_key(event.service)
    before = record_of(snapshot, event.service)
    if event.by is not None and before is not None and before.key != key:
        return impossible(NAME, f"{event.service} is an alias of {before.key}; name it by that, or take the alias out")
    if event.by is not None and before is not None and before.name == event.name:
        return _NOTHING
    taken = None if event.by is None else _other_called(snapshot, event.name, key)
    if taken is not None:
        return impossible(NAME, f"{event.name} stands for {taken.key} already; choose another name, or merge the two")
    known, told = snapshot.directory.entries.get(key), ServiceEntry(key, event.name, event.at)
    if known is not None and (told.at, told.name) <= (known.at, known.name):
        return _NOTHING
    return _kept(snapshot, (Put(told),), "it is called so already")


def _other_called(snapshot: Snapshot, name: str, key: str) -> Service | None:
    """Return another service that a name stands for, or that is called so, in any case."""
    stands_for, wanted = record_of(snapshot, name), name.strip().casefold()
    if stands_for is not None and stands_for.key != key:
        return stands_for
    services = snapshot.directory.services.values()
    return next((one for one in services if one.key != key and one.name.strip().casefold() == wanted), None)


def _aliased(snapshot: Snapshot, event: ServiceAliased) -> Decision:
    """Let a name stand for a service; it stands for the one that it was given first."""
    no_name = why_no_name(event.alias)
    if no_name is not None:
        return impossible(NAME, no_name)
    taken = record_of(snapshot, event.alias)
    service = record_of(snapshot, event.service) or new_service(event.service)
    if event.by is not None and taken is not None and taken.key != service.key:
        return impossible(NAME, f"{event.alias} already stands for {taken.name}; merge the two instead")
    if event.by is not None and (event.alias in service.aliases or service_key(event.alias) == service.key):
        return _NOTHING
    key = service_key(event.alias)
    known, told = snapshot.directory.aliases.get(key), Alias(key, event.alias, service.key, event.at)
    if key == told.service:
        return _NOTHING
    entry = () if told.service in snapshot.directory.entries else (entry_of(service),)
    changes = entry if known is not None and _first(known) <= _first(told) else (*entry, Put(told))
    why = f"{event.alias} already stands for {taken.name if taken is not None else 'another service'}"
    return _kept(snapshot, changes, why) if changes else _NOTHING


def _first(alias: Alias) -> tuple[int, str, str]:
    return alias.at, alias.service, alias.name


def _merged(snapshot: Snapshot, event: ServicesMerged) -> Decision:
    one, into = record_of(snapshot, event.service), record_of(snapshot, event.into)
    why = _why_no_merge(snapshot, event, one, into)
    if event.by is not None and why is not None:
        return why
    if event.by is not None and one is not None and into is not None and part_of(one.merges, event.at) == into.key:
        return _NOTHING
    about = f"{event.service} is part of {event.into} already then" if why is None else why.reasons[0].about
    part, whole = service_key(event.service), service_key(event.into)
    return _placed(snapshot, MergeStart(MergedKind.SERVICE, part, event.at, whole), about)


def _why_no_merge(
    snapshot: Snapshot, event: ServicesMerged, one: Service | None, into: Service | None
) -> Decision | None:
    if one is None or into is None:
        return no_service(snapshot, NAME, event.service if one is None else event.into)
    already = part_of(one.merges, event.at)
    if already is not None:
        return None if already == into.key else impossible(NAME, f"{one.key} is part of {already} then; split it first")
    known = {each.key: each.merges for each in snapshot.directory.services.values() if each.merges}
    path = path_between(known, into.key, one.key, event.at)
    if path is None:
        return None
    return impossible(NAME, f"this would be a cycle: {' -> '.join((one.key, *path))}; split one of these first")


def _split(snapshot: Snapshot, event: ServiceSplit) -> Decision:
    service = record_of(snapshot, event.service)
    if service is None and event.by is not None:
        return no_service(snapshot, NAME, event.service)
    why = f"{event.service} is no part of another service then; `ratchet service list` shows merges"
    return _placed(snapshot, MergeStart(MergedKind.SERVICE, service_key(event.service), event.at, None), why)


def _placed(snapshot: Snapshot, start: MergeStart, why: str) -> Decision:
    if not stands(snapshot.directory, start):
        return because(NAME, Why.NOTHING_TO_DO, "something else is known of the same moment")
    return _kept(snapshot, (Put(start),), why)


BEHAVIOUR = Behaviour(NAME, {ServiceNamed: (), ServiceAliased: (), ServicesMerged: (), ServiceSplit: ()}, changed)
