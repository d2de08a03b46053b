"""What is installed is pinned, named, licensed and needed; an audit that did not audit does not pass."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import audit_packages
import pytest
from conftest import ROOT
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from supply.advisories import CONTROL, ask_advisories, read_answers
from supply.bill import BILL, build_bill, write_bill
from supply.licences import CARRIED, STATED, UnknownLicenceError, check_licences, find_licence, is_allowed
from supply.lock import AUDIT_LOCK, LOCK, Pinned, name_package, read_lock, read_pyproject

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SIX = Pinned("six", "1.17.0", "", ("a" * 64,), frozenset())
# Started by its name, not imported: notebooks run in it.
NOT_IMPORTED = {"ipykernel"}
# The other half of pydantic, which pins it.
HALVES = {"pydantic-core"}
HOSTS = re.compile(
    r"registry\.npmjs|pypi\.(?:org|python)|pythonhosted|\b(?:extra-)?index-url\b|find-links|\"resolved\""
)
SHAPE = {
    "type": "object",
    "required": ["bomFormat", "specVersion", "version", "metadata", "components", "dependencies"],
    "additionalProperties": False,
    "properties": {
        "bomFormat": {"const": "CycloneDX"},
        "specVersion": {"const": "1.6"},
        "version": {"const": 1},
        "metadata": {"type": "object", "required": ["component"], "additionalProperties": False,
                     "properties": {"component": {"type": "object", "required": ["type", "name", "version"]}}},
        "components": {"type": "array", "uniqueItems": True, "minItems": 50, "items": {
            "type": "object",
            "required": ["type", "bom-ref", "name", "version", "purl", "hashes", "licenses"],
            "additionalProperties": False,
            "properties": {
                "type": {"const": "library"},
                "bom-ref": {"type": "string"},
                "name": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                "version": {"type": "string", "pattern": "^[0-9]"},
                "purl": {"type": "string", "pattern": "^pkg:pypi/[a-z0-9-]+@[0-9][^/?#]*$"},
                "hashes": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {
                    "type": "object", "required": ["alg", "content"], "additionalProperties": False,
                    "properties": {"alg": {"const": "SHA-256"}, "content": {"pattern": "^[0-9a-f]{64}$"}}}},
                "licenses": {"type": "array", "minItems": 1, "maxItems": 1, "items": {"oneOf": [
                    {"type": "object", "required": ["expression"], "additionalProperties": False,
                     "properties": {"expression": {"type": "string", "minLength": 3}}},
                    {"type": "object", "required": ["license"], "additionalProperties": False,
                     "properties": {"license": {"type": "object", "required": ["name"]}}}]}},
                "properties": {"type": "array", "items": {"type": "object", "required": ["name", "value"]}},
            },
        }},
        "dependencies": {"type": "array", "uniqueItems": True, "items": {
            "type": "object", "required": ["ref", "dependsOn"], "additionalProperties": False,
            "properties": {"ref": {"type": "string"}, "dependsOn": {"type": "array", "uniqueItems": True}}}},
    },
}  # fmt: skip


def _read_workflow(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return loaded


def _list_declared() -> set[str]:
    """Return every package that pyproject.toml names, for whatever purpose."""
    pyproject = read_pyproject()
    groups = [*pyproject["project"]["optional-dependencies"].values(), *pyproject["dependency-groups"].values()]
    lines = [*pyproject["project"]["dependencies"], *pyproject["build-system"]["requires"]]
    return {name_package(line) for line in [*lines, *(line for group in groups for line in group)]}


def _read_reasons() -> dict[str, tuple[str, str]]:
    """Return reason and licence of each package that a table of a decision names."""
    reasons: dict[str, tuple[str, str]] = {}
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        for table in re.findall(r"^\| package.*\n(?:\|.*\n)+", path.read_text(encoding="utf-8"), re.MULTILINE):
            for row in table.splitlines()[2:]:
                cells = [cell.strip() for cell in row.strip("|").split("|")]
                names = re.sub(r"\(.*?\)", "", cells[0]).split(",")
                reasons |= {name_package(name.strip()): (cells[-2], cells[-1]) for name in names}
    return reasons


def _list_imported(folder: Path) -> set[str]:
    """Return the packages that the modules below `folder` import, by the names that pip knows."""
    names = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    providers = importlib.metadata.packages_distributions()
    outside = names - set(sys.stdlib_module_names) - {"sendneeds"}
    return {name_package(found) for name in outside for found in providers.get(name, [name])}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_is_pinned_and_has_least_rights(path: Path) -> None:
    text, workflow = path.read_text(encoding="utf-8"), _read_workflow(path)
    uses = re.findall(r"uses:\s*(.+)", text)
    assert uses
    assert [line for line in uses if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["cancel-in-progress"] is True
    assert not re.search(r"\bsecrets\b|pull_request_target|workflow_run|\bwrite\b|SENDNEEDS_REQUIRE", text)
    for job in workflow["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        assert 0 < job["timeout-minutes"] <= 60
        assert [step for step in job["steps"] if "${{" in step.get("run", "")] == []
        checkouts = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        assert [step["with"]["persist-credentials"] for step in checkouts] == [False]


def test_workflow_tests_and_then_makes_reports() -> None:
    job = _read_workflow(ROOT / ".github" / "workflows" / "test.yml")["jobs"]["test"]
    assert [step["run"] for step in job["steps"] if "run" in step] == ["make test", "make reports"]
    assert job["runs-on"].startswith("ubuntu-")


@pytest.mark.parametrize("path", [LOCK, AUDIT_LOCK], ids=lambda path: path.name)
def test_lock_pins_every_package_with_hashes(path: Path) -> None:
    locked = read_lock(path)
    heads = re.findall(r"^[^\s#].*", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(heads) == len(locked)
    assert [line for line in heads if not re.match(r"[a-z0-9-]+==\d", line)] == []
    assert [item.name for item in locked.values() if len(set(item.hashes)) != len(item.hashes)] == []
    assert [item.name for item in locked.values() if not item.wanted_by] == []


@pytest.mark.parametrize("line", ["six==1.17.0", "six>=1.17 \\\n    --hash=sha256:" + "a" * 64, "--pre"])
def test_requirement_without_version_or_hash_is_found(line: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.lock"
    path.write_text(f"# a comment\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no package with version and sha256"):
        read_lock(path)


def test_npm_lock_pins_every_package_with_hashes() -> None:
    packages = json.loads((ROOT / "tests" / "node" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert len(packages) > 1
    assert [name for name, item in packages.items() if name and "sha512-" not in item.get("integrity", "")] == []


def test_no_file_names_a_registry() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    run = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = []
    for name in run.stdout.split("\0")[:-1]:
        path = ROOT / name
        if path == Path(__file__) or path.suffix in {".csv", ".ttf", ".woff2", ".png", ".pdf"} or not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{name}: {match.group()}" for match in HOSTS.finditer(text) if name != "tests/test_structure.py"]
    assert found == []


def test_bill_is_that_of_the_lock(tmp_path: Path) -> None:
    assert write_bill(tmp_path / "sbom.json").read_bytes() == BILL.read_bytes(), "run `make sbom`"


def test_bill_has_the_shape_of_cyclonedx() -> None:
    bill = json.loads(BILL.read_text(encoding="utf-8"))
    assert [error.message for error in Draft7Validator(SHAPE).iter_errors(bill)] == []
    refs = [component["bom-ref"] for component in bill["components"]]
    nodes = {node["ref"]: node["dependsOn"] for node in bill["dependencies"]}
    assert set(nodes) == {"sendneeds", *refs}
    assert len(set(refs)) == len(refs)
    reached, waiting = {"sendneeds"}, ["sendneeds"]
    while waiting:
        below = set(nodes[waiting.pop()]) - reached
        reached |= below
        waiting += below
    assert reached == set(nodes)


def test_bill_agrees_with_the_lock() -> None:
    text = LOCK.read_text(encoding="utf-8")
    components = {item["name"]: item for item in build_bill()["components"]}
    for name, item in components.items():
        start = text.index(f"\n{name}=={item['version']} ")
        block = text[start + 1 : text.index("# via", start)]
        assert re.findall(r"sha256:(\w+)", block) == [entry["content"] for entry in item["hashes"]], name
    direct = {name_package(line) for line in read_pyproject()["project"]["dependencies"]}
    assert direct <= set(components)
    assert {"pytest", "mypy", "distributed", "jupyterlab", "pip-audit"} & set(components) == set()


def test_every_package_is_named_in_a_decision() -> None:
    reasons = _read_reasons()
    declared = _list_declared()
    assert declared - set(reasons) == set()
    assert set(reasons) - declared == set()
    assert [name for name, (why, licence) in reasons.items() if len(why) < 10 or len(licence) < 3] == []


def test_every_runtime_dependency_is_imported_and_nothing_else() -> None:
    project = read_pyproject()["project"]
    direct = {name_package(line) for line in project["dependencies"]}
    optional = {
        name_package(line) for extra in ("cluster", "releases") for line in project["optional-dependencies"][extra]
    }
    imported = _list_imported(ROOT / "src")
    assert direct - NOT_IMPORTED - imported == set()
    assert imported - direct - optional - HALVES == set()


def test_every_licence_is_allowed() -> None:
    installed = {name_package(item.metadata["Name"]) for item in importlib.metadata.distributions()}
    locked = read_lock(LOCK)
    assert check_licences({name: None for name in locked if name in installed or name in {*STATED, *CARRIED}}) == []


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", True),
        ("GPL-3.0-or-later", False),
        ("MIT AND GPL-3.0-or-later", False),
        ("GPL-3.0-or-later OR MIT", True),
        ("(MIT OR GPL-3.0-or-later) AND MIT", False),
        ("(MIT OR Apache-2.0) AND BSD-3-Clause", True),
        ("", False),
    ],
)
def test_licence_is_allowed_only_by_the_list(licence: str, expected: bool) -> None:  # noqa: FBT001
    assert is_allowed(licence) is expected


def _install(folder: Path, *lines: str) -> Path:
    path = folder / "thing-1.0.dist-info" / "METADATA"
    path.parent.mkdir()
    path.write_text("\n".join(["Metadata-Version: 2.4", "Name: thing", "Version: 1.0", *lines, ""]), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("License-Expression: AGPL-3.0-only", "thing is under AGPL-3.0-only, which is not on the list"),
        ("License: Proprietary", "the metadata of thing name no known licence: Proprietary"),
        ("Summary: nothing", "the metadata of thing name no known licence: nothing"),
    ],
)
def test_licence_that_is_not_allowed_is_found(line: str, expected: str, tmp_path: Path) -> None:
    problems = check_licences({"thing": _install(tmp_path, line)} | dict.fromkeys({*STATED, *CARRIED}))
    assert expected in problems


def test_package_that_is_not_installed_has_no_licence() -> None:
    with pytest.raises(UnknownLicenceError, match="not installed here"):
        find_licence("thing-that-nobody-installs")


def _answer(**entry: object) -> str:
    return json.dumps({"dependencies": [{"name": "six", **entry}], "fixes": []})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (_answer(skip_reason="not found"), "not found"),
        (_answer(version="1.16.0", vulns=[]), "the answer is about 1.16.0, not 1.17.0"),
        (_answer(version="1.17.0"), "the answer is about 1.17.0, not 1.17.0"),
        ('{"dependencies": []}', "there is no answer about it"),
    ],
)
def test_package_without_an_answer_is_not_audited(text: str, reason: str) -> None:
    answers = read_answers(text, [SIX])
    assert answers.unaudited == {"six": reason}
    assert answers.vulnerabilities == []


@pytest.mark.parametrize("text", ["", "No known vulnerabilities found", "[]", "{}", "null"])
def test_what_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_answers(text, [SIX])


def test_vulnerability_is_said() -> None:
    answers = read_answers(_answer(version="1.17.0", vulns=[{"id": "X-1", "fix_versions": ["1.18"]}]), [SIX])
    assert answers.vulnerabilities == ["six 1.17.0: X-1, fixed in 1.18"]
    assert answers.unaudited == {}


def _stand_in(folder: Path, *vulnerable: str, skipped: bool = False) -> Path:
    """Write a program that answers as pip-audit does, with a vulnerability of each package of `vulnerable`."""
    path = folder / "python"
    path.write_text(
        f"""#!{sys.executable}
import json, re, sys
asked = open(sys.argv[sys.argv.index("--requirement") + 1], encoding="utf-8").read()
found = []
for name, version in re.findall(r"^(\\S+)==(\\S+) --hash=sha256:", asked, re.MULTILINE):
    vulns = [{{"id": "X-1", "fix_versions": []}}] if name in {vulnerable!r} else []
    answer = {{"skip_reason": "not on this index"}} if {skipped} else {{"version": version, "vulns": vulns}}
    found.append({{"name": name, **answer}})
print(json.dumps({{"dependencies": found, "fixes": []}}))
""",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for pip-audit starts by its first line")


@posix
def test_source_that_knows_no_vulnerability_is_not_believed(tmp_path: Path) -> None:
    assert "knows none of jinja2" in ask_advisories(_stand_in(tmp_path), [SIX]).unaudited["six"]
    assert ask_advisories(_stand_in(tmp_path, CONTROL.name), [SIX]).unaudited == {}


@posix
@pytest.mark.usefixtures("_without_tools")
def test_vulnerability_fails_the_audit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit_packages.main(["--python", str(_stand_in(tmp_path, "jinja2"))]) == 1
    version = read_lock(LOCK)["jinja2"].version
    assert capsys.readouterr().err == f"jinja2 {version}: X-1, fixed in no version yet\n"


@posix
@pytest.mark.usefixtures("_without_tools")
def test_what_is_not_audited_fails_the_audit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit_packages.main(["--python", str(_stand_in(tmp_path, skipped=True))]) == 2
    assert "could not be audited: aiohappyeyeballs" in capsys.readouterr().err


@pytest.fixture
def _without_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave licences out: the tools of an audit are not installed here."""
    monkeypatch.setattr(audit_packages, "check_licences", lambda _: [])


@pytest.mark.usefixtures("_without_tools")
def test_audit_without_pip_audit_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit_packages.main(["--python", sys.executable]) == 2
    assert "No module named pip_audit" in capsys.readouterr().err
