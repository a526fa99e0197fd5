"""The page of requests that a server has served."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from memtui.core.access import ServedRequest
from memtui.core.errors import UnauthorizedError
from tests.ops.fakes import Call, FakeService
from tests.ops.faults import Fault
from tests.tui.driver import NOW
from tests.tui.service_pages.driver import pages
from tests.tui.service_pages.made_up import HOSTILE

SIZES = pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])


def served(number: int, **fields: Any) -> ServedRequest:
    """One request, `number` minutes old."""
    given: dict[str, Any] = {
        "status": 200, "latency_ms": 12.0, "created_at": (NOW - timedelta(minutes=number)).isoformat(),
        **fields,
    }  # fmt: skip
    return ServedRequest(f"r{number}", given.pop("method", "GET"), given.pop("path", "/memories"), **given)


@dataclass(slots=True)
class Server(FakeService):
    """A server with a log of its own."""

    log: list[ServedRequest] = field(default_factory=list)

    async def served_requests(self, limit: int) -> tuple[ServedRequest, ...]:
        return await self._ask(Call("served", (str(limit),)), lambda: tuple(self.log[:limit]))


async def test_the_newest_first_with_what_came_of_them(tmp_path: Path) -> None:
    server = Server(
        log=[served(0), served(61, method="POST", path="/search", status=502, extra={"key": "ci"})]
    )
    async with pages(server, tmp_path) as ui:
        await ui.do("service.served")
        assert ui.rows == ["now 200 12 ms GET /memories", "1h 502 bad 12 ms POST /search"]
        assert ui.head == ""
        await ui.press("j")
        assert "/search" in ui.text
        assert "key  ci" in ui.text
        assert server.named("served") == [Call("served", ("200",))]


async def test_what_is_not_known_is_left_out(tmp_path: Path) -> None:
    server = Server(log=[ServedRequest("r", "GET", "/x")])
    async with pages(server, tmp_path) as ui:
        await ui.do("service.served")
        assert ui.rows == ["GET /x"]
        assert "status" not in ui.text


async def test_a_full_log_says_that_there_may_be_more(tmp_path: Path) -> None:
    server = Server(log=[served(number) for number in range(250)])
    async with pages(server, tmp_path) as ui:
        await ui.do("service.served")
        assert ui.head == "The newest 200: the server tells of no more."
        await ui.press("G")
        assert ui.row.startswith("3h 200")


async def test_nothing_and_no_answer(tmp_path: Path) -> None:
    async with pages(Server(), tmp_path) as ui:
        await ui.do("service.served")
        assert ui.rows[0] == "The server has logged no requests"
    server = Server(log=[served(0)])
    server.script("served", Fault(before=UnauthorizedError("Admin role required.", status=403)))
    async with pages(server, tmp_path) as ui:
        await ui.do("service.served")
        assert ui.said == "Admin role required."
        await ui.press("ctrl+r")
        assert len(ui.rows) == 1


@SIZES
async def test_it_fits(tmp_path: Path, size: tuple[int, int]) -> None:
    server = Server(log=[served(number, path="/memories/" + "x" * 200) for number in range(200)])
    async with pages(server, tmp_path, size) as ui:
        await ui.do("service.served")
        for keys in ((), ("enter",), ("escape",)):
            await ui.press(*keys)
            if ui.is_open:
                ui.assert_fits()


async def test_hostile_text_is_drawn_as_marks(tmp_path: Path) -> None:
    server = Server(
        log=[served(0, method=HOSTILE, path=HOSTILE, created_at=HOSTILE[4:], extra={HOSTILE: HOSTILE})]
    )
    async with pages(server, tmp_path) as ui:
        await ui.do("service.served")
        assert not set("\x1b\x07\u202e") & set(ui.drawn)
