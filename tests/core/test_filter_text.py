"""A filter on one line of text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.display import is_plain
from memtui.core.errors import FilterError
from memtui.core.filter_fields import FIELDS
from memtui.core.filter_text import format_filter, parse, tokens_of
from memtui.core.filters import MOST_LEVELS, And, Condition, Filter, Not, Or, levels_of
from tests.strategies import broken_texts, filters, law

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
    assert len(format_filter(tree).splitlines()) == 1
    assert "\t" not in format_filter(tree)


@law(100)
@given(broken_texts)
def test_law_what_cannot_be_seen_is_spelled_out(text: str) -> None:
    tree = And((Condition("user_id", "eq", text), Condition(f"metadata.{text}", "contains", text)))
    written = format_filter(tree)
    assert is_plain(written)
    assert parse(written) == tree


_pieces = st.sampled_from(
    ["user_id", "metadata.a", 'metadata."a b"', "created_at", "categories", "keywords", "length", "edited",
     "memory_ids", "=", "!=", ">", "<=", "==", "in", "contains", "and", "or", "not", "(", ")", ",", "*", '"',
     '"x"', "\\", "x", "1", "true", "today", "-7d", "2024-07-01"]
)  # fmt: skip


@law(200)
@given(st.lists(_pieces, max_size=9).map(" ".join) | broken_texts)
def test_law_any_text_is_a_filter_or_a_mistake_at_a_column(text: str) -> None:
    try:
        tree = parse(text)
    except FilterError as mistake:
        assert mistake.column is not None
        assert 1 <= mistake.column <= len(text) + 1
        assert mistake.message.startswith(f"Column {mistake.column}: ")
    else:
        assert repr(parse(format_filter(tree))) == repr(tree)
        assert levels_of(tree) <= MOST_LEVELS


@law(100)
@given(st.lists(_pieces, max_size=9).map(" ".join) | broken_texts)
def test_law_tokens_stand_where_they_say(text: str) -> None:
    at = 0
    for token in tokens_of(text):
        assert text[token.column - 1 : token.end - 1] == token.text
        assert text[at : token.column - 1].strip() == ""
        at = token.end - 1
    assert text[at:].strip() == ""


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
        (
            'keywords icontains "\\u202e\\U0001f600\\u00E9\\u12"',
            Condition("keywords", "icontains", "\u202e\U0001f600éu12"),
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
        ("not user_id = alice", Not(ALICE)),
        ("NOT user_id=alice", Not(ALICE)),
        ("not user_id = alice and agent_id = bot", And((Not(ALICE), BOT))),
        ("not (user_id = alice and agent_id = bot)", Not(And((ALICE, BOT)))),
        ("not(user_id=alice)or not not run_id=*", Or((Not(ALICE), Not(Not(RUN))))),
        ("user_id != alice", Condition("user_id", "ne", "alice")),
        ("user_id!=alice", Condition("user_id", "ne", "alice")),
        ('user_id != "*"', Condition("user_id", "ne", "*")),
        ("user_id in (alice, bob)", Condition("user_id", "in", ("alice", "bob"))),
        ('user_id IN("customer support",bob)', Condition("user_id", "in", ("customer support", "bob"))),
        ("user_id in (42, true)", Condition("user_id", "in", ("42", "true"))),
        ("user_id in (in, and)", Condition("user_id", "in", ("in", "and"))),
        ("created_at >= 2024-07-01", Condition("created_at", "gte", "2024-07-01")),
        ("created_at>=2024-07-01", Condition("created_at", "gte", "2024-07-01")),
        ("created_at < 2024-07-01T12:00:00Z", Condition("created_at", "lt", "2024-07-01T12:00:00Z")),
        ('created_at > "2024-07-01 12:00"', Condition("created_at", "gt", "2024-07-01 12:00")),
        ("updated_at > -7d", Condition("updated_at", "gt", "-7d")),
        ("timestamp <= Today", Condition("timestamp", "lte", "Today")),
        ("created_at = 2024-07-01", Condition("created_at", "eq", "2024-07-01")),
        ("created_at in (today, -12h)", Condition("created_at", "in", ("today", "-12h"))),
        ("expiration_date = *", Condition("expiration_date", "exists")),
        ("categories in (food)", Condition("categories", "in", ("food",))),
        ("categories contains fo", Condition("categories", "contains", "fo")),
        ("not categories = *", Not(Condition("categories", "exists"))),
        ("keywords contains Tea", Condition("keywords", "contains", "Tea")),
        ("keywords icontains 42", Condition("keywords", "icontains", "42")),
        ("memory_ids in (m1, m2)", Condition("memory_ids", "in", ("m1", "m2"))),
        ("memory_ids = m1", Condition("memory_ids", "in", ("m1",))),
        ("length >= 800", Condition("length", "gte", 800)),
        ("edited = false", Condition("edited", "eq", False)),
        ("metadata.source = email", Condition("metadata.source", "eq", "email")),
        ("metadata.a.b = x", Condition("metadata.a.b", "eq", "x")),
        ('metadata."a b" = x', Condition("metadata.a b", "eq", "x")),
        ('metadata."a\\"b" = x', Condition('metadata.a"b', "eq", "x")),
        ('metadata."" = x', Condition("metadata.", "eq", "x")),
        ("metadata.source = *", Condition("metadata.source", "exists")),
        ('metadata.source = "*"', Condition("metadata.source", "eq", "*")),
        ("metadata.n = 1", Condition("metadata.n", "eq", 1)),
        ("metadata.n = -1.5", Condition("metadata.n", "eq", -1.5)),
        ("metadata.n = 1e3", Condition("metadata.n", "eq", 1000.0)),
        ('metadata.n = "1"', Condition("metadata.n", "eq", "1")),
        ("metadata.n = 1.2.3", Condition("metadata.n", "eq", "1.2.3")),
        ("metadata.n = 007", Condition("metadata.n", "eq", "007")),
        ("metadata.n = ٣", Condition("metadata.n", "eq", "٣")),
        ("metadata.n = -0", Condition("metadata.n", "eq", 0)),
        ("metadata.n = true", Condition("metadata.n", "eq", True)),
        ("metadata.n = True", Condition("metadata.n", "eq", "True")),
        ("metadata.n != null", Condition("metadata.n", "ne", None)),
        ('metadata.n contains "null"', Condition("metadata.n", "contains", "null")),
    ],
)
def test_reading(text: str, tree: Filter) -> None:
    assert repr(parse(text)) == repr(tree)


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (ALICE, "user_id = alice"),
        (RUN, "run_id = *"),
        (Condition("user_id", "eq", "a b"), 'user_id = "a b"'),
        (Condition("user_id", "eq", "Or"), 'user_id = "Or"'),
        (And((Or((ALICE, BOT)), TEA)), "(user_id = alice or agent_id = bot) and keywords icontains tea"),
        (Or((And((ALICE, BOT)), TEA)), "user_id = alice and agent_id = bot or keywords icontains tea"),
        (Not(And((ALICE, BOT))), "not (user_id = alice and agent_id = bot)"),
        (And((Not(ALICE), BOT)), "not user_id = alice and agent_id = bot"),
        (Condition("user_id", "in", ("a", "b c", "*")), 'user_id in (a, "b c", "*")'),
        (Condition("user_id", "eq", "42"), "user_id = 42"),
        (Condition("metadata.n", "eq", "42"), 'metadata.n = "42"'),
        (Condition("metadata.n", "eq", 42), "metadata.n = 42"),
        (Condition("metadata.n", "eq", 1.0), "metadata.n = 1.0"),
        (Condition("metadata.n", "eq", "true"), 'metadata.n = "true"'),
        (Condition("metadata.n", "eq", None), "metadata.n = null"),
        (Condition("metadata.a b", "exists"), 'metadata."a b" = *'),
        (Condition("metadata.", "exists"), 'metadata."" = *'),
        (Condition("created_at", "gte", "2024-07-01"), "created_at >= 2024-07-01"),
        (Condition("memory_ids", "in", ("m1",)), "memory_ids in (m1)"),
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
