"""The tools that a model may want to be run for a question to ratchet: what each is for, and what it takes.

They only read, and say nothing to anybody. What each finds is worked out in the module of its name in
`ratchet_core.queries.tools`. What is written here is read by models, so it is part of what they are told to do.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import frozen

from ratchet_core.domain import OfferKind
from ratchet_core.vocabulary.foreign import ForeignTool
from ratchet_core.vocabulary.models import Step, ToolCall

HERE: Final = "here"
"""The tool that is run before a model is asked anything: what is known of the place of the question."""

PREPARE: Final = "prepare"
"""The tool that puts a button below an answer."""

MINE: Final = "mine"
"""Stands for the teams of whoever asked, where a team is named."""


@frozen
class Parameter:
    """What a tool takes under a name: a text, one of the `choices`, or a whole number from 1 up to `most`."""

    name: str
    what: str
    required: bool = False
    choices: tuple[str, ...] = ()
    most: int | None = None


@frozen
class Tool:
    """Something that can be looked up."""

    name: str
    what: str
    parameters: tuple[Parameter, ...] = ()


_ALERT: Final = Parameter("alert", "The alert's name, as a piece tells it.", required=True)
_SERVICE: Final = Parameter("service", "The service's name.")
_TEAM: Final = Parameter("team", f"The team's name; `{MINE}` for the teams of whoever asks.")

TOOLS: Final = (
    Tool(
        "incidents",
        "Incidents of alerts, the latest first: of a service, an alert, or a team; without any of them, of all.",
        (
            _SERVICE,
            Parameter("alert", "The alert's name, as a piece tells it."),
            _TEAM,
            Parameter("state", "Only those that are open now.", choices=("open", "all")),
        ),
    ),
    Tool(
        "earlier_answers",
        "Earlier questions that were answered, and runbooks, that are like some words.",
        (Parameter("words", "What is looked for, in a sentence with the names that matter.", required=True),),
    ),
    Tool(
        "history",
        "The last incidents of an alert, with what people wrote in their threads and found of them.",
        (_ALERT,),
    ),
    Tool("runbook", "The active runbook of an alert: what to do about it.", (_ALERT,)),
    Tool(
        "deploys",
        "What was deployed lately, the latest first: of a service, or of all.",
        (_SERVICE, Parameter("hours", "In so many last hours; 24 where absent.", most=720)),
    ),
    Tool("waiting", "Questions of people that wait for an answer: for a team, or all.", (_TEAM,)),
    Tool(
        "how_often",
        "How many incidents there were in a time, how many of them at night or outside business hours, and how many "
        "people did something about: of a service, an alert, or a team; without any of them, of all.",
        (
            _SERVICE,
            Parameter("alert", "The alert's name, as a piece tells it."),
            _TEAM,
            Parameter("days", "In so many last days; 30 where absent.", most=366),
        ),
    ),
    Tool(
        PREPARE,
        "Prepare a button below the answer, which people press: to mute an alert, write its runbook, or resolve its "
        "open incident; or to hand a question off to the team that can answer it.",
        (
            Parameter("what", "What the button is for.", required=True, choices=tuple(OfferKind)),
            Parameter("alert", "The alert's name, as a piece tells it; not to hand a question off."),
            Parameter(
                "piece", "To hand a question off: the name of the piece that is it, where it is not of this thread."
            ),
        ),
    ),
    Tool("owner", "Who owns a service or a channel.", (Parameter("name", "Its name.", required=True),)),
)
"""All that a model is offered."""


def tool_named(name: str) -> Tool | None:
    """Return the tool of a name that a model is offered."""
    return next((one for one in TOOLS if one.name == name), None)


def blanked(step: Step, elsewhere: Iterable[ForeignTool]) -> Step:
    """Return a step with nothing that a model wrote; how many tools it wanted stays, by which pieces are numbered."""
    known = {HERE, *(one.name for one in TOOLS), *(one.name for one in elsewhere)}
    return Step(tuple(ToolCall(one.tool if one.tool in known else "") for one in step.calls))


def schema_of(tool: Tool) -> Mapping[str, object]:
    """Return the JSON Schema of what a tool takes."""
    return {
        "type": "object",
        "properties": {one.name: _schema(one) for one in tool.parameters},
        "required": [one.name for one in tool.parameters if one.required],
        "additionalProperties": False,
    }


def _schema(parameter: Parameter) -> Mapping[str, object]:
    if parameter.most is not None:
        return {"type": "integer", "description": f"{parameter.what} From 1 to {parameter.most}."}
    if parameter.choices:
        return {"type": "string", "enum": list(parameter.choices), "description": parameter.what}
    return {"type": "string", "description": parameter.what}


def why_not_run(call: ToolCall, offered: Sequence[Tool] = TOOLS) -> str | None:
    """Return why a call cannot be run, as a model is told, or None where it can: it names none of what it wrote."""
    tool = next((one for one in offered if one.name == call.tool), None)
    if tool is None:
        return f"There is no such tool. There are: {', '.join(one.name for one in offered)}."
    known = {one.name: one for one in tool.parameters}
    if any(one.name not in known for one in call.arguments):
        return f"{tool.name} takes nothing of that name. It takes: {', '.join(known) or 'nothing'}."
    for name, parameter in known.items():
        why = _why_wrong(parameter, call.argument(name))
        if why is not None:
            return f"{tool.name}: `{name}` {why}"
    return None


def _why_wrong(parameter: Parameter, value: str | int | None) -> str | None:
    if value is None:
        return "is missing." if parameter.required else None
    if parameter.most is not None:
        fits = isinstance(value, int) and 1 <= value <= parameter.most
        return None if fits else f"is no whole number from 1 to {parameter.most}."
    if not isinstance(value, str) or not value.strip():
        return "is no text."
    if parameter.choices and value not in parameter.choices:
        return f"is none of {', '.join(parameter.choices)}."
    return None
