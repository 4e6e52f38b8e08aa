"""Forms and home pages as views of Slack.

What a form of Slack's has no room for is refused and never cut, for whoever saves the form would lose the rest of it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ratchet_core.ports import Refused
from ratchet_core.vocabulary.actions import Body, Choice, FieldKind, Form, FormField, FormProblem

from ratchet_slack.buttons import plain
from ratchet_slack.escaping import is_channel, is_person
from ratchet_slack.fit import length, size
from ratchet_slack.limits import (
    BLOCK_ID,
    GROUP_LABEL,
    INITIAL,
    LABEL,
    METADATA,
    OPTION,
    OPTION_GROUPS,
    OPTION_VALUE,
    OPTIONS,
    PLACEHOLDER,
    TEXT_OBJECT,
    TITLE,
    VIEW_BLOCKS,
    VIEW_BYTES,
)
from ratchet_slack.lines import Block, Element, blocks_of
from ratchet_slack.pages import HOME, pages_of
from ratchet_slack.wire import FORM, VALUE, about_to_text

View = dict[str, Any]

ELSEWHERE: Final = "this form is too large for Slack; use the `ratchet` command instead"


def form_view(form: Form, problems: Sequence[FormProblem] = (), site: str = "") -> View:
    """Return a form as a modal: what is read above its fields, and what is wrong with one right below it.

    Raises:
        Refused: If Slack has no room for it.
    """
    blocks = [] if form.intro is None else list(blocks_of(form.intro, site))
    blocks += [block for field in form.fields for block in _field_blocks(field, problems)]
    blocks += [_problem(one) for one in problems if one.field not in {field.name for field in form.fields}]
    about = about_to_text(form.about)
    view = {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": about,
        "title": plain(form.title, TITLE),
        "submit": plain("Save", TITLE),
        "close": plain("Cancel", TITLE),
        "blocks": blocks,
    }
    if len(blocks) > VIEW_BLOCKS or len(about) > METADATA or size(view) > VIEW_BYTES:
        raise Refused(ELSEWHERE)
    return view


def home_view(body: Body, site: str) -> View:
    """Return a home page."""
    (page,) = pages_of(body, site, HOME)
    return {"type": "home", "blocks": list(page.blocks)}


def _field_blocks(field: FormField, problems: Sequence[FormProblem]) -> Iterator[Block]:
    if length(field.name) > BLOCK_ID:
        raise Refused(ELSEWHERE)
    yield {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label, LABEL),
        "optional": field.optional,
        "element": {"action_id": VALUE, **_element(field)},
    }
    yield from (_problem(one) for one in problems if one.field == field.name)


def _problem(problem: FormProblem) -> Block:
    return {"type": "context", "elements": [plain(f"⚠ {problem.what}", TEXT_OBJECT)]}


def _element(field: FormField) -> Element:
    match field.kind:
        case FieldKind.TEXT:
            return _typed(field, {})
        case FieldKind.LONG_TEXT:
            return _typed(field, {"multiline": True})
        case FieldKind.DURATION:
            return _typed(field, {"placeholder": plain("30m, 4h or 2d", PLACEHOLDER)})
        case FieldKind.CHOICE:
            return _choices(field)
        case FieldKind.PERSON:
            return {"type": "users_select", **_initial("initial_user", field.value if is_person(field.value) else "")}
        case FieldKind.CHANNEL:
            chosen = field.value if is_channel(field.value) else ""
            return {"type": "conversations_select", **_initial("initial_conversation", chosen)}


def _typed(field: FormField, more: Element) -> Element:
    if length(field.value) > INITIAL:
        raise Refused(f"“{field.label}” is longer than the {INITIAL:,} characters that a form in Slack takes")
    return {"type": "plain_text_input", **more, **_initial("initial_value", field.value)}


def _initial(name: str, value: str) -> Element:
    return {name: value} if value else {}


def _choices(field: FormField) -> Element:
    """Return a menu; one that is longer than Slack's is in groups."""
    options = [_option(one) for one in field.choices]
    if not options or len(options) > OPTIONS * OPTION_GROUPS:
        raise Refused(ELSEWHERE)
    chosen = next((one for one in options if one["value"] == field.value), None)
    initial = {} if chosen is None else {"initial_option": chosen}
    if len(options) <= OPTIONS:
        return {"type": "static_select", "options": options, **initial}
    return {"type": "static_select", "option_groups": list(_groups(options)), **initial}


def _groups(options: Sequence[Element]) -> Iterator[Element]:
    for first in range(0, len(options), OPTIONS):
        group = options[first : first + OPTIONS]
        yield {"label": plain(f"{first + 1} to {first + len(group)}", GROUP_LABEL), "options": group}


def _option(choice: Choice) -> Element:
    if not 0 < length(choice.value) <= OPTION_VALUE:
        raise Refused(ELSEWHERE)
    return {"text": plain(choice.label, OPTION), "value": choice.value}
