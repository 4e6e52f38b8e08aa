"""Gives commands their place: one parameter of the function, two options on the command line."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

StatePath = Annotated[
    Path | None, typer.Option("--state", metavar="FILE", help="A state that `simulate --save` wrote.")
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="URL", help="A database; by default that of RATCHET_DATABASE_URL, or the embedded one."
    ),
]

_OPTIONS = {"state": StatePath, "database": DatabaseUrl}
_PLACE = "place"

R = TypeVar("R")


def placed(command: Callable[..., R]) -> Callable[..., R]:
    """Return a command with `--state` and `--database` for its parameter `place`, which is open while it runs."""

    def run(*, state: Path | None, database: str | None, **given: Any) -> R:  # noqa: ANN401 - whatever was typed
        from ratchet_cli.places.opening import opened  # noqa: PLC0415 - only who runs a command needs it

        with opened(state, database) as place:
            return command(place=place, **given)

    functools.update_wrapper(run, command)
    del run.__wrapped__  # type: ignore[attr-defined]  # or its signature would be taken for this one's
    run.__annotations__ = {}
    run.__signature__ = _signature(command)  # type: ignore[attr-defined]  # the framework reads it
    return run


def _signature(command: Callable[..., Any]) -> inspect.Signature:
    by_name = inspect.Parameter.KEYWORD_ONLY
    parameters: list[inspect.Parameter] = []
    for one in inspect.signature(command).parameters.values():
        if one.name == _PLACE:
            parameters += [
                inspect.Parameter(name, by_name, default=None, annotation=kind) for name, kind in _OPTIONS.items()
            ]
        else:
            parameters.append(one.replace(kind=by_name))
    return inspect.Signature(parameters)
