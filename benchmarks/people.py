"""Compares what people's messages are taken for with verdicts of a person who read them.

    uv run python benchmarks/people.py EXPORT.zip ...

The verdicts (`benchmarks/data/people.jsonl`) name messages of exports by channel and timestamp, and hold no words:
whether a message that begins a thread asks for help, whether a thread holds an answer and its asker's word that it is
over, and whether the reply that is found for a question answers it (`retrieval.py` compares those). Those that are
`tuned` were read to write rules and are counted by themselves, those on quotations chose which kind is quoted unasked;
no other verdict was used to write a rule.

The last 120 that are tuned on were drawn by `random.Random("ratchet people 2026-11-28 EXPORT")` from the sorted threads
without a verdict: 30 of those with at least three messages of two people, then 30 of all others. They were judged
before anything was compared. The rules written after reading them gave these counts, right of all:

| verdict | before | after |
| --- | --- | --- |
| request, of those 120: disco, ubuntu | 49 of 59, 52 of 59 | 55 of 59, 56 of 59 |
| answered, of those 120 | 27 of 32, 22 of 23 | 27 of 32, 22 of 23 |
| resolved, of those 120 | 24 of 26, 19 of 20 | 26 of 26, 19 of 20 |
| request, not tuned on | 50 of 60, 50 of 60 | 50 of 60, 53 of 60 |
| answered, not tuned on | 33 of 36, 34 of 38 | 33 of 36, 34 of 38 |
| resolved, not tuned on | 32 of 36, 33 of 38 | 32 of 36, 33 of 38 |

Another 120 are `of` threads: `random.Random("ratchet people, own replies, 2026-11-28 EXPORT")` drew, of the sorted
threads without a verdict that have a reply, 30 whose first reply is by whoever began them, then 30 of all others. A
request is there also what its writer asks in those first replies. They were judged before the rules of
`reading/opening.py` were written, but whoever wrote these had read them, so they are no proof of them; the rules were
not changed after they were compared:

| verdict, of threads | before | after |
| --- | --- | --- |
| request: disco, ubuntu | 50 of 60, 54 of 60 | 50 of 60, 55 of 60 |
| answered | 28 of 29, 30 of 32 | 28 of 29, 30 of 32 |
| resolved | 19 of 23, 22 of 22 | 19 of 23, 22 of 22 |

Those not tuned on, in the table above, are as before. Of 5,789 and 164,714 threads, those with a held-out verdict left
out, 337 and 435 have a question among the first replies of whoever began them with none; 27 and 143 open a request now.

What is wrong still, by harm: a request that opens with a longer account, or one that does not speak of its writer, and
asks only in its own thread; a question of one word, or about `the disk`, that only the conversation above it explains;
small talk with a question mark; and answers to somebody else in a thread that name nobody, which these exports have
since threads were guessed.
"""

import argparse
import json
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any, Final, TypeAlias

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import moment_of
from ratchet_core.domain import AskerWords, HelpRequest
from ratchet_core.reading.opening import asks_below, opening_of
from ratchet_core.reading.replies import Use, use_of
from ratchet_core.reading.speech import Speech, put_to, speech_at_first, speech_of
from ratchet_core.wants.limits import STILL_TALKING

Thread: TypeAlias = Sequence[tuple[str, str, str]]
"""The messages of a thread in order: timestamp, author and words."""

_MENTION: Final = re.compile(r"<@(\w+)[^>]*>")
_LINK: Final = re.compile(r"<([^|>\s]+)(?:\|([^>]*))?>")
VERDICTS: Final = Path(__file__).parent / "data" / "people.jsonl"


def normalised(text: str) -> str:
    """Return a message's text as an adapter would: mentions and links as their labels, entities unescaped."""
    text = _LINK.sub(lambda link: link[2] or link[1], _MENTION.sub(r"@\1", text))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def threads_of(export: Path) -> dict[tuple[str, str], Thread]:
    """Return the threads of an export by channel and the timestamp that each begins with."""
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    with zipfile.ZipFile(export) as archive:
        for name in archive.namelist():
            channel, _, day = name.partition("/")
            for one in json.loads(archive.read(name)) if day.endswith(".json") else ():
                root = one.get("thread_ts") or one["ts"]
                found[channel, root].append((one["ts"], one.get("user", ""), normalised(one.get("text", ""))))
    return {key: sorted(messages) for key, messages in found.items()}


def taken(thread: Thread) -> dict[str, bool]:
    """Return what a thread is taken for, under the names that verdicts have."""
    (ts, asker, _), *replies = thread
    others = [(moment_of(at, 0), use_of(text, asker)) for at, person, text in replies if person != asker]
    said = ((moment_of(at, 0), at, speech_of(text)) for at, person, text in replies if person == asker)
    request = HelpRequest(
        MessageRef("", ts),
        asker,
        moment_of(ts, 0),
        said=tuple(AskerWords(*one) for one in said),
        first_response_at=min((at for at, _ in others), default=None),
        first_answer_at=min((at for at, use in others if use is Use.HELPS), default=None),
    )
    return {
        "answered": request.first_answer_at is not None,
        "resolved": request.resolution is not None,
    }


def requests_in(threads: Mapping[tuple[str, str], Thread]) -> set[tuple[str, str]]:
    """Return the threads that begin with a request, as they are followed in the order of time."""
    found: set[tuple[str, str]] = set()
    last: dict[tuple[str, str], tuple[int, tuple[str, str]]] = {}
    for key in sorted(threads, key=lambda one: moment_of(one[1], 0)):
        (ts, person, words), *_ = threads[key]
        if ts == key[1] and asks_below_it(threads[key]):
            found.add(key)
        if ts == key[1] and speech_at_first(words) is Speech.QUESTION:
            at, channel = moment_of(ts, 0), key[0]
            theirs, own = last.get((channel, put_to(words) or "")), last.get((channel, person))
            if not (_is_open_still(theirs, at, threads) and theirs != own and not _is_recent(own, at)):
                found.add(key)
                last[channel, person] = at, key
    return found


def asks_below_it(thread: Thread) -> bool:
    """Say whether whoever began a thread asks below it before anybody else replies, where that leads to a question."""
    (ts, asker, words), *replies = thread
    opening = opening_of(words, speech_at_first(words))
    own = takewhile(lambda one: one[1] == asker, replies) if opening is not None else ()
    at = moment_of(ts, 0)
    return any(
        opening is not None and asks_below(opening, text)
        for said, _, text in own
        if moment_of(said, 0) <= at + STILL_TALKING
    )


def _is_recent(asked: tuple[int, tuple[str, str]] | None, at: int) -> bool:
    return asked is not None and asked[0] >= at - STILL_TALKING


def _is_open_still(
    asked: tuple[int, tuple[str, str]] | None, at: int, threads: Mapping[tuple[str, str], Thread]
) -> bool:
    if asked is None or not _is_recent(asked, at):
        return False
    return not taken([one for one in threads[asked[1]] if moment_of(one[0], 0) <= at])["resolved"]


def compared(verdicts: Sequence[Mapping[str, Any]], export: Path) -> Iterator[tuple[str, bool, bool]]:
    """Return each verdict about an export: of what it is, how a person judged, and what is taken for it."""
    threads = threads_of(export)
    begun = requests_in(threads)
    for verdict in verdicts:
        if verdict["export"] == export.stem:
            key, used = (verdict["channel"], verdict["ts"]), ", tuned on" * verdict.get("tuned", False)
            used += ", of threads" * (verdict.get("of") == "threads")
            found = {**taken(threads[key]), "request": key in begun}
            yield from ((name + used, verdict[name], found[name]) for name in found if name in verdict)


def main() -> None:
    """Print, for each export and kind of verdict, how many are right, missed and wrong."""
    parser = argparse.ArgumentParser(description="Compare what messages are taken for with verdicts of a person.")
    parser.add_argument("exports", type=Path, nargs="+", metavar="EXPORT.zip")
    verdicts = [json.loads(line) for line in VERDICTS.read_text(encoding="utf-8").splitlines()]
    for export in parser.parse_args().exports:
        counts = Counter(compared(verdicts, export))
        for name in dict.fromkeys(kind for kind, _, _ in counts):
            right = counts[name, True, True] + counts[name, False, False]
            missed, wrong = counts[name, True, False], counts[name, False, True]
            print(f"{export.stem} {name}: {right} of {right + missed + wrong} right, {missed} missed, {wrong} wrong")


if __name__ == "__main__":
    main()
