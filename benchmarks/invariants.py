"""Runs the state machines of the invariants for longer, and counts how often each rule fired.

    uv run python benchmarks/invariants.py --examples 200

It prints how often each rule fired and each reason was given, how many steps a second that was, and after how many
examples each core that is broken on purpose was caught.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1] / "tests" / "core")  # in the place of this folder

from hypothesis.stateful import run_state_machine_as_test
from invariants.machine import Everything, Scene
from invariants.variants import VARIANTS, Variant, budget, run


def printed(title: str, counts: Counter[str]) -> None:
    """Print counts, the highest first."""
    print(f"\n{title}")
    for name, count in counts.most_common():
        print(f"{count:9,}  {name}")


def hunted(examples: int) -> None:
    """Run the machine with every rule, and print what happened."""
    begun = time.perf_counter()
    run_state_machine_as_test(Everything, settings=budget(examples))
    seconds = time.perf_counter() - begun
    printed("how often each rule fired", Scene.fired)
    printed("how often each reason was given", Scene.reasons)
    steps = sum(Scene.fired.values())
    print(f"\n{steps:,} steps in {seconds:.1f} s: {steps / seconds:,.0f} a second, with all checks")


def caught(variant: Variant, examples: int) -> str:
    """Return after how many examples a broken core was caught, and by the check of which invariant."""
    with variant.broken() as machine:
        try:
            run(machine, examples)
        except AssertionError as error:
            found = str(error).partition(":")[0]
            return f"{machine.failed_at:5} examples  {found}"
    return "not caught"


def main() -> None:
    """Read the number of examples, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=200)
    examples = parser.parse_args().examples
    hunted(examples)
    print("\nafter how many examples each broken core was caught")
    for variant in VARIANTS:
        print(f"{caught(variant, examples)}  {variant.number:2}: {variant.how}")


if __name__ == "__main__":
    main()
