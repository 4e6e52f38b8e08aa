"""A reason that begins with one of opsweekly's tags counts under it."""

import pytest
from ratchet_core.queries.toil.tags import tag_in
from ratchet_core.vocabulary.toil import Tag


@pytest.mark.parametrize(
    ("reason", "tag"),
    [
        ("threshold", Tag.THRESHOLD),
        ("Check  faulty: it reads the wrong host", Tag.CHECK_FAULTY),
        ("time period wrong, again", Tag.TIME_PERIOD_WRONG),
        ("wrong time period", Tag.WRONG_TIME_PERIOD),
        ("thresholds are hard", None),
        ("", None),
    ],
)
def test_a_reason_has_the_tag_that_it_begins_with(reason: str, tag: Tag | None) -> None:
    assert tag_in(reason) is tag
