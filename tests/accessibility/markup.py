"""The W3C validator (vnu.jar) and html-validate over the source of pages."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from accessibility.faults import Faults
from accessibility.tools import NODE

_SECONDS_EACH = 60


@dataclass(frozen=True)
class Validated:
    """The faults of each page and the validator's version."""

    faults: Faults
    version: str


def validate_w3c(pages: Iterable[Path], java: str, modules: Path) -> Validated:
    """Return the errors that the W3C validator finds; its warnings and advice are left out. Raises RuntimeError."""
    jar = modules / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    paths = {page.resolve(): page for page in pages}
    command = [java, "-Xmx700m", "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always"]
    found = json.loads(_run([*command, *map(str, paths)], "", len(paths)))
    faults: dict[Path, list[str]] = {page: [] for page in paths.values()}
    for message in found["messages"]:
        if message["type"] != "info":
            path = Path(url2pathname(unquote(urlsplit(message["url"]).path))).resolve()
            faults[paths[path]].append(f"line {message.get('lastLine', '?')}: {message['message']}")
    return Validated(faults, found["version"])


def validate_style(pages: Iterable[Path], modules: Path) -> Validated:
    """Return what html-validate finds with its recommended and accessibility rules. Raises RuntimeError."""
    paths = {str(page.resolve()): page for page in pages}
    given = json.dumps({"modules": str(modules), "pages": list(paths)})
    found = json.loads(_run(["node", str(NODE / "validate.mjs")], given, len(paths)))
    return Validated({paths[name]: messages for name, messages in found["pages"].items()}, found["version"])


def _run(command: list[str], given: str, files: int) -> str:
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=_SECONDS_EACH * (1 + files),
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip() or f"{Path(command[0]).name} ended with {done.returncode}")
    return done.stdout
