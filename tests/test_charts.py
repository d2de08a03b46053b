"""Each chart as files: an SVG that says what it shows, the bundle's PNG, and its data that no program runs."""

from __future__ import annotations

from base64 import b64decode
from io import StringIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pandas as pd
from sample_report import ALT, execute_sample, load_sample, write_markdown, write_notebook

from sendneeds.build.charts import COLUMNS, write_charts, write_data, write_svg
from sendneeds.present.display import Cell, Column, Table

SVG = "{http://www.w3.org/2000/svg}"
STEMS = ("on-time", "again")


def _list_names(folder: Path) -> set[str]:
    return {path.name for path in (folder / "charts").glob("*")}


def _name_files(report: str) -> set[str]:
    charts = {f"{report}-{stem}.{form}" for stem in STEMS for form in ("svg", "png", "csv")}
    return charts | {f"{report}-contents.csv"}


def test_every_chart_is_written_in_three_forms(tmp_path: Path) -> None:
    write_charts(tmp_path, "plans", execute_sample())
    assert _list_names(tmp_path) == _name_files("plans")
    bundles = [
        b64decode(output.data["image/png"])
        for cell in execute_sample().cells
        for output in cell.get("outputs", [])
        if "image/png" in output.data
    ]
    assert [(tmp_path / "charts" / f"plans-{stem}.png").read_bytes() for stem in STEMS] == bundles


def test_svg_stands_alone_and_is_named() -> None:
    text = write_svg(load_sample().figures[0].figure)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
    root = fromstring(text)  # noqa: S314 (our own)
    assert root.tag == f"{SVG}svg"
    assert [child.tag for child in root][:3] == [f"{SVG}title", f"{SVG}desc", f"{SVG}metadata"]
    assert [child.text for child in root][:3] == [
        "A third of plans were on time",
        ALT,
        "Source: Department for Education",
    ]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    assert root.get("aria-labelledby", "").split() == [root[0].get("id"), root[1].get("id")]
    assert {"width", "height", "viewBox"} <= set(root.attrib)
    assert 'href="http' not in text


def test_data_of_a_chart_is_its_table(tmp_path: Path) -> None:
    write_charts(tmp_path, "plans", execute_sample())
    assert (tmp_path / "charts" / "plans-on-time.csv").read_bytes() == b"Area,2022,2024\nSomerset,69%,34%\n"
    contents = pd.read_csv(tmp_path / "charts" / "plans-contents.csv", dtype=str)
    assert tuple(contents.columns) == COLUMNS
    assert list(contents["file"]) == ["plans-on-time", "plans-again"]
    assert set(contents["alternative_text"]) == {ALT}
    assert set(contents["source"]) == {"Department for Education"}


def test_no_cell_is_a_formula() -> None:
    columns = (Column("=A1", numeric=False), Column("2024"), Column("2024"))
    cells = (Cell("@SUM(1)"), Cell("-1.5"), Cell('+cmd|" /C calc"!A0'))
    text = write_data(Table("t", "T", columns, (cells,), "S"))
    rows = pd.read_csv(StringIO(text), header=None, dtype=str).to_numpy().tolist()
    assert rows == [["'=A1", "2024", "2024"], ["'@SUM(1)", "-1.5", '\'+cmd|" /C calc"!A0']]


def test_report_without_a_chart_has_no_folder(tmp_path: Path) -> None:
    write_charts(tmp_path, "plans", write_notebook(write_markdown("title", "# T")))
    assert list(tmp_path.iterdir()) == []
