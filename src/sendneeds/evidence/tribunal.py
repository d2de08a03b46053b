"""Appeals to the SEND tribunal, from the table that the plans release carries.

Rows are matched by name: several of the authority codes that the table prints belong to other authorities.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from sendneeds.declare.source import TribunalSource
from sendneeds.errors import DataError, Problem
from sendneeds.evidence.crosswalk import Crosswalk, clean_name
from sendneeds.evidence.reading import QualityProblem, Reading, read_number
from sendneeds.evidence.release import Releases
from sendneeds.evidence.tidy import tidy_observations

YEARS_ROW = 3
FIRST_ROW = 5
NAME, CODE = 0, 1
EXCLUDING = "england total excluding suppressed"
ZERO_RATE = "0.00%"
SUPPRESSED = "~"


def read_tribunal(source: TribunalSource, releases: Releases, crosswalk: Crosswalk) -> Reading:
    """Return appeals registered per 100 appealable decisions, with both counts, by calendar year.

    Raises DataError if a row with figures has a name that is not known.
    """
    (release,) = source.release
    where = releases.name(release, source.member)
    rows = releases.read_rows(release, source.member)
    years = {column: year.strip() for column, year in enumerate(rows[YEARS_ROW]) if year.strip().isdigit()}
    figures = [row for row in rows[FIRST_ROW:] if any(row[column].strip() for column in years)]
    by_area_period = pd.DataFrame(_read_rows(figures, years, crosswalk, where)).assign(release=release)
    return Reading(tidy_observations(by_area_period), tuple(_find_wrong_codes(figures, release, crosswalk)))


def _read_rows(
    rows: Sequence[Sequence[str]], years: Mapping[int, str], crosswalk: Crosswalk, where: str
) -> Iterator[dict[str, object]]:
    for row in rows:
        if clean_name(row[NAME]) == EXCLUDING:
            continue
        area_code = crosswalk.find_by_name(row[NAME])
        if area_code is None:
            found = f"the name {row[NAME]!r}"
            raise DataError(Problem(where, found, "the name of an area", "add the spelling to the aliases"))
        for column, year in years.items():
            appeals, decisions, rate = (cell.strip() for cell in row[column : column + 3])
            yield {"area_code": area_code, "period": year} | _read_rate(appeals, decisions, rate)


def _read_rate(appeals: str, decisions: str, rate: str) -> dict[str, object]:
    """Return the rate from the counts, in full. No appeals are written as `-`, or not at all, with a rate of zero."""
    count = 0.0 if rate == ZERO_RATE and appeals in {"-", ""} else read_number(appeals)
    whole = read_number(decisions)
    if SUPPRESSED in {appeals, decisions, rate}:
        return {"value": None, "symbol": "c"}
    if count is None or whole is None:
        return {"value": None, "symbol": "x", "numerator": count, "denominator": whole}
    if whole == 0:
        return {"value": None, "symbol": "z", "numerator": count, "denominator": whole}
    return {"value": 100 * count / whole, "symbol": "", "numerator": count, "denominator": whole}


def _find_wrong_codes(rows: Sequence[Sequence[str]], release: str, crosswalk: Crosswalk) -> Iterator[QualityProblem]:
    for row in rows:
        area_code, printed = crosswalk.find_by_name(row[NAME]), row[CODE].strip()
        if area_code and printed and printed != area_code:
            words = (
                f"The tribunal table prints the code {printed} beside {row[NAME].strip().rstrip('0123456789,')}, "
                f"whose code is {area_code}; the row was matched by its name."
            )
            yield QualityProblem(release, "", area_code, "", words)
