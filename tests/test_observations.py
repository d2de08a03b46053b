"""The committed table of observations: sound, in one form, and refused where it is not."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from sendneeds.declare.period import read_period
from sendneeds.declare.registry import load_registry
from sendneeds.errors import DataError
from sendneeds.evidence.geography import load_areas
from sendneeds.evidence.observations import load_indicator, load_observations, write_figure, write_observations
from sendneeds.project import Project

HEADER = "area_code,period,value,numerator,denominator,symbol,release\n"
FIGURE = r"(-?\d+(\.\d*[1-9])?)?"
ROW = re.compile(rf"[^,]+,[^,]+,{FIGURE},{FIGURE},{FIGURE},(c|x|z|low|u)?,[a-z0-9_]+(\+[a-z0-9_]+)*")


def test_every_indicator_has_sound_observations(project: Project) -> None:
    registry = load_registry(project)
    rows = load_observations(project, registry.indicators)
    assert set(rows["indicator"]) == set(registry.indicators)
    assert set(rows["area_code"]) <= {area.area_code for area in load_areas(project)}
    assert {part for cell in rows["release"].unique() for part in cell.split("+")} <= set(registry.releases)
    for indicator, period in rows[["indicator", "period"]].drop_duplicates().itertuples(index=False):
        assert read_period(period, registry.indicators[indicator].indicator.period).code == period


def test_files_read_together_are_what_each_one_holds(project: Project) -> None:
    keys = sorted(path.stem for path in project.observations.glob("*.csv"))
    alone = pd.concat([load_indicator(project, key) for key in keys], ignore_index=True)
    pd.testing.assert_frame_equal(load_observations(project, keys), alone, check_exact=True)


def test_files_are_in_one_form(project: Project) -> None:
    for path in sorted(project.observations.glob("*.csv")):
        content = path.read_bytes()
        assert b"\r" not in content
        header, *lines = content.decode("utf-8").splitlines()
        assert header + "\n" == HEADER
        keys = [line.split(",")[:2] for line in lines]
        assert keys == sorted(keys), path.name
        wrong = [line for line in lines if not ROW.fullmatch(line)]
        assert wrong == [], path.name


def test_percentages_are_within_their_whole(project: Project) -> None:
    registry = load_registry(project)
    percent = [key for key, entry in registry.indicators.items() if entry.indicator.unit.value == "percent"]
    rows = load_observations(project, percent)
    assert (rows["value"].dropna() <= 100).all()
    both = rows.dropna(subset=["numerator", "denominator"])
    assert (both["numerator"] <= both["denominator"]).all()


@pytest.mark.parametrize(
    ("figure", "text"),
    [(100 * 190 / 567, repr(100 * 190 / 567)), (5.0, "5"), (9952172126.0, "9952172126"), (1e-05, "0.00001"),
     (-4.58, "-4.58"), (float("nan"), "")],
)  # fmt: skip
def test_figures_are_written_shortest_and_exact(figure: float, text: str) -> None:
    assert write_figure(figure) == text
    assert not text or float(text) == figure


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    project = Project(tmp_path)
    rows = pd.DataFrame(
        [("933", "2024", 100 * 190 / 567, 190.0, 567.0, "", "a+b"), ("201", "2024", None, None, None, "x", "a")],
        columns=HEADER.strip().split(","),
    ).astype({"value": float, "numerator": float, "denominator": float})
    write_observations(rows, project.observations / "share.csv")
    read = load_observations(project)
    assert read["indicator"].tolist() == ["share", "share"]
    assert read.drop(columns="indicator").equals(rows.iloc[::-1].reset_index(drop=True).astype(read.dtypes[1:]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("area,period\n1,2\n", "found the columns area, period; expected area_code"),
        (HEADER + "933,2024,1,,,x,a\n", r"row 2: found value 1\.0 and symbol 'x'"),
        (HEADER + "933,2024,,,,,a\n", r"row 2: found value nan and symbol ''"),
        (HEADER + "933,2024,1,,,q,a\n", "symbol 'q'"),
        (HEADER + "933,2024,1,,,,a\n933,2024,2,,,,a\n", "rows 2 and 3: found 933 in 2024 twice"),
        (HEADER + "933,2024,many,,,,a\n", "row 2, value: found 'many'"),
        (HEADER + "933,2024,inf,,,,a\n", "row 2, value: found 'inf'"),
        (HEADER + "933,2024,true,,,,a\n", "row 2, value: found 'true'"),
        (HEADER + "933,2024,1,nan,,,a\n", "row 2, numerator: found 'nan'"),
        (HEADER + "933,2024,1,,,a\n933,2025,1,,,,,a\n", "row 2: found 6 cells"),
    ],
)
def test_unsound_files_are_refused(tmp_path: Path, text: str, message: str) -> None:
    project = Project(tmp_path)
    project.observations.mkdir(parents=True)
    (project.observations / "share.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load_observations(project)


def test_a_missing_indicator_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"observations/share\.csv: found no such file"):
        load_observations(Project(tmp_path), ["share"])
