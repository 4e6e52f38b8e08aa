"""The home page: what needs a person, and what ratchet does in their channels; for people of the company."""

from typing import TypeAlias

from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.rules.home_page import home_body
from ratchet_core.rules.outcome import done_or_failed
from ratchet_core.rules.ownership import why_external
from ratchet_core.rules.replies import as_sentence
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutPerson, Body, PublishHome, WakeMe
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import ActionFailed, HomeOpened, HomePublished, TimePassed
from ratchet_core.wants.table import HOME

NAME = "home"
Heard: TypeAlias = HomeOpened | TimePassed | HomePublished | ActionFailed


def alarm(person: str, cause: str, at: Instant) -> tuple[WakeMe, ...]:
    """Return what shows a person their page again, once all is remembered that it is to show."""
    return (WakeMe(f"{cause}/{NAME}/0", NAME, "", at, AboutPerson(person)),)


def opened(snapshot: Snapshot, person: str, cause: str, at: Instant) -> Decision:
    """Show a person their page; who is external is told why there is nothing on it."""
    external = why_external(snapshot, person)
    refused = None if external is None else Body(as_sentence(external, person))
    body = refused or home_body(snapshot, person, at)
    page = PublishHome(f"{cause}/{NAME}/0", NAME, person, body, AboutPerson(person))
    reason = Reason(NAME, Why.ANSWERED) if external is None else Reason(NAME, Why.NOT_ALLOWED, external)
    return Decision((), (page,), (reason,))


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Take that a person opened their page or used one of its buttons, or what became of the page."""
    match event:
        case HomeOpened():
            return opened(snapshot, event.person, event.id, event.at)
        case TimePassed(action=WakeMe(about=AboutPerson(person))):
            return opened(snapshot, person, event.id, event.at)
        case _:
            return done_or_failed(NAME, event)


BEHAVIOUR = Behaviour(NAME, {HomeOpened: HOME, TimePassed: HOME, HomePublished: (), ActionFailed: ()}, decided)
