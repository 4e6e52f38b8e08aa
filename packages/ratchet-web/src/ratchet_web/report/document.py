"""A report as one file that needs nothing from elsewhere: it is read offline, printed, and handed on."""

import base64
import hashlib
from typing import Final

import htpy as h
from markupsafe import Markup

from ratchet_web import layout
from ratchet_web.report.body import report_body
from ratchet_web.report.values import ReportView
from ratchet_web.words import for_people

WHO_READS: Final = (
    "This file holds figures of teams, names of alerts, and the beginnings of questions from channels that are not "
    "private. It stays as it is: what is edited or erased in Slack later is not edited or erased here."
)


def report_document(view: ReportView) -> str:
    """Return the page of a report as a file; secrets in it are hidden, and nothing in it is fetched."""
    style, script = layout.STYLE.decode(), layout.SORT.decode()
    shown = for_people(view)
    allowed = f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}"
    return str(
        h.html(lang="en")[
            h.head[
                h.meta(charset="utf-8"),
                h.meta(http_equiv="Content-Security-Policy", content=allowed),
                h.title[f"Toil report, {shown.span}"],
                h.meta(name="viewport", content="width=device-width, initial-scale=1"),
                h.meta(name="color-scheme", content="light dark"),
                h.style[_whole(style)],
            ],
            h.body[
                h.main("#content", tabindex="-1")[h.h1["Toil report"], report_body(shown)],
                h.footer[h.p[WHO_READS]],
                h.script[_whole(script)],
            ],
        ]
    )


def _whole(ours: str) -> Markup:
    return Markup(ours)  # noqa: S704 - our own stylesheet and script


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
