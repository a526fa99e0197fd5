"""A service that fails, at the start and later: what is said, what stays, and how it comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import MemtuiError, ServiceError, UnauthorizedError, UnreachableError
from tests.tui.driver import browse
from tests.tui.service import Service

OFFLINE = UnreachableError("No answer from mem0.example.", hint="Check the address and the network.")
REFUSED = UnauthorizedError("The key is not accepted.", status=401, hint="Set MEM0_API_KEY.")
BROKEN = ServiceError("The service failed (502).", status=502)


@pytest.mark.parametrize(
    ("error", "title", "status"),
    [
        (OFFLINE, "Offline", "offline: No answer from mem0.example."),
        (REFUSED, "That did not work", "The key is not accepted."),
        (BROKEN, "That did not work", "The service failed (502)."),
    ],
)
async def test_a_failed_start_says_why_and_what_to_press_and_reload_recovers(
    store: LocalAdapter, error: MemtuiError, title: str, status: str
) -> None:
    service = Service(store)
    service.fail(error, "page", "count", "entities", "search", "history")
    async with browse(service) as ui:
        hint = [error.hint] if error.hint else []
        assert ui.memories == [
            title,
            error.message,
            *hint,
            "ctrl+r tries again   P another service   q quits",
        ]
        assert ui.status == status
        assert ui.entities == ["▸Everything"]
        assert ui.detail == ""
        await ui.press("j", "G", "space", "v", "h", "i", "enter", "2", "1", "enter", "ctrl+r")
        assert ui.status == status
        service.recover()
        await ui.press("escape", "escape", "2", "ctrl+r")
        assert ui.status.startswith("1 of 1000")
        assert len(ui.entities) == 7
        assert "Memory 999" in ui.detail


async def test_rows_stay_when_a_later_page_fails_and_reload_brings_the_rest(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        service.fail(OFFLINE, "page", about=10)
        await ui.press("G")
        assert ui.status.startswith("1000 of 1000")
        assert "offline: No answer from mem0.example." in ui.status
        assert set(ui.memories) == {"· · ·"}
        assert ui.detail == ""
        await ui.press("home")
        assert "Memory 999" in ui.memories[0]
        assert "Memory 999" in ui.detail
        service.recover()
        await ui.press("G", "ctrl+r")
        assert "Memory 0:" in ui.memories[-1]
        assert "Memory 0:" in ui.detail
        assert "offline" not in ui.status


async def test_rows_stay_when_a_reload_fails(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        await ui.press("j", "j")
        before = (ui.memories, ui.detail)
        service.fail(OFFLINE, "page", "entities", "count")
        await ui.press("ctrl+r")
        assert (ui.memories, ui.detail) == before
        assert len(ui.entities) == 7
        assert ui.status.startswith("3 of 1000 · page 1 of 10 · offline:")
        service.recover()
        await ui.press("pagedown", "pagedown", "pagedown", "pagedown")
        assert "· · ·" not in "".join(ui.memories), "the old list goes on"
        await ui.press("ctrl+r")
        assert "offline" not in ui.status


async def test_another_list_that_fails_does_not_show_the_rows_of_the_one_before(store: LocalAdapter) -> None:
    service = Service(store)
    service.fail(OFFLINE, "search")
    async with browse(service) as ui:
        await ui.press("s", *"coffee", "enter")
        assert ui.memories[0] == "Offline"
        assert ui.detail == ""
        assert ui.status == "offline: No answer from mem0.example.                             0 ms".replace(
            " " * 29, " " * (len(ui.status) - 37 - 4)
        )
        await ui.press("escape")
        assert ui.status.startswith("1 of 1000")
        service.fail(OFFLINE, "page")
        await ui.press("slash", *"coffee", "enter")
        assert ui.memories[0] == "Offline"
        service.recover()
        await ui.press("ctrl+r")
        assert ui.status.startswith("1 of 100 ")


async def test_results_stay_when_asking_again_fails(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        await ui.press("s", *"coffee", "enter", "j")
        before = ui.memories
        service.fail(OFFLINE, "search")
        await ui.press("ctrl+r")
        assert ui.memories == before
        assert "offline:" in ui.status


async def test_entities_that_fail_are_told_while_the_list_works(store: LocalAdapter) -> None:
    service = Service(store)
    service.fail(BROKEN, "entities")
    async with browse(service) as ui:
        assert ui.status.startswith("1 of 1000")
        assert "The service failed (502)." in ui.status
        await ui.press("G")
        assert "The service failed (502)." in ui.status, "a page that works does not hide it"
        assert "Memory 0:" in ui.memories[-1]
        service.recover()
        await ui.press("ctrl+r")
        assert "failed" not in ui.status
        assert len(ui.entities) == 7


async def test_entities_that_fail_half_way_are_asked_for_when_they_come_into_view(
    store: LocalAdapter,
) -> None:
    service = Service(store)
    service.fail(BROKEN, "entities", about="agent")
    async with browse(service) as ui:
        assert [line.split()[0] for line in ui.entities] == [
            "▸Everything", "Users", "alice", "bob", "carol", "Agents", "·",
        ]  # fmt: skip
        await ui.press("1", "G", "enter")
        assert ui.focused == "entities", "who it is that has no name yet cannot be listed"
        service.recover()
        await ui.resize(120, 30)
        assert ui.entities[-1].split() == ["guide", "250"]


async def test_counting_that_fails_leaves_the_rows(store: LocalAdapter) -> None:
    service = Service(store, totals=False)
    service.fail(OFFLINE, "count")
    async with browse(service) as ui:
        assert ui.status.startswith("1 of at least 101")
        assert "Memory 999" in ui.memories[0]
        await ui.press("G")
        assert "Memory 900" not in ui.memories[-1], "the promised row came, and one more"
        assert "offline" in ui.status


async def test_a_history_that_fails_says_so_in_its_place(store: LocalAdapter) -> None:
    service = Service(store)
    service.fail(BROKEN, "history")
    async with browse(service) as ui:
        await ui.press("h")
        assert ui.detail == "The service failed (502).\nctrl+r asks again."
        await ui.press("h")
        assert "created" in ui.detail
        service.recover()
        await ui.press("h", "ctrl+r")
        assert "● ADD" in ui.detail


async def test_a_range_that_cannot_be_fetched_marks_nothing(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service) as ui:
        service.fail(OFFLINE, "page", about=5)
        await ui.press("v", "G", "space")
        assert ui.marked == 0
        assert "offline: No answer" in ui.status


@pytest.mark.parametrize("question", ["page", "count", "entities"])
async def test_a_mistake_at_the_start_is_told_and_written_down(
    store: LocalAdapter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    service = Service(store)
    service.fail(RuntimeError("boom"), "page" if question == "page" else "count", "entities")
    async with browse(service) as ui:
        assert "memtui made a mistake (RuntimeError)." in ui.status
        assert "boom" in (tmp_path / "state" / "memtui" / "memtui.log").read_text()
        if question == "page":
            assert f"{tmp_path}/state/memtui/memtui.log" in "".join(ui.memories), "the whole path"
        await ui.press("j", "h")
        service.recover()
        await ui.press("escape", "ctrl+r")
        assert "mistake" not in ui.status
        assert "Memory 99" in ui.row
        await ui.press("G")
        assert "Memory 0:" in ui.row


async def test_a_mistake_later_is_told_in_its_place(
    store: LocalAdapter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    service = Service(store)
    async with browse(service) as ui:
        service.fail(RuntimeError("boom"), "page", "history", "search", "entities")
        await ui.press("h")
        assert "memtui made a mistake (RuntimeError)." in ui.detail
        await ui.press("h", "G")
        assert set(ui.memories) == {"· · ·"}
        assert "mistake" in ui.status
        await ui.press("s", *"tea", "enter")
        assert ui.memories[:2] == ["That did not work", "memtui made a mistake (RuntimeError)."]
        await ui.press("v", "1", "slash", *"ali", "enter")
        assert len(ui.entities) == 7
        service.recover()
        await ui.press("2", "escape", "ctrl+r")
        assert ui.status.startswith("1 of 1000")
