"""Writes a report as a page, in one file."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ratchet_core.queries.reader import Reader
from ratchet_core.queries.toil.report import ToilReport
from ratchet_core.queries.toil.suggestions import Suggestion
from ratchet_web.report.document import report_document
from ratchet_web.report.drawing import can_draw, drawings
from ratchet_web.report.view import view_of

from ratchet_cli.files.writing import written_whole
from ratchet_cli.terminal.printing import say


def write_page(
    path: Path, report: ToilReport, reader: Reader, about: str, tried: Mapping[Suggestion, str] = MappingProxyType({})
) -> None:
    """Write a report as a page, with its charts as tables where nothing can draw them.

    `tried` says of suggestions what they would have changed.

    Raises:
        UnusableInputError: If the file cannot be written.
    """
    view = view_of(report, reader, about, linked=False, tried=tried)
    if can_draw():
        view = view.with_drawings(drawings(view.specs))
    else:
        say("ratchet: The charts stand as tables; `pip install 'ratchet-web[charts]'` draws them.", err=True)
    with written_whole(path) as file:
        file.write(report_document(view))
