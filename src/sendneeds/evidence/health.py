"""Health figures that are published by integrated care board or by its locations, taken over to authorities.

An authority gets the figure of its board or location only if it lies in exactly one; one that serves several
authorities gives each of them the same figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd

from sendneeds.declare.source import LocalHealthSource, TherapyWaitsSource
from sendneeds.errors import DataError
from sendneeds.evidence.boards import clean_board, read_locations
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.reading import ENGLAND, QualityProblem, Reading, check_columns, read_cells
from sendneeds.evidence.release import Releases
from sendneeds.evidence.tidy import tidy_observations

WAITING = "Total waiting list"
MORE_THAN_18_WEEKS = ("Waiting >18-52 weeks", "Waiting >52 weeks")
WAITS_COLUMNS = ("Organisation Type", "Organisation Name", "Therapy", "formattedDate")
LOCATION = "PRIMARY_LEVEL"
LEVEL = "data_level"
NATIONAL = "National"
FEWEST_PLACES = 2


def read_therapy_waits(source: TherapyWaitsSource, releases: Releases, crosswalk: Crosswalk) -> Reading:
    """Return % of the children waiting for `therapy` who have waited more than 18 weeks, by month, with both counts."""
    (release,) = source.release
    by_row = releases.read_table(release, columns=(*WAITS_COLUMNS, WAITING, *MORE_THAN_18_WEEKS))
    is_board = by_row["Organisation Type"] == "ICB"
    is_england = by_row["Organisation Name"] == "England"
    kept = by_row[(is_board | is_england) & (by_row["Therapy"] == source.therapy)]
    place = kept["Organisation Name"].map(clean_board).str.casefold().mask(is_england, ENGLAND)
    waits = _calculate_waits(kept, releases.name(release))
    by_place = waits.assign(place=place, period=kept["formattedDate"].map(_name_month), release=release)
    boards = read_locations(releases, crosswalk).rename(columns={"board": "place"})
    return _take_over(by_place, boards.assign(place=boards["place"].str.casefold()), "integrated care board", crosswalk)


def read_local_health(source: LocalHealthSource, releases: Releases, crosswalk: Crosswalk) -> Reading:
    """Return one column by month, of the location of each authority and, where it is published, of England.

    `period` names the column with the day on which the month, or the year to it, ends.
    """
    (release,) = source.release
    by_row = releases.read_table(release)
    period = source.period.strip("{}")
    columns = (LOCATION, source.value, period, *source.where)
    if problems := check_columns(by_row, columns, releases.name(release)):
        raise DataError(problems)
    for column, wanted in source.where.items():
        by_row = by_row[by_row[column].isin(wanted)]
    is_england = by_row[LEVEL] == NATIONAL if LEVEL in by_row else pd.Series(data=False, index=by_row.index)
    by_place = read_cells(by_row[source.value], releases.name(release)).assign(
        place=by_row[LOCATION].mask(is_england, ENGLAND), period=by_row[period].map(_name_month), release=release
    )
    locations = read_locations(releases, crosswalk).rename(columns={"location": "place"})
    return _take_over(by_place, locations, "location of an integrated care board", crosswalk)


def _calculate_waits(by_row: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return value, counts and symbol; `z` where nobody waits."""
    waiting = read_cells(by_row[WAITING], where)
    longer = [read_cells(by_row[column], where) for column in MORE_THAN_18_WEEKS]
    numerator = longer[0]["value"] + longer[1]["value"]
    some = waiting["value"].where(waiting["value"] > 0)
    symbol = waiting["symbol"].mask(waiting["symbol"] == "", longer[0]["symbol"]).mask(waiting["value"] == 0, "z")
    return pd.DataFrame(
        {
            "value": 100 * numerator / some,
            "numerator": numerator,
            "denominator": waiting["value"],
            "symbol": symbol,
        }
    )


def _take_over(by_place: pd.DataFrame, places: pd.DataFrame, word: str, crosswalk: Crosswalk) -> Reading:
    """Return the figures of places as those of the authorities that lie in one place only, and England."""
    pairs = places[places["area_code"].isin(crosswalk.current)][["area_code", "place"]].drop_duplicates()
    only = pairs[~pairs["area_code"].duplicated(keep=False)]
    england = pd.DataFrame({"area_code": [ENGLAND], "place": [ENGLAND]})
    by_area_period = pd.concat([only, england]).merge(by_place, on="place").drop(columns="place")
    problems = _say_left_out(pairs, str(by_place["release"].iloc[0]), word, crosswalk.current)
    return Reading(tidy_observations(by_area_period), tuple(problems))


def _say_left_out(pairs: pd.DataFrame, release: str, word: str, current: Sequence[str]) -> Iterator[QualityProblem]:
    count = pairs.groupby("area_code").size().to_dict()
    for area_code in current:
        places = count.get(area_code, 0)
        if places >= FEWEST_PLACES:
            words = f"The authority lies in more than one {word} ({places}), so no one figure is its own."
            yield QualityProblem(release, "", area_code, "", words)
        elif places == 0:
            words = f"The lookup of authorities names no {word} for the authority, so there is no figure."
            yield QualityProblem(release, "", area_code, "", words)


def _name_month(day: str) -> str:
    """Return `2023-03` for `2023-03-31` and for `31/03/2023`."""
    iso = "-".join(reversed(day.split("/")))
    return f"{date.fromisoformat(iso):%Y-%m}"
