"""Texts of strangers that would drive the terminal, hide, reorder or crowd out: what is drawn of them."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from textual.geometry import Size

from memtui.core.display import is_plain, one_line
from memtui.core.errors import MemtuiError
from memtui.core.models import ENTITY_TYPES, Entity, HistoryEvent, Memory
from tests.strategies import HOSTILE_PIECES, broken_texts, law
from tests.tui.driver import BrowseDriver, browse
from tests.tui.made_up import MadeUp
from tests.tui.service import Service

EMOJI = "👩\u200d👩\u200d👧\u200d👦👍🏽❤\ufe0f🇩🇪" * 3
TEXTS = [
    *(f"tea{piece}cup" for piece in HOSTILE_PIECES),
    *HOSTILE_PIECES,
    "\x1b[2J\x1b[H\x1b]52;c;b3duZWQ=\x07owned\r\x1b[1A", "\x1bP+q544e\x1b\\", "\x9d0;title\x9c",
    "bell\x07\x08\x08",
    "[bold]no markup[/bold] [@click=app.quit]no link[/] [/foo] [red", "\\[x]", "$text-muted",
    EMOJI, "東京都" * 40, "e" + "\u0301" * 300, "\u0301\u0301leads", "ก็็็็็็็็็็", "﷽﷽﷽", "𒐫𒐫",
    "\ud800", "\udfff\ud83d", "a\ud83dz",
    "admin\u202etxt.exe", "\u2066\u2067\u2068 left open", "tabs\tand\ttabs",
    "lines\nand\r\nlines\u2028and\u2029more\x85",
    "\ufffe\uffff\U0010ffff", "\U000e0001\U000e0065\U000e007f", " ", "   trailing   ", "😀" * 100, "x" * 5000,
]  # fmt: skip


_FIELDS = 6


def hostile(number: int) -> Memory:
    """A memory with hostile texts wherever a service fills something in, its own text that of its number."""
    ring = [TEXTS[(number + step) % len(TEXTS)] for step in range(_FIELDS)]
    return Memory(
        id=f"{number}-{ring[0]}",
        memory=ring[0],
        user_id=ring[0],
        agent_id=ring[1],
        metadata={ring[1]: ring[2], "nested": {ring[3]: [ring[4], 1]}},
        categories=(ring[5], "food", ring[0]),
        hash=ring[1],
        immutable=number % 2 == 0,
        expiration_date=ring[2] if number % 3 else "2020-01-01",
        created_at=ring[0] if number % 2 else "2026-11-01T10:00:00Z",
        updated_at=ring[3],
        extra={ring[4]: ring[5]},
    )


def history_of(memory: Memory, number: int) -> tuple[HistoryEvent, ...]:
    ring = [TEXTS[(number + step) % len(TEXTS)] for step in range(_FIELDS)]
    event = HistoryEvent(
        id=ring[0],
        memory_id=memory.id,
        event=ring[1],
        old_memory=ring[0] + " and more",
        new_memory="before " + ring[5],
        input=({"role": ring[2], "content": ring[3]}, {"role": "user", "content": [{"type": ring[4]}]}),
        metadata={ring[4]: ring[5]},
        created_at=ring[0],
        occurred_at=ring[2],
    )
    return (replace(event, event="ADD", old_memory=None), event)


def service() -> MadeUp:
    """Hostile memories of hostile entities, with hostile histories."""
    memories = [hostile(number) for number in range(len(TEXTS))]
    kinds = cycle(ENTITY_TYPES)
    return MadeUp(
        len(TEXTS),
        hostile,
        entities=[Entity(next(kinds), text, number) for number, text in enumerate(TEXTS)],
        histories={memory.id: history_of(memory, number) for number, memory in enumerate(memories)},
    )


# A line may be cut between a joiner and what it joins: what may stand at all was settled before.
_JOINERS = str.maketrans("", "", "\u200c\u200d\ufe0e\ufe0f")


def assert_harmless(ui: BrowseDriver) -> None:
    """Nothing drives the terminal or hides, and every line is as wide as its part of the screen."""
    for strip in ui.drawn:
        text = strip.text
        assert is_plain(text.translate(_JOINERS)), ascii(text)
        assert not set(text) & {"\n", "\t", "\r"}, ascii(text)
    for widget in ui.app.screen.query("*"):
        if widget.region:
            strips = widget.render_lines(Size(*widget.outer_size).region)
            assert {strip.cell_length for strip in strips} == {widget.outer_size.width}


@pytest.mark.parametrize("size", [(120, 90), (64, 12)])
async def test_every_view_of_every_hostile_memory_is_harmless(size: tuple[int, int]) -> None:
    async with browse(service(), size=size) as ui:
        for number in range(0, len(TEXTS), _FIELDS):
            ui.screen.memories.move_to(number)
            for view in "hii":
                await ui.press(view)
                assert_harmless(ui)
            await ui.press("2", "T")
            assert_harmless(ui)


@pytest.mark.parametrize("width", [120, 40])
async def test_hostile_entities_are_harmless_in_their_list_and_as_a_scope(width: int) -> None:
    async with browse(service(), size=(width, len(TEXTS) + 12)) as ui:
        # In a terminal so tall all panes stand above each other, unless one fills the screen.
        await ui.press("1", *("++" if width < 100 else ""))
        assert len(ui.entities) == len(TEXTS) + 5
        for number in range(3, len(TEXTS), 2 * _FIELDS):
            ui.screen.entities.move_to(number)
            await ui.press("enter")
            assert_harmless(ui)
            await ui.press("1")
            assert_harmless(ui)


async def test_a_hostile_error_is_harmless() -> None:
    failing = Service(service())
    async with browse(failing, size=(100, 20)) as ui:
        for text in TEXTS[::_FIELDS]:
            failing.fail(MemtuiError(text, hint=text[::-1]), "page", "history")
            await ui.press("slash", "x", "enter")
            assert ui.memories[0] == "That did not work"
            assert_harmless(ui)
            failing.recover()
            failing.fail(MemtuiError(text, hint=text), "history")
            await ui.press("escape", "h")
            assert_harmless(ui)
            await ui.press("h")
            failing.recover()


async def test_columns_stand_under_each_other_whatever_the_text() -> None:
    async with browse(service(), size=(120, 60)) as ui:
        memories = ui.screen.memories
        width = memories.scrollable_content_region.width
        for number in range(min(memories.lines_in_view, len(TEXTS))):
            memory = hostile(number)
            strip = memories.render_line(number)
            assert strip.text[:2] == "  "
            assert strip.crop(6, 7).text == strip.crop(width - 1).text == " "
            if number % 2 == 0:
                assert strip.crop(2, 6).text == "  2w"
            # A name that is cut in the middle of a wide letter is filled up with a blank.
            name = strip.crop(width - 16).text.strip().removesuffix("…").strip()
            assert one_line(memory.user_id or "").strip().startswith(name), ascii(strip.text)


async def test_markup_is_text() -> None:
    marked = "[bold]no markup[/bold] [@click=app.quit]no link[/] [/foo] [red"
    memory = Memory(id="1", memory=marked, user_id=marked, metadata={marked: marked})
    async with browse(MadeUp(1, lambda _: memory, entities=[Entity("user", marked)])) as ui:
        assert marked in ui.memories[0]
        assert marked in ui.detail_in_view[0]
        assert ui.entities[2].startswith("[bold]no markup[/")
        await ui.press("i")
        assert json.dumps(marked) in ui.detail
        await ui.press("1", "j", "j", "enter")
        assert ui.where.endswith(f"user {marked}")
        await ui.click(ui.screen.detail, 1)
        assert ui.app.is_running


async def test_what_a_text_hides_is_shown_as_marks() -> None:
    memory = Memory(id="1", memory="pay\u202e\x1b[8m bob\u200b\n\talice\ud800")
    async with browse(MadeUp(1, lambda _: memory)) as ui:
        assert "pay<U+202E>^[[8m bob<U+200B>↵ alice<U+D800>" in ui.memories[0]
        assert ui.detail_in_view[0] == "pay<U+202E>^[[8m bob<U+200B>"
        assert ui.detail_in_view[1].startswith("alice<U+D800>")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "line\n" * 200_000,
        "東京" * 250_000,
        "\x1b[31m" * 100_000,
    ],
    ids=["one word", "lines", "wide", "marks"],
)
async def test_a_megabyte_of_text_is_read_like_any_other(text: str) -> None:
    memory = Memory(id="1", memory=text)
    event = HistoryEvent(id="e", memory_id="1", event="ADD", new_memory=text)
    async with browse(MadeUp(1, lambda _: memory, histories={"1": (event,)})) as ui:
        for view in ("escape", "h", "i"):
            await ui.press(view, "3", "G", "2")
            assert_harmless(ui)


fields: dict[str, st.SearchStrategy[Any]] = {
    name: st.none() | broken_texts
    for name in (
        "user_id",
        "agent_id",
        "app_id",
        "run_id",
        "hash",
        "expiration_date",
        "created_at",
        "updated_at",
    )
}


@settings(law(12), phases=[Phase.explicit, Phase.generate])
@given(
    st.builds(
        Memory,
        id=broken_texts,
        memory=broken_texts,
        metadata=st.none() | st.dictionaries(broken_texts, broken_texts | st.integers(), max_size=2),
        categories=st.none() | st.lists(broken_texts, max_size=3).map(tuple),
        score=st.none() | st.floats(),
        **fields,
    ),
    broken_texts,
    st.integers(24, 110),
)
async def test_no_memory_and_no_entity_breaks_the_screen(memory: Memory, name: str, width: int) -> None:
    made_up = MadeUp(2, lambda _: memory, entities=[Entity("run", name, 12)])
    async with browse(made_up, size=(width, 16)) as ui:
        for keys in ("", "h", "i", "hh3G"):
            await ui.burst(*keys)
            assert_harmless(ui)
