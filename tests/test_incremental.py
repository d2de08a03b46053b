"""What changed is made again, what did not is left alone, and a run with nothing to do loads next to nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_notebooks import ACROSS_AREAS, PER_AREA, copy_project, write_small

from sendneeds.build import rebuild
from sendneeds.build.plan import plan_reports
from sendneeds.build.rebuild import ProjectInputs, list_stale
from sendneeds.build.reports import Outcome, build_reports
from sendneeds.build.task import Run
from sendneeds.project import ROOT_VARIABLE, Project

AREAS = ("sutton", "york")
ALL = {f"{area}/{part}" for area in AREAS for part in ("needs", "plans", "figures")} | {
    *("compare/compare", "compare/figures")
}
OF_SUTTON = {name for name in ALL if name.startswith(("sutton", "compare"))}
# Runs the command and says which slow packages it has loaded.
LIGHT = """
import sys
from sendneeds.cli import main
try:
    main(["reports", "--area", "sutton", "--area", "york"])
except SystemExit as ended:
    slow = {"IPython", "matplotlib", "nbformat", "numpy", "pandas", "papermill"} & sys.modules.keys()
    print(sorted(slow))
    raise
"""


@pytest.fixture(scope="module")
def made(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project of small notebooks whose reports are published, not to be changed."""
    made = copy_project(project, tmp_path_factory.mktemp("made"))
    for name, parameters in {"needs": PER_AREA, "plans": PER_AREA, "compare": ACROSS_AREAS}.items():
        write_small(made.notebooks / f"{name}.ipynb", parameters, "x = 1")
    (made.root / "requirements.lock").write_text("pandas==3\n", encoding="utf-8")
    outcomes = _build(made)
    assert [outcome.problems for outcome in outcomes] == [()] * len(outcomes)
    return made


@pytest.fixture
def copy(made: Project, tmp_path: Path) -> Project:
    """Return a copy of that project, with the times of its files."""
    shutil.copytree(made.root, tmp_path / "copy")
    return Project(tmp_path / "copy")


def _build(project: Project, *, force: bool = False) -> list[Outcome]:
    return build_reports(project, "2025", plan_reports(project, AREAS), 2, lambda _name, _step: None, force=force)


def _find_stale(project: Project, *, force: bool = False) -> set[str]:
    """Return what a run would make, as publication and part."""
    run, inputs = Run(project, "2025"), ProjectInputs(project)
    planned = plan_reports(project, AREAS)
    return {f"{task.owner}/{task.part}" for item in planned for task in list_stale(run, item, inputs, force=force)}


def _append(name: str) -> Callable[[Project], None]:
    def change(project: Project) -> None:
        path = project.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write("# a change\n")

    return change


def _remove(name: str) -> Callable[[Project], None]:
    return lambda project: (project.root / name).unlink()


def _edit_page(project: Project) -> None:
    path = project.outputs / "2025" / "york" / "plans.html"
    path.write_text(path.read_text(encoding="utf-8").replace("plans", "plants"), encoding="utf-8")
    recorded = (path.parent / "run.json").stat()
    os.utime(path, ns=(recorded.st_atime_ns, recorded.st_mtime_ns + 1))


def _edit_notebook(project: Project) -> None:
    write_small(project.notebooks / "needs.ipynb", PER_AREA, "x = 2")


CHANGES: dict[str, tuple[Callable[[Project], object], set[str]]] = {
    "nothing": (lambda _: None, set()),
    "a file that no report reads": (_append("notes.txt"), set()),
    "one notebook": (_edit_notebook, {"sutton/needs", "york/needs"}),
    "the file of one area": (_append("params/areas/sutton.yml"), OF_SUTTON),
    "the strategy of one area": (_append("params/strategies/sutton.yml"), OF_SUTTON),
    "the commentary of one area": (_append("params/commentary/sutton/needs.md"), OF_SUTTON),
    "the own values of one area": (_append("data/local/sutton/places.csv"), OF_SUTTON),
    "the file of an area that is not made": (_append("params/areas/somerset.yml"), set()),
    "an indicator": (_append("params/indicators/plans.yml"), ALL),
    "observations": (_append("data/observations/ehc_plans_total.csv"), ALL),
    "dependencies": (_append("requirements.lock"), ALL),
    "a page that is gone": (_remove("outputs/2025/york/plans.html"), {"york/plans"}),
    "a page that was edited": (_edit_page, {"york/plans"}),
    "findings that are gone": (_remove("outputs/2025/sutton/findings.json"), {"sutton/figures"}),
    "a record that is gone": (
        _remove("outputs/2025/york/run.json"),
        {name for name in ALL if name.startswith("york")},
    ),
    "a damaged record": (
        _append("outputs/2025/compare/run.json"),
        {name for name in ALL if name.startswith("compare")},
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_depends_on_a_change_is_made_again(copy: Project, what: str) -> None:
    change, expected = CHANGES[what]
    change(copy)
    assert _find_stale(copy) == expected


def test_another_package_makes_all_again(made: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(rebuild.PACKAGE, tmp_path / "sendneeds")
    monkeypatch.setattr(rebuild, "PACKAGE", tmp_path / "sendneeds")
    assert _find_stale(made) == set()
    with (tmp_path / "sendneeds" / "errors.py").open("a", encoding="utf-8") as file:
        file.write("# a change\n")
    assert _find_stale(made) == ALL


def test_force_makes_all_again(made: Project) -> None:
    assert _find_stale(made, force=True) == ALL


def test_only_what_changed_is_written(copy: Project) -> None:
    _edit_notebook(copy)
    before = {path: path.stat().st_mtime_ns for path in (copy.outputs / "2025").rglob("*") if path.is_file()}
    outcomes = {outcome.name: outcome for outcome in _build(copy)}
    assert {name: outcome.status for name, outcome in outcomes.items() if outcome.reports} == {
        "sutton": "published",
        "york": "published",
        "compare": "unchanged",
    }
    touched = {path for path, time in before.items() if path.stat().st_mtime_ns != time and path.parent.name in AREAS}
    assert {path.stem for path in touched} == {"needs", "run"}
    assert _find_stale(copy) == set()
    assert {outcome.status for outcome in _build(copy)} == {"unchanged"}


def test_reports_of_other_areas_stay_recorded(copy: Project) -> None:
    alone = build_reports(copy, "2025", plan_reports(copy, ("york",)), 1, lambda _name, _step: None, force=True)
    assert alone[0].status == "published"
    assert _find_stale(copy) == set()


def test_run_with_nothing_to_do_loads_nothing_slow(copy: Project) -> None:
    run = json.loads((copy.outputs / "2025" / "run.json").read_text(encoding="utf-8"))
    done = subprocess.run([sys.executable, "-c", LIGHT], cwd=copy.root, capture_output=True, text=True, check=True)
    assert "are up to date: nothing to do" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
    assert json.loads((copy.outputs / "2025" / "run.json").read_text(encoding="utf-8")) == run


def test_notebooks_read_the_project_of_the_run(made: Project, copy: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    source = f"from sendneeds.project import find_project\nassert str(find_project().root) == {str(copy.root)!r}"
    write_small(copy.notebooks / "needs.ipynb", PER_AREA, source)
    monkeypatch.setenv(ROOT_VARIABLE, str(made.root))
    planned = plan_reports(copy, ("york",), ("needs",))
    outcomes = build_reports(copy, "2025", planned, 1, lambda _name, _step: None)
    assert [outcome.problems for outcome in outcomes] == [()] * len(outcomes)
