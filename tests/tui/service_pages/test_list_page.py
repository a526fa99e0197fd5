"""What every page of rows does, shown at the requests that were sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from memtui.core.errors import ServiceError
from tests.tui.service_pages.driver import pages
from tests.tui.service_pages.made_up import FullService, sent

SIZES = pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])


def asked(count: int = 5) -> FullService:
    service = FullService()
    service.requests = [sent(number) for number in range(count)]
    return service


async def test_wide_terminals_show_rows_and_detail_side_by_side(tmp_path: Path) -> None:
    async with pages(asked(), tmp_path) as ui:
        await ui.press("@")
        assert ui.title == "Requests sent"
        assert (ui.sees_list, ui.sees_detail) == (True, True)
        assert len(ui.rows) == 5
        assert "enter" not in ui.keys
        assert "req-0" in ui.text
        await ui.press("j", "j")
        assert ui.row.startswith("2m 200 14 ms GET /v1/memories/2/")
        assert "req-2" in ui.text


async def test_narrow_terminals_let_them_take_turns(tmp_path: Path) -> None:
    async with pages(asked(), tmp_path, (80, 24)) as ui:
        await ui.press("@", "j")
        assert (ui.sees_list, ui.sees_detail) == (True, False)
        await ui.press("enter")
        assert (ui.sees_list, ui.sees_detail) == (False, True)
        assert "req-1" in ui.text
        await ui.press("escape")
        assert ui.sees_list
        await ui.press("escape")
        assert not ui.is_open


async def test_it_turns_to_two_panes_when_the_terminal_grows(tmp_path: Path) -> None:
    async with pages(asked(), tmp_path, (80, 24)) as ui:
        await ui.press("@", "enter")
        await ui.resize(140, 40)
        assert (ui.sees_list, ui.sees_detail) == (True, True)
        assert "narrows" in ui.keys


@SIZES
async def test_it_fits(tmp_path: Path, size: tuple[int, int]) -> None:
    async with pages(asked(100), tmp_path, size) as ui:
        for keys in (("@",), ("enter",), ("escape",), ("@", "/", *"memories/7"), ("enter",)):
            await ui.press(*keys)
            if ui.is_open:
                ui.assert_fits()


async def test_an_empty_page_says_what_will_be_there(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        await ui.press("@")
        assert ui.rows[0] == "Nothing was asked yet"
        assert "(y copies id)" in ui.keys
        await ui.press("y", "enter", "j", "G", "ctrl+d")
        assert ui.is_open


async def test_moving(tmp_path: Path) -> None:
    async with pages(asked(100), tmp_path, (80, 24)) as ui:
        await ui.press("@", "G")
        assert "/v1/memories/99/" in ui.row
        await ui.press("k", "up")
        assert "/v1/memories/97/" in ui.row
        await ui.press("home", "pagedown", "down")
        assert "/v1/memories/0/" not in ui.row
        await ui.press("g")
        assert "/v1/memories/0/" in ui.row
        await ui.burst(*"jjjjj")
        assert "/v1/memories/5/" in ui.row


async def test_slash_narrows_as_one_types(tmp_path: Path) -> None:
    async with pages(asked(30), tmp_path) as ui:
        await ui.press("@", "/")
        await ui.type("ries/2")
        assert ui.field == "ries/2"
        assert len(ui.rows) == 11
        await ui.press("enter")
        assert not ui.field
        assert ui.head == "11 of 30 contain “ries/2”"
        await ui.press("j", "y")
        assert "req-20" in ui.text
        await ui.press("escape")
        assert (len(ui.rows), ui.head) == (30, "")
        assert "/v1/memories/20/" in ui.row
        await ui.press("/", *"nowhere", "enter")
        assert ui.rows[0] == "Nothing here contains that."
        await ui.press("/", "escape")
        assert len(ui.rows) == 30


async def test_reloading_keeps_the_cursor_on_its_row(tmp_path: Path) -> None:
    service = asked(5)
    async with pages(service, tmp_path) as ui:
        await ui.press("@", "j", "j")
        service.requests = [sent(9, path="/new/"), *service.requests]
        await ui.press("ctrl+r")
        assert "/v1/memories/2/" in ui.row
        assert "/new/" in ui.rows[0]


async def test_copying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    async def copy(app: object, text: str, **_: object) -> str:
        copied.append(text)
        return f"copied {len(text)}"

    monkeypatch.setattr("memtui.tui.clipboard.copy_text", copy)
    async with pages(asked(), tmp_path) as ui:
        await ui.press("@", "y")
        assert ui.said == "copied 5"
        await ui.press("j", "Y")
        assert copied[0] == "req-0"
        assert '"path": "/v1/memories/1/"' in copied[1]


async def test_the_mouse_moves_the_cursor_and_opens(tmp_path: Path) -> None:
    async with pages(asked(), tmp_path, (80, 24)) as ui:
        await ui.press("@")
        await ui.pilot.click(ui.row_list, offset=(5, 3))
        await ui.idle()
        assert "/v1/memories/3/" in ui.row
        await ui.pilot.click(ui.row_list, offset=(5, 1), times=2)
        await ui.idle()
        assert ui.sees_detail
        assert "req-1" in ui.text


async def test_a_failure_is_said_and_kept(tmp_path: Path) -> None:
    service = FullService()
    service.failure = ServiceError("The service is tired.", status=503, hint="Try later.", raw="<b>503</b>")
    async with pages(service, tmp_path) as ui:
        await ui.do("service.events")
        assert ui.said == "The service is tired.\nTry later."
        assert ui.rows == ["That did not work", "ctrl+r tries again"]
        await ui.press("!")
        assert (ui.title, "status 503" in ui.text) == ("Last error", True)
        await ui.press("escape", "escape", "!")
        assert ui.text.startswith("The service is tired.\n\nTry later.\n\nstatus 503")
        assert "<b>503</b>" in ui.text
        service.failure = None
        await ui.press("escape")
        await ui.do("service.events")
        assert (ui.said, ui.rows[0]) == ("", "No events")
