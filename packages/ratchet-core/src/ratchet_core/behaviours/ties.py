"""Which service something is about: what its words say, or else what its channel is about, unless a person said which.

What a person said holds for ever, whatever messages say later.
"""

from ratchet_core.basis.evolving import evolve
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours.services import key_of, record_of
from ratchet_core.domain import Service, Tie
from ratchet_core.domain.services import named_among
from ratchet_core.reading.naming import names_in
from ratchet_core.rules.modes import place_of
from ratchet_core.rules.ownership import impossible, no_alert, no_service
from ratchet_core.rules.rights import not_there, refused
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import Change, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import AlertTied, HelpRequestTied, NotificationTied
from ratchet_core.wants.table import ALERT, COURSES, NOTICE, REQUEST, SIBLINGS

NAME = "ties"


def tied(snapshot: Snapshot, said: str | None) -> tuple[str | None, Tie | None]:
    """Return the key of the service that something is about, and how that is known.

    `said` is what its words call the service, None where they name none.
    """
    named = key_of(snapshot, said) if said is not None else named_in_words(snapshot)
    return _tied(snapshot, named)


def tied_by(snapshot: Snapshot, text: str) -> tuple[str | None, Tie | None]:
    """Return the same for a question in a reply, of which no names are known yet."""
    names = names_in(text) if snapshot.directory.services else ()
    return _tied(snapshot, named_among(snapshot.directory.services_among(names), names) if names else None)


def _tied(snapshot: Snapshot, named: str | None) -> tuple[str | None, Tie | None]:
    if named is not None:
        return named, Tie.WORDS
    by_default = place_of(snapshot).service
    return (key_of(snapshot, by_default), Tie.CHANNEL) if by_default else (None, None)


def named_in_words(snapshot: Snapshot) -> str | None:
    """Return the key of the one known service that the words name, None where they name none or several."""
    named = snapshot.focus.named
    return named_among(snapshot.named, named) if named else None


def said_by_person(snapshot: Snapshot, event: AlertTied | HelpRequestTied | NotificationTied) -> Decision:
    """Take a person's word on which service an alert, a question or a notice is about."""
    if isinstance(event, AlertTied) and snapshot.alert is None:
        return not_there(snapshot, event, NAME, no_alert(NAME, event.alert))
    service = record_of(snapshot, event.service)
    if service is None:
        return not_there(snapshot, event, NAME, no_service(snapshot, NAME, event.service))
    changes = _changes(snapshot, event, service)
    if not changes:
        return not_there(snapshot, event, NAME, impossible(NAME, _unknown(event)))
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    return Decision(changes, (), (Reason(NAME, Why.TIED, service.key),))


def _changes(
    snapshot: Snapshot, event: AlertTied | HelpRequestTied | NotificationTied, service: Service
) -> tuple[Change, ...]:
    """Return what the tie changes: nothing where there is nothing to tie."""
    match event:
        case AlertTied():
            alert = snapshot.alert
            return () if alert is None else (Put(evolve(alert, service=service.key, tie=Tie.PERSON)),)
        case HelpRequestTied():
            request = snapshot.head
            if request is None:
                return ()
            return (Put(evolve(request, service=service.key, tie=Tie.PERSON)),)
        case NotificationTied():
            notice = snapshot.notice
            return () if notice is None else (Put(evolve(notice, tie=Tie.PERSON, service=service.key)),)


def _unknown(event: AlertTied | HelpRequestTied | NotificationTied) -> str:
    what = "notice" if isinstance(event, NotificationTied) else "help request"
    return f"there is no {what} at {getattr(event, 'channel', '')}/{getattr(event, 'ts', '')}"


BEHAVIOUR = Behaviour(
    NAME,
    {AlertTied: (ALERT, COURSES), HelpRequestTied: (REQUEST, SIBLINGS), NotificationTied: (NOTICE,)},
    said_by_person,
)
