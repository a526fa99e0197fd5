"""The built-in filters: each is a filter, and finds what it says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from memtui.core.audit_filters import AUDIT_FILTERS
from memtui.core.filter_check import check
from memtui.core.filter_match import matches
from memtui.core.filter_text import format_filter, parse
from memtui.core.from_wire import parse_memory

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
LEARNED, LATER = "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"
PLAIN: dict[str, Any] = {
    "memory": "Likes tea",
    "user_id": "alice",
    "categories": ["food"],
    "created_at": LEARNED,
    "updated_at": LATER,
}
DOCS: dict[str, dict[str, Any]] = {
    "plain": PLAIN,
    "expired": {**PLAIN, "expiration_date": "2026-03-13"},
    "expires soon": {**PLAIN, "expiration_date": "2026-03-17"},
    "as learned": {**PLAIN, "updated_at": LEARNED},
    "as learned, said otherwise": {**PLAIN, "updated_at": "2026-03-01T03:00:00-07:00"},
    "never updated": {**PLAIN, "updated_at": None},
    "updated before": {**PLAIN, "updated_at": "2026-03-01T09:59:59.999Z"},
    "no categories": {**PLAIN, "categories": []},
    "null categories": {**PLAIN, "categories": None},
    "an hour ago": {**PLAIN, "created_at": "2026-03-15T11:00:00Z", "updated_at": "2026-03-15T11:30:00Z"},
    "two days ago": {**PLAIN, "created_at": "2026-03-13T11:00:00Z", "updated_at": LATER.replace("02", "14")},
    "of both": {**PLAIN, "agent_id": "bot"},
    "of an agent": {**PLAIN, "user_id": None, "agent_id": "bot"},
    "800 long": {**PLAIN, "memory": "x" * 800},
    "801 long": {**PLAIN, "memory": "x" * 801},
    "two letters": {**PLAIN, "memory": "  ok\n"},
    "three letters": {**PLAIN, "memory": "yes"},
}
FOUND = {
    "expired": {"expired"},
    "never updated": {"as learned", "as learned, said otherwise", "never updated", "updated before"},
    "without category": {"no categories", "null categories"},
    "last day": {"an hour ago"},
    "several scopes": {"of both"},
    "long": {"801 long"},
    "empty": {"two letters"},
}


def test_every_audit_is_tried_here() -> None:
    assert [audit.name for audit in AUDIT_FILTERS] == list(FOUND)
    assert all(audit.help for audit in AUDIT_FILTERS)


@pytest.mark.parametrize("audit", AUDIT_FILTERS, ids=lambda audit: audit.name)
def test_an_audit_finds_what_it_says(audit: Any) -> None:
    tree = parse(audit.text)
    assert format_filter(tree) == audit.text
    assert check(tree, "local", now=NOW) == []
    found = {
        name
        for name, doc in DOCS.items()
        if matches(tree, parse_memory({"id": name, **doc}, strict=True), NOW)
    }
    assert found == FOUND[audit.name]
