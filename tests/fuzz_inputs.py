"""Throws damaged, hostile and random input at every reader of files, and fails if one ends in anything but a message.

    python tests/fuzz_inputs.py --seconds 60 --seed 1

Each target takes bytes or values made by changing sound ones, or made at random. A reader may accept them or refuse
them with an error of the project's own; any other exception, or more than `SLOWEST` seconds, is a finding. Hypothesis
makes the input smaller for as long as it still fails, and the smallest is kept in the folder `--keep`.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import shutil
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parent.parent
sys.path += [str(ROOT / "src"), str(ROOT / "tests")]

from faults.small_world import FIGURES, INDICATORS, NEIGHBOURS, write_sheet, zip_members  # noqa: E402

from sendneeds.declare.area import LocalArea  # noqa: E402
from sendneeds.declare.commentary import load_commentary  # noqa: E402
from sendneeds.declare.declaration import check_declaration  # noqa: E402
from sendneeds.declare.edition import Edition  # noqa: E402
from sendneeds.declare.footnote import Footnote  # noqa: E402
from sendneeds.declare.indicator import Indicator, IndicatorEntry  # noqa: E402
from sendneeds.declare.registry import load_registry  # noqa: E402
from sendneeds.declare.source import Release  # noqa: E402
from sendneeds.declare.strategy import Strategy  # noqa: E402
from sendneeds.declare.strategy_check import Known, check_strategy  # noqa: E402
from sendneeds.declare.yaml_file import Place, Yaml, YamlFile, load_yaml  # noqa: E402
from sendneeds.errors import DeclarationError, SendneedsError  # noqa: E402
from sendneeds.evidence.assembly import Assembly  # noqa: E402
from sendneeds.evidence.crosswalk import Crosswalk  # noqa: E402
from sendneeds.evidence.delimited import parse_delimited, parse_rows  # noqa: E402
from sendneeds.evidence.geography import load_areas, load_neighbours  # noqa: E402
from sendneeds.evidence.local import load_local  # noqa: E402
from sendneeds.evidence.observations import load_observations  # noqa: E402
from sendneeds.evidence.quality import find_problems  # noqa: E402
from sendneeds.evidence.release import Releases  # noqa: E402
from sendneeds.evidence.workbook import parse_sheet  # noqa: E402
from sendneeds.project import Project  # noqa: E402

SLOWEST = 10.0
INPUTS_A_ROUND = 150
TOKENS = [
    b'"', b"'", b",", b";", b"\n", b"\r", b"\r\n", b"\t", b"\0", b" ", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xae",
    b"\xc2\x85",
    b"nan", b"inf", b"-", b"..", b"1e999", b"9" * 400, b"0", b"-0", b"1,234", b"12%", b"=1+1", b"@x", b"<script>",
    b"javascript:x", b"#import", b"$", b"\\", b"[", b"]", b"{", b"}", b": ", b"- ", b"&a ", b"*a", b"!!x ", b"? ", b"|",
    b">",
    b"---", b"...", b"<<", b"%", b"#", b"\xd9\xa1", b"\xf0\x9f\x98\x80", b"\\ud800", b"\\x00", b"A" * 10_000,
    b"E92000001",
    b"2024", b"9999-12", b"0000", b"low", b"<!DOCTYPE x>", b"&x;", b"XFD1048576",
]  # fmt: skip
Case = bytes | dict[str, Any]
Make = st.SearchStrategy[Any]


def change_bytes(*bases: bytes) -> Make:
    """Return changed copies of sound content, and now and then nothing but noise."""
    payload = st.sampled_from(TOKENS) | st.binary(max_size=6)
    how = st.sampled_from(("insert", "replace", "delete", "repeat", "cut"))
    edits = st.lists(st.tuples(st.floats(0, 1), how, payload, st.integers(1, 40)), min_size=1, max_size=4)
    changed = st.builds(_apply, st.sampled_from(bases), edits)
    return changed | changed | changed | st.binary(max_size=400) | st.lists(st.sampled_from(TOKENS)).map(b"".join)


def _apply(base: bytes, edits: list[tuple[float, str, bytes, int]]) -> bytes:
    for share, how, payload, length in edits:
        at = int(share * len(base))
        if how == "insert":
            base = base[:at] + payload + base[at:]
        elif how == "replace":
            base = base[:at] + payload + base[at + len(payload) :]
        elif how == "delete":
            base = base[:at] + base[at + length :]
        elif how == "repeat":
            base = base[: at + length] + base[at:]
        else:
            base = base[:at]
    return base


def change_values(*bases: Yaml) -> Make:
    """Return changed copies of the values of declarations."""
    texts = st.sampled_from([token.decode("utf-8", "replace") for token in TOKENS]) | st.text(max_size=20)
    numbers = st.sampled_from([0, -1, 1, 10**400, 1e308, 0.5, -0.0]) | st.integers() | st.floats()
    simple = st.none() | st.booleans() | numbers | texts
    value = st.recursive(simple, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))
    edits = st.lists(st.tuples(st.floats(0, 1), st.sampled_from(("set", "drop", "rename", "twice")), value), max_size=5)
    return st.builds(_edit_values, st.sampled_from(bases), edits)


def _edit_values(base: Yaml, edits: list[tuple[float, str, Any]]) -> dict[str, Any]:
    whole = {"": deepcopy(base)}
    for share, how, value in edits:
        places = list(_list_places(whole))
        holder, key = places[int(share * (len(places) - 1))]
        if how == "set":
            holder[key] = value
        elif how == "twice" and isinstance(holder, list):
            holder.append(deepcopy(holder[key]))
        elif how == "rename" and isinstance(holder, dict) and key:
            holder[str(value)] = holder.pop(key)
        elif how == "drop" and key != "":
            del holder[key]
    return whole


def _list_places(holder: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401
    keys = list(holder) if isinstance(holder, dict) else range(len(holder))
    for key in keys:
        yield holder, key
        if isinstance(holder[key], dict | list):
            yield from _list_places(holder[key])


@dataclass
class Target:
    """A reader, what is thrown at it, and how it fared."""

    name: str
    make: Make
    read: Callable[[Any], object]
    inputs: int = 0
    refused: int = 0
    seconds: float = 0
    finding: str = ""
    smallest: Any = None
    rounds: int = field(default=0, repr=False)

    def try_once(self, case: Any) -> None:  # noqa: ANN401
        """Read one input. Raises what the reader raises beyond the project's own errors."""
        self.inputs += 1
        begun = time.process_time()
        try:
            self.read(case)
        except SendneedsError as error:
            self.refused += 1
            str(error).encode("utf-8", "backslashreplace")
        except BaseException:
            self.smallest = case
            raise
        if time.process_time() - begun > SLOWEST:
            self.smallest = case
            raise TimeoutError(f"more than {SLOWEST:g} seconds")

    def run_round(self, first: int) -> None:
        """Throw a round of inputs, and keep what fails."""
        quiet = settings(
            max_examples=INPUTS_A_ROUND, deadline=None, database=None, print_blob=False,
            suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
        )  # fmt: skip
        self.rounds += 1
        begun = time.process_time()
        try:
            seed(first + self.rounds)(quiet(given(self.make)(self.try_once)))()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - every other end of a reader is a finding
            self.finding = "".join(traceback.format_exception(error)[-12:])
        self.seconds += time.process_time() - begun


class Readers:
    """The readers, each given its input in the file that it reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = Project(folder)
        self.registry = load_registry(Project(ROOT))
        self.areas = load_areas(Project(ROOT))
        self.crosswalk = Crosswalk(self.areas)
        self.known = Known(self.registry.indicators, self.registry.themes)
        text = folder / "all.yml"
        text.write_text(INDICATORS, encoding="utf-8")
        loaded = cast("dict[str, Yaml]", load_yaml(text).values)
        file = YamlFile(text, loaded, {(): 1})
        built = {key: check_declaration(file, (key,), Indicator)[0] for key in loaded}
        self.entries = {key: IndicatorEntry(id=key, theme="all", indicator=item) for key, item in built.items() if item}

    def _write(self, path: Path, content: bytes) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def open_release(self, file: str, content: bytes) -> Releases:
        """Return the one release `figures`, locked as it is."""
        self._write(self.folder / file, content)
        fields = dict.fromkeys(("publisher", "publication", "release", "licence", "retrieved"), "a")
        release = Release(**fields, file=file, sha256=sha256(content).hexdigest(), bytes=len(content))
        return Releases(self.folder, {"figures": release})

    def read_observations(self, content: bytes) -> None:
        self._write(self.project.observations / "plans.csv", content)
        load_observations(self.project)

    def read_areas(self, content: bytes) -> None:
        self._write(self.project.area_table, content)
        load_areas(self.project)

    def read_neighbours(self, content: bytes) -> None:
        self._write(self.project.neighbours / "2025.csv", content)
        load_neighbours(self.project, "2025")

    def read_local(self, slot: str) -> Callable[[bytes], object]:
        def read(content: bytes) -> object:
            shutil.rmtree(self.project.local_data, ignore_errors=True)
            self._write(self.project.local_data / "sutton" / f"{slot}.csv", content)
            return load_local(self.project, "sutton")

        return read

    def read_figures(self, content: bytes) -> None:
        """Read a release as a rebuild does, with its indicators and what is wrong with it."""
        assembly = Assembly(self.project, self.entries, self.open_release("figures.csv", content), self.crosswalk)
        assembly.build_all()
        find_problems(assembly)

    def read_zip(self, content: bytes) -> None:
        self.open_release("figures.zip", content).read_table("figures", "data/caseload.csv")

    def read_gzip(self, content: bytes) -> None:
        self.open_release("figures.csv.gz", content).read_table("figures")

    def read_yaml(self, content: bytes) -> None:
        load_yaml(self._write(self.folder / "file.yml", content))

    def read_commentary(self, content: bytes) -> None:
        load_commentary(self._write(self.folder / "leeds" / "needs.md", content).parent)

    def check(self, model: type[Any]) -> Callable[[dict[str, Any]], object]:
        def check(whole: dict[str, Any]) -> None:
            lines: dict[Place, int] = {(): 1}
            file = YamlFile(self.folder / "file.yml", whole[""], lines)
            built, problems = check_declaration(file, (), model)
            assert (built is None) == bool(problems)
            problems += check_strategy(file, built, self.known) if isinstance(built, Strategy) else []
            if problems:
                raise DeclarationError(problems)

        return check


def list_targets(folder: Path) -> list[Target]:
    """Return every reader with what is thrown at it."""
    readers, project = Readers(folder), Project(ROOT)
    values = {kind: [load_yaml(path).values for path in sorted(place.glob("*.yml"))] for kind, place in {
        "strategies": project.strategies, "areas": project.areas, "editions": project.editions,
    }.items()}  # fmt: skip
    indicators = [item for path in sorted(project.indicators.glob("*.yml")) for item in _list_items(path)]
    footnotes = [item for path in sorted(project.footnotes.glob("*.yml")) for item in _list_items(path)]
    figures, observed = FIGURES.encode(), (project.observations / "ehc_plans_total.csv").read_bytes()[:4000]
    local = b"date,measure,value,unit,source\n2019,made,8,count,Log\n2019-04,share,c,percent,Log\n"
    places = b"date,setting,phase,places,status,source\n2025-09,special school,all,610,current,Return\n"
    sheet = write_sheet("LA SN Groups", [["x"] * 25] * 3 + NEIGHBOURS)
    zipped = zip_members({"data/caseload.csv": FIGURES})
    some = [path.read_bytes()[:3000] for path in sorted(project.root.glob("params/**/*.yml"))[::4]]
    comment = b"author: SEND team\ndate: 2026-01-31\n\nWe hired 3 officers.\n"
    areas, lists = project.area_table.read_bytes()[:5000], (project.neighbours / "2025.csv").read_bytes()[:3000]
    parts = {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}
    return [
        Target("parse_delimited", change_bytes(figures, local), lambda content: parse_delimited(content, "file.csv")),
        Target("parse_rows", change_bytes(figures, local), lambda content: parse_rows(content, "file.csv")),
        Target("observations", change_bytes(observed), readers.read_observations),
        Target("table of areas", change_bytes(areas), readers.read_areas),
        Target("lists of neighbours", change_bytes(lists), readers.read_neighbours),
        Target("own values", change_bytes(local), readers.read_local("complaints")),
        Target("own places", change_bytes(places), readers.read_local("capacity")),
        Target("tables of a release", change_bytes(figures), readers.read_figures),
        Target("zip", change_bytes(zipped), readers.read_zip),
        Target("table in a zip", change_bytes(figures).map(_zip_table), readers.read_zip),
        Target("gzip", change_bytes(gzip.compress(figures, mtime=0)), readers.read_gzip),
        Target("sheet", change_bytes(sheet), lambda content: parse_sheet(content, "LA SN Groups", "file.xlsx")),
        Target(
            "parts of a sheet",
            st.sampled_from(sorted(parts)).flatmap(lambda part: _change_part(sheet, part)),
            lambda content: parse_sheet(content, "LA SN Groups", "file.xlsx"),
        ),
        Target("YAML", change_bytes(*some), readers.read_yaml),
        Target("commentary", change_bytes(comment), readers.read_commentary),
        Target("strategy", change_values(*values["strategies"]), readers.check(Strategy)),
        Target("area", change_values(*values["areas"]), readers.check(LocalArea)),
        Target("edition", change_values(*values["editions"]), readers.check(Edition)),
        Target("indicator", change_values(*indicators[::5]), readers.check(Indicator)),
        Target("footnote", change_values(*footnotes), readers.check(Footnote)),
        Target("release", change_values(*_list_items(project.sources_lock)[:3]), readers.check(Release)),
    ]


def _list_items(path: Path) -> list[Yaml]:
    return list(cast("dict[str, Yaml]", load_yaml(path).values).values())


def _zip_table(content: bytes) -> bytes:
    return zip_members({"data/caseload.csv": content})


def _change_part(sheet: bytes, part: str) -> Make:
    """Return workbooks that are sound as zip files, with one part changed."""
    with zipfile.ZipFile(io.BytesIO(sheet)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return change_bytes(cast("bytes", members[part])).map(lambda content: zip_members({**members, part: content}))


def run(targets: list[Target], seconds: float, first: int) -> None:
    """Give each target the same processor time, round after round."""
    while waiting := [item for item in targets if not item.finding and item.seconds < seconds / len(targets)]:
        min(waiting, key=lambda item: item.seconds).run_round(first)


def keep(target: Target, folder: Path) -> Path:
    """Write the smallest input that fails, and return where."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{target.name.replace(' ', '-')}.{'bin' if isinstance(target.smallest, bytes) else 'json'}"
    content = (
        target.smallest if isinstance(target.smallest, bytes) else json.dumps(target.smallest, default=repr).encode()
    )
    path.write_bytes(content)
    return path


def main(arguments: list[str] | None = None) -> int:
    """Run the targets and print a table. Returns 1 if there is a finding."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="processor time for all targets together")
    parser.add_argument("--seed", type=int, default=1, help="where the input begins")
    parser.add_argument("--only", action="append", help="a target by its name; repeat for more")
    parser.add_argument("--keep", type=Path, default=ROOT / ".fuzz", help="folder for the smallest failing inputs")
    given_options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        targets = [item for item in list_targets(Path(folder)) if item.name in (given_options.only or [item.name])]
        with suppress(KeyboardInterrupt):  # what was found until then counts
            run(targets, given_options.seconds, given_options.seed)
    print("| target | inputs | refused | findings |\n|---|---:|---:|---:|")  # noqa: T201
    for item in targets:
        print(f"| {item.name} | {item.inputs:,} | {item.refused:,} | {int(bool(item.finding))} |")  # noqa: T201
    total, refused = sum(item.inputs for item in targets), sum(item.refused for item in targets)
    findings = [item for item in targets if item.finding]
    print(f"| all | {total:,} | {refused:,} | {len(findings)} |")  # noqa: T201
    for item in findings:
        print(f"\n{item.name}: kept {keep(item, given_options.keep)}\n{item.finding}")  # noqa: T201
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
