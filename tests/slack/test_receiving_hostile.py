"""Whatever is delivered, reading it never raises; what is not understood is told with its kind, and without words."""

import copy
import json
import math
from collections.abc import Iterator

import pytest
from deliveries import ALERT, DEPLOYED, NOW, SAID, US, Json, changed, edited, envelope, reading_of
from hypothesis import given
from hypothesis import strategies as st
from ratchet_core.vocabulary.codec import event_from_json, event_to_json
from ratchet_slack.receiving.heard import Heard, Identity, NoNews, Unread
from ratchet_slack.receiving.reading import EVENTS, read
from test_receiving_controls import CHOSEN, COMMAND, PRESSED, SENT
from test_receiving_organisation import GROUP, HOME, JOINED, PERSON, REACTED

DELIVERIES: list[Json] = [
    *(
        envelope(event)
        for event in (
            SAID,
            {**SAID, "text": "<@UBOT>"},
            ALERT,
            DEPLOYED,
            changed(edited(SAID, "x"), SAID),
            REACTED,
            JOINED,
            HOME,
            {"type": "user_change", "user": PERSON, "event_ts": "1.0"},
            {"type": "subteam_updated", "subteam": GROUP, "event_ts": "1.0"},
            {"type": "channel_rename", "channel": {"id": "C1", "name": "x"}, "event_ts": "1.0"},
        )
    ),
    PRESSED,
    SENT,
    CHOSEN,
    COMMAND,
]
DEEP: object = "end"
for _ in range(400):
    DEEP = [DEEP]
ODD: list[object] = [None, True, -1, 10**400, math.nan, math.inf, "", "\0", "\ud800", "x" * 100_000, [], {}, [[]], DEEP]


def places(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Yield the path to everything in a value of JSON."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield (*path, name)
            yield from places(one, (*path, name))
    if isinstance(value, list):
        for at, one in enumerate(value):
            yield (*path, at)
            yield from places(one, (*path, at))


def spoiled(body: Json, path: tuple[object, ...], odd: object) -> Json:
    """Return a delivery with something odd in one place."""
    made = copy.deepcopy(body)
    inside: object = made
    for step in path[:-1]:
        inside = inside[step]  # type: ignore[index]
    inside[path[-1]] = odd  # type: ignore[index]
    return made


def test_something_odd_in_any_place_of_any_delivery_is_read_or_told_of_as_unread() -> None:
    found = [
        read(spoiled(body, path, odd), US, NOW) for body in DELIVERIES for path in list(places(body)) for odd in ODD
    ]
    broken = [one for one in found if isinstance(one, Unread) and one.why.startswith("cannot be read")]
    assert broken == []


def test_what_is_read_of_something_odd_can_be_kept_as_it_is() -> None:
    texts = (
        event_to_json(event)
        for body in DELIVERIES
        for path in list(places(body))
        for odd in ("\0\ud800", "x" * 100_000)
        for found in [read(spoiled(body, path, odd), US, NOW)]
        if isinstance(found, Heard)
        for event in found.events
    )
    assert [one for one in texts if "\\u0000" in one or "\\ud800" in one or event_from_json(one) is None] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(sorted(EVENTS)), st.dictionaries(st.sampled_from(["channel", "user", "item", "ts"]), JSON))
def test_no_event_of_any_kind_breaks_the_reader(kind: str, fields: Json) -> None:
    found = reading_of({**fields, "type": kind})
    assert not (isinstance(found, Unread) and found.why.startswith("cannot be read"))


@given(JSON)
def test_nothing_at_all_breaks_the_reader(body: object) -> None:
    assert isinstance(read(body, US, NOW), NoNews | Unread)


def test_a_kind_that_nobody_reads_is_told_of() -> None:
    found = reading_of({"type": "dnd_updated", "user": "U1"})
    assert isinstance(found, Unread)
    assert (found.kind, found.why) == ("dnd_updated", "of a kind that is not read")


def test_what_is_missing_is_said() -> None:
    found = reading_of({"type": "reaction_added", "user": "U1", "reaction": "eyes"})
    assert isinstance(found, Unread)
    assert (found.kind, found.why) == ("reaction_added", "no item")


def test_the_shape_of_what_was_not_read_holds_nobodys_words() -> None:
    found = reading_of({"type": "dnd_updated", "user": "U1", "deep": {"said": ["secret", "words"]}})
    assert isinstance(found, Unread)
    assert json.loads(found.shape)["event"] == {"type": "str", "user": "str", "deep": {"said": ["str"]}}


@pytest.mark.parametrize(
    "body",
    [
        envelope(SAID, team_id="T2", context_team_id="T2", authorizations=[{"team_id": "T2"}]),
        envelope(SAID, authorizations=[{"team_id": "T2"}]),
        envelope(SAID, team_id="T2", context_team_id=None, authorizations=[]),
        envelope(SAID, team_id=None, context_team_id=None, authorizations=None),
        {**COMMAND, "team_id": "T2"},
        {**PRESSED, "team": {"id": "T2"}, "message": {"team": "T2"}},
    ],
)
def test_what_is_of_another_workspace_is_refused(body: Json) -> None:
    found = read(body, US, NOW)
    assert isinstance(found, Unread)
    assert found.why == "of another workspace"


def test_who_does_not_know_their_own_workspace_hears_nothing() -> None:
    found = read(envelope(SAID, team_id="", authorizations=[{"team_id": ""}]), Identity("", "U", "B"), NOW)
    assert isinstance(found, Unread)


def test_what_a_stranger_writes_in_a_shared_channel_is_delivered_to_us_and_heard() -> None:
    shared = envelope(SAID, team_id="T2", is_ext_shared_channel=True)
    assert isinstance(read(shared, US, NOW), Heard)


def test_a_press_of_a_stranger_on_a_message_of_ours_is_heard() -> None:
    assert isinstance(read({**PRESSED, "team": {"id": "T2", "domain": "other"}}, US, NOW), Heard)


def test_slack_says_that_it_kept_events_back() -> None:
    limited = {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1767607200, "api_app_id": "A1"}
    assert read(limited, US, NOW) == Heard(gap=True)
