"""The report fits its terminal, says when there was nothing, and tells how long people waited."""

import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import ROOT, ratchet
from ratchet_core.basis.instants import SECOND, described

ACME = ROOT / "examples" / "acme.zip"
ORGANISATION = ROOT / "examples" / "organisation.toml"
SEEN = """\
What was seen
channel          for     msgs inc. res. stale open asked ans. depl. other
─────────────────────────────────────────────────────────────────────────
#general         talk     157    -    -     -    -     -    -     -     1
#platform-alerts alerts   157   48   47     1    -     -    -     -     -
"""


def at_width(columns: int, *words: object, **more: str) -> str:
    """Return the report as a terminal of a width would get it."""
    command = [sys.executable, "-m", "ratchet_cli", "simulate", str(ACME), *map(str, words)]
    environment = {**os.environ, "COLUMNS": str(columns), **more}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_at_80_columns_each_channel_has_a_row_with_its_whole_name() -> None:
    lines = [line.rstrip() for line in at_width(80).splitlines()]
    at = lines.index("What was seen")
    assert "\n".join(lines[at : at + 5]) + "\n" == SEEN


def test_at_40_columns_each_channel_has_a_line_of_its_own() -> None:
    text = " ".join(at_width(40).split())
    assert "What was seen #general (talk): 157 messages, 1 notice #platform-alerts (alerts): 157 messages" in text


def test_a_terminal_that_knows_only_ascii_gets_no_escapes() -> None:
    assert "\\u" not in at_width(80, PYTHONIOENCODING="ascii", PYTHONUTF8="0")


@pytest.mark.parametrize("option", ["--since=2030-01-01", "--until=2020-01-01"])
def test_a_time_without_messages_is_said_with_the_days_that_there_are(option: str) -> None:
    ran = ratchet("simulate", ACME, option)
    line = "No message was found; the days of the export go from 2026-01-05 to 2026-02-01."
    assert (ran.returncode, line in ran.stdout.splitlines()) == (0, True)


def test_where_there_is_no_report_it_is_said_beside_the_output() -> None:
    told = "ratchet: No message was found; the days of the export go from 2026-01-05 to 2026-02-01.\n"
    assert ratchet("simulate", ACME, "--since", "2030-01-01", "--json").stderr == told


def test_an_export_without_messages_says_so(tmp_path: Path) -> None:
    (tmp_path / "channels.json").write_text('[{"id": "C1", "name": "general"}]')
    lines = ratchet("simulate", tmp_path).stdout.splitlines()
    assert (lines[0].split(",")[0], lines[1]) == (
        "0 messages in 1 channel by 0 people",
        "The export holds no message.",
    )


def test_the_report_tells_how_long_people_waited_and_how_that_ended() -> None:
    lines = ratchet("simulate", ACME, "--org", ORGANISATION).stdout.splitlines()
    at = lines.index("Help requests")
    ends = "20 resolved (17 by thanks, 3 by a tick)"
    times = [
        "    first response: 20, after 4 min at the median, 10 min at the 90th percentile",
        "    first answer: 20, after 4 min at the median, 10 min at the 90th percentile",
    ]
    none = ["    first response: none", "    first answer: none"]
    owners = ["  Money: 1 asked; 0 resolved", *none, f"  Platform: 23 asked; {ends}", *times]
    assert lines[at + 1 : at + 10] == [f"  24 asked; {ends}", *times, *owners]


def test_what_is_off_is_said_with_its_channels() -> None:
    assert "159 x behaviour off (the policy says so for #general 156, #deploys 3)" in ratchet("simulate", ACME).stdout


def test_what_may_be_read_wrongly_is_shown_with_the_command_that_teaches_it(tmp_path: Path) -> None:
    export, state = tmp_path / "export.zip", tmp_path / "tills.state"
    posts = [
        {
            "type": "message",
            "subtype": "bot_message",
            "bot_id": "BTILL",
            "ts": f"17146404{number}0.000100",
            "attachments": [{"color": colour, "title": "Till feed pull request"}],
        }
        for number, colour in enumerate(("a30200", "2eb886", "a30200"))
    ]
    with zipfile.ZipFile(export, "w") as made:
        made.writestr("channels.json", json.dumps([{"id": "C1", "name": "tills"}]))
        made.writestr("users.json", json.dumps([{"id": "U1", "name": "nadia"}]))
        made.writestr("tills/2024-05-02.json", json.dumps(posts))
    report = ratchet("simulate", export, "--save", state).stdout
    command = next(line for line in report.splitlines() if "ratchet bot teach" in line)
    words = shlex.split(command.replace("PERSON", "nadia"))[1:]
    taught = ["bot", "teach", "tills/1714640420.000100", "BTILL", "till feed pull request (red)", "firing"]
    assert (words[:6], ratchet(*words, "--state", state).returncode) == (taught, 0)


# The JSON object holds what the report shows.

EXAMPLES = ("    ", "Digest", "No policy")
PASSING = re.compile(r"replayed in .*|\d+(?:th)? percentile|\d+ % of the messages|\d{4}-\d\d-\d\d \d\d:\d\d UTC.*")
FIGURE = re.compile(r"(?<![\w.-])\d[\d,]*(?![\w.-])")


def figures_in(value: object, name: str = "") -> Iterator[str]:
    """Return every figure of a JSON value as the report writes it; durations as people read them."""
    if isinstance(value, dict):
        yield from (one for key, inner in value.items() for one in figures_in(inner, key))
    elif isinstance(value, list):
        yield from (one for inner in value for one in figures_in(inner))
    elif isinstance(value, int):
        yield described(value * SECOND) if name.endswith("_seconds") else f"{value:,}"
    elif isinstance(value, str):
        yield from FIGURE.findall(value)


@pytest.mark.parametrize("organised", [(), ("--org", ORGANISATION)])
def test_the_json_object_holds_each_figure_of_the_report(organised: tuple[object, ...]) -> None:
    told = json.loads(ratchet("simulate", ACME, *organised, "--json").stdout)
    known = set(figures_in(told))
    lines = [line for line in at_width(200, *organised).splitlines() if not line.startswith(EXAMPLES)]
    rest = PASSING.sub("", "\n".join(lines))
    for duration in sorted((one for one in known if not one.replace(",", "").isdigit()), key=len, reverse=True):
        rest = rest.replace(duration, "")
    assert {one for one in FIGURE.findall(rest) if one not in known} == set()


def test_python_runs_the_command_by_its_own_name() -> None:
    ran = subprocess.run([sys.executable, "-m", "ratchet", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout == ratchet("--version").stdout


def test_a_shell_completes_commands() -> None:
    typed = {"_RATCHET_COMPLETE": "complete_bash", "COMP_WORDS": "ratchet runbook lis", "COMP_CWORD": "2"}
    ratchet_itself = Path(sys.executable).with_name("ratchet")
    ran = subprocess.run([ratchet_itself], env={**os.environ, **typed}, capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["list"]
