from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from memtui.core.copies import COPY_FORMS
from memtui.tui.modals.copy import KEYS, CopyMenu, Picked
from tests.tui.page import ModalHost

Host: TypeAlias = ModalHost[CopyMenu, Picked | None]


def drawn(menu: CopyMenu) -> list[str]:
    """The lines of the menu without its frame."""
    box = menu.query_one("#copy").content_region
    lines = [strip.text for strip in menu._compositor.render_strips()]
    return [line[box.x : box.right].rstrip() for line in lines[box.y : box.bottom]]


@asynccontextmanager
async def opened(count: int, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    app: Host = ModalHost(CopyMenu(count))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (30, 8)])
async def test_it_says_what_each_key_copies(size: tuple[int, int]) -> None:
    async with opened(12_000, size) as (app, _):
        assert app.modal.region.contains_region(app.modal.query_one("#copy").region)
        assert [line.split()[:2] for line in drawn(app.modal)[:3] if line] == [
            ["i", "ids"],
            ["t", "texts"],
            ["j", "JSON"],
        ]
        assert str(app.modal.query_one("#copy").border_title) == "Copy 12,000 memories"
    async with opened(1, size) as (app, _):
        assert [line.split()[:2] for line in drawn(app.modal)] == [
            ["i", "id"],
            ["t", "text"],
            ["j", "JSON"],
            ["c", "command"],
        ]
        assert str(app.modal.query_one("#copy").border_title) == "Copy this memory"


def test_every_form_has_a_key_and_a_row() -> None:
    assert tuple(KEYS.values()) == (*COPY_FORMS, "command")


@pytest.mark.parametrize(
    ("key", "result"),
    [*KEYS.items(), ("escape", None), ("q", None), ("enter", "id")],
)
async def test_a_key_chooses_and_leaves_once(key: str, result: Picked | None) -> None:
    async with opened(3) as (app, pilot):
        await pilot.press(key, key)
        assert app.results == [result]
        assert app.is_running


async def test_rows_can_be_chosen_too() -> None:
    async with opened(3) as (app, pilot):
        await pilot.press("down", "down", "enter")
        assert app.results == ["json"]


async def test_the_mouse_chooses() -> None:
    async with opened(3) as (app, pilot):
        await pilot.click(app.modal.query_one(OptionList), offset=(4, 1))
        assert app.results == ["text"]


@pytest.mark.parametrize("key", ["y", "k", "space", "tab", "x"])
async def test_other_keys_do_nothing(key: str) -> None:
    async with opened(3) as (app, pilot):
        await pilot.press(key)
        assert (app.results, app.screen) == ([], app.modal)


async def test_without_a_memory_there_is_the_command_alone() -> None:
    async with opened(0) as (app, pilot):
        assert [line.split()[:2] for line in drawn(app.modal)] == [["c", "command"]]
        assert str(app.modal.query_one("#copy").border_title) == "Copy what is shown"
        await pilot.press("i", "j", "enter")
        assert app.results == ["command"]
