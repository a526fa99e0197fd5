"""Filters from the clipboard."""

from __future__ import annotations

from memtui.adapters.local.adapter import LocalAdapter
from tests.tui.builder.driver import BuilderDriver, building

WRONG = '{"AND": [{"app_id": "x"}], "OR": [{"user_id": "*"}]}'


def verdict(builder: BuilderDriver) -> str:
    return builder.field.verdict.plain


async def test_a_paste_onto_the_builder_is_read(store: LocalAdapter) -> None:
    async with building(store, "run_id = r1") as builder:
        await builder.paste('{"OR": [{"user_id": "alice"}, {"agent_id": "guide"}]}')
        assert builder.text == "user_id = alice or agent_id = guide"
        assert builder.status == "Read the pasted filter; u brings back what was here."
        await builder.press("u")
        assert builder.text == "run_id = r1"
        await builder.paste("user_id = bob\n  and not run_id = *\n")
        assert builder.text == "user_id = bob and not run_id = *"


async def test_one_that_is_wrong_opens_the_field_at_the_mistake(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.paste("user_id = alice andd run_id = *")
        assert verdict(builder).startswith("Column 17: expected 'and', 'or' or the end")
        assert builder.field.field.cursor_location == (0, 16)
        await builder.press("right", "right", "right", "right", "backspace", "ctrl+s")
        assert builder.text == "user_id = alice and run_id = *"


async def test_an_or_beside_an_and_is_repaired_by_a_key(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.paste(WRONG)
        assert "AND and OR cannot stand side by side" in verdict(builder)
        await builder.press("ctrl+r")
        assert verdict(builder) == "2 conditions"
        await builder.press("ctrl+s")
        assert builder.text == "app_id = x and user_id = *"


async def test_the_field_reads_what_is_typed(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.press("p")
        assert verdict(builder).startswith("JSON, or one line")
        await builder.type("user_id = alice")
        assert verdict(builder) == "1 condition"
        await builder.press("ctrl+s", "s")
        assert builder.result is not None


async def test_what_stands_in_the_field_is_not_lost_when_it_is_left(store: LocalAdapter) -> None:
    async with building(store, "run_id = r1") as builder:
        await builder.press("p")
        await builder.type("user_id = al")
        await builder.press("escape")
        assert builder.text == "run_id = r1"
        await builder.press("p")
        assert builder.field.field.text == "user_id = al"
        await builder.press("ctrl+s", "p")
        assert builder.field.field.text == "", "what was read is in the tree"


async def test_ctrl_s_on_a_mistake_goes_there_and_stays(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.press("p")
        await builder.type("user_id")
        await builder.press("home", "ctrl+s")
        assert builder.field.field.cursor_location == (0, 7)


async def test_a_paste_into_the_field_is_drawn_safely(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.press("p")
        await builder.paste('{"user_id": "a\x1b[31mb\u202e"}')
        assert builder.field.field.text == '{"user_id": "a\\u001b[31mb\\u202e"}'
        await builder.press("ctrl+s")
        assert builder.modal.state.draft.root.children[0].condition is not None
        assert builder.modal.state.draft.root.children[0].condition.value == "a\x1b[31mb\u202e"


async def test_a_paste_while_typing_goes_into_the_line(store: LocalAdapter) -> None:
    async with building(store) as builder:
        await builder.press("a", "u", "enter")
        await builder.paste("bo")
        await builder.paste("b")
        await builder.press("enter")
        assert builder.text == "user_id = bob"
        await builder.press("a")
        await builder.paste("run_id = r1\nor run_id = r2")
        await builder.press("enter")
        assert builder.text == "user_id = bob and (run_id = r1 or run_id = r2)"
