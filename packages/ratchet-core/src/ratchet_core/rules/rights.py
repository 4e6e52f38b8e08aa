"""Who may do what: one table for every event that a person wants, and one function that reads it.

What a team owns is changed by its members. What nobody has the right to (a team without members, a service or a channel
without an owner) is changed by an admin, but for the work of every day, such as a mute, which anybody of the company
may do there. Who was never introduced, who is a guest, external, a bot or gone may do nothing but say how their own
question ended and have themself erased. Where `by` is None the organisation itself speaks, as its file does; what takes
a person is refused then.

Rights are asked first, and then whether what is wanted makes sense: who has no right is refused in the same words,
whether the incident, mute, runbook or question that they name is there or not.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.domain import OwnedKind
from ratchet_core.rules.ownership import holder_at, owner_at, team_name, why_external
from ratchet_core.rules.owning import admins_of, holders_of, owner_of_either, owners_of_alert
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.decision import Decision, Why, because
from ratchet_core.vocabulary.events import (
    AlertMuted,
    AlertTied,
    ChannelConfigured,
    ChannelErased,
    ChannelReadmitted,
    Event,
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    HelpRequestTied,
    IncidentMarked,
    IncidentResolved,
    MemberJoined,
    MemberLeft,
    MessageCorrected,
    MuteEnded,
    NotificationTied,
    OwnerChanged,
    PersonErased,
    PersonReadmitted,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    SharingAgreed,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)

Side: TypeAlias = tuple[str | None, ...]
"""The teams of which one is enough; None, or none at all, where nobody owns what the event is about."""


def _nothing(_snapshot: Snapshot, _event: Any) -> Iterable[Side]:  # noqa: ANN401 - any event
    return ()


def _nobody(_snapshot: Snapshot, _event: Any) -> bool:  # noqa: ANN401 - any event
    return False


@frozen
class Right:
    """What a person needs for an event.

    Attributes:
        sides: Of each, the person must be a member of one team; of none, they must be of the company.
        everyday: Whether what nobody owns may be changed by anybody of the company, and not only by an admin.
        own: Whether it is the person's own affair, for which they need no other right.
        organisation: Whether the organisation itself may say so, without a person.
    """

    sides: Callable[[Snapshot, Any], Iterable[Side]] = _nothing
    everyday: Callable[[Snapshot, Any], bool] | bool = False
    own: Callable[[Snapshot, Any], bool] = _nobody
    organisation: bool = False


def _team(snapshot: Snapshot, event: TeamNamed | TeamMergeUndone | MemberJoined | MemberLeft) -> Iterable[Side]:
    yield (snapshot.directory.team_at(event.team, event.at),)


def _both_teams(snapshot: Snapshot, event: TeamsMerged) -> Iterable[Side]:
    """A merge gives the members of one team rights over what the other owns, so it takes a right to both."""
    for team in (event.team, event.into):
        yield (snapshot.directory.team_at(team, event.at),)


def _owned(snapshot: Snapshot, event: OwnerChanged) -> Iterable[Side]:
    yield (owner_at(snapshot, event.at, event.kind),)


def _service(snapshot: Snapshot, event: ServiceNamed | ServiceAliased | ServiceSplit) -> Iterable[Side]:
    yield (owner_at(snapshot, event.at, OwnedKind.SERVICE),)


def _both_services(snapshot: Snapshot, event: ServicesMerged) -> Iterable[Side]:
    """A merge of services gives one of them what is told of the other."""
    yield (owner_at(snapshot, event.at, OwnedKind.SERVICE),)
    yield (owner_of_either(snapshot.directory, None, snapshot.directory.key_named(event.into), event.at),)


def _place_or_service(snapshot: Snapshot, event: HelpRequestTied | NotificationTied) -> Iterable[Side]:
    yield (owner_at(snapshot, event.at),)


def _channel(snapshot: Snapshot, event: ChannelConfigured | MessageCorrected | SharingAgreed) -> Iterable[Side]:
    yield (owner_at(snapshot, event.at, OwnedKind.CHANNEL),)


def _alert(
    snapshot: Snapshot, event: AlertTied | RunbookApproved | RunbookRejected | RunbookActivated
) -> Iterable[Side]:
    yield owners_of_alert(snapshot.directory, snapshot.own_service_key, snapshot.heard_in, event.at)


def _takes_nothing(snapshot: Snapshot, event: AlertTied) -> bool:
    """Say whether a tie does not take an alert from a service without an owner for a team of the person's own."""
    directory, key = snapshot.directory, snapshot.directory.key_named(event.service)
    owner = None if snapshot.own_service_key is None else owner_of_either(directory, None, key, event.at)
    return owner is None or not directory.is_member(event.by, owner, event.at)


def _keeps_whose_it_is(snapshot: Snapshot, event: ChannelConfigured) -> bool:
    """Say whether settings leave it as it was whose the channel is, and what it is about."""
    before = snapshot.directory.place(event.channel)
    return (before.team, before.service) == (event.place.team, event.place.service)


def _request(
    snapshot: Snapshot, event: HelpRequestHandedOff | HelpRequestLinked | HelpRequestReopened | HelpRequestResolved
) -> Iterable[Side]:
    """The owner of the channel, or the team that the request waits for."""
    owner = owner_at(snapshot, event.at, OwnedKind.CHANNEL)
    holder = None if snapshot.head is None else holder_at(snapshot, snapshot.head, event.at)
    yield tuple(dict.fromkeys((owner, holder)))


def _is_asker(snapshot: Snapshot, event: HelpRequestReopened | HelpRequestResolved) -> bool:
    return snapshot.person is not None and snapshot.head is not None and snapshot.head.asker == event.by


def _of_incident(snapshot: Snapshot, event: IncidentResolved) -> Iterable[Side]:
    """The owner of the alert's service, or else of the channel in which it fires."""
    yield (owner_at(snapshot, event.at),)


def _muted(snapshot: Snapshot, event: AlertMuted) -> Iterable[Side]:
    return _quiet_in(snapshot, event.channel, event.at)


def _unmuted(snapshot: Snapshot, event: MuteEnded) -> Iterable[Side]:
    lasting = [mute for mute in snapshot.mutes if mute.during.covers(event.at)]
    for mute in lasting:
        yield from _quiet_in(snapshot, mute.channel, event.at)
    if not lasting:
        yield tuple(team for side in _quiet_in(snapshot, None, event.at) for team in side)


def _quiet_in(snapshot: Snapshot, channel: str | None, at: int) -> Iterable[Side]:
    """A mute takes a right to the service, or else to each channel concerned: all of them where it is everywhere."""
    owner = owner_at(snapshot, at, OwnedKind.SERVICE)
    if owner is not None:
        yield (owner,)
        return
    concerned = {*snapshot.heard_in, *(one.channel for one in snapshot.mutes if one.channel is not None)}
    quiet = concerned if channel is None else {channel}
    owners = {owner_of_either(snapshot.directory, one, None, at) for one in quiet}
    yield from ((one,) for one in sorted(filter(None, owners)))


def _is_oneself(_snapshot: Snapshot, event: PersonErased | PersonReadmitted | MemberLeft) -> bool:
    return event.by == event.person


def _stays_of_the_company(snapshot: Snapshot, event: MemberLeft) -> bool:
    return _is_oneself(snapshot, event) and snapshot.person is not None


_OF_TEAM: Final = Right(_team, organisation=True)
_OF_SERVICE: Final = Right(_service, organisation=True)
_OF_RUNBOOK: Final = Right(_alert)
_OF_REQUEST: Final = Right(_request, everyday=True)
_OF_CHANNEL: Final = Right(_channel, everyday=True)
_OF_THE_COMPANY: Final = Right()

RIGHTS: Final[Mapping[type, Right]] = {
    PersonErased: Right(own=_is_oneself, organisation=True),
    PersonReadmitted: Right(own=_is_oneself, organisation=True),
    ChannelErased: Right(organisation=True),
    ChannelReadmitted: Right(organisation=True),
    TeamNamed: _OF_TEAM,
    TeamsMerged: Right(_both_teams, organisation=True),
    TeamMergeUndone: _OF_TEAM,
    MemberJoined: _OF_TEAM,
    MemberLeft: Right(_team, own=_stays_of_the_company, organisation=True),
    OwnerChanged: Right(_owned, organisation=True),
    ServiceNamed: _OF_SERVICE,
    ServiceAliased: _OF_SERVICE,
    ServicesMerged: Right(_both_services, organisation=True),
    ServiceSplit: _OF_SERVICE,
    AlertTied: Right(_alert, everyday=_takes_nothing),
    NotificationTied: Right(_place_or_service, everyday=True),
    HelpRequestTied: Right(_place_or_service, everyday=True),
    HelpRequestHandedOff: _OF_REQUEST,
    HelpRequestLinked: _OF_REQUEST,
    HelpRequestResolved: Right(_request, everyday=True, own=_is_asker),
    HelpRequestReopened: Right(_request, everyday=True, own=_is_asker),
    RunbookWritten: _OF_THE_COMPANY,
    RunbookVoted: _OF_THE_COMPANY,
    RunbookApproved: _OF_RUNBOOK,
    RunbookRejected: _OF_RUNBOOK,
    RunbookActivated: _OF_RUNBOOK,
    AlertMuted: Right(_muted, everyday=True),
    MuteEnded: Right(_unmuted, everyday=True),
    IncidentMarked: _OF_THE_COMPANY,
    IncidentResolved: Right(_of_incident, everyday=True),
    ChannelConfigured: Right(_channel, everyday=_keeps_whose_it_is),
    MessageCorrected: _OF_CHANNEL,
    SharingAgreed: _OF_CHANNEL,
}
"""What each event takes that names in `by` who wants it; a button or a form is asked as the event it stands for."""


def why_not_allowed(snapshot: Snapshot, event: Event, *, there: bool = True) -> str | None:
    """Return why the person who wants an event may not have it, and whom to ask; None where they may.

    What is not there is owned by whoever owns its place; where nobody does, anybody of the company may hear of that.
    """
    right, by = RIGHTS[type(event)], getattr(event, "by", None)
    if not there:
        right = evolve(right, everyday=True)
    if by is None and right.organisation:
        return None
    if not by:
        return "this takes a person, and nobody is named; say who wants it"
    if right.own(snapshot, event):
        return None
    if isinstance(event, PersonErased | PersonReadmitted):
        what = "erase them" if isinstance(event, PersonErased) else "have them known again"
        return f"only {event.person} or whoever installed ratchet may {what}"
    if isinstance(event, ChannelErased | ChannelReadmitted):
        return _why_not_of_channel(snapshot, event, by)
    return why_external(snapshot, by) or _why_no_right(snapshot, event, right, by)


def _why_not_of_channel(snapshot: Snapshot, event: ChannelErased | ChannelReadmitted, by: str) -> str | None:
    """Return why somebody may not erase a channel or have it heard again: it takes an admin, whoever owns it."""
    if by in admins_of(snapshot.directory):
        return None
    what = "erasing a channel" if isinstance(event, ChannelErased) else "having an erased channel heard again"
    return f"{what} takes an admin; {_whom(snapshot)}"


def _why_no_right(snapshot: Snapshot, event: Event, right: Right, by: str) -> str | None:
    """Return why somebody of the company may not have an event."""
    if isinstance(event, TeamNamed) and event.founds:
        return None if by in admins_of(snapshot.directory) else f"founding a team takes an admin; {_whom(snapshot)}"
    everyday = right.everyday if isinstance(right.everyday, bool) else right.everyday(snapshot, event)
    sides = right.sides(snapshot, event)
    refusals = (_why_no_member(snapshot, by, side, event.at, everyday=everyday) for side in sides)
    return next((why for why in refusals if why is not None), None)


def refused_as_stranger(snapshot: Snapshot, by: str | None, behaviour: str) -> Decision | None:
    """Return the refusal of a person who is not of the company, before it is looked at what they want; else None."""
    external = None if by is None else why_external(snapshot, by)
    return None if external is None else because(behaviour, Why.NOT_ALLOWED, external)


def refused(snapshot: Snapshot, event: Event, behaviour: str) -> Decision | None:
    """Return the decision that the person who wants an event may not have it, or None where they may."""
    why = why_not_allowed(snapshot, event)
    return None if why is None else because(behaviour, Why.NOT_ALLOWED, why)


def not_there(snapshot: Snapshot, event: Event, behaviour: str, missing: Decision) -> Decision:
    """Return `missing`, that what an event is about is not there, to who would have the right to it; or the refusal."""
    why = why_not_allowed(snapshot, event, there=False)
    return missing if why is None else because(behaviour, Why.NOT_ALLOWED, why)


def _why_no_member(snapshot: Snapshot, by: str, side: Side, at: int, *, everyday: bool) -> str | None:
    directory, owners = snapshot.directory, [one for one in side if one is not None]
    if any(directory.is_member(by, one, at) for one in owners):
        return None
    held = [one for one in owners if holders_of(directory, one, at)]
    if held:
        names = " or ".join(sorted(team_name(snapshot, one, at) for one in held))
        return f"only members of {names} may do this, and {by} is not one; ask one of them"
    if not owners and everyday:
        return None
    return _why_no_admin(snapshot, by, [team_name(snapshot, one, at) for one in owners])


def _why_no_admin(snapshot: Snapshot, by: str, teams: list[str]) -> str | None:
    """Return why somebody is no admin, where it takes one."""
    if by in admins_of(snapshot.directory):
        return None
    what = f"{' and '.join(teams)} has no members" if teams else "nobody owns this"
    return f"{what}, so it takes an admin; {_whom(snapshot)}"


def _whom(snapshot: Snapshot) -> str:
    """Return which admin to ask."""
    admins = admins_of(snapshot.directory)
    shown = ", ".join(map(snapshot.directory.name_of, admins[:_SHOWN_ADMINS]))
    return f"ask {shown}" if admins else "name one in the policy, as `admins = [...]`"


_SHOWN_ADMINS: Final = 3
