"""The versions of an alert's runbook: written, approved by their digest, rejected, and activated again.

Exactly one version is active once any was approved. Only a member of the team that owns the alert's service may decide.
"""

from ratchet_core.behaviours.ownership import impossible, no_alert, owner_at, refusal, why_external, why_not
from ratchet_core.changes import ActivateRunbook, AddRunbookVersion, Change, KeepVote, RejectRunbook
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import RunbookState, RunbookVersion, Vote, digest_of
from ratchet_core.events import RunbookActivated, RunbookApproved, RunbookRejected, RunbookVoted, RunbookWritten
from ratchet_core.instants import Instant
from ratchet_core.quotation import sources_of
from ratchet_core.snapshot import Snapshot

NAME = "runbooks"
_MOST_TEXT = 20_000


def changed(
    snapshot: Snapshot, event: RunbookWritten | RunbookApproved | RunbookRejected | RunbookActivated
) -> Decision:
    """Take a person's word on an alert's runbook."""
    if snapshot.alert is None:
        return no_alert(NAME, event.alert)
    return _written(snapshot, event) if isinstance(event, RunbookWritten) else _decision_on(snapshot, event)


def _decision_on(snapshot: Snapshot, event: RunbookApproved | RunbookRejected | RunbookActivated) -> Decision:
    version = _version(snapshot, event.number)
    if version is None:
        return _no_version(snapshot, event.number)
    not_allowed = _why_not(snapshot, event)
    if not_allowed is not None:
        return refusal(NAME, not_allowed)
    match event:
        case RunbookApproved():
            return _approved(version, event)
        case RunbookRejected():
            return _rejected(version, event)
        case RunbookActivated():
            return _activated(version, event)


def voted(snapshot: Snapshot, event: RunbookVoted) -> Decision:
    """Take a person's word on whether a version helped; only one that was active can have."""
    if snapshot.alert is None:
        return no_alert(NAME, event.alert)
    version = _version(snapshot, event.number)
    if version is None:
        return _no_version(snapshot, event.number)
    external = why_external(snapshot, event.by)
    if external is not None:
        return refusal(NAME, external)
    if not version.active_during:
        return impossible(NAME, f"version {version.number} was never active, so it cannot have helped")
    vote = Vote(event.alert, event.number, event.by, event.helpful, event.at)
    return _decided(KeepVote(vote), Why.VOTED, version)


def _version(snapshot: Snapshot, number: int) -> RunbookVersion | None:
    return next((one for one in snapshot.versions if one.number == number), None)


def _no_version(snapshot: Snapshot, number: int) -> Decision:
    return impossible(NAME, f"the runbook has no version {number}; it has {len(snapshot.versions)}, which `show` shows")


def _why_not(snapshot: Snapshot, event: RunbookApproved | RunbookRejected | RunbookActivated) -> str | None:
    if isinstance(event, RunbookApproved) and event.assumed:
        return None
    owner = owner_at(snapshot, event.at)
    if owner is None:
        return "nobody owns the alert's service at that moment; give it an owner first: `ratchet service transfer`"
    return why_not(snapshot, event.by, owner, event.at)


def _written(snapshot: Snapshot, event: RunbookWritten) -> Decision:
    text = event.text.strip()
    if not text or len(text) > _MOST_TEXT:
        return impossible(NAME, f"a runbook has from 1 to {_MOST_TEXT} characters; this one has {len(text)}")
    external = why_external(snapshot, event.by)
    if external is not None:
        return refusal(NAME, external)
    private = sorted(_private_channels_in(snapshot, text))
    if len(private) > 1:
        return impossible(
            NAME, "the text quotes two private channels, so it could be shown in none; take one of them out"
        )
    return proposed(snapshot, event.alert, text, event.by, event.at, private[0] if private else None)


def _private_channels_in(snapshot: Snapshot, text: str) -> set[str]:
    """Return the private channels that a text quotes, as far as earlier versions tell that they are private."""
    known = {version.only_in for version in snapshot.versions}
    return {source.channel for source in sources_of(text) if source.channel in known}


def proposed(  # noqa: PLR0913, PLR0917 - what a version is made of
    snapshot: Snapshot, alert: str, text: str, author: str, at: Instant, only_in: str | None = None
) -> Decision:
    """Return the decision to keep a text as the next version, unless the very same text was decided on before."""
    digest = digest_of(text)
    same = next((one for one in snapshot.versions if one.digest == digest), None)
    if same is not None:
        return because(NAME, Why.NOTHING_TO_DO, f"version {same.number} has this text")
    version = RunbookVersion(alert, len(snapshot.versions) + 1, text, digest, author, at, only_in=only_in)
    return Decision((AddRunbookVersion(version),), (), (Reason(NAME, Why.PROPOSED, f"version {version.number}"),))


def _approved(version: RunbookVersion, event: RunbookApproved) -> Decision:
    if version.digest != event.digest:
        remedy = f"read it again with `ratchet runbook show`, and approve the digest shown there: {version.digest}"
        return impossible(NAME, f"this is not the digest of version {version.number}; {remedy}")
    if version.state is not RunbookState.PROPOSED:
        return _already(version)
    change = ActivateRunbook(event.alert, version.number, event.by, event.at, event.assumed)
    return _decided(change, Why.APPROVED, version)


def _rejected(version: RunbookVersion, event: RunbookRejected) -> Decision:
    if version.state is not RunbookState.PROPOSED:
        return _already(version)
    return _decided(RejectRunbook(event.alert, version.number, event.by), Why.REJECTED, version)


def _activated(version: RunbookVersion, event: RunbookActivated) -> Decision:
    if version.state is RunbookState.PROPOSED:
        return impossible(NAME, f"version {version.number} is only proposed; approve it instead")
    if version.state is not RunbookState.RETIRED:
        return _already(version)
    return _decided(ActivateRunbook(event.alert, version.number, event.by, event.at), Why.ACTIVATED, version)


def _already(version: RunbookVersion) -> Decision:
    if version.state is RunbookState.REJECTED:
        return impossible(NAME, f"version {version.number} was rejected by {version.decided_by}; write a new one")
    return because(NAME, Why.NOTHING_TO_DO, f"version {version.number} is {version.state.value}")


def _decided(change: Change, why: Why, version: RunbookVersion) -> Decision:
    return Decision((change,), (), (Reason(NAME, why, f"version {version.number}"),))
