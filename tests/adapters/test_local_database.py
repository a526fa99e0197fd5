"""The file of a store: made privately, migrated safely, and refused with a sentence that names it."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from memtui import sqlite_files
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import StoreError
from memtui.core.queries import MemoryQuery, SearchQuery
from memtui.sqlite_files import APPLICATION_ID, open_database, store_errors, transaction
from tests.adapters.conftest import put, record


def _first(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE notes (text TEXT)")
    connection.execute("INSERT INTO notes VALUES ('first')")


def _second(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE notes ADD COLUMN mood TEXT")
    connection.execute("UPDATE notes SET mood = 'good'")


def _failing(connection: sqlite3.Connection) -> None:
    _second(connection)
    connection.execute("INSERT INTO nowhere VALUES (1)")


def _content(path: Path) -> tuple[int, list[str]]:
    """The schema's number and the dump of a file, read without memtui."""
    with closing(sqlite3.connect(path)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        return version, list(connection.iterdump())


def _is_a_sentence_about(path: Path, error: StoreError) -> bool:
    return (
        str(path) in error.message
        and error.message.endswith(".")
        and "\n" not in str(error)
        and error.exit_code == 1
    )


@contextmanager
def _refused(path: Path) -> Iterator[list[str]]:
    said: list[str] = []
    with pytest.raises(StoreError) as refusal:
        yield said
    assert _is_a_sentence_about(path, refusal.value), str(refusal.value)
    assert refusal.value.hint
    said.append(str(refusal.value))


def test_a_store_is_made_for_its_owner_only(path: Path) -> None:
    with closing(open_database(path, [_first])) as connection:
        connection.execute("INSERT INTO notes VALUES ('second')")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {path.name: 0o600, f"{path.name}-wal": 0o600, f"{path.name}-shm": 0o600}


def test_a_store_carries_memtuis_mark_and_its_schema(path: Path) -> None:
    with closing(open_database(path, [_first, _second])) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("SELECT * FROM notes").fetchall() == [("first", "good")]


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()
    with closing(open_database(path, [_first])) as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (1,)


@pytest.mark.parametrize(
    "name", ["a b.db", "100%.db", "q?mode=memory.db", "#1.db", "東京.db", "it's.db", "a%20b.db"]
)
def test_any_name_is_a_file_of_that_name(tmp_path: Path, name: str) -> None:
    open_database(tmp_path / name, [_first]).close()
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with _refused(tmp_path) as said:
        open_database(tmp_path, [_first])
    assert "folder" in said[0]


def test_a_store_in_a_missing_folder_names_the_folder(tmp_path: Path) -> None:
    with _refused(tmp_path / "missing") as said:
        open_database(tmp_path / "missing" / "memories.db", [_first])
    assert "does not exist" in said[0]
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize(
    "content",
    [b"# notes\n" * 200, b"\x89PNG\r\n\x1a\n" * 100, b"notes", b"SQLite format 3\x00" + b"\xff" * 2000],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_no_database_is_left_as_it_is(path: Path, content: bytes, *, read_only: bool) -> None:
    path.write_bytes(content)
    with _refused(path):
        open_database(path, [_first], read_only=read_only)
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("version", [0, 1, 7])
def test_another_programs_database_is_left_as_it_is(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()
    before = path.read_bytes()
    with _refused(path) as said:
        open_database(path, [_first])
    assert "not one of memtui's" in said[0]
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_newer_store_is_refused_untouched(path: Path) -> None:
    open_database(path, [_first, _second]).close()
    before = _content(path)
    with _refused(path) as said:
        open_database(path, [_first])
    assert "newer memtui" in said[0]
    assert "schema 2" in said[0]
    assert "Upgrade" in said[0]
    assert _content(path) == before


def test_an_older_store_is_copied_and_then_migrated(path: Path) -> None:
    open_database(path, [_first]).close()
    before = _content(path)
    with closing(open_database(path, [_first, _second])) as connection:
        assert connection.execute("SELECT * FROM notes").fetchall() == [("first", "good")]
    assert _content(path)[0] == 2
    (copy,) = path.parent.glob(f"{path.name}.schema-1.*.bak")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert _content(copy) == before
    # Opened again, it is up to date: nothing more is copied.
    open_database(path, [_first, _second]).close()
    assert len(list(path.parent.iterdir())) == 2


def test_a_migration_that_fails_leaves_the_store_as_it_was(path: Path) -> None:
    open_database(path, [_first]).close()
    before = _content(path)
    for _ in range(3):
        with pytest.raises(StoreError):
            open_database(path, [_first, _failing])
        assert _content(path) == before
    with closing(open_database(path, [_first, _second])) as connection:
        assert connection.execute("SELECT * FROM notes").fetchall() == [("first", "good")]


def test_a_store_whose_making_fails_can_be_made_later(path: Path) -> None:
    with pytest.raises(StoreError):
        open_database(path, [_failing])
    with closing(open_database(path, [_first])) as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (1,)


def test_a_migration_that_is_interrupted_leaves_the_store_as_it_was(path: Path) -> None:
    open_database(path, [_first]).close()
    before = _content(path)

    def interrupted(connection: sqlite3.Connection) -> None:
        _second(connection)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_database(path, [_first, interrupted])
    assert _content(path) == before


def test_read_only_makes_nothing(path: Path) -> None:
    with _refused(path) as said:
        open_database(path, [_first], read_only=True)
    assert "cannot be opened" in said[0]
    assert list(path.parent.iterdir()) == []


def test_read_only_does_not_migrate(path: Path) -> None:
    path.touch()
    with _refused(path) as said:
        open_database(path, [_first], read_only=True)
    assert "is empty" in said[0]
    open_database(path, [_first]).close()
    before = _content(path)
    with _refused(path) as said:
        open_database(path, [_first, _second], read_only=True)
    assert "older memtui" in said[0]
    assert _content(path) == before


def test_read_only_cannot_write(path: Path) -> None:
    open_database(path, [_first]).close()
    with closing(open_database(path, [_first], read_only=True)) as connection:
        assert connection.execute("SELECT * FROM notes").fetchall() == [("first",)]
        with _refused(path) as said, store_errors(path):
            connection.execute("DELETE FROM notes")
    assert "cannot be written" in said[0]


def test_a_store_that_another_program_holds_is_named_as_locked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_files, "BUSY_SECONDS", 0.0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE t (a)")
        other.execute("BEGIN EXCLUSIVE")
        with _refused(path) as said:
            open_database(path, [_first])
    assert "locked" in said[0]


async def test_writing_to_a_locked_store_says_so_and_reading_goes_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_files, "BUSY_SECONDS", 0.0)
    adapter = LocalAdapter.open(path)
    await put(adapter, record("m1"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with _refused(path) as said:
            await adapter.delete("m1")
        assert "locked" in said[0]
        assert (await adapter.get("m1")).id == "m1"
        other.execute("ROLLBACK")
    await adapter.delete("m1")
    await adapter.close()


@pytest.mark.parametrize(
    "work",
    [
        lambda adapter: adapter.page(MemoryQuery(), 1, 100),
        lambda adapter: adapter.search(SearchQuery("tea")),
        lambda adapter: adapter.get("m17"),
        lambda adapter: adapter.history("m17"),
        lambda adapter: adapter.delete("m17"),
    ],
)
def test_a_damaged_store_is_named_as_damaged(
    path: Path, work: Callable[[LocalAdapter], Awaitable[object]]
) -> None:
    async def fill() -> None:
        adapter = LocalAdapter.open(path)
        await put(
            adapter, *(record(f"m{number}", "Likes tea " * 40, user_id="alice") for number in range(300))
        )
        await adapter.close()

    async def ask() -> None:
        adapter = LocalAdapter.open(path)
        try:
            await work(adapter)
        finally:
            await adapter.close()

    asyncio.run(fill())
    content = bytearray(path.read_bytes())
    # The header and the schema stay; all the rest is noise.
    content[4 * 4096 :] = b"\xa5" * (len(content) - 4 * 4096)
    path.write_bytes(content)
    with _refused(path) as said:
        asyncio.run(ask())
    assert "damaged" in said[0]


def test_a_transaction_is_written_whole_or_not_at_all(path: Path) -> None:
    with closing(open_database(path, [_first])) as connection:
        with pytest.raises(ValueError, match="midway"), transaction(connection):
            connection.execute("DELETE FROM notes")
            raise ValueError("midway")
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (1,)
        with transaction(connection):
            connection.execute("DELETE FROM notes")
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (0,)


def test_a_full_disk_is_named_and_leaves_the_store_as_it_was(path: Path) -> None:
    with closing(open_database(path, [_first])) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with _refused(path) as said, store_errors(path), transaction(connection):
            for _ in range(100):
                connection.execute("INSERT INTO notes VALUES (?)", ("long " * 1000,))
        assert "full" in said[0]
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (1,)
        with transaction(connection):
            connection.execute("INSERT INTO notes VALUES ('short')")


async def test_closing_leaves_nothing_but_the_store(path: Path) -> None:
    def files() -> list[Path]:
        return list(path.parent.iterdir())

    unused = LocalAdapter.open(path)
    await unused.close()
    assert files() == [path]
    used = LocalAdapter.open(path)
    await put(used, record("m1"))
    await used.count(MemoryQuery())
    await used.close()
    await used.close()
    assert files() == [path]
