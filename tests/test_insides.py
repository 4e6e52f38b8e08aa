"""What a store in memory is made of is known to that store alone, and to what reads it."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORE = ROOT / "packages" / "ratchet-core" / "src" / "ratchet_core"
INSIDES = {"rows", "taken", "of_kind"}
KNOW_IT = {CORE / "memory" / "store.py", CORE / "memory_reader.py", CORE / "state.py"}


def looks_inside(module: Path) -> bool:
    nodes = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    return any(isinstance(one, ast.Attribute) and one.attr in INSIDES for one in nodes)


def test_only_the_store_its_reader_and_what_keeps_it_whole_look_inside() -> None:
    modules = [path for place in ("packages", "benchmarks") for path in (ROOT / place).rglob("*.py")]
    inside = {path for path in modules if looks_inside(path)}
    assert {path for path in inside if path.parent != CORE / "memory"} | {CORE / "memory" / "store.py"} == KNOW_IT
