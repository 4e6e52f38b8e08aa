"""Times the toil report, and what another policy would have changed, beside one simulation of the same history.

    uv run python benchmarks/reporting.py [--messages 100000]

The history is generated (`examples/acme/export.py`): mostly alerts. Each figure is taken in a process of its own, as
its processor's seconds and its most memory: one simulation; the same with the report of the last week that is over, of
which the report's own seconds stand apart; and the same under a second policy that holds cards longer.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from ratchet_cli.simulate.simulation import Simulated, SimulationRequest, Trial, simulate
from ratchet_core.basis.evolving import evolve
from ratchet_core.domain.policy import Policy
from ratchet_core.queries.toil.report import toil_report
from ratchet_core.queries.toil.span import Scope
from ratchet_core.queries.toil.spans import last_week
from ratchet_core.zone_table import zone_named

from examples.acme.export import write_large

_KIB_IN_A_MEGABYTE: Final = 1024
_WHAT: Final = ("simulation", "report", "difference")


def longer(policy: Policy) -> Policy:
    """Return a policy that holds cards longer."""
    return evolve(policy, hold_seconds=3 * policy.hold_seconds)


def reported(outcome: Simulated) -> dict[str, float]:
    """Return the seconds that a report of a week takes, of all and of the busiest channel."""
    reader = outcome.reader
    span = last_week(reader.now(), outcome.policy.working_hours)
    begun = time.process_time()
    report = toil_report(reader, span, zones=zone_named)
    whole = time.process_time() - begun
    busiest = report.alerts.costs[0].channel if report.alerts.costs else ""
    begun = time.process_time()
    toil_report(reader, span, Scope(channels=frozenset({busiest})), zones=zone_named)
    return {"report": whole, "of one channel": time.process_time() - begun, "incidents": len(report.alerts.episodes)}


def alone(what: str, export: Path) -> dict[str, float]:
    """Do one thing in this process, and return what it took."""
    trial = Trial(beside=longer) if what == "difference" else None
    outcome = simulate(SimulationRequest(export), lambda *_: None, trial=trial)
    more = reported(outcome) if what == "report" else {}
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"seconds": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / _KIB_IN_A_MEGABYTE, **more}


def main() -> None:
    """Generate a history, and print each figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--alone", choices=_WHAT, help=argparse.SUPPRESS)
    parser.add_argument("--export", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        print(json.dumps(alone(options.alone, options.export)))
        return
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "large.zip"
        write_large(export, options.messages, "1")
        first = 0.0
        for what in _WHAT:
            command = [sys.executable, __file__, "--alone", what, "--export", str(export)]
            told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
            first = first or told["seconds"]
            line = f"{what:12}{told['seconds']:>8.1f} s {told['memory']:>7,.0f} MB  {told['seconds'] / first:.2f} times"
            print(line, flush=True)
            if what == "report":
                own, one, incidents = (told[key] for key in ("report", "of one channel", "incidents"))
                print(
                    f"    the report of {incidents:,} incidents: {own:.2f} s; of one channel {one:.2f} s",
                    flush=True,
                )


if __name__ == "__main__":
    main()
