"""From the browse screen to another service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memtui.tui.profiles.messages import ServiceOpened
from memtui.tui.profiles.opening import open_place
from memtui.tui.profiles.page import ProfilesPage
from memtui.tui.profiles.places import Place
from memtui.tui.state import Step

if TYPE_CHECKING:
    from memtui.tui.screens.serving import ServiceScreen


def choose_profile(screen: ServiceScreen, wanted: Place | None = None) -> None:
    """Show what can be opened, and begin to open the one that is wanted.

    The page stays until what is chosen is open: nothing can be begun on the service that is left then.
    """

    async def switch(place: Place) -> None:
        opened = await open_place(screen.app, place)
        walk: Step | None = None
        if place.entry is None and not place.is_demo:
            walk = "connect"
        elif screen.state.walk is not None and not place.is_demo:
            # For those who take the first steps, the first is done.
            walk = "add"
        screen.app.post_message(ServiceOpened(opened, walk))

    screen.app.push_screen(ProfilesPage(screen.pages.context, screen.profile.name, switch, wanted))
