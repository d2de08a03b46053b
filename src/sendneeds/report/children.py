"""Children and young people: how many, who holds a plan, and with which needs."""

from __future__ import annotations

from sendneeds.present.display import Figure, Table
from sendneeds.present.sentences import add_article
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.charts import plot_composition, plot_profile, plot_series
from sendneeds.report.section import (
    join_paragraph,
    join_paragraphs,
    say_beside,
    say_footnotes,
    say_measures,
    tabulate_findings,
)

PREVALENCE = ("sen_ehc_pct", "sen_support_pct")
POPULATION = (
    "pop_0_25",
    "ehc_rate_0_25",
    *PREVALENCE,
    "sen_total_pct",
    "sen_ehc_primary_pct",
    "sen_ehc_secondary_pct",
    "sen_mainstream_pct",
)
GROUPS = (
    "ehc_male_pct",
    "ehc_age_under5_pct",
    "ehc_age_5_10_pct",
    "ehc_age_11_15_pct",
    "ehc_age_16_19_pct",
    "ehc_age_20_25_pct",
    "ehc_eth_asian_pct",
    "ehc_eth_black_pct",
    "ehc_eth_mixed_pct",
    "ehc_eth_white_british_pct",
    "ehc_eth_white_other_pct",
    "ehc_eth_other_pct",
    "ehc_eth_unclassified_pct",
)
GROUPS_TABLE = (*GROUPS, "ehc_eth_gypsy_roma_traveller_pct")
SOCIAL_CARE = ("cla_ehc_pct", "cin_ehc_pct")
NEEDS = (
    "need_asd_pct",
    "need_semh_pct",
    "need_slcn_pct",
    "need_mld_pct",
    "need_sld_pct",
    "need_pd_pct",
    "need_spld_pct",
    "need_hi_pct",
    "need_pmld_pct",
    "need_vi_pct",
    "need_msi_pct",
    "need_oth_pct",
    "need_unknown_pct",
)


def say_population(evidence: AreaEvidence) -> str:
    """Return how many children and young people live here and how many are known to have needs."""
    return join_paragraphs(
        join_paragraph(*(say_beside(evidence, name) for name in ("pop_0_25", "sen_ehc_pct", "sen_support_pct"))),
        join_paragraph(
            "Higher or lower is neither good nor bad: it shows how often schools and the council identify a need.",
            say_footnotes(evidence, POPULATION),
        ),
    )


def plot_population(evidence: AreaEvidence) -> Figure:
    """Return the shares of pupils with a plan and with SEN support over time."""
    return plot_series(evidence, "prevalence", PREVALENCE)


def tabulate_population(evidence: AreaEvidence) -> Table:
    """Return population and prevalence beside the comparators."""
    caption = f"Children and young people with special educational needs in {add_article(evidence.area.name)}"
    return tabulate_findings(evidence, "population", caption, POPULATION)


def say_groups(evidence: AreaEvidence) -> str:
    """Return who holds plans by sex, age and ethnicity, and among children in care and in need."""
    return join_paragraphs(
        join_paragraph(say_measures(evidence, ("ehc_male_pct", "ehc_age16_25_pct"))),
        join_paragraph(say_beside(evidence, "cla_ehc_pct")),
        join_paragraph(
            "The releases give plans by sex, age and ethnic group but no count of all children of the same groups and "
            "date. The shares cannot show by themselves who is missing out; set them beside the area's own population.",
            say_footnotes(evidence, GROUPS),
        ),
    )


def plot_groups(evidence: AreaEvidence) -> Figure:
    """Return the composition of plans by sex, age and ethnicity beside England."""
    return plot_composition(evidence, "groups", GROUPS, "share of EHC plans, %")


def tabulate_groups(evidence: AreaEvidence) -> Table:
    """Return the same shares with all comparators, and children in care and in need."""
    caption = f"Who holds EHC plans in {add_article(evidence.area.name)}"
    return tabulate_findings(evidence, "groups-table", caption, (*GROUPS_TABLE, *SOCIAL_CARE))


def say_needs(evidence: AreaEvidence) -> str:
    """Return the most frequent primary needs and what they are set beside."""
    return join_paragraphs(
        join_paragraph(*(say_beside(evidence, name) for name in _sort_needs(evidence)[:3])),
        join_paragraph(
            "Each plan has one primary need, so a child with several needs counts once.",
            say_footnotes(evidence, NEEDS),
        ),
    )


def plot_needs(evidence: AreaEvidence) -> Figure:
    """Return the primary needs beside England and similar areas."""
    return plot_profile(evidence, "needs", NEEDS, "primary need, % of EHC plans")


def tabulate_needs(evidence: AreaEvidence) -> Table:
    """Return the primary needs beside the comparators."""
    caption = f"Primary need of EHC plans in {add_article(evidence.area.name)}"
    return tabulate_findings(evidence, "needs-table", caption, _sort_needs(evidence))


def _sort_needs(evidence: AreaEvidence) -> list[str]:
    """Return the needs by the area's share, the largest first; what is not a type of need stays last."""
    return [*sorted(NEEDS[:-2], key=lambda name: evidence.latest(name).value or 0, reverse=True), *NEEDS[-2:]]
