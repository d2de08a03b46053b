"""A project of two indicators, with releases of its own, in which the real commands run at once."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from ruamel.yaml import YAML
from small_notebooks import PER_AREA, write_small

from sendneeds.cli import main
from sendneeds.project import ROOT_VARIABLE, Project

AUTHORITIES = (
    ("302", "Barnet", "E09000003", "E12000007", "London", "OLB"),
    ("303", "Bexley", "E09000004", "E12000007", "London", "OLB"),
    ("304", "Brent", "E09000005", "E12000007", "London", "OLB"),
    ("305", "Bromley", "E09000006", "E12000007", "London", "OLB"),
    ("306", "Croydon", "E09000008", "E12000007", "London", "OLB"),
    ("307", "Ealing", "E09000009", "E12000007", "London", "OLB"),
    ("308", "Enfield", "E09000010", "E12000007", "London", "OLB"),
    ("319", "Sutton", "E09000029", "E12000007", "London", "OLB"),
    ("835", "Dorset", "E10000009", "E12000009", "South West", "SC"),
    ("838", "Dorset", "E06000059", "E12000009", "South West", "UA"),
    ("839", "Bournemouth, Christchurch and Poole", "E06000058", "E12000009", "South West", "UA"),
    ("933", "Somerset", "E10000027", "E12000009", "South West", "SC"),
    ("940", "North Northamptonshire", "E06000061", "E12000004", "East Midlands", "UA"),
    ("941", "West Northamptonshire", "E06000062", "E12000004", "East Midlands", "UA"),
)
CURRENT = tuple(item for item in AUTHORITIES if item[0] != "835")
COUNTS = {"E12000007": 8, "E12000009": 3, "E12000004": 2}
HEADER = "time_period,time_identifier,geographic_level,region_code,new_la_code,old_la_code,la_name,kind,top,bottom,n\n"
# Every authority has 3 of 10 and a count of 20; the groups are their sums.
FIGURES = HEADER + "".join(
    f"{period},Calendar year,{row}\n"
    for period in ("2023", "2024")
    for row in (
        "National,,,,,All,39,130,260",
        *(f"Regional,{region},,,,All,{3 * count},{10 * count},{20 * count}" for region, count in COUNTS.items()),
        *(f'Local authority,{region},{gss},{code},"{name}",All,3,10,20' for code, name, gss, region, *_ in CURRENT),
    )
)
SHARE = """
  label: {label}
  short: {label}
  description: A description.
  why_it_matters: It matters.
  unit: {unit}
  noun: [pupil, pupils]
  direction: neutral
  period: calendar_year
  counted_by: residence
  ages: "0 to 25"
  source:
    reader: table
    release: figures
    where: {{kind: All}}
"""
INDICATORS = (
    f"share:{SHARE.format(label='A share', unit='percent')}    numerator: {{columns: top}}\n"
    f"    denominator: {{columns: bottom}}\n"
    f"plans:{SHARE.format(label='A count', unit='count')}    value: n\n"
)
THEME = "all:\n  label: All\n  description: Everything.\n  responsible: [council]\n"
EDITION = 'as_at: "2025-12-31"\nneighbours: "2025"\nsecond_neighbours: "2021"\n'
NEIGHBOURS = [
    [code, name, "", "", "", *(cell for other in CURRENT if other[0] != code for cell in (other[0], "Close"))][:25]
    for code, name, *_ in CURRENT
]
SHEETS = {
    "neighbours_2021": ("LA SN Groups", [["x"] * 25] * 3 + NEIGHBOURS),
    "neighbours_2025": ("LA SN Groups", [["x"] * 25] * 3 + NEIGHBOURS),
    "ofsted_2016_2022": (
        "Area_SEND_up_to_31_Aug_2022",
        [["x"] * 13] * 5 + [["", "E09000029", "", "", "2018-01-15", "", "Yes", "3", "", "", "", "", ""]],
    ),
    "ofsted_2023_2026": (
        "ofsted_cs_send_inspections",
        [
            ["la_code", "inspection_start_date", "publication_date", "outcome_grade", "ltla23cd"],
            ["319", "15/01/2024", "20/03/2024", "2", "E09000029"],
        ],
    ),
}
TABLES = {
    "board_lookup": "la_name,icb_name,nhs_code\nSutton,NHS South West London ICB,36L\n",
    "ofsted_2022_23": "Local.area.partnership,Priority.action.plan.required.,Number.of.areas.for.priority.action,"
    "Inspection.start.date,Inspection.publication.date,Inspection.outcome\n"
    "Somerset,No,0,01/02/2023,01/04/2023,Inconsistent experiences and outcomes\n",
}
CORE = ("ehc_plans_2025", "figures")


@dataclass(frozen=True)
class Told:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """Return the problems: lines of the form "where: found X; expected Y; do Z"."""
        return [line for line in self.err.splitlines() if ": found " in line]


@dataclass(frozen=True)
class World:
    """A project, the folder of its releases, and the capture of what commands say."""

    project: Project
    releases: Path
    capture: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> Told:
        """Run a command in the project. Fails the test if a traceback is shown."""
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        said = self.capture.readouterr()
        assert "Traceback" not in said.out + said.err
        assert isinstance(ended.value.code, int)
        return Told(ended.value.code, said.out, said.err)

    def rebuild(self) -> Told:
        """Run `sendneeds data` on the releases."""
        return self.run("data", "--from", str(self.releases))

    def set_release(self, release: str, content: str | bytes, file: str | None = None) -> None:
        """Put `content` in the place of a release and lock it."""
        lock = _load(self.project.sources_lock)
        (self.releases / str(lock[release]["file"])).unlink(missing_ok=True)
        put_release(self.releases, lock, release, (file or str(lock[release]["file"]), content))
        _dump(lock, self.project.sources_lock)

    def replace(self, path: Path, old: str, new: str) -> int:
        """Replace the first `old` of a file and return its line."""
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
        return text[: text.index(old)].count("\n") + 1

    def read_rows(self, name: str) -> dict[tuple[str, str], dict[str, str]]:
        """Return the observations of an indicator by area and period."""
        with (self.project.observations / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return {(row["area_code"], row["period"]): row for row in csv.DictReader(file)}

    def read_data(self) -> dict[str, bytes]:
        """Return every file under data/."""
        return read_tree(self.project.data)


def read_tree(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path below it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def make_world(folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> World:
    """Return a new project in `folder`, with every release in place and nothing rebuilt yet, and go there."""
    project, releases = write_world(folder)
    patch.delenv(ROOT_VARIABLE, raising=False)
    patch.chdir(project.root)
    return World(project, releases, capture)


def write_world(folder: Path) -> tuple[Project, Path]:
    """Write a new project in `folder`, and its releases. Returns both."""
    project, releases = Project(folder / "project"), folder / "releases"
    releases.mkdir()
    for path, text in {
        project.indicators / "all.yml": INDICATORS,
        project.themes: THEME,
        project.rights: "{}\n",
        project.editions / "2025.yml": EDITION,
        project.areas / "sutton.yml": "council: London Borough of Sutton\n",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    project.data.mkdir()
    write_small(project.notebooks / "small.ipynb", PER_AREA)
    lock: dict[str, dict[str, object]] = {}
    for release, content in _write_contents().items():
        put_release(releases, lock, release, content)
    _dump(lock, project.sources_lock)
    return project, releases


def put_release(
    folder: Path, lock: dict[str, dict[str, object]], release: str, content: tuple[str, str | bytes]
) -> None:
    """Write the file of a release and its entry in the lock."""
    name, given = content
    written = given.encode() if isinstance(given, str) else given
    (folder / name).write_bytes(written)
    lock[release] = {
        "publisher": "Department for Education", "publication": "A publication", "release": "2025", "file": name,
        "sha256": sha256(written).hexdigest(), "bytes": len(written), "licence": "Open Government Licence v3.0",
        "retrieved": "2026-11", "core": release in CORE,
    }  # fmt: skip


def zip_members(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip with these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def write_sheet(name: str, rows: list[list[str]]) -> bytes:
    """Return a workbook with one sheet."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def _write_contents() -> dict[str, tuple[str, str | bytes]]:
    header = "old_la_code,new_la_code,la_name,region_code,region_name\n"
    plans = header + "".join(
        f'{code},{gss},"{name}",{region},{label}\n' for code, name, gss, region, label, _ in AUTHORITIES
    )
    listed = [["code", "name", "", "type"], *([code, name, "", kind] for code, name, *_, kind in AUTHORITIES)]
    return {
        "ehc_plans_2025": ("plans_2025.zip", zip_members({"data/caseload.csv": plans})),
        "ehc_plans_2022": ("plans_2022.zip", zip_members({"data/sen2_age_caseload.csv": plans})),
        "lait_area_codes": ("codes.xlsx", write_sheet("Sheet1", listed)),
        **{name: (f"{name}.xlsx", write_sheet(*sheet)) for name, sheet in SHEETS.items()},
        **{name: (f"{name}.csv", table) for name, table in TABLES.items()},
        "figures": ("figures.csv", FIGURES),
    }


def _load(path: Path) -> dict[str, dict[str, object]]:
    loaded: dict[str, dict[str, object]] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return loaded


def _dump(lock: dict[str, dict[str, object]], path: Path) -> None:
    text = io.StringIO()
    YAML(typ="safe", pure=True).dump(lock, text)
    path.write_text(text.getvalue(), encoding="utf-8")


Change = Callable[[World], None]
