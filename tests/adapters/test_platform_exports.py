"""Feedback, exports, summary, usage and events of the Platform: what is sent and what is made of it."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from memtui.core.errors import DataError, MemtuiError, NotFoundError, RefusedError, ServiceError
from memtui.core.exports import ExportJob, ExportRequest, ExportResult
from memtui.core.feedback import VERDICTS, Feedback
from memtui.core.filter_text import parse
from memtui.core.service_events import ServiceEvent
from tests.adapters.platform_features import answer_to, not_found, service
from tests.adapters.platform_service import EVERYONE, ID, Service, envelope, row

FEEDBACK, EXPORTS, RESULT = "POST /v1/feedback/", "POST /v1/exports/", "POST /v1/exports/get/"
ONE = f"GET /v1/memories/{ID}/"
SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}}
JOB = {"message": "Memory export request received.", "id": "job-1"}


# Feedback


@pytest.mark.parametrize("verdict", [*VERDICTS, None])
@pytest.mark.parametrize("reason", ["good", "", None])
async def test_feedback_says_everything_even_nothing(verdict: Any, reason: str | None) -> None:
    asked = service().on(FEEDBACK, {"id": "f"})
    async with asked.adapter() as adapter:
        await adapter.give_feedback(Feedback(ID, verdict, reason))
    assert asked.changes() == [(FEEDBACK, {"memory_id": ID, "feedback": verdict, "feedback_reason": reason})]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, text="<html>"),
        httpx.Response(400, json={"error": "Invalid memory_id"}),
        not_found({"error": "Memory not found!"}),
    ],
)
async def test_feedback_on_a_memory_that_is_gone(answer: httpx.Response) -> None:
    with pytest.raises(NotFoundError, match=f"There is no memory '{ID}'"):
        await answer_to(FEEDBACK, answer)


async def test_feedback_on_a_memory_that_is_there_and_a_service_that_fails() -> None:
    asked = service().on(FEEDBACK, httpx.Response(500)).on(ONE, row(1))
    async with asked.adapter() as adapter:
        with pytest.raises(ServiceError, match="status 500"):
            await adapter.give_feedback(Feedback(ID, None))
    assert asked.asked.count(FEEDBACK) == 1


@pytest.mark.parametrize("memory_id", ["", " ", "*", "a/b", ".."])
async def test_no_feedback_on_what_is_no_memory(memory_id: str) -> None:
    asked = service()
    async with asked.adapter() as adapter:
        with pytest.raises(RefusedError):
            await adapter.give_feedback(Feedback(memory_id, "POSITIVE"))
    assert asked.asked == []


# Exports


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        (None, {"AND": [EVERYONE]}),
        ("user_id = alice", {"AND": [{"user_id": "alice"}]}),
        ("user_id = a and run_id = r", {"AND": [{"user_id": "a"}, {"run_id": "r"}]}),
        ("user_id = a or user_id = b", {"AND": [{"OR": [{"user_id": "a"}, {"user_id": "b"}]}]}),
    ],
)
async def test_an_export_is_asked_for_with_a_structured_filter(text: str | None, filters: Any) -> None:
    asked = service().on(EXPORTS, httpx.Response(201, json=JOB))
    async with asked.adapter() as adapter:
        job = await adapter.start_export(ExportRequest(SCHEMA, parse(text) if text else None))
    assert job == ExportJob("job-1", "Memory export request received.")
    assert asked.changes() == [(EXPORTS, {"schema": SCHEMA, "filters": filters})]


async def test_an_export_with_instructions() -> None:
    asked = service().on(EXPORTS, JOB)
    async with asked.adapter() as adapter:
        await adapter.start_export(ExportRequest(SCHEMA, parse("user_id = a"), "be brief"))
    assert asked.bodies[0]["export_instructions"] == "be brief"


async def test_an_export_where_a_star_is_no_name() -> None:
    def answer(request: httpx.Request) -> Any:
        text = "filters must include at least one positively-scoped entity ID"
        return JOB if b"memtui" in request.content else httpx.Response(400, json={"error": text})

    asked = service().on(EXPORTS, answer)
    async with asked.adapter() as adapter:
        assert (await adapter.start_export(ExportRequest(SCHEMA))).id == "job-1"
    assert len(asked.asked) == 2


@pytest.mark.parametrize("answer", [{"message": "ok"}, [], None, "job-1", {"id": None}])
async def test_a_job_without_an_id_cannot_be_followed(answer: Any) -> None:
    with pytest.raises(DataError, match="under which id"):
        await answer_to(EXPORTS, httpx.Response(200, content=json.dumps(answer)))


@pytest.mark.parametrize(
    "answer",
    [
        not_found({"error": "No memory export request found"}),
        not_found({"error": "no export found"}),
        {"id": "job-1", "status": "PENDING"},
        {"status": "Processing", "message": "wait"},
    ],
)
async def test_an_export_that_is_not_ready(answer: Any) -> None:
    assert await answer_to(RESULT, answer) is None


@pytest.mark.parametrize(
    "value",
    [
        {"name": "Alex"},
        {"name": None, "status": "FAILED"},
        {"status": "single"},
        {"id": "1"},
        [],
        [1],
        "x",
        3,
        {},
    ],
)
async def test_an_export_is_any_value(value: Any) -> None:
    assert await answer_to(RESULT, value) == ExportResult(value)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            {"id": "job-1", "status": "FAILED", "error": "no model\x1b"},
            "could not make the export: no model^[",
        ),
        ({"status": "failed"}, "could not make the export: failed"),
    ],
)
async def test_an_export_that_failed(answer: Any, words: str) -> None:
    with pytest.raises(MemtuiError) as caught:
        await answer_to(RESULT, answer)
    assert words in caught.value.message


async def test_an_export_is_asked_for_by_its_id() -> None:
    asked = service().on(RESULT, {"a": 1})
    async with asked.adapter() as adapter:
        await adapter.export_result("job-1")
    assert asked.bodies == [{"memory_export_id": "job-1"}]


# Summary and usage


@pytest.mark.parametrize("value", [[{"summary": "x"}], {"summary": "x"}, "x", None, 1])
async def test_a_summary_is_any_value(value: Any) -> None:
    asked = service().on("POST /v1/summary/", httpx.Response(200, content=json.dumps(value)))
    async with asked.adapter() as adapter:
        assert await adapter.summary(parse("user_id = alice")) == value
        await adapter.summary(None)
    assert asked.bodies == [{"filters": {"user_id": "alice"}}, {"filters": EVERYONE}]


async def test_usage() -> None:
    assert await answer_to("GET /v1/stats/", {"total_memories": 3}) == {"total_memories": 3}
    with pytest.raises(DataError):
        await answer_to("GET /v1/stats/", [])


# Events


async def test_a_page_of_events() -> None:
    event = {"id": "e-1", "event_type": "ADD", "status": "succeeded", "latency": 12.5}
    asked = service().on("GET /v1/events/", envelope(event, count=7, more=True))
    async with asked.adapter() as adapter:
        page = await adapter.events(2, 5)
    assert asked.asked == ["GET /v1/events/?page=2&page_size=5"]
    assert (page.page, page.page_size, page.total, page.has_next) == (2, 5, 7, True)
    assert page.results == (ServiceEvent("e-1", "ADD", "SUCCEEDED", latency_ms=12.5),)


async def test_past_the_last_event() -> None:
    page = await answer_to("GET /v1/events/", not_found({"detail": "Invalid page."}))
    assert (page.results, page.has_next, page.total) == ((), False, None)


@pytest.mark.parametrize("event_id", ["", " ", "\n"])
async def test_an_event_without_an_id(event_id: str) -> None:
    asked = service()
    async with asked.adapter() as adapter:
        with pytest.raises(NotFoundError):
            await adapter.event(event_id)
    assert asked.asked == []


async def test_an_odd_event_id_is_one_segment() -> None:
    asked = Service().on("GET /v1/event/a/../b/", {})
    async with asked.adapter() as adapter:
        await adapter.event("a/../b")
    assert asked.raw == ["GET /v1/event/a%2F..%2Fb/"]
