"""The activity page: what it counts, what its keys do, and how it looks in little room."""

from __future__ import annotations

from pathlib import Path

import pytest

from memtui.core.display import neutralise
from memtui.core.errors import ServiceError
from memtui.core.filter_text import format_filter
from tests.hostile.texts import FORMS
from tests.tui.activity.conftest import Stores
from tests.tui.activity.driver import activity, daily, spread
from tests.tui.data import many
from tests.tui.service import Service

SIZES = pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 40), (200, 50)])
WEEKS = spread(("2026-10-05", 3), ("2026-10-21", 1), ("2026-11-20", 6))


async def test_it_counts_what_is_listed(stores: Stores, tmp_path: Path) -> None:
    async with activity(await stores(WEEKS), tmp_path) as ui:
        assert ui.title == "Activity"
        assert ui.head.splitlines() == [
            "10 created per day · everything",
            "2026-10-05 to 2026-11-20, days in UTC · most 6 in 2026-11-20",
        ]
        assert ui.bucket == "6 of 10 · Fri 2026-11-20"
        assert ui.lines[0].split()[0] == "6"
        assert "2026-10-05" in ui.lines[-2]


async def test_the_bucket_is_as_small_as_fits(stores: Stores, tmp_path: Path) -> None:
    async with activity(await stores(daily(320)), tmp_path, (120, 40)) as ui:
        assert "per week" in ui.head
        await ui.resize(40, 20)
        assert "per month" in ui.head
        await ui.press("d")
        assert "per day" in ui.head
        assert ui.lines[-3].strip().startswith("‹")
        await ui.resize(120, 40)
        assert "per day" in ui.head


async def test_another_bucket_keeps_the_date(stores: Stores, tmp_path: Path) -> None:
    async with activity(await stores(WEEKS), tmp_path) as ui:
        await ui.press("home")
        assert ui.bucket == "3 of 10 · Mon 2026-10-05"
        await ui.press("w")
        assert ui.bucket == "3 of 10 · 2026-10-05 to 2026-10-11 (week 41)"
        assert "most 6 in week of 2026-11-16" in ui.head
        await ui.press("right")
        assert ui.bucket == "0 · 2026-10-12 to 2026-10-18 (week 42)"
        await ui.press("m")
        assert ui.bucket == "4 of 10 · 2026-10"
        await ui.press("d")
        assert ui.bucket == "0 · Mon 2026-10-12"
        assert "d day" not in ui.keys


async def test_moving(stores: Stores, tmp_path: Path) -> None:
    async with activity(await stores(WEEKS), tmp_path) as ui:
        await ui.press("left")
        assert ui.bucket == "0 · Thu 2026-11-19"
        await ui.press("N")
        assert ui.bucket == "1 of 10 · Wed 2026-10-21"
        await ui.press("N", "N", "h")
        assert ui.bucket.endswith("2026-10-05")
        await ui.press("n")
        assert ui.bucket.endswith("2026-10-21")
        await ui.press("G", "l", "n")
        assert ui.bucket.endswith("2026-11-20")
        await ui.press("pageup")
        assert ui.bucket.endswith("2026-10-05")
        await ui.burst(*["right"] * 16)
        assert ui.bucket.endswith("2026-10-21")


async def test_a_bar_can_be_clicked(stores: Stores, tmp_path: Path) -> None:
    async with activity(await stores(spread(("2026-11-01", 1), ("2026-11-02", 3))), tmp_path) as ui:
        await ui.pilot.click(ui.chart, offset=(4, 3))
        await ui.idle()
        assert ui.bucket == "1 of 4 · Sun 2026-11-01"
        await ui.pilot.click(ui.chart, offset=(60, 3))
        await ui.idle()
        assert ui.bucket.startswith("1 of 4")


async def test_created_or_updated(stores: Stores, tmp_path: Path) -> None:
    records = [
        *spread(("2026-11-01", 2)),
        *spread(("2026-11-02", 1), id="x", updated_at="2026-11-05T00:00:00Z"),
    ]
    async with activity(await stores(records), tmp_path) as ui:
        assert "c created" not in ui.keys
        await ui.press("u")
        assert ui.bucket == "1 of 3 · Thu 2026-11-05"
        assert "3 updated per day" in ui.head
        assert "2 without a date" in ui.head
        await ui.press("c")
        assert "3 created per day" in ui.head


async def test_parts_are_told_apart_in_words(stores: Stores, tmp_path: Path) -> None:
    store = await stores(many(1000))
    async with activity(store, tmp_path) as ui:
        await ui.press("e")
        assert "1000 created per day, by user" in ui.head
        names = [line.split("█")[0].split() for line in ui.lines[-5:-1]]
        assert [name[-1] for name in names] == ["250"] * 4
        assert [" ".join(name[:-1]) for name in names] == ["alice", "bob", "carol", "no user"]
        await ui.press("e")
        assert "by agent" in ui.head
        await ui.press("e", "e", "e")
        assert "each in its first category" in ui.head
        assert ui.lines[-2].startswith("no category")
        await ui.press("e")
        assert "by" not in ui.head


async def test_entered_buckets_are_listed(stores: Stores, tmp_path: Path) -> None:
    async with activity(await stores(WEEKS), tmp_path) as ui:
        await ui.press("w", "home", "enter")
        assert not ui.is_open
        tree = ui.browse.state.filter
        assert tree is not None
        assert format_filter(tree) == "created_at >= 2026-10-05 and created_at < 2026-10-12"
        assert ui.browse.loading_list.rows.total == 3
        # What is charted now is what is listed now.
        await ui.press("A")
        assert "3 created per day" in ui.head
        await ui.press("escape")
        assert ui.browse.state.filter == tree


async def test_an_empty_bucket_is_not_listed(stores: Stores, tmp_path: Path) -> None:
    async with activity(await stores(WEEKS), tmp_path) as ui:
        await ui.press("left", "enter")
        assert ui.is_open
        assert "nothing to list" in ui.said


async def test_scope_and_filter_are_kept(stores: Stores, tmp_path: Path) -> None:
    async with activity(await stores(many(1000)), tmp_path) as ui:
        await ui.press("escape", "1", "down", "down", "enter", "slash", *"coffee", "enter", "A")
        assert "user alice · contains “coffee”" in ui.head
        assert ui.head.startswith("50 created")
        await ui.press("enter")
        assert ui.browse.state.scope.name == "alice"
        assert ui.browse.state.keyword == "coffee"
        assert ui.browse.loading_list.rows.total == 50


async def test_it_is_off_in_a_search(stores: Stores, tmp_path: Path) -> None:
    async with activity(await stores(many(20)), tmp_path) as ui:
        await ui.press("escape", "s", *"tea", "enter", "A")
        assert not ui.is_open
        assert "Activity is off: not in a search" in ui.browse.state.notice


async def test_the_table_is_copied(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    async def take(app: object, text: str, **_: object) -> str:
        copied.append(text)
        return "copied"

    monkeypatch.setattr("memtui.tui.clipboard.copy_text", take)
    records = [*spread(("2026-10-05", 2), user_id="o\tx"), *spread(("2026-10-14", 1), id="x")]
    async with activity(await stores(records), tmp_path) as ui:
        await ui.press("w", "e", "y")
        assert copied == ["week\tcreated\to x\tno user\n2026-10-05\t2\t2\t0\n2026-10-12\t1\t0\t1\n"]
        assert ui.said == "copied"


async def test_nothing_to_chart_names_the_next_key(stores: Stores, tmp_path: Path) -> None:
    async with activity(await stores([]), tmp_path) as ui:
        assert ui.lines[0] == "There are no memories here"
        assert "a adds a memory" in ui.lines[1]
        await ui.press("left", "d", "enter", "y", "n", "pageup")
        assert ui.is_open
        assert "off" in ui.said or ui.said == ""
        await ui.press("escape")
        assert not ui.is_open


async def test_nothing_dated_names_the_other_key(stores: Stores, tmp_path: Path) -> None:
    async with activity(await stores(WEEKS), tmp_path) as ui:
        await ui.press("u")
        assert ui.lines[0] == "None of 10 memories says when it was updated"
        assert "c shows when they were created" in ui.lines[1]
        await ui.press("c")
        assert ui.bucket.startswith("6 of 10")


@SIZES
async def test_it_fits(stores: Stores, tmp_path: Path, size: tuple[int, int]) -> None:
    names = [f"user {at}" for at in range(12)]
    records = [
        one
        for at, name in enumerate(names)
        for one in spread((f"2026-{at + 1:02}-03", 2), user_id=name, id=str(at))
    ]
    async with activity(await stores(records), tmp_path, size) as ui:
        for key in ("e", "d", "home", "w", "m", "u", "c", "e"):
            await ui.press(key)
            ui.assert_fits()
            # One line under the other: nothing is wrapped, and the number is always there.
            assert len(ui.chart.plain) <= ui.chart.size.height
            assert all(len(line) <= size[0] for line in ui.lines)


async def test_hostile_names_do_no_harm(stores: Stores, tmp_path: Path) -> None:
    names = list(FORMS.values())
    for first in range(0, len(names), 8):
        some = enumerate(names[first : first + 8])
        records = [one for at, name in some for one in spread(("2026-11-01", 1), user_id=name, id=str(at))]
        async with activity(await stores(records), tmp_path, (80, 24)) as ui:
            await ui.press("e")
            assert len(ui.chart.plain) == ui.chart.size.height
            assert [neutralise(line) for line in ui.drawn.split("\n")] == ui.drawn.split("\n")


async def test_of_a_service_the_newest_are_looked_at(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memtui.ops.activity.MOST", 100)
    service = Service(await stores(many(150)), page_size=50)
    async with activity(service, tmp_path) as ui:
        assert "only the newest 100 of 150 were looked at" in ui.head
        asked = service.times("page")
        await ui.press("e", "u", "w")
        assert service.times("page") == asked
        await ui.press("ctrl+r")
        assert service.times("page") == asked + 2


async def test_looking_tells_how_far_it_is_and_can_be_stopped(stores: Stores, tmp_path: Path) -> None:
    service = Service(await stores(many(300)), page_size=100)
    async with activity(service, tmp_path) as ui:
        await ui.press("escape")
        held = service.hold("page", 3)
        await ui.poke("A")
        assert ui.lines[0] == "Looked at 200 of 300 …"
        assert "esc stops" in ui.keys
        await ui.poke("escape")
        held.set()
        await ui.idle()
        assert ui.head.startswith("300 created")
        service.recover()
        held = service.hold("page", 2)
        await ui.poke("ctrl+r")
        await ui.poke("escape")
        held.set()
        await ui.idle()
        assert "only the newest 200 of 300 were looked at" in ui.head


async def test_another_question_meanwhile_goes_on_from_there(stores: Stores, tmp_path: Path) -> None:
    service = Service(await stores(many(300)), page_size=100)
    async with activity(service, tmp_path) as ui:
        await ui.press("escape")
        held = service.hold("page", 3)
        before = service.times("page", 1)
        await ui.poke("A")
        await ui.poke("e")
        held.set()
        await ui.idle()
        assert ui.head.startswith("300 created per day, by user")
        assert service.times("page", 1) == before + 1


async def test_leaving_takes_the_question_back(stores: Stores, tmp_path: Path) -> None:
    service = Service(await stores(many(300)), page_size=100)
    async with activity(service, tmp_path) as ui:
        await ui.press("escape")
        service.hold("page", 2)
        await ui.poke("A")
        await ui.poke("escape")
        await ui.poke("escape")
        assert not ui.is_open
        assert ("page", 2) in service.abandoned
        service.recover()


async def test_what_fails_is_told(stores: Stores, tmp_path: Path) -> None:
    service = Service(await stores(many(30)))
    async with activity(service, tmp_path) as ui:
        await ui.press("escape")
        service.fail(ServiceError("It is down.", status=500), "page")
        await ui.press("A")
        assert "It is down." in ui.said
        assert "ctrl+r" in ui.lines[-1]
        service.recover()
        await ui.press("ctrl+r")
        assert ui.bucket.startswith("30 of 30")
