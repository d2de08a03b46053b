"""Faults of runs, 51 to 59 of docs/reliability.md: what fails alone fails, and what was published stays.

The network, 60, has tests/test_no_network.py.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from small_notebooks import PER_AREA, copy_project, write_small

import sendneeds
from faults.small_runs import (
    AREAS,
    Ended,
    Tree,
    check_record,
    finish,
    make,
    read_area,
    read_areas,
    start,
    write_small_project,
)
from faults.small_world import read_tree
from sendneeds.build.publish import FAILED_NOTEBOOK
from sendneeds.project import Project

ENGINES = ("sendneeds", "papermill")
# Seconds that a report may take where one takes for ever: a kernel takes some to start.
TIMEOUTS = {"sendneeds": 15, "papermill": 60}
FAULTS = {
    "barnet": "raise ValueError('barnet fails')",
    "bexley": "import os\n    os.kill(os.getpid(), 9)",
    "brent": "held = []\n    while True:\n        held.append(bytes(1 << 28))",
    "bromley": "import subprocess, time\n    subprocess.Popen(['sleep', '300'])\n    while True: time.sleep(0.1)",
}
HEALTHY = "sutton"
# Of an edition: the record of the run itself, and who held it.
VARYING = {"run.json", ".lock"}
ROOM = "expected a folder that can be written; check its rights and the space left, then run again"
NAMESPACE = ("unshare", "--map-root-user", "--mount")
# In a name space of its own: a small disk with what was published before, and afterwards what is on it.
ON_SMALL_DISK = """
set -e
mount -t tmpfs -o size="$1" tmpfs outputs; cp -a "$2/." outputs/; [ -z "$3" ] || mount -o "remount,$3" outputs
[ -z "$5" ] || cat /dev/zero > "outputs/$5" 2> /dev/null || true
kept=$4; shift 5; code=0; "$@" || code=$?
cp -a outputs/. "$kept"; exit $code
"""
pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found under /proc")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a small project whose areas are all published, for tests to copy."""
    project = write_small_project(tmp_path_factory.mktemp("published"))
    _write(project, "x = 1")
    ended = make(project)
    assert (ended.code, ended.problems) == (0, [])
    return project


@pytest.fixture
def project(published: Project, tmp_path: Path) -> Project:
    """Return a copy of it."""
    return _copy(published, tmp_path / "project")


def _copy(published: Project, root: Path) -> Project:
    shutil.copytree(published.root, root)
    return Project(root)


def _write(project: Project, *sources: str, title: str = "small") -> None:
    """Write the one notebook, with one cell for each of `sources`."""
    path = write_small(project.notebooks / "small.ipynb", PER_AREA, *sources)
    path.write_text(path.read_text(encoding="utf-8").replace("# The small", f"# The {title}"), encoding="utf-8")


def _is_new(tree: Tree) -> bool:
    return b"The newer" in tree["small.html"] and not check_record(tree)


@pytest.fixture(scope="module", params=ENGINES)
def broken(
    request: pytest.FixtureRequest, published: Project, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Project, dict[str, Tree], Ended]:
    """Return an engine, a project, what was published, and how a run ended in which all areas but one fail."""
    project = _copy(published, tmp_path_factory.mktemp("broken") / "project")
    before = read_areas(project)
    cells = [f"if area == '{area}':\n    {source}" for area, source in FAULTS.items()]
    _write(project, *cells, title="newer")
    return (
        request.param,
        project,
        before,
        make(project, "--engine", request.param, "--timeout", str(TIMEOUTS[request.param])),
    )


@pytest.mark.parametrize(
    ("area", "cell", "found"),
    [
        ("barnet", "cell-1", "ValueError: barnet fails"),
        ("bexley", "cell-2", "a process ended by signal SIGKILL"),
        ("brent", "cell-3", "MemoryError: "),
        ("bromley", "cell-4", "no end after {timeout} seconds"),
    ],
    ids=["51 raises", "52 killed", "53 memory", "53 endless"],
)
def test_fault_51_to_53_area_that_fails_leaves_its_earlier_report_and_its_evidence(
    broken: tuple[str, Project, dict[str, Tree], Ended], area: str, cell: str, found: str
) -> None:
    engine, project, before, ended = broken
    assert ended.code == 1
    (line,) = [line for line in ended.problems if line.startswith(f"{area}: ")]
    words = found.format(timeout=TIMEOUTS[engine])
    assert line.startswith(f"{area}: notebooks/small.ipynb, cell {cell}: found {words}")
    after = read_area(project, area)
    kept = after.pop(FAILED_NOTEBOOK)
    assert after == before[area]
    failed = read_tree(project.outputs / "2025" / "failed" / area)
    assert set(failed) == {"small.ipynb", "error.txt"}
    assert failed["small.ipynb"] == kept
    assert (found.partition(":")[0] if cell in {"cell-1", "cell-3"} else words) in failed["error.txt"].decode()
    outputs = {item.id: item.get("outputs") for item in nbformat.reads(kept.decode(), as_version=4).cells}  # type: ignore[no-untyped-call]
    assert [name for name, shown in outputs.items() if shown and shown[-1].output_type == "error"] == [cell]


def test_fault_51_area_beside_those_that_fail_is_published(broken: tuple[str, Project, dict[str, Tree], Ended]) -> None:
    _, project, before, ended = broken
    after = read_area(project, HEALTHY)
    assert _is_new(after)
    assert set(after) == set(before[HEALTHY])
    assert "1 of 5 reports published" in ended.out
    assert "Traceback" not in ended.out + ended.err


def test_fault_53_nothing_lives_on_after_a_timeout(broken: tuple[str, Project, dict[str, Tree], Ended]) -> None:
    _, project, _, ended = broken
    assert ended.left == []
    assert not (project.outputs / "2025" / ".making").exists()


def _run_on_small_disk(project: Project, size: str, remount: str = "", fill: str = "") -> tuple[Ended, Tree, Tree]:
    """Return how a run on such a disk ended, and what was and is on it."""
    if (
        not shutil.which("unshare")
        or subprocess.run(
            [*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", str(project.outputs)], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("this system lets nobody mount a disk (`unshare --mount`)")
    earlier, kept = project.root / "earlier", project.root / "kept"
    project.outputs.rename(earlier)
    project.outputs.mkdir()
    kept.mkdir()
    _write(project, "x = 2", title="newer")
    before = (*NAMESPACE, "sh", "-c", ON_SMALL_DISK, "sh", size, str(earlier), remount, str(kept), fill)
    return make(project, before=before), read_tree(earlier / "2025"), read_tree(kept / "2025")


def test_fault_54_full_disk(project: Project) -> None:
    used = sum(4096 * -(-path.stat().st_size // 4096) for path in project.outputs.rglob("*"))
    ended, before, after = _run_on_small_disk(project, str(used + (64 << 10)), fill="filler")
    assert ended.code == 1
    assert {line.partition(": found ")[2] for line in ended.problems} == {f"No space left on device; {ROOM}"}
    assert "Traceback" not in ended.out + ended.err
    for name in before.keys() | after.keys():
        assert name in VARYING or name.startswith(("failed/", "logs/")) or after.get(name) == before.get(name), name


def test_fault_54_disk_that_is_full_for_some(project: Project) -> None:
    used = sum(4096 * -(-path.stat().st_size // 4096) for path in project.outputs.rglob("*"))
    one = sum(4096 * -(-path.stat().st_size // 4096) for path in (project.outputs / "2025" / HEALTHY).rglob("*"))
    ended, before, after = _run_on_small_disk(project, str(used + one + (256 << 10)))
    for area in AREAS:
        old, new = ({n: c for n, c in tree.items() if n.startswith(f"{area}/")} for tree in (before, after))
        assert new == old or _is_new({name.partition("/")[2]: content for name, content in new.items()})
    beside = {name.partition("/")[0] for name in after}
    assert beside <= {*AREAS, ".lock", "data", "index.html", "logs", "run.json"}
    assert (ended.code, bool(ended.problems)) in {(0, False), (1, True)}


def test_fault_54_disk_that_cannot_be_written(project: Project) -> None:
    ended, before, after = _run_on_small_disk(project, "90%", "ro")
    assert ended.code == 1
    (line,) = ended.problems
    assert line.endswith(
        "2025/.lock: found Read-only file system; expected a file or folder that can be used; "
        "check its rights and the space left"
    )
    assert after == before


def test_fault_54_outputs_that_are_no_folder(project: Project) -> None:
    shutil.rmtree(project.outputs)
    project.outputs.write_text("mine", encoding="utf-8")
    ended = make(project)
    assert (ended.code, len(ended.problems)) == (1, 1)
    assert f"{project.outputs}" in ended.problems[0]
    assert project.outputs.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("engine", ENGINES)
def test_fault_55_interrupt(project: Project, engine: str) -> None:
    before = read_areas(project)
    source = "import subprocess, time\nsubprocess.Popen(['sleep', '300'])\nopen(f'begun-{area}', 'w').close()"
    _write(project, source, "time.sleep(300)", title="newer")
    run = start(project, "reports", "--area", "sutton", "--area", "barnet", "--jobs", "2", "--engine", engine)
    _wait_for(lambda: all((project.root / f"begun-{area}").exists() for area in ("sutton", "barnet")), run.process)
    os.killpg(run.process.pid, signal.SIGINT)
    ended = finish(run)
    assert (ended.code, ended.left) == (130, [])
    assert read_areas(project) == before
    assert {path.name for path in (project.outputs / "2025").iterdir()} == {
        *(*AREAS, ".lock", "data", "index.html", "logs", "run.json")
    }


def test_fault_56_second_run_names_the_first(project: Project) -> None:
    _write(project, "import os, time\nopen('begun', 'w').close()", WAIT, title="newer")
    first = start(project, "reports", "--area", HEALTHY)
    _wait_for((project.root / "begun").exists, first.process)
    second = make(project)
    assert second.code == 2
    (line,) = second.problems
    folder = project.outputs / "2025"
    assert line.startswith(f"{folder}: found a run by process {first.process.pid} on ")
    assert line.endswith("; expected no other run; wait until it ends, then run again")
    (project.root / "go").touch()
    ended = finish(first)
    assert (ended.code, ended.problems) == (0, [])
    assert _is_new(read_area(project, HEALTHY))


WAIT = "while not os.path.exists('go'):\n    time.sleep(0.05)"


def _wait_for(is_so: Callable[[], bool], run: subprocess.Popen[str]) -> None:
    for _ in range(1200):
        if is_so():
            return
        assert run.poll() is None, "the run ended by itself"
        time.sleep(0.1)
    pytest.fail("what is waited for did not come")


def _put_before(folder: Path) -> dict[str, str]:
    """Return the environment in which Python looks into `folder` first."""
    return {"PYTHONPATH": os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])}


@pytest.mark.parametrize("engine", ENGINES)
def test_fault_57_no_typesetter(project: Project, tmp_path: Path, engine: str) -> None:
    (tmp_path / "stub").mkdir()
    (tmp_path / "stub" / "typst.py").write_text("raise ImportError('no typst here')\n", encoding="utf-8")
    _write(project, "x = 2", title="newer")
    ended = make(project, "--engine", engine, areas=[HEALTHY], environment=_put_before(tmp_path / "stub"))
    assert ended.code == 1
    (line,) = ended.problems
    assert line.endswith(
        "PDF: found no typesetter: no typst here; expected the package typst; "
        "install the packages again: remove .venv, then run make install"
    )
    tree = read_area(project, HEALTHY)
    assert {name for name in tree if name.startswith("small.")} == {"small.docx", "small.html", "small.ipynb"}
    assert _is_new(tree)
    assert b"sutton/small.pdf" not in (project.outputs / "2025" / "index.html").read_bytes()
    ended = make(project, areas=[HEALTHY])
    assert (ended.code, ended.problems) == (0, [])
    assert {"small.docx", "small.html", "small.pdf"} < set(read_area(project, HEALTHY))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("font", ["ReportSans-Bold.woff2", "SourceSans3-Regular.ttf"])
def test_fault_58_no_font(project: Project, tmp_path: Path, engine: str, font: str) -> None:
    package = tmp_path / "copied" / "sendneeds"
    shutil.copytree(Path(sendneeds.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "present" / "fonts" / font).unlink()
    before = read_area(project, HEALTHY)
    _write(project, "x = 2", title="newer")
    ended = make(project, "--engine", engine, areas=[HEALTHY], environment=_put_before(package.parent))
    assert ended.code == 1
    assert ended.problems != []
    for line in ended.problems:
        assert f"found no font {font}; expected the fonts of the package; install the package again" in line
    assert "Traceback" not in ended.out + ended.err
    assert read_area(project, HEALTHY) == before


# Of the first: no locale at all, so that a text file opened without naming its encoding is read as ASCII.
SURROUNDINGS = (
    {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "1"},
)
# The clock of every process that looks here first, 400 days on.
SHIFTED = """
import time
true_time, true_local, true_utc, days = time.time, time.localtime, time.gmtime, 400 * 86400
time.time = lambda: true_time() + days
time.localtime = lambda at=None: true_local(time.time() if at is None else at)
time.gmtime = lambda at=None: true_utc(time.time() if at is None else at)
"""


def test_fault_59_other_clock_zone_locale_and_hash_seed(tmp_path: Path) -> None:
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(SHIFTED, encoding="utf-8")
    trees = []
    for name, surroundings in zip(("here", "elsewhere"), SURROUNDINGS, strict=True):
        project = copy_project(Project(ROOT), tmp_path / name)
        _write(project, "import time", "assert time.time()")
        shutil.copy(ROOT / "notebooks" / "needs_assessment.ipynb", project.notebooks)
        clock = _put_before(tmp_path / "clock") if name == "elsewhere" else {}
        ended = make(project, areas=[HEALTHY], environment={**surroundings, **clock})
        assert (ended.code, ended.problems) == (0, [])
        trees.append(read_tree(project.outputs / "2025"))
    here, elsewhere = ({name: c for name, c in tree.items() if name not in VARYING} for tree in trees)
    assert here.keys() == elsewhere.keys()
    assert [name for name in here if here[name] != elsewhere[name] and not name.startswith("logs/")] == []
    assert {Path(name).suffix for name in here} >= {".csv", ".docx", ".html", ".ipynb", ".json", ".pdf", ".png", ".svg"}
