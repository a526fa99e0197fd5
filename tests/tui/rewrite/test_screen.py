"""Hostile texts, the mouse, sizes, and keys in any order on the screen of batch edits."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from textual.geometry import Region
from textual.widget import Widget

from memtui.core.display import is_plain
from memtui.core.rewriting import AddPrefix, ReplaceText
from memtui.core.stand_ins import MARK
from memtui.tui.modals.rewrite.kinds import KINDS, RuleKind
from memtui.tui.modals.rewrite.preview import PreviewPane
from memtui.tui.modals.rewrite.rule_field import RuleSwitch
from memtui.tui.widgets.bars import Bar
from memtui.tui.widgets.key_bar import KeyBar
from tests.tui.rewrite.driver import RewriteDriver, memories, rewriting
from tests.tui.test_hostile import hostile

SIZES = [(60, 20), (80, 24), (120, 40)]
WIDE = "東京都 👩\u200d👧 " * 20


def drawn(rewrite: RewriteDriver) -> str:
    """All that is on the screen."""
    return "\n".join(strip.text for strip in rewrite.modal._compositor.render_strips())


# Hostile texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("r", *"tea", "tab", *"x"),
        ("r", "ctrl+r", *r"\W", "tab", *"<>"),
        ("m", *"a", "tab", *"1"),
        ("d", *"tea"),
    ],
)
async def test_what_strangers_wrote_is_drawn_as_marks(keys: Sequence[str]) -> None:
    async with rewriting([hostile(at) for at in range(80)], size=(120, 40)) as rewrite:
        await rewrite.burst(*keys)
        for _ in range(12):
            assert is_plain(drawn(rewrite))
            await rewrite.press("pagedown")


async def test_what_is_pasted_keeps_its_hidden_characters_and_shows_marks() -> None:
    bad = "a\x1b[31m\u202eb\u200b"
    async with rewriting(memories(f"x{bad}y"), start="replace") as rewrite:
        await rewrite.paste(bad)
        assert rewrite.value("find") == bad
        assert rewrite.note("find").startswith(f"! 3 hidden characters ({MARK}): ")
        assert rewrite.heading == "Of these 1: 1 change, 0 do not"
        assert is_plain(drawn(rewrite))
        await rewrite.press("enter")
        assert rewrite.result == (ReplaceText(bad, ""),)


async def test_a_paste_of_several_lines_says_what_becomes_of_it() -> None:
    async with rewriting(start="replace") as rewrite:
        await rewrite.paste("one\r\ntwo\rthree\n")
        assert rewrite.value("find") == "one two three"
        assert rewrite.said == r"Line ends became blanks; a regex finds and writes them as \n."
        await rewrite.press("tab")
        assert rewrite.said == ""
        await rewrite.paste("one\n")
        assert (rewrite.value("replace by"), rewrite.said) == ("one", "")


async def test_keys_and_pastes_come_in_their_order() -> None:
    async with rewriting() as rewrite:
        rewrite.send("p", "a", "b")
        await rewrite.paste("PASTED")
        await rewrite.burst("c", "left", "d")
        assert rewrite.value("prefix") == "abPASTEDdc"


async def test_a_paste_on_the_list_goes_nowhere() -> None:
    async with rewriting() as rewrite:
        await rewrite.paste("r")
        assert rewrite.rows
        assert not any(form.typed.texts.get("find") for form in rewrite.modal._forms.values())


@pytest.mark.parametrize("words", [4_000, 20_000])
async def test_very_long_texts_are_typed_and_tried(words: int) -> None:
    long = "at word " * words
    async with rewriting(memories(long, long[::-1])) as rewrite:
        await rewrite.burst("r", *"word", "tab", *"x")
        assert rewrite.heading == "Of these 2: 1 change, 1 do not"
        assert rewrite.preview[0].endswith("more changes" if words < 10_000 else "more characters")
        assert len(rewrite.preview[0]) < 1000
        await rewrite.paste("y" * 50_000)
        assert len(rewrite.value("replace by")) == 50_001


# The mouse ----------------------------------------------------------------------------------------


async def test_everything_can_be_clicked() -> None:
    async with rewriting() as rewrite:
        await rewrite.click(rewrite.actions, 5, 0)
        assert rewrite.at == "find"
        await rewrite.click(rewrite.field("replace by").box)
        assert rewrite.at == "replace by"
        await rewrite.type("x")
        assert rewrite.value("replace by") == "x"
        await rewrite.press("shift+tab")
        assert rewrite.at == "find"
        first, second = rewrite.modal.query(RuleSwitch)
        await rewrite.click(first)
        await rewrite.click(second)
        assert rewrite.switches == ["[x] regex ctrl+r", "[x] ignore case ctrl+t"]
        await rewrite.type("tea")
        bar = rewrite.modal.query_one(KeyBar)
        await rewrite.click(bar, rewrite.hints.index("regex"))
        assert rewrite.switches[0] == "[ ] regex ctrl+r"
        await rewrite.click(bar, 1)
        assert rewrite.result == (ReplaceText("tea", "x", ignore_case=True),)


async def test_a_click_in_the_list_on_what_is_chosen_already_chooses_too() -> None:
    async with rewriting() as rewrite:
        await rewrite.click(rewrite.actions, 8, 6)
        assert rewrite.title == "Clear the expiration of 1234 memories"
        await rewrite.press("escape")
        await rewrite.click(rewrite.actions, 8, 6)
        await rewrite.press("enter")
        assert rewrite.result is not None


# Sizes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("start", [None, *(kind.id for kind in KINDS)])
async def test_everything_is_in_view(start: RuleKind | None, size: tuple[int, int]) -> None:
    samples = memories(*(f"{WIDE}{at}" for at in range(50)))
    async with rewriting(samples, start=start, size=size) as rewrite:
        await rewrite.burst(*"((" * 20)
        pane = rewrite.modal.query_one(PreviewPane)
        parts: list[Widget] = [*rewrite.modal.query(Bar), rewrite.modal.query_one(KeyBar), pane]
        parts += [field.box for field in rewrite.fields] or ([rewrite.actions] if rewrite.rows else [])
        for part in parts:
            assert part.region.area, part
            assert Region(0, 0, *size).contains_region(part.region), part
        assert pane.size.height >= 4
        assert rewrite.actions.size.height == len(rewrite.rows)
        for row in rewrite.drawn:
            assert len(row) <= size[0]


async def test_the_preview_can_be_scrolled_from_a_field() -> None:
    async with rewriting(memories(*(f"text {at}" for at in range(50))), start="prefix") as rewrite:
        assert "text 49" not in "\n".join(rewrite.drawn)
        await rewrite.press(*["pagedown"] * 6)
        assert rewrite.drawn[-1].strip() == "text 49"
        await rewrite.press(*["ctrl+up"] * 20)
        assert rewrite.drawn[0].strip() == "text 0"
        await rewrite.press("ctrl+down", "pageup")
        assert rewrite.drawn[0].strip() == "text 0"


async def test_rows_are_drawn_anew_for_another_width() -> None:
    async with rewriting(memories("word " * 100), start="expiration.never", size=(120, 40)) as rewrite:
        assert rewrite.drawn[1].endswith("…")
        await rewrite.resize(60, 20)
        assert rewrite.drawn[1].endswith("…")
        assert len(rewrite.drawn[1]) < 60
        await rewrite.resize(40, 12)
        await rewrite.press("enter")
        assert rewrite.result is not None


# Keys in any order --------------------------------------------------------------------------------

_KEYS = (
    *"rpsmdecjk(a\\1", "tab", "shift+tab", "up", "down", "left", "backspace", "ctrl+r", "ctrl+t", "ctrl+z",
    "ctrl+u",
    "escape", "enter", "pagedown", "ctrl+up", "home", "end", "delete", "ctrl+c", "ctrl+v", "f1", "insert",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
async def test_any_keys_leave_it_whole(seed: int) -> None:
    chance = random.Random(seed)
    async with rewriting([*memories("a (b) 1", "tea"), hostile(3)], size=SIZES[seed % 3]) as rewrite:
        for _ in range(12):
            await rewrite.burst(*chance.choices(_KEYS, k=8))
            if not rewrite.is_open:
                assert rewrite.result is None or len(rewrite.result) == 1
                return
            assert is_plain(drawn(rewrite))
            assert bool(rewrite.rows) != bool(rewrite.title != "Edit 1234 memories")
            assert sum(field.box.has_focus for field in rewrite.fields) == bool(rewrite.fields)


async def test_fast_typing_stays_in_order() -> None:
    text = "the quick brown fox jumps over the lazy dog"
    async with rewriting() as rewrite:
        await rewrite.burst(
            "p", *text, "escape", "r", *"fox", "tab", *"cat", "shift+tab", "s", "escape", "p", "enter"
        )
        assert rewrite.result == (AddPrefix(text),)
