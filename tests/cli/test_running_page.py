"""The operator's page names every metric, and every setting that files for starting name."""

import re
from pathlib import Path

from ratchet_cli.settings import KNOWN

ROOT = Path(__file__).parents[2]
_SETTING = re.compile(r"RATCHET_[A-Z_]+")


def test_files_for_starting_name_no_setting_that_there_is_not() -> None:
    table = (ROOT / "docs" / "running.md").read_text()
    named = {
        name
        for file in (".env.example", "docker-compose.yml", "Dockerfile", "README.md")
        for name in _SETTING.findall((ROOT / file).read_text())
    }
    assert {name for name in named if f"`{name}`" not in table} == set()


def test_the_page_names_all_settings_and_no_other() -> None:
    text = (ROOT / "docs" / "running.md").read_text()
    table = text[text.index("## Settings") : text.index("## A model")]
    named = {name for row in table.splitlines() for name in _SETTING.findall(row.split(" | ")[0]) if row[:1] == "|"}
    assert named == KNOWN


def test_all_settings_that_the_code_reads_are_known() -> None:
    code = (path.read_text() for path in (ROOT / "packages").glob("*/src/**/*.py"))
    assert {name for text in code for name in re.findall(r'"(RATCHET_[A-Z_]*[A-Z])"', text)} == KNOWN


def test_every_metric_stands_on_the_operators_page() -> None:
    code = (ROOT / "packages/ratchet-web/src/ratchet_web/monitoring.py").read_text()
    named = {name.rstrip("_") for name in re.findall(r'"(ratchet_[a-z_]+)"', code)}
    page = (ROOT / "docs" / "running.md").read_text()
    assert {name for name in named if name not in page} == set()
