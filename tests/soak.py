"""Kills runs at moments of chance, and throws damaged input at every reader, for as long as is asked.

    python tests/soak.py --kills 200 --fuzz-seconds 600

Writes how often what was killed, when, and what was left, to docs/soak.csv. Exits with 1 at any fault.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent
sys.path += [str(TESTS.parent / "src"), str(TESTS)]

from killed_runs import Killed, KillGround  # noqa: E402 - found through the lines above

FIGURES = TESTS.parent / "docs" / "soak.csv"
COLUMNS = ("killed", "moment", "left", "runs", "faults")


def main() -> int:
    """Run both and write the figures. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--fuzz-seconds", type=int, default=600)
    parser.add_argument("--grounds", type=int, default=3, help="projects whose runs are killed at a time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--figures", type=Path, default=FIGURES, help="where to write the figures")
    chosen = parser.parse_args()
    killed = kill(chosen.kills, chosen.grounds, chosen.seed)
    write_figures(chosen.figures, killed)
    fuzzed = fuzz(chosen.fuzz_seconds, chosen.seed)
    return 1 if fuzzed or any(item.faults for item in killed) else 0


def kill(number: int, grounds: int, seed: int) -> list[Killed]:
    """Kill so many runs, of `grounds` projects at a time, and return what each has left."""
    shares = [number // grounds + (ground < number % grounds) for ground in range(grounds)]
    with ThreadPoolExecutor(grounds) as pool:
        parts = pool.map(_kill_share, shares, range(seed, seed + grounds))
        return [item for part in parts for item in part]


def _kill_share(number: int, seed: int) -> list[Killed]:
    killed: list[Killed] = []
    if not number:
        return killed
    with tempfile.TemporaryDirectory(prefix="sendneeds-") as folder:
        for item in KillGround(Path(folder), seed).kill_runs(number):
            killed.append(item)
            said = "; ".join(item.faults) or f"{item.old} areas old, {item.new} new"
            sys.stdout.write(f"seed {seed}, kill {len(killed)} of {number}: {item.victim}, {item.moment}: {said}\n")
            sys.stdout.flush()
    return killed


def write_figures(path: Path, killed: list[Killed]) -> None:
    """Write the number of kills, and of those with faults, by what was killed, when, and what was left."""
    runs = Counter((str(item.victim), str(item.moment), item.outcome) for item in killed)
    faults = Counter((str(item.victim), str(item.moment), item.outcome) for item in killed if item.faults)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((*key, count, faults[key]) for key, count in sorted(runs.items()))


def fuzz(seconds: int, seed: int) -> int:
    """Throw input at the readers for so many seconds and return the exit code."""
    if not seconds:
        return 0
    command = [sys.executable, str(TESTS / "fuzz_inputs.py"), "--seconds", str(seconds), "--seed", str(seed)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
