"""What stands on a person's screen until the core has decided."""

from typing import Any, Final

from ratchet_core.vocabulary.actions import FormProblem

from ratchet_slack.wire import loading_id, saving_id

_MOST_PROBLEM: Final = 150


def loading_view(trigger: str) -> dict[str, Any]:
    """Return what is shown until a form is there; Slack cannot close it, so it says what to do where none comes."""
    return _view(loading_id(trigger), "Loading…", "If nothing appears here, close this window: the answer is in Slack.")


def saving_view(view: str) -> dict[str, Any]:
    """Return what is shown in the place of a form whose fate is not known yet."""
    return _view(saving_id(view), "Saving…", "If something is wrong with it, you will read it here.")


def outdated_view() -> dict[str, Any]:
    """Return what is shown in the place of a form that cannot be read any more, such as one from before an update."""
    return _view("", "Not saved.", "I cannot read this form any more. Close it, and open it again.")


def _view(name: str, state: str, hint: str) -> dict[str, Any]:
    named = {"external_id": name} if name else {}
    return {
        "type": "modal",
        **named,
        "title": {"type": "plain_text", "text": "ratchet"},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": [
            {"type": "section", "text": {"type": "plain_text", "text": state}},
            {"type": "context", "elements": [{"type": "plain_text", "text": hint}]},
        ],
    }


def with_problems(problems: tuple[FormProblem, ...]) -> dict[str, Any]:
    """Return the answer that says in a form what is wrong with it; what was filled in stays there."""
    errors = {
        one.field: f"{one.what[: _MOST_PROBLEM - 1]}…" if len(one.what) > _MOST_PROBLEM else one.what
        for one in problems
    }
    return {"response_action": "errors", "errors": errors}


def in_its_place(view: dict[str, Any]) -> dict[str, Any]:
    """Return the answer that shows another view in the place of a form."""
    return {"response_action": "update", "view": view}
