"""Review: who reports to whom and how often, what the documents do not hold, and where to add what is missing."""

from __future__ import annotations

from sendneeds.declare.provision import GovernanceBody
from sendneeds.declare.stated import Rhythm, StatedUnit
from sendneeds.present.display import Cell, Figure, Table
from sendneeds.present.figures import Caption, show_route
from sendneeds.present.route_chart import RouteChart, RouteEdge, RouteNode
from sendneeds.present.sentences import add_article
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.cycle_words import (
    BLANK,
    GUIDE,
    count_noun,
    list_begun,
    list_lines,
    make_columns,
    name_count,
    say_absent,
    say_documents,
    say_history,
    start_sentence,
)
from sendneeds.report.section import join_paragraph, join_paragraphs
from sendneeds.report.standing import list_shown

MONTHS = {1: "monthly", 2: "every two months", 3: "quarterly", 4: "every four months", 6: "every six months"}
YEAR = 12
TIMES = {StatedUnit.WEEKS, StatedUnit.MONTHS, StatedUnit.YEARS}


def list_route(evidence: AreaEvidence) -> list[GovernanceBody]:
    """Return the bodies of the governance route, of documents that have begun."""
    return list_shown(evidence, evidence.strategy.governance) if evidence.strategy else []


def list_rhythms(evidence: AreaEvidence) -> list[Rhythm]:
    """Return how often something is to happen, of documents that have begun."""
    return list_shown(evidence, evidence.strategy.rhythms) if evidence.strategy else []


def say_rhythm(months: float) -> str:
    """Return `quarterly`, `yearly`, or `every 18 months`."""
    if months >= YEAR and months % YEAR == 0:
        years = int(months // YEAR)
        return "yearly" if years == 1 else f"every {years} years"
    return MONTHS[int(months)] if months in MONTHS else f"every {months:g} months"


def say_route(evidence: AreaEvidence) -> str:
    """Return how many bodies the route has, and the reports to each in words."""
    bodies = list_route(evidence)
    if not bodies:
        return say_absent(evidence, "governance routes")
    return join_paragraph(
        f"The documents name {count_noun(evidence, len(bodies), ('body', 'bodies'), 'governance')} of the governance "
        "route.",
        say_history(evidence),
    )


def plot_route(evidence: AreaEvidence) -> tuple[Figure, ...]:
    """Return who reports to whom."""
    bodies = list_route(evidence)
    if not bodies:
        return ()
    names = {item.id for item in bodies}
    edges = tuple(RouteEdge(item.id, target, "") for item in bodies for target in item.reports_to if target in names)
    place = add_article(evidence.area.name)
    caption = Caption(
        "route",
        f"Who reports to whom on special educational needs and disability in {place}",
        "Boards and officers as the documents name them; an arrow leads to the body that is reported to",
        say_documents(evidence, bodies),
    )
    nodes = tuple(RouteNode(item.id, item.name) for item in bodies)
    return (show_route(RouteChart(evidence.area.name, nodes, edges), caption),)


def tabulate_route(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return the bodies with their roles, and what happens how often."""
    return (*_tabulate_bodies(evidence), *_tabulate_rhythms(evidence))


def _tabulate_bodies(evidence: AreaEvidence) -> tuple[Table, ...]:
    bodies = [item for item in list_route(evidence) if item.role]
    rows = tuple((Cell(item.name), Cell(item.role or BLANK)) for item in bodies)
    table = Table(
        id="governance",
        caption="What bodies of the governance route do",
        columns=make_columns("Body", "Role"),
        rows=rows,
        source=say_documents(evidence, bodies),
    )
    return (table,) if rows else ()


def _tabulate_rhythms(evidence: AreaEvidence) -> tuple[Table, ...]:
    found = list_rhythms(evidence)
    alike: dict[tuple[str, str | None, float], list[Rhythm]] = {}
    for item in found:
        alike.setdefault((item.what, item.to, item.months), []).append(item)
    rows = tuple(
        (
            Cell(start_sentence(what)),
            Cell(to or BLANK),
            Cell(start_sentence(say_rhythm(months)), name_count(evidence, f"rhythms.{items[0].id}")),
            Cell("; ".join(item.section for item in items)),
        )
        for (what, to, months), items in alike.items()
    )
    table = Table(
        id="rhythms",
        caption="What is reported or renewed, to whom and how often",
        columns=make_columns("What", "To", "How often", "Section"),
        rows=rows,
        source=say_documents(evidence, found),
    )
    return (table,) if rows else ()


def say_missing(evidence: AreaEvidence) -> str:
    """Return what the documents do not hold and where local values can be added."""
    lacking = evidence.strategy.missing if evidence.strategy and list_begun(evidence) else ()
    figures = len(_list_stated(evidence))
    place = add_article(evidence.area.name)
    nothing = "" if figures else f"The documents print no statistic of {place} itself, so none can be followed here."
    return join_paragraphs(
        say_absent(evidence, "documents of the area's own") if not list_begun(evidence) else "",
        nothing if list_begun(evidence) else "",
        "Not in the documents:" if lacking else "",
        list_lines(lacking),
        join_paragraph(
            f"Local values can be added in the folder data/local/{evidence.area.slug}: families' surveys, the "
            "information, advice and support service (SENDIASS), complaints, short breaks, continuing care, transport, "
            "placements out of area and waits for therapies.",
            f"{GUIDE} tells how to add a strategy and the status of its actions.",
        ),
    )


def _list_stated(evidence: AreaEvidence) -> list[str]:
    """Return the references of the figures that documents state of the area itself, spans of time aside."""
    strategy = evidence.strategy
    if strategy is None:
        return []
    names = {item.id for item in list_begun(evidence)}
    others = {f"claims.{item.id}" for item in strategy.claims if item.who or item.unit in TIMES}
    return [item.ref for item in strategy.list_figures().values() if item.document in names and item.ref not in others]
