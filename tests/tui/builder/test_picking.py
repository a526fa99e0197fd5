"""Typing a condition, in steps or as a whole."""

from __future__ import annotations

import pytest

from tests.tui.builder.states import Bench


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("u", "user_id"),
        ("ag", "agent_id"),
        ("c", "created_at"),
        ("ca", "categories"),
        ("upd", "updated_at"),
        ("date", "expiration_date"),
        ("k", "keywords"),
        ("text", "keywords"),
        ("ids", "memory_ids"),
        ("meta", "metadata.…"),
    ],
)
def test_a_field_is_found_by_how_it_begins_or_what_it_is_about(typed: str, first: str) -> None:
    assert Bench().press("a", typed).labels[0] == first


def test_only_what_the_service_takes_is_offered() -> None:
    assert "length" in Bench(kind="local").press("a").labels
    assert "length" not in Bench(kind="platform").press("a").labels
    platform = Bench(kind="platform").press("a", "exp", "enter", "backspace")
    assert platform.labels == [">=", "<", ">", "<=", "=", "!=", "in"]
    assert "= *" in Bench(kind="local").press("a", "exp", "enter", "backspace").labels


def test_no_such_field() -> None:
    bench = Bench().press("a", "zzz")
    assert bench.offers.problem == "zzz is no field here."
    assert bench.press("enter").state.picker is not None


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("u", "enter", "bob", "enter"), "user_id = bob"),
        (("u", "enter", "*", "enter"), "user_id = *"),
        (("u", "enter", "!=bob", "enter"), "user_id != bob"),
        (("u", "enter", "= bob", "enter"), "user_id = bob"),
        (("c", "enter", "<", "2024-07-01", "enter"), "created_at < 2024-07-01"),
        (("c", "enter", "<=", "today", "enter"), "created_at <= today"),
        (("c", "enter", "<", "enter", "today", "enter"), "created_at < today"),
        (("c", "enter", "tab", "today", "enter"), "created_at < today"),
        (("c", "enter", "tod", "enter"), "created_at >= today"),
        (("c", "enter", "-3", "enter"), "created_at >= -3d"),
        (("c", "enter", "2024-07", "enter"), "created_at >= 2024-07-01"),
        (("c", "enter", "2024", "enter"), "created_at >= 2024-01-01"),
        (("ca", "enter", "food", "enter"), "categories contains food"),
        (("ca", "enter", "tab", "food, work", "enter"), "categories in (food, work)"),
        (("k", "enter", "to play", "enter"), 'keywords icontains "to play"'),
        (("metadata.plan", "enter", "7", "enter"), "metadata.plan = 7"),
        (("metadata.plan", "enter", "tab", "7", "enter"), "metadata.plan != 7"),
        (("length", "enter", "500", "enter"), "length > 500"),
        (("edited", "enter", "f", "enter"), "edited = false"),
        (("ids", "enter", "a, b", "enter"), "memory_ids in (a, b)"),
        (("u", "enter", "backspace", "in", "enter", "a,b", "enter"), "user_id in (a, b)"),
        (("u", "enter", "backspace", "not", "enter", "a", "enter"), "user_id != a"),
        (("u", "enter", "backspace", "set", "enter", "enter"), "user_id = *"),
        (("u", "enter", "backspace", "backspace", "ctrl+u", "ag", "enter", "x", "enter"), "agent_id = x"),
    ],
)
def test_conditions(keys: tuple[str, ...], text: str) -> None:
    assert Bench().press("a", *keys).text == text


def test_what_the_store_holds_is_taken_by_its_beginning() -> None:
    bench = Bench(known=["alice", "alina", "malice"]).press("a", "u", "enter", "ali")
    assert bench.labels == ["alice", "alina", "ali", "malice"]
    assert bench.press("enter").text == "user_id = alice"


def test_what_was_typed_is_taken_when_nothing_begins_with_it_and_a_wrong_name_is_told() -> None:
    bench = Bench(known=["malice"]).press("a", "u", "enter", "ali")
    assert bench.labels == ["ali", "malice"]
    assert bench.offers.rows[0].note == "no user is called that"
    assert bench.press("enter").text == "user_id = ali"


def test_an_exact_name_stands_first_and_once() -> None:
    bench = Bench(known=["ali-2", "ali"]).press("a", "u", "enter", "ali")
    assert bench.labels.count("ali") == 1
    assert bench.press("down", "up", "enter").text in {"user_id = ali", "user_id = ali-2"}


def test_a_part_of_a_text_is_taken_as_typed() -> None:
    bench = Bench(known=["foodies", "seafood"]).press("a", "ca", "enter", "food")
    assert bench.labels == ["food", "foodies", "seafood"]


def test_the_arrows_choose_another_row() -> None:
    bench = Bench(known=["alice", "alina"]).press("a", "u", "enter", "ali", "down", "down")
    assert bench.press("enter").text == "user_id = ali"


def test_without_typing_enter_takes_the_most_frequent() -> None:
    assert Bench(known=["bob", "alice"]).press("a", "u", "enter", "enter").text == "user_id = bob"


def test_several_values_are_completed_one_by_one() -> None:
    bench = Bench(known=["alice", "bob"]).press("a", "u", "enter", "tab", "tab", "al", "right")
    assert bench.line == "alice"
    bench.press(",", "b")
    assert bench.labels[0] == "bob"
    assert bench.press("enter").text == "user_id in (alice, bob)"


def test_a_comma_takes_the_chosen_row_into_the_list() -> None:
    bench = Bench(known=["alice", "alina"]).press("a", "u", "enter", "tab", "tab", "al", "down")
    bench.press("comma")
    assert bench.line == "alina, "
    assert bench.labels[0] == "alina,"
    assert bench.press("enter").text == "user_id in (alina)"


def test_a_value_that_is_in_the_list_already_is_not_offered() -> None:
    bench = Bench(known=["alice", "bob"]).press("a", "u", "enter", "tab", "tab", "alice, ")
    assert bench.labels == ["alice,", "bob"]


def test_values_of_metadata_keep_their_type() -> None:
    bench = Bench(known=["7", 7, True]).press("a", "metadata.rank", "enter")
    assert bench.labels == ['"7"', "7", "true"]
    assert bench.press("down", "enter").text == "metadata.rank = 7"


def test_keys_of_metadata_are_fields() -> None:
    bench = Bench(known=["source", "a key"]).press("a", "sour", "enter")
    assert bench.press("email", "enter").text == "metadata.source = email"
    odd = Bench(known=["a key"]).press("a", "key", "down", "enter", "x", "enter")
    assert odd.text == 'metadata."a key" = x'
    assert (
        Bench(known=["a key"]).press("a", "metadata.a k", "enter", "x", "enter").text
        == 'metadata."a key" = x'
    )


def test_metadata_asks_for_its_key() -> None:
    bench = Bench().press("a", "meta", "enter")
    assert bench.line == "metadata."
    assert bench.offers.problem == "Type the key of the metadata."
    assert bench.press("plan", "enter", "x", "enter").text == "metadata.plan = x"


@pytest.mark.parametrize(
    "text",
    [
        "user_id = alice and not run_id = *",
        "user_id = alice or agent_id in (a, b)",
        "not categories contains food",
        'metadata."a key" = 7',
    ],
)
def test_a_whole_condition_can_be_typed(text: str) -> None:
    bench = Bench().press("a", text)
    assert bench.labels == [text]
    assert bench.press("enter").text == text


def test_a_whole_condition_can_be_json() -> None:
    assert Bench().press("a", '{"user_id": "alice"}', "enter").text == "user_id = alice"


def test_a_mistake_in_it_is_told_with_its_column_and_nothing_is_lost() -> None:
    bench = Bench("run_id = r1").press("a", "user_id = alice andd", "enter")
    assert bench.offers.problem.startswith("Column 17: expected")
    assert bench.line == "user_id = alice andd"
    assert bench.text == "run_id = r1"


def test_what_the_service_would_refuse_cannot_be_taken() -> None:
    bench = Bench(kind="platform").press("a", "length > 5", "enter")
    assert bench.offers.problem == "length is not a field that the Platform can filter by."
    assert bench.text == ""
    wrong = Bench().press("a", "c", "enter", "soon", "enter")
    assert wrong.offers.problem.startswith("created_at: 'soon' is no date")
    assert wrong.text == ""


def test_backspace_on_an_empty_step_goes_a_step_back() -> None:
    bench = Bench().press("a", "u", "enter", "x", "backspace", "backspace")
    assert bench.step == "operator"
    bench.press("backspace")
    assert bench.step == "field"
    assert bench.line == "user_id"
    assert bench.press("ctrl+u", "backspace").state.picker is not None


def test_escape_cancels_the_condition_only() -> None:
    bench = Bench("run_id = r1").press("a", "u", "enter", "al", "escape")
    assert bench.state.picker is None
    assert bench.text == "run_id = r1"
    assert bench.state.draft.before is None


def test_editing_begins_at_the_value() -> None:
    bench = Bench("user_id = alice and run_id = r1").press("j", "e")
    assert bench.line == "alice"
    bench.press("backspace", "a", "enter")
    assert bench.text == "user_id = alica and run_id = r1"
    assert bench.press("u").text == "user_id = alice and run_id = r1"


def test_editing_keeps_the_operator_and_the_negation() -> None:
    bench = Bench("run_id = r1 and not user_id != alice").press("G", "e", "ctrl+u", "bob", "enter")
    assert bench.text == "run_id = r1 and not user_id != bob"


def test_editing_into_the_same_is_no_change() -> None:
    bench = Bench("created_at >= -7d and run_id = r1").press("j", "e", "enter")
    assert bench.state.draft.before is None
    assert not bench.state.is_changed


def test_a_number_becomes_a_truth_value() -> None:
    bench = Bench("metadata.k = 1 and run_id = r").press("j", "e", "ctrl+u", "true", "enter")
    assert bench.text == "metadata.k = true and run_id = r"
    assert bench.state.is_changed


def test_enter_waits_for_the_store_where_that_decides_what_is_taken() -> None:
    bench = Bench(known=["alice"], answers=False).press("a", "u", "enter", "ali", "enter")
    assert bench.state.picker is not None
    assert bench.state.picker.waiting
    assert bench.offers.hint == "looking up …"


def test_escape_ends_the_waiting_and_the_next_enter_takes_what_was_typed() -> None:
    bench = Bench(known=["alice"], answers=False).press("a", "u", "enter", "ali", "enter", "escape")
    assert bench.line == "ali"
    assert bench.press("enter").text == "user_id = ali"


def test_what_was_chosen_with_the_arrows_is_not_waited_for() -> None:
    bench = Bench(answers=False).press("a", "u", "enter", "ali", "down", "enter")
    assert bench.text == "user_id = ali"


def test_enter_does_not_wait_where_the_store_does_not_matter() -> None:
    bench = Bench(answers=False)
    assert bench.press("a", "ca", "enter", "food", "enter").text == "categories contains food"
    assert bench.press("a", "c", "enter", "today", "enter").text.endswith("created_at >= today")


def test_ctrl_s_takes_the_condition_and_applies() -> None:
    bench = Bench().press("a", "u", "enter", "bob", "ctrl+s")
    assert bench.text == "user_id = bob"
    assert bench.effect == "apply"
    assert Bench().press("a", "u", "enter", "ctrl+s").effect == ""
