"""--filter and --filter-json on the commands that list, search and export."""

from __future__ import annotations

import io
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.cli import service
from memtui.core.profile import Profile
from tests.cli.conftest import Memtui, Ran
from tests.cli.data import CHANGED, EXPIRED, LINES, WIDE, id_of, line, write_lines

SERVICE = ("--base-url", "http://127.0.0.1:9", "--kind", "platform")
NARROW = ["list", "export", "search"]


def ids(ran: Ran) -> list[str]:
    assert ran.code == 0, ran.err
    return [item["id"] for item in ran.jsonl()]


def expected(holds: Callable[[int], bool]) -> list[str]:
    return [id_of(number) for number in reversed(range(130)) if holds(number)]


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.fixture
def nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the service was opened")

    monkeypatch.setattr(service, "open_adapter", refuse)


@pytest.fixture
def imitation(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    """Whatever service is named, the store answers in its place."""
    monkeypatch.setattr(service, "open_adapter", lambda *_: LocalAdapter.open(store))


@pytest.mark.parametrize(
    ("text", "as_json", "holds"),
    [
        (
            "user_id = alice and not run_id = *",
            {"AND": [{"user_id": "alice"}, {"NOT": {"run_id": "*"}}]},
            lambda n: LINES[n]["user_id"] == "alice" and LINES[n]["run_id"] is None,
        ),
        (
            "created_at >= 2024-03-01T10:30:00Z and created_at < 2024-03-02",
            {"created_at": {"gte": "2024-03-01T10:30:00Z", "lt": "2024-03-02"}},
            lambda n: 30 <= n < 60,
        ),
        ("edited = true", {"edited": True}, lambda n: n == CHANGED),
        ("metadata.n = 12", {"metadata": {"n": 12}}, lambda n: n == 12),
        ("memory_ids in (" + id_of(9) + ")", {"memory_ids": [id_of(9)]}, lambda n: n == 9),
        (
            "categories contains FOO",
            {"categories": {"contains": "FOO"}},
            lambda n: LINES[n]["categories"] is not None,
        ),
        ("expiration_date < today", {"expiration_date": {"lt": "today"}}, lambda n: n == EXPIRED),
        (
            "app_id = web or length <= 17",
            {"OR": [{"app_id": "web"}, {"length": {"lte": 17}}]},
            lambda n: n == WIDE,
        ),
    ],
)
def test_text_and_json_select_the_same(
    memtui: Memtui, store: Path, text: str, as_json: object, holds: Callable[[int], bool]
) -> None:
    for flags in (["--filter", text], ["--filter-json", json.dumps(as_json)]):
        listed = memtui("list", "--db", store, "--all", "--jsonl", *flags)
        assert ids(listed) == expected(holds)
        assert memtui("list", "--db", store, "--count", *flags).out == f"{len(expected(holds))}\n"
        assert sorted(ids(memtui("export", "-", "--db", store, *flags))) == sorted(expected(holds))


def test_everything_that_is_given_must_hold(memtui: Memtui, store: Path) -> None:
    ran = memtui(
        "list", "--db", store, "--all", "--jsonl", "--user-id", "bob", "--run-id", "*",
        "--filter", "created_at < 2024-03-02",
        "--filter-json", '{"OR": [{"run_id": "run-1"}, {"run_id": "run-3"}]}',
    )  # fmt: skip
    wanted = {"run-1", "run-3"}
    assert ids(ran) == expected(
        lambda n: n < 60 and LINES[n]["user_id"] == "bob" and LINES[n]["run_id"] in wanted
    )


def test_a_search_takes_both(memtui: Memtui, store: Path) -> None:
    both = (
        "--filter",
        "user_id = bob and metadata.n = 100",
        "--filter-json",
        '{"keywords": {"contains": "Fact"}}',
    )
    assert ids(memtui("search", "tea", "--db", store, "--jsonl", *both)) == [id_of(100)]


def test_json_from_a_file_and_from_stdin(
    memtui: Memtui, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "filter.json"
    file.write_bytes(b'\xef\xbb\xbf{\n  "user_id": "\xe3\x83\xa6\xe3\x83\xbc\xe3\x82\xb6\xe3\x83\xbc"\n}\n')
    assert memtui("list", "--db", store, "--count", "--filter-json", f"@{file}").out == "1\n"
    stdin(monkeypatch, file.read_bytes())
    assert ids(memtui("export", "-", "--db", store, "--filter-json", "-")) == [id_of(WIDE)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff", "The filter is not UTF-8 text (byte 1)."),
        (b"", "Line 1, column 1: not JSON, expecting value."),
        (b'{\n  "user_id": "a",\n}', "Line 3, column 1: not JSON, expecting property name"),
        (b" " * 1_000_001, "The filter is longer than 1,000,000 bytes."),
        (b"[" * 100_000, "The filter's JSON cannot be read: nested too deeply."),
        (b'{"NOT": ' * 20 + b'{"run_id": "*"}' + b"}" * 20, "Filters are nested more than 12 deep."),
        (b"[]", "A filter is a JSON object."),
        (b'{"length": ' + b"9" * 5000 + b"}", "a number with too many digits"),
        (b'{"metadata": {"n": NaN}}', "NaN is no JSON number"),
    ],
    ids=range(9),
)
def test_input_that_is_no_filter(
    memtui: Memtui, monkeypatch: pytest.MonkeyPatch, data: bytes, says: str
) -> None:
    stdin(monkeypatch, data)
    ran = memtui("list", "--filter-json", "-")
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_a_file_that_is_not_there(memtui: Memtui, tmp_path: Path) -> None:
    ran = memtui("list", "--filter-json", f"@{tmp_path}/none.json")
    assert (ran.code, ran.err) == (1, f"memtui: There is no file {tmp_path}/none.json.\n")
    assert memtui("list", "--filter-json", f"@{tmp_path}").code == 1
    assert memtui("list", "--filter-json", "@a\0b").code == 1


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--filter", "usr_id = alice"], "Column 1: 'usr_id' is not a field. Did you mean 'user_id'?"),
        (["--filter", "user_id = alice and"], "Column 20: expected a field, the filter ends here."),
        (["--filter", 'keywords contains "tea'], "Column 19: this quote is never closed."),
        (["--filter", "created_at > noon"], "Column 14: created_at: 'noon' is no date"),
        (["--filter", '{"user_id": "alice"}'], "JSON is given with --filter-json."),
        (["--filter", "user_id = \udcff"], "The filter is not UTF-8 text."),
        (["--filter-json", "user_id = alice"], "Line 1, column 1: not JSON, expecting value."),
        (["--filter-json", '{"user_id" "alice"}'], "Line 1, column 12: not JSON, expecting ':' delimiter."),
        (["--filter-json", '{"usr_id": "alice"}'], "Did you mean 'user_id'?"),
        (["--filter-json", '{"user_id": "\udcff"}'], "The filter is not UTF-8 text."),
        (["--filter-json", "{}"], "Filters are required and cannot be empty."),
    ],
)
@pytest.mark.parametrize("command", [["list"], ["search", "tea"], ["export", "-"]], ids=lambda argv: argv[0])
@pytest.mark.usefixtures("nothing_is_asked")
def test_a_mistake_is_one_sentence_before_anything_is_asked(
    memtui: Memtui, command: list[str], flags: list[str], says: str
) -> None:
    for where in ((), SERVICE):
        ran = memtui(*command, *flags, *where)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("memtui: ")
        assert says in ran.err
        assert ran.err.count("\n") == 1
        assert "^" not in ran.err


def pointed(ran: Ran) -> tuple[str, str]:
    """The text that a terminal was shown, and what stands above the caret."""
    shown, caret, sentence = ran.err.splitlines()
    assert re.fullmatch(r" +\^", caret)
    assert sentence.startswith("memtui: ")
    return shown.strip(), shown[len(caret) - 1 :]


def test_a_terminal_sees_where_the_mistake_is(memtui: Memtui, terminal: Callable[..., None]) -> None:
    terminal("stderr", columns=60)
    assert pointed(memtui("list", "--filter", "user_id = alice and usr_id = bob")) == (
        "user_id = alice and usr_id = bob", "usr_id = bob"
    )  # fmt: skip
    assert pointed(memtui("list", "--filter", "user_id = alice and"))[1] == ""
    assert pointed(memtui("list", "--filter-json", '{"user_id" "alice"}'))[1] == '"alice"}'
    assert pointed(memtui("filter", "check", "user_id = alice or run_id > x"))[1] == "> x"
    # Nothing to point at: the sentence alone.
    assert memtui("list", "--filter", " ").err.count("\n") == 1
    assert memtui("list", "--filter-json", '{"color": "red"}').err.count("\n") == 1


def test_the_place_is_found_in_long_wide_and_hostile_texts(
    memtui: Memtui, terminal: Callable[..., None]
) -> None:
    terminal("stderr", columns=60)
    long = memtui(
        "list", "--filter", " or ".join(f"run_id = {number}" for number in range(90)) + " or color = x"
    )
    shown, above = pointed(long)
    assert shown.startswith("…")
    assert above == "color = x"
    assert max(map(len, long.err.splitlines()[:2])) <= 60
    # Three wide characters take six cells, and an escape is drawn as two.
    wide = memtui("list", "--filter", 'user_id = "日本語" ~').err.splitlines()
    assert (wide[0].index("~"), wide[1].index("^")) == (18, 21)
    hostile = memtui("list", "--filter", 'user_id = "\x1b[2J\n" ~')
    assert pointed(hostile) == ('user_id = "^[[2J↵" ~', "~")
    assert "\x1b" not in hostile.err


WARNING = (
    "memtui: warning: created_at <= 2024-03-02 ends at the first moment of that day."
    " (repair: include that day: user_id = alice and created_at < 2024-03-03)\n"
)


def test_a_warning_is_one_line_and_the_command_runs(memtui: Memtui, store: Path) -> None:
    flags = ("--db", store, "--user-id", "alice", "--filter", "created_at <= 2024-03-02")
    alices = [n for n in range(60) if LINES[n]["user_id"] == "alice"]
    ran = memtui("list", *flags, "--count")
    assert (ran.code, ran.out, ran.err) == (0, f"{len(alices)}\n", WARNING)
    assert memtui("list", *flags, "--all", "--jsonl").err == WARNING
    assert memtui("search", "green", *flags, "--json").err == WARNING
    assert memtui("export", "-", *flags).err == WARNING + f"{len(alices)} memories written.\n"


def test_several_warnings_and_a_hostile_one(memtui: Memtui, store: Path) -> None:
    ran = memtui(
        "list", "--db", store, "--count", "--filter", 'user_id = a and agent_id = "\x1b\n\r" and run_id != r'
    )
    assert (ran.code, ran.out) == (0, "0\n")
    assert len(ran.err.splitlines()) == 2
    assert all(line.startswith("memtui: warning: ") for line in ran.err.splitlines())
    assert "\x1b" not in ran.err
    assert "\r" not in ran.err


def test_a_repair_that_fills_the_screen_is_not_shown(memtui: Memtui, store: Path) -> None:
    many = ", ".join(f"name-{number}" for number in range(200))
    ran = memtui("list", "--db", store, "--count", "--filter", f"user_id in ({many}) and run_id != r")
    assert ran.err == (
        "memtui: warning: run_id != also matches memories that have no run_id."
        " (repair: only where it is set)\n"
    )


NO_SCOPE = "A filter that names no user, agent, app or run is refused by the Platform."


@pytest.mark.parametrize(
    ("command", "text", "says"),
    [
        (["list"], "keywords icontains tea", NO_SCOPE),
        (["export", "-"], "created_at > -7d", NO_SCOPE),
        (["search", "tea"], "user_id = alice or created_at > -7d", NO_SCOPE),
        (["list"], "not user_id = alice", "A filter of NOT alone is refused by the Platform."),
        (
            ["list"],
            "user_id = alice and length > 5",
            "length is not a field that the Platform can filter by.",
        ),
        (["list"], "user_id = alice and categories = *", "categories does not take = * here"),
        (["search", "tea"], "user_id = alice and keywords contains tea", "keywords works in lists only"),
    ],
)
@pytest.mark.usefixtures("nothing_is_asked")
def test_the_platforms_refusals_come_before_it_is_asked(
    memtui: Memtui, command: list[str], text: str, says: str
) -> None:
    ran = memtui(*command, *SERVICE, "--filter", text)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"memtui: {says}")
    assert ran.err.count("\n") == 1
    repaired = ran.err.removesuffix(")\n").split("(repair: ")[1].split(": ", 1)[1]
    assert memtui("filter", "check", repaired, "--for", "platform").code == 0


@pytest.mark.usefixtures("imitation")
def test_a_name_makes_the_same_filters_fit_for_the_platform(memtui: Memtui) -> None:
    for flags in (
        ["--user-id", "alice", "--filter", "keywords icontains green"],
        ["--user-id", "*", "--filter", "not user_id = bob and metadata.n = 3"],
        ["--filter-json", '{"user_id": "alice", "keywords": {"contains": "green"}}'],
    ):
        ran = memtui("list", *SERVICE, *flags, "--count")
        assert (ran.code, ran.out, ran.err) == (0, "1\n", "")
    everything = memtui("list", *SERVICE, "--count")
    assert (everything.code, everything.out, everything.err) == (0, "130\n", "")


@pytest.mark.usefixtures("imitation")
def test_a_self_hosted_server_needs_no_name_and_takes_memtuis_fields(memtui: Memtui) -> None:
    ran = memtui(
        "list", *SERVICE, "--kind", "selfhosted", "--count", "--filter", "length > 5 and metadata.n = 3"
    )
    assert (ran.code, ran.out, ran.err) == (0, "1\n", "")
    warned = memtui("list", *SERVICE, "--kind", "selfhosted", "--count", "--filter", "app_id = web")
    assert (warned.code, warned.out) == (0, "1\n")
    assert warned.err.startswith("memtui: warning: No memory of a self-hosted server has app_id.")


def test_the_store_needs_no_name(memtui: Memtui, store: Path) -> None:
    for text in ("keywords icontains green", "not user_id = bob and not user_id = carol and edited = true"):
        ran = memtui("list", "--db", store, "--count", "--filter", text)
        assert (ran.code, ran.out, ran.err) == (0, "1\n", "")


_NAMED = "0406fbfd-6e2b-4f1a-be47-aef7fe0c3610"
"""The memory of the examples."""


@pytest.mark.parametrize("command", [["list"], ["search"], ["export"], ["filter"]])
def test_examples_of_the_help_work_when_pasted(
    memtui: Memtui, home: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(home)
    write_lines(home / "named.jsonl", [line(0, id=_NAMED, history=[])])
    assert memtui("import", "named.jsonl", "--yes").code == 0
    examples = [
        line.split("|")[0].strip()
        for line in memtui(*command, "--help").out.split("examples:\n")[1].split("\n\n")[0].splitlines()
    ]
    assert len(examples) >= 3
    for example in examples:
        program, *argv = shlex.split(example)
        assert program == "memtui"
        ran = memtui(*argv)
        assert ran.code == 0, (example, ran.err)


def test_the_profile_decides_what_is_refused(
    memtui: Memtui, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key in the environment means the Platform, a named store does not."""
    monkeypatch.setenv("MEM0_API_KEY", "m0-key")
    asked: list[Profile] = []

    def opened(profile: Profile, _: object) -> LocalAdapter:
        asked.append(profile)
        return LocalAdapter.open(store)

    monkeypatch.setattr(service, "open_adapter", opened)
    assert memtui("list", "--filter", "edited = true", "--count").code == 2
    assert asked == []
    assert memtui("list", "--filter", "edited = true", "--count", "--db", store).out == "1\n"


def test_a_filter_goes_over_http_as_it_goes_to_the_store(store: Path) -> None:
    memtui = Path(sys.executable).parent / "memtui"
    served = subprocess.Popen(
        [memtui, "serve", "--db", store, "--port", "0"], stderr=subprocess.PIPE, text=True
    )
    try:
        assert served.stderr is not None
        address = served.stderr.readline().split()[2]
        text = "user_id = bob and not (run_id = run-1 or metadata.n = 4) and created_at < 2024-03-02"
        listed = [
            subprocess.run(
                [memtui, "list", *where, "--all", "--jsonl", "--filter", text],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for where in (["--db", store], ["--base-url", address])
        ]
    finally:
        served.terminate()
        served.communicate()
    of_store, over_http = [[json.loads(line)["id"] for line in out.splitlines()] for out in listed]
    assert of_store == over_http
    assert of_store == expected(
        lambda n: n < 60 and LINES[n]["user_id"] == "bob" and LINES[n]["run_id"] != "run-1" and n != 4
    )
