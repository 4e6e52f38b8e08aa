"""What a form becomes in Slack, at each limit and one beyond it: what has no room is refused, and never cut."""

from typing import Any

import pytest
from attrs import evolve
from bodies import FORMS, PROBLEMS, ROOT
from hypothesis import HealthCheck, given, settings
from ratchet_core.ports import Refused
from ratchet_core.vocabulary.actions import (
    AboutChannel,
    AboutMuting,
    AboutRequests,
    Choice,
    FieldKind,
    Form,
    FormField,
    FormProblem,
    OpenForm,
    RefuseForm,
)
from ratchet_slack.calls import Call, fill_call, open_call, refuse_calls
from ratchet_slack.views import form_view
from ratchet_slack.wire import loading_id, saving_id
from slack_stand_in.blocks import complaints_of_view

LASTS = FormField("lasts", "For how long", FieldKind.DURATION, value="4h")
WHERE = FormField("where", "Where", FieldKind.CHOICE, (Choice("here", "Here"), Choice("all", "Everywhere")), "here")
WHY = FormField("why", "Why", FieldKind.TEXT, optional=True)
WHO = FormField("who", "Who", FieldKind.PERSON, value="U1")
CHANNEL = FormField("channel", "Which", FieldKind.CHANNEL, value="C1")
MUTE = Form("Mute an alert", (LASTS, WHERE, WHY, WHO, CHANNEL), AboutMuting("fp", "C1"))


def plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words, "emoji": False}


def block(name: str, label: str, element: dict[str, Any], *, optional: bool = False) -> dict[str, Any]:
    held = {"action_id": "value", **element}
    return {"type": "input", "block_id": name, "label": plain(label), "optional": optional, "element": held}


HERE = {"text": plain("Here"), "value": "here"}
BLOCKS = [
    block(
        "lasts",
        "For how long",
        {"type": "plain_text_input", "placeholder": plain("30m, 4h or 2d"), "initial_value": "4h"},
    ),
    block(
        "where",
        "Where",
        {
            "type": "static_select",
            "options": [HERE, {"text": plain("Everywhere"), "value": "all"}],
            "initial_option": HERE,
        },
    ),
    block("why", "Why", {"type": "plain_text_input"}, optional=True),
    block("who", "Who", {"type": "users_select", "initial_user": "U1"}),
    block("channel", "Which", {"type": "conversations_select", "initial_conversation": "C1"}),
]
VIEW = {
    "type": "modal",
    "callback_id": "ratchet/form",
    "private_metadata": '{"alert":"fp","channel":"C1","type":"AboutMuting"}',
    "title": plain("Mute an alert"),
    "submit": plain("Save"),
    "close": plain("Cancel"),
    "blocks": BLOCKS,
}


def test_a_form_is_a_modal_with_an_input_for_each_field() -> None:
    assert form_view(MUTE) == VIEW


def test_a_form_takes_the_place_of_its_loading_view_or_is_opened_under_the_same_name() -> None:
    action, name = OpenForm("k", "forms", "T1", MUTE), loading_id("T1")
    named = {**VIEW, "external_id": name}
    assert (fill_call(action), open_call(action)) == (
        Call("views.update", {"external_id": name, "view": named}),
        Call("views.open", {"trigger_id": "T1", "view": named}),
    )


def test_a_refused_form_is_shown_again_with_what_is_wrong_below_each_field() -> None:
    problems = (FormProblem("where", "Choose one of these."), FormProblem("gone", "Open it again."))
    action = RefuseForm("k", "forms", "U1", "V1", problems, MUTE)
    wrong = [{"type": "context", "elements": [plain(f"⚠ {one.what}")]} for one in problems]
    view = {**VIEW, "blocks": [*BLOCKS[:2], wrong[0], *BLOCKS[2:], wrong[1]]}
    assert refuse_calls(action) == (
        Call("views.update", {"view_id": "V1", "view": view}),
        Call("views.update", {"external_id": saving_id("V1"), "view": view}),
    )


def of(*fields: FormField, title: str = "T") -> Form:
    return Form(title, fields, AboutChannel("C1"))


def choices(number: int, value: str = "") -> tuple[Choice, ...]:
    return tuple(Choice(f"{value}{one}", f"Choice {one}") for one in range(number))


FITS = [
    of(evolve(WHY, value="x" * 3_000)),
    of(evolve(WHY, name="n" * 255)),
    of(*(evolve(WHY, name=f"f{one}") for one in range(100))),
    of(evolve(WHERE, choices=choices(100), value="7")),
    of(evolve(WHERE, choices=choices(101), value="100")),
    of(evolve(WHERE, choices=choices(2_000), value="1999")),
    of(evolve(WHERE, choices=(Choice("v" * 150, "x"),))),
    of(evolve(WHERE, choices=(Choice("v", "x" * 75), Choice("w", "x" * 76)))),
    of(evolve(WHY, label="l" * 2_001)),
    of(WHY, title="t" * 24),
    of(WHY, title="t" * 25),
    Form("T", (WHY,), AboutRequests((ROOT,) * 60)),
]
TOO_LARGE = [
    of(evolve(WHY, value="x" * 3_001)),
    of(evolve(WHY, name="n" * 256)),
    of(*(evolve(WHY, name=f"f{one}") for one in range(101))),
    of(evolve(WHERE, choices=choices(10_000))),
    of(evolve(WHERE, choices=())),
    of(evolve(WHERE, choices=(Choice("v" * 151, "x"),))),
    Form("T", (WHY,), AboutRequests((ROOT,) * 75)),
]


@pytest.mark.parametrize("form", FITS)
def test_slack_takes_a_form_at_its_limits(form: Form) -> None:
    assert complaints_of_view(form_view(form)) == []


@pytest.mark.parametrize("form", TOO_LARGE)
def test_a_form_beyond_a_limit_is_refused_rather_than_cut(form: Form) -> None:
    with pytest.raises(Refused, match=r"Slack"):
        form_view(form)


def test_a_title_is_whole_up_to_its_limit_and_cut_beyond_it() -> None:
    titles = [form_view(of(WHY, title="t" * number))["title"]["text"] for number in (24, 25)]
    assert titles == ["t" * 24, "t" * 23 + "…"]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150, deadline=None)
@given(FORMS, PROBLEMS)
def test_whatever_a_form_asks_for_slack_takes_it_or_it_is_refused(
    form: Form, problems: tuple[FormProblem, ...]
) -> None:
    try:
        view = form_view(form, problems)
    except Refused:
        return
    assert complaints_of_view(view) == []
