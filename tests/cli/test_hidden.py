"""What the command prints shows no secret, and is read by programs as before."""

import json

import pytest
from pasted import KEY, NL, WORD
from ratchet_cli.terminal.printing import say, say_json, say_record

TEXT = f"password: `{WORD}`"
SHOWN = "password: `[secret: password]`"


def test_a_line_is_printed_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    say(TEXT)
    assert capsys.readouterr().out == f"{SHOWN}\n"


def test_an_object_is_printed_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"text": TEXT, "lines": [NL.join(KEY)], "number": 1})
    assert json.loads(capsys.readouterr().out) == {"text": SHOWN, "lines": ["[secret: private key]"], "number": 1}


def test_a_record_is_still_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    say_record(json.dumps({"text": f'{TEXT}\n"password": "{WORD}"'}))
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line) for line in lines] == [{"text": f'{SHOWN}\n"password": "[secret: password]"'}]
