"""Events and decisions as JSON: what is no such thing is refused with what is wrong."""

import pytest
from ratchet_core.vocabulary.codec import CodecError, decision_from_json, event_from_json

DEEP = '{"v":1,"event":' + "[" * 100_000


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "This is not JSON"),
        (DEEP, "This is not JSON"),
        ("[]", "This is no event"),
        ('{"v": 2}', "This is no event"),
        ('{"v": 9, "event": {}}', "Version 9 is not known"),
        ('{"v": 2, "event": {}}', "This is no event of version 2"),
        ('{"v": 2, "event": {"type": "Nothing"}}', "This is no event of version 2"),
        ('{"v": 2, "event": {"type": "ChannelLeft", "id": "e", "at": "now", "channel": "C1"}}', "This is no event"),
    ],
)
def test_what_is_no_event_is_refused_with_what_is_wrong(line: str, message: str) -> None:
    with pytest.raises(CodecError, match=f"^{message}"):
        event_from_json(line)


def test_what_is_no_decision_is_refused_with_what_is_wrong() -> None:
    with pytest.raises(CodecError, match=r"^This is no decision of version 2"):
        decision_from_json('{"v": 2, "decision": {"changes": [{"type": "Nothing"}]}}')
