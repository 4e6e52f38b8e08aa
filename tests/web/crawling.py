"""Follows every link of the pages, as a visitor without a script would."""

import json
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from asking import Read, read
from attrs import frozen
from starlette.testclient import TestClient

ORIGIN = "http://localhost:5001"


@frozen
class Visited:
    """A page that was visited: its path, what it is, and what it said."""

    path: str
    status: int
    kind: str
    text: str

    @property
    def read(self) -> Read:
        """The page as it is read."""
        return read(self.text)


def visited(visitor: TestClient, start: str = "/") -> list[Visited]:
    """Return every page that can be reached by links, the JSON beside each among them."""
    wanted, seen, found = [start], {start}, list[Visited]()
    while wanted:
        answer = visitor.get(path := wanted.pop())
        kind = answer.headers["content-type"].partition(";")[0]
        found.append(Visited(path, answer.status_code, kind, answer.text))
        for link in _links(found[-1]):
            if link not in seen:
                seen.add(link)
                wanted.append(link)
    return found


def _links(one: Visited) -> Iterator[str]:
    links = read(one.text).links if one.kind == "text/html" else _hrefs(json.loads(one.text))
    for link in links:
        if not link.startswith("#"):
            whole = urlsplit(urljoin(ORIGIN + one.path, link))
            yield whole.path + (f"?{whole.query}" if whole.query else "")


def _hrefs(told: object) -> Iterator[str]:
    if isinstance(told, dict):
        if isinstance(told.get("href"), str):
            yield told["href"]
        for one in told.values():
            yield from _hrefs(one)
    elif isinstance(told, list):
        for one in told:
            yield from _hrefs(one)
