"""Cassettes: what was asked and answered once, matched by method, path, query and body.

Each says in its first lines what it was recorded against. The addresses, ids and triggers of the recording are replaced
by those of `scenarios`, and of an answer only what the adapter may look at is kept.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import vcr
import yaml

FOLDER: Final = Path(__file__).parent / "cassettes"
MATCHED: Final = ("method", "scheme", "host", "path", "query", "body")
API: Final = "https://slack.com/api/"
_ANY_API: Final = re.compile(r"^https?://[^/]+/api/")
_KEPT: Final = frozenset(
    {"ok", "error", "ts", "channel", "message_ts", "messages", "message", "view", "has_more", "response_metadata"}
)
_KEPT_OF_MESSAGE: Final = frozenset({"ts", "thread_ts", "metadata"})
_KEPT_OF_VIEW: Final = frozenset({"id", "external_id", "type"})
_HEADERS: Final = frozenset({"content-type", "retry-after"})


class Titled:
    """Writes a cassette as YAML behind a title that says where it comes from."""

    def __init__(self, against: str = "") -> None:
        """Remember what is recorded against."""
        self._against = against

    def serialize(self, cassette: Mapping[str, Any]) -> str:
        """Return a cassette as text."""
        title = f"# Recorded against {self._against}.\n# Again: uv run python tests/slack/record_cassettes.py --help\n"
        return title + yaml.safe_dump({"recorded_against": self._against, **cassette}, sort_keys=True, width=120)

    def deserialize(self, text: str) -> Any:  # noqa: ANN401 - what vcrpy takes
        """Read one."""
        return yaml.safe_load(text)


def recorder(mode: str, against: str = "", names: Mapping[str, str] | None = None) -> vcr.VCR:
    """Return what plays cassettes (`none`) or records them (`all`); `names` are replaced wherever they stand."""
    replaced = dict(names or {})
    made = vcr.VCR(
        cassette_library_dir=str(FOLDER),
        serializer="titled",
        record_mode=mode,
        match_on=MATCHED,
        before_record_request=lambda request: _scrubbed_request(request, replaced),
        before_record_response=lambda response: _scrubbed_response(response, replaced),
    )
    made.register_serializer("titled", Titled(against))
    return made


def _scrubbed_request(request: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - vcrpy's own
    request.uri = _ANY_API.sub(API, request.uri)
    request.headers = {}
    request.body = _renamed(_as_json(request.body), names).encode()
    return request


def _as_json(body: object) -> str:
    """Return a body as JSON in one order; aiohttp gives both JSON and forms as mappings."""
    if isinstance(body, bytes | str):
        return body.decode() if isinstance(body, bytes) else body
    return json.dumps(body or {}, sort_keys=True)


def _scrubbed_response(response: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    text = response["body"]["string"]
    told = json.loads(text)
    kept = {name: one for name, one in told.items() if name in _KEPT}
    if isinstance(kept.get("message"), dict):
        kept["message"] = _only(kept["message"], _KEPT_OF_MESSAGE)
    if isinstance(kept.get("view"), dict):
        kept["view"] = _only(kept["view"], _KEPT_OF_VIEW)
    if "messages" in kept:
        kept["messages"] = [_only(one, _KEPT_OF_MESSAGE) for one in kept["messages"]]
    headers = {name: one for name, one in response["headers"].items() if name.lower() in _HEADERS}
    body = _renamed(json.dumps(kept, sort_keys=True), names).encode()
    return {**response, "headers": headers, "body": {"string": body}, "url": ""}


def _only(told: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: one for name, one in told.items() if name in names}


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for name, other in names.items():
        text = text.replace(name, other)
    return text
