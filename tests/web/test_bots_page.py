"""The page of bots: what may be read wrongly of their messages, how that is taught, and what was taught."""

from typing import Any

from asking import lived, told, visitor
from histories import BOT, INTRODUCTIONS, START, posted
from ratchet_core.basis.content import Content
from ratchet_core.basis.instants import HOUR, ts_of
from ratchet_core.queries.misread import Sign
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.events import Event, MessageCorrected

RED, GREEN = "a30200", "2eb886"
C1 = {"text": "#c1", "href": "/channels/C1"}


def said(number: int, title: str, colour: str) -> Event:
    return posted(START + number * HOUR, "C1", Content(title, title, colour=colour))


def page(*events: Event) -> dict[str, Any]:
    return {
        name: value for name, value in told(lived([*INTRODUCTIONS, *events]), "/bots.json").items() if name != "as_of"
    }


ENDS = [said(number, "Recovered: paper tray of till-4", GREEN) for number in range(2)]
TWO = [said(2, "Till feed pull request 7", RED), said(3, "Till feed pull request 8", GREEN)]
WORD = MessageCorrected("w", START + 4 * HOUR, "C1", ts_of(START), BOT.key, "paper tray", Kind.OTHER, "U1")
TEACH = "ratchet bot teach"


def test_what_may_be_read_wrongly_is_shown_with_the_command_that_teaches_it() -> None:
    at = [ts_of(START + number * HOUR) for number in range(4)]
    assert [(one["title"], one["sign"], one["count"], one["command"]) for one in page(*ENDS, *TWO)["doubts"]] == [
        (
            "Recovered: paper tray of till-4",
            Sign.UNMATCHED_END.value,
            2,
            f"{TEACH} c1/{at[1]} B1 'recovered paper tray of' notice --as PERSON",
        ),
        (
            "Till feed pull request 8",
            Sign.TWO_COLOURS.value,
            1,
            f"{TEACH} c1/{at[3]} B1 'till feed pull request # (green)' end --as PERSON",
        ),
        (
            "Till feed pull request 7",
            Sign.TWO_COLOURS.value,
            1,
            f"{TEACH} c1/{at[2]} B1 'till feed pull request # (red)' firing --as PERSON",
        ),
    ]


def test_what_people_taught_is_shown_with_who_did() -> None:
    person = {"text": "U1", "href": "/people/U1"}
    assert page(WORD) == {
        "looked_at": 0,
        "doubts": [],
        "taught": {
            "items": [
                {
                    "bot": "B1",
                    "like": "paper tray",
                    "taken_for": "notice",
                    "person": person,
                    "at": "2026-01-05T14:00:00Z",
                }
            ],
            "total": 1,
            "next": None,
        },
    }


def test_the_page_for_people_says_the_same() -> None:
    text = visitor(lived([*INTRODUCTIONS, *ENDS])).get("/bots").text
    assert "Recovered: paper tray of till-4" in text
    assert "ratchet bot teach" in text
