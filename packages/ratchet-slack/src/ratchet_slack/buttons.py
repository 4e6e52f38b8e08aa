"""Buttons below a message. A press comes back with what it does and to what; what is destructive is confirmed first."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ratchet_core.vocabulary.actions import Button

from ratchet_slack.fit import length, one_line, shortened, size
from ratchet_slack.limits import BUTTON, CONFIRM_BUTTON, CONFIRM_TEXT, CONFIRM_TITLE, VALUE
from ratchet_slack.lines import BLOCK_BYTES, Block, Element
from ratchet_slack.wire import about_to_text, press_id

IN_A_ROW: Final = 5
_SURE: Final = "Are you sure?"
_BACK: Final = "Cancel"


def button_blocks(buttons: Sequence[Button]) -> Iterator[Block]:
    """Return buttons in rows; one whose value is too long for Slack is left out, see `left_out`."""
    row: list[Element] = []
    for place, button in enumerate(buttons):
        if not _fits(button):
            continue
        element = _element(button, place)
        if row and (len(row) == IN_A_ROW or size(_row([*row, element])) > BLOCK_BYTES):
            yield _row(row)
            row = []
        row.append(element)
    if row:
        yield _row(row)


def left_out(buttons: Sequence[Button]) -> list[str]:
    """Return the labels of the buttons that Slack has no room for: they are about too much at once."""
    return [button.label for button in buttons if not _fits(button)]


def labels_of(blocks: Sequence[Block]) -> list[str]:
    """Return the labels of the buttons that stand in some blocks."""
    rows = (block["elements"] for block in blocks if block["type"] == "actions")
    return [button["text"]["text"] for row in rows for button in row]


def plain(text: str, most: int) -> dict[str, Any]:
    """Return a text object in which nothing is read as markup or emoji, on one line, and never empty."""
    return {"type": "plain_text", "text": shortened(one_line(text), most) or "-", "emoji": False}


def _fits(button: Button) -> bool:
    return length(about_to_text(button.about)) <= VALUE


def _element(button: Button, place: int) -> Element:
    element = {
        "type": "button",
        "action_id": press_id(button.does, place),
        "text": plain(button.label, BUTTON),
        "value": about_to_text(button.about),
    }
    if button.confirm is None:
        return element
    return {**element, "style": "danger", "confirm": _confirm(button.label, button.confirm)}


def _confirm(label: str, what: str) -> dict[str, Any]:
    return {
        "title": plain(_SURE, CONFIRM_TITLE),
        "text": plain(what, CONFIRM_TEXT),
        "confirm": plain(label, CONFIRM_BUTTON),
        "deny": plain(_BACK, CONFIRM_BUTTON),
        "style": "danger",
    }


def _row(elements: list[Element]) -> Block:
    return {"type": "actions", "elements": elements}
