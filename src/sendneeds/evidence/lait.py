"""The local authority interactive tool (LAIT): one long table of published figures, each measure by its short name."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from sendneeds.declare.source import LaitSource
from sendneeds.errors import DataError, Problem
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.reading import ENGLAND, Reading, read_cells
from sendneeds.evidence.release import Releases
from sendneeds.evidence.tidy import KEY, find_areas, tidy_observations

COLUMNS = ["Short Desc", "Years", "LA Number", "Values"]
# The tool numbers England and the regions in the series of authorities.
GROUPS: Mapping[str, str] = {
    "970": ENGLAND,
    "980": "E12000001",
    "981": "E12000002",
    "982": "E12000003",
    "983": "E12000004",
    "984": "E12000005",
    "985": "E12000006",
    "986": "E12000007",
    "987": "E13000001",
    "988": "E13000002",
    "989": "E12000008",
    "990": "E12000009",
}


def read_lait(source: LaitSource, releases: Releases, crosswalk: Crosswalk) -> Reading:
    """Return one measure for every area and year; the year is kept as the tool writes it (`2025 (prov)`).

    Raises DataError if the measure is not in the release, or an area number is not known.
    """
    rows = pd.concat([_read_measure(source.measure, release, releases, crosswalk) for release in source.release])
    return Reading(tidy_observations(rows.drop_duplicates(KEY, keep="last")))


def _read_measure(measure: str, release: str, releases: Releases, crosswalk: Crosswalk) -> pd.DataFrame:
    name = releases.name(release)
    by_row = _select_measure(_load_long_table(releases.read_bytes(release)), measure)
    if by_row.empty:
        raise DataError(Problem(name, f"no measure {measure!r}", "a value of the column 'Short Desc'", "correct it"))
    cells = read_cells(by_row["Values"], f"{name}, {measure}")
    numbers = by_row["LA Number"].map("{:.0f}".format)
    codes = find_areas(numbers, lambda number: GROUPS.get(number) or crosswalk.find_by_code(number), name)
    return cells.assign(area_code=codes, period=by_row["Years"], release=release)


@lru_cache(maxsize=1)
def _load_long_table(content: bytes) -> Any:  # noqa: ANN401
    # Needed only for rebuilding the data, so not installed with the reports.
    from pyarrow import parquet  # noqa: PLC0415

    # Without threads: reading in parallel hangs where few are allowed.
    return parquet.ParquetFile(io.BytesIO(content), pre_buffer=False).read(columns=COLUMNS, use_threads=False)


def _select_measure(long_table: Any, measure: str) -> pd.DataFrame:  # noqa: ANN401
    from pyarrow import compute  # noqa: PLC0415

    kept = long_table.filter(compute.equal(long_table["Short Desc"], measure))
    by_row: pd.DataFrame = kept.to_pandas(use_threads=False)
    return by_row
