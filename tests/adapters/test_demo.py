"""Demo data: exact sizes, the same everywhere, and as good and as bad as a real store."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest

from memtui.adapters.local.demo import (
    demo_records,
    facts,
    facts_agents,
    facts_life,
    facts_taste,
    facts_work,
    junk_words,
    people,
    words,
)
from memtui.adapters.local.demo.kinds import MAKERS
from memtui.core.display import is_plain
from memtui.core.errors import UsageError
from memtui.core.from_wire import parse_record
from memtui.core.models import HistoryEvent, Memory, MemoryRecord
from memtui.core.times import parse_instant
from memtui.core.to_wire import record_to_wire

SIZE = 20_000
NEWEST = datetime(2026, 11, 20, 18, tzinfo=UTC)
GOLDEN = "4d0db69d3875392395519b63099c030a5ef9dc4ccdab8fbd389b96028154a46a"


@pytest.fixture(scope="module")
def records() -> Sequence[MemoryRecord]:
    return list(demo_records(SIZE))


@pytest.fixture(scope="module")
def memories(records: Sequence[MemoryRecord]) -> Sequence[Memory]:
    return [record.memory for record in records]


def _history(record: MemoryRecord) -> tuple[HistoryEvent, ...]:
    assert record.history is not None
    return record.history


def _instant(text: str | None) -> datetime:
    at = parse_instant(text)
    assert at is not None
    return at


def _share(found: Sequence[Any] | int) -> float:
    return (found if isinstance(found, int) else len(found)) / SIZE


@pytest.mark.parametrize("size", [0, 1, 2, 27, 28, 29, 30, 31, 50, 1000])
def test_a_demo_has_exactly_the_size_asked_for(size: int) -> None:
    ids = [record.memory.id for record in demo_records(size)]
    assert len(ids) == len(set(ids)) == size


@pytest.mark.parametrize("size", [-1, 1_000_001])
def test_a_size_out_of_range_is_refused_at_once(size: int) -> None:
    with pytest.raises(UsageError, match="0 to 1,000,000"):
        demo_records(size)


def test_the_records_are_the_same_on_every_machine() -> None:
    digest = hashlib.sha256()
    for record in demo_records(1000):
        digest.update(json.dumps(record_to_wire(record), ensure_ascii=False).encode() + b"\n")
    assert digest.hexdigest() == GOLDEN


def test_the_largest_demo_starts_without_making_the_rest() -> None:
    first = list(islice(demo_records(1_000_000), 100))
    assert first == list(islice(demo_records(1_000_000), 100))
    assert _instant(first[0].memory.created_at) < NEWEST - timedelta(days=700)


def test_ids_are_unique_uuids_and_hashes_are_those_of_the_texts(records: Sequence[MemoryRecord]) -> None:
    ids = [record.memory.id for record in records]
    ids += [event.id for record in records for event in _history(record)]
    assert len(set(ids)) == len(ids)
    assert all(uuid.UUID(text).version == 4 and str(uuid.UUID(text)) == text for text in ids)
    for record in records:
        expected = hashlib.md5(record.memory.memory.encode(), usedforsecurity=False).hexdigest()
        assert record.memory.hash == expected


@pytest.mark.parametrize("size", [2, 29, 400, SIZE, SIZE + 1])
def test_records_come_oldest_first_and_span_two_years(size: int) -> None:
    times = [_instant(record.memory.created_at) for record in demo_records(size)]
    assert times == sorted(times)
    assert times[-1] == NEWEST
    if size >= 400:
        assert timedelta(days=700) < NEWEST - times[0] < timedelta(days=735)
        recent = sum(at > NEWEST - timedelta(days=180) for at in times)
        assert 0.35 < recent / size < 0.55


def test_the_front_page_follows_the_rest_without_a_gap() -> None:
    for size in (SIZE, SIZE + 1):
        last = [_instant(record.memory.created_at) for record in demo_records(size)][-40:]
        assert max(later - sooner for sooner, later in pairwise(last)) < timedelta(days=3)


def test_histories_are_chains_that_end_at_the_text(records: Sequence[MemoryRecord]) -> None:
    for record in records:
        memory, history = record.memory, _history(record)
        if not history:
            assert memory.memory == "null"
            continue
        assert [event.event for event in history] == ["ADD"] + ["UPDATE"] * (len(history) - 1)
        assert history[0].old_memory is None
        assert history[0].input
        assert history[-1].new_memory == memory.memory
        assert history[0].created_at == memory.created_at
        assert history[-1].created_at == memory.updated_at
        for event in history:
            assert event.memory_id == memory.id
            assert event.occurred_at == event.created_at == event.updated_at
            assert event.metadata is None
            assert event.wire_keys == ()
            assert event.extra == {}
        for before, after in pairwise(history):
            assert after.old_memory == before.new_memory != after.new_memory
            assert _instant(after.created_at) > _instant(before.created_at)
        assert _instant(memory.updated_at) <= NEWEST + timedelta(minutes=30)


def test_conversations_have_one_to_four_messages(records: Sequence[MemoryRecord]) -> None:
    events = [event for record in records for event in _history(record)]
    for event in events:
        for message in event.input or ():
            assert set(message) == {"role", "content"}
            assert message["role"] in {"user", "assistant"}
            assert message["content"].strip()
    lengths = Counter(len(event.input or ()) for event in events if event.event == "ADD")
    assert set(lengths) == {1, 2, 3, 4}
    updates = [event for event in events if event.event == "UPDATE"]
    assert 0.75 < sum(event.input is not None for event in updates) / len(updates) < 1


def test_about_a_fifth_has_been_updated(records: Sequence[MemoryRecord]) -> None:
    lengths = Counter(len(_history(record)) for record in records)
    assert 0.17 < _share(lengths[2] + lengths[3] + lengths[4]) < 0.26
    assert lengths[2] > lengths[3] > lengths[4] > 100
    assert max(lengths) == 4


def test_scopes_are_kept_as_the_platform_keeps_them(memories: Sequence[Memory]) -> None:
    both = [m for m in memories if m.user_id and m.agent_id]
    assert all(m.user_id or m.agent_id for m in memories)
    assert 0.001 < _share(both) < 0.01
    assert 0.08 < _share([m for m in memories if m.agent_id]) < 0.2
    assert 0.2 < _share([m for m in memories if m.app_id]) < 0.5
    assert len({m.agent_id for m in memories} - {None}) <= 20
    assert len({m.app_id for m in memories} - {None}) <= 8
    runs = {m.run_id for m in memories} - {None}
    assert 25 <= SIZE / len(runs) <= 40
    assert _share([m for m in memories if m.run_id is None]) > 0.5


def test_users_grow_with_the_demo_and_differ_in_size(memories: Sequence[Memory]) -> None:
    counts = Counter(m.user_id for m in memories if m.user_id)
    assert 90 <= len(counts) <= 120
    assert counts.most_common(1)[0][1] > 8 * sorted(counts.values())[len(counts) // 2]
    assert {"alice", "bob-chen", "maria.silva", "O'Brien, Pat", "zoë", "李雷", "user/with slash"} <= set(
        counts
    )
    assert "alice " in counts
    assert counts["alice "] < counts["alice"] / 20
    small = {record.memory.user_id for record in demo_records(50)} - {None}
    assert len(small) >= 6


def test_every_user_of_the_largest_demo_has_an_id_of_their_own() -> None:
    count = people.user_count(1_000_000)
    assert len({people.person(number).user_id for number in range(count)}) == count


def test_categories_and_metadata(memories: Sequence[Memory]) -> None:
    assert 0.12 < _share([m for m in memories if m.categories is None]) < 0.18
    assert 10 <= len({name for m in memories for name in m.categories or ()}) <= 15
    with_metadata = [m.metadata for m in memories if m.metadata is not None]
    assert 0.65 < _share(with_metadata) < 0.75
    assert {"source", "confidence", "turn", "channel", "tags"} <= {
        key for item in with_metadata for key in item
    }
    assert all("source" in item for item in with_metadata)


def test_expired_immutable_and_soon_to_expire(memories: Sequence[Memory]) -> None:
    dates = [m.expiration_date for m in memories if m.expiration_date]
    past = [text for text in dates if text < "2026-11-01"]
    future = [text for text in dates if "2027-01-01" <= text <= "2030-12-31"]
    assert len(past) + len(future) == len(dates)
    assert 0.03 < _share(past) < 0.05
    assert 0.02 < _share(future) < 0.04
    assert 0.01 < _share([m for m in memories if m.immutable]) < 0.03


def test_facts_are_many_and_differ(memories: Sequence[Memory]) -> None:
    assert len({m.memory for m in memories}) > 0.8 * SIZE
    unfilled = re.compile(r"\{\w+[!^]?\}")
    assert not any(unfilled.search(m.memory) for m in memories)
    foreign = [m for m in memories if not re.sub("Zoë|李雷", "", m.memory).isascii()]
    assert 0.04 < _share(foreign) < 0.07
    for letters in (
        "[ãçé]",
        "[äöüß]",
        "[\u4e00-\u9fff]",
        "[\u3040-\u30ff]",
        "[\u0600-\u06ff]",
        "[\u0900-\u097f]",
    ):
        assert any(re.search(letters, m.memory) for m in foreign)
    assert any("\u200d" in m.memory and is_plain(m.memory) for m in foreign)


def test_a_sixth_is_junk() -> None:
    junk = sum(maker.__module__.endswith((".junk", ".copies")) for maker in MAKERS)
    assert len(MAKERS) == 1000
    assert 160 <= junk <= 200


def test_junk_of_every_kind_is_there(memories: Sequence[Memory]) -> None:
    texts = Counter(m.memory for m in memories)
    assert texts[junk_words.FEEDBACK_LOOP] > 250
    assert all(texts[text] for text in junk_words.FRAGMENTS)
    assert texts["HEARTBEAT_OK"]
    assert not any(not text.strip() for text in texts)
    dumps = [text for text in texts if len(text) > 700]
    assert 100 < len(dumps) < 300
    assert all(800 <= len(text) <= 2500 and text.count("\n") > 5 for text in dumps)
    for shape in (
        r"sk-proj-EXAMPLE", r"\bm0-EXAMPLE", r"AKIAIOSFODNN7EXAMPLE", r"ghp_EXAMPLE", "John Doe", "HEARTBEAT",
        r"PR #\d{4}", "yesterday", "As an AI", r"(?i)ignore all previous instructions", r"<\|im_start\|>",
        "AGENTS.md", r"\[/foo\]", r"\[link=http://example\.test\]", "\x1b", "\u202e", "\u200b",
    ):  # fmt: skip
        assert any(re.search(shape, text) for text in texts), shape
    hostile = [m for m in memories if not is_plain(m.memory)]
    assert 0.001 < _share(hostile) < 0.006


def test_copies_belong_to_the_same_user(memories: Sequence[Memory]) -> None:
    seen = Counter((m.user_id, m.memory) for m in memories if m.user_id and len(m.memory) > 40)
    assert 0.02 < _share(sum(count - 1 for count in seen.values())) < 0.1


@pytest.mark.parametrize("size", [30, 1000, SIZE + 1])
def test_the_first_screen_is_worth_a_picture(size: int) -> None:
    shown = list(demo_records(size))[:-26:-1]
    story = _history(shown[0])
    assert [event.event for event in story] == ["ADD", "UPDATE", "UPDATE"]
    assert all(event.input for event in story)
    memories = [record.memory for record in shown]
    assert len({m.user_id for m in memories if m.user_id}) >= 5
    assert len({m.agent_id for m in memories if m.agent_id}) >= 2
    assert sum(m.is_expired(NEWEST.date()) for m in memories) == 1
    assert sum("PR #1234" in m.memory for m in memories) == 1
    assert sum(re.search("[\u4e00-\u9fff]{5}", m.memory) is not None for m in memories) == 1
    assert sum(len(_history(record)) > 1 for record in shown) >= 5
    assert all(is_plain(m.memory) and len(m.memory) < 140 for m in memories)


def test_what_is_written_out_is_read_back() -> None:
    for record in demo_records(3000):
        wire = json.loads(json.dumps(record_to_wire(record)))
        assert record_to_wire(parse_record(wire)) == wire
        assert record.memory.wire_keys == ()
        assert record.memory.extra == {}


def test_no_word_is_listed_twice_or_under_the_name_of_a_trait() -> None:
    modules = (facts_life, facts_taste, facts_work, facts_agents)
    every = (words.SHARED, junk_words.TABLES, *(module.WORDS for module in modules))
    names = Counter(name for tables in every for name in tables)
    names.update(people.TRAITS)
    assert names.most_common(1)[0][1] == 1
    for name, table in (facts.WORDS | junk_words.TABLES).items():
        assert len(set(table)) == len(table) > 1, name
        assert not any("{" in entry for entry in table), name


def test_a_growing_detail_never_shrinks() -> None:
    fact = next(facts.read("sports", "{S} swims {laps^}.\nI swim {laps}.\n{new}, not {old}.", facts.WORDS))
    traits = people.person(0).traits
    for byte in range(256):
        values = fact.values(traits, bytes([byte]))
        amounts = [int(values[fact.place])]
        for _ in range(3):
            values = fact.earlier(values)
            amounts.append(int(values[fact.place]))
        assert amounts == sorted(amounts, reverse=True)


@pytest.mark.parametrize("paragraph", ["{S} swims.\nI swim.\nYes.", "{S} swims {laps!}.\nI swim {laps}."])
def test_a_fact_that_is_written_wrong_is_refused(paragraph: str) -> None:
    with pytest.raises(ValueError, match=r"a fact has|exactly one"):
        list(facts.read("sports", paragraph, facts.WORDS))
