"""The journal and the short delays of the plans' tests."""

from __future__ import annotations

from tests.tui.plan.conftest import _soon, journal

__all__ = ["_soon", "journal"]
