"""What a message is once a person has said of which kind it is."""

from ratchet_core.basis.evolving import evolve
from ratchet_core.recognise.fingerprint import alert_fingerprint, notice_fingerprint
from ratchet_core.recognise.recognised import ALERT_KINDS, Kind, Recognised
from ratchet_core.recognise.states import without_verdict


def as_kind(message: Recognised, kind: Kind, skeleton: str) -> Recognised:
    """Return a message as one of another kind; an alert that it was not taken for is called by its title."""
    if (message.kind in ALERT_KINDS) == (kind in ALERT_KINDS):
        return evolve(message, kind=kind)
    if kind in ALERT_KINDS:
        name = without_verdict(message.title) or skeleton
        return evolve(message, kind=kind, alert=name, fingerprint=alert_fingerprint(name, message.service))
    identity = notice_fingerprint(kind, message.reader, (skeleton,))
    return evolve(message, kind=kind, alert=None, severity=None, members=(), fingerprint=identity)
