"""Help requests and notices, as rows; the questions that continue each other are one request."""

from ratchet_core.domain import HelpRequest, HelpState, Notification, ThreadNote, Tie
from ratchet_core.instants import described
from ratchet_core.memory import MemoryStore, World
from ratchet_core.recognise.recognised import Kind
from ratchet_core.requests import head_of, whole_requests

from ratchet_cli.asof import holder_of, keys_of, team_called
from ratchet_cli.listings.incidents import linked, minutes_before, name_of, note_row
from ratchet_cli.listings.rows import Row, of_service, place
from ratchet_cli.names import person_name
from ratchet_cli.transcript import day_and_time

_SHOWN = 100
_KIND = "notification_"


def requests(
    store: MemoryStore,
    *,
    state: HelpState | None = None,
    channel: str | None = None,
    teams: frozenset[str] | None = None,
) -> list[Row]:
    """Return the help requests that are so, the latest first.

    With `teams`, only those that one of them holds now; without a state, the resolved ones wait for nobody.
    """
    chosen = (one for one in whole_requests(store.world.requests) if channel in (None, one.root.channel))
    if state is not None:
        chosen = (one for one in chosen if one.state is state)
    elif teams is not None:
        chosen = (one for one in chosen if one.state is not HelpState.RESOLVED)
    if teams is not None:
        chosen = (one for one in chosen if holder_of(store, one, store.now) in teams)
    return [request_row(store, one) for one in sorted(chosen, key=lambda one: (-one.asked_at, one.root))]


def request_row(store: MemoryStore, one: HelpRequest) -> Row:
    """Return a help request with who asked what."""
    return {
        "request": place(store.world, one.root),
        "asked": day_and_time(one.asked_at),
        "by": person_name(store.world, one.asker),
        "as": one.asked_as.value if one.asked_as else "",
        **of_service(store, one.service),
        "state": one.state.value,
        "question": " ".join(one.question.split())[:_SHOWN],
    }


def whole_request(world: World, request: HelpRequest) -> HelpRequest:
    """Return a request with all that continues it."""
    root = head_of(request, world.requests).root
    return next(one for one in whole_requests(world.requests) if one.root == root)


def shown_request(store: MemoryStore, request: HelpRequest) -> Row:
    """Return all that there is to say of a help request."""
    world, one = store.world, whole_request(store.world, request)
    holder, about = holder_of(store, one, store.now), linked(store, [one]).get(one.root)
    return {
        **request_row(store, one),
        "question": [_part(world, part) for part in parts_of(world, one)],
        "tied by": one.tie.value if one.tie else "",
        "resolution": _resolution(world, one),
        "first response": _first_response(world, one),
        "responders": [person_name(world, person) for person in one.responders],
        "replies counted": one.replies,
        "handed to": _handed(store, one),
        "held by": team_called(store, holder, store.now) if holder else "nobody",
        "incident": name_of(world, about) if about else "",
        "question came": minutes_before(one, about) if about else "",
        "linked by": _linked_by(one) if about else "",
        "replies": [note_row(world, note) for note in _replies(world, one)],
    }


def parts_of(world: World, request: HelpRequest) -> list[HelpRequest]:
    """Return the questions that a request consists of, in the order of asking."""
    known = world.requests
    parts = (one for one in known.values() if head_of(one, known).root == request.root)
    return sorted(parts, key=lambda one: (one.asked_at, one.root))


def _replies(world: World, request: HelpRequest) -> list[ThreadNote]:
    """Return the kept replies to a request, in order."""
    return sorted(note for part in parts_of(world, request) for note in world.replies.get(part.root, ()))


def _part(world: World, part: HelpRequest) -> Row:
    return {"at": day_and_time(part.asked_at), "message": place(world, part.root), "said": part.question}


def _resolution(world: World, one: HelpRequest) -> str:
    if one.resolution is None:
        return ""
    if one.settled is None or one.settled.resolution is not one.resolution:
        return f"{one.resolution.value}, seen in the thread"
    said = one.settled
    return f"{said.resolution.value}, said by {person_name(world, said.person)} {day_and_time(said.at)}"


def _first_response(world: World, one: HelpRequest) -> str:
    if one.first_response_at is None:
        return ""
    known = [note.person for note in _replies(world, one) if note.at == one.first_response_at] or list(one.responders)
    who = " or ".join(person_name(world, person) for person in known)
    return f"after {described(one.first_response_at - one.asked_at)} by {who}"


def _handed(store: MemoryStore, one: HelpRequest) -> list[Row]:
    return [
        {
            "to": team_called(store, each.team, each.at),
            "at": day_and_time(each.at),
            "by": person_name(store.world, each.person),
        }
        for each in one.handed
    ]


def _linked_by(one: HelpRequest) -> str:
    return Tie.PERSON.value if one.incident is not None else "the service that it names"


def notifications(store: MemoryStore, *, service: str | None = None, kind: Kind | None = None) -> list[Row]:
    """Return the notices that are so, the latest first."""
    chosen = (one for one in store.world.notifications.values() if kind in (None, one.kind))
    if service is not None:
        keys = keys_of(store.world, service, store.now)
        chosen = (one for one in chosen if one.service in keys)
    ordered = sorted(chosen, key=lambda one: (-one.at, one.message))
    return [notification_row(store, one) for one in ordered]


def notification_row(store: MemoryStore, one: Notification) -> Row:
    """Return a notice with its kind, its service and its title."""
    return {
        "notification": place(store.world, one.message),
        "at": day_and_time(one.at),
        "kind": one.kind.value.removeprefix(_KIND),
        **of_service(store, one.service),
        "tied by": one.tie.value if one.tie else "",
        "title": one.title,
    }
