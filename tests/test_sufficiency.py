"""Places beside projected demand, by hand; and the calendar of contracts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from local_projects import make_project, read_observations, write_local

from sendneeds.analysis.projection import ProjectedPoint
from sendneeds.analysis.sufficiency import Added, measure_sufficiency
from sendneeds.present.display import strip_marks
from sendneeds.project import Project
from sendneeds.report.area_evidence import AreaEvidence, gather_evidence
from sendneeds.report.cycle_capacity import (
    plot_capacity,
    say_capacity,
    say_contracts,
    tabulate_capacity,
    tabulate_contracts,
)
from sendneeds.report.cycle_sufficiency import (
    describe_sufficiency,
    is_within_years,
    list_settings,
    say_demand_and_places,
    say_supplied,
)
from sendneeds.report.priorities_demand import list_points, list_projected

LEEDS = "383"
NEEDED = "Capacity not supplied, so projected demand is not set against places."
STRATEGY = """\
documents:
  - {id: plan, title: Plan, kind: strategy, owners: [Council], begins: "2024", ends: "2027"}
  - {id: old, title: Old plan, kind: strategy, owners: [Council], begins: "2019", ends: "2021"}
  - {id: next, title: Next plan, kind: strategy, owners: [Council], begins: "2026", ends: "2029"}
places:
  - id: north
    name: North School
    setting: special school
    capacity:
      - {date: 2024-09, places: 120, status: open, document: plan, section: "1"}
      - {date: 2026-09, places: 45, is_added: true, status: planned, document: plan, section: "1"}
      - {date: 2021-09, places: 30, status: planned, document: old, section: "1"}
      - {date: 2028-09, places: 99, status: planned, document: next, section: "1"}
    document: plan
    section: "1"
services:
  - {id: a, name: Far, contract_ends: 2028-01-01, document: plan, section: "2"}
  - {id: b, name: Soon, contract_ends: "2027", document: plan, section: "2"}
  - {id: c, name: Over, contract_ends: 2025-08, document: plan, section: "2"}
  - {id: d, name: History, contract_ends: 2026-03, document: old, section: "2"}
  - {id: e, name: Hidden, contract_ends: 2026-03, document: next, section: "2"}
  - {id: f, name: Undated, document: plan, section: "2"}
"""


@pytest.fixture(scope="module")
def made(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    found = make_project(tmp_path_factory.mktemp("capacity"), project)
    (found.strategies / "leeds.yml").write_text(STRATEGY, encoding="utf-8")
    write_local(
        found,
        "leeds",
        "capacity",
        "2024-09,special school,all,1300,current,Old return",
        "2025-09,special school,all,1400,current,Place return",
        "2025-09,special school,primary,600,current,Place return",
        "2025-08,special school,secondary,500,planned,Place return",
        "2026-01,special school,secondary,60,planned,Place return",
        "2026-02,special school,post-16,25,planned,Place return",
        "2029-09,special school,all,900,planned,Place return",
        "2023-12,unit in a mainstream school,all,300,current,Place return",
        "2023-11-30,alternative provision,all,80,current,Place return",
        "2026-03,further education,all,700,current,Place return",
    )
    return found


@pytest.fixture(scope="module")
def leeds(made: Project) -> AreaEvidence:
    return gather_evidence("leeds", "2025", made)


def make_point(year: int, value: float, low: float, high: float) -> ProjectedPoint:
    ends = (low, high)
    return ProjectedPoint(year, year - 2025, value, ends, ends, value, None, None, np.array([value]))


def test_sufficiency_by_hand() -> None:
    points = [make_point(2026, 1000, 900, 1100), make_point(2027, 1200, 1000, 1400)]
    first, second = measure_sufficiency(points, 0.25, 240, [Added(2026.5, 30), Added(2026.0, 8)], 1 / 12)
    assert (first.demand, first.band80, first.pipeline) == (250.0, (225.0, 275.0), 8)
    assert (first.gap, first.gap80) == (2.0, (-23.0, 27.0))
    assert (second.demand, second.pipeline, second.places) == (300.0, 38, 278)
    assert (second.gap, second.gap80) == (22.0, (-28.0, 72.0))


def test_places_of_the_counting_day_count() -> None:
    (found,) = measure_sufficiency([make_point(2026, 100, 90, 110)], 1, 0, [Added(2026 + 1 / 12, 5)], 1 / 12)
    assert found.pipeline == 5


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_lies_between_0_and_1(share: float) -> None:
    with pytest.raises(ValueError, match="not between 0 and 1"):
        measure_sufficiency([], share, 0, [], 0)


@pytest.mark.parametrize(
    ("earlier", "within"), [(date(2023, 12, 31), True), (date(2023, 12, 30), False), (date(2026, 1, 1), True)]
)
def test_two_years_are_counted_to_the_day(earlier: date, within: bool) -> None:  # noqa: FBT001
    assert is_within_years(earlier, date(2025, 12, 31)) is within


def test_a_gap_is_projected_demand_less_places(leeds: AreaEvidence, project: Project) -> None:
    row = read_observations(project, "place_state_special_pct", LEEDS)["202425"]
    share = float(row["numerator"]) / float(row["denominator"])
    plans = next(item for item in list_projected(leeds) if item.finding.entry.id == "ehc_plans_total")
    found = next(item for item in list_settings(leeds) if item.setting == "special school")
    assert found.current is not None
    assert (found.current.places, found.labels) == (1400, ("January 2026", "January 2027", "January 2028"))
    # Planned places that were due before the latest count are in it; those after the last projected year come too late.
    assert [item.places for item in found.planned] == [60, 25]
    for year, point, pipeline in zip(found.years, list_points(plans), (60, 85, 85), strict=True):
        assert year.demand == pytest.approx(share * point.value)
        assert year.band80 == pytest.approx([share * end for end in point.band80])
        assert (year.capacity, year.pipeline) == (1400, pipeline)
        assert year.gap == pytest.approx(share * point.value - 1400 - pipeline)


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("alternative provision", "its places now are dated more than 24 months before this edition"),
        ("further education", "no places now under the phase all, up to this edition's date"),
        ("unit in a mainstream school", ""),
    ],
)
def test_capacity_counts_only_when_whole_and_recent(leeds: AreaEvidence, setting: str, reason: str) -> None:
    found = next(item for item in list_settings(leeds) if item.setting == setting)
    assert found.reason == reason
    assert len(found.years) == (0 if reason else 3)
    (line,) = [line for line in strip_marks(say_capacity(leeds)).splitlines() if f"**{setting.capitalize()}.**" in line]
    assert line.endswith(f" Capacity not supplied: {reason}." if reason else " more).")


def test_what_is_said_is_what_is_shown(leeds: AreaEvidence) -> None:
    text = strip_marks(say_capacity(leeds))
    year = next(item for item in describe_sufficiency(leeds) if item["setting"] == "special school")["years"][0]
    more = "more" if year["gap"] > 0 else "fewer"
    assert f"1,400 places in September 2025 (Place return). January 2026: demand for {year['demand']:,.0f} " in text
    assert f"{abs(year['gap']):,.0f} {more} plans than places" in text
    assert "demand for plans under present law and practice, not need" in text
    assert "Demand by phase of education is not published" in text
    table = tabulate_capacity(leeds)[-1]
    row = next(row for row in table.rows if row[0].text == "Special school, January 2026")
    assert row[1].text == f"{year['demand']:,.0f} [f]"
    assert row[5].text.replace("\N{MINUS SIGN}", "-") == f"{year['gap']:,.0f}"
    assert "from Place return" in table.source
    assert "Old return" not in table.source


def test_one_chart_a_setting(leeds: AreaEvidence) -> None:
    charts = plot_capacity(leeds)
    assert [chart.id for chart in charts] == ["capacity-special-school", "capacity-unit-in-a-mainstream-school"]
    assert "January 2028" in charts[0].alt


def test_places_of_documents_are_dated_and_marked_as_stated(leeds: AreaEvidence) -> None:
    table = tabulate_capacity(leeds)[0]
    rows = [tuple(cell.text for cell in row) for row in table.rows]
    assert [row[2:] for row in rows] == [
        ("September 2021", "30", "In all", "Planned", "Past"),
        ("September 2024", "120", "In all", "Open", "In force"),
        ("September 2026", "45", "Added", "Planned", "In force"),
    ]
    assert any("does not know whether the places opened" in note for note in table.notes)
    assert table.rows[2][3].finding == "leeds.cycle.places.north.2026-09"


def test_contracts_stand_in_order_and_the_near_ones_are_flagged(leeds: AreaEvidence) -> None:
    calendar, services = tabulate_contracts(leeds)
    assert [(row[0].text, row[1].text, row[2].text) for row in calendar.rows] == [
        ("Over", "August 2025", "Ended by this edition's date"),
        ("History", "March 2026", "Stated in a document that has ended"),
        ("Soon", "2027", "Ends within 24 months"),
        ("Far", "1 January 2028", "Ends later than 24 months ahead"),
    ]
    assert "One ends within 24 months of 31 December 2025: Soon." in say_contracts(leeds)
    assert [row[0].text for row in services.rows] == ["Far", "Soon", "Over", "History", "Undated"]


def test_without_capacity_the_report_says_what_to_supply(project: Project) -> None:
    evidence = gather_evidence("sutton", "2025", project)
    if evidence.local_data.capacity:
        pytest.skip("this checkout holds Sutton's own places")
    text = say_capacity(evidence)
    assert NEEDED in text
    assert "data/local/sutton/capacity.csv" in text
    assert plot_capacity(evidence) == ()
    assert describe_sufficiency(evidence) == []
    assert [table.id for table in tabulate_capacity(evidence)] == ["places"]
    assert "no date on which a contract ends" in say_contracts(evidence)


def test_priorities_say_whether_places_were_supplied(leeds: AreaEvidence, project: Project) -> None:
    said = say_supplied(leeds)
    assert "against the places supplied in: special school and unit in a mainstream school." in said
    assert "commissioning_cycle.html" in said
    assert said in say_demand_and_places(leeds)
    bare = gather_evidence("leeds", "2025", project)
    if not bare.local_data.capacity:
        assert say_supplied(bare) == "Capacity was not supplied, so projected demand is not set against places."


def test_an_area_without_documents_says_so(project: Project) -> None:
    evidence = gather_evidence("leeds", "2025", project)
    assert "no strategy file of Leeds" in say_capacity(evidence)
    assert "no strategy file of Leeds" in say_contracts(evidence)
    assert (tabulate_capacity(evidence), tabulate_contracts(evidence)) == ((), ())


def test_a_small_area_gets_no_projection_of_places(made: Project) -> None:
    write_local(made, "isles-of-scilly", "capacity", "2025-09,special school,all,10,current,Place return")
    evidence = gather_evidence("isles-of-scilly", "2025", made)
    assert [item.reason for item in list_settings(evidence)] == ["the number of plans cannot be projected"]
    assert plot_capacity(evidence) == ()
