"""What Slack carries for ratchet and brings back: what a button does, what a form is about, whose loading view one is.

Nothing is kept between sending and receiving, so all that the core needs travels in the message or in the view.
"""

import json
from hashlib import blake2s
from typing import Final

from ratchet_core.vocabulary.actions import About, Button, FieldKind, Form, FormField, Press
from ratchet_core.vocabulary.codec import converter
from ratchet_core.vocabulary.writing import writer_of

FORM: Final = "ratchet/form"
"""The `callback_id` of every form; a `view_submission` with another one is not about a form."""

PRESS: Final = "ratchet/press"
"""How the `action_id` of every button begins; behind it is the number of the button in its message."""

_MALFORMED: Final = (ValueError, TypeError, KeyError, AttributeError, RecursionError, ExceptionGroup)


def button_value(button: Button) -> str:
    """Return the `value` of a button: what it does, and to what."""
    return f'{{"does":{json.dumps(button.does)},"about":{writer_of(About)(button.about)}}}'


def pressed(value: object) -> tuple[Press, About] | None:
    """Return what a button does and to what, from the `value` of a `block_actions` payload; None if it is not ours."""
    told = _object(value)
    about = _about(told.get("about"))
    try:
        return None if about is None else (Press(str(told.get("does"))), about)
    except ValueError:
        return None


def form_metadata(form: Form) -> str:
    """Return the `private_metadata` of a form's view: what it is about."""
    return writer_of(About)(form.about)


def form_about(metadata: object) -> About | None:
    """Return what a form is about, from the `private_metadata` of its view; None if it is not ours."""
    return _about(_object(metadata))


def block_of(field: FormField) -> str:
    """Return the `block_id` of a form's field: its name, by which its value is found in `view.state.values`."""
    return field.name


def element_of(kind: FieldKind) -> str:
    """Return the `action_id` of a field's element: its kind, so that whoever reads the value knows what it is."""
    return kind.value


def form_name(trigger: str) -> str:
    """Return the `external_id` of the view that is opened with a `trigger_id`.

    Whoever receives the trigger opens a loading view under it at once; the form is put in its place by this name.
    """
    return f"ratchet-{blake2s(trigger.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


def _object(text: object) -> dict[str, object]:
    try:
        told = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _about(told: object) -> About | None:
    if not isinstance(told, dict):
        return None
    try:
        about: About = converter().structure(told, About)
    except _MALFORMED:
        return None
    return about
