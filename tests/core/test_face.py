"""The public face of the core: what `from ratchet_core import ...` gives, and when it is loaded."""

import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
import ratchet_core
import ratchet_core.deciding
from ratchet_core import (
    Action,
    Body,
    Change,
    Event,
    Line,
    Lookup,
    MessageLink,
    PersonMention,
    Plain,
    decide,
    plain_text,
    ports,
)
from remembered import directory

README = (Path(__file__).parents[2] / "packages" / "ratchet-core" / "README.md").read_text(encoding="utf-8")
SAID = Body(
    "HighErrorRate",
    (
        Line((Plain("Last time: "), MessageLink("C1", "1.0", "thread"))),
        Line((Plain("Can one of you answer it: "), PersonMention("U2"), Plain("?"))),
    ),
)


def output_of(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout


def test_every_name_can_be_asked_for() -> None:
    assert [one for one in ratchet_core.__all__ if not hasattr(ratchet_core, one)] == []


def test_the_whole_vocabulary_is_given() -> None:
    names = [case.__name__ for union in (Event, Action, Change, Lookup) for case in get_args(union)]
    assert set(names) <= set(ratchet_core.__all__)


def test_every_port_with_its_errors_is_given() -> None:
    defined = [name for name, one in inspect.getmembers(ports, inspect.isclass) if one.__module__ == ports.__name__]
    assert set(defined) <= set(ratchet_core.__all__)


def test_to_decide_is_a_function_also_where_its_module_is_loaded() -> None:
    assert decide is ratchet_core.deciding.decide


def test_what_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(AttributeError, match="module 'ratchet_core' has no attribute 'nothing'"):
        _ = ratchet_core.nothing  # type: ignore[attr-defined]


def test_the_names_are_shown_to_who_looks_for_them() -> None:
    assert set(ratchet_core.__all__) <= set(dir(ratchet_core))


def test_a_module_is_imported_without_all_the_others() -> None:
    code = "import sys, ratchet_core.basis.instants; print(*sorted(one for one in sys.modules if 'ratchet' in one))"
    assert (
        output_of(code) == "ratchet_core ratchet_core.basis ratchet_core.basis.calendar ratchet_core.basis.instants\n"
    )


def test_the_example_of_the_packages_readme_prints_what_stands_there() -> None:
    example, printed = re.search(r"```python\n(.*?)```\n\nprints\n\n```text\n(.*?)```", README, re.DOTALL).groups()  # type: ignore[union-attr]
    assert output_of(example) == printed


def test_a_message_is_written_out_with_people_and_channels_by_name() -> None:
    assert plain_text(SAID, directory().name_of).splitlines() == [
        "HighErrorRate",
        "Last time: thread [c1/1.0]",
        "Can one of you answer it: @Ben?",
    ]


def test_without_names_ids_stand_for_themselves() -> None:
    assert plain_text(SAID).splitlines()[1:] == ["Last time: thread [C1/1.0]", "Can one of you answer it: @U2?"]


def test_who_has_no_name_is_called_by_the_id() -> None:
    assert [directory().name_of(one) for one in ("U9", "C9")] == ["U9", "C9"]
