"""Texts that strangers may put anywhere: each drives, hides, reorders, poses or crowds out in its own way."""

from __future__ import annotations

import json
from typing import Any

FORMS: dict[str, str] = {
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "clipboard-st": "\x1b]52;c;ZXZpbA==\x1b\\",
    "link": "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "title": "\x1b]0;owned\x07",
    "title-c1": "\x9d2;owned\x9c",
    "clear": "\x1b[2J\x1b[H",
    "screen": "\x1b[?1049l\x1b[?25h",
    "colour": "\x1b[31;5mred\x1b[0m",
    "question": "\x1b[6n\x1b[c\x1b[21t",
    "dcs": "\x1bPq#0;2;0;0;0\x1b\\",
    "dcs-termcap": "\x1bP+q544e\x1b\\",
    "apc": "\x1b_Gi=31,s=1,v=1;AAAA\x1b\\",
    "pm-sos": "\x1b^private\x1b\\\x1bXstring\x1b\\",
    "tmux": "\x1bPtmux;\x1b\x1b]52;c;ZXZpbA==\x07\x1b\\",
    "c1": "\x9b2J\x9b31m\x90q\x9c\x9f\x9e\x98",
    "c1-doubled": "\xc2\x9b2J\xc2\x85",
    "escape": "\x1b",
    "escape-last": "cut short \x1b[",
    "reset": "\x1bc",
    "charset": "\x1b(0lqqk\x1b(B \x0e\x0f",
    "bell": "\x07\x07",
    "backspace": "harmless\x08\x08\x08\x08\x08\x08\x08\x08evil",
    "return": "rm -rf ~\rls -l   ",
    "return-line": "one\r\ntwo\r\nthree",
    "null": "nul\x00l\x00",
    "delete": "del\x7fete",
    "vertical": "up\x0bdown\x0c",
    "next-line": "next\x85line\u2028separator\u2029paragraph",
    "override": "invoice\u202efdp.exe",
    "isolates": "\u2066\u2067\u2068 left open \u202a\u202b\u202d",
    "marks": "\u061c\u200e\u200f",
    "tags": "tea\U000e0001\U000e0069\U000e0067\U000e006e\U000e006f\U000e0072\U000e0065\U000e007f",
    "zero-width": "pass\u200bword\u2060\ufeff\u200cend\u200d",
    "fillers": "\u3164\u115f\u1160\uffa0\u2800\u034f\u00ad\u17b4\u180e",
    "variations": "a\ufe0f\ufe01\U000e0100\U000e0101b",
    "interlinear": "\ufff9over\ufffaunder\ufffb",
    "nonsense": "\ufffe\uffff\U0001fffe\ufdd0\U0010ffff",
    "click": "[@click=app.quit]x[/] [@click='app.bell']y[/]",
    "markup-link": "[link=http://evil.example]docs[/link] [link='x']",
    "markup-broken": "[/foo] [bold red [/] [",
    "markup-cut": "cut short [/",
    "markup-style": "[urgent] [bold on red]loud[/] $error [$error]z \\[x]",
    "markdown": "[docs](http://evil.example) ![i](http://evil.example/i.png) <b>x</b>",
    "rich-emoji": ":smiley: :bomb:",
    "stack": "a" + "\u0301" * 200 + "b" + "\u0e47" * 60 + "c\u20dd\u20dd",
    "leading-marks": "\u0301\u0308 before anything",
    "wide": "東京都渋谷区" * 30,
    "rtl": "שלום עולם مرحبا بالعالم " * 4,
    "emoji": "👩\u200d👩\u200d👧\u200d👦👍🏽❤\ufe0f🇩🇪1\ufe0f\u20e3" * 4,
    "flag": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f" * 4,
    "broad": "﷽﷽﷽ 𒐫𒐫 ꧅꧅",
    "tabs": "\ttabs\tand\ttabs\t",
    "blanks": "   \u00a0 \u3000 blank \u2003   ",
    "long": "x" * 100_000,
    "lines": "line\n" * 10_000,
}  # fmt: skip

HALF = "\ud83d half \udc00"
"""Halves of surrogate pairs: JSON lets them in, from a service; an embedded store takes none."""


def short(text: str) -> str:
    """What of a text goes where nobody writes much: a name, a key."""
    return text[:120]


def memory(number: int, text: str) -> dict[str, Any]:
    """A memory as it is imported, with this text in every field."""
    little = short(text)
    # Nothing is ever sent for an id with a slash in it, which would name another route.
    memory_id = f"n{number:02}{little.replace('/', '|')}"
    return {
        "id": memory_id,
        "memory": f"n{number:02}~{text}",
        "user_id": f"u{number:02}{little}",
        "agent_id": f"a{number:02}{little}",
        "app_id": little,
        "run_id": little,
        "metadata": {f"k{little}": little, "nested": {little: [little, {little: 1}]}},
        "categories": [little, f"c{little}"],
        "hash": little,
        "created_at": f"2024-03-01T10:{number:02}:00Z",
        "updated_at": f"2024-03-01T10:{number:02}:00Z",
        f"extra {little}": {little: little},
        "history": [
            {
                "id": f"h{number}{part}{little}",
                "memory_id": memory_id,
                "input": [{"role": little, "content": text}, {"role": "user", "content": little}],
                "old_memory": before,
                "new_memory": f"n{number:02}~{text}",
                "event": event,
                "metadata": {little: little},
                "created_at": f"2024-03-01T10:{number:02}:00Z",
                "updated_at": f"2024-03-01T10:{number:02}:00Z",
            }
            for part, (event, before) in enumerate([("ADD", None), ("UPDATE", f"before {text}")])
        ],
    }


def memories(*, hostile: bool) -> list[dict[str, Any]]:
    """One memory of each form, or as many harmless ones."""
    texts = FORMS.values() if hostile else ["drinks tea"] * len(FORMS)
    return [memory(number, text) for number, text in enumerate(texts, start=1)]


def lines(*, hostile: bool) -> str:
    """The memories as a JSON Lines file."""
    return "".join(json.dumps(one) + "\n" for one in memories(hostile=hostile))
