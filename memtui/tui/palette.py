"""The palette: every action by its name."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from memtui.tui.actions import ACTIONS, Action, key_names
from memtui.tui.screens.browse import BrowseScreen


class ActionProvider(Provider):
    """Offers the actions of the browse screen."""

    async def discover(self) -> Hits:
        """Every action, before anything is typed."""
        screen = self.screen
        if isinstance(screen, BrowseScreen):
            for action in ACTIONS:
                perform = partial(screen.action_perform, action.id)
                yield DiscoveryHit(_words(action), perform, help=action.help)

    async def search(self, query: str) -> Hits:
        """The actions whose words match what was typed."""
        screen, matcher = self.screen, self.matcher(query)
        if isinstance(screen, BrowseScreen):
            for action in ACTIONS:
                score = matcher.match(f"{action.label} {action.help}")
                if score > 0:
                    perform = partial(screen.action_perform, action.id)
                    yield Hit(score, _words(action), perform, help=action.help)


def _words(action: Action) -> str:
    return f"{action.label}  ({key_names(action)})" if action.keys else action.label
