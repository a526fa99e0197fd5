"""The bytes that a terminal gets: what in them is obeyed, and what is drawn."""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b\](?P<osc>[0-9]*)(?P<body>[^\x07\x1b\x9c]*)(?:\x07|\x1b\\)"
    r"|\x1b(?P<string>[P_^X])(?P<inside>[^\x1b]*)(?:\x1b\\)?"
    r"|(?P<escape>\x1b[ -/]*.?)"
    r"|(?P<text>[^\x1b]+)",
    re.DOTALL,
)
OURS = {
    *(f"CSI {kind}" for kind in ("A", "B", "C", "D", "H", "J", "m", "?h", "?l", "?$p", ">u", "<u")),
    "OSC 22", "OSC 52",
}  # fmt: skip
"""What memtui itself sends: moves, colours, clearing, modes, the keyboard's protocol, the pointer, copies."""
_STAY_IN_LINE = {0x08, 0x0A, 0x0D}
"""Controls by which the cursor goes back, down and to the start: shorter than the sequences that say so."""
_DRAWN_FORMATS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
_FILLERS = {0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800, 0x34F, 0x17B4, 0x17B5, 0x180E}
# England's, or its end: where a window lies over a half of it, Textual leaves that to the cell before.
_FLAG = re.compile(
    "(?:(?:(?:(?:\U0001f3f4?\U000e0067)?\U000e0062)?\U000e0065)?\U000e006e)?\U000e0067\U000e007f"
)
_STACK = re.compile("[\u0300-\u036f\u0e31-\u0e3a\u0e47-\u0e4e\u20d0-\u20f0]{9}")


def obeyed(sent: bytes) -> set[str]:
    """The kinds of sequences in what was sent: `CSI ?h`, `CSI m`, `OSC 52`, `DCS`, `ESC`, `C0 07`."""
    found: set[str] = set()
    for token in _TOKEN.finditer(sent.decode()):
        if token["final"]:
            found.add(f"CSI {token['parameters'].strip('0123456789;:')}{token['between']}{token['final']}")
        elif token["osc"] is not None:
            found.add(f"OSC {token['osc']}")
        elif token["string"]:
            found.add(f"string {token['string']}")
        elif token["escape"]:
            found.add(f"ESC {token['escape'][1:]!r}")
        else:
            found |= {f"C0 {ord(char):02X}" for char in token["text"] if ord(char) < 0x20}
    return found - {f"C0 {code:02X}" for code in _STAY_IN_LINE}


def copied(sent: bytes) -> list[str]:
    """What was sent to the terminal's clipboard, in base64."""
    return [
        token["body"].removeprefix(";c;") for token in _TOKEN.finditer(sent.decode()) if token["osc"] == "52"
    ]


def hidden(sent: bytes) -> set[str]:
    """What stands in the drawn text and is not simply drawn; everything must be UTF-8."""
    text = "".join(token["text"] or "\x1b" for token in _TOKEN.finditer(sent.decode()))
    text = _FLAG.sub("", text.replace("\x1b", ""))
    wrong = {f"U+{ord(char):04X}" for char in set(text) if not _is_drawn(char)}
    return wrong | ({"a stack of marks"} if _STACK.search(text) else set())


def _is_drawn(char: str) -> bool:
    code, kind = ord(char), unicodedata.category(char)
    if code in _STAY_IN_LINE or code in _DRAWN_FORMATS or char in "\u200c\u200d":
        return True
    is_tag = 0xE0000 <= code <= 0xE0FFF
    return kind not in {"Cc", "Cf", "Cs", "Zl", "Zp"} and code not in _FILLERS and not is_tag
