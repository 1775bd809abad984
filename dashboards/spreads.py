"""Spreads: how durations lie, kept small enough to be added up for a thousand days. Pure.

Seconds are counted in buckets that lie 72 to the octave: the largest of a bucket is less than a
hundredth above its smallest. Each keeps its count and its sum, so that a percentile, read from the
mean of its bucket, is never a hundredth off, and exact where a bucket holds one answer.
"""

import math
import struct
from collections import defaultdict

PER_OCTAVE = 72
ZERO = -1  # the bucket of no time at all
_ENTRY = struct.Struct(">hiq")  # bucket, count, sum: as PostgreSQL sends int2, int4, int8

Packed = bytes | memoryview


class Spread:
    """The spread of some durations. Packed ones, put one behind the other, are packed again."""

    def __init__(self, *packed: Packed) -> None:
        """Start with what is packed, by default with nothing."""
        self._counts: defaultdict[int, int] = defaultdict(int)
        self._sums: defaultdict[int, int] = defaultdict(int)
        for each in packed:
            self.add(each)

    def add(self, packed: Packed) -> None:
        """Add what is packed."""
        counts, sums = self._counts, self._sums
        for bucket, number, total in _ENTRY.iter_unpack(packed):
            counts[bucket] += number
            sums[bucket] += total

    @property
    def count(self) -> int:
        """Return how many durations there are."""
        return sum(self._counts.values())

    def percentile(self, share: float) -> int | None:
        """Return the duration, in seconds, below which ``share`` (0 to 1) lies; None of nothing.

        Between two answers it is reckoned as ``percentile_cont`` does.
        """
        number = self.count
        if not number:
            return None
        place = (number - 1) * share
        low, high = self._at(math.floor(place), math.ceil(place))
        return round(low + (high - low) * (place - math.floor(place)))

    def _at(self, *ranks: int) -> list[float]:
        """Return the durations of the answers with so many before them; ``ranks`` come in order."""
        wanted, found, before = list(ranks), [], 0
        for bucket in sorted(self._counts):
            before += self._counts[bucket]
            while wanted and wanted[0] < before:
                found.append(self._sums[bucket] / self._counts[bucket])
                del wanted[0]
            if not wanted:
                break
        return found


def packed(seconds: list[int]) -> bytes:
    """Return whole ``seconds`` packed."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for each in seconds:
        found[bucket_of(each)].append(each)
    return b"".join(_ENTRY.pack(at, len(held), sum(held)) for at, held in sorted(found.items()))


def bucket_of(seconds: int) -> int:
    """Return the number of the bucket that ``seconds`` lie in."""
    return ZERO if seconds < 1 else math.floor(math.log(seconds) * PER_OCTAVE / math.log(2))
