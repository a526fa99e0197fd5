"""The official client and command line of Mem0, each in a home of its own with loopback for a world."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.server.app import create_app
from tests.server.faults import Faulty
from tests.server.loopback import Running, running

KEY = "m0-official"
_PROFILE = 'export MEM0_API_KEY="m0-my-own"\nalias ll="ls -l"\n'
_SETTINGS = '{"env": {"MEM0_API_KEY": "m0-my-own"},\n "theme": "dark"}'
_WATCH = """
import ipaddress, os, socket
def asked(host):
    try:
        inside = ipaddress.ip_address(host).is_loopback
    except ValueError:
        inside = host == "localhost"
    if not inside:
        with open(os.environ["ASKED_OUTSIDE"], "a") as file:
            file.write(f"{host}\\n")
        raise OSError("no network here")
connect, look_up = socket.socket.connect, socket.getaddrinfo
def watched(self, address):
    if isinstance(address, tuple):
        asked(address[0])
    return connect(self, address)
def looked_up(host, *rest, **more):
    asked(host)
    return look_up(host, *rest, **more)
socket.socket.connect, socket.getaddrinfo = watched, looked_up
"""


def needs(module: str) -> pytest.MarkDecorator:
    """Skip tests where that package is not installed."""
    return pytest.mark.skipif(importlib.util.find_spec(module) is None, reason=f"{module} is not installed")


@pytest.fixture(scope="session")
def mem0(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The official package, imported where it can leave nothing behind and with its telemetry off."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("MEM0_DIR", str(home / ".mem0"))
        patch.setenv("MEM0_TELEMETRY", "False")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            package = importlib.import_module("mem0")
        yield package


@pytest.fixture
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail when this process looks up or connects to anything but this machine."""
    outside: list[str] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def asked(host: Any) -> None:
        name = host.decode() if isinstance(host, bytes) else host
        try:
            inside = name is None or name == "localhost" or ip_address(name).is_loopback
        except ValueError:
            inside = False
        if not inside:
            outside.append(str(name))
            raise OSError("no network here")

    def watched(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple):
            asked(address[0])
        connect(self, address)

    def looked_up(host: Any, *rest: Any, **more: Any) -> Any:
        asked(host)
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", watched)
    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    yield
    assert outside == []


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Running]:
    """An empty store, served to those who have the key."""
    adapter = LocalAdapter.open(tmp_path / "memories.db")
    try:
        with running(Faulty(create_app(adapter, token=KEY))) as server:
            yield server
    finally:
        asyncio.run(adapter.close())


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def cli(served: Running, tmp_path: Path) -> Iterator[Run]:
    """Runs `mem0 ARGUMENTS`; at the end its home is as it was and nobody else was asked."""
    home, watch = tmp_path / "home", tmp_path / "watch"
    asked_outside = tmp_path / "asked"
    (home / ".claude").mkdir(parents=True)
    watch.mkdir()
    (watch / "sitecustomize.py").write_text(_WATCH)
    for name in (".bashrc", ".bash_profile", ".zshrc", ".profile"):
        (home / name).write_text(_PROFILE)
    (home / ".claude" / "settings.json").write_text(_SETTINGS)
    before = _contents(home)

    def run(*arguments: str, said: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "mem0_cli", *arguments],
            input=said,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={
                "HOME": str(home),
                "PATH": "/usr/bin:/bin",
                "PYTHONPATH": str(watch),
                "ASKED_OUTSIDE": str(asked_outside),
                "MEM0_TELEMETRY": "False",
                "MEM0_API_KEY": KEY,
                "MEM0_BASE_URL": served.url,
                "NO_COLOR": "1",
                "COLUMNS": "200",
            },
        )
        assert done.returncode == code, (arguments, done.stdout, done.stderr)
        return done

    yield run
    after = _contents(home)
    assert {name: text for name, text in after.items() if name in before} == before
    assert {name.split("/")[0] for name in after.keys() - before.keys()} <= {".mem0"}
    assert not asked_outside.exists(), asked_outside.read_text()


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
