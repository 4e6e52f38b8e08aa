"""Runs `ratchet` in this process, as a shell would: arguments in, exit code and both outputs back."""

import contextlib
import io
import os
import sys
from pathlib import Path
from unittest import mock

from attrs import frozen
from ratchet_cli.main import main

ROOT = Path(__file__).parent.parent.parent


@frozen
class Ran:
    """What a run of the command came to."""

    returncode: int
    stdout: str
    stderr: str


def ratchet(*arguments: object, text: str = "", columns: int | None = None) -> Ran:
    """Run the command in the project's root, with a text on its standard input, in a terminal of so many columns."""
    out, err = io.StringIO(), io.StringIO()
    stdin = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
    with (
        mock.patch.object(sys, "argv", ["ratchet", *map(str, arguments)]),
        mock.patch.object(sys, "stdin", stdin),
        mock.patch.dict(os.environ),
        contextlib.chdir(ROOT),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        os.environ.pop("COLUMNS", None)  # whoever runs the tests may say how wide their terminal is
        os.environ |= {} if columns is None else {"COLUMNS": str(columns)}
        return Ran(_exit_code(), out.getvalue(), err.getvalue())


def _exit_code() -> int:
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0
