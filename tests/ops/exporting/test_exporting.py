"""What is exported, and what is said of it: lists, marks, what a search found, one memory, a plan."""

from __future__ import annotations

import asyncio
import csv
import errno
import io
import json
import os
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.changes import Deletion, MemoryEdit, Update
from memtui.core.errors import DataError, MemtuiError, NotFoundError
from memtui.core.filters import keyword_condition
from memtui.core.models import Memory, MemoryRecord
from memtui.core.profile import ServiceIdentity
from memtui.core.queries import MemoryQuery
from memtui.core.times import utc_now
from memtui.core.writing.forms import About, FileForm
from memtui.ops.exporting.about import about_list
from memtui.ops.exporting.places import place_of, whole_file_aside
from memtui.ops.exporting.plan_rows import about_plan, plan_batches, plan_writer
from memtui.ops.exporting.sources import Found, Listed, Named, One, Source
from memtui.ops.exporting.work import Exported, export_memories, write_all
from memtui.ops.exporting.writers import JsonLines, history_writer, memories_writer
from memtui.ops.plans import Plan
from memtui.ops.transfer import read_records
from memtui.state.journal import Journal, NewItem
from tests.tui.data import many
from tests.tui.driver import store_of
from tests.tui.service import Service


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[LocalAdapter]:
    adapter = await store_of(many(1203), tmp_path / "memories.db")
    yield adapter
    await adapter.close()


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def exported(
    adapter: Any, source: Source, form: FileForm = "jsonl", counts: list[int] | None = None
) -> tuple[str, Exported]:
    """The text of an export and what came of it."""
    pieces: list[str] = []
    is_one = isinstance(source, One)
    writer = (history_writer if is_one else memories_writer)(form, About("Memories"))
    done = await export_memories(
        adapter, source, writer, pieces.append, with_history=form == "jsonl" or is_one,
        on_written=([] if counts is None else counts).append,
    )  # fmt: skip
    return "".join(pieces), done


async def test_a_list_is_written_some_at_a_time_and_counted(store: LocalAdapter) -> None:
    counts: list[int] = []
    text, done = await exported(store, Listed(MemoryQuery()), counts=counts)
    assert counts == [500, 1000, 1203]
    assert (done.written, done.expected, done.is_whole) == (1203, 1203, True)
    assert len(list(read_records(io.BytesIO(text.encode())))) == 1203


async def test_all_that_match_but_some(store: LocalAdapter) -> None:
    query = MemoryQuery(keyword_condition("coffee"))
    page = await store.page(query, 1, 3)
    without = frozenset(memory.id for memory in page.results) | {"of another list"}
    text, done = await exported(store, Listed(query, without))
    ids = {json.loads(line)["id"] for line in text.splitlines()}
    assert not ids & without
    assert (done.written, done.expected) == (len(ids), 121 - 3)


async def test_marks_come_in_their_order_and_those_that_are_gone_are_counted(store: LocalAdapter) -> None:
    ids = [memory.id for memory in (await store.page(MemoryQuery(), 1, 3)).results]
    text, done = await exported(store, Named((ids[2], "gone", ids[0])))
    found = [json.loads(line) for line in text.splitlines()]
    assert [one["id"] for one in found] == [ids[2], ids[0]]
    assert all(one["history"] for one in found)
    assert (done.written, done.expected, done.missing, done.is_whole) == (2, 2, 1, True)


async def test_what_a_search_found_keeps_its_order_and_scores(store: LocalAdapter) -> None:
    memories = tuple(
        replace(memory, score=score)
        for memory, score in zip(
            (await store.page(MemoryQuery(), 1, 3)).results, (0.5, 0.9, 0.1), strict=True
        )
    )
    text, done = await exported(store, Found(memories), "csv")
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [one["score"] for one in found] == ["0.5", "0.9", "0.1"]
    assert (done.written, done.expected) == (3, 3)
    again, _ = await exported(store, Found(memories))
    assert len(list(read_records(io.BytesIO(again.encode())))) == 3


async def test_one_memory_comes_with_its_history_in_every_form(store: LocalAdapter) -> None:
    memory = (await store.page(MemoryQuery(), 1, 1)).results[0]
    text, done = await exported(store, One(memory.id))
    assert [event["event"] for event in json.loads(text)["history"]] == ["ADD"]
    assert (done.written, done.expected) == (1, 1)
    (row,) = csv.DictReader(io.StringIO((await exported(store, One(memory.id), "csv"))[0], newline=""))
    assert (row["event"], row["new_memory"]) == ("ADD", memory.memory)
    assert "## Event 1: ADD" in (await exported(store, One(memory.id), "md"))[0]


@pytest.mark.parametrize("form", ["jsonl", "csv", "md"])
async def test_what_fails_before_there_is_anything_writes_nothing(
    store: LocalAdapter, form: FileForm
) -> None:
    pieces: list[str] = []
    writer = history_writer(form, About("A memory"))
    with pytest.raises(NotFoundError):
        await export_memories(
            store, One("none"), writer, pieces.append, with_history=True, on_written=lambda _: None
        )
    assert pieces == []


async def test_nothing_that_matches_is_a_file_with_a_head(store: LocalAdapter) -> None:
    for source in (Named(()), Found(()), Listed(MemoryQuery(keyword_condition("nothing has this")))):
        text, done = await exported(store, source, "csv")
        assert text.count("\n") == 1
        assert (done.written, done.is_whole) == (0, True)
        text, _ = await exported(store, source, "md")
        assert text.startswith("# Memories\n")
        assert text.endswith("0 memories\n")


@pytest.mark.parametrize(("form", "asked"), [("csv", 0), ("md", 0)])
async def test_histories_are_only_asked_for_where_they_are_written(
    store: LocalAdapter, form: FileForm, asked: int
) -> None:
    service = Service(store, page_size=100)
    _, done = await exported(service, Listed(MemoryQuery()), form)
    assert (done.written, done.expected, service.times("history")) == (1203, 1203, asked)
    assert done.without_history == 0


async def test_a_service_that_lists_only_a_part_is_no_export(
    store: LocalAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from memtui.core.models import FilteredHere

    async def page(query: MemoryQuery, number: int, size: int) -> Any:
        found = await store.page(query, number, size)
        return replace(found, filtered_here=FilteredHere(1000, more=True))

    service = Service(store)
    monkeypatch.setattr(service, "page", page)
    with pytest.raises(MemtuiError, match="does not list all"):
        await exported(service, Listed(MemoryQuery()), "csv")


async def _gives(things: Sequence[Any]) -> AsyncIterator[Sequence[Any]]:
    yield things


async def test_half_a_character_becomes_a_mark_where_there_is_no_escape_for_it() -> None:
    records = [MemoryRecord(Memory("1", "half \ud83d"), None), MemoryRecord(Memory("2", "whole 😀"), None)]
    forms: list[tuple[FileForm, int]] = [("jsonl", 0), ("csv", 1), ("md", 1)]
    for form, kept in forms:
        pieces: list[str] = []
        writer = memories_writer(form, About("Memories"))
        done = await write_all(_gives(records), writer, pieces.append, lambda _: None, beside=True)
        assert (done.written, done.mended) == (2, kept)
        text = "".join(pieces)
        assert text.encode()
        assert ("half <U+D83D>" in text) == (form != "jsonl")
        assert "whole 😀" in text


class Framed(JsonLines[int]):
    """Has something before and after everything that no file can hold."""

    def begin(self) -> str:
        return "begin \ud800\n"

    def end(self, written: int) -> str:
        return f"end {written} \udfff\n"


@pytest.mark.parametrize("things", [[], [1]])
async def test_what_a_file_says_of_itself_is_mended_too(things: list[int]) -> None:
    pieces: list[str] = []
    writer = Framed(lambda one: one)
    done = await write_all(_gives(things), writer, pieces.append, lambda _: None, beside=True)
    lines = "".join(pieces).splitlines()
    assert lines == ["begin <U+D800>", *map(str, things), f"end {len(things)} <U+DFFF>"]
    assert done.mended == 0


async def test_writing_is_done_beside_the_screen() -> None:
    threads: set[int] = set()

    def to_wire(one: int) -> int:
        threads.add(threading.get_ident())
        return one

    writer = JsonLines(to_wire)
    await write_all(_gives([1, 2]), writer, lambda _: None, lambda _: None, beside=True)
    assert threads and threading.get_ident() not in threads


# Where it goes --------------------------------------------------------------------------------------


async def test_a_file_appears_when_it_is_whole_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    async with whole_file_aside(path, overwrite=False) as file:
        file.write("x")
        assert not path.exists()
    assert path.read_text() == "x"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(DataError, match="is there already"):
        async with whole_file_aside(path, overwrite=False) as file:
            pass
    assert names_in(tmp_path) == ["out.csv"]


@pytest.mark.parametrize("error", [ValueError("a mistake"), asyncio.CancelledError()])
async def test_what_is_not_whole_is_not_there(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises(type(error)):
        async with whole_file_aside(tmp_path / "out.csv", overwrite=False) as file:
            file.write("x")
            raise error
    assert names_in(tmp_path) == []


class Gate:
    """A call that waits on its thread until it may go on."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call
        self.reached = threading.Event()
        self.goes_on = threading.Event()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.reached.set()
        assert self.goes_on.wait(60)
        return self._call(*args, **kwargs)

    async def cancel_meanwhile(self, task: asyncio.Task[Any], times: int) -> None:
        """Cancel the task that waits for it, and let it go on."""
        await asyncio.to_thread(self.reached.wait, 60)
        for _ in range(times):
            task.cancel()
            for _ in range(10):
                await asyncio.sleep(0)
        assert not task.done()
        self.goes_on.set()


async def _written(path: Path, *, overwrite: bool) -> str:
    async with whole_file_aside(path, overwrite=overwrite) as file:
        file.write("new")
    return "written"


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("overwrite", [False, True])
async def test_a_file_that_was_finished_before_it_could_be_stopped_counts_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, *, overwrite: bool
) -> None:
    path = tmp_path / "out.csv"
    if overwrite:
        path.write_text("old")
    gate = Gate(os.fsync)
    monkeypatch.setattr("memtui.state.files.os.fsync", gate)
    task = asyncio.create_task(_written(path, overwrite=overwrite))
    await gate.cancel_meanwhile(task, times)
    assert await task == "written"
    assert path.read_text() == "new"
    assert names_in(tmp_path) == ["out.csv"]


async def test_a_file_that_could_not_be_finished_when_it_was_stopped_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    gate = Gate(full)
    monkeypatch.setattr("memtui.state.files.os.fsync", gate)
    task = asyncio.create_task(_written(tmp_path / "out.csv", overwrite=False))
    await gate.cancel_meanwhile(task, 1)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert names_in(tmp_path) == []


async def test_a_file_that_was_stopped_while_it_was_opened_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(tempfile.mkstemp)
    monkeypatch.setattr("memtui.state.files.tempfile.mkstemp", gate)
    task = asyncio.create_task(_written(tmp_path / "out.csv", overwrite=False))
    await gate.cancel_meanwhile(task, 2)
    with pytest.raises(asyncio.CancelledError) as stopped:
        await task
    assert stopped.value.__traceback__ is not None
    assert names_in(tmp_path) == []


def test_a_loop_that_ends_waits_for_what_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(tempfile.mkstemp)
    monkeypatch.setattr("memtui.state.files.tempfile.mkstemp", gate)
    tasks = []

    async def leave() -> None:
        tasks.append(asyncio.create_task(_written(tmp_path / "out.csv", overwrite=False)))
        await asyncio.to_thread(gate.reached.wait, 60)
        asyncio.get_running_loop().call_soon(gate.goes_on.set)

    asyncio.run(leave())
    assert tasks[0].cancelled()
    assert names_in(tmp_path) == []


def test_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert place_of("~/a.md") == place_of(" a.md ") == tmp_path / "a.md"
    for name, reason in (
        ("", "Name a file."),
        ("none/a.md", "There is no folder"),
        (str(tmp_path), "This is a folder."),
        ("none/", "There is no folder"),
        ("a\0b", "No file can have this name."),
        ("x" * 5000, "No file can have this name."),
    ):
        with pytest.raises(DataError) as caught:
            place_of(name)
        assert caught.value.message.startswith(reason)


def test_what_a_file_says_of_itself() -> None:
    query = MemoryQuery(keyword_condition("tea"), show_expired=False)
    about = about_list("home", query, utc_now(), question="drinks?")
    facts = dict(about.facts)
    assert (facts["service"], facts["search"], facts["expired memories"]) == ("home", "drinks?", "left out")
    assert "tea" in facts["filter"]
    assert "its text contains" in about.meaning


# A plan ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["jsonl", "csv", "md"])
async def test_the_rows_of_a_plan_have_before_and_after(tmp_path: Path, form: FileForm) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    number = journal.draft("edit", "Change <b>", ServiceIdentity("local", "/x.db", "s"))
    before = Memory("m1", "old `text`", "alice", metadata={"a": 1})
    journal.append(number, [NewItem(Update(before, MemoryEdit(memory="new | text")))])
    journal.append(number, [NewItem(Deletion(Memory(f"d{at}", f"gone {at}"))) for at in range(450)])
    plan = Plan(journal.operation(number), warnings=("Ids will be new.",))
    pieces: list[str] = []
    writer = plan_writer(form, about_plan(plan, "now"), merges=False)
    done = await write_all(plan_batches(journal, number), writer, pieces.append, lambda _: None, beside=True)
    journal.close()
    text = "".join(pieces)
    assert (done.written, done.mended) == (451, 0)
    if form == "jsonl":
        first = json.loads(text.splitlines()[0])
        assert (first["before"]["memory"], first["after"]["memory"]) == ("old `text`", "new | text")
    elif form == "csv":
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert len(rows) == 451
        assert (rows[0]["memory before"], rows[0]["memory after"]) == ("old `text`", "new | text")
        assert (rows[0]["user_id"], rows[0]["change"], rows[1]["change"]) == ("alice", "update", "delete")
        assert (rows[1]["memory before"], rows[1]["memory after"]) == ("gone 0", "")
        assert rows[0]["metadata before"] == rows[0]["metadata after"] == '{"a":1}'
    else:
        assert "- plan: `Change <b>`" in text
        assert "- warning: `Ids will be new.`" in text
        assert "Text before:\n\n```text\nold `text`\n```\n\nText after:\n\n```text\nnew | text\n```\n" in text
        assert text.endswith("451 rows\n")
