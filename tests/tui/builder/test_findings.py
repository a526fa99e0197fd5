"""What is said of the draft, as part of the query that will be sent."""

from __future__ import annotations

import pytest
from hypothesis import given

from memtui.core.filter_draft import FilterDraft
from memtui.core.filter_text import parse
from memtui.core.filters import Condition, Filter, part_at, walk
from memtui.tui.modals.builder.findings import places_in
from tests.strategies import filters
from tests.tui.builder.states import Bench

ALICE = Condition("user_id", "eq", "alice")


def codes(bench: Bench) -> list[str]:
    return [said.finding.code for said in bench.state.findings]


def test_a_repair_is_one_key_and_can_be_undone() -> None:
    bench = Bench("created_at >= 2024-07-20 and created_at < 2024-07-10")
    assert codes(bench) == ["inverted-range"]
    bench.press("r")
    assert bench.text == "created_at >= 2024-07-10 and created_at < 2024-07-20"
    assert bench.state.notice == "Repaired: swap the dates. u undoes it."
    assert bench.press("u").text.startswith("created_at >= 2024-07-20")


def test_several_repairs_have_numbers() -> None:
    bench = Bench("user_id != bob and created_at <= 2024-07-01")
    assert codes(bench) == ["ne-matches-unset", "date-only-upper-bound"]
    assert bench.press("2").text == "user_id != bob and created_at < 2024-07-02"
    assert bench.press("1").text == "user_id != bob and created_at < 2024-07-02 and user_id = *"
    assert bench.press("1").state.notice == "There is no repair 1."


def test_the_scope_is_a_part_of_what_is_checked() -> None:
    bench = Bench("agent_id = guide", scope=ALICE, kind="platform")
    (said,) = bench.state.findings
    assert said.finding.code == "user-and-agent"
    assert said.repair is None, "the scope is not edited here"
    assert said.outside == "user alice is a part of this; it is chosen outside."


def test_a_scope_makes_a_filter_scoped() -> None:
    assert codes(Bench("keywords icontains x", kind="platform")) == ["no-scope"]
    assert codes(Bench("keywords icontains x", scope=ALICE, kind="platform")) == []
    assert codes(Bench("not run_id = *", kind="platform")) == ["not-only"]
    assert codes(Bench("not run_id = *", scope=ALICE, kind="platform")) == []


def test_what_is_only_about_the_scope_is_not_said_here() -> None:
    app = Condition("app_id", "eq", "web")
    assert codes(Bench("keywords icontains x", scope=app, kind="selfhosted")) == []
    assert codes(Bench("app_id = x", scope=app, kind="selfhosted")) == ["absent-field"]


def test_a_finding_stands_at_its_row() -> None:
    bench = Bench("user_id = a and (run_id = b or created_at <= 2024-07-01)")
    (said,) = bench.state.findings
    assert said.path == (1, 1)


@pytest.mark.parametrize("text", ["user_id != a", "not user_id != a", "not (run_id = r and user_id != a)"])
def test_also_where_groups_are_left_out(text: str) -> None:
    bench = Bench(text).press("g", "escape", "home")
    (said,) = bench.state.findings
    assert said.path is not None
    node = bench.state.draft.node_at(said.path)
    assert node.condition == Condition("user_id", "ne", "a")


@given(filters)
def test_every_part_of_a_filter_has_its_place_in_the_draft(tree: Filter) -> None:
    draft = FilterDraft.of(tree)
    finished = draft.filter()
    assert finished is not None
    places = places_in(draft)
    assert {path for path, _ in walk(finished)} == places.keys()
    for path, part in walk(finished):
        condition = draft.node_at(places[path]).condition
        if isinstance(part, Condition):
            assert condition == part
        elif condition is None:
            assert draft.part(places[path]) in {part, part_at(finished, path[:-1])}


def test_the_parse_of_what_is_shown_is_what_is_used() -> None:
    bench = Bench("user_id = a").press("a", "run_id = b or run_id = c", "enter")
    assert parse(bench.text) == bench.state.draft.filter()
