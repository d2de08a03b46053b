"""The program Quarto, an optional renderer: found, asked for its version, and run on publishing copies."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode

from sendneeds.build.audience import Audience, read_audience
from sendneeds.build.document import read_document
from sendneeds.build.kernel import KernelWatch
from sendneeds.build.pdf import date_document
from sendneeds.build.quarto_copy import copy_fonts, copy_report
from sendneeds.build.renderers import EMBEDDED
from sendneeds.errors import DeclarationError, Problem, SendneedsError

PROGRAM = "quarto"
# The first with PDF standards, texts of charts in Typst and books in Typst.
OLDEST = (1, 9)
EXPECTED = "Quarto 1.9 or newer (made for 1.10)"
INSTALL = "install it from https://quarto.org/docs/get-started/ or with conda install -c conda-forge quarto"
OTHERWISE = "everything else works without it"
TIMEOUT_SECONDS = 600.0
VERSION_SECONDS = 60.0
NEVER_EXECUTE = "--no-execute"
FORMATS = {".html": "html", ".pdf": "typst"}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_MOST_LINES = 5


@dataclass(frozen=True)
class Quarto:
    """An installed Quarto: the path of its program, and its version."""

    program: str
    version: str

    @property
    def name(self) -> str:
        return f"{PROGRAM} {self.version}"

    def run(self, folder: Path, arguments: Sequence[str], as_at: datetime, watch: KernelWatch) -> None:
        """Run `quarto render` with `arguments` in `folder`, its PDFs dated `as_at`; `watch` ends it from elsewhere.

        Raises SendneedsError with the last lines that it said if it fails or does not end.
        """
        environment = os.environ | {"NO_COLOR": "1", "SOURCE_DATE_EPOCH": str(int(as_at.timestamp())), "TZ": "UTC"}
        command = [self.program, "render", *arguments, NEVER_EXECUTE]
        process = subprocess.Popen(  # noqa: S603 (a program that the user has installed, and no shell)
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        said = _wait(process, watch)
        if process.returncode or watch.reason:
            found = watch.reason or f"exit code {process.returncode}"
            where = " ".join((PROGRAM, *command[1:]))
            raise SendneedsError(
                Problem(where, f"{found}: {said}", "a rendered report", "fix the cause, then run again")
            )


@dataclass(frozen=True)
class QuartoRenderer:
    """Renders publishing copies of reports with Quarto; a page for the author alone is made by our own exporter."""

    quarto: Quarto

    @property
    def name(self) -> str:
        return self.quarto.name

    def render(
        self, notebook: NotebookNode, stem: str, suffixes: Sequence[str], watch: KernelWatch
    ) -> Iterator[tuple[str, bytes]]:
        """Yield each page, made in a temporary folder that is gone afterwards."""
        private = read_audience(notebook) == Audience.AUTHOR
        ours = [suffix for suffix in suffixes if private or suffix not in FORMATS]
        yield from EMBEDDED.render(notebook, stem, ours, watch)
        theirs = [suffix for suffix in suffixes if suffix not in ours]
        if not theirs:
            return
        document = read_document(notebook)
        with tempfile.TemporaryDirectory(prefix="sendneeds-") as name:
            folder = Path(name)
            copy = copy_report(document).write(folder, stem)
            copy_fonts(folder)
            formats = ",".join(FORMATS[suffix] for suffix in theirs)
            self.quarto.run(folder, [copy.name, "--to", formats], date_document(document.metadata), watch)
            yield from [(suffix, _read_page(copy.with_suffix(suffix))) for suffix in theirs]


def find_quarto() -> Quarto:
    """Return the Quarto that is installed. Raises DeclarationError if there is none, or one that is too old."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise DeclarationError(Problem("command line", "no quarto", EXPECTED, f"{INSTALL}; {OTHERWISE}"))
    version = _read_version(program)
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if not numbers or (int(numbers[1]), int(numbers[2])) < OLDEST:
        found = f"quarto of version {version or 'unknown'}"
        raise DeclarationError(Problem(program, found, EXPECTED, f"{INSTALL}; {OTHERWISE}"))
    return Quarto(program, version)


def _read_version(program: str) -> str:
    """Return what the program calls its version, "" if it does not run."""
    try:
        run = subprocess.run(  # noqa: S603 (a program that the user has installed, and no shell)
            [program, "--version"], capture_output=True, text=True, check=True, timeout=VERSION_SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return run.stdout.strip()


def _wait(process: subprocess.Popen[bytes], watch: KernelWatch) -> str:
    """Wait for the end of a program and return the last lines that it said.

    If it takes too long, or the user interrupts, it is ended with all that it started.
    """
    watch.begin(process.pid)
    try:
        said, _ = process.communicate(timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        watch.stop(f"no end after {TIMEOUT_SECONDS:g} seconds")
        said, _ = process.communicate()
    except BaseException:
        watch.stop("interrupted")
        process.wait()
        raise
    finally:
        watch.release()
    lines = [line.strip() for line in _COLOUR.sub("", said.decode("utf-8", errors="replace")).splitlines()]
    return "; ".join([line for line in lines if line][-_MOST_LINES:]) or "it said nothing"


def _read_page(path: Path) -> bytes:
    page = path.read_bytes() if path.is_file() else b""
    if not page:
        raise SendneedsError(Problem(PROGRAM, f"no {path.name}", "a rendered page", "check that quarto itself works"))
    return page
