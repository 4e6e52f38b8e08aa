"""Which deploys may have caused an incident."""

import re
from collections.abc import Iterable

from ratchet_core.basis.instants import Duration, Instant
from ratchet_core.domain import MessageRef, Notification

_VERSION = re.compile(r"\bv?\d+(?:[.-]\w+)*\b|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b")


def deploys_before(deploys: Iterable[Notification], opened_at: Instant, within: Duration) -> list[Notification]:
    """Return the deploys that may have caused what opened at a moment: not long before it, in the order of time.

    Of several notices of one version, such as of its start and of its end, it is the last.
    """
    near = sorted((one for one in deploys if opened_at - within <= one.at <= opened_at), key=_by_time)
    return [one for number, one in enumerate(near) if not any(_is_same(one, later) for later in near[number + 1 :])]


def _is_same(one: Notification, other: Notification) -> bool:
    versions = set(_VERSION.findall(one.title.casefold()))
    return not versions.isdisjoint(_VERSION.findall(other.title.casefold()))


def _by_time(deploy: Notification) -> tuple[Instant, MessageRef]:
    return deploy.at, deploy.message
