"""The order of equal elements, where it is a matter of how libstdc++ sorts or selects.

PyTorch's sort and mode do not keep equal elements in order, its topk and kthvalue stop sorting as
soon as they know the elements; the places of equal ones then depend on how elements were swapped on
the way, and this module swaps them alike.

Source: aten/src/ATen/native/TopKImpl.h and Sorting.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from typing import Any

SORTED_AT_ONCE = 16
"""Up to how many elements libstdc++ sorts by insertion, which keeps equal ones in order."""


def ordered(keys: list[Any], is_total: bool = True) -> list[int]:
    """The places of keys in rising order, as far as they have one: nan is below and above none."""
    queue = _Queue(keys, is_total)
    queue.sort(0, len(keys))
    return queue.places


def first(keys: list[int], k: int) -> list[int]:
    """The places of the k least keys, in their order."""
    queue = _Queue(keys)
    if k * 64 <= len(keys):
        queue.sort_first(0, k, len(keys))
    else:
        queue.select(k - 1, len(keys))
        queue.sort(0, k - 1)
    return queue.places[:k]


def nth(keys: list[int], n: int) -> int:
    """The place of the n-th least key, from 0 on, as std::nth_element has it."""
    queue = _Queue(keys)
    queue.select(n, len(keys))
    return queue.places[n]


def kth(keys: list[int], k: int) -> int:
    """The place of the k-th least key, from 0 on, as a quickselect with medians of three has it."""
    places = list(range(len(keys)))

    def swap(i: int, j: int) -> None:
        places[i], places[j] = places[j], places[i]

    def swap_falling(i: int, j: int) -> None:
        if keys[places[i]] > keys[places[j]]:
            swap(i, j)

    left, right = 0, len(keys) - 1
    while right > left + 1:
        swap(left + (right - left) // 2, left + 1)
        swap_falling(left + 1, right)
        swap_falling(left, right)
        swap_falling(left + 1, left)
        i, j, pivot = left + 1, right, keys[places[left]]
        while True:
            i, j = i + 1, j - 1
            while pivot > keys[places[i]]:
                i += 1
            while keys[places[j]] > pivot:
                j -= 1
            if j < i:
                break
            swap(i, j)
        swap(left, j)
        left, right = (i if j <= k else left), (j - 1 if j >= k else right)
    if right == left + 1:
        swap_falling(left, right)
    return places[k]


class _Queue:
    """Places that are put into the order of their keys, or as much of it as is wanted.

    Attributes:
        places: the places, at first in their own order.
    """

    def __init__(self, keys: list[Any], is_total: bool = True) -> None:
        self.places = list(range(len(keys)))
        self._keys, self._is_total = keys, is_total

    def _before(self, i: int, j: int) -> bool:
        return self._keys[self.places[i]] < self._keys[self.places[j]]

    def _swap(self, i: int, j: int) -> None:
        self.places[i], self.places[j] = self.places[j], self.places[i]

    def select(self, nth: int, end: int) -> None:
        """Bring the one that belongs there to a position: std::nth_element."""
        start, depth = 0, 2 * (end.bit_length() - 1)
        while end - start > 3:
            if not depth:
                self._heap_first(start, nth + 1, end)
                self._swap(start, nth)
                return
            depth -= 1
            cut = self._partition(start, end)
            start, end = (cut, end) if cut <= nth else (start, cut)
        self._insert(start, end)

    def sort(self, start: int, end: int) -> None:
        """Sort a part: std::sort."""
        if end > start:
            self._sort_roughly(start, end, 2 * ((end - start).bit_length() - 1))
            self._insert(start, end)

    def _sort_roughly(self, start: int, end: int, depth: int) -> None:
        """Sort, but for what insertion will do at little cost."""
        while end - start > SORTED_AT_ONCE:
            if not depth:
                self.sort_first(start, end, end)
                return
            depth -= 1
            cut = self._partition(start, end)
            self._sort_roughly(cut, end, depth)
            end = cut

    def sort_first(self, start: int, middle: int, end: int) -> None:
        """Bring the least ones, in order, to the beginning of a part: std::partial_sort."""
        self._heap_first(start, middle, end)
        for last in range(middle - 1, start, -1):
            place, self.places[last] = self.places[last], self.places[start]
            self._sink(start, 0, last - start, place)

    def _heap_first(self, start: int, middle: int, end: int) -> None:
        """Make a heap of the least ones of a part, the largest of these first."""
        count = middle - start
        for hole in range((count - 2) // 2, -1, -1):
            self._sink(start, hole, count, self.places[start + hole])
        for at in range(middle, end):
            if self._before(at, start):
                place, self.places[at] = self.places[at], self.places[start]
                self._sink(start, 0, count, place)

    def _sink(self, start: int, hole: int, count: int, place: int) -> None:
        """Fill a hole of a heap from below, and put a place into what opens there."""
        top, key = hole, self._keys[place]
        while (child := 2 * hole + 2) <= count:
            if child == count or self._before(start + child, start + child - 1):
                child -= 1
            self.places[start + hole], hole = self.places[start + child], child
        while hole > top and self._keys[self.places[start + (above := (hole - 1) // 2)]] < key:
            self.places[start + hole], hole = self.places[start + above], above
        self.places[start + hole] = place

    def _insert(self, start: int, end: int) -> None:
        """Sort a part so that equal ones keep their order."""
        if self._is_total:
            self.places[start:end] = sorted(self.places[start:end], key=self._keys.__getitem__)
            return
        keys, places = self._keys, self.places
        for at in range(start + 1, end):
            place, to = places.pop(at), at
            if at < start + SORTED_AT_ONCE and keys[place] < keys[places[start]]:
                to = start
            while to > start and keys[place] < keys[places[to - 1]]:
                to -= 1
            places.insert(to, place)

    def _partition(self, start: int, end: int) -> int:
        """Part by the median of three; returns where the larger ones begin."""
        self._swap(start, self._median(start + 1, start + (end - start) // 2, end - 1))
        left, right, pivot = start + 1, end, self._keys[self.places[start]]
        while True:
            while self._keys[self.places[left]] < pivot:
                left += 1
            right -= 1
            while pivot < self._keys[self.places[right]]:
                right -= 1
            if left >= right:
                return left
            self._swap(left, right)
            left += 1

    def _median(self, a: int, b: int, c: int) -> int:
        if self._before(a, b):
            return b if self._before(b, c) else c if self._before(a, c) else a
        return a if self._before(a, c) else c if self._before(b, c) else b
