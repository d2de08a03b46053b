"""A composite score, for the annex on sensitivity only: how far the order of themes hangs on choices.

Five parts, each from 0 to 1, each the largest among a theme's core scored measures:

- gap: t of the test against similar areas, cut to 0 to 3 and divided by 3;
- evidence: 1 - p of that test where the value lies on the unfavourable side, else 0. It says the same as the gap on
  another scale, which is one reason why the score orders nothing in the main part;
- trend: t of the slope against similar areas' slopes, cut to 0 to 3 and divided by 3;
- opportunity: the lower end of the children that the gap amounts to, divided by the largest of all themes; 0 where no
  counts are published, which is the other reason;
- duty: the largest share of late cases among the theme's duties, 0 without one.

The score is their mean with the edition's weights. Each draw replaces the mean of similar areas (and of their slopes)
by one from its own Student distribution, which moves gap, evidence and opportunity together, and a share of late cases
by one from its posterior with Jeffreys' prior. The draws say how firm the order is against chance, not how right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from sendneeds.analysis.duties import DutyRecord
from sendneeds.analysis.priorities import Measure, group_by_theme
from sendneeds.analysis.student import find_quantile, find_tail
from sendneeds.analysis.unusual import Floats
from sendneeds.declare.edition import Edition, Weights

FURTHEST = 3.0
FIRST = 5


@dataclass(frozen=True)
class Components:
    """The five parts of a score, each from 0 to 1, in the order of the weights."""

    gap: float
    evidence: float
    trend: float
    opportunity: float
    duty: float


@dataclass(frozen=True)
class Score:
    """A theme's score from 0 to 1, its parts, and the share of draws in which it is among the first five."""

    theme: str
    score: float
    components: Components
    p_top5: float


@dataclass(frozen=True)
class Sensitivity:
    """The annex: scores, highest first, and the order of themes under other weights, by their name."""

    scores: tuple[Score, ...]
    other_orders: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Parts:
    """One row a theme, one column a draw, one layer a part: shape (themes, 5, draws)."""

    themes: tuple[str, ...]
    values: Floats


def score_themes(measures: Mapping[str, Measure], duties: Sequence[DutyRecord], edition: Edition) -> Sensitivity:
    """Return the annex for all themes with a tested core measure or a duty. The edition's seed fixes the draws."""
    exact = _compute_parts(measures, duties, None, edition)
    drawn = _compute_parts(measures, duties, np.random.default_rng(edition.seed), edition)
    points = weigh_parts(exact.values, edition.weights)[:, 0]
    firm = count_first(weigh_parts(drawn.values, edition.weights))
    scores = [
        Score(theme, float(points[row]), Components(*map(float, exact.values[row, :, 0])), float(firm[row]))
        for row, theme in enumerate(exact.themes)
    ]
    others = {name: weigh_parts(exact.values, weights)[:, 0] for name, weights in edition.other_weights.items()}
    return Sensitivity(
        scores=tuple(sorted(scores, key=lambda item: (-item.score, item.theme))),
        other_orders={name: order_themes(exact.themes, found) for name, found in others.items()},
    )


def weigh_parts(parts: Floats, weights: Weights) -> Floats:
    """Return the weighted means of parts, shape (themes, 5, draws), as (themes, draws)."""
    given = np.array([weights.gap, weights.evidence, weights.trend, weights.opportunity, weights.duty])
    return np.asarray(np.einsum("tpd,p->td", parts, given) / given.sum())


def count_first(scores: Floats, places: int = FIRST) -> Floats:
    """Return for each theme the share of draws in which fewer than `places` themes score higher; (themes, draws)."""
    higher = (scores[None, :, :] > scores[:, None, :]).sum(axis=1)
    return np.asarray((higher < places).mean(axis=1))


def order_themes(themes: Sequence[str], scores: Floats) -> tuple[str, ...]:
    """Return themes by score, highest first; equal ones by name."""
    return tuple(theme for _, theme in sorted(zip(-scores, themes, strict=True)))


def _compute_parts(
    measures: Mapping[str, Measure], duties: Sequence[DutyRecord], draws: np.random.Generator | None, edition: Edition
) -> _Parts:
    members = {
        theme: [item for item in found if item.is_in_family]
        for theme, found in group_by_theme(measures.values()).items()
    }
    owed = {theme: [item for item in duties if item.finding.entry.theme == theme] for theme in members}
    themes = tuple(theme for theme in members if members[theme] or owed[theme])
    count = edition.draws if draws else 1
    values = np.zeros((len(themes), len(astuple(Components(0, 0, 0, 0, 0))), count))
    for row, theme in enumerate(themes):
        for item in members[theme]:
            values[row, :4] = np.maximum(values[row, :4], _measure_parts(item, count, draws, edition))
        for record in owed[theme]:
            values[row, 4] = np.maximum(values[row, 4], _draw_late(record, count, draws))
    largest = values[:, 3].max(axis=0, initial=0.0)
    values[:, 3] /= np.where(largest > 0, largest, 1.0)
    return _Parts(themes, values)


def _measure_parts(measure: Measure, count: int, draws: np.random.Generator | None, edition: Edition) -> Floats:
    """Return gap, evidence, trend and children of one measure, shape (4, count)."""
    test, trend, gap = measure.unusual, measure.trend, measure.opportunity
    moved = _draw_mean(test.k, count, draws)
    t = (test.t or 0.0) + moved / np.sqrt(test.k + 1)
    evidence = np.where(t > 0, 1 - 2 * find_tail(np.abs(t), test.k - 1), 0.0)
    pace = np.zeros(count)
    if trend is not None and trend.relative_t is not None and trend.k is not None:
        pace = trend.relative_t + _draw_mean(trend.k, count, draws) / np.sqrt(trend.k + 1)
    children = np.zeros(count)
    if gap is not None:
        # The interval is the gap +/- t s / sqrt(k) in children: its half-width gives one standard error.
        error = (gap.interval[1] - gap.children) / float(find_quantile(edition.thresholds.outside, test.k - 1))
        children = np.maximum(gap.interval[0] + moved * error, 0.0)
    return np.stack([_cut(t), evidence, _cut(pace), children])


def _draw_mean(k: int, count: int, draws: np.random.Generator | None) -> Floats:
    """Return how far the mean of k similar areas may be off, in its standard errors; zeros without a generator."""
    return draws.standard_t(k - 1, count) if draws else np.zeros(count)


def _draw_late(record: DutyRecord, count: int, draws: np.random.Generator | None) -> Floats:
    if draws is None or record.late is None or record.cases is None:
        return np.full(count, record.late_share / 100)
    return draws.beta(record.late + 0.5, record.cases - record.late + 0.5, count)


def _cut(t: Floats) -> Floats:
    return np.asarray(np.clip(t, 0.0, FURTHEST) / FURTHEST)
