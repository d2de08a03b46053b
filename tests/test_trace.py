"""Every printed number can be followed home: its id says what it is, and it is worked out again."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from executed_reports import AREA, EDITION, PUBLICATIONS, execute_report

from sendneeds.build.document import read_document
from sendneeds.build.html import render_html
from sendneeds.cli import main
from sendneeds.errors import DeclarationError, IntegrityError
from sendneeds.evidence.reread import Rereader
from sendneeds.project import ROOT_VARIABLE, Project
from sendneeds.report import open_area
from sendneeds.report.printed import FACADES
from sendneeds.report.printed_page import Spot, read_spots
from sendneeds.report.trace import Tracer

REPORTS = (*FACADES, "benchmark")
COMPARED = next(item for item in PUBLICATIONS if "benchmark" in [notebook.name for notebook in item.notebooks])
INTIME = "sutton.ehc_20wk_ex_pct.2024"
# One of each reader, and of each way to state a figure in a table.
READERS = (
    INTIME,
    "sutton.ehc_plans_total.202425",
    "sutton.sen_ehc_pct.2025",
    "sutton.sen_weekly_unit_cost.2024-25 (OT)",
    "sutton.pop_0_25.2020",
    "sutton.ehc_growth_5y_pct.2025",
    "sutton.sen_total_pct.2025",
    "sutton.ehc_rate_0_25.2020",
    "sutton.dmo_or_dco_in_post.2024",
    "sutton.high_needs_block_gbp.2023-24",
    "nottinghamshire.tribunal_appeal_rate_pct.2022",
    "sutton.slt_wait_18wk_pct.2023-10",
    "sutton.autism_wait_10_17_pct.2023-10",
    "london.sen_ehc_pct.2025",
)
LINK = re.compile(r'href="([a-z_]*(?:\.html)?)#([^"]+)"')


@cache
def render_page(report: str) -> str:
    return render_html(read_document(execute_report(report)))


@cache
def open_tracer(root: Path) -> Tracer:
    areas = COMPARED.choose_parameters(EDITION)["areas"]
    assert isinstance(areas, list)
    return Tracer(Project(root), EDITION, areas)


@pytest.mark.parametrize("report", REPORTS)
def test_every_id_of_a_page_is_traced_and_its_text_worked_out_again(report: str, project: Project) -> None:
    tracer = open_tracer(project.root)
    spots = read_spots(render_page(report))
    assert len(spots) > 20
    traces = {spot.id: tracer.trace(spot.id, with_figures=True) for spot in spots}
    assert [name for name, trace in traces.items() if not trace.agrees] == []
    checks = [tracer.judge(spot, traces[spot.id].figures, report) for spot in spots]
    assert [check.said for check in checks if not check.agrees] == []


@pytest.mark.parametrize("report", REPORTS)
def test_every_finding_that_a_trace_names_can_be_traced(report: str, project: Project) -> None:
    tracer = open_tracer(project.root)
    ids = {spot.id for spot in read_spots(render_page(report))}
    behind = {name for one in ids for name in tracer.trace(one).behind}
    assert [name for name in behind - ids if not tracer.trace(name).agrees] == []


def test_altered_text_is_found_out(project: Project) -> None:
    tracer = open_tracer(project.root)
    figures = tracer.trace(INTIME, with_figures=True).figures
    for text, agrees in (("280", True), ("76.5%", True), ("281", False), ("76.6%", False), ("most", False)):
        assert tracer.judge(Spot(INTIME, text, "One page", ""), figures, "needs_assessment").agrees is agrees, text


@pytest.mark.parametrize("name", READERS)
def test_figure_is_read_again_from_its_release(name: str, project: Project, releases: Path) -> None:
    tracer = open_tracer(project.root)
    registry = tracer.national.registry
    found = tracer.check_release(
        _find_period(tracer, name), Rereader(project, releases, registry.releases, registry.indicators)
    )
    assert found.agrees, found.said
    assert "sha256 as locked" in found.said


def test_another_file_than_the_locked_one_is_refused(project: Project, tmp_path: Path) -> None:
    tracer = open_tracer(project.root)
    registry = tracer.national.registry
    path = tmp_path / registry.releases["ehc_plans_2025"].file
    path.parent.mkdir(parents=True)
    path.write_bytes(b"another file")
    with pytest.raises(IntegrityError, match="sha256"):
        tracer.check_release(INTIME, Rereader(project, tmp_path, registry.releases, registry.indicators))


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("suton.sen_ehc_pct.2025", "sutton"),
        ("sutton.sen_ehc_pc.2025", "sen_ehc_pct"),
        ("sutton.sen_ehc_pct.2052", "2025"),
        ("sutton.strategy.claims.plan", "claims.plans"),
        ("sutton.strategy.targets.plans-in-time.2019-05", "2019-04"),
        ("london.outside-range", "one that exists"),
        ("sutton.cycle.nothing", "one of a report"),
        ("leeds.strategy.claims.plans", "leeds.yml"),
        ("sutton.local.waits.x.2024", "one that exists"),
    ],
)
def test_id_that_does_not_exist_is_refused_with_the_nearest(name: str, near: str, project: Project) -> None:
    with pytest.raises(DeclarationError) as caught:
        open_tracer(project.root).trace(name)
    assert near in str(caught.value)


@pytest.fixture
def copy(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a copy of the project with the published figures and page of an area."""
    for name in ("params", "data"):
        shutil.copytree(project.root / name, tmp_path / name)
    folder = tmp_path / "outputs" / EDITION / AREA
    folder.mkdir(parents=True)
    (folder / "findings.json").write_text(open_area(AREA, EDITION, project.root).to_findings_json(), encoding="utf-8")
    (folder / "needs_assessment.html").write_text(render_page("needs_assessment"), encoding="utf-8")
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


def test_command_prints_where_a_number_comes_from(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("trace", INTIME, "--report", f"outputs/{EDITION}/{AREA}/needs_assessment.html") == 0
    said = capsys.readouterr().out
    lock = copy.sources_lock.read_text(encoding="utf-8")
    assert re.search(r"sha256: ([0-9a-f]{64})", said)[1] in lock  # type: ignore[index]
    for words in (
        "numerator: 280",
        "denominator: 366",
        "100 x 280 / 366 = 76.5027322404, printed as 76.5%",
        "file: ehcp/education-health-and-care-plans_2025.zip",
        "table: data/timeliness_20_week.csv",
        "recomputed from the observations: 76.5%: agrees",
        "published in outputs/2025/sutton/findings.json: agrees",
        "printed '366' under On one page: denominator: agrees",
    ):
        assert words in said


@pytest.mark.parametrize(("old", "new"), [("280,366", "281,366"), ("76.50", "76.60"), (",366,", ",376,")])
def test_changed_observation_is_found_out(
    old: str, new: str, copy: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    path = copy.observations / "ehc_20wk_ex_pct.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    row = next(number for number, line in enumerate(lines) if line.startswith("319,2024,"))
    assert old in lines[row]
    lines[row] = lines[row].replace(old, new, 1)
    path.write_text("".join(lines), encoding="utf-8", newline="")
    assert run("trace", INTIME) == 1
    assert "differs" in capsys.readouterr().out


def test_consistent_change_is_found_out_by_what_was_published(
    copy: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    path = copy.observations / "sen_ehc_pct.csv"
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("319,2025,"))
    changed = row.replace(",5.1,", ",5.9,")
    assert changed != row
    path.write_text(text.replace(row, changed), encoding="utf-8", newline="")
    assert run("trace", "sutton.sen_ehc_pct.2025") == 1
    assert "published in outputs/2025/sutton/findings.json (value 5.1): differs" in capsys.readouterr().out


def test_edited_digit_of_a_page_is_found_out(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    path = copy.outputs / EDITION / AREA / "needs_assessment.html"
    page = path.read_text(encoding="utf-8")
    path.write_text(page.replace(f'"{INTIME}">280<', f'"{INTIME}">281<', 1), encoding="utf-8")
    assert run("trace", INTIME, "--report", str(path)) == 1
    assert "printed '281' under On one page: not what the report says: differs" in capsys.readouterr().out


def test_command_lists_the_ids_of_a_page(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    path = copy.outputs / EDITION / AREA / "needs_assessment.html"
    assert run("trace", "--report", str(path)) == 0
    *lines, count = capsys.readouterr().out.splitlines()
    spots = read_spots(render_page("needs_assessment"))
    assert lines == [f"{spot.id}\t{spot.text}\t{spot.place}" for spot in spots]
    assert count == f"{len(spots)} numbers with {len({spot.id for spot in spots})} ids"


def test_command_speaks_json(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert copy.outputs.is_dir()
    assert run("trace", INTIME, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["agrees"] is True
    assert {"name": "numerator", "value": 280.0} in said["figures"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "no id and no page"),
        (("sutton.sen_ehc_pct.2052",), "nearest: 2025"),
        (("sutton.sen_ehc_pct.2025", "--edition", "2052"), "choose one of these"),
        (("--report", "nothing.html"), "no page that can be read"),
        (("leeds.sen_ehc_pct.2025", "--report", f"outputs/{EDITION}/{AREA}/needs_assessment.html"), "no number with"),
    ],
)
def test_mistake_of_the_user_is_exit_code_two(
    arguments: tuple[str, ...], words: str, copy: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert copy.outputs.is_dir()
    assert run("trace", *arguments) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("report", REPORTS)
def test_every_link_within_the_reports_has_its_target(report: str) -> None:
    links = LINK.findall(render_page(report))
    assert links
    for page, anchor in links:
        target = render_page(page.removesuffix(".html") or report)
        assert target.count(f'id="{anchor}"') == 1, (page, anchor)


@pytest.mark.parametrize("report", [*REPORTS])
def test_every_release_of_a_source_line_is_a_link(report: str, project: Project) -> None:
    lines = re.findall(r'<p class="source">(.*?)</p>', render_page(report))
    releases = open_tracer(project.root).national.registry.releases.values()
    for line in lines:
        unlinked = re.sub(r"<a [^>]*>.*?</a>", "", line)
        assert [item.publication for item in releases if f"{item.publication}, {item.release}" in unlinked] == []


def run(*arguments: str) -> int:
    """Run a command and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def _find_period(tracer: Tracer, name: str) -> str:
    """Return the id, or that of the latest period with a value where it has none."""
    area, indicator, _ = name.split(".", 2)
    rows = tracer.national.observations
    code = next(item.area_code for item in tracer.national.areas if item.slug == area)
    known = rows[(rows["indicator"] == indicator) & (rows["area_code"] == code) & rows["value"].notna()]["period"]
    return name if name.split(".", 2)[2] in set(known) else f"{area}.{indicator}.{list(known)[-1]}"
