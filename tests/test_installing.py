"""What is installed without the tools of development is all that ratchet needs."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKED = {one["name"]: one for one in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]}


def installed(name: str, extras: tuple[str, ...] = ()) -> Iterator[str]:
    """Return a package and all that the lock file installs with it, the tools of development left out."""
    yield name
    optional = LOCKED[name].get("optional-dependencies", {})
    for needed in [*LOCKED[name].get("dependencies", ()), *(one for extra in extras for one in optional[extra])]:
        yield from installed(needed["name"], tuple(needed.get("extra", ())))


def imported(module: Path) -> Iterator[str]:
    """Return what a module imports, at its head or where it is needed, without the standard library."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_everything_that_is_imported_is_installed_without_the_tools_of_development_by_it_or_an_extra() -> None:
    extras = tuple(LOCKED["ratchet-workspace"]["optional-dependencies"])
    there = set(installed("ratchet-workspace", extras))
    needed = {name for module in ROOT.glob("packages/*/src/**/*.py") for name in imported(module)}
    owners = packages_distributions()
    missing = {
        name
        for name in needed - sys.stdlib_module_names
        if there.isdisjoint(one.lower().replace("_", "-") for one in owners.get(name, [name]))
    }
    assert missing == set()
