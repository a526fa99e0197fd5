"""The pen that a terminal draws with: its colours and attributes, and the shortest way to another pen."""

from __future__ import annotations

DEFAULT = 0
"""The pen of a terminal that was told nothing."""
UNKNOWN = -1
"""A pen that something else may have changed."""

_ATTRIBUTES = range(1, 10)
_OFF = {22: (1, 2), 23: (3,), 24: (4,), 25: (5, 6), 27: (7,), 28: (8,), 29: (9,)}
_OFF_BY = {attribute: code for code, attributes in _OFF.items() for attribute in attributes}
_FOREGROUNDS = {*range(30, 38), *range(90, 98)}
_BACKGROUNDS = {*range(40, 48), *range(100, 108)}

Look = tuple[str, str, frozenset[int]]
"""Foreground and background as parameters of SGR, both empty for the default, and attributes by number."""


class Pens:
    """Pens by number. Memtui has some dozens; a number is compared faster than what it stands for."""

    def __init__(self) -> None:
        nothing: Look = ("", "", frozenset())
        self._looks = [nothing]
        self._numbers = {nothing: DEFAULT}
        self._after: dict[tuple[int, str], int | None] = {}
        self._ways: dict[tuple[int, int], str] = {}

    def after(self, pen: int, parameters: str) -> int | None:
        """The pen that a known one becomes by SGR with these parameters; none where one is not known."""
        key = (pen, parameters)
        try:
            return self._after[key]
        except KeyError:
            look = _changed(self._looks[pen], parameters)
            found = None if look is None else self._number(look)
            self._after[key] = found
            return found

    def way(self, start: int, end: int) -> str:
        """The shortest sequence that makes the pen `start`, which may be unknown, the pen `end`."""
        key = (start, end)
        try:
            return self._ways[key]
        except KeyError:
            way = self._ways[key] = self._shortest(start, end)
            return way

    def _number(self, look: Look) -> int:
        number = self._numbers.setdefault(look, len(self._looks))
        if number == len(self._looks):
            self._looks.append(look)
        return number

    def _shortest(self, start: int, end: int) -> str:
        if start == end:
            return ""
        foreground, background, attributes = self._looks[end]
        codes = [str(code) for code in sorted(attributes)]
        anew = [*codes, *(color for color in (foreground, background) if color)]
        whole = f"\x1b[{';'.join(['0', *anew]) if anew else ''}m"
        if start == UNKNOWN:
            return whole
        before = self._looks[start]
        offs = {_OFF_BY[attribute] for attribute in before[2] - attributes}
        kept = before[2].difference(*(_OFF[off] for off in offs))
        steps = [str(code) for code in (*sorted(offs), *sorted(attributes - kept))]
        if before[0] != foreground:
            steps.append(foreground or "39")
        if before[1] != background:
            steps.append(background or "49")
        return min(whole, f"\x1b[{';'.join(steps)}m", key=len)


def _changed(look: Look, parameters: str) -> Look | None:
    """The look after SGR with these parameters; none where one of them is not known."""
    foreground, background, attributes = look
    codes = iter(int(code or 0) for code in parameters.split(";"))
    for code in codes:
        if code == 0:
            foreground, background, attributes = "", "", frozenset()
        elif code in _ATTRIBUTES:
            attributes |= {code}
        elif code in _OFF:
            attributes -= {*_OFF[code]}
        elif code in _FOREGROUNDS:
            foreground = str(code)
        elif code in _BACKGROUNDS:
            background = str(code)
        elif code == 39:
            foreground = ""
        elif code == 49:
            background = ""
        elif code in (38, 48):
            kind = next(codes, None)
            rest = [next(codes, None) for _ in range({2: 3, 5: 1}.get(kind or 0, 0))]
            if not rest or None in rest:
                return None
            color = ";".join(map(str, (code, kind, *rest)))
            foreground, background = (color, background) if code == 38 else (foreground, color)
        else:
            return None
    return foreground, background, attributes
