"""What an embedded store keeps beside its memories, and how older stores get it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from memtui.adapters import features
from memtui.adapters.base import FEATURES, MemoryAdapter
from memtui.adapters.features import feature, lacking
from memtui.adapters.local import kept, services
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.changes import NewMemory
from memtui.core.errors import NotFoundError, RefusedError
from memtui.core.exports import ExportRequest
from memtui.core.feedback import Feedback
from memtui.core.filters import Condition, Filter, scope_condition
from memtui.core.projects import Category, Member, ProjectEdit, WebhookDraft
from memtui.core.queries import MemoryQuery
from tests.adapters.conftest import make_older, put, record

ALICE = scope_condition("user", "alice")
HOOK = WebhookDraft("mine", "https://example.test/", ("memory_add",))
TEXTS = {"properties": {"memories": {"type": "array", "items": {"type": "string"}}}}


def rows(path: Path, table: str) -> list[Any]:
    """A table of the file, read without memtui."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()


def dump(path: Path, *, log: bool = True) -> bytes:
    """All that stands in the file and its log."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}{'*' * log}")))


@pytest.fixture
async def filled(store: LocalAdapter) -> AsyncIterator[LocalAdapter]:
    """A store with three memories."""
    await put(
        store,
        record("m1", "Likes tea", user_id="alice", categories=("food",), created_at="2026-01-01"),
        record("m2", "Lives in Rome", user_id="alice", created_at="2026-01-02"),
        record("m3", "Sleeps", user_id="bob", created_at="2026-01-03", expiration_date="2020-01-01"),
    )
    yield store


async def exported(store: LocalAdapter, tree: Filter | None = None) -> str:
    return (await store.start_export(ExportRequest(TEXTS, tree))).id


# What there is


def test_what_is_there_and_why_the_rest_is_not(store: LocalAdapter) -> None:
    adapter: MemoryAdapter = store
    assert {name for name in FEATURES if not lacking(adapter, name)} == {
        "feedback", "exports", "summary", "usage", "project"
    }  # fmt: skip
    parts: list[tuple[Any, type[Any]]] = [
        ("feedback", features.FeedbackAdapter),
        ("exports", features.ExportsAdapter),
        ("summary", features.SummaryAdapter),
        ("usage", features.UsageAdapter),
        ("project", features.ProjectAdapter),
    ]
    for name, part in parts:
        assert feature(adapter, name, part) is store
    with pytest.raises(RefusedError, match="calls nobody"):
        feature(adapter, "webhooks", features.WebhooksAdapter)


# Feedback and exports go with their memories


async def test_feedback_replaces_what_was_said(filled: LocalAdapter, path: Path) -> None:
    await filled.give_feedback(Feedback("m1", "POSITIVE", "true"))
    await filled.give_feedback(Feedback("m1", "NEGATIVE"))
    ((memory_id, verdict, reason, _),) = rows(path, "feedback")
    assert (memory_id, verdict, reason) == ("m1", "NEGATIVE", None)
    await filled.give_feedback(Feedback("m1", None))
    assert rows(path, "feedback") == []
    with pytest.raises(NotFoundError):
        await filled.give_feedback(Feedback("nowhere", "POSITIVE"))


async def test_exports_leave_expired_memories_out(filled: LocalAdapter) -> None:
    job = await filled.start_export(ExportRequest(TEXTS))
    assert (await filled.export_result(job.id)).value == {"memories": ["Lives in Rome", "Likes tea"]}
    assert "only the newest" not in job.note
    with pytest.raises(NotFoundError):
        await filled.export_result("nowhere")


async def test_the_newest_export_of_a_filter(filled: LocalAdapter) -> None:
    await exported(filled, ALICE)
    await filled.add(NewMemory("Reads", user_id="alice"))
    await exported(filled, ALICE)
    await exported(filled, scope_condition("user", "bob"))
    assert (await filled.newest_export(ALICE)).value["memories"][0] == "Reads"
    assert (await filled.newest_export(None)).value == {"memories": []}
    with pytest.raises(NotFoundError):
        await filled.newest_export(scope_condition("app", "web"))


async def test_an_export_looks_at_the_newest_only(
    filled: LocalAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_EXPORTED", 1)
    job = await filled.start_export(ExportRequest(TEXTS))
    assert (await filled.export_result(job.id)).value == {"memories": ["Lives in Rome"]}
    assert "only the newest 1 memories" in job.note


async def test_only_so_many_exports_are_kept(
    filled: LocalAdapter, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_EXPORTS", 2)
    ids = [await exported(filled) for _ in range(4)]
    assert [row[1] for row in rows(path, "exports")] == ids[2:]
    assert len(rows(path, "exported")) == 4


async def test_what_is_deleted_leaves_neither_feedback_nor_exports(filled: LocalAdapter, path: Path) -> None:
    for memory_id in ("m1", "m2"):
        await filled.give_feedback(Feedback(memory_id, "POSITIVE"))
    everybodys, bobs = await exported(filled), await exported(filled, scope_condition("user", "bob"))
    await filled.delete("m1")
    assert [row[0] for row in rows(path, "feedback")] == ["m2"]
    assert [row[1] for row in rows(path, "exports")] == [bobs] != [everybodys]
    assert rows(path, "exported") == []


async def test_nothing_of_an_erased_memory_is_left_in_the_file(filled: LocalAdapter, path: Path) -> None:
    secret = (await filled.add(NewMemory("Xyzzy lives here", user_id="carol"))).results[0].memory_id
    await filled.give_feedback(Feedback(secret, "NEGATIVE", "Plugh is wrong"))
    await exported(filled, scope_condition("user", "carol"))
    await filled.delete(secret)
    await filled.forget([secret])
    await filled.scrub()
    assert b"Xyzzy" not in dump(path)
    assert b"Plugh" not in dump(path)


# Summary and numbers


async def test_a_summary(filled: LocalAdapter) -> None:
    (told,) = await filled.summary(ALICE)
    assert (told["total_memories"], told["categories"]) == (2, {"food": 1})
    assert [item["memory"] for item in told["newest"]] == ["Lives in Rome", "Likes tea"]
    assert told["summary"] == ("2 memories, most of them in food (1). Newest: Lives in Rome; Likes tea")


async def test_numbers_of_a_store(filled: LocalAdapter, path: Path) -> None:
    told = dict(await filled.usage())
    assert (told["total_memories"], told["total_users_with_memories"], told["memories_per_user"]) == (
        3,
        2,
        1.5,
    )
    empty = LocalAdapter.open(path.with_name("empty.db"))
    assert (await empty.usage())["memories_per_user"] == 0
    assert (await empty.summary(None))[0]["summary"] == "0 memories."
    await empty.close()


async def test_the_activity_of_all_memories(filled: LocalAdapter) -> None:
    await filled.delete("m2")
    events, total = await filled.activity(1, 2)
    assert [(event.event, event.memory_id) for event in events] == [("DELETE", "m2"), ("ADD", "m3")]
    assert total == 4


# The project


async def test_a_project_keeps_what_is_set(store: LocalAdapter, path: Path) -> None:
    before = await store.project()
    assert (before.custom_instructions, before.custom_categories, dict(before.settings)) == (None, None, {})
    categories = (Category("food", "what is eaten"), Category("work"))
    await store.update_project(ProjectEdit("be brief", categories, {"decay": True}))
    await store.update_project(ProjectEdit(settings={"multilingual": False}))
    await store.close()
    again = LocalAdapter.open(path, read_only=True)
    after = await again.project()
    assert (after.id, after.custom_instructions, after.custom_categories) == (
        before.id,
        "be brief",
        categories,
    )
    assert after.settings == {"decay": True, "multilingual": False}
    assert await again.projects("other") == ()
    await again.close()


async def test_what_is_unset_is_gone(store: LocalAdapter) -> None:
    await store.update_project(ProjectEdit("be brief", (), {"decay": True}))
    assert (await store.project()).custom_categories == ()
    await store.update_project(ProjectEdit(None, None, {"decay": None}))
    after = await store.project()
    assert (after.custom_instructions, after.custom_categories, after.settings) == (None, None, {})


async def test_members_are_kept(store: LocalAdapter) -> None:
    await store.add_member("b@x", "READER")
    await store.add_member("a@x", "OWNER")
    with pytest.raises(RefusedError, match="member already"):
        await store.add_member("a@x", "READER")
    await store.update_member("b@x", "OWNER")
    assert await store.members() == (Member("a@x", "OWNER"), Member("b@x", "OWNER"))
    await store.remove_member("a@x")
    for refused in (store.remove_member("a@x"), store.update_member("a@x", "OWNER")):
        with pytest.raises(NotFoundError):
            await refused


async def test_webhooks_are_kept_and_inactive(store: LocalAdapter) -> None:
    made = await store.create_webhook(HOOK)
    assert (await store.webhooks(), made.is_active) == ((made,), False)
    await store.update_webhook(made.id, WebhookDraft("yours", HOOK.url, ("memory_delete",)))
    (changed,) = await store.webhooks()
    assert (changed.name, changed.event_types, changed.created_at) == (
        "yours", ("memory_delete",), made.created_at
    )  # fmt: skip
    await store.delete_webhook(made.id)
    for refused in (store.delete_webhook(made.id), store.update_webhook(made.id, HOOK)):
        with pytest.raises(NotFoundError):
            await refused


# Older stores


@pytest.fixture(params=[1, 2])
async def older(path: Path, request: pytest.FixtureRequest) -> Path:
    """A store of an older schema, with a memory."""
    adapter = LocalAdapter.open(path)
    await put(adapter, record("m1", user_id="alice", categories=("food",)))
    await adapter.close()
    make_older(path, request.param)
    return path


async def test_an_older_store_is_migrated_in_place(older: Path) -> None:
    adapter = LocalAdapter.open(older)
    await adapter.give_feedback(Feedback("m1", "POSITIVE"))
    assert (await adapter.get("m1")).memory == "Likes tea"
    await adapter.close()
    assert [row[0] for row in rows(older, "feedback")] == ["m1"]
    # Nothing that was there changed, so that a copy would only be one more place for it to stand.
    assert [file.name for file in older.parent.iterdir()] == [older.name]


async def test_an_older_store_can_be_read_as_it_is(older: Path) -> None:
    before = dump(older, log=False)
    adapter = LocalAdapter.open(older, read_only=True)
    for tree in (None, ALICE, Condition("categories", "contains", "FOO")):
        assert await adapter.count(MemoryQuery(tree)) == 1
        assert [memory.id for memory in (await adapter.page(MemoryQuery(tree), 1, 10)).results] == ["m1"]
    assert (await adapter.summary(None))[0]["total_memories"] == 1
    assert (await adapter.members(), await adapter.webhooks()) == ((), ())
    assert (await adapter.project()).custom_instructions is None
    with pytest.raises(NotFoundError):
        await adapter.newest_export(None)
    with pytest.raises(RefusedError, match="read-only"):
        await adapter.give_feedback(Feedback("m1", "POSITIVE"))
    await adapter.close()
    assert dump(older, log=False) == before
