"""Where children learn, whether they are in school, and what they achieve."""

from __future__ import annotations

from itertools import chain

from sendneeds.present.display import Figure, Table
from sendneeds.present.sentences import add_article
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.charts import plot_profile, plot_pupil_groups
from sendneeds.report.section import (
    join_paragraph,
    join_paragraphs,
    say_beside,
    say_footnotes,
    say_measures,
    tabulate_findings,
)

PLACEMENTS = (
    "place_mainstream_pct",
    "place_unit_pct",
    "place_state_special_pct",
    "place_inmss_pct",
    "place_fe_pct",
    "place_ap_pct",
    "place_elsewhere_pct",
    "place_unknown_pct",
)
ELSEWHERE = (
    "place_ehe_pct",
    "place_other_la_pct",
    "place_neet_pct",
    "place_neet_csa_pct",
    "place_neet_other_pct",
    "place_notice_to_cease_pct",
    "place_other_settings_pct",
)
PLACEMENT_TABLE = (*PLACEMENTS, *ELSEWHERE, "residential_per_1000")
# Each measure for pupils with an EHC plan, with SEN support and without SEN.
ATTENDANCE = (
    ("susp_rate_ehc", "susp_rate_support", "susp_rate_nosen"),
    ("perm_excl_rate_ehc", "perm_excl_rate_support", "perm_excl_rate_nosen"),
    ("absence_ehc_pct", "absence_support_pct", "absence_nosen_pct"),
    ("persistent_absence_ehc_pct", "persistent_absence_support_pct", "persistent_absence_nosen_pct"),
    ("severe_absence_ehc_pct", "severe_absence_support_pct", "severe_absence_nosen_pct"),
)
ABSENCE_WORDS = "absence, % of possible sessions; persistent and severe absence, % of pupils"
ATTAINMENT_WORDS = "pupils who met the standard, %"
EARLY_YEARS = ("gld_ehc_pct", "gld_support_pct", "gld_all_pct")
ATTAINMENT = (
    ("phonics_ehc_pct", "phonics_support_pct", "phonics_nosen_pct"),
    ("ks2_rwm_ehc_pct", "ks2_rwm_support_pct", "ks2_rwm_nosen_pct"),
    ("a8_ehc", "a8_support", "a8_nosen"),
    ("l2em_19_ehc_pct", "l2em_19_support_pct", "l2em_19_nosen_pct"),
)


def say_placements(evidence: AreaEvidence) -> str:
    """Return where children with plans learn, and how many are without a school place."""
    return join_paragraphs(
        say_measures(evidence, ("place_mainstream_pct", "place_state_special_pct", "place_inmss_pct")),
        say_beside(evidence, "place_elsewhere_pct"),
        say_measures(evidence, ("place_neet_pct", "place_neet_csa_pct", "place_ehe_pct", "residential_per_1000")),
        say_footnotes(evidence, PLACEMENT_TABLE),
    )


def plot_placements(evidence: AreaEvidence) -> Figure:
    """Return the settings of plans beside England and similar areas."""
    return plot_profile(evidence, "placements", PLACEMENTS, "placement, % of EHC plans", keep_order=True)


def tabulate_placements(evidence: AreaEvidence) -> Table:
    """Return settings, home education, no school place and residential places beside the comparators."""
    caption = f"Where children and young people with EHC plans from {add_article(evidence.area.name)} learn"
    return tabulate_findings(evidence, "placements-table", caption, PLACEMENT_TABLE)


def say_attendance(evidence: AreaEvidence) -> str:
    """Return suspensions, exclusions and absence, each beside pupils without SEN."""
    return join_paragraphs(
        join_paragraph(
            say_measures(evidence, ("susp_rate_ehc", "susp_rate_support", "susp_rate_nosen", "perm_excl_rate_ehc")),
            "A suspension counts an event, not a child: one pupil may be suspended more than once.",
        ),
        say_measures(evidence, ("absence_ehc_pct", "absence_support_pct", "absence_nosen_pct")),
        join_paragraph(
            say_beside(evidence, "persistent_absence_ehc_pct"),
        ),
    )


def plot_attendance(evidence: AreaEvidence) -> Figure:
    """Return suspension and absence for the three groups of pupils."""
    return plot_pupil_groups(evidence, "attendance", ATTENDANCE[2:], ABSENCE_WORDS)


def tabulate_attendance(evidence: AreaEvidence) -> Table:
    """Return the three groups of pupils side by side, with similar areas."""
    caption = f"Suspension, exclusion and absence in {add_article(evidence.area.name)} by special educational need"
    return tabulate_findings(evidence, "attendance-table", caption, list(chain(*ATTENDANCE)))


def say_attainment(evidence: AreaEvidence) -> str:
    """Return early years, key stage and age-nineteen results, each beside pupils without SEN."""
    return join_paragraphs(
        join_paragraph(
            say_measures(evidence, EARLY_YEARS),
            "The release holds no such figure for children without SEN.",
        ),
        say_measures(evidence, ("ks2_rwm_ehc_pct", "ks2_rwm_support_pct", "ks2_rwm_nosen_pct")),
        join_paragraph(
            say_beside(evidence, "a8_support"),
            "Few children with plans reach the expected standards in any area, and small groups move a lot from year "
            "to year.",
        ),
    )


def plot_attainment(evidence: AreaEvidence) -> Figure:
    """Return attainment for the three groups of pupils."""
    return plot_pupil_groups(evidence, "attainment", (*ATTAINMENT[:2], ATTAINMENT[-1]), ATTAINMENT_WORDS)


def tabulate_attainment(evidence: AreaEvidence) -> Table:
    """Return the three groups of pupils side by side, with similar areas."""
    caption = f"Attainment in {add_article(evidence.area.name)} by special educational need"
    return tabulate_findings(evidence, "attainment-table", caption, [*EARLY_YEARS, *chain(*ATTAINMENT)])
