"""Whatever a text is, in Markdown it is code, and can be read back."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from memtui.core.models import HistoryEvent, Memory, MemoryRecord
from memtui.core.writing.forms import About
from memtui.core.writing.markdown import field, names_field
from memtui.core.writing.to_read import HistoryMarkdown, MemoriesMarkdown, entry
from tests.strategies import law

MARKUP = st.text(st.sampled_from("`~|\\<>[]()!*_#-+=:./&; \t\n\rab1\x1b\u202e\x00\u2028"), max_size=60)
TEXTS = st.one_of(MARKUP, st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
FORMS = [
    "plain", "", "`", "```", "````\n```\n", "```text\nx\n```", "~~~\nx", "<b>x</b>", "<script>", "| a | b |",
    "[x](http://evil.example)", "![x](y)", "http://evil.example", "a\n\n# no heading", "- a\n- b", "&amp;",
    "\r```\r", " `x` ", "  ", "\\", "x\n", "\n", "---", "<!-- ", "\x1b]0;x\x07", "\t", "\u202e",
]  # fmt: skip
ALLOWED = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "code_inline"),
    *(
        "bullet_list_open",
        "bullet_list_close",
        "list_item_open",
        "list_item_close",
        "fence",
        "hr",
        "softbreak",
    ),
}


def tokens(text: str) -> list[Token]:
    """All that a reader of Markdown sees, what stands inside others too."""
    found = MarkdownIt("commonmark").enable("table").parse(text)
    return [token for one in found for token in (one, *(one.children or ()))]


def blocks(text: str) -> list[str]:
    """What stands in the fenced blocks, by the letter: a fence ends with the first that is as long."""
    found, lines = [], iter(text.split("\n"))
    for line in lines:
        if opened := re.fullmatch("(`{3,})[a-z]+", line):
            inside = []
            while (line := next(lines)) != opened[1]:
                inside.append(line)
            found.append("\n".join(inside))
    return found


def as_read(text: str) -> str:
    """A text as CommonMark reads it: its line ends are one, and there is no NUL."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


@law(150)
@given(TEXTS)
@example("`")
@example(" ` ")
@example("x\ny")
def test_a_value_of_one_line_can_be_read_back(value: str) -> None:
    line = field("name", value)
    assert line.count("\n") == 1
    seen = tokens(line)
    assert {token.type for token in seen} <= ALLOWED
    (code,) = (token.content for token in seen if token.type == "code_inline")
    assert (json.loads(code) if line.startswith("- name (JSON): ") else code) == value


@law()
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_several_values_can_be_read_back(values: list[str]) -> None:
    line = names_field("names", values)
    codes = [token.content for token in tokens(line) if token.type == "code_inline"]
    assert (json.loads(codes[0]) if line.startswith("- names (JSON): ") else codes) == values


def memory_of(text: str) -> Memory:
    """A memory with this text wherever a stranger writes."""
    return Memory(
        text, text, text, text, text, text, {text: text} if text else {"": ""}, (text,), text, immutable=True,
        expiration_date=text, created_at=text, updated_at=text, extra={f"x{text}": text},
    )  # fmt: skip


@law(150)
@given(TEXTS)
@pytest.mark.parametrize("form", ["memories", "history"])
def test_nothing_in_a_file_is_markup_and_all_can_be_read_back(form: str, text: str) -> None:
    about = About("Title", (("filter", text),), meaning=text or "x")
    event = HistoryEvent(text, text, text, text, text, ({"role": text, "content": text},), {"k": text})
    record = MemoryRecord(memory_of(text), (event,))
    writer = MemoriesMarkdown(about) if form == "memories" else HistoryMarkdown(about)
    written = writer.begin() + writer.one(record) + writer.end(1)
    seen = tokens(written)
    assert {token.type for token in seen} <= ALLOWED
    inside = blocks(written)
    wanted = [text or "x", text] + ([text, text, text] if form == "history" else [])
    assert [one for one in inside if not one.startswith("{")][: len(wanted)] == wanted or text.startswith("{")
    fences = [token.content for token in seen if token.type == "fence"]
    assert fences == [as_read(f"{one}\n") for one in inside]
    objects = [json.loads(token.content) for token in seen if token.type == "fence" and token.info == "json"]
    assert {text: text} in objects or not text
    assert {f"x{text}": text} in objects
    assert [token.content for token in seen if token.type == "text" and "evil" in token.content] == []


@pytest.mark.parametrize("text", FORMS)
def test_known_tricks_stay_code(text: str) -> None:
    written = entry(memory_of(text))
    assert {token.type for token in tokens(written)} <= ALLOWED
    assert blocks(written)[0] == text


def test_it_is_pleasant_to_read() -> None:
    memory = Memory("m1", "Alice drinks tea", "alice", metadata={"a": 1}, categories=("food", "drink"))
    writer = MemoriesMarkdown(About("Memories", (("service", "home"), ("filter", "user_id = alice"))))
    text = writer.begin() + writer.one(MemoryRecord(memory, None)) + writer.end(1)
    assert text == (
        "# Memories\n\n- service: `home`\n- filter: `user_id = alice`\n\n## 1\n\n- id: `m1`\n"
        "- user: `alice`\n- categories: `food`, `drink`\n\n```text\nAlice drinks tea\n```\n\nMetadata:\n\n"
        '```json\n{\n  "a": 1\n}\n```\n\n---\n\n1 memory\n'
    )


def test_a_history_is_told_from_its_beginning() -> None:
    events = tuple(
        HistoryEvent(str(at), "m1", word, old, new, occurred_at=f"2026-11-0{at}T10:00:00Z")
        for at, word, old, new in ((2, "UPDATE", "tea", "coffee"), (1, "ADD", None, "tea"))
    )
    text = HistoryMarkdown(About("One")).one(MemoryRecord(Memory("m1", "coffee"), events))
    assert re.findall("^## .*", text, re.MULTILINE) == [
        "## As it is",
        "## Event 1: ADD",
        "## Event 2: UPDATE",
    ]
    assert blocks(text) == ["coffee", "tea", "tea", "coffee"]
    assert text.endswith("---\n\n2 events\n")
