"""Shows the toil report of the example on its page: as a terminal prints it, and as a picture of its page.

`python docs/draw_report.py` writes both anew; the picture takes a Chromium, the one that `RATCHET_BROWSER` names or else
the system's.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "toil-report.md"
PICTURE: Final = ROOT / "docs" / "report.png"
_ENVIRONMENT: Final = {**os.environ, "COLUMNS": "100"}
COMMAND: Final = ("report", "examples/acme-quarter.zip", "--org", "examples/organisation.toml")
_BLOCK: Final = re.compile(r"(?<=```text\n)Toil report, .*?(?=```)", re.DOTALL)
_SIZE: Final = {"width": 1120, "height": 1420}
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")


def block(text: str) -> str:
    """Return the report as its page shows it."""
    (shown,) = _BLOCK.findall(text)
    return str(shown)


def main() -> None:
    """Write the report into its page, and its picture beside this script."""
    with TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        ratchet = [sys.executable, "-m", "ratchet_cli", *COMMAND, "--html", str(page)]
        printed = subprocess.run(ratchet, cwd=ROOT, env=_ENVIRONMENT, capture_output=True, text=True, check=True).stdout  # noqa: S603 - ours
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(text.replace(block(text), printed), encoding="utf-8")
        _photograph(page)
    print(f"{PAGE.relative_to(ROOT)}, {PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size // 1024} KiB")


def _photograph(page: Path) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the terminal's report needs none

    found = os.environ.get("RATCHET_BROWSER") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        window = browser.new_page(color_scheme="light", viewport={"width": _SIZE["width"], "height": _SIZE["height"]})
        window.goto(page.as_uri())
        window.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
