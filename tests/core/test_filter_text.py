"""A filter on one line of text."""

from __future__ import annotations

import pytest
from hypothesis import given

from memtui.core.errors import FilterError
from memtui.core.filter_fields import FIELDS
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
    # Not only equal: 1, 1.0 and true are not the same.
    assert repr(parse(format_filter(tree))) == repr(tree)


@law()
@given(filters)
def test_law_a_filter_is_one_line(tree: Filter) -> None:
    assert not {"\n", "\r", "\t"} & set(format_filter(tree))


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
        (
            'keywords icontains "say \\"hi\\" \\\\ \\n\\r\\t\\x"',
            Condition("keywords", "icontains", 'say "hi" \\ \n\r\tx'),
        ),
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


ORS = "'and', 'or' or the end"


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 1, "expected a field, the filter ends here"),
        ("   ", 1, "expected a field"),
        ("user_id", 8, "expected one of =, = *, in, != after user_id, the filter ends here"),
        ("user_id alice", 9, "found 'alice'"),
        ("user_id ! alice", 9, "found '!'"),
        ("user_id =", 10, "expected a value, the filter ends here"),
        ("user_id =   ", 10, "expected a value"),
        ("user_id = (alice)", 11, "expected a value, found '('"),
        ("user_id = = alice", 11, "expected a value"),
        ("user_id != *", 12, "expected a value, found '*'"),
        ("user_id > alice", 9, "expected one of =, = *, in, != after user_id, found '>'"),
        ("user_id contains ali", 9, "found 'contains'"),
        ("user_id = alice bob", 17, f"expected {ORS}, found 'bob'"),
        ("user_id = alice and", 20, "expected a field"),
        ("user_id = alice and and", 21, "'and'"),
        ("user_id = alice or )", 20, "expected a field"),
        ("user = alice", 1, "'user' is not a field"),
        ("  User_ID = alice", 3, "'User_ID' is not a field"),
        ('"user_id" = alice', 1, "expected a field"),
        ("(user_id = alice", 17, "expected ')'"),
        ("(user_id = alice]", 18, "expected ')'"),
        ("user_id = alice)", 16, f"expected {ORS}, found ')'"),
        ("()", 2, "expected a field"),
        ('user_id = "alice', 11, "this quote is never closed"),
        ('user_id = "alice\\"', 11, "never closed"),
        ('user_id = al"ice"', 13, "found '\"ice\"'"),
        ("user_id = al\\ice", 13, "'\\\\' means nothing here"),
        ("user_id in alice", 12, "expected '(' and a list of values, found 'alice'"),
        ("user_id in", 11, "expected '(' and a list of values, the filter ends here"),
        ("user_id in ()", 13, "expected a value, found ')'"),
        ("user_id in (", 13, "expected a value, the filter ends here"),
        ("user_id in (a", 14, "expected ',' or ')', the filter ends here"),
        ("user_id in (a b)", 15, "expected ',' or ')', found 'b'"),
        ("user_id in (a,)", 15, "expected a value, found ')'"),
        ("user_id in (a, *)", 16, "expected a value, found '*'"),
        ("user_id in (a,,b)", 15, "expected a value, found ','"),
        ("user_id not in (a)", 9, "found 'not'"),
        ("not", 4, "expected a field"),
        ("not not", 8, "expected a field"),
        ("not user_id", 12, "expected one of ="),
        ("not (user_id = a", 17, "expected ')'"),
        ("not = a", 5, "expected a field, found '='"),
        ("keywords = tea", 10, "expected one of icontains, contains after keywords, found '='"),
        ("keywords icontains", 19, "expected a value"),
        ("keywords icontains *", 20, "expected a value"),
        ("keywords = *", 12, "expected a value, found '*'"),
        ("categories = food", 12, "expected one of in, contains, = * after categories, found '='"),
        ("categories != food", 12, "found '!='"),
        ("created_at = *", 14, "expected a value, found '*'"),
        ("created_at > soon", 14, "created_at: 'soon' is no date; write 2024-07-01, 2024-07-01T12:00:00Z"),
        ("created_at > -7x", 14, "'-7x' is no date"),
        ('created_at > ""', 14, "'' is no date"),
        ("created_at in (today, soon)", 23, "'soon' is no date"),
        ("created_at > 2024-13-01", 14, "'2024-13-01' is no date"),
        ("created_at > 2024-07-01 12:00", 25, f"expected {ORS}"),
        ("created_at contains 2024", 12, "expected one of >=, <, >, <=, =, !=, in after created_at"),
        ("metadata = x", 1, "'metadata' is not a field"),
        ("metadata. = x", 1, "'metadata.' is not a field"),
        ("METADATA.a = x", 1, "'METADATA.a' is not a field"),
        ("metadata.a > 3", 12, "expected one of =, !=, contains, = * after metadata.a, found '>'"),
        ('metadata."a b" > 3', 16, 'after metadata."a b", found'),
        ("metadata.a in (b)", 12, "found 'in'"),
        ("metadata.a = 1e999", 14, "metadata.a: the number is too large"),
        ("metadata.a != *", 15, "expected a value"),
        ("memory_ids = *", 14, "expected a value"),
        ("memory_ids != m1", 12, "expected in after memory_ids, found '!='"),
        ("length > many", 10, "length: the value is a whole number of characters"),
        ("length > 3.5", 10, "length: the value is a whole number"),
        ("length > -1", 10, "length: the value is a whole number"),
        ("length > true", 10, "length: the value is a whole number"),
        ('length > "3"', 10, "length: the value is a whole number"),
        ("length > 99999999999999999999", 10, "length: the value is a whole number"),
        ("length = *", 10, "expected a value"),
        ("edited = yes", 10, "edited: the value is true or false"),
        ("edited = 1", 10, "edited: the value is true or false"),
        ("edited != true", 8, "expected = after edited, found '!='"),
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


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("userid = x", "Did you mean 'user_id'?"),
        ("User_ID = x", "Did you mean 'user_id'?"),
        ("category contains x", "Did you mean 'categories'?"),
        ("expiration < today", "Did you mean 'expiration_date'?"),
        ("keyword contains x", "Did you mean 'keywords'?"),
        ("session_id = x", "Did you mean 'run_id'?"),
        ("text contains x", "Did you mean 'keywords'?"),
        ("id = x", "Did you mean 'memory_ids'?"),
        ("metadata = x", "A key of the metadata is written metadata.KEY."),
        ("METADATA.a = x", "A key of the metadata is written metadata.KEY."),
        ("user_id == x", "Did you mean '='?"),
        ("user_id <> x", "Did you mean '!='?"),
        ("user_id ne x", "Did you mean '!='?"),
        ("user_id eq x", "Did you mean '='?"),
        ("user_id exists", "Did you mean '= *'?"),
        ("user_id is set", "Did you mean '= *'?"),
        ("keywords like x", "Did you mean 'contains'?"),
        ("keywords contain x", "Did you mean 'contains'?"),
        ("created_at gte 2024-01-01", "Did you mean '>='?"),
        ("user_id != *", "What is not set is written: not user_id = *"),
        ("categories != food", "Write: not categories in (...)"),
        ("memory_ids != m1", "Write: not memory_ids in (...)"),
        ("user_id = a && app_id = b", "Did you mean 'and'?"),
        ("user_id = a | app_id = b", "Did you mean 'or'?"),
        ("user_id = alice bob", 'A value of several words is written in quotes: "alice bob"'),
        ("user_id in (alice bob)", 'A value of several words is written in quotes: "alice bob"'),
        ("user_id = 'alice bob'", 'A value of several words is written in quotes: "alice bob"'),
        ("user_id = (alice)", 'A text with such marks in it is written in quotes: "...".'),
        ("user_id in ()", ""),
        ("user_id =", ""),
    ],
)
def test_a_mistake_comes_with_what_may_have_been_meant(text: str, hint: str) -> None:
    with pytest.raises(FilterError) as mistake:
        parse(text)
    assert mistake.value.hint == hint


@pytest.mark.parametrize("depth", [13, 10_000])
@pytest.mark.parametrize(
    ("opening", "closing", "column"),
    [("(", ")", 13), ("not ", "", 49), ("not (", ")", 31), ("not(", ")", 25)],
)
def test_a_filter_nested_beyond_reason_is_refused(
    depth: int, opening: str, closing: str, column: int
) -> None:
    levels = 12 // (2 if "(" in opening and len(opening) > 1 else 1)
    parse(opening * levels + "user_id = alice" + closing * levels)
    with pytest.raises(FilterError, match="nested more than 12 deep") as mistake:
        parse(opening * depth + "user_id = alice" + closing * depth)
    assert mistake.value.column == column


def test_siblings_do_not_count_as_levels() -> None:
    parse(" and ".join(["not (not user_id = alice)"] * 100))


def test_a_wrong_field_is_answered_with_the_right_ones() -> None:
    with pytest.raises(FilterError) as mistake:
        parse("mood = good")
    assert {field.name for field in FIELDS if field.kind != "metadata"} | {"metadata.KEY"} <= set(
        mistake.value.hint.strip(".").replace(",", "").replace(";", "").split()
    )


def test_a_long_filter_is_no_deep_one() -> None:
    many = " or ".join(f"user_id = u{number}" for number in range(5000))
    tree = parse(many)
    assert isinstance(tree, Or)
    assert len(tree.children) == 5000
    assert format_filter(tree) == many
