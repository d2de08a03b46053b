"""The project's own table of observations: one file for each indicator, as written by a rebuild and read by reports."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sendneeds.errors import DataError, Problem
from sendneeds.evidence.delimited import parse_delimited
from sendneeds.evidence.reading import OBSERVATION_COLUMNS, SYMBOLS
from sendneeds.project import Project

FIGURES = ["value", "numerator", "denominator"]
KEY = ["area_code", "period"]
TEXTS = [column for column in OBSERVATION_COLUMNS if column not in FIGURES]
HEADER = ",".join(OBSERVATION_COLUMNS).encode() + b"\n"
# Bytes that a rebuild never writes, and words that pandas takes for numbers.
UNUSUAL = (b'"', b"\r", b"\0", b"true", b"false")


def load_observations(project: Project, indicator_ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Return the committed observations of the indicators, or of all, with `indicator` as the first column.

    Figures are floats, NaN where there is none; codes, periods, symbols and releases are text.
    Raises DataError if a file is missing or is not as a rebuild writes it.
    """
    known = sorted(path.stem for path in project.observations.glob("*.csv"))
    keys = known if indicator_ids is None else list(indicator_ids)
    if not keys:
        return pd.DataFrame(columns=pd.Index(["indicator", *OBSERVATION_COLUMNS]))
    together = _load_together(project, keys)
    # Nothing sound is refused there; what is refused is read again, file by file, to say what is wrong with it.
    if together is None:
        return pd.concat([load_indicator(project, key) for key in keys], ignore_index=True)
    return together


def _load_together(project: Project, keys: Sequence[str]) -> pd.DataFrame | None:
    """Return the observations of all `keys`, read in one go, or None if a file is not in the one form."""
    try:
        contents = [(project.observations / f"{key}.csv").read_bytes() for key in keys]
        if not all(map(_is_regular, contents)):
            return None
        rows = pd.read_csv(
            io.BytesIO(b"".join(content.removeprefix(HEADER) for content in contents)),
            names=list(OBSERVATION_COLUMNS),
            header=None,
            dtype=dict.fromkeys(TEXTS, "category") | dict.fromkeys(FIGURES, "float64"),
            keep_default_na=False,
            na_values={column: [""] for column in FIGURES},
        )
    except (OSError, ValueError):
        return None
    counts = [content.count(b"\n") - 1 for content in contents]
    rows.insert(0, "indicator", pd.Index(keys, dtype=str).repeat(counts))
    wrong = np.isinf(rows[FIGURES]).any(axis=None) or rows.duplicated(["indicator", *KEY]).any()
    if wrong or _find_wrong_symbols(rows).any():
        return None
    return rows.astype(dict.fromkeys(TEXTS, str))


def _is_regular(content: bytes) -> bool:
    """Say whether a file has the header, rows, and no cell but plain ones, by counting."""
    lines = content.count(b"\n")
    whole = content.startswith(HEADER) and content.endswith(b"\n") and lines > 1
    plain = not any(word in content.lower() for word in UNUSUAL)
    return whole and plain and content.count(b",") == lines * (len(OBSERVATION_COLUMNS) - 1)


def load_indicator(project: Project, indicator_id: str) -> pd.DataFrame:
    """Return the committed observations of one indicator. Raises DataError as `load_observations` does."""
    path = project.observations / f"{indicator_id}.csv"
    name = f"observations/{path.name}"
    try:
        content = path.read_bytes()
    except OSError:
        problem = Problem(name, "no such file", "the indicator's observations", "run `sendneeds data` or restore it")
        raise DataError(problem) from None
    by_area_period = parse_delimited(content, name).table
    if tuple(by_area_period.columns) != OBSERVATION_COLUMNS:
        found = ", ".join(map(str, by_area_period.columns))
        raise DataError(Problem(name, f"the columns {found}", ", ".join(OBSERVATION_COLUMNS), "restore the file"))
    for column in FIGURES:
        by_area_period[column] = _read_floats(by_area_period[column], name)
    if problems := check_observations(by_area_period, name):
        raise DataError(problems)
    by_area_period.insert(0, "indicator", indicator_id)
    return by_area_period


def _read_floats(texts: pd.Series, name: str) -> pd.Series:
    numbers = pd.to_numeric(texts.where(texts != ""), errors="coerce").astype("float64")
    wrong = texts[(texts != "") & ~np.isfinite(numbers)]
    if len(wrong):
        where = f"{name}, row {int(wrong.index[0]) + 2}, {texts.name}"
        raise DataError(Problem(where, repr(wrong.iloc[0]), "a number or nothing", "restore the file"))
    return numbers


def check_observations(by_area_period: pd.DataFrame, name: str) -> list[Problem]:
    """Return a problem for a repeated area and period, and for a value without, or beside, a symbol."""
    problems = []
    repeated = by_area_period.duplicated(KEY, keep=False)
    if repeated.any():
        area_code, period = by_area_period.loc[repeated, KEY].iloc[0]
        same = by_area_period[(by_area_period[KEY] == [area_code, period]).all(axis=1)]
        rows = " and ".join(str(int(row) + 2) for row in same.index[:2])
        found = f"{area_code} in {period} twice"
        problems.append(Problem(f"{name}, rows {rows}", found, "each area and period once", "remove one of them"))
    wrong = _find_wrong_symbols(by_area_period)
    if wrong.any():
        row = int(by_area_period.index[wrong][0])
        found = f"value {by_area_period['value'][row]} and symbol {by_area_period['symbol'][row]!r}"
        expected = f"a value, or one of the symbols {', '.join(SYMBOLS)}"
        problems.append(Problem(f"{name}, row {row + 2}", found, expected, "restore the file"))
    return problems


def _find_wrong_symbols(by_area_period: pd.DataFrame) -> pd.Series:
    symbols = by_area_period["symbol"]
    return (by_area_period["value"].isna() != symbols.isin(SYMBOLS)) | ~symbols.isin(["", *SYMBOLS])


def write_observations(by_area_period: pd.DataFrame, path: Path) -> None:
    """Write observations, sorted, every figure in its shortest exact form. Raises DataError if they are unsound."""
    by_area_period = by_area_period.sort_values(KEY, ignore_index=True)
    if problems := check_observations(by_area_period, f"observations/{path.name}"):
        raise DataError(problems)
    texts = {column: by_area_period[column].map(write_figure) for column in FIGURES}
    write_rows(by_area_period.assign(**texts)[list(OBSERVATION_COLUMNS)], path)


def write_figure(figure: float) -> str:
    """Return the shortest text that reads back as `figure`, without an exponent; "" for none."""
    return "" if np.isnan(figure) else str(np.format_float_positional(figure, trim="-"))


def write_rows(by_row: pd.DataFrame, path: Path) -> None:
    """Write a table as UTF-8 with LF line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(by_row.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="")
