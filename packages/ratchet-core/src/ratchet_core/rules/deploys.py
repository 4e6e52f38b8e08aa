"""Which deploys may have caused an incident, and how a channel is told of them."""

import re
from collections.abc import Iterable

from ratchet_core.basis.instants import Duration, Instant
from ratchet_core.domain import MessageRef, Notification
from ratchet_core.domain.directory import Directory
from ratchet_core.rules.discretion import is_told_of_others, may_be_said
from ratchet_core.vocabulary.actions import MessageLink, Piece, Plain

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


def deploy_told(directory: Directory, deploy: Notification, where: str) -> Piece | None:
    """Return how a channel is told of a deploy; a private notice has no title and no link elsewhere.

    A channel that is shared with another company hears nothing of a notice of another channel, not that there was one.
    """
    if may_be_said(directory, deploy.message.channel, where):
        return MessageLink(deploy.message.channel, deploy.message.ts, deploy.title)
    return Plain("announced in a private channel") if is_told_of_others(directory, where) else None
