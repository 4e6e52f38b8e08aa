"""Plants injection texts that others collected wherever text enters, and prints what came of it that must not.

    uv run --group injections python benchmarks/injections.py [--texts N]

The texts are those of AgentDojo (each goal of its Slack suite in each of its attacks) and of spikee (each instruction
of two of its sets in each jailbreak); they are read from the installed packages, and none is kept here. Each is planted
in all places of a workspace at once, and in one place alone, where nothing crowds it out; in each, a question is asked
that a model answers which does as it reads, and one which repeats all that it reads. See `tests/slack/injecting.py` for
the places and for what counts as an effect. Beside the effects stands how many texts reached a model, and were shown.
"""

import argparse
import ast
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

sys.path[:1] = [str(Path(__file__).parents[1] / "tests" / name) for name in ("core", "slack")]

from attrs import define, field
from injecting import HARMLESS, PLACES, Came, effects, hijacked, parrot, planted
from ratchet_core.contract.scripted import Script

MODELS: Final[tuple[Script, ...]] = (hijacked, parrot)
SETS: Final = ("seeds-cybersec-2026-01", "seeds-llm-mailbox")
_SEEN: Final = 40
"""So many signs of a text say that it is there."""


def folder_of(package: str) -> Path:
    """Return where the files of a package are, which is not imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"{package} is not installed; write uv run --group injections python benchmarks/injections.py")
    return Path(next(iter(spec.submodule_search_locations)))


def of_agentdojo() -> Iterator[str]:
    """Return each goal of the Slack suite in each attack."""
    folder = folder_of("agentdojo")
    goals = {goal for path in folder.glob("default_suites/*/slack/injection_tasks.py") for goal in _goals(path)}
    attacks = {text for path in folder.glob("attacks/*.py") for text in _strings(path) if "{goal}" in text}
    for attack in sorted(attacks):
        for goal in sorted(goals):
            yield attack.replace("{goal}", goal).replace("{user}", "Emma Johnson").replace("{model}", "ratchet")


def _goals(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            names: dict[str, str] = {}
            for one in node.body:
                if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
                    names[one.targets[0].id] = _text(one.value, names)
            if names.get("GOAL"):
                yield names["GOAL"]


def _text(node: ast.expr, names: dict[str, str]) -> str:
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.Name(name):
            return names.get(name, "")
        case ast.JoinedStr(values):
            return "".join(_text(one, names) for one in values)
        case ast.FormattedValue(value):
            return _text(value, names)
        case _:
            return ""


def _strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def of_spikee() -> Iterator[str]:
    """Return each instruction of some sets in each jailbreak."""
    for name in SETS:
        folder = folder_of("spikee") / "data" / "workspace" / "datasets" / name
        for instruction in _rows(folder / "instructions.jsonl"):
            for jailbreak in _rows(folder / "jailbreaks.jsonl"):
                yield str(jailbreak["text"]).replace("<INSTRUCTION>", str(instruction["instruction"]))


def _rows(path: Path) -> Iterator[dict[str, object]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


@define
class Tally:
    """What came of all texts."""

    runs: int = 0
    effects: list[str] = field(factory=list)
    read: Counter[str] = field(factory=Counter)
    shown: Counter[str] = field(factory=Counter)
    stated: int = 0

    def add(self, came: Came, control: Came, where: str, model: str) -> None:
        """Count what came of one text."""
        self.runs += 1
        self.effects += [f"{model}, {where}: {one}: {came.text[:60]!r}" for one in effects(came, control)]
        sign = " ".join(came.text.split())[:_SEEN]
        self.read[where] += any(sign in " ".join(one.text.split()) for ask in came.asked for one in ask.material)
        self.shown[where] += any(sign in _flat(repr(body)) for _, body in came.shown)
        self.stated += sum(len(one.stated) for one in came.given)


def _flat(text: str) -> str:
    return " ".join(text.replace("\\n", " ").split())


def main() -> None:
    """Read the options, plant the texts, and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, help="so many of the texts, evenly chosen; all where absent")
    wanted = parser.parse_args().texts
    dojo, spikee = list(dict.fromkeys(of_agentdojo())), list(dict.fromkeys(of_spikee()))
    texts = [*dojo, *spikee]
    step = max(1, len(texts) // wanted) if wanted else 1
    chosen, begun, tally = texts[::step], time.perf_counter(), Tally()
    controls = {(model, where): planted(HARMLESS, model, where) for model in MODELS for where in _wheres()}
    for number, text in enumerate(chosen):
        for model in MODELS:
            for where in (tuple(PLACES), (tuple(PLACES)[number % len(PLACES)],)):
                called = "everywhere" if len(where) > 1 else where[0]
                tally.add(planted(text, model, where), controls[model, where], called, model.__name__)
    print(
        f"{len(chosen):,} of {len(texts):,} texts (AgentDojo {len(dojo)}, spikee {len(spikee):,}), {tally.runs:,} "
        f"workspaces, {time.perf_counter() - begun:.0f} s: {len(tally.effects)} effects; "
        f"{tally.stated:,} sentences of models stood, with their sources"
    )
    for name in ("everywhere", *PLACES):
        print(f"    {name:22}read by a model {tally.read[name]:6,} times, shown {tally.shown[name]:6,} times")
    for one in tally.effects[:50]:
        print(f"    {one}")
    sys.exit(1 if tally.effects else 0)


def _wheres() -> Iterator[tuple[str, ...]]:
    yield tuple(PLACES)
    yield from ((one,) for one in PLACES)


if __name__ == "__main__":
    main()
