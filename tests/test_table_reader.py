"""Reading tables into observations: areas, periods, sums, symbols, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pydantic import TypeAdapter

from sendneeds.declare.area import Area
from sendneeds.declare.indicator import Indicator
from sendneeds.declare.source import Release, YesNoSource
from sendneeds.errors import DataError
from sendneeds.evidence.coverage import fit_coverage
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.derived import read_derived
from sendneeds.evidence.figures import Observed
from sendneeds.evidence.reading import read_cell
from sendneeds.evidence.release import Releases
from sendneeds.evidence.table_reader import read_table, read_yes_no

HEADER = "time_period,geographic_level,region_code,new_la_code,old_la_code,la_name,kind,top,bottom,pc\n"


def make_area(code: str, name: str, kind: str, gss: tuple[str, ...], opened: str = "", closed: str = "") -> Area:
    return Area(code, name.lower().replace(" ", "-"), name, kind, "E12000009", gss, (), opened, closed, ())


AREAS = [
    make_area("933", "Somerset", "UA", ("E10000027", "E06000066:2023-04-01")),
    make_area("835", "Dorset (to March 2019)", "SC", ("E10000009",), closed="2019-03-31"),
    make_area("838", "Dorset", "UA", ("E06000059",), opened="2019-04-01"),
    make_area("E12000009", "South West", "region", ()),
    make_area("E92000001", "England", "country", ()),
]
CROSSWALK = Crosswalk(AREAS)


def make_indicator(source: dict[str, Any], period: str = "january", unit: str = "percent") -> Indicator:
    words = {"label": "a", "short": "a", "description": "a", "why_it_matters": "a", "ages": "0 to 25"}
    rest = {"unit": unit, "noun": ["plan", "plans"], "direction": "neutral", "counted_by": "residence"}
    return TypeAdapter(Indicator).validate_python({**words, **rest, "period": period, "source": source})


def open_tables(folder: Path, **tables: str) -> Releases:
    lock = {}
    for name, text in tables.items():
        content = text.encode()
        (folder / f"{name}.csv").write_bytes(content)
        lock[name] = Release(
            publisher="a", publication="a", release="a", file=f"{name}.csv", sha256=sha256(content).hexdigest(),
            bytes=len(content), licence="a", retrieved="2026-11",
        )  # fmt: skip
    return Releases(folder, lock)


Rows = dict[tuple[str, str], dict[str, Any]]


def index_rows(by_area_period: pd.DataFrame) -> Rows:
    return {
        (row["area_code"], row["period"]): {str(name): cell for name, cell in row.items()}
        for row in by_area_period.to_dict("records")
    }


def read_rows(folder: Path, rows: str, **source: Any) -> Rows:  # noqa: ANN401
    shares = {"numerator": {"columns": "top"}, "denominator": {"columns": "bottom"}}
    declared = {"reader": "table", "release": "table", "where": {"kind": "All"}, **(source or shares)}
    reading = read_table(make_indicator(declared), open_tables(folder, table=HEADER + rows), CROSSWALK, {})
    return index_rows(reading.by_area_period)


def test_shares_by_code_name_region_and_england(tmp_path: Path) -> None:
    rows = (
        "202425,National,,,,,All,10,40,25\n"
        "202425,Regional,E12000009,,,,All,5,20,25\n"
        "202425,Local authority,E12000009,E10000027,933,Somerset,All,190,567,33.5\n"
        '202425,Local authority,E12000009,E06000059,,DORSET 6,All,"1,000",3000,33.3\n'
        "202425,Local authority,E12000009,E10000027,933,Somerset,Other,7,9,1\n"
    )
    read = read_rows(tmp_path, rows)
    assert {place: row["value"] for place, row in read.items()} == {
        ("E92000001", "202425"): 25,
        ("E12000009", "202425"): 25,
        ("933", "202425"): 100 * 190 / 567,
        ("838", "202425"): 100 * 1000 / 3000,
    }
    assert {row["release"] for row in read.values()} == {"table"}


@pytest.mark.parametrize(
    ("top", "bottom", "symbol"),
    [("x", "4", "x"), ("3", "c", "c"), ("0", "0", "z"), ("~", "4", "low"), ("", "4", "x"), ("n/a", "4", "z")],
)
def test_symbols_are_kept_and_never_zero(tmp_path: Path, top: str, bottom: str, symbol: str) -> None:
    rows = f"202425,National,,,,,All,1,2,50\n202425,Local authority,,,933,Somerset,All,{top},{bottom},5\n"
    row = read_rows(tmp_path, rows)["933", "202425"]
    assert row["symbol"] == symbol
    assert pd.isna(row["value"])


@pytest.mark.parametrize(
    ("text", "number", "symbol"),
    [("36.090000000000003", 36.09, ""), ("207.18691109657576", 207.18691109657576, ""), ("1,234", 1234, ""),
     ("5.7%", 5.7, ""), ("-4.58", -4.58, ""), ("-", None, "x"), ("..", None, "x"), (":", None, "x"),
     ("N/A", None, "z"), ("~", None, "low"), ("low", None, "low"), ("u", None, "u"), ("*", None, "c")],
)  # fmt: skip
def test_cells(text: str, number: float | None, symbol: str) -> None:
    assert read_cell(text) == (number, symbol)


def test_published_column_is_not_recomputed(tmp_path: Path) -> None:
    rows = "202425,National,,,,,All,10,40,24.9\n"
    row = read_rows(tmp_path, rows, value="pc", numerator={"columns": "top"})["E92000001", "202425"]
    assert (row["value"], row["numerator"]) == (24.9, 10)


def test_columns_and_rows_are_summed(tmp_path: Path) -> None:
    rows = "202425,National,,,,,a,1,10,1\n202425,National,,,,,b,2,20,1\n202425,National,,,,,c,z,20,1\n"
    source = {"where": {"kind": ["a", "b", "c"]}, "numerator": {"columns": ["top", "bottom"]}}
    row = read_rows(tmp_path, rows, **source)["E92000001", "202425"]
    assert row["value"] == 53
    assert pd.isna(row["numerator"])


def test_a_period_without_any_value_is_left_out(tmp_path: Path) -> None:
    rows = "201819,National,,,,,All,x,x,x\n202425,National,,,,,All,1,2,50\n"
    assert list(read_rows(tmp_path, rows)) == [("E92000001", "202425")]


@pytest.mark.parametrize(
    ("rows", "source", "message"),
    [
        ("202425,National,,,,,All,1,2,50\n", {"numerator": {"columns": "tops"}}, r"'tops'; use 'top' if"),
        ("202425,National,,,,,All,1,2,50\n", {"where": {"kind": "Al"}, "value": "pc"}, r"no 'Al'; .*nearest: 'All'"),
        ("202425,National,,,,,All,1,2,50\n", {"where": {"knd": "All"}, "value": "pc"}, r"'knd'; use 'kind'"),
        ("202425,Local authority,,,999,Atlantis,All,1,2,5\n", {"value": "pc"}, r"row 2: found the area '.*Atlantis'"),
        ("202425,National,,,,,All,many,2,50\n", {"numerator": {"columns": "top"}}, r"row 2: found 'many'"),
        ("202425,National,,,,,All,1,2,50\n" * 2, {"numerator": {"columns": "top"}}, r"rows 2 and 3: found two rows"),
        ("202425,National,,,,,All,1,2,50\n" * 2, {"value": "pc"}, r"rows 2 and 3: found two rows"),
    ],
    ids=["column", "cell", "where", "area", "figure", "duplicate", "duplicate published"],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, rows: str, source: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_rows(tmp_path, rows, **source)


def test_mixed_kinds_of_period_are_refused(tmp_path: Path) -> None:
    releases = open_tables(
        tmp_path, table="time_period,time_identifier,pc\n2024,Calendar year,1\n2023,Academic year,2\n"
    )
    indicator = make_indicator({"reader": "table", "release": "table", "value": "pc"})
    with pytest.raises(DataError, match=r"several kinds of period \(Academic year, Calendar year\)"):
        read_table(indicator, releases, CROSSWALK, {})


def test_the_newest_release_wins(tmp_path: Path) -> None:
    old = "time_period,pc\n2023,1\n2024,2\n"
    releases = open_tables(tmp_path, old=old, new="time_period,pc\n2024,3\n2025,4\n")
    indicator = make_indicator({"reader": "table", "release": ["old", "new"], "value": "pc"})
    rows = read_table(indicator, releases, CROSSWALK, {}).by_area_period
    assert rows.set_index("period")["value"].to_dict() == {"2023": 1, "2024": 3, "2025": 4}
    assert rows.set_index("period")["release"].to_dict() == {"2023": "old", "2024": "new", "2025": "new"}


def make_observed(kind: str, values: dict[str, float], release: str = "caseload") -> Observed:
    rows = [("933", period, value, float("nan"), float("nan"), "", release) for period, value in values.items()]
    columns = ["area_code", "period", "value", "numerator", "denominator", "symbol", "release"]
    return Observed(
        make_indicator({"reader": "table", "release": "a"}, kind).period, pd.DataFrame(rows, columns=columns)
    )


def test_figures_of_another_indicator_a_year_later(tmp_path: Path) -> None:
    releases = open_tables(tmp_path, budgets="time_period,old_la_code,n\n2017,933,5\n2018,933,60\n2019,933,70\n")
    source = {
        "reader": "table",
        "release": "budgets",
        "numerator": {"columns": "n"},
        "denominator": {"indicator": ["old", "new"], "lag": -1},
    }
    observed = {
        "old": make_observed("january", {"2018": 1000, "2019": 1500}, "first"),
        "new": make_observed("january", {"201819": 1588}, "second"),
    }
    rows = read_table(make_indicator(source, "calendar_year"), releases, CROSSWALK, observed).by_area_period
    by_period = rows.set_index("period")
    assert by_period["denominator"].to_dict() == {"2017": 1000, "2018": 1588}
    assert by_period["value"]["2018"] == 100 * 60 / 1588
    assert by_period["release"].to_dict() == {"2017": "budgets+first", "2018": "budgets+second"}


def test_growth_joins_series_and_the_later_wins() -> None:
    source = {"reader": "derived", "operation": "growth", "of": ["old", "new"], "years": 5}
    observed = {
        "old": make_observed("january", {"2014": 100, "2019": 149}),
        "new": make_observed("january", {"201819": 150, "202324": 300}),
    }
    rows = read_derived(make_indicator(source, unit="percent_change"), observed).by_area_period.set_index("period")
    assert rows["value"].to_dict() == {"2019": 50, "2024": 100}
    assert rows["denominator"].to_dict() == {"2019": 100, "2024": 150}


def test_sums_show_no_floating_dust() -> None:
    source = {"reader": "derived", "operation": "sum", "of": ["one", "two"]}
    observed = {"one": make_observed("january", {"2025": 0.1}), "two": make_observed("january", {"2025": 0.2})}
    assert read_derived(make_indicator(source), observed).by_area_period["value"].tolist() == [0.3]


def test_yes_no_and_unanswered(tmp_path: Path) -> None:
    rows = ("2024,933,No,Yes", "2024,838,Recruiting,n/a", "2025,933,n/a,Not returned", "2025,838,No,No")
    releases = open_tables(tmp_path, t="\n".join(("time_period,old_la_code,a,b", *rows)))
    source = TypeAdapter(YesNoSource).validate_python({"reader": "yes_no", "release": "t", "columns": ["a", "b"]})
    read = index_rows(read_yes_no(source, releases, CROSSWALK).by_area_period)
    assert {place: row["value"] for place, row in read.items() if not row["symbol"]} == {
        ("933", "2024"): 1,
        ("838", "2024"): 0,
        ("838", "2025"): 0,
    }
    assert read["933", "2025"]["symbol"] == "x"


def test_an_authority_that_is_left_out_has_a_symbol(tmp_path: Path) -> None:
    indicator = make_indicator({"reader": "table", "release": "t", "value": "pc"})
    releases = open_tables(tmp_path, t="time_period,old_la_code,pc\n201819,835,1\n202425,933,2\n")
    rows = fit_coverage(read_table(indicator, releases, CROSSWALK, {}).by_area_period, indicator.period, CROSSWALK)
    symbols = rows.set_index(["area_code", "period"])["symbol"].to_dict()
    # Dorset as it is today did not exist in January 2019, and the one before it not in January 2025.
    assert symbols == {("835", "201819"): "", ("838", "202425"): "x", ("933", "201819"): "x", ("933", "202425"): ""}


def test_a_name_means_the_area_that_had_it_then(tmp_path: Path) -> None:
    """A table without codes says Dorset for both; one with codes keeps the code that it prints."""
    named = [replace(area, aliases=("Dorset",)) if area.area_code == "835" else area for area in AREAS]
    indicator = make_indicator({"reader": "table", "release": "t", "value": "pc"})
    text = "time_period,la_name,pc\n201819,Dorset,1\n201920,Dorset,2\n"
    rows = read_table(indicator, open_tables(tmp_path, t=text), Crosswalk(named), {}).by_area_period
    assert set(zip(rows["area_code"], rows["period"], strict=True)) == {("835", "201819"), ("838", "201920")}
    text = "time_period,old_la_code,la_name,pc\n201819,838,Dorset,1\n"
    rows = read_table(indicator, open_tables(tmp_path, t=text), Crosswalk(named), {}).by_area_period
    assert list(rows["area_code"]) == ["838"]


def test_a_zero_of_an_authority_that_was_not_there_is_no_figure(tmp_path: Path) -> None:
    indicator = make_indicator({"reader": "table", "release": "t", "value": "pc"}, period="financial_year")
    text = "time_period,old_la_code,pc\n2018-19,835,0\n2019-20,835,0\n2020-21,835,0\n2020-21,838,3\n"
    releases = open_tables(tmp_path, t=text)
    rows = fit_coverage(read_table(indicator, releases, CROSSWALK, {}).by_area_period, indicator.period, CROSSWALK)
    kept = rows[rows["area_code"] == "835"]
    assert list(kept["period"]) == ["2018-19"]
