"""Known vulnerabilities of locked packages, by pip-audit from PyPI; what got no answer is never taken for sound."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from supply.lock import Pinned

# Old enough to have advisories for ever: if none is known of it, the source knows nothing.
CONTROL = Pinned("jinja2", "2.10", "", ("0" * 64,), frozenset())
SECONDS = 1800


@dataclass
class Answers:
    """Vulnerabilities, a line each, and why each package that could not be audited was not, by name."""

    vulnerabilities: list[str] = field(default_factory=list)
    unaudited: dict[str, str] = field(default_factory=dict)


def ask_advisories(python: Path, packages: Iterable[Pinned]) -> Answers:
    """Ask about every package, installed here or not, with the pip-audit of `python`."""
    wanted = list(packages)
    answers = _ask(python, wanted)
    if len(answers.unaudited) < len(wanted) and not _ask(python, [CONTROL]).vulnerabilities:
        reason = f"the source of advisories knows none of {CONTROL.name} {CONTROL.version}, which has some"
        answers.unaudited = {package.name: reason for package in wanted}
    return answers


def read_answers(text: str, packages: Iterable[Pinned]) -> Answers:
    """Read what pip-audit wrote about `packages`, each of which must be there with its version and not skipped.

    Raises ValueError where it is no answer of pip-audit.
    """
    answers = Answers()
    try:
        entries = {re.sub(r"[._-]+", "-", entry["name"]).lower(): entry for entry in json.loads(text)["dependencies"]}
    except (KeyError, TypeError) as error:
        raise ValueError("not an answer of pip-audit") from error
    for package in packages:
        entry = entries.get(package.name, {"skip_reason": "there is no answer about it"})
        if reason := entry.get("skip_reason"):
            answers.unaudited[package.name] = reason
        elif entry.get("version") != package.version or "vulns" not in entry:
            answers.unaudited[package.name] = f"the answer is about {entry.get('version')}, not {package.version}"
        else:
            answers.vulnerabilities += [_say(package, found) for found in entry["vulns"]]
    return answers


def _ask(python: Path, packages: list[Pinned]) -> Answers:
    # Without markers, since pip-audit passes over in silence what is for another system; without --strict, which
    # stops at the first package that it cannot audit: all of them are reported, and each fails the audit.
    lines = [f"{item.name}=={item.version} --hash=sha256:{item.hashes[0]}\n" for item in packages]
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder, "requirements.txt")
        asked.write_text("".join(lines), encoding="utf-8")
        command = [str(python), "-m", "pip_audit", "--vulnerability-service", "pypi", "--require-hashes"]
        command += ["--disable-pip", "--requirement", str(asked), "--format", "json", "--progress-spinner", "off"]
        try:
            run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
            return read_answers(run.stdout, packages)
        except (OSError, subprocess.TimeoutExpired) as error:
            reason = str(error)
        except ValueError:
            reason = (run.stderr.strip().splitlines() or ["pip-audit gave no answer"])[-1]
    return Answers(unaudited={package.name: reason for package in packages})


def _say(package: Pinned, found: dict[str, object]) -> str:
    fixed = found.get("fix_versions")
    versions = ", ".join(map(str, fixed)) if isinstance(fixed, list) and fixed else "no version yet"
    return f"{package.name} {package.version}: {found.get('id')}, fixed in {versions}"
