"""Lines that are broken to a width, and bars that are cut to one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.display import neutralise
from memtui.tui.lines import Line, Span, fold, line
from tests.strategies import broken_texts, law
from tests.tui.driver import browse

shown = (broken_texts | st.text("ab  東👩\u0301", max_size=60)).map(
    lambda text: neutralise(text).replace("\n", " ").replace("\t", " ")
)
roles = st.sampled_from(["", "dim", "added"])


def words(rows: list[tuple[Span, ...]]) -> str:
    """What is written in the rows, without blanks of any kind."""
    return "".join("".join(text for row in rows for text, _ in row).split())


@law()
@given(
    st.builds(
        Line,
        st.lists(st.tuples(shown, roles), max_size=4).map(tuple),
        st.integers(0, 6),
        st.just("") | shown,
    ),
    st.integers(4, 60),
)
def test_a_line_is_broken_without_losing_a_word(found: Line, width: int) -> None:
    rows = list(fold(found, width))
    assert rows
    assert words(rows) == words([((found.label, "label"), *found.spans)])
    for row in rows:
        text = "".join(part for part, _ in row)
        assert cell_len(text.rstrip()) <= width
        assert text.startswith(" " * min(found.indent, width // 2)) or not text.strip()
    styles = {role: "".join(text for text, name in found.spans if name == role) for role in ("dim", "added")}
    for role, text in styles.items():
        assert words([tuple(span for row in rows for span in row if span[1] == role)]) == words(
            [((text, ""),)]
        )


def test_what_a_label_names_is_broken_under_itself() -> None:
    found = line(("one two three four", "accent"), indent=2, label="name  ")
    rows = ["".join(text for text, _ in row).rstrip() for row in fold(found, 18)]
    assert rows == ["  name  one two", "        three four"]
    assert next(fold(found, 18))[:2] == (("  ", ""), ("name  ", "label"))
    rows = ["".join(text for text, _ in row).rstrip() for row in fold(found, 10)]
    assert rows == ["  name", "  one two", "  three", "  four"], "no room beside the label"
    assert found.plain == "  name  one two three four"


@pytest.mark.parametrize(
    ("left", "right", "drawn"),
    [
        ([("short", "")], [("aside ", "dim")], "short         aside "),
        ([("just as long.", "")], [("aside ", "dim")], "just as long. aside "),
        ([("one too long..", "")], [("aside ", "dim")], "one too long..      "),
        ([("far too long", ""), (" for this bar", "dim")], [("aside ", "dim")], "far too long for th…"),
        ([("far too long", ""), (" for it", "dim")], [("kept ", "warning")], "far too long … kept "),
        ([("blanks at the end   ", "")], [], "blanks at the end   "),
        ([("blanks beyond the end       ", "")], [], "blanks beyond the e…"),
        ([("東京東京東京東京東京東", "")], [], "東京東京東京東京東 …"),
        ([], [], " " * 20),
    ],
)
async def test_a_bar_is_cut_where_it_can_be_spared(
    store: LocalAdapter, left: list[Span], right: list[Span], drawn: str
) -> None:
    async with browse(store, size=(20, 10)) as ui:
        ui.screen.status.show(left, right)
        assert ui.screen.status.render_line(0).text == drawn


async def test_the_empty_list_is_broken_to_its_width(store: LocalAdapter) -> None:
    async with browse(store, size=(40, 14)) as ui:
        await ui.press("slash", *"a b c d e f g h i j k l m n o p q r s t", "enter")
        assert ui.memories == [
            "Nothing here contains “a b c d e f g",
            "h i j k l m n o p q r s t”.",
            "/ changes the filter   esc removes",
            "it",
        ]
