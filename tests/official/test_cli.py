"""The official command line against `memtui serve`: each command that speaks to a service."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from tests.official.conftest import KEY, Run, needs

pytestmark = needs("mem0_cli")


def data(run: Run, *arguments: str, **more: Any) -> Any:
    """What a command prints as data of its JSON envelope."""
    told = json.loads(run("--json", *arguments, **more).stdout)
    assert told["status"] == "success", told
    return told["data"]


def test_memories_by_hand(cli: Run) -> None:
    assert "Connected" in cli("status").stdout
    (learned,) = data(cli, "add", "I like tea", "-u", "alice")
    assert learned["status"] == "PENDING"
    more = ("--metadata", '{"a": 1}', "--expires", "2999-01-31", "--app-id", "web", "--immutable")
    data(cli, "add", "Lives in Rome", "-u", "alice", "--no-infer", *more)
    listed = data(cli, "list", "-u", "alice", "--after", "2020-01-01", "--latest-only", "--show-expired")
    assert [item["memory"] for item in listed] == ["Lives in Rome", "I like tea"]
    assert data(cli, "list", "-u", "alice", "--category", "food") == []
    found = data(
        cli, "search", "tea", "-u", "alice", "-k", "3", "--threshold", "0.1", "--rerank", "--keyword",
        "--reference-date", "2026-01-01",
    )  # fmt: skip
    assert [item["memory"] for item in found] == ["I like tea"]
    tea = found[0]["id"]
    assert data(cli, "get", tea)["memory"] == "I like tea"
    data(cli, "update", tea, "I like green tea", "--metadata", '{"b": 2}', "--expires", "2999-01-31")
    changed = data(cli, "get", tea)
    assert changed["memory"] == "I like green tea"
    assert [event["status"] for event in data(cli, "event", "list")] == ["SUCCEEDED"] * 2
    assert data(cli, "event", "status", learned["event_id"])["status"] == "SUCCEEDED"
    data(cli, "delete", tea, "--force", "--delete-linked")
    missing = cli("get", tea, code=1)
    assert "not found" in missing.stderr.lower()


def test_many_at_once(cli: Run, tmp_path: Path) -> None:
    file = tmp_path / "import.json"
    file.write_text(
        json.dumps([{"memory": f"Note {number}", "metadata": {"n": number}} for number in range(5)])
    )
    data(cli, "import", str(file), "-u", "bob")
    data(cli, "add", "Works alone", "--agent-id", "bot", "--no-infer")
    assert [item["name"] for item in data(cli, "entity", "list", "users")] == ["bob"]
    assert len(data(cli, "list", "-u", "bob", "--page", "1", "--page-size", "3")) == 3
    refused = cli("delete", "--all", "--project", "--force", code=1)
    assert "*" in refused.stderr
    data(cli, "delete", "--all", "-u", "bob", "--force")
    assert data(cli, "list", "-u", "bob") == []
    data(cli, "entity", "delete", "--agent-id", "bot", "--force")
    assert data(cli, "entity", "list", "agents") == []


def test_configuration_is_only_read(cli: Run) -> None:
    shown = cli("config", "show").stdout
    assert KEY not in shown
    assert cli("config", "get", "platform.base_url").stdout.strip().startswith("http")
    assert "not found" in cli("event", "status", str(uuid.uuid4()), code=1).stderr.lower()
