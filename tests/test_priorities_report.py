"""The list of priorities as a reader gets it: what it says, what it never says, and where its numbers come from."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import nbformat
import pytest
from test_numbers import MARKED, list_declared
from tracing import is_shown
from tracing_priorities import PriorityTracer

from sendneeds.analysis.priorities import Tier
from sendneeds.present.display import MARK, Cell, Figure, Table, strip_marks
from sendneeds.project import Project
from sendneeds.report import AreaReport, open_area
from sendneeds.report.priorities import Passage
from sendneeds.report.priorities_lines import list_lines

AREAS = (
    "sutton",
    "somerset",
    "sunderland",
    "nottinghamshire",
    "leeds",
    "devon",
    "doncaster",
    "city-of-london",
    "isles-of-scilly",
    "cumberland",
)
SMALL = ("city-of-london", "isles-of-scilly")
MOST_LINES, MOST_CHARTS = 7, 6
BARRED = ("must act", "no strong evidence", "weight 0", "opportunit", "significant", "better", "worse", "score")
NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "commissioning_priorities.ipynb"


@cache
def open_report(area: str, project: Project) -> AreaReport:
    return open_area(area, "2025", project.root)


def list_passages(report: AreaReport) -> dict[str, Passage]:
    names = [name for name, thing in vars(type(report.priorities)).items() if hasattr(thing, "func")]
    return {name: getattr(report.priorities, name) for name in names}


@cache
def list_tables(area: str, project: Project) -> tuple[Table, ...]:
    passages = list_passages(open_report(area, project)).values()
    charts = [figure.data for item in passages for figure in item.plot()]
    return (*(table for item in passages for table in item.tabulate()), *charts)


@cache
def open_tracer(area: str, project: Project) -> PriorityTracer:
    return PriorityTracer(area, open_report(area, project).to_findings_json())


def write_out(passage: Passage) -> str:
    """Return all words of a passage: text, captions, cells, notes, titles and alternative texts."""
    tables = [*passage.tabulate(), *(figure.data for figure in passage.plot())]
    cells = [cell.text for table in tables for row in table.rows for cell in row]
    heads = [column.label for table in tables for column in table.columns]
    captions = [text for table in tables for text in (table.caption, *table.notes)]
    words = [text for figure in passage.plot() for text in (figure.title, figure.subtitle, figure.alt)]
    return "\n".join([strip_marks(passage.say().markdown), *captions, *heads, *cells, *words])


def find_barred(text: str) -> list[str]:
    # The names of a measure and of an inspection's outcome are the publisher's own.
    said = re.sub(r"Attainment 8 score|\w+ significant weaknesses|scorecard", "", text).lower()
    return [word for word in BARRED if word in said]


@pytest.mark.parametrize("area", AREAS)
def test_every_passage_speaks(area: str, project: Project) -> None:
    passages = list_passages(open_report(area, project))
    assert len(passages) == 13
    for name, passage in passages.items():
        said = passage.say().markdown
        assert said.strip(), name
        assert not re.search(r"\bNone\b(?! of)|\bnan\b|[{}]|  ", said), (name, said)
    figures: list[Figure] = [figure for item in passages.values() for figure in item.plot()]
    assert len(figures) <= MOST_CHARTS
    assert len(passages["one_page"].tabulate()[0].rows) <= MOST_LINES


@pytest.mark.parametrize("area", AREAS)
def test_every_number_in_prose_is_marked_or_declared(area: str, project: Project) -> None:
    report = open_report(area, project)
    declared = [item.label for item in report.evidence.registry.themes.values()]
    declared += [*list_declared(report), "80% band"]
    for name, passage in list_passages(report).items():
        rest = MARKED.sub("", passage.say().markdown)
        assert not MARK.search(rest)
        for text in declared:
            rest = rest.replace(text, "")
        # A projected year stands beside the numbers that are projected for it.
        rest = re.sub(r"projected for (January )?20\d\d", "", rest)
        assert not re.search(r"\d", rest), (name, rest)


@pytest.mark.parametrize("area", AREAS)
def test_every_marked_number_follows_from_the_committed_tables(area: str, project: Project) -> None:
    tracer = open_tracer(area, project)
    for passage in list_passages(open_report(area, project)).values():
        for finding, text in MARKED.findall(passage.say().markdown):
            assert is_shown(text, tracer.list_numbers(finding)), (finding, text)


@pytest.mark.parametrize("area", AREAS)
def test_every_number_in_tables_follows_from_the_committed_tables(area: str, project: Project) -> None:
    tracer = open_tracer(area, project)
    for table in list_tables(area, project):
        for row in table.rows:
            for column, cell in zip(table.columns[1:], row[1:], strict=True):
                if column.numeric:
                    check_cell(cell, row, tracer)


def check_cell(cell: Cell, row: tuple[Cell, ...], tracer: PriorityTracer) -> None:
    """Follow each number of a cell home, through the finding of its row where it has none of its own."""
    finding = cell.finding or next((other.finding for other in row if other.finding), None)
    for text in re.findall(r"\d[\d,.]*%?(?:m| million)?", cell.text):
        assert finding is not None, cell
        assert is_shown(text, tracer.list_numbers(finding)), cell


def test_the_tracer_finds_a_changed_digit(project: Project) -> None:
    tracer = open_tracer("somerset", project)
    finding, ahead = "somerset.ks2_rwm_support_pct.2025", "somerset.ehc_plans_total.202425"
    for name, text, wrong in (
        (finding, "21%", "23%"),
        (ahead, "6,368", "6,369"),
        ("somerset.ehc_20wk_ex_pct.2024", "66.5%", "66.6%"),
        ("somerset.annex-timeliness", "0.64", "0.66"),
        ("somerset.priorities-outside", "2", "3"),
        ("somerset.edition", "0.30", "0.31"),
    ):
        assert is_shown(text, tracer.list_numbers(name)), text
        assert not is_shown(wrong, tracer.list_numbers(name)), wrong


@pytest.mark.parametrize("area", AREAS)
def test_the_main_part_keeps_to_the_words_that_methods_allow(area: str, project: Project) -> None:
    passages = list_passages(open_report(area, project))
    for name, passage in passages.items():
        if name != "annex":
            assert find_barred(write_out(passage)) == [], name


def test_the_notebooks_own_prose_keeps_to_these_words_before_the_annex() -> None:
    cells = nbformat.read(NOTEBOOK, as_version=4).cells  # type: ignore[no-untyped-call]
    ids = [cell.id for cell in cells]
    main = [cell.source for cell in cells[: ids.index("annex-heading")] if cell.cell_type == "markdown"]
    assert len(main) > 10
    assert [word for text in main for word in find_barred(text)] == []
    assert [text for text in main if re.search(r"\d", text)] == []


def test_barred_words_are_found() -> None:
    for word in BARRED:
        assert find_barred(f"These figures are {word.capitalize()} here.") == [word]
    assert find_barred("9 significant weaknesses; the average Attainment 8 score") == []


@pytest.mark.parametrize(("area", "late"), [("nottinghamshire", "787"), ("somerset", "377")])
def test_twenty_weeks_stand_under_legal_duty_with_number_late_and_body(area: str, late: str, project: Project) -> None:
    report = open_report(area, project)
    table = report.priorities.duties.tabulate()[0]
    heads = [column.label for column in table.columns]
    row = next(row for row in table.rows if "20 weeks" in row[0].text)
    cells = dict(zip(heads, (cell.text for cell in row), strict=True))
    assert (cells["Period"], cells["Late"], cells["Responsible"]) == ("2024", late, "Council")
    said = strip_marks(report.priorities.duties.say().markdown)
    assert f"The other {late} took longer. Responsible: council." in said
    first = report.priorities.one_page.tabulate()[0].rows[0]
    assert first[1].text == "Legal duty not met in every case"
    assert first[3].text == "Council"


def test_duties_that_are_met_are_named(project: Project) -> None:
    said = open_report("isles-of-scilly", project).priorities.duties.say().markdown
    met = said.split("Met in every case:")[1]
    assert "- decide within 6 weeks of the request whether to assess" in met


@pytest.mark.parametrize("area", SMALL)
def test_a_small_area_is_not_compared(area: str, project: Project) -> None:
    report = open_report(area, project)
    assert "too small to compare: one child can decide a share" in report.priorities.one_page.say().markdown
    for name in ("clear", "closer", "review", "questions", "not_set_apart"):
        said = getattr(report.priorities, name).say().markdown
        assert said.startswith("The area is too small to compare"), name
        assert "similar areas:" not in said
        assert not getattr(report.priorities, name).plot()
    assert not report.priorities.demand.tabulate()


@pytest.mark.parametrize("area", ["sutton", "somerset", "sunderland", "nottinghamshire"])
def test_what_people_raised_is_listed_with_source_and_date(area: str, project: Project) -> None:
    report = open_report(area, project)
    said = report.priorities.raised.say().markdown
    assert report.evidence.local.families
    for item in report.evidence.local.families:
        assert item.theme.rstrip(".") in said
        assert f"({item.source}, {item.date})" in said


def test_what_stands_apart_says_range_trend_and_what_would_change_it(project: Project) -> None:
    said = strip_marks(open_report("somerset", project).priorities.closer.say().markdown)
    assert "Similar areas point to a range of 21% to 29%: the figure lies below that." in said
    assert "It would be inside the range at 21% or more." in said
    assert "a less favourable course than in similar areas" in said
    assert "2 lie outside the range of similar areas on the unfavourable side; 0.6 expected by chance" in said
    gap = strip_marks(open_report("devon", project).priorities.duties.say().markdown)
    assert "If it matched similar areas, the difference would be 435 new plans (95% interval 216 to 654)" in gap


def test_themes_that_are_alike_are_said_to_be_so(project: Project) -> None:
    said = open_report("sutton", project).priorities.not_set_apart.say().markdown
    wanted = "Published figures do not set Sutton apart from similar areas here. That does not mean needs are met."
    assert wanted in said
    assert "Attainment from age 5 to 19" in said


@pytest.mark.parametrize("area", AREAS)
def test_demand_and_questions_carry_no_judgement(area: str, project: Project) -> None:
    report = open_report(area, project)
    listed = {item.id for tier in Tier for line in list_lines(report.evidence, tier) for item in line.measures}
    directions = {report.evidence.series[name].entry.indicator.direction for name in listed}
    assert directions <= {"high", "low"}
    for passage in (report.priorities.demand, report.priorities.questions):
        assert not re.search(r"favourabl|worst|best|poor|concern", write_out(passage).lower())


def test_an_edited_weight_changes_the_annex_and_nothing_else(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.root / "params", tmp_path / "params")
    (tmp_path / "data").symlink_to(project.data, target_is_directory=True)
    path = tmp_path / "params" / "editions" / "2025.yml"
    text = path.read_text(encoding="utf-8")
    assert "  gap: 0.3\n" in text
    path.write_text(text.replace("  gap: 0.3\n", "  gap: 0.9\n"), encoding="utf-8")
    before, after = (list_passages(open_area("nottinghamshire", "2025", root)) for root in (project.root, tmp_path))
    changed = [name for name in before if write_out(before[name]) != write_out(after[name])]
    assert changed == ["annex"]
    weights = [[cell.text for cell in item["annex"].tabulate()[2].rows[0]] for item in (before, after)]
    assert weights[0] == ["This edition", "0.30", "0.10", "0.15", "0.25", "0.20"]
    assert weights[1] == ["This edition", "0.90", "0.10", "0.15", "0.25", "0.20"]
    scores = [[row[1].text for row in item["annex"].tabulate()[0].rows] for item in (before, after)]
    assert scores[0] != scores[1]


def test_an_older_edition_lists_the_duty_of_its_time(project: Project) -> None:
    report = open_area("somerset", "2018", project.root)
    first = report.priorities.one_page.tabulate()[0].rows[0]
    assert (first[1].text, first[2].text) == ("Legal duty not met in every case", "278 late new plans")
    assert "The other 278 took longer." in strip_marks(report.priorities.duties.say().markdown)
    assert len(report.priorities.duties.plot()) == 1
    for name, passage in list_passages(report).items():
        assert passage.say().markdown, name
        assert name == "annex" or find_barred(write_out(passage)) == [], name


def test_a_projection_that_repeats_the_last_figure_says_so(project: Project) -> None:
    said = strip_marks(open_report("sunderland", project).priorities.demand.say().markdown)
    assert "projected for 2025: 578" in said
    assert "no rule of growth came closer in the past than repeating the last figure" in said
