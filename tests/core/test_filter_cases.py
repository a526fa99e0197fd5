"""What filters find among a few memories, by the predicate, and by the evaluator of the laws."""

from __future__ import annotations

import pytest

from memtui.core.filter_json import from_json, to_json
from memtui.core.filter_match import matches
from memtui.core.filter_text import parse
from memtui.core.from_wire import parse_memory
from tests.filter_cases import CASES, DOCS, NOW
from tests.reference import holds, json_holds


@pytest.mark.parametrize(("text", "ids"), CASES)
def test_a_filter_finds(text: str, ids: str) -> None:
    tree = parse(text)
    wire = to_json(tree, NOW)
    assert [doc["id"] for doc in DOCS if matches(tree, parse_memory(doc, strict=True), NOW)] == ids.split()
    assert [doc["id"] for doc in DOCS if holds(tree, doc, NOW)] == ids.split()
    assert [doc["id"] for doc in DOCS if json_holds(wire, doc, NOW)] == ids.split()
    assert repr(from_json(to_json(tree))) == repr(tree)
