"""Lays an evaluation out: a line for each figure, with its interval, and what differs where two are compared."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ratchet_core.domain import MessageRef
from ratchet_core.vocabulary.models import CENT

from ratchet_cli.evaluate.answering import Given
from ratchet_cli.evaluate.intervals import Paired, Share
from ratchet_cli.evaluate.questions import Chosen
from ratchet_cli.evaluate.scoring import Scored, differences, figures, scored
from ratchet_cli.evaluate.sides import Side
from ratchet_cli.terminal.names import counted

Answers = Mapping[tuple[MessageRef, int], Given]
_LABEL: Final = 22
_DOLLAR: Final = 100 * CENT


def shown_evaluation(chosen: Chosen, sides: Sequence[Side], given: Answers) -> Iterator[str]:
    """Return the lines of an evaluation."""
    yield from _about(chosen)
    rows = [scored(chosen, given, number) for number in range(len(sides))]
    for number, side in enumerate(sides):
        yield ""
        yield from _side(chosen, side, rows[number], given, number)
    if len(sides) > 1:
        yield ""
        yield from _difference(sides, rows)


def _about(chosen: Chosen) -> Iterator[str]:
    hidden = sum(one.hidden for one in chosen.asked)
    yield f"{counted(chosen.answered, 'question')} answered by people; {len(chosen.asked)} asked again:"
    yield f"  {len(chosen.asked) - hidden} that an earlier thread answers, as far as literal facts tell"
    yield f"  {hidden} with every thread hidden that has anything of the answer: silence is right"
    yield "Not asked:"
    yield f"  {chosen.without_facts} whose answer has no link, command, path, name or number in it"
    yield f"  {chosen.without_sources} to which nobody had given such an answer before"
    if chosen.left_out:
        yield f"  {chosen.left_out} more, because of --questions"


def _side(chosen: Chosen, side: Side, rows: Sequence[Scored], given: Answers, number: int) -> Iterator[str]:
    yield side.name if side.model is None else f"{side.name}, prompt {side.prompt.name} v{side.prompt.version}"
    for name, share in figures(rows).items():
        yield f"  {name:<{_LABEL}}{_shown_share(share)}".rstrip()
    cost = sum(one.given.cost for one in rows)
    if cost >= CENT:
        yield f"  {'cost':<{_LABEL}}{cost / _DOLLAR:.2f} dollars"
    lacking = sum(given.get((one.root, number), Given()).lacking for one in chosen.asked)
    if lacking:
        yield f"  {counted(lacking, 'question')} left out: the recording has no reply to what would be asked now;"
        yield "  record it again with --record"


def _shown_share(share: Share) -> str:
    if not share.of:
        return "0 of 0"
    low, high = share.interval
    return f"{f'{share.count} of {share.of}':<12}{share.share:>5.0%}  ({low:.0%} to {high:.0%})"


def _difference(sides: Sequence[Side], rows: Sequence[Sequence[Scored]]) -> Iterator[str]:
    yield f"{sides[1].name} against {sides[0].name}, on the same questions"
    for name, paired in differences(rows[0], rows[1]).items():
        yield f"  {name:<{_LABEL}}{_shown_paired(paired)}"


def _shown_paired(paired: Paired) -> str:
    low, high = paired.interval
    alone = f"{paired.second} gained, {paired.first} lost of {paired.of}"
    points = f"{100 * paired.difference:+.0f} points ({100 * low:+.0f} to {100 * high:+.0f})"
    return f"{points:<28}{alone}"


def evaluation_json(chosen: Chosen, sides: Sequence[Side], given: Answers) -> dict[str, object]:
    """Return an evaluation as one object, with what each question came to."""
    rows = [scored(chosen, given, number) for number in range(len(sides))]
    told: dict[str, object] = {
        "answered_by_people": chosen.answered,
        "without_literal_answer": chosen.without_facts,
        "never_answered_before": chosen.without_sources,
        "left_out": chosen.left_out,
        "sides": [_side_json(chosen, side, rows[number], given, number) for number, side in enumerate(sides)],
    }
    if len(sides) > 1:
        told["differences"] = {_key(name): _paired_json(one) for name, one in differences(rows[0], rows[1]).items()}
    return told


def _side_json(chosen: Chosen, side: Side, rows: Sequence[Scored], given: Answers, number: int) -> dict[str, object]:
    prompt = None if side.model is None else {"name": side.prompt.name, "version": side.prompt.version}
    return {
        "name": side.name,
        "prompt": prompt,
        "figures": {_key(name): _share_json(share) for name, share in figures(rows).items()},
        "cost_in_millionths_of_a_dollar": sum(one.given.cost for one in rows),
        "lacking": [_place(chosen, one.root) for one in chosen.asked if given.get((one.root, number), Given()).lacking],
        "questions": [_row_json(chosen, one) for one in rows],
    }


def _row_json(chosen: Chosen, row: Scored) -> dict[str, object]:
    return {
        "question": _place(chosen, row.asked.root),
        "hidden": row.asked.hidden,
        "sources": sorted(_place(chosen, one) for one in row.asked.sources),
        "answered": row.is_answered,
        "right_source": row.from_source,
        "facts": sorted(row.facts),
    }


def _share_json(share: Share) -> dict[str, object]:
    low, high = share.interval
    interval = [_rounded(low), _rounded(high)]
    return {"count": share.count, "of": share.of, "share": _rounded(share.share), "interval": interval}


def _paired_json(paired: Paired) -> dict[str, object]:
    low, high = paired.interval
    return {
        "gained": paired.second,
        "lost": paired.first,
        "of": paired.of,
        "difference": _rounded(paired.difference),
        "interval": [_rounded(low), _rounded(high)],
    }


def _rounded(share: float) -> float:
    return round(share, 4)


def _key(name: str) -> str:
    return name.replace(" ", "_")


def _place(chosen: Chosen, root: MessageRef) -> str:
    return f"{chosen.names.get(root.channel, root.channel)}/{root.ts}"
