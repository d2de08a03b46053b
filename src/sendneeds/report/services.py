"""Adulthood, health, families' routes of complaint and choice, money, what lies ahead, and inspection."""

from __future__ import annotations

from datetime import date

from sendneeds.declare.period import say_date
from sendneeds.present.display import Cell, Column, Figure, Table, mark_number
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import say_cell, say_noun, say_number, say_small, say_unit, say_value, say_when_found
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.charts import plot_profile, plot_series
from sendneeds.report.cycle_words import say_where_to_read
from sendneeds.report.section import (
    explain_symbols,
    join_paragraph,
    join_paragraphs,
    list_caveats,
    list_findings,
    name_releases,
    say_beside,
    say_footnotes,
    say_measures,
    say_source,
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
    return plot_profile(
        evidence,
        "adulthood",
        ADULTHOOD[:-1],
        "young people, % of each group",
        keep_order=True,
        headline="ks4_sustained_ehc_pct",
    )


def tabulate_adulthood(evidence: AreaEvidence) -> Table:
    """Return preparation for adulthood beside the comparators."""
    caption = f"Preparing for adulthood in {add_article(evidence.area.name)}"
    return tabulate_findings(evidence, "adulthood-table", caption, ADULTHOOD)


def say_health(evidence: AreaEvidence) -> str:
    """Return waits for therapy, of the board and not of the council's area, and the roles in post."""
    return join_paragraphs(
        join_paragraph(
            _say_boards(evidence), *(say_beside(evidence, name) for name in WAITS[:2] if evidence.has(name))
        ),
        join_paragraph(_say_roles(evidence), say_footnotes(evidence, HEALTH)),
    )


def _say_boards(evidence: AreaEvidence) -> str:
    """Return which health area the waits are of, or why none is shown."""
    boards = [f"NHS {board} Integrated Care Board" for board in evidence.boards]
    if not boards:
        return "The list of health areas held here names none for this council, so no wait is shown."
    if len(boards) > 1:
        said = join_words(boards)
        return f"The area lies in {say_small(len(boards))} boards ({said}): no wait is its own, so none is shown."
    return (
        f"Therapy waits are those of {boards[0]}, autism waits and mental health contacts those of the former clinical "
        "commissioning group: larger areas than the council's. They are set beside England only."
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
    words = "children waiting more than eighteen weeks for a therapy, % of the waiting list"
    name = f"Board of {add_article(evidence.area.name)}"
    return plot_profile(evidence, "health", WAITS, words, keep_order=True, name=name)


def tabulate_health(evidence: AreaEvidence) -> Table:
    """Return waits and contacts of the health area beside England."""
    findings = list_findings(evidence, HEALTH)
    rows = tuple(
        (
            Cell(f"{finding.entry.indicator.short} ({say_unit(finding.entry.indicator)})"),
            Cell(finding.period.label),
            Cell(say_cell(finding), finding.id if finding.value is not None else None),
            Cell("[x]")
            if finding.england is None
            else Cell(say_value(finding.england, finding.entry.indicator), finding.id),
        )
        for finding in findings
    )
    return Table(
        id="health-table",
        caption=f"Waits and contacts in the health area that {add_article(evidence.area.name)} belongs to",
        columns=(
            Column("Measure", numeric=False),
            Column("Period", numeric=False),
            Column("Health area"),
            Column("England"),
        ),
        rows=rows,
        source=say_source(evidence, findings),
        notes=(*list_caveats(evidence, findings), *explain_symbols(rows)),
    )


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
    caption = f"Appeals, mediation and personal budgets in {add_article(evidence.area.name)}"
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
    return tabulate_findings(evidence, "money-table", f"Finance in {add_article(evidence.area.name)}", MONEY)


def say_ahead(evidence: AreaEvidence) -> str:
    """Return what the present figures say about the next years, without projecting them."""
    return join_paragraphs(
        join_paragraph(say_measures(evidence, ("ehc_new_plans", "ehc_ceased")), _say_flow(evidence)),
        join_paragraph(
            say_measures(evidence, ("ehc_age_11_15_pct",)),
            "All of them reach sixteen within five years, and a plan may go on to the age of twenty-five. "
            "This report makes no projection.",
        ),
    )


def _say_flow(evidence: AreaEvidence) -> str:
    """Return by how many new plans exceeded ended ones, or the reverse, in the same year."""
    new, ended = evidence.latest("ehc_new_plans"), evidence.latest("ehc_ceased")
    if new.value is None or ended.value is None or new.period.code != ended.period.code:
        return ""
    difference = new.value - ended.value
    if not difference:
        return "As many plans ended as were made."
    count = mark_number(say_number(abs(difference)), new.id)
    noun = say_noun(abs(difference), new.entry.indicator.noun)
    return f"That is {count} more {noun} than ended." if difference > 0 else f"That is {count} fewer {noun} than ended."


def tabulate_ahead(evidence: AreaEvidence) -> Table:
    """Return age structure and flow of plans beside the comparators."""
    return tabulate_findings(evidence, "ahead-table", f"Who comes next in {add_article(evidence.area.name)}", AHEAD)


def say_inspection(evidence: AreaEvidence) -> str:
    """Return the last inspection and the strengths that the local file names."""
    strengths = "\n".join(f"- {item.date}: {item.strength} ({item.source})" for item in evidence.local.strengths)
    heading = "Strengths that inspectors or partners named:" if strengths else ""
    return join_paragraphs(say_last_inspection(evidence), heading, strengths, say_where_to_read(evidence))


def say_last_inspection(evidence: AreaEvidence) -> str:
    """Return what the last inspection or revisit found, or that the releases hold none."""
    if not evidence.inspections:
        place = add_article(evidence.area.name)
        return f"The releases hold no area inspection of {place} up to the date of this edition."
    last = evidence.inspections[-1]
    when = say_date(date.fromisoformat(last.date))
    return (
        f"The latest inspection or revisit in the releases began on {when} ({last.framework}): {last.outcome}. "
        "The releases used here hold none that is later."
    )


def tabulate_inspections(evidence: AreaEvidence) -> Table:
    """Return every area inspection and revisit, the latest first."""
    visits = evidence.inspections[::-1]
    rows = tuple(
        (Cell(say_date(date.fromisoformat(visit.date))), Cell(visit.framework), Cell(visit.outcome)) for visit in visits
    ) or ((Cell("[x]"), Cell("[x]"), Cell("[x]")),)
    names = dict.fromkeys(name for visit in visits for name in visit.release.split("+"))
    named = {name: evidence.registry.releases[name] for name in names}
    return Table(
        id="inspections",
        caption=f"Inspections of the local area of {add_article(evidence.area.name)}",
        columns=tuple(Column(head, numeric=False) for head in ("First day", "Framework", "Outcome")),
        rows=rows,
        source=name_releases(named) or "Source: no published inspection.",
        notes=explain_symbols(rows),
    )
