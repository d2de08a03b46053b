"""Inspections of arrangements for children with SEND, one row per inspection or revisit, from three releases.

The first framework (2016 to 2022) asked whether a written statement of action was required, and revisited where it
was. The second (from 2023) has three outcomes, and a priority action plan where failings are widespread. Two releases
cover the first months of the second: an inspection that is in both is one row, dated as in the newer one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pandas as pd

from sendneeds.errors import DataError
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.geography import INSPECTION_COLUMNS
from sendneeds.evidence.reading import QualityProblem, check_columns
from sendneeds.evidence.release import Releases
from sendneeds.evidence.tidy import find_areas

FIRST, WINTER, LATEST = "ofsted_2016_2022", "ofsted_2022_23", "ofsted_2023_2026"
FIRST_SHEET, LATEST_SHEET = "Area_SEND_up_to_31_Aug_2022", "ofsted_cs_send_inspections"
FIRST_HEADER_ROW, FIRST_WIDTH = 4, 13
NAME, REQUIRED = "Local.area.partnership", "Priority.action.plan.required."
AREAS, OUTCOME = "Number.of.areas.for.priority.action", "Inspection.outcome"
BEGUN, PUBLISHED = "Inspection.start.date", "Inspection.publication.date"
LATEST_COLUMNS = ("la_code", "inspection_start_date", "publication_date", "outcome_grade", "ltla23cd")
NOT_REVISITED = "Not revisited yet"
OUTCOMES = {
    "1": "Typically positive experiences and outcomes",
    "2": "Inconsistent experiences and outcomes",
    "3": "Widespread and/or systemic failings",
}
NOT_RECORDED = "Outcome not recorded"
# What the first release says in its notes about areas that it leaves out of its table.
IN_NOTES = {
    "838": "An inspection and a revisit of Dorset before its boundaries changed are only in the release's notes.",
    "940": "An inspection of Northamptonshire before it was divided is only in the release's notes.",
    "941": "An inspection of Northamptonshire before it was divided is only in the release's notes.",
}


def read_inspections(releases: Releases, crosswalk: Crosswalk) -> tuple[pd.DataFrame, tuple[QualityProblem, ...]]:
    """Return INSPECTION_COLUMNS, sorted, and what a reader of them should know.

    Raises DataError if an area is not known.
    """
    first = _read_first(releases, crosswalk)
    winter, latest = _read_winter(releases, crosswalk), _read_latest(releases, crosswalk)
    rows = pd.concat([first, _merge_winter(winter, latest)], ignore_index=True)
    by_inspection = rows[list(INSPECTION_COLUMNS)].sort_values(["area_code", "date", "framework"], ignore_index=True)
    notes = [QualityProblem(FIRST, "", area_code, "", words) for area_code, words in IN_NOTES.items()]
    return by_inspection, (*notes, *_find_problems(winter, latest, crosswalk))


def _read_first(releases: Releases, crosswalk: Crosswalk) -> pd.DataFrame:
    sheet = releases.read_sheet(FIRST, FIRST_SHEET, least=(FIRST_HEADER_ROW + 1, FIRST_WIDTH)).iloc[
        FIRST_HEADER_ROW + 1 :
    ]
    sheet = sheet[sheet[1] != ""]
    codes = find_areas(sheet[1], crosswalk.find_by_gss, releases.name(FIRST))
    rows = []
    for area_code, (_, cells) in zip(codes, sheet.iterrows(), strict=True):
        area = {"area_code": area_code, "release": FIRST}
        rows.append({**area, "date": cells[4], "framework": "2016 area SEND", "outcome": _say_statement(cells)})
        if cells[8] not in {"", NOT_REVISITED}:
            rows.append({**area, "date": cells[8], "framework": "2016 revisit", "outcome": _say_progress(cells)})
    return pd.DataFrame(rows)


def _say_statement(cells: pd.Series[str]) -> str:
    if cells[6] == "No":
        return "No written statement of action required"
    return f"Written statement of action required, for {_count(cells[7], 'significant weakness', 'es')}"


def _say_progress(cells: pd.Series[str]) -> str:
    made, weaknesses = int(cells[11]), int(cells[11]) + int(cells[12])
    every = "the" if weaknesses == 1 else "all"
    part = every if made == weaknesses else f"{made or 'none'} of"
    return f"Sufficient progress on {part} {_count(weaknesses, 'significant weakness', 'es')}"


def _count(number: str | int, noun: str, ending: str) -> str:
    return f"{number} {noun}{'' if str(number) == '1' else ending}"


def _read_winter(releases: Releases, crosswalk: Crosswalk) -> pd.DataFrame:
    by_row = releases.read_table(WINTER, columns=(NAME, REQUIRED, AREAS, OUTCOME, BEGUN, PUBLISHED))
    names = by_row[NAME]
    plans = [
        f"; priority action plan required, for {_count(number, 'area', 's')}" if required == "Yes" else ""
        for required, number in zip(by_row[REQUIRED], by_row[AREAS], strict=True)
    ]
    return pd.DataFrame(
        {
            "area_code": find_areas(names, crosswalk.find_by_name, releases.name(WINTER)),
            "date": by_row[BEGUN].map(_read_day),
            "published": by_row[PUBLISHED].map(_read_day),
            "framework": "2023 area SEND",
            "outcome": by_row[OUTCOME],
            "plan": plans,
            "release": WINTER,
        }
    )


def _read_latest(releases: Releases, crosswalk: Crosswalk) -> pd.DataFrame:
    """Return the newest release, with the GSS code it prints; without a day of inspection the date is empty."""
    sheet = releases.read_sheet(LATEST, LATEST_SHEET)
    by_row = sheet.iloc[1:].set_axis(sheet.iloc[0], axis=1)
    if problems := check_columns(by_row, LATEST_COLUMNS, releases.name(LATEST)):
        raise DataError(problems)
    return pd.DataFrame(
        {
            "area_code": find_areas(by_row["la_code"], crosswalk.find_by_code, releases.name(LATEST)),
            "date": by_row["inspection_start_date"].map(_read_day),
            "published": by_row["publication_date"].map(_read_day),
            "framework": "2023 area SEND",
            "outcome": by_row["outcome_grade"].str.removesuffix(".0").map(OUTCOMES).fillna(NOT_RECORDED),
            "plan": "",
            "release": LATEST,
            "gss_code": by_row["ltla23cd"],
        }
    )


def _merge_winter(winter: pd.DataFrame, latest: pd.DataFrame) -> pd.DataFrame:
    """Return both as one row per area and day of publication: the newer wins, the plan is told by the older."""
    both = pd.concat([winter, latest], ignore_index=True)
    both["date"] = both["date"].where(both["date"] != "", both["published"])
    merged = both.groupby(["area_code", "published"], as_index=False).agg(
        {"date": "last", "framework": "last", "outcome": "last", "plan": "first", "release": "+".join}
    )
    return merged.assign(outcome=merged["outcome"] + merged["plan"])


def _find_problems(winter: pd.DataFrame, latest: pd.DataFrame, crosswalk: Crosswalk) -> Iterator[QualityProblem]:
    for row in latest.to_dict("records"):
        place = (LATEST, "", row["area_code"], "")
        if not row["date"]:
            words = "The release has no date of the inspection, so the date of the report is given."
            yield QualityProblem(*place, words)
        if row["outcome"] == NOT_RECORDED:
            yield QualityProblem(
                *place, f"The release has no outcome of the inspection of {row['date'] or row['published']}."
            )
        if crosswalk.find_by_gss(row["gss_code"]) != row["area_code"]:
            words = f"The release prints the code {row['gss_code']}, which is another authority's; its number was used."
            yield QualityProblem(*place, words)
    both = winter.merge(latest, on=["area_code", "published"], suffixes=("_older", ""))
    for row in both[both["date"] != both["date_older"]].to_dict("records"):
        words = f"The inspection began on {row['date']} by this release and on {row['date_older']} by an earlier one."
        yield QualityProblem(LATEST, "", row["area_code"], "", words)


def _read_day(text: str) -> str:
    """Return `2023-03-27` for `27/03/2023` and `27/03/23`, and "" for no day."""
    if not text.strip():
        return ""
    year_form = "%d/%m/%Y" if len(text.strip().split("/")[-1]) > 2 else "%d/%m/%y"  # noqa: PLR2004
    return datetime.strptime(text.strip(), year_form).date().isoformat()  # noqa: DTZ007
