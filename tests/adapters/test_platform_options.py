"""Further fields of lists and searches: which version takes which, and how they are sent."""

from __future__ import annotations

from typing import Any

import pytest

from memtui.adapters.platform.options import Question, as_params, checked, options_of
from memtui.core.errors import FilterError, UsageError
from memtui.core.filter_text import parse
from memtui.core.ordering import Order
from memtui.core.profile import API_VERSIONS, ApiVersion
from memtui.core.queries import MemoryQuery, SearchQuery
from tests.adapters.platform_service import EVERYONE, Found, Service, envelope, row

WHO = parse("user_id = alice")
QUESTIONS: tuple[Question, ...] = ("list", "search")
OLDER = {"fields", "output_format", "org_id", "project_id"}
TAKEN: dict[Question, dict[ApiVersion, set[str]]] = {
    "list": {
        "v3": {
            "categories", "keywords", "start_date", "end_date", "fields", "latest_only", "include_merged",
        },
        "v2": OLDER,
        "v1": {"categories", "keywords", "start_date", "end_date", "metadata", *OLDER},
    },
    "search": {
        "v3": {"fields", "categories", "metadata", "reference_date", "latest_only", "include_merged"},
        "v2": {"filter_memories", *OLDER},
        "v1": {"categories", "metadata", "filter_memories", "only_metadata_based_search", *OLDER},
    },
}  # fmt: skip
EVERY = sorted({name for taken in TAKEN.values() for names in taken.values() for name in names})


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("version", API_VERSIONS)
def test_what_each_version_takes_is_explained(question: Question, version: ApiVersion) -> None:
    taken = options_of(question, version)
    assert set(taken) == TAKEN[question][version]
    assert all(taken.values())


@pytest.mark.parametrize("version", API_VERSIONS)
async def test_capabilities_follow_the_version(version: ApiVersion) -> None:
    async with Service().adapter(findings=Found(list=version, search=version)) as adapter:
        assert set(adapter.capabilities.list_options) == TAKEN["list"][version]
        assert set(adapter.capabilities.search_options) == TAKEN["search"][version]


@pytest.mark.parametrize("name", [*EVERY, "bogus", "filters", "query", "page"])
@pytest.mark.parametrize("version", API_VERSIONS)
async def test_an_option_is_sent_or_refused_before_anything_is(version: ApiVersion, name: str) -> None:
    service = Service()
    for path in (f"POST /{version}/memories/", f"POST /{version}/memories/search/", "GET /v1/memories/"):
        service.on(path, envelope())
    value: Any = ["id", "x"] if name == "fields" else "x"
    async with service.adapter(api_version=version) as adapter:
        for question in QUESTIONS:
            service.asked.clear()
            service.bodies.clear()
            try:
                if question == "list":
                    await adapter.page(MemoryQuery(WHO, options={name: value}), 1, 10)
                else:
                    await adapter.search(SearchQuery("tea", WHO, options={name: value}))
            except UsageError as error:
                assert name not in TAKEN[question][version]
                assert repr(name) in error.message
                assert error.hint
                assert service.asked == []
            else:
                assert name in TAKEN[question][version]
                if question == "list" and version == "v1":
                    assert f"{name}={'id,x' if name == 'fields' else 'x'}" in service.asked[0]
                else:
                    assert service.bodies[0][name] == value


@pytest.mark.parametrize(
    ("question", "version", "name", "advice"),
    [
        ("search", "v3", "filter_memories", 'The v2 API has it: api_version = "v2" in the profile'),
        ("search", "v3", "only_metadata_based_search", 'api_version = "v1"'),
        ("search", "v2", "latest_only", "Only the v3 API has it."),
        ("list", "v1", "latest_only", "Only the v3 API has it."),
        ("list", "v3", "metadata", "Say it in the filter."),
        ("list", "v2", "keywords", "Say it in the filter."),
        ("search", "v2", "keywords", "It takes filter_memories, fields"),
        ("list", "v3", "bogus", "It takes categories, keywords"),
    ],
)
def test_a_refusal_says_what_to_do(question: Question, version: ApiVersion, name: str, advice: str) -> None:
    with pytest.raises(UsageError, match=rf"'{name}' is no option of a {version} {question}\.") as caught:
        checked(question, version, {name: True})
    assert advice in caught.value.hint


@pytest.mark.parametrize("version", API_VERSIONS)
async def test_an_order_is_refused_before_anything_is_sent(version: ApiVersion) -> None:
    service = Service()
    async with service.adapter(api_version=version) as adapter:
        assert not adapter.capabilities.orders
        service.asked.clear()
        with pytest.raises(UsageError, match="cannot sort"):
            await adapter.page(MemoryQuery(WHO, order=Order("memory")), 1, 5)
    assert not service.asked


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (["memory"], ["id", "memory"]),
        (["memory", "id"], ["memory", "id"]),
        ("memory,user_id", ["id", "memory", "user_id"]),
        ([], ["id"]),
    ],
)
def test_the_id_is_always_asked_for(given: Any, sent: list[str]) -> None:
    assert checked("list", "v3", {"fields": given}) == {"fields": sent}


@pytest.mark.parametrize("value", [1, True, {"a": 1}, [1]])
def test_fields_are_a_list_of_names(value: Any) -> None:
    with pytest.raises(UsageError, match="fields"):
        checked("list", "v3", {"fields": value})


def test_nothing_is_no_option() -> None:
    assert checked("list", "v3", {"fields": None, "categories": None}) == {}


def test_options_in_a_query() -> None:
    assert as_params(
        {"categories": ["a", "b"], "metadata": {"k": 1}, "start_date": "2024-01-01", "x": True, "n": 3}
    ) == {"categories": "a,b", "metadata": '{"k": 1}', "start_date": "2024-01-01", "x": "true", "n": "3"}


# How they are sent


async def test_a_v3_list_with_everything() -> None:
    service = Service().on("POST /v3/memories/", envelope({"id": "1", "user_id": "alice"}, count=1))
    options = {
        "categories": ["food"], "keywords": "tea", "start_date": "2024-01-01", "end_date": "2024-01-31",
        "fields": ["user_id"], "latest_only": True, "include_merged": False,
    }  # fmt: skip
    async with service.adapter() as adapter:
        page = await adapter.page(MemoryQuery(None, show_expired=False, options=options), 2, 5)
    assert service.asked == ["POST /v3/memories/?page=2&page_size=5"]
    assert service.bodies == [
        {**options, "fields": ["id", "user_id"], "show_expired": False, "filters": EVERYONE}
    ]
    assert [(memory.id, memory.memory, memory.user_id) for memory in page.results] == [("1", "", "alice")]


@pytest.mark.parametrize("nested", [True, False])
async def test_a_v1_list_with_everything(nested: bool) -> None:
    rows = [row(1), row(2)]
    envelope_ = {"count": 2, "next": None, "previous": None, "results": {"results": rows} if nested else rows}
    service = Service().on("GET /v1/memories/", envelope_)
    options = {
        "categories": ["a", "b"], "metadata": {"k": "v"}, "start_date": "2024-01-01", "fields": ["memory"],
        "output_format": "v1.1", "org_id": "o", "project_id": "p", "keywords": "to play",
    }  # fmt: skip
    async with service.adapter(api_version="v1") as adapter:
        page = await adapter.page(MemoryQuery(WHO, options=options), 1, 10)
    assert page.total == 2
    assert service.asked == [
        'GET /v1/memories/?categories=a,b&metadata={"k":+"v"}&start_date=2024-01-01&fields=id,memory'
        "&output_format=v1.1&org_id=o&project_id=p&user_id=alice&page=1&page_size=10&keywords=to+play"
    ]


async def test_two_texts_are_one_too_many_for_v1() -> None:
    query = MemoryQuery(parse("user_id = a and keywords icontains x"), options={"keywords": "y"})
    async with Service().adapter(api_version="v1") as adapter:
        with pytest.raises(FilterError, match="two conditions on keywords"):
            await adapter.page(query, 1, 10)


async def test_options_go_along_where_v1_reads_everything() -> None:
    service = Service().on("GET /v1/memories/", [row(1)])
    service.on("GET /v1/entities/", [{"name": "u", "type": "user"}, {"name": "b", "type": "agent"}])
    async with service.adapter(api_version="v1") as adapter:
        await adapter.page(MemoryQuery(options={"categories": ["a"]}), 1, 10)
        lists = [question for question in service.asked if "/memories/" in question]
        assert len(lists) == 2
        assert all("categories=a" in question for question in lists)
        await adapter.page(MemoryQuery(options={"categories": ["b"]}), 2, 10)
        assert len(service.asked) == 6


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("user_id = *", ["user_id=u", "user_id=w"]),
        ("agent_id = *", ["agent_id=b"]),
        ("app_id = *", []),
        ("user_id = * and app_id = web", ["app_id=web&user_id=u", "app_id=web&user_id=w"]),
        ("user_id = * and user_id = u", ["user_id=u"]),
    ],
)
async def test_v1_walks_everybody_of_a_type(text: str, names: list[str]) -> None:
    service = Service().on("GET /v1/memories/", [])
    kinds = [("u", "user"), ("b", "agent"), ("w", "user")]
    service.on("GET /v1/entities/", [{"name": name, "type": kind} for name, kind in kinds])
    async with service.adapter(api_version="v1") as adapter:
        await adapter.page(MemoryQuery(parse(text)), 1, 10)
    lists = [question for question in service.asked if "/memories/" in question]
    assert [question.split("?")[1].split("&page")[0] for question in lists] == names


async def test_a_v3_search_with_everything() -> None:
    scores = {"semantic": 0.5, "bm25": 1.0, "entity": 0.0}
    found = {**row(1, score=0.9), "score_breakdown": scores}
    service = Service().on("POST /v3/memories/search/", {"results": [found]})
    options = {
        "fields": ["id", "memory", "score"], "categories": ["food"], "metadata": {"k": "v"},
        "reference_date": "2024-01-01", "latest_only": True, "include_merged": True,
    }  # fmt: skip
    query = SearchQuery("tea", WHO, top_k=3, threshold=0.0, options=options)
    async with service.adapter() as adapter:
        memories = await adapter.search(query)
    assert memories[0].extra["score_breakdown"] == scores
    assert service.bodies == [
        {**options, "query": "tea", "top_k": 3, "threshold": 0.0, "rerank": False, "keyword_search": False,
         "show_expired": True, "filters": {"user_id": "alice"}}
    ]  # fmt: skip


@pytest.mark.parametrize("shape", [[row(1)], {"results": [row(1)], "relations": []}, {"memories": [row(1)]}])
@pytest.mark.parametrize("version", API_VERSIONS)
async def test_searches_of_every_shape(version: ApiVersion, shape: Any) -> None:
    service = Service().on(f"POST /{version}/memories/search/", shape)
    async with service.adapter(api_version=version) as adapter:
        found = await adapter.search(SearchQuery("tea", WHO))
    assert [memory.memory for memory in found] == ["memory 1"]
