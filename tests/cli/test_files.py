"""What the command reads and writes: nothing that was given is written over, nothing is half written."""

import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from command import ROOT, Ran, ratchet
from ratchet_cli.places.state_file import locked
from ratchet_cli.simulate import outputs
from ratchet_cli.simulate.simulation import Simulated, SimulationRequest, simulate
from ratchet_cli.terminal.progress import Progress
from ratchet_core.replay import Listener

ACME = ROOT / "examples" / "acme.zip"
ORGANISATION = ROOT / "examples" / "organisation.toml"
ALERT = "job-runner/CPUThrottlingHigh"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "acme.zip"
    path.write_bytes(ACME.read_bytes())
    return path


def refused(ran: Ran) -> tuple[int, int, bool]:
    return ran.returncode, ran.stderr.count("\n"), "Traceback" in ran.stderr


REFUSED = (2, 1, False)


@pytest.mark.parametrize("option", ["--save", "--decisions", "--write-policy"])
def test_an_export_is_never_written_over(export: Path, option: str) -> None:
    ran = ratchet("simulate", export, option, export)
    assert (refused(ran), export.read_bytes()) == (REFUSED, ACME.read_bytes())


def test_two_outputs_cannot_be_one_file(tmp_path: Path) -> None:
    file = tmp_path / "one"
    ran = ratchet("simulate", ACME, "--save", file, "--decisions", file)
    assert (refused(ran), file.exists()) == (REFUSED, False)


def test_a_state_that_commands_have_changed_is_not_simulated_over(state: Path) -> None:
    ratchet("service", "alias", "ledger", "books", "--as", "nadia", "--state", state)
    before = state.read_bytes()
    assert (refused(ratchet("simulate", ACME, "--save", state)), state.read_bytes()) == (REFUSED, before)


def test_a_state_that_no_command_has_changed_is_made_again(state: Path) -> None:
    assert ratchet("simulate", ACME, "--save", state).returncode == 0


def test_a_file_that_is_no_state_is_not_saved_over(tmp_path: Path) -> None:
    file = tmp_path / "thesis.txt"
    file.write_text("all my work")
    assert (refused(ratchet("simulate", ACME, "--save", file)), file.read_text()) == (REFUSED, "all my work")


def test_a_policy_that_was_edited_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    ratchet("simulate", ACME, "--write-policy", file)
    same = ratchet("simulate", ACME, "--write-policy", file).returncode
    file.write_text(edited := file.read_text() + "# mine\n")
    ran = ratchet("simulate", ACME, "--write-policy", file)
    assert (same, refused(ran), "give another name" in ran.stderr, file.read_text()) == (0, REFUSED, True, edited)


def test_decisions_replace_earlier_ones_and_nothing_else(tmp_path: Path) -> None:
    file, thesis = tmp_path / "decisions.jsonl", tmp_path / "thesis.txt"
    thesis.write_text("all my work")
    ratchet("simulate", ACME, "--decisions", file)
    again = ratchet("simulate", ACME, "--decisions", file).returncode
    ran = ratchet("simulate", ACME, "--decisions", thesis)
    assert (again, refused(ran), thesis.read_text()) == (0, REFUSED, "all my work")


def test_no_lock_is_made_beside_a_file_that_is_no_state(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("all my work")
    ran = ratchet("service", "alias", "ledger", "books", "--as", "nadia", "--state", tmp_path / "thesis.txt")
    assert (refused(ran), [one.name for one in tmp_path.iterdir()]) == (REFUSED, ["thesis.txt"])


def test_a_link_to_a_state_is_followed(state: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(state)
    before = state.read_bytes()
    ratchet("service", "alias", "ledger", "books", "--as", "nadia", "--state", link)
    assert (link.is_symlink(), state.read_bytes() != before) == (True, True)


def test_a_read_only_state_is_left_alone(state: Path) -> None:
    state.chmod(0o444)
    ran = ratchet("service", "alias", "ledger", "books", "--as", "nadia", "--state", state)
    assert refused(ran) == REFUSED


def test_a_state_that_is_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(ratchet("team", "list", "--state", tmp_path / "pipe")) == REFUSED


@pytest.mark.parametrize(
    "words",
    [
        ("simulate", ""),
        ("simulate", ACME, "--save", ""),
        ("simulate", ACME, "--json", "--transcript"),
        ("simulate", ACME, "--save", "nowhere/acme.state"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_read(words: tuple[object, ...]) -> None:
    assert refused(ratchet(*words)) == REFUSED


@pytest.mark.parametrize(
    "words",
    [
        ("team", "join", "platform", "sofia", "--as", "lars", "--at", "2062-02-02"),
        ("team", "join", "platform", "sofia", "--as", "lars", "--at", "9999-12-31T23:59:59-23:59"),
        ("team", "rename", "platform", "", "--as", "lars"),
        ("team", "rename", "platform", "a\nb", "--as", "lars"),
        ("team", "rename", "platform", "\udcff", "--as", "lars"),
        ("service", "alias", "ledger", " ", "--as", "nadia"),
        ("mute", "add", ALERT, "--reason", "\udcff", "--hours", 1, "--as", "lars", "--yes"),
        ("mute", "add", ALERT, "--reason", "x" * 40_001, "--hours", 1, "--as", "lars", "--yes"),
        ("incident", "mark", f"platform-alerts/{ALERT}/²", "noise", "--as", "lars"),
        ("incident", "mark", f"platform-alerts/{ALERT}/{'9' * 5000}", "noise", "--as", "lars"),
    ],
)
def test_a_command_that_makes_no_sense_changes_nothing(state: Path, words: tuple[object, ...]) -> None:
    before = state.read_bytes()
    assert (refused(ratchet(*words, "--state", state)), state.read_bytes()) == (REFUSED, before)


def test_a_runbook_that_is_no_text_is_refused(state: Path, tmp_path: Path) -> None:
    (tmp_path / "steps").write_bytes(b"a\xff\xfe")
    ran = ratchet("runbook", "write", ALERT, tmp_path / "steps", "--as", "lars", "--state", state)
    assert refused(ran) == REFUSED


def test_what_people_type_is_kept_without_debris(state: Path) -> None:
    ratchet("runbook", "write", ALERT, "-", "--as", "lars", "--state", state, text="1. Look.\0\x1b[31m\n2. Wait.\n")
    shown = json.loads(ratchet("runbook", "show", ALERT, "--state", state, "--json").stdout)
    assert shown["text"] == "1. Look.[31m\n2. Wait."


def test_a_time_before_the_states_is_refused_with_the_time_that_would_do(state: Path) -> None:
    ran = ratchet("team", "leave", "platform", "lars", "--as", "lars", "--at", "2020-01-01", "--state", state)
    moment = ran.stderr.split("the state is at ")[1].split(",")[0]
    again = ratchet("team", "leave", "platform", "lars", "--as", "lars", "--at", moment, "--state", state)
    assert again.returncode == 0


def test_the_beginning_of_a_digest_names_the_text_that_was_read(state: Path) -> None:
    ratchet("runbook", "write", ALERT, "-", "--as", "lars", "--state", state, text="1. Look.\n")
    shown = json.loads(ratchet("runbook", "show", ALERT, "--state", state, "--json").stdout)
    ran = ratchet("runbook", "approve", ALERT, 1, "--digest", shown["digest"][:12], "--as", "lars", "--state", state)
    assert ran.returncode == 0


def test_what_would_steer_a_terminal_is_not_printed(state: Path) -> None:
    ratchet("runbook", "write", ALERT, "-", "--as", "lars", "--state", state, text="1. Look.\x1b]0;pwned\x07\n")
    shown = ratchet("runbook", "show", ALERT, "--state", state).stdout
    assert [one for one in shown if one in "\x1b\x07"] == []


def test_only_one_module_prints() -> None:
    modules = (ROOT / "packages/ratchet-cli/src/ratchet_cli").rglob("*.py")
    prints = re.compile(r"typer\.echo\(|(?<![.\w])print\(")
    assert sorted(one.name for one in modules if prints.search(one.read_text())) == ["printing.py"]


STEERING = "\x1b[31m\x9b2J\u202e"


def renamed(data: bytes) -> bytes:
    """Return the people or the channels of an export, each with a name that would steer a terminal."""
    known = json.loads(data)
    for one in known:
        one["name"] = f"{one['name']}{STEERING}"
        if "profile" in one:
            one["profile"]["display_name"] = one["name"]
    return json.dumps(known).encode()


def steered(text: str) -> list[str]:
    return sorted({one for one in text if one in STEERING and not one.isprintable()})


@pytest.mark.parametrize("file", ["users.json", "channels.json"])
@pytest.mark.parametrize("option", [(), ("--transcript",), ("--json",), ("--channel", "nowhere")])
def test_a_name_that_would_steer_a_terminal_is_not_printed_by_a_simulation(
    tmp_path: Path, file: str, option: tuple[str, ...]
) -> None:
    ran = ratchet("simulate", changed(ACME, tmp_path, file, renamed), *option)
    assert steered(ran.stdout + ran.stderr) == []


@pytest.fixture(scope="module")
def steering(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("steering")
    ratchet("simulate", changed(ACME, folder, "users.json", renamed), "--save", folder / "state")
    return folder / "state"


@pytest.mark.parametrize("group", ["team", "person", "channel", "help", "incident", "runbook"])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_name_that_would_steer_a_terminal_is_not_printed_from_a_state(
    steering: Path, group: str, form: tuple[str, ...]
) -> None:
    ran = ratchet(group, "list", "--state", steering, *form)
    assert (ran.returncode, steered(ran.stdout + ran.stderr)) == (0, [])


def test_a_command_that_came_in_between_is_not_lost_to_a_simulation(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(request: SimulationRequest, progress: Progress, observers: list[Listener]) -> Simulated:
        outcome = simulate(request, progress, observers)
        ratchet("service", "alias", "ledger", "books", "--as", "nadia", "--state", state)
        return outcome

    monkeypatch.setattr(outputs, "simulate", interrupted)
    ran = ratchet("simulate", ACME, "--save", state)
    assert (refused(ran), '"books"' in state.read_text()) == (REFUSED, True)


def test_a_state_that_is_not_there_yet_can_be_locked(tmp_path: Path) -> None:
    with locked(tmp_path / "new"):
        assert not (tmp_path / "new").exists()


def changed(export: Path, folder: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Return an export of its own in which one file is another."""
    path = folder / "changed.zip"
    with zipfile.ZipFile(export) as good, zipfile.ZipFile(path, "w") as other:
        for each in good.namelist():
            data = good.read(each)
            other.writestr(each, change(data) if each == name else data)
    return path


@pytest.mark.parametrize("subtype", [["x"], {}, "\ud800", 7, "x" * 500])
def test_a_message_of_no_known_form_is_counted_and_stops_nothing(tmp_path: Path, subtype: object) -> None:
    def with_one_more(data: bytes) -> bytes:
        return json.dumps([*json.loads(data), {"ts": "1767700000.000100", "text": "x", "subtype": subtype}]).encode()

    bad = changed(ACME, tmp_path, "general/2026-01-06.json", with_one_more)
    assert json.loads(ratchet("simulate", bad, "--json").stdout)["skipped"]["subtype of no known form"] == 1


def test_people_and_channels_of_an_organisation_may_be_named_and_strangers_are_told_of(tmp_path: Path) -> None:
    file = tmp_path / "org.toml"
    file.write_text(
        '[teams.a]\nmembers = ["lars", "nobody"]\n[channels."#general"]\nowner = "a"\n[channels.nope]\nowner = "a"\n'
    )
    state = tmp_path / "state"
    told = ratchet("simulate", ACME, "--org", file, "--save", state, "--json").stderr
    ran = ratchet("team", "rename", "a", "B", "--as", "U05LARSHV", "--state", state)
    assert (ran.returncode, f"{file}: the export has nobody called nobody.\n" in told, "no channel nope." in told) == (
        0,
        True,
        True,
    )


def test_an_organisation_that_names_one_channel_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "org.toml"
    file.write_text('[teams.a]\n[channels.general]\nowner = "a"\n[channels.C05GENERL]\nowner = "a"\n')
    ran = ratchet("simulate", ACME, "--org", file)
    assert (refused(ran), f"{file}: line 4, key channels.C05GENERL: " in ran.stderr) == (REFUSED, True)


def test_an_alias_that_is_another_service_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "org.toml"
    file.write_text('[services.x]\naliases = ["y"]\n[services.y]\nname = "Y"\n')
    assert refused(ratchet("simulate", ACME, "--org", file)) == REFUSED


def test_a_stranger_of_whom_an_organisation_says_something_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "org.toml"
    file.write_text("[people.U0NOBODY]\nexternal = true\n")
    assert (
        ratchet("simulate", ACME, "--org", file).stderr == f"ratchet: {file}: the export has nobody called U0NOBODY.\n"
    )


@pytest.mark.parametrize(("option", "text"), [("--org", "[teams.a]\n"), ("--policy", "version = 1\n")])
def test_a_file_that_begins_with_a_mark_of_byte_order_is_read(tmp_path: Path, option: str, text: str) -> None:
    (tmp_path / "file.toml").write_text(text, encoding="utf-8-sig")
    assert ratchet("simulate", ACME, option, tmp_path / "file.toml").returncode == 0


@pytest.mark.parametrize(
    ("option", "remedy"), [("--policy", "--write-policy FILE"), ("--org", "examples/organisation.toml")]
)
def test_a_file_that_is_missing_is_refused_with_a_remedy(option: str, remedy: str) -> None:
    ran = ratchet("simulate", ACME, option, "nowhere.toml")
    assert (refused(ran), remedy in ran.stderr) == (REFUSED, True)


def test_a_policy_for_a_channel_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(
        '[default]\nincidents = "off"\n'
        '[channels."#platform-alerts"]\nincidents = "live"\n[channels.platform-alert]\nincidents = "live"\n'
    )
    ran = ratchet("simulate", ACME, "--policy", file, "--json")
    told = f"ratchet: {file}: the export has no channel platform-alert; what is written for it does nothing.\n"
    assert (ran.stderr, json.loads(ran.stdout)["incidents"]["opened"]) == (told, 48)


@pytest.mark.parametrize("option", ["--save", "--decisions", "--write-policy"])
def test_a_dash_is_not_taken_for_the_name_of_a_file(option: str) -> None:
    ran = ratchet("simulate", ACME, option, "-")
    assert (refused(ran), "-: this is not the name of a file" in ran.stderr) == (REFUSED, True)


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="the standard output has no path")
def test_decisions_are_written_into_a_pipe(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    command = run("simulate", ACME, "--channel", "general", "--decisions", "/dev/stdout", "--write-policy", policy)
    out, _ = command.communicate()
    assert (command.returncode, out.partition("\n")[0].startswith('{"id":')) == (0, True)


def run(*words: object, stdout: int | None = subprocess.PIPE) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "ratchet_cli", *map(str, words)]
    return subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_an_output_that_cannot_be_written_ends_with_one_message() -> None:
    with Path("/dev/full").open("w") as full, run("simulate", ACME, stdout=full.fileno()) as process:
        error = process.communicate()[1]
    assert (process.returncode, error.count("\n"), error.startswith("ratchet: ")) == (2, 1, True)


def test_a_reader_that_has_seen_enough_ends_the_command_quietly() -> None:
    with run("simulate", ACME, "--transcript") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""


@pytest.mark.parametrize(
    "command", [[sys.executable, "-m", "ratchet_cli"], [Path(sys.executable).with_name("ratchet")]]
)
def test_an_interruption_while_the_command_is_loaded_ends_it_with_one_line(
    tmp_path: Path, command: list[str | Path]
) -> None:
    interrupting = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n"
    (tmp_path / "typer.py").write_text(interrupting)  # what is imported first
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, preexec_fn=_heed_interrupts
    )
    assert (ran.returncode, ran.stderr) == (130, "ratchet: Interrupted.\n")


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
