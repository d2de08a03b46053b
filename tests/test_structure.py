"""The shape that keeps the project easy to read: layers, sizes, names, thin notebooks, one list of dependencies."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import statistics
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "sendneeds"
MODULES = sorted(SOURCE.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DRAWERS = {"base", "common", "core", "helper", "helpers", "manager", "misc", "util", "utils"}
# typst has no conda package with its Python module, gptables none at all; `jupyter_client` is conda's spelling.
FROM_PIP_ONLY = {"gptables", "typst"}
MOST_LINES = 300
MOST_CELLS = 45
MOST_CODE_LINES = 3

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _read_pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _list_functions() -> Iterator[tuple[str, Function]]:
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield f"{module.relative_to(SOURCE)}:{node.name}", node


def test_modules_are_small() -> None:
    lines = {str(path.relative_to(SOURCE)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}
    assert statistics.median(lines.values()) <= 150


def test_functions_are_small() -> None:
    lengths = [(node.end_lineno or node.lineno) - node.lineno + 1 for _, node in _list_functions()]
    assert statistics.median(lengths) <= 10
    assert statistics.quantiles(lengths, n=10)[-1] <= 30


def test_every_function_is_annotated() -> None:
    bare = []
    for name, node in _list_functions():
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        given = [item for item in arguments if item.arg not in {"self", "cls"}]
        if node.returns is None or any(item.annotation is None for item in given):
            bare.append(name)
    assert bare == []


def test_no_module_is_a_drawer() -> None:
    names = [part for path in MODULES for part in path.relative_to(SOURCE).with_suffix("").parts]
    assert [name for name in names if DRAWERS & set(name.split("_"))] == []
    assert not (SOURCE / "__main__.py").exists()


def test_no_frame_is_called_df() -> None:
    names = {
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Name) and node.id == "df") or (isinstance(node, ast.arg) and node.arg == "df")
    }
    assert names == set()


def test_layers_contract_is_exhaustive_and_ignores_nothing() -> None:
    contracts = _read_pyproject()["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["type"] == "layers")
    assert layers["exhaustive"] is True
    assert [contract["id"] for contract in contracts if "ignore_imports" in contract] == []
    found = {path.stem if path.is_file() else path.name for path in SOURCE.iterdir() if not path.name.startswith("_")}
    assert found - {"py"} == set(layers["layers"])


def test_only_evidence_opens_data_files() -> None:
    readers = re.compile(r"\b(read_csv|read_excel|read_parquet|ZipFile|open_workbook)\b")
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES if "evidence" not in path.parts}
    assert [str(path) for path, text in texts.items() if readers.search(text)] == []


def test_lint_ignores_are_few_and_explained() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ignores = text.split("ignore = [", 1)[1].split("]", 1)[0].strip().splitlines()
    assert len(ignores) <= 8
    assert [line for line in ignores if "#" not in line] == []


def test_conda_environment_equals_pyproject() -> None:
    declared = _read_pyproject()["project"]
    wanted = {_normalise(line) for line in [*declared["dependencies"], *declared["optional-dependencies"]["lab"]]}
    environment = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    plain = {_normalise(line) for line in environment if isinstance(line, str)}
    nested = next(line["pip"] for line in environment if isinstance(line, dict))
    python = _read_pyproject()["project"]["requires-python"]
    extras = {f"python{python}", "pip"} | {line for line in plain if line.startswith("quarto")}
    assert plain - extras == {line for line in wanted if re.split(r"\W", line)[0] not in FROM_PIP_ONLY}
    assert any(line.startswith("quarto") for line in plain)
    assert nested == ["--editable ."]


def test_lock_holds_every_requirement_by_hash_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9.-]+)==", text, re.MULTILINE))
    pyproject = _read_pyproject()
    extras = [line for group in pyproject["project"]["optional-dependencies"].values() for line in group]
    needed = [*pyproject["project"]["dependencies"], *extras, *pyproject["build-system"]["requires"]]
    names = {re.split(r"[^a-z0-9-]", _normalise(line).replace(".", "-"))[0] for line in needed}
    assert names <= {name.replace(".", "-") for name in locked}
    assert re.findall(r"--index-url|--find-links|file:|://", text) == []
    for block in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_exporters_and_command_are_registered() -> None:
    exporters = importlib.metadata.entry_points(group="nbconvert.exporters")
    for name in ("sendneeds-docx", "sendneeds-html", "sendneeds-pdf"):
        assert exporters[name].load().__module__.startswith("sendneeds.build.")
    assert callable(importlib.metadata.entry_points(group="console_scripts")["sendneeds"].load())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_clean_and_thin(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    ids = [cell.id for cell in notebook.cells]
    assert len(notebook.cells) <= MOST_CELLS
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name)] == []
    assert [cell.id for cell in codes if cell.outputs or cell.execution_count is not None] == []
    assert [cell.id for cell in codes if len(cell.source.splitlines()) > MOST_CODE_LINES] == []
    assert [cell.id for cell in codes if _holds_logic(cell.source)] == []
    assert sum(_count_imports(cell.source) for cell in codes) == 1
    assert _list_parameters(codes) in ([["area", "edition"]], [["areas", "edition"]])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_heading_of_a_notebook_is_followed_by_prose(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    bare = []
    for cell in notebook.cells:
        lines = [line for line in cell.source.splitlines() if line.strip()] if cell.cell_type == "markdown" else []
        pairs = pairwise([*lines, ""])
        bare += [f"{cell.id}: {line}" for line, following in pairs if line[0] == "#" and following[:1] in {"", "#"}]
    assert bare == []


def test_there_is_a_notebook() -> None:
    assert [path.name for path in NOTEBOOKS if path.stem == "needs_assessment"] == ["needs_assessment.ipynb"]


def _normalise(requirement: str) -> str:
    return requirement.lower().replace("_", "-").replace(" ", "")


def _holds_logic(source: str) -> bool:
    logic = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.IfExp, ast.Lambda, ast.Try, ast.With)
    loops = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    return any(isinstance(node, (*logic, *loops)) for node in ast.walk(ast.parse(source)))


def _count_imports(source: str) -> int:
    return sum(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.walk(ast.parse(source)))


def _list_parameters(codes: list[NotebookNode]) -> list[list[str]]:
    tagged = [cell.source for cell in codes if "parameters" in cell.metadata.get("tags", [])]
    return [sorted(node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)) for source in tagged]
