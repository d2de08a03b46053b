"""The parameters of a notebook: what the cell tagged `parameters` assigns. Read without running anything."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sendneeds.errors import DeclarationError, Problem

PARAMETERS_CELL = "the cell tagged parameters"
NOTEBOOK_FORMAT = 4

Parameters = Mapping[str, str | Sequence[str]]


def read_notebook(path: Path) -> dict[str, Any]:
    """Return the notebook at `path` as it is on disk. Raises DeclarationError if it is missing or plainly damaged."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        _check_form(notebook)
    except (OSError, ValueError) as error:
        found = str(error).strip().splitlines()[0]
        raise DeclarationError(Problem(str(path), found, "a Jupyter notebook", "restore the file")) from error
    return dict(notebook)


def _check_form(notebook: object) -> None:
    """Raise ValueError unless `notebook` has the format and the parts that every notebook has."""
    sound = isinstance(notebook, dict) and notebook.get("nbformat") == NOTEBOOK_FORMAT
    if not sound or not isinstance(notebook.get("metadata"), dict) or not isinstance(notebook.get("cells"), list):  # type: ignore[attr-defined]
        raise ValueError(f"no cells and metadata of notebook format {NOTEBOOK_FORMAT}")


def list_parameters(notebook: Mapping[str, Any], where: str = PARAMETERS_CELL) -> set[str]:
    """Return the names that the cell tagged `parameters` assigns. Raises DeclarationError if it is not Python."""
    names = set()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and "parameters" in cell["metadata"].get("tags", []):
            try:
                tree = ast.parse("".join(cell["source"]))
            except SyntaxError as error:
                problem = Problem(where, str(error), "one assignment a parameter", "correct the cell")
                raise DeclarationError(problem) from error
            names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and _is_assigned(node)}
    return names


def check_parameters(notebook: Mapping[str, Any], given: Parameters) -> list[Problem]:
    """Return a problem for each parameter that the notebook does not declare, or that nobody gives.

    Papermill itself accepts both in silence.
    """
    declared = list_parameters(notebook)
    unknown = [
        Problem(PARAMETERS_CELL, f"no {name}", f"one of {', '.join(sorted(declared)) or 'none'}", f"declare {name}")
        for name in sorted(given.keys() - declared)
    ]
    missing = [
        Problem(PARAMETERS_CELL, f"{name} without a value", "a value", f"pass {name}, or remove it")
        for name in sorted(declared - given.keys())
    ]
    return unknown + missing


def _is_assigned(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)
