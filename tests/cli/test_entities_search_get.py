from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Memtui
from tests.cli.data import CHANGED, HOSTILE_ONE, LINES, WIDE, id_of


def test_entities_as_json(memtui: Memtui, store: Path) -> None:
    page = memtui("entities", "--db", store, "--json", "--type", "user").json()
    assert (page["count"], page["next"], page["previous"]) == (5, None, None)
    totals = {item["name"]: item["total_memories"] for item in page["results"]}
    assert totals["carol"] == sum(line["user_id"] == "carol" for line in LINES)
    assert {item["type"] for item in page["results"]} == {"user"}


def test_entities_page_by_page(memtui: Memtui, store: Path) -> None:
    every = memtui("entities", "--db", store, "--all", "--jsonl").jsonl()
    assert memtui("entities", "--db", store, "--count").out == f"{len(every)}\n" == "12\n"
    pages = [
        memtui("entities", "--db", store, "--page-size", "5", "--page", number, "--json").json()
        for number in "123"
    ]
    assert [page["next"] for page in pages] == [2, 3, None]
    assert [item for page in pages for item in page["results"]] == every
    past = memtui("entities", "--db", store, "--page", "8")
    assert past.err == "There is no page 8: 12 entities fill 1 page of 100.\n"


def test_entities_for_people_are_harmless(memtui: Memtui, store: Path, terminal: Callable[..., None]) -> None:
    rows = memtui("entities", "--db", store).rows()
    assert ["user", "1", "2024-03-01T10:08:00Z", "ユーザー"] in rows
    assert "mallory^[]0;x^G" in [row[3] for row in rows]
    terminal("stdout")
    assert memtui("entities", "--db", store).out.splitlines()[0].split() == [
        "TYPE", "MEMORIES", "UPDATED", "NAME",
    ]  # fmt: skip


def test_search_ranks_and_scores(memtui: Memtui, store: Path) -> None:
    page = memtui("search", "green tea", "--db", store, "--json").json()
    assert list(page) == ["count", "next", "previous", "results"]
    assert page["count"] == len(page["results"]) == 10
    assert page["results"][0]["id"] == id_of(CHANGED)
    scores = [item["score"] for item in page["results"]]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] < scores[0] <= 1


def test_search_takes_its_options(memtui: Memtui, store: Path) -> None:
    def ids(*flags: str) -> list[str]:
        return [
            item["id"] for item in memtui("search", "green tea", "--db", store, "--jsonl", *flags).jsonl()
        ]

    assert len(ids("--top-k", "3")) == 3
    assert ids("--threshold", "0.9") == [id_of(CHANGED)]
    assert ids("--filter", "user_id = bob", "--top-k", "1000", "--threshold", "0") == [
        item["id"] for item in memtui("search", "tea", "--db", store, "--jsonl", "--user-id", "bob",
                                      "--top-k", "1000", "--rerank", "--keyword").jsonl()
    ]  # fmt: skip


def test_a_switch_that_the_service_lacks_is_said_to_change_nothing(memtui: Memtui, store: Path) -> None:
    plain = memtui("search", "green tea", "--db", store, "--json")
    switched = memtui("search", "green tea", "--db", store, "--json", "--rerank", "--keyword")
    assert switched.out == plain.out
    assert switched.err == (
        "--rerank changes nothing: the embedded store has no model to rank with.\n"
        "--keyword changes nothing: the embedded store always searches by words.\n"
    )


def test_search_for_people(memtui: Memtui, store: Path, terminal: Callable[..., None]) -> None:
    ran = memtui("search", "green", "--db", store)
    assert ran.rows() == [
        ["1.000", id_of(3), "2024-03-01T10:03:00Z", "user:alice run:run-3", "", "Alice drinks green tea now"]
    ]
    nothing = memtui("search", "zzzz", "--db", store)
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "No memories match.\n")
    terminal("stdout")
    assert memtui("search", "green", "--db", store).out.startswith("SCORE  ID")


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["search"], "the following arguments are required: QUERY"),
        (["search", " "], "The question is empty."),
        (["search", "two", "words"], "unrecognized arguments: words"),
        (["search", "x", "--top-k", "0"], "'0' is no whole number from 1 to 1,000"),
        (["search", "x", "--threshold", "1.5"], "'1.5' is no number from 0 to 1"),
        (["search", "x", "--threshold", "nan"], "'nan' is no number from 0 to 1"),
        (["get", ""], "The id is empty."),
        (["history", "  "], "The id is empty."),
        (["entities", "--type", "robot"], "--type"),
    ],
)
def test_wrong_usage(memtui: Memtui, argv: list[str], says: str) -> None:
    ran = memtui(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("memtui: ")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_get_as_json_is_the_object(memtui: Memtui, store: Path) -> None:
    expected = {key: value for key, value in LINES[WIDE].items() if key != "history"}
    pretty = memtui("get", id_of(WIDE), "--db", store, "--json")
    one_line = memtui("get", id_of(WIDE), "--db", store, "--jsonl")
    assert pretty.json() == one_line.json() == expected
    assert "日本語の記憶 café 🍵" in pretty.out
    assert one_line.out.count("\n") == 1 < pretty.out.count("\n")


def test_get_for_people(memtui: Memtui, store: Path) -> None:
    lines = memtui("get", id_of(WIDE), "--db", store).out.splitlines()
    shown = dict(line.split(maxsplit=1) for line in lines[: lines.index("")])
    assert shown["user"] == "ユーザー"
    assert shown["agent"] == "bot"
    assert shown["state"] == "immutable"
    assert shown["categories"] == "food"
    assert lines[-1] == "日本語の記憶 café 🍵"


def test_get_of_hostile_text_is_harmless(memtui: Memtui, store: Path) -> None:
    out = memtui("get", id_of(HOSTILE_ONE), "--db", store).out
    assert "^[[2J<9B>31m evil <U+202E> txt\nsecond line\twith a tab" in out
    assert '"\\u001bkey"' in out
    assert not set(out) & set("\x1b\x9b\x07\u202e")


def test_history_as_json_is_a_list_in_the_services_order(memtui: Memtui, store: Path) -> None:
    events = memtui("history", id_of(CHANGED), "--db", store, "--json").json()
    assert events == LINES[CHANGED]["history"]
    assert memtui("history", id_of(CHANGED), "--db", store, "--jsonl").jsonl() == events


def test_history_for_people_shows_what_changed(memtui: Memtui, store: Path) -> None:
    out = memtui("history", id_of(CHANGED), "--db", store).out
    assert out.splitlines()[0].startswith("1  ADD  2024-03-01")
    assert "   Fact number 3 about tea" in out
    assert "     user: I said fact 3" in out
    assert "2  UPDATE  2024-05-01" in out
    assert "Alice drinks [-black -]{+green +}tea now" in out


def test_an_unknown_id_is_not_found(memtui: Memtui, store: Path) -> None:
    for command in ("get", "history"):
        ran = memtui(command, "no-such\x1bid", "--db", store, "--json")
        assert (ran.code, ran.out) == (1, "")
        assert "no-such" in ran.err
        assert "\x1b" not in ran.err
        assert ran.err.count("\n") == 1
