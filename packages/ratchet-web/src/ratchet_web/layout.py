"""The frame of every page: head, navigation, what is looked at, and who may read it."""

import hashlib
from datetime import datetime
from importlib.resources import files
from typing import Final

import htpy as h
from attrs import frozen
from htpy import Element, Node, Renderable

from ratchet_web.times import absolute, written

STYLE: Final = files("ratchet_web").joinpath("static/style.css").read_bytes()
SORT: Final = files("ratchet_web").joinpath("static/sort.js").read_bytes()
ICON: Final = files("ratchet_web").joinpath("static/icon.svg").read_bytes()
STYLE_PATH: Final = f"/static/{hashlib.sha256(STYLE).hexdigest()[:16]}.css"
SORT_PATH: Final = f"/static/{hashlib.sha256(SORT).hexdigest()[:16]}.js"
ICON_PATH: Final = "/static/icon.svg"

SECTIONS: Final = (
    ("/", "Now"),
    ("/report", "Report"),
    ("/incidents", "Incidents"),
    ("/alerts", "Alerts"),
    ("/runbooks", "Runbooks"),
    ("/help-requests", "Help requests"),
    ("/services", "Services"),
    ("/channels", "Channels"),
    ("/bots", "Bots"),
    ("/teams", "Teams"),
    ("/people", "People"),
    ("/model", "Model"),
    ("/outbox", "Outbox"),
    ("/decisions", "Decisions"),
)
WHO_READS: Final = (
    "These pages show everything that ratchet has read, also from private channels. "
    "Give their address only to people who may read all of it. Nothing can be changed here."
)


@frozen
class Foot:
    """What stands under a page: where the same is said for programs, as of when, and what is looked at."""

    json: str
    as_of: datetime
    about: str = ""


def document(title: str, section: str, content: Node, foot: Foot) -> Renderable:
    """Return a whole page."""
    return _framed(
        title,
        section,
        h.main("#content", tabindex="-1")[h.h1[h.bdi[title]], content],
        h.footer[
            h.p[
                "As of ",
                h.time(datetime=written(foot.as_of))[absolute(foot.as_of), " UTC"],
                foot.about and [" · ", foot.about],
                " · ",
                h.a(href=foot.json, rel="alternate", type="application/json")["This page as JSON"],
            ],
            h.p[WHO_READS],
        ],
    )


def problem(title: str, what: str) -> Renderable:
    """Return the page that says what went wrong, and what to do next."""
    return _framed(title, "", h.main("#content", tabindex="-1")[h.h1[title], h.p[h.bdi[what]]], None)


def _framed(title: str, section: str, *content: Node) -> Renderable:
    return h.html(lang="en")[
        h.head[
            h.meta(charset="utf-8"),
            h.title[f"{title} · ratchet"],
            h.meta(name="viewport", content="width=device-width, initial-scale=1"),
            h.meta(name="color-scheme", content="light dark"),
            h.link(rel="stylesheet", href=STYLE_PATH),
            h.link(rel="icon", href=ICON_PATH, type="image/svg+xml"),
        ],
        h.body[h.a(".skip", href="#content")["Skip to the content"], _header(section), content],
    ]


def _header(section: str) -> Element:
    return h.header[
        h.a(".brand", href="/")["ratchet"],
        h.nav(aria_label="Pages")[
            h.ul[(h.li[h.a(href=path, aria_current=path == section and "page")[word]] for path, word in SECTIONS)]
        ],
    ]
