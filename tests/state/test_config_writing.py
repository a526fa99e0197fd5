from __future__ import annotations

import multiprocessing
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.errors import DataError, UsageError
from memtui.core.profile import API_VERSIONS
from memtui.state.config import MEM0_CLI, ProfileEntry, load_config, remove_profile, save_profile, set_default
from memtui.state.config.entries import values_of
from memtui.state.config.reading import read_config
from memtui.state.config.writing import with_default, with_profile, without_profile
from memtui.state.keys import KeySource, write_key_file
from memtui.state.paths import key_file
from tests.state.conftest import written
from tests.strategies import law

TEXT = """\
# What I work with
default = "work" # since May

# production: careful
[profiles.work] # the one
kind   = "platform"
# where the key is
api_key_env = 'WORK'   # not mine
read_only = true

# a test server
[profiles.box]
base_url = "http://127.0.0.1:8888"


[keys]
quit = "x"
"""
FOLDER = Path("/config")


def read(text: str) -> tuple[list[ProfileEntry], str]:
    return read_config(text, FOLDER / "config.toml")


def test_a_new_profile_comes_last(config: Path) -> None:
    written(config, TEXT)
    save_profile(ProfileEntry("new", base_url="http://x", key=KeySource("command", "op read 'x y'")))
    assert config.read_text() == TEXT + (
        '\n[profiles.new]\nbase_url = "http://x"\napi_key_command = "op read \'x y\'"\n'
    )


def test_the_first_profile_makes_the_file_and_its_folder(home: Path) -> None:
    save_profile(ProfileEntry("a.b", "local"), default=True)
    path = home / ".config/memtui/config.toml"
    assert path.read_text() == 'default = "a.b"\n\n[profiles."a.b"]\nkind = "local"\n'
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [child.name for child in path.parent.iterdir()] == ["config.toml"]


def test_a_change_leaves_the_rest_of_its_table_as_it_is(config: Path) -> None:
    written(config, TEXT)
    save_profile(
        ProfileEntry("work", "platform", key=KeySource("env", "OTHER"), api_version="v2", color="red"),
        default=True,
    )
    expected = TEXT.replace("'WORK'", '"OTHER"').replace(
        "read_only = true\n", 'api_version = "v2"\ncolor = "red"\n'
    )
    assert config.read_text() == expected


def test_another_place_for_the_key_takes_the_place_of_the_first(config: Path) -> None:
    written(config, TEXT)
    entry = ProfileEntry(
        "work", "platform", key=KeySource("file", str(config.parent / "keys/work.key")), read_only=True
    )
    save_profile(entry)
    assert 'api_key_file = "keys/work.key"' in config.read_text()
    assert "WORK" not in config.read_text()
    assert load_config().entries["work"] == entry


def test_a_profile_is_removed_with_the_comment_above_it(config: Path) -> None:
    written(config, TEXT)
    remove_profile("work")
    rest = TEXT[TEXT.index("# a test server") :]
    assert config.read_text() == f"# What I work with\n\n{rest}"
    remove_profile("box")
    assert config.read_text() == '# What I work with\n\n[keys]\nquit = "x"\n'


def test_a_key_file_of_memtui_goes_with_the_profile(config: Path, home: Path) -> None:
    own, other = key_file("a"), home / "other.key"
    for path in (own, other):
        write_key_file(path, "m0-abc")
    save_profile(ProfileEntry("a", "platform", key=KeySource("file", str(own))))
    save_profile(ProfileEntry("b", "platform", key=KeySource("file", str(other))))
    remove_profile("a")
    remove_profile("b")
    assert (own.exists(), other.exists()) == (False, True)


def test_a_default_is_written_once(config: Path) -> None:
    written(config, TEXT)
    set_default("box")
    assert config.read_text() == TEXT.replace('default = "work"', 'default = "box"')
    with pytest.raises(UsageError, match="default names no profile: 'bx'; did you mean box"):
        set_default("bx")
    assert load_config().default == "box"


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "../a", ".a", "-a", "a/b", "a\n", "ä", "a" * 65, "[x]", 'a"']
)
def test_a_name_that_is_not_plain_is_refused(config: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is no name for a profile"):
        save_profile(ProfileEntry(name, "local"))
    assert not config.exists()


@pytest.mark.parametrize(
    "entry",
    [
        ProfileEntry("a"),
        ProfileEntry("a", "selfhosted"),
        ProfileEntry("a", base_url="nonsense"),
        ProfileEntry("a", "platform", email="x@y"),
        ProfileEntry("a", "platform", color="gren"),
        ProfileEntry("a", "platform", key=KeySource("env", "m0-hunter2")),
    ],
)
def test_what_makes_no_sense_is_not_written(config: Path, entry: ProfileEntry) -> None:
    written(config, TEXT)
    with pytest.raises(UsageError, match=r"profiles\.a") as caught:
        save_profile(entry)
    assert "hunter2" not in str(caught.value)
    assert "config.toml" not in str(caught.value)
    assert config.read_text() == TEXT


def test_a_file_with_mistakes_is_not_changed(config: Path) -> None:
    text = TEXT + "[oops]\n"
    written(config, text)
    with pytest.raises(UsageError, match="oops is not known"):
        save_profile(ProfileEntry("a", "local"))
    assert config.read_text() == text


@pytest.mark.parametrize(
    "text",
    [
        "profiles = { a = { kind = 'local' }, b = { kind = 'local' } }\n",
        "profiles.a.kind = 'local'\n",
        "[profiles]\na = { kind = 'local' }\n",
        "[keys]\nx = [\n" + "1,\n" * 400 + "]\n[profiles.a]\nkind = 'local'\n",
    ],
)
def test_what_is_written_another_way_is_left_to_its_owner(config: Path, text: str) -> None:
    written(config, text)
    with pytest.raises(DataError, match="by hand"):
        save_profile(ProfileEntry("a", "platform"))
    assert config.read_text() == text


def test_a_table_of_all_profiles_takes_no_other(config: Path) -> None:
    text = "profiles = { a = { kind = 'local' } }\n"
    written(config, text)
    with pytest.raises(DataError, match="as it is written") as caught:
        save_profile(ProfileEntry("b", "platform"))
    assert f"{config}:" not in caught.value.message
    assert config.read_text() == text


def test_a_link_stays_a_link(config: Path, home: Path) -> None:
    there = written(home / "dotfiles/memtui.toml", TEXT)
    config.symlink_to(there)
    save_profile(ProfileEntry("new", "local", path=config.parent / "x.db"))
    assert config.is_symlink()
    assert there.read_text().endswith('[profiles.new]\nkind = "local"\npath = "x.db"\n')
    assert load_config().entries["new"].path == config.parent / "x.db"


def test_line_ends_stay_as_they_are(config: Path) -> None:
    written(config, TEXT.replace("\n", "\r\n"))
    save_profile(ProfileEntry("new", "local"))
    save_profile(ProfileEntry("box", "platform"))
    raw = config.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert list(load_config().entries) == ["work", "box", "new"]


def test_a_last_line_without_an_end_is_ended(config: Path) -> None:
    written(config, "[profiles.a]\nkind = 'platform'")
    save_profile(ProfileEntry("a", "platform", read_only=True))
    assert config.read_text() == "[profiles.a]\nkind = 'platform'\nread_only = true\n"
    written(config, "[profiles.a]\nkind = 'platform'")
    save_profile(ProfileEntry("b", "local"))
    assert list(load_config().entries) == ["a", "b"]


def test_the_mem0_cli_is_opened_for_writing_and_closed_again(config: Path) -> None:
    entry = ProfileEntry(MEM0_CLI, "platform", source="mem0-cli", base_url="http://ignored", read_only=False)
    save_profile(entry)
    assert config.read_text() == "[profiles.mem0-cli]\nread_only = false\n"
    assert not load_config().entries[MEM0_CLI].read_only
    save_profile(ProfileEntry(MEM0_CLI, "platform", source="mem0-cli", read_only=True))
    assert load_config().entries[MEM0_CLI].read_only
    remove_profile(MEM0_CLI)
    assert config.read_text() == ""


def test_nothing_is_lost_when_several_save_at_once(config: Path) -> None:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=save_ten, args=(start,)) for start in (0, 10, 20)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert sorted(load_config().entries) == sorted(f"p{number}" for number in range(30))


def save_ten(start: int) -> None:
    for number in range(start, start + 10):
        save_profile(ProfileEntry(f"p{number}", "local"))


# Laws -----------------------------------------------------------------------------------------------

BLANKS = st.sampled_from(["", "\n", "\n\n", "# a comment\n", "\n# about what follows\n", "  # indented\n\n"])
TAILS = st.sampled_from(["\n", " # why\n", "   \n"])
NAMES = st.from_regex(r"[a-z0-9_][A-Za-z0-9._-]{0,8}", fullmatch=True).filter(lambda name: name != MEM0_CLI)
COMMANDS = ["op read 'a b'", 'x "\\""', "é ☕ #x"]
KEYS = st.one_of(
    st.none(),
    st.builds(KeySource, st.sampled_from(["env", "keyring"]), st.from_regex(r"[A-Z_]{1,8}", fullmatch=True)),
    st.builds(KeySource, st.just("command"), st.sampled_from(COMMANDS)),
)


@st.composite
def entries(draw: st.DrawFn, name: str = "") -> ProfileEntry:
    name = name or draw(NAMES)
    color, read_only = draw(st.sampled_from(["", "red", "#a0b1c2"])), draw(st.booleans())
    if draw(st.booleans()):
        path = draw(st.none() | st.sampled_from([FOLDER / "x.db", Path("/a b/ü\"'.db"), Path("/x\n\\y")]))
        return ProfileEntry(name, "local", path=path, read_only=read_only, color=color)
    return ProfileEntry(
        name,
        draw(st.sampled_from([None, "platform"])),
        base_url=draw(st.sampled_from(["http://x", "https://[::1]:8/a"])),
        key=draw(KEYS),
        read_only=read_only,
        api_version=draw(st.none() | st.sampled_from(API_VERSIONS)),
        color=color,
    )


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A file as people write them, with comments and blanks anywhere."""
    found = draw(st.lists(entries(), max_size=4, unique_by=lambda entry: entry.name))
    default = draw(st.sampled_from(["", *(entry.name for entry in found)]))
    text: str = draw(BLANKS)
    if default:
        text += f'default = "{default}"{draw(TAILS)}'
    for entry in found:
        text += draw(BLANKS) + f"[profiles.'{entry.name}']{draw(TAILS)}"
        table = with_profile("", entry.name, None, values_of(entry, FOLDER)).splitlines()[1:]
        for line in draw(st.permutations(table)):
            text += draw(BLANKS) + line + draw(TAILS)
    return text + draw(BLANKS) + draw(st.sampled_from(["", "[keys]\na = '''\n[profiles.x]\n'''\n"]))


@law(150)
@given(text=texts(), entry=entries())
def test_a_profile_that_is_added_changes_nothing_else(text: str, entry: ProfileEntry) -> None:
    before, default = read(text)
    if entry.name in {other.name for other in before}:
        return
    new = with_profile(text, entry.name, None, values_of(entry, FOLDER))
    assert new.startswith(text)
    assert read(new) == ([*before, entry], default)
    # Taking it out again leaves the text as it was, but for the blank lines at its end.
    assert without_profile(new, entry.name).rstrip("\n") == text.rstrip("\n")


@law(150)
@given(text=texts(), data=st.data())
def test_a_profile_that_is_changed_changes_only_its_lines(text: str, data: st.DataObject) -> None:
    before, default = read(text)
    if not before:
        return
    old = data.draw(st.sampled_from(before))
    entry = data.draw(entries(old.name))
    new = with_profile(text, old.name, values_of(old, FOLDER), values_of(entry, FOLDER))
    assert read(new) == ([entry if other is old else other for other in before], default)
    table = f"[profiles.'{old.name}']"
    assert new.partition(table)[0] == text.partition(table)[0]
    assert [line for line in new.split("\n") if line.lstrip().startswith("#")] == [
        line for line in text.split("\n") if line.lstrip().startswith("#")
    ]
    same = with_profile(text, old.name, values_of(old, FOLDER), values_of(old, FOLDER))
    assert same == text


@law(150)
@given(text=texts(), data=st.data())
def test_a_profile_that_is_removed_takes_nothing_else_away(text: str, data: st.DataObject) -> None:
    before, default = read(text)
    if not before:
        return
    gone = data.draw(st.sampled_from(before))
    new = without_profile(text, gone.name)
    if default == gone.name:
        new = with_default(new, None)
    assert read(new) == (
        [other for other in before if other is not gone],
        "" if default == gone.name else default,
    )
    assert tomllib.loads(new).get("keys") == tomllib.loads(text).get("keys")
    kept = new.split("\n")
    assert all(kept.count(line) <= text.split("\n").count(line) for line in kept if line.strip())


@law(100)
@given(text=texts(), data=st.data())
def test_a_default_changes_one_line(text: str, data: st.DataObject) -> None:
    before, default = read(text)
    if not before:
        return
    name = data.draw(st.sampled_from(before)).name
    new = with_default(text, name)
    assert read(new) == (before, name)
    old_lines = [line for line in text.split("\n") if line and not line.startswith("default")]
    assert [line for line in new.split("\n") if line and not line.startswith("default")] == old_lines
    if not default:
        assert with_default(new, None).lstrip("\n") == text.lstrip("\n")
