"""The characters that would steer a terminal, whoever wrote them, and what is printed in their place."""

import re

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""The characters that would steer a terminal; line ends and tabs do no harm."""


def visible(text: str) -> str:
    """Return a text with a mark in the place of each character that would steer a terminal; line ends stay."""
    return STEERING.sub("\ufffd", text)
