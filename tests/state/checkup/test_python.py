from __future__ import annotations

import os
import py_compile
import sys
from pathlib import Path

import pytest

from memtui.state.checkup.python import SAMPLES, bytecode_of, check_bytecode, check_python


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one module, whose bytecode goes beside it."""
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "doctored"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "one.py").write_text("x = 1\n")
    return folder


def test_the_samples_are_modules_of_their_packages() -> None:
    assert check_python().state == "ok"
    for package, samples in SAMPLES.items():
        assert check_bytecode(package, samples).state in {"ok", "warning"}


def test_bytecode_that_is_there_missing_or_stale(package: Path) -> None:
    source = package / "one.py"
    assert bytecode_of(source) == "missing"
    py_compile.compile(str(source), doraise=True)
    assert bytecode_of(source) == "there"
    assert check_bytecode("doctored", ["one.py"]).state == "ok"
    os.utime(source, (1, 1))
    assert bytecode_of(source) == "stale"
    assert check_bytecode("doctored", ["one.py"]).found.startswith("stale: ")
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(source), doraise=True, invalidation_mode=mode)
    os.utime(source, (2, 2))
    assert bytecode_of(source) == "there"
    compiled = next((package / "__pycache__").iterdir())
    compiled.write_bytes(b"\0\0\0\0" + compiled.read_bytes()[4:])
    assert bytecode_of(source) == "stale"


def test_why_there_is_none_and_what_makes_some(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = check_bytecode("doctored", ["one.py"])
    assert found.state == "warning"
    assert "the next start of the screen writes it" in found.found
    assert found.remedy == f"Run `{sys.executable} -m compileall -q {package}`."
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert f"{package} cannot be written" in check_bytecode("doctored", ["one.py"]).found
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert "was told not to" in check_bytecode("doctored", ["one.py"]).found
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE keeps" in check_bytecode("doctored", ["one.py"]).found


def test_a_tool_of_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "uv" / "tools" / "memtui" / "doctored_by_uv"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(folder.parent)
    found = check_bytecode("doctored_by_uv", ["__init__.py"])
    assert found.remedy == "Run `uv tool install --reinstall --compile-bytecode memtui`."


def test_a_package_that_is_not_there() -> None:
    assert check_bytecode("no_such_package", ["one.py"]).state == "failed"
    assert check_bytecode("rich", ["no_such_module.py"]).state == "failed"
