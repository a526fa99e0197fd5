"""Whatever is pressed: nothing breaks, what is shown is the draft, and undo leads back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from memtui.core.filter_text import format_filter, parse
from memtui.tui.modals.builder.footer import hints, lines_of
from memtui.tui.modals.builder.keys import TREE_KEYS
from memtui.tui.modals.builder.preview import preview_lines, total_words
from memtui.tui.modals.builder.tree_rows import cursor_row, tree_rows
from tests.strategies import law
from tests.tui.builder.driver import NOW
from tests.tui.builder.states import Bench

_TREE = [key for entry in TREE_KEYS for key in entry.keys]
_TYPED = [
    "u",
    "c",
    "a",
    "enter",
    "enter",
    "tab",
    "backspace",
    "*",
    ">",
    "=",
    ",",
    " ",
    '"',
    "-",
    "7",
    "d",
    "escape",
]
_WORDS = ["user_id", "metadata.k", "categories", "today", "alice", "\x1b", "\u202e"]
_keys = st.lists(st.sampled_from([*_TREE, *_TYPED, *_WORDS, "enter", "a", "g"]), max_size=40)
_FILTERS = ["", "user_id = a and (run_id = b or not created_at <= -7d) and metadata.k != 1"]


@law(300)
@given(st.sampled_from(_FILTERS), _keys, st.sampled_from(["local", "platform"]), st.booleans())
def test_any_keys(text: str, keys: list[str], kind: str, answers: bool) -> None:
    bench = Bench(
        text, kind="local" if kind == "local" else "platform", known=["alice", 7, True], answers=answers
    )
    for key in keys:
        bench.press(key)
        state = bench.state
        paths = [row.path for row in state.draft.rows()]
        assert state.draft.cursor in paths
        rows = tree_rows(state, bench.offers, NOW, 60)
        shown = [row.path for row in rows if row.path is not None]
        edited = 1 if state.picker is not None and state.picker.editing else 0
        assert len(shown) == len(paths) - edited
        assert set(shown) <= set(paths)
        assert 0 <= cursor_row(state, rows) < len(rows)
        for line in preview_lines(state, NOW):
            assert "\x1b" not in line.plain
            assert "\u202e" not in line.plain
        for row in rows:
            assert not any("\x1b" in part or "\u202e" in part for part, _ in row.spans)
        assert lines_of(hints(state), 80, 2)
        assert total_words(state)
    tree = bench.state.draft.filter()
    if tree is not None:
        assert format_filter(parse(format_filter(tree))) == format_filter(tree)


@law(100)
@given(_keys)
def test_undo_leads_back_to_the_beginning(keys: list[str]) -> None:
    bench = Bench(_FILTERS[1])
    bench.press(*keys, "escape", "escape", "escape")
    while bench.state.draft.before is not None:
        bench.press("u")
        bench.press("escape") if bench.state.copying else None
    assert bench.text == _FILTERS[1]
