"""A stand-in for the program Quarto, which cannot be had from a package registry.

It stands at the edge of a process: what our code starts, with which arguments, folder and environment, is real; only
the pages are not. The test that runs Quarto itself is in `test_quarto.py`, and skips where there is none.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = """#!{python}
import json, os, subprocess, sys, time
from pathlib import Path

RECORD, MODE = Path({record!r}), Path({mode!r}).read_text(encoding="utf-8")
if sys.argv[1:] == ["--version"]:
    print("1.3.450" if MODE == "old" else "1.10.18")
    sys.exit()
kept = ("SOURCE_DATE_EPOCH", "TZ", "NO_COLOR")
files = {{str(path): path.read_text(encoding="utf-8") if path.suffix in (".ipynb", ".yml", ".md") else ""
         for path in sorted(Path().rglob("*")) if path.is_file()}}
run = {{"arguments": sys.argv[1:], "folder": os.getcwd(), "files": files,
       "environment": {{name: os.environ.get(name) for name in kept}}}}
with RECORD.open("a", encoding="utf-8") as record:
    record.write(json.dumps(run) + "\\n")
if MODE == "fail":
    print("\\033[31mERROR: pandoc says no\\033[39m", file=sys.stderr)
    sys.exit(1)
if MODE == "hang":
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path({record!r}).with_name("child").write_text(str(child.pid), encoding="utf-8")
    time.sleep(600)
Path(".quarto").mkdir()
if sys.argv[2] == ".":
    Path("_book").mkdir()
    Path("_book/index.html").write_text("book", encoding="utf-8")
    Path("_book/send-reports-2025.pdf").write_text("%PDF", encoding="utf-8")
elif MODE != "nothing":
    for suffix in (".html", ".pdf"):
        Path(sys.argv[2]).with_suffix(suffix).write_text("quarto made " + suffix, encoding="utf-8")
"""


@dataclass(frozen=True)
class StandIn:
    """The folder of the program; `mode` says what it does next."""

    folder: Path

    def set_mode(self, mode: str) -> None:
        """Make it `work`, `fail`, `hang`, be `old` or make `nothing`."""
        (self.folder / "mode").write_text(mode, encoding="utf-8")

    def list_runs(self) -> list[dict[str, Any]]:
        """Return what each `quarto render` was given: arguments, folder, files there, environment."""
        record = self.folder / "record"
        return [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()] if record.exists() else []


def put_stand_in(folder: Path) -> StandIn:
    """Write the program into `folder`, in working order."""
    folder.mkdir()
    text = SOURCE.format(python=sys.executable, record=str(folder / "record"), mode=str(folder / "mode"))
    program = folder / "quarto"
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    stand_in = StandIn(folder)
    stand_in.set_mode("work")
    return stand_in
