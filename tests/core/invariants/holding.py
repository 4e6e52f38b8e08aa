"""What a store holds on to, wherever in it that is: every value that can be reached from it, and what they weigh."""

import gc
import sys
from collections.abc import Iterator
from types import BuiltinFunctionType, FunctionType, ModuleType

_CODE = (type, ModuleType, FunctionType, BuiltinFunctionType)


def held_by(value: object) -> Iterator[object]:
    """Return a value with all that can be reached from it, each once; code is not followed."""
    seen: dict[int, object] = {}
    wanted = [value]
    while wanted:
        one = wanted.pop()
        if id(one) not in seen and not isinstance(one, _CODE):
            seen[id(one)] = one
            yield one
            wanted += gc.get_referents(one)


def words_in(value: object) -> list[str]:
    """Return every text that is held, in indexes and queues too."""
    return [one for one in held_by(value) if isinstance(one, str)]


def weight_of(value: object) -> int:
    """Return how many bytes everything takes that is held."""
    return sum(map(sys.getsizeof, held_by(value)))
