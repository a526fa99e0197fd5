"""What the scripts complete, asked of the shells themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from memtui.cli.completions.bash import script as bash_script
from memtui.cli.outline import outline
from memtui.cli.parser import COMMANDS
from memtui.core.filter_fields import FIELDS
from tests.cli.conftest import Memtui
from tests.terminal import running

Complete = Callable[..., list[str]]

_ASK = """
source "$SCRIPT"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_memtui
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="session")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("completions") / "memtui.bash"
    path.write_text(bash_script(outline()))
    return path


@pytest.fixture
def complete(script: Path, home: Path) -> Complete:
    """Ask bash for what can stand in the place of the last word."""

    def ask(*words: str) -> list[str]:
        done = subprocess.run(
            ["bash", "--norc", "-c", _ASK, "bash", "memtui", *words],
            env={**os.environ, "SCRIPT": str(script), "PATH": _path()},
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return [line for line in done.stdout.splitlines() if line]

    return ask


def _path() -> str:
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_what_its_shell_reads(memtui: Memtui, shell: str, tmp_path: Path) -> None:
    ran = memtui("completions", shell)
    assert (ran.code, ran.err) == (0, "")
    for name in COMMANDS:
        assert name in ran.out
    assert "--hide-expired" in ran.out or "-l hide-expired" in ran.out
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not here")
    path = tmp_path / "script"
    path.write_text(ran.out)
    done = subprocess.run([shell, "-n", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_other_shells_are_refused(memtui: Memtui) -> None:
    ran = memtui("completions", "tcsh")
    assert ran.code == 2
    assert "invalid choice: 'tcsh'" in ran.err


def test_commands_and_their_actions(complete: Complete) -> None:
    assert complete("") == list(COMMANDS)
    assert complete("se") == ["search", "serve"]
    assert complete("--db", "x.db", "se") == ["search", "serve"]
    assert complete("--db", "list", "exp") == ["export"]
    assert complete("profiles", "") == ["list", "add", "remove", "default", "check"]
    assert complete("filter", "e") == ["explain"]
    assert complete("journal", "r") == ["resume"]
    assert complete("completions", "") == ["bash", "zsh", "fish"]


def test_options_are_those_of_the_command(complete: Complete) -> None:
    assert complete("list", "--pa") == ["--page", "--page-size"]
    assert complete("get", "--pa") == []
    assert complete("--pro") == ["--profile"]
    assert complete("profiles", "add", "--key-e") == ["--key-env"]
    assert complete("update", "--replace", "list", "--x", "--reg") == ["--regex"]
    assert complete("add", "--infer", "--im") == ["--immutable"]


def test_values(complete: Complete) -> None:
    assert complete("--kind", "") == ["platform", "selfhosted"]
    assert complete("--kind", "=", "s") == ["selfhosted"]
    assert complete("--kind", "=") == ["platform", "selfhosted"]
    assert complete("serve", "--infer", "r") == ["refuse"]
    assert complete("entities", "--type", "") == ["user", "agent", "app", "run"]
    assert complete("list", "--filter", "") == [field.name for field in FIELDS]
    assert complete("delete", "--filter", "cre") == ["created_at"]
    assert complete("list", "--user-id", "") == []
    assert complete("update", "--replace", "colour", "") == []


def test_files(complete: Complete, home: Path) -> None:
    (home / "my memories.db").touch()
    (home / "other.jsonl").touch()
    assert complete("--db", "my") == ["my memories.db"]
    assert complete("import", "ot") == ["other.jsonl"]
    assert complete("import", "--rep") == ["--replace"]
    assert complete("list", "ot") == []


def test_profiles_are_those_of_the_configuration(complete: Complete, memtui: Memtui) -> None:
    assert complete("--profile", "") == []
    for name in ("work", "box"):
        memtui("profiles", "add", name, "--base-url", f"http://{name}.example")
    assert complete("--profile", "") == ["work", "box"]
    assert complete("list", "--profile", "=", "w") == ["work"]
    assert complete("profiles", "check", "b") == ["box"]
    assert complete("profiles", "add", "b") == []


_SHELL = """
import os, sys
os.environ["PATH"] = sys.argv[2]
os.environ["PS1"] = "$ "
os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
"""


def test_the_tab_key(script: Path, home: Path) -> None:
    (home / "my memories.db").touch()
    with running(("-c", _SHELL, script, _path()), home, columns=200) as terminal:
        terminal.type(f"cd {home} && source {script} && echo rea''dy\r")
        # What is typed before the shell asks is echoed twice.
        terminal.until(lambda shown: shown.text.rstrip().endswith("\nready\n$"))
        terminal.type("memtui prof\tch\t--thor\x15memtui ent\t--ty\tus\t--db my\t")
        terminal.until(lambda shown: any("my\\ memories.db" in line for line in shown.lines))
        line = next(line for line in terminal.lines if "my\\ memories.db" in line)
        assert line.endswith("memtui entities --type user --db my\\ memories.db")


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not here")
@pytest.mark.parametrize(
    ("typed", "wanted"), [("memtui se", {"search", "serve"}), ("memtui list --page-", {"--page-size"})]
)
def test_fish_completes_too(memtui: Memtui, tmp_path: Path, typed: str, wanted: set[str]) -> None:
    path = tmp_path / "memtui.fish"
    path.write_text(memtui("completions", "fish").out)
    done = subprocess.run(
        ["fish", "-c", f"source {path}; complete -C '{typed}'"], capture_output=True, text=True, check=True
    )
    assert {line.split("\t")[0] for line in done.stdout.splitlines()} == wanted
