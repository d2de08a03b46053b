"""Building the table of areas from the plans releases, the area codes of the LAIT and what is known of reorganisations.

The plans releases print, row by row, the DfE number, the GSS code of the day, the name and the region. The LAIT's
list adds the type of authority and its own spellings.
"""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from sendneeds.declare.area import Area
from sendneeds.errors import DataError
from sendneeds.evidence.geography import check_areas
from sendneeds.evidence.reading import ENGLAND
from sendneeds.evidence.release import Releases

PLANS = (("ehc_plans_2025", "data/caseload.csv"), ("ehc_plans_2022", "data/sen2_age_caseload.csv"))
PLANS_COLUMNS = ("old_la_code", "new_la_code", "la_name", "region_code", "region_name")
AREA_CODES = "lait_area_codes"
LONDON = "E12000007"
INVERTED = re.compile(r"(.+), (?:City|County) of")

# Each reorganisation: the authorities that closed, those that took over, the last day and the first. By the structural
# changes orders for Bournemouth, Dorset and Poole (old Dorset's Christchurch joined Bournemouth and Poole), for
# Northamptonshire and for Cumbria; the notes of the tribunal table and of the inspection outcomes say the same.
REORGANISATIONS = (
    (("836", "837"), ("839",), "2019-03-31", "2019-04-01"),
    (("835",), ("838", "839"), "2019-03-31", "2019-04-01"),
    (("928",), ("940", "941"), "2021-03-31", "2021-04-01"),
    (("909",), ("942", "943"), "2023-03-31", "2023-04-01"),
)
SUCCESSORS = {code: tuple(s for old, new, *_ in REORGANISATIONS if code in old for s in new)
              for old, *_ in REORGANISATIONS for code in old}  # fmt: skip
CLOSED = {code: last_day for old, _, last_day, _ in REORGANISATIONS for code in old}
OPENED = {code: first_day for _, new, _, first_day in REORGANISATIONS for code in new}
# GSS codes that an authority took on while it kept its DfE number, with their first days: boundary changes in 2013,
# and counties that became unitary in 2020 and 2023. Releases go on printing the earlier code for years.
LATER_GSS_CODES = {
    "390": ("E08000037", "2013-04-01"),
    "815": ("E06000065", "2023-04-01"),
    "825": ("E06000060", "2020-04-01"),
    "929": ("E06000057", "2013-04-01"),
    "933": ("E06000066", "2023-04-01"),
}
# Two authorities have been called Dorset; the earlier one is told apart.
NAMES = {"835": "Dorset (to March 2019)"}
# Spellings of releases that print names alone.
SPELLINGS: dict[str, tuple[str, ...]] = {
    "E13000001": ("London (Inner)",),
    "E13000002": ("London (Outer)",),
    ENGLAND: ("England Total",),
}


def read_areas(releases: Releases) -> tuple[Area, ...]:
    """Return every authority that the plans releases print, the regions and England, sorted by code.

    Raises DataError if the table that comes out is not sound.
    """
    by_row = pd.concat([_read_plans(releases, release, member) for release, member in PLANS])
    listed = _read_listed(releases)
    authorities = [
        _build_authority(code, by_row[by_row["old_la_code"] == code], *listed.get(code, ("", "")))
        for code in by_row["old_la_code"].unique()
        if code
    ]
    areas = sorted([*_build_groups(by_row), *authorities], key=lambda area: area.area_code)
    if problems := check_areas(areas):
        raise DataError(problems)
    return tuple(areas)


def make_slug(name: str) -> str:
    """Return a name in lower-case letters, digits and hyphens; `&` is written out."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[.'()]", "", plain.lower())).strip("-")


def _read_plans(releases: Releases, release: str, member: str) -> pd.DataFrame:
    return releases.read_table(release, member, columns=PLANS_COLUMNS)[list(PLANS_COLUMNS)].drop_duplicates()


def _read_listed(releases: Releases) -> dict[str, tuple[str, str]]:
    """Return name and type by code, as the LAIT lists them."""
    sheet = releases.read_sheet(AREA_CODES, "Sheet1", least=(1, 4)).iloc[1:]
    return {code: (name, kind) for code, name, kind in zip(sheet[0], sheet[1], sheet[3], strict=True)}


def _build_groups(by_row: pd.DataFrame) -> list[Area]:
    printed = by_row[["region_code", "region_name"]].drop_duplicates().to_dict("records")
    regions = {
        row["region_code"]: row["region_name"].replace(" The ", " the ") for row in printed if row["region_code"]
    }
    groups = [(code, name, "region", "") for code, name in regions.items()]
    groups += [("E13000001", "Inner London", "region", LONDON), ("E13000002", "Outer London", "region", LONDON)]
    groups += [(ENGLAND, "England", "country", "")]
    return [
        Area(code, make_slug(name), name, kind, region, (), SPELLINGS.get(code, ()), "", "", ())
        for code, name, kind, region in groups
    ]


def _build_authority(code: str, rows: pd.DataFrame, listed: str, kind: str) -> Area:
    printed = rows["la_name"].iloc[0]
    inverted = INVERTED.fullmatch(printed)
    name = NAMES.get(code) or (inverted[1] if inverted else printed)
    spellings = {*rows["la_name"], listed, *SPELLINGS.get(code, ())} - {name, ""}
    return Area(
        area_code=code,
        slug=make_slug(name),
        name=name,
        type=kind,
        region_code=rows["region_code"].iloc[0],
        gss_codes=_date_gss_codes(code, rows),
        aliases=tuple(sorted(spellings)),
        opened=OPENED.get(code, ""),
        closed=CLOSED.get(code, ""),
        successors=SUCCESSORS.get(code, ()),
    )


def _date_gss_codes(code: str, rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the GSS codes of an authority, the earliest first; later ones with the first day they held."""
    later, first_day = LATER_GSS_CODES.get(code, ("", ""))
    earlier = sorted(set(rows["new_la_code"]) - {later})
    return (*earlier, f"{later}:{first_day}") if later else tuple(earlier)
