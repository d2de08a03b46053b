"""A copy of the project with hostile text wherever text from outside can stand, and what is made of it."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from sendneeds.project import Project

AREA = "sutton"
SCRIPT = "<script>alert(1)</script>"
IMAGE = "\"><img src=x onerror=alert(2)> '>"
LINK = "[press](javascript:alert(3)) <a href='javascript:alert(3)'>"
TYPST = '#import "x": * $1/0$ \\ @label *bold* `raw` // /* #panic()'
ENTITY = "&lt;b&gt; &amp; &#60;i&#62; <b>"
LONG = "longword" * 1250

LABEL = f"=1+1 {SCRIPT} {IMAGE}"
SHORT = f"+1 {TYPST}"
FOOTNOTE = f"-1 {SCRIPT} {ENTITY} {LINK}"
STATEMENT = f"@x {SCRIPT} {TYPST} {ENTITY}"
PUBLICATION = f"@SUM(1) {SCRIPT} {TYPST}"
COUNCIL = f"=cmd {SCRIPT} {ENTITY}"
CONTACT = "javascript:alert(4)"
THEME = f"-2 {SCRIPT} {IMAGE} {LONG}"
AREA_NAME = f"=Sutton {SCRIPT} & {TYPST}"
NEIGHBOUR = f"+Near {IMAGE} {ENTITY}"
BOARD = f"@Board {SCRIPT} #x"
OUTCOME = f"=2+2 {SCRIPT}"
PROBLEM = f"-3 {SCRIPT} {TYPST}"
SOURCE = f"=3+3 {SCRIPT} {LINK} #x"
OWN_VALUES = (
    "date,measure,value,unit,source\n"
    f"""2018,health_advice_in_time_pct,80,percent,"{SOURCE.replace(chr(34), chr(34) * 2)}"\n"""
)
COMMENT = f"author: {SCRIPT} #x\ndate: 2026-01-31\n\nWords {SCRIPT} {LINK} {TYPST} {ENTITY}\n\n<iframe>\n\n{LONG}\n"


def make_hostile(project: Project, folder: Path) -> Project:
    """Return a copy of the project in `folder` with hostile text in declarations, tables and an area's own files."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(project.root / name, folder / name)
    copy = Project(folder)
    for path, old, new in (
        (copy.indicators / "plans.yml", r"(?m)^(ehc_plans_total:\n(?:  .*\n)*?  label: ).*$", LABEL),
        (copy.indicators / "plans.yml", r"(?m)^(ehc_plans_total:\n(?:  .*\n)*?  short: ).*$", SHORT),
        (copy.strategies / f"{AREA}.yml", r"(?m)^(    text: )Clear pathways.*$", STATEMENT),
        (copy.sources_lock, r"(?m)^(ehc_plans_2025:\n(?:  .*\n)*?  publication: ).*$", PUBLICATION),
        (copy.areas / f"{AREA}.yml", r"(?m)^(council: ).*$", COUNCIL),
        (copy.areas / f"{AREA}.yml", r"(?m)^(local_offer: ).*$", CONTACT),
        (copy.areas / f"{AREA}.yml", r"(?m)^(    source: )Joint Commissioning.*$", THEME),
    ):
        text = path.read_text(encoding="utf-8")
        changed = re.sub(old, lambda found, new=new: f"{found[1]}'{new.replace(chr(39), chr(39) * 2)}'", text, count=1)  # type: ignore[misc]
        assert changed != text, (path, old)
        path.write_text(changed, encoding="utf-8")
    with (copy.footnotes / "ehc_plans_2025.yml").open("a", encoding="utf-8") as file:
        file.write(f"\nhostile:\n  text: '{FOOTNOTE.replace(chr(39), chr(39) * 2)}'\n  indicators: [ehc_plans_total]\n")
    _change_rows(copy.area_table, lambda row: row | {"name": AREA_NAME} if row["slug"] == AREA else row)
    _change_rows(copy.area_table, lambda row: row | {"name": NEIGHBOUR} if row["area_code"] == "315" else row)
    _change_rows(copy.board_table, lambda row: row | {"board": BOARD} if row["area_code"] == "319" else row)
    _change_rows(copy.inspection_table, lambda row: row | {"outcome": OUTCOME} if row["area_code"] == "319" else row)
    _change_rows(copy.quality_table, lambda row: row | {"problem": PROBLEM} if row["area_code"] == "319" else row)
    for path, content in {
        copy.local_data / AREA / "plan_quality.csv": OWN_VALUES,
        copy.commentary / AREA / "plans.md": COMMENT,
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return copy


def _change_rows(path: Path, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [change(row) for row in csv.DictReader(file)]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
