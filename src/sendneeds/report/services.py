"""Adulthood, health, families' routes of complaint and choice, money, what lies ahead, and inspection."""

from __future__ import annotations

from datetime import date

from sendneeds.declare.period import say_date
from sendneeds.present.display import Cell, Column, Figure, Table
from sendneeds.present.sentences import join_words
from sendneeds.present.words import say_small, say_when_found
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.charts import plot_profile, plot_series
from sendneeds.report.section import (
    explain_symbols,
    join_paragraph,
    join_paragraphs,
    name_releases,
    say_beside,
    say_footnotes,
    say_measures,
    tabulate_findings,
)

ADULTHOOD = (
    "neet_nk_ehc_pct",
    "neet_nk_support_pct",
    "neet_nk_nosen_pct",
    "et_1617_sen_pct",
    "ks4_sustained_ehc_pct",
    "ks4_sustained_support_pct",
    "ks4_sustained_nosen_pct",
    "supported_internships_per_1000",
)
WAITS = ("slt_wait_18wk_pct", "ot_wait_18wk_pct", "paed_wait_18wk_pct")
HEALTH = (
    *WAITS,
    "autism_wait_under10_pct",
    "autism_wait_10_17_pct",
    "cyp_mh_contacts",
    "dmo_or_dco_in_post",
    "dsco_in_post",
)
REDRESS = (
    "tribunal_appeal_rate_pct",
    "mediation_per_100_refusals",
    "personal_budget_pct",
    "personal_budget_pct_2014_2022",
)
MONEY = ("high_needs_block_gbp", "sen_weekly_unit_cost", "inmss_spend_per_head", "dsg_balance_pct")
AHEAD = (
    "ehc_age_11_15_pct",
    "ehc_age_16_19_pct",
    "ehc_age_20_25_pct",
    "ehc_growth_5y_pct",
    "ehc_new_plans",
    "ehc_ceased",
)


def say_adulthood(evidence: AreaEvidence) -> str:
    """Return what young people do at sixteen and seventeen, and after key stage four."""
    return join_paragraphs(
        join_paragraph(say_beside(evidence, "neet_nk_ehc_pct"), say_measures(evidence, ("neet_nk_nosen_pct",))),
        say_beside(evidence, "ks4_sustained_ehc_pct"),
        say_beside(evidence, "supported_internships_per_1000"),
    )


def plot_adulthood(evidence: AreaEvidence) -> Figure:
    """Return the shares of young people in, or not in, education and training."""
    return plot_profile(evidence, "adulthood", ADULTHOOD[:-1], "young people, % of each group", keep_order=True)


def tabulate_adulthood(evidence: AreaEvidence) -> Table:
    """Return preparation for adulthood beside the comparators."""
    caption = f"Preparing for adulthood in {evidence.area.name}"
    return tabulate_findings(evidence, "adulthood-table", caption, ADULTHOOD)


def say_health(evidence: AreaEvidence) -> str:
    """Return waits for therapy, of the board and not of the council's area, and the roles in post."""
    boards = join_words(list(evidence.boards))
    where = (
        f"Waits are published for the integrated care board ({boards}), not for the council's area. They are set "
        "beside England only."
        if len(evidence.boards) == 1
        else f"The area is served by {say_small(len(evidence.boards))} integrated care boards "
        f"({boards or 'none is listed in the release'}), so the releases hold no wait for it."
    )
    return join_paragraphs(
        join_paragraph(where, *(say_beside(evidence, name) for name in WAITS[:2] if evidence.has(name))),
        join_paragraph(_say_roles(evidence), say_footnotes(evidence, HEALTH)),
    )


def _say_roles(evidence: AreaEvidence) -> str:
    """Return which of the designated roles the council reported to be filled, and which not."""
    roles = {
        "dmo_or_dco_in_post": "a designated medical or clinical officer",
        "dsco_in_post": "a designated social care officer",
    }
    known = [name for name in roles if evidence.has(name)]
    if not known:
        return "The council reported nothing on designated officers."
    filled = join_words([roles[name] for name in known if evidence.latest(name).value])
    empty = join_words([roles[name] for name in known if not evidence.latest(name).value])
    said = [f"{filled} in post"] if filled else []
    said += [f"{empty} not in post"] if empty else []
    return f"{say_when_found(evidence.latest(known[0]))}, the council reported {' and '.join(said)}."


def plot_health(evidence: AreaEvidence) -> Figure:
    """Return therapy waits of the board beside England."""
    return plot_profile(
        evidence, "health", (*WAITS, *HEALTH[3:5]), "children waiting, % of those on the list", keep_order=True
    )


def tabulate_health(evidence: AreaEvidence) -> Table:
    """Return waits and roles beside England."""
    return tabulate_findings(evidence, "health-table", "Health waits and roles", HEALTH)


def say_redress(evidence: AreaEvidence) -> str:
    """Return appeals, mediation and personal budgets, none of which has an agreed good direction."""
    return join_paragraphs(
        say_beside(evidence, "tribunal_appeal_rate_pct"),
        join_paragraph(
            say_beside(evidence, "mediation_per_100_refusals"),
            say_beside(evidence, "personal_budget_pct"),
        ),
        join_paragraph(
            "Appeals, mediation and personal budgets show use, not satisfaction: few may mean content families, or "
            "families who do not know of them.",
            "No release used here holds what families think of their help.",
            say_footnotes(evidence, REDRESS),
        ),
    )


def plot_redress(evidence: AreaEvidence) -> Figure:
    """Return the appeal rate over the range of similar areas."""
    return plot_series(evidence, "redress", REDRESS[:1])


def tabulate_redress(evidence: AreaEvidence) -> Table:
    """Return appeals, mediation and personal budgets beside the comparators."""
    caption = f"Appeals, mediation and personal budgets in {evidence.area.name}"
    return tabulate_findings(evidence, "redress-table", caption, REDRESS)


def say_money(evidence: AreaEvidence) -> str:
    """Return the high needs block, weekly unit cost and balance, each with its date and what it covers."""
    return join_paragraphs(
        say_measures(evidence, MONEY[:1]),
        say_beside(evidence, "sen_weekly_unit_cost"),
        join_paragraph(say_beside(evidence, "dsg_balance_pct"), say_footnotes(evidence, MONEY)),
    )


def plot_money(evidence: AreaEvidence) -> Figure:
    """Return the high needs block and the weekly unit cost over time."""
    return plot_series(evidence, "money", MONEY[:2])


def tabulate_money(evidence: AreaEvidence) -> Table:
    """Return finance beside the comparators."""
    return tabulate_findings(evidence, "money-table", f"Finance in {evidence.area.name}", MONEY)


def say_ahead(evidence: AreaEvidence) -> str:
    """Return what the present figures say about the next years, without projecting them."""
    return join_paragraphs(
        say_measures(evidence, ("ehc_growth_5y_pct", "ehc_new_plans", "ehc_ceased")),
        join_paragraph(
            say_measures(evidence, ("ehc_age_11_15_pct",)),
            "These children reach sixteen within five years, and those with plans may keep them up to twenty-five.",
            "This report projects nothing: more plans than cease in a year mean a growing number.",
        ),
    )


def tabulate_ahead(evidence: AreaEvidence) -> Table:
    """Return age structure and flow of plans beside the comparators."""
    return tabulate_findings(evidence, "ahead-table", f"Who comes next in {evidence.area.name}", AHEAD)


def say_inspection(evidence: AreaEvidence) -> str:
    """Return the last inspection and the strengths that the local file names."""
    visits = evidence.inspections
    if not visits:
        said = f"The releases hold no area inspection of {evidence.area.name} up to the date of this edition."
    else:
        last = visits[-1]
        said = f"The latest of the area inspections listed below ({last.framework}) found: {last.outcome}."
    strengths = "\n".join(f"- {item.strength} ({item.source}, {item.date})" for item in evidence.local.strengths)
    heading = "Strengths named by inspectors or partners:" if strengths else "No strengths have been supplied."
    return join_paragraphs(said, heading, strengths)


def tabulate_inspections(evidence: AreaEvidence) -> Table:
    """Return every area inspection and revisit, the latest first."""
    visits = evidence.inspections[::-1]
    rows = tuple(
        (Cell(say_date(date.fromisoformat(visit.date))), Cell(visit.framework), Cell(visit.outcome)) for visit in visits
    ) or ((Cell("[x]"), Cell("[x]"), Cell("[x]")),)
    names = dict.fromkeys(name for visit in visits for name in visit.release.split("+"))
    named = [evidence.registry.releases[name] for name in names]
    return Table(
        id="inspections",
        caption=f"Inspections of special educational needs and disability services in {evidence.area.name}",
        columns=tuple(Column(head, numeric=False) for head in ("First day", "Framework", "Outcome")),
        rows=rows,
        source=name_releases(named) or "Source: no published inspection.",
        notes=explain_symbols(rows),
    )
