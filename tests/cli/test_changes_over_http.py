"""Changing a store that is served as the Mem0 Platform is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Memtui
from tests.cli.data import EXPIRED, HOSTILE_ONE, LINES, WIDE, id_of
from tests.server.conftest import serving
from tests.server.faults import Fault, Mishap
from tests.server.loopback import Running

# They differ in text, metadata and scope; one is hostile, one expired, one immutable.
CHOSEN = [id_of(number) for number in (0, 3, EXPIRED, HOSTILE_ONE, WIDE, 20, 41)]


@pytest.fixture
def server(store: Path, tmp_path: Path) -> Iterator[Running]:
    path = tmp_path / "served.db"
    shutil.copy(store, path)
    with serving(path, read_only=False) as running:
        yield running


def memories(memtui: Memtui, server: Running) -> list[Any]:
    """What a person put into each memory, however it is called by now."""
    kept = ("memory", "metadata", "user_id", "agent_id", "app_id", "run_id", "expiration_date", "immutable")
    lines = memtui("list", "--base-url", server.url, "--all", "--json").json()["results"]
    return sorted(([line.get(key) or None for key in kept] for line in lines), key=repr)


def test_what_was_deleted_comes_back_under_new_ids(memtui: Memtui, server: Running) -> None:
    before = memories(memtui, server)
    ran = memtui("delete", "--ids", *CHOSEN, "--base-url", server.url, "--yes")
    assert ran.code == 0
    assert "This service does not give back its id, dates, history and categories." in ran.err
    assert ran.err.splitlines()[-1] == "7 deleted · undo with `memtui undo` and the same --base-url"
    assert len(memories(memtui, server)) == len(LINES) - 7
    done = memtui("undo", "--base-url", server.url, "--yes", "--json").json()
    assert (done["status"], done["counts"]) == ("done", {"done": 7})
    assert [item["replaces"] for item in done["items"]] == CHOSEN
    assert not {item["id"] for item in done["items"]} & set(CHOSEN)
    assert memories(memtui, server) == before
    assert memtui("undo", "--redo", "--base-url", server.url, "--yes").code == 0
    assert memtui("undo", "--base-url", server.url, "--yes").code == 0
    assert memories(memtui, server) == before


def test_an_edit_is_taken_back_exactly(memtui: Memtui, server: Running) -> None:
    before = memories(memtui, server)
    flags = ("--base-url", server.url, "--yes")
    edit = ("--replace", "tea", "mate", "--set", "seen=true", "--expires", "2031-01-01")
    assert memtui("update", "--filter", "user_id = carol", *edit, *flags).code == 0
    assert memories(memtui, server) != before
    assert memtui("undo", *flags).code == 0
    assert memories(memtui, server) == before


def test_an_entity_goes_and_comes_back(memtui: Memtui, server: Running) -> None:
    before = memories(memtui, server)
    flags = ("--base-url", server.url, "--yes")
    ran = memtui("delete", "--entity", "user:bob", *flags)
    assert ran.code == 0
    assert " memories and 1 entity deleted · undo" in ran.err
    assert memtui("list", "--user-id", "bob", "--count", *flags[:2]).out == "0\n"
    assert memtui("undo", *flags).code == 0
    assert memories(memtui, server) == before


def test_an_answer_that_is_lost_adds_nothing_twice(memtui: Memtui, server: Running) -> None:
    before = memories(memtui, server)
    flags = ("--base-url", server.url, "--yes")
    assert memtui("delete", "--ids", *CHOSEN, *flags).code == 0
    server.faulty.mishaps.append(Mishap("POST", "/v3/memories/add/", nth=3, times=2, after=True, drop=True))
    assert memtui("undo", *flags).code == 0
    assert memories(memtui, server) == before


def test_a_key_that_is_refused_in_the_middle(memtui: Memtui, server: Running) -> None:
    flags = ("--base-url", server.url, "--yes")
    refused = Fault(401, b'{"detail": "Invalid API key."}', {"content-type": "application/json"})
    server.faulty.mishaps.append(Mishap("DELETE", "/v1/", answer=refused))
    ran = memtui("delete", "--ids", *CHOSEN, *flags, "--json")
    assert (ran.code, ran.json()["status"]) == (3, "interrupted")
    assert "0 of 7 were deleted. `memtui journal resume 1` goes on, with the same --base-url." in ran.err
    assert len(memories(memtui, server)) == len(LINES)
    assert memtui("journal", "resume", "1", *flags).code == 0
    assert len(memories(memtui, server)) == len(LINES) - 7


def test_a_store_cannot_undo_what_a_service_did(memtui: Memtui, server: Running, tmp_path: Path) -> None:
    assert memtui("delete", "--ids", CHOSEN[0], "--base-url", server.url, "--yes").code == 0
    refused = memtui("undo", "1", "--db", tmp_path / "served.db", "--yes")
    assert refused.code == 4
    assert server.url in refused.err


def test_a_service_that_is_only_read(memtui: Memtui, store: Path) -> None:
    with serving(store) as server:
        ran = memtui("delete", "--ids", CHOSEN[0], "--base-url", server.url, "--yes")
        assert ran.code in {3, 4}
        assert memtui("list", "--count", "--base-url", server.url).out == f"{len(LINES)}\n"
