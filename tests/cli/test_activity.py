"""`memtui activity`: a line for each bucket, the same numbers as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Memtui
from tests.cli.data import LINES

Pretend = Callable[..., None]


def by_day(field: str = "created_at") -> Counter[str]:
    return Counter(str(line[field])[:10] for line in LINES if line[field])


def test_a_line_a_day(memtui: Memtui, store: Path) -> None:
    ran = memtui("activity", "--db", store, "--by", "day")
    rows = ran.rows()
    assert {day: int(number) for day, number in rows if number != "0"} == by_day()
    assert [day for day, _ in rows] == sorted(day for day, _ in rows)
    assert f"{sum(by_day().values())} memories created from {min(by_day())}" in ran.err
    assert "days in UTC" in ran.err


def test_json_adds_up(memtui: Memtui, store: Path) -> None:
    total = int(memtui("list", "--db", store, "--count").out)
    for of in ("created", "updated"):
        for by in ("day", "week", "month"):
            for split in ("user", "run", "category"):
                found = memtui(
                    "activity", "--db", store, "--of", of, "--by", by, "--split", split, "--json"
                ).json()
                assert found["total"] == total == sum(part["total"] for part in found["parts"])
                assert sum(one["count"] for one in found["results"]) + found["undated"] == total
                assert all(sum(one["parts"]) == one["count"] for one in found["results"])
                assert (found["of"], found["by"], found["split"]) == (of, by, split)


def test_scope_and_filter_narrow_it(memtui: Memtui, store: Path) -> None:
    found = memtui("activity", "--db", store, "--user-id", "carol", "--filter", "run_id = *", "--json").json()
    count = memtui("list", "--db", store, "--user-id", "carol", "--filter", "run_id = *", "--count").out
    assert found["total"] == int(count) > 0


def test_bars_on_a_terminal_only_and_not_when_plain(memtui: Memtui, store: Path, terminal: Pretend) -> None:
    assert "█" not in memtui("activity", "--db", store).out
    terminal("stdout")
    header, first, *_ = memtui("activity", "--db", store, "--by", "day").out.splitlines()
    assert header.split() == ["DAY", "MEMORIES"]
    assert "█" in first
    plain = memtui("activity", "--db", store, "--by", "day", "--plain").out
    assert "█" not in plain
    assert plain.splitlines()[1].split() == first.split()[:2]


def test_a_split_is_told_in_words(memtui: Memtui, store: Path) -> None:
    rows = memtui("activity", "--db", store, "--by", "month", "--split", "user").rows()
    assert "carol " in rows[0][2]
    for _, number, words in rows:
        told = [int(part.rpartition(" ")[2]) for part in words.split(", ")] if words else []
        assert sum(told) == int(number)


def test_strangers_names_do_no_harm(memtui: Memtui, store: Path, terminal: Pretend) -> None:
    for pretended in (False, True):
        if pretended:
            terminal("stdout")
        ran = memtui("activity", "--db", store, "--split", "user")
        assert not set("\x1b\x07\u202e") & set(ran.out + ran.err)


def test_nothing_is_said_to_be_nothing(memtui: Memtui, store: Path) -> None:
    ran = memtui("activity", "--db", store, "--user-id", "nobody")
    assert (ran.code, ran.out, ran.err) == (0, "", "No memories.\n")
    assert memtui("activity", "--db", store, "--user-id", "nobody", "--json").json()["results"] == []


@pytest.mark.parametrize("words", [("--by", "year"), ("--of", "read"), ("--split", "hash")])
def test_mistakes_are_told(memtui: Memtui, store: Path, words: tuple[str, str]) -> None:
    ran = memtui("activity", "--db", store, *words)
    assert ran.code == 2
    assert words[1] in ran.err
