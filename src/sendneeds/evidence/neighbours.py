"""Statistical neighbours: the ten authorities most like each one, nearest first, as the LAIT publishes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from sendneeds.errors import DataError, Problem
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.geography import NEIGHBOUR_COLUMNS
from sendneeds.evidence.reading import QualityProblem
from sendneeds.evidence.release import Releases

VINTAGES = {"2021": "neighbours_2021", "2025": "neighbours_2025"}
SHEET = "LA SN Groups"
HEADER_ROWS = 3
FIRST_COLUMN = 5
LIST_LENGTH = 10
WIDTH = FIRST_COLUMN + 2 * LIST_LENGTH
CLOSENESS = ("Extremely close", "Very close", "Close", "Somewhat close", "Not close")


def read_neighbours(
    vintage: str, releases: Releases, crosswalk: Crosswalk
) -> tuple[pd.DataFrame, tuple[QualityProblem, ...]]:
    """Return NEIGHBOUR_COLUMNS of one vintage, rank as int, and what a reader of it should know.

    An authority without a list has no rows. Raises DataError if a list is not of ten known, different authorities
    other than its own.
    """
    release = VINTAGES[vintage]
    by_authority = releases.read_sheet(release, SHEET, least=(HEADER_ROWS, WIDTH)).iloc[HEADER_ROWS:]
    by_authority = by_authority[by_authority[0] != ""]
    rows = [
        (cells[0], rank, code, closeness)
        for _, cells in by_authority.iterrows()
        for rank, (code, closeness) in enumerate(_read_list(cells), start=1)
    ]
    by_pair = pd.DataFrame(rows, columns=pd.Index(NEIGHBOUR_COLUMNS)).sort_values(["area_code", "rank"])
    if problems := check_neighbours(by_pair, crosswalk, releases.name(release)):
        raise DataError(problems)
    names = dict(zip(by_authority[0], by_authority[1], strict=True))
    found = _say_problems(by_pair, names, release, crosswalk.current)
    return by_pair.reset_index(drop=True), tuple(found)


def check_neighbours(by_pair: pd.DataFrame, crosswalk: Crosswalk, where: str) -> list[Problem]:
    """Return a problem for every list that is short or repeats a neighbour, and every code or word not known."""
    problems = []
    for area_code, own in by_pair.groupby("area_code"):
        place = f"{where}, {area_code}"
        if own["neighbour_code"].nunique() != LIST_LENGTH or len(own) != LIST_LENGTH:
            found = f"{own['neighbour_code'].nunique()} different neighbours"
            problems.append(Problem(place, found, str(LIST_LENGTH), "correct the list"))
        if area_code in set(own["neighbour_code"]):
            problems.append(Problem(place, "the authority among its own neighbours", "others", "correct the list"))
        unknown = [code for code in (area_code, *own["neighbour_code"]) if not crosswalk.find_by_code(str(code))]
        unknown += sorted(set(own["closeness"]) - set(CLOSENESS))
        problems += [Problem(place, repr(word), "a known code and closeness", "correct it") for word in unknown]
    return problems


def _read_list(cells: pd.Series[str]) -> Iterator[tuple[str, str]]:
    """Yield code and closeness; a `-` stands for no neighbour."""
    for column in range(FIRST_COLUMN, FIRST_COLUMN + 2 * LIST_LENGTH, 2):
        if cells[column] not in {"", "-"}:
            yield cells[column], cells[column + 1].capitalize()


def _say_problems(
    by_pair: pd.DataFrame, names: Mapping[str, str], release: str, current: Sequence[str]
) -> Iterator[QualityProblem]:
    for area_code in sorted(set(names) - set(by_pair["area_code"])):
        words = "The release lists no statistical neighbours for this authority."
        yield QualityProblem(release, "", area_code, "", words)
    for pair in by_pair[by_pair["area_code"].isin(current)].to_dict("records"):
        if (code := pair["neighbour_code"]) not in current:
            words = f"Its statistical neighbour {names.get(code, code)} no longer exists."
            yield QualityProblem(release, "", pair["area_code"], "", words)
