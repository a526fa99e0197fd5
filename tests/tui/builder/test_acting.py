"""What the keys do to the tree."""

from __future__ import annotations

import pytest

from memtui.core.filter_text import parse
from memtui.core.filters import Condition
from memtui.tui.modals.builder.acting import opened_on
from memtui.tui.modals.builder.state import Setting
from tests.tui.builder.driver import NOW
from tests.tui.builder.states import Bench

THREE = "user_id = a and (run_id = b or run_id = c) and not agent_id = d"


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("o",), "user_id = a or (run_id = b or run_id = c) or not agent_id = d"),
        (("n",), "not (user_id = a and (run_id = b or run_id = c) and not agent_id = d)"),
        (("j", "n"), "not user_id = a and (run_id = b or run_id = c) and not agent_id = d"),
        (("G", "n"), "user_id = a and (run_id = b or run_id = c) and agent_id = d"),
        (("j", "d"), "(run_id = b or run_id = c) and not agent_id = d"),
        (("j", "j", "o"), "user_id = a and (run_id = b and run_id = c) and not agent_id = d"),
        (("j", "j", "j", "o"), "user_id = a and (run_id = b and run_id = c) and not agent_id = d"),
        (("j", "j", "j", "l"), "user_id = a and run_id = c and run_id = b and not agent_id = d"),
        (("j", "J"), "(run_id = b or run_id = c) and user_id = a and not agent_id = d"),
        (("G", "K"), "user_id = a and not agent_id = d and (run_id = b or run_id = c)"),
        (("j", "D"), "user_id = a and user_id = a and (run_id = b or run_id = c) and not agent_id = d"),
        (("d",), ""),
        (("d", "u"), THREE),
        (("j", "d", "u", "U"), "(run_id = b or run_id = c) and not agent_id = d"),
        (("j", "a", "run_id = x", "enter"), f"user_id = a and run_id = x and {THREE[16:]}"),
        (("a", "run_id = x", "enter"), f"{THREE} and run_id = x"),
        (("j", "j", "a", "run_id = x", "enter"), THREE.replace("= c)", "= c or run_id = x)")),
        (("j", "j", "A", "run_id = x", "enter"), THREE.replace("= c)", "= c) and run_id = x")),
        (("j", "j", "j", "A", "run_id = x", "enter"), THREE.replace("= c)", "= c) and run_id = x")),
        (("A", "run_id = x", "enter"), f"{THREE} and run_id = x"),
        (("j", "enter", "backspace", "z", "enter"), THREE.replace("user_id = a", "user_id = z")),
        (("j", "j", "enter", "run_id = x", "enter"), THREE.replace("= c)", "= c or run_id = x)")),
    ],
)
def test_one_key_a_change(keys: tuple[str, ...], text: str) -> None:
    assert Bench(THREE).press(*keys).text == text


def test_all_any_flattens_nothing() -> None:
    bench = Bench(THREE).press("o")
    assert [row.node.kind for row in bench.state.draft.rows()] == [
        "or", "condition", "or", "condition", "condition", "condition",
    ]  # fmt: skip
    assert bench.press("o").text == THREE


def test_a_group_begins_with_its_first_condition() -> None:
    bench = Bench("user_id = a").press("g", "run_id = b", "enter", "a", "run_id = c", "enter")
    assert bench.text == "user_id = a and (run_id = b or run_id = c)"
    assert bench.press("u", "u", "u").text == "user_id = a"


def test_a_group_that_nothing_is_put_into_is_left_out() -> None:
    bench = Bench("user_id = a").press("g", "escape")
    assert bench.text == "user_id = a"
    assert len(bench.state.draft.rows()) == 3


def test_wrap_and_lift_are_opposites() -> None:
    bench = Bench("user_id = a and run_id = b").press("j", "w")
    assert [row.depth for row in bench.state.draft.rows()] == [0, 1, 2, 1]
    assert bench.press("right", "l").text == "user_id = a and run_id = b"
    assert [row.depth for row in bench.state.draft.rows()] == [0, 1, 1]


def test_a_whole_condition_of_the_same_kind_is_spread_in_its_group() -> None:
    bench = Bench("user_id = a").press("a", "run_id = b and run_id = c", "enter")
    assert [row.depth for row in bench.state.draft.rows()] == [0, 1, 1, 1]
    assert bench.here == "run_id = c"
    assert bench.press("u").text == "user_id = a", "it is one change"
    bench.press("a", "run_id = b or run_id = c", "enter")
    assert bench.text == "user_id = a and (run_id = b or run_id = c)"


def test_a_condition_can_be_edited_into_several() -> None:
    bench = Bench("user_id = a and not run_id = b").press(
        "G", "e", "ctrl+u", "backspace", "backspace", "ctrl+u"
    )
    bench.press("run_id = b or run_id = c", "enter")
    assert bench.text == "user_id = a and not (run_id = b or run_id = c)"


@pytest.mark.parametrize(
    ("keys", "here"),
    [
        (("j",), "user_id = a"),
        (("j", "j", "j"), "run_id = b"),
        (("j", "j", "j", "h"), "run_id = b or run_id = c"),
        (("j", "j", "right"), "run_id = b"),
        (("end",), "not agent_id = d"),
        (("end", "home", "down"), "user_id = a"),
        (("up",), THREE),
        (("j", "k"), THREE),
    ],
)
def test_moving(keys: tuple[str, ...], here: str) -> None:
    bench = Bench(THREE).press(*keys)
    assert bench.here == here
    assert not bench.state.is_changed


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("u",), "Undo is off: nothing was changed."),
        (("U",), "Redo is off: nothing was undone."),
        (("r",), "Repair is off: there is nothing to repair."),
        (("l",), "Lift is off: it stands in no group that it could leave."),
        (("j", "K"), "Move up is off: this is the first one."),
        (("G", "J"), "Move down is off: this is the last one."),
        (("J",), "Move down is off: this is the whole filter."),
        (("D",), "Duplicate is off: this is the whole filter."),
        (("h",), "Out is off: this is the whole filter."),
    ],
)
def test_a_key_that_is_off_says_why(keys: tuple[str, ...], said: str) -> None:
    bench = Bench("user_id = a and run_id = b").press(*keys)
    assert bench.state.notice == said
    assert not bench.state.is_changed


@pytest.mark.parametrize("key", ["o", "n", "d", "w", "C"])
def test_without_a_filter_there_is_nothing_to_change_or_copy(key: str) -> None:
    bench = Bench().press(key)
    assert " is off: " in bench.state.notice
    assert not bench.state.copying


def test_a_notice_goes_with_the_next_key() -> None:
    assert Bench("user_id = a").press("u", "j").state.notice == ""


def test_what_is_undone_can_be_done_again_until_something_else_is() -> None:
    bench = Bench("user_id = a").press("j", "n", "u", "n")
    assert bench.text == "not user_id = a"
    assert bench.press("U").state.notice.startswith("Redo is off")


def test_escape_leaves_at_once_when_nothing_was_changed() -> None:
    assert Bench("user_id = a").press("escape").effect == "leave"
    assert Bench("user_id = a").press("j", "n", "n", "escape").effect == "leave"


def test_escape_does_not_throw_work_away_in_haste() -> None:
    bench = Bench("user_id = a").press("j", "n", "escape")
    assert bench.effect == ""
    assert "esc again discards" in bench.state.notice
    assert bench.press("j", "escape").effect == "", "another key takes the question back"
    assert bench.press("escape").effect == "leave"


def test_escape_closes_the_keys_and_the_large_preview_first() -> None:
    bench = Bench("user_id = a").press("question_mark", "escape")
    assert (bench.state.showing, bench.effect) == ("preview", "")
    assert bench.press("tab").state.enlarged
    assert not bench.press("escape").state.enlarged


def test_the_filter_is_used_by_one_key() -> None:
    assert Bench("user_id = a").press("s").effect == "apply"
    assert Bench("user_id = a").press("ctrl+s").effect == "apply"
    assert Bench().press("s").effect == "apply"


def test_what_the_service_would_refuse_is_not_used() -> None:
    bench = Bench("created_at >= today and length > 5", kind="platform").press("s")
    assert bench.effect == ""
    assert bench.state.notice.startswith(
        "Show is off: length is not a field that the Platform can filter by."
    )
    assert bench.press("r", "s").effect == "apply"


def test_a_scope_that_memtui_adds_by_itself_does_not_stop_anything() -> None:
    bench = Bench("keywords icontains x", kind="platform")
    assert [said.finding.code for said in bench.state.findings] == ["no-scope"]
    assert bench.press("s").effect == "apply"


def test_copying_is_two_keys() -> None:
    for key, effect in (("j", "copy.json"), ("t", "copy.text"), ("p", "copy.python")):
        bench = Bench("user_id = a").press("C", key)
        assert bench.effect == effect
        assert not bench.state.copying
    assert Bench("user_id = a", base_url="https://api").press("C", "c").effect == "copy.curl"
    assert Bench(scope=Condition("user_id", "eq", "a")).press("C", "t").effect == "copy.text"


def test_another_key_after_copy_does_nothing() -> None:
    bench = Bench("user_id = a").press("C", "d")
    assert (bench.effect, bench.text, bench.state.copying) == ("", "user_id = a", False)


def test_a_store_without_an_address_has_no_curl() -> None:
    bench = Bench("user_id = a").press("C", "c")
    assert bench.state.notice == "curl is off: the embedded store has no address."


def test_what_was_typed_before_is_gone_on_with() -> None:
    state = opened_on(parse("user_id = a"), "run_id = r", Setting("local"), NOW)
    assert state.draft.filter() == parse("run_id = r")
    assert state.is_changed
    wrong = opened_on(parse("user_id = a"), "run_id =", Setting("local"), NOW)
    assert wrong.draft.filter() == parse("user_id = a")
    assert "no filter yet" in wrong.notice


def test_what_could_not_be_read_again_is_not_built() -> None:
    bench = Bench("user_id = a and run_id = b").press("j")
    said = set()
    for _ in range(8):
        for keys in (("w",), ("n",), ("right",), ("D",)):
            said.add(bench.press(*keys).state.notice)
    assert "Filters nest at most 12 deep: nothing was changed." in said
    assert parse(bench.text) == bench.state.draft.filter()
