"""`memtui filter`: check, json, text, explain."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given

from memtui.adapters.local.adapter import LocalAdapter
from memtui.cli import service
from memtui.core.filter_text import parse
from memtui.core.filters import Filter
from memtui.core.times import parse_instant
from memtui.ops.filter_words import MOST_COUNTED, clauses_of
from tests.cli.conftest import Memtui
from tests.strategies import filters, law

ACTIONS = ["check", "json", "text", "explain"]
ALICE_NO_RUN = '{"AND": [{"user_id": "alice"}, {"NOT": {"run_id": "*"}}]}'


@pytest.fixture
def no_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be opened; the environment names a service."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the service was opened")

    monkeypatch.setattr(service, "open_adapter", refuse)
    monkeypatch.setenv("MEM0_BASE_URL", "http://127.0.0.1:9")


# check --------------------------------------------------------------------------------------------


def test_check_prints_a_line_for_each_finding(memtui: Memtui) -> None:
    ran = memtui("filter", "check", "run_id = * and (user_id != bob or created_at <= 2024-07-31)")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "warning ne-matches-unset /1/0: user_id != also matches memories that have no user_id."
        " (repair: only where it is set: run_id = * and"
        " (user_id = * and user_id != bob or created_at <= 2024-07-31))",
        "warning date-only-upper-bound /1/1: created_at <= 2024-07-31 ends at the first moment of that day."
        " (repair: include that day: run_id = * and (user_id != bob or created_at < 2024-08-01))",
    ]


def test_check_as_json(memtui: Memtui) -> None:
    ran = memtui("filter", "check", "keywords icontains tea and length > 5", "--for", "platform", "--json")
    assert ran.code == 2
    unknown, scope = ran.json()
    assert unknown == {
        "level": "error",
        "code": "unknown-field",
        "path": [1],
        "sentence": "length is not a field that the Platform can filter by.",
        "repair": {"label": "remove it", "filter": "keywords icontains tea"},
    }
    assert (scope["code"], scope["path"]) == ("no-scope", [])
    nothing_left = memtui("filter", "check", "edited = true", "--for", "platform", "--json").json()[0]
    assert nothing_left["repair"] == {"label": "remove it", "filter": None}
    fine = memtui("filter", "check", "user_id = alice", "--json")
    assert (fine.code, fine.json()) == (0, [])


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        (["keywords icontains tea"], 0),
        (["keywords icontains tea", "--for", "local"], 0),
        (["keywords icontains tea", "--for", "selfhosted"], 0),
        (["keywords icontains tea", "--for", "platform"], 2),
        (["keywords icontains tea", "--base-url", "http://127.0.0.1:9"], 2),
        (["keywords icontains tea", "--base-url", "http://127.0.0.1:9", "--kind", "selfhosted"], 0),
        (["keywords icontains tea", "--base-url", "http://127.0.0.1:9", "--for", "local"], 0),
        (["user_id = a and keywords icontains tea", "--for", "platform"], 0),
        (["user_id = a and keywords icontains tea", "--for", "platform", "--purpose", "search"], 2),
        (["user_id = a and agent_id = b", "--for", "platform"], 0),
        (["user_id ~ a"], 2),
    ],
)
def test_only_an_error_changes_the_exit_code_of_check(memtui: Memtui, flags: list[str], code: int) -> None:
    assert memtui("filter", "check", *flags).code == code


@pytest.mark.usefixtures("no_service")
def test_check_takes_the_kind_from_the_environment_and_asks_nobody(memtui: Memtui) -> None:
    assert memtui("filter", "check", "keywords icontains tea").out.startswith("error no-scope /: ")
    fine = memtui("filter", "check", "user_id = alice")
    assert (fine.code, fine.out, fine.err) == (0, "", "There is nothing to say against this filter.\n")


# json and text ------------------------------------------------------------------------------------


def test_text_to_json_and_back(memtui: Memtui) -> None:
    ran = memtui("filter", "json", "user_id = alice and not run_id = *")
    assert (ran.code, ran.out, ran.err) == (0, ALICE_NO_RUN + "\n", "")
    ran = memtui("filter", "text", ALICE_NO_RUN)
    assert (ran.code, ran.out, ran.err) == (0, "user_id = alice and not run_id = *\n", "")


def test_each_reads_both_and_writes_the_plain_form(memtui: Memtui) -> None:
    assert memtui("filter", "text", "user_id=alice AND (NOT (run_id=*))").out == (
        "user_id = alice and not run_id = *\n"
    )
    siblings = '  {"user_id": {"eq": "alice"}, "NOT": [{"run_id": "*"}]}'
    assert memtui("filter", "json", siblings).json() == json.loads(ALICE_NO_RUN)


def test_relative_dates_become_moments_unless_they_are_kept(memtui: Memtui) -> None:
    before = datetime.now(UTC) - timedelta(days=7)
    made = memtui("filter", "json", "updated_at > -7d and user_id = alice").json()
    at = parse_instant(made["AND"][0]["updated_at"]["gt"])
    assert at is not None
    assert before <= at <= datetime.now(UTC) - timedelta(days=7)
    kept = memtui("filter", "json", "updated_at > -7d and created_at < today", "--keep-dates")
    assert kept.json() == {"AND": [{"updated_at": {"gt": "-7d"}}, {"created_at": {"lt": "today"}}]}
    assert memtui("filter", "text", kept.out).out == "updated_at > -7d and created_at < today\n"


def test_json_warns_of_what_the_platform_does_not_know(memtui: Memtui) -> None:
    ran = memtui("filter", "json", "length > 5 and expiration_date = *")
    assert ran.json() == {"AND": [{"length": {"gt": 5}}, {"expiration_date": "*"}]}
    assert ran.code == 0
    own, operator = ran.err.splitlines()
    assert own == "memtui: warning: length is not a field that the Platform can filter by."
    assert operator.startswith("memtui: warning: expiration_date does not take = * here")


@law(40)
@given(tree=filters)
def test_every_part_of_any_filter_has_words(tree: Filter) -> None:
    clauses = list(clauses_of(tree, datetime.now(UTC)))
    assert clauses[0].part == tree
    assert all(clause.words.strip() for clause in clauses)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_filter_from_a_file_and_from_stdin(
    memtui: Memtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    wanted = memtui("filter", action, "user_id = alice\nor agent_id = guide\n")
    assert wanted.code == 0
    for content in (
        "user_id = alice\nor agent_id = guide\n",
        '\n{"OR": [{"user_id": "alice"}, {"agent_id": "guide"}]}',
    ):
        (tmp_path / "filter").write_text(content)
        assert memtui("filter", action, f"@{tmp_path}/filter") == wanted
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
        assert memtui("filter", action, "-") == wanted


@pytest.mark.parametrize("action", ACTIONS)
def test_what_is_no_filter_is_wrong_usage(memtui: Memtui, tmp_path: Path, action: str) -> None:
    for given_, says in (
        ("user_id ~ alice", "Column 9: "),
        ('{"user_id": ', "Line 1, column 13: not JSON"),
        ('{"user_id": {"nin": ["a"]}}', "'nin' is not an operator."),
        ("", "Column 1: "),
        ("[]", "Column 1: "),
    ):
        ran = memtui("filter", action, given_)
        assert (ran.code, ran.out) == (2, "")
        assert says in ran.err
        assert ran.err.count("\n") == 1
    assert memtui("filter", action, f"@{tmp_path}/none").code == 1


def test_hostile_text_is_raw_for_programs_and_harmless_on_a_terminal(
    memtui: Memtui, terminal: Callable[..., None]
) -> None:
    evil = '{"user_id": "\\u001b[2J\\u202e"}'
    text = memtui("filter", "text", evil).out
    assert parse(text) == parse('user_id = "\x1b[2J\u202e"')
    assert memtui("filter", "json", evil).json() == json.loads(evil)
    terminal("stdout")
    for action in ACTIONS:
        out = memtui("filter", action, evil).out
        assert not set(out) & set("\x1b\u202e")
    assert memtui("filter", "json", evil).json() == json.loads(evil)


# explain ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("user_id = alice", 'its user is "alice"'),
        ("agent_id = *", "it belongs to an agent"),
        ("run_id = *", "it belongs to a run"),
        ("app_id != web", 'its app is not "web", or it has none'),
        ("user_id in (a, b)", 'its user is one of "a", "b"'),
        ("created_at >= 2024-07-01", "it was learned at 2024-07-01 (2024-07-01T00:00:00Z) or later"),
        ("updated_at < 2024-07-01T09:30:00Z", "it last changed before 2024-07-01T09:30:00Z"),
        ("expiration_date = *", "it expires at some time"),
        ("timestamp != 2024-07-01T00:00:00Z",
         "what it tells happened at another time than 2024-07-01T00:00:00Z, or at none"),
        ("created_at in (2024-07-01T01:00:00Z, 2024-07-01T02:00:00Z)",
         "it was learned exactly at 2024-07-01T01:00:00Z or 2024-07-01T02:00:00Z"),
        ("keywords contains tea", 'its text contains "tea"'),
        ("keywords icontains tea", 'its text contains "tea", whatever the case'),
        ("categories = *", "it has a category"),
        ("categories in (food, travel)", 'a category is one of "food", "travel"'),
        ("categories contains foo", 'a category contains "foo", whatever the case'),
        ("metadata.n = 5", "metadata.n is 5"),
        ('metadata.n != "5"', 'metadata.n is not "5", or is not set'),
        ("metadata.n = null", "metadata.n is not set"),
        ("metadata.n != null", "metadata.n is set"),
        ("metadata.n = *", "metadata.n is set"),
        ("metadata.n contains x", 'metadata.n contains "x"'),
        ("memory_ids = m1", 'its id is "m1"'),
        ("length > 800", "its text has more than 800 characters"),
        ("length <= 2", "its text has at most 2 characters"),
        ("edited = true", "it was changed since it was learned"),
        ("edited = false", "it was never changed"),
        ("not run_id = *", "not: it belongs to a run"),
    ],
)  # fmt: skip
def test_each_condition_in_words(memtui: Memtui, text: str, words: str) -> None:
    ran = memtui("filter", "explain", text)
    assert (ran.code, ran.out, ran.err) == (0, f"{words}\n", "")


@pytest.mark.usefixtures("no_service")
def test_groups_are_a_tree_and_without_a_flag_nobody_is_asked(memtui: Memtui) -> None:
    ran = memtui(
        "filter", "explain",
        "user_id = a and (run_id = * or run_id = r) and not (app_id = x and app_id = y)"
        " and not not edited = true and not (agent_id = x or agent_id = y)",
    )  # fmt: skip
    assert ran.out.splitlines() == [
        "all of:",
        '  its user is "a"',
        "  any of:",
        "    it belongs to a run",
        '    its run is "r"',
        "  not all of:",
        '    its app is "x"',
        '    its app is "y"',
        "  not:",
        "    not: it was changed since it was learned",
        "  none of:",
        '    its agent is "x"',
        '    its agent is "y"',
    ]


def test_each_part_is_counted_where_a_store_is_named(memtui: Memtui, store: Path) -> None:
    ran = memtui(
        "filter", "explain", "user_id = bob and (run_id = run-1 or keywords contains Alice)", "--db", store
    )
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        " 5  all of:",
        '42    its user is "bob"',
        "14    any of:",
        '13      its run is "run-1"',
        ' 1      its text contains "Alice"',
    ]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("user_id = alice and edited = true and run_id = run-4",
         "Nothing matches. Without `edited = true`: 5 memories."),
        ("user_id = nobody", "Nothing matches. Without `user_id = nobody`: 130 memories."),
        ("user_id = bob and run_id = * and not created_at < 2999-01-01",
         "Nothing matches. Without `not created_at < 2999-01-01`: 21 memories."),
        ("user_id = x and run_id = y and agent_id = *",
         "Nothing matches. Without `user_id = x` and `run_id = y`: 1 memory."),
    ],
)  # fmt: skip
def test_what_takes_everything_away_is_named(memtui: Memtui, store: Path, text: str, last: str) -> None:
    ran = memtui("filter", "explain", text, "--db", store)
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == last
    assert ran.out.split()[0] == "0"


def test_where_there_is_nothing_nothing_is_to_blame(memtui: Memtui) -> None:
    ran = memtui("filter", "explain", "user_id = a and run_id = b", "--demo", "--size", "0")
    assert ran.out.splitlines()[-1] == "Nothing matches."


def test_a_demo_is_counted(memtui: Memtui) -> None:
    ran = memtui("filter", "explain", "user_id = *", "--demo", "--size", "20")
    count, words = ran.out.split(maxsplit=1)
    assert 0 < int(count) <= 20
    assert words == "it belongs to a user\n"


def test_explain_says_what_the_named_service_would_refuse(
    memtui: Memtui, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = memtui("filter", "explain", "edited = true", "--base-url", "http://127.0.0.1:9")
    assert (ran.code, ran.out) == (2, "")
    monkeypatch.setattr(service, "open_adapter", lambda *_: LocalAdapter.open(store))
    ran = memtui("filter", "explain", "user_id = alice and run_id = *", "--base-url", "http://127.0.0.1:9")
    assert (ran.code, ran.out.split()[0]) == (0, "22")


def test_only_so_many_parts_are_counted(memtui: Memtui, store: Path) -> None:
    text = " or ".join(f"metadata.n = {number}" for number in range(10, MOST_COUNTED + 15))
    ran = memtui("filter", "explain", text, "--db", store)
    lines = ran.out.splitlines()
    assert lines[0] == f"{MOST_COUNTED + 5}  any of:"
    assert lines[MOST_COUNTED - 1].split()[0] == "1"
    assert lines[MOST_COUNTED].split()[0] == "metadata.n"
    assert ran.err == f"Only the first {MOST_COUNTED} parts are counted.\n"


# usage --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ([], "the following arguments are required: ACTION. Try `memtui filter --help`."),
        (["checks", "x"], "invalid choice: 'checks'"),
        (["check"], "the following arguments are required: FILTER. Try `memtui filter check --help`."),
        (["check", "user_id = a", "--for", "robots"], "argument --for: invalid choice: 'robots'"),
        (["check", "user_id = a", "--purpose", "fun"], "argument --purpose: invalid choice: 'fun'"),
        (["text", "user_id = a", "--json"], "unrecognized arguments: --json."),
        (["json", "user_id = a", "--keep"], "unrecognized arguments: --keep."),
        (["check", "user_id", "=", "a"], "unrecognized arguments: = a."),
        (["explain", "user_id = a", "--db", "a", "--demo"], "--db and --demo name different services."),
    ],
)
def test_wrong_usage(memtui: Memtui, argv: list[str], says: str) -> None:
    ran = memtui("filter", *argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("memtui: ")
    assert says in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("action", ACTIONS)
def test_each_actions_help(memtui: Memtui, monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    ran = memtui("filter", action, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"usage: memtui filter {action} ")
    assert f"memtui filter {action} " in ran.out.split("examples:")[1]
    assert max(map(len, ran.out.splitlines())) <= 110
    assert f"    {action} " in memtui("filter", "--help").out


def test_the_service_may_be_named_before_or_after(memtui: Memtui, store: Path) -> None:
    after = memtui("filter", "explain", "user_id = bob", "--db", store)
    assert after.out.startswith("42  ")
    assert memtui("--db", store, "filter", "explain", "user_id = bob") == after
    assert memtui("filter", "--db", store, "explain", "user_id = bob") == after


# processes ----------------------------------------------------------------------------------------


def process(*argv: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    program = "import sys\nfrom memtui.cli.main import main\ncode = main(sys.argv[1:])\n" + (
        "print(*sys.modules, file=sys.stderr)\nsys.exit(code)"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *argv], input=stdin, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("action", ["check", "json", "text"])
def test_translating_loads_no_service_and_no_third_party(action: str) -> None:
    done = process(
        "filter", action, "-", *(["--for", "platform"] if action == "check" else []), stdin=ALICE_NO_RUN
    )
    assert done.returncode == 0
    loaded = set(done.stderr.splitlines()[-1].split())
    assert not loaded & {"textual", "rich", "httpx", "pydantic", "starlette", "uvicorn", "asyncio", "sqlite3"}


def test_explaining_in_words_loads_no_third_party() -> None:
    done = process("filter", "explain", "-", stdin=ALICE_NO_RUN)
    assert done.stdout.splitlines()[0] == "all of:"
    loaded = set(done.stderr.splitlines()[-1].split())
    assert not loaded & {"textual", "rich", "httpx", "pydantic", "starlette", "uvicorn", "sqlite3"}
