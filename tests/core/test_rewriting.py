"""Rules of a batch edit: what they change, what they leave alone and why, and what is wrong with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core import rewriting
from memtui.core.changes import MemoryEdit, differences, edited
from memtui.core.errors import UsageError
from memtui.core.models import SCOPE_FIELDS, Memory
from memtui.core.rewriting import (
    AddPrefix,
    AddSuffix,
    RemoveMetadata,
    ReplaceText,
    Rule,
    RuleError,
    SetExpiration,
    SetMetadata,
    Unchanged,
    rewrite,
    spans,
)
from tests.strategies import few_texts, json_values, law, memories, texts

TEA = Memory(id="m1", memory="Likes black tea, not Tea bags", user_id="alice", metadata={"source": "chat"})
CATASTROPHE = "(a|aa)+$"
MANY = "a" * 3000 + "!"


def text_after(rule: Rule, text: str) -> str:
    """What becomes of a text, or why it stays."""
    memory = replace(TEA, memory=text)
    edit = rewrite(memory, [rule])
    return edit.reason if isinstance(edit, Unchanged) else edited(memory, edit).memory


# Text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text", "after"),
    [
        (ReplaceText("tea", "cake"), "tea and teapots, not TEA", "cake and cakepots, not TEA"),
        (ReplaceText("tea", "cake", ignore_case=True), "tea and TEA", "cake and cake"),
        (ReplaceText("strasse", "weg", ignore_case=True), "Eine Straße", "Eine weg"),
        (ReplaceText("a.c", "x"), "abc a.c", "abc x"),
        (ReplaceText("a.c", "x", ignore_case=True), "abc A.C", "abc x"),
        (ReplaceText("tea", r"\1 \g<0> \n"), "tea", r"\1 \g<0> \n"),
        (ReplaceText("tea", r"\1", ignore_case=True), "TEA", r"\1"),
        (ReplaceText(" tea", ""), "black tea", "black"),
        (ReplaceText(r"(\w+) and (\w+)", r"\2 and \1", is_regex=True), "tea and cake", "cake and tea"),
        (ReplaceText(r"(?P<day>\d+)\.", r"<\g<day>\g<1>\g<0>>", is_regex=True), "am 3.", "am <333.>"),
        (ReplaceText(r"(a)|b", r"[\1]", is_regex=True), "ab", "[a][]"),
        (ReplaceText(r"\s+", r"\\ \t\n", is_regex=True), "a   b", "a\\ \t\nb"),
        (ReplaceText("TEA", "x", is_regex=True, ignore_case=True), "Tea", "x"),
        (ReplaceText(r"\p{Lu}", "_", is_regex=True), "Straße Ä", "_traße _"),
        (ReplaceText("^", "> ", is_regex=True), "tea", "> tea"),
        (ReplaceText("\u202e", "", is_regex=False), "ad\u202emin", "admin"),
        (AddPrefix("[checked] "), "tea", "[checked] tea"),
        (AddSuffix(" (2024)"), "tea", "tea (2024)"),
        # What stays, and why.
        (ReplaceText("coffee", "x"), "tea", rewriting.NO_MATCH),
        (ReplaceText("c.ffee", "x", is_regex=True), "tea", rewriting.NO_MATCH),
        (ReplaceText("tea", "tea"), "tea", rewriting.SAME_TEXT),
        (ReplaceText("Tea", "tea", ignore_case=True), "tea", rewriting.SAME_TEXT),
        (ReplaceText("tea", ""), "tea", rewriting.EMPTY),
        (ReplaceText(r"\w+", "", is_regex=True), "tea \n cake", rewriting.EMPTY),
        (AddPrefix("[checked] "), "[checked] tea", rewriting.BEGINS_WITH_IT),
        (AddSuffix(" (2024)"), "tea (2024)", rewriting.ENDS_WITH_IT),
        (ReplaceText(CATASTROPHE, "x", is_regex=True), MANY, rewriting.TOO_SLOW),
    ],
)
def test_what_becomes_of_a_text(rule: Rule, text: str, after: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriting, "MOST_SECONDS", 0.05)
    assert text_after(rule, text) == after


def test_what_takes_too_long_leaves_everything_as_it_is() -> None:
    memory = replace(TEA, memory=MANY)
    rules: list[Rule] = [
        SetMetadata("checked", True),
        ReplaceText(CATASTROPHE, "", is_regex=True),
        AddPrefix("> "),
    ]
    assert rewrite(memory, rules, seconds=0.02) == Unchanged(rewriting.TOO_SLOW)
    assert spans(MANY, rules[1], seconds=0.02) == []


class _Hungry:
    """What the library makes of `(?R)a`, without the half gigabyte that it takes to find out."""

    def subn(self, *_: object, timeout: float) -> None:
        raise MemoryError

    finditer = subn


def test_a_pattern_that_fills_the_memory_leaves_everything_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = ReplaceText("(?R)a", "x", is_regex=True)
    monkeypatch.setattr(rewriting, "pattern_of", lambda *_, **__: _Hungry())
    assert rewrite(TEA, [rule]) == Unchanged(rewriting.TOO_MUCH)
    assert spans(TEA.memory, rule) == []


@pytest.mark.parametrize("is_regex", [False, True])
def test_a_text_does_not_grow_without_a_limit(monkeypatch: pytest.MonkeyPatch, *, is_regex: bool) -> None:
    monkeypatch.setattr(rewriting, "MOST_CHARACTERS", 12)
    grows = ReplaceText("a", "xxxxx", is_regex=is_regex)
    assert text_after(grows, "a a ") == "xxxxx xxxxx "
    assert text_after(grows, "a a b") == rewriting.TOO_LONG
    shrinks = ReplaceText("aa", "b", is_regex=is_regex)
    assert text_after(shrinks, "a" * 30) == "b" * 15, "one that is too long already may shrink"


@law(200)
@given(
    st.lists(texts | st.sampled_from("abAB."), max_size=6).map("".join),
    texts.filter(bool) | st.sampled_from(["a", "ab", "."]),
    texts,
)
def test_law_plain_text_is_replaced_as_python_does_it(text: str, find: str, replacement: str) -> None:
    after = text.replace(find, replacement)
    edit = rewrite(replace(TEA, memory=text), [ReplaceText(find, replacement)])
    if after == text or not after.strip():
        assert isinstance(edit, Unchanged)
    else:
        assert edit == MemoryEdit(memory=after)


@law(100)
@given(texts, texts.filter(bool), st.booleans())
def test_law_between_the_spans_stands_what_is_kept(text: str, find: str, ignore_case: bool) -> None:
    found = spans(text, ReplaceText(find, "", ignore_case=ignore_case))
    kept, at = "", 0
    for start, end in found:
        assert at <= start <= end
        kept += text[at:start]
        at = end
    after = kept + text[at:]
    assert after == text.replace(find, "") or ignore_case
    edit = rewrite(replace(TEA, memory=text), [ReplaceText(find, "", ignore_case=ignore_case)])
    if isinstance(edit, MemoryEdit):
        assert edit.memory == after


def test_spans_are_of_what_is_replaced() -> None:
    assert spans("tea teapot", ReplaceText("tea", "x")) == [(0, 3), (4, 7)]
    assert spans("aXbx", ReplaceText("x", "", ignore_case=True)) == [(1, 2), (3, 4)]
    assert spans("a1b22", ReplaceText(r"\d+", "", is_regex=True)) == [(1, 2), (3, 5)]
    assert spans("a1b22", ReplaceText(r"(?r)\d+", "", is_regex=True)) == [(1, 2), (3, 5)]
    assert spans("ab", ReplaceText("^", "", is_regex=True)) == [(0, 0)]
    assert spans("tea", AddPrefix("tea")) == []


# Patterns -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("find", "replacement", "part", "column", "told"),
    [
        ("", "x", "find", None, "There is nothing to find."),
        ("(tea", "x", "find", 4, "Column 4 of the pattern: missing )."),
        ("tea)", "x", "find", 4, "Column 4 of the pattern: unbalanced parenthesis."),
        ("*", "x", "find", 1, "Column 1 of the pattern: nothing to repeat."),
        ("a\n(", "x", "find", 3, "Column 3 of the pattern: missing )."),
        ("(?a)(?u)x", "x", "find", 1, "Column 1 of the pattern: ASCII"),
        ("(" * 3000, "x", "find", 1, "Column 1 of the pattern: it is nested too deep."),
        ("a{999999999}", "x", "find", 2, "Column 2 of the pattern: it repeats too much."),
        ("tea", r"\1", "replacement", 1, "Column 1 of the replacement: the pattern has no groups."),
        ("(t)ea", r"a \2", "replacement", 3, "Column 3 of the replacement: the pattern has one group."),
        ("(t)(e)a", r"\g<3>", "replacement", 1, "Column 1 of the replacement: the pattern has 2 groups."),
        ("(t)ea", r"\\\g<n>", "replacement", 3, "Column 3 of the replacement: the pattern has no group 'n'."),
        ("tea", r"\q", "replacement", 1, r"Column 1 of the replacement: \q means nothing here."),
        ("tea", "x\\", "replacement", 2, "Column 2 of the replacement: \\ means nothing here."),
        ("tea", r"\0", "replacement", 1, r"Column 1 of the replacement: \0 is no group."),
        ("tea", r"\g<>", "replacement", 1, "Column 1 of the replacement: the pattern has no group ''."),
        ("tea", r"\g<1", "replacement", 1, r"Column 1 of the replacement: \g means nothing here."),
        ("tea", "\ud800", "replacement", None, "The replacement holds what cannot be stored."),
    ],
)
def test_a_wrong_pattern_is_told_before_any_row(
    find: str, replacement: str, part: str, column: int | None, told: str
) -> None:
    with pytest.raises(RuleError) as caught:
        ReplaceText(find, replacement, is_regex=True)
    assert isinstance(caught.value, UsageError)
    assert caught.value.message.startswith(told)
    assert (caught.value.part, caught.value.column) == (part, column)


@pytest.mark.parametrize(
    "find",
    [
        "a{1000000}",
        "(?:a{1000}){1000}",
        "(?:(?:a{60}){60}){60}",
        "(?:(?:(?:a{9}){99}){9}){99}",
        "(?x)a{1 000 000}",
        "[ab]{99999999,}",
        "((?#()a{1000}){1000}",
        "(?x)(?: # )\n a{1000}){1000}",
        "(?<n>a)(?&n){99999999}",
        "(?<=a{99999999})",
        "a" * 100_000,
    ],
)
def test_a_pattern_that_would_fill_the_memory_is_refused(find: str) -> None:
    with pytest.raises(RuleError, match="it repeats too much"):
        ReplaceText(find, "", is_regex=True)


@pytest.mark.parametrize(
    "find",
    [
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        r"\b(?:\d{1,3}\.){3}\d{1,3}\b",
        r"eyJ\w{20,}\.\w{20,}\.[\w-]{20,200}",
        "a{0,100000000}",
        "(?:tea){e<=2}",
        r"\p{Greek}+",
        "x{}",
        "{2}",
        "[{(]{2}",
    ],
)
def test_patterns_that_people_write_are_taken(find: str) -> None:
    try:
        ReplaceText(find, "", is_regex=True)
    except RuleError as error:
        assert "repeats too much" not in error.message
        assert find == "{2}"


_PIECES = (
    *"()[]{}|*+?.^$\\ab1,-<>:=!#",
    "(?", "(?P<n>", "(?P=n)", "\\1", "\\g<n>", "{2}", "{,3}", "(?i)", "(?V1)", "\\d", "[^", "\\p{L}", "(?R)",
    "(?|", "(?(1)", "\\K", "(?r)", "{e<=1}", "(?x)", "\\b",
)  # fmt: skip


@law(400)
@given(
    st.lists(st.sampled_from(_PIECES), min_size=1, max_size=9).map("".join),
    st.lists(st.sampled_from(["\\1", "\\g<0>", "\\g<n>", "\\", "x", "\\n", "\\0", ">"]), max_size=3).map(
        "".join
    ),
    few_texts | st.sampled_from(["", "aab1b(", "a\nb"]),
    st.booleans(),
)
def test_law_any_pattern_works_or_says_what_is_wrong(
    find: str, replacement: str, text: str, ignore_case: bool
) -> None:
    try:
        rule = ReplaceText(find, replacement, is_regex=True, ignore_case=ignore_case)
    except RuleError as error:
        whole = find if error.part == "find" else replacement
        assert error.column is not None
        assert 1 <= error.column <= len(whole)
        return
    edit = rewrite(replace(TEA, memory=text), [rule], seconds=0.2)
    if edit != Unchanged(rewriting.TOO_SLOW):
        assert (edit == Unchanged(rewriting.NO_MATCH)) == (not spans(text, rule))


# Metadata and expiration --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "rule", "after"),
    [
        (None, SetMetadata("k", 1), {"k": 1}),
        ({"a": 1}, SetMetadata("k", ["x"]), {"a": 1, "k": ["x"]}),
        ({"k": 1}, SetMetadata("k", True), {"k": True}),
        ({"k": 1}, SetMetadata("k", None), {"k": None}),
        ({"a": 1, "k": 2}, RemoveMetadata("k"), {"a": 1}),
        ({"k": None}, RemoveMetadata("k"), {}),
        ({"k": {"a": [1]}}, SetMetadata("k", {"a": [1]}), rewriting.SAME_VALUE),
        ({"K": 1}, RemoveMetadata("k"), rewriting.NO_KEY),
        (None, RemoveMetadata("k"), rewriting.NO_KEY),
    ],
)
def test_metadata(before: dict[str, Any] | None, rule: Rule, after: dict[str, Any] | str) -> None:
    memory = replace(TEA, metadata=before)
    edit = rewrite(memory, [rule])
    assert edit == (Unchanged(after) if isinstance(after, str) else MemoryEdit(metadata=after))
    assert memory.metadata == before, "what was read is left alone"


def test_a_service_that_merges_metadata_keeps_its_keys() -> None:
    stays = Unchanged(rewriting.KEEPS_KEYS)
    assert rewrite(TEA, [RemoveMetadata("source")], merges_metadata=True) == stays
    rename: list[Rule] = [RemoveMetadata("source"), SetMetadata("origin", "chat")]
    assert rewrite(TEA, rename, merges_metadata=True) == stays, "half of it would be a copy"
    assert rewrite(TEA, rename) == MemoryEdit(metadata={"origin": "chat"})
    assert rewrite(TEA, [SetMetadata("k", 1)], merges_metadata=True) == MemoryEdit(
        metadata={"source": "chat", "k": 1}
    )


@pytest.mark.parametrize(
    ("before", "rule", "after"),
    [
        (None, "2026-12-31", "2026-12-31"),
        ("2020-01-01", "2026-12-31", "2026-12-31"),
        ("soon", "2026-12-31", "2026-12-31"),
        ("2020-01-01", None, None),
        ("2026-12-31", "2026-12-31", rewriting.SAME_DAY),
        ("2026-12-31T00:00:00Z", "2026-12-31", rewriting.SAME_DAY),
        (None, None, rewriting.NEVER_EXPIRES),
    ],
)
def test_expiration(before: str | None, rule: str | None, after: str | None) -> None:
    edit = rewrite(replace(TEA, expiration_date=before), [SetExpiration(rule)])
    if isinstance(edit, Unchanged):
        assert edit.reason == after
    else:
        assert edit == MemoryEdit(expiration_date=after)


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (lambda: AddPrefix(""), "text"),
        (lambda: AddSuffix(" \n"), "text"),
        (lambda: SetMetadata("", 1), "key"),
        (lambda: SetMetadata("k", float("nan")), "value"),
        (lambda: SetMetadata("k", object()), "value"),
        (lambda: SetMetadata("k", "\ud800"), "value"),
        (lambda: RemoveMetadata(" "), "key"),
        *((lambda text=text: SetExpiration(text), "date") for text in (
            "", "soon", "2026-02-30", "20261231", "2026-W01-1", "2026-12-31T00:00:00Z", "٢٠٢٦-12-31", "+30d",
        )),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_told_when_it_is_made(make: Any, part: str) -> None:
    with pytest.raises(RuleError) as caught:
        make()
    assert caught.value.part == part
    assert caught.value.exit_code == 2


# Rules together -----------------------------------------------------------------------------------


def test_rules_apply_in_order() -> None:
    rules: list[Rule] = [
        ReplaceText("black", "green"),
        ReplaceText("green tea", "matcha"),
        AddPrefix("Alice: "),
    ]
    assert rewrite(replace(TEA, memory="black tea"), rules) == MemoryEdit(memory="Alice: matcha")


def test_a_rule_with_nothing_to_do_leaves_the_work_to_the_others() -> None:
    rules: list[Rule] = [ReplaceText("coffee", "x"), SetMetadata("source", "chat"), SetMetadata("k", 1)]
    assert rewrite(TEA, rules) == MemoryEdit(metadata={"source": "chat", "k": 1})
    assert rewrite(TEA, rules[:2]) == Unchanged("the text does not contain it; its metadata says so already")
    assert rewrite(TEA, [AddPrefix("Likes"), AddPrefix("Likes")]) == Unchanged(rewriting.BEGINS_WITH_IT)


def test_a_text_may_be_empty_on_the_way() -> None:
    rules: list[Rule] = [ReplaceText(".+", "", is_regex=True), AddPrefix("forgotten")]
    assert rewrite(TEA, rules) == MemoryEdit(memory="forgotten")
    assert rewrite(TEA, [*rules[:1], SetMetadata("k", 1)]) == Unchanged(rewriting.EMPTY)


def test_a_text_that_is_empty_already_may_be_given_metadata() -> None:
    blank = replace(TEA, memory=" ")
    assert rewrite(blank, [SetExpiration("2026-01-01")]) == MemoryEdit(expiration_date="2026-01-01")


def test_rules_that_take_each_other_back_change_nothing() -> None:
    rules: list[Rule] = [ReplaceText("black", "green"), ReplaceText("green", "black")]
    assert rewrite(TEA, rules) == Unchanged(rewriting.NO_DIFFERENCE)
    assert rewrite(TEA, []) == Unchanged(rewriting.NO_DIFFERENCE)


def test_an_immutable_memory_stays() -> None:
    memory = replace(TEA, immutable=True)
    for rule in (ReplaceText("tea", "x"), SetMetadata("k", 1), SetExpiration(None)):
        assert rewrite(memory, [rule]) == Unchanged("immutable: can only be deleted and added again")


_keys = st.sampled_from(["k", "source", "a b", "\u202e"])
_rules = st.one_of(
    st.builds(ReplaceText, few_texts | st.sampled_from(["a", "tea", " "]), few_texts | st.just("")),
    st.builds(
        ReplaceText,
        st.sampled_from([r"\w+", "(?i)t", "."]),
        st.sampled_from(["", "x", r"\g<0>"]),
        st.just(True),
    ),
    st.builds(AddPrefix, st.sampled_from(["a", "Likes "])),
    st.builds(AddSuffix, st.sampled_from(["a", "."])),
    st.builds(SetMetadata, _keys, json_values),
    st.builds(RemoveMetadata, _keys),
    st.builds(SetExpiration, st.none() | st.sampled_from(["2024-07-20", "2999-12-31"])),
)  # fmt: skip


@law(300)
@given(memories, st.lists(_rules, max_size=3), st.booleans())
def test_law_an_edit_changes_something_and_never_whose_it_is(
    memory: Memory, rules: list[Rule], merges: bool
) -> None:
    edit = rewrite(memory, rules, merges_metadata=merges)
    assert edit == rewrite(memory, rules, merges_metadata=merges)
    if isinstance(edit, Unchanged):
        assert edit.reason
        return
    after = edited(memory, edit, merges_metadata=merges)
    assert differences(memory, after)
    assert after.memory.strip() or after.memory == memory.memory
    same = (*SCOPE_FIELDS, "id", "hash", "immutable", "categories", "created_at", "updated_at", "extra")
    assert [getattr(after, name) for name in same] == [getattr(memory, name) for name in same]


@law(200)
@given(memories, _rules)
def test_law_what_stays_is_what_would_be_the_same(memory: Memory, rule: Rule) -> None:
    memory = replace(memory, immutable=False)
    edit = rewrite(memory, [rule])
    if isinstance(rule, ReplaceText) and not rule.is_regex:
        would_be = replace(memory, memory=memory.memory.replace(rule.find, rule.replacement))
    elif isinstance(rule, AddPrefix):
        would_be = replace(memory, memory=rule.text + memory.memory.removeprefix(rule.text))
    elif isinstance(rule, AddSuffix):
        would_be = replace(memory, memory=memory.memory.removesuffix(rule.text) + rule.text)
    elif isinstance(rule, SetMetadata):
        would_be = replace(memory, metadata={**(memory.metadata or {}), rule.key: rule.value})
    elif isinstance(rule, RemoveMetadata):
        rest = {key: value for key, value in (memory.metadata or {}).items() if key != rule.key}
        would_be = replace(memory, metadata=rest)
    elif isinstance(rule, SetExpiration):
        would_be = replace(memory, expiration_date=rule.date)
    else:
        return
    if isinstance(edit, Unchanged):
        assert not differences(memory, would_be) or not would_be.memory.strip()
    else:
        assert not differences(would_be, edited(memory, edit))
