"""How a service's name, as tools and people write it, becomes the key that the service is kept under."""

import re

_SPACE = re.compile(r"[\s_]+")


def service_key(name: str) -> str:
    """Return the key of a service: lower case, without an organisation in front, words joined by hyphens."""
    return _SPACE.sub("-", name.casefold().rstrip("/").rsplit("/", 1)[-1].strip())
