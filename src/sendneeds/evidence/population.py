"""Residents by single year of age, summed to the age range an indicator asks for."""

from __future__ import annotations

import pandas as pd

from sendneeds.declare.source import PopulationSource
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.reading import ENGLAND, QualityProblem, Reading, read_cells
from sendneeds.evidence.release import Releases
from sendneeds.evidence.tidy import find_areas, tidy_observations

CODE = "utla20_code"
NAME = "utla20_name"
ENGLISH = ("E06", "E08", "E09", "E10")


def read_population(source: PopulationSource, releases: Releases, crosswalk: Crosswalk) -> Reading:
    """Return residents of the ages of `source`, both included; England is the sum of the English rows."""
    ages = [str(age) for age in range(source.youngest, source.oldest + 1)]
    files = {release: _read_english(release, releases, (CODE, NAME, *ages)) for release in source.release}
    parts = []
    for (release, by_area), period in zip(files.items(), source.periods, strict=True):
        codes = find_areas(by_area[CODE], crosswalk.find_by_gss, releases.name(release))
        people = pd.DataFrame({age: read_cells(by_area[age], releases.name(release))["value"] for age in ages})
        by_authority = pd.DataFrame({"area_code": codes, "value": people.sum(axis=1)})
        england = pd.DataFrame({"area_code": [ENGLAND], "value": [by_authority["value"].sum()]})
        parts.append(pd.concat([by_authority, england]).assign(period=period, release=release))
    return Reading(tidy_observations(pd.concat(parts)), _find_left_out(files, source.periods))


def _read_english(release: str, releases: Releases, columns: tuple[str, ...]) -> pd.DataFrame:
    by_area = releases.read_table(release, columns=columns)
    return by_area[by_area[CODE].str.startswith(ENGLISH)]


def _find_left_out(files: dict[str, pd.DataFrame], periods: tuple[str, ...]) -> tuple[QualityProblem, ...]:
    """Return a problem for each authority that one file has and another lacks: England there leaves out its people."""
    every = pd.concat(files.values()).drop_duplicates(CODE).set_index(CODE)[NAME]
    return tuple(
        QualityProblem(
            release, "", ENGLAND, period,
            f"The file of mid-{period} has no row for {name}, so the England total leaves out its residents.",
        )
        for (release, by_area), period in zip(files.items(), periods, strict=True)
        for code, name in every.items() if code not in set(by_area[CODE])
    )  # fmt: skip
