"""What may stand next on a filter's line."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import Filter
from memtui.ops.filter_completion import MOST, completions, place_in
from tests.strategies import filters, law

_HELD = {
    "user_id": ("alice", "Alina", "bob chen"),
    "categories": ("food", "food & drink"),
    "metadata.": ("source", "say so"),
    "metadata.source": ("email", "42"),
}


async def _values(field: str, typed: str) -> Sequence[str]:
    return [value for value in _HELD.get(field, ()) if typed.lower() in value.lower()]


@pytest.mark.parametrize(
    ("line", "what", "typed", "field"),
    [
        ("", "field", "", ""),
        ("us", "field", "us", ""),
        ("not us", "field", "us", ""),
        ("(us", "field", "us", ""),
        ("user_id ", "operator", "", "user_id"),
        ("user_id co", "operator", "co", "user_id"),
        ("user_id =", "value", "", "user_id"),
        ("user_id = al", "value", "al", "user_id"),
        ('user_id = "bob c', "value", "bob c", "user_id"),
        ("user_id in (al", "value", "al", "user_id"),
        ("user_id in (alice, b", "value", "b", "user_id"),
        ("user_id in (alice ", "nothing", "", ""),
        ("user_id in al", "nothing", "", ""),
        ("user_id = (", "nothing", "", ""),
        ("user_id = = al", "nothing", "", ""),
        ("user_id in ((", "nothing", "", ""),
        ("user_id in (alice) ", "joint", "", "user_id"),
        ("user_id = alice ", "joint", "", "user_id"),
        ("user_id = alice an", "joint", "an", "user_id"),
        ("user_id = alice and ", "field", "", ""),
        ("user_id = * or (not ", "field", "", ""),
        ("user_id like al", "nothing", "", ""),
        ("user_id = alice then ", "nothing", "", ""),
        ("metadata.source = e", "value", "e", "metadata.source"),
        ('metadata."say so" = e', "value", "e", "metadata.say so"),
        ("\\", "nothing", "", ""),
    ],
)
def test_what_belongs_at_the_end(line: str, what: str, typed: str, field: str) -> None:
    place = place_in(line)
    assert (place.what, place.typed) == (what, typed)
    if what not in {"nothing", "field"}:
        assert place.field == field


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("us", "user_id"),
        ("cat", "categories"),
        ("upd", "updated_at"),
        ("id", "user_id"),
        ("metadata.so", "metadata.source"),
        ("metadata.say", 'metadata."say so"'),
        ("user_id i", "user_id in"),
        ("keywords ", "keywords icontains"),
        ("user_id = al", "user_id = alice"),
        ("user_id = bob", 'user_id = "bob chen"'),
        ('user_id = "bob', 'user_id = "bob chen"'),
        ("not user_id = ALI", "not user_id = alice"),
        ("categories contains f", "categories contains food"),
        ("metadata.source = 4", 'metadata.source = "42"'),
        ("created_at > t", "created_at > today"),
        ("edited = f", "edited = false"),
        ("user_id = alice o", "user_id = alice or"),
    ],
)
async def test_the_likeliest_completion(line: str, first: str) -> None:
    assert (await completions(line, "local", _values))[0] == first


@pytest.mark.parametrize("line", ["user_id = alice ", "user_id = zz", "user_id like ", "categories = *"])
async def test_where_nothing_is_to_be_completed(line: str) -> None:
    assert await completions(line, "local", _values) == []


async def test_a_service_is_offered_only_what_it_takes() -> None:
    assert [line for line in await completions("l", "platform", _values) if line == "length"] == []
    assert await completions("le", "local", _values) == ["length"]
    assert "categories = *" not in await completions("categories ", "platform", _values)
    assert "categories = *" in await completions("categories ", "local", _values)


@law(150)
@given(filters, st.data())
def test_law_every_beginning_of_a_filter_has_a_place(tree: Filter, data: st.DataObject) -> None:
    text = format_filter(tree)
    end = data.draw(st.integers(0, len(text)))
    place = place_in(text[:end])
    assert 0 <= place.start <= end
    assert text[:end].endswith(place.typed) or place.what == "nothing"


@law(60)
@given(
    st.sampled_from(["user_id = ", "user_id != ", "categories contains ", "not user_id = "]),
    st.text(max_size=4),
)
def test_law_a_completed_value_is_read(beginning: str, typed: str) -> None:
    import asyncio

    for line in asyncio.run(completions(beginning + typed, "local", _values)):
        if place_in(beginning + typed).what == "value":
            parse(line)


async def test_no_more_are_offered_than_can_be_shown() -> None:
    async def many(field: str, typed: str) -> Sequence[str]:
        return [f"user{number}" for number in range(100)]

    assert len(await completions("user_id = u", "local", many)) == MOST
