"""Dataclasses that are finished when the first of their kind is made.

`dataclasses.dataclass` writes and compiles six functions for every class. memtui has some two hundred
classes, of which the first screen needs a quarter: the others would cost a tenth of its start. To everybody
else, a type checker included, these are the dataclasses of the standard library; only `slots` is not heeded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses
    from threading import RLock

    _unfinished: dict[type, dict[str, bool]] = {}
    # Two threads may make the first of a kind at once.
    _lock = RLock()

    def dataclass(cls=None, /, **options):
        """The decorator, with the options of `dataclasses.dataclass`."""
        options.pop("slots", None)

        def put_off(cls):
            _unfinished[cls] = options
            above, is_finished = cls.__new__, False

            def make(kind, /, *args, **kwargs):
                nonlocal is_finished
                # What inherits from it may have other parents too.
                if not is_finished or kind is not cls:
                    _finish(kind)
                    is_finished = True
                return above(kind)

            cls.__new__ = make
            return cls

        return put_off if cls is None else put_off(cls)

    def _finish(kind: type) -> None:
        with _lock:
            # What inherits looks for the fields of what it inherits from.
            for base in reversed(kind.__mro__):
                if base in _unfinished:
                    dataclasses.dataclass(**_unfinished[base])(base)
                    # Only now: another thread may have looked meanwhile.
                    del _unfinished[base]
