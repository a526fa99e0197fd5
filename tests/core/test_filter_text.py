"""A filter on one line of text."""

from __future__ import annotations

import pytest
from hypothesis import given

from memtui.core.errors import FilterError
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import And, Condition, Filter, Or
from tests.strategies import filters, law

ALICE = Condition("user_id", "eq", "alice")
BOT = Condition("agent_id", "eq", "bot")
TEA = Condition("keywords", "icontains", "tea")
RUN = Condition("run_id", "exists")


@law(150)
@given(filters)
def test_law_a_filter_is_read_as_it_was_written(tree: Filter) -> None:
    assert parse(format_filter(tree)) == tree


@law()
@given(filters)
def test_law_a_filter_is_one_line(tree: Filter) -> None:
    assert "\n" not in format_filter(tree)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("user_id = alice", ALICE),
        ("user_id=alice", ALICE),
        ("  user_id\t=\n alice  ", ALICE),
        ('user_id = "alice"', ALICE),
        ("run_id = *", RUN),
        ('user_id = "*"', Condition("user_id", "eq", "*")),
        ("keywords icontains tea", TEA),
        ("keywords ICONTAINS tea", TEA),
        ('keywords icontains "to play"', Condition("keywords", "icontains", "to play")),
        ('keywords icontains "say \\"hi\\" \\\\ \\n"', Condition("keywords", "icontains", 'say "hi" \\ \n')),
        ("user_id = customer-support@acme.test", Condition("user_id", "eq", "customer-support@acme.test")),
        ("user_id = 42", Condition("user_id", "eq", "42")),
        ("user_id = true", Condition("user_id", "eq", "true")),
        ('user_id = ""', Condition("user_id", "eq", "")),
        ('user_id = "and"', Condition("user_id", "eq", "and")),
        ("app_id = 東京", Condition("app_id", "eq", "東京")),
        ("user_id = alice and agent_id = bot", And((ALICE, BOT))),
        ("user_id = alice AND agent_id = bot Or run_id = *", Or((And((ALICE, BOT)), RUN))),
        ("user_id = alice or agent_id = bot and run_id = *", Or((ALICE, And((BOT, RUN))))),
        ("(user_id = alice or agent_id = bot) and run_id = *", And((Or((ALICE, BOT)), RUN))),
        ("((user_id = alice))", ALICE),
        ("user_id = alice and (agent_id = bot and run_id = *)", And((ALICE, And((BOT, RUN))))),
    ],
)
def test_reading(text: str, tree: Filter) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (ALICE, "user_id = alice"),
        (RUN, "run_id = *"),
        (Condition("user_id", "eq", "a b"), 'user_id = "a b"'),
        (Condition("user_id", "eq", "Or"), 'user_id = "Or"'),
        (And((Or((ALICE, BOT)), TEA)), "(user_id = alice or agent_id = bot) and keywords icontains tea"),
        (Or((And((ALICE, BOT)), TEA)), "user_id = alice and agent_id = bot or keywords icontains tea"),
    ],
)
def test_writing(tree: Filter, text: str) -> None:
    assert format_filter(tree) == text


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 1, "expected a field"),
        ("   ", 1, "expected a field"),
        ("user_id", 8, "expected '='"),
        ("user_id alice", 9, "found 'alice'"),
        ("user_id != alice", 9, "found '!'"),
        ("user_id =", 10, "expected a value"),
        ("user_id =   ", 10, "expected a value"),
        ("user_id = (alice)", 11, "expected a value"),
        ("user_id = = alice", 11, "expected a value"),
        ("user_id = alice bob", 17, "expected 'and', 'or' or the end"),
        ("user_id = alice and", 20, "expected a field"),
        ("user_id = alice and and", 21, "'and'"),
        ("user_id = alice or )", 20, "expected a field"),
        ("user = alice", 1, "'user' is not a field"),
        ("  User_ID = alice", 3, "'User_ID' is not a field"),
        ('"user_id" = alice', 1, "expected a field"),
        ("(user_id = alice", 17, "expected ')'"),
        ("(user_id = alice]", 18, "expected ')'"),
        ("user_id = alice)", 16, "found ')'"),
        ("()", 2, "expected a field"),
        ('user_id = "alice', 11, "never closed"),
        ('user_id = "alice\\"', 11, "never closed"),
        ('user_id = al"ice"', 13, "found '\"ice\"'"),
        ("keywords = tea", 10, "expected 'icontains'"),
        ("keywords icontains", 19, "expected a value"),
        ("keywords icontains *", 20, "expected a value"),
        ("東京 = alice", 1, "'東京' is not a field"),
        ("user_id = 東京 or x = y", 17, "'x' is not a field"),
        ("* = alice", 1, "expected a field"),
        ("= alice", 1, "expected a field"),
    ],
)
def test_a_mistake_is_named_with_its_column(text: str, column: int, says: str) -> None:
    with pytest.raises(FilterError) as mistake:
        parse(text)
    assert mistake.value.column == column
    assert mistake.value.message.startswith(f"Column {column}: ")
    assert says in mistake.value.message
    assert mistake.value.exit_code == 2


@pytest.mark.parametrize("depth", [13, 10_000])
def test_a_filter_nested_beyond_reason_is_refused(depth: int) -> None:
    parse("(" * 12 + "user_id = alice" + ")" * 12)
    with pytest.raises(FilterError, match="parentheses") as mistake:
        parse("(" * depth + "user_id = alice" + ")" * depth)
    assert mistake.value.column == 13


def test_a_wrong_field_is_answered_with_the_right_ones() -> None:
    with pytest.raises(FilterError) as mistake:
        parse("mood = good")
    assert {"user_id", "agent_id", "app_id", "run_id", "keywords"} <= set(
        mistake.value.hint.strip(".").replace(",", "").split()
    )


def test_a_long_filter_is_no_deep_one() -> None:
    many = " or ".join(f"user_id = u{number}" for number in range(5000))
    tree = parse(many)
    assert isinstance(tree, Or)
    assert len(tree.children) == 5000
    assert format_filter(tree) == many
