"""The services that can be opened: one row a profile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from memtui.core.display import one_line
from memtui.core.errors import MemtuiError
from memtui.ops.connecting import Recognised, recognise
from memtui.state.config import ProfileEntry, remove_profile, set_default
from memtui.state.paths import default_store, key_file
from memtui.tui.lines import Line, Span, fit, line
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.profiles.opening import profile_of_place
from memtui.tui.profiles.places import EMBEDDED, Place, known_places
from memtui.tui.service.context import PageContext
from memtui.tui.service.json_lines import field_lines, text_lines
from memtui.tui.service.list_page import ListPage

_OPENING = "open"


class ProfilesPage(ListPage[Place]):
    """Opens the one that is chosen, by `switch`, which takes this page away, or raises MemtuiError.

    `shown` is the name of the one that is on the screen; `wanted` is opened without being chosen.
    """

    TITLE = "Profiles"

    def __init__(
        self,
        context: PageContext,
        shown: str,
        switch: Callable[[Place], Awaitable[None]],
        wanted: Place | None = None,
    ) -> None:
        super().__init__(context)
        self._wanted = wanted
        self._shown = shown
        self._switch = switch
        self._checked: dict[str, Recognised | MemtuiError] = {}
        self._was_shown = False

    # What is shown

    async def load(self) -> Sequence[Place]:
        """What is configured, and what needs no configuration."""
        return await asyncio.to_thread(known_places)

    def show_rows(self, rows: Sequence[Place]) -> None:
        """Show them; at first the cursor is on the one that is open."""
        super().show_rows(rows)
        if not self._was_shown:
            self._was_shown = True
            wanted = self._wanted
            meant = (at for at, row in enumerate(rows) if (row == wanted if wanted else self._is_open(row)))
            self.list.move_to(next(meant, 0))
            if wanted is not None:
                self._leave_for(wanted)

    def id_of(self, row: Place) -> str:
        """Its name."""
        return row.name

    def row_spans(self, row: Place, width: int) -> Sequence[Span]:
        """Whether it is open, its name, what it is and where."""
        is_open = self._is_open(row)
        name = (fit(one_line(row.name), 20) + " ", "accent" if is_open else "")
        marks = [word for word, holds in (("open", is_open), ("default", row.is_default)) if holds]
        if row.entry is not None and row.entry.read_only:
            marks.append("read-only")
        if row.entry is not None and row.entry.problem:
            marks.append("cannot be used")
        note = f"  {', '.join(marks)}" if marks else ""
        room = max(width - 23 - len(note), 0)
        return [
            ("● " if is_open else "  ", "accent"),
            name,
            (fit(_where(row), room), "dim"),
            (note, "accent"),
        ]

    def detail_lines(self, row: Place) -> Sequence[Line]:
        """What the configuration says of it, and what came of asking it."""
        entry = row.entry
        if entry is None:
            about = (
                "Made-up memories to try everything on, gone when another profile is opened."
                if row.is_demo
                else "Memories in a file on this machine. No account, no key, no network."
            )
            shown = [line(about)]
            if not row.is_demo:
                shown += [Line(), *field_lines([("file", str(default_store()))])]
        else:
            shown = [*_problem(entry), *_said_of(entry)]
        return [*shown, *self._came_of_it(row)]

    def json_of(self, row: Place) -> object:
        """What `memtui profiles --json` says of it."""
        entry = row.entry
        kind, address = ("local", str(default_store())) if entry is None else (entry.kind, entry.address)
        return {"name": row.name, "kind": kind, "address": address, "default": row.is_default}

    def _is_open(self, row: Place) -> bool:
        if row.entry is not None:
            return row.name == self._shown
        return row.name == {"local": EMBEDDED}.get(self._shown, self._shown)

    def _came_of_it(self, row: Place) -> Sequence[Line]:
        found = self._checked.get(row.name)
        if found is None:
            return ()
        if isinstance(found, Recognised):
            return [Line(), line(("It answers: ", "accent"), one_line(found.description))]
        hint = text_lines(found.hint, "dim") if found.hint else []
        return [Line(), *text_lines(found.message, "warning"), *hint]

    # What a person does

    def acts(self) -> Sequence[ModalKey]:
        """Open, add, check, make it the default, remove."""
        row = self.row
        of_file = self.needs_row or _kept_elsewhere(row)
        problem = row.entry.problem if row is not None and row.entry is not None else ""
        return [
            ModalKey("enter", ("enter",), "opens it", self._open_it, self.needs_row or problem),
            ModalKey("a", ("a",), "connects to a service", self._connect),
            ModalKey("c", ("c",), "checks", self._check, self.needs_row or problem),
            ModalKey("*", ("asterisk",), "default", self._make_default, of_file),
            ModalKey("d", ("d",), "removes", self._remove, of_file),
        ]

    def keys(self) -> Sequence[ModalKey]:
        """Here enter opens the service, and nothing else is done meanwhile; → shows the row in full."""
        if self.is_asking(_OPENING):
            return [ModalKey("esc", ("escape", "q"), "stays here", lambda: self.cancel(_OPENING))]
        shown: Sequence[ModalKey] = super().keys()
        found = [key for key in shown if key.do != self._open]
        if self.is_wide or self.opened:
            return found
        return [*found, ModalKey("→", ("right",), "in full", self._open, self.needs_row)]

    def _open_it(self) -> None:
        if self.row is not None:
            self._leave_for(self.row)

    def _leave_for(self, place: Place) -> None:
        doing = f"opening {place.name}"
        self.ask_service(lambda: self._switch(place), lambda _: None, group=_OPENING, doing=doing)

    def _connect(self) -> None:
        from memtui.tui.profiles.connect import ConnectForm

        names = [place.name for place in self.loaded or ()]
        self.app.push_screen(ConnectForm(self.context, names), self._connected)

    def _connected(self, entry: ProfileEntry | None) -> None:
        if entry is not None:
            self.reload()
            self._leave_for(Place(entry.name, entry))

    def _check(self) -> None:
        place = self.row
        if place is None:
            return

        async def check() -> Recognised | MemtuiError:
            try:
                if place.is_demo:
                    return Recognised("local", "made-up memories, made when it is opened")
                return await recognise(await profile_of_place(self.app, place))
            except MemtuiError as error:
                return error

        def told(found: Recognised | MemtuiError) -> None:
            self._checked[place.name] = found
            said = f"it answers: {found.description}" if isinstance(found, Recognised) else found.message
            self.say(said)
            self.show_detail()

        self.ask_service(check, told, group="check", doing=f"asking {place.name}")

    def _make_default(self) -> None:
        if self.row is not None:
            name = self.row.name
            self._write(lambda: set_default(name), f"{name} is opened when nothing else is said")

    def _remove(self) -> None:
        if self.row is not None:
            name = self.row.name
            too = ", with the key that memtui keeps for it" if key_file(name).exists() else ""
            self.ask(
                f"Forget the profile {name}{too}? Nothing changes on the service.",
                lambda: self._write(lambda: remove_profile(name), f"forgot {name}"),
            )

    def _write(self, change: Callable[[], object], said: str) -> None:
        def done(_: object) -> None:
            self.reload()
            self.say(said)

        self.ask_service(lambda: asyncio.to_thread(change), done, group="write", doing="writing")


def _where(row: Place) -> str:
    if row.entry is None:
        return "a file on this machine" if row.name == EMBEDDED else "made-up memories"
    kind = {"local": "store", "platform": "Platform", "selfhosted": "self-hosted", None: "service"}
    return one_line(f"{kind[row.entry.kind]}  {row.entry.address or default_store()}")


def _kept_elsewhere(row: Place | None) -> str:
    if row is None or row.entry is None:
        return "it needs no configuration"
    return "it is the account of the mem0 CLI, which keeps it" if row.entry.source == "mem0-cli" else ""


def _problem(entry: ProfileEntry) -> Sequence[Line]:
    return [*text_lines(entry.problem, "warning"), Line()] if entry.problem else ()


def _said_of(entry: ProfileEntry) -> Sequence[Line]:
    return field_lines(
        [
            ("kind", entry.kind or "found out when it is asked"),
            ("address", entry.address or str(default_store())),
            ("key", entry.key.words if entry.key is not None else "none" if entry.kind != "local" else None),
            ("e-mail", entry.email or None),
            ("version", entry.api_version),
            ("writing", "off: opened read-only" if entry.read_only else None),
        ]
    )
