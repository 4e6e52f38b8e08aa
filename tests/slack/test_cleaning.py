"""What has been cleaned every store, file and terminal takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ratchet_slack.cleaning import DEBRIS, MAX_NAME, clean, clean_name, stamp_of
from ratchet_slack.events import moment

ANY = (
    st.text()
    | st.none()
    | st.integers()
    | st.floats()
    | st.lists(st.integers())
    | st.dictionaries(st.text(), st.none())
)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("a\0b", "ab"),
        ("\ud83d", ""),
        ("a\tb\n", "a\tb\n"),
        ("é\x9b\x7f", "é"),
        ("\u202e\u05d0", "\u202e\u05d0"),
        (7, ""),
    ],
)
def test_debris_is_left_out_and_what_people_write_stays(raw: object, read: str) -> None:
    assert clean(raw) == read


@given(ANY)
def test_a_name_is_clean_short_and_on_one_line(value: object) -> None:
    name = clean_name(value)
    assert (DEBRIS.search(name), len(name) <= MAX_NAME, len(name.splitlines()) <= 1) == (None, True, True)


@given(ANY | st.from_regex(r"[0-9]{1,12}(\.[0-9]{0,8})?", fullmatch=True))
def test_a_timestamp_is_a_moment_or_nothing(value: object) -> None:
    assert (stamp_of(value) is None) == (moment(value) is None)


@pytest.mark.parametrize(
    ("value", "stamp"), [(1767607200.5, "1767607200.500000"), (-0.0, "0.000000"), (10**400, None), (float("nan"), None)]
)
def test_a_number_may_be_a_timestamp(value: object, stamp: str | None) -> None:
    assert stamp_of(value) == stamp
