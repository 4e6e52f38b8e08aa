"""Takes out of a text what nobody sees: it hides words from people, and parts secrets and addresses.

It comes before secrets are looked for: a sign that nobody sees within one would let its other half through.
"""


def visible(text: str) -> str:
    """Return a text on one line, without what nobody sees; other white space is a space."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else " " for one in text if one.isprintable() or one.isspace())


def visible_lines(text: str) -> str:
    """Return the same of a text whose lines stay."""
    return "\n".join(map(visible, text.splitlines()))
