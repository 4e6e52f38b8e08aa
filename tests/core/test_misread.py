"""What may be read wrongly of bots' messages is told, with an example of each."""

from histories import INTRODUCTIONS, POLICY, START, posted, replayed
from ratchet_core.basis.content import Content
from ratchet_core.basis.instants import HOUR, ts_of
from ratchet_core.memory import MemoryStore
from ratchet_core.queries.misread import Misread, Sign
from ratchet_core.vocabulary.events import Event

RED, GREEN = "a30200", "2eb886"


def told(*messages: tuple[str, str]) -> list[tuple[Sign, str, str, int]]:
    """Return the doubts about one bot's messages, given as title and colour, an hour apart."""
    events: list[Event] = [
        posted(START + number * HOUR, "C1", Content(text=title, title=title, colour=colour))
        for number, (title, colour) in enumerate(messages)
    ]
    misread = Misread()
    for event, decision in replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events]):
        misread.hear(event, decision.reasons)
    return [(one.sign, one.skeleton, one.ts, one.count) for one in misread.doubts()]


def test_one_template_in_red_and_in_green_that_is_kept_as_notices_is_doubtful() -> None:
    found = told(
        ("Till feed pull request 7", RED), ("Till feed pull request 8", GREEN), ("Till feed pull request 9", RED)
    )
    assert found == [
        (Sign.TWO_COLOURS, "till feed pull request # (red)", ts_of(START + 2 * HOUR), 2),
        (Sign.TWO_COLOURS, "till feed pull request # (green)", ts_of(START + HOUR), 1),
    ]


def test_an_end_that_matches_nothing_is_doubtful_when_it_comes_again() -> None:
    end = ("Recovered: paper tray of till-4", GREEN)
    skeleton = "recovered paper tray of"
    assert (told(end), told(end, end)) == ([], [(Sign.UNMATCHED_END, skeleton, ts_of(START + HOUR), 2)])


def test_a_channel_whose_notices_are_red_is_doubtful() -> None:
    assert told(*((f"Till pull request {'x' * number}", RED) for number in range(1, 7))) == [
        (Sign.RED_CHANNEL, "", "", 6)
    ]


def test_alerts_that_open_and_end_are_not_doubtful() -> None:
    assert told(("[FIRING] Paper out", RED), ("[RESOLVED] Paper out", GREEN), ("Merged pull request 7", GREEN)) == []
