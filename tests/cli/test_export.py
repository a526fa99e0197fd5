from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from memtui.adapters.base import Capabilities
from memtui.cli import service
from memtui.core.errors import UnreachableError
from memtui.core.models import Memory, MemoryRecord
from memtui.core.queries import MemoryQuery
from tests.cli.conftest import Memtui
from tests.cli.data import EXPIRED, LINES
from tests.server.conftest import serving


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def read(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def by_id(lines: list[Any]) -> list[Any]:
    return sorted(lines, key=lambda item: str(item["id"]))


def test_export_is_the_exact_inverse_of_import(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ran = memtui("export", out, "--db", store)
    assert (ran.code, ran.out, ran.err) == (0, "", f"130 memories written to {out}.\n")
    assert by_id(read(out)) == by_id(list(LINES))
    assert [list(item) for item in by_id(read(out))] == [list(item) for item in by_id(list(LINES))]
    assert out.stat().st_mode & 0o777 == 0o600
    copy = tmp_path / "copy.db"
    assert memtui("import", out, "--db", copy, "--yes").code == 0
    again = tmp_path / "again.jsonl"
    assert memtui("export", again, "--db", copy).code == 0
    assert again.read_bytes() == out.read_bytes()


def test_stdout_gets_the_same(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    ran = memtui("export", "-", "--db", store)
    memtui("export", tmp_path / "out.jsonl", "--db", store)
    assert ran.out == (tmp_path / "out.jsonl").read_text("utf-8")
    assert ran.err == "130 memories written.\n"


def test_filters(memtui: Memtui, store: Path) -> None:
    bobs = memtui("export", "-", "--db", store, "--user-id", "bob", "--filter", "run_id = *").jsonl()
    assert by_id(bobs) == [item for item in LINES if item["user_id"] == "bob" and item["run_id"]]
    current = memtui("export", "-", "--db", store, "--hide-expired").jsonl()
    assert by_id(current) == [item for item in LINES if item["id"] != LINES[EXPIRED]["id"]]
    none = memtui("export", "-", "--db", store, "--user-id", "nobody")
    assert (none.code, none.out, none.err) == (0, "", "0 memories written.\n")


def test_a_file_is_only_overwritten_by_force(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("precious")
    out.chmod(0o644)
    ran = memtui("export", out, "--db", store)
    assert ran.code == 1
    assert ran.err == f"memtui: {out} is there already. Give --force to overwrite it.\n"
    assert out.read_text() == "precious"
    assert memtui("export", out, "--db", store, "--force").code == 0
    assert len(read(out)) == 130
    assert out.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["out.jsonl"]


def test_a_place_that_cannot_be_written_is_one_sentence(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    for name, says in (("folder.jsonl", "is a folder"), ("no/such/x.jsonl", "No such file or directory")):
        ran = memtui("export", tmp_path / name, "--db", store)
        assert (ran.code, ran.out) == (1, "")
        assert says in ran.err
        assert ran.err.count("\n") == 1


class Service:
    """A service that gives two memories, and then what the test wants."""

    capabilities = Capabilities(
        kind="platform", max_page_size=200, true_totals=True, lists_expired=True, writing=None
    )

    def __init__(self, counted: int, error: Exception | None = None) -> None:
        self.counted = counted
        self.error = error
        self.asked: list[MemoryQuery] = []

    async def records(self, query: MemoryQuery) -> AsyncIterator[MemoryRecord]:
        self.asked.append(query)
        yield MemoryRecord(Memory("1", "half \ud800 a pair"), ())
        yield MemoryRecord(Memory("2", "two"), None)
        if self.error:
            raise self.error

    async def count(self, query: MemoryQuery) -> int:
        return self.counted

    async def close(self) -> None:
        pass


def test_a_count_that_differs_is_told_and_the_file_kept(
    memtui: Memtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service_of_two = Service(counted=3)
    monkeypatch.setattr(service, "open_adapter", lambda profile, findings: service_of_two)
    out = tmp_path / "out.jsonl"
    ran = memtui("export", out, "--base-url", "http://127.0.0.1:9")
    assert ran.code == 1
    assert "The service counts 3 memories, but gave 2." in ran.err
    assert "1 came without their history, which the service did not give." in ran.err
    assert [item["memory"] for item in read(out)] == ["half \ud800 a pair", "two"]
    assert service_of_two.asked == [MemoryQuery(None, show_expired=True)]


@pytest.mark.parametrize("flags", [[], ["--force"]])
def test_a_failure_leaves_nothing_half_written(
    memtui: Memtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: list[str]
) -> None:
    monkeypatch.setattr(
        service,
        "open_adapter",
        lambda profile, findings: Service(2, UnreachableError("The service went away.")),
    )
    out = tmp_path / "out.jsonl"
    if flags:
        out.write_text("precious")
    ran = memtui("export", out, "--base-url", "http://127.0.0.1:9", *flags)
    assert (ran.code, ran.err) == (1, "memtui: The service went away.\n")
    assert names(tmp_path) == (["out.jsonl"] if flags else [])
    if flags:
        assert out.read_text() == "precious"


@pytest.mark.parametrize(("version", "flags"), [("v3", ()), ("v2", ()), ("v2", ("--hide-expired",))])
def test_what_a_service_does_not_list_is_said(
    memtui: Memtui, store: Path, version: str, flags: tuple[str, ...]
) -> None:
    with serving(store, api_versions=frozenset({version})) as server:
        ran = memtui("export", "-", "--base-url", server.url, *flags)
    assert ran.code == 0
    assert ("Expired memories are not among them" in ran.err) == (version == "v2" and not flags)
    assert (LINES[EXPIRED]["id"] in [line["id"] for line in ran.jsonl()]) == (version == "v3")
