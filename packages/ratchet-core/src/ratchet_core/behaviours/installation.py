"""Remembers where ratchet runs and who it is there; what is kept of one workspace is never mixed with another."""

from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Installation
from ratchet_core.rules.ownership import impossible
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import Installed

NAME = "installation"


def installed(snapshot: Snapshot, event: Installed) -> Decision:
    """Take who ratchet is, in its own workspace only; the later news holds."""
    known, told = snapshot.directory.installation, Installation(event.workspace, event.user, event.bot, event.at)
    if known is not None and known.workspace != event.workspace:
        why = f"what is kept here is of the workspace {known.workspace}, and not of {event.workspace}"
        return impossible(NAME, f"{why}; use the tokens of {known.workspace}, or another database")
    if known is not None and _order(told) <= _order(known):
        return because(NAME, Why.NOTHING_TO_DO)
    return Decision((Put(told),), (), (Reason(NAME, Why.REMEMBERED, event.workspace),))


def _order(one: Installation) -> tuple[int, str, str]:
    return one.at, one.user, one.bot


BEHAVIOUR = Behaviour(NAME, {Installed: ()}, installed)
