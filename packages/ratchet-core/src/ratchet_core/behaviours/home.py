"""The home page: what needs a person, and what ratchet does in their channels; for people of the company."""

from typing import TypeAlias

from ratchet_core.behaviour import Behaviour
from ratchet_core.rules.home_page import home_body
from ratchet_core.rules.outcome import done_or_failed
from ratchet_core.rules.ownership import why_external
from ratchet_core.rules.replies import as_sentence
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutPerson, Body, PublishHome
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import ActionFailed, HomeOpened, HomePublished
from ratchet_core.wants import HOME

NAME = "home"
Heard: TypeAlias = HomeOpened | HomePublished | ActionFailed


def opened(snapshot: Snapshot, event: HomeOpened) -> Decision:
    """Show a person their page; who is external is told why there is nothing on it."""
    external = why_external(snapshot, event.person)
    refused = None if external is None else Body(as_sentence(external, event.person))
    body = refused or home_body(snapshot, event.person, event.at)
    page = PublishHome(f"{event.id}/{NAME}/0", NAME, event.person, body, AboutPerson(event.person))
    reason = Reason(NAME, Why.ANSWERED) if external is None else Reason(NAME, Why.NOT_ALLOWED, external)
    return Decision((), (page,), (reason,))


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Take that a person opened their page, or what became of it."""
    if isinstance(event, HomeOpened):
        return opened(snapshot, event)
    return done_or_failed(NAME, event)


BEHAVIOUR = Behaviour(NAME, {HomeOpened: HOME, HomePublished: (), ActionFailed: ()}, decided)
