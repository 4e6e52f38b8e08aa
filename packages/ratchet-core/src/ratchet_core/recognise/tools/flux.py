"""Flux's controllers: the author is the object that was reconciled, the colour says whether it went well."""

import re
from typing import Final

from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise.generic import alert, notice, tone
from ratchet_core.recognise.recognised import Kind, Recognised
from ratchet_core.recognise.tools.reader import Example, Reader
from ratchet_core.recognise.view import view_of

_OBJECT: Final = re.compile(
    r"^(?:kustomization|helmrelease|gitrepository|helmrepository|helmchart|ocirepository|bucket|terraform|"
    r"image(?:repository|policy|updateautomation))/([\w-]+)\.[\w-]+$",
    re.IGNORECASE,
)
_CAUSE: Final = re.compile(r"^(.{3,80}?)(?:\s(?:after|for|with)\s|:|\.?$)")


def _read(content: Content, bot: Bot) -> Recognised | None:
    found = _OBJECT.match(content.author) if "/" in content.author else None
    if found is None:
        return None
    view = view_of(content, bot)
    line = content.body.partition("\n")[0]
    cause = _CAUSE.match(line)
    if tone(content) is Kind.ALERT_FIRING:
        return alert(view, Kind.ALERT_FIRING, cause[1] if cause else line, found[1], None)
    return Recognised(Kind.DEPLOY, service=found[1], fingerprint=notice(view, Kind.DEPLOY).fingerprint, title=line)


READER: Final = Reader("flux", _read)

EXAMPLES: Final = (
    Example(
        Content(
            text="helmrelease/cart.shop\nHelm install failed for release shop/cart: timed out",
            body="Helm install failed for release shop/cart: timed out",
            author="helmrelease/cart.shop",
            colour="danger",
        ),
        Recognised(Kind.ALERT_FIRING, alert="Helm install failed", service="cart", title="helmrelease/cart.shop"),
    ),
    Example(
        Content(
            text="kustomization/shop.flux-system\nService/shop/cart configured",
            body="Service/shop/cart configured",
            author="kustomization/shop.flux-system",
            colour="good",
        ),
        Recognised(Kind.DEPLOY, service="shop", title="Service/shop/cart configured"),
    ),
)
