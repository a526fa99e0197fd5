"""What a filter means: the predicate, and what is left of it in text and JSON, against a second evaluator."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given

from memtui.core.filter_json import from_json, to_json
from memtui.core.filter_match import matches
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import Filter
from memtui.core.from_wire import parse_memory
from tests.reference import holds, json_holds
from tests.strategies import document_filters, documents, law, platform_filters

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
Docs = list[dict[str, Any]]


def _found(tree: Filter, docs: Docs) -> list[bool]:
    return [holds(tree, doc, NOW) for doc in docs]


@law(200)
@given(documents, document_filters)
def test_law_the_predicate_finds_what_the_filter_means(docs: Docs, tree: Filter) -> None:
    assert [matches(tree, parse_memory(doc, strict=True), NOW) for doc in docs] == _found(tree, docs)


@law(120)
@given(documents, document_filters)
def test_law_json_means_the_same(docs: Docs, tree: Filter) -> None:
    wire = json.loads(json.dumps(to_json(tree)))
    assert [json_holds(wire, doc, NOW) for doc in docs] == _found(tree, docs)
    assert _found(from_json(wire), docs) == _found(tree, docs)
    resolved = json.loads(json.dumps(to_json(tree, NOW)))
    assert [json_holds(resolved, doc, NOW) for doc in docs] == _found(tree, docs)


@law(60)
@given(documents, platform_filters)
def test_law_what_the_platform_takes_is_read_where_a_service_is_asked(docs: Docs, tree: Filter) -> None:
    wire = json.loads(json.dumps(to_json(tree, NOW)))
    assert _found(from_json(wire, own_fields=False), docs) == _found(tree, docs)


@law(60)
@given(documents, document_filters)
def test_law_text_means_the_same(docs: Docs, tree: Filter) -> None:
    assert _found(parse(format_filter(tree)), docs) == _found(tree, docs)
