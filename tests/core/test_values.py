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
