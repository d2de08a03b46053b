"""docs/reliability.md: one row for each fault of the catalogue, and every test that it names exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
DATA = set(range(1, 43))
RUNS = set(range(51, 61))
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
ROWS = {int(found[1]): found[0] for found in re.finditer(r"^\| (\d+) \|.*\|$", PAGE, re.MULTILINE)}


@cache
def list_tests(file: str) -> set[str]:
    """Return the names of the tests in a file below tests/."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_fault_has_one_row() -> None:
    count = Counter(int(number) for number in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE))
    assert [number for number, times in count.items() if times > 1] == []
    assert set(count) == DATA | RUNS


def test_every_row_is_whole() -> None:
    for number, row in ROWS.items():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 6, number
        assert all(cells), number
        assert NAMED.findall(cells[4]), number


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > len(DATA | RUNS)
    assert [f"{file}::{name}" for file, name in named if name not in list_tests(file)] == []


def test_every_test_of_a_fault_is_named() -> None:
    told = {(file, name) for file, name in NAMED.findall(PAGE)}
    files = [f"faults/{path.name}" for path in sorted((ROOT / "tests" / "faults").glob("test_*.py"))]
    tests = {(file, name): int(name.split("_")[2]) for file in files for name in list_tests(file) if "_fault_" in name}
    assert sorted(set(tests) - told) == []
    assert {number for number in tests.values() if number in DATA} == DATA


def test_survived_faults_are_counted() -> None:
    survived = sum(row.rstrip("| ").endswith("survived") for number, row in ROWS.items() if number in DATA)
    assert f"Of {len(DATA)} faults {survived} are survived." in PAGE
