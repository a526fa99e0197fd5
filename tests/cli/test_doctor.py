"""`memtui doctor`: what it says of good and of broken surroundings, and that it changes nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

import pytest

from memtui.core.changes import Deletion
from memtui.core.models import Memory
from memtui.core.profile import ServiceIdentity
from memtui.ops.checkup import store as store_checks
from memtui.state.journal import Journal, NewItem
from memtui.state.paths import default_store, findings_file, journal_file
from tests.cli.conftest import Memtui, Ran
from tests.imports.test_imports import THIRD_PARTIES, command
from tests.selfhosted.data import fill
from tests.selfhosted.imitation import ADMIN, Imitation
from tests.server.conftest import running, serving
from tests.server.faults import Faulty
from tests.server.loopback import Running
from tests.terminal import running as running_in_terminal

TOKEN = "m0-doctor-token"
KEYS = {"area", "check", "state", "found", "remedy"}


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A good terminal, and no clipboard program that would have to be looked for."""
    for name in ("NO_COLOR", "TMUX", "STY", "SSH_CLIENT", "SSH_TTY", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("SSH_CONNECTION", "somewhere")


@pytest.fixture
def served(store: Path) -> Iterator[Running]:
    with serving(store, token=TOKEN) as server:
        yield server


def found(ran: Ran) -> dict[str, Any]:
    """The findings by area and check; of several the first."""
    everything: list[dict[str, Any]] = ran.json()
    assert all(one.keys() == KEYS for one in everything)
    assert all(bool(one["remedy"]) is (one["state"] != "ok") for one in everything)
    assert ran.code == int(any(one["state"] == "failed" for one in everything))
    return {f"{one['area']} {one['check']}": one for one in reversed(everything)}


def said(ran: Ran, name: str) -> tuple[str, str]:
    one = found(ran)[name]
    return one["state"], one["found"]


def test_a_fresh_account_has_nothing_wrong_and_gets_no_file(memtui: Memtui, home: Path) -> None:
    before = sorted(home.rglob("*"))
    ran = memtui("doctor", "--json")
    assert ran.code == 0
    assert said(ran, "store file") == ("ok", f"{default_store()} is made when it is needed")
    assert said(ran, "profile choice")[1] == "local (embedded store): nothing else is named anywhere"
    assert said(ran, "files operations") == ("ok", "nothing was ever changed")
    assert sorted(home.rglob("*")) == before


def test_rows_are_for_programs_and_lines_for_people(
    memtui: Memtui, store: Path, terminal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LANG")
    for name in ("LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    ran = memtui("doctor", "--db", store)
    rows = ran.rows()
    assert {len(row) for row in rows} == {5}
    assert {row[0] for row in rows} == {"ok", "warning"}
    assert ran.err.splitlines()[-1].endswith(" failed")
    terminal("stdout", columns=72)
    lines = memtui("doctor", "--db", store).out.splitlines()
    at = next(at for at, line in enumerate(lines) if "terminal, locale" in line)
    assert lines[at].startswith("warning  terminal, locale: ")
    assert lines[at + 1].strip() == "Remedy: Set LANG to a UTF-8 locale, such as C.UTF-8."
    assert all(len(line) <= 72 or " " not in line.strip() for line in lines if "/" not in line)


def test_a_store(memtui: Memtui, store: Path) -> None:
    ran = memtui("doctor", "--json", "--db", store)
    assert ran.code == 0
    assert said(ran, "store content") == ("ok", "130 memories")
    assert said(ran, "store damage") == ("ok", "none (quick_check)")
    assert said(ran, "store journal mode") == ("ok", "wal")
    assert said(ran, "store schema")[0] == "ok"
    assert "0600" in said(ran, "store file")[1]
    assert [path.name for path in store.parent.glob(f"{store.name}?*")] == []


def test_a_large_store_is_looked_through_when_asked(
    memtui: Memtui, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_checks, "LARGE", 1)
    assert "--thorough does" in said(memtui("doctor", "--json", "--db", store), "store damage")[1]
    ran = memtui("doctor", "--json", "--db", store, "--thorough")
    assert said(ran, "store damage") == ("ok", "none (quick_check)")


def test_stores_that_cannot_be_used(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    ran = memtui("doctor", "--json", "--db", tmp_path / "gone.db")
    assert said(ran, "store file") == ("failed", f"there is no {tmp_path / 'gone.db'}")
    assert not (tmp_path / "gone.db").exists()
    (tmp_path / "text.db").write_text("no database " * 100)
    assert said(memtui("doctor", "--json", "--db", tmp_path / "text.db"), "store content")[0] == "failed"
    torn = tmp_path / "torn.db"
    raw = bytearray(store.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 20_000] = b"\x99" * 20_000
    torn.write_bytes(raw)
    torn.chmod(0o600)
    ran = memtui("doctor", "--json", "--db", torn)
    assert ran.code == 1
    assert "failed" in {one["state"] for one in ran.json() if one["area"] == "store"}
    assert torn.read_bytes() == raw
    (tmp_path / "folder.db").mkdir()
    assert said(memtui("doctor", "--json", "--db", tmp_path / "folder.db"), "store file")[0] == "failed"


def test_a_store_that_cannot_be_written(
    memtui: Memtui, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept.db"
    shutil.copy(store, kept)
    kept.chmod(0o400)
    access = os.access
    # Whoever is root can write everywhere.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != kept and access(path, mode))
    assert said(memtui("doctor", "--json", "--db", kept), "store file")[0] == "failed"
    ran = memtui("doctor", "--json", "--db", kept, "--read-only")
    assert ran.code == 0
    assert said(ran, "store content") == ("ok", "130 memories")
    assert [path.name for path in tmp_path.glob("kept.db*")] == ["kept.db"]


def test_a_pipe_is_no_store(memtui: Memtui, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert said(memtui("doctor", "--json", "--db", tmp_path / "pipe"), "store file")[0] == "failed"


def test_another_programs_database(memtui: Memtui, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE x (y)")
    state, found_there = said(memtui("doctor", "--json", "--db", tmp_path / "other.db"), "store content")
    assert (state, found_there[-24:]) == ("failed", "but not one of memtui's.")


def test_nothing_is_loaded_that_it_only_looks_for(store: Path, tmp_path: Path) -> None:
    assert not command(tmp_path, "doctor", "--db", store) & THIRD_PARTIES


def test_an_older_store_is_not_migrated(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    shutil.copy(store, older)
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("PRAGMA user_version = 2")
    ran = memtui("doctor", "--json", "--db", older)
    assert said(ran, "store schema") == ("warning", "2, made by an older memtui; this one has 3")
    with closing(sqlite3.connect(older)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_a_store_that_others_can_read(memtui: Memtui, store: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared.db"
    shutil.copy(store, shared)
    shared.chmod(0o644)
    one = found(memtui("doctor", "--json", "--db", shared))["store file"]
    assert one["state"] == "warning"
    assert "0644" in one["found"]
    assert one["remedy"] == f"Run `chmod 600 {shared}`."


def test_the_platform(memtui: Memtui, served: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K", TOKEN)
    memtui("profiles", "add", "work", "--base-url", served.url, "--key-env", "K", "--default")
    ran = memtui("doctor", "--json")
    assert said(ran, "profile choice") == (
        "ok", f"work ({served.url}): it is the default of the configuration"
    )  # fmt: skip
    assert said(ran, "profile key") == ("ok", "from env K, found")
    state, answer = said(ran, "service answer")
    assert state == "ok"
    assert answer.startswith(f"{served.url} in ") and answer.endswith(" ms")
    assert said(ran, "service key") == ("ok", "accepted")
    assert said(ran, "service kind")[1].endswith("API v3")
    assert not findings_file().exists()
    monkeypatch.setenv("MEMTUI_PROFILE", "work")
    assert "MEMTUI_PROFILE names it" in said(memtui("doctor", "--json"), "profile choice")[1]
    monkeypatch.setenv("K", "m0-wrong")
    wrong = memtui("doctor", "--json")
    assert said(wrong, "service key")[0] == "failed"
    assert "m0-wrong" not in wrong.out + wrong.err
    monkeypatch.delenv("K")
    lost = memtui("doctor", "--json")
    assert said(lost, "profile key") == ("failed", "Profile work has its key in K, which is not set.")
    assert "service answer" not in found(lost)
    assert TOKEN not in ran.out + ran.err + wrong.out + lost.out


def test_the_environments_service(memtui: Memtui, served: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_API_KEY", TOKEN)
    monkeypatch.setenv("MEM0_BASE_URL", served.url)
    ran = memtui("doctor", "--json")
    assert "MEM0_BASE_URL names it" in said(ran, "profile choice")[1]
    assert said(ran, "profile key") == ("ok", "from env MEM0_API_KEY, found")
    assert TOKEN not in ran.out


def test_a_self_hosted_server(memtui: Memtui, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Imitation()
    fill(service)
    monkeypatch.setenv("K", ADMIN)
    with running(Faulty(service.app())) as server:
        memtui("profiles", "add", "box", "--base-url", server.url, "--key-env", "K")
        ran = memtui("doctor", "--json", "--profile", "box")
    assert said(ran, "service kind") == ("ok", "self-hosted Mem0 server")
    assert "--profile names it" in said(ran, "profile choice")[1]


def test_nobody_answers(memtui: Memtui) -> None:
    ran = memtui("doctor", "--json", "--base-url", "http://127.0.0.1:9")
    state, answer = said(ran, "service answer")
    assert state == "failed"
    assert "Nothing answers at http://127.0.0.1:9" in answer


def test_a_configuration_with_mistakes(memtui: Memtui, home: Path) -> None:
    path = home / "config" / "memtui" / "config.toml"
    path.parent.mkdir(parents=True, mode=0o700)
    path.write_text('default = "wrok"\n[profiles.work]\nbase_ur = "x"\n')
    path.chmod(0o600)
    ran = memtui("doctor", "--json")
    wrong = [one["found"] for one in ran.json() if one["check"] == "content"]
    assert [line.split(": ")[0] for line in wrong] == [f"{path}:1", f"{path}:2", f"{path}:3"]
    assert said(ran, "profile choice") == ("failed", "the configuration has mistakes")
    path.write_text("[profiles.work\n")
    assert said(memtui("doctor", "--json"), "configuration content")[0] == "failed"
    path.write_text("")
    path.chmod(0o666)
    refused = said(memtui("doctor", "--json"), "configuration content")
    assert refused == ("failed", f"Others can change {path}.")
    path.chmod(0o644)
    assert said(memtui("doctor", "--json"), "configuration file")[0] == "warning"


def test_mistakes_that_would_keep_the_screen_from_opening(memtui: Memtui, home: Path) -> None:
    folder = home / "config" / "memtui"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "config.toml").write_text('theme = "nosuch"\n[keys]\nquit = 5\nhelp = "d"\n')
    (folder / "config.toml").chmod(0o600)
    ran = memtui("doctor")
    assert ran.code == 1
    found = [line.split("\t") for line in ran.out.splitlines()]
    told = [row[3] for row in found if row[:3] == ["failed", "configuration", "screen"]]
    assert [text.rsplit("config.toml:")[1].split()[0] for text in told] == ["1:", "3:", "4:"]
    (folder / "config.toml").write_text('theme = "light"\n')
    assert "its settings and keys can be used" in memtui("doctor").out
    (folder / "config.toml").write_text('theme = "lig\n')
    assert memtui("doctor").out.count("this is no TOML") == 1


def test_a_key_that_others_can_read(memtui: Memtui, home: Path) -> None:
    memtui("profiles", "add", "box", "--base-url", "http://127.0.0.1:9", "--key-env", "K")
    keys = home / "config" / "memtui" / "keys"
    keys.mkdir(mode=0o700)
    (keys / "old.key").write_text("m0-old-key\n")
    (keys / "old.key").chmod(0o644)
    ran = memtui("doctor", "--json")
    one = found(ran)["configuration key files"]
    assert (one["state"], one["remedy"]) == ("warning", f"Run `chmod 600 {keys / 'old.key'}`.")
    assert "m0-old-key" not in ran.out
    (keys / "old.key").chmod(0o600)
    assert said(memtui("doctor", "--json"), "configuration key files")[0] == "ok"


def test_what_is_named_and_missing(memtui: Memtui, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMTUI_PROFILE", "nowhere")
    assert "there is no profile 'nowhere'" in said(memtui("doctor", "--json"), "profile choice")[1]
    monkeypatch.setenv("MEMTUI_CONFIG", str(home / "gone.toml"))
    assert "names a file that is missing" in said(memtui("doctor", "--json"), "configuration content")[1]
    monkeypatch.delenv("MEMTUI_CONFIG")
    monkeypatch.delenv("MEMTUI_PROFILE")
    monkeypatch.setenv("MEM0_API_KEY", "sé cret")
    ran = memtui("doctor", "--json")
    assert said(ran, "profile choice")[0] == "failed"
    assert "cret" not in ran.out


def test_in_a_terminal(home: Path) -> None:
    with running_in_terminal(("-m", "memtui", "doctor"), home, LANG="C.UTF-8") as terminal:
        before = terminal.settings
        # Typed ahead, it is there in time whatever else this machine does.
        terminal.type("\x1b[?62;22c")
        assert terminal.end() == 0
        assert terminal.settings == before
    text = terminal.sent.decode()
    assert "\x1b[c" in text
    assert "ok       terminal, streams: stdin and stdout are a terminal\r\n" in text
    assert "ok       terminal, size: 80x24\r\n" in text
    assert "terminal, keys: the terminal answers (attributes 62;22)\r\n" in text
    assert text.endswith(" 0 failed\r\n")


def test_a_demo_is_thrown_away(memtui: Memtui) -> None:
    assert said(memtui("doctor", "--json", "--demo"), "store file")[0] == "ok"


@pytest.mark.parametrize(
    "argv",
    [["--db", "a", "--demo"], ["--db", ""], ["--kind", "platform"], ["--jsonl"], ["x"], ["--size", "3"]],
)
def test_wrong_usage(memtui: Memtui, argv: list[str]) -> None:
    ran = memtui("doctor", *argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("memtui: ")


def _service() -> ServiceIdentity:
    return ServiceIdentity("platform", "http://127.0.0.1:1", "p")


def test_operations_that_were_ended_in_the_middle(memtui: Memtui) -> None:
    with closing(Journal.open(journal_file())) as journal:
        numbers = []
        for title in ("first", "second"):
            number = journal.draft("delete", title, _service())
            journal.append(number, [NewItem(Deletion(Memory("m", "text")))])
            journal.start(number)
            numbers.append(number)
        journal.finish(numbers[0], "interrupted", "the service went")
        # The second is being carried out, by this very process.
        one = found(memtui("doctor", "--json"))["files operations"]
        assert one["state"] == "warning"
        assert one["found"] == "unfinished: 1 (first, http://127.0.0.1:1)"
        assert "memtui journal resume 1" in one["remedy"]
        for number in numbers:
            journal.finish(number, "done")
    assert said(memtui("doctor", "--json"), "files operations") == (
        "ok", "none of the last 2 is unfinished"
    )  # fmt: skip
    journal_file().write_text("no database " * 100)
    assert said(memtui("doctor", "--json"), "files operations")[0] == "failed"


def test_an_error_that_nobody_foresaw_leaves_the_other_areas(
    memtui: Memtui, monkeypatch: pytest.MonkeyPatch
) -> None:
    from memtui.cli.commands import doctor

    def fails(_: object) -> NoReturn:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(doctor, "check_terminal", fails)
    ran = memtui("doctor", "--json")
    assert said(ran, "terminal check") == ("failed", "the system refuses: [Errno 5] Input/output error")
    assert "files log" in found(ran)


def test_a_folder_that_is_a_file(memtui: Memtui, home: Path) -> None:
    (home / "state").mkdir()
    (home / "state" / "memtui").write_text("a file where a folder should be")
    assert said(memtui("doctor", "--json"), "files state folder")[0] == "failed"


def test_hostile_names_are_neutralised(memtui: Memtui, home: Path) -> None:
    ran = memtui("doctor", "--db", home / "x\x1b[2J.db")
    assert "\x1b" not in ran.out
    assert "^[[2J" in ran.out
