"""Against a service whose ids and names could mean everything: no path of memtui sends them with a change.

The service lists memories called `*`, `..`, `batch` or nothing at all, and entities named `*`. Every way to
change something is gone, in the operations, on the command line and on the screen; the service writes
down what it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from memtui.adapters.platform import PlatformAdapter
from memtui.cli.main import main
from memtui.core.changes import Deletion, EntityDeletion, MemoryEdit, Update
from memtui.core.errors import MemtuiError
from memtui.core.filters import Condition, scope_condition
from memtui.core.models import Memory
from memtui.core.queries import MemoryQuery
from memtui.ops import planning
from memtui.ops.apply import apply
from memtui.ops.choices import Choice, Ids, Matching
from memtui.ops.desk import Desk, open_desk
from memtui.ops.plans import Plan
from memtui.ops.undo import plan_redo, plan_undo
from memtui.ops.work import Patience
from memtui.state.journal import Journal, NewItem
from tests.server.faults import Faulty
from tests.server.loopback import running
from tests.tui.driver import browse

GOOD = "11111111-1111-4111-8111-111111111111"
HOSTILE_IDS = (
    "*",
    "",
    " ",
    "..",
    ".",
    "batch",
    "**",
    "*,*",
    "a/../b",
    "%2A",
    "\t*\n",
    "?user_id=*",
    "events",
)
HOSTILE_NAMES = ("*", " ", "**", "..")
READS = re.compile(r"GET /|POST /v[123]/memories/(search/)?(\?|$)")
_MEMORY = re.compile(r"/v1/memories/(?P<id>[^/]*)/$")


class HostileService:
    """Answers like the Platform, with memories that nobody should be able to delete by accident."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, bytes]] = []
        memories = [
            {"id": memory_id, "memory": f"Hostile {number}", "user_id": "alice"}
            for number, memory_id in enumerate((*HOSTILE_IDS, GOOD))
        ]
        entities = [
            {"id": str(number), "type": "user", "name": name, "total_memories": 3}
            for number, name in enumerate((*HOSTILE_NAMES, "alice"))
        ]

        async def answer(request: Request) -> Response:
            path = request.url.path
            body = await request.body()
            query = f"?{request.url.query}" if request.url.query else ""
            self.sent.append((request.method, request.scope["raw_path"].decode() + query, body))
            if path == "/v1/ping/":
                return JSONResponse({"status": "ok", "org_id": "o", "project_id": "p"})
            if path == "/v1/entities/":
                return JSONResponse({"count": len(entities), "next": None, "results": entities})
            if request.method == "POST" and path == "/v3/memories/":
                return JSONResponse({"count": len(memories), "next": None, "results": memories})
            if request.method == "GET" and (found := _MEMORY.match(path)):
                known = {memory["id"]: memory for memory in memories}
                wanted = unquote(found["id"])
                return JSONResponse(known[wanted]) if wanted in known else Response(status_code=404)
            return JSONResponse({"message": "ok"})

        methods = ["GET", "POST", "PUT", "DELETE", "PATCH"]
        self.app = Starlette(routes=[Route("/{path:path}", answer, methods=methods)])

    def check(self) -> None:
        """Every change that was sent is of one memory or entity that is named."""
        for method, path, body in self.sent:
            if READS.match(f"{method} {path}"):
                continue
            assert "?" not in path, (method, path)
            if path in {"/v1/batch/", "/v1/memories/batch/"}:
                assert re.fullmatch(rb'\{"memor(ies|y_ids)":\[[^\]]+\]\}', body), body
                ids = re.findall(rb'"([^"]*)"', body.replace(b'"memories"', b"").replace(b'"memory_id"', b""))
                assert all(one.decode() in {GOOD, "text", "metadata"} or len(one) > 5 for one in ids), body
                assert b'"*"' not in body, body
                assert b'""' not in body, body
            elif path.startswith("/v2/entities/"):
                assert path == "/v2/entities/user/alice/", path
            elif path.endswith("/add/"):
                assert b'"*"' not in body, body
            else:
                found = _MEMORY.match(path)
                assert found, (method, path)
                name = unquote(found["id"]).strip()
                assert name, path
                assert "*" not in name, path
                assert "/" not in name, path
                assert name not in {".", "..", "batch", "events", "search", "export"}, path


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this service is asked to do never shows: that is not waited for."""
    monkeypatch.setattr("memtui.ops.apply.Patience", lambda: Patience(()))


@pytest.fixture
def hostile() -> Iterator[tuple[HostileService, str]]:
    service = HostileService()
    with running(Faulty(service.app)) as server:
        yield service, server.url
    service.check()


async def _carry_out(desk: Desk, plan: Plan) -> None:
    with suppress(MemtuiError):
        await apply(desk, plan.operation.id, lambda _: None, patience=Patience(()))


async def test_no_operation_sends_them(hostile: tuple[HostileService, str], tmp_path: Path) -> None:
    _, url = hostile
    adapter = PlatformAdapter(url)
    journal = Journal.open(tmp_path / "journal.db")
    desk = await open_desk(adapter, journal)
    choices: list[Choice] = [
        *(Ids((memory_id,)) for memory_id in HOSTILE_IDS),
        Ids(HOSTILE_IDS),
        Ids((GOOD, "*")),
        Matching(MemoryQuery()),
        Matching(MemoryQuery(scope_condition("user", "alice"))),
        Matching(MemoryQuery(Condition("user_id", "exists"))),
    ]
    for choice in choices:
        for make in (planning.plan_delete, planning.plan_archive, planning.plan_restore):
            with suppress(MemtuiError):
                await _carry_out(desk, await make(desk, choice))
        with suppress(MemtuiError):
            await _carry_out(desk, await planning.plan_edit(desk, choice, MemoryEdit(memory="x")))
    for name in (*HOSTILE_NAMES, "", "alice"):
        with suppress(MemtuiError):
            await _carry_out(desk, await planning.plan_delete_entity(desk, "user", name))
    with suppress(MemtuiError):
        await _carry_out(desk, await planning.plan_reset(desk))
    for memory_id in HOSTILE_IDS:
        memory = Memory(memory_id, "Hostile", user_id="alice")
        with suppress(MemtuiError):
            await _carry_out(desk, await planning.plan_edit_of(desk, memory, MemoryEdit(memory="x")))
    for _ in range(3):
        for undo in (plan_undo, plan_redo):
            with suppress(MemtuiError):
                await _carry_out(desk, await undo(desk))
    await adapter.close()
    journal.close()


async def test_no_journal_makes_them_sent(hostile: tuple[HostileService, str], tmp_path: Path) -> None:
    """A journal may have been written by anybody: what it says to do is checked as well."""
    _, url = hostile
    adapter = PlatformAdapter(url)
    journal = Journal.open(tmp_path / "journal.db")
    desk = await open_desk(adapter, journal)
    for memory_id in HOSTILE_IDS:
        before = Memory(memory_id, f"Hostile {HOSTILE_IDS.index(memory_id)}", user_id="alice")
        for change in (Deletion(before), Update(before, MemoryEdit(memory="x"))):
            number = journal.draft("delete", "crafted", desk.service)
            journal.append(number, [NewItem(change)])
            with suppress(MemtuiError):
                await apply(desk, number, lambda _: None, patience=Patience(()))
    for name in (*HOSTILE_NAMES, ""):
        number = journal.draft("delete entity", "crafted", desk.service)
        journal.append(number, [NewItem(EntityDeletion("user", name))])
        with suppress(MemtuiError):
            await apply(desk, number, lambda _: None, patience=Patience(()))
    await adapter.close()
    journal.close()


@pytest.mark.parametrize("words", [["delete"], ["update", "--set", "a=1"], ["update", "--archive"]], ids=repr)
def test_no_command_sends_them(
    hostile: tuple[HostileService, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    _, url = hostile
    for name in ("STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setenv("MEM0_API_KEY", "m0-key")
    where = ["--base-url", url, "--yes"]
    choices = [["--ids", memory_id] for memory_id in HOSTILE_IDS]
    choices += [
        ["--ids", GOOD, "*"],
        ["--filter", "user_id = alice"],
        ["--filter", "user_id = *"],
        ["--filter", ""],
    ]
    if words == ["delete"]:
        choices += [["--entity", f"user:{name}"] for name in (*HOSTILE_NAMES, "", "alice")]
        choices += [["--all-entities"]]
    for choice in choices:
        assert main([*words, *choice, *where]) in {0, 1, 2, 3, 4}
    main(["undo", *where])


async def test_no_key_sends_them(hostile: tuple[HostileService, str]) -> None:
    service, url = hostile
    adapter = PlatformAdapter(url)
    async with browse(adapter) as ui:
        for _ in range(len(HOSTILE_IDS) + 1):
            for keys in (["d", "y"], ["x", "y"]):
                await ui.press(*keys)
                await ui.press("escape", "escape")
            await ui.press("j")
        await ui.press("ctrl+a", "d")
        await ui.type(str(len(HOSTILE_IDS) + 1))
        await ui.press("enter", "escape", "escape", "1")
        for row in range(8):
            await ui.press("d")
            await ui.type(HOSTILE_NAMES[row % len(HOSTILE_NAMES)])
            await ui.press("enter", "escape", "escape", "1", "j")
        await ui.press("u", "y", "escape")
    assert any(not READS.match(f"{method} {path}") for method, path, _ in service.sent), "nothing was tried"
