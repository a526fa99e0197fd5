from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from memtui.core.profile import Findings, Profile, Secret
from memtui.state.findings import ServiceFindings, findings_of
from memtui.state.paths import findings_file

WEEK = 7 * 24 * 3600


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def test_what_is_remembered_is_recalled_by_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "memtui/services.json"
    found: Findings = ServiceFindings(path, "platform http://x")
    assert found.recall("list") is None
    found.remember("list", "v2")
    found.remember("search", "v1")
    again = ServiceFindings(path, "platform http://x")
    assert (again.recall("list"), again.recall("search"), again.recall("add")) == ("v2", "v1", None)
    assert ServiceFindings(path, "platform http://y").recall("list") is None
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_it_is_forgotten_on_demand_and_after_a_week(tmp_path: Path) -> None:
    path, clock = tmp_path / "services.json", Clock()

    def anew() -> ServiceFindings:
        return ServiceFindings(path, "x", clock)

    anew().remember("list", "v2")
    anew().remember("kind", "platform")
    anew().remember("kind", None)
    clock.now += WEEK - 1
    assert (anew().recall("list"), anew().recall("kind")) == ("v2", None)
    # Said once more, it is as old as it was.
    anew().remember("list", "v2")
    clock.now += 1
    assert anew().recall("list") is None
    anew().remember("add", "v3")
    assert json.loads(path.read_text()) == {"x": {"add": {"answer": "v3", "at": clock.now}}}


def test_a_clock_that_was_set_back_makes_nothing_last_for_ever(tmp_path: Path) -> None:
    path, clock = tmp_path / "services.json", Clock()
    ServiceFindings(path, "x", clock).remember("list", "v2")
    clock.now -= WEEK
    assert ServiceFindings(path, "x", clock).recall("list") is None


def test_services_and_runs_do_not_forget_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "services.json"
    one, other = ServiceFindings(path, "x"), ServiceFindings(path, "y")
    assert one.recall("list") is other.recall("list") is None
    one.remember("list", "v2")
    other.remember("list", "v1")
    one.remember("add", "v1")
    assert set(json.loads(path.read_text())) == {"x", "y"}
    assert ServiceFindings(path, "y").recall("list") == "v1"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"3", b"\xff", b'{"x": 3}', b'{"x": {"list": "v2"}}', b'{"x": {"list": {}}}',
        b'{"x": {"list": {"answer": 3, "at": 1700000000}}}',
        b'{"x": {"list": {"answer": "v2", "at": "now"}}}',
        b'{"x": {"list": {"answer": "v2", "at": 1e999}}}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_file_holds_nothing_and_is_mended(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "services.json"
    path.write_bytes(content)
    path.chmod(0o600)
    found = ServiceFindings(path, "x", Clock())
    assert found.recall("list") is None
    found.remember("list", "v3")
    assert ServiceFindings(path, "x", Clock()).recall("list") == "v3"


def test_a_file_that_cannot_be_written_is_no_mistake(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "file/services.json"):
        (tmp_path / "file").write_text("")
        found = ServiceFindings(path, "x")
        found.remember("list", "v2")
        assert found.recall("list") == "v2"


def test_half_a_character_is_no_mistake(tmp_path: Path) -> None:
    found = ServiceFindings(tmp_path / "services.json", "x")
    found.remember("list", "\ud800")
    found.remember("list", "v2")
    assert ServiceFindings(tmp_path / "services.json", "x").recall("list") == "v2"


def test_a_file_that_others_wrote_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "services.json"
    ServiceFindings(path, "x").remember("kind", "platform")
    path.chmod(0o666)
    assert ServiceFindings(path, "x").recall("kind") is None


def test_findings_belong_to_kind_and_address_and_hold_no_key(home: Path) -> None:
    profiles: list[Any] = [
        Profile("a", "platform", base_url="http://x", api_key=Secret("m0-hunter2")),
        Profile("b", "selfhosted", base_url="http://x"),
        Profile("c", "platform", base_url="http://y"),
    ]
    for profile in profiles:
        found = findings_of(profile)
        assert found is not None
        assert found.recall("list") is None
        found.remember("list", "v2")
    assert "hunter2" not in findings_file().read_text()
    renamed = findings_of(Profile("z", "platform", base_url="http://x"))
    assert renamed is not None
    assert renamed.recall("list") == "v2"


def test_an_embedded_store_needs_none(home: Path) -> None:
    assert findings_of(Profile("local", "local", path=home / "x.db")) is None
