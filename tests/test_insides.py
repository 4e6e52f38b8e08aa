"""What a store in memory is made of is known to that store alone, and to what reads it."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORE = ROOT / "packages" / "ratchet-core" / "src" / "ratchet_core"
READ_IT = {CORE / "memory" / name for name in ("comparing.py", "reader.py", "state.py")}


def looks_inside(module: Path) -> bool:
    """Say whether a module reads the rows of a store, of whatever name, or asks one for all records of a kind."""
    nodes = [one for one in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(one, ast.Attribute)]
    of_store = (one for one in nodes if ast.unparse(one.value).rpartition(".")[2].lstrip("_") == "store")
    return any(one.attr in {"rows", "taken", "of_kind", "records"} for one in of_store)


def test_only_the_store_its_reader_and_what_keeps_it_whole_look_inside() -> None:
    assert {path for path in (ROOT / "packages").rglob("*.py") if looks_inside(path)} == READ_IT
