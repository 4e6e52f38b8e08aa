"""The files for Docker say what they should; no engine runs where the tests do."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_compose_file_is_one() -> None:
    checked = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    ran = subprocess.run([*checked, ROOT / "docker-compose.yml"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "ok -- validation done\n")
