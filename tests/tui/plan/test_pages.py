"""Lists of any length of which only some pages are held."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from memtui.tui.modals.items.pages import MOST_PAGES, PAGE_SIZE, ChainedPages, DensePages, Pages
from tests.strategies import law


def read(rows: Sequence[int], key: int | None) -> Sequence[int]:
    """The page after a key, of rows that are their own keys and grow."""
    found = [row for row in rows if key is None or row > key]
    return found[:PAGE_SIZE]


def fetch(pages: Pages[int], rows: Sequence[int], first: int, last: int) -> int:
    """Read what these rows need; how many pages that took."""
    taken = 0
    while missing := pages.missing(first, last):
        pages.take(missing[0], read(rows, pages.key(missing[0])))
        taken += 1
    return taken


def test_any_page_of_a_dense_list_is_read_at_once() -> None:
    rows = range(1_000_000)
    pages = DensePages[int](len(rows))
    assert (pages.length, pages.is_whole) == (1_000_000, True)
    assert fetch(pages, rows, 999_950, 1_000_020) == 1
    assert [pages.row(index) for index in (999_900, 999_999, 0, 999_899)] == [999_900, 999_999, None, None]
    assert fetch(pages, rows, 499_990, 500_010) == 2
    assert pages.held == 3


def test_a_dense_list_that_turns_out_shorter() -> None:
    pages = DensePages[int](500)
    assert fetch(pages, range(250), 200, 210) == 1
    assert (pages.length, pages.missing(240, 400)) == (250, [])


def test_only_the_pages_used_last_are_held() -> None:
    rows = range(10_000)
    pages = DensePages[int](len(rows))
    for first in range(0, len(rows), PAGE_SIZE):
        fetch(pages, rows, 0, 0)
        fetch(pages, rows, first, first)
    assert pages.held == MOST_PAGES
    assert pages.row(0) == 0
    assert pages.row(100) is None
    assert pages.row(len(rows) - 1) == len(rows) - 1


def test_a_chained_list_is_gone_through_page_by_page() -> None:
    rows = range(5, 2500, 10)
    pages = ChainedPages[int](-1, lambda row: row, len(rows))
    assert (pages.length, pages.is_whole) == (100, False)
    assert fetch(pages, rows, 0, 30) == 1
    assert (pages.length, pages.row(99), pages.row(100)) == (200, 995, None)
    assert fetch(pages, rows, 90, 199) == 1
    assert (pages.length, pages.is_whole) == (250, False)
    assert fetch(pages, rows, 249, 300) == 1
    assert (pages.length, pages.is_whole, pages.row(249)) == (250, True, rows[249])


def test_a_chained_list_of_unknown_length_promises_one_row_more() -> None:
    rows = range(200)
    pages = ChainedPages[int](None, lambda row: row)
    assert (pages.length, pages.missing(0, 30)) == (1, [0])
    fetch(pages, rows, 0, 30)
    assert (pages.length, pages.is_whole) == (101, False)
    fetch(pages, rows, 100, 130)
    assert (pages.length, pages.is_whole) == (201, False)
    assert fetch(pages, rows, 200, 230) == 1
    assert (pages.length, pages.is_whole) == (200, True)


def test_an_empty_list_is_known_to_be_empty_when_it_was_read() -> None:
    pages = ChainedPages[int](None, lambda row: row)
    fetch(pages, [], 0, 30)
    assert (pages.length, pages.is_whole, pages.missing(0, 30)) == (0, True, [])
    assert ChainedPages[int](-1, lambda row: row, 0).is_whole


def test_a_page_that_was_let_go_is_read_again() -> None:
    rows = range(7, 7 * 3000, 7)
    pages = ChainedPages[int](-1, lambda row: row, len(rows))
    for index in range(len(rows)):
        fetch(pages, rows, index, index)
    assert (pages.is_whole, pages.held, pages.row(150)) == (True, MOST_PAGES, None)
    assert fetch(pages, rows, 150, 150) == 1
    assert pages.row(150) == rows[150]
    assert pages.length == len(rows)


@law(60)
@given(
    st.integers(0, 450),
    st.lists(st.integers(0, 450), max_size=8),
    st.sampled_from(["dense", "chained", "unknown", "expects more"]),
)
def test_law_every_row_that_is_here_is_the_right_one(count: int, looks: list[int], kind: str) -> None:
    rows = range(count) if kind == "dense" else range(3, 3 + 5 * count, 5)
    totals = {"chained": count, "unknown": None, "expects more": count + 120}
    pages: Pages[int]
    pages = DensePages(count) if kind == "dense" else ChainedPages(-1, lambda row: row, totals[kind])
    for look in looks:
        at = min(look, pages.length)
        fetch(pages, rows, at, at + 30)
        for index in range(at, min(at + 30, count)):
            assert pages.row(index) in {rows[index], None}
        if at < min(pages.length, count):
            assert pages.row(at) == rows[at]
    while not pages.is_whole:
        fetch(pages, rows, pages.length - 1, pages.length - 1)
    assert pages.length == count
