"""The pages of the service: where they cannot be served, the other parts go on."""

import asyncio
import socket

import pytest
from ratchet_cli.serve.pages import serve_pages
from starlette.applications import Starlette


def test_a_port_that_is_taken_fails_the_pages_alone_and_says_what_to_set() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        async def others_go_on() -> str:
            with pytest.raises(OSError, match="another process may have that port; set RATCHET_PAGES_PORT") as failed:
                await serve_pages(Starlette(), "127.0.0.1", port, lambda _: None, asyncio.Event())
            await asyncio.sleep(0)
            return str(failed.value)

        said = asyncio.run(others_go_on())
    assert said.startswith(f"The pages cannot be served on 127.0.0.1:{port}; ")
