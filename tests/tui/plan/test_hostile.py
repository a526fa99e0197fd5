"""Texts of strangers in plans and outcomes: what is drawn of them."""

from __future__ import annotations

import pytest

from memtui.core.display import one_line
from memtui.ops.plans import Plan
from memtui.state.journal import Journal
from memtui.tui.modals.plan import OutcomeModal, PlanModal
from memtui.tui.modals.plan.plan_words import is_expected
from tests.tui.plan.driver import ItemsDriver, opened
from tests.tui.plan.hostile import TEXTS, assert_harmless, drafted_hostile, worked_hostile
from tests.tui.plan.made_up import deletion, planned
from tests.tui.plan.test_plan import SIZES, assert_everything_is_seen


async def look_through(ui: ItemsDriver) -> None:
    """Look at every screenful, and at a few changes in full."""
    assert_harmless(ui)
    for _ in range(-(-ui.items.length // ui.items.lines_in_view)):
        await ui.press("pagedown")
        assert_harmless(ui)
        await ui.press("ctrl+d", "ctrl+d", "ctrl+d")
        assert_harmless(ui)


@SIZES
async def test_a_plan_of_hostile_texts(journal: Journal, size: tuple[int, int]) -> None:
    plan = Plan(
        drafted_hostile(journal), totals=tuple(("user", text, 1) for text in TEXTS[:9]),
        warnings=tuple(TEXTS[:3]), confirmation="name", name=TEXTS[3], may_purge=True,
    )  # fmt: skip
    async with opened(PlanModal(journal, plan, highlight=lambda text: [(0, len(text) // 2)]), size) as ui:
        assert_everything_is_seen(ui)
        await look_through(ui)
        await ui.press("x", "enter")
        assert_harmless(ui)


@SIZES
async def test_an_outcome_of_hostile_texts(journal: Journal, size: tuple[int, int]) -> None:
    async with opened(OutcomeModal(journal, worked_hostile(journal)), size) as ui:
        assert_everything_is_seen(ui)
        await look_through(ui)
        await ui.press("tab", "o")
        assert_harmless(ui)


@pytest.mark.parametrize("name", [name for name in TEXTS[::9] if name.strip()])
async def test_a_hostile_name_can_be_agreed_to(journal: Journal, name: str) -> None:
    plan = planned(journal, [deletion(0)], confirmation="name", name=name)
    async with opened(PlanModal(journal, plan)) as ui:
        await ui.paste(name)
        await ui.press("enter")
        assert len(ui.app.results) == 1, ascii(name)


def test_every_name_is_expected_as_it_is_shown_and_no_other(journal: Journal) -> None:
    plans = [planned(journal, [deletion(0)], confirmation="name", name=name) for name in TEXTS]
    for plan in plans:
        matching = [other.name for other in plans if is_expected(plan, one_line(other.name))]
        assert plan.name in matching
        # Names that look the same cannot be told apart by whoever types them.
        assert {one_line(name) for name in matching} == {one_line(plan.name)}
        assert not is_expected(plan, "")
