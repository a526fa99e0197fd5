"""What the Platform has beyond memories: what holds for all of its parts."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import given

from memtui.adapters import features
from memtui.adapters.base import FEATURES, Feature
from memtui.adapters.features import feature, lacking
from memtui.adapters.http_errors import MissingRouteError
from memtui.adapters.platform.self_hosted import SelfHostedServerError
from memtui.core.errors import MemtuiError, NotFoundError, RefusedError, ServiceError, UnauthorizedError
from tests.adapters.platform_features import (
    CALLS,
    READING,
    WRITING,
    answer_to,
    json_values,
    not_found,
    service,
)
from tests.adapters.platform_service import Service
from tests.strategies import law

FIRST = {
    "feedback": "POST /v1/feedback/",
    "events": "GET /v1/events/",
    "exports": "POST /v1/exports/",
    "summary": "POST /v1/summary/",
    "usage": "GET /v1/stats/",
    "project": "GET /api/v1/orgs/organizations/org_1/projects/proj_1/",
    "webhooks": "GET /api/v1/webhooks/projects/proj_1/",
}
PARTS: dict[Feature, type[Any]] = {
    "feedback": features.FeedbackAdapter,
    "events": features.EventsAdapter,
    "exports": features.ExportsAdapter,
    "summary": features.SummaryAdapter,
    "usage": features.UsageAdapter,
    "project": features.ProjectAdapter,
    "webhooks": features.WebhooksAdapter,
    "sent_requests": features.SentRequestsAdapter,
}


async def test_the_platform_has_every_part_but_a_self_hosted_server_s() -> None:
    async with service().adapter() as adapter:
        for name, part in PARTS.items():
            assert feature(adapter, name, part) is adapter
        assert {name for name in FEATURES if lacking(adapter, name)} == {"api_keys", "served_requests"}
        with pytest.raises(RefusedError, match="only a self-hosted server has them"):
            feature(adapter, "api_keys", features.ApiKeysAdapter)


@pytest.mark.parametrize("question", CALLS)
async def test_each_asks_one_question(question: str) -> None:
    asked = service()
    async with asked.adapter() as adapter:
        with pytest.raises((MissingRouteError, NotFoundError)):
            await CALLS[question][1](adapter)
    assert asked.asked[0] in {"GET /v1/ping/", question, f"{question}?page=1&page_size=10"}
    assert sum(one.split("?")[0] == question for one in asked.asked) == 1


@pytest.mark.parametrize("question", CALLS)
@given(answer=json_values)
@law(25)
async def test_any_answer_is_a_value_or_a_sentence(question: str, answer: Any) -> None:
    try:
        await answer_to(question, answer)
    except MemtuiError as error:
        assert error.message


@pytest.mark.parametrize("question", CALLS)
@pytest.mark.parametrize("status", [200, 201, 204, 301, 400, 401, 403, 404, 405, 409, 413, 418, 500, 503])
@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b"{", b"null", b'"x"', b'{"error": "x"}'])
async def test_any_status_is_a_value_or_a_sentence(question: str, status: int, body: bytes) -> None:
    try:
        await answer_to(question, httpx.Response(status, content=body))
    except MemtuiError as error:
        assert error.message


@pytest.mark.parametrize("question", WRITING)
async def test_read_only_changes_nothing(question: str) -> None:
    asked = service().on(question, {"id": "x"})
    async with asked.adapter(read_only=True) as adapter:
        with pytest.raises(RefusedError, match="read-only"):
            await WRITING[question][1](adapter)
    assert question not in {one.split("?")[0] for one in asked.asked}


@pytest.mark.parametrize("question", READING)
async def test_read_only_reads(question: str) -> None:
    asked = service().on(question, {"results": [{"id": "x"}], "status": "SUCCEEDED"})
    async with asked.adapter(read_only=True) as adapter:
        await READING[question][1](adapter)


@pytest.mark.parametrize("question", WRITING)
@pytest.mark.parametrize("status", [500, 502, 503, 408])
async def test_nothing_is_sent_twice(question: str, status: int) -> None:
    asked = service().on(question, httpx.Response(status))
    async with asked.adapter() as adapter:
        with pytest.raises((ServiceError, NotFoundError)):
            await WRITING[question][1](adapter)
    assert sum(one.split("?")[0] == question for one in asked.asked) == 1


@pytest.mark.parametrize("question", CALLS)
async def test_a_key_that_may_not_is_told_so(question: str) -> None:
    with pytest.raises(UnauthorizedError):
        await answer_to(question, httpx.Response(403, json={"message": "Only owners may do this."}))


@pytest.mark.parametrize("name", FIRST)
@pytest.mark.parametrize(
    "missing", [not_found({"detail": "Not found."}), not_found({}), httpx.Response(405), httpx.Response(404)]
)
async def test_a_service_without_a_part_is_known_by_it(name: str, missing: httpx.Response) -> None:
    question = FIRST[name]
    async with service().on(question, missing).adapter() as adapter:
        with pytest.raises(MissingRouteError, match=r"^http://mem0.test has no ") as caught:
            await CALLS[question][1](adapter)
        assert question.split()[1] not in caught.value.message
        assert caught.value.hint
        assert adapter.capabilities.lacks[CALLS[question][0]] == "the service has no route for it"


@pytest.mark.parametrize("question", sorted(set(CALLS) - set(FIRST.values())))
async def test_a_route_that_is_missing_is_not_the_whole_part(question: str) -> None:
    async with service().on(question, httpx.Response(405)).adapter() as adapter:
        with pytest.raises(MissingRouteError, match=f"no route {question}"):
            await CALLS[question][1](adapter)
        assert not lacking(adapter, CALLS[question][0])


@pytest.mark.parametrize("name", ["project", "webhooks"])
async def test_a_service_without_a_ping_has_no_projects(name: str) -> None:
    async with Service().adapter() as adapter:
        with pytest.raises(MissingRouteError, match=r"has no (projects|webhooks)"):
            await CALLS[FIRST[name]][1](adapter)
        assert adapter.capabilities.lacks[CALLS[FIRST[name]][0]]


@pytest.mark.parametrize("ping", [{"status": "ok"}, {"org_id": "o"}, {"project_id": "p", "org_id": None}])
async def test_a_key_of_no_known_project(ping: Any) -> None:
    async with Service().on("GET /v1/ping/", ping).adapter() as adapter:
        with pytest.raises(MemtuiError, match="does not say which project"):
            await adapter.project()


@pytest.mark.parametrize("question", CALLS)
async def test_a_self_hosted_server_is_recognised(question: str) -> None:
    asked = Service().on("GET /auth/setup-status", {"needsSetup": False})
    async with asked.adapter() as adapter:
        with pytest.raises(SelfHostedServerError):
            await CALLS[question][1](adapter)


@pytest.mark.parametrize(
    "question", ["GET /v1/event/e/", "PUT /api/v1/webhooks/w/", "DELETE /api/v1/webhooks/w/"]
)
@pytest.mark.parametrize(
    "said",
    [{"error": "Webhook not found"}, {"detail": "Not found."},
     {"error": "Event not found or you don't have permission to access it."}],
)  # fmt: skip
async def test_a_thing_that_is_not_there(question: str, said: Any) -> None:
    with pytest.raises(NotFoundError, match=r"There is no (event 'e'|webhook 'w') on this service"):
        await answer_to(question, not_found(said))


@pytest.mark.parametrize(
    "question",
    [q for q in WRITING if q not in {"POST /v1/exports/", "POST /api/v1/webhooks/projects/proj_1/"}],
)
@pytest.mark.parametrize(
    "answer",
    [httpx.Response(204), httpx.Response(200), httpx.Response(200, text="<html>"), {"message": "ok"}],
)
async def test_any_good_answer_is_a_change(question: str, answer: Any) -> None:
    await answer_to(question, answer)


async def test_sent_requests_are_the_client_s() -> None:
    async with service().adapter() as adapter:
        await adapter.probe()
        assert [(sent.method, sent.path, sent.status) for sent in adapter.sent_requests()] == [
            ("GET", "/v1/ping/", 200)
        ]
