"""`memtui profiles check`, and services that are opened by their names."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from memtui.state.paths import default_store, findings_file
from tests.cli.conftest import Memtui, stdin
from tests.selfhosted.data import fill
from tests.selfhosted.imitation import ADMIN, Imitation
from tests.selfhosted.imitation_access import EMAIL, PASSWORD
from tests.server.conftest import running, serving
from tests.server.faults import Faulty
from tests.server.loopback import Running

TOKEN = "m0-token"


@pytest.fixture
def served(store: Path, tmp_path: Path) -> Iterator[Running]:
    path = tmp_path / "served.db"
    shutil.copy(store, path)
    with serving(path, token=TOKEN, read_only=False) as server:
        yield server


@pytest.fixture
def self_hosted() -> Iterator[Running]:
    service = Imitation()
    fill(service)
    with running(Faulty(service.app())) as server:
        yield server


def checked(memtui: Memtui, *argv: str) -> list[str]:
    ran = memtui("profiles", "check", *argv)
    assert (ran.code, ran.err) == (0, "")
    return ran.out.splitlines()


def test_the_platform(memtui: Memtui, served: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K", TOKEN)
    memtui("profiles", "add", "work", "--base-url", served.url, "--key-env", "K", "--default")
    for argv in (["work"], []):
        (said, key) = checked(memtui, *argv)
        assert said.startswith("work: Mem0 Platform")
        assert said.endswith(f", API v3, {served.url}")
        assert key == "The key is accepted."
    assert TOKEN not in findings_file().read_text()
    monkeypatch.setenv("K", "m0-wrong")
    ran = memtui("profiles", "check")
    assert (ran.code, ran.out) == (1, "")
    assert f"{served.url} does not accept the API key" in ran.err
    assert "m0-wrong" not in ran.err
    monkeypatch.delenv("K")
    ran = memtui("profiles", "check")
    assert (ran.code, ran.err) == (2, "memtui: Profile work has its key in K, which is not set. Set K.\n")


@pytest.mark.parametrize(("version", "flags"), [("v2", ()), ("v1", ()), ("v1", ("--api-version", "v1"))])
def test_an_older_platform(memtui: Memtui, store: Path, version: str, flags: tuple[str, ...]) -> None:
    present = frozenset({"v1", version} if not flags else {"v1", "v2", "v3"})
    with serving(store, api_versions=present) as server:
        memtui("profiles", "add", "old", "--base-url", server.url, *flags)
        (said, key) = checked(memtui, "old")
        assert not [asked for asked in server.faulty.asked if "/entities/" in asked]
    assert f", API {version}, " in said
    assert key == "It answers without a key."


def test_a_self_hosted_server_is_recognised(
    memtui: Memtui, self_hosted: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", ADMIN)
    memtui("profiles", "add", "box", "--base-url", self_hosted.url, "--key-env", "K")
    for _ in range(2):
        assert checked(memtui, "box") == [
            f"box: self-hosted Mem0 server, {self_hosted.url}", "The key is accepted."
        ]  # fmt: skip
    monkeypatch.setenv("K", "m0sk_wrong")
    ran = memtui("profiles", "check", "box")
    assert (ran.code, ran.out) == (1, "")


def test_a_login(memtui: Memtui, self_hosted: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, f"{PASSWORD}\n".encode())
    ran = memtui("profiles", "add", "box", "--base-url", self_hosted.url, "--email", EMAIL, "--key-stdin")
    assert ran.code == 0, ran.err
    assert checked(memtui, "box") == [
        f"box: self-hosted Mem0 server, {self_hosted.url}", "The login is accepted."
    ]  # fmt: skip


def test_an_embedded_store(memtui: Memtui, store: Path, home: Path) -> None:
    memtui("profiles", "add", "own", "--db", store)
    (said,) = checked(memtui, "own")
    assert said.startswith("own: ")
    assert said.endswith(f", {store}")
    memtui("profiles", "add", "gone", "--db", home / "gone.db")
    ran = memtui("profiles", "check", "gone")
    assert (ran.code, ran.out) == (1, "")
    assert not (home / "gone.db").exists()


def test_the_usual_store_before_there_is_one(memtui: Memtui, home: Path) -> None:
    (said,) = checked(memtui)
    assert said == f"local: embedded store, {default_store()}; it is made when something is added"
    assert not default_store().exists()


def test_nobody_answers(memtui: Memtui) -> None:
    memtui("profiles", "add", "box", "--base-url", "http://127.0.0.1:9")
    ran = memtui("profiles", "check", "box")
    assert (ran.code, ran.out) == (1, "")
    assert "Nothing answers at http://127.0.0.1:9" in ran.err


def test_a_command_for_the_key_runs_once_in_a_whole_change(
    memtui: Memtui, served: Running, home: Path
) -> None:
    command = f"sh -c 'echo x >> {home}/count; echo {TOKEN}'"
    memtui("profiles", "add", "work", "--base-url", served.url, "--key-command", command)
    ran = memtui("add", "likes mate", "--user-id", "zoe", "--profile", "work", "--yes")
    assert ran.code == 0
    assert ran.err.endswith("1 added · undo with `memtui undo` and the same --profile\n")
    assert (home / "count").read_text() == "x\n"
    assert memtui("undo", "--profile", "work", "--yes").code == 0
    assert (home / "count").read_text() == "x\nx\n"
    assert memtui("filter", "check", "user_id = zoe", "--profile", "work").code == 0
    assert memtui("profiles").code == 0
    assert (home / "count").read_text() == "x\nx\n"


def test_a_key_is_fetched_for_no_other_profile(memtui: Memtui, served: Running, home: Path) -> None:
    memtui(
        "profiles", "add", "other", "--kind", "platform", "--key-command", f"touch {home}/ran", "--default"
    )
    memtui("profiles", "add", "work", "--base-url", served.url, "--key-command", f"echo {TOKEN}")
    assert memtui("list", "--count", "--profile", "work").code == 0
    assert not (home / "ran").exists()
