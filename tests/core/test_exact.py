import pytest
from ratchet_core.reading.exact import code_in, exact_in, has_path_or_option, has_something_to_copy, literals_in

READINGS = (exact_in, has_something_to_copy, has_path_or_option, code_in, literals_in)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Wait for it, then look again.", ([], False, False, [], [])),
        ("Run `qtool drain tills` twice", (["qtool drain tills"], True, False, ["qtool drain tills"], [])),
        ("See https://wiki.example.com/q", (["https://wiki.example.com/q"], True, False, [], ["https://wiki.example.com/q"])),
        ("It is in /etc/tills/queue.toml", (["/etc/tills/queue.toml"], True, True, [], ["/etc/tills/queue.toml"])),
        ("Add --force", (["--force"], True, True, [], ["--force"])),
        ("Raise it to 9 on ledger", (["9"], False, False, [], [])),
        ("Ask on-call about queue_depth", (["queue_depth"], False, False, [], ["on-call", "queue_depth"])),
    ],
)  # fmt: skip
def test_what_is_exact_is_read_by_each_who_asks_as_strictly_as_it_must(text: str, readings: tuple[object, ...]) -> None:
    assert tuple(read(text) for read in READINGS) == readings
