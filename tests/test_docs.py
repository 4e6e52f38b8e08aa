"""The documentation is true: its links lead somewhere, and what it names exists."""

import re
from pathlib import Path
from typing import get_args

import pytest
import ratchet_core
from ratchet_cli.main import app
from ratchet_cli.nouns import NOUNS, OTHERS, commands_of
from ratchet_core.domain.records import KINDS
from ratchet_core.reading.asking import Command
from ratchet_core.rules.summaries import COMMANDS
from ratchet_core.settings.organisation_file import organisation_of
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.changes import Change
from ratchet_core.vocabulary.events import Event
from typer.testing import CliRunner

from docs.draw_report import COMMAND, block
from docs.draw_states import page

ROOT = Path(__file__).parents[1]
CORE = ROOT / "packages" / "ratchet-core" / "src"
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("packages/*/*.md")]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS_PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
REPORT_PAGE = (ROOT / "docs" / "toil-report.md").read_text(encoding="utf-8")
RUNNING = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def help_of(*command: str) -> str:
    """Return a command's help without colours, which some environments force."""
    shown = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "120"})
    return re.sub(r"\x1b\[[0-9;]*m", "", shown.output)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_place_in_the_core_that_a_page_names_is_there(page: Path) -> None:
    places = re.findall(r"`(ratchet_core/[\w/]+(?:\.py)?)`", page.read_text(encoding="utf-8"))
    assert [place for place in places if not (CORE / place).exists()] == []


def test_decisions_are_numbered_one_after_the_other() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    told = [(page.name[:4], page.read_text(encoding="utf-8").split(".")[0]) for page in pages]
    assert told == [(f"{number:04}", f"# {number}") for number in range(1, len(pages) + 1)]


def anchors_of(page: Path) -> set[str]:
    """Return by what the headings of a page are linked, as GitHub names them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.casefold()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_heading_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", page.read_text(encoding="utf-8"))
    assert [one for one in links if one[1] not in anchors_of(page.parent / one[0] if one[0] else page)] == []


def test_the_card_in_the_readme_is_one_that_is_posted() -> None:
    (card,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    example, teams = (str(ROOT / "examples" / name) for name in ("acme.zip", "organisation.toml"))
    told = CliRunner().invoke(
        app, ["simulate", example, "--org", teams, "--channel", "payments-alerts", "--transcript"]
    )
    said = "\n".join(line.strip() for line in told.stdout.splitlines())
    assert f"in the thread: {card}" in said


def test_the_page_of_commands_names_every_command_and_no_other() -> None:
    names = {command.name for command in app.registered_commands}
    groups = {*OTHERS, *NOUNS}
    assert set(re.findall(r"^\| `ratchet (\w+)[ `]", COMMANDS_PAGE, re.MULTILINE)) - groups == names


def test_the_report_on_its_page_is_the_one_that_is_printed() -> None:
    command = [str(ROOT / one) if one.startswith("examples/") else one for one in COMMAND]
    printed = CliRunner().invoke(app, command, env={"COLUMNS": "100"})
    assert block(REPORT_PAGE) == printed.output, "run `make picture`"


def test_the_page_of_commands_names_every_group_with_all_its_commands() -> None:
    section = COMMANDS_PAGE.split("## Work on a saved state")[1].split("\n## ")[0]
    said = re.findall(r"`(\w+)` has ((?:`[\w-]+`(?:, |\s+and\s+|,\s+)?)+)", section)
    told = {group: set(re.findall(r"`([\w-]+)`", commands)) for group, commands in said}
    assert told == {name: {str(command.name) for command in commands_of(name).registered_commands} for name in NOUNS}


def test_the_help_lists_every_command_of_its_page() -> None:
    names = re.findall(r"^\| `ratchet (\w+) ", COMMANDS_PAGE, re.MULTILINE)
    listed = re.findall(r"^\W*(\w+)", help_of(), re.MULTILINE)
    assert [name for name in names if name not in listed] == []


def test_the_options_on_the_page_of_commands_are_those_of_simulate() -> None:
    told = set(re.findall(r"`(--[a-z-]+)", COMMANDS_PAGE.split("## Replay an export")[1].split("\n## ")[0]))
    assert told == set(re.findall(r"--[a-z-]+", help_of("simulate"))) - {"--help"}


def test_every_setting_is_told_of_and_no_other() -> None:
    sources = (path.read_text(encoding="utf-8") for path in ROOT.glob("packages/*/src/**/*.py"))
    names = {name for source in sources for name in re.findall(r'"(RATCHET_[A-Z_]*[A-Z])"', source)}
    rows = re.findall(r"^\| (`RATCHET_.*?) \|", RUNNING, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == names


def test_every_command_of_slack_that_is_named_is_one_that_its_help_lists() -> None:
    listed = {word for command, _ in COMMANDS for word in re.findall(r"[a-z]+", command)}
    sources = [*PAGES, *ROOT.glob("packages/*/src/**/*.py"), ROOT / "app-manifest.yaml"]
    named = {name for path in sources for name in re.findall(r"/ratchet ([a-z]+)", path.read_text(encoding="utf-8"))}
    assert sorted(named - listed - {"and"}) == []


def test_the_help_of_slack_lists_every_command_that_there_is() -> None:
    listed = {word for command, _ in COMMANDS for word in re.findall(r"[a-z]+", command)}
    assert {one.value for one in Command} - listed == set()


def test_the_glossary_has_every_event_action_and_change() -> None:
    names = [case.__name__ for union in (Event, Action, Change) for case in get_args(union)]
    assert [name for name in names if f"- **`{name}`**: " not in GLOSSARY] == []


def test_the_glossary_has_every_record() -> None:
    names = [kind.record.__name__ for kind in KINDS.values()]
    known = {name for name in names if f"- **`{name}`**: " in GLOSSARY or f"- **{in_words(name)}**: " in GLOSSARY}
    assert [name for name in names if name not in known] == []


def in_words(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r" \1", name).lower()


def test_every_name_of_the_cores_face_is_on_its_map_or_in_the_glossary() -> None:
    on_the_map = set(re.findall(r"\w+", ratchet_core.__doc__ or ""))
    assert [one for one in ratchet_core.__all__ if one not in on_the_map and f"**`{one}`**" not in GLOSSARY] == []


def test_the_glossary_is_in_the_order_of_the_alphabet() -> None:
    names = [name.casefold().replace("_", " ") for name in re.findall(r"^- \*\*`?([^`*]+)", GLOSSARY, re.MULTILINE)]
    assert names == sorted(names)


def test_the_pictures_of_states_are_drawn_from_the_tables_as_they_are() -> None:
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == page()


def test_the_example_of_the_organisation_file_tells_of_everything_that_one_can() -> None:
    text = (ROOT / "docs" / "organisation-file.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    kinds = {type(one).__name__ for one in organisation_of(example)}
    assert kinds == {
        "MemberJoined",
        "MemberLeft",
        "OwnerChanged",
        "PersonSeen",
        "ServiceAliased",
        "ServiceNamed",
        "ServicesMerged",
        "ServiceSplit",
        "TeamMergeUndone",
        "TeamNamed",
        "TeamsMerged",
    }
