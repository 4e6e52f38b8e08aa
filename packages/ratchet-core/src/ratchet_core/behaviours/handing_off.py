"""The form by which a person passes a question on: to which team, of those that there are; `handling` decides on it."""

from collections.abc import Iterator
from typing import Final

from ratchet_core.behaviours import handling
from ratchet_core.domain import HelpRequest, HelpState
from ratchet_core.domain.requests import as_one
from ratchet_core.rules.ownership import holder_at, impossible, waits_for
from ratchet_core.rules.owning import team_called
from ratchet_core.rules.replies import why_refused
from ratchet_core.rules.rights import not_there, refused
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutRequest, Choice, FieldKind, Form, FormField
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import ButtonPressed, FormSubmitted, HelpRequestHandedOff

NAME = "forms"
TEAM: Final = "team"
_GONE: Final = "that question is not known any more"


def form_for(snapshot: Snapshot, event: ButtonPressed, about: AboutRequest) -> Form | Decision:
    """Return the form for a person who may pass a question on, or why they may not."""
    request, told = snapshot.head, _told(snapshot, event, about, "")
    if request is None:
        return not_there(snapshot, told, NAME, impossible(NAME, _GONE))
    not_allowed = refused(snapshot, told, NAME)
    if not_allowed is not None:
        return not_allowed
    if event.trigger is None:
        return impossible(NAME, "no form can be opened from here; use `ratchet help handoff`")
    if as_one((request, *snapshot.parts)).state is HelpState.RESOLVED:
        return impossible(NAME, "that question is resolved; ask in its thread to open it again")
    teams = tuple(_teams(snapshot, event, request))
    if not teams:
        return impossible(NAME, "there is no other team to hand it off to; `ratchet team found` founds one")
    return _form(about, teams)


def filled(snapshot: Snapshot, event: FormSubmitted, about: AboutRequest) -> Form:
    """Return the form as a person filled it in."""
    request = snapshot.head
    teams = () if request is None else tuple(_teams(snapshot, event, request))
    return _form(about, teams, event.value(TEAM))


def submitted(snapshot: Snapshot, event: FormSubmitted, about: AboutRequest) -> Decision:
    """Take the team that a person chose, as if they had passed the question on by the command."""
    request, told = snapshot.head, _told(snapshot, event, about, event.value(TEAM))
    if request is None:
        return not_there(snapshot, told, NAME, impossible(NAME, _GONE))
    decision = handling.changed(snapshot, told)
    if why_refused(decision) is not None:
        return decision
    if as_one((request, *snapshot.parts)).state is HelpState.RESOLVED:
        return impossible(NAME, "that question is resolved by now")
    if waits_for(snapshot, request, told.team, event.at):
        team = snapshot.directory.team_at(told.team, event.at)
        return impossible(NAME, f"it waits for {team_called(snapshot.directory, team, event.at)} already")
    return decision


def _told(
    snapshot: Snapshot, event: ButtonPressed | FormSubmitted, about: AboutRequest, team: str
) -> HelpRequestHandedOff:
    root = about.root if snapshot.head is None else snapshot.head.root
    return HelpRequestHandedOff(event.id, event.at, root.channel, root.ts, team, event.person)


def _form(about: AboutRequest, teams: tuple[Choice, ...], chosen: str = "") -> Form:
    asked = FormField(TEAM, "Which team can answer it?", FieldKind.CHOICE, teams, chosen)
    return Form("Hand off a question", (asked,), about)


def _teams(snapshot: Snapshot, event: ButtonPressed | FormSubmitted, request: HelpRequest) -> Iterator[Choice]:
    """Return the teams that there are at that moment, by their names, but for the one for which the question waits."""
    directory, at = snapshot.directory, event.at
    own = (one for one in directory.teams if directory.team_at(one, at) == one)
    holder = holder_at(snapshot, request, at)
    named = sorted((team_called(directory, one, at), one) for one in own if one != holder)
    yield from (Choice(team, name) for name, team in named)
