"""Help requests and notices, as rows; the questions that continue each other are one request."""

from functools import partial

from ratchet_core.basis.instants import described
from ratchet_core.domain import HelpRequest, HelpState, Notification, Tie
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.requests import waits_since
from ratchet_core.queries import notifications as notices
from ratchet_core.queries.help_requests import (
    RequestDetails,
    RequestEntry,
    request_details,
    request_entries,
    settlement_of,
)
from ratchet_core.queries.reader import Reader
from ratchet_core.reading.gist import gist_of
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.recognise.recognised import Kind
from ratchet_core.rules.owning import holder_of, team_called

from ratchet_cli.listings.incidents import minutes_before, name_of, note_row
from ratchet_cli.listings.rows import Row, of_service, place
from ratchet_cli.terminal.names import person_name
from ratchet_cli.terminal.transcript import day_and_time

_SHOWN = 100
_KIND = "notification_"


def requests(
    reader: Reader,
    *,
    state: HelpState | None = None,
    channel: str | None = None,
    teams: frozenset[str] | None = None,
    limit: int | None = None,
) -> list[Row]:
    """Return the help requests that are so: those that wait first, the longest first; then the latest of the others."""
    directory = reader.directory()
    chosen = request_entries(reader, state=state, channel=channel, teams=teams)
    chosen.sort(
        key=lambda one: (not _waits(one.request), waits_since(one.request) * (1 if _waits(one.request) else -1))
    )
    return [request_row(directory, one) for one in chosen[:limit]]


def _waits(request: HelpRequest) -> bool:
    return request.state is HelpState.OPEN


def waiting_for(directory: Directory, request: HelpRequest) -> str:
    """Return for whom a request waits: its asker, who was asked back, or the team that holds it; nothing if nobody."""
    if not _waits(request):
        return ""
    if request.waits_for_asker:
        return f"{person_name(directory, request.asker)}, who was asked back"
    holder = holder_of(directory, request)
    return team_called(directory, holder) if holder else "nobody"


def request_row(directory: Directory, entry: RequestEntry) -> Row:
    """Return a help request with who asked what."""
    one = entry.request
    return {
        "request": place(directory, one.root),
        "asked": day_and_time(one.asked_at),
        "by": person_name(directory, one.asker),
        "as": one.asked_as.value if one.asked_as else "",
        **of_service(directory, one.service),
        "state": one.state.value,
        "waiting since": day_and_time(waits_since(one)) if _waits(one) else "",
        "waiting for": waiting_for(directory, one),
        "question": gist_of(without_secrets(entry.question), _SHOWN, partial(person_name, directory)),
    }


def shown_request(reader: Reader, request: HelpRequest) -> Row:
    """Return all that there is to say of a help request."""
    directory, details = reader.directory(), request_details(reader, request)
    one, about = details.request, details.incident
    words = reader.words_of([part.root for part in details.parts])
    return {
        **request_row(directory, RequestEntry(one, "")),
        "question": [_part(directory, part, words.get(part.root, "")) for part in details.parts],
        "tied by": one.tie.value if one.tie else "",
        "resolution": _resolution(directory, one),
        "first response": _first_response(directory, details),
        "first answer": f"after {described(one.first_answer_at - one.asked_at)}" if one.first_answer_at else "",
        "responders": [person_name(directory, person) for person in one.responders],
        "replies counted": one.replies,
        "handed to": _handed(directory, one),
        "held by": team_called(directory, details.holder) if details.holder else "nobody",
        "incident": name_of(directory, about) if about else "",
        "question came": minutes_before(one, about) if about else "",
        "linked by": _linked_by(one) if about else "",
        "replies": [note_row(directory, note) for note in details.replies],
    }


def _part(directory: Directory, part: HelpRequest, said: str) -> Row:
    return {"at": day_and_time(part.asked_at), "message": place(directory, part.root), "said": said}


def _resolution(directory: Directory, one: HelpRequest) -> str:
    if one.resolution is None:
        return ""
    said = settlement_of(one)
    if said is None:
        return f"{one.resolution.value}, seen in the thread"
    return f"{said.resolution.value}, said by {person_name(directory, said.person)} {day_and_time(said.at)}"


def _first_response(directory: Directory, details: RequestDetails) -> str:
    one = details.request
    if one.first_response_at is None:
        return ""
    who = " or ".join(person_name(directory, person) for person in details.first_responders)
    return f"after {described(one.first_response_at - one.asked_at)} by {who}"


def _handed(directory: Directory, one: HelpRequest) -> list[Row]:
    return [
        {
            "to": team_called(directory, each.team, each.at),
            "at": day_and_time(each.at),
            "by": person_name(directory, each.person),
        }
        for each in one.handed
    ]


def _linked_by(one: HelpRequest) -> str:
    return Tie.PERSON.value if one.incident is not None else "the service that it names"


def notifications(
    reader: Reader, *, service: str | None = None, kind: Kind | None = None, limit: int | None = None
) -> list[Row]:
    """Return the notices that are so, the latest first."""
    directory = reader.directory()
    chosen = notices.notifications(reader, service=service, kind=kind, limit=limit)
    return [notification_row(directory, one) for one in chosen]


def notification_row(directory: Directory, one: Notification) -> Row:
    """Return a notice with its kind, its service and its title."""
    return {
        "notification": place(directory, one.message),
        "at": day_and_time(one.at),
        "kind": one.kind.value.removeprefix(_KIND),
        **of_service(directory, one.service),
        "tied by": one.tie.value if one.tie else "",
        "title": one.title,
    }
