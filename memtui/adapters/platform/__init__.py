"""The Mem0 Platform, and services that speak its language."""

from memtui.adapters.platform.adapter import PlatformAdapter

__all__ = ["PlatformAdapter"]
