"""The file that names servers of others: what it says, and all that is wrong with it, without a secret."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from command import ratchet
from ratchet_cli.doctor import check_elsewhere
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.serve.mcp_servers import SERVERS, servers_in
from ratchet_mcp import ForeignServer

SET = {"RATCHET_GRAFANA_TOKEN": "glsa_hush", "RATCHET_WIKI_TOKEN": "wiki-hush", "RATCHET_SLACK_BOT_TOKEN": "xoxb-hush"}
WHOLE = """
[servers.grafana]
command = ["uvx", "mcp-grafana"]
environment = { GRAFANA_TOKEN = "RATCHET_GRAFANA_TOKEN" }
tools = ["query.range", "list_alerts"]
assume_read_only = true
timeout_seconds = 30
longest_result = 8_000
pins = { list_alerts = "0123456789abcdef" }

[servers.wiki]
url = "https://wiki.example.com/mcp"
token = "RATCHET_WIKI_TOKEN"
tools = ["search"]
private = true
"""


def test_a_file_names_servers_with_what_may_be_used_of_them() -> None:
    assert servers_in(WHOLE, "mcp.toml", SET) == (
        ForeignServer(
            "grafana",
            ("query.range", "list_alerts"),
            ("uvx", "mcp-grafana"),
            environment={"GRAFANA_TOKEN": "glsa_hush"},
            assume_read_only=True,
            timeout=30,
            longest=8_000,
            pins={"list_alerts": "0123456789abcdef"},
        ),
        ForeignServer("wiki", ("search",), url="https://wiki.example.com/mcp", token="wiki-hush", private=True),  # noqa: S106 - none
    )


BEGUN = '[servers.wiki]\nurl = "https://wiki.example.com/mcp"\n'
MISTAKES = {
    "": "line 1, key servers: no server is named; write a table such as [servers.grafana].",
    "server = 1": "line 1, key server: This key is not known; did you mean `servers`?",
    "[servers.Wiki]": "line 1, key servers.Wiki: a server is called by 1 to 20 small letters, digits and -",
    BEGUN: "line 1, key servers.wiki.tools: name the tools that may be called",
    f"{BEGUN}tools = []": "line 3, key servers.wiki.tools: name the tools that may be called",
    f'{BEGUN}tools = ["a", 1]': "line 3, key servers.wiki.tools: name the tools that may be called",
    f'{BEGUN}tools = ["a b"]': "line 3, key servers.wiki.tools[1]: 'a b' has a name with characters other",
    f'{BEGUN}tools = ["{"x" * 58}", "{"x" * 59}"]': "line 3, key servers.wiki.tools[2]: 'xxx",
    f'{BEGUN}tools = ["a.b", "a_b"]': "line 3, key servers.wiki.tools[2]: 'a_b' would be called as 'a.b' is; keep one",
    f'{BEGUN}tools = ["a"]\ntool = 1': "line 4, key servers.wiki.tool: This key is not known; did you mean `tools`?",
    f'{BEGUN}tools = ["a"]\ncommand = ["a"]': "line 1, key servers.wiki: write either `command",
    '[servers.wiki]\ntools = ["a"]': "line 1, key servers.wiki: write either `command",
    '[servers.wiki]\ntools = ["a"]\nurl = "http://wiki"': "line 3, key servers.wiki.url: url=http://wiki: write an",
    '[servers.wiki]\ntools = ["a"]\ncommand = "uvx"': "line 3, key servers.wiki.command: write a list of words",
    f'{BEGUN}tools = ["a"]\ntoken = "glsa_hush"': "line 4, key servers.wiki.token: this is not the name of a variable",
    f'{BEGUN}tools = ["a"]\ntoken = "RATCHET_SLACK_BOT_TOKEN"': (
        "line 4, key servers.wiki.token: RATCHET_SLACK_BOT_TOKEN is ratchet's own, and is passed to nobody"
    ),
    f'{BEGUN}tools = ["a"]\nenvironment = {{}}': "line 4, key servers.wiki.environment: variables are passed to",
    f'{BEGUN}tools = ["a"]\ntimeout_seconds = 31': "line 4, key servers.wiki.timeout_seconds: 31 is not a whole number",
    f'{BEGUN}tools = ["a"]\nlongest_result = 199': "line 4, key servers.wiki.longest_result: 199 is not a whole number",
    f'{BEGUN}tools = ["a"]\nprivate = "no"': "line 4, key servers.wiki.private: 'no' is not true or false",
    f'{BEGUN}tools = ["a"]\npins = {{ b = "0" }}': "line 4, key servers.wiki.pins.b: this tool is not among `tools`",
    f'{BEGUN}tools = ["a"]\npins = {{ a = "0" }}': "line 4, key servers.wiki.pins.a: this is not a digest",
    "[servers": "line 1",
}


@pytest.mark.parametrize("text", MISTAKES, ids=range(len(MISTAKES)))
def test_what_means_nothing_is_named_with_its_line_and_what_to_write(text: str) -> None:
    with pytest.raises(UnusableInputError) as caught:
        servers_in(text, "mcp.toml", SET)
    told = str(caught.value)
    assert (f"mcp.toml: {MISTAKES[text]}" in told, "hush" in told) == (True, False)


def test_all_mistakes_are_told_at_once() -> None:
    text = '[servers.wiki]\nurl = "ftp://x"\ntools = []\nprivate = 1\n[servers.B]\ncommand = []\ntools = ["a"]\n'
    with pytest.raises(UnusableInputError) as caught:
        servers_in(text, "mcp.toml", {})
    lines = [one.split(",")[0] for one in str(caught.value).splitlines()]
    assert lines == [f"mcp.toml: line {number}" for number in (2, 3, 4, 5, 6)]


def test_a_server_that_cannot_be_called_so_says_nothing_of_its_tools() -> None:
    with pytest.raises(UnusableInputError) as caught:
        servers_in('[servers."a b/\\u001b"]\ncommand = ["a"]\ntools = ["a"]\n', "mcp.toml", {})
    assert (str(caught.value).count("\n"), "a server is called by 1 to 20 small letters" in str(caught.value)) == (
        0,
        True,
    )


def test_a_service_with_a_wrong_file_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SERVERS, str(tmp_path / "absent.toml"))
    ran = ratchet("serve")
    assert (ran.returncode, "there is no such file" in ran.stderr, SERVERS in ran.stderr) == (2, True, True)


def test_the_doctor_says_of_each_server_what_may_be_called_and_what_is_wrong(tmp_path: Path) -> None:
    script = Path(__file__).parents[1] / "mcp" / "plain_server.py"
    command = json.dumps([sys.executable, str(script)])
    path = tmp_path / "mcp.toml"
    path.write_text(
        f'[servers.plain]\ncommand = {command}\ntools = ["knows", "absent"]\ntimeout_seconds = 30\n'
        '[servers.gone]\ncommand = ["/no/such/command"]\ntools = ["a"]\n',
        encoding="utf-8",
    )
    found = asyncio.run(check_elsewhere({SERVERS: str(path)}, patience=30))
    assert [(one.what, one.state.value, one.said.partition(" (")[0]) for one in found] == [
        ("tools of plain", "ok", "May be called: knows"),
        ("tools of plain", "wrong", "absent is not there."),
        ("tools of gone", "wrong", "It cannot be used: its command cannot be started"),
    ]
