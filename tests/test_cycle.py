"""The commissioning cycle as a reader gets it: every part speaks, links are as declared, history is history."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from ruamel.yaml import YAML
from test_priorities_report import write_out

from sendneeds.analysis.priorities import Tier
from sendneeds.declare.strategy import Action
from sendneeds.present.display import MARK, Cell, Table, strip_marks
from sendneeds.project import Project
from sendneeds.report import AreaReport, open_area
from sendneeds.report.assessment import assess
from sendneeds.report.cycle_deliver import list_commissioned
from sendneeds.report.cycle_plan import is_overdue
from sendneeds.report.cycle_thread import list_strands
from sendneeds.report.cycle_understand import list_apart, list_projections
from sendneeds.report.priorities import Passage
from sendneeds.report.priorities_demand import list_projected
from sendneeds.report.standing import Standing, list_documents

DECLARED = ("sutton", "somerset", "sunderland", "nottinghamshire")
WITHOUT = "leeds"
EDITIONS = ("2018", "2025")
REPORTS = [(area, edition) for area in (*DECLARED, WITHOUT) for edition in EDITIONS]
ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "commissioning_cycle.ipynb"
NUMBERED = re.compile(r'<data value="([^"]*)">([^<]*)</data>')
FOR_THE_AUTHOR = ("slip", "should have one value", "differs from the published", "incomplete", "for the author")
AT_WORK = ("overdue", "on track", "off track", "probability of")
PASSAGES = 18


@cache
def open_report(area: str, edition: str, project: Project) -> AreaReport:
    return open_area(area, edition, project.root)


def list_passages(report: AreaReport) -> dict[str, Passage]:
    names = [name for name, thing in vars(type(report.cycle)).items() if hasattr(thing, "func")]
    return {name: getattr(report.cycle, name) for name in names}


@cache
def write_report(area: str, edition: str, project: Project) -> str:
    return "\n".join(write_out(item) for item in list_passages(open_report(area, edition, project)).values())


@cache
def read_strategy(area: str) -> dict[str, Any]:
    """Return the strategy file as plain lists, past the package."""
    found: dict[str, Any] = YAML(typ="safe").load(ROOT / "params" / "strategies" / f"{area}.yml")
    return found


def list_tables(report: AreaReport) -> Iterator[Table]:
    for passage in list_passages(report).values():
        yield from passage.tabulate()
        yield from (figure.data for figure in passage.plot())


def find_documents(area: str, edition: str) -> dict[str, str]:
    """Return how each document stands at the edition's date, worked out from the file's own years."""
    as_at = date(int(edition), 12, 31).isoformat()
    found = {}
    for item in read_strategy(area)["documents"]:
        begins, ends = str(item["begins"]), str(item["ends"])
        began = begins[: len(begins)] <= as_at[: len(begins)]
        ended = ends < as_at[: len(ends)]
        found[item["id"]] = "later" if not began else "past" if ended else "in force"
    return found


def list_themes(action: dict[str, Any]) -> set[str]:
    return {*action.get("themes", ()), *(name for part in action.get("parts", ()) for name in part.get("themes", ()))}


@pytest.mark.parametrize(("area", "edition"), REPORTS)
def test_every_passage_speaks(area: str, edition: str, project: Project) -> None:
    passages = list_passages(open_report(area, edition, project))
    assert len(passages) == PASSAGES
    for name, passage in passages.items():
        said = passage.say().markdown
        assert said.strip(), name
        assert not re.search(r"\bnan\b|[{}]|\bNone\b(?! of)|[^ ]  +[^ ]|\.\.", said), (name, said)
        assert all(table.rows and table.source for table in passage.tabulate()), name


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_area_without_a_file_says_what_is_missing_and_how_to_add_it(edition: str, project: Project) -> None:
    report = open_report(WITHOUT, edition, project)
    empty = {name: item.say().markdown for name, item in list_passages(report).items() if name != "frame"}
    assert [name for name, said in empty.items() if "strategy file" not in said] == []
    assert "docs/how-to/add-a-strategy.md" in report.cycle.one_page.say().markdown
    assert f"data/local/{WITHOUT}" in report.cycle.missing.say().markdown
    assert "No strategy or action plan" in report.priorities.answers.say().markdown


@pytest.mark.parametrize("area", DECLARED)
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_thread_links_what_the_file_links(area: str, edition: str, project: Project) -> None:
    evidence = open_report(area, edition, project).evidence
    stands = find_documents(area, edition)
    named = {Standing.IN_FORCE: "in force", Standing.PAST: "past", Standing.LATER: "later"}
    for standing, word in named.items():
        documents = {name for name, stand in stands.items() if stand == word}
        assert {item.id for item in list_documents(evidence, standing)} == documents
        if standing is Standing.LATER:
            continue
        held = read_strategy(area)
        strands = [item for item in list_strands(evidence, standing) if item.theme]
        lines = [line.theme for line in assess(evidence).ranking.lines if line.tier is not Tier.V]
        rising = [item.finding.entry.theme for item in list_projected(evidence) if (item.growth or 0) > 0]
        assert [item.theme for item in strands] == list(dict.fromkeys([*lines, *rising]))
        for strand in strands:
            actions = [item for item in held["actions"] if item["document"] in documents]
            objectives = [item for item in held["objectives"] if item["document"] in documents]
            wanted = [item["id"] for item in actions if strand.theme in list_themes(item)]
            assert [item.id for item in strand.actions] == wanted
            titles = [item["title"] for item in objectives if strand.theme in item.get("themes", ())]
            assert [item.title for item in strand.objectives] == titles


@pytest.mark.parametrize("area", DECLARED)
def test_what_ended_is_history(area: str, project: Project) -> None:
    report = open_report(area, "2025", project)
    assert set(find_documents(area, "2025").values()) == {"past"}
    text = write_report(area, "2025", project).lower()
    assert [word for word in AT_WORK if word in text] == []
    assert "have ended" in report.cycle.thread.say().markdown
    assert all("(history" in table.caption for table in report.cycle.actions.tabulate())
    answers = report.priorities.answers.say().markdown
    assert "have ended" in answers
    assert not re.search(r"^- \*\*", answers, re.MULTILINE)


def test_a_document_that_has_not_begun_shows_by_name_alone(project: Project) -> None:
    text, held = write_report("sunderland", "2018", project), read_strategy("sunderland")
    assert find_documents("sunderland", "2018") == {held["documents"][0]["id"]: "later"}
    assert held["documents"][0]["title"] in text
    parts = ("statements", "objectives", "actions", "targets", "places", "services", "bodies", "governance", "voices")
    words = [item.get("title") or item.get("name") or item.get("text") for part in parts for item in held.get(part, ())]
    assert len(words) > 50
    assert [word for word in words if word in text] == []
    assert [word for word in held.get("missing", ()) if word in text] == []


@pytest.mark.parametrize(
    ("due", "status", "late"),
    [
        ("2018-11-30", None, True),
        ("2018-11", "under way", True),
        ("2017", None, True),
        ("2018-12-30", "not started", True),
        ("2018-12-31", None, False),
        ("2018-12", None, False),
        ("2018", None, False),
        ("2019-01-01", None, False),
        ("2018-11", "done", False),
        ("2018-11", "stopped", False),
        (None, None, False),
    ],
)
def test_overdue_is_past_its_date_and_not_closed(
    due: str | None,
    status: str | None,
    late: bool,  # noqa: FBT001 - a column of cases
    project: Project,
) -> None:
    values = {"id": "a", "title": "An action", "document": "wsoa", "section": "1", "timescale": "dated"}
    action = Action.model_validate({**values, "due": due, "status": status})
    assert is_overdue(open_report("sutton", "2018", project).evidence, action) is late
    assert not is_overdue(open_report("sutton", "2025", project).evidence, action)


def test_overdue_actions_are_counted_and_shown(project: Project) -> None:
    report = open_report("sutton", "2018", project)
    late = [
        item["id"]
        for item in read_strategy("sutton")["actions"]
        if "due" in item and len(str(item["due"])) == len("2018-12") and str(item["due"]) < "2018-12"
    ]
    rows = [row for table in report.cycle.actions.tabulate() for row in table.rows]
    shown = [row[0].text.split()[0] for row in rows if row[-1].text == "Date passed, no status supplied"]
    assert shown == late
    assert f"{len(late)} actions are past the date" in strip_marks(report.cycle.actions.say().markdown)


@pytest.mark.parametrize("area", DECLARED)
def test_every_step_and_sign_of_success_is_shown(area: str, project: Project) -> None:
    report = open_report(area, "2025", project)
    rows = [row for table in report.cycle.actions.tabulate() if "steps" in table.id for row in table.rows]
    shown = {(row[0].text, text) for row in rows for cell in row[1:] for text in cell.text.split("; ")}
    wanted = {
        (item["id"], text)
        for item in read_strategy(area)["actions"]
        for said in (*(part["title"] for part in item.get("parts", ())), *item.get("measures", ()))
        for text in said.split("; ")
    }
    assert wanted <= shown
    assert bool(wanted) is (area != "somerset")


@pytest.mark.parametrize("area", DECLARED)
def test_every_field_of_every_service_is_shown(area: str, project: Project) -> None:
    table = open_report(area, "2025", project).cycle.contracts.tabulate()[-1]
    shown = {row[0].text: row[1].text for row in table.rows}
    services = read_strategy(area)["services"]
    assert list(shown) == [item["name"] for item in services]
    fields = ("support", "access", "accountable", "commissioned", "measures", "gaps")
    for item in services:
        said = [item[name] for name in fields if name in item]
        texts = [text for one in said for text in ([one] if isinstance(one, str) else one)]
        assert [text for text in texts if " ".join(text.split()) not in shown[item["name"]]] == []


@pytest.mark.parametrize(("area", "edition"), REPORTS)
def test_nothing_is_published_that_is_for_the_author(area: str, edition: str, project: Project) -> None:
    text = write_report(area, edition, project).lower()
    assert [word for word in FOR_THE_AUTHOR if word in text] == []


def test_the_published_report_knows_nothing_of_the_authors_checks() -> None:
    barred = re.compile(r"author(?!_words)|consistency|analysis\.claims")
    modules = sorted((ROOT / "src" / "sendneeds" / "report").glob("cycle*.py"))
    assert len(modules) >= 10
    for path in modules:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
        assert [name for name in names if barred.search(name)] == [], path.name
    source = "\n".join(cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells)  # type: ignore[no-untyped-call]
    assert "author" not in source


@pytest.mark.parametrize(("area", "edition"), REPORTS)
def test_stated_figures_are_shown_as_stated(area: str, edition: str, project: Project) -> None:
    report = open_report(area, edition, project)
    strategy, prefix = report.evidence.strategy, f"{area}.strategy."
    figures = strategy.list_figures() if strategy else {}
    begun = {name for name, stand in (find_documents(area, edition) if strategy else {}).items() if stand != "later"}
    passages = (report.cycle.estimates, report.cycle.projections)
    marked = [found for item in passages for found in NUMBERED.findall(item.say().markdown)]
    tables = [*report.cycle.projections.tabulate(), *(figure.data for figure in report.cycle.estimates.plot())]
    cells: list[Cell] = [cell for table in tables for row in table.rows for cell in row if cell.finding]
    marked += [(cell.finding or "", cell.text) for cell in cells]
    for finding, text in marked:
        if not finding.startswith(prefix):
            continue
        figure = figures[finding.removeprefix(prefix)]
        assert figure.document in begun
        if not text.endswith("%"):
            assert float(text.replace(",", "")) == figure.value


def test_two_rates_imply_one_population_within_rounding(project: Project) -> None:
    report = open_report("nottinghamshire", "2018", project)
    low, high = list_projections(report.evidence)
    assert list_apart(low, high) == []
    held = {item["id"]: item for item in read_strategy("nottinghamshire")["projections"]}
    one, other = held[low.id], held[high.id]
    for year, value in one["values"].items():
        spans = [
            tuple(Fraction(100) * (number + shift) / Fraction(str(rate)) for shift in (Fraction(-1, 2), Fraction(1, 2)))
            for number, rate in ((value, one["rate"]), (other["values"][year], other["rate"]))
        ]
        assert spans[0][0] <= spans[1][1]
        assert spans[1][0] <= spans[0][1]
    moved = low.model_copy(update={"values": {**low.values, "2014": 6700}})
    assert list_apart(moved, high) == ["2014"]
    said = strip_marks(report.cycle.projections.say().markdown)
    assert "that is 1.0% more" in said
    assert "in ten years, which is every year that both state" in said


def test_services_under_several_headings_stand_first(project: Project) -> None:
    report = open_report("sutton", "2018", project)
    headings: dict[str, set[str]] = {}
    for item in read_strategy("sutton")["commissioned"]:
        headings.setdefault(item["service"], set()).add(item["under"])
    wanted = {name for name, under in headings.items() if len(under) > 1 or "Shared responsibility" in under}
    shared, single = report.cycle.commissioners.tabulate()
    assert {row[0].text for row in shared.rows} == wanted
    assert wanted
    alone = {name for row in single.rows for name in row[1].text.split("; ")}
    assert alone == set(headings) - wanted
    assert len(list_commissioned(report.evidence)) == len(read_strategy("sutton")["commissioned"])


def test_somerset_is_said_to_print_no_statistic_of_its_own(project: Project) -> None:
    for edition in EDITIONS:
        said = open_report("somerset", edition, project).cycle.missing.say().markdown
        assert "no statistic of Somerset itself" in said
    assert "no statistic" not in open_report("sutton", "2018", project).cycle.missing.say().markdown


@pytest.mark.parametrize(("area", "edition"), REPORTS)
def test_other_reports_lead_to_this_one(area: str, edition: str, project: Project) -> None:
    report = open_report(area, edition, project)
    for said in (report.priorities.answers.say().markdown, report.inspection.say().markdown):
        assert "](commissioning_cycle.html)" in said


def test_answers_in_hand_are_those_of_the_thread(project: Project) -> None:
    report = open_report("sutton", "2018", project)
    said = strip_marks(report.priorities.answers.say().markdown)
    for strand in list_strands(report.evidence, Standing.IN_FORCE):
        if not strand.theme:
            continue
        (line,) = [text for text in said.splitlines() if text.startswith(f"- **{strand.label}.**")]
        assert [item.title for item in strand.objectives if item.title not in line] == []
        assert all(item.id in line for item in strand.actions[:4])


@pytest.mark.parametrize(("area", "edition"), REPORTS)
def test_marks_are_whole_and_ids_are_known(area: str, edition: str, project: Project) -> None:
    report = open_report(area, edition, project)
    for name, passage in list_passages(report).items():
        assert not MARK.search(NUMBERED.sub("", passage.say().markdown)), name
    ids = [table.id for table in list_tables(report)]
    assert len(set(ids)) == len(ids)
    findings = [cell.finding for table in list_tables(report) for row in table.rows for cell in row if cell.finding]
    assert all(finding.startswith((f"{area}.", "E92000001")) for finding in findings)
