"""What a message says, taken out of its tool's markup: plain text and the few things around it that carry meaning.

An adapter fills a `Content` from whatever its chat system sends; recognising and deciding look at nothing else.
Every string is already normalised: mentions and links read as their labels, entities are unescaped, control
characters and lone surrogates are gone.
"""

from attrs import frozen


@frozen
class Field:
    """One labelled value of a message, such as `Service: checkout-api`."""

    name: str
    value: str


@frozen
class Part:
    """One of several attachments of a message, with a title of its own; what it says is part of the message's text."""

    text: str
    title: str
    title_link: str = ""
    fields: tuple[Field, ...] = ()
    colour: str = ""
    footer: str = ""
    links: tuple[str, ...] = ()
    emoji: tuple[str, ...] = ()


@frozen(cache_hash=True)  # what is worked out of it is kept for a moment, and found by it
class Content:
    """The text and structure of one message, flattened in reading order.

    Attributes:
        text: Everything the message says, one line per piece, in the order a person reads it.
        title: The line shown largest (a header block, an attachment's title), or the empty string.
        title_link: Where the title leads, or the empty string.
        pretext: What stands above the title, or the empty string.
        body: The text below the title, or the empty string.
        fields: Labelled values, from attachment fields and from lines such as `*Service:* checkout-api`.
        colour: The hint beside the message: six lower-case hexadecimal digits, or `good`, `warning`, `danger`, or
            the empty string.
        author: Who the message names as its author (an attachment's `author_name`), or the empty string.
        footer: The small print, or the empty string.
        links: Every address the message leads to, in order, without repetition.
        emoji: Every emoji name the message shows, in order, without colons.
        parts: Its attachments that have titles of their own, where there are several.
    """

    text: str
    title: str = ""
    title_link: str = ""
    pretext: str = ""
    body: str = ""
    fields: tuple[Field, ...] = ()
    colour: str = ""
    author: str = ""
    footer: str = ""
    links: tuple[str, ...] = ()
    emoji: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


@frozen
class Bot:
    """Who posted a message that no person wrote; told apart by its app or bot id, never by the name it shows."""

    id: str
    app: str = ""
    name: str = ""

    @property
    def key(self) -> str:
        """By what it is told apart: its own id, or else its app's."""
        return self.id or self.app
