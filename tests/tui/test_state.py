"""What the screen knows, and what its bars and its empty list say of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.display import is_plain
from memtui.core.errors import MemtuiError, UnauthorizedError, UnreachableError
from memtui.core.filter_check import Finding
from memtui.core.filters import And, Condition
from memtui.core.models import ENTITY_TYPES, FilteredHere, Memory, NewestFound
from memtui.core.ordering import Order
from memtui.core.queries import MemoryQuery
from memtui.ops.browse import RowSource, SearchResults
from memtui.tui.lines import DRAWN, Span, fit, fit_right, line, number
from memtui.tui.messages import CursorMoved, RowChosen
from memtui.tui.screens import words
from memtui.tui.screens.lens_words import lens_told
from memtui.tui.state import BrowseState, Lens, Scope
from tests.strategies import filters, law, texts

scopes = st.builds(
    lambda kind, name: Scope(kind, name) if kind is not None else Scope(),
    st.none() | st.sampled_from(ENTITY_TYPES),
    st.none() | texts,
)
states = st.builds(
    BrowseState,
    scope=scopes,
    filter=st.none() | filters,
    keyword=st.just("") | texts,
    question=st.just("") | texts,
    show_expired=st.booleans(),
    lens=st.builds(Lens, threshold=st.floats(0, 1), rerank=st.booleans()),
    view=st.sampled_from(["memory", "history", "json", "score"]),
    cursor=st.integers(0, 50),
    anchor=st.none() | st.integers(0, 50),
    marks=st.frozensets(texts, max_size=3),
    busy=st.booleans(),
    problem=st.none() | st.builds(MemtuiError, texts, hint=texts) | st.builds(UnreachableError, texts),
    notice=texts,
    findings=st.lists(st.builds(Finding, st.just("trap"), st.just("error"), texts), max_size=1).map(tuple),
    blame=st.lists(texts, max_size=2).map(tuple),
)


class Rows:
    """A list of which only the size matters."""

    def __init__(
        self, length: int, total: int | None, here: FilteredHere | None = None, *, is_capped: bool = False
    ) -> None:
        self.page_size = 100
        self.length = length
        self.total = total
        self.filtered_here = here
        self.is_capped = is_capped
        self.order: Order | None = None

    def row(self, index: int) -> Memory | None:
        return None

    def missing(self, first: int, last: int) -> list[int]:
        return []

    def ids_here(self, first: int, last: int) -> list[str] | None:
        return None


def said(spans: tuple[list[Span], list[Span]]) -> str:
    left, right = ("".join(text for text, _ in part) for part in spans)
    return f"{left} | {right}" if right else left.strip()


def status(state: BrowseState, length: int = 250, total: int | None = 250) -> str:
    return said(words.position(state, Rows(length, total)))


def placeholder(state: BrowseState, *, local: bool = True, hidden: int = 0) -> str:
    return "\n".join(found.plain for found in words.placeholder(state, local=local, hidden=hidden))


@law()
@given(states)
def test_a_step_back_takes_off_one_layer_and_there_is_a_last_one(state: BrowseState) -> None:
    steps = 0
    while (after := state.step_back()) is not None:
        differs = [
            name
            for name in ("anchor", "view", "question", "keyword", "filter", "scope")
            if getattr(after, name) != getattr(state, name)
        ]
        assert len(differs) == 1
        assert after.same_list(state) == (differs[0] in {"anchor", "view"})
        assert after.cursor == (state.cursor if after.same_list(state) else 0)
        assert after.marks == state.marks
        state, steps = after, steps + 1
    assert steps <= 6
    assert state.query() == MemoryQuery(show_expired=state.show_expired)
    assert (state.anchor, state.view, state.question) == (None, "memory", "")


@law()
@given(states)
def test_what_is_drawn_differently_may_still_be_the_same_list(state: BrowseState) -> None:
    other = replace(state, cursor=7, view="json", marks=frozenset("x"), busy=not state.busy, notice="!")
    assert other.same_list(state)
    assert not replace(state, show_expired=not state.show_expired).same_list(state)
    assert not replace(state, question=state.question + "?").same_list(state)


def test_the_query_joins_scope_and_keyword() -> None:
    state = BrowseState(Scope("agent", "guide"), keyword="tea", show_expired=False)
    expected = And((Condition("agent_id", "eq", "guide"), Condition("keywords", "icontains", "tea")))
    assert state.query() == MemoryQuery(expected, show_expired=False)
    assert BrowseState(Scope("run")).query().filter == Condition("run_id", "exists")
    assert BrowseState().query().filter is None


def test_a_scope_says_its_name() -> None:
    labels = [Scope().label, Scope("app").label, Scope("user", "al\x1bice\n").label]
    assert labels == ["everything", "all apps", "user al^[ice↵"]


def test_the_top_bar_says_what_narrows_the_list() -> None:
    state = BrowseState(Scope("user", "al"), keyword="tea", question="when?", show_expired=False)
    assert said(words.where("local", state, read_only=True, width=120)) == (
        " memtui  local ▸ user al ▸ contains “tea” ▸ search “when?” · best 100 ▸ expired hidden | read-only "
    )
    plain = words.where("local", BrowseState(), read_only=False, width=80)
    assert said(plain) == "memtui  local ▸ everything"


def test_the_top_bar_says_what_the_lens_is_and_cuts_the_question_before_it() -> None:
    lens = Lens(50, 0.3, rerank=True, keyword=True)
    told = " · best 50 · score >= 0.30 · rerank · keywords"
    state = BrowseState(question="who is allergic to nuts", lens=lens)
    assert said(words.where("demo", state, read_only=False, width=120)).endswith(
        f"search “who is allergic to nuts”{told}"
    )
    assert said(words.where("demo", state, read_only=False, width=100)).endswith(f"“who is allergic…”{told}")
    assert said(words.where("demo", state, read_only=False, width=60)).endswith(f"“who is alle…”{told}")
    lacking = replace(state, lacks={"rerank": "it has none", "keyword_search": "it has none"})
    assert said(words.where("demo", lacking, read_only=False, width=120)).endswith("score >= 0.30")
    assert lens_told(Lens(threshold=0.125)) == "best 100 · score >= 0.125"


def test_the_status_says_where_one_is() -> None:
    state = BrowseState(cursor=149)
    assert status(state) == "150 of 250 · page 2 of 3"
    assert status(state, 201, None) == "150 of at least 201 · page 2 of …"
    assert status(replace(state, cursor=12_344), 1_234_567, 1_234_567) == (
        "12,345 of 1,234,567 · page 124 of 12,346"
    )
    assert status(replace(state, question="tea")) == "150 of 250 best matches"
    assert status(BrowseState(), 0, 0) == "0 memories"


def test_the_status_says_how_far_was_counted_at_first() -> None:
    counted = words.position(BrowseState(), Rows(10_000, None, is_capped=True))
    assert said(counted) == "1 of 10,000+ · page 1 of …"
    assert said(words.position(BrowseState(), Rows(10_000, None))) == "1 of at least 10,000 · page 1 of …"


def test_the_status_says_what_was_filtered_here() -> None:
    state = BrowseState(cursor=4)
    some = Rows(7, 7, FilteredHere(looked_at=120, more=False))
    assert said(words.position(state, some)).strip() == "5 of 7 · page 1 of 1 · filtered here, 120 of 120"
    cut = Rows(7, 7, FilteredHere(looked_at=1000, more=True))
    assert said(words.position(state, cut)).strip() == (
        "5 of at least 7 · page 1 of 1 · filtered here, 1000 of >= 1000"
    )


def test_the_status_does_not_count_what_it_does_not_know() -> None:
    assert status(BrowseState(busy=True), 0, 0) == "loading"
    assert status(BrowseState(problem=UnreachableError("No answer.")), 0, 0) == "offline: No answer."
    assert said(words.position(BrowseState(latency_ms=12.6), SearchResults(()))) == " 0 memories | 13 ms "


def test_the_status_says_how_many_matches_score_too_low() -> None:
    found = [Memory(id=str(number), memory="tea", score=number / 10) for number in range(10)]
    searching = BrowseState(question="tea", lens=Lens(threshold=0.5))
    rows = SearchResults(found, 0.5)
    assert said(words.position(searching, rows)) == "1 of 5 best matches · 5 below 0.50 hidden"
    strict = replace(searching, lens=Lens(threshold=0.95))
    assert said(words.position(strict, rows.from_score(0.95))) == "0 memories · 10 below 0.95 hidden"
    assert said(words.position(searching, SearchResults(found[9:], 0.5))) == "1 of 1 best match"


def test_the_status_says_what_is_marked_and_what_happened() -> None:
    state = BrowseState(cursor=3, anchor=10, marks=frozenset("ab"), busy=True, notice="wait")
    assert status(state) == "4 of 250 · page 1 of 3 · range of 8 · 2 marked · wait"
    assert status(replace(state, notice="")).endswith("2 marked · loading")
    broken = replace(state, problem=UnauthorizedError("Wrong key.", status=401))
    assert status(broken).endswith("2 marked · Wrong key.")


def test_the_empty_list_says_why_and_what_to_press() -> None:
    hint = "Is it running?"
    assert placeholder(BrowseState(problem=UnreachableError("No answer.", hint=hint))) == (
        "Offline\n\nNo answer.\nIs it running?\n\nctrl+r tries again   P another service   q quits   "
    )
    assert placeholder(BrowseState(problem=MemtuiError("Odd."))).startswith("That did not work\n\nOdd.\n\n")
    assert placeholder(BrowseState(busy=True)) == "Loading memories …"
    assert placeholder(BrowseState(question="q", keyword="k")).startswith("No memory answers “q”.")
    assert placeholder(BrowseState(keyword="k", scope=Scope("app"))).startswith("Nothing here contains “k”.")
    assert placeholder(BrowseState(scope=Scope("user", "al"))).startswith("user al has no memories.")
    assert placeholder(BrowseState(question="q", lens=Lens(threshold=0.3)), hidden=12).startswith(
        "12 best matches scored below 0.30.\n\n< shows lower scores"
    )
    assert "memtui import FILE" in placeholder(BrowseState())
    assert "memtui import FILE" not in placeholder(BrowseState(), local=False)
    for state in (
        BrowseState(),
        BrowseState(question="q"),
        BrowseState(keyword="k"),
        BrowseState(Scope("app")),
    ):
        assert any(key in placeholder(state) for key in ("esc ", "ctrl+r ", "P "))


@law()
@given(states, st.none() | st.integers(0, 9), st.integers(0, 9), st.booleans())
def test_nothing_hostile_reaches_a_bar_or_the_empty_list(
    state: BrowseState, total: int | None, length: int, local: bool
) -> None:
    rows: RowSource = Rows(length, total)
    spans = [*words.position(state, rows), *words.where("p\x1b[31m", state, read_only=True, width=80)]
    drawn = [text for part in spans for text, _ in part]
    drawn += [text for found in words.placeholder(state, local=local) for text, _ in found.spans]
    assert is_plain("".join(drawn)) and not set("".join(drawn)) & {"\n", "\t"}


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("tea", 5, "tea  "), ("tea", 3, "tea"), ("drinks", 4, "dri…"), ("drinks", 1, "…"), ("tea", 0, ""),
        ("tea", -3, ""), ("東京都", 6, "東京都"), ("東京都", 5, "東京…"), ("東京都", 4, "東 …"),
        ("", 3, "   "),
    ],
)  # fmt: skip
def test_texts_are_cut_to_cells(text: str, width: int, fitted: str) -> None:
    assert fit(text, width) == fitted
    assert fit_right(fit(text, width).rstrip(), max(width, 0)).lstrip() == fitted.rstrip()


def test_numbers_and_lines_are_read_easily() -> None:
    assert [number(value) for value in (0, 9999, 10_000, 1_234_567)] == ["0", "9999", "10,000", "1,234,567"]
    assert line(("label", "dim"), "text", indent=2).plain == "  labeltext"
    assert line("text").spans == (("text", ""),)


def test_only_a_later_move_of_the_same_list_replaces_a_move() -> None:
    move = CursorMoved(1, "memories")
    assert move.can_replace(CursorMoved(2, "memories"))
    assert not move.can_replace(CursorMoved(2, "entities"))
    assert not move.can_replace(RowChosen(2, "memories"))


def test_a_field_takes_what_can_be_drawn() -> None:
    assert all(
        re.fullmatch(DRAWN, text) for text in ("", "tea", "東京", "👩\u200d👧", "می\u200cخواهم", "[/foo]")
    )
    assert not any(re.fullmatch(DRAWN, f"a{char}b") for char in "\x00\x1b\x7f\x9b\u202e\u2066\u200b\ufeff\n")


def test_what_is_not_among_those_that_are_listed_may_be_there() -> None:
    for state in (BrowseState(keyword="tea"), BrowseState(blame=("x",)), BrowseState()):
        said = "\n".join(line.plain for line in words.placeholder(state, local=False, cut=1000))
        assert "Not among the 1000 memories that the service lists; it has more." in said


def test_a_search_of_common_words_says_that_the_newest_were_ranked() -> None:
    found = NewestFound([Memory(id="a", memory="likes tea", score=1.0)], 20_000)
    left, _ = words.position(BrowseState(question="tea"), SearchResults(found))
    assert "of common words, the newest 20,000 were ranked" in "".join(text for text, _ in left)
    left, _ = words.position(BrowseState(question="tea"), SearchResults(tuple(found)))
    assert "common" not in "".join(text for text, _ in left)
