"""The driver: when it sends cells, when whole frames, and what makes it doubt what the terminal shows."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from textual.app import App
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Resize
from textual.geometry import Size

from memtui.tui.terminal.driver import WHOLE_FRAMES, cells_driver, driver_of
from tests.tui.driver import browse
from tests.tui.made_up import MadeUp
from tests.wire.recording import Recording

FRAME = "\x1b[1;1H\x1b[31mred\x1b[0m\x1b[1;1H"
SENT = "\x1b[0;31m\x1b[Hred\r"
XTERM = {"TERM": "xterm-256color"}


class Screen(HeadlessDriver):
    """A driver that draws, records, and hears of a resized terminal by the signal, as Textual's does."""

    web = inline = False

    def __init__(self, app: App[None], **options: object) -> None:
        super().__init__(app, size=(20, 5))
        self.written: list[str] = []
        self.resized = 0

    @property
    def is_headless(self) -> bool:
        return False

    @property
    def is_web(self) -> bool:
        return self.web

    @property
    def is_inline(self) -> bool:
        return self.inline

    def write(self, data: str) -> None:
        self.written.append(data)

    def start_application_mode(self) -> None:
        signal.signal(signal.SIGWINCH, self._on_resize)

    def _on_resize(self, *_: object) -> None:
        self.resized += 1


class Sized(App[None]):
    """An app that is as large as its terminal, and hears of nothing."""

    @property
    def size(self) -> Size:
        return Size(20, 5)


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGWINCH)
    yield
    signal.signal(signal.SIGWINCH, before)


def over(base: type[Screen] = Screen, environment: dict[str, str] = XTERM) -> tuple[Driver, list[str]]:
    """A driver over this one, and what it writes."""
    driver = cells_driver(base, environment)(Sized())
    assert isinstance(driver, Screen)
    return driver, driver.written


async def test_changed_cells_are_sent() -> None:
    driver, written = over()
    driver.write(FRAME)
    driver.write(FRAME)
    assert written == [SENT]


@pytest.mark.parametrize(
    "environment", [{}, {"TERM": ""}, {"TERM": "dumb"}, XTERM | {WHOLE_FRAMES: "1"}, {WHOLE_FRAMES: "1"}]
)
async def test_whole_frames_are_sent_where_the_terminal_is_not_known_or_a_person_says_so(
    environment: dict[str, str],
) -> None:
    driver, written = over(environment=environment)
    driver.write(FRAME)
    driver.write(FRAME)
    assert written == [FRAME, FRAME]


async def test_whole_frames_are_sent_to_browsers_below_a_prompt_and_on_windows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("web", "inline"):
        driver, written = over(type(name, (Screen,), {name: True}))
        driver.write(FRAME)
        assert written == [FRAME]
    monkeypatch.setattr("sys.platform", "win32")
    driver, written = over()
    driver.write(FRAME)
    assert written == [FRAME]


async def test_after_it_starts_again_everything_is_sent() -> None:
    driver, written = over()
    driver.write(FRAME)
    driver.start_application_mode()
    driver.write(FRAME)
    assert written == [SENT, SENT]


async def test_a_terminal_that_was_resized_and_is_as_large_as_before_is_drawn_anew() -> None:
    driver, written = over()
    driver.start_application_mode()
    driver.write(FRAME)
    signal.raise_signal(signal.SIGWINCH)
    assert isinstance(driver, Screen)
    assert driver.resized == 1, "Textual hears of it too"
    driver.write(FRAME)
    assert written == [SENT, SENT]


async def test_a_size_that_the_terminal_tells_counts_where_it_is_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    driver, written = over()
    passed: list[object] = []
    monkeypatch.setattr(driver, "send_message", passed.append)
    driver.write(FRAME)
    for width in (20, 21):
        driver.process_message(Resize(Size(width, 5), Size(width, 5)))
        driver.write(FRAME)
    assert written == [SENT, SENT]
    assert len(passed) == 2


async def test_an_app_knows_its_driver_and_loses_it(recording: Recording) -> None:
    async with browse(MadeUp(10)) as ui:
        driver = driver_of(ui.app)
        assert driver is not None
        assert recording.frames and recording.sent
        recording.since_last()
        driver.repaint()
        assert recording.sent[0].startswith("\x1b[m\x1b[2J\x1b[")
    assert driver_of(App()) is None
