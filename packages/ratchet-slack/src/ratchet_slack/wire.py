"""How what we show in Slack names what it is about, so that what comes back can be read: both halves agree here.

A button says in its `action_id` what it does, and in its `value` what to. A form's `private_metadata` says what the
form is about, and each of its inputs has the name of its field as `block_id`. Views that are shown before the core has
decided have an `external_id` that is a function of their cause, so that whoever fills them needs no memory of them.
"""

import hashlib
import json
from typing import Final

from ratchet_core.reading.asking import Command
from ratchet_core.vocabulary.actions import About, Press
from ratchet_core.vocabulary.codec import converter
from ratchet_core.vocabulary.writing import writer_of

COMMAND: Final = "/ratchet"
FORM: Final = "ratchet/form"
"""The `callback_id` of every form of ours."""

VALUE: Final = "value"
"""The `action_id` of the input of a field."""

MOST_BYTES: Final = 2_000
"""Slack's limit on the value of a button; that on `private_metadata` is 3,000."""

FORM_OPENERS: Final = frozenset({Press.MUTE, Press.SET_UP, Press.NOISE, Press.EDIT, Press.REVIEW, Press.HAND_OFF})
"""The presses that the core answers with a form, so that something is shown where it takes long to decide."""

COMMANDS_WITH_FORMS: Final = frozenset({Command.MUTE, Command.SETUP})
"""The commands that the core answers with a form."""

_PRESS: Final = "ratchet/"


def press_id(does: Press, place: int) -> str:
    """Return the `action_id` of a button that stands at a place of its message."""
    return f"{_PRESS}{does.value}/{place}"


def press_of(action_id: object) -> Press | None:
    """Return what a button does, also where that is outdated; None where it is none of ours."""
    if not isinstance(action_id, str) or not action_id.startswith(_PRESS):
        return None
    name = action_id.removeprefix(_PRESS).partition("/")[0]
    return next((one for one in Press if one.value == name), Press.OUTDATED)


def about_to_text(about: About) -> str:
    """Return what a button or a form is about, as Slack keeps it for us."""
    return writer_of(About)(about)


def about_of(text: object) -> About | None:
    """Read what `about_to_text` wrote, or return None where that is nothing of ours."""
    if not isinstance(text, str):
        return None
    try:
        about: About = converter().structure(json.loads(text), About)
    except Exception:  # noqa: BLE001 - whatever a converter makes of what somebody else wrote, it is none of ours
        return None
    return about


def loading_id(trigger: str) -> str:
    """Return the `external_id` of the view that is opened for a trigger before the core has decided."""
    return f"ratchet-loading-{_digest(trigger)}"


def saving_id(view: str) -> str:
    """Return the `external_id` of the view that takes the place of a form that is being looked through."""
    return f"ratchet-saving-{_digest(view)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:40]
