"""Readers of releases that are not one row per area, period and breakdown."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sendneeds.declare.registry import Registry, load_registry
from sendneeds.declare.source import LaitSource, LocalHealthSource, Release, TribunalSource
from sendneeds.errors import DataError
from sendneeds.evidence.assembly import read_indicator
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.geography import load_areas
from sendneeds.evidence.health import read_local_health
from sendneeds.evidence.lait import read_lait
from sendneeds.evidence.reading import ENGLAND, Reading
from sendneeds.evidence.release import Releases
from sendneeds.evidence.tidy import find_areas
from sendneeds.evidence.tribunal import read_tribunal
from sendneeds.project import Project

TRIBUNAL = TribunalSource(reader="tribunal", release=("table",))


class Shapes:
    """Reads declared indicators from the official releases, each once."""

    def __init__(self, registry: Registry, opened: Releases, crosswalk: Crosswalk) -> None:
        self.registry, self.opened, self.crosswalk = registry, opened, crosswalk
        self._read: dict[str, Reading] = {}

    def read(self, key: str) -> Reading:
        if key not in self._read:
            indicator = self.registry.indicators[key].indicator
            self._read[key] = read_indicator(indicator, self.opened, self.crosswalk, {})
        return self._read[key]

    def find(self, key: str, area_code: str, period: str) -> dict[str, Any]:
        rows = self.read(key).by_area_period
        (row,) = rows[(rows["area_code"] == area_code) & (rows["period"] == period)].to_dict("records")
        return {str(column): cell for column, cell in row.items()}


@pytest.fixture(scope="module")
def crosswalk(project: Project) -> Crosswalk:
    return Crosswalk(load_areas(project))


@pytest.fixture(scope="module")
def shapes(project: Project, releases: Path, crosswalk: Crosswalk) -> Shapes:
    registry = load_registry(project)
    return Shapes(registry, Releases(releases, registry.releases), crosswalk)


def _lock_file(folder: Path, text: str) -> Releases:
    """Return releases with one file, locked as `table`."""
    content = text.encode()
    (folder / "table.csv").write_bytes(content)
    entry = Release(
        publisher="Ministry of Justice", publication="Table", release="2024", file="table.csv", bytes=len(content),
        sha256=sha256(content).hexdigest(), licence="OGL-UK-3.0", retrieved="2026-11",
    )  # fmt: skip
    return Releases(folder, {"table": entry})


@pytest.mark.parametrize(
    ("key", "period", "values"),
    [
        ("pop_0_25", "2020", (64612, 151623, 80649, 237108, 17293559)),
        ("high_needs_block_gbp", "2023-24", (57734683, 83637985, 42983002, 114075243, 9952172126)),
        ("tribunal_appeal_rate_pct", "2024", (3.15, 6.13, 3.19, 3.11, 3.23)),
        ("slt_wait_18wk_pct", "2023-10", (45.53, 42.07, 33.23, 25.43, 39.73)),
        ("ot_wait_18wk_pct", "2023-10", (57.82, 30.66, 53.77, 10.83, 37.78)),
        ("paed_wait_18wk_pct", "2023-10", (7.24, 12.56, 48.29, 0.62, 60.21)),
        ("sen_ehc_pct", "2025", (5.10, 5.40, 5.20, 2.90, 5.30)),
        ("sen_weekly_unit_cost", "2024-25 (OT)", (70, 80, 75, 155, 110)),
        ("phonics_support_pct", "2025 (prov)", (65, 46, 52, 43, 52)),
        ("susp_primary_pct", "2023/24", (1.67, 4.02, 1.28, 1.36, 2.27)),
    ],
)
def test_figures_are_those_published(shapes: Shapes, key: str, period: str, values: tuple[float, ...]) -> None:
    for area_code, value in zip(("319", "933", "394", "891", ENGLAND), values, strict=True):
        assert shapes.find(key, area_code, period)["value"] == pytest.approx(value, abs=0.00501), area_code


@pytest.mark.parametrize("key", ["tribunal_appeal_rate_pct", "slt_wait_18wk_pct", "ot_wait_18wk_pct"])
def test_rates_come_from_their_counts_in_full(shapes: Shapes, key: str) -> None:
    rows = shapes.read(key).by_area_period
    valued = rows[rows["value"].notna()]
    pd.testing.assert_series_equal(
        100 * valued["numerator"] / valued["denominator"], valued["value"], check_names=False
    )
    assert (valued["numerator"] <= valued["denominator"]).all()


def test_lait_keeps_the_published_precision_and_its_gaps(shapes: Shapes) -> None:
    assert shapes.find("sen_ehc_pct", "839", "2024")["value"] == 4.9
    assert shapes.find("susp_primary_pct", "839", "2023/24")["value"] == 4.0558
    gap = shapes.find("sen_ehc_pct", "909", "2024")
    assert (gap["symbol"], pd.isna(gap["value"])) == ("x", True)


def test_lait_has_regions_and_both_parts_of_london(shapes: Shapes) -> None:
    codes = set(shapes.read("sen_ehc_pct").by_area_period["area_code"])
    assert {f"E1200000{number}" for number in range(1, 10)} | {"E13000001", "E13000002"} <= codes
    assert len(codes) == 170
    inner, outer, london = (
        shapes.find("a8_ehc", code, "2025")["value"] for code in ("E13000001", "E13000002", "E12000007")
    )
    assert min(inner, outer) <= london <= max(inner, outer)


def test_lait_tells_dorset_apart(shapes: Shapes) -> None:
    assert shapes.find("sen_ehc_pct", "835", "2019")["value"] == 3.4
    assert shapes.find("sen_ehc_pct", "838", "2020")["value"] == 3.7


def test_an_unknown_measure_is_named(shapes: Shapes) -> None:
    source = LaitSource(reader="lait", release=("lait_2026_04",), measure="SEN_TotStatt")
    with pytest.raises(DataError, match="no measure 'SEN_TotStatt'"):
        read_lait(source, shapes.opened, shapes.crosswalk)


def test_years_without_any_figure_are_left_out(shapes: Shapes) -> None:
    periods = set(shapes.read("gld_ehc_pct").by_area_period["period"])
    assert {"2019", "2022"} <= periods
    assert not {"2020", "2021"} & periods


def test_the_tribunal_table_is_matched_by_name(shapes: Shapes) -> None:
    assert shapes.find("tribunal_appeal_rate_pct", "891", "2014")["numerator"] == 47
    assert shapes.find("tribunal_appeal_rate_pct", "892", "2014")["numerator"] == 18
    wrong = {problem.area_code for problem in shapes.read("tribunal_appeal_rate_pct").problems}
    assert wrong == {"891", "892", "928", "873", "823"}


def test_no_appeals_are_zero_and_unavailable_is_not(shapes: Shapes) -> None:
    darlington = shapes.find("tribunal_appeal_rate_pct", "841", "2014")
    assert (darlington["value"], darlington["numerator"], darlington["denominator"]) == (0, 0, 450)
    scilly = shapes.find("tribunal_appeal_rate_pct", "420", "2023")
    assert (scilly["value"], scilly["denominator"]) == (0, 20)
    assert shapes.find("tribunal_appeal_rate_pct", "942", "2014")["symbol"] == "x"
    northamptonshire = shapes.find("tribunal_appeal_rate_pct", "928", "2021")
    assert (northamptonshire["symbol"], northamptonshire["numerator"]) == ("x", 85)


def test_the_tribunal_table_ends_with_the_last_whole_year(shapes: Shapes) -> None:
    rows = shapes.read("tribunal_appeal_rate_pct").by_area_period
    assert sorted(rows["period"].unique()) == [str(year) for year in range(2014, 2025)]
    assert shapes.find("tribunal_appeal_rate_pct", ENGLAND, "2024")["denominator"] == 689739


TRIBUNAL_TOP = "Title,,,,\n,,,,\n,,,,\nLocal Authority,LA code,2024,,\n,,Appeals,Decisions,Rate\n"


def test_suppressed_appeals_are_confidential(tmp_path: Path, crosswalk: Crosswalk) -> None:
    opened = _lock_file(tmp_path, TRIBUNAL_TOP + 'LONDON,,,,\nSutton2,319,~,500,~\nBarnet,302,7,"1,400",0.50%\n')
    rows = read_tribunal(TRIBUNAL, opened, crosswalk).by_area_period.set_index("area_code")
    assert rows.loc["319", "symbol"] == "c"
    assert rows["value"].isna()["319"]
    assert rows.loc["302", "value"] == 0.5
    assert "E12000007" not in rows.index


def test_no_decisions_is_not_applicable(tmp_path: Path, crosswalk: Crosswalk) -> None:
    opened = _lock_file(tmp_path, TRIBUNAL_TOP + "Sutton,319, - ,0,0.00%\nBarnet,302,7,14,50.00%\n")
    rows = read_tribunal(TRIBUNAL, opened, crosswalk).by_area_period.set_index("area_code")
    assert rows.loc["319", "symbol"] == "z"


def test_an_unknown_name_in_the_tribunal_table_is_an_error(tmp_path: Path, crosswalk: Crosswalk) -> None:
    opened = _lock_file(tmp_path, TRIBUNAL_TOP + "Suton,319,1,500,0.20%\n")
    with pytest.raises(DataError, match=r"table\.csv: found the name 'Suton'"):
        read_tribunal(TRIBUNAL, opened, crosswalk)


def test_residents_are_the_sum_of_single_ages(shapes: Shapes) -> None:
    by_age = shapes.opened.read_table("population_2019").set_index("utla20_code")
    ages = [str(age) for age in range(26)]
    assert shapes.find("pop_0_25", "319", "2019")["value"] == by_age.loc["E09000029", ages].astype(float).sum()
    assert shapes.find("pop_0_25", "933", "2019")["value"] == by_age.loc["E10000027", ages].astype(float).sum()
    codes = set(shapes.read("pop_0_25").by_area_period["area_code"])
    assert not any(str(code).startswith("W") for code in codes)


def test_an_england_total_that_leaves_people_out_is_reported(shapes: Shapes) -> None:
    (problem,) = shapes.read("pop_0_25").problems
    assert (problem.area_code, problem.period) == (ENGLAND, "2020")
    assert "no row for Northamptonshire" in problem.problem


def test_allocations_are_those_before_deductions(shapes: Shapes) -> None:
    rows = shapes.read("high_needs_block_gbp").by_area_period
    latest = rows[rows["period"] == "2023-24"].set_index("area_code")["value"]
    regions = [f"E1200000{number}" for number in range(1, 10)]
    assert latest[regions].sum() == pytest.approx(latest[ENGLAND], abs=10)
    authorities = latest[~latest.index.str.startswith("E")]
    assert len(authorities) == 151
    assert authorities.sum() == pytest.approx(latest[ENGLAND], abs=200)


def test_an_authority_in_two_boards_has_no_figure_of_its_own(shapes: Shapes) -> None:
    reading = shapes.read("slt_wait_18wk_pct")
    codes = set(reading.by_area_period["area_code"])
    told = {problem.area_code: problem.problem for problem in reading.problems}
    assert not {"881", "942"} & codes
    assert "more than one integrated care board (3)" in told["881"]
    assert "names no integrated care board" in told["942"]
    assert len(codes - {ENGLAND}) + len(told) == 153


def test_authorities_of_one_board_share_its_figure(shapes: Shapes) -> None:
    sutton, croydon = (shapes.find("slt_wait_18wk_pct", code, "2023-10") for code in ("319", "306"))
    assert (sutton["value"], sutton["denominator"]) == (croydon["value"], croydon["denominator"])


def test_boards_are_found_in_either_case(shapes: Shapes) -> None:
    rows = shapes.read("slt_wait_18wk_pct").by_area_period
    assert rows.loc[rows["area_code"] == "319", "period"].tolist() == [f"2023-{month:02d}" for month in range(1, 11)]


def test_nobody_waiting_is_not_applicable(shapes: Shapes) -> None:
    rows = shapes.read("ot_wait_18wk_pct").by_area_period
    empty = rows[rows["denominator"] == 0]
    assert len(empty)
    assert (empty["symbol"] == "z").all()


def test_local_health_figures_need_one_location(shapes: Shapes) -> None:
    mental = shapes.read("cyp_mh_contacts").by_area_period
    codes = set(mental["area_code"])
    assert {"319", "933", "394"} <= codes
    assert "891" not in codes
    assert ENGLAND not in codes
    assert mental["period"].min() == "2021-03"
    assert mental["period"].max() == "2023-08"


def test_national_figures_are_kept_where_they_are_published(shapes: Shapes) -> None:
    source = LocalHealthSource(
        reader="local_health", release=("autism_waits",), value="METRIC_VALUE", period="{REPORTING_PERIOD_END}",
        where={"METRIC": ("ASD19e",), "age_group": ("Age: Under 10",)},
    )  # fmt: skip
    rows = read_local_health(source, shapes.opened, shapes.crosswalk).by_area_period
    latest = rows[rows["period"] == "2023-06"].set_index("area_code")["value"]
    assert (latest["319"], latest["394"], latest[ENGLAND]) == (17, 48, 22)


def test_suppressed_local_figures_are_confidential(tmp_path: Path, releases: Path, project: Project) -> None:
    registry = load_registry(project)
    own = _lock_file(tmp_path, "PRIMARY_LEVEL,VALUE,DAY\n36L,*,31/03/2023\n00P,120,31/03/2023\n")
    lookup = registry.releases["board_lookup"]
    (tmp_path / lookup.file).parent.mkdir()
    (tmp_path / lookup.file).write_bytes((releases / lookup.file).read_bytes())
    opened = Releases(tmp_path, {**own.lock, "board_lookup": lookup})
    source = LocalHealthSource(reader="local_health", release=("table",), value="VALUE", period="DAY")
    rows = read_local_health(source, opened, Crosswalk(load_areas(project))).by_area_period.set_index("area_code")
    assert (rows.loc["319", "symbol"], rows.loc["319", "period"]) == ("c", "2023-03")
    assert rows.loc["394", "value"] == 120


def test_unknown_areas_are_named_together() -> None:
    printed = pd.Series(["319", "998", "999", "998"])
    with pytest.raises(DataError, match=r"table: found '998', '999'; expected known areas"):
        find_areas(printed, lambda text: text if text < "900" else None, "table")
