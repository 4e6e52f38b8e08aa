"""What becomes of texts before a page shows them, and of what a request asks for."""

import json

import pytest
from attrs import frozen
from hostile import PILED, SECRET, TURNED, UNSEEN
from hypothesis import given
from hypothesis import strategies as st
from ratchet_core.basis.instants import DAY, SECOND
from ratchet_web.asked import Asked, BadQuestionError, Listed, by_name, latest_first
from ratchet_web.links import Link
from ratchet_web.telling import as_json
from ratchet_web.times import absolute, instant, moment, relative, written
from ratchet_web.words import for_people, for_programs, visible

NOON = 1_767_614_400 * SECOND


@frozen
class Told:
    """Something that a page says."""

    name: str
    links: tuple[Link, ...] = ()


def test_what_turns_or_hides_words_gets_a_mark() -> None:
    assert [visible(TURNED), visible(UNSEEN)] == [
        "harmless\ufffdgpj.exe\ufffd\ufffd",
        "che\ufffdckout\ufffd\ufffd\ufffd",
    ]


@pytest.mark.parametrize("text", ["नमस्ते क्षत्रिय", "می‌خواهم", "שלום\u200f!", "👩\u200d💻", "é à ü", "a\tb\nc"])
def test_how_people_write_their_languages_stays(text: str) -> None:
    assert visible(text) == text


def test_marks_that_are_piled_up_are_cut() -> None:
    assert visible(PILED) == PILED[:5]


def test_a_secret_is_hidden_from_people_and_programs_and_an_address_stays() -> None:
    value = Told(f"token {SECRET}", (Link(f"{SECRET} {TURNED}", "/people/U1"),))
    assert [for_people(value), for_programs(value)] == [
        Told(
            "token [secret: github token]",
            (Link("[secret: github token] harmless\ufffdgpj.exe\ufffd\ufffd", "/people/U1"),),
        ),
        Told("token [secret: github token]", (Link(f"[secret: github token] {TURNED}", "/people/U1"),)),
    ]


def test_json_has_no_character_that_steers_whoever_prints_it() -> None:
    told = as_json(Told(TURNED), moment(NOON))
    assert (told.isascii(), json.loads(told)) == (True, {"as_of": "2026-01-05T12:00:00Z", "name": TURNED, "links": []})


@given(st.text())
def test_no_text_becomes_longer(text: str) -> None:
    assert len(visible(text)) <= len(text)


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("2026-01-05", "2026-01-05T23:59:59Z"),
        ("2026-01-05T14:00Z", "2026-01-05T14:00:00Z"),
        ("2026-01-05T14:00", "2026-01-05T14:00:00Z"),
        ("2026-01-05T14:00:00+02:00", "2026-01-05T12:00:00Z"),
        ("", "2026-01-05T12:00:00Z"),
    ],
)
def test_a_day_is_meant_as_of_its_end_and_nothing_means_now(said: str, means: str) -> None:
    assert written(moment(Asked(NOON, query={"at": said}).moment())) == means


@pytest.mark.parametrize("said", ["yesterday", "2026-13-01", "2026-01-05T25:00", "9" * 30])
def test_what_is_no_time_is_refused_with_what_is_one(said: str) -> None:
    with pytest.raises(BadQuestionError, match=f"{said} is not a valid time; use 2026-01-31 or 2026-01-31T14:00Z."):
        Asked(NOON, query={"at": said}).moment()


@given(st.lists(st.tuples(st.integers(0, 3), st.text("ab~ü\u0000", max_size=3)), unique=True), st.integers(1, 4))
def test_the_parts_of_a_list_are_the_whole_list(items: list[tuple[int, str]], limit: int) -> None:
    found, query, total = list[tuple[int, str]](), {"limit": str(limit)}, set[int | None]()
    while True:
        part: Listed[tuple[int, str]] = Asked(NOON, query=query).listed(items, lambda one: latest_first(*one))
        found += part.items
        total.add(part.total)
        if part.next is None:
            break
        at, name = part.items[-1]
        query["before"] = f"{-at}~{name}~"
    assert (found, total) == (sorted(items, key=lambda one: (-one[0], one[1])), {len(items)})


def test_a_list_by_name_goes_on_after_a_name_with_the_sign_that_parts_places() -> None:
    items = ["a~b", "a~c", "B"]
    part = Asked(NOON, query={"before": "0~a~b~a~b"}).listed(items, lambda one: by_name(one, one.replace("~", "-")))
    assert part.items == ("a~c", "B")


def test_a_moment_is_told_by_how_far_away_it_is() -> None:
    now = moment(NOON)
    moments = [NOON - 3 * DAY, NOON - 59 * SECOND, NOON, NOON + 90 * SECOND, 0, 10**19]
    assert [(relative(moment(one), now), absolute(moment(one))) for one in moments] == [
        ("3 d ago", "2026-01-02 12:00"),
        ("just now", "2026-01-05 11:59"),
        ("just now", "2026-01-05 12:00"),
        ("in 1 min", "2026-01-05 12:01"),
        ("20458 d 12 h ago", "1970-01-01 00:00"),
        ("in 2879541 d 12 h", "9909-12-07 00:00"),
    ]


def test_a_moment_of_the_calendar_is_the_same_moment_in_the_core() -> None:
    assert instant(moment(NOON + 1)) == NOON + 1
