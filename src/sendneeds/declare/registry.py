"""Every declaration of a project, loaded and checked together, so that all problems are reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from sendneeds.declare.area import LocalArea
from sendneeds.declare.commentary import Commentary, load_commentary
from sendneeds.declare.declaration import check_declaration
from sendneeds.declare.edition import Edition
from sendneeds.declare.footnote import Footnote
from sendneeds.declare.indicator import Indicator, IndicatorEntry
from sendneeds.declare.period import read_period
from sendneeds.declare.right import Right
from sendneeds.declare.source import DerivedSource, Part, Release, TableSource
from sendneeds.declare.strategy import Strategy
from sendneeds.declare.strategy_check import Known, check_strategy
from sendneeds.declare.theme import Theme
from sendneeds.declare.yaml_file import MOST_BYTES, YamlFile, load_yaml
from sendneeds.errors import DeclarationError, Problem
from sendneeds.project import Project

T = TypeVar("T")
SCHOOL_YEAR = re.compile(r"\d{4}/\d{2}")


@dataclass(frozen=True)
class Registry:
    """All declarations by id: the file stem, or the key inside the file."""

    indicators: Mapping[str, IndicatorEntry]
    themes: Mapping[str, Theme]
    rights: Mapping[str, Right]
    releases: Mapping[str, Release]
    editions: Mapping[str, Edition]
    local_areas: Mapping[str, LocalArea]
    footnotes: Mapping[str, Footnote]
    commentary: Mapping[str, tuple[Commentary, ...]]
    strategies: Mapping[str, Strategy]

    def find_edition(self, name: str) -> Edition:
        """Return the edition called `name`. Raises DeclarationError naming those that exist."""
        if name not in self.editions:
            known = ", ".join(sorted(self.editions)) or "the files of params/editions, where there are none"
            raise DeclarationError(Problem("edition", f"'{name}'", f"one of {known}", "choose one of these"))
        return self.editions[name]


def load_registry(project: Project) -> Registry:
    """Read and check everything under `params/` and the lock, once for a process while no byte of it changes.

    Raises DeclarationError with every problem.
    """
    return _load_registry(project, _hash_declarations(project))


def _hash_declarations(project: Project) -> str:
    """Return a hash of the names and contents of all declarations, as far as they can be read."""
    digest = sha256()
    for path in [project.sources_lock, *sorted(project.themes.parent.rglob("*"))]:
        digest.update(f"{path}\0".encode(errors="surrogateescape"))
        with suppress(OSError), path.open("rb") as file:
            digest.update(sha256(file.read(MOST_BYTES + 1)).digest())
    return digest.hexdigest()


@lru_cache(maxsize=2)
def _load_registry(project: Project, stamp: str) -> Registry:
    del stamp  # what it stands for is read anew where it differs
    loader = _Loader()
    releases = loader.load_file(project.sources_lock, Release)
    entries = [
        IndicatorEntry(id=key, theme=path.stem, indicator=indicator)
        for path in _list_files(project.indicators)
        for key, indicator in loader.load_file(path, Indicator).items()
    ]
    indicators, themes = {entry.id: entry for entry in entries}, loader.load_file(project.themes, Theme)
    if not _list_files(project.indicators):
        loader.problems.append(Problem("params/indicators", "no .yml file", "one at least", "restore the folder"))
    # What refers to a declaration that could not be read is not wrong itself.
    known = None if loader.problems else Known(indicators, themes)
    registry = Registry(
        indicators=indicators,
        themes=themes,
        rights=loader.load_file(project.rights, Right),
        releases=releases,
        editions=loader.load_whole_files(project.editions, Edition),
        local_areas=loader.load_whole_files(project.areas, LocalArea),
        footnotes={
            f"{path.stem}.{key}": note
            for path in _list_files(project.footnotes)
            for key, note in loader.load_file(path, Footnote).items()
        },
        commentary=loader.load_commentary(project.commentary),
        strategies=loader.load_strategies(project.strategies, known),
    )
    if not loader.problems:
        loader.problems += [*_check_unique(entries), *_check_references(registry), *_check_footnotes(registry)]
    if loader.problems:
        raise DeclarationError(sorted(loader.problems, key=_split_place))
    return registry


def check_area_names(registry: Registry, slugs: Iterable[str]) -> list[Problem]:
    """Return a problem for each declaration that names an area that does not exist."""
    known = set(slugs)
    named = [(f"areas/{slug}.yml", slug) for slug in registry.local_areas]
    named += [(f"commentary/{slug}/", slug) for slug in registry.commentary]
    named += [(f"strategies/{slug}.yml", slug) for slug in registry.strategies]
    named += [(f"areas/{slug}.yml", other) for slug, area in registry.local_areas.items() for other in area.comparators]
    named += [(f"footnote {key}", slug) for key, note in registry.footnotes.items() for slug in note.areas]
    return [_say_unknown(where, slug, known, "area") for where, slug in named if slug not in known]


def _split_place(problem: Problem) -> list[tuple[int, str]]:
    """Return a sorting key that puts line 9 before line 10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", problem.where)]


def _list_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yml"))


class _Loader:
    """Loads files one after the other and gathers what is wrong with any of them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def _read(self, path: Path) -> YamlFile | None:
        try:
            yaml_file = load_yaml(path)
        except DeclarationError as error:
            self.problems += error.problems
            return None
        self.problems += yaml_file.problems
        return yaml_file

    def _build(self, yaml_file: YamlFile, place: tuple[str | int, ...], model: type[T]) -> T | None:
        built, problems = check_declaration(yaml_file, place, model)
        self.problems += problems
        return built

    def load_file(self, path: Path, model: type[T]) -> dict[str, T]:
        """Return the declarations of a file that maps ids to declarations."""
        yaml_file = self._read(path)
        if yaml_file is None:
            return {}
        if not isinstance(yaml_file.values, dict):
            self.problems.append(Problem(yaml_file.where(()), "no keys", "ids and their declarations", "add some"))
            return {}
        built = {key: self._build(yaml_file, (key,), model) for key in yaml_file.values}
        return {key: value for key, value in built.items() if value is not None}

    def load_commentary(self, folder: Path) -> dict[str, tuple[Commentary, ...]]:
        """Return local commentary by area."""
        found: dict[str, tuple[Commentary, ...]] = {}
        for path in sorted(item for item in folder.glob("*") if item.is_dir()):
            try:
                found[path.name] = load_commentary(path)
            except DeclarationError as error:
                self.problems += error.problems
        return found

    def load_strategies(self, folder: Path, known: Known | None) -> dict[str, Strategy]:
        """Return the strategies by area, each checked against what it refers to, if that is `known`."""
        found: dict[str, Strategy] = {}
        for path in _list_files(folder):
            yaml_file = self._read(path)
            built = self._build(yaml_file, (), Strategy) if yaml_file else None
            if yaml_file is not None and built is not None:
                self.problems += check_strategy(yaml_file, built, known) if known else []
                found[path.stem] = built
        return found

    def load_whole_files(self, folder: Path, model: type[T]) -> dict[str, T]:
        """Return one declaration per file of a folder, by file stem."""
        found: dict[str, T] = {}
        for path in _list_files(folder):
            yaml_file = self._read(path)
            built = self._build(yaml_file, (), model) if yaml_file else None
            if built is not None:
                found[path.stem] = built
        return found


def _check_unique(entries: Iterable[IndicatorEntry]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for entry in entries:
        if entry.id in first:
            where = f"indicators/{entry.theme}.yml, {entry.id}"
            yield Problem(where, f"an id that {first[entry.id]}.yml has", "ids used once", "rename one of them")
        first.setdefault(entry.id, entry.theme)


def _check_references(registry: Registry) -> Iterator[Problem]:
    for entry in registry.indicators.values():
        where = f"indicators/{entry.theme}.yml, {entry.id}"
        if entry.theme not in registry.themes:
            yield _say_unknown(where, entry.theme, registry.themes, "theme")
        for release in _list_releases(entry.indicator):
            if release not in registry.releases:
                yield _say_unknown(where, release, registry.releases, "release")
        for other in _list_indicators(entry.indicator):
            if other not in registry.indicators:
                yield _say_unknown(where, other, registry.indicators, "indicator")
        yield from _check_periods(where, entry.indicator)
    for name, theme in registry.themes.items():
        yield from _check_school_years(f"params/themes.yml, {name}", theme)


def _check_footnotes(registry: Registry) -> Iterator[Problem]:
    for key, note in registry.footnotes.items():
        for other in note.indicators:
            if other not in registry.indicators:
                yield _say_unknown(f"footnotes/{key}", other, registry.indicators, "indicator")


def _list_releases(indicator: Indicator) -> Iterator[str]:
    yield from getattr(indicator.source, "release", ())
    yield from (part.release for part in _list_parts(indicator) if part.release)


def _list_indicators(indicator: Indicator) -> Iterator[str]:
    if isinstance(indicator.source, DerivedSource):
        yield from indicator.source.of
    for part in _list_parts(indicator):
        yield from part.indicator
    if indicator.earlier:
        yield indicator.earlier


def _list_parts(indicator: Indicator) -> list[Part]:
    source = indicator.source
    parts = (source.numerator, source.denominator) if isinstance(source, TableSource) else ()
    return [part for part in parts if part]


def _check_periods(where: str, indicator: Indicator) -> Iterator[Problem]:
    for code in [*(item.before for item in indicator.breaks), *(item.period for item in indicator.marks)]:
        try:
            read_period(code, indicator.period)
        except (ValueError, StopIteration):
            yield Problem(
                where, f"the period '{code}'", f"a {indicator.period.value} as releases write it", "correct it"
            )


def _check_school_years(where: str, theme: Theme) -> Iterator[Problem]:
    for year in theme.left_out:
        if not SCHOOL_YEAR.fullmatch(year):
            yield Problem(where, f"the school year '{year}'", "one such as 2019/20", "correct it")


def _say_unknown(where: str, name: str, known: Iterable[str], kind: str) -> Problem:
    near = get_close_matches(name, list(known), n=1)
    hint = f"a known {kind} (nearest: '{near[0]}')" if near else f"a known {kind}"
    return Problem(where, f"the {kind} '{name}'", hint, "correct the name")
