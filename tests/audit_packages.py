"""Ask for known vulnerabilities and licences of every locked package (`make audit`). Needs the network.

Exit codes: 0 all are sound, 1 a vulnerability or a licence that is not allowed, 2 a package could not be audited.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from supply.advisories import ask_advisories
from supply.licences import CARRIED, check_licences
from supply.lock import AUDIT_LOCK, LOCK, read_lock

NAMED = 8


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit both locks, print what is found and return the exit code."""
    parser = argparse.ArgumentParser(description="Ask for known vulnerabilities and licences of every locked package.")
    parser.add_argument("--python", type=Path, required=True, help="the Python that has pip-audit")
    python = parser.parse_args(arguments).python
    locked, tools = read_lock(LOCK), read_lock(AUDIT_LOCK)
    site = next(iter(sorted(python.absolute().parent.parent.rglob("site-packages"))), None)
    packages = {(item.name, item.version): item for item in [*locked.values(), *tools.values()]}
    problems = check_licences({**dict.fromkeys(tools, site), **dict.fromkeys(locked)})
    unaudited: dict[str, str] = {}
    for lock in (locked, tools):
        answers = ask_advisories(python, lock.values())
        problems += answers.vulnerabilities
        unaudited |= answers.unaudited
    _say(f"{len(packages)} packages and versions in {LOCK.name} and {AUDIT_LOCK.name}")
    _say("\n".join(f"beside its own licence, {name} carries {what}" for name, what in sorted(CARRIED.items())))
    _say("\n".join(dict.fromkeys(problems)), sys.stderr)
    _say(say_unaudited(unaudited), sys.stderr)
    if problems or unaudited:
        return 1 if problems else 2
    _say("no known vulnerability, and every licence is allowed")
    return 0


def say_unaudited(unaudited: Mapping[str, str]) -> str:
    """Return a line for each reason why packages could not be audited, with the first of them."""
    by_reason = defaultdict(list)
    for name, reason in unaudited.items():
        by_reason[reason.partition(f": {name} (")[0]].append(name)
    lines = []
    for reason, names in by_reason.items():
        rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        lines.append(f"could not be audited: {', '.join(names[:NAMED])}{rest}: {reason}")
    return "\n".join(lines)


def _say(text: str, stream: TextIO = sys.stdout) -> None:
    if text:
        print(text, file=stream, flush=True)


if __name__ == "__main__":
    sys.exit(main())
