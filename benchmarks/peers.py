"""The Textual applications that memtui is measured against: `python -P benchmarks/peers.py NAME`.

`bare` is the least there is, one line of text; `min` what every list application has, a header, fifty
rows and a footer; `table` a thousand rows. No textual import is shared with memtui's own process.
"""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header, Static

NAMES = ("bare", "min", "table")
FIRST_ROWS = {"bare": "one line of text", "min": "Row 7 likes", "table": "Row 7 likes"}
"""What shows that it stands on the screen."""


class Bare(App[None]):
    """An application that shows one line."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("one line of text")


class Table(App[None]):
    """An application that shows so many rows in a DataTable."""

    def __init__(self, rows: int, *, is_framed: bool) -> None:
        super().__init__()
        self._rows = rows
        self._is_framed = is_framed

    def compose(self) -> ComposeResult:
        """The table, with a header and a footer when framed."""
        if self._is_framed:
            yield Header()
        yield DataTable[str](cursor_type="row")
        if self._is_framed:
            yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns("id", "memory", "user")
        for number in range(self._rows):
            table.add_row(str(number), f"Row {number} likes tea and coffee", f"user{number % 50}")


def main(name: str) -> None:
    """Run the application of that name."""
    app = Bare() if name == "bare" else Table(50 if name == "min" else 1000, is_framed=name == "min")
    app.run()


if __name__ == "__main__":
    main(sys.argv[1])
