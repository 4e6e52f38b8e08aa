"""Says in a sentence what a command came to."""

from ratchet_core.domain import HelpState, MessageRef, OwnedKind
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.runbooks import doubts_about
from ratchet_core.rules.owning import team_called
from ratchet_core.rules.runbook_lint import counted_findings
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    AlertMuted,
    AlertTied,
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

from ratchet_cli.terminal.drafts import drafts_in
from ratchet_cli.terminal.names import channel_name, person_name
from ratchet_cli.terminal.transcript import day_and_time

_UNSAID = {
    Why.OFF: "the behaviour is off there",
    Why.SHADOW: "the behaviour is in shadow there",
    Why.NOT_JOINED: "ratchet is not in the channel",
}
_OF_TEAMS = TeamNamed | TeamsMerged | TeamMergeUndone | MemberJoined | MemberLeft
_OF_SERVICES = ServiceNamed | ServiceAliased | ServicesMerged | ServiceSplit
_OF_REQUESTS = HelpRequestHandedOff | HelpRequestResolved | HelpRequestReopened | HelpRequestLinked
_OF_RUNBOOKS = RunbookWritten | RunbookApproved | RunbookRejected | RunbookActivated | RunbookVoted


def said(event: Event, decision: Decision, reader: Reader) -> list[str]:
    """Return what a command changed, and why nothing is said of it in Slack where that is so."""
    unsaid = [_UNSAID[one.why] for one in decision.reasons if one.why in _UNSAID]
    return [
        _sentence(event, decision, reader),
        *_besides(event, reader),
        *(f"Nothing is said about it in Slack: {why}." for why in unsaid),
    ]


def _besides(event: Event, reader: Reader) -> list[str]:
    if not isinstance(event, HelpRequestHandedOff):
        return []
    request = reader.request(MessageRef(event.channel, event.ts))
    is_open = request is None or request.state is HelpState.OPEN
    return [] if is_open else ["It stays resolved, so nobody is waited for; `ratchet help reopen` opens it."]


def unchanged(what: str, decision: Decision) -> str:
    """Return that nothing changed, with the reason where there is one."""
    about = next((one.about for one in decision.reasons if one.about), "")
    return f"Nothing changed; the {what} is as it was{f' ({about})' if about else ''}."


def _sentence(event: Event, decision: Decision, reader: Reader) -> str:  # noqa: C901, PLR0911, PLR0912 - one for each kind
    directory = reader.directory()
    match event:
        case TeamNamed() | TeamsMerged() | TeamMergeUndone() | MemberJoined() | MemberLeft():
            return _of_team(event, directory)
        case ServiceNamed() | ServiceAliased() | ServicesMerged() | ServiceSplit():
            return _of_service(event, directory)
        case HelpRequestHandedOff() | HelpRequestResolved() | HelpRequestReopened() | HelpRequestLinked():
            return _of_request(event, reader, directory)
        case RunbookWritten() | RunbookApproved() | RunbookRejected() | RunbookActivated() | RunbookVoted():
            return _of_runbook(event, decision, reader)
        case AlertTied() | NotificationTied() | HelpRequestTied():
            return f"Tied to {_service(directory, event.service)}."
        case OwnerChanged():
            channel = event.kind is OwnedKind.CHANNEL
            owned = f"#{channel_name(directory, event.owned)}" if channel else _service(directory, event.owned)
            return f"{owned} belongs to {team_called(directory, event.team, event.at) if event.team else 'nobody'} now."
        case AlertMuted():
            return f"Muted until {day_and_time(event.until)}: {event.reason}."
        case MessageCorrected():
            return "Forgotten." if event.kind is None else "Learnt: messages like this are read so from now on."
        case MuteEnded():
            return "The mute has ended; cards are posted again."
        case IncidentMarked():
            return f"Marked as {event.verdict.value}{f': {event.reason}' if event.reason else ''}."
        case IncidentResolved():
            return "Resolved. If its alert fires again, a new incident opens."
        case SharingAgreed():
            silent = "ratchet is silent there while it is shared with another company."
            return "ratchet speaks there, though it is shared with another company." if event.agreed else silent
        case PersonErased():
            return "Erased: the name, and all that the person wrote."
        case ChannelErased():
            return f"Erased: all that was said in #{channel_name(directory, event.channel)}."
        case ChannelReadmitted():
            heard = f"From now on #{channel_name(directory, event.channel)} is heard again"
            return f"{heard}; what was erased stays erased."
        case PersonReadmitted():
            return "From now on the person is heard again; what was erased stays erased."
        case _:
            return "Done."


def _service(directory: Directory, key: str) -> str:
    known = directory.services.get(key)
    return known.name if known is not None else key


def _of_team(event: _OF_TEAMS, directory: Directory) -> str:
    team = team_called(directory, event.team, event.at)
    match event:
        case TeamNamed():
            founded = f"The team {event.name} is founded; take in its first member with `ratchet team join`."
            return founded if event.founds else f"The team is called {event.name} from now on."
        case TeamsMerged():
            return f"{team} is part of {team_called(directory, event.into, event.at)} now."
        case TeamMergeUndone():
            return f"{team} is a team of its own again."
        case MemberJoined():
            return f"{person_name(directory, event.person)} is a member of {team} now."
        case MemberLeft():
            return f"{person_name(directory, event.person)} is no longer a member of {team}."


def _of_service(event: _OF_SERVICES, directory: Directory) -> str:
    match event:
        case ServiceNamed():
            return f"The service is called {event.name} from now on."
        case ServiceAliased():
            return f"{event.alias} stands for {_service(directory, event.service)} now."
        case ServicesMerged():
            return f"{_service(directory, event.service)} is part of {_service(directory, event.into)} now."
        case ServiceSplit():
            return f"{_service(directory, event.service)} is a service of its own again."


def _of_request(event: _OF_REQUESTS, reader: Reader, directory: Directory) -> str:
    match event:
        case HelpRequestHandedOff():
            return f"Handed to {team_called(directory, event.team, event.at)}."
        case HelpRequestResolved():
            return f"Resolved: {event.resolution.value}."
        case HelpRequestReopened():
            return "Opened again."
        case HelpRequestLinked():
            alert = reader.alert(event.alert)
            return f"Linked to {alert.name if alert is not None else event.alert} #{event.number}."


def _of_runbook(event: _OF_RUNBOOKS, decision: Decision, reader: Reader) -> str:
    match event:
        case RunbookWritten():
            drafts = drafts_in(decision) or reader.versions(event.alert)[-1:]
            number = next((one.number for one in drafts), "")
            found = [doubt for one in drafts for doubt in doubts_about(reader, one)]
            lint = f" {counted_findings(found).capitalize()}: `ratchet runbook lint` lists them." if found else ""
            return f"Version {number} is proposed; read it with `ratchet runbook show`, and approve its digest.{lint}"
        case RunbookApproved():
            return f"Version {event.number} is approved and active now."
        case RunbookRejected():
            return f"Version {event.number} is rejected."
        case RunbookActivated():
            return f"Version {event.number} is active again."
        case RunbookVoted():
            return f"Version {event.number} {'helped' if event.helpful else 'did not help'}: your vote is kept."
