"""The readers under random and damaged input: nothing but their own errors; longer in `make soak`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz_inputs import Target, change_bytes, keep, run

from sendneeds.errors import DataError, Problem
from sendneeds.evidence.local import load_local
from sendneeds.project import Project

SECONDS = os.environ.get("SENDNEEDS_FUZZ_SECONDS", "20")
SCRIPT = Path(__file__).with_name("fuzz_inputs.py")


def test_readers_end_in_nothing_but_their_own_errors(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), "--seconds", SECONDS, "--seed", "1", "--keep", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    rows = [line.split("|")[1:4] for line in ended.stdout.splitlines() if line.startswith("| ")]
    inputs = {name.strip(): int(count.replace(",", "")) for name, count, _ in rows[1:]}
    assert len(inputs) > 20
    assert all(count >= 100 for count in inputs.values()), inputs


def test_a_crash_is_found_and_made_small(tmp_path: Path) -> None:
    def read(content: bytes) -> None:
        if b"\0" in content:
            raise KeyError(content)
        raise DataError(Problem("a", "b", "c", "d"))

    target = Target("fragile reader", change_bytes(b"one,two,three"), read)
    run([target], 5, 1)
    assert "KeyError" in target.finding
    assert b"\0" in target.smallest
    assert len(target.smallest) < 30
    assert keep(target, tmp_path).read_bytes() == target.smallest
    assert target.refused > 0


@pytest.mark.parametrize("error", [RecursionError, MemoryError, SystemExit])
def test_every_other_end_is_a_finding(error: type[BaseException]) -> None:
    def read(_: bytes) -> None:
        raise error

    target = Target("fragile reader", change_bytes(b"one"), read)
    run([target], 1, 1)
    assert error.__name__ in target.finding


@pytest.mark.parametrize(
    ("slot", "row"),
    [
        ("complaints", f"2019,made,{'9' * 400},count,Log"),
        ("complaints", "2019,made,\u0661\u0662,count,Log"),
        ("complaints", "9999-12,made,8,count,Log"),
        ("complaints", "\u0662\u0660\u0661\u0669,made,8,count,Log"),
        ("capacity", f"2025,special school,all,{'9' * 5000},current,Log"),
    ],
)
def test_own_values_of_any_length_are_refused(tmp_path: Path, slot: str, row: str) -> None:
    path = Project(tmp_path).local_data / "sutton" / f"{slot}.csv"
    path.parent.mkdir(parents=True)
    middle = "setting,phase,places,status" if slot == "capacity" else "measure,value,unit"
    path.write_text(f"date,{middle},source\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=f"data/local/sutton/{slot}.csv, row 2, "):
        load_local(Project(tmp_path), "sutton")
