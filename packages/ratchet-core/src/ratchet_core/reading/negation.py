"""Whether words deny something, in the languages that alerts and answers are read in.

A denial changes what a sentence says and hardly any of its words: “restart it” and “never restart it” share all that is
exact in them. So it is looked for by itself, in the sentence as a whole and not only in what of it is quoted.
"""

import re
from collections.abc import Iterator
from typing import Final

_WORDS: Final = frozenset(
    (
        *("not", "never", "no", "none", "nothing", "nobody", "nowhere", "neither", "nor", "without", "cannot"),
        *("cant", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "wont", "wouldnt", "shouldnt"),
        *("couldnt", "mustnt", "havent", "hasnt", "hadnt"),
        *("nicht", "nichts", "nie", "niemals", "niemand", "ohne", "kein", "keine", "keinen", "keinem", "keiner"),
        *("ne", "pas", "jamais", "sans", "rien", "aucun", "aucune"),
        *("nunca", "sin", "nada", "ninguno", "ninguna", "ningún"),
        *("não", "nao", "sem", "nenhum", "nenhuma"),
    )
)
_SIGNS: Final = ("不", "没", "沒", "勿", "别", "別", "ない", "ません", "なく", "않", "없", "마세요", "말고", "못")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_MEANS_NONE: Final = re.compile(r"\bno (?:worries|problem|prob)\b|\bnot only\b|\bwhy not\b", re.IGNORECASE)
_END: Final = re.compile(r"(?<=[.!?;])\s+|(?<=[\u3002\uff01\uff1f])\s*|\n+")


def denies(text: str) -> bool:
    """Say whether a text denies something."""
    words = (found[0].casefold().replace("\u2019", "'") for found in _WORD.finditer(_MEANS_NONE.sub(" ", text)))
    return any(map(_is_denial, words)) or any(sign in text for sign in _SIGNS)


def _is_denial(word: str) -> bool:
    return word in _WORDS or word.endswith("n't") or word.startswith("n'")


def sentences_with(quote: str, text: str) -> str:
    """Return the sentences of a text of which a quotation has words, wherever it stands there."""
    places = tuple(_places(quote, text))
    return " ".join(
        text[begin:end] for begin, end in _ends(text) if any(begin < at + len(quote) and at < end for at in places)
    )


def _places(quote: str, text: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _ends(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for found in _END.finditer(text):
        yield begin, found.start()
        begin = found.end()
    yield begin, len(text)
