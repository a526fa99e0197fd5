"""The tables of keys."""

from __future__ import annotations

from collections import Counter

import pytest

from memtui.tui.modals.builder.footer import hints, lines_of
from memtui.tui.modals.builder.keys import COPY_KEYS, PASTE_KEYS, PICKER_KEYS, TREE_KEYS, Key
from memtui.tui.modals.builder.preview import preview_lines
from tests.tui.builder.driver import NOW
from tests.tui.builder.states import Bench

_BEYOND_THE_STATE = {"apply", "paste", "count", "scroll.down", "scroll.up", "leave"}


@pytest.mark.parametrize("table", [TREE_KEYS, PICKER_KEYS, COPY_KEYS, PASTE_KEYS])
def test_no_key_means_two_things(table: tuple[Key, ...]) -> None:
    assert max(Counter(key for entry in table for key in entry.keys).values()) == 1
    assert len({entry.id for entry in table}) == len(table)


def test_every_key_does_something() -> None:
    text = "user_id = a and (created_at <= 2024-07-01 or run_id = b or not (run_id = c and user_id = e))"
    for entry in TREE_KEYS:
        if entry.id in _BEYOND_THE_STATE or entry.id == "up":
            continue
        for key in entry.keys:
            bench = Bench(text).press("j", "j", "j", "j")
            if entry.id in {"redo", "undo"}:
                bench.press("n", *(["u"] if entry.id == "redo" else []))
            before = bench.state
            bench.press(key)
            assert not bench.state.notice.startswith(f"{entry.label} is off"), (entry.id, bench.state.notice)
            assert bench.state != before or entry.id == "in", entry.id


def test_the_help_tells_every_key_and_why_some_are_off() -> None:
    bench = Bench().press("?")
    text = "\n".join(line.plain for line in preview_lines(bench.state, NOW))
    for entry in (*TREE_KEYS, *PICKER_KEYS, *COPY_KEYS, *PASTE_KEYS):
        assert entry.help in text or f"off: {entry.disabled_reason(bench.state)}" in text
    assert "off: nothing was changed" in text


def test_the_footer_has_room_for_what_fits_and_says_where_the_rest_is() -> None:
    found = hints(Bench("user_id = a").state)
    for width in (20, 40, 80, 120, 200):
        lines = lines_of(found, width, 2)
        assert len(lines) <= 2
        for line in lines:
            assert 1 + sum(len(key) + len(label) + 3 for key, label, _ in line) <= width + 2
        shown = [hint for line in lines for hint in line]
        assert shown == found or shown[-1] == ("?", "more", True)


def test_what_is_off_stays_in_its_place() -> None:
    on, off = hints(Bench("user_id = a").state), hints(Bench().state)
    assert [hint[0] for hint in on] == [hint[0] for hint in off]
    assert ("n", "not", True) in on
    assert ("n", "not", False) in off


def test_the_footer_is_about_what_is_being_done() -> None:
    bench = Bench("user_id = a")
    assert ("enter", "take", True) in hints(bench.press("a").state)
    bench.press("escape", "C")
    assert ("c", "curl", False) in hints(bench.state)
    assert ("j", "JSON", True) in hints(bench.state)
