"""Compares the search by words with one by meaning, and with both: which earlier questions are found, and how fast.

    uv run --group semantic python benchmarks/semantic.py [EXPORT.zip ...] [--runbooks FOLDER FOLDER]

Three kinds of questions are asked. Of exports, those that somebody had asked before (`data/asked_again.jsonl`): a
person read pairs of questions that words, vectors or shared facts of the answers had brought together, and said of each
whether the earlier one is the same; the file holds no words, only messages' names. Paraphrases
(`data/paraphrases.jsonl`), made up, in other words than the question, among all questions of the exports. And, of two
folders of Markdown that document alerts of the same names by different authors, what one says an alert means, looked up
among the runbooks of the other.

R@1 and R@5 say of how many questions the right document is the first found, or among the first five; beside them stand
the bounds of their 95 % intervals. The pairs that were judged come from each way's surest finds, so a way is told of
its own finds: `found by others` leaves out the questions that it brought in itself, alone or beside others. The times
are those of one core, whatever else the machine does.
"""

import argparse
import json
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from attrs import define, field, frozen
from ratchet_cli.evaluate.intervals import Share
from ratchet_cli.simulate.simulation import SimulationRequest, simulate
from ratchet_cli.terminal.progress import unseen
from ratchet_core.basis.instants import DAY
from ratchet_core.domain import HelpRequest
from ratchet_core.queries.help_requests import question_of, requests
from ratchet_core.reading.retrieval import DEMAND, Postings, ranked
from ratchet_core.reading.terms import terms_of
from ratchet_semantic import Encoder, MiniLm
from ratchet_semantic.search import score_of
from safetensors.numpy import load_file
from tokenizers import Tokenizer

DATA: Final = Path(__file__).parent / "data"
MOST: Final = 50
Vector: TypeAlias = Any


def folder_of(package: str) -> Path:
    """Return where the files of a package are, which is not imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is not installed; write uv run --group semantic python benchmarks/semantic.py")
    return Path(next(iter(spec.submodule_search_locations)))


class WordLlama:
    """A text as the mean of the vectors of its tokens, which are the same wherever they stand."""

    def __init__(self) -> None:
        """Read weights and tokenizer."""
        folder = folder_of("wordllama")
        self._weights = next(iter(load_file(str(folder / "weights/l2_supercat_256.safetensors")).values()))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizers/l2_supercat_tokenizer_config.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def vector(self, text: str) -> Vector:
        """Return what a text means."""
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids or [0]
        return _unit(self._weights[ids].astype(np.float32).mean(axis=0))


def _unit(vector: Vector) -> Vector:
    return vector / (np.linalg.norm(vector) or 1.0)


@frozen
class Asked:
    """A question, the documents that are right, those that it must not find, and which ways brought it in."""

    text: str
    right: frozenset[int]
    before: int
    not_these: frozenset[int] = frozenset()
    found_by: frozenset[str] = frozenset()


@frozen
class Task:
    """Documents, in the order of time, and questions about them; a question finds what stands before it."""

    name: str
    documents: Sequence[str]
    asked: Sequence[Asked]
    long: bool = False


@define
class Ways:
    """The ways of looking documents up, over what they keep of a task's documents."""

    task: Task
    encoders: Mapping[str, Encoder]
    vectors: dict[str, Vector] = field(factory=dict)
    terms: list[tuple[str, ...]] = field(factory=list)
    postings: Postings = field(factory=Postings)
    _indexed: int = 0

    def prepare(self) -> None:
        """Read the documents."""
        for name, one in self.encoders.items():
            self.vectors[name] = np.stack([one.vector(text) for text in self.task.documents])
        self.terms = [terms_of(text) for text in self.task.documents]

    def by_words(self, asked: Asked) -> list[tuple[float, int]]:
        """Return what shares words with a question, and how sure that is; questions come in the order of time."""
        while self._indexed < asked.before:
            self.postings.add(str(self._indexed), self._indexed, self.terms[self._indexed], long=self.task.long)
            self._indexed += 1
        terms = terms_of(asked.text)
        if len(terms) < DEMAND.shared:
            return []
        candidates = self.postings.candidates(terms, shared=DEMAND.shared)
        hits = ranked(terms, candidates, self.postings.statistics(terms, candidates))
        return [(one.score, int(one.key)) for one in hits[:MOST]]

    def by_meaning(self, name: str, asked: Asked) -> list[tuple[float, int]]:
        """Return what means something similar, and how similar."""
        near = self.vectors[name][: asked.before] @ self.encoders[name].vector(asked.text)
        most = np.argpartition(-near, min(MOST, len(near) - 1))[:MOST]
        return sorted(((float(near[one]), int(one)) for one in most), reverse=True)


Way: TypeAlias = Callable[[Ways, Asked], list[tuple[float, int]]]


def _meant(name: str) -> Way:
    return lambda ways, asked: ways.by_meaning(name, asked)


def _fused(name: str) -> Way:
    """Return the sum of what ranks are worth in both lists: the reciprocal rank fusion of Cormack and others (2009)."""

    def look(ways: Ways, asked: Asked) -> list[tuple[float, int]]:
        worth: dict[int, float] = defaultdict(float)
        for found in (ways.by_words(asked), ways.by_meaning(name, asked)):
            for rank, (_, document) in enumerate(found, 1):
                worth[document] += 1 / (60 + rank)
        return sorted(((score, one) for one, score in worth.items()), reverse=True)

    return look


def _surest(name: str) -> Way:
    """Return each document by the surer of its two scores."""

    def look(ways: Ways, asked: Asked) -> list[tuple[float, int]]:
        best = {one: score_of(near) / 100 for near, one in ways.by_meaning(name, asked)}
        for sure, document in ways.by_words(asked):
            best[document] = max(sure, best.get(document, 0.0))
        return sorted(((sure, one) for one, sure in best.items()), reverse=True)

    return look


WAYS: Final[Mapping[str, Way]] = {
    "words": lambda ways, asked: ways.by_words(asked),
    "wordllama": _meant("wordllama"),
    "minilm": _meant("minilm"),
    "words + wordllama, ranks": _fused("wordllama"),
    "words + minilm, ranks": _fused("minilm"),
    "words + minilm, surest": _surest("minilm"),
}


@frozen
class Looked:
    """What one question found, and in how many seconds of a core."""

    asked: Asked
    found: Sequence[int]
    seconds: float


def looked_up(ways: Ways, way: Way) -> Iterator[Looked]:
    """Ask every question of a task."""
    ways.postings, ways._indexed = Postings(), 0  # noqa: SLF001 - it begins anew
    for asked in sorted(ways.task.asked, key=lambda one: one.before):
        ways.by_words(asked)
        begun = time.process_time()
        found = way(ways, asked)
        seconds = time.process_time() - begun
        yield Looked(asked, [one for _, one in found if one not in asked.not_these], seconds)


def print_task(task: Task, encoders: Mapping[str, Encoder]) -> None:
    """Print what each way finds, and how fast."""
    ways = Ways(task, encoders)
    ways.prepare()
    print(f"{task.name}: {len(task.asked)} questions, {len(task.documents):,} documents")
    print(f"    {'':26}{'R@1':>18}{'R@5':>18}{'found by others, R@5':>26}{'p50 ms':>9}{'p95 ms':>9}")
    for name, way in WAYS.items():
        results = list(looked_up(ways, way))
        parts = {part.strip() for part in name.split(",")[0].split("+")}
        others = [one for one in results if one.asked.found_by and not parts & one.asked.found_by]
        milliseconds = [one.seconds * 1000 for one in results]
        print(
            f"    {name:26}{_rate(results, 1):>18}{_rate(results, 5):>18}"
            f"{_rate(others, 5) + f' of {len(others)}' if others else '-':>26}"
            f"{statistics.median(milliseconds):>9.1f}{statistics.quantiles(milliseconds, n=20)[-1]:>9.1f}"
        )


def _rate(results: Sequence[Looked], most: int) -> str:
    share = Share(sum(not one.asked.right.isdisjoint(one.found[:most]) for one in results), len(results))
    low, high = share.interval
    return f"{share.share:.2f} ({low:.2f}-{high:.2f})"


@frozen
class History:
    """The answered questions of an export, in the order of asking."""

    name: str
    heads: Sequence[HelpRequest]
    texts: Sequence[str]
    places: Mapping[str, int]

    @classmethod
    def of(cls, export: Path) -> "History":
        """Replay an export."""
        reader = simulate(SimulationRequest(export), unseen).reader
        found = [
            (one, question_of(reader, one))
            for one in requests(reader)
            if any(reply.person != one.asker for reply in reader.replies(one.root))
        ]
        kept = [(one, text) for one, text in found if text]
        names = reader.directory().channels
        places = {f"{names[one.root.channel].name}/{one.root.ts}": at for at, (one, _) in enumerate(kept)}
        return cls(export.stem, [one for one, _ in kept], [text for _, text in kept], places)

    def task(self, verdicts: Iterable[Mapping[str, Any]]) -> Task:
        """Return the questions that were asked before, as a person judged."""
        right: dict[int, set[int]] = defaultdict(set)
        ways: dict[int, set[str]] = defaultdict(set)
        for one in verdicts:
            if one["export"] == self.name and one["same"]:
                at = self.places[f"{one['channel']}/{one['ts']}"]
                right[at].add(self.places[one["earlier"]])
                ways[at] |= set(one["found_by"])
        asked = [
            Asked(self.texts[at], frozenset(found), at, self._own(at), frozenset(ways[at]))
            for at, found in right.items()
        ]
        return Task(f"{self.name}, asked again", self.texts, asked)

    def _own(self, at: int) -> frozenset[int]:
        """Return what the same person asked a short time ago."""
        head = self.heads[at]
        near = (
            other
            for other in range(at)
            if self.heads[other].asker == head.asker and head.asked_at - self.heads[other].asked_at < 30 * DAY
        )
        return frozenset(near)


def paraphrases(others: Sequence[str]) -> Task:
    """Return questions in other words, among other questions."""
    pairs = list(_rows("paraphrases.jsonl"))
    documents = [*(str(one["asked"]) for one in pairs), *others]
    asked = [Asked(str(one["again"]), frozenset({at}), len(documents)) for at, one in enumerate(pairs)]
    return Task("paraphrases", documents, asked)


_MEANING: Final = re.compile(r"^##? *Meaning\s*\n(.*?)(?=^##? )", re.DOTALL | re.MULTILINE)


def runbooks(first: Path, second: Path) -> Task:
    """Return what one author says that alerts mean, among the runbooks of the other."""
    texts = {path.stem.casefold(): path.read_text(encoding="utf-8") for path in sorted(second.rglob("*.md"))}
    names = list(texts)
    asked = []
    for path in sorted(first.rglob("*.md")):
        meaning = _MEANING.search(path.read_text(encoding="utf-8"))
        if path.stem.casefold() in texts and meaning is not None and meaning[1].strip():
            right = frozenset({names.index(path.stem.casefold())})
            asked.append(Asked(f"{path.stem} {meaning[1].strip()}", right, len(names)))
    return Task("runbooks of two authors", [texts[one] for one in names], asked, long=True)


def _rows(name: str) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, (DATA / name).read_text(encoding="utf-8").splitlines())


def print_memory(encoders: Mapping[str, Callable[[], Encoder]]) -> None:
    """Print how much larger the process is with an encoder."""
    for name, make in encoders.items():
        before = _resident()
        encoder = make()
        encoder.vector("how do I rotate the ledger key?")
        print(f"    {name:26}{(_resident() - before) / 2**20:.0f} MB")


def _resident() -> int:
    fields = Path("/proc/self/statm").read_text(encoding="utf-8").split()
    return int(fields[1]) * 4096


def main() -> None:
    """Read the options, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exports", type=Path, nargs="*")
    parser.add_argument("--runbooks", type=Path, nargs=2, metavar="FOLDER")
    arguments = parser.parse_args()
    print("memory")
    print_memory({"wordllama": WordLlama, "minilm": MiniLm})
    encoders: Mapping[str, Encoder] = {"wordllama": WordLlama(), "minilm": MiniLm()}
    histories = [History.of(one) for one in arguments.exports]
    verdicts = list(_rows("asked_again.jsonl"))
    for one in histories:
        print_task(one.task(verdicts), encoders)
    print_task(paraphrases([text for one in histories for text in one.texts]), encoders)
    if arguments.runbooks:
        print_task(runbooks(*arguments.runbooks), encoders)


if __name__ == "__main__":
    main()
