"""Consistency of what an area's documents state: rules that find slips of arithmetic and definition.

Each rule says how many things it looked at and what does not fit. Nothing is corrected: which of two figures is right
only the author can tell.
"""

from __future__ import annotations

from sendneeds.analysis.consistency_dates import check_ages, check_lists, check_rhythms, check_status, check_times
from sendneeds.analysis.consistency_same import Published, check_growth, check_rates, check_samenesses, check_years
from sendneeds.analysis.consistency_slip import RuleResult
from sendneeds.analysis.consistency_sums import check_changes, check_fractions, check_wholes
from sendneeds.declare.strategy import Strategy


def check_consistency(strategy: Strategy, published: Published) -> tuple[RuleResult, ...]:
    """Return the result of every rule. `published` holds the area's published counts by indicator and year."""
    return (
        check_changes(strategy),
        check_wholes(strategy),
        check_fractions(strategy),
        check_samenesses(strategy),
        check_years(strategy),
        check_growth(strategy, published),
        check_rates(strategy),
        check_rhythms(strategy),
        check_lists(strategy),
        check_ages(strategy),
        check_times(strategy),
        check_status(strategy),
    )
