"""What is changed on a service is changed alike, whichever it is; what it cannot do it refuses."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from memtui.adapters.base import WriteSupport
from memtui.core.changes import MemoryEdit, NewMemory
from memtui.core.errors import DataError, MemtuiError, NotFoundError, RefusedError
from memtui.core.filters import scope_condition
from memtui.core.models import ENTITY_TYPES, EntityType, scope_field
from memtui.core.queries import EntityQuery, MemoryQuery
from tests.contract.conftest import ALICE, BOB, Service
from tests.contract.test_reading import NO_IDS, UNKNOWN

HOSTILE = (
    "\x1b[31mred\x1b[0m and \x07",
    "right \u202eto left\u2066",
    "tag\U000e0041 zero\u200bwidth \ufeff",
    "line\nbreaks\r\nand\ttabs",
    "[bold]markup[/] [link=x]",
    "e\u0301 日本語 👩‍👩‍👧 \U0010ffff",
    '{"json": "like", "n": 1}',
    "None",
    "x" * 100_000,
)
NAMES = ("a/b c", "ünï-çödé", 'o\'neil"x"', "50%", "q?x=1&y#z", "a+b", "日本", "a\\b", "%2F")


def support_of(service: Service) -> WriteSupport:
    support = service.adapter.capabilities.writing
    assert support is not None
    return support


def texts_of(service: Service) -> set[str]:
    return set(service.ids)


async def everything(service: Service) -> dict[str, str]:
    """Every memory's text, by its id."""
    return {record.memory.id: record.memory.memory async for record in service.adapter.records(MemoryQuery())}


async def test_texts_come_back_as_they_were(service: Service) -> None:
    for text in HOSTILE:
        memory_id = await service.add(text)
        assert (await service.adapter.get(memory_id)).memory == text
        changed = f"{text} (changed)"
        await service.adapter.update(memory_id, MemoryEdit(memory=changed))
        assert (await service.adapter.get(memory_id)).memory == changed
        history = await service.adapter.history(memory_id)
        assert [(event.event, event.old_memory, event.new_memory) for event in history] == [
            ("ADD", None, text),
            ("UPDATE", text, changed),
        ]


@pytest.mark.parametrize("kind", ENTITY_TYPES)
async def test_names_of_any_form(service: Service, kind: EntityType) -> None:
    field, support = scope_field(kind), support_of(service)
    for name in NAMES:
        named_so: dict[str, Any] = {field: name}
        new = replace(NewMemory("Has an odd name"), **named_so)
        takes_no_spaces = service.name == "selfhosted" and " " in name
        if field not in support.scope_fields or takes_no_spaces:
            with pytest.raises(MemtuiError):
                await service.adapter.add(new)
            continue
        (added,) = (await service.adapter.add(new)).results
        query = MemoryQuery(scope_condition(kind, name))
        (kept,) = (await service.adapter.page(query, 1, 10)).results
        assert (kept.id, getattr(kept, field)) == (added.memory_id, name)
        named = await service.adapter.entities(EntityQuery(kind, name))
        assert [entity.name for entity in named.results] == [name]
        await service.adapter.delete(kept.id)
        assert await service.adapter.count(query) == 0
    assert set(await everything(service)) == set(service.ids.values())


async def test_metadata_and_expiry(service: Service) -> None:
    memory_id = service.ids[ALICE[0]]
    metadata = {"source": "mail", "n": 1, "deep": {"a": [1, None, True]}, "ünï": "\u202e"}
    await service.adapter.update(memory_id, MemoryEdit(metadata=metadata, expiration_date="2031-12-31"))
    changed = await service.adapter.get(memory_id)
    assert changed.memory == ALICE[0]
    assert changed.metadata == metadata
    assert changed.expiration_date is not None
    assert changed.expiration_date[:10] == "2031-12-31"
    await service.adapter.update(memory_id, MemoryEdit(expiration_date=None, metadata={"only": 1}))
    changed = await service.adapter.get(memory_id)
    assert changed.expiration_date is None
    kept = metadata if support_of(service).merges_metadata else {}
    assert changed.metadata == {**kept, "only": 1}


async def test_an_empty_text_is_refused(service: Service) -> None:
    before = await everything(service)
    with pytest.raises(DataError):
        await service.adapter.update(service.ids[ALICE[0]], MemoryEdit(memory=" \n"))
    with pytest.raises(DataError):
        await service.adapter.add(NewMemory("", user_id="alice"))
    assert await everything(service) == before


async def test_a_memory_belongs_to_somebody(service: Service) -> None:
    before = await everything(service)
    nobodies = [NewMemory("x", user_id=""), NewMemory("x", user_id="*"), NewMemory("x", agent_id=" ")]
    if service.name != "local":
        nobodies.append(NewMemory("x"))
    for nobody in nobodies:
        with pytest.raises(MemtuiError):
            await service.adapter.add(nobody)
    assert await everything(service) == before


async def test_deleting_one(service: Service) -> None:
    memory_id = service.ids[ALICE[1]]
    await service.adapter.delete(memory_id)
    with pytest.raises(NotFoundError):
        await service.adapter.get(memory_id)
    with pytest.raises(NotFoundError):
        await service.adapter.delete(memory_id)
    assert set((await everything(service)).values()) == texts_of(service) - {ALICE[1]}


async def test_what_is_not_there_is_not_changed(service: Service) -> None:
    before = await everything(service)
    for missing in NO_IDS:
        for change in (
            service.adapter.update(missing, MemoryEdit(memory="changed")),
            service.adapter.delete(missing),
        ):
            with pytest.raises((NotFoundError, RefusedError)):
                await change
    assert await everything(service) == before


async def test_changing_many(service: Service) -> None:
    edits = [(service.ids[text], MemoryEdit(memory=text.upper())) for text in ALICE]
    for first in range(0, len(edits), support_of(service).max_batch):
        assert await service.adapter.update_many(edits[first : first + support_of(service).max_batch]) == {}
    found = await service.adapter.read_many([memory_id for memory_id, _ in edits])
    assert {memory.memory for memory in found.values()} == {text.upper() for text in ALICE}


async def test_deleting_many(service: Service) -> None:
    wanted = [service.ids[text] for text in (*ALICE, BOB[0])]
    for first in range(0, len(wanted), support_of(service).max_batch):
        assert await service.adapter.delete_many(wanted[first : first + support_of(service).max_batch]) == {}
    assert await service.adapter.read_many(wanted, gone=True) == {}
    assert set((await everything(service)).values()) == {BOB[1], "Answers in short sentences"}


async def test_a_missing_one_among_many_spoils_nothing(service: Service) -> None:
    batch = [UNKNOWN, service.ids[ALICE[0]]][: support_of(service).max_batch]
    failed = await service.adapter.delete_many(batch)
    assert set(failed) <= {UNKNOWN}
    gone = {memory_id for memory_id in batch if memory_id != UNKNOWN}
    assert set(await everything(service)) == set(service.ids.values()) - gone


async def test_an_entity_with_all_that_it_holds(service: Service) -> None:
    if not support_of(service).has_entities:
        with pytest.raises(RefusedError):
            await service.adapter.delete_entity("user", "alice")
        return
    for name in ("", "*"):
        with pytest.raises((NotFoundError, RefusedError)):
            await service.adapter.delete_entity("user", name)
    # Some services take this on without a word.
    with suppress(NotFoundError):
        await service.adapter.delete_entity("user", "nobody")
    assert set(await everything(service)) == set(service.ids.values())
    await service.adapter.delete_entity("user", "alice")
    assert set((await everything(service)).values()) == {*BOB, "Answers in short sentences"}


async def test_nothing_is_written_where_reading_is_all(service: Service) -> None:
    before, reader, known = await everything(service), service.reader, service.ids[ALICE[0]]
    assert reader.capabilities.writing is None
    assert (await reader.get(known)).memory == ALICE[0]
    for change in (
        reader.add(NewMemory("x", user_id="alice")),
        reader.update(known, MemoryEdit(memory="x")),
        reader.delete(known),
        reader.update_many([(known, MemoryEdit(memory="x"))]),
        reader.delete_many([known]),
        reader.restore([await reader.get(known)]),
        reader.delete_entity("user", "alice"),
    ):
        with pytest.raises(RefusedError):
            await change
    assert await everything(service) == before


async def test_many_write_at_once(service: Service) -> None:
    added = await asyncio.gather(
        *(
            service.adapter.add(NewMemory(f"Fact {number}", user_id=f"user{number % 3}"))
            for number in range(60)
        )
    )
    ids = [outcome.results[0].memory_id for outcome in added]
    assert len(set(ids)) == 60
    await asyncio.gather(
        *(
            service.adapter.update(memory_id, MemoryEdit(metadata={"n": at}))
            for at, memory_id in enumerate(ids)
        )
    )
    found = await service.adapter.read_many(ids)
    assert [(found[memory_id].metadata or {})["n"] for memory_id in ids] == list(range(60))
