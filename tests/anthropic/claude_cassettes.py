"""Cassettes: what was asked and answered once, matched by method, address and body; no key is kept."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import vcr
import yaml
from claude_scenarios import NAME, Scenario
from ratchet_anthropic.requests import request_of
from test_asking_claude import PRICE

FOLDER: Final = Path(__file__).parent / "cassettes"
MATCHED: Final = ("method", "scheme", "host", "path", "body")
URI: Final = "https://api.anthropic.com/v1/messages"
BY_HAND: Final = "Written by hand against the types of the SDK (anthropic 2.14); nobody recorded it."
LIVE: Final = "Recorded against the Messages API."
_AGAIN: Final = "# Again: uv run python tests/anthropic/record_claude_cassettes.py, with a key; see there.\n"


class Titled:
    """Writes a cassette as YAML behind a title that says where it comes from."""

    def __init__(self, title: str = "") -> None:
        self._title = title

    def serialize(self, cassette: Mapping[str, Any]) -> str:
        return f"# {self._title}\n{_AGAIN}{yaml.safe_dump(dict(cassette), sort_keys=True, width=120)}"

    def deserialize(self, text: str) -> Any:  # noqa: ANN401 - what vcrpy takes
        return yaml.safe_load(text)


def recorder(mode: str, title: str = "") -> vcr.VCR:
    """Return what plays cassettes (`none`) or records them (`all`)."""
    made = vcr.VCR(
        cassette_library_dir=str(FOLDER),
        serializer="titled",
        record_mode=mode,
        match_on=MATCHED,
        before_record_request=_scrubbed,
        before_record_response=_scrubbed_response,
    )
    made.register_serializer("titled", Titled(title))
    return made


def _scrubbed(request: Any) -> Any:  # noqa: ANN401 - vcrpy's own
    request.headers = {}
    request.body = _in_order(json.loads(request.body)).encode()
    return request


def _in_order(body: Mapping[str, Any]) -> str:
    """Return a body as JSON with its keys in order, whoever wrote it."""
    return json.dumps(body, sort_keys=True)


def _scrubbed_response(response: dict[str, Any]) -> dict[str, Any]:
    kept = {name: one for name, one in response["headers"].items() if name.lower() in {"content-type", "retry-after"}}
    return {**response, "headers": kept}


def by_hand(scenario: Scenario) -> str:
    """Return the cassette of a scenario as it is written by hand."""
    request = request_of(scenario.action, NAME, PRICE)
    assert request is not None
    body = _in_order({**request.fields, "stream": True})
    answer = scenario.by_hand
    interaction = {
        "request": {"method": "POST", "uri": URI, "body": body, "headers": {}},
        "response": {
            "status": {"code": answer.status, "message": "OK" if answer.status == 200 else "Error"},
            "headers": {name: [value] for name, value in answer.headers.items()},
            "body": {"string": answer.body.decode()},
        },
    }
    return Titled(BY_HAND).serialize({"interactions": [interaction], "version": 1})
