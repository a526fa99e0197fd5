"""`--option`: further fields of a service, on list, search and add."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from memtui.adapters.base import Capabilities
from memtui.cli import service
from memtui.core.models import Memory, MemoryPage
from memtui.core.queries import MemoryQuery, SearchQuery
from tests.cli.conftest import Memtui, Own


class Service:
    """Takes every field, and keeps what it was asked."""

    capabilities = Capabilities("platform", 200, true_totals=True, lists_expired=True, writing=None)

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    async def page(self, query: MemoryQuery, page: int, page_size: int) -> MemoryPage:
        self.asked.append(dict(query.options))
        return MemoryPage((), page, page_size, total=0, has_next=False)

    async def search(self, query: SearchQuery) -> tuple[Memory, ...]:
        self.asked.append(dict(query.options))
        return ()

    async def close(self) -> None:
        pass


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    made = Service()
    monkeypatch.setattr(service, "open_adapter", lambda *_: made)
    yield made


@pytest.mark.parametrize("command", [["list"], ["search", "tea"]], ids=lambda command: command[0])
def test_fields_are_json_or_text(memtui: Memtui, remote: Service, command: list[str]) -> None:
    words = ['a=["x", 1]', "b=true", "c=12", "d=likes tea", 'e="12"', "f=x=y", "g=null", "h=", "i={}"]
    ran = memtui(*command, "--base-url", "http://x", *(part for word in words for part in ("--option", word)))
    assert ran.code == 0, ran.err
    assert remote.asked == [
        {
            "a": ["x", 1],
            "b": True,
            "c": 12,
            "d": "likes tea",
            "e": "12",
            "f": "x=y",
            "g": None,
            "h": "",
            "i": {},
        }
    ]


def test_without_the_flag_nothing_is_added(memtui: Memtui, remote: Service) -> None:
    assert memtui("list", "--base-url", "http://x").code == 0
    assert remote.asked == [{}]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["a"], "--option is written as NAME=VALUE. For example: --option latest_only=true"),
        (["=1"], "--option is written as NAME=VALUE."),
        (["a=1", "a=2"], "--option a is given twice."),
        (["a=[1"], "--option a: Column 3: expected"),
        (['a={"x": NaN}'], "--option a: NaN is no JSON number."),
        (["a=\udce9"], "--option a: There is half a character in it."),
    ],
)
def test_what_is_no_field(memtui: Memtui, remote: Service, words: list[str], says: str) -> None:
    flags = [part for word in words for part in ("--option", word)]
    ran = memtui("list", "--base-url", "http://x", *flags)
    assert (ran.code, remote.asked) == (2, [])
    assert says in ran.err


def test_an_addition_takes_what_the_service_takes(own: Own) -> None:
    ran = own.run("add", "likes mate", "--user-id", "zoe", "--option", "includes=drinks", "--yes")
    assert ran.code == 2
    assert "This service takes no option includes." in ran.err
    ran = own.run("add", "likes mate", "--user-id", "zoe", "--option", "timestamp=soon", "--yes")
    assert ran.code == 2
    assert "memtui: --option timestamp: " in ran.err
