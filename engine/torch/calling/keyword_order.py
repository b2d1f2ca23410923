"""The order in which PyTorch's errors list keyword arguments: that of a C++ hash table.

Source: ``std::unordered_map<std::string, ...>`` of libstdc++, whose hash is MurmurHash64A.
"""

from __future__ import annotations

from collections.abc import Iterable

_SEED, _FACTOR, _SHIFT = 0xC70F6907, 0xC6A4A7935BD1E995, 47
_WORD, _BYTES = 2**64 - 1, 8
_BUCKETS = 13
"""The size of a table with at most 13 names; no call that is refused this way has more."""


def keyword_order(names: Iterable[str]) -> list[str]:
    """The names in the iteration order of the table after inserting them one by one.

    A name in a new bucket goes to the front of the list, another to the front of its bucket.
    """
    order: list[str] = []
    buckets: list[int] = []
    for name in names:
        bucket = _hash(name.encode()) % _BUCKETS
        place = buckets.index(bucket) if bucket in buckets else 0
        order.insert(place, name)
        buckets.insert(place, bucket)
    return order


def _hash(data: bytes) -> int:
    mixed = _SEED ^ _times(len(data))
    whole = len(data) - len(data) % _BYTES
    for start in range(0, whole, _BYTES):
        word = _times(int.from_bytes(data[start : start + _BYTES], "little"))
        mixed = _times(mixed ^ _times(word ^ word >> _SHIFT))
    if whole < len(data):
        mixed = _times(mixed ^ int.from_bytes(data[whole:], "little"))
    mixed = _times(mixed ^ mixed >> _SHIFT)
    return mixed ^ mixed >> _SHIFT


def _times(word: int) -> int:
    return word * _FACTOR & _WORD
