"""What is exported of hostile memories is the data itself, in every form."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from memtui.cli.main import main
from tests.hostile.home import made
from tests.hostile.texts import memories

ORIGINAL: dict[str, dict[str, Any]] = {memory["id"]: memory for memory in memories(hostile=True)}
HARMLESS = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "code_inline"),
    *(
        "bullet_list_open",
        "bullet_list_close",
        "list_item_open",
        "list_item_close",
        "fence",
        "hr",
        "softbreak",
    ),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("hostile") / "home", hostile=True)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))


def exported(store: Path, out: Path, *argv: str) -> str:
    """What a file holds, to the letter."""
    assert main(["export", str(out), "--db", str(store), *argv]) == 0
    return out.read_bytes().decode()


def test_csv(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = csv.field_size_limit(10_000_000)
    try:
        rows = list(csv.DictReader(io.StringIO(exported(store, tmp_path / "out.csv"), newline="")))
    finally:
        csv.field_size_limit(limit)
    assert len(rows) == len(ORIGINAL)
    for row in rows:
        memory = ORIGINAL[row["id"]]
        assert [row[name] for name in ("memory", "user_id", "hash")] == [
            memory[name] for name in ("memory", "user_id", "hash")
        ]
        assert json.loads(row["metadata"]) == memory["metadata"]
        assert json.loads(row["categories"]) == memory["categories"]


def test_markdown(store: Path, tmp_path: Path) -> None:
    text = exported(store, tmp_path / "out.md")
    tokens = MarkdownIt("commonmark").parse(text)
    assert {part.type for token in tokens for part in (token, *(token.children or ()))} <= HARMLESS
    found = re.findall("^(`{3,})([a-z]+)\n(.*?)\n\\1$", text, re.DOTALL | re.MULTILINE)
    blocks = [inside for _, info, inside in found if info == "text"]
    assert blocks == [memory["memory"] for memory in ORIGINAL.values()]
    kept = [json.loads(token.content) for token in tokens if token.info == "json"]
    assert [memory["metadata"] for memory in ORIGINAL.values()] == kept[::2]


@pytest.mark.parametrize("form", ["csv", "md", "jsonl"])
def test_histories(store: Path, tmp_path: Path, form: str) -> None:
    for number, (memory_id, memory) in enumerate(list(ORIGINAL.items())[:40]):
        if memory_id != memory_id.strip():
            continue
        text = exported(store, tmp_path / f"{number}.{form}", f"--id={memory_id}")
        before = memory["history"][1]["old_memory"]
        if form == "csv":
            assert [row["old_memory"] for row in csv.DictReader(io.StringIO(text, newline=""))] == [
                "",
                before,
            ]
        elif form == "md":
            assert f"\nBefore:\n\n```text\n{before}\n```\n" in text
        else:
            assert json.loads(text) == memory


def test_an_export_can_be_imported_and_exported_again(store: Path, tmp_path: Path) -> None:
    first = exported(store, tmp_path / "first.jsonl")
    assert main(["import", str(tmp_path / "first.jsonl"), "--db", str(tmp_path / "copy.db"), "--yes"]) == 0
    assert exported(tmp_path / "copy.db", tmp_path / "second.jsonl") == first
