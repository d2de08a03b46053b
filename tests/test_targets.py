"""Targets beside their figures, recomputed by hand; and targets of ended documents as history only."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from local_projects import make_project, read_observations, write_local
from statsmodels.stats.proportion import proportion_confint
from test_cycle import list_passages
from test_priorities_report import list_passages as list_priorities

from sendneeds.analysis.trajectory import Status
from sendneeds.present.display import MARK, Figure, Table, strip_marks
from sendneeds.project import Project
from sendneeds.report import open_area
from sendneeds.report.area_evidence import AreaEvidence, gather_evidence
from sendneeds.report.cycle_figures import read_end, read_start
from sendneeds.report.cycle_progress import NONE_SINCE, NOT_SUPPLIED, Monitored, list_monitored
from sendneeds.report.cycle_targets import (
    plot_targets,
    say_past_targets,
    say_targets,
    tabulate_past_targets,
    tabulate_targets,
)
from sendneeds.report.findings import list_findings_json
from sendneeds.report.pressures import project_series
from sendneeds.report.standing import Standing

DECLARED = ("sutton", "somerset", "sunderland", "nottinghamshire")
LEEDS, SUTTON = "383", "319"
BEHIND = 1.645
STRATEGY = """\
documents:
  - {id: plan, title: Plan, kind: strategy, owners: [Council], begins: "2024", ends: "2028"}
  - {id: late, title: Late plan, kind: strategy, owners: [Council], begins: 2025-06, ends: "2028"}
  - {id: broken, title: Broken plan, kind: strategy, owners: [Council], begins: "2023", ends: "2028"}
  - {id: old, title: Old plan, kind: strategy, owners: [Council], begins: "2019", ends: "2021"}
  - {id: next, title: Next plan, kind: strategy, owners: [Council], begins: "2026", ends: "2029"}
targets:
"""
TARGETS = {
    # In force
    "in-time": "at least, milestones: [{date: 2025-06, value: 20}, {date: '2026', value: 60}], "
    "indicator: ehc_20wk_ex_pct",
    "reached": "at least, milestones: [{date: '2026', value: 9}], indicator: ehc_20wk_ex_pct",
    "narrow": "at least, milestones: [{date: '2026', value: 11.5}], indicator: ehc_20wk_ex_pct",
    "independent": "at most, baseline: {date: '2024', value: 3.2}, milestones: [{date: '2027', value: 3}], "
    "indicator: place_inmss_pct",
    "far": "at most, milestones: [{date: '2028-12', value: 3}], indicator: place_inmss_pct",
    "budgets": "rise, indicator: personal_budget_pct",
    "own-date": "at least, milestones: [{date: '2025-06', value: 90}], indicator: ehc_20wk_ex_pct",
    "other-unit": "at least, unit: weeks, milestones: [{date: '2026', value: 20}], indicator: ehc_20wk_ex_pct",
    "local": "at least, milestones: [{date: '2026', value: 90}], local: out_of_area.local_pct",
    "local-unit": "at most, unit: count, milestones: [{date: '2026', value: 90}], local: out_of_area.local_pct",
    "waiting": "at least, milestones: [{date: '2026', value: 90}], local: plan_quality.good_pct",
    "withheld": "fall, unit: count, local: complaints.upheld",
    "late:set-out": "at least, milestones: [{date: '2026', value: 60}], indicator: ehc_20wk_ex_pct",
    "late:moving": "fall, indicator: place_inmss_pct",
    "broken:changed": "fall, indicator: place_elsewhere_pct",
    # Ended
    "old:met": "at least, milestones: [{date: '2020', value: 88}], indicator: ehc_20wk_ex_pct",
    "old:not-met": "at least, milestones: [{date: '2021', value: 95}], indicator: ehc_20wk_ex_pct",
    "old:direction": "rise, due: '2021', indicator: personal_budget_pct",
    "old:unknown": "at least, milestones: [{date: '2021', value: 95}], local: schools.share_pct",
    "old:own": "at least, milestones: [{date: '2021', value: 80}], local: out_of_area.local_pct",
    "old:early": "at least, milestones: [{date: '2012-12', value: 1}], indicator: ehc_20wk_ex_pct",
    # Not begun
    "next:hidden": "at least, milestones: [{date: '2027', value: 80}], indicator: ehc_20wk_ex_pct",
}


def write_strategy() -> str:
    lines = []
    for key, fields in TARGETS.items():
        document, _, name = key.rpartition(":")
        place = f"document: {document or 'plan'}, section: '1'"
        lines.append(f"  - {{id: {name}, title: Title of {name}, direction: {fields}, {place}}}")
    return STRATEGY + "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def leeds(project: Project, tmp_path_factory: pytest.TempPathFactory) -> AreaEvidence:
    made = make_project(tmp_path_factory.mktemp("targets"), project)
    (made.strategies / "leeds.yml").write_text(write_strategy(), encoding="utf-8")
    write_local(
        made,
        "leeds",
        "out_of_area",
        "2021-03,local_pct,81,percent,Placement records",
        "2023-12,local_pct,80,percent,Placement records",
        "2025-06,local_pct,83.5,percent,Placement records",
        "2026-03,local_pct,95,percent,Placement records",
    )
    write_local(made, "leeds", "complaints", "2025,upheld,c,count,Complaints log")
    return gather_evidence("leeds", "2025", made)


@pytest.fixture(scope="module")
def sutton(project: Project) -> AreaEvidence:
    return gather_evidence("sutton", "2018", project)


def find(evidence: AreaEvidence, name: str) -> Monitored:
    shown = list_monitored(evidence, Standing.IN_FORCE, Standing.PAST)
    return next(item for item in shown if item.target.id == name)


def find_rows(table: Table, title: str) -> list[str]:
    return next([cell.text for cell in row] for row in table.rows if row[0].text == title)


def list_ids(text: str, tables: tuple[Table, ...], figures: tuple[Figure, ...]) -> list[str]:
    """Return the ids behind every number of a passage."""
    cells = [
        cell.finding for table in (*tables, *(item.data for item in figures)) for row in table.rows for cell in row
    ]
    return [*(mark.split('"')[1] for mark in MARK.findall(text) if '"' in mark), *(name for name in cells if name)]


def read_share(project: Project, indicator: str, area_code: str, period: str) -> tuple[float, float]:
    """Return a published share in percent and the standard error that its interval speaks of."""
    row = read_observations(project, indicator, area_code)[period]
    numerator, denominator = float(row["numerator"]), float(row["denominator"])
    low, high = proportion_confint(numerator, denominator, method="wilson")
    return 100 * numerator / denominator, 100 * (high - low) / (2 * 1.959963984540054)


def test_dates_are_twelfths_of_a_year(leeds: AreaEvidence) -> None:
    assert read_end(leeds.edition.as_at) == 2026.0
    assert read_start(leeds.edition.as_at.replace(month=7, day=1)) == 2025.5
    ends = [read_end(leeds.edition.as_at.replace(year=year, month=1)) for year in (2023, 2024, 2025)]
    assert np.diff(ends) == pytest.approx([1, 1], abs=1e-9)


def test_a_course_runs_from_the_last_known_figure_through_the_milestones(leeds: AreaEvidence, project: Project) -> None:
    start, _ = read_share(project, "ehc_20wk_ex_pct", LEEDS, "2023")
    latest, error = read_share(project, "ehc_20wk_ex_pct", LEEDS, "2024")
    item = find(leeds, "in-time")
    assert [step.date for step in item.steps] == [2024.0, 2025.5, 2027.0]
    assert item.progress is not None
    expected = start + (20 - start) * (1.0 / 1.5)
    assert item.progress.expected == pytest.approx(expected)
    assert item.progress.shortfall == pytest.approx(expected - latest)
    assert expected - latest > BEHIND * error
    assert item.status is Status.OFF_TRACK
    assert item.progress.needed == pytest.approx((60 - latest) / 2)
    assert item.change_needed == pytest.approx(60 - latest)


def test_a_shortfall_within_chance_is_at_risk(leeds: AreaEvidence, project: Project) -> None:
    start, _ = read_share(project, "ehc_20wk_ex_pct", LEEDS, "2023")
    latest, error = read_share(project, "ehc_20wk_ex_pct", LEEDS, "2024")
    shortfall = start + (11.5 - start) / 3 - latest
    item = find(leeds, "narrow")
    assert item.status is (Status.AT_RISK if 0 < shortfall <= BEHIND * error else Status.ON_TRACK)
    assert item.progress is not None
    assert item.progress.shortfall == pytest.approx(shortfall)
    assert find(leeds, "reached").status is Status.ACHIEVED


def test_a_stated_baseline_starts_the_course_on_its_first_day(leeds: AreaEvidence, project: Project) -> None:
    latest, error = read_share(project, "place_inmss_pct", LEEDS, "202425")
    item = find(leeds, "independent")
    expected = 3.2 + (3 - 3.2) * (13 / 12) / 4
    assert item.progress is not None
    assert (item.start, item.steps[0]) == (None, (2024.0, 3.2))
    assert item.progress.expected == pytest.approx(expected)
    assert latest - expected < BEHIND * error * 3
    assert item.status is (Status.OFF_TRACK if latest - expected > BEHIND * error else Status.AT_RISK)


def test_the_probability_is_the_share_of_projected_outcomes(leeds: AreaEvidence) -> None:
    projection = project_series(leeds, leeds.find_series("ehc_20wk_ex_pct"))
    assert projection is not None
    outcomes = projection.points[1].outcomes
    item = find(leeds, "in-time")
    assert item.progress is not None
    assert item.progress.probability == pytest.approx(np.mean(outcomes >= 60))
    independent = project_series(leeds, leeds.find_series("place_inmss_pct"))
    assert independent is not None
    nearer = find(leeds, "independent").progress
    assert nearer is not None
    # From January 2025 to December 2027 there are two whole years.
    assert nearer.probability == pytest.approx(np.mean(independent.points[1].outcomes <= 3))
    beyond = find(leeds, "far").progress
    assert beyond is not None
    assert beyond.probability == pytest.approx(np.mean(independent.points[2].outcomes <= 3))


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("own-date", Status.NOT_MET, ""),
        ("other-unit", None, "its measure is not in the target's unit, weeks"),
        (
            "local-unit",
            None,
            "the values in data/local/leeds/out_of_area.csv, measure local_pct are not in the target's",
        ),
        ("waiting", None, "waits for local values: data/local/leeds/plan_quality.csv, measure good_pct"),
        ("withheld", None, "waits for local values: data/local/leeds/complaints.csv, measure upheld"),
        ("set-out", None, NONE_SINCE),
        ("moving", None, NONE_SINCE),
        ("changed", None, "what is counted changed from January 2023 on"),
        ("met", Status.MET, ""),
        ("not-met", Status.NOT_MET, ""),
        ("unknown", Status.UNCHECKED, NOT_SUPPLIED),
        ("own", Status.MET, ""),
        ("early", Status.UNCHECKED, "there is no figure for the year up to December 2012"),
    ],
)
def test_what_cannot_be_told_has_a_reason(leeds: AreaEvidence, name: str, status: Status | None, reason: str) -> None:
    item = find(leeds, name)
    assert item.status is status
    assert item.reason.startswith(reason)
    assert bool(item.reason) == bool(reason)


def test_a_direction_is_tested_from_the_begin_of_the_document(leeds: AreaEvidence, project: Project) -> None:
    before, first = read_share(project, "personal_budget_pct", LEEDS, "202223")
    after, second = read_share(project, "personal_budget_pct", LEEDS, "202425")
    item = find(leeds, "budgets")
    assert item.start is not None
    assert item.start.label == "January 2023"
    assert after - before > 1.96 * np.hypot(first, second)
    assert item.status is Status.TOWARDS
    assert item.progress is None


def test_local_values_are_followed_up_to_the_edition(leeds: AreaEvidence) -> None:
    item = find(leeds, "local")
    assert [figure.value for figure in item.figures] == [81.0, 80.0, 83.5]
    assert item.progress is not None
    assert item.progress.expected == pytest.approx(80 + 10 * 1.5 / 3)
    assert item.progress.needed == pytest.approx((90 - 83.5) / 1.5)
    assert item.status is Status.OFF_TRACK
    assert item.progress.probability is None
    text = strip_marks(say_targets(leeds))
    assert "By the area's own count (Placement records), 83.5% in June 2025." in text
    assert "the figure is behind the course: **off track**" in text
    notes = " ".join(tabulate_targets(leeds)[0].notes)
    assert "not traced to a published release. They come from: Placement records." in notes


def test_tables_and_charts_show_what_was_judged(leeds: AreaEvidence) -> None:
    followed, bare = tabulate_targets(leeds)
    item = find(leeds, "in-time")
    assert item.progress is not None
    cells = find_rows(followed, "Title of in-time")
    assert cells[1:3] == ["At least 20% by June 2025, then 60%", "2026"]
    assert cells[3:6] == ["8.4%", "9.3%", "2024"]
    assert cells[6:9] == ["Off track", f"{item.progress.expected:.1f}%", f"+{item.progress.needed:.1f}"]
    assert find_rows(followed, "Title of budgets")[1:3] == ["A rise", "Not stated"]
    assert find_rows(bare, "Title of waiting")[-1].startswith("plan_quality.csv: good_pct")
    assert {figure.id for figure in plot_targets(leeds)} == {
        f"trajectory-{name}" for name in ("in-time", "reached", "narrow", "independent", "far", "local", "set-out")
    }
    chart = next(figure for figure in plot_targets(leeds) if figure.id == "trajectory-in-time")
    assert "milestone, June 2025" in chart.alt
    assert "target, 2026" in chart.alt
    past = tabulate_past_targets(leeds)[0]
    assert find_rows(past, "Title of met")[3:] == ["88.8%", "2020", "Met"]
    assert find_rows(past, "Title of not-met")[3:] == ["88.7%", "2021", "Not met by its date"]
    unchecked = [row[0].text for table in tabulate_past_targets(leeds)[1:] for row in table.rows]
    supplied = {item.target.title for item in list_monitored(leeds, Standing.PAST) if item.reason != NOT_SUPPLIED}
    assert not supplied & set(unchecked)
    said = strip_marks(say_past_targets(leeds))
    assert "two met by their date, one not met by their date and three that cannot be checked" in said


def test_a_document_that_has_not_begun_shows_nothing(leeds: AreaEvidence) -> None:
    tables = (*tabulate_targets(leeds), *tabulate_past_targets(leeds))
    words = [say_targets(leeds), *(cell.text for table in tables for row in table.rows for cell in row)]
    assert "hidden" not in "\n".join(words)
    assert list_monitored(leeds, Standing.LATER) == ()
    assert "hidden" not in {item["id"] for item in list_findings_json(leeds)["targets"]}


def test_findings_hold_every_worked_number_unrounded(leeds: AreaEvidence) -> None:
    listed: dict[str, Any] = {item["id"]: item for item in list_findings_json(leeds)["targets"]}
    item = find(leeds, "in-time")
    assert item.progress is not None
    entry = listed["in-time"]
    assert (entry["latest"], entry["start"]) == ("leeds.ehc_20wk_ex_pct.2024", "leeds.ehc_20wk_ex_pct.2023")
    assert (entry["needed"], entry["expected"]) == (item.progress.needed, item.progress.expected)
    assert (entry["status"], entry["standing"], entry["baseline"]) == ("off track", "in force", None)
    assert listed["independent"]["baseline"] == {"date": "2024", "value": 3.2}
    assert listed["waiting"]["latest"] is None
    assert listed["local"]["latest"] == "leeds.local.out_of_area.local_pct.2025-06"
    ended = [entry for entry in listed.values() if entry["standing"] == "past"]
    assert len(ended) == 6
    assert {entry[name] for entry in ended for name in ("expected", "change", "needed", "probability")} == {None}


def test_suttons_20_weeks_stood_off_track_in_2018(sutton: AreaEvidence, project: Project) -> None:
    start, _ = read_share(project, "ehc_20wk_ex_pct_2014_2021", SUTTON, "2017")
    latest, error = read_share(project, "ehc_20wk_ex_pct_2014_2021", SUTTON, "2018")
    assert (round(start, 1), round(latest, 1)) == (49.7, 55.4)
    item = find(sutton, "plans-in-time")
    # 12 of the 16 months from the end of 2017 to the end of April 2019.
    expected = start + (80 - start) * 12 / 16
    assert item.standing is Standing.IN_FORCE
    assert item.progress is not None
    assert item.progress.expected == pytest.approx(expected)
    assert expected - latest > BEHIND * error
    assert item.status is Status.OFF_TRACK
    assert item.progress.needed == pytest.approx((80 - latest) * 3)
    assert item.progress.probability is None
    text = strip_marks(say_targets(sutton))
    assert "The straight course from 49.7% in 2017 passes 72.4% at that date" in text
    assert "rise by 24.6 percentage points by April 2019, a pace of 73.8 percentage points a year" in text


def test_suttons_directions_in_2018(sutton: AreaEvidence, project: Project) -> None:
    before, first = read_share(project, "place_inmss_pct_2010_2022", SUTTON, "2017")
    after, second = read_share(project, "place_inmss_pct_2010_2022", SUTTON, "2018")
    assert before - after > 1.96 * np.hypot(first, second)
    assert find(sutton, "strategy-independent").status is Status.TOWARDS
    # The statement began in July 2018, after the only figure of that year.
    assert find(sutton, "independent-places").reason == NONE_SINCE


def test_a_direction_of_an_ended_document_is_read_by_its_date(project: Project) -> None:
    ended = gather_evidence("sutton", "2025", project)
    share, error = read_share(project, "place_inmss_pct", SUTTON, "201920")
    assert 9 - share > 1.96 * error
    item = find(ended, "independent-places")
    assert item.status is Status.MET
    assert item.counted is not None
    assert item.counted.value == pytest.approx(share)
    assert find(ended, "appeals").status is Status.NOT_MET
    assert find(ended, "requests").reason == "the change cannot be told from no change"
    broken = find(gather_evidence("sunderland", "2025", project), "personal-budgets")
    assert (broken.status, broken.reason) == (Status.UNCHECKED, "the way of counting changed from 2022 on")


def test_the_same_course_is_drawn_once(sutton: AreaEvidence) -> None:
    assert [figure.id for figure in plot_targets(sutton)] == ["trajectory-plans-in-time"]


@pytest.mark.parametrize("area", DECLARED)
def test_ended_targets_are_history_only(area: str, project: Project) -> None:
    evidence = gather_evidence(area, "2025", project)
    assert evidence.strategy is not None
    titles = [target.title for target in evidence.strategy.targets]
    assert (tabulate_targets(evidence), plot_targets(evidence)) == ((), ())
    assert [title for title in titles if title in say_targets(evidence)] == []
    assert list_ids(say_targets(evidence), (), ()) == []
    listed = list_findings_json(evidence)["targets"]
    assert [item["title"] for item in listed] == titles
    assert {item["standing"] for item in listed} <= {"past"}
    assert {item["status"] for item in listed} <= {"met", "not met by its date", "cannot be checked"}
    assert {item[name] for item in listed for name in ("expected", "change", "needed", "probability")} <= {None}
    tables = tabulate_past_targets(evidence)
    rows = [row for table in tables for row in table.rows]
    assert sorted(row[0].text for row in rows) == sorted(titles)
    judged = [row for table in tables if table.id == "past-targets" for row in table.rows]
    assert {row[-1].text.split(":")[0] for row in judged} <= {"Met", "Not met by its date", "Cannot be checked"}


@pytest.mark.parametrize("area", DECLARED)
def test_no_target_reaches_another_part_of_a_2025_report(area: str, project: Project) -> None:
    report = open_area(area, "2025", project.root)
    passages = {**list_passages(report), **{f"priorities {k}": v for k, v in list_priorities(report).items()}}
    assert "past_targets" in passages
    found = {
        name: [
            item
            for item in list_ids(passage.say().markdown, passage.tabulate(), passage.plot())
            if ".strategy.targets." in item or (".cycle.targets." in item and ".targets.past" not in item)
        ]
        for name, passage in passages.items()
        if name != "past_targets"
    }
    assert {name: ids for name, ids in found.items() if ids} == {}


@pytest.mark.parametrize("area", [*DECLARED, "leeds"])
@pytest.mark.parametrize("edition", ["2018", "2025"])
def test_every_edition_says_something(area: str, edition: str, project: Project) -> None:
    evidence = gather_evidence(area, edition, project)
    assert say_targets(evidence)
    assert say_past_targets(evidence)
    ids = [*list_ids(say_targets(evidence), tabulate_targets(evidence), plot_targets(evidence))]
    assert [name for name in ids if not name.startswith(f"{area}.")] == []
