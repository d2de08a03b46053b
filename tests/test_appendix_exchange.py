"""The pairs for Explore Education Statistics pass the department's checks, and each check can fail."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from ees_screener import CHECKS, WARNINGS, Pair, make_pair, screen

from sendneeds.project import Project
from sendneeds.report import ees_rows
from sendneeds.report.area_evidence import ENGLAND, AreaEvidence, gather_evidence
from sendneeds.report.data_rows import list_all_findings
from sendneeds.report.ees_rows import list_pairs, name_measure, name_time

AREAS = ("sutton", "somerset", "sunderland", "nottinghamshire", "leeds", "city-of-london")
KINDS = [
    "academic-year",
    "autumn-and-spring-term",
    "calendar-year",
    "financial-year",
    "month",
    "reporting-year",
    "term",
]
# No total exists over measures of different kinds, so the group of measures has no default.
EXPECTED = {"filter_defaults": ["theme"]}


@cache
def _gather(area: str, edition: str = "2025") -> AreaEvidence:
    return gather_evidence(area, edition, Project(Path(__file__).resolve().parent.parent))


@cache
def _list_pairs(area: str, edition: str = "2025") -> list[ees_rows.Pair]:
    evidence = _gather(area, edition)
    codes = {evidence.area.area_code, evidence.area.region_code, ENGLAND}
    return list_pairs(evidence.national, evidence.edition, codes)


def _write(pair: ees_rows.Pair) -> Pair:
    texts = [table.to_csv(index=False, lineterminator="\n") for table in (pair.data, pair.meta)]
    return make_pair(f"send-{pair.kind}.csv", f"send-{pair.kind}.meta.csv", *texts)


@pytest.mark.parametrize("edition", ["2025", "2018"])
@pytest.mark.parametrize("area", AREAS)
def test_pairs_pass(area: str, edition: str) -> None:
    pairs = _list_pairs(area, edition)
    assert edition == "2018" or [pair.kind for pair in pairs] == KINDS
    for pair in pairs:
        has_choice = len(set(pair.data["measure"])) > 1  # without one there is no filter to choose from
        assert screen(_write(pair)) == (EXPECTED if has_choice else {}), pair.kind


@pytest.mark.parametrize("area", AREAS)
def test_small_values_keep_a_figure_at_the_stated_decimals(area: str) -> None:
    places = {}
    for pair in _list_pairs(area):
        stated = pair.meta.loc[pair.meta["col_name"] == "value", "indicator_dp"].iloc[0]
        values = pd.to_numeric(pair.data["value"], errors="coerce").dropna()
        shown = values[values.abs() >= 0.005].round(int(stated))
        assert (shown != 0).all(), pair.kind
        places[pair.kind] = stated
    assert len(set(places.values())) > 1


def test_every_authority_and_region_has_the_name_and_codes_of_the_department_s_list() -> None:
    national = _gather("leeds").national
    codes = [area.area_code for area in national.areas if area.is_current or not area.is_authority]
    pairs = list_pairs(national, _gather("leeds").edition, codes)
    pair = next(pair for pair in pairs if pair.kind == "calendar-year")
    assert pair.data["la_name"].nunique() == 1 + sum(area.is_current for area in national.areas)
    assert screen(_write(pair)) == EXPECTED


@pytest.mark.parametrize("area", AREAS)
def test_values_are_the_findings(area: str) -> None:
    evidence = _gather(area)
    rows = pd.concat([pair.data for pair in _list_pairs(area)])
    own = rows[rows["geographic_level"] == "Local authority"]
    keys = zip(own["time_period"], own["time_identifier"], own["measure"], strict=True)
    held = dict(zip(keys, own[["value", "numerator", "interval_lower"]].to_numpy().tolist(), strict=True))
    assert len(held) == len(own)
    seen = 0
    for finding in list_all_findings(evidence):
        time = name_time(finding.period, finding.entry.indicator.period)
        cells = held.get((time.time_period, time.time_identifier, name_measure(finding.entry)))
        if cells is None:
            assert finding.value is None
            continue
        seen += 1
        assert (cells[0] == finding.symbol) if finding.value is None else (float(cells[0]) == finding.value)
        assert cells[1] in "cxzu" if finding.numerator is None else float(cells[1]) == finding.numerator
        assert cells[2] == "z" if finding.interval is None else float(cells[2]) == finding.interval[0]
    assert seen > 900


def test_periods_have_the_standard_s_names() -> None:
    times = {
        (time.time_identifier, finding.period.label): time.time_period
        for finding in list_all_findings(_gather("leeds"))
        for time in [name_time(finding.period, finding.entry.indicator.period)]
    }
    assert times["January", "January 2025"] == "2025"
    assert times["Calendar year", "2024"] == "2024"
    assert times["Academic year", "2024"] == "202324"
    assert times["Autumn term", "autumn term 2024/25"] == "202425"
    assert times["Spring term", "spring term 2024/25"] == "202425"
    assert times["Autumn and spring term", "autumn and spring terms 2024/25"] == "202425"
    assert times["Financial year", "2023-24"] == "202324"
    assert times["March", "March 2025"] == "2025"
    assert times["June", "mid-2020"] == "2020"
    assert times["Reporting year", "December 2024 to February 2025"] == "2025"


def _set(table: str, column: str, value: str, rows: slice | None = None) -> Callable[[Pair], Pair]:
    """Return what sets a cell, the first one or those of `rows`, of the data or the metadata."""

    def change(pair: Pair) -> Pair:
        changed = getattr(pair, table).copy()
        changed.loc[changed.index[rows or slice(0, 1)], column] = value
        return _replace(pair, table, changed)

    return change


def _change(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Pair], Pair]:
    return lambda pair: _replace(pair, table, change(getattr(pair, table).copy()))


def _replace(pair: Pair, table: str, rows: pd.DataFrame) -> Pair:
    return replace(pair, data=rows) if table == "data" else replace(pair, meta=rows)


def _rename(table: str, old: str, new: str) -> Callable[[Pair], Pair]:
    return _change(table, lambda rows: rows.rename(columns={old: new}))


def _repeat_first(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([rows, rows.head(1)], ignore_index=True)


ALL = slice(None)
INDICATOR = slice(-1, None)
BROKEN: dict[str, Callable[[Pair], Pair]] = {
    "filename_spaces": lambda pair: replace(pair, data_name="a b.csv"),
    "filename_special": lambda pair: replace(pair, data_name="a&b.csv"),
    "filenames_match": lambda pair: replace(pair, meta_name="other.meta.csv"),
    "separator": lambda pair: replace(pair, data_text="a;b\n1;2\n"),
    "empty_rows": _change("data", lambda rows: pd.DataFrame("", index=[0], columns=rows.columns)),
    "empty_cols": _set("data", "numerator", "", ALL),
    "col_req_data": _rename("data", "country_code", "country"),
    "col_req_meta": _rename("meta", "filter_hint", "hint"),
    "col_invalid_meta": _change("meta", lambda rows: rows.assign(notes="x")),
    "col_dupes": _change("data", lambda rows: pd.concat([rows, rows[["value"]]], axis=1)),
    "col_to_rows": _change("meta", lambda rows: pd.concat([rows] * 9, ignore_index=True)),
    "cross_meta_to_data": _set("meta", "col_name", "rate", INDICATOR),
    "cross_data_to_meta": _change("data", lambda rows: rows.assign(extra=[str(number) for number in rows.index])),
    "col_names_spaces": _rename("data", "value", "the value"),
    "col_snake_case": _rename("data", "value", "Value"),
    "col_var_start": _rename("data", "value", "1_value"),
    "col_ind_smushed": _set("meta", "col_name", "value_female", INDICATOR),
    "meta_col_type": _set("meta", "col_type", "Measure"),
    "meta_ob_unit": _set("meta", "col_name", "region_name", INDICATOR),
    "meta_col_name": _set("meta", "col_name", "", INDICATOR),
    "meta_col_name_spaces": _set("meta", "col_name", "in terval", INDICATOR),
    "meta_col_name_dupe": _set("meta", "col_name", "value", INDICATOR),
    "meta_label": _set("meta", "label", "", INDICATOR),
    "meta_dupe_label": _set("meta", "label", "Value, in the unit of the measure", INDICATOR),
    "meta_filter_hint": _set("meta", "filter_hint", "Choose", INDICATOR),
    "meta_fil_grp": _set("meta", "filter_grouping_column", "theme", INDICATOR),
    "meta_fil_grp_match": _set("meta", "filter_grouping_column", "topic"),
    "meta_fil_grp_is_fil": _set("meta", "filter_grouping_column", "value"),
    "meta_fil_grp_dupe": _set("meta", "filter_grouping_column", "theme", ALL),
    "meta_fil_grp_stripped": _set("data", "theme", "Attainment from age 5-to 19"),
    "meta_indicator_grouping": _set("meta", "indicator_grouping", "Figures"),
    "meta_ind_unit": _set("meta", "indicator_unit", "%"),
    "meta_ind_unit_validation": _set("meta", "indicator_unit", "percent", INDICATOR),
    "meta_indicator_dp": _set("meta", "indicator_dp", "1"),
    "meta_ind_dp_values": _set("meta", "indicator_dp", "one", INDICATOR),
    "meta_ind_dp_set": _set("meta", "indicator_dp", "", INDICATOR),
    "meta_geog_catch": _set("meta", "col_name", "school_name"),
    "general_null": _set("data", "value", "NA"),
    "general_dupes": _change("data", _repeat_first),
    "filter_not_singular": _set("data", "measure", "All", ALL),
    "filter_defaults": _set("meta", "filter_default", "Total"),
    "filter_group_level": _change("data", lambda rows: rows.assign(theme=[str(number) for number in rows.index])),
    "filter_item_limit": _change(
        "data", lambda rows: pd.DataFrame({name: [str(item) for item in range(25_001)] for name in rows})
    ),
    "filter_whitespace": _set("data", "measure", "Measure "),
    "filter_ob_total": _set("data", "region_name", "Total"),
    "filter_blanks": _set("data", "measure", ""),
    "time_period_num": _set("data", "time_period", "2024/25"),
    "time_id_valid": _set("data", "time_identifier", "School year", ALL),
    "time_id_mix": _set("data", "time_identifier", "Calendar year"),
    "time_period_length": _set("data", "time_period", "2024"),
    "time_period_six": _set("data", "time_period", "202426"),
    "geog_level": _set("data", "geographic_level", "Borough"),
    "geog_level_present": _change("data", lambda rows: rows.drop(columns="new_la_code")),
    "geog_country_combos": _set("data", "country_name", "Wales"),
    "geog_region_combos": _set("data", "region_name", "Londinium"),
    "geog_la_combos": _set("data", "old_la_code", "999"),
    "geog_level_completed": _set("data", "la_name", ""),
    "geog_overcompleted_cols": _set("data", "la_name", "Sutton", ALL),
    "geog_region_for_la": _set("data", "region_name", ""),
    "geog_other_dupes": _set("data", "la_name", "Sutton and Cheam"),
    "ind_invalid_entry": _set("data", "value", ""),
    "ind_numeric": _set("data", "value", "1,234"),
    "api_char_limit": _set("data", "measure", "m" * 121),
}


def test_each_check_is_proven() -> None:
    assert set(BROKEN) == set(CHECKS)
    assert set(CHECKS) > WARNINGS


@pytest.mark.parametrize("name", CHECKS)
def test_check_fails_on_a_broken_pair(name: str) -> None:
    sound = _write(next(pair for pair in _list_pairs("sutton") if pair.kind == "academic-year"))
    assert list(CHECKS[name](sound)) == EXPECTED.get(name, [])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        assert len(list(CHECKS[name](BROKEN[name](sound)))) > len(EXPECTED.get(name, []))
