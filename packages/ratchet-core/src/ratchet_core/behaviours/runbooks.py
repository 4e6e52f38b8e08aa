"""The versions of an alert's runbook: written, approved by their digest, rejected, and activated again.

Exactly one version is active once any was approved, and each moves along `transitions.VERSION_MOVES`. A member of the
team that owns the alert's service, or else its channel, may decide.
"""

import re
from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Citation, Incident, Interval, RunbookState, RunbookVersion, Vote, digest_of
from ratchet_core.domain.course import Course
from ratchet_core.reading.quotation import quotations_in, sources_of, with_markers, without_quotes_of
from ratchet_core.rules.discretion import confined_to
from ratchet_core.rules.explaining import line, named
from ratchet_core.rules.ownership import impossible, no_alert, refusal
from ratchet_core.rules.rights import not_there, refused
from ratchet_core.rules.transitions import ACTIVATED, APPROVED, REJECTED, VERSION_MOVES, moved
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Line
from ratchet_core.vocabulary.changes import Change, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
)
from ratchet_core.wants.table import ALERT, CITING, COURSES, SOURCES, VERSIONS, VOTES

NAME = "runbooks"
Heard: TypeAlias = RunbookWritten | RunbookApproved | RunbookRejected | RunbookActivated | RunbookVoted
_MOST_TEXT = 20_000
_MOST_CITED = 200
_TELLING = 8
"""So many signs of a quotation are told from a chance likeness."""
_WORDS = re.compile(r"\w+")


def changed(
    snapshot: Snapshot, event: RunbookWritten | RunbookApproved | RunbookRejected | RunbookActivated
) -> Decision:
    """Take a person's word on an alert's runbook."""
    if snapshot.alert is None:
        return not_there(snapshot, event, NAME, no_alert(NAME, event.alert))
    return _written(snapshot, event) if isinstance(event, RunbookWritten) else _decision_on(snapshot, event)


def _decision_on(snapshot: Snapshot, event: RunbookApproved | RunbookRejected | RunbookActivated) -> Decision:
    version = _version(snapshot, event.number)
    if version is None:
        return not_there(snapshot, event, NAME, _no_version(snapshot, event.number))
    not_allowed = _refused(snapshot, version, event)
    if not_allowed is not None:
        return not_allowed
    match event:
        case RunbookApproved():
            return _approved(snapshot, version, event)
        case RunbookRejected():
            return _rejected(version, event)
        case RunbookActivated():
            return _again(snapshot, version, event)


def voted(snapshot: Snapshot, event: RunbookVoted) -> Decision:
    """Take a person's word on whether a version helped; only one that was active can have."""
    if snapshot.alert is None:
        return not_there(snapshot, event, NAME, no_alert(NAME, event.alert))
    version = _version(snapshot, event.number)
    if version is None:
        return not_there(snapshot, event, NAME, _no_version(snapshot, event.number))
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    if not version.active_during:
        return impossible(NAME, f"version {version.number} was never active, so it cannot have helped")
    vote = Vote(event.alert, event.number, event.by, event.helpful, event.at)
    return _decided((Put(vote),), Why.VOTED, version)


def _version(snapshot: Snapshot, number: int) -> RunbookVersion | None:
    return next((one for one in snapshot.versions if one.number == number), None)


def _no_version(snapshot: Snapshot, number: int) -> Decision:
    had = max((one.number for one in snapshot.versions), default=0)
    return impossible(NAME, f"the runbook has no version {number}; `ratchet runbook show` shows the {had} that it has")


def _refused(
    snapshot: Snapshot, version: RunbookVersion, event: RunbookApproved | RunbookRejected | RunbookActivated
) -> Decision | None:
    """Return the refusal of a person's decision on a version, or None where they may decide.

    Where the policy wants four eyes, nobody makes active what they wrote and nobody else approved.
    """
    if isinstance(event, RunbookApproved) and event.assumed:
        return None
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None or not snapshot.policy.four_eyes or event.by != version.author:
        return not_allowed
    if isinstance(event, RunbookRejected) or version.decided_by not in {None, version.author}:
        return None
    return refusal(
        NAME, f"{event.by} wrote version {version.number}, so somebody else must approve it; ask another member"
    )


def _written(snapshot: Snapshot, event: RunbookWritten) -> Decision:
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    text = event.text.strip()
    if not text or len(text) > _MOST_TEXT:
        return impossible(NAME, f"a runbook has from 1 to {_MOST_TEXT} characters; this one has {len(text)}")
    text = _without_what_is_gone(snapshot, with_markers(text, snapshot.directory.channel_called))
    private = _private_channels_in(snapshot, text)
    if len(private) > 1:
        return impossible(
            NAME, "the text quotes two private channels, so it could be shown in none; take one of them out"
        )
    return proposed(snapshot, event.alert, text, event.by, event.at, next(iter(private), None))


def _without_what_is_gone(snapshot: Snapshot, text: str) -> str:
    """Return a text without what it quotes from messages that were deleted, or whose author was erased."""
    for one in snapshot.sources:
        if one.gone or snapshot.directory.is_erased(one.person):
            text = without_quotes_of(text, one.ref)
    return text


def _private_channels_in(snapshot: Snapshot, text: str) -> set[str]:
    """Return the private channels that a text quotes, also where a quotation was copied without its marker."""
    cited = {one.channel for one in sources_of(text)}
    return {one for one in cited | _copied(snapshot, text) if snapshot.directory.is_private(one)}


def _copied(snapshot: Snapshot, text: str) -> set[str]:
    """Return the channels from which a text holds words that other runbooks quote."""
    said = _plain(text)
    return {
        ref.channel
        for version in snapshot.citing
        if confined_to(snapshot.directory, version)
        for words, ref in quotations_in(version.text)
        if len(words) >= _TELLING and _plain(words) in said
    }


def _plain(text: str) -> str:
    """Return the words of a text alone, for what is copied by hand loses its marks and its line breaks."""
    return " ".join(_WORDS.findall(text.casefold()))


def proposed(  # noqa: PLR0913, PLR0917 - what a version is made of
    snapshot: Snapshot, alert: str, text: str, author: str, at: Instant, only_in: str | None = None
) -> Decision:
    """Return the decision to keep a text as the next version, unless the very same text was decided on before."""
    digest = digest_of(text)
    same = next((one for one in snapshot.versions if one.digest == digest), None)
    if same is not None:
        return because(NAME, Why.NOTHING_TO_DO, f"version {same.number} has this text")
    number = max((one.number for one in snapshot.versions), default=0) + 1
    version = RunbookVersion(alert, number, text, digest, author, at, only_in=only_in)
    cited = (Put(Citation(one, alert)) for one in sources_of(text)[:_MOST_CITED])
    return Decision((Put(version), *cited), (), (Reason(NAME, Why.PROPOSED, f"version {version.number}"),))


def _approved(snapshot: Snapshot, version: RunbookVersion, event: RunbookApproved) -> Decision:
    if version.digest != event.digest:
        remedy = "read it again with `ratchet runbook show`, and approve the digest shown there"
        return impossible(NAME, f"this is not the digest of version {version.number}; {remedy}")
    if moved(VERSION_MOVES, version.state, APPROVED) is None:
        return _already(version)
    approved = evolve(version, decided_by=event.by, assumed=event.assumed)
    return _decided(activated(snapshot, approved, event.at), Why.APPROVED, version)


def activated(snapshot: Snapshot, version: RunbookVersion, at: Instant) -> tuple[Change, ...]:
    """Return what makes a version the active one from a moment on, and retires the one before it."""
    before = snapshot.runbook
    active = evolve(version, state=RunbookState.ACTIVE, active_during=(*version.active_during, Interval(at)))
    return (Put(active),) if before is None else (Put(_retired(before, at)), Put(active))


def _retired(version: RunbookVersion, at: Instant) -> RunbookVersion:
    *earlier, last = version.active_during
    ended = (*earlier, Interval(last.since, at))
    return evolve(version, state=RunbookState.RETIRED, active_during=ended)


def _rejected(version: RunbookVersion, event: RunbookRejected) -> Decision:
    after = moved(VERSION_MOVES, version.state, REJECTED)
    if after is None:
        return _already(version)
    rejected = evolve(version, state=after, decided_by=event.by)
    return _decided((Put(rejected),), Why.REJECTED, version)


def _again(snapshot: Snapshot, version: RunbookVersion, event: RunbookActivated) -> Decision:
    if version.state is RunbookState.PROPOSED:
        return impossible(NAME, f"version {version.number} is only proposed; approve it instead")
    if moved(VERSION_MOVES, version.state, ACTIVATED) is None:
        return _already(version)
    return _decided(activated(snapshot, version, event.at), Why.ACTIVATED, version)


def _already(version: RunbookVersion) -> Decision:
    if version.state is RunbookState.REJECTED:
        return impossible(NAME, f"version {version.number} was rejected by {version.decided_by}; write a new one")
    return because(NAME, Why.NOTHING_TO_DO, f"version {version.number} is {version.state.value}")


def _decided(changes: tuple[Change, ...], why: Why, version: RunbookVersion) -> Decision:
    return Decision(changes, (), (Reason(NAME, why, f"version {version.number}"),))


def voted_line(snapshot: Snapshot, _course: Course, _incident: Incident) -> tuple[Line, ...]:
    """Return the line of a card that says what people said of the runbook that it shows, and who did last."""
    votes, runbook = snapshot.votes, snapshot.runbook
    if not votes or runbook is None:
        return ()
    last, helped = votes[-1], sum(one.helpful for one in votes)
    when = snapshot.policy.dated(last.at)
    said = f"Runbook v{runbook.number} helped {helped} of {len(votes)} people; last said by "
    return (line(said, named(snapshot, last.person), f" on {when}."),)


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Take a person's word on an alert's runbook, or on whether it helped."""
    return voted(snapshot, event) if isinstance(event, RunbookVoted) else changed(snapshot, event)


_HEARD = (RunbookWritten, RunbookApproved, RunbookRejected, RunbookActivated, RunbookVoted)
_DECIDED = (ALERT, VERSIONS, COURSES)
BEHAVIOUR = Behaviour(
    NAME,
    {**dict.fromkeys(_HEARD, _DECIDED), RunbookWritten: (ALERT, VERSIONS, CITING, SOURCES)},
    decided,
    on_card=voted_line,
    card_wants=(VOTES,),
)
