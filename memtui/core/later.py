"""Modules that are loaded when something of them is first needed."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


class _Later(ModuleType):
    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self.__name__), name)


def later(name: str) -> ModuleType:
    """The module of this name, which is loaded when one of its names is asked for.

    For type checkers the same module is imported under `TYPE_CHECKING`.
    """
    return _Later(name)
