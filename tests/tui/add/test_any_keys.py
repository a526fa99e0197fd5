"""Whatever is pressed: nothing breaks, nothing hostile is drawn, what comes out has an owner and a text."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from memtui.core.changes import NewMemory
from memtui.core.display import is_plain
from memtui.core.models import SCOPE_FIELDS
from memtui.core.profile import ServiceKind
from tests.strategies import HOSTILE_PIECES, law
from tests.tui.add.driver import adding

_KEYS = st.sampled_from(
    [
        "tab", "shift+tab", "ctrl+o", "ctrl+n", "ctrl+r", "ctrl+t", "ctrl+s", "escape", "enter", "space",
        "up", "down", "left", "right", "home", "end", "backspace", "delete", "ctrl+u", "ctrl+w", "ctrl+k",
        "ctrl+z", "ctrl+y", "f7", "ctrl+x", "ctrl+c", "ctrl+v", "pageup", "pagedown", "a", "y", "*", "{",
        '"', "1", ",", "+",
    ]
)  # fmt: skip


@law(6, shrink=False)
@given(
    kind=st.sampled_from(["local", "platform", "selfhosted"]),
    presses=st.lists(st.lists(_KEYS, max_size=8) | st.sampled_from(HOSTILE_PIECES), max_size=10),
    is_copy=st.booleans(),
)
def test_any_keys(kind: ServiceKind, presses: list[list[str] | str], is_copy: bool) -> None:
    async def check() -> None:
        draft = NewMemory("a\x1bb", metadata={"k": "\u202e"}) if is_copy else None
        async with adding(kind, draft=draft, size=(60, 20)) as ui:
            for press in presses:
                if isinstance(press, str):
                    await ui.paste(press)
                else:
                    await ui.burst(*press)
                assert is_plain("\n".join(ui.drawn))
                if not ui.is_open:
                    break
            for result in ui.app.results:
                for memory in result or ():
                    assert memory.memory.strip()
                    assert any(getattr(memory, field) for field in SCOPE_FIELDS)

    asyncio.run(check())
