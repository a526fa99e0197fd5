"""The events of a service: listed, read in full, followed until they are over."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from memtui.core.errors import NotFoundError, ServiceError
from memtui.core.service_events import ServiceEvent
from memtui.tui.service.event_results import outcome, result_lines
from tests.tui.service_pages.driver import pages
from tests.tui.service_pages.made_up import HOSTILE, FullService, event

SIZES = pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
RESULTS = (
    {"id": "m-1", "event": "ADD", "data": {"memory": "Likes tea"}},
    {"id": "m-2", "event": "UPDATE", "data": {"memory": "Lives in Lisbon"}},
)


def service(*events: ServiceEvent) -> FullService:
    found = FullService()
    found.all_events = events
    return found


async def test_rows_say_in_words_how_far_it_is_and_what_came_of_it(tmp_path: Path) -> None:
    found = service(
        event(0, "RUNNING", latency_ms=None),
        event(1, results=RESULTS, latency_ms=2311.4),
        event(2, "FAILED", error="No model\nat hand"),
        event(3, event_type="SEARCH", latency_ms=83_000.0),
        event(4, "PAUSED"),
    )
    async with pages(found, tmp_path) as ui:
        await ui.press("S", "e")
        assert ui.rows == [
            "now running ADD",
            "1m succeeded ADD 2311 ms 2 · Likes tea",
            "2m failed ADD 102 ms No model↵at hand",
            "3m succeeded SEARCH 83 s",
            "4m paused ADD 104 ms",
        ]


async def test_an_event_is_shown_in_full(tmp_path: Path) -> None:
    found = service(
        event(
            1, results=(*RESULTS, {"score": 3}), payload={"user_id": "alice", "n": 1}, error="half of it",
            started_at="2026-11-21T11:59:01Z", extra={"graph_status": None},
        )
    )  # fmt: skip
    async with pages(found, tmp_path, (80, 24)) as ui:
        await ui.press("S", "e", "enter")
        for part in (
            "status   succeeded", "created  2026-11-21 11:59:00  (1m ago)", "id       event-1",
            "what went wrong\n  half of it", "what came of it · 3\n● ADD  m-1\n  Likes tea\n● UPDATE  m-2",
            '"score": 3', 'what was asked\n  {\n    "user_id": "alice"', '"graph_status": null',
        ):  # fmt: skip
            assert part in ui.text


@SIZES
async def test_it_fits_and_hostile_events_do_no_harm(tmp_path: Path, size: tuple[int, int]) -> None:
    found = service(
        event(
            1, HOSTILE, event_type=HOSTILE, error=HOSTILE, created_at=HOSTILE, payload={HOSTILE: [HOSTILE]},
            results=({"id": HOSTILE, "event": HOSTILE, "data": {"memory": HOSTILE}}, {HOSTILE: HOSTILE}),
        ),
        event(2, results=({"memory": "x" * 300_000},), payload={"all": ["y" * 200_000] * 3}),
    )  # fmt: skip
    async with pages(found, tmp_path, size) as ui:
        await ui.press("S", "e", "enter")
        for _ in range(2):
            ui.assert_fits()
            assert "\x1b" not in ui.drawn
            assert "\x1b" not in ui.text
            await ui.press("escape", "S", "e", "j", "enter")
            assert "… " in ui.text or "evil" in ui.text


async def test_further_pages_are_loaded_at_the_end(tmp_path: Path) -> None:
    found = service(*(event(number) for number in range(250)))
    async with pages(found, tmp_path) as ui:
        await ui.press("S", "e")
        assert ui.head == "100 of 250; the last row loads more"
        await ui.press("G")
        assert ui.head == "200 of 250; the last row loads more"
        assert ui.text.count("event-99") == 1
        # Two new ones have pushed the others down meanwhile.
        found.all_events = [event(-1), event(-2), *found.all_events]
        await ui.press("G")
        assert ui.head == ""
        assert ui.row_list.length == 250
        assert [asked for asked in found.asked if asked == ("events", 1)] == [("events", 1)]
        await ui.press("ctrl+r")
        assert (ui.row_list.length, ui.head) == (100, "100 of 252; the last row loads more")


async def test_why_it_failed_is_asked_for_where_the_list_does_not_tell(tmp_path: Path) -> None:
    found = service(event(1), event(2, "FAILED"))
    found.script.append(event(2, "FAILED", error="The model is gone."))
    async with pages(found, tmp_path) as ui:
        await ui.press("S", "e")
        assert ("event", "event-2") not in found.asked
        await ui.press("j")
        assert "what went wrong\n  The model is gone." in ui.text
        await ui.press("k", "j", "k", "j")
        assert found.asked.count(("event", "event-2")) == 1


async def test_who_goes_on_meanwhile_finds_the_reasons_of_all(tmp_path: Path) -> None:
    found = service(event(0), event(1, "FAILED"), event(2, "FAILED"))
    async with pages(found, tmp_path) as ui:
        await ui.press("S", "e")
        found.all_events = [event(number, "FAILED", error=f"Reason {number}.") for number in range(3)]
        found.hold = asyncio.Event()
        for _ in range(2):
            ui.send("j")
            await ui.settle()
        found.hold.set()
        await ui.idle()
        assert "Reason 2." in ui.text
        await ui.press("k")
        assert "Reason 1." in ui.text


async def test_its_memories_are_listed(tmp_path: Path) -> None:
    async with pages(service(event(1, results=RESULTS), event(2)), tmp_path) as ui:
        await ui.press("S", "e", "j", "m")
        assert ui.said == "lists its memories is off: it names no memories"
        await ui.press("k", "m")
        assert not ui.is_open
        assert ui.browse.state.filter is not None
        assert "m-2" in str(ui.browse.state.filter)


# Following -----------------------------------------------------------------------------------------


async def test_f_follows_an_event_until_it_is_over(tmp_path: Path) -> None:
    found = service(event(0, "PENDING"), event(5))
    found.script.extend([event(0, "PENDING"), event(0, "RUNNING"), event(0, results=RESULTS)])
    async with pages(found, tmp_path) as ui:
        await ui.press("S", "e", "f")
        assert ui.said == "ADD succeeded"
        assert ui.row.endswith("2 · Likes tea")
        assert "Lives in Lisbon" in ui.text
        assert found.asked.count(("event", "event-0")) == 3
        await ui.press("f")
        assert ui.said == "follows is off: it is over"


async def test_following_ends_with_patience(tmp_path: Path) -> None:
    async with pages(service(event(0, "RUNNING")), tmp_path) as ui:
        await ui.press("S", "e", "f")
        assert ui.said == "it is still not over; f follows it again"


async def test_escape_stops_following(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = service(event(0, "RUNNING"))
    async with pages(found, tmp_path) as ui:
        await ui.press("S", "e")
        found.hold = asyncio.Event()
        await ui.poke("f")
        assert ui.said == "following …"
        assert "esc stops following" in ui.keys
        await ui.press("escape")
        assert ui.said.startswith("not followed any longer")
        assert "esc closes" in ui.keys
        asked = len(found.asked)
        found.hold.set()
        await ui.idle()
        assert (len(found.asked), ui.is_open) == (asked, True)


async def test_what_goes_wrong_while_following_is_said(tmp_path: Path) -> None:
    found = service(event(0, "RUNNING"))
    async with pages(found, tmp_path) as ui:
        await ui.press("S", "e")
        found.failure = NotFoundError("There is no such event.", hint="It may be too old.")
        await ui.press("f")
        assert ui.said == "There is no such event.\nIt may be too old."
        assert ui.row == "now running ADD 100 ms"


async def test_rows_stay_when_reloading_fails(tmp_path: Path) -> None:
    found = service(event(0), event(1))
    async with pages(found, tmp_path) as ui:
        await ui.press("S", "e")
        found.failure = ServiceError("Slow down.", status=429)
        await ui.press("ctrl+r")
        assert (ui.said, len(ui.rows)) == ("Slow down.", 2)


async def test_closing_a_page_that_is_loading_is_no_mistake(tmp_path: Path) -> None:
    found = service(event(0))
    found.hold = asyncio.Event()
    async with pages(found, tmp_path) as ui:
        await ui.poke("S", "e")
        assert ui.said == "loading …"
        assert ui.rows == ["Loading …"]
        await ui.poke("escape")
        assert not ui.is_open
        found.hold.set()
        await ui.idle()
        assert ui.browse.last_error is None


# Results -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ((), ""),
        (({"memory": "a"},), "a"),
        (({"data": {"text": "a\nb"}},), "a↵b"),
        (({"x": 1}, {"x": 2}), "2 results"),
        (({"data": "odd"}, {"memory": 3}, {"text": "late"}), "3 · late"),
    ],
)
def test_what_came_of_it_in_any_shape(results: tuple[dict[str, object], ...], told: str) -> None:
    found = event(0, results=results)
    assert outcome(found) == told
    for result in results:
        assert result_lines(result)
