"""Chance without chance: sixty-four bytes that depend on a record's number alone.

The first half of a draw becomes two ids, each byte of the second half decides one thing. A byte picks
from a table by `table[byte * len(table) >> 8]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

# Places of the deciding bytes in a draw; SLOTS takes five.
KIND, KIND_LOW, FACT, FACT_LOW, SLOTS = 32, 33, 34, 35, 36
SIDE, SUBJECT, UPDATES, LONGER, SPAN = 41, 42, 43, 44, 45
TALK, REPLY, META, CONFIDENCE, TURN, TAGS = 46, 47, 48, 49, 50, 51
CATEGORY, EXPIRY, EXPIRY_DAYS, IMMUTABLE, BOTH = 52, 53, 54, 55, 56
JUNK, JUNK_LOW, SOURCE, SOURCE_LOW, MEND = 57, 58, 59, 60, 61

# Of a thousand records, so many are good facts in English, the first kinds that KIND stands for.
GOOD_FACTS = 770

_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))

T = TypeVar("T")


def draw(number: int) -> bytes:
    """The 64 bytes of the record with this number."""
    return blake2b(number.to_bytes(8, "little")).digest()


def kind_of(byte: bytes) -> int:
    """What kind of memory this is, from 0 to 999 (`kinds.MAKERS`)."""
    return (byte[KIND] << 8 | byte[KIND_LOW]) * 1000 >> 16


def pick(table: Sequence[T], byte: int) -> T:
    """The entry of a table of at most 256 that `byte` stands for."""
    return table[byte * len(table) >> 8]


def uuid(digits: str) -> str:
    """A version 4 UUID from 32 hexadecimal digits."""
    variant = _VARIANT[digits[16]]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
