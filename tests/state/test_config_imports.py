"""What a configuration costs those who have none, and those who have one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.state.conftest import NAMES, written

ROOT = Path(__file__).parents[2]
_RUN = """
import sys
from memtui.cli.main import main
code = main(sys.argv[1:])
print("\\n" + " ".join(sys.modules))
sys.exit(code)
"""


def loaded(home: Path, *argv: str) -> set[str]:
    kept = {name: value for name, value in os.environ.items() if name not in NAMES}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *argv],
        cwd=ROOT,
        env={**kept, "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_without_a_configuration_its_language_is_not_loaded(tmp_path: Path) -> None:
    names = loaded(tmp_path, "list")
    assert not names & {"tomllib", "tomlkit", "keyring", "shlex", "memtui.state.config"}
    # A flag says all that is to be said, whatever is configured.
    written(tmp_path / ".config/memtui/config.toml", "default = 'a'\n[profiles.a]\nkind = 'local'\n")
    names = loaded(tmp_path, "list", "--demo", "--size", "1")
    assert not names & {"tomllib", "tomlkit", "keyring", "memtui.state.config"}


def test_a_configuration_is_read_with_the_standard_library_alone(tmp_path: Path) -> None:
    written(tmp_path / ".config/memtui/config.toml", "default = 'a'\n[profiles.a]\nkind = 'local'\n")
    names = loaded(tmp_path, "list")
    assert "tomllib" in names
    assert not names & {"tomlkit", "keyring", "shlex", "difflib", "pydantic"}
