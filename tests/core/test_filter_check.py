"""What is said of a filter before it is sent, on each kind of service, and what its repairs do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given

from memtui.core.filter_check import Finding, Purpose, check
from memtui.core.filter_json import from_json
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import And, Condition, Filter, Or, Path, keyword_condition, part_at
from memtui.core.profile import ServiceKind
from tests.strategies import filters, law

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
KINDS: tuple[ServiceKind, ...] = get_args(ServiceKind)
SCOPED = "user_id = a and "
WHOLE = "user_id = * or agent_id = * or app_id = * or run_id = *"


def _check(text: str, kind: ServiceKind, purpose: Purpose = "list") -> list[Finding]:
    return check(parse(text), kind, now=NOW, purpose=purpose)


def _codes(text: str, kind: ServiceKind, purpose: Purpose = "list") -> list[str]:
    return [finding.code for finding in _check(text, kind, purpose)]


def _written(tree: Filter | None) -> str | None:
    return None if tree is None else format_filter(tree)


@pytest.mark.parametrize(
    ("text", "kind", "code", "path", "sentence", "repaired"),
    [
        # What a service does not know.
        (
            f"{SCOPED}length > 5",
            "platform",
            "unknown-field",
            (1,),
            "length is not a field that the Platform can filter by.",
            "user_id = a",
        ),
        (
            f"{SCOPED}not (edited = true or run_id = r)",
            "platform",
            "unknown-field",
            (1, 0, 0),
            "edited is not a field that the Platform can filter by.",
            "user_id = a and not run_id = r",
        ),
        ("length > 5", "platform", "unknown-field", (), "length is not a field", None),
        (
            f"{SCOPED}not categories = *",
            "platform",
            "illegal-operator",
            (1, 0),
            "categories does not take = * here; it takes in, contains.",
            "user_id = a",
        ),
        (
            f"{SCOPED}metadata.n = *",
            "platform",
            "illegal-operator",
            (1,),
            "metadata.n does not take = * here; it takes =, !=, contains.",
            "user_id = a",
        ),
        (
            f"{SCOPED}expiration_date = * and run_id = r",
            "platform",
            "illegal-operator",
            (1,),
            "expiration_date does not take = * here; it takes >=, <, >, <=, =, !=, in.",
            "user_id = a and run_id = r",
        ),
        # Whose memories.
        (
            "keywords icontains tea",
            "platform",
            "no-scope",
            (),
            "A filter that names no user, agent, app or run is refused by the Platform.",
            f"({WHOLE}) and keywords icontains tea",
        ),
        (
            "not user_id = a",
            "platform",
            "not-only",
            (),
            "A filter of NOT alone is refused by the Platform.",
            f"({WHOLE}) and not user_id = a",
        ),
        (
            "user_id = a or keywords icontains tea",
            "platform",
            "no-scope",
            (),
            "A filter that names no user",
            f"({WHOLE}) and (user_id = a or keywords icontains tea)",
        ),
        # What seldom is meant.
        *(
            (
                "run_id = r and user_id = a and agent_id in (b, c)",
                kind,
                "user-and-agent",
                (),
                "Mem0 stores a fact under its user or its agent, seldom both: this AND is usually empty.",
                "(user_id = a or agent_id in (b, c)) and run_id = r",
            )
            for kind in KINDS
        ),
        (
            "run_id = r or user_id = a and agent_id = b",
            "local",
            "user-and-agent",
            (1,),
            "this AND is usually empty",
            "run_id = r or (user_id = a or agent_id = b)",
        ),
        *(
            (
                "user_id = a and created_at >= 2024-07-20 and created_at < 2024-07-10",
                kind,
                "inverted-range",
                (),
                "Nothing is after 2024-07-20 and before 2024-07-10 (created_at).",
                "user_id = a and created_at >= 2024-07-10 and created_at < 2024-07-20",
            )
            for kind in KINDS
        ),
        (
            "user_id = a and (created_at < -7d and created_at > today)",
            "local",
            "inverted-range",
            (1,),
            "Nothing is after today and before -7d (created_at).",
            "user_id = a and (created_at < today and created_at > -7d)",
        ),
        (
            "length > 10 and length <= 5",
            "local",
            "inverted-range",
            (),
            "Nothing is after 10 and before 5 (length).",
            "length > 5 and length <= 10",
        ),
        *(
            (
                "user_id = a and run_id != r",
                kind,
                "ne-matches-unset",
                (1,),
                "run_id != also matches memories that have no run_id.",
                "user_id = a and run_id != r and run_id = *",
            )
            for kind in KINDS
        ),
        (
            "user_id != a",
            "local",
            "ne-matches-unset",
            (),
            "user_id != also matches memories that have no user_id.",
            "user_id = * and user_id != a",
        ),
        (
            "user_id = a or run_id != r",
            "local",
            "ne-matches-unset",
            (1,),
            "run_id != also matches",
            "user_id = a or run_id = * and run_id != r",
        ),
        (
            "user_id = a and metadata.n != 1",
            "local",
            "ne-matches-unset",
            (1,),
            "metadata.n != also matches memories that have no metadata.n.",
            "user_id = a and metadata.n != 1 and metadata.n = *",
        ),
        *(
            (
                "user_id = a and created_at <= 2024-07-31",
                kind,
                "date-only-upper-bound",
                (1,),
                "created_at <= 2024-07-31 ends at the first moment of that day.",
                "user_id = a and created_at < 2024-08-01",
            )
            for kind in KINDS
        ),
        (
            "not updated_at <= 2024-12-31",
            "selfhosted",
            "date-only-upper-bound",
            (0,),
            "updated_at <= 2024-12-31 ends",
            "not updated_at < 2025-01-01",
        ),
        (
            "user_id = a and app_id = web",
            "selfhosted",
            "absent-field",
            (1,),
            "No memory of a self-hosted server has app_id.",
            "user_id = a",
        ),
        (
            "user_id = a and not categories contains x",
            "selfhosted",
            "absent-field",
            (1, 0),
            "No memory of a self-hosted server has categories.",
            "user_id = a",
        ),
    ],
)
def test_a_trap_is_named_with_its_place_and_its_repair(
    text: str, kind: ServiceKind, code: str, path: Path, sentence: str, repaired: str | None
) -> None:
    found = [finding for finding in _check(text, kind) if finding.code == code]
    assert len(found) == 1
    assert found[0].path == path
    assert sentence in found[0].sentence
    assert found[0].repair is not None
    assert found[0].repair.label
    assert _written(found[0].repair.tree) == repaired
    part_at(parse(text), path)


def test_keywords_fail_in_a_search_of_the_platform() -> None:
    text = "user_id = a and (keywords contains x or run_id = r)"
    (finding,) = _check(text, "platform", "search")
    assert (finding.code, finding.level, finding.path) == ("keywords-in-search", "error", (1, 0))
    assert finding.repair is not None
    assert _written(finding.repair.tree) == "user_id = a and run_id = r"
    assert _codes(text, "platform") == []
    assert _codes(text, "local", "search") == _codes(text, "selfhosted", "search") == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("tree", "code", "sentence"),
    [
        (Condition("bogus", "eq", "x"), "unknown-field", "bogus is not a field that "),
        (
            Condition("user_id", "gt", "x"),
            "illegal-operator",
            "user_id does not take > here; it takes =, = *, in, !=.",
        ),
        (Condition("user_id", "eq", 5), "wrong-value", "user_id: the value is a text."),
        (Condition("user_id", "in", ()), "wrong-value", "user_id: the list is empty."),
        (Condition("user_id", "in", ("a", None)), "wrong-value", "user_id: the value is a text."),
        (
            Condition("created_at", "gt", "soon"),
            "bad-date",
            "created_at: 'soon' is no date; write 2024-07-01",
        ),
        (Condition("created_at", "in", ("today", "-7x")), "bad-date", "created_at: '-7x' is no date"),
        (Condition("metadata.n", "eq", float("inf")), "wrong-value", "metadata.n: the number is too large."),
        (And(()), "empty-group", "This group is empty."),
        (Or(()), "empty-group", "This group is empty."),
    ],
)
def test_what_no_reader_lets_through_is_an_error_everywhere(
    kind: ServiceKind, tree: Filter, code: str, sentence: str
) -> None:
    whole = And((Condition("run_id", "exists"), tree))
    (finding,) = [found for found in check(whole, kind, now=NOW) if found.level == "error"]
    assert (finding.code, finding.path) == (code, (1,))
    assert sentence in finding.sentence
    if finding.repair is not None:
        assert finding.repair.tree == Condition("run_id", "exists")


def test_a_tree_that_no_text_can_write_is_too_deep() -> None:
    tree: Filter = Condition("user_id", "eq", "a")
    for level in range(40):
        tree = Or((tree, tree)) if level % 2 else And((tree, tree))
        if len(format_filter(tree)) > 2000:
            break
    for level in range(30):
        tree = (
            Or((Condition("run_id", "exists"), tree))
            if level % 2
            else And((Condition("run_id", "exists"), tree))
        )
    for kind in KINDS:
        errors = [found.code for found in check(tree, kind, now=NOW) if found.level == "error"]
        assert errors == ["too-deep"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text",
    [
        "user_id = a",
        "user_id = a or agent_id = b",
        "user_id = a and run_id = *",
        "user_id = a and agent_id = *",
        "user_id in (a, b) and not run_id = *",
        "user_id = a and (agent_id = b or run_id = r)",
        "user_id = * and user_id != a",
        "user_id = a and run_id = * and run_id != r",
        "user_id = a and created_at >= 2024-07-01 and created_at < 2024-08-01",
        "user_id = a and created_at >= 2024-07-01 and created_at <= 2024-07-01T12:00:00Z",
        "user_id = a and created_at > -7d and created_at < today",
        "user_id = a and (created_at > 2024-07-20 or created_at < 2024-07-10)",
        "user_id = a and created_at > 2024-07-20 and updated_at < 2024-07-10",
        "user_id = a and expiration_date <= 2024-12-31",
        "user_id = a and created_at <= 9999-12-31",
        "user_id = a and keywords icontains tea",
        "user_id = a and metadata.source = email and metadata.n = 1",
        "user_id = a and memory_ids in (m1)",
    ],
)
def test_nothing_is_said_of_what_is_meant_as_it_stands(text: str, kind: ServiceKind) -> None:
    assert _codes(text, kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_said_of_no_filter(kind: ServiceKind) -> None:
    assert check(None, kind, now=NOW) == []


def test_a_repair_leaves_the_groups_beside_it_as_they_are() -> None:
    text = "user_id = a and agent_id = b and (user_id = c and agent_id = d)"
    first, second = _check(text, "local")
    assert (first.path, second.path) == ((), (2,))
    assert first.repair is not None
    assert _written(first.repair.tree) == "(user_id = a or agent_id = b) and (user_id = c and agent_id = d)"


@pytest.mark.parametrize("text", ["not user_id != a", "run_id = r and not (user_id != a or app_id = x)"])
def test_a_guard_is_not_offered_where_it_would_be_turned_round(text: str) -> None:
    (finding,) = [found for found in _check(text, "local") if found.code == "ne-matches-unset"]
    assert finding.repair is None


@pytest.mark.parametrize("field", ["created_at", "updated_at", "metadata.n"])
def test_a_guard_is_not_offered_where_the_platform_has_none(field: str) -> None:
    value = "1" if field == "metadata.n" else "2024-07-01"
    (finding,) = _check(f"user_id = a and {field} != {value}", "platform")
    assert (finding.code, finding.repair) == ("ne-matches-unset", None)


def test_the_range_of_the_guide_is_inverted() -> None:
    """The quickstart guide's second example of a search finds nothing."""
    tree = from_json(
        {"AND": [{"created_at": {"gte": "2024-07-20", "lte": "2024-07-10"}}, {"user_id": "alex"}]}
    )
    findings = check(tree, "platform", now=NOW, purpose="search")
    assert [(found.code, found.level, found.path) for found in findings] == [
        ("inverted-range", "warning", (0,)),
        ("date-only-upper-bound", "warning", (0, 1)),
    ]
    assert findings[0].sentence == "Nothing is after 2024-07-20 and before 2024-07-10 (created_at)."
    assert findings[0].repair is not None
    assert _written(findings[0].repair.tree) == (
        "(created_at >= 2024-07-10 and created_at <= 2024-07-20) and user_id = alex"
    )


def test_errors_come_first() -> None:
    text = "user_id = a and agent_id = b and run_id != r and length > 5"
    findings = _check(text, "platform")
    assert [found.level for found in findings] == ["error", "warning", "warning"]


def _errors(tree: Filter | None, kind: ServiceKind, purpose: Purpose) -> list[tuple[str, str]]:
    found = check(tree, kind, now=NOW, purpose=purpose)
    return [(finding.code, finding.sentence) for finding in found if finding.level == "error"]


@law(120)
@given(filters)
def test_law_a_repair_takes_its_finding_away_and_brings_no_error(tree: Filter) -> None:
    tree = And((Condition("user_id", "exists"), tree, keyword_condition("tea")))
    for kind in KINDS:
        for purpose in get_args(Purpose):
            before = check(tree, kind, now=NOW, purpose=purpose)
            for finding in before:
                if finding.repair is None:
                    continue
                mended = finding.repair.tree
                after = [] if mended is None else check(mended, kind, now=NOW, purpose=purpose)
                same = (finding.code, finding.sentence)
                assert [(f.code, f.sentence) for f in after].count(same) < [
                    (f.code, f.sentence) for f in before
                ].count(same)
                assert set(_errors(mended, kind, purpose)) <= set(_errors(tree, kind, purpose))


@law(60)
@given(filters)
def test_law_all_repairs_together_leave_no_error_that_can_be_repaired(tree: Filter) -> None:
    for kind in KINDS:
        mended: Filter | None = tree
        for _ in range(100):
            repairs = [found.repair for found in check(mended, kind, now=NOW) if found.level == "error"]
            if not repairs or repairs[0] is None:
                break
            mended = repairs[0].tree
        assert all(found.repair is None for found in check(mended, kind, now=NOW) if found.level == "error")
        assert mended is None or parse(format_filter(mended)) == mended
