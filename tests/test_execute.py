"""Notebooks are run for real here, in kernels of their own, in small projects made for each test."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import nbformat
import pytest
from small_notebooks import ACROSS_AREAS, PER_AREA, write_small

from sendneeds.build.execute import NotebookExecutionError, execute_notebook, load_notebook
from sendneeds.build.kernel import KernelWatch
from sendneeds.errors import DeclarationError
from sendneeds.project import Project

LEEDS = {"area": "leeds", "edition": "2025"}


def _write_notebook(root: Path, *sources: str) -> Path:
    """Write a notebook into an empty project at `root`."""
    for name in ("params", "data"):
        (root / name).mkdir(parents=True, exist_ok=True)
    return write_small(root / "notebooks" / "small.ipynb", PER_AREA, *sources)


def _run(root: Path, *sources: str, timeout: float = 60) -> str:
    notebook = execute_notebook(Project(root), _write_notebook(root, *sources), LEEDS, timeout=timeout)
    return str(nbformat.writes(notebook))  # type: ignore[no-untyped-call]


def test_parameters_reach_the_notebook(tmp_path: Path) -> None:
    assert "leeds of 2025" in _run(tmp_path, 'print(area, "of", edition)')


def test_a_list_of_areas_reaches_the_notebook(tmp_path: Path) -> None:
    path = write_small(tmp_path / "notebooks" / "small.ipynb", ACROSS_AREAS, 'print(" and ".join(areas), edition)')
    notebook = execute_notebook(Project(tmp_path), path, {"areas": ["york", "wigan"], "edition": "2025"})
    assert notebook.cells[-1].outputs[0].text == "york and wigan 2025\n"
    assert notebook.metadata.papermill.parameters == {"areas": ["york", "wigan"], "edition": "2025"}


def test_kernel_is_this_interpreter_in_the_project_folder(tmp_path: Path) -> None:
    text = _run(tmp_path, "import os, sys\nprint(sys.executable)\nprint(os.getcwd() == os.environ['SENDNEEDS_ROOT'])")
    assert sys.executable in text
    assert "True" in text


def test_two_runs_give_the_same_bytes_wherever_and_whenever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "import time\nprint(sorted({'a', 'b'}), list({'x', 'y', 'z'}), time.tzname, 1 / 3)"
    first = _run(tmp_path / "one", source)
    for name, value in {"TZ": "Asia/Kolkata", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "7"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    second = _run(tmp_path / "two {braces}", source)
    assert first == second
    assert str(tmp_path) not in first


def test_unknown_parameter_is_refused_before_a_kernel_starts(tmp_path: Path) -> None:
    path = _write_notebook(tmp_path, "open('ran', 'w')")
    with pytest.raises(DeclarationError, match="found no year; expected one of area, edition; declare year"):
        execute_notebook(Project(tmp_path), path, LEEDS | {"year": "2025"})
    assert not (tmp_path / "ran").exists()


def test_missing_parameter_is_refused(tmp_path: Path) -> None:
    path = _write_notebook(tmp_path)
    with pytest.raises(DeclarationError, match="edition without a value"):
        execute_notebook(Project(tmp_path), path, {"area": "leeds"})


def test_failed_cell_is_named_in_one_line_and_the_notebook_kept(tmp_path: Path) -> None:
    with pytest.raises(NotebookExecutionError) as caught:
        _run(tmp_path, "print('before')", "raise ValueError('first\\nsecond')", "print('after')")
    message = str(caught.value)
    assert "leeds: notebooks/small.ipynb, cell cell-2: found ValueError: first; second" in message
    assert "\n" not in message
    outputs = {cell.id: cell.get("outputs", []) for cell in caught.value.notebook.cells}
    assert outputs["cell-1"][0].text == "before\n"
    assert outputs["cell-2"][0].ename == "ValueError"
    assert outputs["cell-3"] == []


def test_kernel_that_dies_is_reported_with_its_cell(tmp_path: Path) -> None:
    with pytest.raises(NotebookExecutionError, match=r"cell cell-1: found a process ended with code 9"):
        _run(tmp_path, "import os\nos._exit(9)")


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are POSIX")
def test_endless_cell_ends_in_time_with_every_process_it_started(tmp_path: Path) -> None:
    begun = time.monotonic()
    source = "import subprocess\nchild = subprocess.Popen(['sleep', '300'])\nopen('child', 'w').write(str(child.pid))"
    with pytest.raises(NotebookExecutionError, match="cell cell-2: found no end after 5 seconds"):
        _run(tmp_path, source, "while True: pass", timeout=5)
    assert time.monotonic() - begun < 30
    assert not _is_running(int((tmp_path / "child").read_text(encoding="utf-8")))


def test_stop_before_the_kernel_starts_still_ends_it(tmp_path: Path) -> None:
    watch = KernelWatch()
    watch.stop("stopped early")
    with pytest.raises(NotebookExecutionError, match="found stopped early"):
        execute_notebook(Project(tmp_path), _write_notebook(tmp_path, "while True: pass"), LEEDS, watch)


@pytest.mark.parametrize("content", ["", "not json", "{}"])
def test_damaged_notebook_is_a_message(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"broken\.ipynb"):
        load_notebook(path)


def _is_running(pid: int) -> bool:
    """Say whether a process lives. One that was killed and waits for its parent counts as gone."""
    for _ in range(20):
        try:
            os.kill(pid, 0)
            status = Path(f"/proc/{pid}/stat")
            if status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
                return False
        except (ProcessLookupError, FileNotFoundError):
            return False
        time.sleep(0.1)
    return True
