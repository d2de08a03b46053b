"""Reports are made by the workers of a real Dask cluster, also when one of them is killed while it works."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from small_notebooks import PER_AREA, copy_project, write_small

import sendneeds
from sendneeds.build.plan import PUBLISHED, plan_reports
from sendneeds.build.reports import Outcome, build_reports
from sendneeds.build.task import Kind, Run, Task
from sendneeds.build.workers import Say
from sendneeds.cli import main
from sendneeds.errors import DeclarationError, IntegrityError
from sendneeds.project import Project

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
if sys.platform != "linux":
    pytest.skip("workers need Linux", allow_module_level=True)

from dask_cluster import DaskCluster, open_cluster
from distributed import Client

from sendneeds.build import cluster as module
from sendneeds.build.cluster import PREFIX, ClusterRunner
from sendneeds.build.cluster_worker import ProjectPlugin, describe_setup

AREAS = ("leeds", "sutton", "york", "kent", "wigan", "barnet")
# Of the run, not of what is published.
ABOUT_THE_RUN = ("run.json", ".lock")
# Enough for a run that is being killed to be at work.
SOURCE = "import time\nfrom sendneeds.present.display import Prose\ntime.sleep(1)\nProse(area)"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with open_cluster(tmp_path_factory.mktemp("cluster"), 2) as started:
        yield started


@pytest.fixture(scope="module")
def small(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project with one small notebook."""
    copy = copy_project(project, tmp_path_factory.mktemp("small"))
    shutil.copy(project.root / "requirements.lock", copy.root)
    write_small(copy.notebooks / "small.ipynb", PER_AREA, SOURCE)
    return copy


def _read_tree(folder: Path) -> dict[str, bytes]:
    names = {path: path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes()
        for path, name in names.items()
        if name not in ABOUT_THE_RUN and not name.startswith("logs/")
    }


def _list_tasks(project: Project, *areas: str) -> list[Task]:
    """Return the reports of areas, without what is beside them."""
    planned = plan_reports(project, areas)
    return [Task(Kind.REPORT, item, notebook) for item in planned for notebook in item.notebooks]


def _ignore(name: str, step: str) -> None:
    pass


def test_areas_of_a_killed_worker_are_made_by_the_other(cluster: DaskCluster, small: Project, tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []
    lost: list[str] = []

    def say(name: str, step: str) -> None:
        said.append((name, step))
        if step == PUBLISHED and not lost:
            lost.extend(_kill_busy_worker(cluster))

    remote = _build(small, cluster, say)
    assert lost
    assert [outcome.problems for outcome in remote if outcome.problems] == []
    assert Counter(name for name, step in said if step == PUBLISHED) == dict.fromkeys(AREAS, 1)
    local = Project(shutil.copytree(small.root, tmp_path / "local", ignore=shutil.ignore_patterns("outputs")))
    build_reports(local, "2025", plan_reports(local, AREAS), 2, _ignore)
    ours, theirs = _read_tree(local.outputs / "2025"), _read_tree(small.outputs / "2025")
    assert {f"{area}/small.pdf" for area in AREAS} < ours.keys() == theirs.keys()
    assert [name for name, content in ours.items() if theirs[name] != content] == []
    assert (small.outputs / "2025" / "logs" / "kent" / "small.log").is_file()


def _build(project: Project, cluster: DaskCluster, say: Say) -> list[Outcome]:
    planned = plan_reports(project, AREAS)
    return build_reports(project, "2025", planned, 1, say, opens=lambda run: ClusterRunner(run, cluster.address))


def _kill_busy_worker(cluster: DaskCluster) -> Sequence[str]:
    """Kill a worker, and return what it was given to do."""
    with Client(cluster.address, set_as_default=False) as client:
        named = {item["name"]: address for address, item in client.scheduler_info()["workers"].items()}
        busy = client.processing()
    name = max(named, key=lambda name: len(busy[named[name]]))
    cluster.workers.pop(name).kill()
    return [str(key) for key in busy[named[name]]]


def test_a_report_that_fails_is_not_made_again_and_leaves_its_evidence(
    cluster: DaskCluster, small: Project, tmp_path: Path
) -> None:
    source = (
        f"_ = open({str(tmp_path / 'count')!r}, 'a').write(area + ' ')\nif area == 'york':\n    raise ValueError(area)"
    )
    project = Project(shutil.copytree(small.root, tmp_path / "copy", ignore=shutil.ignore_patterns("outputs")))
    write_small(project.notebooks / "small.ipynb", PER_AREA, source)
    runner = ClusterRunner(Run(project, "2025"), cluster.address)
    try:
        ended = {done.task.owner: done for done in runner.perform(_list_tasks(project, "york", "kent"), _ignore)}
    finally:
        runner.close()
    assert sorted((tmp_path / "count").read_text(encoding="utf-8").split()) == ["kent", "york"]
    assert ended["kent"].problems == ()
    assert "ValueError: york" in str(ended["york"].problems[0])
    assert {"error.txt", "failed.ipynb"} == set(ended["york"].evidence)


def test_a_project_at_fault_is_refused_as_by_this_machine(cluster: DaskCluster, small: Project, tmp_path: Path) -> None:
    project = Project(shutil.copytree(small.root, tmp_path / "copy", ignore=shutil.ignore_patterns("outputs")))
    (project.areas / "york.yml").write_text("contact: [", encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"york\.yml"):
        _build(project, cluster, _ignore)
    assert not (project.outputs / "2025" / "leeds").exists()


def test_a_run_leaves_nothing_on_the_workers_not_even_that_of_a_killed_one(
    cluster: DaskCluster, small: Project
) -> None:
    with Client(cluster.address, set_as_default=False) as client:
        name = f"{PREFIX}Client-killed"
        run = Run(small, "2025")
        client.register_plugin(ProjectPlugin(name, run, describe_setup()), name=name)
        assert _list_plugins(client) == {name}
        ClusterRunner(run, cluster.address).close()
        assert _list_plugins(client) == set()
        folders = client.run(lambda dask_worker: dask_worker.local_directory)
    assert [path for folder in folders.values() for path in Path(folder).glob(f"{PREFIX}*")] == []


def _list_plugins(client: Client) -> set[str]:
    found = client.run(lambda dask_worker: [name for name in dask_worker.plugins if name.startswith("sendneeds-")])
    return {name for names in found.values() for name in names}


def test_a_worker_with_another_package_is_named(cluster: DaskCluster, small: Project, tmp_path: Path) -> None:
    shutil.copytree(Path(sendneeds.__file__).parent, tmp_path / "sendneeds")
    with (tmp_path / "sendneeds" / "errors.py").open("a", encoding="utf-8") as file:
        file.write("# another\n")
    number = len(cluster.workers)
    cluster.add_worker("other", PYTHONPATH=str(tmp_path))
    try:
        cluster.wait_for_workers(number + 1)
        with pytest.raises(IntegrityError, match=r"worker tcp://127\.0\.0\.1:\d+: found package ") as caught:
            ClusterRunner(Run(small, "2025"), cluster.address)
    finally:
        cluster.remove_worker("other")
    assert len(caught.value.problems) == 1


def test_a_cluster_without_workers_ends_a_run(small: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.2)
    with open_cluster(tmp_path, 0) as empty:
        runner = ClusterRunner(Run(small, "2025", timeout=1), empty.address)
        try:
            (done,) = runner.perform(_list_tasks(small, "york"), _ignore)
        finally:
            runner.close()
    assert f"found no worker any more at {empty.address}" in str(done.problems[0])


def test_an_address_without_an_answer_is_an_error(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONNECT_SECONDS", 1)
    with pytest.raises(DeclarationError, match=r"no answer from tcp://127\.0\.0\.1:9"):
        ClusterRunner(Run(small, "2025"), "tcp://127.0.0.1:9")


def test_without_dask_the_error_says_what_to_install(
    small: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SENDNEEDS_ROOT", str(small.root))
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, module.__name__)
    with pytest.raises(SystemExit) as caught:
        main(["reports", "--area", "york", "--force", "--scheduler", "tcp://127.0.0.1:9"])
    assert caught.value.code == 2
    assert 'pip install "sendneeds[cluster]"' in capsys.readouterr().err


def test_a_cluster_has_its_own_engine(
    small: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SENDNEEDS_ROOT", str(small.root))
    with pytest.raises(SystemExit) as caught:
        main(["reports", "--area", "york", "--engine", "papermill", "--scheduler", "tcp://127.0.0.1:9"])
    assert caught.value.code == 2
    assert "--scheduler with another engine" in capsys.readouterr().err
