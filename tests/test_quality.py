"""Problems of the releases are found by rule, and nothing is reported where nothing is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest

from sendneeds.declare.area import Area
from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.declare.registry import load_registry
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.figures import Observed
from sendneeds.evidence.quality import (
    find_copied_totals,
    find_impossible,
    find_never_recorded,
    find_small_bases,
    find_unequal_sums,
)
from sendneeds.evidence.reading import OBSERVATION_COLUMNS
from sendneeds.evidence.table_quality import (
    CheckedTable,
    find_contradictions,
    find_missing_authorities,
    find_negative_counts,
    find_over_whole,
    find_retired_codes,
    find_unequal_totals,
    prepare_table,
)
from sendneeds.project import Project

ENGLAND = "E92000001"
SOMERSET = Area("933", "somerset", "Somerset", "UA", "E12000009", ("E10000027", "E06000066:2023-04-01"), (), "", "", ())
SUTTON = Area("319", "sutton", "Sutton", "OLB", "E12000007", ("E09000029",), (), "", "", ())
ENDS = {"2022": date(2022, 12, 31), "2023": date(2023, 12, 31)}


def make_table(name: str = "plans.csv", **columns: Sequence[str]) -> CheckedTable:
    return prepare_table("a_release", name, pd.DataFrame(columns, dtype=str))


def make_shares(published: str) -> CheckedTable:
    rows = 200
    return make_table(
        area_code=["319"] * rows,
        period=["2023"] * rows,
        breakdown=["All"] + [f"age {number}" for number in range(rows - 1)],
        plans=["200"] * rows,
        number_asd=[str(number) for number in range(rows)],
        asd_pc=[published] + [f"{number / 2:.1f}" for number in range(1, rows)],
    )


def make_rows(*rows: tuple[str, str, float | None, float | None, float | None]) -> pd.DataFrame:
    full = [(*row, "" if row[2] is not None else "x", "a_release") for row in rows]
    frame = pd.DataFrame(full, columns=pd.Index(OBSERVATION_COLUMNS))
    return frame.astype({"value": float, "numerator": float, "denominator": float})


@pytest.fixture(scope="module")
def entries(project: Project) -> dict[str, IndicatorEntry]:
    return dict(load_registry(project).indicators)


def test_negative_counts_in_all_and_by_area() -> None:
    table = make_table(area_code=["319", "319", "933"], period=["2023"] * 3, kind=["a", "b", "a"], n=["-1", "-4", "2"])
    found = [(item.area_code, item.problem) for item in find_negative_counts(table)]
    assert found == [
        ("", "plans.csv: the column n holds a negative count in 2 rows."),
        ("319", "plans.csv: n is negative in 2 rows, the lowest -4."),
    ]


def test_percentages_that_their_counts_contradict() -> None:
    found = list(find_contradictions(make_shares("7.5")))
    assert [item.area_code for item in found] == ["", "319"]
    assert found[1].problem == (
        "plans.csv: asd_pc contradicts number_asd out of plans in 1 row; 2023, All: published 7.5%, counted 0.0%."
    )


def test_rounding_is_no_contradiction() -> None:
    assert list(find_contradictions(make_shares("0.0"))) == []


def test_the_counts_that_fit_best_are_taken() -> None:
    rows = 200
    within = [str(number) for number in range(rows)]
    over = [str(rows - number) for number in range(rows)]
    decided = [str(rows) if number else "150" for number in range(rows)]
    shares = [f"{number / 2:.1f}" for number in range(rows)]
    table = make_table(
        area_code=["319"] * rows,
        period=["2023"] * rows,
        in_time=within,
        too_late=over,
        decided=decided,
        in_time_pc=shares,
    )
    assert list(find_contradictions(table)) == []


def test_percentages_over_the_whole() -> None:
    table = make_table(area_code=["319", "933"], period=["2023"] * 2, asd_pc=["100", "113.5"])
    assert [(item.area_code, item.problem) for item in find_over_whole(table)] == [
        ("933", "plans.csv: asd_pc is over 100% in 1 row, the highest 113.5%.")
    ]


def test_codes_that_were_replaced() -> None:
    table = make_table(
        area_code=["933", "933", "319"],
        period=["2022", "2023", "2023"],
        new_la_code=["E10000027", "E10000027", "E09000029"],
        n=["1", "2", "3"],
    )
    found = list(find_retired_codes(table, Crosswalk([SOMERSET, SUTTON]), ENDS))
    assert [(item.area_code, item.problem) for item in found] == [
        ("933", "The release prints the code E10000027, which E06000066 replaced on 2023-04-01.")
    ]


def test_authorities_that_are_left_out() -> None:
    table = make_table(area_code=["319", "933", "319"], period=["2022", "2022", "2023"], n=["1", "2", "3"])
    found = find_missing_authorities(table, Crosswalk([SOMERSET, SUTTON]), ENDS)
    assert [(item.area_code, item.period) for item in found] == [("933", "2023")]


def test_totals_that_differ_between_tables() -> None:
    ages = make_table("age.csv", area_code=["319", "933"], period=["2023"] * 2, age=["Total"] * 2, n=["1361", "5"])
    places = make_table(
        "estab.csv", area_code=["319", "319", "933"], period=["2023"] * 3, kind=["Total", "Unit", "Total"],
        n=["1352", "9", "5"],
    )  # fmt: skip
    assert [(item.area_code, item.problem) for item in find_unequal_totals([ages, places])] == [
        ("319", "The total differs between age.csv and estab.csv in 2023; 2023: 1,361 and 1,352.")
    ]


def test_impossible_figures(entries: dict[str, IndicatorEntry]) -> None:
    shares = make_rows(("319", "2023", 120, 6, 5), ("933", "2023", 50, 1, 2), ("201", "2023", 90, 3, 2))
    found = [(item.area_code, item.problem) for item in find_impossible(entries["need_sld_pct"], shares)]
    assert found == [
        ("319", "The figure is 120.0%, more than all (6 out of 5)."),
        ("201", "3 are counted out of 2."),
    ]
    counts = make_rows(("319", "2023", -1, None, None), ("933", "2023", 0, None, None))
    assert [item.area_code for item in find_impossible(entries["ehc_requests"], counts)] == ["319"]


def test_what_a_large_authority_never_records(entries: dict[str, IndicatorEntry]) -> None:
    rows = make_rows(
        *((ENGLAND, year, 4.0, 4, 100) for year in ("2022", "2023", "2024")),
        *(("891", year, 0.0, 0, 5000) for year in ("2022", "2023", "2024")),
        *(("201", year, 0.0, 0, 30) for year in ("2022", "2023", "2024")),
        *(("319", year, 1.0, number, 2000) for number, year in enumerate(("2022", "2023", "2024"))),
    )
    assert [item.area_code for item in find_never_recorded(entries["place_unit_pct"], rows)] == ["891"]


def test_england_that_is_not_the_sum(entries: dict[str, IndicatorEntry]) -> None:
    rows = make_rows(
        (ENGLAND, "2023", 10, None, None), ("319", "2023", 4, None, None), ("933", "2023", 5, None, None),
        ("E12000007", "2023", 4, None, None), ("E12000009", "2023", 6, None, None),
    )  # fmt: skip
    observed = {"ehc_requests": Observed(entries["ehc_requests"].indicator.period, rows)}
    assert [(item.area_code, item.problem) for item in find_unequal_sums(entries, observed)] == [
        (ENGLAND, "England has 10, the sum of its authorities is 9 (+1 in England).")
    ]


def test_shares_that_are_counted_over_too_little(entries: dict[str, IndicatorEntry]) -> None:
    kind = entries["ehc_20wk_all_pct"].indicator.period
    shares = make_rows(("933", "2024", 33.5, 190, 567), ("319", "2024", 76.5, 290, 380))
    plans = make_rows(("933", "2024", 743, None, None), ("319", "2024", 390, None, None))
    observed = {"part": Observed(kind, shares), "whole": Observed(kind, plans)}
    assert [(item.area_code, item.problem) for item in find_small_bases(("part", "whole"), observed, 95)] == [
        ("933", "Counted over 567 of 743 new plans (76.3%).")
    ]


def test_totals_of_a_region_that_were_given_to_its_authorities(entries: dict[str, IndicatorEntry]) -> None:
    rows = make_rows(
        ("E12000003", "2022", 6078, None, None), ("370", "2022", 6078, None, None), ("371", "2022", 6078, None, None),
        ("816", "2022", 80, None, None), ("E12000007", "2022", 5, None, None), ("319", "2022", 5, None, None),
    )  # fmt: skip
    regions = {"370": "E12000003", "371": "E12000003", "816": "E12000003", "319": "E12000007"}
    found = list(find_copied_totals(entries["ehc_new_plans"], rows, regions))
    assert [item.area_code for item in found] == ["370", "371"]
    assert "6,078, is that of the whole region, as it is for 2 of its authorities" in found[0].problem
