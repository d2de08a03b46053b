"""How well the test against similar areas keeps its promises, measured on published figures and in simulation.

Every draw comes from a generator with a seed that the caller gives, so that results repeat exactly.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sendneeds.analysis.discovery import adjust
from sendneeds.analysis.unusual import Floats, from_log_odds, predict

Places = npt.NDArray[np.intp]
Marks = npt.NDArray[np.bool_]

LEVELS = {95: 0.975, 80: 0.90}
PEERS = 10
BATCH = 2_000
LOWEST_TRUTH, HIGHEST_TRUTH = 1.0, 99.0


class PredictiveCover(NamedTuple):
    """Shares in percent of values inside the 95 and 80 % ranges of similar areas, and the number of values."""

    share95: float
    share80: float
    pairs: int


class NullReport(NamedTuple):
    """Simulated reports in which no area differs from its neighbours.

    `any_discovery` is the percent of reports with a discovery, which is the false discovery rate since each would be
    false; `any_flag` the percent with a value beyond the range, and `flags` the mean number of these in a report.
    """

    any_discovery: float
    any_flag: float
    flags: float
    reports: int


def measure_predictions(values: Floats, similar: Places, fewest: int, *, share: bool) -> Marks:
    """Return whether each value lies inside its 95 and 80 % ranges, shape (tested values, 2).

    `values` is (areas,) of one indicator and period; `similar` (areas, most) has the positions of each area's
    neighbours, -1 where there is none. Values with fewer than `fewest` neighbours, or with equal ones, are left out.
    """
    peers = np.where(similar >= 0, values[similar], np.nan)
    inside = []
    for quantile in LEVELS.values():
        found = predict(values, peers, 1, quantile, share=share)
        inside.append(found.p > 2 * (1 - quantile))
    tested = (found.k >= fewest) & ~np.isnan(found.p)
    return np.stack(inside, axis=1)[tested]


def summarise_predictions(inside: Marks) -> PredictiveCover:
    """Return the cover of one or many indicators; `inside` is (values, 2)."""
    share95, share80 = (float(100 * share) for share in inside.mean(axis=0))
    return PredictiveCover(share95, share80, len(inside))


def simulate_false_flags(spread: float, sizes: Floats, draws: int, seed: int, centre: float = 50.0) -> float:
    """Return the percent of areas flagged although they are drawn like their ten peers.

    True percentages are normal about `centre` with standard deviation `spread` (points), kept between 1 and 99. The
    observed ones are binomial, out of numbers of children drawn from `sizes`. The test is that of the reports: log
    odds, 95 %.
    """
    generator = np.random.default_rng(seed)
    shape = (draws, PEERS + 1)
    truth = np.clip(generator.normal(centre, spread, shape), LOWEST_TRUTH, HIGHEST_TRUTH)
    children = generator.choice(sizes, shape).astype(np.int64)
    seen = 100 * generator.binomial(children, truth / 100) / children
    found = predict(seen[:, 0], seen[:, 1:], 1, LEVELS[95], share=True)
    return float(100 * np.mean(found.p < 2 * (1 - LEVELS[95])))


def simulate_null_reports(tests: int, alikeness: float, reports: int, seed: int, level: float = 0.10) -> NullReport:
    """Return what the tests of reports find where an area is one more area like its ten peers in everything.

    Log odds are normal; `alikeness` is the correlation between any two of the `tests` indicators of one area.
    """
    generator = np.random.default_rng(seed)
    batches = [min(BATCH, reports - done) for done in range(0, reports, BATCH)]
    p = np.concatenate([_draw_null(generator, (size, tests), alikeness) for size in batches])
    found = np.array([(adjust(row) < level).any() for row in p])
    flags = (p < 2 * (1 - LEVELS[95])).sum(axis=1)
    return NullReport(float(100 * found.mean()), float(100 * (flags > 0).mean()), float(flags.mean()), reports)


def _draw_null(generator: np.random.Generator, shape: tuple[int, int], alikeness: float) -> Floats:
    """Return two-sided p values, shape (reports, tests)."""
    shared = generator.normal(size=(shape[0], 1, PEERS + 1))
    own = generator.normal(size=(*shape, PEERS + 1))
    levels = np.sqrt(alikeness) * shared + np.sqrt(1 - alikeness) * own
    percents = from_log_odds(levels.reshape(-1, PEERS + 1))
    p: Floats = predict(percents[:, 0], percents[:, 1:], 1, LEVELS[95], share=True).p.reshape(shape)
    return p
