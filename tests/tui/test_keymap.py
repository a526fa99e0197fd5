"""Keys that a person gives: which can be, what is said of others, and that every word knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from memtui.adapters.local.adapter import LocalAdapter
from memtui.core.errors import NotFoundError, UnreachableError, UsageError
from memtui.core.models import Memory
from memtui.state.config import ConfigError
from memtui.state.config.key_table import load_keys
from memtui.tui.actions import ACTIONS, key_name, key_names, key_of, keys_of, use_keys
from memtui.tui.keymap import checked_key, read_keys
from memtui.tui.panes.titles import detail_title, pane_title
from memtui.tui.panes.views import history_problem, memory_view
from memtui.tui.screens import words
from memtui.tui.state import BrowseState, Scope, View
from tests.tui.driver import NOW, app_on, browse, store_of
from tests.tui.service import Service

OWN = {action.id: (f"f{number}",) for number, action in enumerate(ACTIONS, 100)}
"""Keys that no word has by chance."""


@pytest.fixture(autouse=True)
def _keys_as_they_were() -> Iterator[None]:
    yield
    use_keys({})


def read(folder: Path, text: str) -> dict[str, tuple[str, ...]]:
    path = folder / "config.toml"
    path.write_text(f"[keys]\n{text}")
    path.chmod(0o600)
    return read_keys(load_keys(path))


def mistakes(folder: Path, text: str) -> list[str]:
    """What is said of it, from the line on; the first line of the table is 2."""
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    assert caught.value.exit_code == 2
    return [line.removeprefix(f"{folder}/config.toml:") for line in caught.value.message.splitlines()]


# The table


def test_a_key_a_list_of_keys_and_none(tmp_path: Path) -> None:
    text = 'undo = "ctrl+y"\nhelp = ["f1", "H", "F1"]\nredo = ""\nsearch = []\n"move.first" = ["home"]\n'
    found = read(tmp_path, text.replace(', "F1"', ""))
    assert found == {
        "undo": ("ctrl+y",), "help": ("f1", "H"), "redo": (), "search": (), "move.first": ("home",),
    }  # fmt: skip


def test_ids_need_no_quotes_where_toml_needs_none(tmp_path: Path) -> None:
    assert read(tmp_path, 'move.down = "n"\npane = { next = "ctrl+n" }\n') == {
        "move.down": ("n",),
        "pane.next": ("ctrl+n",),
    }


def test_no_table_and_no_file_change_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "") == {}
    assert read_keys(load_keys(tmp_path / "none.toml")) == {}


def test_profiles_are_left_to_those_who_need_them(tmp_path: Path) -> None:
    assert read(tmp_path, 'undo = "ctrl+y"\n[profiles.a]\nkind = "nonsense"\n') == {"undo": ("ctrl+y",)}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"move.donw" = "n"', "keys.move.donw is not known; did you mean move.down?"),
        ('move.donw = "n"', "keys.move.donw is not known; did you mean move.down?"),
        ('xyzzy = "n"', "keys.xyzzy is not known"),
        ('undo = "crtl+y"', 'keys.undo: "crtl+y" is no key; did you mean ctrl+y?'),
        ('mark = "spacee"', 'keys.mark: "spacee" is no key; did you mean space?'),
        ('mark = "Escape"', 'keys.mark: "Escape" is no key; did you mean escape?'),
        ('delete = "shift+d"', 'keys.delete: "shift+d" is a character of its own; write D'),
        ('delete = "shift+D"', 'keys.delete: "shift+D" is a character of its own; write D'),
        ('redo = "ctrl+Y"', 'keys.redo: "ctrl+Y" is no key; did you mean ctrl+y?'),
        ('redo = "ctrl+i"', 'keys.redo: "ctrl+i" is what a terminal sends for tab; write tab'),
        ('redo = "ctrl+h"', 'keys.redo: "ctrl+h" is what a terminal sends for backspace; write backspace'),
        ('redo = "ctrl+"', 'keys.redo: "ctrl+" is no key'),
        ('add = "gg"', "keys.add: gg is two keys, and only move.first can have them"),
        ('copy = "dd"', 'keys.copy: "dd" is two keys, and only gg can be'),
        ('copy = "ab"', 'keys.copy: "ab" is no key; did you mean tab?'),
        ('quit = ""', "keys.quit must have a key"),
        ("open = 3", 'keys.open must be a key or a list of keys: "d", or ["d", "delete"]'),
        ("open = [3]", 'keys.open must be a key or a list of keys: "d", or ["d", "delete"]'),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    assert mistakes(tmp_path, f"# first\n{line}\n") == [f"3: {said}"]


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    said = mistakes(tmp_path, 'undoo = "n"\nmark = "spacee"\nundo = "d"\n')
    assert [line[0] for line in said] == ["2", "3", "4"]


def test_an_id_that_is_given_twice_is_a_mistake(tmp_path: Path) -> None:
    assert mistakes(tmp_path, 'move.down = "n"\n"move.down" = "m"\n')[0] == "3: keys.move.down is given twice"


def test_keys_that_are_no_table(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("keys = 3\n")
    path.chmod(0o600)
    with pytest.raises(ConfigError, match=r":1: keys must be a table, written as \[keys\]"):
        read_keys(load_keys(path))


# Clashes


def test_a_clash_names_the_key_and_both_actions(tmp_path: Path) -> None:
    said = "keys: d is the key of both delete and undo; give each a key of its own"
    assert mistakes(tmp_path, 'undo = "d"\n') == [f"2: {said}"]


def test_a_clash_of_two_that_are_given_is_where_the_later_action_stands(tmp_path: Path) -> None:
    said = mistakes(tmp_path, 'undo = "f5"\nadd = ["a", "f5"]\n')
    assert said == ["2: keys: f5 is the key of both add and undo; give each a key of its own"]


def test_the_same_key_written_in_two_ways_clashes(tmp_path: Path) -> None:
    said = mistakes(tmp_path, 'undo = "?"\nhelp = "question_mark"\n')
    assert said[0].startswith("3: keys: ? is the key of both undo and help") or "undo and help" in said[0]


def test_keys_can_be_exchanged(tmp_path: Path) -> None:
    assert read(tmp_path, 'undo = "d"\ndelete = ["u", "z"]\n') == {"undo": ("d",), "delete": ("u", "z")}


def test_g_begins_gg(tmp_path: Path) -> None:
    said = mistakes(tmp_path, 'help = "g"\n')
    assert said == ["2: keys: g is the key of help, and gg that of move.first begins with it"]
    assert read(tmp_path, 'help = "g"\n"move.first" = "home"\n')["help"] == ("g",)


# Names of keys


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("d", "d"), ("D", "D"), ("?", "question_mark"), (",", "comma"), ("+", "plus"), (" ", "space"),
        ("space", "space"), ("esc", "escape"), ("PgDn", "pagedown"), ("↓", "down"), ("ctrl+x", "ctrl+x"),
        ("ctrl+\\", "ctrl+backslash"), ("shift+ctrl+up", "ctrl+shift+up"), ("alt++", "alt+plus"),
        ("f5", "f5"), ("shift+tab", "shift+tab"), ("left_square_bracket", "left_square_bracket"),
        ("alt+enter", "alt+enter"), ("é", "é"), ("shift+space", "shift+space"),
    ],
)  # fmt: skip
def test_a_key_is_written_as_textual_or_as_the_help_writes_it(written: str, key: str) -> None:
    assert checked_key(written, "undo") == key


def test_every_key_of_the_registry_can_be_written_as_it_is_and_as_it_is_shown() -> None:
    for action in ACTIONS:
        for key in action.keys:
            assert checked_key(key_name(key), action.id) == key
            if ">" not in key:
                assert checked_key(key, action.id) == key


@pytest.mark.parametrize("text", ["", "\x1b", "ctrl+\x07", "<any>", "super+", "\u202e", "a" * 500])
def test_what_is_no_key_is_refused_in_one_harmless_line(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked_key(text, "undo")
    assert str(caught.value).isprintable()


def test_keys_are_shown_by_their_characters() -> None:
    use_keys({"undo": ("left_square_bracket", "ctrl+right_square_bracket", "alt+plus", "ctrl+f5")})
    assert key_names(next(action for action in ACTIONS if action.id == "undo")) == "[ ctrl+] alt++ ctrl+f5"


# Words


def test_without_a_table_every_action_has_its_own_keys() -> None:
    assert all(keys_of(action.id) == action.keys for action in ACTIONS)


def test_an_action_without_a_key_is_called_as_in_the_palette() -> None:
    use_keys({"mark": ()})
    clear = next(action for action in ACTIONS if action.id == "mark.clear")
    assert key_of("mark") == "“Mark”"
    assert clear.disabled_reason(BrowseState()) == "nothing is marked; “Mark” marks a row"


def said_everywhere() -> dict[str, str]:
    """Whatever names keys of the browse screen, by what it is."""
    state = BrowseState(lacks={"rerank": "none"})
    error = UnreachableError("gone")
    states = {
        "offline": replace(state, problem=error),
        "search": replace(state, question="tea"),
        "filter": replace(state, blame=("why",)),
        "keyword": replace(state, keyword="tea"),
        "scope": replace(state, scope=Scope("user", "alice")),
        "empty": state,
        "steps": replace(state, walk="connect"),
    }
    said = {
        name: "\n".join(line.plain for line in words.placeholder(found, local=True))
        for name, found in states.items()
    }
    said |= {
        f"off {action.id}": action.disabled_reason(state)
        for action in ACTIONS
        if action.id != "search.rerank"
    }
    said["hidden"] = "\n".join(
        line.plain for line in words.placeholder(states["search"], local=True, hidden=7)
    )
    said["cut"] = "\n".join(line.plain for line in words.placeholder(state, local=True, cut=7))
    views: tuple[View, ...] = ("memory", "history", "json", "score")
    said |= {f"title {view}": detail_title(view).plain for view in views}
    said |= {f"title {name}": pane_title(f"pane.{name}").plain for name in ("entities", "memories")}
    memory = Memory(id="77", memory="tea", score=0.5)
    said["score"] = "\n".join(line.plain for line in memory_view(memory, NOW))
    said["no history"] = "\n".join(line.plain for line in history_problem(NotFoundError("gone")))
    return said


_OLD_KEY = re.compile(r"(?<![\w+])(?:ctrl\+\w|esc|escape|space|[A-Zabd-hj-z123/=?<>@])(?![\w'’])")


def test_no_word_keeps_a_key_that_is_not_the_persons() -> None:
    use_keys(OWN)
    for what, said in said_everywhere().items():
        plain = re.sub(r"\bf1\d\d\b", "", said)
        plain = re.sub(r"^\d ", "", plain, flags=re.MULTILINE) if what == "steps" else plain
        assert not _OLD_KEY.search(plain.replace("of a", "").replace(" a ", " ")), (what, said)
    hints = "".join(text for side in words.key_hints() for text, _ in side)
    shown = [action.id for action in ACTIONS if action.footer]
    assert re.findall(r"\S+(?= (?:find|filter|edit|delete|undo|mark|help|quit) )", hints) == [
        OWN[name][0] for name in shown
    ]


def test_with_their_own_keys_the_words_are_as_ever() -> None:
    assert detail_title("memory").plain == "3 Memory · history · json i"
    assert detail_title("history").plain == "3 History · esc memory · json i"
    assert detail_title("score").plain == "3 Why this score · esc memory"
    assert pane_title("pane.entities").plain == "1 Entities"


def test_a_view_without_a_key_is_not_offered() -> None:
    use_keys({"view.history": (), "view.json": ("left_square_bracket",), "pane.detail": ()})
    assert detail_title("memory").plain == "Memory · json ["


def test_the_footer_leaves_out_what_has_no_key() -> None:
    use_keys({"edit": ()})
    assert "edit" not in "".join(text for side in words.key_hints() for text, _ in side)


# On the screen


async def test_the_keys_that_are_given_work_and_the_old_ones_do_not(store: LocalAdapter) -> None:
    keys = {
        "move.down": ("n",), "move.last": ("ctrl+e",), "mark": ("m",), "search": ("f2",),
        "pane.next": ("f6",), "help": ("H",), "filter.line": (),
    }  # fmt: skip
    async with browse(store, keys=keys) as ui:
        await ui.press("n", "n", "m")
        assert ui.status.startswith("4 of 1000") and ui.marked == 1
        await ui.press("j", "down", "space", "tab", "s", "equals_sign", "question_mark")
        assert ui.status.startswith("4 of 1000") and ui.marked == 1
        assert ui.focused == "memories"
        await ui.press("f6")
        assert ui.focused == "detail"
        await ui.press("f6", "f6", "ctrl+e")
        assert ui.status.startswith("1000 of 1000")
        await ui.press("H")
        assert re.search(r"^n +Down ", ui.help[1])
        await ui.type("m")
        assert ui.help[0].startswith("m  ")
        await ui.press("escape")
        await ui.press("f2")
        await ui.type("coffee\n")
        assert "search" in ui.where


async def test_gg_is_a_key_only_where_it_is_given(store: LocalAdapter) -> None:
    async with browse(store, keys={"move.first": ("home",), "move.last": ("end", "g")}) as ui:
        await ui.press("g")
        assert ui.status.startswith("1000 of 1000")
        await ui.press("g")
        assert ui.status.startswith("1000 of 1000")
        await ui.press("home")
        assert ui.status.startswith("1 of 1000")


async def test_gg_stays_where_other_keys_are_given(store: LocalAdapter) -> None:
    async with browse(store, keys={"undo": ("f5",)}) as ui:
        await ui.press("G", "g", "g")
        assert ui.status.startswith("1 of 1000")


async def test_keys_of_the_whole_app_can_be_given_to_others(store: LocalAdapter) -> None:
    keys = {
        "palette": ("f3",),
        "move.up": ("ctrl+p",),
        "quit": ("Q",),
        "move.down": ("ctrl+q",),
        "repaint": (),
    }
    async with browse(store, keys=keys) as ui:
        await ui.press("ctrl+q", "ctrl+q", "ctrl+p")
        assert ui.status.startswith("2 of 1000")
        await ui.press("ctrl+l", "q", "colon")
        assert ui.screen is ui.app.screen
        await ui.press("ctrl+c")
        assert "Q quits" in ui.status
        await ui.press("f3")
        assert ui.screen is not ui.app.screen
        await ui.press("escape")
        await ui.press("Q")
        assert not ui.app.is_running or ui.app.return_code == 0


async def test_keys_of_the_whole_app_still_work_where_they_are_left(store: LocalAdapter) -> None:
    async with browse(store, keys={"undo": ("ctrl+y",), "palette": ("ctrl+p", "f3")}) as ui:
        await ui.press("ctrl+p")
        assert ui.screen is not ui.app.screen
        await ui.press("escape")
        await ui.press("f3")
        assert ui.screen is not ui.app.screen


async def test_a_key_that_types_is_typed_in_a_field(store: LocalAdapter) -> None:
    async with browse(
        store, keys={"quit": ("x",), "archive": (), "move.down": ("c",), "copy.scope": ()}
    ) as ui:
        await ui.press("slash")
        await ui.type("xc")
        assert ui.screen.field.value == "xc"


async def test_every_action_can_have_another_key(store: LocalAdapter) -> None:
    async with browse(store, keys=OWN) as ui:
        bound = ui.screen.active_bindings
        for action in ACTIONS:
            (key,) = OWN[action.id]
            assert bound[key].binding.action == f"perform('{action.id}')"
            for old in action.keys:
                assert old not in bound, old


async def test_an_action_that_is_off_says_so_with_the_keys_that_are_given(store: LocalAdapter) -> None:
    async with browse(store, keys={"mark": ("m",), "mark.clear": ("M",)}) as ui:
        await ui.press("M")
        assert "Clear marks is off: nothing is marked; m marks a row" in ui.status


async def test_offline_names_the_keys_that_are_given(store: LocalAdapter) -> None:
    service = Service(store)
    async with browse(service, keys={"reload": ("f5",)}) as ui:
        service.fail(UnreachableError("nobody is there"), "page")
        await ui.press("f5")
        assert "f5 tries again" in ui.status


async def test_the_first_steps_name_the_keys_that_are_given(tmp_path: Path) -> None:
    empty = await store_of([], tmp_path / "empty.db")
    async with browse(empty, keys={"profiles": ("f9",), "add": ("f8",)}) as ui:
        assert "f8 adds one" in "\n".join(ui.memories)
        assert "f9 another service" in "\n".join(ui.memories)
    await empty.close()


async def test_the_keys_of_one_memtui_are_not_those_of_the_next(store: LocalAdapter, tmp_path: Path) -> None:
    async with browse(store, keys={"undo": ("f5",)}) as ui:
        assert "f5 undo" in ui.screen.keys.render_line(0).text
    app_on(store, tmp_path)
    assert key_of("undo") == "u"


def test_the_example_of_the_documentation_can_be_used(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = page.split("```toml\n[keys]\n")[1].split("```")[0]
    assert read(tmp_path, example).keys() >= {"move.down", "search", "redo"}
