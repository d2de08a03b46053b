"""The checks that the Department for Education's data screener makes of a data file and its metadata, done again.

Source: the checks, their names and the lists of acceptable values of the department's published screener
(dfe-analytical-services/eesyscreener and dfe-published-data-qa); the code is this project's. Left out are checks of
levels of geography that no file here has, and the warning on names that are not in the department's data dictionary.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sendneeds.declare.period import MONTHS

DATA_COLUMNS = ["time_period", "time_identifier", "geographic_level", "country_code", "country_name"]
META_COLUMNS = [
    "col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp", "filter_hint",
    "filter_grouping_column",
]  # fmt: skip
OPTIONAL_META_COLUMNS = ["filter_default"]
TERMS = ("Spring term", "Autumn term", "Summer term")
FOUR_DIGITS = ("Calendar year", "Reporting year", *MONTHS)
SIX_DIGITS = ("Autumn and spring term", "Financial year", "Academic year", "Tax year", *TERMS)
LEVELS = {
    "National": ("country_code", "country_name"),
    "Regional": ("region_code", "region_name"),
    "Local authority": ("old_la_code", "la_name", "new_la_code"),
}
UNITS = ("%", "pp", "£", "£m", "numberstring")
SYMBOLS = ("c", "x", "z", "low", "u")
REGIONS = {
    "E12000001": "North East", "E12000002": "North West", "E12000003": "Yorkshire and The Humber",
    "E12000004": "East Midlands", "E12000005": "West Midlands", "E12000006": "East of England",
    "E12000007": "London", "E12000008": "South East", "E12000009": "South West",
    "E13000001": "Inner London", "E13000002": "Outer London",
}  # fmt: skip
AUTHORITIES = pd.read_csv(Path(__file__).with_name("ees_authorities.csv"), dtype=str)
PLACE_LIKE = re.compile(
    r"^(country|sch|prov|inst|estab|reg|la|local|rsc|pfa|pcon|lep|mca|oa|ward|mat).*(name|code|urn|ukprn|number|upin|id)$"
    r"|^(laestab|estab|schools?|sch|providers?|prov|institutions?|inst|name|code|urn|ukprn|number|upin|id|region|la|lad"
    r"|rsc|pcon|lep|mca|oa|ward|mat)$",
    re.IGNORECASE,
)
PEOPLE = re.compile("male|asian|chinese|indian|pakistani|bangladeshi|black|african|caribbean|white|roma|irish|english"
                    "|british|scottish|welsh|arab", re.IGNORECASE)  # fmt: skip
NULLS = {"NA", "na", "Null", "null", "NULL"}
LEGACY = {"~", ":", "N/A", "n/a", ".", "..", "-"}
UNIT_COLUMNS = [
    "time_period",
    "time_identifier",
    "geographic_level",
    *(name for names in LEVELS.values() for name in names),
]


@dataclass
class Pair:
    """A data file and its metadata as text; an absent cell is ""."""

    data_name: str
    meta_name: str
    data: pd.DataFrame
    meta: pd.DataFrame
    data_text: str
    meta_text: str

    @property
    def filters(self) -> pd.DataFrame:
        return self.meta[self.meta["col_type"] == "Filter"]

    @property
    def indicators(self) -> pd.DataFrame:
        return self.meta[self.meta["col_type"] == "Indicator"]

    @property
    def groups(self) -> list[str]:
        return [name for name in self.meta["filter_grouping_column"] if name]

    @property
    def choices(self) -> list[str]:
        """The columns of filters and of their groups."""
        return [*self.filters["col_name"], *self.groups]


Check = Callable[[Pair], Iterator[str]]
CHECKS: dict[str, Check] = {}
WARNINGS: set[str] = set()


def read_pair(path: Path) -> Pair:
    """Return the pair of a data file; both must be UTF-8."""
    meta = path.with_name(path.name.removesuffix(".csv") + ".meta.csv")
    return make_pair(path.name, meta.name, path.read_bytes().decode("utf-8"), meta.read_bytes().decode("utf-8"))


def make_pair(data_name: str, meta_name: str, data_text: str, meta_text: str) -> Pair:
    """Return the pair of two files from their texts."""
    return Pair(data_name, meta_name, _read_text(data_text), _read_text(meta_text), data_text, meta_text)


def _read_text(text: str) -> pd.DataFrame:
    rows = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, header=None, skip_blank_lines=False)
    rows = rows.fillna("")
    table = rows.iloc[1:].reset_index(drop=True)
    table.columns = pd.Index(rows.iloc[0])
    return table


def screen(pair: Pair) -> dict[str, list[str]]:
    """Return what each check has against a pair, without those that have nothing."""
    return {name: found for name, check in CHECKS.items() if (found := list(check(pair)))}


def _check(*, warning: bool = False) -> Callable[[Check], Check]:
    def add(check: Check) -> Check:
        name = check.__name__.removeprefix("_")
        CHECKS[name] = check
        if warning:
            WARNINGS.add(name)
        return check

    return add


@_check()
def filename_spaces(pair: Pair) -> Iterator[str]:
    yield from (name for name in (pair.data_name, pair.meta_name) if " " in name)


@_check()
def filename_special(pair: Pair) -> Iterator[str]:
    stems = (pair.data_name.removesuffix(".csv"), pair.meta_name.removesuffix(".meta.csv"))
    yield from (stem for stem in stems if re.search("[^A-Za-z0-9_ -]", stem))


@_check()
def filenames_match(pair: Pair) -> Iterator[str]:
    if not pair.data_name.endswith(".csv") or pair.meta_name != pair.data_name.removesuffix(".csv") + ".meta.csv":
        yield pair.meta_name


@_check()
def separator(pair: Pair) -> Iterator[str]:
    yield from (text[:40] for text in (pair.data_text, pair.meta_text) if "," not in text.partition("\n")[0])


@_check()
def empty_rows(pair: Pair) -> Iterator[str]:
    for table in (pair.data, pair.meta):
        yield from (str(number) for number in table.index[(table == "").all(axis=1)])


@_check()
def empty_cols(pair: Pair) -> Iterator[str]:
    yield from (str(name) for name, blank in (pair.data == "").all().items() if blank)


@_check()
def col_req_data(pair: Pair) -> Iterator[str]:
    yield from (name for name in DATA_COLUMNS if name not in pair.data.columns)


@_check()
def col_req_meta(pair: Pair) -> Iterator[str]:
    yield from (name for name in META_COLUMNS if name not in pair.meta.columns)


@_check()
def col_invalid_meta(pair: Pair) -> Iterator[str]:
    yield from (name for name in pair.meta.columns if name not in (*META_COLUMNS, *OPTIONAL_META_COLUMNS))


@_check()
def col_dupes(pair: Pair) -> Iterator[str]:
    yield from pair.data.columns[pair.data.columns.duplicated()]


@_check()
def col_to_rows(pair: Pair) -> Iterator[str]:
    if len(pair.meta) > len(pair.data.columns) - len(DATA_COLUMNS):
        yield f"{len(pair.meta)} rows of metadata for {len(pair.data.columns)} columns"


@_check()
def cross_meta_to_data(pair: Pair) -> Iterator[str]:
    yield from (name for name in (*pair.meta["col_name"], *pair.groups) if name not in pair.data.columns)


@_check(warning=True)
def cross_data_to_meta(pair: Pair) -> Iterator[str]:
    known = {*pair.meta["col_name"], *pair.groups, *UNIT_COLUMNS}
    yield from (name for name in pair.data.columns if name not in known and len(set(pair.data[name])) > 1)


@_check()
def col_names_spaces(pair: Pair) -> Iterator[str]:
    yield from (name for name in pair.data.columns if re.search(r"\s", name))


@_check(warning=True)
def col_snake_case(pair: Pair) -> Iterator[str]:
    yield from (name for name in pair.data.columns if re.search("[^a-z0-9_]", name))


@_check(warning=True)
def col_var_start(pair: Pair) -> Iterator[str]:
    yield from (name for name in pair.data.columns if not re.match("[a-z]", name))


@_check()
def col_ind_smushed(pair: Pair) -> Iterator[str]:
    yield from (name for name in pair.indicators["col_name"] if PEOPLE.search(name))


@_check()
def meta_col_type(pair: Pair) -> Iterator[str]:
    yield from (kind for kind in pair.meta["col_type"] if kind not in {"Filter", "Indicator"})


@_check()
def meta_ob_unit(pair: Pair) -> Iterator[str]:
    yield from (name for name in (*pair.meta["col_name"], *pair.groups) if name in UNIT_COLUMNS)


@_check()
def meta_col_name(pair: Pair) -> Iterator[str]:
    yield from ("a name is blank" for name in pair.meta["col_name"] if not name)


@_check()
def meta_col_name_spaces(pair: Pair) -> Iterator[str]:
    yield from (name for name in pair.meta["col_name"] if re.search(r"\s", name))


@_check()
def meta_col_name_dupe(pair: Pair) -> Iterator[str]:
    yield from pair.meta.loc[pair.meta["col_name"].duplicated(), "col_name"]


@_check()
def meta_label(pair: Pair) -> Iterator[str]:
    yield from pair.meta.loc[pair.meta["label"] == "", "col_name"]


@_check()
def meta_dupe_label(pair: Pair) -> Iterator[str]:
    yield from pair.meta.loc[pair.meta["label"].duplicated(), "label"]


@_check()
def meta_filter_hint(pair: Pair) -> Iterator[str]:
    yield from (hint for hint in pair.indicators["filter_hint"] if hint)


@_check()
def meta_fil_grp(pair: Pair) -> Iterator[str]:
    yield from (group for group in pair.indicators["filter_grouping_column"] if group)


@_check()
def meta_fil_grp_match(pair: Pair) -> Iterator[str]:
    yield from (group for group in pair.groups if group not in pair.data.columns)


@_check()
def meta_fil_grp_is_fil(pair: Pair) -> Iterator[str]:
    yield from (group for group in pair.groups if group in set(pair.meta["col_name"]))


@_check()
def meta_fil_grp_dupe(pair: Pair) -> Iterator[str]:
    yield from {group for group in pair.groups if pair.groups.count(group) > 1}


@_check()
def meta_fil_grp_stripped(pair: Pair) -> Iterator[str]:
    for group in set(pair.groups) & set(pair.data.columns):
        values = set(pair.data[group])
        if len({re.sub("[^A-Za-z0-9]", "", value) for value in values}) < len(values):
            yield group


@_check()
def meta_indicator_grouping(pair: Pair) -> Iterator[str]:
    yield from (group for group in pair.filters["indicator_grouping"] if group)


@_check()
def meta_ind_unit(pair: Pair) -> Iterator[str]:
    yield from (unit for unit in pair.filters["indicator_unit"] if unit)


@_check()
def meta_ind_unit_validation(pair: Pair) -> Iterator[str]:
    yield from (unit for unit in pair.indicators["indicator_unit"] if unit and unit not in UNITS)


@_check()
def meta_indicator_dp(pair: Pair) -> Iterator[str]:
    yield from (places for places in pair.filters["indicator_dp"] if places)


@_check()
def meta_ind_dp_values(pair: Pair) -> Iterator[str]:
    yield from (places for places in pair.meta["indicator_dp"] if places and not places.isdigit())


@_check(warning=True)
def meta_ind_dp_set(pair: Pair) -> Iterator[str]:
    yield from pair.indicators.loc[pair.indicators["indicator_dp"] == "", "col_name"]


@_check()
def meta_geog_catch(pair: Pair) -> Iterator[str]:
    yield from (name for name in pair.filters["col_name"] if PLACE_LIKE.search(name))


@_check()
def general_null(pair: Pair) -> Iterator[str]:
    for table in (pair.data, pair.meta):
        yield from NULLS & {value for name in table.columns.unique() for value in set(table[name].to_numpy().ravel())}


@_check()
def general_dupes(pair: Pair) -> Iterator[str]:
    keys = [name for name in dict.fromkeys((*UNIT_COLUMNS, *pair.choices)) if name in pair.data.columns]
    yield from (str(number) for number in pair.data.index[pair.data.duplicated(keys)])


@_check()
def filter_not_singular(pair: Pair) -> Iterator[str]:
    yield from (name for name in pair.filters["col_name"] if len(set(pair.data.get(name, ()))) < 2)


@_check(warning=True)
def filter_defaults(pair: Pair) -> Iterator[str]:
    chosen = dict(zip(pair.filters["col_name"], pair.filters.get("filter_default", ""), strict=True))
    defaults = {name: default or "Total" for name, default in chosen.items()} | dict.fromkeys(pair.groups, "Total")
    yield from (name for name, default in defaults.items() if default not in set(pair.data.get(name, ())))


@_check()
def filter_group_level(pair: Pair) -> Iterator[str]:
    for name, group in zip(pair.filters["col_name"], pair.filters["filter_grouping_column"], strict=True):
        if group in pair.data.columns and len(set(pair.data[name])) < len(set(pair.data[group])):
            yield group


@_check()
def filter_item_limit(pair: Pair) -> Iterator[str]:
    yield from (name for name in pair.choices if len(set(pair.data.get(name, ()))) > 25_000)


@_check()
def filter_whitespace(pair: Pair) -> Iterator[str]:
    for name in pair.choices:
        yield from (value for value in set(pair.data.get(name, ())) if value != value.strip())


@_check()
def filter_ob_total(pair: Pair) -> Iterator[str]:
    for name in set(UNIT_COLUMNS) & set(pair.data.columns):
        yield from {"Total", "total", "All", "all"} & set(pair.data[name])


@_check()
def filter_blanks(pair: Pair) -> Iterator[str]:
    yield from (name for name in pair.choices if "" in set(pair.data.get(name, ())))


@_check()
def time_period_num(pair: Pair) -> Iterator[str]:
    yield from (period for period in set(pair.data.get("time_period", ())) if not re.fullmatch(r"\d{4}|\d{6}", period))


@_check()
def time_id_valid(pair: Pair) -> Iterator[str]:
    yield from set(pair.data.get("time_identifier", ())) - {*FOUR_DIGITS, *SIX_DIGITS}


@_check()
def time_id_mix(pair: Pair) -> Iterator[str]:
    found = set(pair.data.get("time_identifier", ()))
    if len(found) > 1 and not (found <= set(MONTHS) or found <= set(TERMS)):
        yield ", ".join(sorted(found))


@_check()
def time_period_length(pair: Pair) -> Iterator[str]:
    for period, kind in {*zip(pair.data["time_period"], pair.data.get("time_identifier", ""), strict=False)}:
        if (kind in FOUR_DIGITS and len(period) != 4) or (kind in SIX_DIGITS and len(period) != 6):
            yield f"{period} {kind}"


@_check()
def time_period_six(pair: Pair) -> Iterator[str]:
    for period in set(pair.data["time_period"]):
        if re.fullmatch(r"\d{6}", period) and (int(period[2:4]) + 1) % 100 != int(period[4:]):
            yield period


@_check()
def geog_level(pair: Pair) -> Iterator[str]:
    yield from set(pair.data["geographic_level"]) - set(LEVELS)


@_check()
def geog_level_present(pair: Pair) -> Iterator[str]:
    for level in set(pair.data["geographic_level"]) & set(LEVELS):
        yield from (name for name in LEVELS[level] if name not in pair.data.columns)


@_check()
def geog_country_combos(pair: Pair) -> Iterator[str]:
    pairs = {*zip(pair.data.get("country_code", ()), pair.data.get("country_name", ()), strict=False)}
    yield from (str(found) for found in pairs - {("E92000001", "England")})


@_check()
def geog_region_combos(pair: Pair) -> Iterator[str]:
    pairs = {*zip(pair.data["region_code"], pair.data["region_name"], strict=True)}
    yield from (str(found) for found in pairs - {*REGIONS.items(), ("", "")})


@_check()
def geog_la_combos(pair: Pair) -> Iterator[str]:
    if {"old_la_code", "new_la_code", "la_name"} <= set(pair.data.columns):
        known = {tuple(row) for row in AUTHORITIES.to_numpy()}
        found = {tuple(row) for row in pair.data[["old_la_code", "new_la_code", "la_name"]].to_numpy()}
        yield from (str(row) for row in found - known - {("", "", "")})


@_check()
def geog_level_completed(pair: Pair) -> Iterator[str]:
    for level, names in LEVELS.items():
        rows = pair.data[pair.data["geographic_level"] == level]
        yield from (f"{name} of {level}" for name in names if name in rows and (rows[name] == "").any())


@_check()
def geog_overcompleted_cols(pair: Pair) -> Iterator[str]:
    allowed = {"Regional": {"Regional", "Local authority"}, "Local authority": {"Local authority"}}
    for level, within in allowed.items():
        rows = pair.data[~pair.data["geographic_level"].isin(within)]
        yield from (f"{name} outside {level}" for name in LEVELS[level] if name in rows and (rows[name] != "").any())


@_check(warning=True)
def geog_region_for_la(pair: Pair) -> Iterator[str]:
    rows = pair.data[pair.data["geographic_level"] == "Local authority"]
    yield from (name for name in LEVELS["Regional"] if name in rows and (rows[name] == "").any())


@_check()
def geog_other_dupes(pair: Pair) -> Iterator[str]:
    for code, name in (("region_code", "region_name"), ("new_la_code", "la_name")):
        if {code, name} <= set(pair.data.columns):
            pairs = pair.data[[code, name]].drop_duplicates()
            yield from pairs.loc[pairs[code].duplicated() | pairs[name].duplicated(), name]


@_check()
def ind_invalid_entry(pair: Pair) -> Iterator[str]:
    for name in set(pair.indicators["col_name"]) & set(pair.data.columns):
        yield from (f"{name} {value!r}" for value in set(pair.data[name]) & {"", *LEGACY})


@_check()
def ind_numeric(pair: Pair) -> Iterator[str]:
    for name in set(pair.indicators["col_name"]) & set(pair.data.columns):
        values = set(pair.data[name]) - {*SYMBOLS, "", *LEGACY}
        yield from (value for value in values if not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", value))


@_check(warning=True)
def api_char_limit(pair: Pair) -> Iterator[str]:
    limits = {120: [], 100: list(pair.meta["label"]), 50: list(pair.data.columns), 30: []}
    for name in {*pair.choices, "region_name", "la_name"} & set(pair.data.columns):
        limits[120] += list(pair.data[name].unique())
    for name in {"region_code", "new_la_code", "old_la_code"} & set(pair.data.columns):
        limits[30] += list(pair.data[name].unique())
    yield from (text for limit, texts in limits.items() for text in texts if len(text) > limit)
