"""Dataclasses that are finished on first use, beside those of the standard library."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import FrozenInstanceError, field, fields, replace
from threading import Barrier
from typing import Any

import pytest

from memtui.core.values import dataclass

MAKERS: list[Any] = [dataclass, dataclasses.dataclass]


def kinds(make: Callable[..., Any]) -> tuple[Any, Any, Any]:
    @make(frozen=True)
    class Frozen:
        """With a default that is made."""

        name: str
        tags: list[str] = field(default_factory=list)

    @make
    class Base:
        """With a default."""

        x: int = 1

    @make
    class Derived(Base):
        """With another one, and something that is done when it is there."""

        y: int = 2

        def __post_init__(self) -> None:
            self.total = self.x + self.y

    return Frozen, Base, Derived


@pytest.mark.parametrize("make", MAKERS)
def test_they_are_what_the_standard_ones_are(make: Callable[..., Any]) -> None:
    frozen, base, derived = kinds(make)
    assert derived(3).total == 5, "also where what it inherits from was never made"
    assert [one.name for one in fields(derived(1))] == ["x", "y"]
    assert base() == base(1) != base(2)
    assert base() != derived()
    one = frozen("a")
    assert one == frozen("a", []) == copy(one)
    assert one.tags is not frozen("a").tags
    assert repr(one).endswith("Frozen(name='a', tags=[])")
    assert replace(one, name="b") == frozen("b")
    with pytest.raises(FrozenInstanceError):
        one.name = "c"
    with pytest.raises(TypeError):
        frozen()
    with pytest.raises(TypeError):
        frozen("a", kind="b")
    match one:
        case frozen(name, tags):
            assert (name, tags) == ("a", [])
        case _:
            raise AssertionError("it does not match its own kind")


@pytest.mark.parametrize("make", MAKERS)
def test_what_inherits_without_being_one_is_made_too(make: Callable[..., Any]) -> None:
    _, base, derived = kinds(make)

    def init(self: Any) -> None:
        derived.__init__(self, 10, 20)

    plain, mixed = type("Plain", (derived,), {"__init__": init}), type("Mixed", (base,), {})
    assert plain().total == 30
    assert mixed(4).x == 4


@pytest.mark.parametrize("_", range(20))
def test_many_threads_may_make_the_first(_: int) -> None:
    frozen, _base, derived = kinds(dataclass)
    gate = Barrier(8)

    def make(number: int) -> tuple[str, int]:
        gate.wait()
        return frozen(str(number)).name, derived(number).total

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(make, range(8))) == [(str(number), number + 2) for number in range(8)]


@pytest.mark.parametrize("make", MAKERS)
def test_fields_are_compared_hashed_and_shown_as_they_say(make: Callable[..., Any]) -> None:
    @make(frozen=True)
    class One:
        """With fields that have a say of their own."""

        name: str
        note: str = field(default="", compare=False)
        options: dict[str, int] = field(default_factory=dict, hash=False)
        secret: str = field(default="", repr=False)

    one: Any = One
    assert one("a", "x") == one("a", "y") != one("b", "x")
    assert hash(one("a", "x", {"n": 1})) == hash(one("a", "y", {"n": 2}))
    assert one("a", options={"n": 1}) != one("a", options={"n": 2})
    assert repr(one("a", "x", {}, "s")).endswith("One(name='a', note='x', options={})")
    assert one("a") != "a"


@pytest.mark.parametrize("make", MAKERS)
def test_what_changes_has_no_hash_and_what_has_nothing_is_alike(make: Callable[..., Any]) -> None:
    @make
    class Changing:
        """May be changed."""

        x: int = 1

    @make(frozen=True)
    class Nothing:
        """Has no fields."""

    @make(frozen=True)
    class Own:
        """Shows and compares itself."""

        x: int

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

    own: Any = Own
    others: list[Any] = [Changing(), Nothing()]
    with pytest.raises(TypeError):
        hash(Changing())
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())
    assert (repr(own(1)), hash(own(1)), own(1) == own(2)) == ("own", 7, True)
    assert others[0] != others[1]


@pytest.mark.parametrize("make", MAKERS)
def test_one_that_holds_itself_is_shown(make: Callable[..., Any]) -> None:
    @make
    class Node:
        """May hold itself."""

        inner: Any = None

    node = Node()
    node.inner = node
    assert "inner=..." in repr(node)
