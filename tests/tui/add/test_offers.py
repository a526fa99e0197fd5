"""Completing ids."""

from __future__ import annotations

import asyncio

from memtui.core.display import is_plain
from memtui.core.errors import UnreachableError
from memtui.core.models import ScopeField
from memtui.tui.modals.add.offer_box import OfferBox
from tests.tui.add.driver import AddDriver, adding

KNOWN: dict[ScopeField, list[str]] = {
    "user_id": ["alice", "alina", "Albert", "al\x1b[31m\u202ex", "bob"],
    "agent_id": ["guide"],
}


async def offers(field: ScopeField, typed: str) -> list[str]:
    return [name for name in KNOWN.get(field, []) if name.casefold().startswith(typed.casefold())]


def box(ui: AddDriver, name: str) -> OfferBox:
    found = ui.row(name).field
    assert isinstance(found, OfferBox)
    return found


async def test_ids_are_offered_and_taken() -> None:
    async with adding(offers=offers) as ui:
        await ui.go_to("user_id")
        assert ui.said[0] == "→ alice   or alina · Albert · al^[[31m<U+202E>x · bob"
        await ui.type("ali")
        assert (box(ui, "user_id").suggestion, ui.said[0]) == ("ce", "→ alice   or alina")
        assert any(" alice" in line for line in ui.drawn)
        assert "→ completes" in ui.hints
        await ui.press("right")
        assert (ui.raw("user_id"), ui.said) == ("alice", [""])
        assert "→ completes" not in ui.hints
        await ui.press("tab", "right")
        assert ui.raw("agent_id") == "guide"
        await ui.press("tab")
        assert ui.said == [""]


async def test_an_id_in_other_letters_is_offered_too() -> None:
    async with adding(offers=offers) as ui:
        await ui.go_to("user_id")
        await ui.type("alb")
        assert (box(ui, "user_id").suggestion, ui.said[0]) == ("", "→ Albert")
        await ui.press("right")
        assert ui.raw("user_id") == "Albert"


async def test_inside_the_line_the_arrow_moves() -> None:
    async with adding(offers=offers) as ui:
        await ui.go_to("user_id")
        await ui.type("ali")
        await ui.press("left", "right")
        assert ui.raw("user_id") == "ali"
        await ui.press("right")
        assert ui.raw("user_id") == "alice"


async def test_a_hostile_id_is_drawn_harmless_and_taken_as_it_is() -> None:
    async with adding(offers=offers) as ui:
        await ui.go_to("user_id")
        await ui.paste("al\x1b")
        assert ui.said[0] == "→ al^[[31m<U+202E>x"
        assert is_plain("\n".join(ui.drawn))
        await ui.press("right")
        assert ui.raw("user_id") == "al\x1b[31m\u202ex"
        assert is_plain("\n".join(ui.drawn))


async def test_a_service_that_cannot_tell_costs_nothing() -> None:
    async def fail(_: ScopeField, __: str) -> list[str]:
        raise UnreachableError("No answer.")

    async with adding(offers=fail) as ui:
        await ui.go_to("user_id")
        await ui.type("al")
        await ui.press("right", *"i")
        assert (ui.raw("user_id"), ui.said) == ("ali", [""])


async def test_a_late_answer_to_an_earlier_line_is_not_shown() -> None:
    asked, answered = asyncio.Event(), asyncio.Event()

    async def slow(_: ScopeField, typed: str) -> list[str]:
        if typed == "a":
            asked.set()
            await answered.wait()
            return ["apple"]
        return ["alice"] if typed else []

    async with adding(offers=slow) as ui:
        await ui.go_to("user_id")
        field = box(ui, "user_id")
        ui.send("a")
        await asked.wait()
        await ui.type("l")
        answered.set()
        await ui.idle()
        assert (field.offers, field.raw) == (["alice"], "al")
