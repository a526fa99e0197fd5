"""Which version of a question is asked: what was found before, and what a profile pins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest

from memtui.adapters.http_errors import MissingRouteError
from memtui.adapters.platform import PlatformAdapter
from memtui.adapters.platform.route import Route
from memtui.core.changes import NewMemory
from memtui.core.errors import FilterError, MemtuiError, ServiceError, UnauthorizedError
from memtui.core.filter_text import parse
from memtui.core.profile import ApiVersion
from memtui.core.queries import MemoryQuery, SearchQuery
from tests.adapters.platform_service import ALICE, ID, Found, Service, envelope, row

TEA = NewMemory("I like tea", user_id="alice")
SEARCH = SearchQuery("tea", parse("user_id = alice"))
Question = Callable[[PlatformAdapter], Awaitable[object]]
QUESTIONS: dict[str, Question] = {
    "list": lambda adapter: adapter.page(ALICE, 1, 10),
    "search": lambda adapter: adapter.search(SEARCH),
    "add": lambda adapter: adapter.add(TEA),
}
ROUTES = {
    "list": {"v3": "POST /v3/memories/", "v2": "POST /v2/memories/", "v1": "GET /v1/memories/"},
    "search": {version: f"POST /{version}/memories/search/" for version in ("v3", "v2", "v1")},
    "add": {"v3": "POST /v3/memories/add/", "v2": "POST /v1/memories/", "v1": "POST /v1/memories/"},
}


def serving(*versions: str) -> Service:
    service = Service()
    for routes in ROUTES.values():
        for version in versions:
            service.on(routes[version], envelope())
    return service


# What was found before


@pytest.mark.parametrize("question", QUESTIONS)
async def test_the_newest_version_is_nothing_to_remember(question: str) -> None:
    found = Found()
    async with serving("v3", "v2", "v1").adapter(findings=found) as adapter:
        await QUESTIONS[question](adapter)
        await QUESTIONS[question](adapter)
    assert found.remembered == []


@pytest.mark.parametrize("question", QUESTIONS)
async def test_an_older_version_is_remembered_once(question: str) -> None:
    found, service = Found(), serving("v1")
    async with service.adapter(findings=found) as adapter:
        await QUESTIONS[question](adapter)
        await QUESTIONS[question](adapter)
    assert found.remembered == [(question, "v1")]


@pytest.mark.parametrize("question", QUESTIONS)
async def test_what_was_found_is_asked_at_once(question: str) -> None:
    found, service = Found(list="v1", search="v1", add="v1"), serving("v1")
    async with service.adapter(findings=found) as adapter:
        assert not adapter.capabilities.lists_expired
        await QUESTIONS[question](adapter)
    assert [question.split("?")[0] for question in service.asked] == [ROUTES[question]["v1"]]
    assert found.remembered == []


@pytest.mark.parametrize("question", QUESTIONS)
async def test_what_was_found_and_is_gone_is_found_anew(question: str) -> None:
    found, service = Found(list="v1", search="v1", add="v1"), serving("v3")
    async with service.adapter(findings=found) as adapter:
        await QUESTIONS[question](adapter)
        service.asked.clear()
        await QUESTIONS[question](adapter)
    assert [question.split("?")[0] for question in service.asked] == [ROUTES[question]["v3"]]
    assert found.remembered == [(question, None)]


@pytest.mark.parametrize("question", QUESTIONS)
async def test_where_nothing_is_left_what_was_found_is_forgotten(question: str) -> None:
    found = Found(list="v1", search="v1", add="v1")
    async with Service().adapter(findings=found) as adapter:
        with pytest.raises(MissingRouteError):
            await QUESTIONS[question](adapter)
    assert found.remembered == [(question, None)]


@pytest.mark.parametrize("nonsense", ["", "v9", "selfhosted", "V1"])
async def test_a_finding_that_is_no_version_counts_for_nothing(nonsense: str) -> None:
    found = Found(list=nonsense)
    async with serving("v3").adapter(findings=found) as adapter:
        assert adapter.capabilities.lists_expired
        await adapter.page(ALICE, 1, 10)
    assert found.remembered == [("list", None)]


async def test_v2_is_no_version_of_an_addition() -> None:
    service = serving("v3", "v1")
    async with service.adapter(findings=Found(add="v2")) as adapter:
        await adapter.add(TEA)
    assert service.asked == ["POST /v3/memories/add/"]


@pytest.mark.parametrize("answer", [httpx.Response(401), httpx.Response(500), httpx.Response(400)])
async def test_an_error_says_nothing_of_the_version(answer: httpx.Response) -> None:
    found, service = Found(list="v2"), Service().on("POST /v2/memories/", answer)
    async with service.adapter(findings=found) as adapter:
        with pytest.raises(ServiceError):
            await adapter.page(ALICE, 1, 10)
    assert found.remembered == []
    assert {question.split("?")[0] for question in service.asked} == {"POST /v2/memories/"}


# What a profile pins


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("version", ["v3", "v2", "v1"])
async def test_a_pinned_version_is_asked_alone(question: str, version: ApiVersion) -> None:
    found, service = Found(list="v1", search="v2", add="v1"), serving("v3", "v2", "v1")
    async with service.adapter(findings=found, api_version=version) as adapter:
        assert adapter.capabilities.lists_expired == (version == "v3")
        await QUESTIONS[question](adapter)
    assert [question.split("?")[0] for question in service.asked] == [ROUTES[question][version]]
    assert found.remembered == []


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("version", ["v3", "v2", "v1"])
async def test_a_pinned_version_that_is_missing_says_so(question: str, version: ApiVersion) -> None:
    service = Service()
    async with service.adapter(api_version=version) as adapter:
        with pytest.raises(MissingRouteError) as caught:
            await QUESTIONS[question](adapter)
    assert (
        f"{ROUTES[question][version].split('?')[0]}, and the profile asks for the {version} API alone."
        in str(caught.value)
    )
    assert 'api_version = "auto"' in caught.value.hint
    memory_routes = [question for question in service.asked if "/memories" in question]
    assert len(memory_routes) == 1


async def everything(adapter: PlatformAdapter) -> list[object]:
    """Every question that memtui asks of its own."""
    errors: list[object] = []
    for query in (
        MemoryQuery(),
        MemoryQuery(parse("user_id = alice")),
        MemoryQuery(parse("user_id = *")),
        MemoryQuery(parse("user_id = alice and keywords icontains tea")),
        MemoryQuery(parse("categories in (food)")),
        MemoryQuery(parse("user_id = alice or agent_id = bot")),
        MemoryQuery(show_expired=False),
    ):
        try:
            await adapter.page(query, 1, 10)
            await adapter.count(query)
            _ = [record async for record in adapter.records(query)]
        except MemtuiError as error:
            errors.append(error)
    assert list(await adapter.read_many([ID])) == [ID]
    assert await adapter.read_many([ID], gone=True) == {ID: await adapter.get(ID)}
    return errors


@pytest.mark.parametrize("version", ["v3", "v2", "v1"])
async def test_every_question_has_an_answer_or_a_way_out(version: ApiVersion) -> None:
    memory = {**row(1), "id": ID}
    service = Service()
    service.on(ROUTES["list"][version], envelope(memory))
    service.on("GET /v1/entities/", [{"id": 1, "name": "alice", "type": "user"}])
    service.on(f"GET /v1/memories/{ID}/", memory).on(f"GET /v1/memories/{ID}/history/", [])
    async with service.adapter(api_version=version) as adapter:
        errors = await everything(adapter)
    assert all(isinstance(error, FilterError) and error.hint for error in errors)
    assert len(errors) == (2 if version == "v1" else 0)


@pytest.mark.parametrize(
    ("pinned", "versions"),
    [("v3", ["v3"]), ("v2", ["v1"]), ("v1", ["v1"]), (None, ["v3", "v1"])],
)
async def test_a_route_with_fewer_versions(pinned: ApiVersion | None, versions: list[str]) -> None:
    tried: list[str] = []

    async def call(version: ApiVersion) -> None:
        tried.append(version)
        raise MissingRouteError("no route", status=404)

    with pytest.raises(MissingRouteError):
        await Route("add", ("v3", "v1"), pinned=pinned).ask(call)
    assert tried == versions


async def test_a_version_that_goes_away_while_memtui_runs() -> None:
    service = serving("v2", "v1")
    async with service.adapter() as adapter:
        await adapter.page(ALICE, 1, 10)
        del service.answers[ROUTES["list"]["v2"]]
        service.on(ROUTES["list"]["v3"], envelope())
        await adapter.page(ALICE, 1, 10)
        assert adapter.capabilities.lists_expired


async def test_a_refusal_by_an_older_version_is_the_answer() -> None:
    service = Service().on("POST /v2/memories/", httpx.Response(401, json={"detail": "no"}))
    async with service.adapter() as adapter:
        with pytest.raises(UnauthorizedError):
            await adapter.page(ALICE, 1, 10)
