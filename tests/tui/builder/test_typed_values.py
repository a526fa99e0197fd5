"""What is typed as a value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.filter_fields import FIELDS, field_of, operators_for
from memtui.core.filters import Condition, Operator, Scalar, Value
from memtui.core.profile import ServiceKind
from memtui.tui.modals.builder.typed_values import (
    condition_typed,
    default_operator,
    instant_note,
    parts_of,
    sign_in,
    text_of,
    with_last_part,
)
from tests.tui.builder.driver import NOW


def read(name: str, operator: Operator, text: str, kind: ServiceKind = "local") -> Value | str:
    condition = condition_typed(name, operator, text, kind, NOW)
    return condition if isinstance(condition, str) else condition.value


@pytest.mark.parametrize(
    ("name", "operator", "text", "value"),
    [
        ("user_id", "eq", " alice ", "alice"),
        ("user_id", "eq", '" alice "', " alice "),
        ("user_id", "eq", "7", "7"),
        ("user_id", "eq", '"*"', "*"),
        ("user_id", "in", "a, b ,c", ("a", "b", "c")),
        ("user_id", "in", '"a, b", c,', ("a, b", "c")),
        ("created_at", "gte", "-7d", "-7d"),
        ("metadata.k", "eq", "7", 7),
        ("metadata.k", "eq", '"7"', "7"),
        ("metadata.k", "eq", "true", True),
        ("metadata.k", "eq", "null", None),
        ("metadata.k", "eq", "two words", "two words"),
        ("metadata.k", "eq", "a and user_id = b", "a and user_id = b"),
        ("metadata.k", "contains", "7", 7),
        ("keywords", "icontains", "=> x", "=> x"),
        ("length", "gt", "500", 500),
        ("edited", "eq", "true", True),
        ("memory_ids", "in", "a,b", ("a", "b")),
    ],
)
def test_values(name: str, operator: Operator, text: str, value: Value) -> None:
    found = read(name, operator, text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "operator", "text", "sentence"),
    [
        ("created_at", "gte", "soon", "created_at: 'soon' is no date; write 2024-07-01"),
        ("length", "gt", "long", "the value is a whole number"),
        ("edited", "eq", "maybe", "the value is true or false"),
        ("user_id", "eq", "  ", "Type a value."),
        ("user_id", "in", " , ", "Type a value; a comma parts several."),
        ("user_id", "ne", "*", "What is not set is written"),
        ("user_id", "eq", ">= 5", "user_id does not take >="),
        ("categories", "contains", "= food", "categories does not take =;"),
        ("metadata.k", "eq", "> 5", "metadata.k does not take >"),
        ("nonsense", "eq", "a", "nonsense is not a field."),
    ],
)
def test_wrong_values_get_a_sentence(name: str, operator: Operator, text: str, sentence: str) -> None:
    found = condition_typed(name, operator, text, "local", NOW)
    assert isinstance(found, str)
    assert sentence in found


def test_a_star_means_that_it_is_set_where_the_service_says_so() -> None:
    assert condition_typed("run_id", "eq", "*", "platform", NOW) == Condition("run_id", "exists")
    assert condition_typed("metadata.k", "eq", "*", "local", NOW) == Condition("metadata.k", "exists")
    assert condition_typed("metadata.k", "eq", "*", "platform", NOW) == Condition("metadata.k", "eq", "*")


def test_what_a_service_does_not_take_is_refused() -> None:
    assert "length" in str(condition_typed("length", "gt", "5", "platform", NOW))


_OPERATORS: dict[str, Operator | None] = {
    "!= a": "ne", "!=": "ne", ">=5": "gte", "<": None, "< 5": "lt", "=": None, "=a": "eq", "== a": "eq",
    "a": None, "!": None, "": None,
}  # fmt: skip


@pytest.mark.parametrize("text", _OPERATORS)
def test_a_sign_before_the_value_is_the_operator(text: str) -> None:
    allowed: tuple[Operator, ...] = ("eq", "ne", "gte", "lt")
    found = sign_in(text, allowed)
    assert (found[0] if found else None) == _OPERATORS[text]


def test_one_sign_alone_counts_when_it_is_entered() -> None:
    assert sign_in("<", ("lt",), entered=True) == ("lt", "")
    assert sign_in("<5", ("gt",), entered=True) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a,", ["a", ""]),
        ("a, b", ["a", "b"]),
        ('"a, b", c', ['"a, b"', "c"]),
        ('"a, b', ['"a, b']),
    ],
)
def test_parts_of_a_list(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


def test_the_last_part_is_replaced() -> None:
    assert with_last_part("a,b, ali", "alice") == "a, b, alice"
    assert with_last_part("", "alice") == "alice"


_NAMES = [field.name if field.name != "metadata." else "metadata.a key" for field in FIELDS]


@given(st.data())
def test_what_is_offered_to_be_edited_is_read_as_the_same_condition(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(_NAMES))
    field = field_of(name)
    assert field is not None
    operator = data.draw(
        st.sampled_from([sign for sign in operators_for(field, "local") if sign != "exists"])
    )
    texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
    if field.kind == "time":
        values: st.SearchStrategy[Scalar] = st.sampled_from(
            ["today", "-7d", "2024-07-01", "2024-07-01T10:00:00Z"]
        )
    elif field.kind in {"length", "edited"}:
        values = st.booleans() if field.kind == "edited" else st.integers(0, 10**6)
    elif field.kind == "metadata":
        values = st.one_of(
            texts, st.integers(-99, 99), st.booleans(), st.none(), st.sampled_from(["1", "true"])
        )
    else:
        values = st.one_of(texts, st.sampled_from(["*", "in", "=", ">=1", '"', "a,b", " a", "a\nb", "\\"]))
    several = st.lists(values, min_size=1, max_size=3).map(tuple)
    value: Value = data.draw(several) if operator == "in" else data.draw(values)
    condition = Condition(name, operator, value)
    again = condition_typed(name, operator, text_of(condition), "local", NOW)
    assert repr(again) == repr(condition)


@pytest.mark.parametrize(
    ("name", "kind", "operator"),
    [
        ("user_id", "platform", "eq"),
        ("created_at", "local", "gte"),
        ("categories", "local", "contains"),
        ("keywords", "platform", "icontains"),
        ("memory_ids", "local", "in"),
        ("length", "local", "gt"),
    ],
)
def test_the_commonest_operator_needs_no_key(name: str, kind: ServiceKind, operator: Operator) -> None:
    field = field_of(name)
    assert field is not None
    assert default_operator(field, kind) == operator


def test_a_date_says_which_instant_it_means() -> None:
    assert instant_note("-7d", NOW) == "2026-11-14 12:00 UTC · 1w ago"
    assert instant_note("2024-07-01", NOW) == "2024-07-01 00:00 UTC · 2y ago"
    assert instant_note("2026-11-24", NOW) == "2026-11-24 00:00 UTC · in 2d"
    assert instant_note("soon", NOW) == ""
