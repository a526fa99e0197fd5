"""Searches and their lens: how many, from which score, with which switches, and why a memory is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len
from textual.geometry import Region

from memtui.adapters.base import Capabilities, Feature
from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import UnreachableError
from memtui.core.models import Memory
from memtui.core.queries import SearchQuery
from memtui.tui.modals.add.rows import FieldRow
from memtui.tui.modals.lens import LensModal
from tests.tui.driver import BrowseDriver, browse
from tests.tui.made_up import MadeUp, plain
from tests.tui.service import Service

LACKS: Mapping[Feature, str] = {
    "rerank": "this service does not reorder",
    "keyword_search": "this service knows meanings only",
}


class Searched(MadeUp):
    """A service that finds these memories, and keeps what it was asked."""

    def __init__(self, found: Sequence[Memory], *, lacks: Mapping[Feature, str] | None = None) -> None:
        super().__init__(20)
        self._found = found
        self.capabilities = replace(MadeUp.capabilities, lacks=lacks or {})
        self.asked: list[SearchQuery] = []

    capabilities: Capabilities

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        self.asked.append(query)
        return tuple(self._found)[: query.top_k]


def found(*scores: float | None, **fields: Any) -> list[Memory]:
    return [replace(plain(at), score=score, **fields) for at, score in enumerate(scores)]


def scores(ui: BrowseDriver) -> list[str]:
    return [row.split()[0] for row in ui.memories]


def fields(ui: BrowseDriver) -> list[str]:
    """The fields of the open lens with their labels, each on one line."""
    return [" ".join(drawn(row).split()) for row in ui.app.screen.query(FieldRow)]


def drawn(row: FieldRow) -> str:
    parts = (part.render_lines(Region(0, 0, *part.outer_size)) for part in row.children)
    return " ".join(strip.text for strips in parts for strip in strips)


TENTHS = found(0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)


async def test_a_search_asks_for_the_best_whatever_their_score_and_says_its_lens() -> None:
    service = Searched(TENTHS)
    async with browse(service) as ui:
        await ui.press("s", *"tea", "enter")
        assert service.asked == [SearchQuery("tea", top_k=100, threshold=0.0, explain=True)]
        assert ui.where.endswith("search “tea” · best 100")
        assert ui.status.startswith("1 of 10 best matches")


async def test_a_stricter_look_hides_at_once_and_a_looser_one_brings_back() -> None:
    service = Searched(TENTHS)
    async with browse(service) as ui:
        await ui.press("s", *"tea", "enter", "j", "j", *">>>>>>")
        assert scores(ui) == ["0.95", "0.90", "0.80", "0.70", "0.60", "0.50", "0.40", "0.30"]
        assert ui.where.endswith("search “tea” · best 100 · score >= 0.30")
        assert ui.status.startswith("3 of 8 best matches · 2 below 0.30 hidden")
        await ui.press(">", "<", "<")
        assert ui.status.startswith("3 of 8 best matches · 2 below 0.25 hidden")
        await ui.press(*"<<<<<")
        assert ui.status.startswith("3 of 10 best matches")
        assert ui.where.endswith("search “tea” · best 100")
        assert len(service.asked) == 1, "all of it was here"


async def test_the_threshold_stays_between_none_and_all() -> None:
    async with browse(Searched(TENTHS)) as ui:
        await ui.press("s", *"tea", "enter", "<")
        assert "the threshold is 0 already" in ui.status
        await ui.press("j", *">" * 19)
        assert ui.status.startswith("1 of 1 best match · 9 below 0.95 hidden")
        assert ui.row.startswith("0.95")
        await ui.press(">")
        assert ui.memories == [
            "10 best matches scored below 1.00.",
            "< shows lower scores   L changes the lens   esc goes back to the list",
        ]
        assert ui.detail == ""
        assert ui.status.startswith("0 memories · 10 below 1.00 hidden")
        await ui.press(">")
        assert "the threshold is 1 already" in ui.status
        await ui.press("<")
        assert ui.row.startswith("0.95")


async def test_a_stricter_look_while_the_answer_is_on_its_way_asks_nothing_new() -> None:
    service = Service(Searched(TENTHS))
    held = service.hold("search")
    async with browse(service) as ui:
        await ui.poke("s", *"tea", "enter", *">>>>>>>>>>")
        assert "loading" in ui.status
        held.set()
        await ui.idle()
        assert ui.status.startswith("1 of 6 best matches · 4 below 0.50 hidden")
        assert service.times("search") == 1


async def test_marks_stay_when_their_rows_are_hidden_and_only_what_is_shown_is_marked() -> None:
    async with browse(Searched(TENTHS)) as ui:
        await ui.press("s", *"tea", "enter", "G", "space", *">>>>>>>>>>")
        assert ui.status.startswith("6 of 6 best matches · 4 below 0.50 hidden · 1 marked")
        await ui.press("ctrl+backslash", "ctrl+a")
        assert ui.marked == 6


async def test_a_reload_keeps_the_lens_and_the_place() -> None:
    async with browse(Searched(TENTHS)) as ui:
        await ui.press("s", *"tea", "enter", *">>>>>>>>>>", "j", "j", "ctrl+r")
        assert ui.status.startswith("3 of 6 best matches · 4 below 0.50 hidden")


async def test_scores_stand_in_one_column_whatever_they_are() -> None:
    service = Searched(found(1.0, 0.5, None, 12.345, 1234.5, -0.25, float("nan"), float("inf")))
    for size in ((60, 20), (80, 24), (120, 40)):
        async with browse(service, size=size) as ui:
            await ui.press("s", *"tea", "enter")
            width = ui.screen.memories.scrollable_content_region.width
            rows = [ui.screen.memories.render_line(y).text for y in range(8)]
            assert [row[2:6] for row in rows] == [
                "1.00", "0.50", "   -", "12.3", "1234", "-0.2", " nan", " inf",
            ]  # fmt: skip
            assert all(cell_len(row) == width and row[7:].startswith("Row") for row in rows)


async def test_a_service_without_scores_hides_nothing_and_says_so() -> None:
    async with browse(Searched(found(None, None))) as ui:
        await ui.press("s", *"tea", "enter")
        assert [row.split()[:2] for row in ui.memories] == [["Row", "0"], ["Row", "1"]]
        await ui.press(">")
        assert "this service gives no scores: nothing is hidden" in ui.status
        assert ui.status.startswith("1 of 2 best matches")
        await ui.press("w")
        assert "score       this service gives none" in ui.detail


async def test_the_switches_ask_again_and_stay_on_the_memory() -> None:
    service = Searched(TENTHS)
    async with browse(service) as ui:
        await ui.press("s", *"tea", "enter", "j", "j", "B")
        assert service.asked[-1].rerank
        assert ui.where.endswith("best 100 · rerank")
        assert ui.status.startswith("3 of 10 best matches · rerank on")
        await ui.press("K")
        assert (service.asked[-1].rerank, service.asked[-1].keyword) == (True, True)
        assert ui.where.endswith("best 100 · rerank · keywords")
        await ui.press("B", "w")
        assert (service.asked[-1].rerank, service.asked[-1].keyword) == (False, True)
        assert "rerank" not in ui.detail
        await ui.press("B")
        assert "rerank      asked for: the order need not follow the scores" in ui.detail
        await ui.press("escape", "escape", "s", *"milk", "enter")
        assert service.asked[-1] == SearchQuery(
            "milk", top_k=100, threshold=0.0, rerank=True, keyword=True, explain=True
        )


async def test_what_a_service_lacks_is_off_and_says_why() -> None:
    service = Searched(TENTHS, lacks=LACKS)
    async with browse(service) as ui:
        await ui.press("B")
        assert "Rerank is off: only in a search; s asks one" in ui.status
        await ui.press("s", *"tea", "enter", "B")
        assert "Rerank is off: this service does not reorder" in ui.status
        await ui.press("K")
        assert "Keywords is off: this service knows meanings only" in ui.status
        await ui.press("question_mark", *"by words as well")
        assert ui.help[0].endswith("off: this service knows meanings only")
        await ui.press("escape", "L")
        assert fields(ui) == [
            "▸how many 100",
            "from score 0.00",
            "rerank [ ] off: this service does not reorder",
            "keywords [ ] off: this service knows meanings only",
        ]
        await ui.press("tab", "tab", "space", "tab", "space", "enter")
        assert ui.where.endswith("search “tea” · best 100")
        assert len(service.asked) == 1


async def test_a_failed_search_through_another_lens_is_told_and_asked_again() -> None:
    service = Service(Searched(TENTHS))
    async with browse(service) as ui:
        await ui.press("s", *"tea", "enter", "j")
        service.fail(UnreachableError("No answer.", hint="Is it running?"), "search")
        await ui.press("B")
        assert "offline: No answer." in ui.status
        assert ui.memories[0] == "Offline"
        await ui.press(">", "w", "w")
        assert ui.memories[0] == "Offline"
        service.recover()
        await ui.press("ctrl+r")
        assert ui.where.endswith("best 100 · score >= 0.05 · rerank")
        assert ui.status.startswith("1 of 10 best matches")


# The form of the lens


async def test_the_lens_is_set_before_a_search_and_holds_for_the_next() -> None:
    service = Searched(TENTHS)
    async with browse(service) as ui:
        await ui.press("L", *"4", "tab", *"0,35", "down", "space", "enter")
        assert "the next search: best 4 · score >= 0.35 · rerank" in ui.status
        assert service.asked == []
        await ui.press("s", *"tea", "enter")
        assert service.asked == [SearchQuery("tea", top_k=4, threshold=0.0, rerank=True, explain=True)]
        assert ui.where.endswith("best 4 · score >= 0.35 · rerank")
        await ui.press("L")
        assert fields(ui)[:3] == [
            "▸how many 4", "from score 0.35", "rerank [x] on: the service is asked to order them again",
        ]  # fmt: skip


async def test_a_threshold_from_the_form_hides_at_once_and_more_of_them_are_asked_for() -> None:
    service = Searched(TENTHS)
    async with browse(service) as ui:
        await ui.press("s", *"tea", "enter", "L", "tab", *".45", "enter")
        assert ui.status.startswith("1 of 6 best matches · 4 below 0.45 hidden")
        assert len(service.asked) == 1
        await ui.press("L", *"3", "enter")
        assert len(service.asked) == 2
        assert ui.status.startswith("1 of 3 best matches")
        await ui.press("L", "enter")
        assert len(service.asked) == 2, "nothing is different"


@pytest.mark.parametrize(
    ("keys", "kept", "said"),
    [
        ("0", "▸how many 0", "How many is a whole number from 1 to 1000."),
        ("1001", "▸how many 1001", "How many is a whole number from 1 to 1000."),
        ("many", "▸how many many", "How many is a whole number from 1 to 1000."),
        ("\b", "▸how many", "How many is a whole number from 1 to 1000."),
        ("\t1.01", "▸from score 1.01", "A score is a number from 0 to 1, such as 0.3."),
        ("\t-1", "▸from score -1", "A score is a number from 0 to 1, such as 0.3."),
        ("\t1e-3", "▸from score 1e-3", "A score is a number from 0 to 1, such as 0.3."),
    ],
)
async def test_a_bad_number_is_named_and_kept(keys: str, kept: str, said: str) -> None:
    names = {"\b": "backspace", "\t": "tab"}
    async with browse(Searched(TENTHS)) as ui:
        await ui.press("L", *(names.get(key, key) for key in keys), "down", "down", "enter")
        assert isinstance(ui.app.screen, LensModal)
        assert f"!{kept}" in fields(ui)
        assert said in ui.shown
        await ui.press("5")
        assert said not in ui.shown
        await ui.press("escape")
        assert ui.screen.state.lens.top_k == 100


async def test_the_lens_is_typed_as_fast_as_it_comes_and_leaves_once() -> None:
    async with browse(Searched(TENTHS)) as ui:
        await ui.burst("L", *"250", "tab", *"0.2", "enter", "enter", "j")
        assert (ui.screen.state.lens.top_k, ui.screen.state.lens.threshold) == (250, 0.2)
        assert ui.app.screen is ui.screen


async def test_the_mouse_turns_a_switch_and_applies() -> None:
    async with browse(Searched(TENTHS)) as ui:
        await ui.press("L")
        modal = ui.app.screen
        await ui.pilot.click(modal.query("Toggle").last(), offset=(3, 0))
        await ui.idle()
        assert "keywords [x]" in " ".join(fields(ui))
        await ui.pilot.click("KeyBar", offset=(1, 0))
        await ui.idle()
        assert ui.screen.state.lens.keyword


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (40, 14)])
async def test_the_lens_fits(size: tuple[int, int]) -> None:
    async with browse(Searched(TENTHS, lacks=LACKS), size=size) as ui:
        await ui.press("L")
        modal = ui.app.screen
        assert modal.region.contains_region(modal.query_one("#lens").region)
        assert "enter applies" in ui.shown


# Why a memory is there


async def test_the_embedded_store_says_which_words_it_found(store: LocalAdapter) -> None:
    async with browse(store) as ui:
        await ui.press("s", *"Who drinks coffee?", "enter", "w")
        assert ui.detail.splitlines() == [
            "score       0.667  #############-------",
            "rank        1 of 100 best matches",
            "threshold   none",
            "",
            "2 of the question's 3 words stand in it: that is the score.",
            "found       drinks, coffee",
            "not found   who",
        ]
        await ui.press("j", "j", *">>>>")
        assert "rank        3 of 100 best matches" in ui.detail
        assert "threshold   0.20; lower scores are hidden" in ui.detail
        await ui.press("w")
        assert "score       0.667   w says why" in ui.detail


async def test_what_a_service_says_is_drawn_as_rows_with_bars() -> None:
    said = {"semantic": 0.5, "bm25": 1, "raw": 2.5, "parts": {"\x1b[31mentity": "a\u202eb\nc"}}
    async with browse(Searched(found(0.75, extra={"score_breakdown": said}))) as ui:
        await ui.press("s", *"tea", "enter", "w")
        assert ui.detail.splitlines()[4:] == [
            "how the service came to it",
            "  semantic      0.5      ##########----------",
            "  bm25          1        ####################",
            "  raw           2.5",
            "  parts         ",
            "    ^[[31mentity  a<U+202E>b↵c",
        ]


@pytest.mark.parametrize(
    "said", ["text", 7, [], [1, [2, [3]]], {"a": {"b": {"c": {"d": {"e": 1}}}}}, {"x" * 300: "y" * 90_000}]
)
async def test_a_service_may_say_anything(said: object) -> None:
    async with browse(Searched(found(0.5, extra={"score_details": said})), size=(60, 20)) as ui:
        await ui.press("s", *"tea", "enter", "w", "G", "g", "g")
        assert ui.detail.startswith("score       0.500")
        assert len(ui.detail) < 5000


async def test_a_service_that_says_nothing_is_not_spoken_for() -> None:
    async with browse(Searched(found(0.5))) as ui:
        await ui.press("s", *"tea", "enter", "w")
        assert ui.detail.endswith("This service does not say how it came to the score.")


async def test_the_view_closes_like_the_others_and_ends_with_the_search() -> None:
    async with browse(Searched(TENTHS)) as ui:
        await ui.press("w")
        assert "Why is off: only in a search; s asks one" in ui.status
        await ui.press("s", *"tea", "enter", "w", "escape")
        assert ui.detail.startswith("Row 0")
        assert "search “tea”" in ui.where
        await ui.press("w", "slash", *"x", "enter")
        assert ui.detail.startswith("Row 0")
        assert "search" not in ui.where


async def test_while_a_search_is_under_way_the_rows_of_before_have_no_reasons() -> None:
    service = Service(Searched(TENTHS))
    held = service.hold("search")
    async with browse(service) as ui:
        await ui.poke("s", *"tea", "enter", "w")
        assert ui.detail == "The search is under way …"
        held.set()
        await ui.idle()
        assert ui.detail.startswith("score       0.950")


async def test_on_a_narrow_terminal_the_reasons_take_the_place_of_the_list() -> None:
    async with browse(Searched(TENTHS), size=(60, 20)) as ui:
        await ui.press("s", *"tea", "enter", "w")
        assert ui.panes == ["detail"]
        assert ui.detail_in_view[0].startswith("score")
        await ui.press("escape", "escape")
        assert ui.panes == ["memories"]


async def test_the_footer_shows_the_keys_of_a_search_while_there_is_one(store: LocalAdapter) -> None:
    async with browse(store) as screen:
        footer = screen.screen.keys
        assert "e edit" in footer.render_line(0).text
        await screen.press("s")
        await screen.type("fact")
        await screen.press("enter")
        shown = footer.render_line(0).text
        assert all(hint in shown for hint in ("esc back", "w why", "L search lens", "> stricter", "? help"))
        assert "e edit" not in shown
        await screen.press("escape")
        assert "e edit" in footer.render_line(0).text
