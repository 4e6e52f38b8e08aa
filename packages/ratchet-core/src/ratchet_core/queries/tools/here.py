"""What is known of the place of a question: the channel, whose it is, and the alert or the question of its thread."""

from collections.abc import Iterator

from ratchet_core.domain import MessageRef, Track
from ratchet_core.domain.course import course_of
from ratchet_core.domain.requests import as_one
from ratchet_core.queries.help_requests import parts_of
from ratchet_core.queries.tools.desk import Desk, fact, incident_told
from ratchet_core.rules.owning import owner_called
from ratchet_core.vocabulary.actions import AboutInquiry
from ratchet_core.vocabulary.models import Material, ToolCall, ToolResult


def run(desk: Desk, _call: ToolCall) -> ToolResult:
    """Return what is known of the place."""
    return ToolResult("", tuple(_known(desk)))


def _known(desk: Desk) -> Iterator[Material]:
    channel, directory, about = desk.action.channel, desk.directory, desk.action.about
    if channel not in directory.channels:
        yield fact(desk, "place", "The question was asked in a conversation with ratchet alone.")
        return
    owner = owner_called(directory, channel, None)
    owned = f"{owner} owns it" if owner is not None else "no owner of it is recorded"
    yield fact(desk, "place", f"The question was asked in {desk.channel_called(channel)}; {owned}.", channel=channel)
    if isinstance(about, AboutInquiry) and about.ts != about.root.ts:
        yield from _of_thread(desk, about.root)


def _of_thread(desk: Desk, root: MessageRef) -> Iterator[Material]:
    for track in desk.reader.tracks():
        known = course_of(track).incidents if track.channel == root.channel else ()
        found = next((one for one in reversed(known) if root.ts in {one.root_ts, _thread_of_card(track)}), None)
        if found is not None:
            text = f"It was asked in the thread of the alert {track.name}."
            yield fact(desk, "place", text, channel=root.channel, ts=root.ts)
            yield incident_told(desk, track, found)
    request = desk.reader.request(root)
    if request is not None:
        text = (
            f"It was asked in the thread of a question, which is {as_one(parts_of(desk.reader, request)).state.value}."
        )
        yield fact(desk, "place", text, channel=root.channel, ts=root.ts)


def _thread_of_card(track: Track) -> str | None:
    return None if track.card is None else track.card.thread
