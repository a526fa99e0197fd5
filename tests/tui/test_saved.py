from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Static

from memtui.core.filter_text import parse
from memtui.state.saved_filters import SavedFilters
from tests.tui.saved_driver import HOSTILE, opened, some_filters


@pytest.fixture
def saved(tmp_path: Path) -> SavedFilters:
    return some_filters(tmp_path)


SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 10)])


@SIZES
async def test_it_fits(saved: SavedFilters, size: tuple[int, int]) -> None:
    async with opened(saved, size=size) as ui:
        assert [line.split()[0] for line in ui.lines[:3]] == ["Saved", "food", "alice"]
        assert ui.row.startswith("food")
        for widget in ("#shelf", "#about", "#key-bar"):
            region = ui.app.screen.query_one(widget).region
            assert region.height and ui.app.screen.region.contains_region(region), widget
        assert ui.foot.endswith("esc close")


@SIZES
async def test_the_cursor_reaches_every_filter_and_no_heading(
    saved: SavedFilters, size: tuple[int, int]
) -> None:
    async with opened(saved, size=size) as ui:
        seen = [ui.row]
        for _ in range(20):
            await ui.press("down")
            seen += [ui.row] if ui.row != seen[-1] else []
        assert [line.split()[0] for line in seen] == [
            "food", "alice", "mail", "expired", "never", "without", "last", "several", "long", "empty",
            "user_id",
        ]  # fmt: skip
        await ui.press("home")
        assert (ui.lines[0], ui.row) == ("Saved", seen[0])
        await ui.press("G", "k", "j")
        assert ui.row == seen[-1]
        await ui.press("pageup", "pageup", "pageup", "pageup")
        assert ui.row == seen[0]


async def test_enter_applies(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.press("j", "enter")
        assert (ui.is_open, ui.app.results) == (False, [parse("user_id = alice")])


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_a_key_that_is_pressed_twice_leaves_once(saved: SavedFilters, key: str) -> None:
    async with opened(saved) as ui:
        await ui.burst(key, key, key)
        assert (ui.is_open, len(ui.app.results), ui.app.is_running) == (False, 1, True)


async def test_what_the_service_cannot_answer_is_not_applied(saved: SavedFilters) -> None:
    async with opened(saved, kind="platform", size=(120, 40)) as ui:
        reason = "length is not a field that the Platform can filter by."
        assert ["long", f"off: {reason}"] in [line.split(maxsplit=1) for line in ui.lines]
        await ui.press("/", *"dumps", "enter", "enter")
        assert ui.is_open
        assert ui.said[:2] == [f"apply is off: {reason}", f"cannot be applied: {reason}"]
        assert "length > 800" in ui.said


async def test_the_filter_that_is_on_bears_a_sign(saved: SavedFilters) -> None:
    async with opened(saved, current=parse("user_id = alice")) as ui:
        assert [line.split()[1] for line in ui.lines if line.startswith("▸")] == ["alice"]


async def test_a_filter_is_saved_under_a_name(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.press("a")
        assert (ui.field, ui.said) == ("", ["saves user_id = bob"])
        await ui.press(*"my bob", "enter")
        assert (ui.field, ui.said[0]) == (None, "saved as my bob")
        assert ui.row == "▸ my bob user_id = bob"
        assert saved.named()["my bob"] == "user_id = bob"
        await ui.press("u")
        assert "my bob" not in saved.named()
        assert ui.said[0] == "my bob is not saved any more"


@pytest.mark.parametrize("name", ["weekly", "delete all", "dd", "q/ jk G"])
async def test_a_name_may_be_typed_ahead_of_its_field(saved: SavedFilters, name: str) -> None:
    async with opened(saved) as ui:
        await ui.burst("a", *name, "enter")
        assert saved.named()[name] == "user_id = bob"
        assert len(saved.named()) == 4


async def test_a_name_that_is_taken_is_asked_about_once(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.press("a", *"food", "enter")
        assert ui.said == ["there is a filter food already; enter again replaces it"]
        await ui.press("s")
        assert ui.said == [""]
        await ui.press("backspace", "enter")
        assert saved.named()["food"] == "categories contains food"
        await ui.press("enter")
        assert saved.named()["food"] == "user_id = bob"
        assert list(saved.named()) == ["food", "alice", "mail"]
        await ui.press("u")
        assert saved.named()["food"] == "categories contains food"


async def test_a_name_is_needed(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.press("a", "space", "enter")
        assert (ui.field, ui.said) == (" ", ["A saved filter needs a name."])


async def test_without_a_filter_there_is_nothing_to_save(saved: SavedFilters) -> None:
    async with opened(saved, current=None) as ui:
        await ui.press("a")
        assert (ui.field, ui.said[0]) == (None, "save is off: no filter is on that could be saved")


async def test_renaming_starts_from_the_name(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.press("r")
        assert ui.field == "food"
        await ui.press(*" old", "enter")
        assert list(saved.named()) == ["food old", "alice", "mail"]
        assert ui.row.startswith("food old")
        await ui.press("r", *(["backspace"] * 8), *"alice", "enter")
        assert (ui.field, ui.said) == ("alice", ["There is a filter 'alice' already."])


async def test_deleting_is_asked_once_in_place(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.press("d")
        assert ui.said[0] == "d again deletes food"
        await ui.press("j", "d")
        assert ui.said[0] == "d again deletes alice"
        await ui.press("escape")
        assert ui.is_open
        await ui.press("d")
        assert "alice" in saved.named()
        await ui.press("d")
        assert list(saved.named()) == ["food", "mail"]
        assert (ui.said[0], ui.row.split()[0]) == ("alice is deleted; u brings it back", "mail")
        await ui.press("u")
        assert list(saved.named()) == ["food", "alice", "mail"]


@pytest.mark.parametrize("between", ["j", "c", "x", "u"])
async def test_another_key_takes_the_question_back(saved: SavedFilters, between: str) -> None:
    async with opened(saved) as ui:
        await ui.press("d", between, "k", "d")
        assert len(saved.named()) == 3


async def test_built_in_filters_stay(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.press("j", "j", "j", "d", "d")
        assert ui.said[0] == "delete is off: a built-in filter stays"
        await ui.press("G", "r")
        assert ui.said[0] == "rename is off: a recent filter has no name"
        assert (ui.field, len(saved.named())) == (None, 3)


async def test_json_and_text_are_copied(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.press("j", "c", "C")
        assert ui.copied == ['{\n  "user_id": "alice"\n}', "user_id = alice"]
        assert ui.said[0] == "the text went to the clipboard"
        await ui.press("/", *"last day", "enter", "c")
        assert json.loads(ui.copied[-1]) == {"created_at": {"gt": "2026-11-20T12:00:00Z"}}
        assert ui.said[0].startswith("the JSON went to the clipboard, its dates fixed as of now")


@pytest.mark.parametrize("announced", [True, False])
async def test_a_pasted_filter_is_read_whole_and_named(saved: SavedFilters, announced: bool) -> None:
    async with opened(saved) as ui:
        if announced:
            await ui.press("p")
        await ui.paste('{\n  "AND": [\n    {"user_id": "zoe"},\n    {"run_id": "*"}\n  ]\n}')
        assert (ui.field, ui.said) == ("", ["saves user_id = zoe and run_id = *"])
        await ui.paste("from\nzoe")
        assert ui.field == "from zoe"
        await ui.press("enter")
        assert saved.named()["from zoe"] == "user_id = zoe and run_id = *"


async def test_a_filter_to_share_can_be_typed(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.burst("p", *"user_id = ", "enter")
        assert ui.said[0].startswith("Column 10: expected a value")
        await ui.burst(*"zoe", "enter")
        assert ui.said == ["saves user_id = zoe"]


async def test_escape_goes_back_one_step(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        everything = ui.lines
        await ui.press("/", *"mail")
        assert [line.split()[0] for line in ui.lines] == ["Saved", "mail"]
        await ui.press("enter")
        assert ui.field is None
        await ui.press("a", "x", "escape")
        assert (ui.field, len(ui.lines)) == (None, 2)
        await ui.press("escape")
        assert ui.lines == everything
        await ui.press("/", *"mail", "escape")
        assert (ui.field, ui.lines) == (None, everything)
        await ui.press("escape")
        assert (ui.is_open, ui.app.results) == (False, [None])


async def test_no_words_found_is_said_and_harmless(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.press("/", *"zzz", "down", "enter", "enter", "d", "r", "c")
        assert (ui.lines, ui.is_open) == (["  No filter has these words."], True)
        assert ui.said[0] == "copy JSON is off: there is no filter here"


async def test_while_finding_arrows_move_the_list(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.press("/", *"length", "down", "enter", "enter")
        assert ui.app.results == [parse("length <= 2")]


async def test_a_damaged_file_is_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "filters.json"
    path.write_text("{ half")
    async with opened(SavedFilters(path, "service")) as ui:
        said = str(ui.app.screen.query_one("#damage", Static).content)
        assert said == f"{path} cannot be read as saved filters. Mend it, or move it away."
        await ui.press("a")
        await ui.paste("user_id = zoe")
        assert (ui.field, path.read_text()) == (None, "{ half")
        assert ui.said[0] == "paste is off: the file of saved filters cannot be used"
        await ui.press("enter")
        assert ui.app.results == [parse("expiration_date < today")]


async def test_a_file_that_breaks_while_open_is_told_and_kept(saved: SavedFilters, tmp_path: Path) -> None:
    path = tmp_path / "filters.json"
    async with opened(saved) as ui:
        path.write_text("{ half")
        await ui.press("d", "d")
        assert path.read_text() == "{ half"
        assert "cannot be read as saved filters" in ui.said[0]
        assert ui.lines[0] == "Saved  none can be read"


async def test_hostile_names_are_drawn_harmless(saved: SavedFilters) -> None:
    saved.save(HOSTILE, 'keywords contains "\x1b]52;c;AAAA\x07\u202e"')
    async with opened(saved, size=(120, 40)) as ui:
        await ui.press("j", "j", "j")
        assert ui.row.startswith("^[[31mred<U+202E> [b]bold")
        for keys in (["d"], ["d"], ["u"], ["r"], ["escape"], ["c"], ["C"]):
            await ui.press(*keys)
            drawn = "\n".join([*ui.lines, *ui.said, ui.field or ""])
            assert not set(drawn) & {"\x1b", "\x07", "\u202e"}
        assert ui.copied[-1] == 'keywords contains "\x1b]52;c;AAAA\x07\u202e"'


async def test_a_long_text_costs_no_more_than_its_line(saved: SavedFilters) -> None:
    saved.save("long one", f"keywords contains {'x' * 90_000}")
    async with opened(saved, size=(40, 10)) as ui:
        await ui.press("j", "j", "j")
        assert len(ui.said[0]) <= 2000


async def test_the_mouse_chooses_and_presses_keys(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.click("#shelf", 5, 2)
        assert ui.row.startswith("alice")
        await ui.click("#key-bar", ui.foot.index("d delete"), 0)
        assert ui.said[0] == "d again deletes alice"
        await ui.click("#key-bar", ui.foot.index("r rename") + 4, 0)
        assert ui.field == "alice"
        await ui.click("#key-bar", ui.foot.index("esc"), 0)
        second = ui.foot.split("\n")[1]
        await ui.click("#key-bar", second.index("/ find"), 1)
        await ui.press(*"length")
        await ui.click("#shelf", 5, 2)
        assert ui.row.startswith("empty")
        await ui.press("x", "backspace")
        assert ui.field == "length"
        await ui.click("#shelf", 5, 2, times=2)
        assert ui.app.results == [parse("length <= 2")]


async def test_a_heading_cannot_be_chosen(saved: SavedFilters) -> None:
    async with opened(saved) as ui:
        await ui.click("#shelf", 3, 0, times=2)
        assert (ui.is_open, ui.row.split()[0]) == (True, "food")


async def test_another_size_while_open(saved: SavedFilters) -> None:
    async with opened(saved, size=(120, 40)) as ui:
        await ui.press("G")
        assert "\n" not in ui.foot
        await ui.pilot.resize_terminal(40, 10)
        await ui.idle()
        assert ui.row == "user_id = carol"
        assert len(ui.foot.split("\n")) <= 3
        assert "u undo" not in ui.foot
