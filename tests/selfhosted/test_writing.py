"""Changing a self-hosted server."""

from __future__ import annotations

import pytest

from memtui.adapters.http_errors import MissingRouteError
from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.core.changes import AddedMemory, MemoryEdit, NewMemory, edited
from memtui.core.errors import (
    DataError,
    MemtuiError,
    NotFoundError,
    RefusedError,
    ServiceError,
    UsageError,
)
from memtui.core.filter_text import parse
from memtui.core.profile import ServiceIdentity
from memtui.core.queries import EntityQuery, MemoryQuery
from tests.selfhosted.data import memory_id
from tests.selfhosted.imitation import Imitation
from tests.server.conftest import Running
from tests.server.faults import Fault

ONE, TWO, THREE = (memory_id(number) for number in (1, 2, 3))
NOBODY = memory_id(999)
TEXT = MemoryEdit(memory="changed")
TEA = NewMemory("tea", user_id="alice")


def changes(service: Imitation) -> list[str]:
    return [question for question in service.asked if not question.startswith("GET ")]


def test_what_it_says_of_changes() -> None:
    writing = SelfHostedAdapter("http://127.0.0.1:8888").capabilities.writing
    assert writing is not None
    assert (writing.max_batch, writing.merges_metadata, writing.restores) == (20, True, False)
    assert writing.scope_fields == ("user_id", "agent_id", "run_id")
    assert not (writing.takes_immutable or writing.edits_categories or writing.has_entities)


async def test_the_identity_is_the_address(adapter: SelfHostedAdapter, server: Running) -> None:
    assert await adapter.identity() == ServiceIdentity("selfhosted", server.url, "")
    assert server.faulty.asked == []


# Adding


async def test_a_memory_is_stored_as_it_is(adapter: SelfHostedAdapter, service: Imitation) -> None:
    new = NewMemory(
        "Likes tea. Drinks it", "alice", "bot", None, "r/1", {"k": 1}, expiration_date="2999-01-31T10:00:00Z"
    )
    outcome = await adapter.add(new)
    (made,) = outcome.results
    assert (made.event, made.memory, outcome.pending, outcome.event_id) == (
        "ADD", "Likes tea. Drinks it", False, None,
    )  # fmt: skip
    memory = await adapter.get(made.memory_id)
    assert (memory.user_id, memory.agent_id, memory.run_id) == ("alice", "bot", "r/1")
    assert (memory.metadata, memory.expiration_date) == ({"k": 1}, "2999-01-31")
    assert service.written == [
        {"messages": [{"role": "user", "content": "Likes tea. Drinks it"}], "infer": False,
         "user_id": "alice", "agent_id": "bot", "run_id": "r/1", "metadata": {"k": 1},
         "expiration_date": "2999-01-31"}
    ]  # fmt: skip


async def test_a_conversation_is_learned_from(adapter: SelfHostedAdapter, service: Imitation) -> None:
    talk = ({"role": "user", "content": "I like tea. I live in Bonn."}, {"role": "system", "content": "x"})
    new = NewMemory("", user_id="carol", input=talk, infer=True, options={"prompt": "be brief"})
    first = await adapter.add(new)
    assert [made.memory for made in first.results] == ["I like tea", "I live in Bonn"]
    assert (await adapter.add(new)).results == ()
    assert service.written[0]["prompt"] == "be brief"


@pytest.mark.parametrize(
    ("new", "kind", "word"),
    [
        (NewMemory("tea"), UsageError, "somebody"),
        (NewMemory("tea", user_id="a b"), UsageError, "blanks in user_id"),
        (NewMemory("tea", user_id="alice", run_id="r\t1"), UsageError, "blanks in run_id"),
        (NewMemory("tea", user_id=" alice"), UsageError, "blanks in user_id"),
        (NewMemory("tea", user_id="a\u2003b"), UsageError, "blanks in user_id"),
        (NewMemory("tea", user_id="alice", app_id="web"), UsageError, "app_id"),
        (NewMemory("tea", user_id="alice", categories=("a",)), UsageError, "categories"),
        (NewMemory("tea", user_id="alice", immutable=True), UsageError, "immutable"),
        (NewMemory("tea", user_id="alice", options={"timestamp": 1}), UsageError, "timestamp"),
        (NewMemory("tea", user_id="*"), RefusedError, "every"),
        (NewMemory("tea", agent_id=""), RefusedError, "empty"),
        (NewMemory(" ", user_id="alice"), DataError, "text"),
    ],
)
async def test_what_the_server_would_not_store_is_not_sent(
    adapter: SelfHostedAdapter, service: Imitation, new: NewMemory, kind: type[MemtuiError], word: str
) -> None:
    with pytest.raises(kind, match=word):
        await adapter.add(new)
    assert service.asked == []


async def test_no_categories_are_no_obstacle(adapter: SelfHostedAdapter) -> None:
    assert (await adapter.add(NewMemory("tea", user_id="alice", categories=()))).results


async def test_answers_of_additions_in_other_shapes(adapter: SelfHostedAdapter, server: Running) -> None:
    server.faulty.faults.append(Fault(200, b'[{"id": "x", "memory": "tea", "event": "ADD"}]'))
    assert (await adapter.add(TEA)).results == (AddedMemory("x", "ADD", "tea"),)
    server.faulty.faults.append(Fault(200, b""))
    assert (await adapter.add(TEA)).results == ()


# Changing


@pytest.mark.parametrize(
    "edit",
    [
        MemoryEdit(memory="größe\u2028\u202e"),
        MemoryEdit(metadata={"new": [1], "source": "chat"}),
        MemoryEdit(metadata={}, memory="b"),
        MemoryEdit(metadata=None, expiration_date="2999-01-01"),
        MemoryEdit(expiration_date=None),
        MemoryEdit(memory="b", metadata={"k": {"a": None}}, expiration_date="2999-12-31"),
    ],
)
async def test_an_update_does_what_is_said_of_it(
    adapter: SelfHostedAdapter, service: Imitation, edit: MemoryEdit
) -> None:
    target = memory_id(0)
    service.rows[target] |= {"source": "email", "expiration_date": "2999-06-01"}
    before = await adapter.get(target)
    await adapter.update(target, edit)
    after, wanted = await adapter.get(target), edited(before, edit, merges_metadata=True)
    assert (after.memory, after.metadata, after.expiration_date) == (
        wanted.memory, wanted.metadata, wanted.expiration_date,
    )  # fmt: skip


async def test_metadata_that_would_change_nothing_is_not_sent(
    adapter: SelfHostedAdapter, service: Imitation
) -> None:
    await adapter.update(ONE, MemoryEdit(metadata=None))
    await adapter.update(ONE, MemoryEdit(metadata={}))
    await adapter.update(ONE, MemoryEdit())
    assert service.asked == []


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (MemoryEdit(memory=""), DataError),
        (MemoryEdit(memory=" \n"), DataError),
        (MemoryEdit(categories=None), RefusedError),
        (MemoryEdit(categories=("a",), memory="b"), RefusedError),
    ],
)
async def test_an_update_that_is_not_sent(
    adapter: SelfHostedAdapter, service: Imitation, edit: MemoryEdit, kind: type[MemtuiError]
) -> None:
    with pytest.raises(kind):
        await adapter.update(ONE, edit)
    failures = await adapter.update_many([(ONE, edit), (TWO, TEXT)])
    assert list(failures) == [ONE]
    assert isinstance(failures[ONE], kind)
    assert changes(service) == [f"PUT /memories/{TWO}"]


async def test_a_changed_row_moves_and_the_list_is_read_anew(adapter: SelfHostedAdapter) -> None:
    query = MemoryQuery(parse("user_id = alice"))
    before = [memory.id for memory in (await adapter.page(query, 1, 200)).results]
    await adapter.update(before[0], TEXT)
    page = await adapter.page(query, 2, 5)
    assert page.results
    listed = {memory.id: memory.memory for memory in (await adapter.page(query, 1, 200)).results}
    assert list(listed) == before
    assert listed[before[0]] == "changed"


# Deleting


async def test_a_deletion(adapter: SelfHostedAdapter, service: Imitation) -> None:
    await adapter.delete(ONE)
    assert len(service.rows) == 59
    with pytest.raises(NotFoundError):
        await adapter.delete(ONE)
    with pytest.raises(NotFoundError):
        await adapter.update(ONE, TEXT)
    assert len(service.rows) == 59


@pytest.mark.parametrize("one", ["x", "1", "mem-1", ONE + "0", ONE[:-1]])
async def test_what_is_no_uuid_is_not_sent(adapter: SelfHostedAdapter, service: Imitation, one: str) -> None:
    for change in (adapter.delete(one), adapter.update(one, TEXT)):
        with pytest.raises(NotFoundError):
            await change
    assert isinstance((await adapter.delete_many([one]))[one], NotFoundError)
    assert await adapter.read_many([one], gone=True) == {}
    assert service.asked == []


async def test_a_404_that_says_nothing(adapter: SelfHostedAdapter, server: Running) -> None:
    nothing = b'{"detail": "Not Found"}'
    server.faulty.faults.append(Fault(404, nothing))
    with pytest.raises(NotFoundError):
        await adapter.delete(NOBODY)
    server.faulty.faults.append(Fault(404, nothing))
    with pytest.raises(MissingRouteError):
        await adapter.delete(ONE)


async def test_a_deleted_memory_is_not_listed_any_more(adapter: SelfHostedAdapter) -> None:
    assert (await adapter.page(MemoryQuery(), 1, 5)).total == 60
    entities = await adapter.entities(EntityQuery())
    await adapter.delete(ONE)
    assert (await adapter.page(MemoryQuery(), 2, 5)).total == 59
    assert await adapter.count(MemoryQuery()) == 59
    assert await adapter.entities(EntityQuery(name_contains="o")) != entities


@pytest.mark.parametrize("status", [500, 404, 401])
async def test_lists_are_read_anew_whatever_came_of_a_change(
    adapter: SelfHostedAdapter, server: Running, service: Imitation, status: int
) -> None:
    assert (await adapter.page(MemoryQuery(), 1, 5)).total == 60
    server.faulty.faults.append(Fault(status, b"{}"))
    del service.rows[ONE]
    with pytest.raises(MemtuiError):
        await adapter.delete(TWO)
    assert (await adapter.page(MemoryQuery(), 2, 5)).total == 59


# Several


async def test_several_are_deleted_one_by_one(adapter: SelfHostedAdapter, service: Imitation) -> None:
    ids = [memory_id(number) for number in range(20)]
    failures = await adapter.delete_many([*ids, NOBODY])
    assert list(failures) == [NOBODY]
    assert isinstance(failures[NOBODY], NotFoundError)
    assert sorted(changes(service)) == sorted(f"DELETE /memories/{one}" for one in [*ids, NOBODY])
    assert await adapter.read_many(ids, gone=True) == {}
    assert len(service.rows) == 40


async def test_several_are_changed_one_by_one(adapter: SelfHostedAdapter) -> None:
    edits = [(ONE, TEXT), (NOBODY, TEXT), (TWO, MemoryEdit(metadata={"k": 1})), (THREE, MemoryEdit())]
    assert list(await adapter.update_many(edits)) == [NOBODY]
    found = await adapter.read_many([ONE, TWO, THREE, NOBODY, "x", ONE])
    assert list(found) == [ONE, TWO, THREE]
    assert found[ONE].memory == "changed"
    assert (found[TWO].metadata or {})["k"] == 1


async def test_nothing_for_nothing(adapter: SelfHostedAdapter, service: Imitation) -> None:
    assert await adapter.delete_many([]) == {}
    assert await adapter.update_many([]) == {}
    assert await adapter.read_many([]) == {}
    assert service.asked == []


async def test_what_is_lost_is_raised_and_not_sent_again(adapter: SelfHostedAdapter, server: Running) -> None:
    server.faulty.faults.extend([Fault(502, b"{}")])
    with pytest.raises(ServiceError, match="status 502"):
        await adapter.delete_many([memory_id(number) for number in range(20)])
    asked = server.faulty.asked
    assert len(asked) == len(set(asked)) < 20
