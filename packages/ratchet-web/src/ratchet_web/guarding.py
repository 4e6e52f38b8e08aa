"""Who may ask, and what a browser may do with the answer."""

import ipaddress
from collections.abc import Collection
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class UnsafeAddressError(Exception):
    """The pages would be open to whoever reaches the address; the message says what to do instead."""


def check_bind(host: str, *, trusted: bool) -> None:
    """Refuse to serve on an address that others reach, unless somebody else says who may read.

    Raises:
        UnsafeAddressError: If the address is not this machine's own and nobody is `trusted` to authenticate.
    """
    if trusted or _is_loopback(host):
        return
    raise UnsafeAddressError(
        f"{host} can be reached from other machines, and the pages show everything that ratchet has read to whoever "
        "asks. Serve them on 127.0.0.1, or behind a proxy that signs people in, and say so."
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_of(said: str) -> str:
    """Return the name in a `Host` header, without its port and its brackets, in lower case."""
    name = said.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0].rstrip(".")


class Guard:
    """Answers only under known names, so that no other site can be made to read the pages; adds the headers."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        """Guard an application that is reached under `hosts`, besides this machine's own names."""
        self._app = app
        self._hosts = LOOPBACK | {host_of(one) for one in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope).get("host", "")

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        known = host_of(asked) in self._hosts
        await (self._app if known else _misdirected(asked))(scope, receive, guarded)


def _misdirected(asked: str) -> PlainTextResponse:
    return PlainTextResponse(
        f"ratchet is not known under the name {host_of(asked)[:200]!r}. Open it under localhost, or name the host in "
        "its settings.\n",
        status_code=421,
    )
