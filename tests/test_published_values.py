"""The committed figures are the published ones, and each trap of the releases is handled or reported."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.geography import load_areas, load_quality
from sendneeds.evidence.observations import load_observations
from sendneeds.project import Project

SUTTON, SOMERSET, SUNDERLAND, NOTTINGHAMSHIRE, ENGLAND = "319", "933", "394", "891", "E92000001"
with (Path(__file__).parent / "published_values.csv").open(encoding="utf-8") as file:
    PUBLISHED = list(csv.DictReader(file))
NO_ENGLAND = [row["indicator"] for row in PUBLISHED if not row[ENGLAND]]


class Figures(NamedTuple):
    """A value, what it is made of, and the symbol where there is none."""

    value: float
    numerator: float
    denominator: float
    symbol: str


class Observations(dict[tuple[str, str, str], Figures]):
    """Figures by indicator, area and period."""

    def across(self, indicator: str, period: str) -> dict[str, float]:
        """Return the values of all areas that have one."""
        found = {key[1]: row.value for key, row in self.items() if (key[0], key[2]) == (indicator, period)}
        return {code: value for code, value in found.items() if not math.isnan(value)}

    def series(self, indicator: str, area_code: str) -> dict[str, Figures]:
        return {key[2]: row for key, row in self.items() if key[:2] == (indicator, area_code)}


@pytest.fixture(scope="module")
def observations(project: Project) -> Observations:
    rows = load_observations(project).to_dict("records")
    names = ("value", "numerator", "denominator", "symbol")
    return Observations(
        {(row["indicator"], row["area_code"], row["period"]): Figures(*(row[name] for name in names)) for row in rows}
    )


@pytest.fixture(scope="module")
def quality(project: Project) -> pd.DataFrame:
    return load_quality(project)


@pytest.fixture(scope="module")
def periods(observations: Observations) -> dict[str, set[str]]:
    """Return the periods in which an indicator has values."""
    found: dict[str, set[str]] = {}
    for (indicator, _, period), row in observations.items():
        if not row.symbol:
            found.setdefault(indicator, set()).add(period)
    return found


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row["indicator"])
def test_latest_values(observations: Observations, row: dict[str, str]) -> None:
    values = observations.across(row["indicator"], row["period"])
    for area_code in (SUTTON, SOMERSET, SUNDERLAND, NOTTINGHAMSHIRE, ENGLAND):
        if row[area_code]:
            assert values[area_code] == pytest.approx(float(row[area_code]), abs=0.00501), area_code
    if row["authorities"]:
        assert sum(not code.startswith("E") for code in values) == int(row["authorities"])


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row["indicator"])
def test_catalogued_period_is_the_latest(periods: dict[str, set[str]], row: dict[str, str]) -> None:
    assert max(periods[row["indicator"]]) == row["period"]


def test_no_england_is_made_up(observations: Observations) -> None:
    assert len(NO_ENGLAND) == 12
    assert {key[0] for key in observations if key[1] == ENGLAND} & set(NO_ENGLAND) == set()


# What the areas' own strategies print, where it agrees with the releases.
@pytest.mark.parametrize(
    ("place", "percent", "counts"),
    [
        (("place_special_la_pct_2010_2022", SUTTON, "2018"), 9.0, (143, None)),
        (("place_special_academy_pct_2010_2022", SUTTON, "2018"), 15.5, (246, None)),
        (("place_inmss_pct_2010_2022", SUTTON, "2018"), 9.3, (26 + 121, None)),
        (("place_state_special_pct_2010_2022", SUNDERLAND, "2018"), 48.49, (229 + 431, 1361)),
        (("place_state_special_pct_2010_2022", ENGLAND, "2018"), 34.83, (111387, 319819)),
        (("personal_budget_pct_2014_2022", SUNDERLAND, "2018"), 3.78, (60, 1588)),
        (("place_special_la_pct_2010_2022", NOTTINGHAMSHIRE, "2016"), 43.82, (808, 1844)),
        (("place_mainstream_la_pct_2010_2022", NOTTINGHAMSHIRE, "2016"), 11.28, (208, 1844)),
    ],
)
def test_shares_that_strategies_print(
    observations: Observations, place: tuple[str, str, str], percent: float, counts: tuple[int, int | None]
) -> None:
    figures = observations[place]
    assert figures.value == pytest.approx(percent, abs=0.05 if counts[1] is None else 0.00501)
    assert figures.numerator == counts[0]
    if counts[1] is not None:
        assert figures.denominator == counts[1]


def test_growth_that_sunderland_prints(observations: Observations) -> None:
    requests = observations.series("ehc_requests_2016_2021", SUNDERLAND)
    assert (requests["2017"].value, requests["2018"].value) == (311, 396)
    plans = observations.series("ehc_plans_2010_2022", SUNDERLAND)
    assert (plans["2014"].value, plans["2018"].value) == (1116, 1361)
    assert 100 * (plans["2018"].value / plans["2014"].value - 1) == pytest.approx(21.95, abs=0.005)


@pytest.mark.parametrize(
    ("indicator", "own", "mean", "highest"), [("sen_ehc_pct", 1.3, 2.748, 3.7), ("sen_support_pct", 7.6, 10.952, 14.0)]
)
def test_county_averages_that_nottinghamshire_prints(
    project: Project, observations: Observations, indicator: str, own: float, mean: float, highest: float
) -> None:
    values = observations.across(indicator, "2016")
    counties = [values[a.area_code] for a in load_areas(project) if a.type == "SC" and a.area_code in values]
    assert values[NOTTINGHAMSHIRE] == own == min(counties)
    assert (len(counties), max(counties)) == (27, highest)
    assert sum(counties) / len(counties) == pytest.approx(mean, abs=0.0005)


def test_tribunal_is_matched_by_name(observations: Observations, quality: pd.DataFrame) -> None:
    figures = observations["tribunal_appeal_rate_pct", NOTTINGHAMSHIRE, "2024"]
    assert figures.value == 100 * figures.numerator / figures.denominator == pytest.approx(3.11, abs=0.005)
    reported = quality[quality["indicator"] == "tribunal_appeal_rate_pct"]
    assert set(reported["area_code"]) == {"891", "892", "928", "873", "823"}
    assert observations["tribunal_appeal_rate_pct", "201", "2024"] == (0, 0, 26, "")


def test_faults_of_the_2025_release_are_reported(quality: pd.DataFrame) -> None:
    words = quality.loc[(quality["release"] == "ehc_plans_2025"), ["area_code", "problem"]]
    everywhere = " ".join(words.loc[words["area_code"] == "", "problem"])
    assert "review_meeting_prior_24 is there twice" in everywhere
    assert "review_decision_outstanding holds a negative count in 1,717 rows" in everywhere
    surrey = " ".join(words.loc[words["area_code"] == "936", "problem"])
    assert "sld_pc contradicts" in surrey
    assert "spld_pc contradicts" in surrey
    assert "number_sld out of ehc_plans in 1 row (1 authority)" in everywhere


def test_codes_that_changed(project: Project, observations: Observations) -> None:
    crosswalk = Crosswalk(load_areas(project))
    assert {crosswalk.find_by_gss(code) for code in ("E10000027", "E06000066")} == {SOMERSET}
    assert {crosswalk.find_by_gss(code) for code in ("E10000002", "E06000060")} == {"825"}
    assert len(observations.series("ehc_plans_total", SOMERSET)) == 7
    assert len(observations.series("ehc_plans_total", "825")) == 7
    after = ["201920", "202021", "202122", "202223", "202324", "202425"]
    assert list(observations.series("ehc_plans_total", "835")) == ["201819"]
    assert list(observations.series("ehc_plans_total", "838")) == after
    assert list(observations.series("ehc_plans_total", "942")) == after[-2:]


@pytest.mark.parametrize(
    ("names", "area_code"),
    [
        (("Durham", "County Durham"), "840"),
        (("Kingston upon Hull, City of", "Kingston Upon Hull"), "810"),
        (("Herefordshire, County of", "Herefordshire"), "884"),
        (("Bristol, City of", "Bristol"), "801"),
        (("Yorkshire and The Humber", "Yorkshire and the Humber"), "E12000003"),
        (("St. Helens", "St Helens", "ST. HELENS 4"), "342"),
        (("Telford and Wrekin", "Telford & Wrekin"), "894"),
        (("Dorset", "Dorset6"), "838"),
    ],
)
def test_spellings(project: Project, names: tuple[str, ...], area_code: str) -> None:
    crosswalk = Crosswalk(load_areas(project))
    assert {crosswalk.find_by_name(name) for name in names} == {area_code}


def test_sutton_is_in_one_region(project: Project) -> None:
    assert next(area.region_code for area in load_areas(project) if area.area_code == SUTTON) == "E12000007"


def test_totals_that_differ_within_a_release_are_reported(quality: pd.DataFrame) -> None:
    rows = quality[(quality["release"] == "ehc_plans_2022") & (quality["area_code"] == SUNDERLAND)]
    assert any("2018: 1,361 and 1,352" in problem for problem in rows["problem"])


def test_units_that_are_never_recorded_are_reported(observations: Observations, quality: pd.DataFrame) -> None:
    assert {row.numerator for row in observations.series("place_unit_pct", NOTTINGHAMSHIRE).values()} == {0}
    rows = quality[(quality["indicator"] == "place_unit_pct") & (quality["area_code"] == NOTTINGHAMSHIRE)]
    assert any("None recorded in any of 7 periods" in problem for problem in rows["problem"])


def test_floating_artefacts_are_gone(project: Project) -> None:
    published = [
        line
        for path in sorted(project.observations.glob("*.csv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.endswith(",,,,lait_2026_04")
    ]
    assert len(published) > 10_000
    assert [line for line in published if re.search(r"\.\d*?(0{6}|9{6})\d", line)] == []


def test_plans_add_up_to_england(observations: Observations, quality: pd.DataFrame) -> None:
    england = observations.series("ehc_plans_total", ENGLAND)
    assert len(england) == 7
    for period, figures in england.items():
        plans = observations.across("ehc_plans_total", period)
        assert sum(value for code, value in plans.items() if not code.startswith("E")) == figures.value
        assert sum(value for code, value in plans.items() if code.startswith("E12")) == figures.value
    assert not ((quality["indicator"] == "ehc_plans_total") & (quality["area_code"] == ENGLAND)).any()


def test_children_without_a_school_place(observations: Observations) -> None:
    figures = observations["place_elsewhere_pct", NOTTINGHAMSHIRE, "202425"]
    assert (round(figures.value, 1), figures.numerator, figures.denominator) == (14.2, 772, 5422)
    assert round(observations["place_elsewhere_pct", ENGLAND, "202425"].value, 1) == 7.8


def test_totals_of_a_region_printed_for_its_authorities_are_reported(quality: pd.DataFrame) -> None:
    rows = quality[(quality["indicator"] == "ehc_new_plans") & (quality["period"] == "2022")]
    copied = rows.loc[rows["problem"].str.contains("that of the whole region"), ["area_code", "problem"]]
    assert len(copied) == 15
    assert copied["problem"].str.contains("6,078").all()


def test_timeliness_counted_over_too_few_plans_is_reported(quality: pd.DataFrame) -> None:
    rows = quality[(quality["indicator"] == "ehc_20wk_all_pct") & (quality["area_code"] == SOMERSET)]
    assert "Counted over 567 of 743 new plans (76.3%)." in set(rows.loc[rows["period"] == "2024", "problem"])


def test_authorities_that_a_table_leaves_out_are_reported(observations: Observations, quality: pd.DataFrame) -> None:
    leicester = quality[(quality["area_code"] == "856") & (quality["period"] == "2023")]
    assert any("timeliness_20_week.csv: no row for this authority" in problem for problem in leicester["problem"])
    assert observations["ehc_20wk_ex_pct", "856", "2023"].symbol == "x"
