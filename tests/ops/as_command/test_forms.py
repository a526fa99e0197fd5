"""The forms of a command: what a shell, Python and curl read in them is what was asked for."""

from __future__ import annotations

import argparse
import ast
import json
import shlex
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from memtui.adapters.base import Dialect
from memtui.adapters.calls import calls_of
from memtui.cli.parser import parse as parse_words
from memtui.cli.sorting import order_of
from memtui.core.asked import AllEntities, Asked, Listing, OneHistory, OneMemory, Searching
from memtui.core.display import is_plain
from memtui.core.errors import MemtuiError, UsageError
from memtui.core.filter_text import parse
from memtui.core.filters import METADATA
from memtui.core.ordering import COLUMNS, Order
from memtui.core.profile import ServiceKind
from memtui.core.queries import MemoryQuery, SearchQuery
from memtui.ops.as_command.curl import as_curl
from memtui.ops.as_command.memtui_command import as_memtui, words_of
from memtui.ops.as_command.python import as_python, literal
from memtui.ops.as_command.service import SERVED, Key, Service
from tests.strategies import filters, json_values, law, platform_filters, texts

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LOCAL = Service("local", ("--db", "/home/ann/my memories.db"), SERVED, "served", store=Path("/home/ann/m.db"))
MEM0 = "MEM0_API_KEY"
PLATFORM = Service("platform", ("--profile", "work"), "https://api.mem0.ai", "token", key_variable=MEM0)
OWN = Service("selfhosted", ("--base-url", "http://mem0.test"), "http://mem0.test", "header")
ELSEWHERE = Service("platform", (), "http://x.test", "token")
TEA = Searching(SearchQuery("likes tea?", parse("user_id = alice"), top_k=5, threshold=0.25, rerank=True))
ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"

queries = st.builds(MemoryQuery, st.none() | filters, show_expired=st.booleans())


def is_text(text: str) -> bool:
    """Whether a shell can pass it on."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def read(command: str) -> argparse.Namespace:
    """The arguments that memtui gets from a shell."""
    words = shlex.split(command)
    assert words[0] == "memtui"
    return parse_words(words[1:])


# memtui


@given(queries, st.integers(1, 10**6), st.integers(1, 1000))
@law()
def test_a_list_is_read_as_it_was_asked(query: MemoryQuery, page: int, page_size: int) -> None:
    found = read(as_memtui(Listing(query, page, page_size), LOCAL))
    assert found.db == LOCAL.flags[1]
    assert (None if found.filter is None else parse(found.filter)) == query.filter
    assert (found.page, found.page_size, not found.hide_expired) == (page, page_size, query.show_expired)


@given(queries)
@law()
def test_the_command_of_a_list_holds_nothing_that_cannot_be_seen(query: MemoryQuery) -> None:
    command = as_memtui(Listing(query), PLATFORM)
    assert is_plain(command)
    assert "\n" not in command


@given(texts, st.none() | filters, st.integers(1, 1000), st.floats(0, 1).map(lambda share: round(share, 4)))
@law()
def test_a_search_is_read_as_it_was_asked(question: str, tree: Any, top_k: int, threshold: float) -> None:
    assume(is_text(question))
    search = SearchQuery(question, tree, top_k=top_k, threshold=threshold, keyword=True)
    asked = Searching(search)
    command = as_memtui(asked, LOCAL)
    assert shlex.split(command) == words_of(asked, LOCAL)
    found = read(command)
    assert (found.query, found.top_k, found.threshold) == (question, top_k, threshold)
    assert (found.rerank, found.keyword) == (False, True)
    assert (None if found.filter is None else parse(found.filter)) == tree


@given(st.sampled_from(sorted(COLUMNS.values())) | texts.map(lambda key: f"{METADATA}{key}"), st.booleans())
@example("metadata.x desc", True)
@example("metadata.x ", True)
@example("metadata.asc", False)
@law()
def test_a_sorted_list_is_read_as_it_was_asked(field: str, descending: bool) -> None:
    assume(is_text(field) and field != METADATA)
    order = Order(field, descending)
    try:
        command = as_memtui(Listing(MemoryQuery(order=order)), LOCAL)
    except UsageError:
        assert field != field.strip()
        return
    assert order_of(read(command)) == order


@given(texts)
@law()
def test_an_id_is_read_as_it_is(memory_id: str) -> None:
    assume(is_text(memory_id) and memory_id == memory_id.strip())
    for asked, command in ((OneMemory(memory_id), "get"), (OneHistory(memory_id), "history")):
        text = as_memtui(asked, LOCAL)
        assert shlex.split(text)[1] == command
        assert read(text).id == memory_id


@pytest.mark.parametrize("memory_id", ["a\0b", "\ud800", " a", "a\n"])
def test_an_id_that_no_command_takes(memory_id: str) -> None:
    with pytest.raises(UsageError):
        as_memtui(OneMemory(memory_id), LOCAL)


@pytest.mark.parametrize(
    ("asked", "service", "command"),
    [
        (Listing(MemoryQuery()), LOCAL, "memtui list --db '/home/ann/my memories.db'"),
        (
            Listing(MemoryQuery(parse("user_id = o'neil"), show_expired=False), 2, 50),
            PLATFORM,
            "memtui list --profile work --filter 'user_id = o'\"'\"'neil' --hide-expired --page 2"
            " --page-size 50",
        ),
        (
            Listing(MemoryQuery(order=Order("updated_at", descending=True))),
            PLATFORM,
            "memtui list --profile work --sort updated",
        ),
        (
            Listing(MemoryQuery(order=Order("user_id", descending=True)), 3),
            PLATFORM,
            "memtui list --profile work --sort user --reverse --page 3",
        ),
        (OneMemory(ID), PLATFORM, f"memtui get {ID} --profile work"),
        (OneMemory(ID, as_json=True), PLATFORM, f"memtui get {ID} --profile work --json"),
        (OneMemory("-x"), PLATFORM, "memtui get --profile work -- -x"),
        (OneHistory(ID), PLATFORM, f"memtui history {ID} --profile work"),
        (AllEntities(), OWN, "memtui entities --base-url http://mem0.test --all"),
        (
            TEA,
            PLATFORM,
            "memtui search 'likes tea?' --profile work --filter 'user_id = alice' --top-k 5 --threshold 0.25"
            " --rerank",
        ),
    ],
)
def test_what_the_commands_look_like(asked: Asked, service: Service, command: str) -> None:
    assert as_memtui(asked, service) == command


# curl


def curl_of(text: str) -> tuple[str, str, Any]:
    """The method, the address and the body of the one curl command in a text."""
    (line,) = [line for line in text.splitlines() if not line.startswith(": ")]
    words = shlex.split(line)
    assert words.pop(0) == "curl"
    method, body = "GET", None
    if words[0] == "-X":
        method, words = words[1], words[2:]
    address = words.pop(0)
    for option, value in zip(words[::2], words[1::2], strict=True):
        body = json.loads(value) if option == "-d" else body
    return method, address, body


@given(st.builds(MemoryQuery, st.none() | platform_filters, show_expired=st.booleans()), st.integers(1, 99))
@law()
def test_curl_sends_the_call(query: MemoryQuery, page: int) -> None:
    asked = Listing(query, page)
    try:
        text = as_curl(asked, LOCAL, NOW)
    except MemtuiError:
        with pytest.raises(MemtuiError):
            as_python(asked, LOCAL, NOW)
        return
    (call,) = calls_of(asked, "local", Dialect(), NOW).calls
    method, address, body = curl_of(text)
    parts = urlsplit(address)
    assert (method, parts.path, body) == (call.method, call.path, call.body)
    assert parse_qsl(parts.query) == [(name, str(value)) for name, value in call.params.items()]
    assert is_plain(text)
    assert text.count("\n") == 1


@given(texts)
@law()
def test_whatever_is_searched_for_harms_nobody(question: str) -> None:
    asked = Searching(SearchQuery(question, parse("user_id = alice")))
    text = as_curl(asked, PLATFORM, NOW)
    assert is_plain(text)
    assert "\n" not in text
    assert curl_of(text)[2]["query"] == question


def test_the_keys_place_and_no_key() -> None:
    headers: dict[Key, str] = {
        "token": '-H "Authorization: Token $MEM0_API_KEY"',
        "served": '-H "Authorization: Token ${MEMTUI_SERVE_TOKEN:-any}"',
        "header": '-H "X-API-Key: $MEM0_API_KEY"',
        "login": '-H "Authorization: Bearer $MEM0_TOKEN"',
    }
    for key, header in headers.items():
        service = Service("platform", (), "http://x.test", key, key_variable=MEM0)
        assert header in as_curl(AllEntities(), service, NOW)
    without = Service("selfhosted", (), "http://x.test", "none")
    assert as_curl(AllEntities(), without, NOW) == "curl http://x.test/entities"
    assert "headers" not in as_python(AllEntities(), without, NOW)
    login = Service("selfhosted", (), "http://x.test", "login")
    assert as_python(AllEntities(), login, NOW).startswith("# MEM0_TOKEN is")
    assert as_curl(AllEntities(), login, NOW).startswith(": 'MEM0_TOKEN is")


@pytest.mark.parametrize("kind", ["platform", "selfhosted"])
@pytest.mark.parametrize("variable", ["WORK_MEM0_KEY", "MEMTUI_KEY"])
def test_the_platforms_key_is_not_named_for_another_service(kind: ServiceKind, variable: str) -> None:
    service = replace(
        ELSEWHERE, kind=kind, key="token" if kind == "platform" else "header", key_variable=variable
    )
    for dialect in (Dialect(), Dialect("v2", "v1")):
        for asked in (AllEntities(), Listing(MemoryQuery()), TEA):
            texts = (
                as_curl(asked, replace(service, dialect=dialect), NOW),
                as_python(asked, replace(service, dialect=dialect), NOW),
            )
            assert f'${variable}"' in texts[0]
            assert f'os.environ["{variable}"]' in texts[1]
            for text in texts:
                assert MEM0 not in text
                assert ("put the key of this service in MEMTUI_KEY\n" in text.replace("'", "")) == (
                    variable == "MEMTUI_KEY"
                )


def test_a_key_that_no_variable_has_is_asked_for_first() -> None:
    said = "put the key of this service in MEMTUI_KEY"
    assert as_curl(OneMemory(ID), ELSEWHERE, NOW).splitlines() == [
        f": '{said}'",
        f'curl http://x.test/v1/memories/{ID}/ -H "Authorization: Token $MEMTUI_KEY"',
    ]
    first, *_, client, _ = as_python(OneMemory(ID), ELSEWHERE, NOW).splitlines()
    assert first == f"# {said}"
    # The client takes MEM0_API_KEY where it is given an empty key.
    key = 'os.environ["MEMTUI_KEY"] or "none"'
    assert client == f"client = MemoryClient(api_key={key}, host='http://x.test')"


SHELLS = [shell for shell in ("sh", "bash", "dash", "zsh", "fish") if shutil.which(shell)]


@pytest.mark.parametrize("shell", SHELLS)
def test_what_stands_before_a_request_does_nothing_in_a_shell(shell: str, tmp_path: Path) -> None:
    store = Path("/my $(echo harm) it's `echo harm` #=*? !! store.db")
    login = Service("selfhosted", (), "http://x.test/?a=1&b=*;#(", "login")
    sorted_list = Listing(MemoryQuery(order=Order("updated_at")))
    for asked, service in (
        (sorted_list, Service("local", (), SERVED, "served", store=store)),
        (sorted_list, ELSEWHERE),
        (AllEntities(), login),
    ):
        *before, request = as_curl(asked, service, NOW).splitlines()
        assert before
        assert request.startswith("curl ")
        done = subprocess.run(
            # As if it were typed: zsh has comments in scripts only.
            [shell, *(["-f", "-i", "+o", "prompt_sp", "+o", "zle"] if shell == "zsh" else [])],
            input="\n".join([*before, "echo end\n"]),
            env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PS1": ""},
            start_new_session=True,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")


@pytest.mark.parametrize("path", ["/m.db\nrm -rf /", "/m\x1b.db", "/m\t.db", "/\u202e.db", "/\u2028.db"])
def test_a_comment_ends_where_its_line_does(path: str) -> None:
    service = Service("local", ("--db", path), SERVED, "served", store=Path(path))
    said = "start this first: memtui serve with this store"
    first, second = as_curl(AllEntities(), service, NOW).splitlines()[:2]
    assert first == f": '{said}'"
    assert second.startswith((": 'this is", "curl"))
    first, second = as_python(AllEntities(), service, NOW).splitlines()[:2]
    assert first == f"# {said}"
    assert second.startswith(("# this is", "import os"))
    assert shlex.split(as_memtui(AllEntities(), service))[3] == path


# Python


def calls_in(text: str) -> list[ast.Call]:
    """Every call of a program, the outermost of a line first."""
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]


def named_in(call: ast.Call) -> dict[str, Any]:
    return {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}


@given(json_values)
@law()
def test_a_literal_is_the_value(value: Any) -> None:
    text = literal(value)
    assert is_plain(text)
    assert "\n" not in text
    assert ast.literal_eval(text) == value


@given(texts, platform_filters)
@law()
def test_the_client_is_called_as_the_service_is_asked(question: str, tree: Any) -> None:
    for asked, method in (
        (Listing(MemoryQuery(tree), 4), "get_all"),
        (Searching(SearchQuery(question, tree)), "search"),
    ):
        try:
            text = as_python(asked, LOCAL, NOW)
        except MemtuiError:
            continue
        assert is_plain(text)
        (call,) = calls_of(asked, "local", Dialect(), NOW).calls
        found = next(node for node in calls_in(text) if ast.unparse(node.func) == f"client.{method}")
        given = named_in(found)
        if method == "search":
            given["query"] = ast.literal_eval(found.args[0])
        assert given == {**(call.body or {}), **call.params}


def test_what_python_looks_like() -> None:
    assert as_python(OneMemory(ID), PLATFORM, NOW) == (
        "import os\nfrom mem0 import MemoryClient\n\n"
        'client = MemoryClient(api_key=os.environ["MEM0_API_KEY"])\n'
        f"print(client.get('{ID}'))\n"
    )
    assert as_python(OneHistory(ID), LOCAL, NOW).splitlines() == [
        "# start this first: memtui serve --db /home/ann/m.db",
        "import os",
        "from mem0 import MemoryClient",
        "",
        'client = MemoryClient(api_key=os.environ.get("MEMTUI_SERVE_TOKEN", "any"), host=\'http://127.0.0.1:8765\')',
        f"print(client.history('{ID}'))",
    ]
    older = replace(PLATFORM, dialect=Dialect("v2", "v1"))
    assert as_python(TEA, older, NOW).splitlines() == [
        "# lower scores than those shown are among them",
        "import os",
        "",
        "import httpx",
        "",
        "service = httpx.Client(base_url='https://api.mem0.ai', headers={'Authorization': 'Token ' +"
        ' os.environ["MEM0_API_KEY"]})',
        "print(service.request('POST', '/v1/memories/search/', json={'query': 'likes tea?', 'top_k': 5,"
        " 'rerank': True, 'keyword_search': False, 'user_id': 'alice'}).raise_for_status().json())",
    ]
