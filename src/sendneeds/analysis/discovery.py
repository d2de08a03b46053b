"""How many of many tests would flag by chance, and which flags survive that thought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sendneeds.analysis.unusual import Floats, Unusual
from sendneeds.declare.edition import Edition


@dataclass(frozen=True)
class Discovery:
    """Of `tested` scored measures, how many lie outside the range of similar areas, and how many would by chance.

    `unfavourable` are those outside on the unfavourable side; `expected` is for both sides together, and half of it for
    either one, if the area were one more area like its neighbours in everything.
    """

    tested: int
    outside: int
    unfavourable: int
    expected: float

    @property
    def expected_unfavourable(self) -> float:
        return self.expected / 2


def adjust(p: Floats) -> Floats:
    """Return the q values of p values, shape (n,): the false discovery rate at which each would be found.

    Source: Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995), 289-300.
    """
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    q = np.empty(len(p))
    q[order] = np.minimum.accumulate(p[order] * len(p) / ranks).clip(max=1.0)
    return q


def count_discoveries(tests: Iterable[Unusual], edition: Edition) -> Discovery:
    """Return what the scored tests of a report found, and what chance would."""
    tested = [test for test in tests if test.scored and test.t is not None]
    outside = [test for test in tested if test.is_beyond]
    return Discovery(
        tested=len(tested),
        outside=len(outside),
        unfavourable=sum(test.is_unfavourable for test in outside),
        expected=2 * (1 - edition.thresholds.outside) * len(tested),
    )
