"""EHC plans: how many, how fast they grow, and whether help comes in time."""

from __future__ import annotations

from sendneeds.analysis.finding import Finding
from sendneeds.present.display import Figure, Table, mark_number
from sendneeds.present.sentences import add_article
from sendneeds.present.words import say_finding, say_noun, say_number, say_when_found
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.charts import plot_series
from sendneeds.report.section import (
    join_paragraph,
    join_paragraphs,
    say_beside,
    say_footnotes,
    say_measures,
    tabulate_findings,
)

DEMAND = ("ehc_plans_total", "ehc_requests", "ehc_new_plans")
DEMAND_TABLE = (
    *DEMAND,
    "ehc_growth_5y_pct",
    "ehc_requests_refused_pct",
    "ehc_assess_no_plan_pct",
    "ehc_ceased",
    "ehc_age16_25_pct",
)
TIMELINESS = "ehc_20wk_ex_pct"
TIMELINESS_TABLE = (
    TIMELINESS,
    "ehc_20wk_all_pct",
    "ehc_over_1yr_pct",
    "request_6wk_pct",
    "noplan_16wk_pct",
    "review_decision_4wk_pct",
)
FULL_BASE = 0.95


def say_demand(evidence: AreaEvidence) -> str:
    """Return the numbers of plans, requests and new plans, and growth over five years."""
    return join_paragraphs(
        say_measures(evidence, DEMAND),
        say_beside(evidence, "ehc_growth_5y_pct"),
        join_paragraph(
            say_beside(evidence, "ehc_requests_refused_pct"),
            say_footnotes(evidence, DEMAND_TABLE),
        ),
    )


def plot_demand(evidence: AreaEvidence) -> Figure:
    """Return plans, requests and new plans over time."""
    return plot_series(evidence, "demand", DEMAND)


def tabulate_demand(evidence: AreaEvidence) -> Table:
    """Return demand beside the comparators."""
    return tabulate_findings(
        evidence, "demand-table", f"Demand for EHC plans in {add_article(evidence.area.name)}", DEMAND_TABLE
    )


def say_timeliness(evidence: AreaEvidence) -> str:
    """Return how many new plans were in time, on which base, and how fast requests and reviews are decided."""
    return join_paragraphs(
        join_paragraph(say_base(evidence), say_beside(evidence, TIMELINESS)),
        join_paragraph(say_measures(evidence, ("ehc_20wk_all_pct", "ehc_over_1yr_pct"))),
        join_paragraph(say_beside(evidence, "request_6wk_pct"), say_beside(evidence, "review_decision_4wk_pct")),
        say_footnotes(evidence, TIMELINESS_TABLE),
    )


def say_base(evidence: AreaEvidence) -> str:
    """Return how many new plans the timeliness table counts, where it leaves out more than a few."""
    issued, made = evidence.latest("ehc_20wk_all_pct"), evidence.latest("ehc_new_plans")
    if issued.period.code != made.period.code or not issued.denominator or not made.value:
        return ""
    if issued.denominator >= FULL_BASE * made.value:
        return ""
    counted = mark_number(say_number(issued.denominator), issued.id)
    left_out = mark_number(say_number(made.value - issued.denominator), issued.id)
    noun = say_noun(made.value, made.entry.indicator.noun)
    return (
        f"The council made {say_finding(made)} {noun} {say_when_found(made, capital=False)}. "
        f"The department's timeliness table counts {counted} of them{_say_exceptions(evidence, issued)}; "
        f"the other {left_out} are not in that table."
    )


def _say_exceptions(evidence: AreaEvidence, issued: Finding) -> str:
    without = evidence.latest(TIMELINESS).denominator
    if without is None or issued.denominator is None:
        return ""
    excepted = issued.denominator - without
    if not excepted:
        return ", none with a recorded exception"
    if not without:
        return ", all with a recorded exception"
    return f", {mark_number(say_number(excepted), issued.id)} with a recorded exception"


def plot_timeliness(evidence: AreaEvidence) -> Figure:
    """Return the share of new plans in time, over the range of similar areas."""
    return plot_series(evidence, "timeliness", (TIMELINESS,))


def tabulate_timeliness(evidence: AreaEvidence) -> Table:
    """Return all time limits beside the comparators."""
    return tabulate_findings(
        evidence, "timeliness-table", f"Time limits in {add_article(evidence.area.name)}", TIMELINESS_TABLE
    )
