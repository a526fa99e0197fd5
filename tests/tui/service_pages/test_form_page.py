"""Forms: what is typed, what is wrong with it, and what becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from memtui.core.errors import ServiceError
from memtui.tui.service.form_page import FieldError, FormField, FormPage
from tests.tui.service_pages.driver import PagesDriver, pages
from tests.tui.service_pages.made_up import HOSTILE, FullService

SIZES = pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])


class Form(FormPage[str]):
    """Sends what was typed, unless it is to fail."""

    TITLE = "Try"
    DOES = "sends"
    failure: ServiceError | None = None
    hold: asyncio.Event | None = None

    def check(self, typed: Mapping[str, str]) -> None:
        if not typed["name"].strip():
            raise FieldError("name", "It needs a name.", hint="Any will do.")

    async def submit(self, typed: Mapping[str, str]) -> str:
        if self.hold is not None:
            await self.hold.wait()
        if self.failure is not None:
            raise self.failure
        return "|".join(typed.values())


FIELDS = (
    FormField("name", "name", placeholder="a name"),
    FormField("schema", "schema", '{"a": 1}', kind="json", about="what it looks like"),
    FormField("notes", "notes", kind="text"),
    FormField("active", "active", "on", kind="toggle", on="it is called", off="it sleeps"),
)


async def opened(ui: PagesDriver) -> tuple[Form, list[str | None]]:
    form, results = Form(ui.page_context, FIELDS), list[str | None]()
    await ui.app.push_screen(form, results.append)
    await ui.idle()
    return form, results


@SIZES
async def test_it_fits_and_gives_what_was_typed(tmp_path: Path, size: tuple[int, int]) -> None:
    async with pages(FullService(), tmp_path, size) as ui:
        _, results = await opened(ui)
        await ui.type("tea")
        ui.assert_fits()
        await ui.press("tab", "tab")
        await ui.type("one\ntwo")
        await ui.press("tab", "space")
        ui.assert_fits()
        await ui.press("ctrl+s")
        assert results == ['tea|{"a": 1}|one\ntwo|']
        assert not ui.is_open


async def test_a_mistake_is_told_with_its_place_and_nothing_is_sent(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        form, results = await opened(ui)
        await ui.press("ctrl+s")
        assert ui.said == "It needs a name.\nAny will do."
        await ui.type("x")
        assert ui.said == ""
        await ui.press("tab", "end", "backspace")
        assert ui.said == "Column 8: expected a comma or the closing bracket."
        await ui.press("shift+tab", "ctrl+s")
        assert form.focused is not None
        assert form.focused.id == "form-schema"
        assert (results, ui.is_open) == ([], True)


async def test_what_goes_wrong_keeps_what_was_typed(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        form, results = await opened(ui)
        form.failure = ServiceError("No.", status=400, hint="Because.")
        await ui.type("tea")
        await ui.press("ctrl+s")
        assert ui.said == "No.\nBecause."
        assert form.typed["name"] == "tea"
        form.failure = None
        await ui.press("ctrl+s")
        assert len(results) == 1


async def test_leaving_asks_when_something_was_typed(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        _, results = await opened(ui)
        await ui.type("q")
        await ui.press("escape")
        assert ui.said == "Discard what was typed?"
        await ui.press("n")
        assert ui.is_open
        await ui.press("escape", "y")
        assert results == [None]
        _, results = await opened(ui)
        await ui.press("escape")
        assert results == [None]


async def test_what_was_sent_is_not_sent_twice(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        form, results = await opened(ui)
        form.hold = asyncio.Event()
        await ui.type("tea")
        await ui.poke("ctrl+s", "ctrl+s")
        assert ui.said == "sends is off: it was sent already"
        await ui.poke("escape")
        assert ui.said == "It was sent already. Leave without the answer?"
        await ui.poke("escape")
        form.hold.set()
        await ui.idle()
        assert len(results) == 1


async def test_hostile_text_in_a_field_is_drawn_as_marks_and_kept(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        _, results = await opened(ui)
        await ui.paste(HOSTILE)
        assert "\x1b" not in ui.drawn
        assert "hidden" in ui.said
        await ui.press("ctrl+s")
        assert results[0] is not None
        assert results[0].startswith(HOSTILE)


async def test_an_answer_closes_the_form_also_under_the_palette(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        form, results = await opened(ui)
        form.hold = asyncio.Event()
        ui.send(*"tea")
        await ui.handled()
        ui.send("ctrl+s")
        await ui.handled()
        ui.app.action_command_palette()
        await ui.handled()
        assert ui.app.screen is not form
        form.hold.set()
        await ui.idle()
        assert results == ['tea|{"a": 1}||on']
        assert not ui.is_open
