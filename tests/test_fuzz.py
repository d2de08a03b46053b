"""The readers under random and damaged input: nothing but their own errors; longer in `make soak`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz_inputs import Target, change_bytes, keep, run

from sendneeds.errors import DataError, Problem

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
