"""Whatever somebody changes in a policy or an organisation, it is read, or refused with the line and the key."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ratchet_core.domain.policy import ChannelPolicy, Mode, Policy
from ratchet_core.settings.organisation_file import OrganisationError, organisation_of
from ratchet_core.settings.policy_file import PolicyError, policy_of, written

ORGANISATION = (Path(__file__).resolve().parents[2] / "examples" / "organisation.toml").read_text(encoding="utf-8")
PLACE = ChannelPolicy(incidents=Mode.LIVE, service="ledger", team="Payments")
POLICY = written(Policy(channels={"alerts": PLACE, "a.b": PLACE, 'odd "name"': PLACE}), {"alerts": "because"})

ASSIGNED = re.compile(r"^( *)([\w-]+|\"[^\"]*\")( *= *)(.*)$")
TABLE = re.compile(r"^(\[+)(.*)(\]+)$")
NAMES = st.sampled_from(
    ("x", '""', '"a.b"', '"\\u0000"', '"\\n"', "version", "channels", "teams", "since", "owner", "cards")
)
VALUES = st.sampled_from(
    (
        *(
            "-1",
            "0",
            "1",
            "2.5",
            "nan",
            "-inf",
            "true",
            "9" * 400,
            "1" + "0" * 4_000,
            '""',
            '" "',
            '"x"',
            '"live"',
            '"ä"',
        ),
        *(
            '"\\u0000"',
            '"\\u001b[31m"',
            '"""\na\nb"""',
            "2026-02-01",
            "9999-12-31",
            "0001-01-01",
            "10:00:00",
            "[]",
            "[[]]",
        ),
        *("{}", "{ a = 1 }", '["U1", "U1"]', "[{}]", '"' + "x" * 300 + '"', "1979-05-27T07:32:00-08:00"),
    )
)


@st.composite
def changed(draw: st.DrawFn, text: str) -> str:
    """Return a file in which one line has another key or another value, or stands there twice, or not at all."""
    lines = text.split("\n")
    number = draw(st.sampled_from([at for at, line in enumerate(lines) if ASSIGNED.match(line) or TABLE.match(line)]))
    how = draw(st.sampled_from(("key", "value", "twice", "gone")))
    name, value = draw(NAMES), draw(VALUES)
    lines[number : number + 1] = {
        "key": [_with_key(lines[number], name)],
        "value": [ASSIGNED.sub(lambda found: f"{found[1]}{found[2]}{found[3]}{value}", lines[number])],
        "twice": [lines[number], lines[number]],
        "gone": [],
    }[how]
    return "\n".join(lines)


def _with_key(line: str, name: str) -> str:
    if found := TABLE.match(line):
        return f"{found[1]}{found[2].rpartition('.')[0] or 'x'}.{name}{found[3]}"
    return ASSIGNED.sub(lambda found: f"{found[1]}{name}{found[3]}{found[4]}", line)


def refusal(read: Callable[[str], object], text: str) -> str:
    try:
        read(text)
    except (PolicyError, OrganisationError) as error:
        return str(error)
    return ""


def is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True


def is_clear(message: str, text: str) -> bool:
    """Say whether a refusal stands on one line and names one that is there; and a key, where it is TOML."""
    begins = re.match(r"line (\d+), key .+: ." if is_toml(text) else r"line (\d+)[,:] .", message)
    return (
        begins is not None and int(begins[1]) <= text.count("\n") + 1 and len(message) < 600 and message.isprintable()
    )


@pytest.mark.parametrize(("read", "text"), [(policy_of, POLICY), (organisation_of, ORGANISATION)])
@given(data=st.data())
@settings(max_examples=300, derandomize=True, deadline=None)
def test_a_change_is_taken_or_refused_with_its_line_and_key(
    read: Callable[[str], object], text: str, data: st.DataObject
) -> None:
    other = data.draw(changed(text))
    message = refusal(read, other)
    assert message == "" or is_clear(message, other)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[channels."a.b"]\n\n[channels.b]\ncards = 7\n', "line 4, key channels.b.cards: 7 is not one of"),
        ('[channels.b]\n[channels."a.b"]\ncards = 7\n', "line 3, key channels.a.b.cards: 7 is not one of"),
        ('[channels.a]\n[channels."#a"]\n', "line 2, key channels.#a: This channel is written twice"),
        ("channels.a = { cards = 'off',\n  nope = 1 }\n", "is not TOML"),
        ("channels.a = { cards = 'off', nope = 1 }\n", "line 1, key channels.a.nope: This key is not known"),
        ("\nwork_begins_hour = 20\n", "line 2, key work_begins_hour: the working day would begin at 20 and end at 17"),
        ("x = 1\nversion = " + "9" * 5_000, "line 2: this is not TOML (a number is too long)."),
        ("\n\nx = " + "[" * 5_000, "line 3: this is not TOML (it is nested too deeply)."),
        ("version = 1\nx = ", "line 2, at the end: this is not TOML (Invalid value)."),
        ('[default]\nteam = "a\\u0000"\n', "line 2, key default.team: 'a\\x00' holds characters that cannot be seen"),
        ("\n" + "a." * 300 + "b = 1", "line 2: more than 200 dots"),
    ],
)
def test_a_refused_policy_names_the_line(text: str, message: str) -> None:
    assert message in refusal(policy_of, text)


KEPT: dict[str, Any] = {"alerts": PLACE, "a.b": PLACE, "'": PLACE, "\u202e": PLACE, "é]": PLACE}


def test_whatever_a_channel_is_called_its_policy_is_read_as_it_was_written() -> None:
    assert policy_of(written(Policy(channels=KEPT), {})) == Policy(channels=KEPT)
