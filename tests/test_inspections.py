"""Inspections and revisits, from three releases that overlap."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sendneeds.declare.registry import load_registry
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.geography import load_areas, load_inspections
from sendneeds.evidence.inspections import read_inspections
from sendneeds.evidence.reading import QualityProblem
from sendneeds.evidence.release import Releases
from sendneeds.project import Project

STATEMENT = "Written statement of action required"
Inspections = tuple[pd.DataFrame, tuple[QualityProblem, ...]]


@pytest.fixture(scope="module")
def read(project: Project, releases: Path) -> Inspections:
    opened = Releases(releases, load_registry(project).releases)
    return read_inspections(opened, Crosswalk(load_areas(project)))


@pytest.mark.parametrize(
    ("area_code", "expected"),
    [
        (
            "319",
            [
                ("2018-01-22", "2016 area SEND", f"{STATEMENT}, for 3 significant weaknesses"),
                ("2020-03-02", "2016 revisit", "Sufficient progress on all 3 significant weaknesses"),
            ],
        ),
        ("933", [("2020-03-09", "2016 area SEND", f"{STATEMENT}, for 9 significant weaknesses")]),
        ("394", [("2021-06-21", "2016 area SEND", f"{STATEMENT}, for 2 significant weaknesses")]),
        (
            "891",
            [
                ("2016-06-20", "2016 area SEND", "No written statement of action required"),
                (
                    "2023-01-30",
                    "2023 area SEND",
                    "Widespread and/or systemic failings; priority action plan required, for 2 areas",
                ),
            ],
        ),
        ("871", [
            ("2021-09-27", "2016 area SEND", f"{STATEMENT}, for 7 significant weaknesses"),
            ("2025-07-07", "2023 area SEND", "Outcome not recorded"),
        ]),
    ],
)  # fmt: skip
def test_inspections_of_an_area(project: Project, area_code: str, expected: list[tuple[str, str, str]]) -> None:
    by_inspection = load_inspections(project)
    by_inspection = by_inspection[by_inspection["area_code"] == area_code]
    assert list(by_inspection[["date", "framework", "outcome"]].itertuples(index=False, name=None)) == expected


def test_progress_is_said_as_the_counts_have_it(project: Project) -> None:
    revisits = load_inspections(project).query("framework == '2016 revisit'").set_index("area_code")["outcome"]
    assert revisits["330"] == "Sufficient progress on 1 of 13 significant weaknesses"
    assert revisits["878"] == "Sufficient progress on none of 4 significant weaknesses"
    assert revisits["384"] == "Sufficient progress on the 1 significant weakness"


def test_each_inspection_is_one_row(project: Project) -> None:
    by_inspection = load_inspections(project)
    assert by_inspection["framework"].value_counts().to_dict() == {
        "2016 area SEND": 149, "2023 area SEND": 72, "2016 revisit": 46,
    }  # fmt: skip
    assert not by_inspection.duplicated(["area_code", "framework"]).any()
    assert (by_inspection["release"] == "ofsted_2022_23+ofsted_2023_2026").sum() == 16
    assert by_inspection["date"].map(date.fromisoformat).between(date(2016, 5, 1), date(2026, 6, 29)).all()
    assert (by_inspection[["outcome", "release"]] != "").all(axis=None)
    assert set(by_inspection["area_code"]) <= {area.area_code for area in load_areas(project)}


def test_committed_inspections_are_those_of_the_releases(project: Project, read: Inspections) -> None:
    pd.testing.assert_frame_equal(read[0], load_inspections(project))


@pytest.mark.parametrize(
    ("area_code", "words"),
    [
        ("815", "no date of the inspection"),
        ("873", "no date of the inspection"),
        ("830", "no date of the inspection"),
        ("871", "no outcome of the inspection of 2025-07-07"),
        ("942", "prints the code E10000006, which is another authority's"),
        ("931", "began on 2023-07-13 by this release and on 2023-07-17 by an earlier one"),
        ("838", "before its boundaries changed are only in the release's notes"),
    ],
)
def test_problems_are_reported(read: Inspections, area_code: str, words: str) -> None:
    assert any(words in problem.problem for problem in read[1] if problem.area_code == area_code)


def test_an_inspection_without_a_date_has_the_date_of_its_report(project: Project) -> None:
    dated = load_inspections(project).query("framework == '2023 area SEND'").set_index("area_code")["date"]
    assert (dated["815"], dated["873"], dated["830"]) == ("2024-09-25", "2025-05-13", "2024-11-14")
