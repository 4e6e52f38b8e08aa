"""Notices: what bots posted about services."""

from collections.abc import Collection
from functools import partial
from itertools import islice

from ratchet_core.domain import Notification
from ratchet_core.queries.paging import pages
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Kind


def notifications(
    reader: Reader, *, service: str | None = None, kind: Kind | None = None, limit: int | None = None
) -> list[Notification]:
    """Return the notices that are so, the latest first; the service's are those of all that is part of it now."""
    keys = reader.directory().services_within(service) if service is not None else None
    return notices_of(reader, keys, kind, limit)


def notices_of(
    reader: Reader, services: Collection[str] | None, kind: Kind | None, limit: int | None = None
) -> list[Notification]:
    """Return the notices of a kind about some services themselves, the latest first."""
    found = (
        one
        for page in pages(partial(reader.notifications, kind=kind, services=services), lambda one: one.at, limit)
        for one in sorted(page, key=lambda one: (-one.at, one.message))
    )
    return list(islice(found, limit))
