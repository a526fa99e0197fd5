"""Dataclasses that are finished when the first of their kind is made.

`dataclasses.dataclass` writes and compiles six functions for every class. memtui has some two hundred
classes, of which the first screen needs a few: the others would cost a tenth of its start. Of those six only
`__init__` is compiled here; the others are the same for every class. To everybody else, a type checker
included, these are the dataclasses of the standard library; only `slots` is not heeded, and of the options of
a field `init` and `kw_only` are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses
    from operator import attrgetter
    from reprlib import recursive_repr
    from threading import RLock

    _made = object()
    """Stands for a value that is made anew for each."""
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
                    _make(base, **_unfinished[base])
                    # Only now: another thread may have looked meanwhile.
                    del _unfinished[base]

    def _make(cls, *, eq=True, repr=True, frozen=False, **options):  # noqa: A002  (the option's name)
        own = set(vars(cls))
        dataclasses.dataclass(cls, init=False, eq=False, repr=False, **options)
        fields = dataclasses.fields(cls)
        if "__init__" not in own:
            cls.__init__ = _init(cls, fields)
        if frozen:
            cls.__setattr__, cls.__delattr__ = _refuse_to_set, _refuse_to_delete
        if repr and "__repr__" not in own:
            cls.__repr__ = _shown
        if eq and "__eq__" not in own:
            compared = [one.name for one in fields if one.compare]
            hashed = [one.name for one in fields if (one.compare if one.hash is None else one.hash)]
            cls.__eq__, of_values = _comparing(_values(compared), _values(hashed))
            if "__hash__" not in own:
                cls.__hash__ = of_values if frozen else None

    def _init(cls, fields):
        """The one function of each class that is compiled, since it is called for every memory there is."""
        names = {"_set": object.__setattr__, "_made": _made}
        taken, lines = ["self"], []
        for one in fields:
            name, value = one.name, one.name
            if one.default is not dataclasses.MISSING:
                names[f"_of_{name}"] = one.default
                taken.append(f"{name}=_of_{name}")
            elif one.default_factory is not dataclasses.MISSING:
                names[f"_of_{name}"] = one.default_factory
                taken.append(f"{name}=_made")
                value = f"_of_{name}() if {name} is _made else {name}"
            else:
                taken.append(name)
            lines.append(f" _set(self, {name!r}, {value})")
        if hasattr(cls, "__post_init__"):
            lines.append(" self.__post_init__()")
        text = "\n".join([f"def __init__({', '.join(taken)}):", *(lines or [" pass"])])
        exec(text, names)  # noqa: S102  (as the standard library does, of the names of fields alone)
        return names["__init__"]

    def _refuse_to_set(self, name, value):
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(self, name):
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    @recursive_repr()
    def _shown(self):
        shown = (field.name for field in dataclasses.fields(self) if field.repr)
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def _comparing(compared, hashed):
        def __eq__(self, other):  # noqa: N807
            return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

        def __hash__(self):  # noqa: N807
            return hash(hashed(self))

        return __eq__, __hash__

    def _values(names):
        return attrgetter(*names) if names else lambda _: ()
