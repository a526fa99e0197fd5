"""The columns of the list: chosen, moved, typed, kept for the service, and drawn whatever stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Region
from textual.widgets import Static

from memtui.core.columns import ABOUT, METADATA, columns
from memtui.core.display import is_plain
from memtui.core.models import Memory
from memtui.state.paths import COLUMNS_NAME
from memtui.tui.modals.columns import ColumnsModal
from memtui.tui.panes.columns import ColumnRows
from memtui.tui.service.row_list import RowList
from tests.tui.driver import NOW, BrowseDriver, browse
from tests.tui.made_up import MadeUp

PLANS = ("pro", "free", 30, None)


def made(number: int) -> Memory:
    """A memory with everything; every fifth is expired, every third immutable."""
    return Memory(
        id=f"id-{number}",
        memory=f"Row {number} of a list",
        user_id="alice",
        agent_id="guide",
        categories=("food", "work"),
        metadata={"plan": PLANS[number % 4], **({"rare": [number]} if number == 7 else {})},
        created_at=(NOW - timedelta(days=number)).isoformat(),
        updated_at=(NOW - timedelta(hours=number)).isoformat(),
        expiration_date="2026-11-01" if number % 5 == 0 else "2026-12-24",
        immutable=number % 3 == 0,
    )


def service() -> MadeUp:
    return MadeUp(50, made)


def header(ui: BrowseDriver) -> str:
    """The line over the rows; empty where there is none."""
    pane = ui.screen.memories
    if pane.gutter.top == 1:
        return ""
    return pane.render_lines(Region(0, 0, *pane.outer_size))[1].text[1:-1].rstrip()


def offered(ui: BrowseDriver) -> list[str]:
    """The rows of the chooser, as they are drawn."""
    found = ui.app.screen.query_one(RowList)
    height = found.scrollable_content_region.height
    return [" ".join(found.render_line(y).text.split()) for y in range(min(found.length, height))]


def said(ui: BrowseDriver) -> str:
    return str(ui.app.screen.query_one("#columns-about", Static).render())


async def go_to(ui: BrowseDriver, title: str) -> None:
    """Put the chooser's cursor on a column."""
    found = ui.app.screen.query_one(RowList)
    titles = [row.title for row in found.rows]
    await ui.press("g", *"j" * titles.index(title))


async def choose(ui: BrowseDriver, *titles: str) -> None:
    """Switch these columns on or off, and take that."""
    await ui.press("c")
    for title in titles:
        await go_to(ui, title)
        await ui.press("space")
    await ui.press("enter")


async def test_the_chooser_offers_every_column_and_the_keys_that_are_seen() -> None:
    async with browse(service()) as ui:
        await ui.press("c")
        rows = offered(ui)
        assert rows[:3] == [
            "[x] created when it was added",
            "[x] memory its text, which takes what is left",
            "[x] whose its user, else agent, app or run",
        ]
        assert {row[4:].split()[0] for row in rows} == {*ABOUT, "plan", "rare"}
        assert rows[-2:] == [
            "[ ] plan metadata · in 50 of 50 rows here",
            "[ ] rare metadata · in 1 of 50 rows here",
        ]
        await ui.press("escape")
        assert not isinstance(ui.app.screen, ColumnsModal)
        assert header(ui) == ""


async def test_chosen_columns_stand_under_their_names_in_their_order() -> None:
    async with browse(service()) as ui:
        await ui.press("c")
        await go_to(ui, "plan")
        await ui.press("space", *"K" * (len(ABOUT) - 1), "enter")
        assert header(ui).split() == ["created", "plan", "memory", "whose"]
        assert ui.memories[1].split() == [
            "1d", "free", "Row", "1", "of", "a", "list", "alice",
        ]  # fmt: skip
        assert ui.memories[3].split()[:2] == ["3d", "null"]
        number, word = ui.memories[2].index("30"), ui.memories[1].index("free")
        assert number > word, "numbers stand at the right"


async def test_the_usual_columns_look_as_if_nothing_had_been_chosen() -> None:
    async with browse(service()) as ui:
        before = [strip.text for strip in ui.drawn]
        await choose(ui, "updated")
        assert header(ui).split() == ["created", "memory", "whose", "updated"]
        assert [strip.text for strip in ui.drawn] != before
        await ui.press("c", "=", "enter")
        assert header(ui) == ""
        assert [strip.text for strip in ui.drawn] == before


async def test_the_preview_shows_what_would_be_taken() -> None:
    async with browse(service()) as ui:
        await ui.press("c")
        await go_to(ui, "categories")
        await ui.press("space")
        preview = str(ui.app.screen.query_one("#columns-preview", Static).render())
        await ui.press("enter")
        assert preview.splitlines()[0].rstrip() == header(ui)
        assert [line.strip() for line in preview.splitlines()[1:]] == ui.memories[:3]


async def test_the_text_stays() -> None:
    async with browse(service()) as ui:
        await ui.press("c")
        await go_to(ui, "memory")
        await ui.press("space")
        assert said(ui) == "The text is always shown."
        assert "[x] memory its text, which takes what is left" in offered(ui)


async def test_a_key_can_be_typed_and_so_can_the_name_of_a_column() -> None:
    async with browse(service(), size=(150, 40)) as ui:
        await ui.press("c", "a", *"qpjk J", "escape")
        assert isinstance(ui.app.screen, ColumnsModal)
        assert not any("qp" in row for row in offered(ui))
        await ui.press("a", *"metadata.plan", "enter", "a", *"user_id", "enter", "a", *"Some key", "enter")
        assert [row.split()[:2] for row in offered(ui) if "[x]" in row] == [
            ["[x]", "created"], ["[x]", "memory"], ["[x]", "whose"], ["[x]", "plan"],
            ["[x]", "user"], ["[x]", "Some"],
        ]  # fmt: skip
        await ui.press("enter")
        assert header(ui).split() == ["created", "memory", "whose", "plan", "user", "Some", "key"]


async def test_what_has_no_room_is_left_out_from_the_right_and_comes_back() -> None:
    async with browse(service(), size=(80, 24)) as ui:
        await choose(ui, "updated", "user", "agent")
        assert header(ui).split() == ["created", "memory", "+3", "whose"]
        await ui.press("c")
        assert said(ui).startswith("+3")
        assert sum("no room" in row for row in offered(ui)) == 3
        await ui.press("escape")
        await ui.resize(150, 50)
        assert header(ui).split() == ["created", "memory", "whose", "updated", "user", "agent"]
        await ui.resize(40, 10)
        assert header(ui).split() == ["created", "memory", "+4"]
        assert "Row 0" in ui.memories[0]


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 40)])
async def test_states_are_told_by_words(size: tuple[int, int]) -> None:
    async with browse(service(), size=size) as ui:
        await choose(ui, "updated")
        for number, row in enumerate(ui.memories[:4]):
            assert ("expired" in row) == (number % 5 == 0), row
            assert ("immutable" in row) == (number % 3 == 0), row


async def test_a_column_of_states_takes_the_place_of_the_badges() -> None:
    async with browse(service(), size=(150, 40)) as ui:
        await choose(ui, "state")
        assert ui.memories[0].count("expired") == 1
        assert ui.memories[0].endswith("expired immutable")
        assert ui.memories[3].endswith("immutable")


async def test_every_column_of_dates_follows_one_key() -> None:
    async with browse(service(), size=(150, 40)) as ui:
        await choose(ui, "updated", "expires")
        assert [part for part in ui.memories[2].split() if part in {"2d", "2h", "+1mo"}] == [
            "2d",
            "2h",
            "+1mo",
        ]
        await ui.press("T")
        assert header(ui).split() == ["created", "memory", "whose", "updated", "expires"]
        for part in ("2026-11-19 12:00", "2026-11-21 10:00", "2026-12-24"):
            assert part in ui.memories[2]
        at = ui.memories[2].index("2026-12-24") + len("2026-12-24")
        assert len(header(ui)) - len("  ") == at, "the name stands over its column"
        await ui.press("T")
        assert "2026" not in ui.memories[2]


async def test_a_search_keeps_its_scores() -> None:
    class Scored(MadeUp):
        async def search(self, query: Any) -> tuple[Memory, ...]:
            return tuple(Memory(id=f"{n}", memory=f"Hit {n}", score=0.9 - n / 10) for n in range(3))

    async with browse(Scored(50, made)) as ui:
        await choose(ui, "updated")
        await ui.press("s", *"tea", "enter")
        assert header(ui).split() == ["score", "created", "memory", "whose", "updated"]
        assert [row.split()[0] for row in ui.memories] == ["0.90", "0.80", "0.70"]
        await ui.press("escape")
        assert header(ui).split() == ["created", "memory", "whose", "updated"]


async def test_cursor_marks_and_mouse_stand_on_the_rows_below_the_names() -> None:
    async with browse(service()) as ui:
        await choose(ui, "updated")
        pane = ui.screen.memories
        assert pane.lines_in_view == len(ui.memories)
        await ui.click(pane, 3)
        assert ui.status.startswith("3 of 50"), "the first line is that of the names"
        await ui.press("space")
        assert ui.memories[2].startswith("●")
        await ui.click(pane, 0)
        assert "Row" in ui.row
        await ui.press("G")
        assert "Row 49" in ui.row
        assert header(ui).split()[0] == "created"


async def test_columns_are_kept_for_the_service_and_the_usual_ones_forget_them(tmp_path: Path) -> None:
    async with browse(service(), home=tmp_path) as ui:
        assert header(ui) == ""
        await choose(ui, "plan", "whose")
        chosen = header(ui)
    assert (tmp_path / COLUMNS_NAME).exists()
    async with browse(service(), home=tmp_path) as ui:
        assert header(ui) == chosen
        await ui.press("c", "=", "enter")
    async with browse(service(), home=tmp_path) as ui:
        assert header(ui) == ""


@pytest.mark.parametrize(
    "content", ["nonsense", '{"version": 1, "services": {"test None": ["created", "nothing"]}}']
)
async def test_columns_that_make_no_sense_leave_the_usual_ones(tmp_path: Path, content: str) -> None:
    (tmp_path / COLUMNS_NAME).write_text(content)
    (tmp_path / COLUMNS_NAME).chmod(0o600)
    async with browse(service(), home=tmp_path) as ui:
        assert header(ui) == ""
        assert "Row 0" in ui.memories[0]


async def test_nothing_is_written_when_nothing_is_chosen(tmp_path: Path) -> None:
    async with browse(service(), home=tmp_path) as ui:
        await ui.press("c", "enter", "c", "space", "escape")
    assert not (tmp_path / COLUMNS_NAME).exists()


async def test_hostile_keys_and_values_are_marks_everywhere(tmp_path: Path) -> None:
    key = "k\x1b]52;c;ZXZpbA==\x07\u202e[/b]\n" + "東" * 30

    def hostile(number: int) -> Memory:
        return Memory(id=f"id-{number}", memory="x", metadata={key: {"\x9b2J": "\u202e" * 50}, "": 10**500})

    async with browse(MadeUp(20, hostile), home=tmp_path) as ui:
        await ui.press("c")
        assert is_plain(ui.shown.replace("\n", ""))
        found = ui.app.screen.query_one(RowList)
        at = [row.key for row in found.rows].index(key)
        await ui.press("g", *"j" * at, "space")
        assert is_plain(ui.shown.replace("\n", ""))
        await ui.press("enter")
        assert header(ui).split()[3].startswith("k^[]52;c;")
        assert is_plain(ui.shown.replace("\n", ""))
    async with browse(MadeUp(20, hostile), home=tmp_path) as ui:
        assert header(ui).split()[3].startswith("k^[]52;c;")


async def test_rows_that_are_on_their_way_have_their_place() -> None:
    async with browse(MadeUp(100_000, made)) as ui:
        await choose(ui, "plan")
        await ui.press("G")
        assert "Row 99999" in ui.row


_NAMES = st.one_of(st.sampled_from(list(ABOUT)), st.text(min_size=1).map(lambda key: f"{METADATA}.{key}"))


@given(
    st.lists(_NAMES, min_size=1, max_size=8),
    st.integers(28, 250),
    st.text(),
    st.booleans(),
    st.sampled_from([None, "0.50"]),
    st.sampled_from([(), ((" expired", "warning"),), ((" expired", "warning"), (" immutable", "dim"))]),
)
def test_every_line_is_as_wide_as_the_list(
    names: Sequence[str],
    width: int,
    text: str,
    dates: bool,
    score: str | None,
    badges: Sequence[tuple[str, str]],
) -> None:
    rows = ColumnRows(columns(names))
    memory = Memory(
        id=text,
        memory=text,
        user_id=text,
        categories=(text,),
        created_at=text,
        metadata=dict.fromkeys("abc", text),
    )
    spans = rows.spans(memory, width, mark="  ", score=score, badges=badges, now=NOW, dates=dates)
    assert sum(cell_len(span) for span, _ in spans) == width
    assert cell_len(rows.header(width, dates=dates, scored=score is not None)) == width


async def test_columns_can_be_chosen_while_the_list_is_hidden() -> None:
    async with browse(service(), size=(80, 24)) as ui:
        await ui.press("enter")
        assert "memories" not in ui.panes
        await ui.press("c")
        preview = str(ui.app.screen.query_one("#columns-preview", Static).render())
        assert "Row 0 of a list" in preview
        await go_to(ui, "updated")
        await ui.press("space")
        assert said(ui).startswith("+1")
        await ui.press("enter")
        assert not isinstance(ui.app.screen, ColumnsModal)
        await ui.press("escape")
        assert header(ui).split() == ["created", "memory", "+1", "whose"]
