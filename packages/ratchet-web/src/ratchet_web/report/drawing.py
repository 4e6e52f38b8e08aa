"""Draws charts by vl-convert, which is an extra: each a specification of Vega-Lite, drawn as SVG that stands by itself.

It is run as a program of its own too, for drawing holds everything else up while it lasts: specifications as JSON come
in, drawings go out. So nothing but the standard library is imported here.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Final

_LABELLED: Final = re.compile(
    r'<path aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="[^"]*"([^>]*)/>'
)
_NAMESPACES: Final = re.compile(r' xmlns(?::xlink)?="[^"]*"')
_LINK: Final = re.compile(r"</?a\b[^>]*>")
_AXIS: Final = re.compile(r' role="graphics-symbol" aria-roledescription="axis" aria-label="[^"]*"')


def can_draw() -> bool:
    """Say whether there is something to draw with."""
    return find_spec("vl_convert") is not None


def drawings(specs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return charts as SVG, to stand in a page; the same specification gives the same bytes."""
    import vl_convert

    return [_at_home(vl_convert.vegalite_to_svg(dict(one)), str(one["description"])) for one in specs]


def _at_home(svg: str, description: str) -> str:
    """Return a drawing without what leads elsewhere, and with names that a browser shows and a screen reader says.

    Within a page an SVG needs no namespace; a link would be rewritten to a foreign host. What an axis says of itself is
    said by the labels of what stands beside it.
    """
    bare = _AXIS.sub(' aria-hidden="true"', _LINK.sub("", _NAMESPACES.sub("", svg)))
    labelled = _LABELLED.sub(r'<path role="img"\2><title>\1</title></path>', bare)
    name = description.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return labelled.replace("<svg ", f'<svg role="group" aria-label="{name}" ', 1)


if __name__ == "__main__":
    json.dump(drawings(json.load(sys.stdin)), sys.stdout)
