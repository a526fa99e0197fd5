from __future__ import annotations

import asyncio
import io
import itertools
import json
import threading
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.adapters.base import ImportOutcome
from memtui.core.errors import DataError
from memtui.core.models import MemoryRecord
from memtui.core.to_wire import record_to_wire
from memtui.ops import jsonl
from memtui.ops.transfer import read_records, stored

MEMORY = {"id": "1", "memory": "likes tea"}


def records(*lines: bytes | dict[str, Any]) -> list[MemoryRecord]:
    data = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return list(read_records(io.BytesIO(data)))


def reasons(*lines: bytes | dict[str, Any]) -> list[str]:
    with pytest.raises(DataError) as caught:
        records(*lines)
    return caught.value.message.splitlines()


def test_lines_are_memories() -> None:
    read = records(MEMORY, b"", b" \t\r", {**MEMORY, "id": "2", "user_id": "alice"})
    assert [(record.memory.id, record.memory.user_id, record.history) for record in read] == [
        ("1", None, None),
        ("2", "alice", None),
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    line = json.dumps(MEMORY).encode()
    assert len(list(read_records(io.BytesIO(b"\xef\xbb\xbf" + line + b"\r\n" + line + b"\r\n\r\n")))) == 2
    assert list(read_records(io.BytesIO(b""))) == []
    assert list(read_records(io.BytesIO(b"\xef\xbb\xbf\n\n"))) == []


def test_line_separators_inside_a_text_do_not_end_a_line() -> None:
    text = "one\u2028two\x85three\u2029four\x0b"
    (record,) = records(json.dumps({"id": "1", "memory": text}, ensure_ascii=False).encode())
    assert record.memory.memory == text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON: the line ends too early"),
        (b"{} {}", "not JSON: Extra data (character 4)"),
        (b"nothing", "not JSON: "),
        (b'{"id": "\xff", "memory": "x"}', "not UTF-8 text (byte 9)"),
        (b'\xff\xfe{\x00"\x00', "not UTF-8 text (byte 1)"),
        (b'{"id": "1", "memory": "\\ud800"}', "half of a surrogate pair"),
        (b'{"id": "1", "memory": "\\uDfff\\ud800"}', "half of a surrogate pair"),
        (b'{"id": "1", "memory": "x", "metadata": {"\\ud83d": 1}}', "half of a surrogate pair"),
        (b'{"id": "1", "memory": "x", "score": NaN}', "NaN is no JSON number"),
        (b'{"id": "1", "memory": "x", "metadata": {"n": [-Infinity]}}', "-Infinity is no JSON number"),
        (b'{"id": "1", "memory": "x", "metadata": {"n": 1e999}}', "the number 1e999 is too large"),
        (b'{"id": "1", "memory": "x", "n": ' + b"9" * 5000 + b"}", "a number with too many digits"),
        (b'{"id": "1", "memory": "x", "id": "2"}', "the key 'id' twice in one object"),
        (b'{"id": "1", "memory": "x", "metadata": {"a": 1, "a": 1}}', "the key 'a' twice in one object"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "A memory is a JSON object"),
        (b'"text"', "A memory is a JSON object"),
        (b"{}", "memory is missing"),
        (b'{"memory": "x"}', "id is missing"),
        (b'{"id": " ", "memory": "x"}', "id is empty"),
        (b'{"id": "1", "memory": "  "}', "memory is empty"),
        (b'{"id": "1"}', "memory is missing"),
        (b'{"id": "1", "memory": 5}', "memory"),
        (b'{"id": "1", "memory": "x", "history": {}}', "history is not a list"),
        (
            b'{"id": "1", "memory": "x", "history": [{"memory_id": "2", "event": "ADD"}]}',
            "history event 1 belongs to another memory",
        ),
        (b'{"id": "1", "memory": "x", "created_at": "someday"}', "created_at"),
    ],
)
def test_wrong_lines_say_why(line: bytes, reason: str) -> None:
    first, second = reasons(MEMORY, b"", line)
    assert first == "Nothing was imported: 1 line is wrong."
    assert second.startswith("  line 3: ")
    assert reason in second
    assert len(second) < 350


def test_surrogate_pairs_and_escapes_are_fine() -> None:
    (record,) = records(b'{"id": "1", "memory": "\\ud83d\\ude00 \\\\ud800 \\u00e9"}')
    assert record.memory.memory == "😀 \\ud800 é"


def test_all_wrong_lines_are_counted_and_ten_listed() -> None:
    lines = reasons(*([MEMORY] * 3), *([b"{"] * 13))
    assert lines[0] == "Nothing was imported: 13 lines are wrong."
    assert [line.split(":")[0] for line in lines[1:11]] == [f"  line {number}" for number in range(4, 14)]
    assert lines[11:] == ["  and 3 more"]


def test_no_memory_is_given_after_the_first_wrong_line() -> None:
    read = read_records(io.BytesIO(b'{"id": "1", "memory": "x"}\n{\n{"id": "2", "memory": "x"}\n'))
    assert next(read).memory.id == "1"
    with pytest.raises(DataError):
        next(read)


def test_a_line_may_not_be_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "LONGEST_LINE", 40)
    fits = b'{"id": "1", "memory": "' + b"x" * 15 + b'"}'
    assert len(fits) == 40
    assert len(records(fits, fits)) == 2
    lines = reasons(fits, fits + b" ", b"y" * 1000, fits, b"y" * 41)
    assert [line[:9] for line in lines[1:]] == ["  line 2:", "  line 3:", "  line 5:"]
    assert "longer than" in lines[1]


def test_a_memory_is_written_as_it_was_read() -> None:
    line = {
        "id": "1",
        "text_lemmatized": [1, {"a": None}],
        "memory": "x",
        "run_id": "r",
        "metadata": {"n": 1.5, "é": {"deep": []}},
        "created_at": "2024-07-20T01:30:36.275141-07:00",
        "history": [{"id": "h", "memory_id": "1", "event": "ADD", "new_memory": "x", "odd": {"k": "v"}}],
    }
    (record,) = records(line)
    assert json.loads(jsonl.dumps(record_to_wire(record))) == line


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(values, st.sampled_from(["utf-8", "ascii", "latin-1"]))
def test_json_is_read_as_it_was_written(value: Any, encoding: str) -> None:
    text = jsonl.dumps(value, encoding=encoding)
    text.encode(encoding)
    assert "\n" not in text
    assert jsonl.loads(text.encode()) == value


class Blocking:
    """Reads records on another thread, as the embedded store does, then waits until it may go on."""

    def __init__(self, enough: int) -> None:
        self.enough = enough
        self.reached = asyncio.Event()
        self.go_on = threading.Event()
        self.read = 0
        self.failed = False

    async def import_records(
        self, records: Iterable[MemoryRecord], *, replace: bool, dry_run: bool
    ) -> ImportOutcome:
        loop = asyncio.get_running_loop()

        def work() -> None:
            try:
                for _ in records:
                    self.read += 1
                    if self.read == self.enough:
                        loop.call_soon_threadsafe(self.reached.set)
                        self.go_on.wait()
            except Exception:
                self.failed = True
                raise

        await asyncio.to_thread(work)
        return ImportOutcome(added=self.read)


async def test_a_cancelled_import_fails_inside_the_transaction() -> None:
    adapter = Blocking(enough=10)
    (memory,) = records(MEMORY)
    task = asyncio.ensure_future(stored(adapter, itertools.repeat(memory), replace=False, dry_run=False))
    await adapter.reached.wait()
    task.cancel()
    asyncio.get_running_loop().call_soon(adapter.go_on.set)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert adapter.failed
    assert adapter.read == 10


async def test_an_import_that_is_cancelled_too_late_is_done() -> None:
    adapter = Blocking(enough=10)
    (memory,) = records(MEMORY)
    task = asyncio.ensure_future(stored(adapter, [memory] * 10, replace=False, dry_run=False))
    await adapter.reached.wait()
    task.cancel()
    asyncio.get_running_loop().call_soon(adapter.go_on.set)
    assert (await task).added == 10
    assert not adapter.failed
