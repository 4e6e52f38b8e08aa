"""The core stands alone. `.ci/check` runs its tests where nothing but the core and the test tools is installed."""

import subprocess
import sys

ALLOWED = {"attr", "attrs", "cattr", "cattrs", "typing_extensions", "ratchet_core"}
LOADED = """
import pkgutil, sys, sysconfig
sysconfig.get_config_vars()
before = set(sys.modules)
import ratchet_core
for module in pkgutil.walk_packages(ratchet_core.__path__, "ratchet_core."):
    __import__(module.name)
tops = {name.partition(".")[0] for name in set(sys.modules) - before}
print(" ".join(sorted(tops - sys.stdlib_module_names)))
"""


def test_importing_the_whole_core_loads_attrs_and_cattrs_and_nothing_else() -> None:
    run = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) <= ALLOWED
