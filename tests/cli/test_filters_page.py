"""docs/filters.md: every filter, JSON, table and command in it is read from the page and tried."""

from __future__ import annotations

import json
import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from memtui.core.filter_check import Purpose, check
from memtui.core.filter_dates import instant_of
from memtui.core.filter_fields import FIELDS, OPERATOR_SIGNS
from memtui.core.filter_json import from_json, to_json
from memtui.core.filter_match import matches
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import METADATA
from memtui.core.models import Memory
from memtui.core.profile import ServiceKind
from tests.cli.conftest import Memtui, filled
from tests.cli.data import LINES

PAGE = Path(__file__).parents[2] / "docs" / "filters.md"
TEXT = PAGE.read_text("utf-8")
NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)


def blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


def table(*header: str) -> list[tuple[str, ...]]:
    """The rows of the table under this header; a cell that is all code is given without its marks."""
    head = "| " + " | ".join(header) + " |\n"
    assert TEXT.count(head) == 1
    lines = TEXT.split(head)[1].split("\n\n")[0].splitlines()[1:]
    rows = [tuple(cell.strip() for cell in line.strip("|").split(" |")) for line in lines]
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    return [tuple(re.sub(r"^`([^`]*)`$", r"\1", cell) for cell in row) for row in rows]


@pytest.mark.parametrize("line", [line for text in blocks("text") for line in text.splitlines()])
def test_every_filter_is_read_and_written_again(line: str) -> None:
    assert parse(format_filter(parse(line))) == parse(line)


def test_every_block_is_of_a_kind_that_is_tried() -> None:
    assert {kind for kind, _ in BLOCKS} == {"text", "ebnf", "sh", "console"}


@pytest.mark.parametrize(
    ("text", "written"), [*table("filter", "JSON"), *table("filter", "JSON that is written")]
)
def test_json_that_is_written(text: str, written: str) -> None:
    assert to_json(parse(text), NOW) == json.loads(written)


@pytest.mark.parametrize(("given", "text"), table("JSON that is read", "as the filter"))
def test_json_that_is_read(given: str, text: str) -> None:
    assert from_json(json.loads(given)) == parse(text)


@pytest.mark.parametrize(("given", "reason"), table("JSON that is refused", "because"))
def test_json_that_is_refused(memtui: Memtui, given: str, reason: str) -> None:
    for argv in (["list", "--filter-json", given], ["filter", "check", given]):
        ran = memtui(*argv)
        assert (ran.code, ran.out) == (2, "")
        assert reason in ran.err


@pytest.mark.parametrize(("written", "meaning"), table("written", "means"))
def test_dates(written: str, meaning: str) -> None:
    midnight = NOW.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    expected = {
        "2024-07-01": datetime(2024, 7, 1, tzinfo=UTC),
        "2024-07-01T09:30:00": datetime(2024, 7, 1, 9, 30, tzinfo=UTC),
        "2024-07-01T09:30:00+02:00": datetime(2024, 7, 1, 7, 30, tzinfo=UTC),
        "today": midnight,
        "yesterday": midnight - timedelta(days=1),
        "-30m": NOW - timedelta(minutes=30),
        "-12h": NOW - timedelta(hours=12),
        "-7d": NOW - timedelta(days=7),
        "-2w": NOW - timedelta(days=14),
    }
    assert meaning
    assert instant_of(written, NOW) == expected[written]
    assert parse(f"created_at > {written}") == parse(f'created_at > "{written}"')


@pytest.mark.parametrize(("text", "answer"), table("filter", "matches a memory without it"))
def test_what_is_not_set(text: str, answer: str) -> None:
    assert matches(parse(text), Memory(id="m", memory="tea"), NOW) is {"yes": True, "no": False}[answer]


def test_fields_and_operators() -> None:
    described: dict[str, tuple[set[str], set[str]]] = {}
    header = ("field", "operators", "more outside the Platform", "what is compared")
    for names, signs, more, meaning in table(*header):
        assert meaning
        of_platform = set(re.findall(r"[^`]+", signs.replace("` `", "`"))) - {""}
        here = set(re.findall(r"[^`]+", more.replace("` `", "`"))) - {""}
        for name in re.findall(r"[\w.]+", names):
            described[name.replace("metadata.KEY", METADATA)] = (of_platform, here)
    assert described == {
        field.name: (
            {OPERATOR_SIGNS[operator] for operator in field.operators},
            {OPERATOR_SIGNS[operator] for operator in field.only_here},
        )
        for field in FIELDS
    }


def test_a_filter_that_does_not_say_whose() -> None:
    (text,) = re.findall(r"`([^`]+)` does not\.", TEXT)
    assert [finding.code for finding in check(parse(text), "platform", now=NOW)] == ["no-scope"]


FINDINGS = table("code", "for", "filter", "repair")


@pytest.mark.parametrize(("named", "where", "text", "repaired"), FINDINGS)
def test_findings_and_their_repairs(named: str, where: str, text: str, repaired: str) -> None:
    level, code = named.replace("`", "").split()
    kinds: list[ServiceKind] = ["local", "selfhosted", "platform"]
    meant = [kind for kind in kinds if where == "any" or kind in where]
    for kind in meant:
        purpose: Purpose = "search" if "search" in where else "list"
        (finding,) = check(parse(text), kind, now=NOW, purpose=purpose)
        assert (finding.level, finding.code) == (level, code)
        assert finding.repair is not None
        assert finding.repair.tree is not None
        assert format_filter(finding.repair.tree) == repaired
        left = check(finding.repair.tree, kind, now=NOW)
        assert code not in {finding.code for finding in left}
    for kind in set(kinds) - set(meant):
        assert code not in {finding.code for finding in check(parse(text), kind, now=NOW)}


def test_every_kind_of_finding_that_a_text_can_have_is_described() -> None:
    source = (PAGE.parents[1] / "memtui" / "core" / "filter_check.py").read_text("utf-8")
    codes = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
    # What the reader refuses beforehand never comes so far.
    unreachable = {"bad-date", "wrong-value", "empty-group", "too-deep"}
    assert {row[0].split("`")[1] for row in FINDINGS} == codes - unreachable


def commands(*kinds: str) -> list[str]:
    return [line for kind in kinds for text in blocks(kind) for line in text.splitlines() if line]


@pytest.fixture
def in_its_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A default store with memories, and the file that the page names."""
    (home / "data" / "memtui").mkdir(parents=True)
    filled(home / "data" / "memtui" / "memories.db", LINES)
    (home / "filter.json").write_text('{"user_id": "alice"}')
    monkeypatch.chdir(home)


@pytest.mark.usefixtures("in_its_folder")
@pytest.mark.parametrize("line", commands("sh"))
def test_every_command_works_when_it_is_pasted(memtui: Memtui, line: str) -> None:
    program, *argv = shlex.split(line)
    assert program == "memtui"
    ran = memtui(*argv)
    assert ran.code == 0
    assert "warning" not in ran.err


@pytest.mark.parametrize("text", blocks("console"))
def test_what_a_command_prints(memtui: Memtui, text: str) -> None:
    line, printed = text.split("\n", 1)
    ran = memtui(*shlex.split(line.removeprefix("$ memtui ")))
    assert (ran.code, ran.out, ran.err) == (0, printed, "")
