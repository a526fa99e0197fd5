"""The self-hosted adapter against the imitation: what is asked, what is found, and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from memtui.adapters.base import WritingAdapter
from memtui.adapters.selfhosted import SelfHostedAdapter
from memtui.core.errors import MemtuiError, NotFoundError, UsageError
from memtui.core.filter_match import matches
from memtui.core.filter_text import parse
from memtui.core.models import FilteredHere, Memory
from memtui.core.queries import EntityQuery, MemoryQuery
from memtui.core.to_wire import memory_to_wire
from tests.selfhosted.conftest import Clock, Connect
from tests.selfhosted.data import OLD, fill, many, memory_id, truth
from tests.selfhosted.imitation import ADMIN, MEMBER, Imitation
from tests.server.conftest import Running

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LIST = "GET /memories?top_k=1000&show_expired=true"


def of(*names: str) -> str:
    return f"GET /memories?{'&'.join(names)}&top_k=1000&show_expired=true"


async def test_it_is_a_writing_adapter() -> None:
    adapter: WritingAdapter = SelfHostedAdapter("http://127.0.0.1:8888", None)
    can = adapter.capabilities
    assert (can.kind, can.max_page_size, can.filters_here, can.cap) == ("selfhosted", 200, True, 1000)
    assert isinstance(adapter, WritingAdapter)
    assert not can.true_totals
    with pytest.raises(UsageError):
        SelfHostedAdapter("127.0.0.1:8888", None)


async def test_probe_asks_for_nobody(adapter: SelfHostedAdapter, service: Imitation, server: Running) -> None:
    info = await adapter.probe()
    assert (info.description, info.address) == ("self-hosted Mem0 server", server.url)
    assert service.asked == ["GET /memories?user_id=memtui&top_k=1&show_expired=true"]


async def test_the_key_has_a_header_of_its_own(adapter: SelfHostedAdapter, service: Imitation) -> None:
    await adapter.probe()
    await adapter.history(memory_id(1))
    assert [headers.get("x-api-key") for headers in service.headers] == [ADMIN, ADMIN]
    assert not any("authorization" in headers for headers in service.headers)


async def test_without_a_key_no_header_is_sent(service: Imitation, server: Running, connect: Connect) -> None:
    service.open = True
    assert await connect(server.url, None).count(MemoryQuery()) == 60
    assert not {"authorization", "x-api-key"} & service.headers[0].keys()


# Lists


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", [LIST]),
        ("user_id = alice", [of("user_id=alice")]),
        ("user_id = bob and run_id = run/1", [of("run_id=run%2F1", "user_id=bob")]),
        ("user_id = größe/東京", [of("user_id=gr%C3%B6%C3%9Fe%2F%E6%9D%B1%E4%BA%AC")]),
        ('user_id = "*"', [of("user_id=%2A")]),
        ("user_id = nobody", [of("user_id=nobody")]),
        ("user_id = alice or agent_id = bot-1", [of("agent_id=bot-1"), of("user_id=alice")]),
        ("user_id in (alice, bob) and keywords icontains TEA", [of("user_id=alice"), of("user_id=bob")]),
        ("user_id = alice and not run_id = *", [of("user_id=alice")]),
        ("agent_id = * and user_id != alice", [LIST]),
        ("metadata.source = email and user_id = alice", [of("user_id=alice")]),
        ("metadata.role = user", [LIST]),
        ("created_at >= 2026-02-01 and updated_at < 2026-06-15T10:20:00Z", [LIST]),
        ("expiration_date = *", [LIST]),
        ("app_id = web", [LIST]),
        ("length > 20 or edited = true", [LIST]),
        ("user_id = alice and user_id = bob", []),
        ('user_id = "alice "', [LIST]),
    ],
)
@pytest.mark.parametrize("show_expired", [True, False])
async def test_a_filter_finds_what_matches(
    adapter: SelfHostedAdapter, service: Imitation, text: str, asked: list[str], show_expired: bool
) -> None:
    tree = parse(text) if text else None
    wanted = [
        memory
        for memory in truth(service)
        if matches(tree, memory, NOW) and (show_expired or not memory.is_expired(NOW.date()))
    ]
    page = await adapter.page(MemoryQuery(tree, show_expired=show_expired), 1, 200)
    assert [plain(memory) for memory in page.results] == [plain(memory) for memory in wanted]
    assert (page.total, page.has_next) == (len(wanted), False)
    assert await adapter.count(MemoryQuery(tree, show_expired=show_expired)) == len(wanted)
    assert sorted(service.asked) == asked


def plain(memory: Memory) -> dict[str, object]:
    """What a memory says, whichever keys it came with; a list by names leaves unset names out."""
    return {key: value for key, value in memory_to_wire(memory).items() if value is not None}


async def test_all_shapes_of_a_memory_are_one(adapter: SelfHostedAdapter, service: Imitation) -> None:
    everything = {memory.id: plain(memory) for memory in (await adapter.page(MemoryQuery(), 1, 200)).results}
    alice = await adapter.page(MemoryQuery(parse("user_id = alice")), 1, 200)
    assert len(alice.results) > 5
    for memory in alice.results:
        assert plain(memory) == plain(await adapter.get(memory.id)) == everything[memory.id]
    one = everything[memory_id(0)]
    assert one["metadata"] == {"source": "email", "n": 0}
    assert (one["role"], one["attributed_to"]) == ("user", "user")
    assert not any("text_lemmatized" in str(memory) for memory in everything.values())


async def test_a_foreign_row_hides_nothing(adapter: SelfHostedAdapter, service: Imitation) -> None:
    service.rows[memory_id(900)] = {"data": None, "hash": None, "created_at": "soon", "updated_at": None}
    page = await adapter.page(MemoryQuery(), 1, 200)
    assert page.total == 61
    (foreign,) = (memory for memory in page.results if memory.id == memory_id(900))
    assert foreign.memory == ""


# What is said of it


async def test_the_service_answers_the_whole_question(adapter: SelfHostedAdapter) -> None:
    for tree in (None, parse("user_id = alice"), parse("user_id = alice or run_id = run/1")):
        assert (await adapter.page(MemoryQuery(tree), 1, 10)).filtered_here is None


@pytest.mark.parametrize(
    ("text", "show_expired"),
    [("user_id = bob and keywords icontains kaffee", True), ("user_id = bob", False)],
)
async def test_a_filter_is_said_to_be_evaluated_here(
    adapter: SelfHostedAdapter, service: Imitation, text: str, show_expired: bool
) -> None:
    bobs = sum(row.get("user_id") == "bob" for row in service.rows.values())
    page = await adapter.page(MemoryQuery(parse(text), show_expired=show_expired), 1, 10)
    assert page.filtered_here == FilteredHere(looked_at=bobs, more=False)
    assert page.total is not None
    assert 0 < page.total < bobs


async def test_the_limit_is_said(adapter: SelfHostedAdapter, service: Imitation, clock: Clock) -> None:
    service.rows.clear()
    many(service, 999, user_id="alice")
    page = await adapter.page(MemoryQuery(), 1, 100)
    assert (page.total, page.filtered_here) == (999, None)
    many(service, 5, user_id="alice")
    clock.now += 10
    page = await adapter.page(MemoryQuery(), 1, 100)
    assert (page.total, page.has_next, page.filtered_here) == (None, True, FilteredHere(1000, more=True))
    assert await adapter.count(MemoryQuery()) == 1000
    page = await adapter.page(MemoryQuery(), 5, 200)
    assert (len(page.results), page.has_next, page.total) == (200, False, None)
    some = await adapter.page(MemoryQuery(parse("user_id = alice and keywords contains '7'")), 1, 100)
    assert some.filtered_here == FilteredHere(1000, more=True)
    assert some.total is None


async def test_several_lists_are_one(adapter: SelfHostedAdapter, service: Imitation) -> None:
    many(service, 1100, user_id="carol", agent_id="bot-9")
    tree = parse("user_id = carol or agent_id = bot-9 or run_id = run/1")
    page = await adapter.page(MemoryQuery(tree), 1, 200)
    runs = sum(row.get("run_id") is not None for row in service.rows.values())
    assert page.filtered_here == FilteredHere(1000 + runs, more=True)
    assert await adapter.count(MemoryQuery(tree)) == 1000 + runs
    assert len({memory.id for memory in page.results}) == 200


# Pages


async def test_pages_come_from_one_list(adapter: SelfHostedAdapter, service: Imitation, clock: Clock) -> None:
    found: list[str] = []
    for number in range(1, 8):
        page = await adapter.page(MemoryQuery(), number, 9)
        assert (page.page, page.page_size, page.total, page.has_next) == (number, 9, 60, number < 7)
        found += [memory.id for memory in page.results]
        clock.now += 15
    assert found == [memory.id for memory in truth(service)]
    assert service.asked == [LIST]
    past = await adapter.page(MemoryQuery(), 8, 9)
    assert (past.results, past.has_next, past.total) == ((), False, 60)


@pytest.mark.parametrize("number", [1, 3])
async def test_a_page_asked_for_again_is_read_anew(
    adapter: SelfHostedAdapter, service: Imitation, clock: Clock, number: int
) -> None:
    await adapter.page(MemoryQuery(), number, 9)
    del service.rows[memory_id(1)]
    clock.now += 0.5
    assert (await adapter.page(MemoryQuery(), number, 9)).total == 59
    assert (await adapter.page(MemoryQuery(), number + 1, 9)).total == 59
    assert await adapter.count(MemoryQuery()) == 59
    assert service.asked == [LIST, LIST]


async def test_a_first_page_is_never_old(
    adapter: SelfHostedAdapter, service: Imitation, clock: Clock
) -> None:
    await adapter.page(MemoryQuery(parse("user_id = alice")), 1, 9)
    await adapter.page(MemoryQuery(parse("user_id = alice and keywords icontains tea")), 1, 9)
    assert len(service.asked) == 1
    clock.now += 6
    await adapter.page(MemoryQuery(parse("user_id = alice and keywords icontains red")), 1, 9)
    assert len(service.asked) == 2


async def test_conditions_that_are_equal_to_python_only(
    adapter: SelfHostedAdapter, service: Imitation
) -> None:
    service.add(memory_id(500), "true", user_id="dora", flag=True)
    service.add(memory_id(501), "one", user_id="dora", flag=1)
    for text, memory in (("true", "true"), ("1", "one")):
        page = await adapter.page(MemoryQuery(parse(f"user_id = dora and metadata.flag = {text}")), 1, 9)
        assert [found.memory for found in page.results] == [memory]


async def test_pages_are_no_larger_than_promised(adapter: SelfHostedAdapter, service: Imitation) -> None:
    many(service, 300, user_id="carol")
    page = await adapter.page(MemoryQuery(), 1, 5000)
    assert (page.page_size, len(page.results), page.has_next) == (200, 200, True)


# One memory


@pytest.mark.parametrize("missing", [memory_id(999), "nonsense", "", "..", "*", "a/b"])
async def test_memories_that_are_not_there(
    adapter: SelfHostedAdapter, service: Imitation, missing: str
) -> None:
    with pytest.raises(NotFoundError):
        await adapter.get(missing)
    with pytest.raises(NotFoundError):
        await adapter.history(missing)
    assert all(memory_id(999) in question for question in service.asked)


async def test_history(adapter: SelfHostedAdapter) -> None:
    first, second = await adapter.history(memory_id(3))
    assert (first.event, first.old_memory, first.new_memory) == ("ADD", None, "first")
    assert (second.event, second.old_memory, second.new_memory) == ("UPDATE", "first", "second")
    assert (first.occurred_at, second.occurred_at) == ("2026-01-15T10:00:00", "2026-01-15T10:00:01")
    assert second.extra["is_deleted"] is False


async def test_history_of_a_deleted_memory(adapter: SelfHostedAdapter, service: Imitation) -> None:
    del service.rows[memory_id(3)]
    assert len(await adapter.history(memory_id(3))) == 2


async def test_a_memory_without_history(adapter: SelfHostedAdapter, service: Imitation) -> None:
    service.events.clear()
    assert await adapter.history(memory_id(3)) == ()


async def test_an_expired_memory_is_given(adapter: SelfHostedAdapter) -> None:
    assert (await adapter.get(memory_id(1))).expiration_date == OLD


# Entities


async def test_entities(adapter: SelfHostedAdapter, service: Imitation, clock: Clock) -> None:
    for kind in ("user", "agent", "app", "run"):
        page = await adapter.entities(EntityQuery(kind))
        assert dict(page.totals) == {"user": 4, "agent": 2, "app": 0, "run": 1}
        counts = [entity.total_memories or 0 for entity in page.results]
        assert counts == sorted(counts, reverse=True)
        assert sum(counts) == sum(f"{kind}_id" in row for row in service.rows.values())
    found = await adapter.entities(EntityQuery(name_contains="GRÖSSE"))
    assert [entity.name for entity in found.results] == ["größe/東京"]
    assert service.asked == ["GET /entities"]
    clock.now += 1
    await adapter.entities(EntityQuery("user"))
    assert service.asked == ["GET /entities"] * 2


# Exports


async def test_records(adapter: SelfHostedAdapter, service: Imitation) -> None:
    records = [record async for record in adapter.records(MemoryQuery())]
    assert [plain(record.memory) for record in records] == [plain(memory) for memory in truth(service)]
    assert all(record.history is not None and len(record.history) == 2 for record in records)
    tree = parse("user_id = bob and keywords icontains kaffee")
    some = [plain(record.memory) async for record in adapter.records(MemoryQuery(tree, show_expired=False))]
    assert some == [
        plain(record.memory)
        for record in records
        if matches(tree, record.memory, NOW) and not record.memory.is_expired(NOW.date())
    ]


async def test_a_memory_that_vanishes_is_exported_as_it_was(
    adapter: SelfHostedAdapter, service: Imitation
) -> None:
    records = adapter.records(MemoryQuery())
    assert (await anext(records)).history
    last = truth(service)[-1]
    del service.rows[last.id], service.events[last.id]
    rest = [record async for record in records]
    assert (plain(rest[-1].memory), rest[-1].history) == (plain(last), None)


async def test_an_export_of_everything_goes_by_entities(
    adapter: SelfHostedAdapter, service: Imitation
) -> None:
    service.rows.clear()
    service.events.clear()
    for name in ("alice", "bob", "carol"):
        many(service, 400, user_id=name)
    many(service, 50, agent_id="bot", run_id="r")
    tree = parse("keywords contains 77")
    records = [record async for record in adapter.records(MemoryQuery(tree))]
    assert {record.memory.id for record in records} == {
        key for key, row in service.rows.items() if "77" in row["data"]
    }
    assert len(records) == 21


@pytest.mark.parametrize("text", ["", "user_id = alice"])
async def test_an_export_that_cannot_be_whole_is_refused(
    adapter: SelfHostedAdapter, service: Imitation, text: str
) -> None:
    many(service, 1001, user_id="alice")
    records = adapter.records(MemoryQuery(parse(text) if text else None))
    with pytest.raises(MemtuiError, match="lists at most 1,000 memories for one question, and has more"):
        await anext(records)


async def test_entities_that_the_server_did_not_see_make_an_export_partial(
    adapter: SelfHostedAdapter, service: Imitation
) -> None:
    for name in range(11):
        many(service, 990, user_id=f"user-{name}")
    with pytest.raises(MemtuiError, match="has more"):
        await anext(adapter.records(MemoryQuery()))


# Who may


async def test_everything_is_for_admins(service: Imitation, server: Running, connect: Connect) -> None:
    adapter = connect(server.url, MEMBER)
    with pytest.raises(MemtuiError) as caught:
        await adapter.page(MemoryQuery(parse("keywords icontains tea")), 1, 10)
    assert caught.value.message == f"{server.url} does not list everyone's memories for this key."
    assert "user_id" in caught.value.hint
    page = await adapter.page(MemoryQuery(parse("user_id = alice and keywords icontains tea")), 1, 10)
    assert page.results


# Old servers


async def test_an_old_server(old_service: Imitation, old_server: Running, connect: Connect) -> None:
    fill(old_service)
    adapter = connect(old_server.url, None)
    assert (await adapter.probe()).description == "self-hosted Mem0 server"
    page = await adapter.page(MemoryQuery(parse("user_id = alice")), 1, 10)
    alices = sum(row.get("user_id") == "alice" for row in old_service.rows.values())
    assert (page.total, page.filtered_here) == (alices, None)
    with pytest.raises(MemtuiError, match="does not list everyone's memories"):
        await adapter.page(MemoryQuery(), 1, 10)
    with pytest.raises(MemtuiError, match="older self-hosted server, which does not list entities"):
        await adapter.entities(EntityQuery())


async def test_the_lower_limit_of_an_old_server(
    old_service: Imitation, old_server: Running, connect: Connect
) -> None:
    many(old_service, 130, user_id="alice")
    many(old_service, 100, user_id="bob")
    adapter = connect(old_server.url, None)
    page = await adapter.page(MemoryQuery(parse("user_id = alice")), 1, 10)
    assert (page.total, page.filtered_here) == (None, FilteredHere(100, more=True))
    # Whether there are a hundred or more, this server does not tell.
    page = await adapter.page(MemoryQuery(parse("user_id = bob")), 1, 10)
    assert page.filtered_here == FilteredHere(100, more=True)
    assert len(old_service.asked) == 3


async def test_a_hundred_memories_of_a_new_server(adapter: SelfHostedAdapter, service: Imitation) -> None:
    many(service, 100, user_id="carol")
    page = await adapter.page(MemoryQuery(parse("user_id = carol")), 1, 10)
    assert (page.total, page.filtered_here) == (100, None)
