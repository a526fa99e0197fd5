"""`--sort` of `list` and `export`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memtui.adapters.no_options import refuse_order
from memtui.core.errors import UsageError
from memtui.core.from_wire_plain import plain_record
from memtui.core.ordering import Order, ordered, parse_order
from tests.cli.conftest import Memtui
from tests.cli.data import LINES

COLUMNS = ("created", "updated_at", "expires", "memory", "user", "metadata.source", "categories")


def sorted_ids(column: str, *, turned: bool) -> list[str]:
    """What a list must be, newest first in the beginning."""
    order = parse_order(column)
    memories = [record.memory for line in reversed(LINES) if (record := plain_record(line)) is not None]
    return [memory.id for memory in ordered(memories, order.turned() if turned else order)]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("flags", [[], ["--reverse"]])
def test_a_list_is_sorted_page_by_page(memtui: Memtui, store: Path, column: str, flags: list[str]) -> None:
    expected = sorted_ids(column, turned=bool(flags))
    asked = ("list", "--db", store, "--sort", column, *flags, "--jsonl")
    assert [item["id"] for item in memtui(*asked, "--all").jsonl()] == expected
    assert [item["id"] for item in memtui(*asked, "--page-size", "20", "--page", "3").jsonl()] == expected[
        40:60
    ]


def test_an_export_follows_the_order(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ran = memtui("export", out, "--db", store, "--sort", "memory", "--reverse")
    assert ran.code == 0
    ids = [json.loads(line)["id"] for line in out.read_text().splitlines()]
    assert ids == sorted_ids("memory", turned=True)


@pytest.mark.parametrize("command", [["list"], ["export", "-"]])
@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--sort", "colour"], "A list cannot be sorted by 'colour'."),
        (["--reverse"], "--reverse turns the order of --sort round."),
    ],
)
def test_what_is_no_order_is_told(
    memtui: Memtui, store: Path, command: list[str], flags: list[str], says: str
) -> None:
    ran = memtui(*command, "--db", store, *flags)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_one_memory_has_no_order(memtui: Memtui, store: Path) -> None:
    ran = memtui("export", "-", "--db", store, "--id", "x", "--sort", "memory")
    assert ran.code == 2
    assert "--id names one memory." in ran.err


def test_a_service_refuses_an_order_rather_than_pass_over_it() -> None:
    refuse_order(None)
    with pytest.raises(UsageError, match="cannot sort"):
        refuse_order(Order("memory"))
